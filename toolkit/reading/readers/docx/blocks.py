"""Paragraphs and tables of WordprocessingML in reading order, as they stand when all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.reading.readers.docx.inline import Inline, Picture, chosen_branch, is_prompt, too_deep
from toolkit.reading.readers.docx.names import MC, PARAGRAPH_STYLE, M, W, integer, is_on, value_of
from toolkit.reading.readers.docx.numbering import Numbering

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_THROUGH = {f"{W}sdtContent", f"{W}customXml", f"{W}smartTag"}
_KEPT, _LEFT_OUT = {f"{W}ins", f"{W}moveTo"}, {f"{W}del", f"{W}moveFrom"}
_T, _TCPR = f"{W}t", f"{W}tcPr"
_R, _BR, _CR, _TAB = f"{W}r", f"{W}br", f"{W}cr", f"{W}tab"
# What needs more than the text of runs, their breaks and tabs.
_NOT_PLAIN = (
    *(f"{W}{name}" for name in ("tbl", "sdt", "customXml", "smartTag", "ins", "del", "moveTo", "moveFrom", "numPr", "vanish")),
    *(f"{W}{name}" for name in ("drawing", "pict", "object", "fldChar", "sym", "ruby", "ptab", "altChunk", "strike", "dstrike", "vertAlign")),
    f"{W}noBreakHyphen", f"{MC}AlternateContent", f"{M}oMath",
)  # fmt: skip
# No table of a page has more columns; Word itself stops at 63.
MOST_SPAN = 400
# Edges of cells nearer to each other than this are one edge, drawn by hand (twips, 567 to the centimetre).
HAIR = 115


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text: tabs and line feeds as printed."""

    text: str


@dataclass(slots=True)
class TableCell:
    """A cell of a table: where it begins (from 0), how far it reaches, and what stands in it."""

    row: int
    column: int
    colspan: int
    rowspan: int = 1
    blocks: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class WordTable:
    """A table: its cells in reading order, cells that others reach over left out."""

    cells: list[TableCell] = field(default_factory=list)


Block = Paragraph | WordTable | Picture


@dataclass(slots=True)
class Reader:
    """Reads blocks; it holds the counters of the numbering, so that a document is read once and in order."""

    inline: Inline
    numbering: Numbering

    def blocks(self, parent: Any, depth: int = 0) -> list[Block]:
        """The blocks in an element, those of text boxes behind the paragraph in which they are anchored."""
        found: list[Block] = []
        kept_open = ""
        for element in self._flattened(parent, depth):
            if element.tag == _TBL:
                found += [Paragraph(kept_open)] if kept_open else []
                kept_open = ""
                found.append(self._table(element, depth + 1))
                continue
            properties = element.find(f"{W}pPr")
            text, anchored = self._read(element, properties)
            if self._mark_deleted(properties):
                kept_open += text
                text = ""
            else:
                text, kept_open = self._numbered(properties, kept_open + text), ""
            if text:
                found.append(Paragraph(text))
            for one in anchored:
                found += [one] if isinstance(one, Picture) else self.blocks(one, depth + 1)
        return [*found, Paragraph(kept_open)] if kept_open else found

    def _read(self, paragraph: Any, properties: Any) -> tuple[str, list[Any]]:
        """What stands in a paragraph; nothing where its style hides it, as that of a web form's edges (窗体顶端) does."""
        text, anchored = self.inline.read(paragraph)
        hidden = self.inline.hidden_styles
        if hidden and properties is not None and value_of(properties, PARAGRAPH_STYLE) in hidden:
            self.inline.tally.hidden += bool(text.strip())
            return "", []
        return text, anchored

    def _numbered(self, properties: Any, text: str) -> str:
        """The text with the number that Word prints before it."""
        label = self.numbering.label(properties)
        return label + text.lstrip() if label else text

    def _mark_deleted(self, properties: Any) -> bool:
        """Whether the end of a paragraph was deleted with changes tracked: it goes on in the next one."""
        mark = properties.find(f"{W}rPr") if properties is not None else None
        if mark is None or (mark.find(f"{W}del") is None and mark.find(f"{W}moveFrom") is None):
            return False
        self.inline.tally.changes += 1
        return True

    def _flattened(self, parent: Any, depth: int) -> Iterator[Any]:
        """Paragraphs and tables of an element, those in controls and tracked insertions too."""
        too_deep(depth)
        for child in parent:
            tag = child.tag
            if tag == _P or tag == _TBL:
                yield child
            elif tag in _THROUGH:
                yield from self._flattened(child, depth + 1)
            elif tag == f"{W}sdt":
                if not is_prompt(child):
                    yield from self._flattened(child, depth + 1)
            elif tag in _KEPT:
                self.inline.tally.changes += 1
                yield from self._flattened(child, depth + 1)
            elif tag in _LEFT_OUT:
                self.inline.tally.changes += 1
            elif tag == f"{MC}AlternateContent":
                for chosen in chosen_branch(child):
                    yield from self._flattened(chosen, depth + 1)
            elif tag == f"{W}altChunk":
                self.inline.tally.elsewhere.append("altChunk")

    def _table(self, element: Any, depth: int) -> WordTable:
        too_deep(depth)
        table = WordTable()
        merging: dict[int, TableCell] = {}
        row = 0
        plain = self._is_plain(element)
        for line in self._inside(element, _TR, depth):
            properties = line.find(f"{W}trPr")
            if self._row_left_out(properties, line):
                continue
            before = integer(value_of(properties, f"{W}gridBefore"), 0) if properties is not None else 0
            column = min(max(before, 0), MOST_SPAN)
            merging = self._row(line, row, column, table, merging, depth, plain or self._is_plain(line))
            row += 1
        _snap(table.cells, [integer(one.get(f"{W}w"), 0) for one in element.iterfind(f"{W}tblGrid/{W}gridCol")])
        return table

    def _is_plain(self, table: Any) -> bool:
        """Whether the cells of a table or a row hold nothing but paragraphs of text: most do, and are read much faster."""
        if self.numbering.by_default or next(table.iterdescendants(*_NOT_PLAIN), None) is not None:
            return False
        telling = self.numbering.numbered_styles | self.inline.hidden_styles
        return not telling or telling.isdisjoint(
            style.get(f"{W}val") for style in table.iterdescendants(PARAGRAPH_STYLE, f"{W}rStyle")
        )

    def _row_left_out(self, properties: Any, row: Any) -> bool:
        if properties is None:
            return False
        if properties.find(f"{W}ins") is not None:
            self.inline.tally.changes += 1
        if properties.find(f"{W}del") is not None:
            self.inline.tally.changes += 1
            return True
        if is_on(properties, f"{W}hidden"):
            self.inline.tally.hidden += any((text.text or "").strip() for text in row.iter(f"{W}t"))
            return True
        return False

    def _row(
        self, row: Any, number: int, column: int, table: WordTable, above: dict[int, TableCell], depth: int, plain: bool
    ) -> dict[int, TableCell]:
        """Adds the cells of a row. Returns the cells by column that the next row may go on with (w:vMerge)."""
        merging: dict[int, TableCell] = {}
        last: TableCell | None = None
        for element in self._inside(row, _TC, depth):
            properties = element[0] if len(element) and element[0].tag == _TCPR else element.find(_TCPR)
            span, vertical, horizontal = _spans(properties)
            if properties is not None and properties.find(f"{W}cellDel") is not None:
                self.inline.tally.changes += 1
                continue
            upper = above.get(column)
            if horizontal == "continue" and last is not None:
                last.colspan += span
                self._covered(element)
            elif vertical == "continue" and upper is not None:
                upper.rowspan += 1
                merging[column] = last = upper
                self._covered(element)
            else:
                blocks = _plain_paragraphs(element) if plain else self.blocks(element, depth + 1)
                last = TableCell(number, column, span, 1, blocks)
                table.cells.append(last)
                if vertical:
                    merging[column] = last
            column += span
        return merging

    def _covered(self, element: Any) -> None:
        """A cell that another reaches over: Word does not show what stands in it."""
        self.inline.tally.hidden += any((text.text or "").strip() for text in element.iter(f"{W}t"))

    def _inside(self, parent: Any, wanted: str, depth: int) -> Iterator[Any]:
        """Rows of a table or cells of a row, those in controls too."""
        too_deep(depth)
        for child in parent:
            if child.tag == wanted:
                yield child
            elif child.tag == f"{W}sdt" or child.tag in _THROUGH or child.tag in _KEPT:
                yield from self._inside(child, wanted, depth + 1)


