"""The frame in which a page is read: turned so that most of its text stands upright, y growing downwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.reading.readers.pdf.calls import Box
from toolkit.reading.readers.pdf.pdfium import SLANTED, Char


def main_turn(chars: Sequence[Char]) -> int:
    """The quarter turns that most characters of a page have, 0 for a page without any."""
    counts = Counter(char.turn for char in chars if not char.text.isspace())
    counts.pop(SLANTED, None)
    return min(counts, key=lambda turn: (-counts[turn], turn), default=0)


def turned(box: Box, turn: int) -> Box:
    """A box of the page (y upwards) as left, top, right, bottom (y downwards) where text of this turn is upright."""
    left, bottom, right, top = box
    if turn == 0:
        return left, -top, right, -bottom
    if turn == 1:
        return bottom, left, top, right
    return (-right, bottom, -left, top) if turn == 2 else (-top, -right, -bottom, -left)


def turned_boxes(boxes: Sequence[Box], turn: int) -> list[Box]:
    """Boxes of the page (y upwards) as `turned` has them."""
    if turn == 0:
        return [(left, -top, right, -bottom) for left, bottom, right, top in boxes]
    return [turned(box, turn) for box in boxes]


def turned_chars(chars: Sequence[Char], turn: int) -> Sequence[Char]:
    """Characters of the page in the frame in which text of this turn is upright."""
    if turn == 0:
        return chars
    return [_turned(char, turn, SLANTED if char.turn == SLANTED else (char.turn - turn) % 4) for char in chars]


def upright(char: Char) -> Char:
    """A turned character in the frame in which its text stands upright."""
    return char if char.turn in (0, SLANTED) else _turned(char, char.turn, 0)


def _turned(char: Char, turn: int, left_over: int) -> Char:
    return Char(char.text, *turned((char.left, -char.bottom, char.right, -char.top), turn), left_over)
