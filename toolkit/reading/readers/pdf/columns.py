"""Tables without rules: the labels of columns that touch are parted where the columns of figures below them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from toolkit.reading.readers.pdf.pdfium import Char
from toolkit.reading.readers.pdf.words import CHINESE, FIGURES, TextLine, Word

# A line of at least so many figures tells where columns stand, to no more lines above it than this.
FEWESTFIGURES, LINES_ABOVE = 3, 4
# Two labels that touch have this much more room (shares of their size) between them than their characters.
MORE_ROOM = 0.003


def part_labels(lines: Sequence[TextLine], chars: Sequence[Char]) -> list[TextLine]:
    """The lines with words parted that reach over several columns of the figures below them.

    `chars` are the page's upright characters. A word is parted only if between each two figures below it there is just
    one place with more room than its other characters have.
    """
    parted = list(lines)
    for at, line in enumerate(lines):
        figures = _figures(line) if len(line.words) >= FEWESTFIGURES else ()
        if len(figures) < FEWESTFIGURES:
            continue
        for above in range(max(at - LINES_ABOVE, 0), at):
            words = [part for word in parted[above].words for part in _parts(word, parted[above].y, figures, chars)]
            if len(words) > len(parted[above].words):
                parted[above] = TextLine(parted[above].y, tuple(words))
    return parted


def _figures(line: TextLine) -> list[Word]:
    """The figures of a line that has nothing but figures, and maybe a label before them."""
    figures = [word for word in line.words if set(word.text) <= FIGURES]
    return figures if len(figures) >= len(line.words) - 1 else []


def _parts(word: Word, y: float, figures: Sequence[Word], chars: Sequence[Char]) -> Iterator[Word]:
    """A word, or the labels of several columns that it is."""
    below = [figure for figure in figures if word.left < (figure.left + figure.right) / 2 < word.right]
    if len(below) < 2 or min(word.text) < CHINESE:
        yield word
        return
    own = sorted(
        (char for char in chars if abs(char.y - y) < word.size / 2 and word.left <= char.x <= word.right),
        key=lambda char: char.left,
    )
    gaps = [after.left - before.right for before, after in pairwise(own)]
    if len(gaps) < 2 or len(own) != len(word.text):
        yield word
        return
    enough = median(gaps) + MORE_ROOM * word.size
    cuts = [i for i, gap in enumerate(gaps, 1) if gap > enough]
    gutters = [(before.right, after.left) for before, after in pairwise(below)]
    fit = len(cuts) == len(gutters) and all(
        left < own[cut].left and own[cut - 1].right < right for cut, (left, right) in zip(cuts, gutters, strict=True)
    )
    for start, stop in pairwise([0, *(cuts if fit else ()), len(own)]):
        yield Word(own[start].left, own[stop - 1].right, word.text[start:stop], word.size)
