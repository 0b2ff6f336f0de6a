"""Rows of tables whose cells the format knows (web pages, Word, PDF, workbooks), laid under the labels of their header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.reading.document import Cell
from toolkit.reading.fitting.choices import Choice
from toolkit.reading.fitting.grid import GridRow, columns_named
from toolkit.reading.fitting.pieces import Record

# A year in front of a line of figures or above a table, and one that is all of a cell.
YEAR = re.compile(r"(20[0-9]{2})\s*年")
_ONLY_YEAR = re.compile(YEAR.pattern + "度?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header names the columns of the form: the grid column of each label in the form's order, by table.

    Only headers that name every column, and each once. `order` has the form's columns as they are printed, from the left.
    """

    places: dict[tuple[int, int], tuple[int, ...]]
    order: tuple[int, ...]

    @classmethod
    def of(cls, headers: Sequence[Record], columns: tuple[str, ...]) -> Header:
        """The header in these records, for columns whose labels' cores are given."""
        labels = [(cell.page, cell.table, cell.column, core) for cell, core in _labels(headers)]
        return _header(tuple(labels), columns)


# The tables of reports have the same headers, and the rows of a table's blocks stand under the same ones.
@lru_cache(maxsize=256)
def _header(labels: tuple[tuple[int, int, int, str], ...], columns: tuple[str, ...]) -> Header:
    """The header of labels: the page, table and column of each, and its core."""
    found: dict[tuple[int, int], dict[int, set[int]]] = {}
    for page, table, column, core in labels:
        of_table = found.setdefault((page, table), {})
        for index in columns_named(core, columns):
            of_table.setdefault(index, set()).add(column)
    places = {
        table: tuple(next(iter(at[index])) for index in range(len(columns)))
        for table, at in found.items()
        if len(at) == len(columns) and all(len(one) == 1 for one in at.values())
    }
    places = {table: at for table, at in places.items() if len(set(at)) == len(at)}
    orders = {tuple(sorted(range(len(at)), key=at.__getitem__)) for at in places.values()}
    # Where two printings of the header disagree none is believed for rows of another table.
    return Header(places, next(iter(orders)) if len(orders) == 1 else tuple(range(len(columns))))


def headed_choices(
    rows: Sequence[GridRow], columns: tuple[str, ...], headers: Sequence[Record]
) -> tuple[list[Choice], list[GridRow]]:
    """Choices for the rows that leave nothing open, and the rows that do.

    A row with a cell for every column of the form is read cell by cell, in the order in which the header names the
    columns; a row with other cells besides (remarks, last year's figures) by the cells under the labels.
    """
    header = Header.of(headers, columns)
    count = len(columns)
    ranks = [header.order.index(index) for index in range(count)]
    straight = header.order == tuple(range(count))
    sure: list[Choice] = []
    rest: list[GridRow] = []
    for row in rows:
        at = header.places.get((row.page, row.table)) if header.places else None
        own = row.own
        if not own and not at:
            rest.append(row)
        elif len(own) == count:
            laid = tuple(own) if straight else tuple([own[rank] for rank in ranks])
            sure.append(Choice((row.key,), [{row.key: laid}]))
        elif _reaches_over(row) or any(_ONLY_YEAR.fullmatch(piece.cell.text) for piece in own):
            # A number merged over several columns belongs to none of them; a row for each year is one of several.
            sure.append(Choice((row.key,), []))
        elif at and row.lead < min(at) and all(piece and not piece.cell.covered for piece in map(row.at, at)):
            sure.append(Choice((row.key,), [{row.key: tuple(map(row.at, at))}]))
        else:
            rest.append(row)
    return sure, rest


def _labels(headers: Sequence[Record]) -> list[tuple[Cell, str]]:
    """The labels in headers of tables whose cells the format knows: each cell and its core."""
    return [
        (cell, core) for record in headers for cell, core, _, value in record.pieces if value is None and cell.table
    ]


def _reaches_over(row: GridRow) -> bool:
    """Whether a figure other than zero is merged over more than one column."""
    return any(
        piece.is_number and piece.value is not None and piece.value.number and following.cell.covered
        for piece, following in zip(row.values, row.values[1:], strict=False)
        if piece.cell.table
    )


def in_order(headers: Sequence[Record], sequence: tuple[str, ...], groups: tuple[str, ...]) -> bool:
    """Whether a header of the one-line table prints its columns and its groups in the order of the form.

    True where it does not print them all: then there is nothing to hold against the form.
    """
    columns: dict[int, str] = {}
    starts: dict[str, int] = {}
    for cell, core in _labels(headers):
        if named := columns_named(core, sequence):
            columns[cell.column] = sequence[named[0]]
        for index in columns_named(core, groups):
            starts.setdefault(groups[index], cell.column)
    printed = [columns[column] for column in sorted(columns)]
    if len(printed) == len(sequence) and printed != list(sequence):
        return False
    at = [starts[group] for group in groups if group in starts]
    return len(at) < len(groups) or at == sorted(at)
