"""Workbooks: cells as Excel shows them, each with its address; text is text and a table keeps its blanks."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from spreadsheets import STYLES, xlsx_of
from test_docx_generated import differences
from test_zipped import SHEET, reason, workbook

from toolkit.reading.document import Document, place
from toolkit.reading.readers import document_of
from toolkit.reading.readers.number_formats import shown
from toolkit.sample import draw_report

REPORTS_A_STYLE = 30
LINE = Border(*(Side(style="thin") for _ in range(4)))


def book(fill: Callable) -> Document:
    """The document of a workbook whose first sheet `fill` has filled."""
    made = Workbook()
    fill(made.active)
    return saved(made)


def saved(made: Workbook) -> Document:
    file = BytesIO()
    made.save(file)
    return document_of(file.getvalue(), "a.xlsx")


def grid(document: Document) -> list[list[str]]:
    return [["~" if c.covered else c.text for c in line.cells] for line in document.lines]


def rules(document: Document) -> list[str]:
    return [note.rule for note in document.notes]


@pytest.mark.parametrize("style", STYLES)
def test_generated_reports_come_back_exactly(style: str, tmp_path: Path) -> None:
    for seed in range(REPORTS_A_STYLE):
        sample, path = draw_report(seed), tmp_path / f"{seed}.xlsx"
        path.write_bytes(xlsx_of(sample, style, seed))
        assert not differences(sample, path), (style, seed)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("2.5", "0.00", "2.50"), ("3", "General", "3"), ("3.0", "@", "3"), ("1234567.5", "#,##0.00", "1,234,567.50"),
        ("0.125", "0.0%", "12.5%"), ("-5", "#,##0;[Red]-#,##0", "-5"), ("5", "+0;-0;0", "+5"), ("-2", "+0;-0;0", "-2"),
        ("12.5", '0.00"万元"', "12.50万元"), ("0.30000000000000004", "General", "0.3"), ("1E3", "General", "1000"),
        ("2.5", "0.####", "2.5"), ("2.00005", "0.00", "2.00"), ("1.005", "0.00", "1.01"), ("7", '0"0号"', "70号"),
        # A zero that its format hides or shows as a dash is still the zero that was typed.
        ("0", "0;-0;;@", "0"), ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00"),
        # 45291 days after 30 December 1899 is the last day of 2023.
        ("45291", 'yyyy"年"m"月"d"日"', "2023年12月31日"), ("45291", "yyyy-mm-dd", "2023-12-31"), ("45291.5", "yyyy-m-d h:mm", "2023-12-31 12:00"),
        ("12", "# ?/?", "12"), ("1500", "0,", "1500"), ("文字", "0.00", "文字"), ("1E400", "0", "1E400"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_in_excel(value: str, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_address_is_that_of_the_sheet_even_where_it_begins_further_down() -> None:
    def fill(sheet) -> None:
        for address, value in {"C4": "甲", "D4": "乙", "C5": "丙", "D5": 7}.items():
            sheet[address] = value

    document = book(fill)
    assert place(document.lines[1].cells[3], document) == "sheet 1, cell D5"
    assert document.lines[1].cells[3].text == "7"
    assert place(document.lines[1], document) == "sheet 1, row 5"


def test_label_with_blank_cells_beside_it_is_a_row_and_a_lone_text_is_text() -> None:
    def fill(sheet) -> None:
        for row in (["某局年报"], ["类", "甲", "乙"], ["一项", 1, 2], ["二项", None, None], ["三项", 3, None]):
            sheet.append(row)
        for cells in sheet["A2:C5"]:
            for cell in cells:
                cell.border = LINE
        sheet["A6"] = "注：下一节"

    assert grid(book(fill)) == [
        ["某局年报"],
        ["类", "甲", "乙"],
        ["一项", "1", "2"],
        ["二项", "", ""],
        ["三项", "3", ""],
        ["注：下一节"],
    ]


def test_without_lines_the_neighbours_tell_a_label_from_a_heading() -> None:
    def fill(sheet) -> None:
        for row in (["类", "甲", "乙"], ["一项", 1, 2], ["二项"], ["三项", 3], ["下一节"], ["类", "丙"], ["四项", 4]):
            sheet.append(row)

    assert grid(book(fill)) == [
        ["类", "甲", "乙"], ["一项", "1", "2"], ["二项", "", ""], ["三项", "3", ""], ["下一节"], ["类", "丙"], ["四项", "4"],
    ]  # fmt: skip


def test_merged_cells_cover_their_places_and_a_row_merged_over_its_width_is_text() -> None:
    def fill(sheet) -> None:
        sheet["A1"], sheet["A2"], sheet["B2"], sheet["B3"], sheet["C3"] = "标题", "项", "数", 1, 2
        for ref in ("A1:C1", "A2:A3", "B2:C2"):
            sheet.merge_cells(ref)

    document = book(fill)
    assert grid(document) == [["标题"], ["项", "数", "~"], ["~", "1", "2"]]
    assert [line.kind for line in document.lines] == ["text", "grid", "grid"]


def test_long_paragraph_is_text_that_knows_its_row() -> None:
    document = book(lambda sheet: sheet.cell(3, 2, "很长的一段。" * 100))
    assert [(line.kind, place(line, document)) for line in document.lines] == [("text", "sheet 1, row 3")]


def test_each_sheet_is_a_page_and_hidden_ones_are_left_out_with_a_note() -> None:
    made = Workbook()
    made.active["A1"] = "甲"
    made.create_sheet("乙")["A1"] = "乙"
    made.create_sheet("藏")["A1"] = "丙"
    made["藏"].sheet_state = "hidden"
    document = saved(made)
    assert [(line.text, line.page) for line in document.lines] == [("甲", 1), ("乙", 2)]
    assert rules(document) == ["hidden_text"]
    assert "藏" in document.notes[0].message


def test_hidden_rows_and_columns_are_left_out_with_a_note() -> None:
    def fill(sheet) -> None:
        for row in (["类", "代码", "数"], ["一项", 901, 1], ["藏", 902, 2], ["二项", 903, 3]):
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True

    document = book(fill)
    assert grid(document) == [["类", "~", "数"], ["一项", "~", "1"], ["二项", "~", "3"]]
    assert rules(document) == ["hidden_text"]
    assert "1 hidden rows and 1 hidden columns" in document.notes[0].message


def test_row_whose_cells_are_all_hidden_is_left_out() -> None:
    def fill(sheet) -> None:
        sheet["A1"], sheet["B2"], sheet["C2"] = "藏", "甲", 1
        sheet.column_dimensions["A"].hidden = True

    assert [[cell for cell in row if cell] for row in grid(book(fill))] == [["甲", "1"]]


def test_formula_without_a_result_is_seen_and_noted_never_blank() -> None:
    def fill(sheet) -> None:
        sheet.append(["合计", "=1+1"])

    document = book(fill)
    assert grid(document) == [["合计", "#未计算"]]
    assert rules(document) == ["no_cached_value"]


def test_result_of_a_formula_error_and_text_cells() -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="e"><v>#REF!</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="str"><f>A1</f><v>一_x000D_二</v></c></row>'
    )
    assert grid(document_of(workbook(SHEET.format("", cells)), "a")) == [["甲乙", "2", "#REF!", "TRUE", "一二"]]


def test_cells_without_addresses_follow_one_another() -> None:
    cells = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>"
    assert grid(document_of(workbook(SHEET.format("", cells)), "a")) == [["1", "2"], ["3", "4"]]


def test_sheet_that_claims_every_cell_there_can_be_is_read_at_once() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>' + "<row/>" * 400_000
    sheet = SHEET.format("", rows).replace(
        "<sheetData>", '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols><sheetData>'
    )
    sheet = sheet.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>')
    assert grid(document_of(workbook(sheet), "a")) == [["1", "2"]]


def test_far_too_many_cells_are_refused() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 350 + "</row>"
    assert "more than 100,000 cells" in reason(workbook(SHEET.format("", row * 290)))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_workbook_is_refused(share: float) -> None:
    data = workbook(SHEET.format("", "<row><c><v>1</v></c></row>"))
    assert reason(data[: int(len(data) * share)])


def test_sheet_cut_off_within_its_xml_is_refused() -> None:
    assert "no well-formed XML" in reason(workbook(SHEET.format("", "<row><c><v>1</v></c></row>")[:-30]))


def test_workbook_without_its_sheet_is_refused() -> None:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(SHEET.format("", "")))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            if "sheet1" not in name:
                new.writestr(name, old.read(name))
    assert "sheet" in reason(file.getvalue())
