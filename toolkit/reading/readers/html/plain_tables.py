"""Tables in which every cell holds nothing but lines of text: the mass of a report's tables, read in one go."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from toolkit.reading.readers.building import LONGEST_CELL
from toolkit.reading.readers.html.blocks import Grid, Region
from toolkit.reading.readers.html.lines import END, lines_of, parted
from toolkit.reading.readers.html.looks import Look, is_flat, spans_of
from toolkit.reading.readers.html.tables import LONG_PARAGRAPH, MANY_PARAGRAPHS, grid_of, placed

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_KINDS = {
    "td": "cell", "th": "cell", "tr": "row", "thead": "group", "tbody": "group", "tfoot": "group", "col": "column",
    "colgroup": "column", "p": "lines", "br": "break",
}  # fmt: skip
_PARTS = frozenset(("cell", "row", "group"))
PLACES = {"thead": 0, "tbody": 1, "tfoot": 2}


class NotPlain(Exception):
    """The table holds more than lines of text in cells in rows, or lays out the page."""


class Plain(NamedTuple):
    """A table that was taken whole: its grid (None without any text), its letters, and how many cells it has."""

    grid: Grid | None
    letters: int
    cells: int


class _Row:
    """A row: its element and that around it, the pieces of its cells' texts, the spans of those that have any.

    `unclear` are cells by number whose pieces may be in another order, or run together.
    """

    __slots__ = ("around", "element", "group", "pieces", "place", "spans", "unclear")

    def __init__(self, element: Element, before: _Row | None) -> None:
        self.element, self.around = element, element.getparent()
        self.place = PLACES.get(self.around.tag, 1)
        same = before is not None and before.around is self.around
        self.group = before.group + (not same) if before else 0
        self.pieces: list[list[str]] = []
        self.spans: dict[int, tuple[int, int]] = {}
        self.unclear: dict[int, Element] = {}


def plain_table(table: Element, region: Region, others: Container[str], marked: Mapping[Element, Look]) -> Plain:
    """The grid of a table that is plain. Raises NotPlain where an element in it needs more than its text to be taken.

    `others` are the tags that mean more than text, `marked` the elements that look other than their tags say.
    """
    rows = [row for row in _rows(table, others, marked) if row.pieces]
    if not rows:
        return Plain(None, 0, 0)
    if all(len(row.pieces) == 1 for row in rows):
        raise NotPlain
    rows.sort(key=lambda row: (row.place, row.group))
    texts = [_texts(row, others, marked) for row in rows]
    places = placed([(row.group, len(row.pieces), row.spans) for row in rows])
    letters = [sum(map(len, row)) for row in texts]
    shown = [n for n, row in enumerate(rows) if letters[n] or not is_flat(row.element)]
    grid = grid_of([texts[n] for n in shown], [places[n] for n in shown], region) if shown else None
    if shown and grid is None:
        raise NotPlain
    return Plain(grid, sum(letters), sum(len(row.pieces) for row in rows))


def _rows(table: Element, others: Container[str], marked: Mapping[Element, Look]) -> list[_Row]:
    """The rows of a table, from one pass over all its elements in document order.

    Such a pass doesn't tell where an element ends: cells whose text depends on it are left to `lines_of`. What stands in
    which row is told by counting: a row must have as many cells as children.
    """
    rows: list[_Row] = []
    row: _Row | None = None
    cell = group = table
    pieces: list[str] = []
    texts: list[list[str]] = []
    parts, children = 0, len(table)
    _blank(table.text)
    for element in islice(table.iter(), 1, None):
        tag = element.tag
        kind = _KINDS.get(tag)
        if marked and (look := marked.get(element)):
            kind = _marked_kind(look)
        text, tail = element.text, element.tail
        if kind == "cell":
            if row is None:
                raise NotPlain
            cell, pieces = element, [text or ""]
            if element.attrib and (spans := spans_of(element, tag)) != (1, 1):
                row.spans[len(texts)] = spans
            texts.append(pieces)
            if tail and not tail.isspace():
                raise NotPlain
        elif kind is None or kind == "lines":
            if not texts or (kind is None and tag in others):
                raise NotPlain
            open_ended = len(element) > 0
            if open_ended and not _ends_unseen(element, kind):
                row.unclear[len(texts) - 1] = cell
            pieces += (END, text or "") if kind else (text or "",)
            if not open_ended:
                pieces += (END, tail or "") if kind else (tail or "",)
        elif kind == "break":
            pieces += (END, tail or "")
        else:
            parts += 1
            _blank(text)
            _blank(tail)
            if kind == "row":
                row = _Row(element, row)
                texts = row.pieces
                rows.append(row)
                if row.around is not table and row.around is not group:
                    raise NotPlain
                continue
            children += len(element)
            if kind == "group":
                group = element
                if element.getparent() is not table:
                    raise NotPlain
    if parts != children or any(len(row.pieces) != len(row.element) for row in rows):
        raise NotPlain
    return rows


def _marked_kind(look: Look) -> str:
    if look.kind not in _PARTS or look.style:
        raise NotPlain
    return look.kind


def _ends_unseen(element: Element, kind: str | None) -> bool:
    """Whether the text of a cell is the same wherever this element of it ends, which holds other elements."""
    tail = element.tail
    if not kind:
        return not tail
    following = element.getnext()
    return (not tail or tail.isspace()) and (following is None or following.tag == "p")


def _blank(text: str | None) -> None:
    if text and not text.isspace():
        raise NotPlain


def _texts(row: _Row, others: Container[str], marked: Mapping[Element, Look]) -> list[str]:
    """The text of each cell of a row, its lines parted by line feeds."""
    texts: list[str] = []
    for number, pieces in enumerate(row.pieces):
        if number in row.unclear:
            text = _joined(lines_of(row.unclear[number], others, marked))
        else:
            raw = pieces[0] if len(pieces) == 1 else "".join(pieces)
            text = _text(raw) if len(raw) <= LONGEST_CELL else _joined(parted(raw))
        if text is None:
            raise NotPlain
        texts.append(text)
    return texts


@lru_cache(maxsize=4096)
def _text(raw: str) -> str | None:
    """The text of a cell; the labels of a form and its small figures come again and again."""
    return _joined(parted(raw))


def _joined(lines: list[str] | None) -> str | None:
    """The lines of a cell as one text; None where they are a part of the page rather than a cell."""
    if lines is None:
        return None
    letters = sum(map(len, lines))
    if letters > LONGEST_CELL or (len(lines) >= MANY_PARAGRAPHS and letters >= LONG_PARAGRAPH * len(lines)):
        return None
    return "\n".join(lines)
