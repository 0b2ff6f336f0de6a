"""Real headings only, paragraphs put together again, and who reports on which year for whom."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit import read_report
from toolkit.checks import check_report

TABLE_2 = """\
第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 0 0
行政规范性文件 1 0 5
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 3
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 4
行政强制 0
第二十条第（八）项
信息内容 本年收费金额（单位：万元，保留4位小数）
行政事业性收费 0
"""
TABLE_3 = """\
自然人 法人或其他组织 总计
商业企业 科研机构 社会公益组织 法律服务机构 其他
一、本年新收政府信息公开申请数量 2 0 0 0 0 0 2
二、上年结转政府信息公开申请数量 0 0 0 0 0 0 0
三、本年度办理结果
（一）予以公开 2 0 0 0 0 0 2
（七）总计 2 0 0 0 0 0 2
四、结转下年度继续办理 0 0 0 0 0 0 0
"""
TITLE = "示例市档案局2021年政府信息公开工作年度报告"
PREFACE = "本报告所列数据的统计期限为2021年1月1日至2021年12月31日。"
HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
BODIES = {
    1: "本局全年更新栏目12个，公开信息420条。",
    2: TABLE_2,
    3: TABLE_3,
    4: "全年没有发生行政复议和行政诉讼。",
    5: "目录更新偏慢，明年将逐月检查。",
    6: "没有收取信息处理费。",
}


def report_text(title=TITLE, preface=PREFACE, headings=None, bodies=None, end=""):
    """A small report. A heading that is None is left out with its body."""
    headings, bodies = HEADINGS | (headings or {}), BODIES | (bodies or {})
    parts = [title, preface]
    for number, heading in headings.items():
        parts += [] if heading is None else [heading, bodies[number]]
    return "\n".join(part for part in [*parts, end] if part)


@pytest.fixture
def read(tmp_path):
    """Reads a text as a file of this name."""

    def _read(text, name="报告.txt"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return read_report(file)

    return _read


def numbers(report):
    return [section.number for section in report.sections]


def rules(report):
    return {finding.rule for finding in check_report(report)}


# --- headings ---


def test_six_sections_and_the_front_matter(read):
    report = read(report_text())
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(0).text == f"{TITLE}\n{PREFACE}"
    for number in (1, 4, 5, 6):
        assert (report.section(number).heading, report.section(number).text) == (HEADINGS[number], BODIES[number])
    # Tables are figures and no prose.
    assert report.section(2).text == report.section(3).text == ""


def test_a_preface_that_lists_the_sections_has_no_headings(read):
    preface = "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。"
    report = read(report_text(preface=preface))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(0).text == f"{TITLE}\n{preface}"
    assert report.section(1).text == BODIES[1]


def test_a_preface_that_lists_the_sections_one_a_line_has_no_headings(read):
    report = read(report_text(preface="全文包括：\n总体情况、\n主动公开政府信息情况、\n其他需要报告的事项。"))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(1).text == BODIES[1]
    assert report.section(6).text == BODIES[6]


def test_rows_of_section_3_that_are_numbered_like_headings_are_none(read):
    report = read(report_text())
    assert [section.heading for section in report.sections if section.number] == list(HEADINGS.values())
    assert report.section(4).text == BODIES[4]


def test_a_row_of_section_3_parted_from_its_table_is_still_no_heading(read):
    """In PDF text 三、本年度办理结果 can stand far from the rows it is printed beside."""
    moved = TABLE_3.replace("三、本年度办理结果\n", "\n\n三、本年度办理结果\n\n\n")
    report = read(report_text(bodies={3: moved}))
    assert report.section(3).heading == HEADINGS[3]
    assert "办理结果" not in report.section(3).text


def test_a_heading_before_the_title_begins_section_1(read):
    text = f"{HEADINGS[1]}\n\n{TITLE}\n\n" + report_text(title="", preface="", headings={1: ""}).lstrip()
    report = read(text)
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.title == TITLE
    assert report.section(0).text == TITLE
    assert report.section(1).text == BODIES[1]


def test_a_table_of_contents_has_no_headings(read):
    contents = "目录\n" + "\n".join(HEADINGS.values())
    report = read(report_text(preface=f"{contents}\n{PREFACE}"))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(1).text == BODIES[1]
    assert report.section(6).text == BODIES[6]


def test_a_table_of_contents_with_dots_and_pages_has_no_headings(read):
    contents = "\n".join(f"{heading}……………{page}" for page, heading in enumerate(HEADINGS.values(), 1))
    report = read(report_text(preface=f"目　录\n{contents}\n{PREFACE}"))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(1).text == BODIES[1]
    assert report.section(6).text == BODIES[6]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_missing_section_is_told_and_the_others_stay(read, number):
    report = read(report_text(headings={number: None}))
    assert numbers(report) == [n for n in range(7) if n != number]
    missing = [finding for finding in check_report(report) if finding.rule == "section_missing"]
    assert [finding.detail for finding in missing] == [str(number)]
    assert f"Section {number} " in missing[0].message


def test_where_a_section_is_left_out_the_next_may_take_its_number(read):
    report = read(report_text(headings={4: None, 5: "四、存在的主要问题及改进情况", 6: "五、其他需要报告的事项"}))
    assert numbers(report) == [0, 1, 2, 3, 5, 6]
    assert report.section(5).text == BODIES[5]


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "一、基本情况"),
        (1, "一 、总体情况"),
        (1, "一．总体情况"),
        (1, "　　一、总体情况"),
        (1, "## 一、总体情况"),
        (1, "**一、总体情况**"),
        (1, "第一部分 总体情况"),
        (1, "一、总体情况："),
        (1, "总体情况"),
        (2, "二、 主动公开政府信息情况"),
        (2, "二、政府信息主动公开情况"),
        (3, "三、收到和处理政府信息申请情况"),
        (3, "三、政府信息依申请公开情况"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
        (4, "四、政府信息公开行政复议和行政诉讼情况"),
        (5, "五、政府信息公开工作存在的主要问题及改进情况"),
        (5, "五、存在问题及改进情况"),
        (5, "五、存在的主要问题和下一步改进措施"),
        (6, "六、其他需要报告事项"),
        (6, "六、需要报告的其他事项"),
        (6, "六、其他需要说明的事项"),
    ],
)
def test_headings_vary(read, number, heading):
    report = read(report_text(headings={number: heading}))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    if number not in (2, 3):
        assert report.section(number).text == BODIES[number]


def test_a_heading_broken_over_two_lines(read):
    report = read(report_text(headings={5: "五、政府信息公开工作存在的主要问题及\n改进情况"}))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(5).heading == "五、政府信息公开工作存在的主要问题及改进情况"
    assert report.section(5).text == BODIES[5]


def test_prose_after_the_heading_in_the_same_line(read):
    report = read(report_text(headings={6: "六、其他需要报告的事项 本局没有收取信息处理费。"}, bodies={6: ""}))
    assert report.section(6).heading == "六、其他需要报告的事项"
    assert report.section(6).text == "本局没有收取信息处理费。"


@pytest.mark.parametrize(
    "line",
    [
        "下文说明其他需要报告的事项。",
        "（一）主动公开情况",
        "1.主动公开情况",
        "（二）主动公开政府信息情况",
        "（三）行政复议、行政诉讼情况",
        "（三）存在的主要问题及改进情况",
        "（六）其他事项",
        "（二）依申请公开情况",
        "（五）监督保障情况",
        "2.依申请公开政府信息情况",
        "一是总体情况良好",
        "在行政复议、行政诉讼情况方面没有变化",
    ],
)
def test_a_subheading_or_a_sentence_that_names_a_section_is_no_heading(read, line):
    report = read(report_text(bodies={1: f"{BODIES[1]}\n{line}\n栏目运行平稳。"}))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert line in report.section(1).text
    assert report.section(1).text.endswith("栏目运行平稳。")


@pytest.mark.parametrize("line", ["（一）基本情况", "（一）存在的主要问题", "（二）改进情况", "（三）其他事项"])
def test_a_subheading_of_section_5_is_no_heading_and_begins_no_other_report(read, line):
    report = read(report_text(bodies={5: f"{line}\n{BODIES[5]}"}))
    assert numbers(report) == [0, 1, 2, 3, 4, 5, 6]
    assert report.section(5).text == f"{line}\n{BODIES[5]}"
    assert report.section(6).text == BODIES[6]


# --- paragraphs ---

WRAPPED = "本局把信息公开列入年度重点工作，制定了任务清单，明确了时限和责任人，全年召开推进会，逐项核对完成情况，并把结果通报给各科室和下属单位，对进度落后的单位进行约谈。"


def wrap(text, width=30, indent=""):
    text = indent + text
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


@pytest.mark.parametrize("indent", ["", "　　", "    "], ids=["flush", "full-width indent", "blank indent"])
def test_soft_line_breaks_are_joined_and_paragraphs_kept(read, indent):
    paragraphs = [WRAPPED, "平台运行。" + WRAPPED, "监督有力。" + WRAPPED]
    body = "\n".join(wrap(paragraph, indent=indent) for paragraph in paragraphs)
    assert read(report_text(bodies={1: body})).section(1).text == "\n".join(paragraphs)


def test_numbered_points_are_not_joined(read):
    points = ["一是目录更新不够及时。", "（一）主动公开。", "1.完善目录。", "2.加强培训。", "（二）依申请公开。"]
    body = "\n".join([wrap(WRAPPED), *points])
    assert read(report_text(bodies={1: body})).section(1).text == "\n".join([WRAPPED, *points])


def test_a_page_break_in_the_midst_of_a_sentence(read):
    lines = wrap(WRAPPED).split("\n")
    body = "\n".join([*lines[:2], "- 1 -", "\f" + lines[2], *lines[3:]])
    assert read(report_text(bodies={1: body})).section(1).text == WRAPPED


def test_blank_lines_at_a_page_break_in_the_midst_of_a_sentence(read):
    lines = wrap(WRAPPED).split("\n")
    body = "\n".join([*lines[:2], "", "", *lines[2:]])
    assert read(report_text(bodies={1: body})).section(1).text == WRAPPED


def test_paragraphs_that_are_not_wrapped_stay_apart(read):
    paragraphs = [WRAPPED + WRAPPED, "平台建设。" + WRAPPED + WRAPPED, "监督保障。" + WRAPPED + WRAPPED]
    assert read(report_text(bodies={1: "\n".join(paragraphs)})).section(1).text == "\n".join(paragraphs)


def test_latin_words_keep_their_blank_where_lines_are_joined(read):
    line = "本局网站开设了专门栏目并提供英文版本供查询其名称为Open"
    body = "\n".join([wrap(WRAPPED, 29), line, "Data栏目。"])
    assert "Open Data栏目。" in read(report_text(bodies={1: body})).section(1).text


# --- who and when ---


def test_the_title_says_agency_and_year(read):
    report = read(report_text(), "扫描件.txt")
    assert (report.agency, report.year, report.title) == ("示例市档案局", 2021, TITLE)
    assert report.period == (date(2021, 1, 1), date(2021, 12, 31))
    assert report.conflicts == []


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("示例市档案局\n2021年政府信息公开工作年度报告", "示例市档案局"),
        ("示例市档案局\n2021 年度政府信息公开工作报告", "示例市档案局"),
        ("2021年示例市档案局政府信息公开工作年度报告", "示例市档案局"),
        ("示例市档案局关于2021年政府信息公开工作的年度报告", "示例市档案局"),
        ("示例市档案局2021年政府信息公开年度报告", "示例市档案局"),
        ("# 示例市档案局2021年政府信息公开工作年度报告", "示例市档案局"),
        ("示例市档案局2021年政府信息公开\n工作年度报告", "示例市档案局"),
        ("示例市人民政府办公室2021年政府信息公开工作年度报告", "示例市人民政府办公室"),
        ("示例县松岗镇人民政府2021年政府信息公开工作年度报告", "示例县松岗镇人民政府"),
        ("示例市2021年政府信息公开工作年度报告", "示例市"),
        ("示例市档案局（示例市地方志办公室）2021年政府信息公开工作年度报告", "示例市档案局（示例市地方志办公室）"),
    ],
)
def test_titles_vary(read, title, agency):
    report = read(report_text(title=title), "扫描件.txt")
    assert (report.agency, report.year) == (agency, 2021)


@pytest.mark.parametrize("year", ["二〇二一", "二○二一", "二零二一", "２０２１", "二O二一"])
def test_a_year_in_chinese_or_full_width_digits(read, year):
    report = read(report_text(title=f"示例市档案局{year}年政府信息公开工作年度报告", preface=""), "扫描件.txt")
    assert (report.agency, report.year) == ("示例市档案局", 2021)


def test_without_a_title_the_preface_is_believed(read):
    preface = f"本报告由示例市档案局编制。{PREFACE}"
    report = read(report_text(title="", preface=preface, end="示例市水务局\n2021年1月20日"), "示例市林业局_2019.txt")
    assert (report.agency, report.year) == ("示例市档案局", 2021)


def test_without_title_and_preface_the_signature_is_believed(read):
    # A report is signed in the January after the year it is on.
    report = read(report_text(title="", preface="", end="示例市水务局\n2022年1月20日"), "示例市林业局_2019.txt")
    assert (report.agency, report.year) == ("示例市水务局", 2021)


@pytest.mark.parametrize(
    "end",
    ["示例市水务局\n2024年1月20日\n- 3 -", "示例市水务局\n- 3 -\n2024年1月20日\n- 4 -", "示例市水务局 2024年1月20日"],
    ids=["page number below", "page break between", "one line"],
)
def test_a_signature_beside_page_numbers_or_in_one_line(read, end):
    found = read(report_text(title="", preface="", end=end), "扫描件.txt")
    assert found.agency == "示例市水务局"
    assert "2024年1月20日" not in found.sections[-1].text


def test_a_signature_with_its_date_in_chinese_digits(read):
    report = read(report_text(title="", preface="", end="示例市水务局\n二〇二二年一月二十日"), "扫描件.txt")
    assert (report.agency, report.year) == ("示例市水务局", 2021)
    assert report.section(6).text == BODIES[6]


def test_with_nothing_else_the_file_name_is_believed(read):
    report = read(report_text(title="", preface=""), "示例市林业局_2021.txt")
    assert (report.agency, report.year) == ("示例市林业局", 2021)


def test_a_report_that_is_nobodys_says_so(read):
    report = read(report_text(title="", preface=""), "报告.txt")
    assert (report.agency, report.year) == ("", None)
    assert {"agency_unknown", "year_unknown"} <= rules(report)
    assert "agency" in report.reason and "year" in report.reason


@pytest.mark.parametrize(
    ("changed", "name", "rule", "words"),
    [
        ({}, "示例市林业局_2021.txt", "agency_conflict", ["示例市档案局", "示例市林业局", "file name"]),
        ({}, "示例市档案局_2020.txt", "year_conflict", ["2021", "2020", "file name"]),
        (
            {"end": "示例市水务局\n2022年1月20日"},
            "报告.txt",
            "agency_conflict",
            ["示例市档案局", "示例市水务局", "signature"],
        ),
        ({"preface": PREFACE.replace("2021年", "2020年")}, "报告.txt", "year_conflict", ["2021", "2020", "preface"]),
        ({"end": "示例市档案局\n2024年1月20日"}, "报告.txt", "year_conflict", ["2021", "2023", "signature"]),
    ],
)
def test_places_that_disagree_are_a_finding_and_the_title_is_believed(read, changed, name, rule, words):
    report = read(report_text(**changed), name)
    assert (report.agency, report.year) == ("示例市档案局", 2021)
    messages = [finding.message for finding in check_report(report) if finding.rule == rule]
    assert len(messages) == 1
    assert all(word in messages[0] for word in words)


@pytest.mark.parametrize(
    "name",
    ["档案局_2021.txt", "示例市档案局-2021.txt", "2021年报.txt", "示例市档案局2021年政府信息公开工作年度报告.txt"],
)
def test_a_file_name_that_says_the_same_or_less_is_no_conflict(read, name):
    assert read(report_text(end="示例市档案局\n2022年1月20日"), name).conflicts == []


def test_a_form_of_another_year_is_a_finding(read):
    """The tables are those of letter 30 (form 2021), the title says 2020."""
    report = read(report_text(title=TITLE.replace("2021", "2020"), preface=""), "报告.txt")
    assert (report.year, report.form) == (2020, "2021")
    messages = [finding.message for finding in check_report(report) if finding.rule == "form_of_another_year"]
    assert len(messages) == 1
    assert "〔2021〕30号" in messages[0] and "〔2019〕60号" in messages[0] and "2020" in messages[0]


def test_the_form_of_the_year_is_no_finding(read):
    assert "form_of_another_year" not in rules(read(report_text()))


@pytest.mark.parametrize(
    ("agency", "prose", "scope"),
    [
        ("示例市档案局", "我局全年公开信息12条。", "own"),
        ("示例市人民政府办公室", "我办全年公开信息12条。", "own"),
        ("示例县松岗镇人民政府", "我镇全年公开信息12条。", "own"),
        ("示例市", "2021年，全市各级行政机关共收到政府信息公开申请3607件。", "aggregate"),
        ("示例市人民政府", "全市共收到申请212件。", "aggregate"),
        ("示例市人民政府", "公开工作稳步推进。", "unknown"),
    ],
)
def test_scope_is_read_from_agency_and_words(read, agency, prose, scope):
    report = read(report_text(title=TITLE.replace("示例市档案局", agency), bodies={1: prose}))
    assert report.scope == scope
    if scope == "aggregate":
        assert report.scope_words and report.scope_words in prose
    assert ("scope_unknown" in rules(report)) == (scope == "unknown")
