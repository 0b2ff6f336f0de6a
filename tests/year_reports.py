"""Reports for rules between years: made of a few cells, or of generated reports."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from toolkit.checks.series import CellKey, Series, YearReport, all_series
from toolkit.checks.years import check_series
from toolkit.forms import load_forms
from toolkit.reading.fitting import Figure
from toolkit.sample import SampleReport

LOST = "lost"
Cells = Mapping[CellKey, int | Decimal | str | None]


def year_report(year: int, cells: Cells, form: str = "2021", rest: int | None = 0, **more: str) -> YearReport:
    """A report of 示例市档案局 on a form: these cells (None = blank, LOST = lost in the source), all others `rest`.

    The report_id is that of the agency and year, the source has it as its name.
    """
    figures = {}
    for table in load_forms()[form].tables:
        for row, column in table.cells():
            key = (table.key, row.key, column.key)
            value = cells.get(key, rest)
            status = "missing" if value == LOST else "blank" if value is None else "reported"
            number = None if isinstance(value, str) else value
            figures[key] = Figure(*key, number, status, str(value), column.unit, f"{row.key} {column.key}")
    unknown = set(cells) - set(figures)
    assert not unknown, f"not on form {form}: {unknown}"
    name = more.pop("agency", "示例市档案局")
    settings = {"scope": "own", "source": f"{name}_{year}.txt", **more}
    return YearReport(f"{name}_{year}", name, year, load_forms()[form], cells=figures, **settings)


def of_sample(report: SampleReport) -> YearReport:
    """A generated report with its figures as they are printed."""
    made = year_report(
        report.year, report.figures, report.form, agency=report.agency, scope=report.scope, provenance="sample"
    )
    assert len(made.cells) == len(report.figures)
    return made


def found(*reports: YearReport) -> list[tuple[str, object]]:
    """(report_id, finding) of one agency's reports."""
    (series,) = all_series(reports)
    assert isinstance(series, Series)
    return list(check_series(series))
