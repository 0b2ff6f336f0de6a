"""Lines of text in the cells of ruled tables: where ink stands between the rules, each line cut out by itself.

Looking for lines in a whole page overlooks single digits, of which these tables are full; between rules none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from toolkit.reading.readers.scans.types import Box, Ink

# What is smaller than this (points, across) is no mark, but dust. A decimal point is larger at any size that is printed.
DUST = 0.9
# Up to this size (points) a mark is a speck, unless it stands so near to a character as a decimal point does.
SPECK, BY_CHARACTER = 2.2, 2.5
# Heights of lines of text in tables (points).
LOWEST_LINE, HIGHEST_LINE = 5.0, 24.0
# Digits are so much lower than Chinese characters of their font.
DIGIT_HEIGHT = 0.72
# A band this many times as high as a line is several lines.
TWO_LINES = 1.65
# So many lines of less than so many characters stand one below another.
FEWEST_STACKED, STACKED = 3, 1.5


@dataclass(frozen=True, slots=True)
class Band:
    """Ink of one line in a cell: its box, and the cell from whose room it may take paper around it."""

    ink: Box
    cell: Box


def lines_in_cells(cells: Sequence[Box], ink: Ink, dots: float) -> tuple[list[Band], list[list[Band]], float]:
    """The lines of text in cells, the columns of characters that stand one below another, and how high a Chinese
    character is in them (pixels)."""
    found = [(cell, _stacked(_marks(cell, ink, dots))) for cell in cells]
    size = _size([run for _, runs in found for run in runs], dots)
    rows: list[Band] = []
    columns: list[list[Band]] = []
    for cell, runs in found:
        # The strokes of 三 stand apart, and those of 二.
        bands = [Band(box, cell) for box in _joined([box for run in runs for box in _lines(run, ink, size)], size)]
        if len(runs) >= FEWEST_STACKED and all(run.width < STACKED * size for run in runs):
            columns.append(bands)
        else:
            rows += bands
    return rows, columns, size


def _marks(cell: Box, ink: Ink, dots: float) -> list[Box]:
    """The pieces of ink in a cell that are no dust."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(cell.cut(ink)), connectivity=8)
    smallest = DUST * dots
    marks = []
    for x, y, width, height, area in stats[1:count].tolist():
        at_edge = x == 0 or y == 0 or x + width == cell.width or y + height == cell.height
        # What a rule leaves at the edge of its cell is thin.
        if at_edge and min(width, height) <= smallest:
            continue
        if max(width, height) > smallest and area > smallest * smallest / 2:
            marks.append(Box(cell.left + x, cell.top + y, cell.left + x + width, cell.top + y + height))
    return _without_specks(marks, dots)


def _without_specks(marks: Sequence[Box], dots: float) -> list[Box]:
    """Marks without those that are no larger than a point of print and stand by no character."""
    large = [mark for mark in marks if max(mark.width, mark.height) > SPECK * dots]
    reach = BY_CHARACTER * dots
    return [mark for mark in marks if mark in large or any(_near(mark, other, reach) for other in large)]


def _near(mark: Box, other: Box, reach: float) -> bool:
    across = max(mark.left - other.right, other.left - mark.right)
    return across <= reach and mark.top < other.bottom + reach and mark.bottom > other.top


def _stacked(marks: Sequence[Box]) -> list[Box]:
    """Marks that overlap in height as one box each, from top to bottom."""
    runs: list[Box] = []
    for mark in sorted(marks, key=lambda m: (m.top, m.left)):
        if runs and mark.top < runs[-1].bottom:
            runs[-1] = _both(runs[-1], mark)
        else:
            runs.append(mark)
    return runs


def _both(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )


def _size(runs: Sequence[Box], dots: float) -> float:
    """How high a Chinese character is: long lines have some, short ones are mostly digits."""
    heights = [run for run in runs if LOWEST_LINE * dots <= run.height <= HIGHEST_LINE * dots]
    words = [run.height for run in heights if run.width > 3 * run.height]
    if words:
        return float(median(words))
    return median(run.height for run in heights) / DIGIT_HEIGHT if heights else 10 * dots


def _lines(run: Box, ink: Ink, size: float) -> list[Box]:
    """A run of ink as lines: the parts of a character that lies between others are put together, several lines parted."""
    if run.height < TWO_LINES * size:
        return [run]
    count = max(round(run.height / (1.25 * size)), 2)
    rows = np.count_nonzero(run.cut(ink), axis=1)
    step = run.height / count
    cuts = [0]
    for number in range(1, count):
        low, high = round((number - 0.3) * step), round((number + 0.3) * step)
        cuts.append(low + int(np.argmin(rows[low:high])))
    cuts.append(run.height)
    return [
        Box(run.left, run.top + above, run.right, run.top + below)
        for above, below in zip(cuts, cuts[1:], strict=False)
        if below > above
    ]


def _joined(lines: Sequence[Box], size: float) -> list[Box]:
    """Boxes that are parts of one line, such as the strokes of 二, put together."""
    joined: list[Box] = []
    for box in lines:
        if joined and box.bottom - joined[-1].top <= 1.1 * size:
            joined[-1] = _both(joined[-1], box)
        else:
            joined.append(box)
    return joined
