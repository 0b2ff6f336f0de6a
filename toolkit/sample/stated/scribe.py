"""Writes sentences with the numbers of a report in one hand: its numerals, its units, its habits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from toolkit.sample.stated.claim import AGREES, Claim
from toolkit.sample.stated.ground import Ground
from toolkit.sample.stated.numbers import WIDE, Rounded, printed, shown
from toolkit.sample.stated.passage import CLAUSE_END, Passage, clause

ZERO_TOLD = 0.25  # share of the sentences that may name a zero beside other numbers
IN_WORDS_UP_TO = 99
# [new] states a number by its short name; [granted<new] says that it is a part of another one in the sentence.
_SLOT = re.compile(r"\[([a-z_./]+)(?:<([a-z_./]+))?\]")
_STYLES = (("plain", 76), ("spaced", 9), ("wide", 7), ("separated", 8))
_REQUEST_UNITS = (("件", 72), ("件次", 6), ("宗", 5), ("份", 6), ("条", 5), ("例", 3), ("项", 3))
_DISPUTE_UNITS = (("件", 60), ("起", 25), ("宗", 8), ("例", 7))
_DECISION_UNITS = (("件", 60), ("项", 15), ("宗", 10), ("件次", 8), ("起", 7))


def _pick(rng: Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


class Scribe:
    """A paragraph on numbers in the making. `hand` keeps numerals and units the same through a report, `told` holds the
    templates of other numbers that the report has used, which are not told twice.
    """

    def __init__(
        self, rng: Random, ground: Ground, hand: Mapping[str, str] | None = None, told: set[str] | None = None
    ) -> None:
        self.rng, self.ground = rng, ground
        self.hand = hand or draw_hand(rng)
        self.told = set() if told is None else told
        self.text = ""
        self.claims: list[Claim] = []

    def passage(self) -> Passage:
        """What was written, with the clause of each number."""
        claims = []
        for claim in self.claims:
            start, end = clause(self.text, claim.at) if claim.quantity else (claim.start, claim.end)
            claims.append(replace(claim, start=start, end=end, quote=self.text[start:end]))
        return Passage(self.text, tuple(claims))

    def say(self, words: str) -> None:
        """Adds words without a number that could be checked."""
        self.text += words.format(**self.words())

    def words(self) -> dict[str, str]:
        """What stands in templates: {we}, {year}, {last}, {next}."""
        year = self.ground.year
        return {"we": self.ground.we, "year": str(year), "last": str(year - 1), "next": str(year + 1)}

    def unit(self, name: str) -> str:
        """The word by which this report counts what a short name means."""
        head = re.split(r"[./]", name)[0]
        if head in ("reconsideration", "direct", "after", "litigation"):
            return self.hand["disputes"]
        if head in ("licensing", "penalty", "coercion"):
            return self.hand["decisions"]
        if head in ("fees", "procurement"):
            return "项" if name.endswith("projects") else "万元"
        return {"regulations": "部" if self.hand["disputes"] == "起" else "件", "papers": self.hand["papers"]}.get(
            head, self.hand["requests"]
        )

    def number(
        self, kind: str, value: int | Decimal, unit: str, *, rounding: Rounded | None = None, **claim: object
    ) -> int:
        """Prints a number with its unit and notes the claim; gives its order.

        A small number may be in words. `claim` are further fields of the claim.
        """
        style = self.hand["style"]
        # 零件 would be spare parts.
        whole = not isinstance(value, Decimal) and unit != "%"
        if whole and 0 < value <= IN_WORDS_UP_TO and self.rng.random() < float(self.hand["words"]):
            style = "chinese"
        if unit == "%":
            pattern, style = self._percent(value, style)
        if rounding:
            self.text += rounding.before
            value, style = rounding.value, "plain" if style == "separated" else style
            pattern = rounding.pattern + unit
        elif unit != "%":
            pattern = "{}" + unit
        quantity = in_pattern(value, style, pattern)
        self.text += " " if quantity.startswith(" ") else ""
        quantity = quantity.strip(" ")
        known: dict = {"approximate": bool(rounding), **claim}
        order = len(self.claims) + 1
        at = len(self.text)
        self.claims.append(
            Claim(0, "", 0, 0, kind, quantity, at, value, unit, style=style, pattern=pattern, order=order, **known)
        )
        self.text += quantity
        return order

    def _percent(self, value: int | Decimal, style: str) -> tuple[str, str]:
        """Pattern and style of a percentage: 25%, 25％, 百分之二十五."""
        if self.hand["sign"] == "百分之" and style == "plain":
            return "百分之{}", "words"
        return "{}" + ("%" if self.hand["sign"] == "百分之" else self.hand["sign"]), style

    def figure(self, name: str, **claim: object) -> int:
        """States the number of a short name in figures of the tables. Raises KeyError where there is none."""
        value = self.ground.value(name)
        if value is None:
            raise KeyError(f"{name}: expected a number in this report's tables")
        return self.number("figure", value, self.unit(name), cells=self.ground.cells(name), **claim)

    def absent(self, words: str, *names: str, verdict: str = AGREES) -> None:
        """Says in words that there is nothing of these."""
        start = len(self.text)
        self.say(words)
        said = self.text[start:]
        lead = len(said) - len(said.lstrip(CLAUSE_END))
        rest = len(said.rstrip(CLAUSE_END))
        for name in names:
            self.claims.append(
                Claim(
                    0, "", start + lead, start + rest, "absence", "", start + lead, 0, "", verdict=verdict,
                    cells=self.ground.cells(name), order=len(self.claims) + 1,
                )
            )  # fmt: skip

    def repeat(self, order: int, **claim: object) -> None:
        """Notes a claim once more with other fields, for a number that says several things at once (均为0件)."""
        again: dict = {**claim, "order": len(self.claims) + 1}
        self.claims.append(replace(self.claims[order - 1], **again))

    def can_tell(self, template: str) -> bool:
        """Whether every number of a template is known, the first is not zero, and no part exceeds its whole."""
        values = {m[1]: self.ground.value(m[1]) for m in _SLOT.finditer(template)}
        if any(value is None for value in values.values()) or (values and not next(iter(values.values()))):
            return False
        if not all(values.values()) and self.rng.random() > ZERO_TOLD:
            return False
        parts: dict[str, int] = {}
        for match in _SLOT.finditer(template):
            if match[2]:
                parts[match[2]] = parts.get(match[2], 0) + values[match[1]]  # type: ignore[operator]
        return all(parts[whole] <= values[whole] for whole in parts)  # type: ignore[operator]

    def tell(self, template: str) -> dict[str, int]:
        """Writes a template with its numbers; gives the order of each claim by short name."""
        orders: dict[str, int] = {}
        rest = 0
        for match in _SLOT.finditer(template):
            self.say(template[rest : match.start()])
            # A whole can stand behind its parts: 维持2件、纠正1件，共3件.
            of = orders.get(match[2]) if match[2] else None
            orders[match[1]] = self.figure(match[1], of=of)
            rest = match.end()
        self.say(template[rest:])
        return orders

    def tell_one_of(self, templates: tuple[str, ...]) -> dict[str, int] | None:
        """Writes one of those templates that can be told; None where there is none."""
        fitting = [template for template in templates if self.can_tell(template)]
        return self.tell(self.rng.choice(fitting)) if fitting else None

    def ends_with(self, order: int) -> bool:
        """Whether the text ends with the number of this claim, so that a list of its parts can follow."""
        claim = self.claims[order - 1] if order else None
        return claim is not None and bool(claim.quantity) and claim.at + len(claim.quantity) == len(self.text)

    def this_year(self) -> Random:
        """Chance for numbers that differ from year to year where the wording stays."""
        return Random(f"{self.rng.random()} {self.ground.year}")

    def chance(self, share: float) -> bool:
        """Whether it is so this time."""
        return self.rng.random() < share


def draw_hand(rng: Random) -> dict[str, str]:
    """The habits of a report: numerals, how often small numbers are in words, and the units."""
    return {
        "style": _pick(rng, _STYLES),
        "words": rng.choice(["0", "0", "0.1", "0.35"]),
        "requests": _pick(rng, _REQUEST_UNITS),
        "disputes": _pick(rng, _DISPUTE_UNITS),
        "decisions": _pick(rng, _DECISION_UNITS),
        "papers": rng.choice(["件", "件", "件", "份"]),
        "percent": rng.choice(["0", "1", "2", "2"]),
        "sign": rng.choice(["%", "%", "%", "%", "％", "％", "百分之"]),
    }


def in_pattern(value: int | Decimal, style: str, pattern: str) -> str:
    """A value as it stands in the text: its number in a style, with the words of its pattern around it."""
    number = shown(value, pattern)
    style = "plain" if style == "chinese" and isinstance(number, Decimal) else style
    text = pattern.format(printed(number, style))
    return text.translate(WIDE) if style == "wide" else text
