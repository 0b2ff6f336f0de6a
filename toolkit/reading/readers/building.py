"""What readers of rich formats share: paragraphs, tables with merged cells and pictures become the lines of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from toolkit.reading.document import PAGES, Cell, Document, Line, Note, Seen, UnreadableFile
from toolkit.reading.readers.text import MOST_CELLS, line_of, seen

# Far beyond any report, and soon read: a file with more was made to hold up the reader, or is no report.
MOST_LINES = 200_000
MOST_SLOTS = 2_000_000
# Tables with more cells are not kept for the next file: a report's has 300.
MOST_KEPT_CELLS = 400
# A cell with so much text holds paragraphs: its table lays out a page and is none.
LONGEST_CELL = 300

_BLANKS = re.compile(r"[ \t\r\xa0\u3000\u2002-\u200a]+")
# What stands in a column where no cell begins: one that reaches over it, or none.
COVERED, EMPTY = -1, -2
_PLACE = itemgetter(1, 2)
_DIGIT = re.compile(r"[0-9０-９]")


class GridCell(NamedTuple):
    """A cell of a table: its text, the row and column at which it begins (from 0), and how many it takes.

    Paragraphs of the cell are parted by line feeds.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


def tidy(text: str) -> str:
    """Text with runs of blanks as one blank, and without characters nobody can see; line feeds stay."""
    if not text.isprintable() or _BLANKS.search(text):
        text = _BLANKS.sub(" ", seen(text))
    if "\n" not in text:
        return text.strip()
    return "\n".join(line.strip() for line in text.split("\n"))


@lru_cache(maxsize=4096)
def in_one_line(text: str) -> str:
    """The paragraphs of a cell as one text: a blank parts numbers and Latin words, nothing parts Chinese characters."""
    parts = [part for part in tidy(text).split("\n") if part]
    whole = parts[0] if parts else ""
    for part in parts[1:]:
        one, other = whole[-1], part[0]
        apart = (one.isascii() and other.isascii() and one.isalnum() and other.isalnum()) or (
            _DIGIT.match(one) and _DIGIT.match(other)
        )
        whole += (" " if apart else "") + part
    return whole


@dataclass(slots=True)
class Builder:
    """Collects the lines of a document in reading order. Raises UnreadableFile where there are far too many."""

    source: str
    format: str
    places: str
    encoding: str = ""
    lines: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    tables: int = 0
    slots: int = 0
    page_starts: list[int] = field(default_factory=list)
    seen: dict[tuple[int, int], Seen] = field(default_factory=dict)

    def page(self) -> int:
        """Begins a new page (or sheet) and returns its number. Tables are counted anew on it."""
        self.page_starts.append(len(self.lines) + 1)
        self.tables = 0
        return len(self.page_starts)

    def paragraph(self, text: str, region: tuple[int, ...] = ()) -> None:
        """A paragraph; a line feed in it begins another, and one without any character is none."""
        for one in tidy(text).split("\n"):
            if one:
                self.lines.append(line_of(one, self._next(), self._page, region))

    def laid_out(self, text: str) -> None:
        """A line in which places count: blanks stand for the room between words, as in laid-out text, and tabs part cells."""
        # A tab at the end of a row is the edge of a blank cell.
        self.lines.append(line_of(seen(text).rstrip(" \xa0\u3000\r\n"), self._next(), self._page))

    def picture(self, region: tuple[int, ...] = ()) -> None:
        """A picture, where a table may be that only a person can read."""
        self.lines.append(Line(self._next(), "", "picture", (), self._page, 0, region))

    def note(self, rule: str, message: str, at_line: bool = False) -> None:
        """Something the user should know, of the whole file or (`at_line`) of the last line."""
        self.notes.append(Note(rule, message, len(self.lines) if at_line else 0))

    def table(self, cells: Iterable[GridCell], region: tuple[int, ...] = ()) -> None:
        """A table. Cells that lie over others, and rows with nothing in them at all, are left out of the lines.

        A table whose cells hold whole paragraphs only lays out the page: its cells follow one another as paragraphs.
        """
        cells = list(cells)
        places = tuple([cell[1:] for cell in cells])
        # Most tables come in order.
        if list(places) != sorted(places):
            cells.sort(key=_PLACE)
            places = tuple([cell[1:] for cell in cells])
        texts = [cell.text for cell in cells]
        if max(map(len, texts), default=0) > LONGEST_CELL:
            for text in texts:
                self.paragraph(text, region)
            return
        self.tables += 1
        layout = _layout(places) if len(places) <= MOST_KEPT_CELLS else _layout.__wrapped__(places)
        if layout.size > self._room():
            raise _too_many()
        # The last two stand for the places where no cell begins.
        shown = [*map(in_one_line, texts), "", ""]
        for row in layout.rows:
            if row.is_text:
                # One cell from edge to edge is a line of text: a heading, a note, the title of a block.
                self.text_row("".join([texts[slot] for slot in row.slots if slot >= 0]), row.number, region)
            else:
                self._row(row, shown, region)

    def text_row(self, text: str, row: int, region: tuple[int, ...] = ()) -> None:
        """A row (from 0) of a table or sheet that is one text, however long: lines of text that know their row."""
        table = self.tables = max(self.tables, 1)
        for one in tidy(text).split("\n"):
            if one:
                line = line_of(one, self._next(), self._page)
                whole = tuple(c._replace(table=table, row=row + 1, column=1) for c in line.cells)
                self.lines.append(line._replace(cells=whole, table=table, region=region))

    def document(self) -> Document:
        """The document of all that was collected."""
        starts = tuple(self.page_starts) if self.places == PAGES else ()
        return Document(
            self.source,
            tuple(self.lines),
            self.format,
            self.encoding,
            tuple(self.notes),
            self.places,
            tuple(dict.fromkeys(filter(None, self.titles))),
            starts,
            seen=self.seen,
        )

    def _row(self, row: Slots, shown: list[str], region: tuple[int, ...]) -> None:
        at, page, table, place = self._next(), self._page, self.tables, row.number + 1
        self.slots += len(row.slots)
        texts = row.pick(shown)
        # What Cell(…) does, in two thirds of the time: reports have hundreds of cells.
        new = tuple.__new__
        cells = [
            new(Cell, (text, at, column, page, None, None, table, place, covered))
            for column, (text, covered) in enumerate(zip(texts, row.covered, strict=True), 1)
        ]
        self.lines.append(Line(at, "\t".join(filter(None, texts)), "grid", tuple(cells), page, table, region))

    @property
    def _page(self) -> int:
        return len(self.page_starts) or 1

    def _room(self) -> int:
        return MOST_SLOTS - self.slots

    def _next(self) -> int:
        if len(self.lines) >= MOST_LINES:
            raise UnreadableFile(
                f"the file has more than {MOST_LINES:,} lines, far more than a report: split it, or take out what is no report"
            )
        return len(self.lines) + 1


