"""What stands on a page of a PDF, asked of PDFium: characters, straight strokes and pictures with their places."""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as pdfium

from toolkit.reading.readers.pdf import calls
from toolkit.reading.readers.pdf.calls import Box, Matrix
from toolkit.reading.readers.pdf.heights import differ, even_boxes

# A page of a report has a thousand strokes at most; a map or a chart may have more, but is no table.
MOST_OBJECTS = 50_000
MOST_POINTS = 200_000
DEEPEST_FORM = 12
# Far more than fit on a page that can be read.
MOST_CHARACTERS = 200_000
# A filled rectangle no thicker than this (points) is a rule, not a background.
THICKEST_RULE = 3.5
# Strokes whose ends differ by less than this (points) across their direction are level or upright.
CROOKED = 1.0
# Text is upright, or turned by a quarter, within this angle; else it is slanted, as watermarks are.
UPRIGHT = math.radians(10)
SLANTED = -1
LOST = "\ufffd"
# From here on a character may be half of one, or of private use.
FIRST_DOUBTFUL = "\ud800"
# From this character on they are as wide as high.
CHINESE = "\u2e80"
# Codes of symbol fonts: bullets, ticks.
SYMBOLS = range(0xF000, 0xF100)
# No page is so large (points), whatever a damaged file says.
FARTHEST = 1e6
# A rectangle is a path of so many points.
ONE_RECTANGLE = 5
_Start = tuple[Matrix, float, str]
"""The matrix of a character, its height across its text, and itself."""


class Char(NamedTuple):
    """A character with its place in points, y growing downwards.

    `turn` counts the quarter turns (counter-clockwise) of its text against the page, or is SLANTED.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    turn: int = 0

    @property
    def x(self) -> float:
        """Its middle across the page."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Its middle down the page."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """Its height, which is the size of its font, in points."""
        return self.bottom - self.top


@dataclass(slots=True)
class Content:
    """What stands on a page. `strokes` are level or upright, from end to end; `shapes` counts all that is drawn.

    `turned` says that some text isn't upright, `symbols` that signs of symbol fonts stand there, `see_through`
    that something may be transparent, `cut` that there is more on the page than is read; `lost` counts characters that
    no font explains, `beside` are those that stand beside the visible page.
    """

    box: Box
    chars: list[Char] = field(default_factory=list)
    beside: list[Char] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    shapes: int = 0
    points: int = 0
    turned: bool = False
    symbols: bool = False
    see_through: bool = False
    lost: int = 0
    cut: bool = False


def content_of(page: pdfium.FPDF_PAGE) -> Content:
    """What stands on a loaded page."""
    content = Content(_page_box(page), see_through=bool(pdfium.FPDFPage_HasTransparency(page)))
    _draw(content, calls.handle(page), pdfium.FPDFPage_CountObjects(page), calls.object_of_page, None, 0)
    text = pdfium.FPDFText_LoadPage(page)
    if text:
        try:
            content.chars = _chars(text, content)
        finally:
            pdfium.FPDFText_ClosePage(text)
    return content


def _page_box(page: pdfium.FPDF_PAGE) -> Box:
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(rect))
    return rect.left, rect.bottom, rect.right, rect.top


def _chars(page: pdfium.FPDF_TEXTPAGE, content: Content) -> list[Char]:
    """The characters in PDFium's order, without the blanks and line ends that it makes up."""
    count = pdfium.FPDFText_CountChars(page)
    content.cut |= count > MOST_CHARACTERS
    texts, text = _texts(page, min(count, MOST_CHARACTERS)), calls.handle(page)
    boxes = list(calls.char_boxes(text, len(texts)))
    chars = _placed(text, texts, boxes, content, False)
    return _placed(text, texts, even_boxes(text, boxes), content, True) if chars is None else chars


