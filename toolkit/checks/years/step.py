"""A step in an agency's series: a report, and the one of the year before if the two can be held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from toolkit.checks.finding import ERROR, WARNING
from toolkit.checks.series import CellKey, Series, YearReport
from toolkit.forms.correspondence import comparable_cells, comparable_values
from toolkit.identities import Number

SAMPLE, UNKNOWN = "sample", "unknown"


@dataclass(frozen=True)
class Step:
    """A report, and `kin`: the agency's reports of the same provenance (samples, or not) in the order of years."""

    report: YearReport
    kin: tuple[YearReport, ...]

    @cached_property
    def earlier(self) -> tuple[YearReport, ...]:
        """The reports of the years before."""
        return tuple(other for other in self.kin if other.year < self.report.year)

    @cached_property
    def before(self) -> YearReport | None:
        """The report of the year before; None where there is none, or one of another scope."""
        return next((other for other in self.earlier if follows(other, self.report)), None)

    @property
    def half_known_scope(self) -> bool:
        """Whether the scope of one of the two reports is known and that of the other is not."""
        return self.before is not None and (self.before.scope == UNKNOWN) != (self.report.scope == UNKNOWN)

    @property
    def error(self) -> str:
        """The severity of what is wrong for certain, if both reports count the same."""
        return WARNING if self.half_known_scope else ERROR

    @property
    def scope_remark(self) -> str:
        """A sentence for messages where the scope of one of the two is unknown, else ""."""
        if self.before is None or not self.half_known_scope:
            return ""
        known, other = (self.before, self.report) if self.report.scope == UNKNOWN else (self.report, self.before)
        return (
            f" What the report of {other.year} covers is not known, that of {known.year} counts "
            f"{SCOPES.get(known.scope, known.scope)}: if they differ in this, nothing is wrong."
        )


SCOPES = {"own": "one office's own work", "aggregate": "a whole government"}


def steps(series: Series) -> Iterator[Step]:
    """Every report of a series with its kin, in the order of years."""
    for report in series.reports:
        kin = tuple(r for r in series.reports if (r.provenance == SAMPLE) == (report.provenance == SAMPLE))
        yield Step(report, kin)


def other_scope(one: YearReport, other: YearReport) -> bool:
    """Whether two reports are known to count different things."""
    return UNKNOWN not in (one.scope, other.scope) and one.scope != other.scope


def follows(before: YearReport, report: YearReport) -> bool:
    """Whether `report` is of the year after `before`, and may be held against it."""
    return before.year + 1 == report.year and not other_scope(before, report)


def values_of(before: YearReport, report: YearReport) -> dict[CellKey, tuple[Number | None, Number | None]]:
    """What both reports give, whatever their forms: cell to its value in the earlier and in the later one."""
    values = ({key: figure.value for key, figure in each.cells.items()} for each in (before, report))
    return comparable_values(before.form.key, next(values), report.form.key, next(values))


def both_give(before: YearReport, report: YearReport, cell: CellKey) -> bool:
    """Whether a cell is on both forms and means the same on them."""
    return cell in _unchanged_cells(before.form.key, report.form.key)


@cache
def _unchanged_cells(before: str, after: str) -> frozenset[CellKey]:
    """The cells that two forms (keys) both have, and that mean the same on them."""
    return frozenset(c.before[0] for c in comparable_cells(before, after) if c.before == c.after and len(c.before) == 1)
