"""One section as it is searched: its compact text, sentences, numbers, and the words about each number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from toolkit.text.claims.compact import Compact
from toolkit.text.claims.numbers import Quantity, find_numbers
from toolkit.text.claims.scope import Own

_JOINS = "、和与及"
_EACH = re.compile(r"分别|各(?=为|是|有)")
_LIST_JOINS = ("、", "和", "及", "与", "，")
# Slogans and titles stand in quotation marks; a number there states nothing.
_QUOTED = re.compile(r"“[^“”\n]{0,40}”|《[^《》\n]{0,80}》|\"[^\"\n]{0,40}\"")


@dataclass(frozen=True)
class Words:
    """The words about a number: `lead` from the beginning of its clause, `before` the clauses of the sentence before that
    (without what stands in brackets), `tail` behind it to the next mark. `start` is where the lead begins."""

    lead: str
    before: str
    tail: str
    start: int
    clause: str


@dataclass(frozen=True)
class View:
    """A section, its numbers, and who reports."""

    section: int
    compact: Compact
    own: Own

    @property
    def text(self) -> str:
        """The compact text."""
        return self.compact.text

    @cached_property
    def numbers(self) -> list[Quantity]:
        """All numbers of the section that count something, in order, but those within quotation marks."""
        quoted = [match.span() for match in _QUOTED.finditer(self.text)]
        return [q for q in find_numbers(self.text) if not any(a < q.start and q.end < b for a, b in quoted)]

    @cached_property
    def _starts(self) -> list[int]:
        return [q.start for q in self.numbers]

    def within(self, start: int, end: int) -> list[int]:
        """The places in `numbers` of those between start and end."""
        return list(range(bisect_left(self._starts, start), bisect_left(self._starts, end)))

    def sentence_of(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence in which a place lies."""
        sentences = self.compact.sentences
        return sentences[bisect_right(sentences, (at, len(self.text) + 1)) - 1]

    def sentence_before(self, at: int) -> tuple[int, int] | None:
        """The sentence before the one that begins at `at`, in the same paragraph."""
        earlier = [(a, b) for a, b in self.compact.sentences if b <= at]
        return earlier[-1] if earlier and "\n" not in self.text[earlier[-1][0] : at] else None

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph of a place begins."""
        return self.text.rfind("\n", 0, at) + 1

    def words_of(self, place: int) -> Words:
        """The words about the number at a place of `numbers`."""
        if place not in self._words:
            self._words[place] = self._words_of(place)
        return self._words[place]

    @cached_property
    def _words(self) -> dict[int, Words]:
        return {}

    def _words_of(self, place: int) -> Words:
        number, compact = self.numbers[place], self.compact
        sentence, end = self.sentence_of(number.start)
        clause = compact.clause_start(number.start, sentence)
        # A bracket of its own is a sentence in a sentence.
        bracket = compact.bracket_of(number.start)
        floor = max(sentence, bracket[0] + 1 if bracket else sentence)
        start = max(clause, floor)
        if place and self.numbers[place - 1].end > start:
            start = self.numbers[place - 1].end
        lead = self._respective(place, start) or compact.unbracketed(start, number.start)
        tail = self.text[number.end : compact.clause_end(number.end, end)]
        following = self.numbers[place + 1].start if place + 1 < len(self.numbers) else len(self.text)
        return Words(
            lead.lstrip(_JOINS),
            compact.unbracketed(floor, start),
            tail[: max(0, following - number.end)],
            start,
            compact.unbracketed(max(clause, floor), number.start),
        )

    def _respective(self, place: int, start: int) -> str:
        """The label of a number in a list such as 予以公开、不予公开分别为12件、3件; "" where there is no such list."""
        first = place
        while first and self.text[self.numbers[first - 1].end : self.numbers[first].start] in _LIST_JOINS:
            first -= 1
        last = place
        while (
            last + 1 < len(self.numbers)
            and self.text[self.numbers[last].end : self.numbers[last + 1].start] in _LIST_JOINS
        ):
            last += 1
        at = self.compact.clause_start(self.numbers[first].start, self.sentence_of(self.numbers[first].start)[0])
        while self.text[at - 1 : at] == "、":
            at = self.compact.clause_start(at - 1, self.sentence_of(at)[0])
        said = _EACH.sub("\0", self.compact.unbracketed(at, self.numbers[first].start), count=1)
        labels, each, _ = said.partition("\0")
        names = [name for name in re.split(r"[、和与及]", labels) if name]
        count = last - first + 1
        return names[place - first - count] if each and 1 < count <= len(names) else ""

    def quote(self, start: int, end: int) -> tuple[int, int, str]:
        """Place and words in the original of a part of the compact text."""
        a, b = self.compact.span(start, end)
        return a, b, self.compact.original[a:b]
