"""Scans: generated reports are printed, stamped, scanned and read again, and what is not sure is not given out as sure."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from printing import can_print
from scanning import sample_of, scan_of
from test_generated import wrong_figures
from truths import NAMES, ORIGINALS

from toolkit.forms import load_forms
from toolkit.reading.document import Cell, Document, Line, Seen, UnreadableFile, place
from toolkit.reading.doubt import doubted
from toolkit.reading.fitting.figures import Figure
from toolkit.reading.readers import apart, document_of, scans
from toolkit.reading.readers.pdf import pages
from toolkit.reading.report import Report, read_reports
from toolkit.sample import SampleReport, draw_report, write_report

OCR = pytest.mark.skipif(not scans.available(), reason='needs text recognition: pip install -e ".[ocr]"')
PRINTS = pytest.mark.skipif(not can_print(), reason="needs chromium: apt-get install chromium poppler-utils")
SEEDS = (700, 703)
# The bounds at 200 dpi with noise, skew and a seal: shares of cells.
MOST_WRONG, MOST_UNDECIDED = 0.001, 0.03
MOST_CHARACTER_ERRORS = 0.02


@pytest.fixture(scope="module")
def printed() -> dict[int, tuple[SampleReport, bytes]]:
    """Generated reports and their PDF with text."""
    drawn = {seed: draw_report(seed) for seed in SEEDS}
    return {seed: (report, write_report(report, "pdf", seed, style="browser")) for seed, report in drawn.items()}


@pytest.fixture(scope="module")
def scanned(printed, tmp_path_factory) -> dict[int, tuple[SampleReport, bytes, Report]]:
    """The same reports as scans at 200 dpi, and how they are read."""
    from toolkit.sample.writers.scan import draw_look, scan_pdf

    found = {}
    for seed, (report, pdf) in printed.items():
        rng = Random(f"scan {seed}")
        scan = scan_pdf(pdf, draw_look("200_colour", rng), rng)
        path = tmp_path_factory.mktemp("scans") / f"{seed}.pdf"
        path.write_bytes(scan)
        found[seed] = report, scan, read_reports(path)[0]
    return found


@OCR
@PRINTS
def test_figures_of_scans_are_right_or_undecided(scanned) -> None:
    cells = wrong = undecided = 0
    for sample, _, report in scanned.values():
        assert report.agency == sample.agency and report.year == sample.year
        cells += len(report.figures)
        wrong += len(wrong_figures(sample, report.figures))
        undecided += sum(figure.status == "undecided" for figure in report.figures)
    assert cells > 390
    assert wrong <= MOST_WRONG * cells and undecided <= MOST_UNDECIDED * cells


@OCR
@PRINTS
def test_prose_of_scans_is_that_of_the_printed_report(printed, scanned, tmp_path: Path) -> None:
    for seed, (_, _, report) in scanned.items():
        path = tmp_path / f"{seed}.pdf"
        path.write_bytes(printed[seed][1])
        clean = read_reports(path)[0]
        assert [section.number for section in report.sections] == [section.number for section in clean.sections]
        for read, right in zip(report.sections, clean.sections, strict=True):
            one, other = ("".join(section.text.split()) for section in (read, right))
            assert distance(one, other) <= MOST_CHARACTER_ERRORS * max(len(other), 50), (read.text, right.text)


def distance(one: str, other: str) -> int:
    """How many characters must be changed, added or taken away to make one text of another (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason="needs ../shared/reports, which is not part of the project")
@pytest.mark.parametrize("name", NAMES)
@OCR
@PRINTS
def test_the_seven_reports_printed_and_scanned_are_read_as_they_are(name: str, tmp_path: Path) -> None:
    clean, scan = (read_reports(path)[0] for path in scan_of(name, "200_colour", tmp_path))
    assert not wrong_figures(sample_of(name), scan.figures)
    assert sum(figure.status == "undecided" for figure in scan.figures) <= MOST_UNDECIDED * len(scan.figures)
    assert [section.number for section in scan.sections] == [section.number for section in clean.sections]
    texts = [
        ("".join(a.text.split()), "".join(b.text.split())) for a, b in zip(scan.sections, clean.sections, strict=True)
    ]
    errors = sum(distance(read, right) for read, right in texts)
    assert errors < MOST_CHARACTER_ERRORS * sum(len(right) for _, right in texts)


