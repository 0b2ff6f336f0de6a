"""Tables that go on over a page break: a row that the break cuts in two is one row again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.reading.document import Seen
from toolkit.reading.readers.building import GridCell

if TYPE_CHECKING:
    from toolkit.reading.readers.pdf.grids import Grid

# Columns of the two parts stand at the same places if they differ by less than this (points).
SAME_PLACE = 3.0
# What begins an item begins a row: （四）, 5., 二、.
_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[.．、])")


@dataclass(slots=True)
class Table:
    """A table of a page: its cells, and where its columns part.

    Of the cells in its last row, `full` are the (row, column) of those whose last line is full, and `full_figures` of
    those with a figure after which no other digit has room. `grid` says where the cells stand on the page, and `seen`
    by row and column where text recognition saw them.
    """

    cells: list[GridCell]
    xs: list[float]
    full: set[tuple[int, int]] = field(default_factory=set)
    full_figures: set[tuple[int, int]] = field(default_factory=set)
    grid: Grid | None = None
    seen: dict[tuple[int, int], Seen] = field(default_factory=dict)

    def row(self, number: int) -> dict[int, GridCell]:
        """The cells that begin in a row, by their column."""
        return {cell.column: cell for cell in self.cells if cell.row == number}

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)


def join_rows(upper: Table, lower: Table) -> None:
    """Puts the two halves of a row that a page break cut into the upper table, where there is such a row.

    The halves are one row if a label fills its last line above and goes on below, and no figure is printed twice. A figure
    goes on below too where its column has no room for another digit.
    """
    if len(upper.xs) != len(lower.xs) or any(abs(a - b) > SAME_PLACE for a, b in zip(upper.xs, lower.xs, strict=True)):
        return
    at = _repeated_rows(upper, lower)
    above = _ending_in(upper, upper.rows - 1)
    below = lower.row(at)
    if not below or not _one_row(above, below, upper):
        return
    for column, half in below.items():
        whole = above.get(column)
        if whole and half.text:
            gap = "" if _goes_on(whole, half, upper) else "\n"
            upper.cells[upper.cells.index(whole)] = whole._replace(text=gap.join(filter(None, (whole.text, half.text))))
            _join_seen(upper, (whole.row, column), lower.seen.get((half.row, column)))
    lower.cells = list(_without_row(lower.cells, at))
    lower.seen = {(row - (row > at), column): seen for (row, column), seen in lower.seen.items() if row != at}
    lower.full = {(row - (row > at), column) for row, column in lower.full}
    lower.full_figures = {(row - (row > at), column) for row, column in lower.full_figures}


def _join_seen(upper: Table, at: tuple[int, int], half: Seen | None) -> None:
    """Of a cell whose halves were both read by text recognition the box above stays; it is as sure as the less sure half."""
    if half:
        above = upper.seen.get(at, half)
        upper.seen[at] = above._replace(confidence=min(above.confidence, half.confidence))


def _repeated_rows(upper: Table, lower: Table) -> int:
    """How many rows of the upper table's head the lower one repeats."""
    count = 0
    while count < min(upper.rows, lower.rows) and upper.row(count) and upper.row(count) == lower.row(count):
        count += 1
    return count


def _ending_in(table: Table, row: int) -> dict[int, GridCell]:
    return {cell.column: cell for cell in table.cells if cell.row + cell.rowspan - 1 == row}


def _goes_on(whole: GridCell, half: GridCell, upper: Table) -> bool:
    """Whether a figure without room for its next digit goes on in the other half of its row."""
    return (whole.row, whole.column) in upper.full_figures and half.text.isdecimal()


def _one_row(above: dict[int, GridCell], below: dict[int, GridCell], upper: Table) -> bool:
    """Whether two rows are halves of one."""
    goes_on = False
    for column, half in below.items():
        whole = above.get(column)
        if whole is None or whole.colspan != half.colspan:
            return False
        if not whole.text or not half.text or half.rowspan > 1:
            continue
        if _goes_on(whole, half, upper):
            continue
        if (whole.row, column) not in upper.full or _ITEM.match(half.text) or half.text[0].isdigit():
            return False
        goes_on = True
    single = [column for column, half in below.items() if half.rowspan == 1]
    # One half has all the figures: nothing but the label stands on both sides.
    filled = [sum(bool(cells[column].text) for column in single) for cells in (above, below)]
    return goes_on and min(filled) < len(single)


def _without_row(cells: Sequence[GridCell], row: int) -> Iterable[GridCell]:
    for cell in cells:
        if cell.row < row:
            yield cell._replace(rowspan=cell.rowspan - (cell.row + cell.rowspan > row))
        elif cell.row > row:
            yield cell._replace(row=cell.row - 1)
        elif cell.rowspan > 1:
            yield cell._replace(rowspan=cell.rowspan - 1, text=cell.text)
