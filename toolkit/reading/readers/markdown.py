"""Markdown with HTML tables in it, as converters write it (pandoc, MinerU, MarkItDown): prose, pipe tables and <table>s."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from toolkit.reading.document import PARAGRAPHS, Document, UnreadableFile
from toolkit.reading.numbering import width_of
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.text import decode

# Lines broken by a program (pandoc breaks at 72 columns) are about this wide; a Chinese character takes two columns.
BROKEN_FROM, BROKEN_TO = 60, 84

_TABLE_TAG = re.compile(r"<(/?)table\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9]{0,10}(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)|<img\b[^<>]{0,2000}>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\([^)\n]{0,2000}\)")
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^ {0,3}(?:>\s?)+")
_STRONG = re.compile(r"(\*{2,3}|__)(?=\S)(.{1,200}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![*\\])\*(?=[^\s*])([^*]{1,200}?)(?<=[^\s*\\])\*(?!\*)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})\s*$")
_POINT = re.compile(r"^\s*(?:[-*+]\s|\d{1,3}[.)]\s|[|>#]|!\[)")
_PIPE_ESCAPED = "\\|"
_SENTENCE_END = "。！？；：!?;:"


def read(data: bytes, source: str) -> Document:
    """The document in the bytes of a Markdown file. Raises UnreadableFile where they are no text or made to hold up the reader."""
    text, encoding = decode(data)
    builder = Builder(source, "markdown", PARAGRAPHS, encoding)
    for part, is_table in _parts(_without_comments(text.replace("\r\n", "\n").replace("\r", "\n"))):
        if is_table:
            _lay_tables(part, builder)
        else:
            for line in _paragraphs(part.split("\n")):
                _lay_line(line, builder)
    return builder.document()


def _without_comments(text: str) -> str:
    """The text without HTML comments; one that is never closed stays. Each character is looked at once."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut into what stands outside of tables (False) and whole tables with those in their cells (True)."""
    depth = start = 0
    for tag in _TABLE_TAG.finditer(text):
        if not tag[1]:
            if not depth:
                yield text[start : tag.start()], False
                start = tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield text[start : tag.end()], True
                start = tag.end()
    yield text[start:], bool(depth)


def _lay_tables(fragment: str, builder: Builder) -> None:
    from toolkit.reading.readers.html.emitting import emit
    from toolkit.reading.readers.html.events import TooDeep, parse

    try:
        emit(parse(fragment).blocks, builder)
    except TooDeep as error:
        raise UnreadableFile("its tables are nested far deeper than any report's: save it as text or PDF") from error


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines, those joined again that a program broke at its width."""
    held = ""
    for line in lines:
        if held and _goes_on(held, line):
            glue = " " if held[-1].isascii() and line.lstrip()[:1].isascii() else ""
            held = held.rstrip() + glue + line.strip()
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _goes_on(before: str, line: str) -> bool:
    last = before[-BROKEN_TO:].rstrip() if len(before) > BROKEN_TO else before.rstrip()
    broken = BROKEN_FROM <= width_of(before) or len(before) > BROKEN_TO
    plain = not _POINT.match(line) and not _POINT.match(before) and "|" not in before
    if not (line.strip() and plain and broken) or last[-1:] in _SENTENCE_END:
        return False
    return width_of(line) <= BROKEN_TO and not before.endswith(("  ", "\\"))


def _lay_line(line: str, builder: Builder) -> None:
    """A line of Markdown: a heading, a line of prose, a row of a pipe table, or a picture in one of them."""
    if _UNDERLINE.match(line) or not line.strip():
        return
    heading = _HEADING.match(line)
    line = heading[1] if heading else _QUOTE.sub("", line)
    pictures = len(_IMAGE.findall(line))
    line = _IMAGE.sub("", line)
    if line.count("|") - line.count(_PIPE_ESCAPED) >= 2:
        builder.laid_out(plain(line.replace(_PIPE_ESCAPED, "｜")))
    else:
        builder.paragraph(plain(line))
    for _ in range(pictures):
        builder.picture()


def plain(line: str) -> str:
    """A line's text without emphasis, addresses of links, escapes and tags."""
    line = _LINK.sub(r"\1", line)
    line = _STRONG.sub(r"\2", line)
    line = _EMPHASIS.sub(r"\1", line)
    line = _TAG.sub("", line) if "<" in line else line
    return html.unescape(_ESCAPE.sub(r"\1", line))
