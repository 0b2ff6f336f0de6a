"""Tables with tabs between cells, with the oddities that tables copied out of a word processor show.

A page break begins a new segment, in which all rows can have another number of cells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from toolkit.sample.grid import Grid
from toolkit.sample.matrix import Slot, slots_of


@dataclass(frozen=True)
class Segment:
    """How the rows of one segment are written.

    `fillers`: "all" keeps an empty cell for each label column, "none" drops those that a label reaches over, "one"
    keeps one of them. `surplus` empty cells end each row.
    """

    fillers: str
    surplus: int


GRID = Segment("all", 0)


def draw_segment(rows: list[list[Slot]], rng: Random) -> Segment:
    """The writing of one segment, such that the places of its figures can be told.

    Rows with a label in the third column show how many cells are surplus, and rows with a first and a last figure where
    the figures stand. A segment with neither keeps the full grid.
    """
    third = any(row[2].is_label for row in rows if len(row) > 2)
    ends = [[slot.text.strip() for slot in row if slot.is_figure] for row in rows]
    if third or all(figures[0] and figures[-1] for figures in ends if figures):
        return Segment(rng.choice(["all", "all", "none", "one"]), rng.choice([0, 0, 1, 2]))
    return GRID


def _row_texts(row: list[Slot], segment: Segment) -> tuple[list[str], list[str]]:
    """The label cells and the other cells of a row."""
    labels: list[str] = []
    dropped = 0
    for slot in row:
        if slot.cell.role not in ("label", "parent"):
            continue
        if slot.origin == "across" and segment.fillers != "all" and slot.cell.role == "label":
            dropped += 1
        else:
            labels.append(slot.text)
    if dropped and segment.fillers == "one":
        labels.append("")
    others = [slot.text for slot in row if slot.cell.role not in ("label", "parent")]
    return labels, others


def _shifted(labels: list[str], figures: list[str], segment: Segment) -> list[str]:
    """A row that lost the empty cells before its label and has as many more at its end (as 4.保护第三方合法权益)."""
    label = [text for text in labels if text]
    return label + figures + [""] * (len(labels) - len(label) + segment.surplus)


def _with_split_parents(rows: list[list[Slot]], rng: Random) -> list[list[Slot]]:
    """The rows with the label of the first column in pieces that go down beside them: 三、 / 本年 / 度办理结果."""
    split = [list(row) for row in rows]
    for line, row in enumerate(rows):
        slot = row[0]
        if slot.cell.role != "parent" or slot.origin != "own":
            continue
        rest, at = slot.text, line
        while rest:
            size = rng.choice([2, 2, 3, len(rest)]) if at < line + 3 else len(rest)
            split[at][0] = replace(split[at][0], text=rest[:size])
            rest, at = rest[size:], at + 1
    return split


def _is_plain(figures: list[str]) -> bool:
    """Whether a row has all its figures or none: only then a shift leaves no doubt where they stand."""
    filled = [bool(text.strip()) for text in figures]
    return all(filled) or not any(filled)


def _lose_a_blank(figures: list[str], rng: Random) -> list[str]:
    """The figures with one of the blank cells gone, if there are any."""
    blank = [i for i, text in enumerate(figures) if not text.strip()]
    gone = rng.choice(blank) if blank else -1
    return [text for i, text in enumerate(figures) if i != gone]


def tab_table(grid: Grid, rng: Random, lossy: bool = False) -> list[str]:
    """A table with tabs between its cells. `lossy` drops one blank cell of some rows, so that places get lost."""
    rows = _with_split_parents(slots_of(grid), rng) if rng.random() < 0.2 else slots_of(grid)
    many = grid.table == "requests"
    breaks = sorted(rng.sample(range(grid.heads + 1, grid.rows), rng.choice([0, 1, 1, 2]))) if many else []
    shift = rng.randrange(grid.heads, grid.rows) if many and rng.random() < 0.4 else -1
    lines: list[str] = []
    for start, end in zip([0, *breaks], [*breaks, grid.rows], strict=True):
        segment = draw_segment(rows[start:end], rng)
        lines += [""] * rng.randint(1, 2) if start else []
        for line in range(start, end):
            labels, others = _row_texts(rows[line], segment)
            if lossy and any(slot.is_figure for slot in rows[line]) and rng.random() < 0.4:
                others = _lose_a_blank(others, rng)
            if line == shift and _is_plain(others):
                lines.append("\t".join(_shifted(labels, others, segment)))
            else:
                lines.append("\t".join(labels + others + [""] * segment.surplus))
    if grid.table == "disputes" and rng.random() < 0.1:
        lines.append("\t" * (grid.columns - 1))
    return lines
