"""Statements: how section 5 is cut into problems and improvements, whatever its numbering and layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.reading.report import read_report
from toolkit.sample import LAYOUTS, draw_report, render
from toolkit.text.statements import Statement, find_statements


@dataclass(frozen=True)
class Prose:
    """A section as the reader gives it."""

    number: int
    text: str


def read(text: str, number: int = 5) -> list[Statement]:
    found = find_statements([Prose(number, text)])
    for statement in found:
        assert text[statement.start : statement.end] == statement.text
    return found


def cut(text: str, number: int = 5) -> list[tuple[str, str]]:
    """Kind and first words of each statement."""
    return [(s.kind[0], s.text[:6]) for s in read(text, number)]


def test_points_in_one_paragraph_and_a_turn_in_the_midst() -> None:
    text = "工作有进步，但仍存在一些不足。一是栏目更新偏慢；二是人员变动频繁。针对上述问题，我局将采取以下措施：一是加强巡检；二是稳定队伍。"
    assert cut(text) == [("p", "栏目更新偏慢"), ("p", "人员变动频繁"), ("i", "加强巡检"), ("i", "稳定队伍。")]


def test_headings_over_points_are_no_statements() -> None:
    text = "（一）存在的主要问题\n1.栏目更新偏慢。\n2.人员变动频繁。\n（二）改进措施\n1.加强巡检。\n2.稳定队伍。"
    assert [s.order for s in read(text)] == [1, 2, 1, 2]
    assert cut(text) == [("p", "栏目更新偏慢"), ("p", "人员变动频繁"), ("i", "加强巡检。"), ("i", "稳定队伍。")]


def test_points_within_a_point_belong_to_it() -> None:
    text = "下一步，将做好以下工作：\n（一）建好平台。一是改版网站；二是清理账号。\n（二）带好队伍。1.办培训班。2.编写手册。"
    found = read(text)
    assert [s.kind for s in found] == ["improvement"] * 2
    assert found[0].text == "建好平台。一是改版网站；二是清理账号。"
    assert found[1].text == "带好队伍。1.办培训班。2.编写手册。"


def test_a_measure_within_a_problem_stays_there() -> None:
    text = "主要表现在：\n（一）栏目更新偏慢。下一步，将安排专人巡检。\n（二）解读形式单一。下一步，将多用图表。"
    assert [(s.kind, s.text[-6:]) for s in read(text)] == [
        ("problem", "安排专人巡检"[-5:] + "。"),
        ("problem", "将多用图表。"),
    ]


def test_problem_named_between_two_words() -> None:
    text = "全年工作平稳，但仍存在栏目更新偏慢、解读形式单一等问题。今后，将安排专人巡检；多用图表解读。"
    assert [(s.kind, s.text) for s in read(text)] == [
        ("problem", "栏目更新偏慢、解读形式单一等问题"),
        ("improvement", "将安排专人巡检"),
        ("improvement", "多用图表解读。"),
    ]


def test_praise_before_the_problem_is_no_part_of_it() -> None:
    text = "2030年，我局的公开工作有一定成效，但仍存在栏目更新偏慢、解读形式单一等问题。"
    assert [s.text for s in read(text)] == ["栏目更新偏慢、解读形式单一等问题"]


def test_without_points_the_text_behind_the_cue_is_split() -> None:
    text = "对照要求还有差距，主要表现在：栏目更新偏慢；解读形式单一。"
    assert [s.text for s in read(text)] == ["栏目更新偏慢", "解读形式单一"]


def test_a_paragraph_of_plans_is_one_improvement() -> None:
    text = "2031年，我局将继续办好网站，健全制度；同时办好培训班。"
    assert [(s.kind, s.text) for s in read(text)] == [("improvement", text)]


def test_problem_and_measure_in_one_sentence() -> None:
    text = "目前存在栏目更新偏慢的问题，下一步将安排专人巡检。"
    assert [(s.kind, s.text) for s in read(text)] == [
        ("problem", "栏目更新偏慢的问题"),
        ("improvement", "将安排专人巡检。"),
    ]


def test_labels_instead_of_points() -> None:
    text = "存在问题：栏目更新偏慢。\n改进措施：安排专人巡检。"
    assert [(s.kind, s.text) for s in read(text)] == [("problem", "栏目更新偏慢。"), ("improvement", "安排专人巡检。")]


def test_what_was_achieved_is_no_statement() -> None:
    assert cut("2030年，我局进一步规范了工作，完善了制度。但仍存在一些不足：一是栏目更新偏慢。") == [
        ("p", "栏目更新偏慢")
    ]
    assert cut("工作取得了一定成绩，但还存在一定差距。") == []


@pytest.mark.parametrize("text", ["无", "无。", "本年度无存在的问题。", "暂无", "（无）", "没有需要说明的问题。"])
def test_nothing_to_report(text: str) -> None:
    assert read(text) == []


def test_problems_again_after_measures() -> None:
    text = (
        "针对上一年存在的问题，主要从以下方面改进：一是改版网站；二是办培训班。2030年仍存在以下不足：一是栏目更新偏慢；"
        "二是人员变动频繁。下一步，我局将做好：一是安排巡检；二是稳定队伍。"
    )
    assert [s.kind[0] for s in read(text)] == list("iippii")
    assert [s.order for s in read(text)] == [1, 2, 1, 2, 3, 4]


def test_a_closing_paragraph_of_plans_is_no_part_of_the_last_point() -> None:
    text = "针对上述问题：\n1.安排专人巡检。\n2.办好培训班。\n我局将继续努力，进一步健全制度。"
    assert [s.text for s in read(text)] == ["安排专人巡检。", "办好培训班。", "我局将继续努力，进一步健全制度。"]


def test_a_point_may_have_a_heading_line_and_a_paragraph() -> None:
    text = "针对上述问题：\n（一）安排巡检。\n我局将安排专人。\n（二）办培训班。\n我局将请专家授课。"
    assert [s.text for s in read(text)] == ["安排巡检。\n我局将安排专人。", "办培训班。\n我局将请专家授课。"]


def test_first_then_last() -> None:
    text = "主要问题有：首先，栏目更新偏慢。其次，人员变动频繁。最后，解读形式单一。"
    assert [s.text for s in read(text)] == ["栏目更新偏慢。", "人员变动频繁。", "解读形式单一。"]


def test_half_width_punctuation_and_radicals() -> None:
    text = "主要表现在:(一)栏目更新偏慢;(二)⼈员变动频繁.\n下⼀步,将安排专人巡检;办好培训班。"
    assert [s.kind[0] for s in read(text)] == list("ppii")


def test_numbers_and_references_are_no_points() -> None:
    text = "下一步，将按《条例》第二十条第（一）项要求，在2031年1、2月公开3.5万条数据，唯一是网站。"
    assert len(read(text)) == 1


def test_other_sections_only_where_a_cue_stands() -> None:
    text = "（一）主动公开。一是办好网站；二是健全制度。\n（二）监督保障。加强考核。下一步，将办好培训班。\n（三）平台建设。改版网站。"
    assert [(s.section, s.kind, s.text) for s in read(text, 1)] == [(1, "improvement", "将办好培训班。")]
    assert read("一是办好网站，不断提升水平；二是健全制度，加强考核。", 1) == []


def test_section_5_comes_first_and_orders_go_on() -> None:
    sections = [Prose(1, "下一步，将改版网站。"), Prose(5, "下一步，将办好培训班。"), Prose(0, "下一步，将改版网站。")]
    found = find_statements(sections)
    assert [(s.section, s.order) for s in found] == [(5, 1), (1, 2)]


NUMBERINGS = {
    "一是": ["一是", "二是", "三是", "四是", "五是"],
    "（一）": ["（一）", "（二）", "（三）", "（四）", "（五）"],
    "1.": ["1.", "2.", "3.", "4.", "5."],
    "1、": ["1、", "2、", "3、", "4、", "5、"],
    "（1）": ["（1）", "（2）", "（3）", "（4）", "（5）"],
    "①": list("①②③④⑤"),
    "第一，": ["第一，", "第二，", "第三，", "第四，", "第五，"],
}
WANTS = ["栏目更新偏慢", "解读形式单一", "业务水平不高", "公开内容不够全面", "答复不够规范", "群众互动偏少"]
DEEDS = ["安排专人巡检", "多用图表解读", "办好培训班", "扩大公开内容", "统一答复文书", "办好在线访谈"]
PROBLEM_LEADS = [
    "但仍存在以下不足：",
    "主要表现在：",
    "工作中还存在一些问题。",
    "与群众期待还有一定差距，主要有以下几个方面：",
]
DEED_LEADS = [
    "下一步，将采取以下措施：",
    "针对以上问题，我局将从以下方面改进：",
    "2031年，我局将重点做好以下工作：",
    "今后，将着力抓好以下工作。",
]


@st.composite
def section_5(draw) -> tuple[str, list[tuple[str, str]]]:
    """A section with a list of problems and one of measures, and what should be found in it."""
    text, truth = draw(st.sampled_from(["", "2030年，工作平稳有序。", "一年来，各项工作取得一定成效。"])), []
    for kind, leads, stock in (("problem", PROBLEM_LEADS, WANTS), ("improvement", DEED_LEADS, DEEDS)):
        marks = NUMBERINGS[draw(st.sampled_from(sorted(NUMBERINGS)))]
        items = draw(st.lists(st.sampled_from(stock), min_size=2, max_size=5, unique=True))
        between, end = draw(st.sampled_from([("；", "。"), ("。", "。"), ("。\n", "。"), ("；\n", "。")]))
        lead = draw(st.sampled_from(leads))
        broken = draw(st.booleans()) or "\n" in between
        text += ("\n" if text and draw(st.booleans()) else "") + lead + ("\n" if broken else "")
        text += between.join(mark + item for mark, item in zip(marks, items, strict=False)) + end
        truth += [(kind, item) for item in items]
    return text, truth


@settings(max_examples=400, deadline=None, derandomize=True)
@given(section_5())
def test_generated_sections_are_cut_as_they_were_made(made: tuple[str, list[tuple[str, str]]]) -> None:
    text, truth = made
    assert [(s.kind, s.text.rstrip("。")) for s in read(text)] == truth


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="一二三是（）1.、。；：\n但存在问题不足下步将加强，首先其次", max_size=120))
def test_any_text_gives_quotes_in_order_that_do_not_overlap(text: str) -> None:
    found = sorted(read(text), key=lambda s: s.start)
    for one, two in zip(found, found[1:], strict=False):
        assert one.end <= two.start
    for kind in ("problem", "improvement"):
        orders = [s.order for s in read(text) if s.kind == kind]
        assert orders == list(range(1, len(orders) + 1))


# Text pulled from a PDF without positions has tables and prose in one heap; there section 5 can't be told.
READABLE = sorted(set(LAYOUTS) - {"pdf_default"})


def plain(text: str) -> str:
    """A statement without what a layout does to it: line breaks, blanks, full-width digits."""
    return unicodedata.normalize("NFKC", re.sub(r"\s|。$", "", text))


@pytest.mark.parametrize("layout", READABLE)
def test_generated_reports_give_the_statements_that_were_drawn(layout: str, tmp_path: Path) -> None:
    for seed in range(40):
        sample = draw_report(seed)
        path = tmp_path / f"{seed}.txt"
        path.write_text(render(sample, layout, seed), encoding="utf-8")
        found = [(s.kind, plain(s.text)) for s in find_statements(read_report(path).sections)]
        assert found == [(kind, plain(text)) for kind, text in sample.statements], (seed, layout)


def test_a_statement_may_run_over_a_broken_line() -> None:
    text = "主要表现在：一是公开栏目的更新仍然比较慢，部分栏目长期没有新的内容发布，解读形\n式单一；二是经办人员少（\n兼职多）。"
    assert [plain(s.text) for s in read(text)] == [
        "公开栏目的更新仍然比较慢,部分栏目长期没有新的内容发布,解读形式单一",
        "经办人员少(兼职多)",
    ]


@pytest.mark.parametrize("text", ["平台之间的联动不足", "经办人员不足", "工作措施不够细"])
def test_a_short_point_that_ends_like_a_heading_is_a_statement(text: str) -> None:
    assert [s.text for s in read(f"主要问题有：一是{text}；二是栏目更新偏慢。")] == [text, "栏目更新偏慢。"]
