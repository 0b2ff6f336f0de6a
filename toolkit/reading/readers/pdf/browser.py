"""What a browser prints around a page of its own accord: address, date, title of the window and page number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from toolkit.reading.readers.pdf.layout import Page
from toolkit.reading.readers.pdf.words import TextLine

# Blanks are left out before these are looked for: some fonts set an address apart ("fi le://").
_ADDRESS = re.compile(r"(?P<title>.*?)(?P<mark>(?:https?|file)://[!-~…]+)")
# 1/5 stands at the right of the address.
_OF_PAGES = re.compile(r"\d{1,4}/\d{1,4}")
# 2031/3/1 10:02, 3/1/31, 10:02 AM, 2031年3月1日 上午10:02; a window's title follows it, a page number may go before it.
_DATE = re.compile(
    r"(?:\d{1,4}/\d{1,4}|第?\d{1,4}页.{0,8})?(?P<mark>(?:\d{1,4}/\d{1,2}/\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日)"
    r"[,，]?(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2})?(?:[AP]M)?)(?P<title>.*)"
)


def drop_browser_lines(pages: Sequence[Page]) -> list[str]:
    """Takes the lines that a browser printed at the edges out of all pages; returns the titles of its windows.

    A line tells that a browser printed the page if it has an address with a page number after it, or if it has an
    address or a date and time, the same on each of several pages.
    """
    marks = Counter(filter(None, (_mark(line) for page in pages for line in _edges(page))))
    usual = {mark for mark, count in marks.items() if count >= max(len(pages), 2)}
    titles: list[str] = []
    for page in pages:
        edges = list(_edges(page))
        if any(_is_browsers(line, usual) for line in edges):
            # The date is left out wherever an address is; a page may end with an address of its own.
            found = [line for line in edges if _is_browsers(line, usual) or _DATE.fullmatch(_text(line))]
            page.items = [item for item in page.items if not any(item is line for line in found)]
            titles += [_match(line)["title"] for line in found]
    return list(dict.fromkeys(filter(None, titles)))


def _is_browsers(line: TextLine, usual: set[str]) -> bool:
    mark = _mark(line)
    return mark in usual or ("://" in mark and bool(_OF_PAGES.fullmatch(line.words[-1].text)))


def _edges(page: Page) -> Iterator[TextLine]:
    """The first and the last line of a page."""
    for item in page.items[:1] + page.items[1:][-1:]:
        if isinstance(item, TextLine):
            yield item


def _text(line: TextLine) -> str:
    return "".join(line.text.split())


def _match(line: TextLine) -> re.Match[str] | None:
    return _ADDRESS.fullmatch(_text(line)) or _DATE.fullmatch(_text(line))


def _mark(line: TextLine) -> str:
    """The address in a line that is one of a browser, without the page number, or its date with what follows; else ""."""
    match = _match(line)
    if not match:
        return ""
    return _OF_PAGES.sub("", match["mark"]) if "://" in match["mark"] else match["mark"] + match["title"]
