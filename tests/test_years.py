"""Each rule between years fires on a small example, stays silent on a sound one, and says what it means in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from year_reports import LOST, found, year_report

from toolkit.checks.series import all_series
from toolkit.checks.years import check_series
from toolkit.checks.years.jumps import distance, is_jump

NATURAL, FIRMS, TOTAL = "natural_person", "commercial_enterprise", "total"
PAPERS, LICENCES, FEES = "normative_documents", "administrative_licensing", "administrative_fees"
CARRIED, IN_FORCE, ITEMS = "carried_over_equals_carried_forward", "in_force_follows", "prior_year_items_follow"


def requests(**rows):
    """Cells of `requests`: row = (natural persons, firms), the total beside them; dots in a row's key as __."""
    cells = {}
    for row, (natural, firms) in rows.items():
        values = natural, firms, None if None in (natural, firms) else natural + firms
        cells |= {
            ("requests", row.replace("__", "."), c): v for c, v in zip((NATURAL, FIRMS, TOTAL), values, strict=True)
        }
    return cells


def papers(issued, repealed, in_force, row=PAPERS):
    """Cells of a row of documents on form 2021."""
    return {("proactive", row, c): v for c, v in (("issued", issued), ("repealed", repealed), ("in_force", in_force))}


def items(prior, change):
    """Cells of 行政许可 on form 2019, without decisions."""
    return {("proactive", LICENCES, "prior_year_items"): prior, ("proactive", LICENCES, "change"): change}


def of_rule(rule, *reports):
    return [finding for _, finding in found(*reports) if finding.rule == rule]


def rules(*reports):
    return [(report_id.rpartition("_")[2], finding.rule, finding.severity) for report_id, finding in found(*reports)]


# --- carried over


def test_what_is_carried_forward_is_carried_over_and_nothing_is_said():
    assert (
        rules(year_report(2022, requests(carried_forward=(12, 3))), year_report(2023, requests(carried_over=(12, 3))))
        == []
    )


def test_a_column_that_differs_is_an_error_of_the_later_report_with_both_numbers_years_and_places():
    differing = found(
        year_report(2022, requests(carried_forward=(12, 3))), year_report(2023, requests(carried_over=(11, 3)))
    )
    assert [(i, f.severity, f.outcome, f.row, f.column, f.reported, f.computed) for i, f in differing] == [
        ("示例市档案局_2023", "error", "fails", "carried_over", NATURAL, 11, 12),
        ("示例市档案局_2023", "error", "fails", "carried_over", TOTAL, 14, 15),
    ]
    natural, total = (f.message for _, f in differing)
    assert natural.startswith(
        "Section 3, column 自然人 (natural persons): 二、上年结转政府信息公开申请数量 (carried over from last year)"
    )
    assert "of 2023 is 11 (示例市档案局_2023.txt, carried_over natural_person)" in natural
    assert "of 2022 is 12 (示例市档案局_2022.txt, carried_forward natural_person)" in natural
    assert "The totals differ too (15 and 14)." in natural
    assert "Of the applicants 自然人 (12 and 11) differs." in total


def test_totals_that_agree_although_the_columns_do_not_are_told():
    (natural, firms) = of_rule(
        CARRIED, year_report(2022, requests(carried_forward=(12, 3))), year_report(2023, requests(carried_over=(10, 5)))
    )
    assert (natural.column, firms.column) == (NATURAL, FIRMS)
    assert "The totals agree (15): the requests are only split differently" in natural.message


