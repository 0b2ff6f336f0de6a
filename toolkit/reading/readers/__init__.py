"""One module a format: each makes a Document of a file's bytes and knows nothing of reports.

A module has `read(data: bytes, source: str) -> Document`, which raises UnreadableFile with a reason for what it can't read.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path

from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers.kinds import kind_of

# Which module reads a kind. Modules are loaded when the first file of their kind is met.
READERS = {
    "text": "text",
    "html": "html",
    "mht": "mht",
    "markdown": "markdown",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "xls": "xls",
    **dict.fromkeys(("doc", "rtf", "odt", "wordml"), "office"),
    "ods": "office",
    "picture": "scans",
}

# What is known by sight and not read, and what its user can do.
FOREIGN = {
    "encrypted office": ("an Office file with a password", "open it with the password and save it without one"),
    "office": ("an old Office file that is neither Word nor Excel", "save it as DOCX or PDF"),
    "xlsb": ("a binary Excel workbook (XLSB)", "save it as XLSX"),
    "ofd": ("an OFD file", "open it in a reader of OFD and save or print it as PDF"),
    "zip": ("a ZIP archive", "unpack it and put the files in its place"),
    "broken zip": ("a damaged ZIP container (DOCX, XLSX or an archive)", "get the file again from where it came from"),
    "archive": ("an archive (RAR, 7z or gzip)", "unpack it and put the files in its place"),
}

# A report has rarely more than 0.2 MB of text; a file far beyond that is a mistake, and would hold up all others.
LARGEST_TEXT = 20_000_000
# Files with pictures in them are larger, and scans larger still.
LARGEST_FILE = 200_000_000


def read_document(path: Path, source: str | None = None) -> tuple[Document, bytes]:
    """The document in a file, and the file's bytes.

    Raises UnreadableFile with the reason where no reader fits, and OSError where the file can't be opened.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise _too_large(size, LARGEST_FILE)
    data = path.read_bytes()
    return document_of(data, source or str(path)), data


def _too_large(size: int, limit: int) -> UnreadableFile:
    return UnreadableFile(
        f"the file has {size / 1e6:.0f} MB, more than the {limit // 1_000_000} MB that are read; "
        "a report rarely has 0.2 MB: split the file, or take out what is no report"
    )


def document_of(data: bytes, source: str) -> Document:
    """The document in a file's bytes. Raises UnreadableFile with the reason."""
    if not data[:LARGEST_TEXT].strip():
        raise UnreadableFile("the file is empty: get it again from where it came from")
    kind = kind_of(data)
    if kind.startswith("picture "):
        kind = "picture"
    if kind in FOREIGN:
        what, advice = FOREIGN[kind]
        raise UnreadableFile(f"this is {what}, which is not read: {advice}")
    if kind in ("text", "html", "mht", "markdown", "rtf", "wordml") and len(data) > LARGEST_TEXT:
        raise _too_large(len(data), LARGEST_TEXT)
    return import_module(f"toolkit.reading.readers.{READERS[kind]}").read(data, source)


def prepared(paths: Iterable[Path]) -> AbstractContextManager[int]:
    """Makes files of formats that another program must convert ready to be read, many at once, while the context is open.

    Without it they are read all the same, one after another. Raises nothing for a bad file: reading it says why.
    """
    from toolkit.reading.readers.office import prepared as converted

    return converted(paths)
