"""Elements that are open, and what each does to the page at its start and its end."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.reading.readers.html import looks, rows
from toolkit.reading.readers.html.blocks import Paragraph, Region, Table, TableCell, TableRow
from toolkit.reading.readers.html.lines import lines_of
from toolkit.reading.readers.html.plain_tables import PLACES, NotPlain, plain_table
from toolkit.reading.readers.html.tables import MANY_POINTS, finished

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from toolkit.reading.readers.html.events import Page

# Boxes of a line that are told apart, outermost first.
MOST_BOXES = 60
# So many tags make the text of a text field a page's source.
FEWEST_TAGS = 4

_UNSHOWN = (
    "script noscript template select datalist audio video canvas svg math object applet noframes iframe frame embed"
)
_BOXES = frozenset(
    "div section article main header footer nav aside ul ol dl form body center blockquote fieldset figure details "
    "td th table".split()
)
_BLOCKS = "p h5 h6 dt dd address hr caption html figcaption legend summary search hgroup menu dir marquee head"
# Blocks that hold lines of text and most often nothing else.
_OF_LINES = frozenset("p h1 h2 h3 h4 h5 h6 dt caption".split())
_KEEPS_LINES = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_PART_LOOKS = re.compile(r"width|float|inline-block|table-cell|flex", re.IGNORECASE)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")
NAMES = ("articletitle", "og:title", "title", "pubtitle", "contenttitle", "dc.title", "twitter:title")
"""What publishing systems call the title of an article, the best first."""


class Open:
    """An element that is open and needs something done at its end, and what was in force before it."""

    __slots__ = ("at", "cell", "close", "kids", "path", "pre", "start", "style", "table", "tag")

    def __init__(self, tag: str, page: Page, close: Callable[[Page, Open], None], style: str = "") -> None:
        self.tag = tag
        self.close = close
        self.path: Region = page.path
        self.start = len(page.blocks)
        self.pre = page.preserved
        self.style = style
        self.kids: list[rows.Kid] | None = None


class Closing(Protocol):
    """What is to be done at the end of an element."""

    close: Callable[[Page, Any], None]


class _Done:
    """An element that was taken whole: nothing in it is walked through."""

    @staticmethod
    def close(page: Page, opened: object) -> None:
        """Nothing is left to be done."""


DONE: Closing = _Done()


# Blocks.


def block(page: Page, element: Element, tag: str, style: str) -> Closing:
    """An element that begins a line of its own, and most often a box."""
    if page.text or page.pictures:
        page.flush()
    if not (style or page.preserved or page.in_link):
        if tag in _OF_LINES or not len(element):
            lines = lines_of(element, HANDLERS, page.marked)
            if lines is not None:
                _whole_block(page, tag, lines)
                return DONE
    return _begin(page, tag, style, end_block)


def _begin(page: Page, tag: str, style: str, close: Callable[[Page, Open], None]) -> Open:
    """Opens a block that may hold anything."""
    if page.text or page.pictures:
        page.flush()
    opened = Open(tag, page, close, style)
    if tag in _BOXES:
        page.boxes += 1
        if len(page.path) < MOST_BOXES:
            page.path = (*page.path, page.boxes)
    if style and "hite-space" in style and _KEEPS_LINES.search(style):
        page.preserved = True
    page.parents.append(opened)
    return opened


def _whole_block(page: Page, tag: str, lines: list[str]) -> None:
    """A block that was taken whole."""
    start = len(page.blocks)
    region = page.path
    if tag in _BOXES:
        page.boxes += 1
        if len(region) < MOST_BOXES:
            region = (*region, page.boxes)
    _add_lines(page, lines, region)
    if tag in rows.LEAF_TAGS and page.parents:
        _add_kid(page, tag, "", start, None)


def _add_lines(page: Page, lines: list[str], region: Region) -> None:
    for text in lines:
        page.letters += len(text)
        page.blocks.append(Paragraph(text, region))


def end_block(page: Page, opened: Open) -> None:
    """The end of a block: what stood in it may be a table, or it may be a cell or a row of one."""
    _end(page, opened)
    if opened.tag in rows.LEAF_TAGS and page.parents:
        _add_kid(page, opened.tag, opened.style, opened.start, opened.kids)


def _add_kid(page: Page, tag: str, style: str, start: int, kids: list[rows.Kid] | None) -> None:
    parent = page.parents[-1]
    if parent.tag in rows.AROUND:
        kid = rows.kid_of(tag, style, page.blocks, start, kids)
        if parent.kids is None:
            parent.kids = [kid]
        else:
            parent.kids.append(kid)


def _end(page: Page, opened: Open) -> None:
    if page.text or page.pictures:
        page.flush()
    page.parents.pop()
    if opened.kids:
        rows.gather(page.blocks, opened.kids, opened.style, page.path)
    page.preserved = opened.pre
    page.path = opened.path


def _heading(page: Page, element: Element, tag: str, style: str) -> Closing:
    if page.cell:
        page.cell.points += MANY_POINTS
    return block(page, element, tag, style)


def _point(page: Page, element: Element, tag: str, style: str) -> Closing:
    if page.cell:
        page.cell.points += 1
    return block(page, element, tag, style)


def _break(page: Page, element: Element, tag: str, style: str) -> Closing:
    if page.preserved:
        page.text.append("\n")
    elif page.text or page.pictures:
        page.flush()
    return DONE


# Tables.


def table(page: Page, element: Element, tag: str, style: str) -> Closing:
    """A table, or a box that is said to be one."""
    if page.text or page.pictures:
        page.flush()
    if not page.in_link:
        try:
            plain = plain_table(element, page.path, HANDLERS, page.marked)
        except NotPlain:
            pass
        else:
            page.boxes += 1 + plain.cells
            page.letters += plain.letters
            if plain.grid:
                page.blocks.append(plain.grid)
            return DONE
    opened = _begin(page, tag, "", _end_table)
    opened.table = page.table
    _own_box(page, opened)
    page.preserved = False
    page.table = Table(opened.path)
    return opened


def _end_table(page: Page, opened: Open) -> None:
    _end(page, opened)
    blocks = finished(page.table) if page.table else []
    page.table = opened.table
    page.blocks += blocks


def _own_box(page: Page, opened: Open) -> None:
    if page.path is opened.path and len(page.path) < MOST_BOXES:
        page.boxes += 1
        page.path = (*page.path, page.boxes)


def _group(page: Page, element: Element, tag: str, style: str) -> Closing:
    if page.table is None:
        return _begin(page, tag, "", _end)
    page.table.group += 1
    page.table.place, page.table.row = PLACES.get(tag, 1), None
    return _begin(page, tag, "", _end_group)


def _end_group(page: Page, opened: Open) -> None:
    _end(page, opened)
    if page.table is not None:
        page.table.group += 1
        page.table.place, page.table.row = 1, None


def _row(page: Page, element: Element, tag: str, style: str) -> Closing:
    if page.table is None:
        return _begin(page, tag, "", end_block)
    page.table.row = TableRow(page.table.group, page.table.place, [], looks.is_flat(element))
    page.table.rows.append(page.table.row)
    return _begin(page, tag, "", _end_row)


def _end_row(page: Page, opened: Open) -> None:
    _end(page, opened)
    if page.table is not None:
        page.table.row = None


def _cell(page: Page, element: Element, tag: str, style: str) -> Closing:
    table = page.table
    if table is None:
        return _begin(page, tag, style, end_block)
    if page.text or page.pictures:
        page.flush()
    if table.row is None:
        table.row = TableRow(table.group, table.place, [])
        table.rows.append(table.row)
    cell = TableCell(*looks.spans_of(element, tag), [])
    table.row.cells.append(cell)
    if not (style or page.preserved or page.in_link):
        lines = lines_of(element, HANDLERS, page.marked)
        if lines is not None:
            page.boxes += 1
            region = (*page.path, page.boxes) if len(page.path) < MOST_BOXES else page.path
            for text in lines:
                page.letters += len(text)
                cell.blocks.append(Paragraph(text, region))
            return DONE
    opened = _begin(page, tag, style, _end_cell)
    opened.table, opened.cell, opened.at = table, page.cell, page.blocks
    _own_box(page, opened)
    page.cell, page.blocks, page.table = cell, cell.blocks, None
    return opened


def _end_cell(page: Page, opened: Open) -> None:
    _end(page, opened)
    page.blocks, page.cell, page.table = opened.at, opened.cell, opened.table


PARTS = {"table": table, "group": _group, "row": _row, "cell": _cell}
"""What opens a box that is said to be a part of a table."""


# Texts within a line.


class _Link:
    """A link, of which one at most is open."""

    @staticmethod
    def close(page: Page, opened: object) -> None:
        page.in_link = False


_LINK = _Link()


def _link(page: Page, element: Element, tag: str, style: str) -> Closing:
    page.in_link = bool(element.get("href"))
    return _LINK


def is_part(page: Page, element: Element, tag: str) -> bool:
    """Whether a <span> may be a cell of a row that a box is: it stands right in the box and has a look of its own."""
    parent = page.parents[-1]
    if not page.stack or page.stack[-1][2] is not parent:
        return False
    attributes = element.attrib
    if "class" in attributes or _PART_LOOKS.search(looks.style_of(attributes, page.rules)):
        return tag not in ("o:p", "sup", "sub")
    return bool(parent.style) and looks.display_of(parent.style) in ("flex", "inline-flex", "grid")


def part(page: Page, tag: str) -> Closing:
    """A text that may be a cell."""
    opened = Open(tag, page, _end_part)
    opened.start, opened.at = len(page.text), page.text
    return opened


def _end_part(page: Page, opened: Open) -> None:
    # A break within it began another line: then it is no cell.
    if opened.at is page.text:
        page.parts.append((opened.start, len(page.text)))


def _field(page: Page, element: Element, tag: str, style: str) -> Closing:
    """Forms that are shown filled in: the figure is the value of the field."""
    if page.cell and (element.get("type") or "text").lower() in ("text", "number"):
        page.text.append(element.get("value") or "")
    return DONE


def _picture(page: Page, element: Element, tag: str, style: str) -> None:
    if not looks.is_icon(element.attrib):
        page.pictures.append(page.path)


def _raised(page: Page, element: Element, tag: str, style: str) -> None:
    """A note's number behind a figure must not lengthen it: 509 with a small 1 is no 5091."""
    if page.text and page.text[-1][-1:].isdigit():
        page.text.append(" ")


