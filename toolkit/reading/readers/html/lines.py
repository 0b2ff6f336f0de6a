"""Texts of elements that hold nothing but lines: the mass of a page, read without keeping account of boxes."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Word nests three or four; what is nested deeper than this is walked through instead.
DEEPEST_LINE = 20
# Parts the lines while they are gathered; no page has this character, for the parser leaves none.
END = "\0"
_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t\r]*\n[ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def one_blank(text: str) -> str:
    """Text without blanks at its ends and with one for each run of them within, line ends counted."""
    return _SPACE.sub(" ", text).strip()


def one_line(text: str) -> str:
    """Text without the line ends of its source: between Chinese characters they are nothing, elsewhere a blank."""
    return _SPACE.sub(" ", _BREAK.sub("", text)) if "\n" in text else text


def lines_of(element: Element, others: Container[str], marked: Container[Element]) -> list[str] | None:
    """The lines of an element that holds only text, breaks, paragraphs, and elements within lines; else None.

    `others` are the tags that mean more than text, `marked` the elements whose looks do.
    """
    text = element.text or ""
    if len(element):
        pieces = [text]
        if not _gather(element, pieces, others, marked, DEEPEST_LINE):
            return None
        text = "".join(pieces)
    return parted(text)


def parted(text: str) -> list[str]:
    """The lines of a text with END between them; those without any letter are left out."""
    if END in text:
        return [one_line(line) for part in text.split(END) if (line := part.strip())]
    text = text.strip()
    return [one_line(text)] if text else []


def _gather(
    element: Element, pieces: list[str], others: Container[str], marked: Container[Element], depth: int
) -> bool:
    """Adds the text of what stands in an element; False where it is more than lines."""
    for child in element:
        tag = child.tag
        parts = tag == "p"
        if parts or tag == "br":
            pieces.append(END)
        elif tag in others:
            return False
        if marked and child in marked:
            return False
        if text := child.text:
            pieces.append(text)
        if len(child) and not (depth and _gather(child, pieces, others, marked, depth - 1)):
            return False
        if parts:
            pieces.append(END)
        if text := child.tail:
            pieces.append(text)
    return True
