"""Small tables in every layout met in reports: each figure in its cell, and nothing else a figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit import read_report
from toolkit.forms import load_forms
from toolkit.reading.fitting import fit
from toolkit.reading.readers.text import parse

FORMS = load_forms()
APPLICANTS = [column.key for column in FORMS["2021"].table("requests").blocks[0].columns]

# A sound section 3: 8 + 1 = 8 + 1 for natural persons, 2 + 0 = 2 + 0 for companies, 10 + 1 = 10 + 1 in all.
PRINTED = {
    "new_requests": "8 2 0 0 0 0 10",
    "carried_over": "1 0 0 0 0 0 1",
    "granted": "5 1 0 0 0 0 6",
    "partially_granted": "1 0 0 0 0 0 1",
    "denied.internal_affairs": "1 0 0 0 0 0 1",
    "unable.not_held": "1 1 0 0 0 0 2",
    "results_total": "8 2 0 0 0 0 10",
    "carried_forward": "1 0 0 0 0 0 1",
}
HEADER = ["自然人 法人或其他组织 总计", "商业企业 科研机构 社会公益组织 法律服务机构 其他"]


def found(text, form="2021"):
    """(table, row, column) -> (value, status) of every cell of the form."""
    result = fit(parse(text), FORMS[form])
    return {(f.table, f.row, f.column): (f.value, f.status) for f in result.figures}


def values(text, table, row, form="2021"):
    """The cells of one row, a status in place of the value where none was read."""
    return [v if s == "reported" else s for (t, r, _), (v, s) in found(text, form).items() if (t, r) == (table, row)]


def requests_rows(changed=None, form="2021"):
    """(row key, parents, label, seven printed cells) of section 3, zero where PRINTED has nothing."""
    printed = PRINTED | (changed or {})
    rows = FORMS[form].table("requests").rows
    return [(row.key, row.parents, row.label, printed.get(row.key, "0 0 0 0 0 0 0").split(" ")) for row in rows]


def expected(changed=None, form="2021"):
    """What must be read of these rows; "_" is printed as an empty cell."""
    return {
        ("requests", key, column): (None, "blank") if cell == "_" else (int(cell), "reported")
        for key, _, _, cells in requests_rows(changed, form)
        for column, cell in zip(APPLICANTS, cells, strict=True)
    }


def requests_of(cells):
    return {key: cell for key, cell in cells.items() if key[0] == "requests"}


def tabbed(changed=None, form="2021"):
    """Section 3 with a tab between cells, three columns of labels, merged cells empty."""
    lines, before = (
        [
            "\t\t\t自然人\t法人或其他组织\t\t\t\t\t总计",
            "\t\t\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t",
        ],
        (),
    )
    for _, parents, label, cells in requests_rows(changed, form):
        labels = [p if p not in before else "" for p in parents] + [label]
        lines.append("\t".join([*labels, *[""] * (3 - len(labels)), *(c.replace("_", "") for c in cells)]))
        before = parents
    return lines


def spaced(changed=None, form="2021"):
    """Section 3 as text with blanks between cells, a parent label in a line of its own."""
    lines, before = list(HEADER), ()
    for _, parents, label, cells in requests_rows(changed, form):
        lines += [parent for parent in parents if parent not in before]
        lines.append(f"{label} {' '.join(cells)}")
        before = parents
    return lines


# Section 2 of form 2021, and what it says.
PROACTIVE = """\
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 1 6
行政规范性文件 11 2 24
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 1305
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 46
行政强制 7
第二十条第（八）项
信息内容 本年收费金额（单位：万元，保留4位小数）
行政事业性收费 0.3500
"""
PROACTIVE_VALUES = {
    ("regulations", "issued"): 0,
    ("regulations", "repealed"): 1,
    ("regulations", "in_force"): 6,
    ("normative_documents", "issued"): 11,
    ("normative_documents", "repealed"): 2,
    ("normative_documents", "in_force"): 24,
    ("administrative_licensing", "decisions"): 1305,
    ("administrative_penalty", "decisions"): 46,
    ("administrative_coercion", "decisions"): 7,
    ("administrative_fees", "amount_10k_yuan"): Decimal("0.35"),
}


def proactive_of(text):
    return {(row, column): v for (table, row, column), (v, _) in found(text).items() if table == "proactive"}


def one_a_line(text):
    """Every cell in a line of its own, led by a tab; a blank line between rows, as one real report has it."""
    rows = ["".join(f"\t{cell}\n" for cell in line.split(" ")) for line in text.splitlines()]
    return "\n".join(rows)


def pipes(text, width=4):
    rows = [line.split(" ") for line in text.splitlines()]
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * width + "|", *lines[1:]])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROACTIVE, id="blanks"),
        pytest.param(PROACTIVE.replace(" ", "    "), id="wide blanks"),
        pytest.param(PROACTIVE.replace(" ", "　"), id="full-width blanks"),
        pytest.param(PROACTIVE.replace(" ", "\t"), id="tabs"),
        pytest.param(PROACTIVE.replace(" ", "\t\t", 1).replace(" ", "\t"), id="tabs, one filler cell in the header"),
        pytest.param(
            "\n".join(line.replace(" ", "\t") + "\t" for line in PROACTIVE.splitlines()),
            id="tabs, a filler cell at the end",
        ),
        pytest.param(
            "\n".join("\t" + line.replace(" ", "\t") for line in PROACTIVE.splitlines()),
            id="tabs, a filler cell at the start",
        ),
        pytest.param(one_a_line(PROACTIVE), id="one cell a line"),
        pytest.param(pipes(PROACTIVE), id="Markdown pipes"),
        pytest.param(PROACTIVE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(PROACTIVE.replace("\n", "\n\n\n"), id="blank lines between all"),
        pytest.param(PROACTIVE.replace("行政规范性文件 ", "行政规范性\n文件 "), id="label broken before its figures"),
        pytest.param(
            PROACTIVE.replace("行政事业性收费 ", "行政事业性\n收费\n"), id="label in two lines, figure in a third"
        ),
        pytest.param(
            PROACTIVE.replace("规章 ", "规 章 ").replace("行政许可", "行政 许可"), id="labels parted by blanks"
        ),
        pytest.param(
            PROACTIVE.replace("本年收费金额（单位：万元，保留4位小数）", "本年收费金额（单位：万元，\n保留4位小数）"),
            id="header broken",
        ),
        pytest.param(
            PROACTIVE.replace("第二十条第（五）项", "- 4 -\n第二十条第（五）项"), id="page number between rows"
        ),
        pytest.param(
            PROACTIVE.replace("第二十条第（五）项", "第 4 页 共 12 页\n\f第二十条第（五）项"), id="page number in words"
        ),
    ],
)
def test_section_2_is_read_in_each_layout(text):
    assert proactive_of(text) == PROACTIVE_VALUES


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("lines", [spaced, tabbed], ids=["blanks", "tabs"])
def test_section_3_is_read_in_each_layout(lines, form):
    assert requests_of(found("\n".join(lines(form=form)), form)) == expected(form=form)


def test_section_3_with_one_cell_a_line():
    rows = ["".join(f"\t{cell}\n" for cell in line.split("\t")) for line in tabbed()]
    assert requests_of(found("\n".join(rows))) == expected()


def test_section_3_in_markdown_pipes():
    lines = [f"| {' | '.join(line.split(chr(9)))} |" for line in tabbed()]
    lines.insert(1, "|---" * 10 + "|")
    assert requests_of(found("\n".join(lines))) == expected()


def test_section_3_with_blank_cells_in_tabs():
    blank = {"granted": "5 1 _ _ _ _ 6", "denied.state_secret": "_ _ _ _ _ _ _"}
    assert requests_of(found("\n".join(tabbed(blank)))) == expected(blank)


@pytest.mark.parametrize("mark", ["-", "--", "---", "/", "—", "无"])
def test_marks_for_nothing_are_blank_cells(mark):
    marked = {"granted": f"5 1 {mark} {mark} {mark} {mark} 6"}
    blank = {"granted": "5 1 _ _ _ _ 6"}
    assert requests_of(found("\n".join(spaced(marked)))) == expected(blank)
    assert requests_of(found("\n".join(tabbed(marked)))) == expected(blank)


def test_parent_labels_one_character_a_line():
    """pdftotext prints a label set from top to bottom one character a line, among the rows beside it."""
    lines = "\n".join(spaced())
    lines = lines.replace("三、本年度办理结果\n", "三\n、\n本\n年\n度\n办\n理\n结\n果\n")
    lines = lines.replace("（三）不予公开\n", "（\n三\n）\n不\n予\n").replace("4.保护", "公\n开\n4.保护")
    lines = lines.replace("（四）无法提供\n", "（四）\n无\n法\n").replace("2.没有现成", "提\n供\n2.没有现成")
    assert requests_of(found(lines)) == expected()


def test_labels_broken_over_lines_around_their_figures():
    lines = "\n".join(spaced())
    lines = lines.replace(
        "（区分处理的，只计这一情形，不计其他情形） 1", "（区分处理的，只计\n这一情形，不计其他情形）\n1"
    )
    lines = lines.replace("5.要求行政机关确认或重新出具已获取信息 ", "5.要求行政机关确认或重新出具已获\n取信息\n")
    lines = lines.replace("一、本年新收政府信息公开申请数量 ", "一、本年新收政府信息公开申请数\n量 ")
    assert requests_of(found(lines)) == expected()


@pytest.mark.parametrize("lines", [spaced, tabbed], ids=["blanks", "tabs"])
def test_the_header_printed_again_after_a_page_break_is_no_row(lines):
    printed = lines()
    here = next(i for i, line in enumerate(printed) if "1.本机关不掌握" in line)
    text = "\n".join([*printed[:here], "- 4 -", "\f" + printed[0], printed[1], *printed[here:]])
    assert requests_of(found(text)) == expected()


@pytest.mark.parametrize("number", ["- 4 -", "—4—", "第4页", "第 4 页 共 9 页", "4/9", "· 4 ·", "-４-"])
def test_a_page_number_between_rows_is_no_figure(number):
    printed = spaced()
    here = next(i for i, line in enumerate(printed) if line.startswith("2.没有现成"))
    assert requests_of(found("\n".join([*printed[:here], number, *printed[here:]]))) == expected()


def test_bare_page_numbers_at_the_foot_of_pages_are_no_figures():
    printed = spaced()
    text = "\n".join(
        [*printed[:10], "1", "\f" + printed[10], *printed[11:20], "2", "\f" + printed[20], *printed[21:], "3"]
    )
    assert requests_of(found(text)) == expected()


def test_a_column_cut_off_after_a_page_break_is_missing_and_not_blank():
    printed = tabbed({"unable.not_held": "1 1 _ _ _ _ 2"})
    here = next(i for i, line in enumerate(printed) if "1.本机关不掌握" in line)
    cut = [line.rsplit("\t", 1)[0] for line in printed[here:]]
    cells = requests_of(found("\n".join([*printed[:here], "", *cut])))
    rows = [row for row, *_ in requests_rows()]
    gone = rows[rows.index("unable.not_held") :]
    wanted = expected({"unable.not_held": "1 1 _ _ _ _ 2"})
    wanted |= {("requests", row, "total"): (None, "missing") for row in gone}
    assert cells == wanted


def test_a_blank_cell_that_was_dropped_leaves_the_figures_in_place():
    """The row has one cell less than its neighbours; only one way to lay it on the columns adds up."""
    blank = {"granted": "5 1 _ _ _ _ 6"}
    lines = tabbed(blank)
    here = next(i for i, line in enumerate(lines) if "（一）予以公开" in line)
    lines[here] = lines[here].replace("\t\t\t\t\t6", "\t\t\t\t6")
    cells = requests_of(found("\n".join(lines)))
    dropped = {key for key, cell in cells.items() if cell != expected(blank)[key]}
    # Which of the four blank cells was dropped nobody can tell.
    assert all(cells[key] == (None, "missing") and expected(blank)[key] == (None, "blank") for key in dropped)
    assert len(dropped) <= 1


def test_dashes_under_the_figures_are_a_separator():
    text = """\