def _placed(
    text: ctypes.c_void_p, texts: Sequence[str], boxes: Sequence[Box], content: Content, even: bool
) -> list[Char] | None:
    """The characters at their places; None where boxes that aren't even tell of a font without a height of its own."""
    content.lost, content.beside = 0, []
    chars: list[Char] = []
    x0, y0, x1, y1 = (max(-FARTHEST, min(place, FARTHEST)) for place in content.box)
    unmapped = calls.unmapped
    last_left = last_top = last_bottom = math.nan
    last: _Start | None = None
    turn = 0
    for index, ((left, top, right, bottom), char) in enumerate(zip(boxes, texts, strict=True)):
        # What PDFium makes up has no extent: loose boxes have the advance and the height of the font, so all others do.
        if left >= right:
            continue
        kept: list[Char] | None = chars
        if not (x0 < left < right < x1 and y0 < bottom < top < y1):
            kept = _kept(content, chars, (left, bottom, right, top))
            if kept is None:
                continue
        # Characters of a line have one turn. It is asked for again where one is higher or lower, or farther left.
        if top != last_top or bottom != last_bottom or left < last_left:
            matrix = calls.char_matrix(text, index)
            turn = _turn(*matrix[:2])
            content.turned |= turn != 0
            start = matrix, right - left if turn % 2 else top - bottom, char
            if not even and last and _uneven(last, start):
                return None
            last, last_top, last_bottom = start, top, bottom
        last_left = left
        if not " " < char < FIRST_DOUBTFUL or unmapped(text, index) == 1:
            char = _character(char, unmapped(text, index))
            content.lost += char == LOST
            content.symbols |= ord(char) in SYMBOLS
        kept.append(Char(char, left, -top, right, -bottom, turn))
    return chars


def _uneven(last: _Start, start: _Start) -> bool:
    """Whether two characters tell by their heights that their font has none of its own.

    One text object has one font, and Chinese characters on one baseline nearly always have.
    """
    (before, high, char), (matrix, own, other) = last, start
    same = matrix == before or (matrix[:4] == before[:4] and matrix[5] == before[5] and min(char, other) >= CHINESE)
    return same and differ(high, own)


def _kept(content: Content, chars: list[Char], box: Box) -> list[Char] | None:
    """Where a character goes that doesn't stand wholly within the page: its middle tells. None for one in no real place."""
    left, bottom, right, top = box
    if not (FARTHEST > right > left > -FARTHEST and FARTHEST > top > bottom > -FARTHEST):
        return None
    page = content.box
    within = page[0] < (left + right) / 2 < page[2] and page[1] < (bottom + top) / 2 < page[3]
    return chars if within else content.beside


def _texts(text: pdfium.FPDF_TEXTPAGE, count: int) -> Sequence[str]:
    """The characters one by one: taken in one go where there is one code for each, else asked for one by one."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, buffer) == count + 1:
        whole = bytes(buffer)[:-2].decode(f"utf-16-{sys.byteorder[0]}e", "replace")
        if len(whole) == count and LOST not in whole:
            return whole
    codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]
    return [chr(code) if code <= sys.maxunicode else LOST for code in codes]


def _character(char: str, unmapped: int) -> str:
    """The character itself; LOST where the font doesn't say which it is."""
    # PDFium marks a hyphen at the end of a line so; in a table it is a dash.
    if char in "\x02\ufffe":
        return "-"
    if unmapped == 1 or char in "\0\uffff" or "\ud800" <= char < "\ue000":
        return LOST
    # A bullet of a symbol font is no loss; in a table it may have been a figure, so `layout` decides.
    if ("\ue000" <= char < "\uf900" or char >= "\U000f0000") and ord(char) not in SYMBOLS:
        return LOST
    return char if char >= " " else " "


def _turn(a: float, b: float) -> int:
    """Quarter turns of text from its matrix, or SLANTED."""
    if b == 0 and a > 0:
        return 0
    angle = math.atan2(b, a) if math.isfinite(a) and math.isfinite(b) else 0.0
    quarters = round(angle / (math.pi / 2))
    return quarters % 4 if abs(angle - quarters * math.pi / 2) <= UPRIGHT else SLANTED


def _draw(content: Content, holder: object, count: int, get: Callable, matrix: Matrix | None, depth: int) -> None:
    """Takes the strokes and pictures of a page, or of a form within it, whose matrix leads to the page."""
    type_of, text = calls.type_of, pdfium.FPDF_PAGEOBJ_TEXT
    for index in range(count):
        thing = get(holder, index)
        kind = type_of(thing)
        if kind == text:
            continue
        if content.shapes >= MOST_OBJECTS or content.points >= MOST_POINTS:
            content.cut = True
            return
        content.shapes += 1
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(content, thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            _picture(content, thing, matrix)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth == DEEPEST_FORM:
                content.cut = True
                continue
            inner, form = _matrix(thing, matrix), ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT)
            _draw(content, thing, pdfium.FPDFFormObj_CountObjects(form), calls.object_of_form, inner, depth + 1)


