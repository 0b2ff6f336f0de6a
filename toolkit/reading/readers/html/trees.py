"""The tree of a page's elements, in bounded time and memory whatever the page is. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from toolkit.reading.document import UnreadableFile

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Building a tree takes time by the square of the attributes of a tag; a page of fewer bytes has no room for too many.
LARGE = 200_000
MOST_ATTRIBUTES = 1000
# How deep the parser goes; newer ones stop there by themselves.
DEEPEST = 2000
# So many bytes without ">" may be a tag of too many attributes; and a tag goes on behind a ">" in quotes.
LONGEST_RUN = 8000
_QUOTED_END = re.compile(rb"""=\s*(?:"[^">]*|'[^'>]*)>""")
# A tag longer than any real one, save for pictures that stand in their own address.
_LONG_TAG = re.compile(rb"<([a-zA-Z][^\s<>/]{0,30})[^<>]{4000,}>")


class TooDeep(UnreadableFile):
    """Tags are nested more than DEEPEST deep."""

    def __init__(self) -> None:
        super().__init__(
            "the tables of the page are nested more than two thousand deep, which no report is: save it as text or PDF"
        )


def roots_of(source: bytes) -> list[Element]:
    """The root elements of a page in UTF-8, without comments: one most often, another for what stands behind </html>.

    Raises TooDeep, or UnreadableFile where the parser gives up.
    """
    try:
        if _may_have_many(source) and _most_attributes(source) > MOST_ATTRIBUTES:
            source = _LONG_TAG.sub(rb"<\1>", source)
            if _most_attributes(source) > MOST_ATTRIBUTES:
                raise UnreadableFile(
                    f"a tag of the page has more than {MOST_ATTRIBUTES:,} attributes, which no report has: take it out"
                )
        return _tree(source)
    except etree.LxmlError as error:
        raise UnreadableFile(f"the page can't be parsed ({error}): open it in a browser and save it again") from error


def _tree(source: bytes) -> list[Element]:
    # Without huge_tree the parser is a fifth faster and stops at 256 tags one in another; with it at DEEPEST.
    for huge in (False, True):
        parser = etree.HTMLParser(
            encoding="utf-8", huge_tree=huge, no_network=True, remove_comments=True, remove_pis=True, collect_ids=False
        )
        root = etree.fromstring(source, parser)
        errors = parser.error_log
        # Where it stops it leaves out the rest of the page.
        if not errors or errors[-1].type != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            return [] if root is None else [root, *root.itersiblings()]
    raise TooDeep()


def _may_have_many(source: bytes) -> bool:
    """Whether a tag of a page may have so many attributes that building its tree would take long; soon told."""
    if len(source) <= LARGE:
        return False
    return max(map(len, source.split(b">"))) > LONGEST_RUN or _QUOTED_END.search(source) is not None


def _most_attributes(source: bytes) -> int:
    """The most attributes that a tag has. Builds no tree. Raises TooDeep."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, target=_Counting())
    parser.feed(source)
    return parser.close()


class _Counting:
    """Takes the parser's events and counts attributes and depth."""

    def __init__(self) -> None:
        self.most = self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins an element."""
        self.most = max(self.most, len(attributes))
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep()

    def end(self, tag: str) -> None:
        """An element ends."""
        self.depth -= 1

    def close(self) -> int:
        """The page ends."""
        return self.most
