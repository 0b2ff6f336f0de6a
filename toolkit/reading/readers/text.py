"""Plain text: lines of cells separated by blanks, tabs or pipes, in the encodings met in China."""

from __future__ import annotations

import codecs
import html
import re

from toolkit.reading.document import Cell, Document, Line, UnreadableFile

_PIPE_RULE = re.compile(r"^[\s|:\-—–+=]*$")
_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Control characters that no text has: all but tab, newline, form feed, return and escape.
_BINARY = bytes({*range(32)} - {9, 10, 12, 13, 27})
# Zero-width characters and soft hyphens say nothing; line and paragraph separators are line ends.
UNSEEN = {0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None, 0x00AD: None} | dict.fromkeys(
    (0x2028, 0x2029, 0x0085, 0x000B), "\n"
)
_UNSEEN = tuple(map(chr, UNSEEN))
# A text may hold a stray control character; a binary file is full of them.
MOST_CONTROL_SHARE = 0.002
# Characters looked at to tell what a file is.
SAMPLE = 20000
# Bytes that mostly tell whether a file is UTF-8 at all.
FIRST_BYTES = 1000
# Damaged characters that a UTF-8 text may have, at least and as a share.
FEWEST_DAMAGED, MOST_DAMAGED_SHARE = 3, 0.001
# The characters that any report has most of, beside digits, blanks and line ends: the right encoding shows them.
COMMONEST = "的政府信息公开年度报告工作情况0123456789 \n"
# A line of prose with stray spaces must not become a million cells.
MOST_CELLS = 400
# Makes named tuples in two thirds of the time that calling their class takes: reports have hundreds of cells.
_new = tuple.__new__


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding of a file's bytes: by byte-order mark, else strict UTF-8, else UTF-16, else GB18030.

    Raises UnreadableFile where none of them gives text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding), encoding
    try:
        return _strict(data, "utf-8"), "utf-8"
    except UnreadableFile:
        pass
    # A download that broke off, or a damaged byte or two, is still UTF-8; GB18030 read as UTF-8 is damaged throughout.
    # The first bytes mostly tell; where they end within a character, one more is damaged.
    if _damages(data[:FIRST_BYTES]) - 1 <= _most_damages(len(data)):
        damaged = data.decode("utf-8", errors="replace")
        if damaged.count("\ufffd") <= _most_damages(len(damaged)) and _is_text(damaged):
            return damaged, "utf-8 (damaged)"
    readings: list[tuple[str, str]] = []
    for encoding in ("gb18030", "utf-16-le", "utf-16-be"):
        try:
            readings.append((_strict(data, encoding), encoding))
        except UnreadableFile:
            continue
    if readings:
        return readings[0] if len(readings) == 1 else max(readings, key=_share_of_commonest)
    raise UnreadableFile("this is a binary file, no text: save the report as plain text (UTF-8) and read that")


def _damages(data: bytes) -> int:
    return data.decode("utf-8", errors="replace").count("\ufffd")


def _most_damages(length: int) -> float:
    return max(FEWEST_DAMAGED, length * MOST_DAMAGED_SHARE)


def _share_of_commonest(reading: tuple[str, str]) -> float:
    text, _ = reading
    return sum(map(text[:SAMPLE].count, COMMONEST)) / min(len(text), SAMPLE)


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"not valid {encoding} at byte {error.start}: save it as UTF-8 and read that") from error
    if not _is_text(text):
        raise UnreadableFile("this is a binary file, no text: save the report as plain text (UTF-8) and read that")
    return text


def _is_text(text: str) -> bool:
    sample = text[:SAMPLE].encode("utf-8", "surrogatepass")
    return len(sample) - len(sample.translate(None, _BINARY)) <= min(len(text), SAMPLE) * MOST_CONTROL_SHARE


def read(data: bytes, source: str) -> Document:
    """The document in a text file's bytes. Raises UnreadableFile where they are no text."""
    text, encoding = decode(data)
    return parse(text, source, encoding)


def parse(text: str, source: str = "", encoding: str = "") -> Document:
    """The document in a text; a form feed begins a new page."""
    lines: list[Line] = []
    number = 0
    for page, page_text in enumerate(_plain(text).split("\f"), 1):
        page_lines = page_text.split("\n")
        # A form feed ends no line: what follows it stands on the line that it was printed on.
        if page > 1:
            number -= 1
            if not lines[-1].text:
                lines.pop()
        for line_text in page_lines:
            number += 1
            lines.append(line_of(line_text, number, page))
    return Document(source, tuple(lines), "text", encoding)


def _plain(text: str) -> str:
    """The text without what is left of HTML in copied pages (&nbsp;, <br>), and without characters nobody can see."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = seen(text)
    if "&" in text:
        text = html.unescape(text)
    return _BREAK_TAG.sub("", text) if "<" in text else text


def seen(text: str) -> str:
    """The text without characters nobody can see."""
    # Most texts have none, and to look for each is far quicker than to look up every character.
    return text.translate(UNSEEN) if any(map(text.__contains__, _UNSEEN)) else text


def line_of(text: str, number: int, page: int, region: tuple[int, ...] = ()) -> Line:
    """A line of text as cells: parted by tabs or pipes where it has any, else by blanks."""
    if "\t" in text:
        parts = text.split("\t")
        if len(parts) <= MOST_CELLS:
            return _new(Line, (number, text, "tab", _delimited(parts, number, page), page, 0, region))
    if "|" in text and text.count("|") >= 2:
        if _PIPE_RULE.match(text):
            return Line(number, text, "rule", (), page, 0, region)
        inner = text.strip()
        inner = inner[1:] if inner.startswith("|") else inner
        inner = inner[:-1] if inner.endswith("|") else inner
        parts = [part.replace("**", "") for part in inner.split("|")]
        if len(parts) <= MOST_CELLS:
            return Line(number, text, "pipe", _delimited(parts, number, page), page, 0, region)
    return _new(Line, (number, text, "text", _words(text, number, page), page, 0, region))


def _words(text: str, number: int, page: int) -> tuple[Cell, ...]:
    """The runs of non-blanks in a text."""
    words = text.split(None, MOST_CELLS)[:MOST_CELLS]
    if len(words) == 1:
        start = text.index(words[0])
        return (_new(Cell, (words[0], number, 1, page, start, start + len(words[0]), 0, 0, False)),)
    cells = []
    stop = 0
    for place, word in enumerate(words, 1):
        start = text.index(word, stop)
        stop = start + len(word)
        cells.append(Cell(word, number, place, page, start, stop))
    return tuple(cells)


def _delimited(parts: list[str], number: int, page: int) -> tuple[Cell, ...]:
    if len(parts) == 2:
        # Tables with a cell a line have hundreds of such lines.
        first, second = parts
        return (
            _new(Cell, (first.strip(), number, 1, page, None, None, 0, 0, False)),
            _new(Cell, (second.strip(), number, 2, page, None, None, 0, 0, False)),
        )
    return tuple(
        [
            _new(Cell, (part.strip(), number, place, page, None, None, 0, 0, False))
            for place, part in enumerate(parts, 1)
        ]
    )
