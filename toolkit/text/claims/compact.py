"""Prose without its blanks, for looking at numbers: every character knows where it stood."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from toolkit.text.folding import fold

_STOPS = "。！？\n"
LONGEST_SENTENCE = 1200
"""Characters after which a sentence is taken to end at its next mark: nobody writes so on, but files do."""
LONGEST_CLAUSE = 300
"""Characters before a number, at most, that are its clause."""
_OPEN, _CLOSE = "（［【〔", "）］】〕"
_BREAKS = frozenset("，。；：！？、\n（）［］【】〔〕")
# 通过网站、信函收到35件 and 予以公开：12件 are one clause; what 、 parts in a list of numbers is parted by the numbers.
_STARTS = _BREAKS - {"、", "："}


@dataclass(frozen=True)
class Compact:
    """A text folded and without blanks. Character `i` of `text` stood at `places[i]` of the original."""

    text: str
    places: tuple[int, ...]
    original: str

    @classmethod
    def of(cls, original: str) -> Compact:
        """The compact form of a text. A blank between two digits stays: it parts two numbers."""
        folded = _POINT.sub(".", fold(original))
        kept = [
            i
            for i, char in enumerate(folded)
            if char != " " or (0 < i < len(folded) - 1 and folded[i - 1].isdigit() and folded[i + 1].isdigit())
        ]
        return cls("".join(folded[i] for i in kept), tuple(kept), original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, which is not empty."""
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence: up to 。！？ outside brackets, or the end of a paragraph."""
        found, start, depth = [], 0, 0
        for i, char in enumerate(self.text):
            depth = 0 if char == "\n" else depth + (char in _OPEN) - (char in _CLOSE and depth > 0)
            ends = char in _STOPS and (not depth or char == "\n")
            length = i - start
            if ends or (length > LONGEST_SENTENCE and (char in _BREAKS or length > 2 * LONGEST_SENTENCE)):
                found.append((start, i + 1))
                start = i + 1
        found.append((start, len(self.text)))
        return [(a, b) for a, b in found if self.text[a:b].strip("。！？\n ")]

    def sentence_index(self, at: int) -> int:
        """Which of `sentences` a place lies in, or behind."""
        return bisect_right(self.sentences, (at, len(self.text) + 1)) - 1

    @cached_property
    def _brackets(self) -> tuple[list[int], dict[int, int]]:
        """For each place the opening of the innermost bracket around it, -1 for none; and where each opening closes."""
        around, ends, stack = [], {}, []
        for i, char in enumerate(self.text):
            around.append(stack[-1] if stack else -1)
            if char in _OPEN:
                stack.append(i)
            elif char in _CLOSE and stack:
                ends[stack.pop()] = i + 1
            elif char == "\n":
                ends.update(dict.fromkeys(stack, i))
                stack.clear()
        around.append(stack[-1] if stack else -1)
        ends.update(dict.fromkeys(stack, len(self.text)))
        return around, ends

    def bracket_of(self, at: int) -> tuple[int, int] | None:
        """Start and end of the innermost bracket around a place, brackets included; None outside of brackets."""
        opening = self._brackets[0][at]
        return None if opening < 0 else (opening, self._brackets[1][opening])

    def bracket_end(self, start: int) -> int:
        """Behind the bracket that opens at `start`; the end of the paragraph where it never closes."""
        return self._brackets[1][start]

    def clause_start(self, at: int, floor: int) -> int:
        """Where the clause begins that ends at `at`: behind the last mark before it, not before `floor`; brackets are skipped."""
        i, floor = at, max(floor, at - LONGEST_CLAUSE)
        while i > floor:
            if self.text[i - 1] in _CLOSE and (opening := self._opening(i - 1, floor)) is not None:
                i = opening
            elif self.text[i - 1] in _STARTS:
                return i
            else:
                i -= 1
        return floor

    def _opening(self, closing: int, floor: int) -> int | None:
        depth = 0
        for i in range(closing, floor - 1, -1):
            depth += (self.text[i] in _CLOSE) - (self.text[i] in _OPEN)
            if not depth:
                return i
        return None

    def clause_end(self, at: int, ceiling: int) -> int:
        """Where the clause ends that goes on at `at`: before the next mark, not behind `ceiling`."""
        i, ceiling = at, min(ceiling, at + LONGEST_CLAUSE)
        while i < ceiling and self.text[i] not in _BREAKS:
            i += 1
        return i

    def unbracketed(self, start: int, end: int) -> str:
        """The text from start to end without what stands in brackets."""
        return _BRACKETED.sub("", self.text[start:end])


_POINT = re.compile(r"(?<=\d)．(?=\d)")
_BRACKETED = re.compile(r"（[^（）\n]*）|［[^［］\n]*］")
