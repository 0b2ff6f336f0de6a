"""Files of fictional reports: each opens with the library of its format and holds the labels, figures and prose drawn."""

from __future__ import annotations

import re
import shutil
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import etree, html

from toolkit.sample import FORMATS, STYLES, SampleReport, draw_report, write_report, write_reports
from toolkit.sample.cutting import cut_grid
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.writers import ProgramMissing, items_of, office, pdf, programs
from toolkit.sample.writers.docx_parts import number_in
from toolkit.sample.writers.html_tables import broken_label
from toolkit.sample.writers.xlsx import number_of

OWN = ("txt", "md", "html", "docx", "xlsx")
THROUGH_OFFICE = ("doc", "rtf", "odt", "xls")
OWN_STYLES = [(format, style) for format in OWN for style in STYLES[format]]
SEEDS = (3, 11)


def squeezed(text: object) -> str:
    return re.sub(r"\s+", "", str(text))


def printed(report: SampleReport, seed: int) -> list[str]:
    """The texts of all cells that are not empty, table by table, in reading order."""
    lines = [line for item in items_of(report, seed) if item.grid for line in item.grid.lines()]
    return [squeezed(cell.text) for line in lines for cell in line if cell.text.strip()]


def prose_of(report: SampleReport) -> list[str]:
    return [squeezed(text) for paragraphs in report.prose.values() for text in paragraphs]


def missing_in_order(wanted: list[str], found: list[str]) -> list[str]:
    """What is left of `wanted` when it is looked for in `found`, one after the other: nothing if all is there in order."""
    rest = iter(found)
    for place, text in enumerate(wanted):
        if not any(text == other for other in rest):
            return wanted[place:]
    return []


# --- read back with the libraries ---


