"""Cuts a merged grid into several below each other, as pages and word processors split a statutory table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from toolkit.sample.grid import Cell, Grid


def cut_grid(grid: Grid, cuts: Iterable[int], repeat: bool = False) -> list[Grid]:
    """The grid in pieces that begin at these rows. Only the first piece has the header.

    A merged cell that is cut goes on in the next piece, empty or (`repeat`) with its text once more.
    """
    edges = [0, *sorted(set(cuts) - {0, grid.rows}), grid.rows]
    return [_piece(grid, top, bottom, repeat) for top, bottom in zip(edges, edges[1:], strict=False)]


def _piece(grid: Grid, top: int, bottom: int, repeat: bool) -> Grid:
    cells: list[Cell] = []
    for cell in grid.cells:
        first, last = max(cell.row, top), min(cell.row + cell.rowspan, bottom)
        if first < last:
            text = cell.text if first == cell.row or repeat else ""
            cells.append(replace(cell, text=text, row=first - top, rowspan=last - first))
    return Grid(grid.table, bottom - top, grid.columns, min(grid.heads, bottom) if top == 0 else 0, tuple(cells))


def draw_cuts(grid: Grid, rng: Random) -> list[int]:
    """Rows at which to cut: one or two below the header of `requests`, the blocks of `proactive`, none in `disputes`."""
    if grid.table == "requests":
        return sorted(rng.sample(range(grid.heads + 2, grid.rows - 1), rng.choice([1, 2])))
    if grid.table == "proactive":
        return [cell.row for cell in grid.cells if cell.role == "title" and cell.row]
    return []
