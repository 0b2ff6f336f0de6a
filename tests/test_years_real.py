"""The rules between years on the two reports of 宿迁市, and on all seven digests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from truths import DIGESTS, NAMES, ORIGINALS

from toolkit import read_report
from toolkit.checks.series import YearReport, all_series
from toolkit.checks.years import check_series
from toolkit.checks.years.carried_over import CARRIED_OVER
from toolkit.checks.years.step import steps
from toolkit.checks.years.stocks import IN_FORCE
from toolkit.checks.years.sums import judge_terms

EXPECTED = ORIGINALS.parent / "expected"
NEED_EXPECTED = pytest.mark.skipif(not EXPECTED.is_dir(), reason=f"the real reports are not here: {EXPECTED}")
FOLDERS = [
    pytest.param(DIGESTS, id="digests"),
    pytest.param(ORIGINALS, id="originals", marks=pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"not here: {ORIGINALS}")),
]  # fmt: skip


def reports(folder: Path, provenance: str = "original") -> list[YearReport]:
    read = [YearReport.of(read_report(folder / f"{name}.txt"), name, provenance) for name in NAMES]
    assert None not in read
    return [report for report in read if report is not None]


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_between_the_two_years_of_the_city_is_wrong(folder: Path) -> None:
    said = [(i, f.rule, f.severity) for series in all_series(reports(folder)) for i, f in check_series(series)]
    assert [found for found in said if found[2] != "note"] == []
    # Two stocks and seven columns, all printed: not even a note.
    assert {i for i, _, _ in said} <= {"宿迁市_2024"} and not {rule for _, rule, _ in said} - {"jump"}


@NEED_EXPECTED
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_sums_between_the_years_hold_as_listed(folder: Path) -> None:
    listed = json.loads((EXPECTED / "宿迁市_2024.json").read_text(encoding="utf-8"))["checks"]["cross_year_with_2023"]
    assert len(listed) == 4
    (series,) = (s for s in all_series(reports(folder)) if s.agency == "宿迁市")
    step = list(steps(series))[-1]
    now, then = step.report, step.before
    assert then is not None
    for each in listed:
        assert each["verdict"] == "agrees"
        if "column" in each:
            over, forward = (("requests", row, each["column"]) for row in ("carried_over", "carried_forward"))
            judged = judge_terms(CARRIED_OVER, each["column"], ((now, over),), ((then, forward),))
            assert (judged.outcome, [judged.left, judged.right]) == ("holds", each["values"])
        else:
            stock, issued, repealed = (("proactive", each["row"], c) for c in ("in_force", "issued", "repealed"))
            judged = judge_terms(IN_FORCE, each["row"], ((now, stock), (now, repealed)), ((then, stock), (now, issued)))
            taken = now.value(*repealed) or 0
            assert (judged.outcome, [judged.left - taken, judged.right - taken]) == ("holds", each["values"])


def test_one_wrong_figure_of_the_city_is_found_with_both_sources() -> None:
    changed = []
    for report in reports(DIGESTS, "digest"):
        cells = dict(report.cells)
        if report.report_id == "宿迁市_2023":
            key = ("requests", "carried_forward", "natural_person")
            cells[key] = cells[key]._replace(value=181)  # 118 with its digits in another order
        changed.append(YearReport(**{**vars(report), "cells": cells}))
    (found,) = [f for s in all_series(changed) for _, f in check_series(s) if f.severity == "error"]
    assert (found.column, found.reported, found.computed) == ("natural_person", 118, 181)
    assert "宿迁市_2023.txt, line" in found.message and "宿迁市_2024.txt, line" in found.message
    assert "With 118 the column of 2023 would add up, which it does not: look at 2023 first." in found.message
    assert "The two have the same digits in another order." in found.message
    assert "The totals agree (121)" in found.message
