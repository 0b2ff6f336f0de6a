"""Web pages: what a reader of the page sees, in reading order, with every table on its own grid of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.reading.document import LINES, PARAGRAPHS, Document, UnreadableFile
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.text import FEWEST_DAMAGED, MOST_DAMAGED_SHARE, decode

if TYPE_CHECKING:
    from toolkit.reading.readers.html.events import Page

# A page with less text than this that frames other files has its content in them (characters).
HARDLY_ANY = 300
# Hidden text shorter than this (characters) is a menu's.
MUCH_HIDDEN = 200
# Names of other files that a note lists.
MOST_NAMED = 3

# Old parsers and new ones differ on a DOCTYPE with declarations in it; nothing of it is ever wanted.
# Spelt out in both cases, for a pattern that begins with fixed characters is found far sooner.
_DOCTYPE = re.compile(r"<![Dd][Oo][Cc][Tt][Yy][Pp][Ee]\b[^>\[]{0,1000}(?:\[.{0,100000}?\]\s*)?>", re.DOTALL)
# In XHTML these may close themselves; read as HTML they would swallow the rest of the page.
_SELF_CLOSED = re.compile(
    r"<(script|title|style|textarea|iframe|noscript|xmp)\b([^<>]{0,2000})/>", re.IGNORECASE
)  # fmt: skip
_INLINE = re.compile(r"</?(?:span|font|b|i|u|em|strong|a|big|small|o:p|st1:\w+)\b[^<>]{0,5000}>", re.IGNORECASE)
_BOX = re.compile(r"</?(?:div|section|article|center|blockquote|ul|ol|li|p|form)\b[^<>]{0,5000}>", re.IGNORECASE)


def read(data: bytes, source: str) -> Document:
    """The document in the bytes of a web page. Raises UnreadableFile where they are no text, or nested beyond measure.

    The charset that a page declares is often wrong or missing and not looked at. Nothing is fetched and no script run.
    """
    text, encoding = decoded(data)
    return page(text, source, encoding)


def decoded(data: bytes) -> tuple[str, str]:
    """Text and encoding of a page's bytes, also where a GB18030 page is broken off or damaged in a place or two."""
    try:
        return decode(data)
    except UnreadableFile:
        text = data.decode("gb18030", errors="replace")
        damaged = text.count("\ufffd")
        if not damaged or damaged > max(FEWEST_DAMAGED, len(text) * MOST_DAMAGED_SHARE):
            raise
        decode(text.encode("utf-8"))  # a binary file is none, whatever its bytes can be read as
        return text, "gb18030 (damaged)"


def page(text: str, source: str, encoding: str = "", format: str = "html") -> Document:
    """The document in the text of a web page. Raises UnreadableFile as `read` does."""
    from toolkit.reading.readers.html.emitting import emit
    from toolkit.reading.readers.html.events import Page, parse
    from toolkit.reading.readers.html.trees import TooDeep

    for attempt in _flatter(_plain(text)):
        try:
            found = parse(attempt)
            break
        except TooDeep:
            continue
    else:
        raise TooDeep()
    hidden = found.hidden_letters > 4 * found.letters
    whole = parse(attempt, Page(take_hidden=True)) if hidden or found.hidden_letters > MUCH_HIDDEN else None
    documents = []
    for shown in (whole,) if hidden and whole else (found, whole):
        if shown is None:
            continue
        builder = Builder(source, format, LINES if 2 * shown.laid_out_letters > shown.letters else PARAGRAPHS, encoding)
        builder.titles += shown.titles()
        _notes(builder, shown, shown is whole)
        emit(shown.blocks, builder)
        documents.append(builder.document())
    return replace(documents[0], whole=documents[1]) if len(documents) > 1 else documents[0]


def _flatter(text: str) -> Iterator[str]:
    """A page's text as it is, without tags within lines, and without boxes: for what is nested too deep.

    Hundreds of <span> that are never closed are real; without them a page says the same.
    """
    yield text
    yield (text := _INLINE.sub("", text))
    yield _BOX.sub("<br>", text)


def _plain(text: str) -> str:
    text = text.replace("\0", "")
    if "<?xml" in text and text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    return _DOCTYPE.sub("", text, count=1) if "<!D" in text or "<!d" in text else text


def _notes(builder: Builder, found: Page, hidden: bool) -> None:
    if hidden:
        builder.note(
            "hidden_text",
            "Text of this page is hidden where it is opened (a tab, or a part that a script shows); it was read all the "
            "same, for without it there is less of a report. Compare it with the page.",
        )
    if found.struck_letters:
        builder.note(
            "struck_out",
            f"Text that is struck through was left out (characters: {found.struck_letters}). Compare it with the page.",
        )
    if found.elsewhere and found.letters < HARDLY_ANY:
        names = list(dict.fromkeys(found.elsewhere))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        builder.note(
            "content_elsewhere",
            f"This page has hardly any text of its own and shows another file in a frame: {', '.join(names[:MOST_NAMED])}{more}. "
            "Save that file and put it beside this page; nothing is fetched from the network.",
        )