@OCR
@PRINTS
def test_a_figure_of_a_scan_says_where_it_stands_and_how_sure_it_is(scanned) -> None:
    for _, _, report in scanned.values():
        read = [figure for figure in report.figures if figure.status == "reported"]
        assert all(", box " in figure.origin and " %, confidence " in figure.origin for figure in read)
        assert [note.rule for note, _ in report.notes] == ["read_by_recognition"]


@OCR
@PRINTS
def test_the_box_of_a_figure_is_where_it_was_printed(printed, scanned) -> None:
    """The box on the crooked scan holds what the printed PDF has there, within the width of a digit."""
    import pdfplumber

    seed = SEEDS[0]
    total = scanned[seed][2].figure("requests", "new_requests", "total")
    page = int(total.origin.split(",")[0].removeprefix("page "))
    left, top, right, bottom = (float(word) for word in total.origin.split("box ")[1].split(" %")[0].split())
    with pdfplumber.open(BytesIO(printed[seed][1])) as pdf:
        sheet = pdf.pages[page - 1]
        # A skew of two degrees moves the edge of a page by as much as this.
        slack = 0.03 * float(sheet.width)
        found = [
            word
            for word in sheet.extract_words()
            if word["text"].replace(",", "") == str(total.value)
            and left / 100 * float(sheet.width) - slack <= word["x0"] <= right / 100 * float(sheet.width) + slack
            and top / 100 * float(sheet.height) - slack <= word["top"] <= bottom / 100 * float(sheet.height) + slack
        ]
    assert found


@OCR
@PRINTS
def test_a_page_as_a_picture_file_is_read(scanned, tmp_path: Path) -> None:
    import pypdfium2

    sample, scan, report = scanned[SEEDS[0]]
    with pypdfium2.PdfDocument(scan) as pdf:
        for number, page in enumerate(pdf):
            page.render(scale=200 / 72).to_pil().save(tmp_path / f"{number}.jpg", quality=85)
    found = [figure for n in range(2) for figure in read_reports(tmp_path / f"{n}.jpg")[0].figures]
    right = [f for f in found if f.status == "reported" and f.value == sample.figures[f.table, f.row, f.column]]
    assert len(right) > 0.5 * len(report.figures)
    assert not [f for f in found if f.status == "reported" and f.value != sample.figures[f.table, f.row, f.column]]


@PRINTS
def test_a_pdf_with_text_never_goes_through_recognition(printed, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_: object) -> None:
        raise AssertionError("a page with text was drawn")

    monkeypatch.setattr(pages, "_recognised", never)
    document = pages.read(printed[SEEDS[0]][1], "text.pdf")
    assert not document.seen and not document.notes and len(document.lines) > 60


@OCR
def test_a_huge_or_damaged_picture_fails_alone_with_its_reason() -> None:
    from PIL import Image

    huge, small = BytesIO(), BytesIO()
    Image.new("1", (10_000, 10_000), 1).save(huge, "PNG")
    Image.effect_noise((800, 600), 60).save(small, "PNG")
    with pytest.raises(UnreadableFile, match="100 megapixels, more than the 60 that are read"):
        document_of(huge.getvalue(), "huge.png")
    with pytest.raises(UnreadableFile, match="this picture is damaged and can't be read"):
        document_of(small.getvalue()[:2000], "cut.png")
    blank = BytesIO()
    Image.new("L", (1200, 1700), 255).save(blank, "PNG")
    with pytest.raises(UnreadableFile, match="this is a picture without text"):
        document_of(blank.getvalue(), "blank.png")


def test_without_recognition_a_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans, "available", lambda: False)
    with pytest.raises(UnreadableFile, match=r'this is a picture: .*pip install -e "\.\[ocr\]"'):
        document_of(b"\x89PNG\r\n\x1a\n" + bytes(100), "page.png")


# Section 4 of form 2019 and 2021 in one line: the five outcomes of reconsideration, the last their total.
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")


