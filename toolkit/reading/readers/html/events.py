"""Walks through a page's tree in document order and keeps what its reader sees. Nothing is fetched, and no script is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers.html import looks, opened
from toolkit.reading.readers.html.blocks import Block, LaidOut, Paragraph, Picture, Region, Table, TableCell
from toolkit.reading.readers.html.lines import one_blank, one_line
from toolkit.reading.readers.html.looks import Look
from toolkit.reading.readers.html.opened import DONE, HANDLERS, Closing, Open
from toolkit.reading.readers.html.rows import ROW_TAGS
from toolkit.reading.readers.html.trees import TooDeep as TooDeep
from toolkit.reading.readers.html.trees import roots_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Far beyond any report: real pages have a few thousand tags, long Word exports some ten thousand.
MOST_TAGS = 300_000
# Pages within pages: a frame with its own document, a text field that holds the source of the article.
MOST_NESTED = 3
# A paragraph with at least this share of its letters in links is one of a list of links.
LINKED_SHARE = 0.8


class Page:
    """What a page shows; `blocks` is that in order.

    `letters`, `hidden_letters` and `struck_letters` count what is shown, what is not, and what is struck through, `laid_out_letters` those in <pre>; `elsewhere` names
    files that it frames. The rest is what is in force where the walk stands, for the functions of `opened`.
    """

    def __init__(self, take_hidden: bool = False, nested: int = 0, boxes: int = 0, path: Region = ()) -> None:
        self.take_hidden, self.nested = take_hidden, nested
        self.blocks: list[Block] = []
        self.letters = self.hidden_letters = self.struck_letters = self.laid_out_letters = 0
        self.elsewhere: list[str] = []
        self.named: list[tuple[int, str]] = []
        self.boxes, self.path = boxes, path
        self.rules: dict[str, str] = {}
        self.marked: dict[Element, Look] = {}
        # Elements that are being walked through: those that follow, the element, what is to be done at its end.
        self.stack: list[tuple[Iterator[Element], Element, Closing | None]] = []
        self.parents: list[Open] = []
        self.table: Table | None = None
        self.cell: TableCell | None = None
        self.text: list[str] = []
        self.parts: list[tuple[int, int]] = []
        self.pictures: list[Region] = []
        self.preserved = self.in_link = False
        self._linked = 0

    def walk(self, elements: Iterator[Element]) -> Page:
        """Takes elements and all that stands in them, in order; no recursion, for pages are nested deep."""
        handlers, marked, stack = HANDLERS, self.marked, self.stack
        while True:
            for element in elements:
                tag = element.tag
                handler = handlers.get(tag)
                if marked and element in marked:
                    closing = self._looked_at(element, tag, marked[element])
                elif handler is not None:
                    closing = handler(self, element, tag, "")
                else:
                    closing = self._within_line(element, tag)
                if closing is not DONE:
                    if text := element.text:
                        self._data(text)
                    if len(element):
                        stack.append((elements, element, closing))
                        elements = iter(element)
                        break
                    if closing is not None:
                        closing.close(self, closing)
                if text := element.tail:
                    self._data(text)
            else:
                if not stack:
                    self.flush()
                    return self
                elements, element, closing = stack.pop()
                if closing is not None:
                    closing.close(self, closing)
                if text := element.tail:
                    self._data(text)

    def titles(self) -> list[str]:
        """What the page calls itself: names that a publishing system wrote first, then the title of its window."""
        return [one_blank(title) for _, title in sorted(self.named, key=lambda one: one[0])]

    def flush(self) -> None:
        """What was read since the last break becomes a paragraph, or lines where blanks count."""
        pieces = self.text
        whole = "".join(pieces) if len(pieces) != 1 else pieces[0]
        text = whole.strip()
        if text:
            if self.preserved:
                self._laid_out(whole.replace("\r\n", "\n").replace("\r", "\n"))
            else:
                text = one_line(text)
                self.letters += len(text)
                parts = self._parts() if len(self.parts) > 1 else ()
                linked = self._linked > 0 and self._linked >= LINKED_SHARE * len(text)
                self.blocks.append(Paragraph(text, self.path, linked, parts))
        self.text = []
        self._linked = 0
        if self.parts:
            self.parts = []
        if self.pictures:
            self.blocks += [Picture(region) for region in self.pictures]
            self.pictures = []

    def frame(self, name: str) -> None:
        """Another file that this page shows."""
        name = name.strip()
        if name and not name.lower().startswith(("about:", "javascript:", "data:")):
            self.elsewhere.append(name[:300])

    def within(self, source: str) -> None:
        """A page within the page, or the source of the article in a text field."""
        self.flush()
        if self.nested >= MOST_NESTED:
            self.elsewhere.append("a page within pages")
            return
        inner = parse(source, Page(self.take_hidden, self.nested + 1, self.boxes, self.path))
        self.boxes = inner.boxes
        self.blocks += inner.blocks
        self.letters += inner.letters
        self.hidden_letters += inner.hidden_letters
        self.struck_letters += inner.struck_letters
        self.laid_out_letters += inner.laid_out_letters
        self.elsewhere += inner.elsewhere
        self.named += inner.named

    def _data(self, text: str) -> None:
        if not self.text and text.isspace() and not self.preserved:
            return
        self.text.append(text)
        if self.in_link:
            self._linked += len(text.strip())

    def _looked_at(self, element: Element, tag: str, look: Look) -> Closing | None:
        """Begins an element that may be hidden, or be shown as something else than its tag says."""
        kind, style = look
        if kind == "hidden" and not self.take_hidden:
            self.hidden_letters += sum(len(text.strip()) for text in element.itertext())
            return DONE
        if kind == "struck":
            self.struck_letters += sum(len(text.strip()) for text in element.itertext())
            return DONE
        if kind == "table" or (self.table is not None and kind in opened.PARTS):
            return opened.PARTS[kind](self, element, tag, "")
        handler = HANDLERS.get(tag)
        if handler is not None:
            return handler(self, element, tag, style)
        if kind == "block":
            return opened.block(self, element, tag, style)
        return self._within_line(element, tag)

    def _within_line(self, element: Element, tag: str) -> Closing | None:
        parents = self.parents
        if parents and parents[-1].tag in ROW_TAGS and opened.is_part(self, element, tag):
            return opened.part(self, tag)
        return None

    def _laid_out(self, text: str) -> None:
        lines = text.strip("\n").rstrip().split("\n")
        letters = len(text.strip())
        self.letters += letters
        self.laid_out_letters += letters
        self.blocks += [LaidOut(line.rstrip(), self.path) for line in lines]

    def _parts(self) -> tuple[str, ...]:
        """The texts that may be cells, if they hold all of the paragraph."""
        texts: list[str] = []
        before = 0
        for start, stop in self.parts:
            if "".join(self.text[before:start]).strip():
                return ()
            texts.append(one_blank("".join(self.text[start:stop])))
            before = stop
        return () if "".join(self.text[before:]).strip() else tuple(texts)


def parse(text: str, page: Page | None = None) -> Page:
    """What a page's text shows. Raises TooDeep where it is nested too deep, or UnreadableFile where the parser gives up."""
    if text.count("<") > MOST_TAGS:
        raise UnreadableFile(
            f"the page has more than {MOST_TAGS:,} tags, far more than a report: take out what is no report"
        )
    page = page or Page()
    source = text.encode("utf-8", errors="replace")
    roots = roots_of(source)
    words = source.lower()
    page.rules = looks.rules_of(roots, words)
    page.marked = looks.marked(roots, words, page.rules)
    return page.walk(iter(roots))
