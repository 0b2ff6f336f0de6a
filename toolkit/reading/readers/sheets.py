"""Sheets of a workbook become lines: which rows are text, which are rows of a table, and where a table ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers.building import LONGEST_CELL, Builder, GridCell

# A label is shorter; a lone cell with more text is a paragraph.
LONGEST_LABEL = 60
# Cells with text in all sheets; a report has some 500.
MOST_CELLS = 100_000
# Columns beyond these are no page's.
MOST_COLUMNS = 400


class SheetCell(NamedTuple):
    """A cell as shown, and whether a line parts it from the cell at its left or right.

    A line above or below says nothing: the lower edge of a table is often stored as the upper edge of the next row.
    """

    text: str
    bordered: bool = False


@dataclass(slots=True)
class Sheet:
    """What a sheet holds. Rows and columns count from 0; `merges` are (top, left, bottom, right), the ends included.

    `drawn` is what floats over the sheet: (row, text), with "" for a picture. `cells` has the cells with text, and empty ones
    that are bordered.
    """

    name: str
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    drawn: list[tuple[int, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A row: its number and cells, those that begin in it. `last` is the last column that a cell of it reaches."""

    number: int
    cells: list[GridCell]
    bordered: bool

    @property
    def filled(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.text.strip()]

    @property
    def last(self) -> int:
        return max(cell.column + cell.colspan for cell in self.cells) - 1

    @property
    def has_digits(self) -> bool:
        return any(cell.text.strip()[:1].isdecimal() for cell in self.cells)


def lay_sheet(sheet: Sheet, builder: Builder) -> None:
    """Puts a sheet into a builder as a page of its own. Raises UnreadableFile where it has far too many cells."""
    builder.page()
    _note_hidden(sheet, builder)
    drawn = sorted(sheet.drawn)
    for rows in _stretches(list(_rows(sheet))):
        while drawn and drawn[0][0] < rows[0].number:
            _draw(*drawn.pop(0), builder)
        if len(rows) == 1 and len(rows[0].filled) == 1:
            builder.text_row(rows[0].filled[0].text, rows[0].number)
        else:
            _lay_table(rows, builder)
    for row, text in drawn:
        _draw(row, text, builder)


def _draw(row: int, text: str, builder: Builder) -> None:
    if text:
        builder.text_row(text, row)
    else:
        builder.picture()


def _lay_table(rows: list[_Row], builder: Builder) -> None:
    """A table; each row without lines around its cells reaches as far as the widest of its neighbours."""
    if any(len(cell.text) > LONGEST_CELL for row in rows for cell in row.cells):
        # Paragraphs beside one another: laid out, no table.
        for row in rows:
            for cell in row.filled:
                builder.text_row(cell.text, row.number)
        return
    last = max(row.last for row in rows)
    cells = [cell for row in rows for cell in row.cells]
    for row in rows:
        if not row.bordered:
            cells += [GridCell("", row.number, column) for column in range(row.last + 1, last + 1)]
    builder.table(cells)


def _stretches(rows: list[_Row]) -> Iterator[list[_Row]]:
    """Rows in stretches: a row that is one text alone, the rows of a table together."""
    kinds = [_is_text(rows, i) for i in range(len(rows))]
    table: list[_Row] = []
    for row, is_text in zip(rows, kinds, strict=True):
        if table and (is_text or row.number > max(c.row + c.rowspan for c in table[-1].cells)):
            yield table
            table = []
        if is_text:
            yield [row]
        else:
            table.append(row)
    if table:
        yield table


