"""PDF files as programs print them: what was drawn is what is read, with every cell and every paragraph."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from pathlib import Path
from random import Random

import docx
import pdfplumber
import pypdfium2
import pytest
from docx.shared import Pt
from printing import can_print, print_pdf
from test_generated import wrong_figures

from toolkit.reading.document import Document
from toolkit.reading.readers import pdf
from toolkit.reading.readers.pdf import pages
from toolkit.reading.report import Report, read_reports
from toolkit.sample import SampleReport, draw_report, to_html
from toolkit.sample.outline import arrange

PRINTED, CROSS_CHECKED, WRITTEN = 12, 10, 4
# The columns of 506's last table touch; 510's has blanks.
WITHOUT_RULES = (502, 506, 510)
# Where the title stands below the first heading, the preface is part of section 1.
FRONT, FIRST = 0, 1


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleReport, Path, Report]]:
    """Reports printed by Chromium, a third of them with blanks, and how they are read."""
    if not can_print():
        pytest.skip("needs chromium: apt-get install chromium poppler-utils")
    samples = {f"s{seed}": draw_report(seed, blanks=(seed % 3 == 0) or None) for seed in range(500, 500 + PRINTED)}
    html = {name: to_html(sample, sample.seed) for name, sample in samples.items()}
    paths = print_pdf(html, tmp_path_factory.mktemp("pdf"))
    return [(samples[name], path, the_report(path)) for name, path in paths.items()]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleReport, Path]]:
    """Reports written as DOCX and printed by LibreOffice, which cuts rows at page breaks and draws rules as fills."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer")
    folder = tmp_path_factory.mktemp("docx")
    samples = {seed: draw_report(seed) for seed in range(500, 500 + WRITTEN)}
    for seed, sample in samples.items():
        _write_docx(sample, folder / f"s{seed}.docx")
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=120)
    return [(sample, folder / f"s{seed}.pdf") for seed, sample in samples.items()]


def _write_docx(sample: SampleReport, path: Path) -> None:
    document = docx.Document()
    for item in arrange(sample, Random(sample.seed)):
        if not item.grid:
            # Two characters of 11 points: without an indent nothing tells where a full line ends its paragraph.
            document.add_paragraph(item.text).paragraph_format.first_line_indent = Pt(22)
            continue
        cells = item.grid.cells
        height, width = max(c.row + c.rowspan for c in cells), max(c.column + c.colspan for c in cells)
        table = document.add_table(height, width)
        table.style = "Table Grid"
        for cell in cells:
            first = table.cell(cell.row, cell.column)
            first.merge(table.cell(cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1)).text = cell.text
    document.save(str(path))


def the_report(path: Path) -> Report:
    (report,) = read_reports(path)
    return report


def assert_read_whole(sample: SampleReport, report: Report) -> None:
    assert not wrong_figures(sample, report.figures), sample.seed
    found = Counter(figure.status for figure in report.figures)
    blank = sum(value is None for value in sample.figures.values())
    assert found == Counter({"reported": len(sample.figures) - blank, "blank": blank}), sample.seed
    assert (report.agency, report.year, report.form) == (sample.agency, sample.year, sample.form)


def test_every_cell_of_reports_printed_by_a_browser_is_read(printed) -> None:
    assert len(printed) == PRINTED
    for sample, _, report in printed:
        assert_read_whole(sample, report)


def test_their_sections_are_those_that_were_drawn(printed) -> None:
    for sample, _, report in printed:
        for number, paragraphs in sample.prose.items():
            expected = "".join("".join(paragraphs).split())
            section = report.section(number)
            text = "".join(section.text.split()) if section else ""
            late = number == FIRST and not "".join(report.section(FRONT).text.split()).count("编写") and sample.preface
            assert text.endswith(expected) if late else text.startswith(expected), (sample.seed, number)


