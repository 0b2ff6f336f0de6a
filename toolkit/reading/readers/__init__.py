"""One module a format: each makes a Document of a file and knows nothing of reports.

A module has `accepts(head: bytes, name: str) -> bool` and `read(data: bytes, source: str) -> Document`.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers import text

READERS = (text,)

# A report has rarely more than 0.2 MB of text; a file far beyond that is a mistake, and would hold up all others.
LARGEST_FILE = 20_000_000

# What a file begins with, and what it then is: formats that are known by sight but not read.
FOREIGN = (
    (b"%PDF", "a PDF file", "make text of it first (pdftotext -layout FILE.pdf) and read the text"),
    (b"PK\x03\x04", "a ZIP container (DOCX, XLSX or similar)", "save it as plain text (UTF-8) and read the text"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (DOC or XLS)", "save it as plain text (UTF-8) and read the text"),
    (b"{\\rtf", "an RTF file", "save it as plain text (UTF-8) and read the text"),
    (b"\x89PNG", "a picture (PNG)", "type the tables or run a text recognition first"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "type the tables or run a text recognition first"),
    (b"GIF8", "a picture (GIF)", "type the tables or run a text recognition first"),
)


def read_document(path: Path, source: str | None = None) -> tuple[Document, bytes]:
    """The document in a file, and the file's bytes.

    Raises UnreadableFile with the reason where no reader fits, and OSError where the file can't be opened.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"the file has {size / 1e6:.0f} MB, more than the {LARGEST_FILE // 1_000_000} MB that are read; "
            "a report rarely has 0.2 MB: split the file, or take out what is no report"
        )
    data = path.read_bytes()
    return document_of(data, source or str(path)), data


def document_of(data: bytes, source: str) -> Document:
    """The document in a file's bytes. Raises UnreadableFile with the reason."""
    if not data.strip():
        raise UnreadableFile("the file is empty: get it again from where it came from")
    for magic, what, advice in FOREIGN:
        if data.startswith(magic):
            raise UnreadableFile(f"this is {what}, which is not read yet: {advice}")
    head = data[:4096]
    for reader in READERS:
        if reader.accepts(head, source):
            return reader.read(data, source)
    raise UnreadableFile("this is no text: save the report as plain text (UTF-8) and read that")
