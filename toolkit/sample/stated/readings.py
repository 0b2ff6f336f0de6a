"""All numbers that some reading of the tables could give, so that a planted one is none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from toolkit.sample.figures import Key
from toolkit.sample.stated.claim import Term
from toolkit.sample.stated.ground import Figures, Ground, total

Number = int | Decimal
_GROUPS = ("denied", "unable", "not_processed", "other_handling")


def table_of(figures: Figures, table: str) -> dict[tuple[str, str], Number]:
    """The numbers of one table by (row, column), blank ones as zero."""
    return {key[1:]: value or 0 for key, value in figures.items() if key[0] == table}


def _sums_of_columns(cells: dict[tuple[str, str], Number], rows: Iterable[str]) -> Iterator[Number]:
    """Every sum over some of the columns of some rows together (applicants, outcomes)."""
    rows = list(rows)
    columns = list(dict.fromkeys(column for row, column in cells if row in rows and column != "total"))
    by_column = [sum(cells.get((row, column), 0) for row in rows) for column in columns]
    for size in range(1, len(by_column) + 1):
        for chosen in combinations(by_column, size):
            yield sum(chosen)


def _sums_of_rows(cells: dict[tuple[str, str], Number]) -> Iterator[Number]:
    """In each column every sum of two rows, and of each group of reasons with each other row."""
    rows = list(dict.fromkeys(row for row, _ in cells))
    groups = [[row for row in rows if row == group or row.startswith(group + ".")] for group in _GROUPS]
    for column in dict.fromkeys(column for _, column in cells):
        values = [cells.get((row, column), 0) for row in rows]
        values += [sum(cells.get((row, column), 0) for row in group) for group in groups if group]
        yield from values
        yield from (first + second for first, second in combinations(values, 2))
        yield from (abs(first - second) for first, second in combinations(values, 2))


def readings(figures: Figures, cells: tuple[Term, ...]) -> set[Number]:
    """Numbers that a claim about these cells could mean by any reading of their table, whatever the scope."""
    table = cells[0][1][0]
    numbers = table_of(figures, table)
    rows = dict.fromkeys(row for _, (_, row, _) in cells)
    found = {*numbers.values(), *_sums_of_columns(numbers, rows), *_sums_of_rows(numbers)}
    if table == "disputes":
        found |= set(_sums_of_columns(numbers, dict.fromkeys(row for row, _ in numbers)))
    return found


def bases(ground: Ground, figures: Figures) -> set[Number]:
    """Every number of requests or disputes of which a share could be taken: all totals and the sums of groups."""
    found: set[Number] = set()
    for table in ("requests", "disputes"):
        totals = {key: value for key, value in table_of(figures, table).items() if key[1] == "total"}
        found |= set(totals.values()) | {first + second for first, second in combinations(totals.values(), 2)}
    for name in ("denied", "unable", "refused", "otherwise", "handled", "litigation"):
        value = total(figures, ground.cells(name))
        found |= {value} if value else set()
    return {number for number in found if number}


def growths(ground: Ground, cells: tuple[Term, ...], stated: Number) -> Iterator[tuple[Number, Number]]:
    """Pairs (now, before) that a growth of these cells could have been worked out from."""
    assert ground.before is not None
    keys: list[Key] = [key for _, key in cells]
    scopes = [ground.cells(name) for name in ("new", "handled", "answered")] if keys[0][0] == "requests" else []
    if keys[0][0] == "disputes":
        scopes = [ground.cells(name) for name in ("reconsideration", "litigation", "direct", "after")]
    for now in {stated, *(total(ground.figures, scope) or 0 for scope in [cells, *scopes])}:
        for before in {total(ground.before, scope) or 0 for scope in [cells, *scopes]}:
            yield now, before
