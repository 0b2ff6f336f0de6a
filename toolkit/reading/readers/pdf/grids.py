"""The rules of a table become its cells: rectangles between rules, merged where the rule between them is lacking."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from toolkit.reading.readers.pdf.rules import NARROWEST, Rule, Ruling, clusters

# A rule is there between two places if it covers this share of the way.
COVERED = 0.6
# Places of a grid; a form has 300.
MOST_PLACES = 40_000


class Slot(NamedTuple):
    """A cell of a grid: its first row and column, from 0, and how many it takes."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(slots=True)
class Grid:
    """The cells of a table: where its columns and rows part, and the slot at each place (row, column).

    `open_below` are cells of the last row that no rule ends, `lowest` is the height of the lowest row.
    """

    xs: list[float]
    ys: list[float]
    slots: dict[tuple[int, int], Slot] = field(default_factory=dict)
    open_below: set[Slot] = field(default_factory=set)
    lowest: float = 0.0

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.ys) - 1

    def place(self, x: float, y: float) -> tuple[int, int]:
        """The row and column in which a point stands; outside of the grid one that it doesn't have."""
        return bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1

    def slot_at(self, x: float, y: float) -> Slot | None:
        """The cell in which a point stands, None where there is none."""
        return self.slots.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))

    def box(self, slot: Slot) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a cell."""
        return (
            self.xs[slot.column],
            self.ys[slot.row],
            self.xs[slot.column + slot.colspan],
            self.ys[slot.row + slot.rowspan],
        )

    def holds(self, other: Grid) -> bool:
        """Whether another grid stands within this one."""
        return (
            self.xs[0] <= other.xs[0]
            and other.xs[-1] <= self.xs[-1]
            and self.ys[0] <= other.ys[0]
            and other.ys[-1] <= self.ys[-1]
        )


def grid_of(ruling: Ruling, inked: Callable[[], Iterable[tuple[float, float]]] = tuple) -> Grid | None:
    """The grid of a table's rules; None where it has no two cells. `inked` gives the points at which characters
    stand, if they are asked for.

    What the rules leave open to two sides lies outside of the table.
    """
    xs, ys = _lines(ruling.upright), _lines(ruling.level)
    grid = Grid(xs, ys)
    if grid.rows < 1 or grid.columns < 1 or grid.rows * grid.columns > MOST_PLACES:
        return None
    grid.lowest = min(below - above for above, below in pairwise(ys))
    walls = _Walls(grid, ruling)
    for group in walls.groups():
        sides = walls.open_sides(group)
        # What is open to one side is a cell if it is one row high or something stands in it.
        if len(sides) > 1 or (
            sides and group[0][0] < group[-1][0] and not any(grid.place(x, y) in group for x, y in inked())
        ):
            continue
        for slot in _rectangles(group):
            for row in range(slot.row, slot.row + slot.rowspan):
                for column in range(slot.column, slot.column + slot.colspan):
                    grid.slots[row, column] = slot
            if slot.row + slot.rowspan == grid.rows and (grid.rows, slot.column) not in walls.level:
                grid.open_below.add(slot)
    return grid if len(set(grid.slots.values())) > 1 else None


def _lines(rules: Sequence[Rule]) -> list[float]:
    """Where rules stand, those too near to each other for a cell between them as one."""
    return [
        max(near, key=lambda rule: (rule.stop - rule.start, -rule.at)).at for near in clusters(sorted(rules), NARROWEST)
    ]


def _spans(rules: Sequence[Rule], lines: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """The pieces that rules cover, as (line, place between two lines that cross it)."""
    spans: set[tuple[int, int]] = set()
    partly: dict[tuple[int, int], float] = {}
    for rule in rules:
        line = _nearest(lines, rule.at)
        for place in range(max(bisect_right(across, rule.start) - 1, 0), len(across) - 1):
            start, stop = across[place], across[place + 1]
            if start >= rule.stop:
                break
            if rule.start <= start and stop <= rule.stop:
                spans.add((line, place))
                continue
            length = min(rule.stop, stop) - max(rule.start, start)
            partly[line, place] = partly.get((line, place), 0.0) + max(length, 0.0)
    for (line, place), length in partly.items():
        if length >= COVERED * (across[place + 1] - across[place]):
            spans.add((line, place))
    return spans


def _nearest(lines: Sequence[float], at: float) -> int:
    """The index of the line nearest to a place; of two as near the first."""
    after = bisect_left(lines, at)
    return after - (after > 0 and (after == len(lines) or at - lines[after - 1] <= lines[after] - at))


class _Walls:
    """Which places of a grid have a rule between them."""

    def __init__(self, grid: Grid, ruling: Ruling) -> None:
        self.rows, self.columns = grid.rows, grid.columns
        self.level = _spans(ruling.level, grid.ys, grid.xs)
        self.upright = _spans(ruling.upright, grid.xs, grid.ys)

    def groups(self) -> list[list[tuple[int, int]]]:
        """Places without a rule between them, in reading order of their first."""
        seen: set[tuple[int, int]] = set()
        found = []
        for start in ((row, column) for row in range(self.rows) for column in range(self.columns)):
            if start in seen:
                continue
            seen.add(start)
            group, waiting = [], [start]
            while waiting:
                place = waiting.pop()
                group.append(place)
                for near in self._open(*place):
                    if near not in seen:
                        seen.add(near)
                        waiting.append(near)
            found.append(sorted(group))
        return found

    def _open(self, row: int, column: int) -> list[tuple[int, int]]:
        near = []
        if row and (row, column) not in self.level:
            near.append((row - 1, column))
        if row + 1 < self.rows and (row + 1, column) not in self.level:
            near.append((row + 1, column))
        if column and (column, row) not in self.upright:
            near.append((row, column - 1))
        if column + 1 < self.columns and (column + 1, row) not in self.upright:
            near.append((row, column + 1))
        return near

    def open_sides(self, group: Sequence[tuple[int, int]]) -> set[str]:
        """The sides of the table at which places have no rule between them and the outside."""
        sides = set()
        for row, column in group:
            if row == 0 and (0, column) not in self.level:
                sides.add("top")
            if row == self.rows - 1 and (self.rows, column) not in self.level:
                sides.add("bottom")
            if column == 0 and (0, row) not in self.upright:
                sides.add("left")
            if column == self.columns - 1 and (self.columns, row) not in self.upright:
                sides.add("right")
        return sides


def _rectangles(group: Sequence[tuple[int, int]]) -> list[Slot]:
    """The places of one cell as a rectangle; where a lacking rule makes another shape of it, as several."""
    if len(group) == 1:
        return [Slot(*group[0], 1, 1)]
    runs: list[Slot] = []
    for row, column in group:
        last = runs[-1] if runs else None
        if last and last.row == row and last.column + last.colspan == column:
            runs[-1] = last._replace(colspan=last.colspan + 1)
        else:
            runs.append(Slot(row, column, 1, 1))
    merged: list[Slot] = []
    for run in runs:
        for i, above in enumerate(merged):
            if above[1::2] == run[1::2] and above.row + above.rowspan == run.row:
                merged[i] = above._replace(rowspan=above.rowspan + 1)
                break
        else:
            merged.append(run)
    return merged
