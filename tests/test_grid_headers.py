"""Tables that print the form's columns in their own way: another order, columns besides, rows for a line, last year's too."""

from __future__ import annotations

import pytest
from test_grid_documents import APPLICANTS, FORM, built, figures

from toolkit.reading.document import PARAGRAPHS
from toolkit.reading.fitting import fit
from toolkit.reading.readers.building import Builder, GridCell

OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
# 行政复议 1+2+3+4=10, 未经复议直接起诉 0+1+0+1=2, 复议后起诉 5+0+0+0=5
DISPUTES = [["1", "2", "3", "4", "10"], ["0", "1", "0", "1", "2"], ["5", "0", "0", "0", "5"]]
ROWS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
COLUMNS = ("upheld", "corrected", "other", "pending", "total")
LINE_HEADER = [[("行政复议", 5), ("行政诉讼", 10)], [("", 5), ("未经复议直接起诉", 5), ("复议后起诉", 5)], OUTCOMES * 3]


def tables(*parts: tuple[str, list[list[str]]]):
    """A document with tables, each below a caption ("" for none)."""
    builder = Builder("x", "html", PARAGRAPHS)
    for caption, rows in parts:
        builder.paragraph(caption)
        cells, y = [], 0
        for y, row in enumerate(rows):
            x = 0
            for one in row:
                text, colspan = (one, 1) if isinstance(one, str) else one
                cells.append(GridCell(text, y, x, 1, colspan))
                x += colspan
        builder.table(cells)
    return builder.document()


def disputes(document) -> dict[tuple[str, str], object]:
    return {
        (f.row, f.column): f.value if f.status == "reported" else f.status
        for f in fit(document, FORM).figures
        if f.table == "disputes"
    }


def as_printed(values: list[list[str]]) -> dict[tuple[str, str], int]:
    return {
        (row, column): int(value)
        for row, line in zip(ROWS, values, strict=True)
        for column, value in zip(COLUMNS, line, strict=True)
    }


def test_columns_in_another_order_are_read_by_their_labels():
    rows = [
        ["信息内容", "现行有效件数", "本年制发件数", "本年废止件数"],
        ["规章", "17", "2", "1"],
        ["行政规范性文件", "40", "5", "3"],
        ["行政许可", ("9", 3)],
    ]
    found = figures(built(rows), "proactive")
    assert [found["regulations", c][0] for c in ("issued", "repealed", "in_force")] == [2, 1, 17]
    assert [found["normative_documents", c][0] for c in ("issued", "repealed", "in_force")] == [5, 3, 40]


def test_a_column_of_remarks_or_of_last_year_beside_the_forms_own_shifts_nothing():
    head = [*APPLICANTS[1], "上年总计", "备注"]
    rows = [
        [("申请情况", 2, 2), ("申请人情况", 9)],
        head,
        [("一、本年新收政府信息公开申请数量", 2), "1", "2", "0", "0", "0", "0", "3", "7", "含1件重复"],
        [("二、上年结转政府信息公开申请数量", 2), "0", "", "0", "0", "0", "0", "0", "2", ""],
        ["三、本年度办理结果", "（一）予以公开", "1", "2", "0", "0", "0", "0", "3", "9", ""],
    ]
    found = figures(built(rows), "requests")
    assert [found["new_requests", c][0] for c in ("natural_person", "commercial_enterprise", "total")] == [1, 2, 3]
    assert found["carried_over", "commercial_enterprise"][1] == "blank"
    assert found["granted", "total"][0] == 3


def test_a_number_merged_over_several_columns_belongs_to_none_of_them():
    rows = [
        *APPLICANTS,
        [("一、本年新收政府信息公开申请数量", 2), "10", ("394", 5), "404"],
        [("二、上年结转政府信息公开申请数量", 2), *"1000001"],
        ["三、本年度办理结果", "（一）予以公开", *"1000001"],
    ]
    found = figures(built(rows), "requests")
    assert {found["new_requests", c][1] for c in ("natural_person", "commercial_enterprise", "other", "total")} == {
        "undecided"
    }
    assert found["carried_over", "total"][:2] == (1, "reported")


@pytest.mark.parametrize("parent", [True, False])
def test_section_4_as_three_rows_is_read_row_by_row(parent: bool):
    labels = [["行政复议"], ["行政诉讼", "未经复议直接起诉"], ["行政诉讼", "复议后起诉"]]
    lead = [[(one[0], 2)] if len(one) == 1 else one for one in labels] if parent else [one[-1:] for one in labels]
    rows = [["类别", *([""] if parent else []), *OUTCOMES], *([*a, *b] for a, b in zip(lead, DISPUTES, strict=True))]
    assert disputes(built(rows)) == as_printed(DISPUTES)


