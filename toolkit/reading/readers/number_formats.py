"""Numbers of workbooks as Excel shows them, as far as their format says so simply (ECMA-376-1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

# Formats that Excel knows by number and does not write down; 27 to 36 and 50 to 58 are dates in Chinese Excel.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 49: "@",
    14: "yyyy-m-d", 15: "yyyy-m-d", 16: "m-d", 17: "yyyy-m", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "yyyy-m-d", 31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss",
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
# The last day that Excel has: 9999-12-31.
LAST_DAY = 2_958_465
# Excel shows fifteen digits, and no decimals beyond thirty.
DIGITS, MOST_DECIMALS = 15, 30

_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?|\.([#0?]+)")
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)


class Shape(NamedTuple):
    """What one section of a format says: text before and after, decimals (those that may fall away), thousands, per cent."""

    before: str
    after: str
    decimals: int
    optional: int
    thousands: bool
    percent: bool


def shown(value: str, code: str, from_1904: bool = False) -> str:
    """A number of a workbook, given as it is stored, as Excel shows it with this format code.

    A format that hides a number, or shows a dash for zero, does not count: the number itself is given. `from_1904` is for
    workbooks that count their days from 1904. What is no number is given back as it is.
    """
    if code == "General" and value.isdecimal() and value.isascii() and len(value) <= DIGITS and value[0] != "0":
        return value
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value
    if not number.is_finite() or number.adjusted() > 300:
        return value
    sections = _sections(code)
    if _is_date(sections[0]):
        return _date(number, sections[0], from_1904) or _plain(number)
    section = sections[0]
    if number < 0 and len(sections) > 1 and _shape(sections[1]) is not None:
        section, signed = sections[1], abs(number)
    else:
        signed = number
        if number == 0 and len(sections) > 2 and _shape(sections[2]) is not None:
            section = sections[2]
    shape = _shape(section)
    return _plain(number) if shape is None else _filled(signed, shape)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    """The sections of a format: for positive numbers, negative ones, zero and text; quoted semicolons part nothing."""
    parts, current, quoted = [], "", False
    for sign in code:
        quoted ^= sign == '"'
        if sign == ";" and not quoted:
            parts.append(current)
            current = ""
        else:
            current += sign
    return (*parts, current)


@lru_cache(maxsize=1024)
def _is_date(section: str) -> bool:
    bare = _LITERAL.sub("", section)
    return bare.lower() != "general" and bool(_DATE_LETTER.search(bare)) and not re.search("[#0?]", bare)


@lru_cache(maxsize=1024)
def _shape(section: str) -> Shape | None:
    """The shape of a section, None where it is not one of the simple ones (fractions, powers of ten, General, text)."""
    bare = _LITERAL.sub(lambda match: "\0" * bool(match[1] or match[2]), section)
    places = _PLACES.findall(bare)
    if len(places) != 1 or re.search(r"[/@]|[eE][+-]|General", bare, re.IGNORECASE):
        return None
    text = _LITERAL.sub(lambda match: (match[1] or match[2] or "").translate(_HIDE), section)
    match = _PLACES.search(text)
    # A comma at the end divides by a thousand; places that are all ? only align a dash.
    if match is None or match[0].partition(".")[0].endswith(",") or not set(match[0]) & {"0", "#"}:
        return None
    decimals = (match[1] or match[2] or "")[:MOST_DECIMALS]
    before, after = (part.translate(_SHOW).strip() for part in (text[: match.start()], text[match.end() :]))
    return Shape(before, after, len(decimals), decimals.count("#"), "," in match[0], "%" in after)


# Digits and signs that a format prints as they are must not be taken for places.
_HIDE = {ord(sign): 0xE000 + i for i, sign in enumerate("#0?,.%")}
_SHOW = {hidden: sign for sign, hidden in _HIDE.items()}


def _filled(number: Decimal, shape: Shape) -> str:
    if shape.percent:
        number *= 100
    rounded = (
        number.quantize(Decimal(1).scaleb(-shape.decimals), rounding=ROUND_HALF_UP)
        if number.adjusted() < 20
        else number
    )
    text = f"{rounded:,f}" if shape.thousands else f"{rounded:f}"
    if text.startswith("-") and not text.strip("-0.,"):
        text = text[1:]
    for _ in range(shape.optional):
        text = text.removesuffix("0") if "." in text else text
    return shape.before + text.removesuffix(".") + shape.after


def _plain(number: Decimal) -> str:
    """A number in the format General: fifteen digits, no zeros at the end, no power of ten."""
    number = number.normalize()
    if len(number.as_tuple().digits) > DIGITS:
        number = number.quantize(Decimal(1).scaleb(number.adjusted() - DIGITS + 1), rounding=ROUND_HALF_UP).normalize()
    return f"{number:f}" if number else "0"


def _date(number: Decimal, section: str, from_1904: bool) -> str:
    """A day number as a date in the order year, month, day; "" where it is none."""
    if not 0 <= number <= LAST_DAY:
        return ""
    # Excel has a 29 February 1900, so days after it are counted from 30 December 1899.
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30) if number >= 60 else datetime(1899, 12, 31)
    try:
        moment = start + timedelta(seconds=round(float(number) * 86400))
    except OverflowError:
        return ""
    letters = _LITERAL.sub("", section).lower()
    chinese = "年" in section or "月" in section
    parts: list[str] = []
    if "y" in letters or "d" in letters or ("m" in letters and not re.search("[hs]", letters)):
        names = [("y", moment.year, "年"), ("m", moment.month, "月"), ("d", moment.day, "日")]
        named = [(value, name) for letter, value, name in names if letter in letters]
        parts.append("".join(f"{v}{name}" for v, name in named) if chinese else "-".join(str(v) for v, _ in named))
    if "h" in letters or "s" in letters:
        parts.append(moment.strftime("%H:%M:%S" if "s" in letters else "%H:%M"))
    return " ".join(parts)
