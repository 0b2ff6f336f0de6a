"""Generated reports written as Word files come back exactly, in whatever way Word's users lay them out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_generated import wrong_figures
from wordprocessing import STYLES, docx_of

from toolkit.reading.report import read_reports
from toolkit.sample import SampleReport, draw_report

REPORTS_A_STYLE = 50


def differences(sample: SampleReport, path: Path) -> list[str]:
    """What of a report was read otherwise than it was drawn: figures, blanks, who and when, sections up to white space."""
    (report,) = read_reports(path)
    found = wrong_figures(sample, report.figures)
    statuses = Counter(figure.status for figure in report.figures)
    drawn = {"blank": sum(value is None for value in sample.figures.values())}
    drawn["reported"] = len(sample.figures) - drawn["blank"]
    found += [
        f"{status}: drawn {drawn.get(status, 0)}, read {statuses[status]}"
        for status in ("blank", "reported")
        if statuses[status] != drawn[status]
    ]
    if (report.agency, report.year, report.form) != (sample.agency, sample.year, sample.form):
        found.append(f"{report.agency} {report.year} {report.form}")
    for number, paragraphs in sample.prose.items():
        section = report.section(number)
        # A preface that stands below the heading of section 1 is part of that section.
        if section is None or not "".join(section.text.split()).endswith("".join("".join(paragraphs).split())):
            found.append(f"section {number}: {section and section.text}")
    return found


@pytest.mark.parametrize("style", STYLES)
def test_generated_reports_come_back_exactly(style: str, tmp_path: Path) -> None:
    for seed in range(REPORTS_A_STYLE):
        sample, path = draw_report(seed), tmp_path / f"{seed}.docx"
        path.write_bytes(docx_of(sample, style, seed))
        assert not differences(sample, path), (style, seed)
