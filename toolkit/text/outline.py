"""The points of a text: where its numbering stands, and which points belong to which.

Reports number in many ways, often several in one paragraph: 一、 （一） 1. （1） ① 一是 第一， 首先. A point lasts to the
next one of its own list; a list of another numbering within it belongs to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from toolkit.text.sieve import needed

_HAN = "一二三四五六七八九十"
_VALUES = {numeral: value for value, numeral in enumerate(_HAN, 1)}
# Signs that are a number with its frame: ① ⑴ ⒈ ㈠ ❶. Each frame is a numbering of its own.
_SIGNS = {f"sign_{first}": [chr(ord(first) + i) for i in range(10)] for first in "①⑴⒈㈠❶"}
_ORDER_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "然后": 3, "最后": 3}
_SPACE = r"[ ]*"

# Each way of numbering: where it may stand (at the start of a paragraph, or also after one of these marks), and how it
# looks. 一是 needs a mark before it, since 统一是 and 唯一是 are words; 第（一）项 is a reference to a law.
_AT_START = r"(?:(?<=\n)|\A)[ ]*"
_AFTER_STOP = r"(?:(?<=[。；：！\n，. 】］])|\A)[ ]*"
_AFTER_LEAD = r"(?:(?<=[。；：！\n，. 】］])|(?<=[在为有是])|(?<=做好)|\A)[ ]*"
_AFTER_ANY = r"(?:(?<=[。；：！，、”」》）\n. 】］])|(?<=[在为有括是将])|(?<=问题)|(?<=不足)|(?<=原因)|(?<=措施)|(?<=工作)|(?<=方面)|(?<=主要)|\A)[ ]*"
_NOT_A_DATE = r"(?!(?!20\d\d)\d)"
_BULLETS = r"•●◆◇■□▪★☆·➢>※◎○→\uf06c\uf0b7\uf06e\uf0d8\uf0a7"
# A look begins with one character, not with a repeat of it: so the search skips to where such a character stands.
# style: where it may stand, the characters with which it begins there, how it looks.
_LOOKS: dict[str, tuple[str, str, str]] = {
    "section": (rf"{_AT_START}第?", f"第{_HAN}", rf"([{_HAN}][{_HAN}]{{0,2}})(?:部分)?{_SPACE}[、.．](?!\d)"),
    "han_brackets": (
        _AFTER_LEAD,
        "（(〔",
        rf"[（(〔]{_SPACE}([{_HAN}]{{1,3}}){_SPACE}[)）〕][、.．]?(?!{_SPACE}[项款类])(?:是(?!否))?",
    ),
    "digit": (_AFTER_STOP, r"\d", rf"(\d\d?){_SPACE}(?:[.．]{_NOT_A_DATE}|、{_NOT_A_DATE})"),
    "digit_first": (_AT_START, r"\d", r"(\d\d?)、(?!\d{1,2}[、月日])"),
    "digit_brackets": (
        _AFTER_ANY,
        "（(",
        rf"[（(]{_SPACE}(\d{{1,2}}){_SPACE}[)）][、.．]?(?!{_SPACE}[项款])(?:是(?!否))?",
    ),
    "digit_brackets_later": (
        r"(?<=[\u4e00-\u9fff])",
        "（(",
        rf"[（(]{_SPACE}([2-9]|1\d){_SPACE}[)）](?!{_SPACE}[项款])",
    ),
    "digit_half": (_AFTER_STOP, r"\d", r"(\d\d?)[)）]"),
    **{style: (_SPACE, "".join(signs), rf"([{''.join(signs)}])[、.．]?") for style, signs in _SIGNS.items()},
    "is": (_AFTER_ANY, _HAN, rf"([{_HAN}][{_HAN}]?){_SPACE}(?:是|要)(?!否)[，：]?"),
    "ordinal": (_AFTER_ANY, "第", rf"第{_SPACE}([{_HAN}]{{1,2}}|\d)(?:点|个?方面|个问题|条)?(?:[，、：]|是)"),
    "which": (_AFTER_ANY, "其", rf"其([{_HAN[:5]}])[，、：是]"),
    "order_words": (_AFTER_ANY, "首其再然最", rf"({'|'.join(_ORDER_WORDS)})(?:[，：]|是(?!否))?"),
    "section_inline": (r"(?<=[。；：])[ ]*", _HAN, rf"([{_HAN}][{_HAN}]?)、"),
    "bullet": (_AT_START, rf"{_BULLETS}\-–—", rf"([{_BULLETS}]|[-–—]{{1,2}}(?=[ \u4e00-\u9fff]))"),
}
# Where a mark may stand is costly to find out, so that it is there at all, and its first character, are looked for before.
STYLES: dict[str, re.Pattern[str]] = {
    style: re.compile(rf"(?=[ {begins}]){where}{look}") for style, (where, begins, look) in _LOOKS.items()
}
_ANYWHERE = {style: re.compile(look) for style, (_, _, look) in _LOOKS.items()}
_NEEDED = {style: needed(look) for style, (_, _, look) in _LOOKS.items()}
_SAME_LIST = {"section_inline": "section", "digit_first": "digit", "digit_brackets_later": "digit_brackets"}

# A list may skip or repeat a number by mistake (一是 … 三是); it doesn't jump further.
_LARGEST_STEP = 2


class Mark(NamedTuple):
    """A numbering: [start, end) is the mark itself, `style` a key of STYLES, `number` what it counts."""

    start: int
    end: int
    style: str
    number: int


@dataclass(slots=True)
class Point:
    """A point: its text is [body, end) without the mark; `children` are the points within it."""

    mark: Mark
    end: int
    children: list[Point] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where its mark begins."""
        return self.mark.start

    @property
    def body(self) -> int:
        """Where its text begins."""
        return self.mark.end