四、政府信息公开行政复议、行政诉讼情况
行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计
1 2 3 4 10 0 1 0 0 1 2 0 0 1 3
--- --- --- --- --- --- --- --- --- --- --- --- --- --- ---
"""
    assert values(text, "disputes", "reconsideration") == [1, 2, 3, 4, 10]
    assert values(text, "disputes", "litigation_direct") == [0, 1, 0, 0, 1]
    assert values(text, "disputes", "litigation_after_reconsideration") == [2, 0, 0, 1, 3]
    tabs = text.replace(" ", "\t")
    assert values(tabs, "disputes", "litigation_after_reconsideration") == [2, 0, 0, 1, 3]


def test_a_line_of_dashes_alone_is_fifteen_blanks():
    text = """\
行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计
- - - - - - - - - - - - - - -
"""
    for row in ("reconsideration", "litigation_direct", "litigation_after_reconsideration"):
        assert values(text, "disputes", row) == ["blank"] * 5


# Section 2 of form 2019, with a sign and money.
OLD = """\
第二十条第（一）项
信息内容 本年新制作数量 本年新公开数量 对外公开总数量
规章 0 0 0
规范性文件 4 3 12
第二十条第（五）项
信息内容 上一年项目数量 本年增/减 处理决定数量
行政许可 120 +5 3311
其他对外管理服务事项 18 -2 640
第二十条第（六）项
信息内容 上一年项目数量 本年增/减 处理决定数量
行政处罚 95 0 27
行政强制 11 0 2
第二十条第（八）项
信息内容 上一年项目数量 本年增/减
行政事业性收费 6 -1
第二十条第（九）项
信息内容 采购项目数量 采购总金额
政府集中采购 14 1192.55
"""


@pytest.mark.parametrize("separator", [" ", "\t"], ids=["blanks", "tabs"])
@pytest.mark.parametrize(
    ("printed", "rise", "fall"),
    [("+5", "+5", "-2"), ("full-width", "＋５", "－２"), ("words", "增5", "减2"), ("minus sign", "5", "−2")],
)
def test_signed_changes_are_read(separator, printed, rise, fall):
    text = OLD.replace("+5", rise).replace("-2", fall).replace(" ", separator)
    assert values(text, "proactive", "administrative_licensing", "2019") == [120, 5, 3311]
    assert values(text, "proactive", "other_public_services", "2019") == [18, -2, 640]


@pytest.mark.parametrize("separator", [" ", "\t"], ids=["blanks", "tabs"])
@pytest.mark.parametrize(
    "cell", ["1192.55", "1,192.55", "1192.55万元", "11925500元", "１１９２．５５", "11,925,500.00元"]
)
def test_money_with_its_unit_in_the_cell_comes_to_10k_yuan_and_keeps_its_text(cell, separator):
    text = OLD.replace("1192.55", cell).replace(" ", separator)
    figure = next(f for f in fit(parse(text), FORMS["2019"]).figures if f.column == "amount_10k_yuan")
    assert (figure.value, figure.unit, figure.raw) == (Decimal("1192.55"), "万元", cell)


def test_a_unit_parted_from_its_number_by_a_blank_belongs_to_it():
    assert values(OLD.replace("1192.55", "1192.55 万元"), "proactive", "centralized_procurement", "2019") == [
        14,
        Decimal("1192.55"),
    ]
    assert values(OLD.replace("1192.55", "11925500 元"), "proactive", "centralized_procurement", "2019") == [
        14,
        Decimal("1192.55"),
    ]


def test_full_width_digits_and_thousands_separators():
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    changed = {"new_requests": "1,008 2 0 0 0 0 1，010"}
    text = "\n".join(spaced(changed)).replace("1，010", "1，010".translate(wide))
    assert values(text, "requests", "new_requests") == [1008, 2, 0, 0, 0, 0, 1010]


def test_numbers_of_the_header_are_no_figures():
    text = PROACTIVE.replace("行政事业性收费 0.3500", "行政事业性收费")
    assert values(text, "proactive", "administrative_fees") == ["blank"]
    tabs = text.replace(" ", "\t").replace("行政事业性收费", "行政事业性收费\t")
    assert values(tabs, "proactive", "administrative_fees") == ["blank"]


PROSE = """\
一、总体情况
2021年本局办理行政许可 58 件，行政处罚 12 件，规章 3 件。
全年收到申请36件，其中予以公开20件，不予公开9件，部分公开4件。
（一）予以公开 今年共 20 件，占 55.6%。
（三）不予公开 涉及国家秘密的 9 件。
二、主动公开政府信息情况
截至 2021 年 12 月 31 日，现行有效规范性文件 88 件。
"""


def test_digits_of_prose_are_never_figures():
    assert all(status == "missing" for _, status in found(PROSE).values())


def test_prose_around_the_tables_changes_nothing_in_them():
    text = (
        f"{PROSE}{PROACTIVE}\n三、收到和处理政府信息公开申请情况\n2021年收到申请10件，（一）予以公开6件。\n"
        + "\n".join(spaced())
    )
    text += "\n以上（一）予以公开6件、（三）不予公开1件，合计10件。\n2022年将继续努力 15 16 17 18 19 20 21\n"
    assert proactive_of(text) == PROACTIVE_VALUES
    assert requests_of(found(text)) == expected()


def test_a_prose_line_that_begins_like_a_row_gives_no_figure():
    """予以公开 in a sentence is no row, and 不予公开 in a sentence no parent label."""
    text = (
        "\n".join(spaced())
        + "\n（一）予以公开方面，答复 99 件\n（三）不予公开方面，答复 77 件\n行政许可方面，办结 66 件\n"
    )
    assert requests_of(found(text)) == expected()
    assert {99, 77, 66}.isdisjoint(value for value, _ in found(text).values())


def test_a_total_row_that_is_lost_is_missing_and_breaks_no_other_row():
    lines = [line for line in tabbed() if "（七）总计" not in line]
    wanted = expected() | {("requests", "results_total", column): (None, "missing") for column in APPLICANTS}
    assert requests_of(found("\n".join(lines))) == wanted
    lines = [line for line in spaced() if "（七）总计" not in line]
    assert requests_of(found("\n".join(lines))) == wanted


def test_a_table_that_contradicts_itself_is_read_as_printed():
    """102 results against a printed total of 101: the figures stay, nothing is moved to make them add up."""
    wrong = {"results_total": "9 2 0 0 0 0 11"}
    for lines in (spaced, tabbed):
        assert requests_of(found("\n".join(lines(wrong)))) == expected(wrong)


def test_a_blank_in_text_without_places_is_never_guessed():
    """Six figures for seven columns, and two ways that both add up: the row stays undecided, with its text kept."""
    text = "\n".join(spaced()).replace("5 1 0 0 0 0 6", "5 1 0 0 0 6")
    cells = {key[2]: cell for key, cell in requests_of(found(text)).items() if key[1] == "granted"}
    assert cells["total"] in ((6, "reported"), (None, "undecided"))
    assert all(status in ("reported", "undecided", "blank") for _, status in cells.values())
    reported = {column: value for column, (value, status) in cells.items() if status == "reported"}
    assert (
        reported.items()
        <= {"natural_person": 5, "commercial_enterprise": 1, "total": 6, **dict.fromkeys(APPLICANTS[2:6], 0)}.items()
    )


def test_every_figure_keeps_its_text_and_its_place():
    figures = fit(parse(PROACTIVE), FORMS["2021"]).figures
    figure = next(f for f in figures if (f.row, f.column) == ("normative_documents", "in_force"))
    assert (figure.raw, figure.origin) == ("24", "line 4, cell 4")


def test_a_whole_small_report_is_read_from_a_file(tmp_path):
    text = f"""示例市档案局2021年政府信息公开工作年度报告
