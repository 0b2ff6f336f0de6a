"""Blank cells that the sums of their own report show to be zero."""

from __future__ import annotations

from functools import lru_cache

from toolkit.checks.series import CellKey, YearReport
from toolkit.forms import Form
from toolkit.identities import Key, Number, equations
from toolkit.reading.fitting import BLANK


def worth(report: YearReport, cell: CellKey) -> Number | None:
    """The printed number of a cell; 0 for a blank one that can only be zero; None where nobody can tell."""
    value = report.value(*cell)
    return 0 if value is None and is_zero(report, cell) else value


def is_zero(report: YearReport, cell: CellKey) -> bool:
    """Whether a cell is blank and some sum of its report leaves nothing for it, while no sum asks for more than nothing.

    A total of 9 beside 9 for natural persons leaves nothing for the blanks between them, since no count is below zero.
    """
    figure = report.cells.get(cell)
    if figure is None or figure.status != BLANK:
        return False
    shown = False
    for side, other in _sums_with(report.form, cell):
        due = [report.value(cell[0], *key) for key in other]
        if None in due:
            continue
        rest = sum(due) - sum(report.value(cell[0], *key) or 0 for key in side)  # type: ignore[arg-type]
        if rest:
            return False
        shown = True
    return shown


@lru_cache(maxsize=4096)
def _sums_with(form: Form, cell: CellKey) -> tuple[tuple[tuple[Key, ...], tuple[Key, ...]], ...]:
    """The sides of sums in which a cell stands, each with the other side."""
    return tuple(
        (side, other)
        for equation in equations(form, cell[0])
        for side, other in ((equation.left, equation.right), (equation.right, equation.left))
        if cell[1:] in side
    )
