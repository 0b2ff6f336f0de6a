"""Layouts and wordings that were once misread, each with a telling name; agencies and figures are made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import read_report
from toolkit.forms import load_forms
from toolkit.reading.fitting import Figure, fit
from toolkit.reading.numbering import width_of
from toolkit.reading.readers import text
from toolkit.reading.report import Report

PROACTIVE = """二、主动公开政府信息情况
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 2 1 8
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 35
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 4
行政强制 0
第二十条第（八）项
信息内容 本年收费金额（单位：万元，保留4位小数）
行政事业性收费 2.5000
"""
HEADER = """四、政府信息公开行政复议、行政诉讼情况
行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计
"""
FIFTEEN = "2 1 0 0 3 0 0 1 0 1 4 0 0 0 4"


def figures_of(report: str) -> dict[tuple[str, str, str], Figure]:
    return {(f.table, f.row, f.column): f for f in fit(text.parse(report), load_forms()["2021"]).figures}


def disputes_of(report: str) -> list[float | None]:
    return [figure.value for (table, _, _), figure in figures_of(report).items() if table == "disputes"]


def read(tmp_path: Path, report: str, name: str = "report.txt") -> Report:
    path = tmp_path / name
    path.write_text(report, encoding="utf-8")
    return read_report(path)


@pytest.mark.parametrize("unit", ["（单位：元）", "（元）", " 单位:元"])
def test_an_amount_whose_header_says_yuan_is_not_ten_thousand_times_as_much(unit: str) -> None:
    report = PROACTIVE.replace("（单位：万元，保留4位小数）", unit).replace("2.5000", "23500")
    fee = figures_of(report)["proactive", "administrative_fees", "amount_10k_yuan"]
    assert (float(fee.value), fee.raw) == (2.35, "23500")


@pytest.mark.parametrize("cell", ["126*", "126①", "[126]", "12.3万", "O", "Ｏ"])
def test_a_cell_that_is_no_clean_number_is_undecided_and_never_blank(cell: str) -> None:
    licences = figures_of(PROACTIVE.replace("行政许可 35", f"行政许可\t{cell}"))[
        "proactive", "administrative_licensing", "decisions"
    ]
    assert licences.status == "undecided" or licences.value == 126


@pytest.mark.parametrize("note", ["（单位：件）", "云岭市水务局", "页码：3", "制表日期"])
def test_a_note_between_header_and_figures_does_not_make_them_blank(note: str) -> None:
    assert disputes_of(f"{HEADER}{note}\n{FIFTEEN}\n") == [int(n) for n in FIFTEEN.split()]


def test_a_word_before_the_fifteen_figures_is_no_figure_and_hides_none() -> None:
    assert disputes_of(f"{HEADER}件数 {FIFTEEN}\n") == [int(n) for n in FIFTEEN.split()]


@pytest.mark.parametrize("cut", [5, 8, 14])
def test_fifteen_figures_split_over_two_lines_are_fifteen(cut: int) -> None:
    figures = FIFTEEN.split()
    lines = " ".join(figures[:cut]) + "\n" + " ".join(figures[cut:])
    assert disputes_of(f"{HEADER}{lines}\n") == [int(n) for n in figures]


def test_a_merged_cell_repeated_by_a_converter_is_one_figure() -> None:
    report = PROACTIVE.replace("行政许可 35", "| 行政许可 | 35 | 35 | 35 |")
    assert figures_of(report)["proactive", "administrative_licensing", "decisions"].value == 35


def test_columns_lined_up_on_a_screen_where_a_chinese_character_has_two(tmp_path: Path) -> None:
    table = load_forms()["2021"].table("requests")
    # Every third column is blank in every third row; the totals are right.
    lines, expected = ["三、收到和处理政府信息公开申请情况"], {}
    for place, row in enumerate(table.rows):
        cells = [0] * 7
        if row.key in ("new_requests", "granted", "results_total"):
            cells[0] = cells[6] = 7
        shown = ["" if c == 0 and place % 3 == n % 3 and n else str(c) for n, c in enumerate(cells)]
        if place % 5 == 0:
            shown = [str(c) for c in cells]
        line = row.label + " " * (80 - width_of(row.label)) + "".join(f"{cell:>8}" for cell in shown)
        lines.append(line.rstrip())
        expected[row.key] = [None if cell == "" else int(cell) for cell in shown]
    found = figures_of("\n".join(lines))
    for (name, row, column), figure in found.items():
        if name == "requests":
            truth = expected[row][[c.key for c in table.blocks[0].columns].index(column)]
            assert figure.status == "undecided" or figure.value == truth, (row, column, figure, truth)


def test_page_numbers_alone_on_a_line_after_a_blank_row_are_no_figures() -> None:
    fee = figures_of(PROACTIVE.replace("行政事业性收费 2.5000", "行政事业性收费\n3"))[
        "proactive", "administrative_fees", "amount_10k_yuan"
    ]
    assert fee.status != "reported"


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("云岭县水务局政府信息公开工作2022年度报告", "云岭县水务局"),
        ("云岭县民政局2022年政务公开工作年度报告", "云岭县民政局"),
        ("2022年度云岭县水务局\n政府信息公开工作年度报告", "云岭县水务局"),
        ("云岭县水务局2022年\n政府信息公开工作年度报告", "云岭县水务局"),
        ("2022年云岭县审计局信息公开年度报告", "云岭县审计局"),
        ("【年度报告】云岭县水务局2022年政府信息公开工作年度报告", "云岭县水务局"),
    ],
)
def test_titles_in_many_wordings(tmp_path: Path, title: str, agency: str) -> None:
    report = read(tmp_path, f"{title}\n一、总体情况\n本局做好各项工作。\n{PROACTIVE}{HEADER}{FIFTEEN}\n")
    assert (report.agency, report.year) == (agency, 2022)


def test_whom_to_ask_is_no_other_agency(tmp_path: Path) -> None:
    preface = "如对本报告有疑问，请与我局办公室联系（电话见网站）。"
    report = read(
        tmp_path, f"云岭县水务局2022年政府信息公开工作年度报告\n{preface}\n一、总体情况\n本局做好工作。\n{PROACTIVE}"
    )
    assert report.conflicts == []


@pytest.mark.parametrize("numbering", ["（{}）", "{}．", "{} ", "【{}、"])
def test_sections_with_other_numbering_are_found(tmp_path: Path, numbering: str) -> None:
    titles = [s.label for s in load_forms()["2021"].sections]
    signs = "一二三四五六"
    body = "\n".join(
        f"{numbering.format(sign)}{title}{'】' if numbering.startswith('【') else ''}\n这里是第{sign}部分的文字，写得并不长。"
        for sign, title in zip(signs, titles, strict=True)
    )
    report = read(tmp_path, f"云岭县水务局2022年政府信息公开工作年度报告\n{body}\n")
    assert [section.number for section in report.sections] == [0, 1, 2, 3, 4, 5, 6]


def test_the_source_of_a_web_page_in_a_text_file_is_read_as_a_page(tmp_path: Path) -> None:
    rows = "<tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>35</td></tr>"
    report = read(
        tmp_path,
        f"<html><body><p>云岭县水务局2022年政府信息公开工作年度报告</p><p>一、总体情况</p><p>二、主动公开政府信息情况</p><table>{rows}"
        "</table></body></html>",
    )
    assert (report.format, report.agency, report.year) == ("html", "云岭县水务局", 2022)
    assert {figure.raw for figure in report.figures} == {"", "35"}


def test_remnants_of_html_are_no_text(tmp_path: Path) -> None:
    report = PROACTIVE.replace("行政许可 35", "行政许可&nbsp;35<br>").replace("规章 0 0 0", "规章\u200b 0 0 0")
    found = figures_of(report)
    assert found["proactive", "administrative_licensing", "decisions"].value == 35
    assert found["proactive", "regulations", "in_force"].value == 0
