"""A picture of a page becomes what stands on it: characters with their places, and strokes, as a PDF would have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from toolkit.reading.document import Seen
from toolkit.reading.readers.pdf.grids import Grid, Slot, grid_of
from toolkit.reading.readers.pdf.pdfium import Char, Content
from toolkit.reading.readers.pdf.rules import rulings
from toolkit.reading.readers.scans.cells import lines_in_cells
from toolkit.reading.readers.scans.pixels import ink_of, levelled, skew_of, without_seal
from toolkit.reading.readers.scans.recognising import lines_in, read_lines
from toolkit.reading.readers.scans.ruled import rules_of
from toolkit.reading.readers.scans.strips import strip_of, upright_strip
from toolkit.reading.readers.scans.types import Box, Glyph, Grey, Ink

# Pictures are read at so many pixels a point: 216 dpi.
DOTS = 3.0
# Rules are painted over with so many pixels of what is beside them: digits may stand close by.
HALO = 1
# Outside of tables, a page with less ink than this (square points) has no text.
LEAST_INK = 12.0
# The box of a line has so much paper above and below, as a share of its height.
EDGE = 0.1


@dataclass(slots=True)
class Scan:
    """What a picture says: characters and strokes (`content`), and how sure each character is.

    `back` (2, 3) takes places (points) to the picture before it was levelled; `sure` are confidences of `content.chars`,
    `unread` the places (points) of ink in cells that is no character to the recognition.
    """

    content: Content
    back: np.ndarray
    width: float
    height: float
    sure: list[float] = field(default_factory=list)
    unread: list[tuple[float, float]] = field(default_factory=list)

    def seen_in(self, left: float, top: float, right: float, bottom: float) -> Seen:
        """What was seen in a box (points): the box on the picture as it was, and the confidence of the least sure character.

        Where nothing is, that is certain.
        """
        inside = [
            sure
            for char, sure in zip(self.content.chars, self.sure, strict=True)
            if left <= char.x <= right and top <= char.y <= bottom
        ]
        if any(left <= x <= right and top <= y <= bottom for x, y in self.unread):
            inside.append(0.0)
        corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]])
        places = corners @ self.back.T
        (x0, y0), (x1, y1) = places.min(axis=0), places.max(axis=0)
        sides = (x0 / self.width, y0 / self.height, x1 / self.width, y1 / self.height)
        return Seen(*(min(max(100 * float(side), 0.0), 100.0) for side in sides), min(inside, default=1.0))


def read_picture(picture: np.ndarray) -> Scan:
    """What stands on a picture (height, width, and red green blue or grey) that has DOTS pixels a point."""
    grey = without_seal(picture)
    grey, back = levelled(grey, skew_of(ink_of(grey, DOTS)))
    ink = ink_of(grey, DOTS)
    level, upright, ruled = rules_of(ink, DOTS)
    content = Content((0.0, -grey.shape[0] / DOTS, grey.shape[1] / DOTS, 0.0))
    content.strokes = [_stroke(box) for box in (*level, *upright)]
    content.shapes = len(content.strokes)
    _paint_over(ruled, grey, ink)
    back[:, 2] /= DOTS
    scan = Scan(content, back, grey.shape[1] / DOTS, grey.shape[0] / DOTS)
    cells = _cells(content)
    rows, columns, size = lines_in_cells(cells, ink, DOTS)
    white = int(np.percentile(grey, 90))
    beside = _lines_beside(cells, grey, ink, white)
    strips = [strip_of(row, size, grey, white) for row in rows] + [upright_strip(c, size, grey, white) for c in columns]
    read = read_lines([*(strip.picture for strip in strips), *(box.cut(grey) for box in beside)])
    for strip, glyphs in zip(strips, read, strict=False):
        if not glyphs:
            left, top, right, bottom = strip.parts[0]
            scan.unread.append(((left + right) / 2 / DOTS, (top + bottom) / 2 / DOTS))
        for glyph in glyphs:
            _add(scan, strip.box_of(glyph), glyph)
    for box, glyphs in zip(beside, read[len(strips) :], strict=True):
        top, bottom = box.top + EDGE * box.height, box.bottom - EDGE * box.height
        for glyph in glyphs:
            _add(scan, (box.left + glyph.left, top, box.left + glyph.right, bottom), glyph)
    return scan


def _stroke(box: Box) -> tuple[float, float, float, float]:
    """A rule as a stroke of a page: left, bottom, right, top in points, y growing upwards."""
    if box.width > box.height:
        y = -(box.top + box.bottom) / 2 / DOTS
        return box.left / DOTS, y, box.right / DOTS, y
    x = (box.left + box.right) / 2 / DOTS
    return x, -box.bottom / DOTS, x, -box.top / DOTS


def _paint_over(ruled: Ink, grey: Grey, ink: Ink) -> None:
    """Takes rules out of a picture, so that what is cut out of cells has none of them."""
    wide = cv2.dilate(ruled, np.ones((2 * HALO + 1, 2 * HALO + 1), np.uint8)) > 0
    grey[wide] = int(np.percentile(grey, 90))
    ink[wide] = 0


def _cells(content: Content) -> list[Box]:
    """The cells of the tables of a page, in pixels."""
    ruled, _ = rulings([(left, -top, right, -bottom) for left, bottom, right, top in content.strokes])
    grids = [grid for ruling in ruled if (grid := grid_of(ruling))]
    return [_pixels(grid, slot) for grid in grids for slot in sorted(set(grid.slots.values()))]


def _pixels(grid: Grid, slot: Slot) -> Box:
    left, top, right, bottom = (value * DOTS for value in grid.box(slot))
    # A rule that is not quite level is a little higher or lower here than where it stands as a whole.
    return Box(round(left), round(top) - 1, round(right) + 1, round(bottom) + 2)


def _lines_beside(cells: Sequence[Box], grey: Grey, ink: Ink, white: int) -> list[Box]:
    """Lines of text outside of tables."""
    outside = ink.copy()
    for cell in cells:
        cell.cut(outside)[...] = 0
    if np.count_nonzero(outside) < LEAST_INK * DOTS * DOTS:
        return []
    paper = grey.copy()
    for cell in cells:
        cell.cut(paper)[...] = white
    return [box for box in lines_in(paper) if np.count_nonzero(box.cut(outside))]


def _add(scan: Scan, box: tuple[float, float, float, float], glyph: Glyph) -> None:
    """Adds a character that stands in a box of pixels."""
    scan.content.chars.append(Char(glyph.text, *(value / DOTS for value in box)))
    scan.sure.append(glyph.confidence)
