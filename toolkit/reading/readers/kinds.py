"""What a file is, told from its content: names lie (.doc may be HTML, RTF or DOCX, and .html a PDF)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

# A PDF may have other bytes before its mark; readers of PDF look so far for it.
PDF_REACH = 1024
# Characters looked at to tell a web page from a text.
MARKUP_REACH = 200_000
# So many tags make a text a web page's source; a stray <br> or a link in angle brackets does not.
FEWEST_TAGS = 8

# Kinds that their first bytes tell, blanks aside. What takes more to tell stands in kind_of.
BEGINNINGS = {b"{\\rtf": "rtf", b"Rar!": "archive", b"7z\xbc\xaf": "archive", b"\x1f\x8b": "archive"}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAG = re.compile(
    rb"</?(?:html|head|body|div|p|table|tr|td|th|span|meta|script|style|font|tbody|li|center|h[1-6])\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_PAGE = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_MIME = re.compile(rb"^(?:[\w-]+:.*(?:\r?\n[ \t].*)*\r?\n)*?Content-Type:\s*multipart/related", re.IGNORECASE)

_TABLE = re.compile(rb"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_MARKDOWN = re.compile(rb"^ {0,3}#{1,6} +\S|^\|?[ :]*-{3,}[ :]*\||^!\[[^\]\n]*\]\(|\*\*\S[^*\n]*\*\*", re.MULTILINE)

# What a ZIP container is, by a member that only this kind has.
_IN_ZIP = (
    ("word/document.xml", "docx"),
    ("word/document2.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ofd.xml", "ofd"),
)
_PICTURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)


def kind_of(data: bytes) -> str:
    """The kind of a file's bytes.

    "pdf", "docx", "xlsx", "doc", "xls", "odt", "ods", "rtf", "wordml" (Word's XML of 2003), "html", "mht", "markdown", "text"; or one that is
    known by sight but not read: "picture PNG" and the like, "encrypted office", "office" (an old Office file of another
    kind), "xlsb", "zip", "broken zip", "archive".
    """
    head = data[:PDF_REACH]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if head.startswith(OLE):
        return _ole_kind(data)
    begun = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, kind in BEGINNINGS.items():
        if begun.startswith(mark):
            return kind
    for mark, name in _PICTURES:
        if head.startswith(mark) and b"\0" in data[:64]:
            return f"picture {name}"
    return _text_kind(data)


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            # Names count without regard to case, and some Windows programs part folders with backslashes.
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            for member, kind in _IN_ZIP:
                if member in names:
                    return kind
            if "mimetype" in names and "content.xml" in names:
                return "ods" if b"spreadsheet" in data[:200] else "odt"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "broken zip"
    return "zip"


def _ole_kind(data: bytes) -> str:
    """An old Office file is a file system; the names of its streams stand in it in UTF-16."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return "encrypted office"
    if has("WordDocument"):
        return "doc"
    return "xls" if has("Workbook") or has("Book\0") else "office"


def _text_kind(data: bytes) -> str:
    head = data[:MARKUP_REACH]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\0", b"")
    start = head[:4096].removeprefix(b"\xef\xbb\xbf")
    if b'progid="Word.Document"' in start:
        return "wordml"
    if _MIME.match(start.lstrip()):
        return "mht"
    if _PAGE.match(start):
        return "html"
    if len(_TAG.findall(head)) < FEWEST_TAGS:
        return "text"
    return "markdown" if _is_markdown(head) else "html"


def _is_markdown(head: bytes) -> bool:
    """Whether tags stand in tables only, and around them is Markdown: headings, pipe tables, pictures, bold text."""
    outside = _TABLE.sub(b"", head)
    return len(outside) < len(head) and len(_TAG.findall(outside)) < FEWEST_TAGS and bool(_MARKDOWN.search(outside))
