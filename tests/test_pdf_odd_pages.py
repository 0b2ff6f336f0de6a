"""PDF pages that programs make in odd ways: fonts without a height, columns of one digit, cropped pages, a browser's marks."""

from __future__ import annotations

import pytest
from pdf_making import Pdf, ruled, show, table
from test_pdf_reader import PROSE, grid, read, rules_of, text

from toolkit.reading.document import Document
from toolkit.reading.readers.pdf import pages

MARKS = "今年，我们公开了12条：“甲”、乙-丙。"


def read_flat(*contents: str) -> Document:
    """Read with fonts that say they are hardly higher than their baseline, so that each shape has its own height."""
    return pages.read(Pdf(list(contents), ascent=1, descent=-1).data(), "example.pdf")


def test_marks_of_a_font_without_height_stay_in_their_line() -> None:
    document = read_flat(show(100, 700, MARKS) + show(100, 680, "、，。") + show(100, 660, "一"))
    assert text(document) == [MARKS, "、，。", "一"]


def test_turned_marks_of_a_font_without_height_stay_in_their_line() -> None:
    assert text(read_flat(show(300, 300, MARKS, 10, 90))) == [MARKS]


def test_characters_printed_one_by_one_in_a_font_without_height_stay_in_their_line() -> None:
    document = read_flat("".join(show(100 + 10 * i, 700, char) for i, char in enumerate("甲，乙、丙。")))
    assert text(document) == ["甲，乙、丙。"]


def test_cells_in_a_font_without_height_have_their_lines() -> None:
    xs, ys = [100, 160, 300], [700, 670, 640]
    shown = show(103, 688, "甲，乙丙丁") + show(103, 676, "、戊") + show(170, 676, "—") + show(103, 650, "己")
    assert grid(read_flat(ruled(xs, ys) + shown)) == [["甲，乙丙丁、戊", "—"], ["己", ""]]


# 3 points before a figure, and a digit of 5 points: 2 of 10 points are left, none of the label's 56 after 3 + 50.
NARROW, WIDE = [100, 156, 166, 176], [100, 156, 236, 316]


def downwards(x: float, top: float, figure: str) -> str:
    """A figure with a digit a line."""
    return "".join(show(x, top - 12 * (i + 1), digit) for i, digit in enumerate(figure))


@pytest.mark.parametrize(("xs", "found"), [(NARROW, ["543", "12"]), (WIDE, ["5 4 3", "1 2"])], ids=["narrow", "wide"])
def test_digits_below_one_another_are_a_figure_where_two_have_no_room(xs: list[float], found: list[str]) -> None:
    shown = show(103, 688, "（四）无法") + downwards(xs[1] + 3, 700, "543") + downwards(xs[2] + 3, 700, "12")
    assert grid(read(ruled(xs, [700, 660, 640]) + shown))[0] == ["（四）无法", *found]


@pytest.mark.parametrize("xs", [NARROW, WIDE], ids=["narrow", "wide"])
def test_a_page_break_may_cut_a_figure_that_has_a_digit_a_line(xs: list[float]) -> None:
    above, below = ["（四）无法", "1", "3"], ["提供", "2", ""]
    document = read(
        show(100, 700, PROSE) + table(xs, [80, 60], [above]),
        table(xs, [800, 780, 760], [below, ["（五）乙", "4", "5"]]) + show(100, 100, PROSE),
    )
    # With room for another digit 1 and 2 are two figures, of two rows.
    joined = xs is NARROW
    assert grid(document, 1) == [["（四）无法提供", "12", "3"]] if joined else [above]
    assert grid(document, 2) == [*([] if joined else [below]), ["（五）乙", "4", "5"]]


