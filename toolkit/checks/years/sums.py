"""Sums over the cells of two reports, judged as the identities of one form are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.checks.finding import NOTE, Finding
from toolkit.checks.series import CellKey, YearReport
from toolkit.checks.words import counted, listing, number
from toolkit.checks.years.blanks import is_zero, worth
from toolkit.checks.years.step import Step
from toolkit.forms import Identity
from toolkit.identities import (
    FAILS,
    HOLDS,
    HOLDS_IF_BLANK_IS_ZERO,
    UNDECIDABLE,
    Equation,
    Judgement,
    Key,
    Number,
    judge,
)
from toolkit.reading.fitting import MISSING, UNDECIDED

LOST = (MISSING, UNDECIDED)
"""What becomes of cells in which something may have been printed."""
_LOST = "lost"
Term = tuple[YearReport, CellKey]
"""A cell of one of the two reports."""


def judge_terms(identity: Identity, at: str, left: Sequence[Term], right: Sequence[Term]) -> Judgement:
    """What the printed cells say of left = right, with the four outcomes of an identity (see toolkit.identities.judge).

    A blank that the sums of its own report show to be zero counts as a printed zero.
    """
    printed = [[report.value(*cell) for report, cell in side] for side in (left, right)]
    if None not in printed[0] and None not in printed[1]:
        one, other = sum(printed[0]), sum(printed[1])  # type: ignore[arg-type]
        return Judgement(HOLDS if one == other else FAILS, one, other)
    values: dict[Key, Number] = {}
    lost: set[Key] = set()
    for report, cell in (*left, *right):
        value = worth(report, cell)
        if value is not None:
            values[_key(report, cell)] = value
        elif is_lost(report, cell):
            lost.add(_key(report, cell))
    sides = (tuple(_key(*term) for term in side) for side in (left, right))
    return judge(Equation(identity, at, next(sides), next(sides)), values, lost)


def _key(report: YearReport, cell: CellKey) -> Key:
    return str(report.year), "/".join(cell)


def is_lost(report: YearReport, cell: CellKey) -> bool:
    """Whether something may have been printed in a cell that has no value; so it is where a report has no such cell."""
    figure = report.cells.get(cell)
    return figure is None or figure.status in LOST


def said(report: YearReport, cell: CellKey) -> str:
    """The value of a cell in words: its number, "blank" or "lost"; of a blank, whether it must be zero."""
    value = report.value(*cell)
    if is_zero(report, cell):
        return "blank, by the sums of its report 0"
    return _LOST if value is None and is_lost(report, cell) else number(value)


def with_place(report: YearReport, cell: CellKey) -> str:
    """The value of a cell and where it stands: "118 (宿迁市_2024.pdf, page 3, table 1, row 4, column 2)"."""
    figure = report.cells.get(cell)
    place = ", ".join(part for part in (report.source, figure.origin if figure else "") if part)
    return said(report, cell) + (f" ({place})" if place else "")


def open_notes(
    step: Step, identity: Identity, where: str, judged: Sequence[tuple[str, Judgement, str]], undecided: str = NOTE
) -> Iterator[Finding]:
    """One note for all places where a sum holds only with blanks as zero, and one for all that cannot be decided.

    The latter is of severity `undecided`, but a note where cells are lost: that is no doing of the agency. `judged` holds
    (name of the place, judgement, the values in words where it cannot be decided); `where` is what the places are: "column".
    """
    years = identity.label.format(year=step.report.year, before=step.report.year - 1)
    if blank := [name for name, j, _ in judged if j.outcome == HOLDS_IF_BLANK_IS_ZERO]:
        yield Finding(
            identity.key,
            NOTE,
            f"{years} holds only if blank cells mean zero in {counted(len(blank), where)} ({listing(blank, 3)}). A printed "
            "0 would settle it.",
            outcome=HOLDS_IF_BLANK_IS_ZERO,
            table=identity.table,
        )
    if unknown := [f"{name}: {words}" for name, j, words in judged if j.outcome == UNDECIDABLE]:
        lost = any(_LOST in words for words in unknown)
        yield Finding(
            identity.key,
            NOTE if lost else undecided,
            f"{years} cannot be checked in {counted(len(unknown), where)} ({'; '.join(unknown[:3])}"
            f"{'; …' if len(unknown) > 3 else ''}). "
            + ("Look up what is lost in the source." if lost else "If the blank means zero, one of the years is wrong.")
            + step.scope_remark,
            outcome=UNDECIDABLE,
            table=identity.table,
        )