@pytest.mark.parametrize("style", STYLES["html"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_page_holds_every_cell_in_order_and_the_prose(style: str, seed: int) -> None:
    report = draw_report(seed)
    data = write_report(report, "html", seed, style)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    page = html.document_fromstring(text)
    for junk in page.xpath("//script | //style"):
        junk.drop_tree()
    cells = page.xpath("//td[not(.//table)] | //th | //div[@class='td'] | //div[contains(@style, 'table-cell')]")
    assert missing_in_order(printed(report, seed), [squeezed(cell.text_content()) for cell in cells]) == []
    whole = squeezed(page.text_content())
    assert all(paragraph in whole for paragraph in prose_of(report))


def word_text(element: etree._Element) -> str:
    """The text of a part of a Word file with all changes accepted and each text box once."""
    deleted, fallback = qn("w:del"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    kept = (
        node
        for node in element.iter(qn("w:t"))
        if not any(up.tag in (deleted, fallback) for up in node.iterancestors())
    )
    return squeezed("".join(node.text or "" for node in kept))


def word_cells(document: docx.document.Document) -> list[str]:
    """Cells that hold no table, without those that go on from above."""
    cells = []
    for cell in document.element.body.iter(qn("w:tc")):
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = merge is not None and merge.get(qn("w:val")) in (None, "continue")
        if not goes_on and cell.find(qn("w:tbl")) is None:
            cells.append(word_text(cell))
    return cells


@pytest.mark.parametrize("style", STYLES["docx"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_word_file_holds_every_cell_in_order_and_the_prose(style: str, seed: int) -> None:
    report = draw_report(seed)
    document = docx.Document(BytesIO(write_report(report, "docx", seed, style)))
    assert missing_in_order(printed(report, seed), word_cells(document)) == []
    whole = word_text(document.element.body)
    for paragraph in prose_of(report):
        if style == "numbered":
            paragraph = re.sub(r"^(（[一二三四五]）|[1-5]\.)", "", paragraph)
        assert paragraph in whole, paragraph


def test_word_numbers_the_headings_itself() -> None:
    """In this style 一、 to 六、 stand nowhere in the text: numbering.xml says how each is printed."""
    report = draw_report(3)
    document = docx.Document(BytesIO(write_report(report, "docx", 3, "numbered")))
    numbered = [p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.numPr is not None]
    top = [p for p in numbered if p._p.pPr.numPr.ilvl.val == 0]
    headings = [item.text for item in items_of(report, 3) if item.kind == "heading"]
    assert [p.text for p in top] == [number_in(text, 0)[2] for text in headings] and len(top) == len(report.prose)
    assert not any(paragraph.text.startswith(("一", "二", "三", "四", "五", "六")) for paragraph in top)
    levels = document.part.numbering_part.element.xpath("//w:lvlText/@w:val")
    assert {"（%2）", "%3."} <= set(levels) and any(re.fullmatch(r"%1(、 ?|．)", level) for level in levels)


def test_the_title_stands_in_a_text_box_twice_as_word_writes_it() -> None:
    report = draw_report(3)
    document = docx.Document(BytesIO(write_report(report, "docx", 3, "text_box")))
    boxes = list(document.element.body.iter(qn("w:txbxContent")))
    assert len(boxes) == 2
    for box in boxes:
        assert report.agency in squeezed("".join(node.text or "" for node in box.iter(qn("w:t"))))
    assert not any(report.agency in p.text for p in document.paragraphs if str(report.year) in p.text)


def test_tracked_changes_are_there_and_accepted_leave_what_was_drawn() -> None:
    root = docx.Document(BytesIO(write_report(draw_report(11), "docx", 11, "tracked"))).element
    inserted, deleted = list(root.iter(qn("w:ins"))), list(root.iter(qn("w:del")))
    assert len(inserted) == len(deleted) >= 3
    assert all(node.get(qn("w:author")) and node.get(qn("w:id")) for node in (*inserted, *deleted))
    assert len({node.get(qn("w:id")) for node in (*inserted, *deleted)}) == 2 * len(inserted)


@pytest.mark.parametrize("style", STYLES["xlsx"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_workbook_holds_every_cell_in_order_and_the_prose(style: str, seed: int) -> None:
    report = draw_report(seed)
    book = openpyxl.load_workbook(BytesIO(write_report(report, "xlsx", seed, style)))
    assert len(book.sheetnames) == (3 if style.startswith("three") else 1)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    numbers = [cell for cell in cells if isinstance(cell.value, int | float)]
    assert bool(numbers) == (not style.endswith("text"))
    found = [squeezed(shown(cell)) for cell in cells]
    assert (
        missing_in_order([as_number(text) for text in printed(report, seed)], [as_number(text) for text in found]) == []
    )
    assert all(paragraph in found for paragraph in prose_of(report))


def shown(cell: openpyxl.cell.Cell) -> str:
    return f"{Decimal(str(cell.value)):f}" if isinstance(cell.value, int | float) else str(cell.value)


def as_number(text: str) -> str:
    """+5, 1,200 and 2.50 as 5, 1200 and 2.5: how a cell shows its number is a matter of its format."""
    return f"{Decimal(text.replace(',', '')).normalize():f}" if number_of(text) else text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5, "0")),
        ("+5", (5, "+0;-0;0")),
        ("-2", (-2, "0")),
        ("2.50", (2.5, "0.00")),
        ("1,192.55", (1192.55, "#,##0.00")),
        ("1,192.55万元", None),
        ("-", None),
        ("", None),
        ("1,19", None),
    ],
)
def test_figures_become_numbers_with_the_format_that_shows_them(text: str, expected: tuple | None) -> None:
    assert number_of(text) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_markdown_holds_every_cell_in_order_and_the_prose(seed: int) -> None:
    report = draw_report(seed)
    lines = write_report(report, "md", seed).decode("utf-8").split("\n")
    cells = [squeezed(cell) for line in lines if line.startswith("|") for cell in line.strip("|").split("|")]
    assert missing_in_order(printed(report, seed), cells) == []
    assert set(prose_of(report)) <= {squeezed(line) for line in lines}
    assert len([line for line in lines if line.startswith("## ")]) == len(report.prose)


# --- the same for all formats ---


@pytest.mark.parametrize(("format", "style"), OWN_STYLES)
def test_the_same_report_and_seed_give_the_same_bytes(format: str, style: str) -> None:
    first, again, other = (write_report(draw_report(5), format, seed, style) for seed in (5, 5, 6))
    assert first == again
    assert first != other


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_containers_carry_no_date_of_today(format: str) -> None:
    with zipfile.ZipFile(BytesIO(write_report(draw_report(5), format, 5))) as container:
        assert {member.date_time[:3] for member in container.infolist()} == {(2024, 1, 1)}
        core = container.read("docProps/core.xml").decode("utf-8")
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", core)) == {"2024-01-01"}


def test_an_unknown_format_or_style_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"expected a format of txt, md, .*, found 'wps'"):
        write_report(draw_report(1), "wps", 1)
    with pytest.raises(ValueError, match=r"html: expected a style of plain, .*, found 'frames'"):
        write_report(draw_report(1), "html", 1, "frames")


def test_noise_changes_how_figures_are_written_in_every_format_alike() -> None:
    quiet, noisy = (items_of(draw_report(21), 21, noise=noise) for noise in (False, True))
    assert quiet != noisy
    assert write_report(draw_report(21), "md", 21, noise=True) != write_report(draw_report(21), "md", 21)


# --- small parts ---


def small_grid() -> Grid:
    """A parent over three rows, with a figure in each:  A | 1 / · | 2 / · | 3 under a header row."""
    cells = [Cell("H", 0, 0, colspan=2, role="head"), Cell("A", 1, 0, rowspan=3, role="parent")]
    return Grid("requests", 4, 2, 1, (*cells, *(Cell(str(n), n, 1, role="figure") for n in (1, 2, 3))))


@pytest.mark.parametrize(("repeat", "text"), [(False, ""), (True, "A")])
def test_a_cut_through_a_merged_cell_leaves_a_part_of_it_on_both_sides(repeat: bool, text: str) -> None:
    above, below = cut_grid(small_grid(), [2], repeat)
    assert (above.rows, above.heads, below.rows, below.heads) == (2, 1, 2, 0)
    assert [(c.text, c.row, c.rowspan) for c in above.cells] == [("H", 0, 1), ("A", 1, 1), ("1", 1, 1)]
    assert [(c.text, c.row, c.rowspan) for c in below.cells] == [(text, 0, 2), ("2", 0, 1), ("3", 1, 1)]


def test_a_cut_at_the_edge_is_none() -> None:
    assert cut_grid(small_grid(), [0, 4]) == [small_grid()]


def test_labels_are_never_cut_within_a_number() -> None:
    from random import Random

    for seed in range(200):
        first, *rest = broken_label("（一）第20条", Random(seed))
        assert (first, rest) in (("（一）第20条", []), ("（一）", ["第20条"])), (first, rest)


@pytest.mark.parametrize(
    ("text", "level", "expected"),
    [
        ("二、 主动公开", 0, (2, "、 ", "主动公开")),
        ("六．其他", 0, (6, "．", "其他")),
        ("总体情况", 0, (0, "", "总体情况")),
        ("（三）管理。", 1, (3, "", "管理。")),
        ("4.平台", 2, (4, "", "平台")),
        ("9.平台", 2, (0, "", "9.平台")),
    ],
)
def test_numbers_that_word_can_generate(text: str, level: int, expected: tuple[int, str, str]) -> None:
    assert number_in(text, level) == expected


# --- other programs ---


def test_what_is_not_installed_is_said_with_what_to_do(monkeypatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(ProgramMissing, match=r"rtf needs LibreOffice. Install .* or leave this format out"):
        write_report(draw_report(1), "rtf", 1)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    with pytest.raises(ProgramMissing, match="PDF needs a browser"):
        write_report(draw_report(1), "pdf", 1, "browser")


def test_programs_are_found_where_windows_keeps_them(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("toolkit.programs._BROWSER_PLACES", ())
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    assert programs.find_browser() is None
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    monkeypatch.setenv("PROGRAMFILES(X86)", str(tmp_path))
    assert programs.find_browser() == edge


@pytest.mark.skipif(not programs.find_browser(), reason="needs a browser")
def test_a_browser_prints_a_pdf_with_the_text() -> None:
    pdfium = pytest.importorskip("pypdfium2")
    samples = [(draw_report(seed), seed) for seed in SEEDS]
    for (report, seed), data in zip(samples, write_reports(samples, "pdf"), strict=True):
        with pdfium.PdfDocument(data) as document:
            text = squeezed("".join(page.get_textpage().get_text_range() for page in document))
        assert report.agency in text
        figures = [cell for cell in printed(report, seed) if number_of(cell)]
        assert len(figures) > 100 and [figure for figure in figures if figure not in text] == []


@pytest.mark.skipif(not programs.find_office(), reason="needs LibreOffice")
def test_libreoffice_writes_old_files_in_their_formats() -> None:
    samples = [(draw_report(seed), seed) for seed in SEEDS[:2]]
    begins = {"doc": b"\xd0\xcf\x11\xe0", "xls": b"\xd0\xcf\x11\xe0", "rtf": b"{\\rtf", "odt": b"PK\x03\x04"}
    for format in THROUGH_OFFICE:
        first, second = write_reports(samples, format)
        assert first.startswith(begins[format]) and second.startswith(begins[format]) and first != second
        holds = {"odt": in_odt, "xls": in_xls, "rtf": in_rtf}.get(format)
        if holds:
            for (report, _), data in zip(samples, (first, second), strict=True):
                total = report.printed["requests", "new_requests", "total"]
                assert holds(data, report.agency) and holds(data, total), (format, report.agency, total)


def in_odt(data: bytes, text: str) -> bool:
    with zipfile.ZipFile(BytesIO(data)) as container:
        return text in "".join(etree.fromstring(container.read("content.xml")).itertext())


def in_xls(data: bytes, text: str) -> bool:
    xlrd = pytest.importorskip("xlrd")
    values = [cell.value for sheet in xlrd.open_workbook(file_contents=data) for row in sheet for cell in row]
    return any(text in str(v) or (number_of(text) and v == number_of(text)[0]) for v in values)  # type: ignore[index]


def in_rtf(data: bytes, text: str) -> bool:
    """RTF writes characters of Chinese as \\u26032 and a stand-in."""
    shown = re.sub(r"\\u(-?\d+)(\\'..)*", lambda m: chr(int(m[1]) % 65536), data.decode("latin-1"))
    return text in re.sub(r"[{}]|\\[a-z]+-?\d* ?", "", shown)


def test_all_formats_are_known_to_have_styles() -> None:
    assert set(FORMATS) == {*OWN, *THROUGH_OFFICE, "pdf"}
    assert len(STYLES["html"]) >= 6