def test_the_sums_within_a_year_tell_where_to_look_first():
    before = requests(new_requests=(20, 0), results_total=(8, 0), carried_forward=(12, 0))  # 20 + 0 = 8 + 12
    # 2023 has 30 + 11 on one side and 40 + 2 on the other; with 12 for 11 both are 42.
    slip_now = requests(new_requests=(30, 0), carried_over=(11, 0), results_total=(40, 0), carried_forward=(2, 0))
    natural, _ = of_rule(CARRIED, year_report(2022, before), year_report(2023, slip_now))
    assert "With 12 the column of 2023 would add up, which it does not: look at 2023 first." in natural.message
    # 2022 has 20 on one side and 9 + 12 on the other; with 11 for 12 both are 20.
    slip_then = before | requests(results_total=(9, 0))
    sound = slip_now | requests(results_total=(39, 0))
    natural, _ = of_rule(CARRIED, year_report(2022, slip_then), year_report(2023, sound))
    assert "With 11 the column of 2022 would add up, which it does not: look at 2022 first." in natural.message
    natural, _ = of_rule(CARRIED, year_report(2022, before), year_report(2023, sound))
    assert "The column adds up in each of the two years" in natural.message


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        # Last year's carried over (17, 2), printed once more.
        (requests(carried_over=(17, 2), carried_forward=(12, 3)), requests(carried_over=(17, 2)), "The row is 上年结转 of 2022 once more"),
        (requests(carried_forward=(12, 3)), requests(carried_over=(0, 0)), "All columns of 上年结转 of 2023 are zero or blank."),
        (
            requests(carried_forward=(12, 3)),
            requests(carried_over=(19, 1), carried_forward=(19, 1)),
            "The row is the same as 结转下年度 of 2023",
        ),
        (
            requests(carried_forward=(12, 3)),
            {**requests(carried_over=(0, 12)), ("requests", "carried_over", "research_institution"): 3},
            "The figures are those of 2022, one column further right.",
        ),
        (requests(carried_forward=(0, 12)), requests(carried_over=(12, 0)), "The figures are those of 2022, one column further left."),
        (requests(carried_forward=(12, 3)), requests(carried_over=(3, 4)), "3 is what 2022 carried forward for 商业企业."),
        (requests(carried_forward=(12, 3)), requests(carried_over=(120, 3)), "One of the two has a digit too many."),
        (requests(carried_forward=(12, 3)), requests(carried_over=(21, 3)), "The two have the same digits in another order."),
    ],
)  # fmt: skip
def test_what_the_wrong_number_does_agree_with_is_named(before, after, words):
    natural = next(
        f for f in of_rule(CARRIED, year_report(2022, before), year_report(2023, after)) if f.column == NATURAL
    )
    assert words in natural.message


@pytest.mark.parametrize(
    ("over", "column"),
    [
        ((7, 2), NATURAL),  # the row of the year before once more, but so small that it may be chance
        ((3, 3), NATURAL),  # 3 is what was carried forward for firms, and carried over for them
        ((9, 3), TOTAL),  # a total of 12 is not misplaced because 12 is what natural persons had
    ],
)
def test_what_may_be_chance_explains_nothing(over, column):
    before = year_report(2022, requests(carried_over=(7, 2), carried_forward=(12, 3)))
    message = next(
        f.message
        for f in of_rule(CARRIED, before, year_report(2023, requests(carried_over=over)))
        if f.column == column
    )
    assert "once more" not in message and "is what 2022 carried forward" not in message


def test_a_blank_against_a_zero_is_a_note_and_against_a_number_no_more_than_a_warning():
    # Of 2022 nothing but what is carried forward is filled in, and of 2023 only the total: 4 may be of anyone.
    forward = year_report(2022, requests(carried_forward=(0, 4)))
    over = year_report(
        2023,
        {
            ("requests", "carried_over", FIRMS): None,
            ("requests", "carried_over", "other"): None,
            ("requests", "carried_over", TOTAL): 4,
        },
    )
    settled, unsettled = of_rule(CARRIED, forward, over)
    assert (settled.severity, settled.outcome, settled.column) == ("note", "holds_if_blank_is_zero", "")
    assert "only if blank cells mean zero in 1 column (其他)" in settled.message
    assert (unsettled.severity, unsettled.outcome) == ("warning", "undecidable")
    assert "cannot be checked in 1 column (商业企业: 2022 4, 2023 blank). If the blank means zero" in unsettled.message


