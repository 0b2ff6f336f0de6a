"""Pages as pictures of the size at which they are read: those of a PDF drawn, pictures of any size brought to it."""

from __future__ import annotations

import ctypes

import cv2
import numpy as np
import pypdfium2.raw as pdfium

from toolkit.reading.readers.pdf.breaks import Table
from toolkit.reading.readers.pdf.layout import Page, page_of
from toolkit.reading.readers.scans.page import DOTS, read_picture
from toolkit.reading.readers.scans.recognising import lines_in

# The short side of a page of A4, and of one of A3 (points). A longer one has its pixels for points.
SHORT_SIDE, LONGEST_SHORT_SIDE = 595.0, 850.0
# A page drawn for reading has no more pixels: 20 times A4.
MOST_PIXELS = 60_000_000
# Pictures this wide (pixels, their short side) and of about this shape are pages of A4.
PAGE_PIXELS, PAGE_SHAPE = 1000, (1.3, 1.55)
# In other pictures a line is brought to this height (points), which the box around it surpasses by so much.
LINE_POINTS, BOX_BY_LINE = 10.5, 1.35
LEAST_SCALE, MOST_SCALE = 0.2, 4.0


def page_of_picture(picture: np.ndarray) -> Page:
    """What a picture with DOTS pixels a point says, as a page."""
    scan = read_picture(picture)
    page = page_of(scan.content)
    page.scan = scan
    for item in page.items:
        if isinstance(item, Table) and item.grid:
            item.seen = {slot[:2]: scan.seen_in(*item.grid.box(slot)) for slot in set(item.grid.slots.values())}
    return page


def drawn(page: pdfium.FPDF_PAGE) -> np.ndarray:
    """A loaded page of a PDF as a picture (height, width, red green blue) with DOTS pixels a point."""
    wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    short = min(wide, high)
    scale = DOTS * (SHORT_SIDE / short if short > LONGEST_SHORT_SIDE else 1.0)
    scale *= min(1.0, (MOST_PIXELS / max(wide * high * scale * scale, 1.0)) ** 0.5)
    width, height = max(round(wide * scale), 1), max(round(high * scale), 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        size = stride * height
        raw = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte * size)).contents
        rows = np.frombuffer(raw, np.uint8).reshape(height, stride)[:, : 4 * width].reshape(height, width, 4)
        return np.ascontiguousarray(rows[..., 2::-1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def brought_to_size(picture: np.ndarray) -> np.ndarray:
    """A picture of unknown resolution with about DOTS pixels a point: as a page of A4, else by the height of its lines."""
    height, width = picture.shape[:2]
    short, long = sorted((width, height))
    if short >= PAGE_PIXELS and PAGE_SHAPE[0] <= long / short <= PAGE_SHAPE[1]:
        scale = DOTS * SHORT_SIDE / short
    else:
        grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        heights = sorted(box.height for box in lines_in(grey))
        if not heights:
            return picture
        scale = DOTS * LINE_POINTS * BOX_BY_LINE / heights[len(heights) // 2]
    scale = min(max(scale, LEAST_SCALE), MOST_SCALE, (MOST_PIXELS / (height * width)) ** 0.5)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how)