def figures_of(values: dict[str, int | str | None], sure: dict[str, float]) -> dict[str, Figure]:
    """Figures of reconsideration as recognition read them, None or a mark for a blank cell, after doubt.

    `sure` are the confidences that aren't 0.99.
    """
    cells = tuple(
        Cell("" if values[key] is None else str(values[key]), 1, n, 1, None, None, 1, 1)
        for n, key in enumerate(OUTCOMES, 1)
    )
    line = Line(1, "", "grid", cells, 1, 1)
    seen = {(1, n): Seen(1, 2, 3, 4, sure.get(key, 0.99)) for n, key in enumerate(OUTCOMES, 1)}
    document = Document("scan.pdf", (line,), "pdf", places="pages", page_starts=(1,), seen=seen)
    figures = [
        Figure(
            "disputes", "reconsideration", key, values[key] if isinstance(values[key], int) else None,
            "reported" if isinstance(values[key], int) else "blank", cell.text, "件", place(cell, document),
        )
        for key, cell in zip(OUTCOMES, cells, strict=True)
    ]  # fmt: skip
    return {figure.column: figure for figure in doubted(figures, load_forms()["2021"], document)}


def test_what_identities_confirm_is_reported_though_the_reading_is_not_sure() -> None:
    found = figures_of({"upheld": 3, "corrected": 1, "other": 0, "pending": 2, "total": 6}, {"corrected": 0.3})
    assert {figure.status for figure in found.values()} == {"reported"}


def test_what_breaks_an_identity_is_undecided_and_keeps_its_reading() -> None:
    found = figures_of({"upheld": 3, "corrected": 7, "other": 0, "pending": 2, "total": 6}, {})
    assert {figure.status for figure in found.values()} == {"undecided"}
    assert found["corrected"].raw == "7" and found["corrected"].value is None


def test_a_cell_with_ink_that_could_not_be_read_is_not_given_out_as_blank() -> None:
    values = {"upheld": 3, "corrected": None, "other": 0, "pending": 2, "total": 6}
    assert figures_of(values, {"corrected": 0.0})["corrected"].status == "undecided"
    assert figures_of(values, {})["corrected"].status == "blank"


def test_a_mark_for_nothing_may_be_a_1_where_an_identity_fails() -> None:
    assert (
        figures_of({"upheld": 3, "corrected": "/", "other": 0, "pending": 2, "total": 6}, {})["corrected"].status
        == "undecided"
    )
    assert (
        figures_of({"upheld": 3, "corrected": "/", "other": 0, "pending": 2, "total": 5}, {})["corrected"].status
        == "blank"
    )


def test_beside_a_cell_that_could_not_be_read_nothing_unconfirmed_is_given_out_as_sure() -> None:
    # The figures of the other cells may have moved into its place.
    found = figures_of({"upheld": 3, "corrected": "ó", "other": 0, "pending": 2, "total": 6}, {"corrected": 0.3})
    assert {figure.status for figure in found.values()} == {"undecided"}
    marked = figures_of({"upheld": 3, "corrected": "ó", "other": 0, "pending": 2, "total": 6}, {})
    assert marked["upheld"].status == "reported"


def test_an_unsure_reading_that_nothing_confirms_is_undecided() -> None:
    # With a blank total and parts above zero the sum can be anything from their sum on: nothing is confirmed.
    found = figures_of({"upheld": 3, "corrected": 1, "other": 0, "pending": 2, "total": None}, {"upheld": 0.5})
    assert found["upheld"].status == "undecided" and found["upheld"].raw == "3"
    assert found["pending"].status == "reported"


SLOW = """
import time
from toolkit.reading.document import Document
from toolkit.reading.readers import apart

def read(data, source):
    for _ in range(int(data)):
        time.sleep(0.5)
        apart.alive()
    return Document(source, ())
"""


def test_a_child_that_goes_on_has_all_the_time_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_reader.py").write_text(SLOW, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(apart, "_home", apart._Home())
    apart.call("slow_reader", b"0", "to start the child")
    monkeypatch.setattr(apart, "SECONDS", 4.0)
    heard = []
    try:
        with apart.heard_by(lambda: heard.append(1)):
            assert apart.call("slow_reader", b"10", "slow").source == "slow"
    finally:
        apart._home.end()
    assert len(heard) == 10
