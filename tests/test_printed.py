"""Reports printed to PDF by a browser, and read from what the real pdftotext makes of them in its three modes."""

from __future__ import annotations

from pathlib import Path

import pytest
from printing import can_print, pdf_text, print_pdf
from test_generated import wrong_figures

from toolkit.forms import load_forms
from toolkit.reading.fitting import fit
from toolkit.reading.readers import text
from toolkit.sample import SampleReport, draw_report, to_html

PRINTED = 50
MODES = ("layout", "raw", "default")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleReport, Path]]:
    """50 printed reports, a third of them with blank cells."""
    if not can_print():
        pytest.skip("needs chromium and pdftotext, which .ci/run installs: apt-get install chromium poppler-utils")
    folder: Path = tmp_path_factory.mktemp("printed")
    samples = {f"sample-{seed}": draw_report(seed, blanks=seed % 3 == 0) for seed in range(500, 500 + PRINTED)}
    pages = {name: to_html(sample, 500 + place) for place, (name, sample) in enumerate(samples.items())}
    pdfs = print_pdf(pages, folder)
    return [(samples[name], pdf) for name, pdf in pdfs.items()]


@pytest.mark.parametrize("mode", MODES)
def test_no_printed_figure_is_read_wrong(printed, mode: str) -> None:
    assert len(printed) == PRINTED
    for sample, pdf in printed:
        figures = fit(text.parse(pdf_text(pdf, mode), pdf.name), load_forms()[sample.form]).figures
        assert not wrong_figures(sample, figures), (pdf.name, mode)


@pytest.mark.parametrize("mode", ["layout", "raw"])
def test_printed_reports_without_blanks_are_read_whole(printed, mode: str) -> None:
    for sample, pdf in printed:
        if None in sample.figures.values():
            continue
        figures = fit(text.parse(pdf_text(pdf, mode), pdf.name), load_forms()[sample.form]).figures
        assert {figure.status for figure in figures} == {"reported"}, (pdf.name, mode)
