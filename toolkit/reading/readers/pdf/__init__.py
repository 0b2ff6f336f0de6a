"""PDF files: text and ruled tables by where they stand on the page, read by PDFium in a process of its own."""

from __future__ import annotations

from toolkit.reading.document import Document
from toolkit.reading.readers import apart


def read(data: bytes, source: str) -> Document:
    """The document in a PDF's bytes. Raises UnreadableFile with the reason and what to do."""
    return apart.call("toolkit.reading.readers.pdf.pages", data, source)
