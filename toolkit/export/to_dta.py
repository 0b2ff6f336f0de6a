"""Stata: a file a table in the format 118 (Stata 14 and later), Chinese labels, letters for why a number is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from toolkit.export.files import plain
from toolkit.export.tables import CELL_WORDS, MISSING_CELLS, ExportTable, Variable, codebook

LONGEST_LABEL = 80
# pyreadstat calls the format 118 by the first Stata that had it.
_STATA = 14
LETTERS = dict(zip(MISSING_CELLS, "abcde", strict=True))
"""The extended missing value for each status of a cell without a number."""
BOOLEAN_WORDS = {0: "no 否", 1: "yes 是"}
NUL = "␀"
NOTES = {
    "": f"A text in Stata ends at the character NUL, which is written {NUL} here; a missing text is an empty one.",
    "wide": "Where there is no number stands "
    + ", ".join(f".{letter} ({status} {CELL_WORDS[status]})" for status, letter in LETTERS.items())
    + ". In pandas: read_stata(file, convert_categoricals=False).",
}
# ReadStat writes the time of the run, always in this many characters; the same export must be the same bytes.
_STAMP_MARK, _STAMP = b"<timestamp>\x11", b"01 Jan 2000 00:00"


def write(tables: Sequence[ExportTable], folder: Path) -> None:
    """Writes a dta file for each table and codebook.dta. Closed values are numbered from 1, with value labels."""
    for table in (*tables, codebook(tables, NOTES, coded=True)):
        path = folder / f"{table.name}.dta"
        _write_table(table, path)
        _fix_stamp(path)


def _write_table(table: ExportTable, path: Path) -> None:
    columns: dict[str, Any] = {}
    labels: dict[str, dict[Any, str]] = {}
    letters: dict[str, list[str]] = {}
    for variable in table.variables:
        name = variable.name
        if table.cells is not None and variable.cell:
            columns[name], letters[name] = _with_letters(table, variable), list(LETTERS.values())
            labels[name] = {letter: f"{status} {CELL_WORDS[status]}" for status, letter in LETTERS.items()}
        else:
            columns[name], labels[name] = _column(table, variable)
    pyreadstat.write_dta(
        pd.DataFrame(columns),
        str(path),
        file_label=f"{table.name} {table.chinese}"[:LONGEST_LABEL],
        column_labels={variable.name: variable.chinese for variable in table.variables},
        version=_STATA,
        variable_value_labels={name: words for name, words in labels.items() if words},
        missing_user_values=letters or None,
        variable_format={variable.name: "%td" for variable in table.variables if variable.type == "date"},
    )


def _column(table: ExportTable, variable: Variable) -> tuple[pd.Series, dict[Any, str]]:
    """A column as Stata has it, and the labels of its values."""
    values = plain(table, variable)
    if variable.closed:
        codes = {value: code for code, value in enumerate(variable.words, 1)}
        labels = {codes[value]: f"{value} {word}" for value, word in variable.words.items()}
        return pd.Series([codes.get(value) for value in values], dtype="Int32"), labels
    if variable.type == "boolean":
        return pd.Series(values, dtype="boolean").astype("Int32"), BOOLEAN_WORDS
    if variable.type in ("integer", "number"):
        return pd.Series(values, dtype="Int32" if variable.type == "integer" else "float64"), {}
    if variable.type == "date":
        return pd.Series(values, dtype="object"), {}
    return pd.Series([(value or "").replace("\0", NUL) for value in values], dtype="object"), {}


def _with_letters(table: ExportTable, variable: Variable) -> pd.Series:
    """Numbers, and where there is none the letter that says why."""
    statuses = table.cells[variable.name]
    found = [
        LETTERS[status] if value is None else value
        for value, status in zip(plain(table, variable), statuses, strict=True)
    ]
    return pd.Series(found, dtype="object" if found else "float64")


def _fix_stamp(path: Path) -> None:
    with open(path, "r+b") as file:
        head = file.read(1000)
        place = head.index(_STAMP_MARK) + len(_STAMP_MARK)
        file.seek(place)
        file.write(_STAMP)
