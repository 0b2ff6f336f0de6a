"""Corrections made in a notebook: checked against the dataset, and added to the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.corrections.cells import CellKey, UnknownCell, cell_named
from toolkit.corrections.records import (
    ALL_COLUMNS,
    NO_NUMBER,
    Correction,
    CorrectionError,
    parse_corrections,
)
from toolkit.decided import added, removed
from toolkit.excel_csv import date_in, plain

if TYPE_CHECKING:
    import pandas as pd


class HasReports(Protocol):
    """A dataset, of which the tables `reports` and `figures` are looked at."""

    reports: pd.DataFrame
    figures: pd.DataFrame


def new_correction(
    data: HasReports,
    report_id: str,
    table: str,
    row: str,
    column: str,
    corrected: float | int | str | Decimal | None,
    reason: str,
    who: str,
    when: str | date | None = None,
) -> Correction:
    """A correction of a cell of a dataset. What it expects and for which file it is made are taken from the dataset.

    table, row and column: keys of `figures`, or labels of the form. corrected: the number it should be, in the unit of
    `figures`; None where no number can be said. when: today, if not given. Raises CorrectionError for a report or cell
    that the dataset does not have, and for what `read_corrections` would refuse.
    """
    reports = data.reports.set_index("report_id")
    if report_id not in reports.index:
        near = get_close_matches(report_id, list(reports.index), 3)
        then = f"did you mean {', '.join(near)}?" if near else "take one of data.reports"
        raise CorrectionError(f"report_id: expected a report of the dataset, found {report_id!r}; {then}")
    try:
        cell = cell_named(table, row, column)
    except UnknownCell as error:
        raise CorrectionError(str(error)) from error
    correction = Correction(
        report_id,
        *cell,
        _value(data.figures, report_id, cell),
        _exact(corrected),
        reason.strip(),
        who.strip(),
        date_in(str(when or date.today())),
        str(reports.loc[report_id, "sha256"]),
    )
    # What the file would refuse is refused here, too.
    added(None, _cells(correction), ALL_COLUMNS, Path("new correction"), parse_corrections)
    return correction


def add_correction(path: Path | str, correction: Correction, *, replace_old: bool = False) -> Correction:
    """Adds a correction to a file, which is made where there is none; what stands in it stays, byte for byte.

    A column that the file does not have (sha256) is left out. `replace_old`: a correction that the cell has already gives
    way. Returns it with its place. Raises CorrectionError for a file that cannot be read and for a cell that it has
    already, OSError for one that cannot be written.
    """
    path = Path(path)
    old = (lambda other: _same_cell(other, correction.report_id, correction.cell)) if replace_old else None
    found = added(path, _cells(correction), ALL_COLUMNS, path, parse_corrections, old)
    return replace(correction, place=found[-1].place)


def remove_correction(path: Path | str, report_id: str, cell: CellKey) -> Correction | None:
    """Takes the correction of a cell out of a file, and returns it; None where there is none. Raises as `read_corrections`."""
    gone = removed(Path(path), parse_corrections, lambda other: _same_cell(other, report_id, cell))
    return gone[0] if gone else None


def _same_cell(correction: Correction, report_id: str, cell: CellKey) -> bool:
    return (correction.report_id, correction.cell) == (report_id, cell)


def _value(figures: pd.DataFrame, report_id: str, cell: CellKey) -> Decimal | None:
    """The value that the dataset has for a cell. Raises CorrectionError where the report's form has no such cell."""
    chosen = figures["report_id"] == report_id
    for name, key in zip(("table", "row", "column"), cell, strict=True):
        chosen &= figures[name] == key
    if not chosen.any():
        raise CorrectionError(
            f"{report_id}: expected a cell of the form it follows, found {'/'.join(cell)}; take another"
        )
    return _exact(figures.loc[chosen, "value"].iloc[0])


def _exact(value: Any) -> Decimal | None:
    """A number of Python, numpy or pandas, or a text, as it is printed; None for none."""
    if value is None or value != value or str(value) in ("<NA>", "None"):
        return None
    try:
        return plain(Decimal(str(value)))
    except ArithmeticError as error:
        raise CorrectionError(
            f"corrected: expected a number or None, found {value!r}; write it as 3585 or 1192.55"
        ) from error


def _cells(correction: Correction) -> dict[str, str]:
    """The cells of the row of a correction."""
    numbers = {"expected": correction.expected, "corrected": correction.corrected}
    texts = {name: str(getattr(correction, name)) for name in ALL_COLUMNS if name not in numbers}
    printed = {name: "" if value is None else format(value, "f") for name, value in numbers.items()}
    return {**texts, **printed, "corrected": printed["corrected"] or NO_NUMBER}
