"""Fictional reports written to files in every format, and how a reading of them is held against what was drawn."""

from __future__ import annotations

import re
from pathlib import Path

from toolkit.reading.report import Report, read_reports
from toolkit.sample import SampleReport

_SPACE = re.compile(r"\s+")


def read_file(path: Path) -> Report:
    """The one report in a file."""
    reports = read_reports(path)
    assert len(reports) == 1, (path.name, [(r.agency, r.year) for r in reports])
    return reports[0]


def faults(report: Report, sample: SampleReport) -> list[str]:
    """Everything in which a reading differs from what was drawn: who, when, figures and their statuses, sections."""
    if report.status == "failed":
        return [f"not read: {report.reason}"]
    found = []
    if (report.agency, report.year, report.form) != (sample.agency, sample.year, sample.form):
        found.append(f"read as {report.agency} {report.year} form {report.form}")
    figures = {(f.table, f.row, f.column): f for f in report.figures}
    for key, value in sample.figures.items():
        figure = figures.pop(key)
        right = figure.status == ("blank" if value is None else "reported")
        if not right or figure.value != value:
            found.append(
                f"{key}: drawn {value} ({sample.printed[key]!r}), read {figure.value} {figure.status} at {figure.origin}"
            )
    found += [f"{key}: not on the form" for key in figures]
    return found + _section_faults(report, sample)


def _section_faults(report: Report, sample: SampleReport) -> list[str]:
    """Sections that do not say what was drawn, white space aside. A late title has the preface follow it in section 1."""
    found = []
    read = {section.number: _SPACE.sub("", section.text) for section in report.sections}
    for number, paragraphs in sample.prose.items():
        drawn = _SPACE.sub("", "".join(paragraphs))
        late = _SPACE.sub("", "".join(sample.preface)) + drawn if number == 1 else drawn
        if read.get(number) not in (drawn, late):
            found.append(f"section {number}: drawn {drawn[:60]!r}…, read {read.get(number, 'nothing')[:120]!r}…")
    return found