def test_a_blank_that_the_sums_of_its_report_show_to_be_zero_is_a_zero():
    # 20 + 0 = 20 leaves nothing for natural persons to carry forward in 2022.
    sums = requests(new_requests=(20, 0), results_total=(20, 0), carried_forward=(None, None))
    natural, total = of_rule(CARRIED, year_report(2022, sums), year_report(2023, requests(carried_over=(2, 0))))
    assert (natural.severity, natural.outcome, natural.reported, natural.computed) == ("error", "fails", 2, 0)
    assert (
        "of 2022 is blank, by the sums of its report 0 (示例市档案局_2022.txt, carried_forward natural_person)"
        in natural.message
    )
    assert total.column == TOTAL
    # A zero beside it needs no note.
    assert of_rule(CARRIED, year_report(2022, sums), year_report(2023, {})) == []
    # 20 + 0 = 18 + blank asks for 2, so the blank is no zero: nothing is accused.
    asked = sums | requests(results_total=(18, 0))
    (finding,) = of_rule(CARRIED, year_report(2022, asked), year_report(2023, requests(carried_over=(2, 0))))
    assert (finding.severity, finding.outcome) == ("warning", "undecidable")


def test_a_lost_cell_is_not_taken_for_a_zero():
    lost = year_report(2023, {("requests", "carried_over", NATURAL): LOST})
    (note,) = of_rule(CARRIED, year_report(2022, {}), lost)
    assert (note.severity, note.outcome) == ("note", "undecidable")
    assert "自然人: 2022 0, 2023 lost). Look up what is lost in the source." in note.message


def test_two_blank_years_say_nothing():
    assert rules(year_report(2022, {}, rest=None), year_report(2023, {}, rest=None)) == []


def test_what_2020_carries_forward_is_held_against_2021_though_the_form_changed():
    before = year_report(2020, requests(carried_forward=(12, 3)), "2019")
    assert [f.column for f in of_rule(CARRIED, before, year_report(2021, requests(carried_over=(11, 3))))] == [
        NATURAL,
        TOTAL,
    ]
    assert of_rule(CARRIED, before, year_report(2021, requests(carried_over=(12, 3)))) == []


# --- what stands in the way


def test_another_scope_is_a_warning_and_nothing_is_compared():
    city = year_report(2023, requests(carried_over=(900, 3)) | papers(0, 0, 500), scope="aggregate")
    assert rules(year_report(2022, requests(carried_forward=(12, 3)), scope="own"), city) == [
        ("2023", "scope_changed", "warning")
    ]


def test_a_scope_that_is_not_known_makes_an_error_a_warning_and_says_so():
    first = of_rule(
        CARRIED,
        year_report(2022, requests(carried_forward=(12, 3)), scope="unknown"),
        year_report(2023, requests(carried_over=(11, 3))),
    )[0]
    assert first.severity == "warning"
    assert "What the report of 2022 covers is not known, that of 2023 counts one office's own work" in first.message


def test_a_scope_is_compared_with_the_last_known_one():
    reports = [
        year_report(year, {}, scope=scope) for year, scope in ((2021, "own"), (2022, "unknown"), (2023, "aggregate"))
    ]
    (finding,) = of_rule("scope_changed", *reports)
    assert "that of 2021 one office's own work (own)" in finding.message


def test_a_sample_is_never_held_against_a_real_report():
    real = year_report(2022, requests(carried_forward=(12, 3)))
    made = year_report(2023, requests(carried_over=(1, 3)), provenance="sample")
    assert rules(real, made) == []


def test_a_digest_is_held_against_an_original():
    digest = year_report(2022, requests(carried_forward=(12, 3)), provenance="digest")
    assert len(of_rule(CARRIED, digest, year_report(2023, requests(carried_over=(11, 3))))) == 2


def test_years_without_a_report_are_named_and_nothing_is_compared_over_them():
    reports = (
        year_report(2020, requests(carried_forward=(12, 3)), "2019"),
        year_report(2023, requests(carried_over=(1, 3))),
    )
    assert rules(*reports) == [("2023", "years_missing", "note")]
    assert "no report for 2021, 2022, between 2020 and 2023" in found(*reports)[0][1].message


def test_a_new_form_is_a_note_that_says_what_cannot_be_followed():
    (note,) = of_rule("form_changed", year_report(2020, {}, "2019"), year_report(2021, {}))
    assert note.severity == "note"
    # 154 of section 3, 7 of them sums; 15 of section 4; 3 decisions: 154 + 7 + 15 + 3 = 179.
    assert "179 figures can be followed. （六）其他处理 is compared as the sum" in note.message
    assert "对外公开总数量 and 现行有效件数" in note.message
    # The other way round: a report of 2022 on last year's form by mistake.
    (back,) = of_rule("form_changed", year_report(2021, {}), year_report(2022, {}, "2019"))
    assert back.message.startswith("2022 is on form 2019, 2021 on form 2021: 179 figures")


