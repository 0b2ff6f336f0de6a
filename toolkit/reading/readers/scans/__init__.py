"""Pictures of pages: read by text recognition (the extra `ocr`), where it is installed."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers import apart


@cache
def available() -> bool:
    """Whether text recognition is installed."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))


def advice() -> str:
    """What to do with a picture in which no text was read."""
    if available():
        return "text recognition (OCR) found none on it: scan it again at 200 to 300 dpi"
    return 'install text recognition (OCR) with pip install -e ".[ocr]" in the project\'s folder and build again'


def read(data: bytes, source: str) -> Document:
    """The document in the bytes of a picture, or of several in one TIFF. Raises UnreadableFile with the reason and what to do."""
    if not available():
        raise UnreadableFile(f"this is a picture: {advice()}, or type the tables")
    return apart.call("toolkit.reading.readers.scans.files", data, source)