# Texts in which blanks count, and texts that are no part of the page.


def _preserved(page: Page, element: Element, tag: str, style: str) -> Closing:
    opened = _begin(page, tag, style, end_block)
    page.preserved = True
    if tag in ("pre", "listing"):
        return opened
    # A field's text is shown as it is typed, or is the source of the article.
    text = "".join(element.itertext())
    if len(_MARKUP.findall(text)) >= FEWEST_TAGS:
        page.within(text)
    else:
        page.text = [text]
    _end(page, opened)
    return DONE


def _title(page: Page, element: Element, tag: str, style: str) -> Closing:
    text = "".join(element.itertext())
    if text.strip():
        page.named.append((len(NAMES), text[:300]))
    return DONE


def _taken(page: Page, element: Element, tag: str, style: str) -> Closing:
    """A style sheet: its rules were taken before the walk."""
    return DONE


def _meta(page: Page, element: Element, tag: str, style: str) -> None:
    name = (element.get("name") or element.get("property") or "").lower()
    content = element.get("content")
    if name in NAMES and content:
        page.named.append((NAMES.index(name), content[:300]))


def _unshown(page: Page, element: Element, tag: str, style: str) -> Closing:
    """What is not shown, and what shows another file: that is named and never fetched."""
    if tag in ("object", "applet", "iframe", "frame", "embed"):
        source = element.get("srcdoc")
        if source:
            page.within(source)
        else:
            page.frame(element.get("src") or element.get("data") or "")
    return DONE


HANDLERS: dict[str, Callable[[Page, Element, str, str], Closing | None]] = {
    **dict.fromkeys(_UNSHOWN.split(), _unshown),
    **dict.fromkeys(_BLOCKS.split(), block),
    **dict.fromkeys(_BOXES, block),
    **dict.fromkeys(("h1", "h2", "h3", "h4"), _heading),
    **dict.fromkeys(PLACES, _group),
    **dict.fromkeys(("td", "th"), _cell),
    **dict.fromkeys(("pre", "listing", "xmp", "plaintext", "textarea"), _preserved),
    **dict.fromkeys(("img", "v:imagedata"), _picture),
    "title": _title,
    "style": _taken,
    "li": _point,
    "br": _break,
    "table": table,
    "tr": _row,
    "a": _link,
    "input": _field,
    "sup": _raised,
    "meta": _meta,
}
"""What each tag does at its start, and what is to be done at its end; a tag that is not here stands within a line."""