一、总体情况
本局全年主动公开信息 420 条。
二、主动公开政府信息情况
{PROACTIVE}
三、收到和处理政府信息公开申请情况
{chr(10).join(spaced())}
四、政府信息公开行政复议、行政诉讼情况
行政复议 行政诉讼
结果维持 结果纠正 其他结果 尚未审结 总计 未经复议直接起诉 复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结 总计
1 0 0 0 1 0 0 0 0 0 0 0 0 0 0
五、存在的主要问题及改进情况
公开目录更新偏慢，明年将逐月检查。
六、其他需要报告的事项
无
"""
    file = tmp_path / "示例市档案局_2021.txt"
    file.write_text(text, encoding="utf-8")
    report = read_report(file)
    assert (report.agency, report.year, report.form, report.status) == ("示例市档案局", 2021, "2021", "ok")
    assert len(report.figures) == 200
    assert all(figure.status == "reported" for figure in report.figures)
    assert {f.raw for f in report.figures if f.value} == set("1 2 5 6 7 8 10 11 24 46 1305 0.3500".split())
    assert report.figure("disputes", "reconsideration", "upheld").value == 1


OWN_TABLES = {
    "two rows of one figure": "一、总体情况\n全年办件情况如下：\n行政许可 305\n行政处罚 12\n二、主动公开政府信息情况\n",
    "one row": "一、总体情况\n全年办件情况如下：\n行政许可 305\n二、主动公开政府信息情况\n",
    "three figures": "一、总体情况\n文件制定情况如下：\n规章 7 8 9\n二、主动公开政府信息情况\n",
    "in tabs": "一、总体情况\n类别\t件数\n规范性文件\t3\t4\t5\n行政许可\t305\n行政处罚\t12\n二、主动公开政府信息情况\n",
    "in pipes": "一、总体情况\n| 类别 | 件数 |\n|---|---|\n| 行政许可 | 305 |\n| 行政处罚 | 12 |\n| 行政强制 | 9 |\n二、主动公开政府信息情况\n",
}


@pytest.mark.parametrize("before", OWN_TABLES.values(), ids=OWN_TABLES)
def test_an_agencys_own_little_table_in_section_1_is_not_the_statutory_one(before):
    assert proactive_of(before + PROACTIVE) == PROACTIVE_VALUES


@pytest.mark.parametrize(
    "after",
    ["行政许可 305\n行政处罚 12\n", "规章 7 8 9\n", "类别\t件数\n行政许可\t305\n行政处罚\t12\n"],
    ids=["blanks", "papers", "tabs"],
)
def test_an_agencys_own_little_table_in_section_5_is_not_the_statutory_one(after):
    text = f"{PROACTIVE}五、存在的主要问题及改进情况\n下一年计划：\n{after}"
    assert proactive_of(text) == PROACTIVE_VALUES


def test_an_own_table_of_requests_by_channel_before_section_3_changes_nothing():
    before = "一、总体情况\n申请渠道 件数\n当面 3\n信函 5\n（一）予以公开 6\n（二）部分公开 1\n总计 10\n三、收到和处理政府信息公开申请情况\n"
    assert requests_of(found(before + "\n".join(spaced()))) == expected()
