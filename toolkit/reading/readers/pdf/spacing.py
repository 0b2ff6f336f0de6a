"""Words set into lines of characters, with blanks in proportion to the room between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from toolkit.reading.numbering import width_of
from toolkit.reading.readers.pdf.words import CHINESE, FIGURES, TextLine, Word

# Room wider than this (in sizes of the font) is kept in proportion; narrower room is one blank.
WIDE = 1.2
# Text of a page with fewer lines may be set in as a whole; then the other pages tell its margin.
MANY_LINES = 8
# A font size counts where at least this share of the page's characters has it.
COMMON = 0.1
# No line has more places, whatever its coordinates.
MOST_PLACES = 400


def margins(pages: Sequence[Sequence[TextLine]]) -> list[float]:
    """The left margin of each page, in points."""
    own = [min((line.words[0].left for line in lines), default=0.0) for lines in pages]
    known = [left for left, lines in zip(own, pages, strict=True) if len(lines) >= MANY_LINES]
    common = (
        median(known) if known else min((left for left, lines in zip(own, pages, strict=True) if lines), default=0.0)
    )
    return [left if len(lines) >= MANY_LINES else min(left, common) for left, lines in zip(own, pages, strict=True)]


def unit_of(lines: Sequence[TextLine]) -> float:
    """The room of one place on a page: half the size of its smallest common font, in points."""
    counts: Counter[float] = Counter()
    words = [word for line in lines for word in line.words]
    # Of Chinese characters the size is known, of others it is guessed from their height.
    for word in [word for word in words if max(word.text) >= CHINESE] or words:
        counts[round(word.size * 2) / 2] += len(word.text)
    enough = COMMON * sum(counts.values())
    return max(min((size for size, count in counts.items() if count >= enough), default=10.0) / 2, 0.5)


def places_of(line: TextLine, unit: float) -> list[tuple[int, int]]:
    """Where each word of a line begins and ends, in places of `unit` points from the edge of the page."""
    return [(_place(word.left, 0.0, unit), _place(word.right, 0.0, unit)) for word in line.words]


def set_line(line: TextLine, left: float, unit: float) -> str:
    """A line as text: each place is `unit` points wide, counted from `left`.

    A Chinese character takes one place of the text and the room of two; the blanks after it make up for that.
    """
    words = line.words
    text = " " * _indent(words, left, unit)
    last: Word | None = None
    for word in words:
        if last is not None:
            wide = word.left - last.right > WIDE * min(word.size, last.size)
            place = _place(word.left, left, unit)
            text += " " * (max(2, place - width_of(text)) if wide else 1)
        text += word.text
        last = word
    return text


def _indent(words: Sequence[Word], left: float, unit: float) -> int:
    """Places before the first word: those of the page for figures, which stand in columns, else by the line's own font."""
    if set(words[0].text) <= FIGURES or len(words) > 2:
        return _place(words[0].left, left, unit)
    return _place(words[0].left, left, max(words[0].size / 2, unit))


def _place(x: float, left: float, unit: float) -> int:
    return min(max(round((x - left) / unit), 0), MOST_PLACES)
