"""Characters become lines and words by where they stand, whatever the order in which the file has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, nan
from operator import itemgetter
from typing import NamedTuple

from toolkit.reading.readers.pdf.frame import upright
from toolkit.reading.readers.pdf.pdfium import CHINESE, Char

# Characters are of one line if their middles differ by less than this share of the smaller one's size.
SAME_LINE = 0.45
# Characters of a word are no farther apart than this share of their size, and than the line's characters usually are
# (justified text); Word sets Chinese characters and others apart by a quarter.
WORD_GAP, MIXED_GAP = 0.12, 0.4
# The same character this near to itself (shares of its width and size) is printed twice, to look bold.
PRINTED_TWICE = 0.25
# The height of characters that aren't as wide as high is so many times their font's size.
FONT_HEIGHT = 1.15
# What figures of a table, and the marks in their place, are made of.
FIGURES = frozenset("0123456789.,%+-/—－ 无")
# A line of fewer characters isn't justified.
MANY_CHARACTERS = 12
# Justified text has no more room between its characters than this share of their size.
MOST_JUSTIFIED = 0.3


class Word(NamedTuple):
    """Characters without a gap, from `left` to `right`; `size` is the width of a Chinese character in their font."""

    left: float
    right: float
    text: str
    size: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of words from left to right, and the height of its middle."""

    y: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with one blank between them."""
        return " ".join([word.text for word in self.words])


def lines_of(chars: Iterable[Char]) -> list[TextLine]:
    """The lines of upright characters, from top to bottom."""
    levels: dict[tuple[float, float], list[Char]] = {}
    top = bottom = nan
    for char in chars:
        # Most characters stand as high as the one before.
        if char[2] != top or char[4] != bottom:
            top, bottom = char[2], char[4]
            level = levels.setdefault((top, bottom), [])
        level.append(char)
    rows: list[tuple[float, list[Char]]] = []
    middle = size = 0.0
    for top, bottom in sorted(levels, key=_by_height) if len(levels) > 1 else levels:
        y, high = (top + bottom) / 2, bottom - top
        if rows and y - middle < SAME_LINE * min(size, high):
            rows[-1][1].extend(levels[top, bottom])
        else:
            rows.append((y, levels[top, bottom]))
            middle, size = y, high
    lines = []
    for y, row in rows:
        words = _words(_once(sorted(row, key=_by_place)))
        if words:
            lines.append(TextLine(y, words))
    return lines


def _by_height(level: tuple[float, float]) -> tuple[float, float]:
    return level[0] + level[1], level[0]


# A character's left and right.
_by_place = itemgetter(1, 3)


def _once(row: Sequence[Char]) -> list[Char]:
    """A line's characters, those printed twice at one place once."""
    kept: list[Char] = []
    last = -inf
    for char in row:
        left = char[1]
        reach = left - PRINTED_TWICE * (char[3] - left)
        if last < reach or not _printed_before(char, kept, reach):
            kept.append(char)
            last = left
    return kept


def _printed_before(char: Char, kept: Sequence[Char], reach: float) -> bool:
    """Whether the same character stands among those kept, no farther left than `reach`."""
    for other in reversed(kept):
        if other.left < reach:
            break
        if other.text == char.text and abs(other.top - char.top) < PRINTED_TWICE * char.size:
            return True
    return False


def _words(row: Sequence[Char]) -> tuple[Word, ...]:
    words: list[Word] = []
    usual = _usual_gap(row)
    text, start, end, size, after_wide, apart = "", 0.0, 0.0, 0.0, False, True
    for char, left, top, right, bottom, _ in row:
        if char.isspace():
            apart = True
            continue
        wide = char >= CHINESE
        # A font's height is more than its size; a Chinese character is as wide as its font's size.
        own = right - left if wide else (bottom - top) / FONT_HEIGHT
        if not apart and left - end > usual:
            apart = left - end > usual + (WORD_GAP if wide == after_wide else MIXED_GAP) * min(own, size)
        if apart:
            if text:
                words.append(Word(start, end, text, size))
            text, start, end, size, apart = char, left, right, own, False
        else:
            text += char
            if right > end:
                end = right
            if wide:
                size = own
        after_wide = wide
    if text:
        words.append(Word(start, end, text, size))
    return tuple(words)


def _usual_gap(row: Sequence[Char]) -> float:
    """The room that a line has between its characters because it is justified; 0 for a short line or one of figures."""
    if len(row) < MANY_CHARACTERS:
        return 0.0
    gaps = sorted(after.left - before.right for before, after in pairwise(row))
    usual = gaps[len(gaps) // 2]
    return usual if 0 < usual < MOST_JUSTIFIED * row[0].size else 0.0


def cell_text(chars: Sequence[Char]) -> str:
    """The text of a cell, its lines parted by line feeds; text that is turned is read as it runs."""
    if len(chars) < 2:
        return chars[0].text.strip() if chars else ""
    if not any(map(_turn_of, chars)):
        return "\n".join([line.text for line in lines_of(chars)])
    turns = sorted({char.turn for char in chars})
    lines = [line.text for turn in turns for line in lines_of(upright(c) for c in chars if c.turn == turn)]
    return "\n".join(lines)


_turn_of = itemgetter(5)
