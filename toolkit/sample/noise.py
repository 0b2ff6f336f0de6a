"""Noise of characters: full-width digits, brackets of either width, spaces in labels and around figures.

Noise never changes what a figure says; only how it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from toolkit.sample.grid import Cell
from toolkit.sample.outline import Item

NOISE_SHARE = 0.3
WIDE = str.maketrans("0123456789+-", "０１２３４５６７８９＋－")
WIDE_ALL = str.maketrans("0123456789+-.,", "０１２３４５６７８９＋－．，")
NARROW_BRACKETS = str.maketrans("（）", "()")


@dataclass(frozen=True)
class Noise:
    """The noise of one rendering; `pads` are what may stand before and after a figure or alone in an empty cell."""

    digits: dict[int, int] | None
    separators: bool
    narrow: bool
    label_spaces: float
    pads: tuple[str, ...]


QUIET = Noise(None, False, False, 0.0, ("",))


def draw_noise(rng: Random) -> Noise:
    """Some noise; each kind by chance, at least brackets or spaces."""
    digits = rng.choice([None, None, WIDE, WIDE_ALL])
    pads = rng.choice([("",), ("", " "), ("", "　"), ("", " ", "　", "\u00a0")])
    return Noise(digits, rng.random() < 0.3, rng.random() < 0.6, rng.choice([0.0, 0.1, 0.5]), pads)


def _with_separators(text: str) -> str:
    """The whole part of a plain number in groups of three; any other text as it is."""
    whole, point, rest = text.partition(".")
    if whole.lstrip("+-").isdigit() and len(whole.lstrip("+-")) > 3:
        sign = whole[0] if whole[0] in "+-" else ""
        return f"{sign}{int(whole.lstrip('+-')):,}{point}{rest}"
    return text


def _noisy_label(text: str, noise: Noise, rng: Random) -> str:
    """A label with narrow brackets, a space after its number or inside it (1. 属于国家秘密, 自然 人)."""
    if noise.narrow:
        text = text.translate(NARROW_BRACKETS)
    if len(text) > 2 and rng.random() < noise.label_spaces:
        number = max(text.find("."), text.find(")"), text.find("）"))
        cut = number + 1 if 0 < number < 4 and rng.random() < 0.6 else rng.randint(1, len(text) - 1)
        text = text[:cut] + " " + text[cut:]
    return text


def _noisy_cell(cell: Cell, noise: Noise, rng: Random) -> Cell:
    if cell.role == "rule":
        return cell
    if cell.role != "figure":
        return replace(cell, text=_noisy_label(cell.text, noise, rng))
    text = _with_separators(cell.text) if noise.separators else cell.text
    if noise.digits:
        text = text.translate(noise.digits)
    return replace(cell, text=rng.choice(noise.pads) + text + rng.choice(noise.pads))


def add_noise(items: list[Item], noise: Noise, rng: Random) -> list[Item]:
    """The same items with noise in labels, figures and headings; prose and titles take full-width digits only."""
    if noise is QUIET:
        return items
    noisy = []
    for item in items:
        if item.grid:
            cells = tuple(_noisy_cell(cell, noise, rng) for cell in item.grid.cells)
            item = replace(item, grid=replace(item.grid, cells=cells))
        elif noise.digits and item.kind in ("prose", "title") and rng.random() < 0.3:
            item = replace(item, text=item.text.translate(WIDE))
        noisy.append(item)
    return noisy