def _matrix(thing: int, outer: Matrix | None) -> Matrix:
    """The matrix that leads from a thing to the page, through that of the form in which it stands."""
    a, b, c, d, e, f = inner = calls.matrix_of(thing)
    if outer is None:
        return inner
    g, h, i, j, k, m = outer
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _picture(content: Content, thing: int, matrix: Matrix | None) -> None:
    a, b, c, d, e, f = _matrix(thing, matrix)
    # A picture fills the unit square of its own space.
    xs, ys = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    box = (min(xs), min(ys), max(xs), max(ys))
    if not _sane(box):
        return
    if min(box[2] - box[0], box[3] - box[1]) <= THICKEST_RULE:
        _thin(content, box)
    else:
        content.pictures.append(box)


def _sane(box: Box) -> bool:
    """Whether a box is where a page can be; NaN is nowhere."""
    left, bottom, right, top = box
    return -FARTHEST < left <= right < FARTHEST and -FARTHEST < bottom <= top < FARTHEST


def _path(content: Content, path: int, matrix: Matrix | None) -> None:
    # PDFium keeps only paths that are painted; on most pages nothing is transparent.
    if content.see_through and _transparent(path):
        return
    if matrix is None:
        left, bottom, right, top = box = calls.bounds_of(path)
        # Nearly all rules are one thin rectangle or line: its bounds are asked for at once, points one by one.
        if (right - left <= THICKEST_RULE or top - bottom <= THICKEST_RULE) and _sane(box):
            if calls.segments_of(path) <= ONE_RECTANGLE:
                content.points += 1
                _thin(content, box)
                return
    filled, stroked = _painted(path)
    for points, closed in _subpaths(content, path, _matrix(path, matrix)):
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if not _sane(box):
            continue
        if min(box[2] - box[0], box[3] - box[1]) <= THICKEST_RULE and (filled or len(points) > 2):
            _thin(content, box)
        elif stroked:
            ends = points[1:] + points[:1] if closed else points[1:]
            for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
                if min(abs(x1 - x0), abs(y1 - y0)) <= CROOKED:
                    content.strokes.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))


def _painted(path: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether its outline is drawn."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(ctypes.cast(path, pdfium.FPDF_PAGEOBJECT), ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value), bool(stroke.value)


def _thin(content: Content, box: Box) -> None:
    """A thin rectangle is a rule along its middle; one as short as it is thick, a dot, may be of either direction."""
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    wide, high = right - left, top - bottom
    if wide >= high or high <= THICKEST_RULE:
        content.strokes.append((left, y, right, y))
    if high > wide or wide <= THICKEST_RULE:
        content.strokes.append((x, bottom, x, top))


def _transparent(path: int) -> bool:
    """Whether nothing of a path can be seen."""
    filled, stroked = _painted(path)
    shape = ctypes.cast(path, pdfium.FPDF_PAGEOBJECT)
    colour = tuple(ctypes.c_uint() for _ in range(4))
    at = tuple(map(ctypes.byref, colour))
    seen = [
        ask(shape, *at) and colour[3].value == 0
        for ask, painted in ((pdfium.FPDFPageObj_GetFillColor, filled), (pdfium.FPDFPageObj_GetStrokeColor, stroked))
        if painted
    ]
    return bool(seen) and all(seen)


def _subpaths(content: Content, path: int, matrix: Matrix) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The runs of straight lines of a path on the page, and whether each is closed. Curves end a run."""
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    for index in range(min(calls.segments_of(path), MOST_POINTS - content.points)):
        content.points += 1
        segment = calls.segment_of(path, index)
        kind = calls.type_of_segment(segment)
        x, y = calls.point_of(segment)
        point = (a * x + c * y + e, b * x + d * y + f)
        if kind != pdfium.FPDF_SEGMENT_LINETO:
            if len(points) > 1:
                yield points, False
            points = []
        points.append(point)
        if calls.closes(segment):
            if len(points) > 1:
                yield points, kind == pdfium.FPDF_SEGMENT_LINETO
            points = [points[0]]
    if len(points) > 1:
        yield points, False
