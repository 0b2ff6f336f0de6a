"""What a page carries besides its text: page numbers. They must never become figures."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.reading.document import Document

# A line of prose is longer, and a label no longer.
SHORT_LINE = 40

_DECORATED = re.compile(
    r"\s*(?:[-—–－―~～·•]+\s*[0-9０-９]{1,3}\s*[-—–－―~～·•]+|第\s*[0-9０-９]{1,3}\s*页(?:\s*[,，/]?\s*共\s*[0-9０-９]{1,3}\s*页)?"
    r"|[0-9]{1,3}\s*/\s*[0-9]{1,3}|[Pp]age\s*[0-9]{1,3})\s*"
)
_BARE = re.compile(r"\s*([0-9０-９]{1,3})\s*")


@lru_cache(maxsize=8)
def page_marks(document: Document) -> frozenset[int]:
    """Indices of lines that hold a page number and nothing else.

    "- 4 -" and 第4页 are page numbers wherever they stand. A bare number is one where it is the first or last line of
    a page, and runs on with the pages.
    """
    lines = document.lines
    marks = {i for i, line in enumerate(lines) if line.text and _DECORATED.fullmatch(line.text)}
    return frozenset(marks | _bare_marks(document) if document.paged else marks)


def _bare_marks(document: Document) -> set[int]:
    edges: dict[int, list[int]] = {}
    for index, line in enumerate(document.lines):
        if line.text.strip():
            ends = edges.setdefault(line.page, [index, index])
            ends[1] = index
    offsets: dict[int, list[int]] = {}
    for page, ends in edges.items():
        for index in set(ends):
            match = _BARE.fullmatch(document.lines[index].text)
            if match:
                offsets.setdefault(int(match[1]) - page, []).append(index)
    # One number alone may be the page's; below a label without figures it may as well be the row's figure.
    return {
        index
        for offset, found in offsets.items()
        for index in found
        if len(found) > 1 or (offset == 0 and not _below_a_label(document, index))
    }


def _below_a_label(document: Document, index: int) -> bool:
    before = next((line.text for line in reversed(document.lines[:index]) if line.text.strip()), "")
    return not re.search(r"[0-9０-９]\s*$", before) and len(before.strip()) < SHORT_LINE