def test_cells_beyond_the_cropped_edge_of_a_page_are_read_and_noted() -> None:
    # The page ends at 595: 12 stands on it, 345 and 6 beside it, and so does a line that no table holds.
    xs = [480, 540, 600, 660]
    cropped = table(xs, [700, 680, 660], [["甲", "12", "345"], ["乙", "", "6"]])
    document = read(show(100, 750, PROSE) + cropped + show(610, 500, "页外"))
    assert grid(document) == [["甲", "12", "345"], ["乙", "", "6"]]
    assert text(document) == [PROSE]
    assert rules_of(document) == ["hidden_text", "hidden_text"]
    assert document.notes[0].message.startswith("2 characters on page 1 lie beside the visible page and were not read")
    assert document.notes[1].message.startswith("4 characters in tables on page 1 lie beside the visible page")


def test_a_table_wholly_beside_the_page_is_not_read() -> None:
    document = read(show(100, 750, PROSE) + table([600, 650, 700], [700, 680, 660], [["甲", "12"], ["乙", "3"]]))
    assert grid(document) == []
    assert document.notes[0].message.startswith("5 characters on page 1 lie beside the visible page and were not read")


BODIES = [[f"正文的第{number}部分从这里开始，", f"到这里第{number}部分结束。"] for number in "一二三四"]


def printed(page: int, of: int, head: str, foot: str) -> str:
    """A page as a browser prints it: `head` above, `foot` and the page's number below."""
    body = "".join(show(100, 700 - 20 * i, found) for i, found in enumerate(BODIES[page - 1]))
    return show(30, 820, head, 8) + body + show(30, 20, foot, 8) + show(550, 20, f"{page}/{of}", 8)


@pytest.mark.parametrize("foot", ["https://example.invalid/a/1/2.html?b=3", "file:///C:/a/b.html"])
@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize("date", ["2031/3/1 10:02", "3/1/31, 10:02 AM", "2031年3月1日 上午10:02"])
def test_what_a_browser_prints_at_the_edges_is_left_out(foot: str, count: int, date: str) -> None:
    document = read(*[printed(page, count, f"{date} 示例网", foot) for page in range(1, count + 1)])
    assert text(document) == [line for body in BODIES[:count] for line in body]
    assert document.titles == ("示例网",)


def test_a_date_and_title_above_each_page_are_left_out_without_an_address_too() -> None:
    contents = [show(30, 820, "2031/3/1 10:02 示例网", 8) + show(100, 700, PROSE) + show(100, 680, "完") for _ in "12"]
    assert text(read(*contents)) == [PROSE, "完"] * 2


def test_an_address_that_ends_a_page_is_kept() -> None:
    contents = [show(100, 700, PROSE) + show(100, 680, f"详见 https://example.invalid/{name}") for name in "ab"]
    assert text(read(*contents))[1::2] == ["详见 https://example.invalid/a", "详见 https://example.invalid/b"]
    assert text(read(show(100, 700, "2031/3/1 10:02 来源：示例") + show(100, 680, PROSE)))[0].startswith("2031/3/1")


def test_pages_of_several_windows_tell_no_title() -> None:
    heads = ["2031/3/1 10:02 甲", "2031/3/2 11:05 乙"]
    document = read(*[printed(1, 1, head, f"https://example.invalid/{i}") for i, head in enumerate(heads)])
    assert text(document) == BODIES[0] * 2
    assert document.titles == ()


def test_what_stands_at_the_foot_of_every_page_is_left_out() -> None:
    contents = [
        show(100, 700, body) + show(100, 20, f"电话 5 - 1 转 2 第 {page} 页") for page, body in enumerate("甲乙丙", 1)
    ]
    assert text(read(*contents)) == ["甲", "乙", "丙"]


def test_rows_of_a_table_at_the_foot_of_some_pages_are_all_kept() -> None:
    row = show(100, 20, "其他") + show(300, 20, "0") + show(400, 20, "0")
    document = read(*[show(100, 700, PROSE) + row for _ in range(4)], show(100, 700, PROSE))
    assert [found.split() for found in text(document)].count(["其他", "0", "0"]) == 4


def test_a_running_title_that_a_line_below_says_in_full_is_left_out() -> None:
    contents = [
        show(250, 820, "示例市年度报告", 8) + show(100, 700, body) for body in ("示例市2031年年度报告", PROSE, "完")
    ]
    assert text(read(*contents)) == ["示例市2031年年度报告", PROSE, "完"]
