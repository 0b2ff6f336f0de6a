"""Whether the columns of a page of laid-out text can be trusted: real ones jitter, so that a blank can be misplaced."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.sample.grid import Cell
from toolkit.sample.pdftext import layout_rows
from toolkit.sample.typeset import Fragment

BLOCK_ROWS = 2  # rows under one header in `proactive`, at most


@dataclass(frozen=True)
class Mark:
    """Where the text of a cell stands in the laid-out text, as columns of characters."""

    start: int
    end: int
    cell: Cell

    @property
    def middle(self) -> float:
        """The middle of the text."""
        return (self.start + self.end) / 2


def _marks(fragments: list[Fragment]) -> dict[int, list[Mark]]:
    """The marks of headers and figures of each table on a page."""
    marks: dict[int, list[Mark]] = {}
    for row in layout_rows(fragments):
        for line in row:
            for offset, fragment in line.parts:
                if fragment.cell and fragment.cell.role in ("head", "figure"):
                    start = line.column + offset
                    mark = Mark(start, start + len(fragment.text), fragment.cell)
                    marks.setdefault(fragment.table, []).append(mark)
    return marks


def _heads_of(figure: Cell, heads: list[Mark]) -> dict[int, list[Mark]]:
    """The header texts above a figure by column: those of its block in `proactive`, else those of single columns."""
    if figure.key and figure.key[0] == "proactive":
        above = [mark for mark in heads if 0 < figure.row - mark.cell.row <= BLOCK_ROWS]
    else:
        above = [mark for mark in heads if mark.cell.colspan == 1]
    found: dict[int, list[Mark]] = {}
    for mark in above:
        found.setdefault(mark.cell.column, []).append(mark)
    return found


def _is_under_its_head(figure: Mark, heads: list[Mark]) -> bool:
    """Whether the nearest header of a figure is its own, and no text of another column reaches over it."""
    by_column = _heads_of(figure.cell, heads)
    if figure.cell.column not in by_column:
        return False

    def distance(column: int) -> float:
        return max(abs(mark.middle - figure.middle) for mark in by_column[column])

    own = distance(figure.cell.column)
    return all(own < distance(column) for column in by_column if column != figure.cell.column)


def _are_apart(figures: list[Mark]) -> bool:
    """Whether the figures of each column stand wholly left of those of the next one, down the whole page."""
    spans: dict[int, tuple[int, int]] = {}
    for mark in figures:
        start, end = spans.get(mark.cell.column, (mark.start, mark.end))
        spans[mark.cell.column] = (min(start, mark.start), max(end, mark.end))
    ordered = [spans[column] for column in sorted(spans)]
    return all(left[1] < right[0] for left, right in zip(ordered, ordered[1:], strict=False))


def is_steady(fragments: list[Fragment]) -> bool:
    """Whether each figure of a page stands nearest to its own header and apart from the other columns."""
    for marks in _marks(fragments).values():
        figures = [mark for mark in marks if mark.cell.role == "figure"]
        heads = [mark for mark in marks if mark.cell.role == "head"]
        if not all(_is_under_its_head(figure, heads) for figure in figures):
            return False
        if figures and figures[0].cell.key and figures[0].cell.key[0] != "proactive" and not _are_apart(figures):
            return False
    return True
