"""Workbooks with openpyxl: a report on one sheet, or on three with a table each; figures as numbers or as text."""

from __future__ import annotations

import re
from io import BytesIO
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.sample.draw import SampleReport
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.outline import Item
from toolkit.sample.writers.zipped import same_bytes

SHEETS = ("总体情况和主动公开", "申请情况", "复议诉讼和其他")
# The headings that begin the second and the third sheet.
SHEET_STARTS = ("三", "四")
WIDTHS = (12, 14, 30, 9, 9, 9, 9, 9, 9, 9)
WIDTH = len(WIDTHS)
CHARACTERS_A_LINE = 55
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_NUMBER = re.compile(r"^([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]+))?$")
_ALIGNED = {
    "title": Alignment(horizontal="center", vertical="center", wrap_text=True),
    "prose": Alignment(vertical="top", wrap_text=True),
    "heading": Alignment(vertical="center"),
    "sign": Alignment(horizontal="right"),
    "label": Alignment(horizontal="left", vertical="center", wrap_text=True),
    "cell": Alignment(horizontal="center", vertical="center", wrap_text=True),
}


def number_of(text: str) -> tuple[int | float, str] | None:
    """A printed figure as (number, number format that shows it so); None for what only text can show."""
    found = _NUMBER.match(text)
    if not found:
        return None
    sign, whole, decimals = found[1], found[2], found[3]
    shown = ("#,##0" if "," in whole else "0") + (f".{'0' * len(decimals)}" if decimals else "")
    digits = sign + whole.replace(",", "")
    number = float(f"{digits}.{decimals}") if decimals else int(digits)
    return number, f"+{shown};-{shown};0" if sign == "+" else shown


class _Book:
    """Writes items down the rows of a workbook."""

    def __init__(self, rng: Random, style: str) -> None:
        self.rng, self.numbers, self.several = rng, not style.endswith("text"), style.startswith("three")
        self.book = Workbook()
        self.sheet: Worksheet = self.book.active
        self.sheet.title = SHEETS[0] if self.several else "年度报告"
        # Some leave the first column or row free.
        self.left, self.row = rng.choice([(1, 1), (1, 1), (2, 2)])
        self.top = self.row
        self._set_widths()

    def _set_widths(self) -> None:
        for place, width in enumerate(WIDTHS):
            self.sheet.column_dimensions[get_column_letter(self.left + place)].width = width

    def paragraph(self, item: Item) -> None:
        """A line of text in a cell that is merged over the width, or in the first cell of its row."""
        if self.several and item.kind == "heading" and item.text[0] in SHEET_STARTS:
            self.sheet = self.book.create_sheet(SHEETS[1 + SHEET_STARTS.index(item.text[0])])
            self.row = self.top
            self._set_widths()
        cell = self.sheet.cell(self.row, self.left, item.text)
        cell.data_type = "s"
        cell.alignment = _ALIGNED[item.kind]
        if item.kind in ("title", "heading"):
            cell.font = Font(name="宋体", size=16 if item.kind == "title" else 12, bold=True)
        if item.kind != "heading":
            last = self.left + WIDTH - 1
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=self.left, end_column=last)
        lines = -(-len(item.text) // CHARACTERS_A_LINE)
        self.sheet.row_dimensions[self.row].height = 16 * lines + 6
        self.row += 1

    def table(self, grid: Grid) -> None:
        """A statutory table with borders; cells are merged as on the form."""
        for cell in sorted(grid.cells, key=lambda c: (c.row, c.column)):
            self._cell(cell)
        self.row += grid.rows + self.rng.choice([0, 1])

    def _cell(self, cell: Cell) -> None:
        row, column = self.row + cell.row, self.left + cell.column
        for r in range(row, row + cell.rowspan):
            for c in range(column, column + cell.colspan):
                self.sheet.cell(r, c).border = _BORDER
        own = self.sheet.cell(row, column)
        own.alignment = _ALIGNED["label" if cell.role == "label" else "cell"]
        number = number_of(cell.text) if self.numbers and cell.role == "figure" else None
        if number:
            own.value, own.number_format = number
        elif cell.text:
            own.value, own.data_type = cell.text, "s"
        if cell.rowspan > 1 or cell.colspan > 1:
            last_row, last_column = row + cell.rowspan - 1, column + cell.colspan - 1
            self.sheet.merge_cells(start_row=row, end_row=last_row, start_column=column, end_column=last_column)


def write_xlsx(report: SampleReport, items: list[Item], rng: Random, style: str) -> bytes:
    """A report as a workbook of a style of toolkit.sample.writers.STYLES."""
    book = _Book(rng, style)
    for item in items:
        if item.grid:
            book.table(item.grid)
        else:
            book.paragraph(item)
    book.book.properties.creator = "示例用户"
    out = BytesIO()
    book.book.save(out)
    return same_bytes(out.getvalue())