def _too_many() -> UnreadableFile:
    return UnreadableFile(
        f"its tables have more than {MOST_SLOTS:,} places for cells, far more than a report: take out what is no report"
    )


class Slots(NamedTuple):
    """A row of a table: for each column the index of the cell that begins there, COVERED or EMPTY.

    `is_text`: one cell reaches from edge to edge. `covered` says so of each column, and `pick` takes the texts of the
    columns from those of the table's cells, behind which two empty ones stand.
    """

    number: int
    slots: tuple[int, ...]
    is_text: bool
    covered: tuple[bool, ...]
    pick: Callable[[Sequence[str]], tuple[str, ...]]


class Layout(NamedTuple):
    """The rows of a table, and how many places they and their merged cells take."""

    rows: tuple[Slots, ...]
    size: int


# Reports have the same tables, laid out in the same few ways.
@lru_cache(maxsize=128)
def _layout(places: tuple[tuple[int, int, int, int], ...]) -> Layout:
    """The rows of a table whose cells stand at these places, sorted: row, column, rows and columns taken.

    A place that no cell takes is left out at the end of a row, and is an empty cell within it.
    """
    columns = min(max((x for _, x, _, _ in places), default=-1) + 1, MOST_CELLS)
    last_row = places[-1][0] if places else -1
    taken: dict[int, dict[int, int]] = {}
    widths: dict[int, int] = {}
    spanned = 0
    # A span reaches no further than the last column in which a cell begins: a row of one cell has one column.
    for index, (y, x, rowspan, colspan) in enumerate(places):
        row = taken.setdefault(y, {})
        if x >= columns or x in row:
            continue
        row[x] = index
        if rowspan == 1 and colspan == 1:
            continue
        right, bottom = min(x + colspan, columns), min(y + rowspan, last_row + 1)
        widths[index] = right - x
        spanned += (bottom - y) * (right - x)
        if spanned > MOST_SLOTS:
            raise _too_many()
        for below in range(y, bottom):
            covered = taken.setdefault(below, {})
            for column in range(x, right):
                covered.setdefault(column, COVERED)
    rows = []
    room = MOST_SLOTS - spanned
    for number in sorted(taken):
        if row := taken[number]:
            rows.append(_slots(number, row, widths))
            room -= len(rows[-1].slots)
            if room < 0:
                raise _too_many()
    return Layout(tuple(rows), MOST_SLOTS - room)


def _slots(number: int, row: dict[int, int], widths: dict[int, int]) -> Slots:
    slots = tuple([row.get(column, EMPTY) for column in range(max(row) + 1)])
    own = [slot for slot in slots if slot != COVERED]
    is_text = len(slots) == 1 or (len(own) == 1 and widths.get(own[0], 1) == len(slots))
    return Slots(number, slots, is_text, tuple([slot == COVERED for slot in slots]), itemgetter(*slots))
