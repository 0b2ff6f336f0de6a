"""How numbers are printed in prose: Chinese numerals, full-width digits, separators, roundings, percentages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_DIGITS = "零一二三四五六七八九"
LARGEST_IN_WORDS = 9999


def in_chinese(number: int, counting: bool = True) -> str:
    """十二 for 12, 一百零五 for 105, from 0 to 9999; 两 for a 2 that counts things. Raises ValueError beyond."""
    if not 0 <= number <= LARGEST_IN_WORDS:
        raise ValueError(f"expected a number from 0 to {LARGEST_IN_WORDS}, found {number}")
    if number == 2 and counting:
        return "两"
    text, rest = "", number
    for size, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, size)
        if digit:
            text += _DIGITS[digit] + word
        elif text and rest and not text.endswith("零"):
            text += "零"
    return (text[1:] if text.startswith("一十") else text) or "零"


def printed(number: int | Decimal, style: str) -> str:
    """A number in a style: plain, wide, separated, spaced, chinese (counting things), words (百分之十二点五)."""
    if style in ("chinese", "words"):
        whole = in_chinese(int(number), counting=style == "chinese")
        point = f"{number:f}".partition(".")[2] if isinstance(number, Decimal) else ""
        return whole + ("点" if point else "") + "".join(_DIGITS[int(digit)] for digit in point)
    kind = "f" if isinstance(number, Decimal) else "d"
    text = format(number, f",{kind}" if style == "separated" else kind)
    if style == "wide":
        return text.translate(WIDE)
    return f" {text} " if style == "spaced" else text


@dataclass(frozen=True)
class Rounded:
    """A rounded number: its value, and the words around it with {} for the number ("{}余", "约{}", "{}万余")."""

    value: int
    before: str
    pattern: str

    def number(self) -> int | Decimal:
        """What is printed at {}: 12000 with 万 is 1.2."""
        return shown(self.value, self.pattern)


def shown(value: int | Decimal, pattern: str) -> int | Decimal:
    """The number that is printed for a value in a pattern, where 万 multiplies by ten thousand."""
    if "万" not in pattern or "万元" in pattern:
        return value
    number = (Decimal(value) / 10_000).normalize()
    return int(number) if number == number.to_integral_value() else number


def rounded(rng: Random, number: int) -> Rounded | None:
    """A number rounded as reports do, by at most a tenth; None for one too small or too round."""
    step = 10 ** (len(str(number)) - 2)
    if number < 30:
        return None
    if number >= 20_000 and rng.random() < 0.6:
        step = max(step, 1000)
        below = number // step * step
        return Rounded(below, "", rng.choice(["{}万余", "{}万多"])) if below < number else None
    step = max(step, 10)
    below, near = number // step * step, (number + step // 2) // step * step
    if rng.random() < 0.5:
        return Rounded(below, "", rng.choice(["{}余", "{}多"])) if below < number <= below * 1.1 else None
    if abs(near - number) * 20 > number:
        return None
    return Rounded(near, "约", "{}")


def percentage(part: int | Decimal, base: int | Decimal, digits: int) -> Decimal:
    """100 × part / base rounded half up to so many decimals."""
    return (100 * Decimal(part) / Decimal(base)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
