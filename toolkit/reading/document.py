"""A document is lines of cells, and every cell knows where it stood. Readers make it, all else reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class UnreadableFile(Exception):
    """A file no reader can make lines of. Says what was found, and what the user can do about it."""


# The last region of a line whose letters all stand in links.
LINK = -1


# Kinds of lines in which an empty cell can be seen.
DELIMITED = ("tab", "pipe", "grid")


class Cell(NamedTuple):
    """A piece of text between separators, or a cell of a table.

    `line`, `column` and `page` count from 1; `column` is the place among the cells of its line. `left` and `right`
    are character offsets in the line (right is exclusive) where the layout tells them, else None. In a table that the
    format itself knows, `table` and `row` count from 1 (0 elsewhere), and a place that a merged cell reaches over
    is a cell of its own, empty and `covered`.
    """

    text: str
    line: int
    column: int
    page: int = 1
    left: int | None = None
    right: int | None = None
    table: int = 0
    row: int = 0
    covered: bool = False


class Line(NamedTuple):
    """One line of a document, as printed (`text`) and as cells.

    `kind` is "text" (cells are runs of non-blanks; a blank cell leaves no trace), "tab" or "pipe" (separators are
    printed, so a blank cell is there as an empty one), "rule" (the |---| of a Markdown table), "grid" (a row of a
    table, with a cell for every column) or "picture" (something that only a person can read; `text` is empty).
    `region` names the boxes in which it stands, outermost first: a page's article is one, its navigation another. LINK
    stands last in that of a line which is all links.
    """

    number: int
    text: str
    kind: str
    cells: tuple[Cell, ...]
    page: int = 1
    table: int = 0
    region: tuple[int, ...] = ()

    @property
    def delimited(self) -> bool:
        """Whether an empty cell can be seen in this line."""
        return self.kind in DELIMITED


class Note(NamedTuple):
    """What a reader noticed and its user should know; `rule` names the kind of finding that it becomes.

    `line` is the number of the line it is about, 0 for the whole file.
    """

    rule: str
    message: str
    line: int = 0


class Seen(NamedTuple):
    """Where text recognition saw a cell: left, top, right and bottom in per cent of the page, and how sure it was (0 to 1)."""

    left: float
    top: float
    right: float
    bottom: float
    confidence: float

    def __str__(self) -> str:
        sides = " ".join(f"{side:.1f}" for side in self[:4])
        # Never rounded up: 1.00 is certain.
        return f"box {sides} %, confidence {int(self.confidence * 100) / 100:.2f}"


LINES, PAGES, PARAGRAPHS, SHEETS = "lines", "pages", "paragraphs", "sheets"
"""How a format tells places: lines of a text, lines of numbered pages, paragraphs that flow, cells of sheets."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The lines of a file.

    `source` names it, `format` and `encoding` say how it was read, `places` how it tells where something stands.
    `titles` are what the file calls itself outside its text, `page_starts` the number of the first line of each page.
    `whole` is the same document with text that is hidden when the file is opened, where there is much of it. `seen` says
    where cells that were read by text recognition stand on their page, by the number of their line and their column.
    """

    source: str
    lines: tuple[Line, ...]
    format: str = "text"
    encoding: str = ""
    notes: tuple[Note, ...] = field(default=())
    places: str = LINES
    titles: tuple[str, ...] = field(default=())
    page_starts: tuple[int, ...] = field(default=())
    whole: Document | None = None
    seen: Mapping[tuple[int, int], Seen] = field(default_factory=dict)

    @property
    def paged(self) -> bool:
        """Whether the document tells where its pages end."""
        return self.places == PAGES or (self.places == LINES and bool(self.lines) and self.lines[-1].page > 1)

    @property
    def flows(self) -> bool:
        """Whether each line is a whole paragraph, never broken by the width of a page."""
        return self.places in (PARAGRAPHS, SHEETS)

    def part(self, start: int, stop: int) -> Document:
        """The lines from index `start` up to, not including, index `stop`; numbers stay those of the file."""
        return self.only(range(start, stop))

    def only(self, indices: range | list[int]) -> Document:
        """The lines with these indices, and the notes about them or about the whole file."""
        lines = tuple([self.lines[i] for i in indices])
        if not self.notes:
            return replace(self, lines=lines)
        numbers = {line.number for line in lines}
        return replace(self, lines=lines, notes=tuple(n for n in self.notes if not n.line or n.line in numbers))


def place(at: Cell | Line, document: Document) -> str:
    """Where a cell or a line stands, in words that help to find it by eye.

    "line 57, cell 3" in a text, "page 3, table 1, row 4, column 5" in a PDF, "table 2, row 4, column 5" or "paragraph 12"
    on a web page or in a Word file, "sheet 1, cell D5" in a workbook.
    """
    if isinstance(at, Line):
        return row_place(at.cells[0], document) if at.cells and at.cells[0].table else _line_place(at, document)
    if not at.table:
        return _with_seen(f"{_line_place(at, document)}, cell {at.column}", at, document)
    if document.places == SHEETS:
        return f"sheet {at.page}, cell {column_letters(at.column)}{at.row}"
    return _with_seen(f"{row_place(at, document)}, column {at.column}", at, document)


def _with_seen(where: str, cell: Cell, document: Document) -> str:
    """A place, and where on the page text recognition saw it."""
    seen = document.seen.get((cell.line, cell.column)) if document.seen else None
    return f"{where}, {seen}" if seen else where


class Places:
    """Where cells of a document stand, as `place` and `row_place` say it; the words for a row are put together once."""

    def __init__(self, document: Document) -> None:
        self.document, self.sheets = document, document.places == SHEETS
        # What a line is called where its number alone tells its place.
        self._line = "paragraph" if document.places == PARAGRAPHS else "" if document.paged else "line"
        self._rows: dict[tuple[int, int], str] = {}

    def row(self, cell: Cell) -> str:
        """Where the row of a cell stands."""
        if self._line and not cell.table:
            return f"{self._line} {cell.line}"
        key = cell.line, cell.table
        where = self._rows.get(key)
        if where is None:
            where = self._rows[key] = row_place(cell, self.document)
        return where

    def cell(self, cell: Cell) -> str:
        """Where a cell stands."""
        if self.document.seen:
            return place(cell, self.document)
        if not cell.table:
            where = f"{self._line} {cell.line}" if self._line else self.row(cell)
            return f"{where}, cell {cell.column}"
        return place(cell, self.document) if self.sheets else f"{self.row(cell)}, column {cell.column}"


def row_place(cell: Cell, document: Document) -> str:
    """Where the row of a cell stands, in words: "line 57", "page 3, table 1, row 4", "sheet 1, row 5"."""
    if not cell.table:
        return _line_place(cell, document)
    if document.places == SHEETS:
        return f"sheet {cell.page}, row {cell.row}"
    page = f"page {cell.page}, " if document.paged else ""
    return f"{page}table {cell.table}, row {cell.row}"


def _line_place(at: Cell | Line, document: Document) -> str:
    number = at.number if isinstance(at, Line) else at.line
    if document.places == PARAGRAPHS:
        return f"paragraph {number}"
    if document.places == PAGES and at.page <= len(document.page_starts):
        number += 1 - document.page_starts[at.page - 1]
    return f"page {at.page}, line {number}" if document.paged else f"line {number}"


def column_letters(column: int) -> str:
    """The letters of a workbook's column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
