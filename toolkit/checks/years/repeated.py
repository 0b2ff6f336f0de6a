"""A report that gives last year's numbers once more."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from toolkit.checks.finding import WARNING, Finding
from toolkit.checks.series import CellKey, YearReport
from toolkit.checks.words import listing, table_name
from toolkit.checks.years.step import Step, values_of
from toolkit.checks.years.sums import LOST, is_lost
from toolkit.forms.correspondence import comparable_cells
from toolkit.identities import Number

# That two years agree by chance must be less likely than this.
BY_CHANCE = 1e-3
# What is there at a time stays as it is in many years, and totals follow from the rest: neither tells anything.
_STOCKS = ("in_force", "total_published", "prior_year_items", "change")
_INTAKE = ("new_requests", "carried_over", "results_total")

Pairs = Mapping[CellKey, tuple[Number | None, Number | None]]


def repeats_last_year(step: Step) -> Iterator[Finding]:
    """A warning where all tables, or that of requests, are last year's, figure by figure, and not by chance.

    Few requests are often the same in two years. The chance that two Poisson counts around m agree is about
    1 / sqrt(4 pi m); these are multiplied over the flows that are not zero, without totals, stocks and what follows from
    other figures (new requests, from the results). Above 1 in 1000 nothing is said.
    """
    before, report = step.before, step.report
    equal = repeated_tables(step)
    if before is None or not equal:
        return
    everything = len(equal) == len(report.form.tables)
    tables = [f"{table_name(report.form.table(key))} ({report.form.table(key).label})" for key in equal]
    what = "all tables" if everything else listing(tables)
    pairs = _readable(step, values_of(before, report))
    number_of = sum(1 for key, pair in pairs.items() if pair[0] and key[0] in equal)
    yield Finding(
        "repeats_last_year",
        WARNING,
        f"In {what} every figure is that of {before.year} ({before.source or before.report_id}), {number_of} of them not zero: "
        f"the report of {report.year} was probably filed with the numbers of {before.year}. Ask for the right tables; until "
        "then leave one of the two years out.",
        detail="+".join(equal),
    )


def repeated_tables(step: Step) -> list[str]:
    """The tables (keys) in which this year's figures are last year's and not by chance; [] if they are not."""
    before, report = step.before, step.report
    if before is None:
        return []
    if _requests_differ(before, report):
        return []
    pairs = _readable(step, values_of(before, report))
    equal = [table.key for table in report.form.tables if _agree(pairs, table.key)]
    everything = len(equal) == len(report.form.tables)
    told = pairs if everything else {key: pair for key, pair in pairs.items() if key[0] == "requests"}
    return equal if (everything or "requests" in equal) and _chance(told) < BY_CHANCE else []


def _requests_differ(before: YearReport, report: YearReport) -> bool:
    """Whether some figure of the table of requests is another than last year's: then nothing was given once more.

    So it is of nearly all reports, and the first figures show it.
    """
    for c in comparable_cells(before.form.key, report.form.key):
        if c.cell[0] == "requests" and len(c.before) == len(c.after) == 1:
            then, now = before.cells.get(c.before[0]), report.cells.get(c.after[0])
            if then is None or now is None or then.value == now.value:
                continue
            if then.status not in LOST and now.status not in LOST:
                return True
    return False


def _readable(step: Step, pairs: Pairs) -> Pairs:
    """The pairs of which no cell is lost; blank cells stay, since a copy has the same blanks."""
    before, report = step.before, step.report
    assert before is not None
    return {
        c.cell: pairs[c.cell]
        for c in comparable_cells(before.form.key, report.form.key)
        if not any(is_lost(before, cell) for cell in c.before) and not any(is_lost(report, cell) for cell in c.after)
    }


def _agree(pairs: Pairs, table: str) -> bool:
    """Whether a table can be compared and all its figures agree."""
    found = [pair for key, pair in pairs.items() if key[0] == table]
    return bool(found) and all(before == after for before, after in found)


def _chance(pairs: Pairs) -> float:
    """How likely it is that so many counts are the same in two years by chance."""
    chance = 1.0
    for (_, row, column), (value, _) in pairs.items():
        if value and value > 0 and column not in ("total", *_STOCKS) and row not in _INTAKE:
            chance *= min(1.0, 1 / math.sqrt(4 * math.pi * float(value)))
    return chance
