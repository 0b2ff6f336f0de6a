"""Tables whose cells the format itself knows (web pages, Word, PDF, workbooks): from cells with spans to figures."""

from __future__ import annotations

import pytest

from toolkit.forms import load_forms
from toolkit.reading.document import PAGES, PARAGRAPHS, SHEETS, UnreadableFile, place, row_place
from toolkit.reading.fitting import fit
from toolkit.reading.readers.building import Builder, GridCell, in_one_line

FORM = load_forms()["2021"]


def built(rows, places=PARAGRAPHS):
    """A document with one table; a cell is a text or (text, colspan) or (text, colspan, rowspan)."""
    builder = Builder("x", "test", places)
    if places in (PAGES, SHEETS):
        builder.page()
    taken, cells = set(), []
    for y, row in enumerate(rows):
        x = 0
        for one in row:
            text, colspan, rowspan = (one, 1, 1) if isinstance(one, str) else (*one, 1)[:3]
            while (y, x) in taken:
                x += 1
            cells.append(GridCell(text, y, x, rowspan, colspan))
            taken |= {(y + j, x + i) for j in range(rowspan) for i in range(colspan)}
            x += colspan
    builder.table(cells)
    return builder.document()


def figures(document, table):
    return {(f.row, f.column): (f.value, f.status, f.origin) for f in fit(document, FORM).figures if f.table == table}


APPLICANTS = [
    [("申请情况", 2, 2), ("申请人情况", 7)],
    ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
]


def test_a_row_with_a_cell_for_each_column_is_read_cell_by_cell_whatever_its_sums():
    rows = [*APPLICANTS, [("一、本年新收政府信息公开申请数量", 2), "3", "", "1", "", "", "", "9"]]
    rows += [[("四、结转下年度继续办理", 2), *"0000000"]]
    found = figures(built(rows), "requests")
    assert found["new_requests", "natural_person"][:2] == (3, "reported")
    assert found["new_requests", "commercial_enterprise"][:2] == (None, "blank")
    assert found["new_requests", "research_institution"][:2] == (1, "reported")
    # 3 + 1 is not 9: a mistake of the agency, and no reason to move a figure.
    assert found["new_requests", "total"][:2] == (9, "reported")


def test_a_label_merged_over_columns_and_a_parent_over_rows_shift_nothing():
    rows = [
        *APPLICANTS,
        [("一、本年新收政府信息公开申请数量", 2), *"1234561"],
        [("三、本年度办理结果", 1, 2), "（一）予以公开", *"7000007"],
        ["（二）部分公开", *"0800008"],
    ]
    found = figures(built(rows), "requests")
    assert [found["new_requests", c][0] for c in ("natural_person", "other", "total")] == [1, 6, 1]
    assert [found["granted", c][0] for c in ("natural_person", "total")] == [7, 7]
    assert found["partially_granted", "commercial_enterprise"] == (8, "reported", "table 1, row 5, column 4")


def test_misaligned_grids_as_word_draws_them_are_read_by_their_cells():
    rows = [
        [("信息内容", 3), ("本年制发件数", 2), ("本年废止件数", 1), ("现行有效件数", 4)],
        [("规章", 2), ("1", 2), ("2", 3), ("3", 3)],
        [("行政规范性文件", 4), ("4", 1), ("5", 1), ("6", 4)],
        [("行政许可", 1), ("7", 9)],
        [("行政处罚", 1), ("8", 9)],
    ]
    found = figures(built(rows), "proactive")
    assert [found["regulations", c][0] for c in ("issued", "repealed", "in_force")] == [1, 2, 3]
    assert [found["normative_documents", c][0] for c in ("issued", "repealed", "in_force")] == [4, 5, 6]
    assert found["administrative_licensing", "decisions"][0] == 7


def test_a_cell_that_is_merged_over_all_columns_stands_under_the_first_and_the_others_are_blank():
    rows = [
        *APPLICANTS,
        [("一、本年新收政府信息公开申请数量", 2), *"1000001"],
        [("二、上年结转政府信息公开申请数量", 2), ("0", 7)],
        [("三、本年度办理结果", 1), "（一）予以公开", *"1000001"],
    ]
    found = figures(built(rows), "requests")
    assert found["carried_over", "natural_person"][:2] == (0, "reported")
    assert {found["carried_over", c][1] for c in ("commercial_enterprise", "other", "total")} == {"blank"}


def test_a_row_that_lost_a_cell_is_no_row_of_blanks():
    rows = [
        *APPLICANTS,
        [("一、本年新收政府信息公开申请数量", 2), *"1200003"],
        [("二、上年结转政府信息公开申请数量", 2), *"000000"],
        [("三、本年度办理结果", 1), "（一）予以公开", *"1200003"],
    ]
    found = figures(built(rows), "requests")
    assert found["new_requests", "total"][:2] == (3, "reported")
    assert {status for (row, _), (_, status, _) in found.items() if row == "carried_over"} <= {
        "reported", "missing", "undecided",
    }  # fmt: skip
    assert any(found["carried_over", c][1] != "reported" for c in ("natural_person", "total"))


def test_places_are_told_as_the_format_has_them():
    rows = [["一", "二"], ["三", "四"]]
    in_word, in_pdf, in_book = built(rows), built(rows, PAGES), built(rows, SHEETS)
    assert place(in_word.lines[1].cells[1], in_word) == "table 1, row 2, column 2"
    assert place(in_pdf.lines[1].cells[1], in_pdf) == "page 1, table 1, row 2, column 2"
    assert place(in_book.lines[1].cells[1], in_book) == "sheet 1, cell B2"
    assert row_place(in_book.lines[1].cells[1], in_book) == "sheet 1, row 2"


def test_lines_of_a_pdf_are_counted_from_the_top_of_their_page():
    builder = Builder("x", "pdf", PAGES)
    for page in range(2):
        builder.page()
        for line in range(3):
            builder.laid_out(f"第{page}页{line}")
    document = builder.document()
    assert [place(line, document) for line in document.lines][2:5] == [
        "page 1, line 3", "page 2, line 1", "page 2, line 2",
    ]  # fmt: skip
    assert place(document.part(4, 6).lines[0], document.part(4, 6)) == "page 2, line 2"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("本年新\n收申请", "本年新收申请"),
        ("1\n2", "1 2"),
        ("1,\n234", "1,234"),
        ("A\nB", "A B"),
        (" 5 \n\n", "5"),
        ("", ""),
    ],
)
def test_lines_of_a_cell_are_glued_as_one_reads_them(text, whole):
    assert in_one_line(text) == whole


def test_a_table_that_lays_out_a_page_is_its_paragraphs():
    builder = Builder("x", "html", PARAGRAPHS)
    builder.table([GridCell("导航", 0, 0), GridCell("一、总体情况\n" + "全年公开信息。" * 60, 0, 1)])
    assert [line.text[:6] for line in builder.document().lines] == ["导航", "一、总体情况", "全年公开信息"]


def test_far_too_many_places_are_refused_before_they_are_made():
    builder = Builder("x", "html", PARAGRAPHS)
    with pytest.raises(UnreadableFile, match="places for cells"):
        builder.table([GridCell("a", 0, 0, 10**9, 10**9), *(GridCell("b", y, 300) for y in range(9000))])


def test_the_last_figure_of_a_file_that_breaks_off_may_have_lost_digits():
    rows = [*APPLICANTS, [("一、本年新收政府信息公开申请数量", 2), "3", "66"]]
    found = figures(built(rows), "requests")
    assert found["new_requests", "natural_person"][:2] != (None, "blank")
    assert found["new_requests", "commercial_enterprise"][:2] == (None, "undecided")
