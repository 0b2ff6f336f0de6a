"""Tables of Word files: merged cells, rows that begin late, tables in cells, and what changed hands on the way."""

from __future__ import annotations

from wordprocessing import box, docx_with, paragraph, run

from toolkit.reading.document import Document, place
from toolkit.reading.readers import document_of

WHO = '<w:del w:id="1" w:author="x"/>'


def cell(text: str = "", properties: str = "", inner: str = "") -> str:
    body = inner or "".join(paragraph(run(part)) for part in text.split("|"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{body}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str, columns: str = "") -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def read(xml: str) -> Document:
    return document_of(docx_with(xml), "a.docx")


def grid(document: Document) -> list[list[str]]:
    """The cells of each line; ~ for one that another reaches over."""
    return [["~" if c.covered else c.text for c in line.cells] for line in document.lines]


WIDE, DOWN, UNDER = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_cells_merged_to_the_right_and_downwards() -> None:
    document = read(
        table(
            row(cell("项", DOWN), cell("数", WIDE)),
            row(cell("", UNDER), cell("甲"), cell("乙")),
            row(cell("", UNDER), cell("1"), cell("")),
        )
    )
    assert grid(document) == [["项", "数", "~"], ["~", "甲", "乙"], ["~", "1", ""]]


def test_places_count_rows_and_columns_of_the_table() -> None:
    document = read(paragraph(run("前")) + table(row(cell("甲"), cell("乙")), row(cell("丙"), cell("丁"))))
    assert place(document.lines[2].cells[1], document) == "table 1, row 2, column 2"


def test_old_horizontal_merge() -> None:
    document = read(
        table(
            row(cell("宽", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("末")),
            row(cell("1"), cell("2"), cell("3")),
        )
    )
    assert grid(document) == [["宽", "~", "末"], ["1", "2", "3"]]


def test_row_that_begins_late() -> None:
    document = read(table(row(cell("甲"), cell("乙")), row(cell("2"), properties='<w:gridBefore w:val="1"/>')))
    assert grid(document) == [["甲", "乙"], ["", "2"]]


def test_going_on_with_no_cell_above_is_a_cell_of_its_own() -> None:
    assert grid(read(table(row(cell("甲", UNDER), cell("1")), row(cell("乙"), cell("2"))))) == [
        ["甲", "1"],
        ["乙", "2"],
    ]


def test_text_under_a_merged_cell_is_not_shown_by_word_and_noted() -> None:
    document = read(table(row(cell("甲", DOWN), cell("1")), row(cell("藏", UNDER), cell("2"))))
    assert grid(document) == [["甲", "1"], ["~", "2"]]
    assert [note.rule for note in document.notes] == ["hidden_text"]


def test_deleted_rows_and_cells_are_left_out() -> None:
    document = read(
        table(
            row(cell("甲"), cell("1"), cell("9", '<w:cellDel w:id="1" w:author="x"/>')),
            row(cell("删"), cell("7"), properties=WHO),
            row(cell("乙"), cell("2")),
        )
    )
    assert grid(document) == [["甲", "1"], ["乙", "2"]]
    assert [note.rule for note in document.notes] == ["tracked_changes"]


def test_paragraphs_and_text_boxes_of_a_cell_are_its_text() -> None:
    document = read(table(row(cell("行政|许可"), cell(inner=paragraph(run("3") + box(paragraph(run("注"))))))))
    assert grid(document) == [["行政许可", "3注"]]


def test_cell_that_is_only_laid_out_by_a_table_is_one_text() -> None:
    inner = table(row(cell("上")), row(cell("下")))
    assert grid(read(table(row(cell("甲"), cell(inner=inner + paragraph("")))))) == [["甲", "上下"]]


def test_table_within_a_layout_cell_is_a_table_of_its_own() -> None:
    inner = table(row(cell("甲"), cell("1")), row(cell("乙"), cell("2")))
    document = read(table(row(cell(inner=paragraph(run("前文")) + inner + paragraph(run("后文"))))))
    assert grid(document) == [["前文"], ["甲", "1"], ["乙", "2"], ["后文"]]
    assert [line.kind for line in document.lines] == ["text", "grid", "grid", "text"]


def test_rows_beside_a_table_in_a_cell_stay_rows() -> None:
    inner = table(row(cell("甲"), cell("1")), row(cell("乙"), cell("2")))
    document = read(table(row(cell("题"), cell("0")), row(cell("左"), cell(inner=inner)), row(cell("尾"), cell("9"))))
    assert grid(document) == [["题", "0"], ["左"], ["甲", "1"], ["乙", "2"], ["尾", "9"]]


def test_edges_a_hair_apart_are_one_edge() -> None:
    # The grid has edges at 0, 1000, 1050 and 2000 twips: those at 1000 and 1050 (0.9 mm) were meant to be one.
    columns = '<w:gridCol w:w="1000"/><w:gridCol w:w="50"/><w:gridCol w:w="950"/>'
    document = read(table(row(cell("甲"), cell("1", WIDE)), row(cell("乙", WIDE), cell("2")), columns=columns))
    assert grid(document) == [["甲", "1"], ["乙", "2"]]


def test_rows_in_content_controls_count() -> None:
    xml = table(row(cell("甲"), cell("1")), f"<w:sdt><w:sdtContent>{row(cell('乙'), cell('2'))}</w:sdtContent></w:sdt>")
    assert grid(read(xml)) == [["甲", "1"], ["乙", "2"]]


def test_tab_line_feed_and_text_without_a_paragraph_in_a_cell() -> None:
    tabbed = paragraph(run("甲") + "<w:r><w:tab/></w:r>" + run("乙") + "<w:r><w:br/></w:r>" + run("丙"))
    loose = "<w:tc><w:r><w:t>散</w:t></w:r></w:tc>"
    assert grid(read(table(row(cell(inner=tabbed), cell("1"))))) == [["甲 乙丙", "1"]]
    assert grid(read(table(row(cell("甲"), loose, cell("2"))))) == [["甲", "散", "2"]]
