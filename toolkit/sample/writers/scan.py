"""Scans: pages as a scanner and a stamp leave them, as pictures in a PDF.

A printed report is rendered at the resolution of the scanner, stamped, laid on the glass a little askew, and comes out
grey or black and white, with noise, as JPEG or PNG.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from random import Random

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

RESOLUTIONS = (150, 200, 300)
COLOURS = ("colour", "grey", "bw")
STYLES = tuple(f"{dpi}_{colour}" for dpi in RESOLUTIONS for colour in COLOURS)
MOST_SKEW = 2.0
SEAL_RED = (214, 32, 38)
# A seal of an agency is 4.2 cm wide. Source: 国发〔1999〕25号.
SEAL_INCHES = 4.2 / 2.54
# Darker than this (of 255) is black for a scanner that knows only black and white.
BLACK = 140


@dataclass(frozen=True)
class Look:
    """How a scanner leaves its pages.

    `skew` in degrees, `noise` the standard deviation of the grey values (of 255), `specks` a share of the pixels, `blur` a
    radius in pixels at 200 dpi, `quality` of the JPEG (0: PNG), `seals` how many pages are stamped.
    """

    dpi: int = 200
    colour: str = "grey"
    skew: float = 0.0
    noise: float = 0.0
    specks: float = 0.0
    blur: float = 0.0
    quality: int = 0
    seals: int = 0


def draw_look(style: str, rng: Random) -> Look:
    """A look of a style such as "200_grey"; skew, noise and the rest are drawn."""
    dpi, colour = style.split("_")
    return Look(
        int(dpi),
        colour,
        rng.uniform(-MOST_SKEW, MOST_SKEW),
        rng.uniform(2, 10),
        rng.uniform(0, 0.0004),
        rng.uniform(0.2, 0.7),
        0 if colour == "bw" else rng.randint(60, 90),
        1,
    )


def scan_pdf(pdf: bytes, look: Look, rng: Random) -> bytes:
    """A PDF as somebody printed, stamped and scanned it: a picture a page and no text."""
    return pages_as_pdf(scan_pages(pdf, look, rng), look)


def scan_pages(pdf: bytes, look: Look, rng: Random) -> list[Image.Image]:
    """The pages of a PDF as somebody printed, stamped and scanned them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=look.dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()
    stamped = set(rng.sample(range(len(pages)), min(look.seals, len(pages))))
    return [_scanned(_stamped(p, look.dpi, rng) if n in stamped else p, look, rng) for n, p in enumerate(pages)]


def pages_as_pdf(pages: Sequence[Image.Image], look: Look) -> bytes:
    """Pictures as the pages of a PDF, JPEG or without loss."""
    coded = [Image.open(BytesIO(page_bytes(page, look))) for page in pages]
    out = BytesIO()
    how = {"quality": look.quality} if look.quality else {}
    coded[0].save(out, "PDF", save_all=True, append_images=coded[1:], resolution=look.dpi, **how)
    return out.getvalue()


def page_bytes(page: Image.Image, look: Look) -> bytes:
    """A page as a file of its own: JPEG or PNG."""
    out = BytesIO()
    dpi = (look.dpi, look.dpi)
    if look.quality:
        page.save(out, "JPEG", quality=look.quality, dpi=dpi)
    else:
        page.save(out, "PNG", dpi=dpi)
    return out.getvalue()


def _stamped(page: Image.Image, dpi: int, rng: Random) -> Image.Image:
    """A page with a round red seal somewhere over its text; ink darkens what is printed, it doesn't cover it."""
    side = round(SEAL_INCHES * dpi)
    seal = _seal(side, rng.uniform(-25, 25))
    left = rng.randrange(round(0.1 * page.width), max(round(0.9 * page.width) - side, round(0.1 * page.width) + 1))
    top = rng.randrange(round(0.1 * page.height), max(round(0.9 * page.height) - side, round(0.1 * page.height) + 1))
    ink = Image.new("RGB", page.size, "white")
    ink.paste(seal, (left, top))
    both = np.asarray(page, np.uint16) * np.asarray(ink, np.uint16) // 255
    return Image.fromarray(both.astype(np.uint8))


def _seal(side: int, turn: float) -> Image.Image:
    """A ring with a star in it and marks around, where the letters of the agency's name stand."""
    seal = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(seal)
    middle, width = side / 2, max(round(side * 0.028), 2)
    draw.ellipse((width, width, side - width, side - width), outline=SEAL_RED, width=width)
    corners = []
    for point in range(10):
        reach = side * (0.17 if point % 2 == 0 else 0.066)
        at = math.radians(36 * point - 90)
        corners.append((middle + reach * math.cos(at), middle + reach * math.sin(at)))
    draw.polygon(corners, fill=SEAL_RED)
    for mark in range(11):
        at = math.radians(150 + mark * 24)
        x, y, half = middle + side * 0.36 * math.cos(at), middle + side * 0.36 * math.sin(at), side * 0.045
        draw.line((x - half, y - half, x + half, y - half), fill=SEAL_RED, width=width)
        draw.line((x, y - half, x, y + half), fill=SEAL_RED, width=width)
        draw.line((x - half, y + half / 2, x + half, y + half / 2), fill=SEAL_RED, width=width)
    return seal.rotate(turn, Image.Resampling.BICUBIC, fillcolor="white")


def _scanned(page: Image.Image, look: Look, rng: Random) -> Image.Image:
    """A page as it comes out of the scanner."""
    page = page.rotate(look.skew, Image.Resampling.BICUBIC, fillcolor="white")
    if look.blur:
        page = page.filter(ImageFilter.GaussianBlur(look.blur * look.dpi / 200))
    if look.colour != "colour":
        page = page.convert("L")
    grey = np.asarray(page, np.float32)
    noise = np.random.default_rng(rng.getrandbits(63))
    if look.noise:
        grey = grey + noise.normal(0, look.noise, grey.shape[:2]).reshape(*grey.shape[:2], *[1] * (grey.ndim - 2))
    if look.specks:
        speck = noise.random(grey.shape[:2])
        grey[speck < look.specks] = 40
        grey[speck > 1 - look.specks] = 255
    page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return page.point(lambda value: 255 if value > BLACK else 0).convert("1") if look.colour == "bw" else page
