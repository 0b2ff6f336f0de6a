"""Running titles and footers: a line that stands at the same place of many pages is kept once, or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from toolkit.reading.readers.pdf.layout import Page
from toolkit.reading.readers.pdf.words import TextLine

# A line of at least so many pages is a running one, if it has no more pieces: a row of a table has. At the foot of every
# page it may have more.
FEWEST_PAGES, MOST_PIECES = 3, 2
# It stands within so many points of the same height.
SAME_HEIGHT = 2.0
# A line that says the same in other words is no longer than so many times its length.
MOST_LONGER = 2
_LETTER = re.compile(r"[^\W\d_]")


def drop_repeated(pages: Sequence[Page]) -> None:
    """Takes lines that are the first or last of many pages out of all but the first that has them.

    They are the same but for the number of their page: the titles of two years are not. Page numbers without a word
    are left: who reads the lines tells them from figures. What stands at the foot of every page, or what
    another line of the first page says too, is taken out of that as well.
    """
    met: dict[str, list[tuple[Page, TextLine]]] = defaultdict(list)
    for number, page in enumerate(pages, 1):
        for item in page.items[:1] + page.items[1:][-1:]:
            if isinstance(item, TextLine) and _LETTER.search(item.text):
                for key in _keys(item.text, number):
                    met[key].append((page, item))
    for found in met.values():
        height = found[0][1].y
        same = [(page, line) for page, line in found if abs(line.y - height) <= SAME_HEIGHT]
        if len({id(page) for page, _ in same}) < FEWEST_PAGES:
            continue
        at_foot = len(same) == len(pages) and all(_is_last(line, page) for page, line in same)
        if at_foot or len(same[0][1].words) <= MOST_PIECES:
            for page, line in same if at_foot or _said_again(*same[0]) else same[1:]:
                page.items = [item for item in page.items if item is not line]


def _is_last(line: TextLine, page: Page) -> bool:
    return any(item is line for item in page.items[-1:])


def _said_again(page: Page, line: TextLine) -> bool:
    """Whether another line of the page has the characters of this one in their order, and maybe some between them."""
    text = "".join(line.text.split())
    others = ["".join(item.text.split()) for item in page.items if isinstance(item, TextLine) and item is not line]
    return any(len(other) <= MOST_LONGER * len(text) and _within(text, other) for other in others)


def _within(text: str, other: str) -> bool:
    rest = iter(other)
    return all(char in rest for char in text)


def _keys(text: str, number: int) -> list[str]:
    """A line's text, and that with its page's number (the first or the last that could be it) left out."""
    found = [match.span() for match in re.finditer(rf"(?<!\d){number}(?!\d)", text)]
    without = [f"{text[:start]}\0{text[stop:]}" for start, stop in (*found[:1], *found[1:][-1:])]
    return [text, *without]
