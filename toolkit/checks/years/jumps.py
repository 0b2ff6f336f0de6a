"""Figures that change so much against last year that a slip of the pen is likely."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from statistics import median

from toolkit.checks.finding import NOTE, WARNING, Finding
from toolkit.checks.series import CellKey, YearReport
from toolkit.checks.words import column_name, row_name
from toolkit.checks.years.step import Step, both_give, follows
from toolkit.checks.years.sums import with_place
from toolkit.forms import Form
from toolkit.identities import Number

# Counts of one agency spread by about 35 % from year to year, besides chance: a negative binomial with k = 1 / 0.35².
DISPERSION = 8.0
# The standard deviation of Anscombe's transform for this k: half the root of the trigamma function at 8.
_SPREAD = math.sqrt(0.1331370146940314) / 2
_SHIFT = 3 / 8

FARTHEST = 3.5  # beyond it a change is an outlier
FARTHEST_FROM_ZERO = 5.0  # a zero says little of the size
FARTHEST_TENFOLD = 3.0  # exactly ten or a hundred times: a slip is likelier than a change
FEWEST_CHANGES = 4  # of the agency's own, to go by their median and spread
MAD_TO_SD = 1.4826
ABOUT = 1.25  # 8 to 12.5 times is about ten times
YUAN_IN_10K, ABOUT_YUAN = 10_000, 3.0

_STOCKS_AND_FLOWS = ("in_force", "total_published", "prior_year_items", "decisions", "projects", "amount_10k_yuan")


@dataclass(frozen=True)
class Jump:
    """A figure that is far from last year's: the cell and both values."""

    cell: CellKey
    before: Number
    after: Number

    @property
    def ratio(self) -> float:
        """The later value divided by the earlier one; 0 and infinity where one of them is zero."""
        return float(self.after) / float(self.before) if self.before else math.inf


def distance(before: Number, after: Number) -> float:
    """How far apart two counts are, in standard deviations; above zero for a rise.

    Anscombe's transform for negative binomial counts (F. J. Anscombe, "The transformation of Poisson, binomial and
    negative-binomial data", Biometrika 35, 1948, 246-254) makes their variance the same for all sizes: near zero it acts
    as a square root, so that 1 → 6 is nothing (1.6), for large counts as a logarithm, so that 100 → 250 is nothing
    either (1.7) and 100 → 700 is much (3.7). Amounts are taken as counts of 万元.
    """
    return (_stable(after) - _stable(before)) / (_SPREAD * math.sqrt(2))


@lru_cache(maxsize=4096)
def _stable(count: Number) -> float:
    return math.asinh(math.sqrt((max(float(count), 0) + _SHIFT) / (DISPERSION - 2 * _SHIFT)))


def is_jump(before: Number, after: Number, changes: tuple[float, ...] = ()) -> bool:
    """Whether a figure changed more than its size explains: by more than 3.5 (5 from or to zero, 3 if just tenfold).

    `changes` are the distances between other years of the agency. With four or more, what is measured is the distance
    from their median, in units of their spread (median absolute deviation × 1.4826) if that is larger than one: an
    agency that always changes much is given more room. Both 3.5 and the median with its deviation are the rule of
    B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (1993).
    """
    found = distance(before, after)
    if len(changes) >= FEWEST_CHANGES:
        middle = median(changes)
        found = (found - middle) / max(1.0, MAD_TO_SD * median(abs(change - middle) for change in changes))
    if not before or not after:
        return abs(found) > FARTHEST_FROM_ZERO
    tenfold = max(before, after) in (min(before, after) * 10, min(before, after) * 100)
    return abs(found) > (FARTHEST_TENFOLD if tenfold else FARTHEST)


def jumps(step: Step) -> Iterator[Finding]:
    """One finding for each row with figures that jump: a warning where it looks like a slip, else a note.

    Looked at are new requests by applicant, the totals of section 4, and the stocks, decisions and amounts of section 2.
    Results are not: where one has a digit too many the sums of its own report show it, and how an agency sorts its
    answers does change. A figure that jumped last year and is back where it was says nothing; it was last year's slip.
    """
    before, report = step.before, step.report
    if before is None:
        return
    rows: dict[tuple[str, str], list[Jump]] = {}
    others = _other_years(step)
    for cell in _watched(report.form):
        then, now = before.value(*cell), report.value(*cell)
        if then is None or now is None or (then == now and not others) or not both_give(before, report, cell):
            continue
        jump = Jump(cell, then, now)
        if is_jump(jump.before, jump.after, _changes(others, cell)) and not _is_return(step, jump):
            rows.setdefault(cell[:2], []).append(jump)
    for found in rows.values():
        yield _finding(step, before, found)


