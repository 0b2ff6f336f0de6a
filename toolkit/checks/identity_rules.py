"""The identities of a form (勾稽关系) asked of one report."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from toolkit.checks.finding import ERROR, NOTE, WARNING, Finding
from toolkit.checks.words import column_name, number, row_name, short_label
from toolkit.forms import Form, Identity
from toolkit.identities import (
    FAILS,
    HOLDS_IF_BLANK_IS_ZERO,
    UNDECIDABLE,
    Equation,
    Judgement,
    Key,
    Number,
    equations,
    expand,
    judge,
)
from toolkit.reading.fitting import Figure
from toolkit.reading.report import Report

# Cells named one by one in a message; more are summed up.
MOST_NAMED = 9


def identities(report: Report, form: Form) -> Iterator[Finding]:
    """Every identity that does not hold as printed, with its outcome; one that holds says nothing."""
    numbers = _numbers(report, form)
    for table, sums in _sums_by_place(form).items():
        if table in report.absent_tables:
            continue
        open_ones = [s.equation for s in sums if not _add_up(s.left(numbers), s.right(numbers))]
        if not open_ones:
            continue
        cells = {(f.row, f.column): f for f in report.figures if f.table == table}
        values = {key: f.value for key, f in cells.items() if f.value is not None}
        lost = {key for key, f in cells.items() if f.status in ("missing", "undecided")}
        for equation in open_ones:
            judged = judge(equation, values, lost)
            if judged.outcome in _RULES:
                yield _finding(form, equation, judged, cells, values, lost)


class _Sum(NamedTuple):
    """An equation, and what takes the cells of either side out of the numbers of all cells of its form."""

    equation: Equation
    left: itemgetter
    right: itemgetter


@cache
def _cells_of(form: Form) -> list[tuple[str, ...]]:
    """The tables, the rows and the columns of all cells, in the order of the form."""
    keys = [(table.key, row.key, column.key) for table in form.tables for row, column in table.cells()]
    return list(zip(*keys, strict=True))


@cache
def _sums_by_place(form: Form) -> dict[str, list[_Sum]]:
    """The equations of each table, by the places of their cells in the order of the form."""
    places = {key: place for place, key in enumerate(zip(*_cells_of(form), strict=True))}

    def taking(table: str, cells: tuple[Key, ...]) -> itemgetter:
        # One place alone would be taken as the number itself, a slice is taken as a list.
        found = [places[table, *cell] for cell in cells]
        return itemgetter(*found) if len(found) > 1 else itemgetter(slice(found[0], found[0] + 1))

    return {
        table.key: [_Sum(e, taking(table.key, e.left), taking(table.key, e.right)) for e in equations(form, table.key)]
        for table in form.tables
    }


def _numbers(report: Report, form: Form) -> Sequence[Number | None]:
    """The numbers of all cells in the order of the form, None for those that are not printed."""
    members = list(zip(*report.figures, strict=True))
    if members[:3] == _cells_of(form):
        return members[_VALUE]
    # Readers give the cells in the order of the form; whoever makes reports by hand need not.
    found = {(f.table, f.row, f.column): f.value for f in report.figures}
    return [found.get(key) for key in zip(*_cells_of(form), strict=True)]


_VALUE = Figure._fields.index("value")
assert Figure._fields[:3] == ("table", "row", "column")


def _add_up(left: Collection[Number | None], right: Collection[Number | None]) -> bool:
    """Whether all cells of an equation are printed and add up, as nearly all do; of the others `judge` says more."""
    return None not in left and None not in right and sum(left) == sum(right)  # type: ignore[arg-type]


_RULES = {
    FAILS: (ERROR, "does not add up"),
    HOLDS_IF_BLANK_IS_ZERO: (NOTE, "adds up only if blank cells mean zero"),
    UNDECIDABLE: (WARNING, "cannot be checked"),
}


def _finding(
    form: Form,
    equation: Equation,
    judged: Judgement,
    cells: dict[Key, Figure],
    values: dict[Key, Number],
    lost: set[Key],
) -> Finding:
    identity = equation.identity
    severity, says = _RULES[judged.outcome]
    table = form.table(identity.table)
    each = identity.each
    at = column_name(table, equation.at) if each == "column" else row_name(table, equation.at)
    message = f"Section {table.section}, {each} {at}: {identity.label} {says}"
    if judged.left == judged.right:
        message += f": both sides come to {number(judged.left)}."
    else:
        sides = ((equation.left, judged.left), (equation.right, judged.right))
        left, right = (_sum(form, equation, keys, values, lost, total) for keys, total in sides)
        message += f". {left[0].upper()}{left[1:]}, but {right}."
    message += _open_cells(form, equation, values, lost)
    anchor = cells[equation.left[0]]
    return Finding(
        rule=identity.key,
        severity=severity,
        message=message,
        outcome=judged.outcome,
        table=identity.table,
        row=equation.at if each == "row" else "",
        column=equation.at if each == "column" else "",
        reported=judged.left,
        computed=judged.right,
        origin=anchor.origin,
    )


def _sum(
    form: Form, equation: Equation, keys: tuple[Key, ...], values: dict[Key, Number], lost: set[Key], total: Number
) -> str:
    """The printed summands of one side with their labels, zeros left out, and what they come to."""
    table, each = equation.identity.table, equation.identity.each
    named = [(key, values[key]) for key in keys if values.get(key)] or [(key, values.get(key)) for key in keys[:2]]
    parts = [
        f"{short_label(form, table, key, each)} ({'lost' if value is None and key in lost else number(value)})"
        for key, value in named[:MOST_NAMED]
    ]
    more = len(named) - MOST_NAMED if any(values.get(key) for key in keys) else len(keys) - 2
    if more > 0:
        parts.append(f"{more} more")
    if not any(key in values for key in keys):
        return f"nothing is printed of {' + '.join(parts)}"
    return f"{' + '.join(parts)} = {number(total)}"


def _open_cells(form: Form, equation: Equation, values: dict[Key, Number], lost: set[Key]) -> str:
    unprinted = [key for key in (*equation.left, *equation.right) if key not in values]
    gone = [key for key in unprinted if key in lost]
    table, each = equation.identity.table, equation.identity.each
    words = ""
    if len(unprinted) > len(gone):
        words += f" Blank cells: {len(unprinted) - len(gone)}."
    if gone:
        labels = [short_label(form, table, key, each) for key in gone[:3]]
        words += f" Lost or undecided cells: {len(gone)} ({', '.join(labels)}{' …' if len(gone) > 3 else ''})."
    return words


@cache
def _suspected(form: Form, suspicion: Identity) -> tuple[Equation, ...]:
    return expand(form, suspicion)


def suspicions(report: Report, form: Form) -> Iterator[Finding]:
    """Sums that hold although they should not: `decisions` taken for a running total of items."""
    for suspicion in form.suspicions:
        cells = {(f.row, f.column): f for f in report.figures if f.table == suspicion.table}
        for equation in _suspected(form, suspicion):
            found = [cells[key] for key in (*equation.left, *equation.right)]
            values = [f.value for f in found]
            change = cells[equation.at, suspicion.unless_zero].value
            if None in values or not change or values[0] != sum(v for v in values[1:] if v is not None):
                continue
            table = form.table(suspicion.table)
            yield Finding(
                rule=suspicion.key,
                severity=WARNING,
                message=(
                    f"Section {table.section}, row {row_name(table, equation.at)}: 处理决定数量 {number(values[0])} is just "
                    f"上一年项目数量 {number(values[1])} + 本年增/减 {number(values[2])}. The column asks for decisions made in "
                    "the year, not for a running total of items: check what was counted."
                ),
                table=suspicion.table,
                row=equation.at,
                column=equation.left[0][1],
                reported=values[0],
                computed=values[0],
                origin=found[0].origin,
            )
