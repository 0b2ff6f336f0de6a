"""The functions of PDFium that are asked for every character and object of a page, bound so that a call costs little.

What ctypes makes of a pointer that comes back, and how it looks at the type of each that is given, takes longer than
the call. Here an object is a plain number, and answers are written to one room: only one thread at a time may read
PDFs anyway.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from struct import Struct

import pypdfium2.raw as pdfium

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points; y grows upwards, as PDF has it."""

_ROOM = bytearray(24)
_HELD = (ctypes.c_char * len(_ROOM)).from_buffer(_ROOM)
_PLACES = tuple(ctypes.c_void_p(ctypes.addressof(_HELD) + 4 * i) for i in range(4))
_four, _six = Struct("4f").unpack_from, Struct("6f").unpack_from


def handle(pointer: object) -> ctypes.c_void_p:
    """A page or a page's text, as the functions below take it."""
    return ctypes.cast(pointer, ctypes.c_void_p)


def _bound(function, result=ctypes.c_int, arguments=None) -> Callable:
    """A function of the library with a type of its own for what it takes and gives.

    Without types for its arguments these must be a handle, or a number that fits a C int.
    """
    bound = type(function)(ctypes.cast(function, ctypes.c_void_p).value)
    bound.restype = result
    if arguments:
        bound.argtypes = arguments
    return bound


_OBJECT = (ctypes.c_void_p,)
object_of_page = _bound(pdfium.FPDFPage_GetObject, ctypes.c_void_p)
"""The object of a page (a handle) at an index: a number."""
object_of_form = _bound(pdfium.FPDFFormObj_GetObject, ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_ulong))
"""The object of a form (an object) at an index."""
type_of = _bound(pdfium.FPDFPageObj_GetType, arguments=_OBJECT)
segments_of = _bound(pdfium.FPDFPath_CountSegments, arguments=_OBJECT)
segment_of = _bound(pdfium.FPDFPath_GetPathSegment, ctypes.c_void_p, (ctypes.c_void_p, ctypes.c_int))
type_of_segment = _bound(pdfium.FPDFPathSegment_GetType, arguments=_OBJECT)
closes = _bound(pdfium.FPDFPathSegment_GetClose, arguments=_OBJECT)
unmapped = _bound(pdfium.FPDFText_HasUnicodeMapError)
"""Whether (1) the font doesn't say which character it is; of a page's text (a handle), at an index."""

object_of_char = _bound(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
"""The text object of a page's text (a handle) in which a character stands, None for one that PDFium makes up."""
font_of = _bound(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p, _OBJECT)

_get_bounds = _bound(pdfium.FPDFPageObj_GetBounds, arguments=(ctypes.c_void_p,) * 5)
_get_matrix = _bound(pdfium.FPDFPageObj_GetMatrix, arguments=(ctypes.c_void_p,) * 2)
_get_point = _bound(pdfium.FPDFPathSegment_GetPoint, arguments=(ctypes.c_void_p,) * 3)
_get_font_size = _bound(pdfium.FPDFTextObj_GetFontSize, arguments=(ctypes.c_void_p,) * 2)
_get_char_box = _bound(pdfium.FPDFText_GetLooseCharBox)
_get_char_matrix = _bound(pdfium.FPDFText_GetMatrix)


def bounds_of(thing: int) -> Box:
    """The box of an object in the space of what holds it."""
    _get_bounds(thing, *_PLACES)
    return _four(_ROOM)


def matrix_of(thing: int) -> Matrix:
    """The matrix of an object, which leads to the space of what holds it."""
    _get_matrix(thing, _PLACES[0])
    return _six(_ROOM)


def point_of(segment: int) -> tuple[float, float]:
    """Where a segment of a path ends."""
    _get_point(segment, _PLACES[0], _PLACES[1])
    return _four(_ROOM)[:2]


def char_boxes(text: ctypes.c_void_p, count: int) -> Iterator[Box]:
    """Left, top, right and bottom of each of the first characters: as wide as its advance, as high as its font."""
    call, place, unpack, room = _get_char_box, _PLACES[0], _four, _ROOM
    for index in range(count):
        call(text, index, place)
        yield unpack(room)


def char_matrix(text: ctypes.c_void_p, index: int) -> Matrix:
    """The matrix of a character's text."""
    _get_char_matrix(text, index, _PLACES[0])
    return _six(_ROOM)


def font_size(thing: int) -> float:
    """The size of a text object's font, before its matrix."""
    _get_font_size(thing, _PLACES[0])
    return _four(_ROOM)[0]
