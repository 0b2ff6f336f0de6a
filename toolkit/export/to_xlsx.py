"""XLSX: a codebook and a sheet a table, with a frozen header, real numbers and days, and text that stays text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from toolkit.export.files import plain, plain_rows
from toolkit.export.tables import ExportTable, Variable, codebook
from toolkit.formulas import would_run

# Source: Microsoft, Excel specifications and limits. Excel counts characters in UTF-16.
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
# Excel 2007 shows longer texts in the format Text as ####.
MOST_AS_TEXT = 255
_NARROWEST, _WIDEST, _MEASURED = 9, 48, 200
NOTES = {"": "Text is stored as text: nothing runs as a formula. Point at a column's name to see what it is."}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(tables: Sequence[ExportTable], path: Path) -> None:
    """Writes the tables and their codebook to one workbook, a row at a time.

    Rows beyond what a sheet takes go on in a sheet NAME_2; a text beyond what a cell takes goes on in a column NAME_2.
    """
    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    # Otherwise the time of the run would be in the file.
    book.set_properties({"title": "政府信息公开工作年度报告", "created": datetime(2000, 1, 1)})
    formats = _formats(book)
    continued = [_with_continuations(table) for table in tables]
    for table in (codebook(continued, NOTES), *continued):
        _write_table(book, table, formats)
    book.close()


def _formats(book: Workbook) -> dict[str, Format]:
    return {
        "head": book.add_format({"bold": True, "bg_color": "#DDE6EF", "bottom": 1}),
        "text": book.add_format({"num_format": "@"}),
        "long": book.add_format({}),
        # As if typed with an apostrophe: it stays text when someone edits the cell.
        "formula": book.add_format({"quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _write_table(book: Workbook, table: ExportTable, formats: dict[str, Format]) -> None:
    rows, part = plain_rows(table), 1
    while True:
        here = islice(rows, MOST_ROWS - 1)
        sheet = book.add_worksheet(table.name if part == 1 else f"{table.name}_{part}")
        _prepare(sheet, table, formats)
        count = 0
        for count, row in enumerate(here, 1):
            for place, value in enumerate(row):
                _write_cell(sheet, count, place, value, formats)
        width = len(table.variables)
        sheet.autofilter(0, 0, count, width - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(width - 1)}{count + 1}"})
        if part * (MOST_ROWS - 1) >= len(table.frame):
            return
        part += 1


def _prepare(sheet: Worksheet, table: ExportTable, formats: dict[str, Format]) -> None:
    """Widths and header; of each column a comment says what it is."""
    for place, variable in enumerate(table.variables):
        sheet.set_column(place, place, _width(variable.name, plain(table, variable, slice(_MEASURED))))
        sheet.write_string(0, place, variable.name, formats["head"])
        unit = f" ({variable.unit})" if variable.unit else ""
        about = f"{variable.chinese}{unit}\n{variable.english}"
        sheet.write_comment(0, place, about, {"author": "", "x_scale": 2, "font_size": 9})
    sheet.freeze_panes(1, 1)


def _write_cell(sheet: Worksheet, row: int, place: int, value: Any, formats: dict[str, Format]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        kind = "formula" if would_run(value) else "text" if len(value) <= MOST_AS_TEXT else "long"
        sheet.write_string(row, place, value, formats[kind])
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, formats["date"])
    else:
        sheet.write_number(row, place, value)


def _width(name: str, values: list[Any]) -> int:
    widest = max(map(_shown, values), default=0)
    return min(max(_shown(name) + 3, widest + 1, _NARROWEST), _WIDEST)


def _shown(value: Any) -> int:
    """How many narrow characters wide a value is shown; Chinese ones are two."""
    text = "" if value is None else str(value)[:_WIDEST]
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _with_continuations(table: ExportTable) -> ExportTable:
    """The table with its over-long texts cut, and what is left of them in columns behind the others."""
    added: list[Variable] = []
    columns: dict[str, pd.Series] = {}
    for variable in table.variables:
        values = plain(table, variable) if variable.type in ("string", "strings") else []
        if all(_units(value or "") <= MOST_CHARACTERS for value in values):
            continue
        pieces = [list(_pieces(value or "")) for value in values]
        for part in range(max(map(len, pieces))):
            name = variable.name if part == 0 else f"{variable.name}_{part + 1}"
            texts = [those[part] if part < len(those) else None for those in pieces]
            columns[name] = pd.Series(texts, index=table.frame.index, dtype="string")
            if part:
                english = f"{variable.name} goes on here: a cell takes {MOST_CHARACTERS:,} characters"
                added.append(Variable(name, "string", english, f"{variable.chinese}（续）"))
    if not columns:
        return table
    variables = [replace(v, type="string") if v.name in columns else v for v in table.variables]
    return replace(table, variables=(*variables, *added), frame=table.frame.assign(**columns))


def _units(text: str) -> int:
    """Its length as Excel counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that fit a cell; joined they are the text."""
    start = units = 0
    for place, char in enumerate(text):
        size = 2 if ord(char) > 0xFFFF else 1
        if units + size > MOST_CHARACTERS:
            yield text[start:place]
            start, units = place, 0
        units += size
    yield text[start:]