def test_two_reports_in_one_file_are_two(printed, tmp_path: Path) -> None:
    whole = pypdfium2.PdfDocument.new()
    for _, path, _ in printed[:2]:
        with pypdfium2.PdfDocument(path) as part:
            whole.import_pages(part)
    whole.save(tmp_path / "two.pdf")
    reports = read_reports(tmp_path / "two.pdf")
    assert len(reports) == 2
    for (sample, _, alone), report in zip(printed[:2], reports, strict=True):
        assert_read_whole(sample, report)
        # White space aside: a line is full, and its paragraph goes on, by what is the widest line of the file.
        together, apart = ([(s.number, "".join(s.text.split())) for s in r.sections] for r in (report, alone))
        assert together == apart


RULELESS = "table, td, th, tr { border: none !important; }"


@pytest.fixture(scope="module")
def ruleless(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleReport, Path]]:
    """Reports printed by Chromium without any rule."""
    if not can_print():
        pytest.skip("needs chromium: apt-get install chromium poppler-utils")
    samples = {f"s{seed}": draw_report(seed, blanks=(seed % 3 == 0) or None) for seed in WITHOUT_RULES}
    html = {n: to_html(s, s.seed).replace("</style>", f"{RULELESS}</style>", 1) for n, s in samples.items()}
    return [(samples[name], path) for name, path in print_pdf(html, tmp_path_factory.mktemp("ruleless")).items()]


def test_tables_without_rules_are_read_by_where_their_text_stands(ruleless) -> None:
    for sample, path in ruleless:
        assert not any(line.kind == "grid" for line in pages.read(path.read_bytes(), path.name).lines)
        assert_read_whole(sample, the_report(path))


def test_every_cell_of_reports_printed_by_libreoffice_is_read(written) -> None:
    assert len(written) == WRITTEN
    for sample, path in written:
        assert_read_whole(sample, the_report(path))


def test_paragraphs_printed_by_libreoffice_are_those_that_were_drawn(written) -> None:
    """LibreOffice gives its fonts no height, so PDFium sees commas stand lower than words."""
    for sample, path in written:
        found: list[str] = []
        for line in pages.read(path.read_bytes(), path.name).lines:
            if line.kind == "text" and not line.table:
                # Each paragraph is set in, its other lines are not.
                found += [""] if line.text.startswith("    ") else []
                found[-1] += "".join(line.text.split())
        assert found == ["".join(item.text.split()) for item in arrange(sample, Random(sample.seed)) if not item.grid]


def test_sections_of_reports_printed_by_libreoffice_are_those_that_were_drawn(written) -> None:
    for sample, path in written:
        report = the_report(path)
        for number, paragraphs in sample.prose.items():
            section = report.section(number)
            text = "".join(section.text.split()) if section else ""
            # A late title has the preface before the text of section 1.
            assert text.endswith("".join("".join(paragraphs).split())), (sample.seed, number)
            assert number == FIRST or len(text) == len("".join("".join(paragraphs).split())), (sample.seed, number)


def test_cells_are_those_of_another_reader(printed) -> None:
    """pdfplumber finds no text in a cell that isn't in a cell here, and on most pages the very same.

    It leaves out rows and merged cells that a page break leaves open, and takes the halves of a row for two.
    """
    same = []
    for _, path, _ in printed[:CROSS_CHECKED]:
        document = pages.read(path.read_bytes(), path.name)
        with pdfplumber.open(path) as other:
            for number, page in enumerate(other.pages, 1):
                tables = [found for found in page.extract_tables() if len(found[0]) > 1]
                theirs = Counter("".join(text.split()) for found in tables for row in found for text in row if text)
                ours, before = _texts(document, number), _texts(document, number - 1)
                same.append(theirs == ours)
                assert all(any(text.endswith(half) for text in before) for half in theirs - ours), (path.name, number)
    assert sum(same) > 0.7 * len(same)


def _texts(document: Document, page: int) -> Counter[str]:
    return Counter(
        "".join(cell.text.split())
        for line in document.lines
        for cell in line.cells
        if line.table and line.page == page and cell.text
    )


def test_the_process_apart_reads_the_same(printed) -> None:
    _, path, _ = printed[0]
    data = path.read_bytes()
    one, other = pdf.read(data, "a.pdf"), pages.read(data, "a.pdf")
    assert (one.lines, one.notes, one.page_starts) == (other.lines, other.notes, other.page_starts)
