"""What the modules that read pictures hand to one another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Grey = np.ndarray
"""Grey values of a picture, (height, width) of uint8."""
Ink = np.ndarray
"""255 for ink, 0 for paper, (height, width) of uint8."""


class Box(NamedTuple):
    """A rectangle of a picture in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels down."""
        return self.bottom - self.top

    def cut(self, picture: np.ndarray) -> np.ndarray:
        """What of a picture stands in it."""
        return picture[max(self.top, 0) : max(self.bottom, 0), max(self.left, 0) : max(self.right, 0)]


class Glyph(NamedTuple):
    """A character that was read, where it stands from left to right (pixels of its crop), and how sure it is (0 to 1)."""

    text: str
    left: float
    right: float
    confidence: float