def find_marks(text: str) -> list[Mark]:
    """All that looks like a numbering, in order; of two at one place the longer. Offsets are into `text`."""
    found: dict[int, Mark] = {}
    present = set(text)
    for style, pattern in STYLES.items():
        if _NEEDED[style].isdisjoint(present) or not _ANYWHERE[style].search(text):
            continue
        bullets = 0
        for match in pattern.finditer(text):
            start = match.end() - len(match[0].lstrip())
            bullets += 1
            number = bullets if style == "bullet" else _value(match[1])
            mark = Mark(start, match.end(), _SAME_LIST.get(style, style), number)
            if start not in found or found[start].end < mark.end:
                found[start] = mark
    marks = sorted(found.values(), key=lambda mark: mark.start)
    # 首先 by itself is an adverb; with 其次 behind it, it numbers.
    if not any(mark.style == "order_words" and mark.number == 2 for mark in marks):
        marks = [mark for mark in marks if mark.style != "order_words"]
    return [mark for i, mark in enumerate(marks) if i == 0 or mark.start >= marks[i - 1].end]


@lru_cache(maxsize=256)
def _value(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    if numeral in _ORDER_WORDS:
        return _ORDER_WORDS[numeral]
    for signs in _SIGNS.values():
        if numeral in signs:
            return signs.index(numeral) + 1
    tens, ten, ones = numeral.rpartition("十")
    return (10 * _VALUES.get(tens, 1) if ten else 0) + _VALUES.get(ones, 0)


def follows(mark: Mark, before: Mark) -> bool:
    """Whether a mark can be the next of the list in which `before` stands."""
    if mark.style != before.style:
        return False
    if mark.style == "order_words":
        return mark.number >= before.number and mark.number > 1
    return 0 <= mark.number - before.number <= _LARGEST_STEP and mark.number > 1


def outline(text: str, marks: Sequence[Mark], stop: int) -> list[Point]:
    """The points that these marks begin in text[:stop], those of the outermost list at the top."""
    stack: list[Point] = []
    top: list[Point] = []
    for mark in marks:
        depth = next((i for i in range(len(stack) - 1, -1, -1) if follows(mark, stack[i].mark)), None)
        if depth is None and not _opens(mark, stack, text):
            continue
        if depth is None:
            depth = next((i for i, p in enumerate(stack) if p.mark.style == mark.style), len(stack))
        while len(stack) > depth:
            stack.pop().end = mark.start
        point = Point(mark, stop)
        (stack[-1].children if stack else top).append(point)
        stack.append(point)
    return top


def _opens(mark: Mark, stack: list[Point], text: str) -> bool:
    """Whether a mark begins a list. One that begins with another number was torn from its list, or is none."""
    if mark.style == "bullet" or mark.number == 1:
        return True
    line = text.rfind("\n", 0, mark.start) + 1
    return not stack and not text[line : mark.start].strip()