# --- stock and flow


def test_documents_in_force_follow_from_the_year_before():
    # 40 + 5 - 2 = 43
    assert rules(year_report(2022, papers(1, 1, 40)), year_report(2023, papers(5, 2, 43))) == []


@pytest.mark.parametrize(
    ("in_force", "words"),
    [
        (40, "It is last year's number, unchanged."),
        (45, "That is the number without what was repealed taken off."),  # 40 + 5
        (38, "That is the number without what was issued."),  # 40 - 2
        (5, "It is the number issued this year."),
        (50, "The difference is 7."),  # 50 - 43
    ],
)
def test_documents_that_do_not_follow_are_a_warning_that_names_the_other_reckoning(in_force, words):
    (finding,) = of_rule(IN_FORCE, year_report(2022, papers(1, 1, 40)), year_report(2023, papers(5, 2, in_force)))
    assert (finding.severity, finding.outcome, finding.row, finding.column) == ("warning", "fails", PAPERS, "in_force")
    assert (finding.reported, finding.computed) == (in_force, 43)
    assert words in finding.message
    assert "40 (示例市档案局_2022.txt, normative_documents in_force) in 2022, with 5 issued" in finding.message


def test_a_blank_number_of_repealed_documents_is_accused_only_if_no_number_can_make_it_right():
    # 43 in force of 40 + 5: two may have been repealed. 46 of 45: no repeal makes it more.
    before = year_report(2022, papers(1, 1, 40))
    (note,) = of_rule(IN_FORCE, before, year_report(2023, papers(5, None, 43)))
    assert (note.severity, note.outcome) == ("note", "undecidable")
    (settled,) = of_rule(IN_FORCE, before, year_report(2023, papers(5, None, 45)))
    assert (settled.severity, settled.outcome) == ("note", "holds_if_blank_is_zero")
    (broken,) = of_rule(IN_FORCE, before, year_report(2023, papers(5, None, 46)))
    assert (broken.severity, broken.outcome) == ("warning", "fails")
    assert "cannot lead there, whatever the blank cells mean" in broken.message


def test_published_in_all_is_not_held_against_in_force():
    before = year_report(2020, {("proactive", PAPERS, "total_published"): 90}, "2019")
    assert of_rule(IN_FORCE, before, year_report(2021, papers(1, 0, 40))) == []


@pytest.mark.parametrize(
    ("change", "prior", "expected"),
    [
        (-5, 95, []),  # 100 - 5
        (-5, 100, [("warning", "fails", 100, 95, "It is the number of 2019, without the change.")]),
        (-5, 105, [("warning", "fails", 105, 95, "with the change taken the other way")]),
        (7, 100, [("warning", "fails", 100, 107, "without the change")]),
        (None, 100, [("note", "holds_if_blank_is_zero", None, None, "1 row")]),
        (None, 90, [("note", "undecidable", None, None, "2019 100 and a change of blank, 2020 90")]),
        (None, 110, [("note", "undecidable", None, None, "2020 110")]),
    ],
)
def test_the_items_of_the_year_before_are_those_last_years_report_came_to(change, prior, expected):
    findings = of_rule(ITEMS, year_report(2019, items(100, change), "2019"), year_report(2020, items(prior, 0), "2019"))
    assert [(f.severity, f.outcome, f.reported, f.computed) for f in findings] == [e[:4] for e in expected]
    assert all(e[4] in f.message for f, e in zip(findings, expected, strict=True))


def test_more_published_in_all_than_there_was_and_came_is_a_note():
    def published(new, total):
        return {("proactive", PAPERS, "newly_published"): new, ("proactive", PAPERS, "total_published"): total}

    before = year_report(2019, published(3, 50), "2019")
    for total in (54, 49):  # 50 + 4; fewer may be left since documents are withdrawn
        assert of_rule("published_exceeds_last_year", before, year_report(2020, published(4, total), "2019")) == []
    (note,) = of_rule("published_exceeds_last_year", before, year_report(2020, published(4, 60), "2019"))
    assert (note.severity, note.outcome, note.reported, note.computed) == ("note", "", 60, 54)


