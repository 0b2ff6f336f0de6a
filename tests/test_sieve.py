"""What an expression needs and with which characters it begins, read off the expression (toolkit.text.sieve)."""

from __future__ import annotations

import re

import pytest

from toolkit.text.sieve import longest_of, needed, union


def _set(characters: str | None) -> frozenset[str] | None:
    return None if characters is None else frozenset(characters)


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("结转", "结"),
        ("未|没有", "未没"),
        ("(?:未|没有)收到", "收"),
        ("公开(?=信息)", "公"),
        ("(?<=甲)乙", "乙"),
        ("[甲乙]?丙*丁", "丁"),
        ("(?:甲|乙){2,3}", "甲乙"),
        ("(?:甲|乙){0,3}", None),
        ("(?:甲|乙){,3}", None),
        ("甲|乙?", None),
        ("甲|", None),
        ("(?P<name>甲+)$", "甲"),
        (r"\.|\u4e00|\x41|\n", ".一A\n"),
        (r"[\]\-、]", "]-、"),
        ("[]甲]", "]甲"),
        ("[甲-]", "甲-"),
        ("[一-三]", None),
        ("[^甲]", None),
        (r"\d+年.", "年"),
        (r"[\d甲]", None),
        ("甲{}", "甲"),
        ("x{2}", "x"),
    ],
)
def test_characters_that_every_match_has(pattern: str, characters: str | None) -> None:
    assert re.compile(pattern)
    assert needed(pattern) == _set(characters)


@pytest.mark.parametrize(
    "pattern",
    ["(?i)x", "(?i:x)y", r"(甲)\1乙", "(?P<a>甲)(?P=a)", "(甲)?(?(1)乙|丙)", r"\101甲", "(?#remark)甲", "(?x) 甲"],
)
def test_nothing_is_said_of_what_is_not_known(pattern: str) -> None:
    assert re.compile(pattern)
    assert needed(pattern) is None


@pytest.mark.parametrize("patterns", [["结转", "收到(?:申请)?"], ["甲*", "乙"], [r"\d+件", "件"], ["(?<=到)申", "^收"]])
def test_union_finds_what_the_expressions_joined_find(patterns: list[str]) -> None:
    text = "收到申请12件，结转3件，甲甲乙"
    plain = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    assert [m.span() for m in union(patterns).finditer(text)] == [m.span() for m in plain.finditer(text)]


def test_longest_of_takes_the_longest_word() -> None:
    assert longest_of(["政府", "政府信息", "信息"]).sub("_", "政府信息公开，政府工作") == "_公开，_工作"


@pytest.mark.parametrize("pattern", [r"(甲)\1", "(甲)?乙(?(1)丙|丁)"])
def test_what_is_not_known_is_searched_for(pattern: str) -> None:
    text = "甲甲，甲乙丙，乙丁"
    assert [m.span() for m in union([pattern]).finditer(text)] == [m.span() for m in re.finditer(pattern, text)] != []
