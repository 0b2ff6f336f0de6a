"""What a page is made of before it becomes lines: paragraphs, laid-out lines, pictures and tables, each with its boxes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.reading.readers.building import GridCell

Region = tuple[int, ...]


class Paragraph(NamedTuple):
    """A run of text without a break. `parts` are the texts of its spans where they hold all of it and look like cells."""

    text: str
    region: Region
    linked: bool = False
    parts: tuple[str, ...] = ()


class LaidOut(NamedTuple):
    """A line of <pre>, in which blanks count."""

    text: str
    region: Region


class Picture(NamedTuple):
    """A picture large enough to hold a table."""

    region: Region


class Grid(NamedTuple):
    """A data table: its cells on their grid, its size, and pictures that stood in it."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int
    region: Region
    pictures: int = 0


Block = Paragraph | LaidOut | Picture | Grid


@dataclass(slots=True)
class TableCell:
    """A cell as it stands in the source: its spans, the blocks in it, and how many points of lists or headings."""

    rowspan: int = 1
    colspan: int = 1
    blocks: list[Block] = field(default_factory=list)
    points: int = 0


@dataclass(slots=True)
class TableRow:
    """A row as it stands in the source. `group` numbers the <thead>, <tbody> or <tfoot>, `place` sorts them: 0, 1, 2."""

    group: int
    place: int
    cells: list[TableCell] = field(default_factory=list)
    flat: bool = False


@dataclass(slots=True)
class Table:
    """A table that is being read."""

    region: Region
    rows: list[TableRow] = field(default_factory=list)
    row: TableRow | None = None
    group: int = 0
    place: int = 1
