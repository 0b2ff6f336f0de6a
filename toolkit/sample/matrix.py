"""A merged grid as rows of slots, which the layouts of plain text print one way or another."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.sample.grid import Cell, Grid


@dataclass(frozen=True)
class Slot:
    """A place in a row: its text and what holds it.

    `origin` is "own" where a cell begins, "across" where a cell of the same row reaches over it, "below" where a cell
    of a row above does.
    """

    text: str
    cell: Cell
    origin: str

    @property
    def is_figure(self) -> bool:
        """Whether a figure (or a blank in its place) stands here."""
        return self.cell.role == "figure" and self.origin == "own"

    @property
    def is_label(self) -> bool:
        """Whether the label of a row begins here."""
        return self.cell.role == "label" and self.origin == "own"


def slots_of(grid: Grid) -> list[list[Slot]]:
    """Every row of a grid with one slot a column."""
    rows: list[list[Slot | None]] = [[None] * grid.columns for _ in range(grid.rows)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                own = row == cell.row and column == cell.column
                origin = "own" if own else "across" if row == cell.row or column > cell.column else "below"
                rows[row][column] = Slot(cell.text if own else "", cell, origin)
    return [[slot for slot in row if slot is not None] for row in rows]


def compact(row: list[Slot]) -> list[Slot]:
    """A row without the slots that a cell reaches over from the left; those under a cell above stay, empty."""
    return [slot for slot in row if slot.origin != "across"]