def _is_text(rows: list[_Row], at: int) -> bool:
    """Whether a row is one text (a heading, a paragraph, the title of a block) and no row of a table with blanks in it.

    A lone cell with empty cells beside it that have lines around them is a label. Where no lines are drawn, the neighbours
    tell: it is a label if there are rows with figures right above and below.
    """
    row = rows[at]
    if len(row.filled) != 1:
        return False
    (only,) = row.filled
    if len(only.text) > LONGEST_LABEL or any(
        other is not only and other.row == row.number for other in row.cells if row.bordered
    ):
        return len(only.text) > LONGEST_LABEL
    if only.colspan > 1 or row.bordered:
        return True
    above = next((r for r in reversed(rows[:at]) if len(r.filled) > 1), None)
    below = next((r for r in rows[at + 1 :] if len(r.filled) > 1), None)
    stretch = [
        r for r in rows if (above is None or r.number > above.number) and (below is None or r.number < below.number)
    ]
    near = above is not None and above.has_digits and not above.bordered and stretch[0].number == above.number + 1
    joined = all(after.number == before.number + 1 for before, after in zip(stretch, stretch[1:], strict=False))
    if not (near and joined) or any(len(r.filled[0].text) > LONGEST_LABEL for r in stretch):
        return True
    # What stands above a header, or above nothing, is a heading and its text.
    return below is None or below.number != stretch[-1].number + 1 or not below.has_digits


def _rows(sheet: Sheet) -> Iterator[_Row]:
    """The rows that have any text, with their merged cells; what is hidden is left out."""
    spans, covered = _merged(sheet)
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells.keys() | spans.keys()):
        if row not in sheet.hidden_rows and column < MOST_COLUMNS:
            by_row.setdefault(row, []).append(column)
    open_until = -1
    for row, columns in by_row.items():
        cells = []
        for column in columns:
            if (row, column) in covered:
                continue
            rowspan, colspan = spans.get((row, column), (1, 1))
            text = sheet.cells.get((row, column), SheetCell("")).text
            cells.append(GridCell(text, row, column, rowspan, colspan))
        cells = list(_without_columns(cells, sheet.hidden_columns))
        if any(cell.text.strip() for cell in cells) or (cells and row <= open_until):
            open_until = max(
                open_until,
                *(cell.row + cell.rowspan - 1 for cell in cells if cell.text.strip() or row <= open_until),
                row,
            )
            bordered = any(sheet.cells.get((row, column), SheetCell("")).bordered for column in columns)
            yield _Row(row, cells, bordered)


def _without_columns(cells: list[GridCell], hidden: set[int]) -> Iterator[GridCell]:
    """The cells of a row without those in hidden columns, whose places their neighbours take over."""
    kept = [cell for cell in cells if not all(c in hidden for c in range(cell.column, cell.column + cell.colspan))]
    followers: list[GridCell | None] = [*kept[1:], None]
    for cell, after in zip(kept, followers, strict=False):
        end = cell.column + cell.colspan
        while end in hidden and (after is None or end < after.column):
            end += 1
        yield _up_to(cell, end)


def _up_to(cell: GridCell, end: int) -> GridCell:
    """The cell, reaching up to this column (not included)."""
    return cell._replace(colspan=end - cell.column)


def _merged(sheet: Sheet) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Merged cells: the size of each by its first cell, and the places that they cover, within what the sheet holds."""
    bottom = max((row for row, _ in sheet.cells), default=-1)
    right = min(max((column for _, column in sheet.cells), default=-1), MOST_COLUMNS)
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for top, left, low, end in sorted(sheet.merges):
        low, end = min(low, bottom), min(end, right)
        if top > low or left > end or (top, left) in covered:
            continue
        spans[top, left] = (low - top + 1, end - left + 1)
        if len(covered) + (low - top + 1) * (end - left + 1) > MOST_CELLS:
            raise too_many()
        covered |= {(row, column) for row in range(top, low + 1) for column in range(left, end + 1)}
        covered.discard((top, left))
    return spans, covered


def too_many() -> UnreadableFile:
    """The reason for a workbook with far more cells than a report."""
    return UnreadableFile(
        f"the workbook has more than {MOST_CELLS:,} cells with text, lines or merged, far more than a report: take out the "
        "sheets that are no report, and save it anew"
    )


def _note_hidden(sheet: Sheet, builder: Builder) -> None:
    filled = [place for place, cell in sheet.cells.items() if cell.text.strip()]
    rows = {row for row, _ in filled} & sheet.hidden_rows
    columns = {column for _, column in filled} & sheet.hidden_columns
    if rows or columns:
        builder.note(
            "hidden_text",
            f"Sheet {sheet.name} has {len(rows)} hidden rows and {len(columns)} hidden columns with content; they were left out. "
            "Show them in Excel and save the file if they belong to the report.",
        )
