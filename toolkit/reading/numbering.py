"""What stays the same in a label or heading however it is numbered, spaced and punctuated."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")
_NUMBERING = re.compile(
    r"\s*(?:[（(【]\s*([一二三四五六七八九十]+|\d{1,2})\s*[)）】]|([一二三四五六七八九十]+|\d{1,2})\s*[.．、,，:：)）])\s*"
)
_CHINESE = {n: i for i, n in enumerate("一二三四五六七八九十", 1)}


def core_of(text: str) -> str:
    """The Chinese characters of a label without its numbering: what stays the same in every layout."""
    return split_numbering(text)[0]


@lru_cache(maxsize=16384)
def split_numbering(text: str) -> tuple[str, int | None]:
    """A label's Chinese characters, and its numbering: "（三）不予公开" is ("不予公开", 3)."""
    match = _NUMBERING.match(text)
    if not match:
        return _NOT_HAN.sub("", text), None
    digits = match[1] or match[2]
    number = int(digits) if digits.isascii() else _CHINESE.get(digits, 10 + _CHINESE.get(digits[-1], 0))
    return _NOT_HAN.sub("", text[match.end() :]), number


def width_of(text: str) -> int:
    """The columns a text takes on a screen or on paper: in GBK, too, a Chinese character has two and a Latin one one."""
    return len(text.encode("gbk", errors="replace"))