@cache
def _watched(form: Form) -> tuple[CellKey, ...]:
    found = []
    for table in form.tables:
        for row, column in table.cells():
            of_requests = table.key == "requests" and row.key == "new_requests"
            of_disputes = table.key == "disputes" and column.key == "total"
            if of_requests or of_disputes or (table.key == "proactive" and column.key in _STOCKS_AND_FLOWS):
                found.append((table.key, row.key, column.key))
    return tuple(found)


def _other_years(step: Step) -> list[tuple[YearReport, YearReport]]:
    """The other years of this agency, each with the one before; none where they are too few to go by."""
    pairs = [(one, two) for one, two in pairwise(step.kin) if two is not step.report and follows(one, two)]
    return pairs if len(pairs) >= FEWEST_CHANGES else []


def _changes(others: list[tuple[YearReport, YearReport]], cell: CellKey) -> tuple[float, ...]:
    """How much the figure changed between other years of this agency."""
    found = []
    for one, other in others:
        values = one.value(*cell), other.value(*cell)
        if None not in values and both_give(one, other, cell):
            found.append(distance(*values))  # type: ignore[arg-type]
    return tuple(found)


def _is_return(step: Step, jump: Jump) -> bool:
    """Whether last year's figure jumped the other way, and this year's is no jump from the one before that."""
    assert step.before is not None
    earlier = next((other for other in step.earlier if follows(other, step.before)), None)
    value = earlier.value(*jump.cell) if earlier and both_give(earlier, step.report, jump.cell) else None
    return value is not None and is_jump(value, jump.before) and not is_jump(value, jump.after)


def _finding(step: Step, before: YearReport, found: list[Jump]) -> Finding:
    """The finding for the jumps of one row; its place is the total if that jumps, else the first column."""
    report = step.report
    first = next((jump for jump in found if jump.cell[2] == "total"), found[0])
    table = report.form.table(first.cell[0])
    slip = _moved(before, report, found) or _slip(first)
    also = [column_name(table, jump.cell[2]) for jump in found if jump is not first]
    words = (
        f"Section {table.section}, row {row_name(table, first.cell[1])}, column {column_name(table, first.cell[2])}: "
        f"{with_place(report, first.cell)} in {report.year} after {with_place(before, first.cell)} in {before.year}"
        + (f"; {', '.join(also)} {'changes' if len(also) == 1 else 'change'} as much" if also else "")
    )
    return Finding(
        "jump",
        WARNING if slip else NOTE,
        f"{words}. {slip or 'A change as large as this is rare.'} Compare both with the source and with what the text "
        f"says.{step.scope_remark}",
        table=table.key,
        row=first.cell[1],
        column=first.cell[2],
        reported=first.after,
        computed=first.before,
        origin=report.cells[first.cell].origin,
    )


def _slip(jump: Jump) -> str:
    """What kind of slip the ratio of the two numbers speaks for; "" for none."""
    ratio = jump.ratio
    if not 0 < ratio < math.inf:
        return ""
    times = max(ratio, 1 / ratio)
    large, small = ("this year's", "last year's") if ratio > 1 else ("last year's", "this year's")
    if jump.cell[2] == "amount_10k_yuan" and YUAN_IN_10K / ABOUT_YUAN <= times <= YUAN_IN_10K * ABOUT_YUAN:
        return f"One is about 10,000 times the other: {large} amount may be in 元, where the form asks for 万元."
    for power, digits in ((10, "a digit"), (100, "two digits"), (1000, "three digits")):
        if power / ABOUT <= times <= power * ABOUT:
            exactly = max(jump.before, jump.after) == power * min(jump.before, jump.after)
            return (
                f"One is {'exactly' if exactly else 'about'} {power} times the other: {large} number may have {digits} too "
                f"many, or {small} too few."
            )
    return ""


def _moved(before: YearReport, report: YearReport, found: list[Jump]) -> str:
    """Whether a row of requests looks like last year's with all figures one column further right or left."""
    table, row, _ = found[0].cell
    if table != "requests" or len([jump for jump in found if jump.cell[2] != "total"]) < 2:
        return ""
    keys = [column.key for column in report.form.table(table).columns_of[row] if column.key != "total"]
    then, now = ([each.value(table, row, key) or 0 for key in keys] for each in (before, report))
    for side, one, other in (("right", then[:-1], now[1:]), ("left", then[1:], now[:-1])):
        if not any(is_jump(a, b) for a, b in zip(one, other, strict=True)):
            return f"The figures look like those of {before.year}, one column further {side}."
    return ""
