"""What the text of one cell says: a number, a blank, or something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_WIDE = {
    ord(wide): narrow
    for wide, narrow in zip("０１２３４５６７８９．，＋－−﹣ー／＼％", "0123456789.,+----/\\%", strict=True)
}
_ZEROS = frozenset("〇零")
_BLANK_MARK = re.compile(r"(?:[-–—―/\\_.·]+|无|空|空白|\*+|N/?A|n/?a)")
_NUMBER = re.compile(
    r"(?P<sign>[+\-–—]|增加?|减少?)?(?P<digits>\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?)"
    r"[（(]?(?P<unit>万元|亿元|元|件次|人次|件|项|条|个|宗|起|次|份|部|例|户|批|家|张|卷)?[）)]?(?:人民币)?[。；;]?"
)
_TWO_NUMBERS = re.compile(r"(?<=\d)\s+(?=\d)(?!(?<=\d\s)\d{3}(?!\d))")
# What begins a number or a mark for a blank, digits aside, before wide characters become narrow ones.
_BEGINS = frozenset(("", *"+＋-－−﹣ー–—―/／\\＼_.．·*增减无空Nn￥¥〇零"))
# The units of money, in 万元 (10,000 yuan); every other unit counts as it stands.
_IN_10K_YUAN = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}
UNIT_WORDS = frozenset(_IN_10K_YUAN)


@dataclass(frozen=True, slots=True)
class Value:
    """`kind` is "number", "blank" (an empty cell or a mark for one) or "odd" (text that is neither)."""

    kind: str
    number: int | Decimal | None = None
    unit: str = ""


BLANK = Value("blank")
ODD = Value("odd")


def parse_value(text: str) -> Value:
    """The value of a cell's text. Money is not converted here: `unit` says what stood in the cell.

    Full-width digits, thousands separators, a sign and a unit are understood: "１，２３４" is 1234, "+5" is 5, "5 件" is 5.
    """
    first = text.lstrip()[:1]
    return _parsed(text) if first in _BEGINS or first.isdecimal() else ODD


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Value:
    # Blanks part groups of thousands, or a number and its sign or unit; between other digits they part two numbers.
    plain = _TWO_NUMBERS.sub("\0", text.strip().translate(_WIDE))
    plain = re.sub(r"\s+", "", plain).lstrip("￥¥")
    if plain in _ZEROS:
        return Value("number", 0)
    if not plain:
        return BLANK
    match = _NUMBER.fullmatch(plain)
    if match:
        digits = match["digits"].replace(",", "")
        number: int | Decimal = Decimal(digits) if "." in digits else int(digits)
        if match["sign"] and match["sign"] not in ("+", "增", "增加"):
            number = -number
        return Value("number", number, match["unit"] or "")
    if _BLANK_MARK.fullmatch(plain):
        return BLANK
    return ODD


def in_10k_yuan(value: Value) -> int | Decimal | None:
    """A sum of money in 万元; without a unit in the cell the header's 万元 holds."""
    if value.number is None or value.unit not in _IN_10K_YUAN or value.unit == "万元":
        return value.number
    return (Decimal(value.number) * _IN_10K_YUAN[value.unit]).normalize()
