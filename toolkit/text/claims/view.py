"""One section as it is searched: its compact text, sentences, numbers, and the words about each number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from toolkit.text.claims.compact import Compact
from toolkit.text.claims.numbers import Quantity, find_numbers
from toolkit.text.claims.scope import Own

_JOINS = "、和与及"
_LEADING = "，、；：。（）"
LONGEST_LIST = 30
"""Numbers in a row, at most, that share one word such as 分别."""
_EACH = re.compile(r"分别|各(?=为|是|有)")
_LIST_JOINS = ("、", "和", "及", "与", "，")
# Slogans and titles stand in quotation marks; a number there states nothing.
_QUOTED = re.compile(r"“[^“”\n]{0,40}”|《[^《》\n]{0,80}》|\"[^\"\n]{0,40}\"")


class Words(NamedTuple):
    """The words about a number: `lead` from the beginning of its clause, `before` the clauses of the sentence before that
    (without what stands in brackets), `tail` behind it to the next mark. `start` is where the lead begins."""

    lead: str
    before: str
    tail: str
    start: int
    clause: str


@dataclass(eq=False)
class View:
    """A section, its numbers, and who reports."""

    section: int
    compact: Compact
    own: Own

    def __post_init__(self) -> None:
        self.text = self.compact.text
        """The compact text."""
        self.numbers = self._numbers()
        """All numbers of the section that count something, in order, but those within quotation marks."""
        self._starts = [number.start for number in self.numbers]
        self._words: dict[int, Words] = {}

    def _numbers(self) -> list[Quantity]:
        found = find_numbers(self.text)
        quoted = [match.span() for match in _QUOTED.finditer(self.text)] if found else []
        if not quoted:
            return found
        starts = [start for start, _ in quoted]

        def in_quotes(number: Quantity) -> bool:
            before = bisect_right(starts, number.start) - 1
            return before >= 0 and number.end < quoted[before][1]

        return [number for number in found if not in_quotes(number)]

    def within(self, start: int, end: int) -> range:
        """The places in `numbers` of those between start and end."""
        return range(bisect_left(self._starts, start), bisect_left(self._starts, end))

    def has_numbers(self, start: int, end: int) -> bool:
        """Whether there is a number between start and end."""
        place = bisect_left(self._starts, start)
        return place < len(self._starts) and self._starts[place] < end

    def sentence_of(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence in which a place lies."""
        return self.compact.sentence_of(at)

    def sentence_before(self, at: int) -> tuple[int, int] | None:
        """The sentence before the one that begins at `at`, in the same paragraph."""
        index = self.compact.sentence_index(at)
        earlier = self.compact.sentences[index - 1] if index > 0 else None
        return earlier if earlier and "\n" not in self.text[earlier[0] : at] else None

    def sentence_behind(self, at: int) -> tuple[int, int] | None:
        """The sentence behind the one in which a place lies, in the same paragraph."""
        index = self.compact.sentence_index(at) + 1
        behind = self.compact.sentences[index] if index < len(self.compact.sentences) else None
        return behind if behind and "\n" not in self.text[at : behind[0]] else None

    def paragraph_start(self, at: int) -> int:
        """Where the paragraph of a place begins."""
        return self.text.rfind("\n", 0, at) + 1

    def words_of(self, place: int) -> Words:
        """The words about the number at a place of `numbers`."""
        words = self._words.get(place)
        if words is None:
            words = self._words[place] = self._words_of(place)
        return words

    def _words_of(self, place: int) -> Words:
        numbers, compact, text = self.numbers, self.compact, self.text
        number = numbers[place]
        sentence, end = compact.sentence_of(number.start)
        clause = compact.clause_start(number.start, sentence)
        # A bracket of its own is a sentence in a sentence.
        bracket = compact.bracket_of(number.start)
        floor = max(sentence, bracket[0] + 1 if bracket else sentence)
        start = max(clause, floor)
        if place:
            start = max(start, numbers[place - 1].end)
        lead = self._respective(place, start) or compact.unbracketed(start, number.start)
        tail = text[number.end : compact.clause_end(number.end, end)]
        following = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
        return Words(
            lead.lstrip(_JOINS),
            compact.unbracketed(floor, start),
            # 收到48件予以公开12件: words that run on into the next number are its own.
            tail if number.end + len(tail) <= following else "",
            start,
            compact.unbracketed(max(clause, floor), number.start),
        )

    def _respective(self, place: int, start: int) -> str:
        """The label of a number in a list such as 予以公开、不予公开分别为12件、3件; "" where there is no such list."""
        if not self._lists_labels:
            return ""
        first, last = self.list_of(place, _LIST_JOINS)
        if first == last:
            return ""
        at = self.compact.clause_start(self.numbers[first].start, self.sentence_of(self.numbers[first].start)[0])
        said = _EACH.sub("\0", self.compact.unbracketed(at, self.numbers[first].start), count=1)
        labels, each, _ = said.partition("\0")
        names = [name for name in re.split(r"[、和与及]", labels) if name]
        count = last - first + 1
        return names[place - first - count] if each and 1 < count <= len(names) else ""

    def list_of(self, place: int, joins: Collection[str]) -> tuple[int, int]:
        """The first and last of the numbers that stand in a row with one, nothing but these words between them."""
        first = last = place
        most = len(self.numbers) - 1
        while first > place - LONGEST_LIST and first and self._between[first - 1] in joins:
            first -= 1
        while last < place + LONGEST_LIST and last < most and self._between[last] in joins:
            last += 1
        return first, last

    @cached_property
    def _between(self) -> list[str]:
        """The words between each number and the next."""
        return [self.text[number.end : following.start] for number, following in pairwise(self.numbers)]

    @cached_property
    def _lists_labels(self) -> bool:
        # With the brackets taken out, the two characters of 分别 may come together.
        return "各" in self.text or "别" in self.text

    def quote(self, start: int, end: int) -> tuple[int, int, str]:
        """Place and words in the original of a part of the compact text."""
        while start < end - 1 and self.text[start] in _LEADING:
            start += 1
        a, b = self.compact.span(start, end)
        return a, b, self.compact.original[a:b]
