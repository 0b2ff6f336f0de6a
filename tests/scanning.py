"""The seven reports of the shared folder as scans: printed with their figures as typed in by hand and their own prose."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

from truths import ORIGINALS, Truth, truth_of

from toolkit.reading.report import read_reports
from toolkit.sample import SampleReport, write_report
from toolkit.sample.writers.scan import draw_look, scan_pdf


def sample_of(name: str) -> SampleReport:
    """A report of the shared folder to be printed; a cell that its source lost is printed blank."""
    truth = truth_of(name)
    figures = {
        (table, row, column): None if value is None or isinstance(value, str) else Decimal(str(value))
        for table, rows in truth.figures.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    printed = {key: "" if value is None else str(value) for key, value in figures.items()}
    return SampleReport(1, truth.agency, truth.year, truth.form, "own", figures, printed, _prose(name, truth), [], ())


def _prose(name: str, truth: Truth) -> dict[int, list[str]]:
    report = read_reports(ORIGINALS / f"{name}.txt")[0]
    text = {section.number: section.text for section in report.sections}
    return {number: [p for p in text.get(number, "").split("\n") if p.strip()] for number in truth.sections}


def scan_of(name: str, style: str, folder: Path) -> tuple[Path, Path]:
    """The printed report as a PDF with text, and as a scan."""
    pdf = write_report(sample_of(name), "pdf", 1, style="browser")
    rng = Random(f"{name} {style}")
    clean, scan = folder / f"{name}.pdf", folder / f"{name}_scan.pdf"
    clean.write_bytes(pdf)
    scan.write_bytes(scan_pdf(pdf, draw_look(style, rng), rng))
    return clean, scan
