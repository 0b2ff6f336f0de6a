"""A fictional province: years hang together, the prose states numbers truly, and what is planted is what is wrong.

The rules are written down here once more, from FORM.md's words and not from the toolkit's own identities.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from toolkit.agencies import agency_table
from toolkit.checks import check_report
from toolkit.forms import form_for_year
from toolkit.reading.report import read_reports
from toolkit.sample import SampleReport, draw_province, write_report
from toolkit.sample.places import MOST_AGENCIES, draw_agencies
from toolkit.sample.planting import KINDS, TABLE_KINDS, plant
from toolkit.sample.stated import PROSE_KINDS

SEEDS = (1, 2, 3)
APPLICANTS = (
    "natural_person", "commercial_enterprise", "research_institution", "public_interest_organization",
    "legal_service_institution", "other",
)  # fmt: skip
NO_RESULTS = ("new_requests", "carried_over", "results_total", "carried_forward")


def value(report: SampleReport, table: str, row: str, column: str) -> int | Decimal:
    """The figure, a blank one as zero."""
    return report.figures[table, row, column] or 0


def broken_within(report: SampleReport) -> set[tuple[str, str]]:
    """The sums that do not hold in one report, as (rule, row or column)."""
    broken = set()
    rows = dict.fromkeys(row for table, row, _ in report.figures if table == "requests")
    for column in (*APPLICANTS, "total"):
        new, over, total, forward = (value(report, "requests", row, column) for row in NO_RESULTS)
        if new + over != total + forward:
            broken.add(("intake", column))
        if total != sum(value(report, "requests", row, column) for row in rows if row not in NO_RESULTS):
            broken.add(("results", column))
    for row in rows:
        if value(report, "requests", row, "total") != sum(value(report, "requests", row, c) for c in APPLICANTS):
            broken.add(("applicants", row))
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        outcomes = ("upheld", "corrected", "other", "pending")
        if value(report, "disputes", row, "total") != sum(value(report, "disputes", row, c) for c in outcomes):
            broken.add(("outcomes", row))
    return broken


def broken_between(before: SampleReport, report: SampleReport) -> set[tuple[str, str]]:
    """What does not follow from the report of the year before."""
    assert (before.agency, before.year + 1) == (report.agency, report.year)
    broken = set()
    for column in (*APPLICANTS, "total"):
        if value(report, "requests", "carried_over", column) != value(before, "requests", "carried_forward", column):
            broken.add(("carried_over", column))
    for row in ("regulations", "normative_documents"):
        if before.form == report.form == "2021":
            issued, repealed, now = (value(report, "proactive", row, c) for c in ("issued", "repealed", "in_force"))
            if now != value(before, "proactive", row, "in_force") + issued - repealed:
                broken.add(("in_force", row))
    for table, row, column in before.figures:
        if before.form == report.form == "2019" and column == "prior_year_items":
            if value(report, table, row, column) != value(before, table, row, column) + value(
                before, table, row, "change"
            ):
                broken.add(("prior_year_items", row))
    return broken


def broken_claims(report: SampleReport) -> list[str]:
    """Numbers of single cells that the prose states otherwise than the table; more of this is in test_sample_claims."""
    wrong = []
    for claim in report.claims:
        assert report.text(claim.section)[claim.start : claim.end] == claim.quote
        if claim.kind == "figure" and len(claim.cells) == 1 and claim.unit not in ("元", "万元"):
            told = claim.verdict == "other_scope" or claim.approximate
            if not told and report.figures[claim.cell] != claim.stated:
                wrong.append(claim.quote)
    return wrong


def pairs(reports: list[SampleReport]) -> list[tuple[SampleReport, SampleReport]]:
    return [(a, b) for a, b in zip(reports, reports[1:], strict=False) if a.agency == b.agency]


# --- without errors ---


@pytest.mark.parametrize("seed", SEEDS)
def test_all_sums_hold_within_and_between_the_years_of_both_forms(seed: int) -> None:
    reports = draw_province(seed, 15, (2019, 2023))
    assert len(reports) == 15 * 5 and len(pairs(reports)) == 15 * 4
    assert {(r.year, r.form) for r in reports} == {
        (2019, "2019"), (2020, "2019"), (2021, "2021"), (2022, "2021"), (2023, "2021"),
    }  # fmt: skip
    assert [(r.agency, r.year, broken_within(r)) for r in reports if broken_within(r)] == []
    assert [(b.agency, b.year, broken_between(a, b)) for a, b in pairs(reports) if broken_between(a, b)] == []
    assert [(r.agency, r.year, broken_claims(r)) for r in reports if broken_claims(r)] == []
    # That these hold says something only where there are numbers.
    assert sum(value(b, "requests", "carried_over", "total") > 0 for _, b in pairs(reports)) > 20
    assert sum(value(r, "proactive", "normative_documents", "issued") > 0 for r in reports if r.form == "2021") > 10
    assert sum(len(r.claims) for r in reports) > 60


def test_an_agency_changes_slowly_and_governments_count_all_below_them() -> None:
    reports = draw_province(1, 30, (2019, 2025))
    for before, report in pairs(reports):
        new, old = (value(r, "requests", "new_requests", "total") for r in (report, before))
        # Sizes go up or down by at most a fifth a year, with chance between 0.8 and 1.2 of the size in either year.
        assert old * 0.88 * 0.8 / 1.2 - 1 <= new <= old * 1.2 * 1.2 / 0.8 + 1, (report.agency, report.year)
    governments = {r.agency for r in reports if r.scope == "aggregate"}
    assert (
        governments == {r.agency for r in reports if re.search("[省市县区]人民政府$", r.agency)}
        and len(governments) > 5
    )
    for report in reports:
        said = any("各级行政机关" in text for text in report.prose[1])
        assert said == (report.scope == "aggregate"), report.agency


def test_wording_is_partly_taken_over_and_problems_return_at_times() -> None:
    reports = draw_province(2, 30, (2021, 2024))
    kept, returned = [], []
    for before, report in pairs(reports):
        old, new = ({re.sub(r"\d+", "0", text) for text in r.prose[1]} for r in (before, report))
        kept.append(len(old & new) / len(new))
        problems = [{text for kind, text in r.statements if kind == "problem"} for r in (before, report)]
        returned.append(len(problems[0] & problems[1]) / len(problems[1]))
    assert 0.5 < sum(kept) / len(kept) < 0.95 and min(kept) < 1
    assert 0.2 < sum(returned) / len(returned) < 0.7
    for report in reports:
        fifth = "".join(report.prose[5])
        assert all(text in fifth for _, text in report.statements)


def test_the_same_arguments_give_the_same_province_and_other_ones_another() -> None:
    assert draw_province(4, 6, (2021, 2022), 0.5) == draw_province(4, 6, (2021, 2022), 0.5)
    one, other = draw_province(4, 6, (2021, 2022)), draw_province(5, 6, (2021, 2022))
    assert one != other and len({r.seed for r in one} | {r.seed for r in other}) == 24


def test_more_agencies_leave_those_that_were_there_as_they_are() -> None:
    few, many = draw_province(3, 4, (2021, 2022)), draw_province(3, 9, (2021, 2022))
    assert [replace(r, seed=0) for r in many[:8]] == [replace(r, seed=0) for r in few]


def test_hundreds_of_agencies_have_names_of_their_own_that_nobody_takes_for_real() -> None:
    agencies = draw_agencies(1, 500)
    assert len({agency.name for agency in agencies}) == 500
    reports = pd.DataFrame({"agency": [agency.name for agency in agencies], "source": "", "year": 2021})
    assert agency_table(reports)["division_code"].isna().all()
    assert {agency.level for agency in agencies[:12]} == {"province", "prefecture", "county", "township"}
    assert len({agency.name for agency in draw_agencies(1, MOST_AGENCIES)}) == MOST_AGENCIES


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 12, (2018, 2020)), "years from 2019 to 2025.*found 2018-2020"),
        ((1, 12, (2023, 2021)), "found 2023-2021"),
        ((1, 12, (2021, 2026)), "found 2021-2026"),
        ((1, 0), "expected 1 to .* agencies.*found 0"),
        ((1, MOST_AGENCIES + 1), f"found {MOST_AGENCIES + 1}"),
        ((1, 12, (2021, 2023), 1.5), "from 0 to 1, found 1.5"),
    ],
)
def test_what_cannot_be_drawn_is_said(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_province(*arguments)


# --- planted errors ---


def mended(report: SampleReport) -> SampleReport:
    """The report with what the truth says instead of what was planted, and without the numbers in prose that it made wrong."""
    figures, preface, claims = dict(report.figures), list(report.preface), list(report.claims)
    for error in report.errors:
        if error.claims:
            wrong = next(claim for claim in claims if claim.order == error.claims[0])
            assert (wrong.section, wrong.quote, wrong.verdict) == (error.section, error.printed_text, "contradicts")
            claims.remove(wrong)
            continue
        for key, true, printed in error.cells:
            assert figures[key] == printed != true, error
            figures[key] = true
            # The prose repeats what is printed in the table, right or wrong.
            claims = [claim for claim in claims if key not in {k for _, k in claim.cells}]
        if error.printed_text and error.kind != "form_of_last_year":
            preface = [text.replace(error.printed_text, error.true_text) for text in preface]
    return replace(report, figures=figures, preface=preface, claims=tuple(claims))


# The rules of this file that an error can break. A blank total counts as zero here, and so breaks the sums it stands in.
BREAKS = {
    "column_unbalanced": {"results"},
    "row_total_wrong": {"applicants", "results", "intake"},
    "disputes_total_wrong": {"outcomes"},
    "blank_total": {"applicants", "results", "intake", "outcomes"},
    "carry_over_differs": {"carried_over"},
    "in_force_does_not_follow": {"in_force"},
    "prose_contradicts_table": {"claim"},
    **dict.fromkeys(PROSE_KINDS[1:], {"prose"}),
    "tables_of_last_year": {"tables", "carried_over", "in_force", "prior_year_items"},
    "period_of_last_year": {"period"},
    "form_of_last_year": {"form"},
}


def wrong_with(report: SampleReport, before: SampleReport | None) -> set[str]:
    """The kinds of rule that a report breaks."""
    wrong = {rule for rule, _ in broken_within(report)}
    if before:
        wrong |= {rule for rule, _ in broken_between(before, report)}
    # Where next to nothing happens, two years can be alike.
    if before and before.figures == report.figures and sum(map(bool, report.figures.values())) > 8:
        wrong.add("tables")
    wrong |= {"claim"} if broken_claims(report) else set()
    found = {claim.kind for claim in report.claims if claim.verdict == "contradicts"}
    wrong |= {"claim"} if "figure" in found else set()
    wrong |= {"prose"} if found - {"figure"} else set()
    wrong |= {"form"} if report.form != form_for_year(report.year).key else set()  # type: ignore[union-attr]
    periods = set(re.findall(r"统计期限自(\d{4})年", "".join(report.preface)))
    return wrong | ({"period"} if periods - {str(report.year)} else set())


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_planted_is_wrong_as_the_truth_says_and_all_else_holds(seed: int) -> None:
    reports = draw_province(seed, 40, (2019, 2023), 0.25)
    with_errors = [r for r in reports if r.errors]
    assert len(with_errors) == 50  # a quarter of 40 × 5
    assert {len(r.errors) for r in with_errors} == {1, 2}
    assert set(Counter(e.kind for r in reports for e in r.errors)) == set(KINDS) == set(BREAKS)
    before = {(r.agency, r.year + 1): r for r in reports}
    for report in reports:
        last = before.get((report.agency, report.year))
        wrong = wrong_with(report, last)
        for error in report.errors:
            assert wrong & BREAKS[error.kind], (report.agency, report.year, error)
        assert wrong <= set().union(*(BREAKS[error.kind] for error in report.errors)), (
            report.agency,
            report.year,
            wrong,
        )
        healed = wrong_with(mended(report), last and mended(last)) - {"form"}
        assert not healed, (report.agency, report.year, healed)


def test_errors_change_nothing_in_the_other_reports_but_the_growth_since_a_wrong_table() -> None:
    clean, planted = (draw_province(6, 10, (2021, 2023), share) for share in (0.0, 0.3))
    assert sum(bool(r.errors) for r in planted) == 9  # 0.3 of 30
    same = [(a, b) for a, b in zip(clean, planted, strict=True) if not b.errors]
    wrong_tables = {(r.agency, r.year + 1) for r, c in zip(planted, clean, strict=True) if r.figures != c.figures}
    assert len(same) == 21 and wrong_tables
    for one, other in same:
        if (other.agency, other.year) in wrong_tables:
            # Growth is told of what is printed in last year's report, right or wrong.
            assert replace(one, prose={}, claims=()) == replace(other, prose={}, claims=())
        else:
            assert one == other


def test_the_rules_that_the_truth_names_find_the_errors_and_no_others_speak(tmp_path: Path) -> None:
    found_by_now = 0
    for report in draw_province(9, 25, (2020, 2022), 0.4):
        path = tmp_path / f"{report.agency}_{report.year}.txt"
        path.write_bytes(write_report(report, "txt", report.seed))
        (read,) = read_reports(path)
        assert (read.agency, read.year, read.form, read.scope) == (
            report.agency,
            report.year,
            report.form,
            report.scope,
        )
        loud = [f for f in check_report(read) if f.severity in ("error", "warning")]
        found = sorted((f.rule, (f.column or f.row) if f.outcome else "", f.outcome) for f in loud)
        expected = sorted((rule.rule, rule.at, rule.outcome) for error in report.errors for rule in error.rules)
        assert found == expected, path.name
        found_by_now += bool(expected)
    assert found_by_now >= 15


def test_an_error_is_only_planted_where_it_can_be_told_from_others() -> None:
    """Two errors in cells of one sum could hide each other: 12 for 10 in a part and in the total."""
    (report,) = draw_province(1, 1, (2021, 2021))
    kind = next(kind for kind in TABLE_KINDS if kind.name == "row_total_wrong")
    form = form_for_year(2021)
    assert form and plant(Random(1), kind, form, report.figures, None, set())
    taken = {("requests", row, "total") for row in ("results_total", "new_requests")}
    # Every total of a result row adds up to results_total, so only totals of other rows could be changed: there are none.
    assert plant(Random(1), kind, form, report.figures, None, taken) is None
