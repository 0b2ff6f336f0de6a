"""What the numbers of a paragraph are about, and how a claim is made of one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from toolkit.text.claims.claim import FIGURE, Claim
from toolkit.text.claims.numbers import COUNTS, MONEY, Quantity
from toolkit.text.claims.reference import Reference
from toolkit.text.claims.referents import Match, first_behind, last_before
from toolkit.text.claims.scope import Own, narrowing, part_of_year, unknown_words, year_of
from toolkit.text.claims.view import View, Words

NOBODY = Own(None)
LONGEST_SETTING = 14
"""Characters of a clause that may only set the scene (2023年，通过信函，…); a longer one tells of something else."""
_NAMES_A_YEAR = re.compile(r"20\d\d年|[去上]年(?!度?[结转])|全年|本年")
_LAST_NUMBER = re.compile(r"\d[^，。；年月日]*[，；]|；")
_YUAN = {"元": -4, "万元": 0, "亿元": 4}


@dataclass
class Topic:
    """What a paragraph has been about so far: the last number of requests and of cases, and where they stood."""

    paragraph: int
    of_requests: bool = False
    intake: Claim | None = None
    intake_sentence: int = -1
    whole_intake: Claim | None = None
    cases: Claim | None = None
    cases_sentence: int = -1
    case_rows: tuple[str, ...] = ()


@dataclass(eq=False)
class Place:
    """A number of a view with the words about it, the start of its sentence, and the topic it is met in."""

    view: View
    number: Quantity
    words: Words
    sentence: int
    topic: Topic

    def __post_init__(self) -> None:
        self.is_count = not self.number.unit or self.number.unit in COUNTS
        """Whether it can count requests, cases or papers."""

    @cached_property
    def said(self) -> str:
        """The sentence in which it stands."""
        return self.view.text[slice(*self.view.sentence_of(self.number.start))]

    @property
    def behind(self) -> int:
        """Where the words behind it begin."""
        return self.number.end

    @property
    def population(self) -> Claim | None:
        """The number of requests of which outcomes are told: the last one of the sentence, else the last one of all requests."""
        topic = self.topic
        if topic.intake is None or topic.intake_sentence == self.sentence or "其中" in self.words.before[:4]:
            return topic.intake
        # A part of the year and another year end with their sentence; an organ or a way of asking may go on.
        passing = part_of_year(topic.intake.narrowed) or topic.intake.year != self.view.own.year
        return topic.whole_intake or (None if passing else topic.intake)

    def around(self, kind: str) -> tuple[Match, int, int] | None:
        """The words of a kind before the number, else behind it, and where a quote with them and the number begins and ends."""
        words = self.words
        if match := last_before(kind, words.lead):
            return match, words.start + match.start, self.number.end
        if match := first_behind(kind, words.tail):
            return match, self.number.start, self.behind + match.end
        return None

    def claim(
        self,
        start: int,
        end: int,
        means: tuple[Reference, ...],
        known: tuple[str, ...],
        else_means: tuple[Reference, ...] = (),
        inherited: Claim | None = None,
    ) -> Claim:
        """A claim that quotes from `start` to `end` of the compact text, or to the number if it stands farther.

        `known` are the words that say what it counts. What is said of an `inherited` claim's scope holds for this one too:
        of 备案的行政复议案件3件，行政诉讼案件2件 both numbers are of the cases on file.
        """
        view, words, own = self.view, self.words, self.view.own
        before = _since_last_number(words.before)
        said = words.before + words.clause
        year = year_of(said, own)
        if inherited is not None and not _NAMES_A_YEAR.search(said):
            year = inherited.year
        narrowed = narrowing(before + words.clause + words.tail, own)
        clause = words.lead if words.lead and inherited is not None else words.clause
        unclear = unknown_words(f"{_setting(before)}，{clause}，{words.tail}", own, known)
        if inherited is not None:
            narrowed, unclear = narrowed or inherited.narrowed, unclear or inherited.unclear
        a, b, quote = view.quote(min(start, self.number.start), max(end, self.number.end))
        printed = view.quote(self.number.start, self.number.end)[2]
        return Claim(
            view.section, FIGURE, a, b, quote, printed, _in_10k_yuan(self.number), year,
            means=means, else_means=else_means, narrowed=narrowed, unclear=unclear,
        )  # fmt: skip


def _in_10k_yuan(number: Quantity) -> Quantity:
    """Money in 万元, as the tables count it; every other number as it is."""
    if number.unit not in MONEY:
        return number
    shift = _YUAN[number.unit]
    return number._replace(value=Decimal(number.value).scaleb(shift), unit="万元", step=number.step.scaleb(shift))


def _since_last_number(before: str) -> str:
    """The clauses before a number's own that still bear on it: those behind the last number, or ；."""
    return _LAST_NUMBER.split(before)[-1] if before else ""


def _setting(before: str) -> str:
    """The clause right before, if it is short enough to set a time, a place or a way only."""
    last = before.rstrip("，；：")
    last = last[max(map(last.rfind, "，；：")) + 1 :]
    return last if len(last) <= LONGEST_SETTING else ""
