"""Numbers in prose: their values, units, and how exactly they are said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.text.claims.compact import Compact
from toolkit.text.claims.numbers import admits, chinese_value, find_numbers


def numbers(text: str) -> list[tuple[object, str, str]]:
    return [(q.value, q.unit, q.bound) for q in find_numbers(Compact.of(text).text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到申请48件", [(48, "件", "")]),
        ("收到申请 48 件", [(48, "件", "")]),
        ("收到申请４８件", [(48, "件", "")]),
        ("作出许可1,573,179件", [(1573179, "件", "")]),
        ("发布18万余条", [(180000, "条", "least")]),
        ("发布3.5万条", [(35000, "条", "rounded")]),
        ("约60条", [(60, "条", "about")]),
        ("近200场", [(200, "场", "most")]),
        ("5000多份", [(5000, "份", "least")]),
        ("200余人次", [(200, "人次", "least")]),
        ("收费1192.55万元", [(Decimal("1192.55"), "万元", "")]),
        ("受理十二件、两起", [(12, "件", ""), (2, "起", "")]),
        ("一百零五件", [(105, "件", "")]),
        ("占25%，增长1.05％", [(25, "%", ""), (Decimal("1.05"), "%", "")]),
        ("部分公开67，占4.61%", [(67, "", ""), (Decimal("4.61"), "%", "")]),
    ],
)
def test_a_number_is_read_with_its_unit(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年1月25日", "国务院令第711号", "国办公开办函〔2021〕30号", "12345热线", "20个工作日", "每一件申请", "办好一件事", "统一标准",
        "示例路12号", "A4纸", "“1+3”模式", "电话0000-1234567", "第三次会议", "三类内部事务", "上午9时",
    ],
)  # fmt: skip
def test_what_counts_nothing_is_no_number(text):
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("48件", [48], [47, 49]),
        ("18万余条", [180_000, 189_999], [179_999, 190_000]),
        ("5000多份", [5001, 5999], [4999, 6000]),
        ("约60条", [56, 64], [50, 70]),
        ("近200场", [199, 101], [201, 100]),
        ("18万条", [180_000, 184_000, 189_000], [170_000, 190_000]),
        ("超过30件", [30, 39], [29, 40]),
    ],
)
def test_a_number_admits_what_its_words_leave_open(text, right, wrong):
    (quantity,) = find_numbers(text)
    assert [admits(quantity, value) for value in right] == [True] * len(right)
    assert [admits(quantity, value) for value in wrong] == [False] * len(wrong)


def _chinese(number: int) -> str:
    """The Chinese numeral of a number from 1 to 9999, written here by its rule: places, with 零 where places are skipped."""
    digits, places, said, skipped = "零一二三四五六七八九", ("", "十", "百", "千"), "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += ("零" if skipped and said else "") + digits[digit] + places[place]
            skipped = False
        else:
            skipped = True
    return said


@given(st.integers(1, 9999))
def test_every_chinese_numeral_has_its_value(number):
    assert chinese_value(_chinese(number)) == number
    if 10 <= number < 20:
        assert chinese_value(_chinese(number).removeprefix("一")) == number


@given(st.text(alphabet="收到申请件条约余万一二十0123456789.,，。（）其中占% \n、年月", max_size=60))
def test_numbers_of_any_text_lie_in_it_in_order(text):
    compact = Compact.of(text)
    found = find_numbers(compact.text)
    for one, two in zip(found, found[1:], strict=False):
        assert one.end <= two.start
    for quantity in found:
        start, end = compact.span(quantity.start, quantity.end)
        assert "".join(text[start:end].split()) == compact.text[quantity.start : quantity.end].replace(" ", "")
