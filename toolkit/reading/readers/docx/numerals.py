"""Numbers in the ways in which Word counts: 一、 壹、 ①, a), iv) and the like (ISO/IEC 29500-1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Beyond this Word itself falls back to digits, and letters would be repeated without end.
MOST = 9999


def _counted(number: int, digits: str, units: str, bare_ten: bool = True) -> str:
    """A number below 10,000 as it is spoken: 十二, 一百零五. `units` are ten, hundred, thousand; `bare_ten`: 十, not 一十."""
    if number == 0:
        return digits[0]
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += digits[0] if gap else ""
        gap = False
        if not (bare_ten and power == 1 and digit == 1 and number < 20):
            text += digits[digit]
        text += units[power - 1] if power else ""
    return text


def _spelled(digits: str) -> Callable[[int], str]:
    return lambda number: "".join(digits[int(digit)] for digit in str(number))


def _listed(signs: str) -> Callable[[int], str]:
    """The n-th of a list of signs, digits beyond its end."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _run(first: str, count: int) -> str:
    return "".join(chr(ord(first) + i) for i in range(count))


def _letter(number: int) -> str:
    """a to z, then aa, bb and so on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def _chinese(number: int) -> str:
    return _counted(number, "零" + _DIGITS[1:], "十百千")


_CIRCLED = _listed(_run("①", 20) + _run("㉑", 15) + _run("㊱", 15))
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({ord("0") + i: 0xFF10 + i for i in range(10)}),
    "numberInDash": lambda number: f"- {number} -",
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _listed(_run("⒈", 20)),
    "decimalEnclosedParen": _listed(_run("⑴", 20)),
    "ideographEnclosedCircle": _listed(_run("㊀", 10)),
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerLetter": _letter,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "japaneseDigitalTenThousand": _spelled(_DIGITS),
    "ideographDigital": _spelled(_DIGITS),
    "taiwaneseDigital": _spelled("○" + _DIGITS[1:]),
    "chineseLegalSimplified": lambda number: _counted(number, _LEGAL, "拾佰仟", bare_ten=False),
    "ideographLegalTraditional": lambda number: _counted(number, _LEGAL_TRADITIONAL, "拾佰仟", bare_ten=False),
    "ideographTraditional": _listed(_STEMS),
    "ideographZodiac": _listed(_BRANCHES),
    "ideographZodiacTraditional": lambda number: _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12],
    "none": lambda number: "",
    "bullet": lambda number: "",
}
_FORMATS["decimalFullWidth2"] = _FORMATS["decimalFullWidth"]


def numeral(number: int, number_format: str) -> str:
    """A number in one of Word's number formats; digits in a format that is not known, or where it has no sign for it."""
    if not 0 <= number <= MOST:
        return str(number)
    return _FORMATS.get(number_format, str)(number)