# --- jumps


def test_small_numbers_and_ordinary_growth_are_no_jumps():
    for before, after in ((1, 6), (6, 1), (0, 12), (1, 10), (100, 250), (1000, 400), (3000, 9000), (0, 0), (0, 30)):
        assert not is_jump(before, after), (before, after)


def test_a_digit_too_many_is_a_jump_at_every_size():
    for before, after in ((3, 30), (12, 120), (12, 125), (350, 3500), (350, 35), (40000, 4100)):
        assert is_jump(before, after), (before, after)
    assert is_jump(0, 100)
    assert distance(12, 120) == -distance(120, 12)


def test_an_agency_that_always_changes_much_is_given_more_room():
    # Changes of 8 to 1: 10 → 80 is far beyond 3.5 for a steady agency.
    assert is_jump(10, 85) and is_jump(10, 85, (0.1, -0.2, 0.0, 0.2))
    assert not is_jump(10, 85, (3.4, -3.2, 3.1, -3.6))
    # Steadier than chance allows no agency can be: 10 → 40 is no jump for the steadiest.
    assert not is_jump(10, 40, (0.01, -0.01, 0.0, 0.02))
    # With three changes nothing is known of its habits.
    assert is_jump(10, 85, (3.4, -3.2, 3.1))


def test_the_change_in_question_is_not_one_of_the_agencys_habits():
    # Three wild changes, and then a digit too many: that makes no four.
    years = [year_report(2021 + place, decisions(n)) for place, n in enumerate((10, 85, 10, 85, 850))]
    assert ("2025", "jump", "warning") in rules(*years)


def fees(amount):
    return {("proactive", FEES, "amount_10k_yuan"): Decimal(amount)}


def test_an_amount_in_yuan_is_named():
    (finding,) = of_rule("jump", year_report(2022, fees("12.5")), year_report(2023, fees("131200")))
    assert (finding.severity, finding.reported, finding.computed) == ("warning", Decimal("131200"), Decimal("12.5"))
    assert "this year's amount may be in 元, where the form asks for 万元" in finding.message
    (finding,) = of_rule("jump", year_report(2022, fees("131200")), year_report(2023, fees("12.5")))
    assert "last year's amount may be in 元" in finding.message


def decisions(count):
    return {("proactive", LICENCES, "decisions"): count}


def test_a_digit_too_many_is_a_warning_and_any_other_large_change_a_note():
    (slip,) = of_rule("jump", year_report(2022, decisions(350)), year_report(2023, decisions(3720)))
    assert slip.severity == "warning"
    assert (
        "about 10 times the other: this year's number may have a digit too many, or last year's too few."
        in slip.message
    )
    (rare,) = of_rule("jump", year_report(2022, decisions(350)), year_report(2023, decisions(9000)))
    assert rare.severity == "note"
    assert "A change as large as this is rare." in rare.message


def test_a_figure_that_comes_back_is_said_of_the_year_of_the_slip_only():
    years = [year_report(2020 + place, decisions(n)) for place, n in enumerate((360, 350, 3600, 340), 1)]
    assert rules(*years) == [("2023", "jump", "warning")]


def test_decisions_are_followed_over_the_change_of_form_and_items_are_not():
    before = year_report(2020, {**decisions(350), **items(30, 0)}, "2019")
    assert [f.rule for _, f in found(before, year_report(2021, decisions(3500)))] == ["form_changed", "jump"]


def test_one_finding_a_row_names_all_its_columns():
    before = year_report(2022, requests(new_requests=(300, 20)))
    (finding,) = of_rule("jump", before, year_report(2023, requests(new_requests=(3000, 20))))
    assert finding.column == TOTAL  # 320 to 3020
    assert "自然人 (natural persons) changes as much" in finding.message


def test_a_row_that_slipped_by_a_column_is_recognised():
    before = year_report(2022, requests(new_requests=(300, 20)))
    moved = {
        ("requests", "new_requests", c): n
        for c, n in ((NATURAL, 0), (FIRMS, 310), ("research_institution", 22), (TOTAL, 332))
    }
    (finding,) = of_rule("jump", before, year_report(2023, moved))
    assert finding.severity == "warning"
    assert "The figures look like those of 2022, one column further right." in finding.message


