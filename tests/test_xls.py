"""Old Excel workbooks: read as XLSX are, with merged cells and number formats; damaged ones are refused."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook
from spreadsheets import STYLES, xlsx_of
from test_docx_generated import differences

from toolkit import soffice
from toolkit.reading.document import Document, UnreadableFile, place
from toolkit.reading.readers import document_of
from toolkit.sample import draw_report

pytestmark = pytest.mark.skipif(soffice.find_soffice() is None, reason="XLS files are written with LibreOffice")
SEEDS = range(10)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with generated reports and a small workbook as XLS files."""
    folder = tmp_path_factory.mktemp("xls")
    for seed in SEEDS:
        (folder / f"{seed}.xlsx").write_bytes(xlsx_of(draw_report(seed), STYLES[seed % len(STYLES)], seed))
    _small().save(folder / "small.xlsx")
    command = [str(soffice.find_soffice()), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    files = [str(path) for path in sorted(folder.glob("*.xlsx"))]
    subprocess.run(
        [*command, "--convert-to", "xls", "--outdir", str(folder), *files], capture_output=True, check=True, timeout=200
    )
    return folder


def _small() -> Workbook:
    book = Workbook()
    sheet = book.active
    for address, value in {
        "B2": "标题",
        "B3": "项",
        "C3": "数",
        "B4": "甲",
        "C4": 2.5,
        "D4": 1234,
        "C5": 0.125,
    }.items():
        sheet[address] = value
    for address, code in {"C4": "0.00", "D4": "#,##0", "C5": "0.0%"}.items():
        sheet[address].number_format = code
    sheet["B5"] = "乙"
    sheet["D5"] = "=1/0"
    for ref in ("B2:D2", "C3:D3"):
        sheet.merge_cells(ref)
    book.create_sheet("藏")["A1"] = "看不见"
    book["藏"].sheet_state = "hidden"
    return book


def small(folder: Path) -> Document:
    return document_of((folder / "small.xls").read_bytes(), "small.xls")


def test_generated_reports_come_back_exactly(folder: Path) -> None:
    for seed in SEEDS:
        assert not differences(draw_report(seed), folder / f"{seed}.xls"), seed


def test_cells_are_shown_as_in_excel_with_their_addresses(folder: Path) -> None:
    document = small(folder)
    assert [cell.text for cell in document.lines[2].cells][-3:] == ["甲", "2.50", "1,234"]
    assert [cell.text for cell in document.lines[3].cells][-3:] == ["乙", "12.5%", "#DIV/0!"]
    assert place(document.lines[2].cells[-2], document) == "sheet 1, cell C4"


def test_hidden_sheet_is_left_out_with_a_note(folder: Path) -> None:
    document = small(folder)
    assert "看不见" not in "".join(line.text for line in document.lines)
    assert [note.rule for note in document.notes] == ["hidden_text"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_truncated_workbook_is_refused_or_read_never_worse(folder: Path, share: float) -> None:
    data = (folder / "small.xls").read_bytes()
    with pytest.raises(UnreadableFile):
        document_of(data[: int(len(data) * share)], "a.xls")


def test_damaged_bytes_never_escape_as_another_exception(folder: Path) -> None:
    data, rng = (folder / "small.xls").read_bytes(), Random(4)
    refused = 0
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(12):
            damaged[rng.randrange(512, len(data))] = rng.randrange(256)
        try:
            document_of(bytes(damaged), "a.xls")
        except UnreadableFile:
            refused += 1
    assert refused
