"""What is cut out of a picture to be read: a line of a cell, or characters that stand one below another laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from toolkit.reading.readers.scans.cells import Band
from toolkit.reading.readers.scans.types import Box, Glyph, Grey

# Paper left around what is cut out, in heights of a Chinese character.
ABOVE, BESIDE = 0.18, 0.12
# A mark no larger than this share of a character is punctuation, which stands low and to the left.
PUNCTUATION = 0.5


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture of one line, and the boxes of the page of which its equal parts are pictures, from left to right.

    `inset` is the paper within these boxes above and below a character.
    """

    picture: Grey
    parts: tuple[Box, ...]
    inset: float

    def box_of(self, glyph: Glyph) -> tuple[float, float, float, float]:
        """Where on the page a character of the strip stands: left, top, right, bottom in pixels."""
        if len(self.parts) == 1:
            part = self.parts[0]
            return part.left + glyph.left, part.top + self.inset, part.left + glyph.right, part.bottom - self.inset
        wide = self.picture.shape[1] / len(self.parts)
        part = self.parts[min(int((glyph.left + glyph.right) / 2 / wide), len(self.parts) - 1)]
        return part.left, part.top + self.inset, part.right, part.bottom - self.inset


def strip_of(band: Band, size: float, grey: Grey, white: int) -> Strip:
    """A line of a cell, as high as a Chinese character and some paper, of which nothing is taken from other cells."""
    high = max(band.ink.height, size)
    middle = (band.ink.top + band.ink.bottom) / 2
    top, bottom = round(middle - high / 2 - ABOVE * size), round(middle + high / 2 + ABOVE * size)
    left, right = round(band.ink.left - BESIDE * size), round(band.ink.right + BESIDE * size)
    whole = Box(left, top, right, bottom)
    return Strip(_within(whole, band.cell, grey, white), (whole,), ABOVE * size)


def upright_strip(column: Sequence[Band], size: float, grey: Grey, white: int) -> Strip:
    """Characters one below another as a line, for a character by itself is easily taken for another."""
    left = min(band.ink.left for band in column)
    middle = (left + max(band.ink.right for band in column)) / 2
    parts = []
    for band in column:
        across, down = middle, (band.ink.top + band.ink.bottom) / 2
        if max(band.ink.width, band.ink.height) < PUNCTUATION * size:
            across, down = band.ink.left + size / 2, band.ink.bottom - size / 2
        half = size * (0.5 + ABOVE)
        parts.append(Box(round(across - half), round(down - half), round(across + half), round(down + half)))
    side = max(part.height for part in parts)
    pictures = [cv2.resize(_alone(p, b, grey, white), (side, side)) for p, b in zip(parts, column, strict=True)]
    return Strip(np.hstack(pictures), tuple(parts), ABOVE * size)


def _alone(part: Box, band: Band, grey: Grey, white: int) -> Grey:
    """A part of a page on which nothing but one band is left."""
    near = Box(part.left, band.ink.top - 1, part.right, band.ink.bottom + 1)
    return _within(part, near, grey, white)


def _within(whole: Box, room: Box, grey: Grey, white: int) -> Grey:
    """A part of a page, with paper in place of what lies outside of a room."""
    height, width = grey.shape
    seen = Box(
        max(whole.left, room.left, 0),
        max(whole.top, room.top, 0),
        min(whole.right, room.right, width),
        min(whole.bottom, room.bottom, height),
    )
    picture = np.full((max(whole.height, 1), max(whole.width, 1)), white, np.uint8)
    if seen.width > 0 and seen.height > 0:
        picture[seen.top - whole.top : seen.bottom - whole.top, seen.left - whole.left : seen.right - whole.left] = (
            seen.cut(grey)
        )
    return picture
