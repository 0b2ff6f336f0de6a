"""The hand-typed truth of the seven reports, and how a reading is held against it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.reading.report import Report

TRUTH = Path(__file__).parent / "truth"
DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
ORIGINALS = Path(__file__).parents[2] / "shared" / "reports"
NAMES = sorted(path.stem for path in TRUTH.glob("*.json"))


@dataclass(frozen=True)
class Truth:
    """What one report says: see truth/README.md for the figures."""

    agency: str
    year: int
    form: str
    sections: list[int]
    broken: list[dict[str, Any]]
    figures: dict[str, dict[str, dict[str, Any]]]


def truth_of(name: str) -> Truth:
    """The truth of a report by its name, <agency>_<year>."""
    return Truth(**json.loads((TRUTH / f"{name}.json").read_text(encoding="utf-8")))


def differences(report: Report, truth: Truth) -> list[str]:
    """Every figure that has not the value and status it should have, in words."""
    found = {(f.table, f.row, f.column): f for f in report.figures}
    wrong = []
    expected = {
        (table, row, column): cell
        for table, rows in truth.figures.items()
        for row, columns in rows.items()
        for column, cell in columns.items()
    }
    for key, cell in expected.items():
        statuses = {"missing"} if cell == "missing" else {"blank", "missing"} if isinstance(cell, str) else {"blank"}
        value = None if cell is None or isinstance(cell, str) else cell
        figure = found.pop(key, None)
        if figure is None:
            wrong.append(f"{key}: no such figure")
            continue
        right = figure.status == "reported" if value is not None else figure.status in statuses
        if not right or (None if figure.value is None else float(figure.value)) != value:
            wrong.append(f"{key}: expected {cell!r}, found {figure.value!r} {figure.status} at {figure.origin}")
    return wrong + [f"{key}: not on the form" for key in found]
