"""Writes generated reports as workbooks with openpyxl, in the ways in which people lay a report out in Excel."""

from __future__ import annotations

from io import BytesIO
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.reading.values import parse_value
from toolkit.sample import SampleReport
from toolkit.sample.grid import Grid
from toolkit.sample.outline import arrange

STYLES = ("bordered", "bare", "sheets", "margin", "texts")
_LINE = Border(*(Side(style="thin") for _ in range(4)))


def _put(sheet: Worksheet, row: int, column: int, text: str, style: str) -> None:
    cell = sheet.cell(row, column)
    value = parse_value(text)
    if style != "texts" and value.kind == "number" and text == str(value.number):
        cell.value = value.number
        if "." in text:
            cell.number_format = "0." + "0" * len(text.partition(".")[2])
    elif text:
        cell.value = text


def _table(sheet: Worksheet, grid: Grid, top: int, left: int, style: str) -> int:
    """Writes a grid from a row on; returns the first row below it."""
    for cell in grid.cells:
        row, column = top + cell.row, left + cell.column
        _put(sheet, row, column, cell.text, style)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(None, row, column, row + cell.rowspan - 1, column + cell.colspan - 1)
    if style != "bare":
        for row in sheet.iter_rows(top, top + grid.rows - 1, left, left + grid.columns - 1):
            for one in row:
                one.border = _LINE
    return top + grid.rows


def xlsx_of(report: SampleReport, style: str, seed: int) -> bytes:
    """A report as an XLSX file in one of STYLES."""
    rng = Random(f"xlsx {style} {seed}")
    book = Workbook()
    sheet, row, left = book.active, 1 + 2 * (style == "margin"), 1 + (style == "margin")
    for item in arrange(report, rng, merge=rng.random() < 0.5):
        if style == "sheets" and item.kind == "heading":
            sheet, row = book.create_sheet(), 1
        if item.grid:
            row = _table(sheet, item.grid, row, left, style) + (rng.random() < 0.5)
            continue
        sheet.cell(row, left).value = item.text
        if rng.random() < 0.5:
            sheet.merge_cells(None, row, left, row, left + 9)
        row += 1
    file = BytesIO()
    book.save(file)
    return file.getvalue()