def _plain_paragraphs(cell: Any) -> list[Any]:
    """The paragraphs of a cell of a plain table."""
    texts: list[str] = []
    for element in cell.iterdescendants(_P, _T, _BR, _CR, _TAB):
        tag = element.tag
        if tag == _P or not texts:
            texts.append("")
        if tag == _T:
            texts[-1] += element.text or ""
        elif tag == _BR or tag == _CR:
            texts[-1] += "\n"
        elif tag == _TAB and element.getparent().tag == _R:
            # Elsewhere it is a tab stop of the paragraph.
            texts[-1] += "\t"
    return [Paragraph(text) for text in texts if text]


def _snap(cells: list[TableCell], widths: list[int]) -> None:
    """Makes one edge of edges a hair apart: where cells were drawn by hand, Word's grid has a column for each edge.

    Changes nothing where a cell would lose its width, or where the grid is narrower than the rows.
    """
    edges, last, left = [0], 0, 0
    for width in widths:
        last += width
        if last - left > HAIR:
            edges.append(edges[-1] + 1)
            left = last
        else:
            edges.append(edges[-1])
    if edges[-1] in (0, len(widths)) or any(cell.column + cell.colspan >= len(edges) for cell in cells):
        return
    if all(edges[cell.column] < edges[cell.column + cell.colspan] for cell in cells):
        for cell in cells:
            start, stop = edges[cell.column], edges[cell.column + cell.colspan]
            cell.column, cell.colspan = start, stop - start


def _spans(properties: Any) -> tuple[int, str, str]:
    """How many columns a cell takes, and how it is merged downwards and to the right: "restart", "continue" or ""."""
    if properties is None:
        return 1, "", ""
    span, vertical, horizontal = 1, "", ""
    for child in properties:
        tag = child.tag
        if tag == f"{W}gridSpan":
            span = min(max(integer(child.get(f"{W}val"), 1), 1), MOST_SPAN)
        elif tag == f"{W}vMerge":
            vertical = child.get(f"{W}val") or "continue"
        elif tag == f"{W}hMerge":
            horizontal = child.get(f"{W}val") or "continue"
        elif tag == f"{W}cellMerge" and child.get(f"{W}vMerge") == "cont":
            vertical = "continue"
    return span, vertical, horizontal
