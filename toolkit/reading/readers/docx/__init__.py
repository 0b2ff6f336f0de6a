"""DOCX: the XML of a Word file becomes paragraphs and tables, with the numbers that Word sets before them."""

from __future__ import annotations

from typing import Any

from toolkit.reading.document import PARAGRAPHS, Document, UnreadableFile
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.docx.blocks import Reader
from toolkit.reading.readers.docx.inline import Inline, Tally
from toolkit.reading.readers.docx.laying import lay
from toolkit.reading.readers.docx.names import W, is_on, value_of
from toolkit.reading.readers.docx.numbering import Numbering
from toolkit.reading.readers.zipped import Container, opened, parsed

_STYLE_END = b"</w:style>"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def read(data: bytes, source: str) -> Document:
    """The document in a DOCX file's bytes, read as if every tracked change were accepted.

    Text that Word hides, headers, footers, footnotes and comments are left out. Raises UnreadableFile with the reason.
    """
    return read_container(opened(data), source, "docx")


def read_container(container: Container, source: str, format: str) -> Document:
    """The document in an opened DOCX container; `format` is what the file was before another program made it a DOCX."""
    main = container.related("", "officeDocument", "word/document.xml")
    root = container.xml(main)
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise UnreadableFile(
            f"the Word file has no text part (expected w:body in {main}): open it in Word and save it anew as DOCX"
        )
    styles = _styles(container, container.related(main, "styles", "word/styles.xml"))
    numbers = container.xml(container.related(main, "numbering", "word/numbering.xml"))
    tally = Tally()
    hidden = _hidden_styles(styles)
    may_hide = bool(hidden) or next(root.iter(f"{W}vanish"), None) is not None
    reader = Reader(Inline(tally, may_hide, hidden), Numbering(numbers, styles))
    builder = Builder(source, format, PARAGRAPHS)
    builder.titles += _titles(container)
    lay(reader.blocks(body), builder)
    _add_notes(builder, tally)
    return builder.document()


def _styles(container: Container, name: str) -> Any:
    """The styles of paragraphs and characters that number or hide text, and those between them; None where none does."""
    data = container.xml_bytes(name)
    if b"numPr" not in data and b"vanish" not in data:
        return None
    return parsed(_without_table_styles(data), name)


def _without_table_styles(data: bytes) -> bytes:
    """The styles part without its table styles: hundreds of them take most of the time, and say nothing of text."""
    kept = []
    for part in data.split(_STYLE_END):
        start = part.find(b"<w:style ")
        if start >= 0 and b'w:type="table"' in part[start : part.find(b">", start)]:
            kept.append(part[:start])
        else:
            kept.append(part + _STYLE_END if start >= 0 else part)
    return b"".join(kept)


def _hidden_styles(styles: Any) -> frozenset[str]:
    """Ids of the styles whose text Word does not show, those based on one of them too."""
    based, hidden = {}, set()
    if styles is None or next(styles.iter(f"{W}vanish"), None) is None:
        return frozenset()
    for style in styles.iterfind(f"{W}style"):
        name, properties = style.get(f"{W}styleId", ""), style.find(f"{W}rPr")
        based[name] = value_of(style, f"{W}basedOn")
        if properties is not None and is_on(properties, f"{W}vanish"):
            hidden.add(name)
        elif properties is not None and properties.find(f"{W}vanish") is not None:
            based[name] = None
    while hidden:
        more = {name for name, base in based.items() if base in hidden} - hidden
        if not more:
            break
        hidden |= more
    return frozenset(hidden)


def _titles(container: Container) -> list[str]:
    """The title in the file's properties, unless a program put the name of a file there."""
    root = container.xml(container.related("", "core-properties", "docProps/core.xml"))
    title = (root.findtext(_TITLE) or "").strip() if root is not None else ""
    return (
        [] if not title or title.startswith("Microsoft Word") or title.lower().endswith((".doc", ".docx")) else [title]
    )


def _add_notes(builder: Builder, tally: Tally) -> None:
    if tally.changes:
        builder.note(
            "tracked_changes",
            f"The file has {tally.changes} tracked changes (修订) that nobody accepted or rejected; it was read as if all "
            "were accepted. Accept or reject them in Word to be sure.",
        )
    if tally.hidden:
        builder.note(
            "hidden_text",
            f"The file has {tally.hidden} pieces of text that Word does not show (hidden text, hidden rows, cells under merged "
            "ones); they were left out.",
        )
    if tally.struck:
        builder.note(
            "struck_out",
            f"Text that is struck through was left out (pieces: {tally.struck}). Remove it from the file, if it no "
            "longer counts.",
        )
    for program in sorted(set(tally.elsewhere)):
        builder.note(
            "content_elsewhere",
            f"The file holds a part made by another program or of another file ({program}), whose content was not read: open "
            "the file, and paste that part as an ordinary table or text.",
        )