def test_section_4_turned_on_its_side_is_not_blank_but_undecided():
    rows = [["", "行政复议", "未经复议直接起诉", "复议后起诉"]]
    rows += [[label, *(line[i] for line in DISPUTES)] for i, label in enumerate(OUTCOMES)]
    found = disputes(tables(("四、政府信息公开行政复议、行政诉讼情况", rows)))
    assert set(found.values()) <= {"undecided", "missing"}


def test_section_4_in_another_order_is_undecided():
    header = [LINE_HEADER[0], LINE_HEADER[1], ["结果纠正", "结果维持", *OUTCOMES[2:]] * 3]
    values = [cell for line in DISPUTES for cell in line]
    assert disputes(built([*LINE_HEADER, values])) == as_printed(DISPUTES)
    assert set(disputes(built([*header, values])).values()) == {"undecided"}


def test_of_this_years_and_last_years_table_this_years_is_read():
    last, this = [str(i) for i in range(15)], [cell for line in DISPUTES for cell in line]
    document = tables(("2022年度", [*LINE_HEADER, last]), ("2023年度", [*LINE_HEADER, this]))
    assert disputes(document) == as_printed(DISPUTES)
    assert fit(document, FORM).repeated_tables == ["disputes"]


def test_of_a_line_for_each_year_the_latest_is_read():
    last, this = [str(i) for i in range(15)], [cell for line in DISPUTES for cell in line]
    header = [["年度", *row] for row in LINE_HEADER]
    assert disputes(built([*header, ["2022年", *last], ["2023年", *this]])) == as_printed(DISPUTES)


def test_a_copy_of_the_tables_behind_the_report_is_named_and_no_prose_of_its_last_section():
    head = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]
    rows = [head, ["规章", "1", "2", "3"], ["行政规范性文件", "4", "5", "6"]]
    rows += [["行政许可", ("7", 3)], ["行政处罚", ("8", 3)], ["行政强制", ("9", 3)], ["行政事业性收费", ("10", 3)]]
    last = [[cell if not str(cell).isdigit() else "11" for cell in row] for row in rows]
    filler = [["甲", "1"], ["乙", "2"], ["丙", "3"]]
    document = tables(("二、主动公开政府信息情况", rows), ("六、其他需要报告的事项", filler), ("无。", last))
    fitted = fit(document, FORM)
    values = {(f.row, f.column): f.value for f in fitted.figures if f.table == "proactive"}
    assert [values["regulations", c] for c in ("issued", "repealed", "in_force")] == [1, 2, 3]
    assert fitted.repeated_tables == ["proactive"]
    shown = [line.text for i, line in enumerate(document.lines) if i not in fitted.table_lines]
    assert not any("规章" in text for text in shown)


def test_of_two_years_tables_of_section_2_the_later_is_read_though_its_first_label_is_short():
    def table(first: int) -> list[list]:
        rows = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]]
        rows += [["规章", str(first), "2", "3"], ["行政规范性文件", "4", "5", "6"], ["行政许可", ("7", 3)]]
        return [*rows, ["行政处罚", ("8", 3)], ["行政强制", ("9", 3)], ["行政事业性收费", ("10", 3)]]

    fitted = fit(tables(("2022年度", table(21)), ("2023年度", table(1))), FORM)
    assert next(f.value for f in fitted.figures if (f.row, f.column) == ("regulations", "issued")) == 1
    assert fitted.repeated_tables == ["proactive"]


def test_rows_for_two_years_under_one_label_are_undecided():
    head = ["项目", "年度", *APPLICANTS[1]]
    rows = [head, [("一、本年新收政府信息公开申请数量", 1, 2), "2022年", *"1000001"], ["2023年", *"2000002"]]
    rows += [[("二、上年结转政府信息公开申请数量", 1, 2), "2022年", *"0000000"], ["2023年", *"0000000"]]
    found = figures(built(rows), "requests")
    assert {found["new_requests", c][1] for c in ("natural_person", "total")} == {"undecided"}


def test_a_figure_that_could_be_a_year_is_a_figure():
    rows = [
        ["信息内容", ("本年处理决定数量", 3)],
        ["行政处罚", "2036", "", ""],
        ["行政强制", "2021", "", ""],
        ["行政事业性收费", ("1", 3)],
    ]
    found = figures(built(rows), "proactive")
    assert found["administrative_penalty", "decisions"][:2] == (2036, "reported")
    assert found["administrative_coercion", "decisions"][:2] == (2021, "reported")


def test_a_unit_pushed_into_the_next_cell_still_counts():
    rows = [
        ["信息内容", "本年收费金额（单位：万元，保留4位小数）", "", ""],
        ["行政处罚", "3", "", ""],
        ["行政强制", "2", "", ""],
        ["行政事业性收费", "775719591.6", "元", ""],
    ]
    assert float(figures(built(rows), "proactive")["administrative_fees", "amount_10k_yuan"][0]) == 77571.95916
