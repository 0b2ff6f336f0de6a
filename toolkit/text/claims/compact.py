"""Prose without its blanks, for looking at numbers: every character knows where it stood."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.text.folding import fold

_STOPS = "。！？\n"
LONGEST_SENTENCE = 1200
"""Characters after which a sentence is taken to end at its next mark: nobody writes so on, but files do."""
_HARD_LIMIT = 2 * LONGEST_SENTENCE + 1
LONGEST_CLAUSE = 300
"""Characters before a number, at most, that are its clause."""
_OPEN, _CLOSE = "（［【〔", "）］】〕"
_BREAKS = frozenset("，。；：！？、\n（）［］【】〔〕")
# 通过网站、信函收到35件 and 予以公开：12件 are one clause; what 、 parts in a list of numbers is parted by the numbers.
_STARTS = _BREAKS - {"、", "："}


def _one_of(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(characters)))}]")


_BREAK, _START = _one_of(_BREAKS), _one_of(_STARTS)
_BRACKET = _one_of(_OPEN + _CLOSE + "\n")
# What ends a sentence that is not too long.
_STOP = _one_of(_OPEN + _CLOSE + _STOPS)


@dataclass(frozen=True)
class Compact:
    """A text folded and without blanks. Character `i` of `text` stood at `places[i]` of the original."""

    text: str
    places: Sequence[int]
    original: str

    @classmethod
    def of(cls, original: str) -> Compact:
        """The compact form of a text. A blank between two digits stays: it parts two numbers."""
        folded = fold(original)
        if "．" in folded:
            folded = _POINT.sub(".", folded)
        if " " not in folded:
            return cls(folded, range(len(folded)), original)
        places: list[int] = []
        begin = 0
        for blank in _BLANK.finditer(folded):
            i = blank.start()
            if not (0 < i < len(folded) - 1 and folded[i - 1].isdigit() and folded[i + 1].isdigit()):
                places += range(begin, i)
                begin = i + 1
        places += range(begin, len(folded))
        text = folded if len(places) == len(folded) else "".join(map(folded.__getitem__, places))
        return cls(text, tuple(places), original)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, which is not empty."""
        return self.places[start], self.places[end - 1] + 1

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence: up to 。！？ outside brackets, or the end of a paragraph."""
        text, found, start, depth = self.text, [], 0, 0
        for mark in (_BREAK if len(text) > LONGEST_SENTENCE else _STOP).finditer(text):
            i, char = mark.start(), mark[0]
            while i - start > _HARD_LIMIT:
                found.append((start, start + _HARD_LIMIT + 1))
                start += _HARD_LIMIT + 1
            depth = 0 if char == "\n" else depth + (char in _OPEN) - (char in _CLOSE and depth > 0)
            ends = char in _STOPS and (not depth or char == "\n")
            if ends or i - start > LONGEST_SENTENCE:
                found.append((start, i + 1))
                start = i + 1
        while len(text) - start > _HARD_LIMIT:
            found.append((start, start + _HARD_LIMIT + 1))
            start += _HARD_LIMIT + 1
        found.append((start, len(text)))
        return [(a, b) for a, b in found if text[a:b].strip("。！？\n ")]

    def sentence_index(self, at: int) -> int:
        """Which of `sentences` a place lies in, or behind."""
        return bisect_right(self._sentence_starts, at) - 1

    def sentence_of(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence in which a place lies, or behind which it stands."""
        return self.sentences[bisect_right(self._sentence_starts, at) - 1]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _brackets(self) -> tuple[list[int], list[int], dict[int, int]]:
        """From where on which opening is that of the innermost bracket, -1 for none; and where each opening closes."""
        since, openings, ends, stack = [0], [-1], {}, []
        for mark in _BRACKET.finditer(self.text):
            i, char = mark.start(), mark[0]
            if char in _OPEN:
                stack.append(i)
            elif char in _CLOSE and stack:
                ends[stack.pop()] = i + 1
            elif stack and char == "\n":
                ends.update(dict.fromkeys(stack, i))
                stack.clear()
            else:
                continue
            since.append(i + 1)
            openings.append(stack[-1] if stack else -1)
        ends.update(dict.fromkeys(stack, len(self.text)))
        return since, openings, ends

    def bracket_of(self, at: int) -> tuple[int, int] | None:
        """Start and end of the innermost bracket around a place, brackets included; None outside of brackets."""
        since, openings, ends = self._brackets
        if not ends:
            return None
        opening = openings[bisect_right(since, at) - 1]
        return None if opening < 0 else (opening, ends[opening])

    def bracket_end(self, start: int) -> int:
        """Behind the bracket that opens at `start`; the end of the paragraph where it never closes."""
        return self._brackets[2][start]

    @cached_property
    def _starts(self) -> list[int]:
        """The marks behind which a clause may begin."""
        return [mark.start() for mark in _START.finditer(self.text)]

    def clause_start(self, at: int, floor: int) -> int:
        """Where the clause begins that ends at `at`: behind the last mark before it, not before `floor`; brackets are skipped."""
        floor = max(floor, at - LONGEST_CLAUSE)
        number = bisect_left(self._starts, at) - 1
        while number >= 0 and (mark := self._starts[number]) >= floor:
            opening = self._opening(mark, floor) if self.text[mark] in _CLOSE else None
            if opening is None:
                return mark + 1
            number = bisect_left(self._starts, opening) - 1
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
        ceiling = min(ceiling, at + LONGEST_CLAUSE)
        mark = _BREAK.search(self.text, at, ceiling)
        return mark.start() if mark else max(at, ceiling)

    def unbracketed(self, start: int, end: int) -> str:
        """The text from start to end without what stands in brackets."""
        part = self.text[start:end]
        return _BRACKETED.sub("", part) if "（" in part or "［" in part else part


_BLANK = re.compile(" ")
_POINT = re.compile(r"(?<=\d)．(?=\d)")
_BRACKETED = re.compile(r"（[^（）\n]*）|［[^［］\n]*］")
