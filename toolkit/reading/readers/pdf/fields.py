"""Form fields and comments of a page: their text is kept apart from the page's and isn't read; they are counted."""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import pypdfium2.raw as pdfium

# A form to fill in has some hundred fields.
MOST_ANNOTATIONS = 5000
# Where the text of a field and of a comment on the page is; operators that show text in how it is drawn.
_TEXT_AT = {pdfium.FPDF_ANNOT_WIDGET: b"V", pdfium.FPDF_ANNOT_FREETEXT: b"Contents"}
_SHOWS = ("Tj", "TJ")


def fields_with_text(page: pdfium.FPDF_PAGE) -> int:
    """How many form fields and comments of a loaded page show text. Boxes to tick and signatures don't count."""
    found = 0
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            found += _shows_text(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _shows_text(annotation: pdfium.FPDF_ANNOTATION) -> bool:
    key = _TEXT_AT.get(pdfium.FPDFAnnot_GetSubtype(annotation))
    if key is None or _entry(annotation, b"FT") in ("Btn", "Sig"):
        return False
    if _entry(annotation, key).strip():
        return True
    # The fields of one name have their text in their parent; here only how it is drawn tells of it.
    return bool(pdfium.FPDFAnnot_HasKey(annotation, b"Parent")) and any(map(_drawn(annotation).count, _SHOWS))


def _entry(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    return _text(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _drawn(annotation: pdfium.FPDF_ANNOTATION) -> str:
    mode = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    return _text(lambda buffer, size: pdfium.FPDFAnnot_GetAP(annotation, mode, buffer, size))


def _text(ask: Callable) -> str:
    """The text that a function of PDFium writes to a buffer of so many bytes, as UTF-16 with a zero at its end."""
    size = ask(None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    ask(buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
