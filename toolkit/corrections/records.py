"""The file of corrections: one row a cell, with what a person expects to find there, and what it should be."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from toolkit.corrections.cells import CellKey, UnknownCell, cell_named
from toolkit.decided import day, hash_of, parse_decisions, person
from toolkit.excel_csv import Sheet, number_in, read_bytes
from toolkit.reading.values import BLANK, parse_value

COLUMNS = ("report_id", "table", "row", "column", "expected", "corrected", "reason", "who", "when")
"""The columns the file must have; `sha256` may follow, and others of one's own."""
ALL_COLUMNS = (*COLUMNS, "sha256")
NO_NUMBER = "-"
"""In the column `corrected`: no number can be said."""


class CorrectionError(ValueError):
    """A file of corrections that cannot be used: says where, what was expected and found, and what to do next."""


@dataclass(frozen=True)
class Correction:
    """A row of the file. `expected` is the value the dataset has, None for a cell without a number; `corrected` the
    number it should be, None where no number can be said. `place` is the file and line it stands in.
    """

    report_id: str
    table: str
    row: str
    column: str
    expected: Decimal | None
    corrected: Decimal | None
    reason: str
    who: str
    when: str
    sha256: str = ""
    place: str = ""

    @property
    def cell(self) -> CellKey:
        """Table, row and column."""
        return self.table, self.row, self.column


def read_corrections(path: Path | str) -> list[Correction]:
    """The corrections in a file, in its order; [] where it holds its header row only.

    Columns: report_id; table, row, column (keys of `figures`, or labels of the form); expected (the `value` that stands
    in `figures`, empty for a cell without a number); corrected (the number it should be, or - where none can be said);
    reason; who; when (2024-01-31); sha256 (optional: the first characters of the file's hash, or all). Read as
    `toolkit.excel_csv.read_sheet` reads. Raises FileNotFoundError, and CorrectionError with all rows that are not right.
    """
    path = Path(path)
    what = f"a CSV file with the columns {', '.join(COLUMNS)}"
    return parse_corrections(read_bytes(path, what, CorrectionError), path)[0]


def parse_corrections(data: bytes, path: Path) -> tuple[list[Correction], Sheet]:
    """`read_corrections` for bytes, and how they are written; `path` is what messages call the file."""
    return parse_decisions(data, path, COLUMNS, _read_row, _decides, "one correction a cell", CorrectionError)


def _decides(row: Correction) -> str:
    return f"{row.report_id} {'/'.join(row.cell)}"


def _read_row(cells: Mapping[str, str], place: str) -> tuple[Correction | None, list[str]]:
    """A row as a correction, or what is wrong with it."""
    wrong: list[str] = []

    def take(read: Callable[[], object], default: object = None) -> object:
        try:
            return read()
        except ValueError as error:
            wrong.append(str(error))
            return default

    text = {name: unicodedata.normalize("NFKC", cells[name]).strip() for name in ("table", "row", "column")}
    if not cells["report_id"]:
        wrong.append("column report_id: expected a report_id, found ''; copy it from the table reports")
    cell = take(lambda: _cell(cells, text), ("", "", ""))
    expected = take(lambda: _number("expected", cells["expected"], "a number, or nothing for a cell without one"))
    corrected = take(lambda: _corrected(cells["corrected"]))
    if not wrong and expected == corrected:
        said = "no number" if expected is None else str(expected)
        wrong.append(
            f"column corrected: expected another number than {said}, found the same; remove the row, or mend it"
        )
    if not cells["reason"]:
        wrong.append(
            "column reason: expected why the cell is corrected, found ''; write it down for whoever reads it later"
        )
    who, when = take(lambda: person(cells["who"])), take(lambda: day(cells["when"]))
    sha256 = take(lambda: hash_of(cells.get("sha256", "")))
    if wrong:
        return None, wrong
    return Correction(cells["report_id"], *cell, expected, corrected, cells["reason"], who, when, sha256, place), []


def _cell(cells: Mapping[str, str], text: Mapping[str, str]) -> CellKey:
    if empty := [name for name in ("table", "row", "column") if not text[name]]:
        raise UnknownCell(empty[0], "a key of figures or a label of the form", "", "copy it from the table figures")
    return cell_named(text["table"], text["row"], text["column"])


def _corrected(cell: str) -> Decimal | None:
    if not cell:
        raise ValueError(
            f"column corrected: expected a number, found ''; write the number, or {NO_NUMBER} where none can be said"
        )
    return _number("corrected", cell, f"a number, or {NO_NUMBER} where none can be said")


def _number(column: str, cell: str, wanted: str) -> Decimal | None:
    if parse_value(cell) == BLANK:
        return None
    try:
        return number_in(cell)
    except ValueError as error:
        raise ValueError(f"column {column}: expected {wanted}, {error}") from error
