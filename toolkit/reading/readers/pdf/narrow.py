"""Columns too narrow for a figure: its digits go on in the next line of the cell, or on the next page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.reading.readers.pdf.grids import Grid, Slot
from toolkit.reading.readers.pdf.pdfium import Char
from toolkit.reading.readers.pdf.words import lines_of

# Only in cells narrower than so many digits is a figure broken.
NARROW = 5.0
# What Word and LibreOffice leave blank at the sides of a cell is no more than this together (points).
WIDEST_EDGES = 12.0
_FIGURE = frozenset("0123456789.,%+-\n")


def broken_figures(
    grid: Grid, in_cells: Mapping[Slot, Sequence[Char]], texts: Mapping[Slot, str]
) -> tuple[set[Slot], set[Slot]]:
    """The cells that hold one figure in several lines, and the cells of figures in whose last line no other digit has room
    (of those with one line only in the last row).

    `texts` are the cells' texts, their lines parted by line feeds.
    """
    # A figure in one line may go on on the next page only.
    asked = (slot for slot, text in texts.items() if text and ("\n" in text or slot.row + slot.rowspan == grid.rows))
    narrow = {slot for slot in asked if _FIGURE.issuperset(texts[slot]) and _is_narrow(grid, slot, in_cells)}
    if not narrow:
        return set(), set()
    rooms = {slot: _rooms(grid, slot, chars) for slot, chars in in_cells.items()}
    # The fullest line of the table reaches from edge to edge.
    edges = min(WIDEST_EDGES, *(room for own in rooms.values() for room in own))
    one, full = set(), set()
    for slot in narrow:
        lines = [room - edges < _digit(in_cells[slot]) for room in rooms[slot]]
        if len(lines) > 1 and all(lines[:-1]):
            one.add(slot)
        if lines and lines[-1]:
            full.add(slot)
    return one, full


def _is_narrow(grid: Grid, slot: Slot, in_cells: Mapping[Slot, Sequence[Char]]) -> bool:
    return _width(grid, slot) < NARROW * _digit(in_cells[slot])


def _width(grid: Grid, slot: Slot) -> float:
    left, _, right, _ = grid.box(slot)
    return right - left


def _digit(chars: Sequence[Char]) -> float:
    """How wide the widest character of a figure is."""
    return max(char.right - char.left for char in chars)


def _rooms(grid: Grid, slot: Slot, chars: Sequence[Char]) -> list[float]:
    """What each line of a cell leaves of its width."""
    width = _width(grid, slot)
    lines = lines_of(char for char in chars if char.turn == 0)
    return [max(width - (line.words[-1].right - line.words[0].left), 0.0) for line in lines]
