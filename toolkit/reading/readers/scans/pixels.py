"""A picture of a page made fit to be read: grey without the seal, level, and what of it is ink."""

from __future__ import annotations

import cv2
import numpy as np

from toolkit.reading.readers.scans.types import Grey, Ink

# Pages lie no more askew than this (degrees); what is turned by a quarter is told by its text.
MOST_SKEW = 4.0
_STEPS = (0.4, 0.08, 0.02)
# A skew below this (degrees) moves nothing by a pixel's width within a cell.
LEVEL = 0.02
# The angle is looked for in a picture so many pixels wide.
SKETCH = 900
# Ink is darker by this (of 255) than the paper around it, within so many points.
DARKER, AROUND = 28, 18
MOST_POINTS = 120_000
# Strokes of print are thinner than this (pixels), those of a seal broader; the greys that red may have in a grey scan.
BROAD, SEAL_GREY = 8, (55, 185)


def without_seal(picture: np.ndarray) -> Grey:
    """The grey values of a picture (height, width, red green blue) to red light, with what is redder still lifted to white.

    Black print under the ink of a seal stays dark: it reflects no red either.
    """
    if picture.ndim == 2:
        return _without_grey_seal(picture)
    red, green, blue = (np.ascontiguousarray(picture[..., colour]) for colour in range(3))
    return _without_grey_seal(cv2.add(red, cv2.subtract(red, cv2.max(green, blue))))


def _without_grey_seal(grey: Grey) -> Grey:
    """A picture in which broad strokes that are neither white nor black, as a red seal is in grey, are paper.

    What is thinner than they are, print and rules, stands out from them as it does from paper.
    """
    seal = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BROAD, BROAD)))
    middling = cv2.inRange(seal, *SEAL_GREY)
    if not middling.any():
        return grey.copy()
    lifted = cv2.divide(grey, seal, scale=255)
    return np.where(cv2.dilate(middling, np.ones((3, 3), np.uint8)) > 0, lifted, grey)


def ink_of(grey: Grey, dots: float) -> Ink:
    """What is darker than the paper around it, 255 for ink; `dots` are the pixels of a point."""
    around = 2 * round(AROUND * dots / 2) + 1
    paper = cv2.boxFilter(grey, -1, (around, around))
    ink = cv2.subtract(paper, grey)
    # Within wide black there is no paper around.
    dark = cv2.bitwise_or(cv2.compare(ink, DARKER, cv2.CMP_GT), cv2.compare(grey, 60, cv2.CMP_LT))
    return dark


def skew_of(ink: Ink) -> float:
    """By how many degrees the lines of a page fall to the right: the angle at which its rows part most sharply."""
    scale = min(1.0, SKETCH / ink.shape[1])
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else ink
    ys, xs = np.nonzero(small > 100)
    if len(xs) < 50:
        return 0.0
    step = -(-len(xs) // MOST_POINTS)
    xs, ys = xs[::step].astype(np.float32), ys[::step].astype(np.float32)
    best, reach = 0.0, MOST_SKEW
    for step_size in _STEPS:
        angles = np.arange(best - reach, best + reach + step_size / 2, step_size)
        best = float(max(angles, key=lambda angle: _sharpness(xs, ys, angle)))
        reach = step_size
    return best if abs(best) <= MOST_SKEW else 0.0


def _sharpness(xs: np.ndarray, ys: np.ndarray, angle: float) -> float:
    rows = ys - xs * np.float32(np.tan(np.radians(angle)))
    counts = np.bincount((rows - rows.min()).astype(np.int32))
    return float(np.square(counts.astype(np.float64)).sum())


def levelled(grey: Grey, skew: float) -> tuple[Grey, np.ndarray]:
    """A picture turned so that its lines are level, and the matrix (2, 3) that takes places of it back to the original."""
    height, width = grey.shape
    there = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    back = cv2.invertAffineTransform(there)
    if abs(skew) < LEVEL:
        return grey, np.array([[1.0, 0, 0], [0, 1.0, 0]])
    white = int(np.percentile(grey[:: max(height // 200, 1), :: max(width // 200, 1)], 90))
    turned = cv2.warpAffine(grey, there, (width, height), flags=cv2.INTER_CUBIC, borderValue=white)
    return turned, back
