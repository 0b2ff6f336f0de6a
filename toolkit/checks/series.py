"""The reports of one agency through the years, for rules that look at more than one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from toolkit.forms import Form, load_forms
from toolkit.identities import Number
from toolkit.reading.fitting import Figure
from toolkit.reading.report import FAILED, Report

# Of two reports for one agency and year the original is believed before a digest of it, and that before a sample.
_BELIEVED = ("original", "digest", "sample")
_GOVERNMENT = "人民政府"

CellKey = tuple[str, str, str]
"""(table, row, column)."""
# The first three members of a figure, taken without a step of Python for each.
_cell_key = itemgetter(0, 1, 2)
assert Figure._fields[:3] == ("table", "row", "column")


@dataclass(frozen=True)
class YearReport:
    """What rules between years need of one report: who, when, on which form, and its cells by (table, row, column)."""

    report_id: str
    agency: str
    year: int
    form: Form
    scope: str = "unknown"
    provenance: str = "original"
    source: str = ""
    cells: Mapping[CellKey, Figure] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, report: Report, report_id: str, provenance: str = "original") -> YearReport | None:
        """The year of a report; None for one that failed, or has no agency, year or form."""
        if report.status == FAILED or not report.agency or report.year is None or not report.form:
            return None
        cells = dict(zip(map(_cell_key, report.figures), report.figures, strict=True))
        form = load_forms()[report.form]
        return cls(report_id, report.agency, report.year, form, report.scope, provenance, report.source, cells)

    def value(self, table: str, row: str, column: str) -> Number | None:
        """The printed number of a cell; None where none is printed or the form has no such cell."""
        figure = self.cells.get((table, row, column))
        return None if figure is None else figure.value


@dataclass(frozen=True)
class Series:
    """The reports of one agency, one for each year there is, in the order of years."""

    agency: str
    reports: tuple[YearReport, ...]

    @cached_property
    def by_year(self) -> dict[int, YearReport]:
        """Year to report."""
        return {report.year: report for report in self.reports}


def series_key(agency: str) -> str:
    """The name under which an agency's reports are followed: 示例市人民政府 and 示例市 are one."""
    return agency.removesuffix(_GOVERNMENT) or agency


def all_series(reports: Iterable[YearReport]) -> list[Series]:
    """The series of all agencies, by name; of two reports for a year the original, then the first, is taken."""
    found: dict[str, dict[int, YearReport]] = {}
    for report in reports:
        years = found.setdefault(series_key(report.agency), {})
        held = years.get(report.year)
        if held is None or _BELIEVED.index(report.provenance) < _BELIEVED.index(held.provenance):
            years[report.year] = report
    return [Series(name, tuple(found[name][year] for year in sorted(found[name]))) for name in sorted(found)]