# --- the same numbers again


# 350 + 10 = 330 + 30; results 200 + 90 + 40 = 330.
BUSY = requests(
    new_requests=(350, 0), carried_over=(10, 0), granted=(200, 0), denied__internal_affairs=(90, 0), unable__not_held=(40, 0),
    results_total=(330, 0), carried_forward=(30, 0),
)  # fmt: skip


def test_last_years_table_of_requests_filed_again_is_a_warning():
    again = year_report(2023, BUSY | papers(5, 0, 45))
    (finding,) = of_rule("repeats_last_year", year_report(2022, BUSY | papers(1, 1, 40)), again)
    assert finding.severity == "warning"
    # The tables of sections 3 and 4 are equal, that of section 2 is not; 7 rows × (natural person, total) are not zero.
    assert finding.detail == "requests+disputes"
    assert "every figure is that of 2022 (示例市档案局_2022.txt), 14 of them not zero" in finding.message


def test_all_three_tables_filed_again():
    years = year_report(2022, BUSY), year_report(2023, BUSY)
    (finding,) = of_rule("repeats_last_year", *years)
    assert "In all tables every figure" in finding.message
    # 30 were carried forward and 10 are carried over, once more: that follows from the copy.
    assert all("All figures of the table are those of 2022" in f.message for f in of_rule(CARRIED, *years))


def test_one_changed_figure_is_enough_to_say_nothing():
    changed = BUSY | {("requests", "granted", NATURAL): 201}
    assert of_rule("repeats_last_year", year_report(2022, BUSY), year_report(2023, changed)) == []


def test_few_requests_and_a_standing_stock_are_the_same_in_many_years():
    # One request granted each year, 40 documents in force: chance 1 / sqrt(4 pi) = 0.28.
    idle = requests(new_requests=(1, 0), granted=(1, 0), results_total=(1, 0)) | papers(0, 0, 40)
    assert rules(year_report(2022, idle), year_report(2023, idle)) == []


def test_what_follows_from_other_figures_is_no_further_evidence():
    # 100 granted both years, chance 1 / sqrt(400 pi) = 0.028; that 100 came in and 100 were answered follows.
    one = requests(new_requests=(100, 0), granted=(100, 0), results_total=(100, 0))
    assert of_rule("repeats_last_year", year_report(2022, one), year_report(2023, one)) == []
    # 5 granted, 0.13; that 400 and 60 documents are still in force tells nothing.
    few = (
        requests(new_requests=(5, 0), granted=(5, 0), results_total=(5, 0))
        | papers(0, 0, 400)
        | papers(0, 0, 60, "regulations")
    )
    assert of_rule("repeats_last_year", year_report(2022, few), year_report(2023, few)) == []


def test_a_lost_cell_hides_no_repeated_table():
    lost = year_report(2023, BUSY | {("requests", "granted", FIRMS): LOST})
    assert len(of_rule("repeats_last_year", year_report(2022, BUSY), lost)) == 1


# --- all of them


def test_ids_are_unique_and_do_not_depend_on_the_order_of_reports():
    years = [
        year_report(2019, requests(carried_forward=(5, 5)) | items(10, 2) | decisions(10), "2019"),
        year_report(
            2020, requests(carried_over=(4, 4), carried_forward=(0, 7)) | items(11, 0) | decisions(1000), "2019"
        ),
        year_report(2022, requests(carried_over=(2, 2), carried_forward=(9, 9)) | papers(1, 1, 30)),
        year_report(2023, {**BUSY, **papers(4, 0, 30), **papers(3, 0, None, row="regulations")}, scope="unknown"),
        year_report(2024, {**BUSY, **papers(4, 0, 30)}, scope="aggregate"),
    ]
    ids = [finding.id_in(report_id) for report_id, finding in found(*years)]
    assert len(ids) == len(set(ids)) >= 15
    (backwards,) = all_series(reversed(years))
    assert [finding.id_in(report_id) for report_id, finding in check_series(backwards)] == ids


def test_a_single_report_has_nothing_to_be_held_against():
    assert rules(year_report(2023, BUSY)) == []
