"""Numbers in prose with their units: 3,607件, 18万余条, 约60条, 十二件, 1.05%."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from operator import attrgetter
from string import ascii_letters
from typing import NamedTuple

from toolkit.identities import Number

COUNTS = frozenset("件 起 宗 例 份 条 篇 次 人次 件次 个 项 笔".split())
"""Units in which requests, cases and papers are counted."""
MONEY = frozenset({"元", "万元", "亿元"})
PERCENT, POINTS, TIMES = "%", "个百分点", "倍"

_UNITS = (
    "人次 件次 场次 班次 万元 亿元 个百分点 百分点 元 件 条 篇 起 期 次 宗 例 份 项 部 则 户 人 名 封 批 页 张 册 场 家 卷 笔 倍 个 "
    "% ％ ‰ 字 集 类 处 位 块 台 本 幅 轮 类别 组 对"
).split()
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_DIGITS = "零〇一二两三四五六七八九"
_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
_CHINESE_PERCENT = re.compile(rf"百分之(?P<whole>[{_DIGITS}十百]+|\d+(?:\.\d+)?)(?:点(?P<part>[{_DIGITS}]+))?")
# Words before a number, looked for from its first digit: so the search for numbers is one for digits.
_BEFORE = re.compile(r"(?:约为?|大约|大概|近|将近|接近|超过?|逾|突破|不少于|不低于|至少|不足)$")
_BEFORE_ENDS = frozenset("约为概近超过逾破于少足")
_LONGEST_BEFORE = 3
_NUMBER = re.compile(
    rf"(?=[\d{_DIGITS}十百千])(?:(?P<arabic>{_ARABIC})|(?P<chinese>[{_DIGITS}十百千]+))"
    rf"(?P<scale>[万亿](?!元)|千(?!克|米)|百(?=余|多))?(?P<after>余|多(?!次重)|来)?"
    rf"(?:(?P<unit>{_UNIT})(?P<more>左右|以上|以下|以内|有余|余|多)?)?"
)
_CHINESE_GROUP, _UNIT_GROUP = _NUMBER.groupindex["chinese"], _NUMBER.groupindex["unit"]
NUMBERS = re.compile(rf"(?=[\d{_DIGITS}十百千])(?:\d[\d,，.]*|[{_DIGITS}十百千]+)(?:[万亿])?(?:余|多)?(?:{_UNIT})")
"""Numbers with their units, to be taken out of words."""
# A number behind one of these is none that counts: 第711号, A4, 〔2019〕60, No.5, 1+X, 5-8, 2:1.
_NOT_BEFORE = re.compile(r"(?:[A-Za-z第〔\[/+~～∶:_#№-]|No\.?|\d[.．]|\d[ \n]+)$")
_ENDS_NOT_BEFORE = frozenset(ascii_letters + "第〔[/+~～∶:_#№-.． \n")
# A number without a unit counts only where it ends its clause: 部分公开67，占4.61%. All else is a date, an address, a phone.
_MARK = re.compile(r"[，。；、）！？]|\n(?!\d)|$")
_NO_COUNT = re.compile(
    r"个(?:工作日|自然日|月|小时|季度|星期|年头|环节|方面|层面|维度|阶段|步骤)|次(?:会议|全会|常务)|条(?:第|规定|例)|项(?:规定)|类|期间|起(?:至|到|施行)|家(?:庭|园)|人(?:民|员)|件(?:事)"
)
# Chinese numerals that count nothing: 每一件, 同一, 第三, 统一, 唯一, 一件事, 一次办.
_NO_CHINESE = re.compile(r"(?:[第每逐任同这哪某统唯之万初专进归合首另]|任何|每每|十分|星期|周|[(（])$")
_SAME_UNIT = {"％": PERCENT, "百分点": POINTS}
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PLACES = {"十": 10, "百": 100, "千": 1000}

LONGEST = 18
"""Digits of a number that counts something, with its marks."""
LEAST, MOST, ABOUT, ROUNDED, EXACT = "least", "most", "about", "rounded", ""


class Quantity(NamedTuple):
    """A number in a compact text, at [start, end). `value` is in `unit`, 万 and 亿 before a unit that is no money included.

    `bound` says in which sense it is no exact number: "about" (约, 左右), "least" (余, 多, 超过), "most" (近, 不足), "rounded"
    (18万), or "". `step` is the unit of its last digit as printed, in `unit`: 0.01 for 1.05, 10000 for 18万.
    """

    start: int
    end: int
    value: Number
    unit: str
    bound: str
    step: Decimal
    chinese: bool = False

    @property
    def approximate(self) -> bool:
        """Whether it is not said exactly."""
        return bool(self.bound)


def find_numbers(text: str) -> list[Quantity]:
    """The numbers of a compact text that count something, in their order: no dates, documents, addresses or durations."""
    found = [_in_percent(match) for match in _CHINESE_PERCENT.finditer(text)] if "百分之" in text else []
    taken = {place for q in found for place in range(q.start, q.end)}
    for match in _NUMBER.finditer(text):
        if not match[_UNIT_GROUP] and (match[_CHINESE_GROUP] or not _MARK.match(text, match.end())):
            continue
        if match.start() in taken:
            continue
        if quantity := _quantity(match, text):
            found.append(quantity)
    return sorted(found, key=attrgetter("start")) if taken else found


def _in_percent(match: re.Match[str]) -> Quantity:
    """百分之二十五点六 is 25.6 %."""
    whole, part = match["whole"], match["part"] or ""
    digits = "".join(str(chinese_value(char)) for char in part)
    plain = whole if whole[0].isdigit() else str(chinese_value(whole))
    value = _arabic(f"{plain}.{digits}" if digits else plain)
    step = Decimal(1).scaleb(-len(str(value).partition(".")[2]))
    return Quantity(match.start(), match.end(), value, PERCENT, EXACT, step, chinese=True)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    first, end = match.span()
    arabic, chinese, scaled, after, unit, more = match.groups()
    before = text[max(0, first - 4) : first]
    digits = arabic or chinese
    unit = _SAME_UNIT.get(unit, unit) or ""
    if before[-1:] in _ENDS_NOT_BEFORE and _NOT_BEFORE.search(before):
        return None
    if _NO_COUNT.match(unit + text[end : end + 6]) or len(digits) > LONGEST:
        return None
    if chinese:
        if unit in (PERCENT, "人", "家", "处", "类", "组", "对", "位", "度") or _NO_CHINESE.search(before):
            return None
        if (number := chinese_value(digits)) is None:
            return None
    else:
        if digits.isdigit() and len(digits) > 1 and digits[0] == "0":
            return None
        number = _arabic(digits)
    scale = _SCALES[scaled] if scaled else 1
    step = _step(len(digits.partition(".")[2]), scale)
    said = _said_before(text, first)
    bound = _bound(said, after or "", more or "", scale) if said or after or more or scale > 1 else EXACT
    return Quantity(first - len(said), end, number * scale, unit, bound, step, bool(chinese))


def _said_before(text: str, first: int) -> str:
    """The words right before a number that say how exact it is (约, 不少于); "" for none."""
    if not first or text[first - 1] not in _BEFORE_ENDS:
        return ""
    found = _BEFORE.search(text[max(0, first - _LONGEST_BEFORE) : first])
    return found[0] if found else ""


@cache
def _step(decimals: int, scale: int) -> Decimal:
    return Decimal(1).scaleb(-decimals) * scale


def _arabic(digits: str) -> Number:
    plain = digits.replace(",", "").replace("，", "")
    return Decimal(plain) if "." in plain else int(plain)


def _bound(before: str, after: str, more: str, scale: int) -> str:
    if not (before or after or more):
        return ROUNDED if scale > 1 else EXACT
    if after or more in ("以上", "有余", "余", "多") or re.match(r"超|逾|突破|不少|不低|至少", before):
        return LEAST
    if re.match(r"近|将近|接近|不足", before) or more in ("以下", "以内"):
        return MOST
    if before or more == "左右":
        return ABOUT
    return ROUNDED if scale > 1 else EXACT


def chinese_value(digits: str) -> int | None:
    """The value of a Chinese numeral below ten thousand: 两 is 2, 十二 12, 一百零五 105, 二〇 20; None for what is none (两三 is two or three)."""
    if not any(char in _PLACES for char in digits):
        if len(digits) > 1 and not set(digits) & set("零〇"):
            return None
        places = [(_DIGITS.index(char) - (_DIGITS.index(char) > 0) - (char in "两三四五六七八九")) for char in digits]
        return int("".join(map(str, places))) if len(digits) < 5 else None
    total, digit = 0, 0
    for char in digits:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        elif char in "零〇":
            digit = 0
        else:
            digit = _DIGITS.index(char) - 1 - (char in "两三四五六七八九")
    return total + digit


def admits(quantity: Quantity, value: Number) -> bool:
    """Whether a number so stated can stand for `value`: exactly, or within what its words leave open."""
    stated, step = quantity.value, quantity.step
    if quantity.bound == LEAST:
        return stated <= value < stated + max(_magnitude(stated), 1)
    if quantity.bound == MOST:
        return stated - max(_magnitude(stated), 1) < value <= stated
    if quantity.bound == ABOUT:
        return abs(value - stated) <= max(Decimal(stated) / 10, step)
    if quantity.bound == ROUNDED:
        return abs(value - stated) < step
    # Money is told in round sums, whatever its unit.
    return abs(value - stated) < step if quantity.unit in MONEY else value == stated


def _magnitude(value: Number) -> int:
    """The unit of the last digit that is not zero: 100 for 5600."""
    size = 1
    while value and value % (size * 10) == 0:
        size *= 10
    return size
