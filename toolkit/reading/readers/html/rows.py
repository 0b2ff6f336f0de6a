"""Tables made of boxes that say nothing of being tables: neighbouring boxes, each with as many short texts in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.reading.readers.building import GridCell
from toolkit.reading.readers.html import looks
from toolkit.reading.readers.html.blocks import Block, Grid, Paragraph, Region

# Rows of one size that make a table.
FEWEST_ROWS = 3
# The longest text of a cell; the longest label of the statutory tables has 43 characters.
LONGEST_TEXT = 80
# A table has figures: so many of the cells behind the first of each row are figures, blanks or dashes.
FIGURE_SHARE = 0.25
# A row has no more cells than this.
MOST_PARTS = 60
# Places that the boxes of a grid take, far beyond the form's 300.
MOST_PLACES = 20_000

ROW_TAGS = frozenset("div li dl ul ol section dd article header".split())
LEAF_TAGS = ROW_TAGS | {"p", "dt", "label"}
# What can hold rows of a table; only the boxes right in them are looked at.
AROUND = ROW_TAGS | {"body", "form", "main", "center", "fieldset"}
_FIGURE = re.compile(r"[+\-－]?\d[\d,.，]*|[-—－/]*")
_SPAN = re.compile(r"grid-(column|row)\s*:[^;]*span\s+(\d{1,3})", re.IGNORECASE)


class Kid(NamedTuple):
    """A box in a box: which blocks are its own, its text if it has one or none, and its cells if it can be a row."""

    start: int
    stop: int
    text: str | None
    linked: bool
    cells: tuple[str, ...] = ()
    width: int = 1
    height: int = 1


def kid_of(tag: str, style: str, blocks: Sequence[Block], start: int, kids: Sequence[Kid] | None) -> Kid:
    """What a box that has just ended is to the box around it."""
    count = len(blocks) - start
    cells = _cells(kids, start, len(blocks)) if kids and tag in ROW_TAGS else ()
    text, linked = None, False
    if not count:
        text = ""
    elif count == 1 and isinstance(blocks[start], Paragraph):
        only: Paragraph = blocks[start]
        text, linked = (only.text if len(only.text) <= LONGEST_TEXT else None), only.linked
        if not cells and tag in ROW_TAGS and len(only.parts) > 1 and not linked and len(only.text) <= 5 * LONGEST_TEXT:
            cells = only.parts
    spans = {name.lower(): int(number) for name, number in _SPAN.findall(style)} if "span" in style else {}
    return Kid(start, len(blocks), text, linked, cells, spans.get("column", 1) or 1, spans.get("row", 1) or 1)


def _cells(kids: Sequence[Kid], start: int, stop: int) -> tuple[str, ...]:
    """The texts of boxes that hold all of a row; none where it has other text, or is a list of links."""
    if not 1 < len(kids) <= MOST_PARTS or any(kid.text is None for kid in kids) or all(kid.linked for kid in kids):
        return ()
    return tuple(kid.text or "" for kid in kids) if _joined(kids, start, stop) else ()


def _joined(kids: Sequence[Kid], start: int, stop: int) -> bool:
    """Whether the blocks of the boxes are all there is from `start` to `stop`."""
    for kid in kids:
        if kid.start != start:
            return False
        start = kid.stop
    return start == stop


def gather(blocks: list[Block], kids: Sequence[Kid], style: str, region: Region) -> None:
    """Makes tables of the boxes of a box, in its blocks, where they are rows of one or cells of a grid."""
    columns = looks.grid_columns(style) if "grid-template" in style else 0
    places = sum(kid.width * kid.height for kid in kids) if columns > 1 else 0
    if (
        0 < places <= MOST_PLACES
        and columns <= MOST_PARTS
        and len(kids) >= 2 * columns
        and all(kid.text is not None for kid in kids)
    ):
        if _joined(kids, kids[0].start, kids[-1].stop):
            cells = _flow(kids, columns)
            blocks[kids[0].start : kids[-1].stop] = [Grid(cells, cells[-1].row + 1, columns, region)]
            return
    if sum(1 for kid in kids if kid.cells) < FEWEST_ROWS:
        return
    runs = _runs(kids)
    if any(_is_table(run) for run in runs):
        # Beside such a table shorter runs are parts of it: blocks of one row under their own title.
        for run in reversed(runs):
            blocks[run[0].start : run[-1].stop] = [_grid(run, region)]


def _is_table(run: Sequence[Kid]) -> bool:
    return Counter(len(kid.cells) for kid in run).most_common(1)[0][1] >= FEWEST_ROWS and _has_figures(run)


def _runs(kids: Sequence[Kid]) -> list[list[Kid]]:
    """Neighbours that can all be rows, with nothing between them."""
    runs: list[list[Kid]] = [[]]
    for kid in kids:
        if not kid.cells or (runs[-1] and runs[-1][-1].stop != kid.start):
            runs.append([])
        if kid.cells:
            runs[-1].append(kid)
    return [run for run in runs if run]


def _has_figures(run: Sequence[Kid]) -> bool:
    later = [text for kid in run for text in kid.cells[1:]]
    filled = sum(1 for text in later if text and _FIGURE.fullmatch(text))
    return filled > 0 and sum(1 for text in later if _FIGURE.fullmatch(text)) >= FIGURE_SHARE * len(later)


def _grid(run: Sequence[Kid], region: Region) -> Grid:
    cells = tuple(GridCell(text, r, c) for r, kid in enumerate(run) for c, text in enumerate(kid.cells))
    return Grid(cells, len(run), max(len(kid.cells) for kid in run), region)


def _flow(kids: Sequence[Kid], columns: int) -> tuple[GridCell, ...]:
    """Boxes laid into a grid of columns from left to right, each into the first place with room for it."""
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell] = []
    row = column = 0
    for kid in kids:
        width = min(kid.width, columns)
        while column + width > columns or any((row, column + i) in taken for i in range(width)):
            column += 1
            if column + width > columns:
                row, column = row + 1, 0
        taken |= {(row + j, column + i) for j in range(kid.height) for i in range(width)}
        cells.append(GridCell(kid.text or "", row, column, kid.height, width))
        column += width
    return tuple(cells)
