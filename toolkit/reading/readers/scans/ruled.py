"""The ruled lines of a picture, as strokes from end to end."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import cv2
import numpy as np

from toolkit.reading.readers.scans.types import Box, Ink

# Longer than any stroke of a letter (points). What is shorter is a rule only if it runs from rule to rule.
LONG, SHORT = 22.0, 7.0
LONGEST_STROKE = 32.0
# From this length on (points) a rule need not end on another one.
SURELY = 110.0
# A rule is no thicker than this (points), and its gaps no wider than that.
THICK, GAP = 4.0, 1.2
# A rule leaves the level by no more than this share of its length; its longest rows are of at least that share.
BOWED, LONGEST_ROWS = 0.006, 0.25
# So much of a rule is ink, and so little of what lies beside it, within so many points.
SOLID, MOST_BESIDE, BESIDE = 0.85, 0.3, 1.6
# The ends of a rule are this near to those that it meets (points).
TOUCH = 1.0
# A short rule runs into those that it meets, but for so many pixels that blur takes away.
INTO = 2


def rules_of(ink: Ink, dots: float) -> tuple[list[Box], list[Box], Ink]:
    """The level and the upright rules in level ink, as boxes, and the ink of which they are; `dots` are the pixels of a point.

    The box of a rule that is not quite level has letters in it too.
    """
    level, short_level, level_ink = _rules(ink, dots, inf)
    # Letters stand beside one another, so they make no long upright runs.
    long, short, upright_ink = _rules(cv2.transpose(ink), dots, LONGEST_STROKE)
    upright, short_upright = [_transposed(box) for box in long], [_transposed(box) for box in short]
    touch = TOUCH * dots + 1
    level = [b for b in level if b.width >= SURELY * dots or any(_ends_on(b, upright, touch))]
    upright = [b for b in upright if b.height >= SURELY * dots or any(_ends_on(b, level, touch))]
    # A short rule runs into those between which it stands; a letter between them leaves paper.
    level += [b for b in short_level if all(_ends_on(b, upright, INTO))]
    upright += [b for b in short_upright if all(_ends_on(b, level, INTO))]
    ruled = np.zeros_like(ink)
    for boxes, runs in ((level, level_ink), (upright, cv2.transpose(upright_ink))):
        for box in boxes:
            box.cut(ruled)[...] |= box.cut(runs)
    return sorted(level), sorted(upright), ruled


def _rules(ink: Ink, dots: float, may_be_letters: float) -> tuple[list[Box], list[Box], Ink]:
    """Level runs that are longer than a stroke of a letter, shorter ones that may be rules, and the ink of both."""
    gap = np.ones((1, max(round(GAP * dots), 1) + 1), np.uint8)
    closed, plain = _opened(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap), dots), _opened(ink, dots)
    long = [b for b in _runs(closed, ink, dots, may_be_letters) if b.width >= LONG * dots]
    # A letter that nearly reaches the rules above and below is none: gaps are not closed here.
    short = [b for b in _runs(plain, ink, dots, may_be_letters) if b.width < LONG * dots]
    return long, short, closed | plain


def _opened(ink: Ink, dots: float) -> Ink:
    """The ink of level runs that are not too short for a rule."""
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, max(round(SHORT * dots), 3)), np.uint8))


def _transposed(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)


def _runs(runs: Ink, ink: Ink, dots: float, may_be_letters: float) -> list[Box]:
    """Level runs of ink that are thin; those up to a length (points) must have paper on both sides."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = []
    for label, (x, y, width, height, _) in enumerate(stats[1:count].tolist(), 1):
        box = Box(x, y, x + width, y + height)
        if width <= 2 * min(height, THICK * dots):
            continue
        box = _core(box, box.cut(labels) == label, dots)
        if box and (box.width > may_be_letters * dots or _stands_alone(box, ink, dots)):
            found.append(box)
    return found


def _core(box: Box, run: np.ndarray, dots: float) -> Box | None:
    """The rule in a run to which a seal or tops of letters may stick: its longest rows; None where it is none.

    A rule that is not quite level, or bowed, is higher than it is thick, and may have no long row.
    """
    rows = np.flatnonzero(run.sum(axis=1) >= LONGEST_ROWS * box.width)
    if not len(rows):
        return box if box.height <= THICK * dots + BOWED * box.width else None
    if rows[-1] - rows[0] > THICK * dots:
        return None
    columns = np.flatnonzero(run[rows[0] : rows[-1] + 1].any(axis=0))
    left, top = box.left + int(columns[0]), box.top + int(rows[0])
    return Box(left, top, box.left + int(columns[-1]) + 1, box.top + int(rows[-1]) + 1)


def _stands_alone(box: Box, ink: Ink, dots: float) -> bool:
    """Whether a run is a line with paper on both sides; one that is made of letters has the rest of them there."""
    if np.count_nonzero(box.cut(ink).any(axis=0)) < SOLID * box.width:
        return False
    near = max(round(BESIDE * dots), 2)
    above = Box(box.left, box.top - near - 1, box.right, box.top - 1).cut(ink)
    below = Box(box.left, box.bottom + 1, box.right, box.bottom + near + 1).cut(ink)
    return all(np.count_nonzero(side) < MOST_BESIDE * max(side.size, 1) for side in (above, below))


def _ends_on(box: Box, rules: Sequence[Box], touch: float) -> tuple[bool, bool]:
    """Whether the first and the last end of a rule lie on rules that cross its direction."""
    if box.height > box.width:
        return _ends_on(_transposed(box), [_transposed(rule) for rule in rules], touch)
    y = (box.top + box.bottom) / 2
    met = [rule for rule in rules if rule.top - touch <= y <= rule.bottom + touch]
    first = any(rule.left - touch <= box.left <= rule.right + touch for rule in met)
    return first, any(rule.left - touch <= box.right <= rule.right + touch for rule in met)
