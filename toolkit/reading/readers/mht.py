"""Web pages saved as one file (MHT, MHTML: a MIME message): the page in it, and the frames that the page shows."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers import html
from toolkit.reading.readers.building import Builder

# Pages in one file that are looked at: the page, its frames, and the advertisements in them.
MOST_PAGES = 50
# A page with less text is a frame of nothing (characters).
HARDLY_ANY = 300


def read(data: bytes, source: str) -> Document:
    """The document in the bytes of an MHT file: its first web page, or of several frames the one with most text.

    Raises UnreadableFile where there is no web page in it.
    """
    try:
        parts = _pages(email.message_from_bytes(data, policy=email.policy.compat32))
    except RecursionError as error:
        raise UnreadableFile(
            "the parts of this file (MHT) are nested beyond measure: open it in a browser and save it again"
        ) from error
    pages = [_document(part, source) for part in parts]
    if not pages:
        raise UnreadableFile(
            "this is a web page saved as one file (MHT), but no page is in it: open it in a browser and save it again as "
            "“web page, complete” or PDF"
        )
    first = pages[0]
    if _letters(first) >= HARDLY_ANY or len(pages) == 1:
        return first
    # A page of frames has hardly any text; the frames are pages of the same file.
    return max(pages, key=_letters)


def _pages(message: Message) -> list[Message]:
    """The web pages in a message, in order."""
    found = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    return found[:MOST_PAGES]


def _document(part: Message, source: str) -> Document:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return Builder(source, "mht", "paragraphs").document()
    text, encoding = html.decoded(data)
    return html.page(text, source, encoding, format="mht")


def _letters(document: Document) -> int:
    return sum(len(line.text) for line in document.lines)
