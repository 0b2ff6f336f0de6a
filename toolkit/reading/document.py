"""A document is lines of cells, and every cell knows where it stood. Readers make it, all else reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class UnreadableFile(Exception):
    """A file no reader can make lines of. Says what was found, and what the user can do about it."""


class Cell(NamedTuple):
    """A piece of text between separators.

    `line`, `column` and `page` count from 1; `column` is the place among the cells of its line. `left` and `right`
    are character offsets in the line (right is exclusive) where the layout tells them, else None.
    """

    text: str
    line: int
    column: int
    page: int = 1
    left: int | None = None
    right: int | None = None


class Line(NamedTuple):
    """One line of a document, as printed (`text`) and as cells.

    `kind` is "text" (cells are runs of non-blanks; a blank cell leaves no trace), "tab" or "pipe" (separators are
    printed, so a blank cell is there as an empty one) or "rule" (the |---| of a Markdown table).
    """

    number: int
    text: str
    kind: str
    cells: tuple[Cell, ...]
    page: int = 1

    @property
    def delimited(self) -> bool:
        """Whether an empty cell can be seen in this line."""
        return self.kind in ("tab", "pipe")


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """The lines of a file. `source` names it, `format` and `encoding` say how it was read."""

    source: str
    lines: tuple[Line, ...]
    format: str = "text"
    encoding: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def paged(self) -> bool:
        """Whether the document tells where its pages end."""
        return bool(self.lines) and self.lines[-1].page > 1

    def part(self, start: int, stop: int) -> Document:
        """The lines from index `start` up to, not including, index `stop`; numbers stay those of the file."""
        return Document(self.source, self.lines[start:stop], self.format, self.encoding, self.notes)


def place(cell: Cell | Line, paged: bool) -> str:
    """Where a cell or a line stands, in words: "line 57, cell 3", with the page before it in a paged document."""
    words = [f"page {cell.page}"] if paged else []
    if isinstance(cell, Line):
        return ", ".join([*words, f"line {cell.number}"])
    return ", ".join([*words, f"line {cell.line}", f"cell {cell.column}"])
