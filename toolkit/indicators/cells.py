"""Cells of many reports as arrays: a row a report, a column a cell. Nothing is made up for a cell that is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.forms import load_forms
from toolkit.indicators.indicator import Cell, Indicator, cells_named

REPORTED, BLANK, MISSING, UNDECIDED = "reported", "blank", "missing", "undecided"
STATUSES = (REPORTED, BLANK, MISSING, UNDECIDED)
"""What a cell can be; in arrays by its place here."""
ABSENT = len(STATUSES)
"""A cell that is not among the figures: for a rate it is lost."""
CELL_COLUMNS = ["report_id", "table", "row", "column", "value", "status"]
"""The columns of figures that say what was printed in each cell."""


@dataclass(frozen=True)
class CellArrays:
    """`values` (no number: nan) and `status` of cells, at the place of their report and of their cell in `place`."""

    place: dict[Cell, int]
    values: np.ndarray
    status: np.ndarray

    def columns(self, cells: Iterable[Cell]) -> list[int]:
        """The columns of cells. Raises KeyError for one that was not asked for."""
        return [self.place[cell] for cell in cells]

    def is_status(self, columns: list[int], *wanted: str, absent: bool = True) -> np.ndarray:
        """Which reports (rows) have a cell of such a status in these columns; `absent` ones are taken for missing."""
        codes = [STATUSES.index(status) for status in wanted] + [ABSENT] * (absent and MISSING in wanted)
        return np.isin(self.status[:, columns], codes).any(axis=1)


def cell_arrays(
    figures: pd.DataFrame, ids: Iterable[str], cells: Iterable[Cell], corrected: bool = False
) -> CellArrays:
    """The cells of these reports, in their order, out of `figures`.

    With `corrected` they are as a person corrected them: a cell that was given a number counts as reported, one of which
    no number can be said as undecided. Raises ValueError where `figures` has no such column.
    """
    taken = numbers_of(figures, corrected)
    ids, place = list(ids), {cell: n for n, cell in enumerate(dict.fromkeys(cells))}
    status = np.full((len(ids), len(place)), ABSENT, dtype=np.int8)
    values = np.full((len(ids), len(place)), np.nan)
    row, column = codes_in(figures["report_id"], ids), _cell_codes(figures, place)
    here = (row >= 0) & (column >= 0)
    row, column = row[here], column[here]
    number = taken.to_numpy(dtype=float, na_value=np.nan)[here]
    found = codes_in(figures["status"], STATUSES)[here].astype(np.int8)
    if corrected:
        printed, known = found == STATUSES.index(REPORTED), ~np.isnan(number)
        found = np.where(known & ~printed, STATUSES.index(REPORTED), found)
        found = np.where(~known & printed, STATUSES.index(UNDECIDED), found)
    values[row, column], status[row, column] = number, found
    return CellArrays(place, values, status)


def numbers_of(figures: pd.DataFrame, corrected: bool) -> pd.Series:
    """The numbers of figures, as printed or as a person corrected them. Raises ValueError for no column of these."""
    if corrected and "corrected" not in figures:
        raise ValueError("figures: expected a column corrected, found none; build the dataset again")
    return figures["corrected" if corrected else "value"]


def nullable(values: np.ndarray) -> pd.arrays.FloatingArray:
    """Numbers as a column: null where there is none (nan)."""
    return pd.arrays.FloatingArray(np.nan_to_num(values), np.isnan(values))


def codes_in(values: pd.Series, among: Iterable[str]) -> np.ndarray:
    """The place of each value among others, which differ from each other; -1 for none."""
    index = pd.Index(np.array(list(among), dtype=object))
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return index.get_indexer(values.astype(object))
    places = np.append(index.get_indexer(values.cat.categories.astype(object)), -1)
    return places[values.cat.codes.to_numpy()]


def _cell_codes(figures: pd.DataFrame, place: dict[Cell, int]) -> np.ndarray:
    """The column of each figure, -1 for a cell that is not asked for."""
    keys = [list(dict.fromkeys(cell[part] for cell in place)) for part in range(3)]
    table, row, column = (
        codes_in(figures[name], key) for name, key in zip(("table", "row", "column"), keys, strict=True)
    )
    # One more in each direction: -1 leads to the last, which is none.
    columns = np.full([len(key) + 1 for key in keys], -1)
    for cell, number in place.items():
        columns[tuple(key.index(part) for key, part in zip(keys, cell, strict=True))] = number
    return columns[table, row, column]


def cells_of(wanted: Iterable[Indicator]) -> tuple[Cell, ...]:
    """The cells that indicators need, on any form."""
    found: dict[Cell, None] = {}
    for indicator in wanted:
        for form in load_forms().values():
            if form.key in indicator.forms:
                for text in (indicator.numerator, indicator.denominator):
                    found |= dict.fromkeys(cells_named(text, form))
    return tuple(found)


def where(cells: Iterable[Cell]) -> dict[str, list[str]]:
    """What `Dataset.table` is to read for these cells: it takes in some others of their rows and columns."""
    parts = list(zip(*cells, strict=True)) or [(), (), ()]
    return {name: sorted(set(part)) for name, part in zip(("table", "row", "column"), parts, strict=True)}
