"""What printed cells say of a sum, worked out by hand on total = upheld + corrected + other + pending."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.forms import load_forms
from toolkit.identities import (
    FAILS,
    HOLDS,
    HOLDS_IF_BLANK_IS_ZERO,
    NOTHING_PRINTED,
    UNDECIDABLE,
    Judgement,
    balanced,
    equations,
    judge,
)

FORM = load_forms()["2021"]
DISPUTES = equations(FORM, "disputes")[0]


def cells(**values):
    """Cells of the row reconsideration."""
    return {("reconsideration", column): value for column, value in values.items()}


def outcome(values, lost=()):
    return judge(DISPUTES, values, {("reconsideration", column) for column in lost}).outcome


def test_the_equation_asked_here_is_the_total_of_section_4():
    assert DISPUTES.at == "reconsideration"
    assert DISPUTES.left == (("reconsideration", "total"),)
    assert [column for _, column in DISPUTES.right] == ["upheld", "corrected", "other", "pending"]


def test_it_holds_where_all_is_printed_and_adds_up():
    judged = judge(DISPUTES, cells(total=7, upheld=4, corrected=2, other=0, pending=1))
    assert judged == Judgement(HOLDS, 7, 7)


@pytest.mark.parametrize("total", [6, 8])
def test_it_fails_where_all_is_printed_and_does_not_add_up(total):
    judged = judge(DISPUTES, cells(total=total, upheld=4, corrected=2, other=0, pending=1))
    assert judged == Judgement(FAILS, total, 7)


def test_it_holds_only_if_blanks_are_zero():
    judged = judge(DISPUTES, cells(total=6, upheld=4, corrected=2))
    assert judged == Judgement(HOLDS_IF_BLANK_IS_ZERO, 6, 6)


def test_a_blank_total_over_printed_zeros_holds_if_blank_is_zero():
    assert outcome(cells(upheld=0, corrected=0, other=0, pending=0)) == HOLDS_IF_BLANK_IS_ZERO


def test_it_fails_where_blanks_could_only_make_it_worse():
    # 101 against 70 + 32 = 102: a blank is zero or more, so nothing in it brings 102 down to 101.
    assert outcome(cells(total=101, upheld=70, corrected=32)) == FAILS


def test_a_lost_cell_on_the_larger_side_makes_it_fail_all_the_same():
    assert outcome(cells(total=101, upheld=70, corrected=32), lost=["other", "pending"]) == FAILS


def test_the_102_that_a_blank_hides_from_others_fails():
    """In a column of section 3 with thirteen blank results, 101 against 102 is an error and no open question."""
    equation = next(e for e in equations(FORM, "requests") if e.identity.key == "results_total_is_sum")
    column = equation.at
    printed = {"results_total": 101, "granted": 70, "partially_granted": 15, "denied.internal_affairs": 3}
    printed |= {"denied.process_information": 1, "unable.not_held": 10, "not_processed.repeat_request": 3}
    judged = judge(equation, {(row, column): value for row, value in printed.items()})
    assert judged == Judgement(FAILS, 101, 102)


def test_a_blank_on_the_side_that_is_too_small_may_be_the_rest():
    assert outcome(cells(total=9, upheld=4, corrected=2)) == UNDECIDABLE


def test_a_blank_total_over_printed_numbers_may_be_their_sum():
    assert outcome(cells(upheld=4, corrected=2, other=0, pending=0)) == UNDECIDABLE


def test_a_lost_cell_is_not_zero_even_where_zero_would_do():
    assert outcome(cells(total=6, upheld=4, corrected=2, other=0), lost=["pending"]) == UNDECIDABLE


def test_lost_and_blank_cells_together_are_undecidable():
    assert outcome(cells(total=6, upheld=4, corrected=2), lost=["pending"]) == UNDECIDABLE


def test_open_cells_on_both_sides_can_always_be_filled():
    equation = equations(FORM, "requests")[0]  # new + carried over = results in all + carried forward
    column = equation.at
    judged = judge(equation, {("new_requests", column): 9, ("results_total", column): 4})
    assert judged == Judgement(UNDECIDABLE, 9, 4)


def test_where_nothing_is_printed_nothing_is_said():
    assert outcome({}) == NOTHING_PRINTED
    assert outcome({}, lost=["total", "upheld"]) == NOTHING_PRINTED


def test_cells_of_other_rows_do_not_count():
    other = {("litigation_direct", "upheld"): 5}
    assert judge(DISPUTES, other).outcome == NOTHING_PRINTED


def test_sums_of_decimals_are_exact():
    # As floats, 0.1 + 0.2 is not 0.3.
    values = cells(total=Decimal("0.3"), upheld=Decimal("0.1"), corrected=Decimal("0.2"), other=0, pending=0)
    assert judge(DISPUTES, values) == Judgement(HOLDS, Decimal("0.3"), Decimal("0.3"))


def test_a_large_number_is_exact():
    # As floats, 2**53 + 1 is 2**53.
    values = cells(total=9007199254740993, upheld=9007199254740992, corrected=0, other=0, pending=0)
    assert judge(DISPUTES, values).outcome == FAILS


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (cells(total=3, upheld=3), True),
        (cells(total=3, upheld=2), False),
        (cells(upheld=2), False),
        ({}, None),
    ],
)
def test_balanced_counts_every_unprinted_cell_as_zero(values, expected):
    assert balanced(DISPUTES, values) is expected
