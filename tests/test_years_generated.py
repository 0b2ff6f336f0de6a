"""The rules between years on a fictional province: all planted breaks are found, and nothing else is accused."""

from __future__ import annotations

from collections import Counter
from functools import cache

from year_reports import of_sample

from toolkit.checks import Finding
from toolkit.checks.series import all_series
from toolkit.checks.years import check_series
from toolkit.sample import SampleReport, draw_province
from toolkit.sample.planting import PlantedError

AGENCIES = 40
SEEDS = (11, 12, 13)
YEARS = (2019, 2022)  # two on the form of 2019, two on that of 2021
SUMS = {
    "carried_over_equals_carried_forward",
    "in_force_follows",
    "prior_year_items_follow",
    "published_exceeds_last_year",
}
COPIED = "tables_of_last_year"
KINDS = {"carry_over_differs": "carried_over_equals_carried_forward", "in_force_does_not_follow": "in_force_follows"}


@cache
def province(seed: int, errors: float) -> list[SampleReport]:
    return draw_province(seed, agencies=AGENCIES, years=YEARS, errors=errors)


def findings(reports: list[SampleReport]) -> list[tuple[str, Finding]]:
    return [found for series in all_series(map(of_sample, reports)) for found in check_series(series)]


def test_a_sound_province_is_not_accused() -> None:
    for seed in SEEDS:
        wrong = [(i, f.message) for i, f in findings(province(seed, 0.0)) if f.rule in SUMS and f.severity != "note"]
        assert wrong == []


def test_in_a_sound_province_every_agency_is_followed_over_the_change_of_form() -> None:
    for seed in SEEDS:
        counted = Counter((i.rpartition("_")[2], f.rule) for i, f in findings(province(seed, 0.0)))
        assert counted["2021", "form_changed"] == AGENCIES
        assert not {rule for _, rule in counted} & {"years_missing", "scope_changed", "repeats_last_year"}


def test_figures_of_a_sound_province_hardly_ever_jump() -> None:
    reports = [report for seed in SEEDS for report in province(seed, 0.0)]
    jumps = [found for seed in SEEDS for found in findings(province(seed, 0.0)) if found[1].rule == "jump"]
    assert len(jumps) * 50 <= len(reports) == 480


def test_every_planted_break_between_years_is_found_at_its_report_and_nothing_else_is_accused() -> None:
    times: Counter[str] = Counter()
    for seed in SEEDS:
        reports, planted, copied = province(seed, 0.6), set(), set()
        for report in reports:
            name = f"{report.agency}_{report.year}"
            for error in report.errors:
                times[error.kind] += 1
                if error.kind == COPIED:
                    copied.add(name)
                if error.kind in KINDS:
                    planted |= {(name, KINDS[error.kind], *place) for place in _places(error)}
        said = findings(reports)
        assert {i for i, f in said if f.rule == "repeats_last_year"} == copied
        # Of a report filed with last year's tables nothing follows, which is told with the rest.
        accused = {
            (i, f.rule, f.row, f.column) for i, f in said if f.rule in SUMS and f.severity != "note" and i not in copied
        }
        assert accused == planted
    assert min(times[kind] for kind in (*KINDS, COPIED)) >= 12


def _places(error: PlantedError) -> list[tuple[str, str]]:
    """The cells at which the break must be found: what is carried over in two columns; the stock of the row."""
    if error.kind == "in_force_does_not_follow":
        return [(error.cells[0][0][1], "in_force")]
    return [key[1:] for key, _, _ in error.cells if key[1] == "carried_over"]


def test_the_numbers_of_a_planted_break_are_the_printed_and_the_true_one() -> None:
    by_place = {(i, f.row, f.column): f for i, f in findings(province(SEEDS[0], 0.6)) if f.rule in KINDS.values()}
    seen = 0
    for report in province(SEEDS[0], 0.6):
        for error in report.errors:
            if error.kind == "carry_over_differs":
                for key, true, printed in error.cells:
                    if key[1] == "carried_over":
                        finding = by_place[f"{report.agency}_{report.year}", *key[1:]]
                        assert (finding.reported, finding.computed) == (printed, true)
                        seen += 1
    assert seen >= 16


def test_the_same_reports_give_the_same_findings_in_the_same_order() -> None:
    reports = province(SEEDS[0], 0.6)
    assert findings(reports) == findings(list(reversed(reports)))


def test_a_report_filed_with_last_years_figures_is_found_wherever_it_has_enough_of_them() -> None:
    missed, filed = [], 0
    for series in all_series(map(of_sample, province(SEEDS[0], 0.0))):
        before, after = series.reports[2:4]
        if (before.value("requests", "results_total", "total") or 0) < 50:
            continue
        filed += 1
        again = type(after)(**{**vars(after), "cells": before.cells})
        rules = {f.rule for i, f in check_series(type(series)(series.agency, (before, again)))}
        if "repeats_last_year" not in rules:
            missed.append(again.report_id)
    assert filed >= 10 and not missed
