"""Fonts that don't tell how high they are: PDFium takes each of their characters for as high as its own shape, so that
a comma stands lower than the word before it. Here all stand on their baseline, as high as their font."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

from toolkit.reading.readers.pdf import calls
from toolkit.reading.readers.pdf.calls import Box, Matrix

# How far a font reaches above and below its baseline, in sizes; most fonts do so, and `words.FONT_HEIGHT` is the sum.
ABOVE, BELOW = 0.9, 0.25
# Characters of one font and size whose heights differ by more than this share have the heights of their shapes.
SAME_HEIGHT = 0.02
# Text runs along the page, or across it, if its direction is off by no more than this share.
STRAIGHT = 0.001
# No font of a report is so large (points), whatever a damaged file says.
LARGEST = 10_000.0

_Run = tuple[int, Matrix, float, list[int]]


def differ(one: float, other: float) -> bool:
    """Whether two heights, of characters of one font and size, tell that they are those of the shapes."""
    return abs(one - other) > SAME_HEIGHT * max(abs(one), abs(other))


def even_boxes(text: ctypes.c_void_p, boxes: Sequence[Box]) -> list[Box]:
    """The boxes (left, top, right, bottom; y grows upwards) of a page's characters, those of uneven fonts made even.

    `text` is the page's text, as `calls` takes it.
    """
    runs = list(_runs(text, boxes))
    heights: dict[int, tuple[float, float]] = {}
    for font, matrix, size, indices in runs:
        # Their height is top less bottom, or right less left.
        upper, lower = (1, 3) if _level(matrix) else (2, 0)
        own = [(boxes[index][upper] - boxes[index][lower]) / size for index in indices]
        least, most = heights.get(font, (own[0], own[0]))
        heights[font] = min(least, *own), max(most, *own)
    even = list(boxes)
    for font, matrix, size, indices in runs:
        if differ(*heights[font]):
            _set_on_baseline(even, indices, matrix, size)
    return even


def _runs(text: ctypes.c_void_p, boxes: Sequence[Box]) -> Iterator[_Run]:
    """Font, matrix and size (on the page, points) of each run of characters, with their indices; no slanted ones."""
    last, run = None, []
    for index, (left, _, right, _) in enumerate(boxes):
        if left >= right:
            continue
        thing = calls.object_of_char(text, index)
        if thing != last:
            last, run = thing, []
            matrix = calls.char_matrix(text, index)
            size = calls.font_size(thing) * max(abs(matrix[2]), abs(matrix[3])) if thing else 0.0
            if 0 < size < LARGEST and (_level(matrix) or _upright(matrix)):
                yield calls.font_of(thing), matrix, size, run
        run.append(index)


def _level(matrix: Matrix) -> bool:
    """Whether text runs from left to right or back."""
    return abs(matrix[1]) <= STRAIGHT * abs(matrix[0])


def _upright(matrix: Matrix) -> bool:
    """Whether text runs upwards or downwards."""
    return abs(matrix[0]) <= STRAIGHT * abs(matrix[1])


def _set_on_baseline(boxes: list[Box], indices: Sequence[int], matrix: Matrix, size: float) -> None:
    """Gives boxes the height of their font; leaves those whose middle doesn't stand there, as in text set downwards."""
    level, (_, _, c, d, x, y) = _level(matrix), matrix
    base, up = (y, d) if level else (x, c)
    low, high = (base - BELOW * size, base + ABOVE * size) if up > 0 else (base - ABOVE * size, base + BELOW * size)
    for index in indices:
        left, top, right, bottom = boxes[index]
        if level and low <= (top + bottom) / 2 <= high:
            boxes[index] = left, high, right, low
        elif not level and low <= (left + right) / 2 <= high:
            boxes[index] = low, top, high, bottom
