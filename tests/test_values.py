"""What the text of a cell says, and sums of money in 万元."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.reading.values import in_10k_yuan, parse_value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("３５８５", 3585),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("１，２３４．５", Decimal("1234.5")),
        ("+5", 5),
        ("＋5", 5),
        ("-2", -2),
        ("－2", -2),
        ("−2", -2),
        ("增5", 5),
        ("减少2", -2),
        ("0.5000", Decimal("0.5")),
        (" 12 ", 12),
        ("　12　", 12),
        ("\u00a012\u00a0", 12),
    ],
)
def test_a_number_is_read_however_it_is_printed(text, number):
    value = parse_value(text)
    assert (value.kind, value.number) == ("number", number)


def test_a_number_is_whole_or_exact_and_never_a_float():
    assert type(parse_value("12").number) is int
    assert type(parse_value("0.1").number) is Decimal


@pytest.mark.parametrize(
    ("text", "number", "unit"), [("5件", 5, "件"), ("12 项", 12, "项"), ("3.5万元", Decimal("3.5"), "万元")]
)
def test_a_unit_in_the_cell_is_kept_apart(text, number, unit):
    value = parse_value(text)
    assert (value.number, value.unit) == (number, unit)


@pytest.mark.parametrize("text", ["", " ", "　", "-", "--", "---", "/", "—", "——", "－", "无", "\\", "\u00a0"])
def test_a_mark_for_nothing_is_blank_and_not_zero(text):
    value = parse_value(text)
    assert (value.kind, value.number) == ("blank", None)


@pytest.mark.parametrize(
    "text",
    [
        "五",
        "约5",
        "5%",
        "2021年",
        "1,23",
        "5+3",
        "1/2",
        "--5",
        "5.",
        ".5",
        "3.4.5",
        "保留4位小数",
        "详见附件",
        "第5",
        "①",
        "1e3",
        "0x10",
    ],
)
def test_other_text_is_no_number(text):
    value = parse_value(text)
    assert (value.kind, value.number) == ("odd", None)


def test_two_numbers_in_one_cell_do_not_become_a_third():
    # A blank between groups of three digits separates thousands; any other blank separates two figures.
    assert parse_value("1 234").number in (1234, None)
    assert parse_value("12 3").kind == "odd"
    assert parse_value("0 0").kind == "odd"


def test_a_number_of_thousands_of_digits_breaks_nothing():
    assert parse_value("9" * 10_000).kind in ("odd", "number")


@pytest.mark.parametrize(
    ("text", "in_10k"),
    [
        ("9777.6472", Decimal("9777.6472")),
        ("9777.6472万元", Decimal("9777.6472")),
        ("11925500元", Decimal("1192.55")),
        ("1 元", Decimal("0.0001")),
        ("1,192.55 万元", Decimal("1192.55")),
        ("0元", 0),
        ("0", 0),
        ("2亿元", 20000),
        ("1.5亿元", 15000),
        ("１２０元", Decimal("0.012")),
    ],
)
def test_money_is_told_in_10k_yuan(text, in_10k):
    assert in_10k_yuan(parse_value(text)) == in_10k


@pytest.mark.parametrize("text", ["", "-", "无", "若干万元"])
def test_no_money_stays_none(text):
    assert in_10k_yuan(parse_value(text)) is None
