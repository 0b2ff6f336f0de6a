"""Which records of a document are the rows of a table: labels are found in the stream, and gather their values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.forms import Table
from toolkit.reading.document import Cell
from toolkit.reading.fitting.labels import LabelBook, label_book
from toolkit.reading.fitting.pieces import LONGEST_LABEL, Piece, Record

# What a figure may be though it can't be read as one: digits with something else, or a letter O for a zero.
_FIGURE_LIKE = re.compile(r"[0-9０-９](?![0-9０-９]*[.．、,，)）])|^[OoＯｏ]+$")

# Unknown characters that a remark beside a row may have; a line with more of them is prose.
LONGEST_REMARK = 12
# Labels of the form that make a row a header, whatever else it names.
FEWEST_LABELS = 3
# Characters of two parent labels that may stand in one line.
LONGEST_FILLER = 8
# Characters of a parent label that may run into the label beside it.
LONGEST_RUN_IN = 3
# What a piece with a value is to the scanner.
_VALUE = ("value", 0)
# A label is parted by stray blanks into no more pieces than this.
MOST_PARTS = 4


@dataclass(slots=True)
class Group:
    """Values of a row that stand in one record; `lead` is the column of its last label cell, 0 without a label."""

    record: Record
    values: list[Piece]
    lead: int = 0


@dataclass(slots=True)
class FoundRow:
    """A row of the form found in the document: its index in the table, its label, its values by record."""

    index: int
    label: Piece
    seen: str
    groups: list[Group] = field(default_factory=list)
    records: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """One printing of a table: its rows by index in the order met, and what was met between and around them."""

    rows: dict[int, FoundRow] = field(default_factory=dict)
    fillers: list[int] = field(default_factory=list)
    orphans: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        """For choosing among several printings: rows with values, rows."""
        return sum(1 for row in self.rows.values() if row.groups), len(self.rows)


def find_rows(records: list[Record], table: Table, within: range) -> list[Found]:
    """Every printing of a table among the records with an index in `within`; a row label that returns begins a new one."""
    return _Scanner(label_book(table)).scan(records, within)


class _Scanner:
    """Goes through the records once. A record is taken or left as a whole: a line of prose gives no figure."""

    def __init__(self, book: LabelBook) -> None:
        self.book = book
        self.found = [Found()]
        self.current: FoundRow | None = None
        self.pending: list[int] = []
        self.closed = False
        self.strays = 0
        self._after_header = False

    def scan(self, records: list[Record], within: range) -> list[Found]:
        for index in within:
            record = self._rejoined(records[index])
            follows = records[index + 1] if index + 1 in within else None
            value_follows = follows is not None and bool(follows.pieces) and follows.pieces[0].value is not None
            steps = self._classify(record, value_follows)
            if steps is None:
                # A row's values end where other text begins; numbers after it are none of this table's.
                self.pending.clear()
                self.closed = self.closed or not record.delimited
                self.strays += record.has_figure
            else:
                self._take(index, record, steps)
        return [found for found in self.found if found.rows]

    def _rejoined(self, record: Record) -> Record:
        """The record with row labels put together again that blanks have parted: "行 政许可", "规 章"."""
        if record.delimited or len(record.pieces) < 2 or sum(1 for piece in record.pieces if piece.core) < 2:
            return record
        pieces = list(record.pieces)
        place = 0
        while place < len(pieces) - 1:
            for stop in range(min(len(pieces), place + MOST_PARTS), place + 1, -1):
                parts = pieces[place:stop]
                core = "".join(part.core for part in parts)
                if self.book.names(core, parts[0].number) and all(part.core for part in parts):
                    first, last = parts[0].cell, parts[-1].cell
                    text = " ".join(part.cell.text for part in parts)
                    cell = Cell(text, first.line, first.column, first.page, first.left, last.right)
                    pieces[place:stop] = [Piece(cell, core, parts[0].number)]
                    break
            place += 1
        return record._replace(pieces=tuple(pieces)) if len(pieces) < len(record.pieces) else record

    def _classify(self, record: Record, value_follows: bool) -> list[tuple[str, int]] | None:
        """What each piece is ("row", "more", "filler", "value", "odd"), or None where the record is no part of a table.

        The values at its end are left out.
        """
        steps: list[tuple[str, int]] = []
        current = self.current.index if self.current else -1
        seen = self.current.seen if self.current else ""
        unknown = 0
        opened = False
        pieces = record.pieces
        end = len(pieces)
        while end and pieces[end - 1].value is not None:
            end -= 1
        for place, piece in enumerate(pieces[:end], 1):
            if piece.value is not None:
                steps.append(_VALUE)
                continue
            value_next = pieces[place].value is not None if place < len(pieces) else value_follows
            kind, row, core = _kind_of(self.book, piece, current, seen, value_next)
            if kind == "filler" and opened and len(piece.core) < 3 and _FIGURE_LIKE.search(piece.cell.text):
                # "12.3万" behind a label is no part of 万元 in a header.
                kind = "unread"
            if kind == "unread" or (kind == "unknown" and record.delimited and opened):
                kind = "odd"
            if kind == "row":
                current, seen, opened = row, core, True
            elif kind == "more":
                seen = core
            elif kind == "unknown":
                unknown += len(piece.core)
                kind = "odd"
            steps.append((kind, row))
        if not unknown:
            return steps
        remark = opened and (end < len(pieces) or _VALUE in steps)
        allowed = LONGEST_REMARK if remark or _is_header(record, steps) else 0
        return steps if unknown <= allowed else None

    def _take(self, index: int, record: Record, steps: list[tuple[str, int]]) -> None:
        group: Group | None = None
        touched = False
        for piece, (kind, row) in zip(record.pieces, steps, strict=False):
            if kind == "value" and group is not None:
                group.values.append(piece)
            elif kind == "row":
                self._open(row, piece, index)
                group, touched = None, True
            elif kind == "more" and self.current:
                self.current.seen = seen_after(self.current.seen, piece.core, self.book.cores[self.current.index])
                touched = True
                if group is not None and record.delimited:
                    # A label split over two cells: "一、本年新收政府信息⇥公开申请数量⇥101".
                    self.current.groups.remove(group)
                    group = None
            elif kind == "value" or (kind == "odd" and (record.delimited or _FIGURE_LIKE.search(piece.cell.text))):
                group = self._grouped(record, (piece,), group, touched)
        if len(steps) < len(record.pieces):
            group = self._grouped(record, record.pieces[len(steps) :], group, touched)
        if touched:
            # What stood between two rows of one table belongs to it: headers, parent labels, numbers without a label.
            self.found[-1].orphans += self.strays if len(self.found[-1].rows) > 1 else 0
            self.strays, self.closed = 0, False
        self._pass(index, record, touched or group is not None)

    def _grouped(self, record: Record, values: tuple[Piece, ...], group: Group | None, touched: bool) -> Group | None:
        """The group of a record with more values in it, a new one where there is none yet; None where no row has them."""
        if self.current is None or (not touched and (record.delimited or self.closed)):
            self.strays += sum([piece.is_number for piece in values])
            return group
        if group is None:
            # A merged label reaches over the first of them: no cells of a figure.
            first = next((place for place, piece in enumerate(values) if not piece.cell.covered), None)
            if first is None:
                return None
            values = values[first:]
            group = Group(record, [], _lead(record, values[0]) if touched else 0)
            self.found[-1].orphans += not touched and self._after_header
            self.current.groups.append(group)
        group.values += values
        return group

    def _pass(self, index: int, record: Record, belongs: bool) -> None:
        """Notes a record that has been taken: as a part of the current row, or as something between rows."""
        if belongs:
            self.found[-1].fillers += self.pending
            self.pending.clear()
            self._after_header = False
            if self.current:
                self.current.records.append(index)
        else:
            self.pending.append(index)
            # A number below a header is not the row's above it, unless the header only returns on a new page.
            new_page = self.current is not None and record.page != self.current.label.cell.page
            cores = {piece.core for piece in record.pieces}
            self._after_header |= not new_page and not record.delimited and not cores.isdisjoint(self.book.header)

    def _open(self, row: int, piece: Piece, index: int) -> None:
        earlier = self.found[-1].rows.get(row)
        if earlier and earlier.groups:
            self.found.append(Found())
        elif earlier:
            del self.found[-1].rows[row]
        self.current = FoundRow(row, piece, self._seen(row, piece))
        self.found[-1].rows[row] = self.current

    def _seen(self, row: int, piece: Piece) -> str:
        labels = self.book.cores[row]
        known = piece.core in labels or any(label.startswith(piece.core) for label in labels)
        return piece.core if known else labels[0]


def _kind_of(book: LabelBook, piece: Piece, current: int, seen: str, value_next: bool) -> tuple[str, int, str]:
    """(kind, row, label seen so far) of a piece that is no value."""
    core = piece.core
    if not core:
        # "126*", "O": no Chinese in it, yet something that a figure may be; a numbering or a bracket is nothing.
        return ("unread" if _FIGURE_LIKE.search(piece.cell.text) else "filler"), -1, seen
    kind_of = _kind_of_label if len(core) <= LONGEST_LABEL else _kind_of_label.__wrapped__
    return kind_of(book, core, piece.number, current, seen, value_next)


# Reports have the same labels in the same order.
@lru_cache(maxsize=16384)
def _kind_of_label(
    book: LabelBook, core: str, number: int | None, current: int, seen: str, value_next: bool
) -> tuple[str, int, str]:
    if current >= 0 and number is None and book.continues(current, seen, core):
        return "more", current, seen + core
    row = book.row_of(core, number, current, seen, value_next)
    if row is not None:
        return "row", row, core
    if core in book.filler:
        return "filler", -1, seen
    if current >= 0 and core in book.longest(current):
        return "more", current, seen
    # A parent label in narrow columns runs into the label beside it: "理要求缴纳费用" under 其他处 / 理.
    for cut in range(1, min(LONGEST_RUN_IN, len(core) - 1) + 1):
        if current >= 0 and core[:cut] in book.filler and book.continues(current, seen, core[cut:]):
            return "more", current, seen + core[cut:]
    # Two parent labels side by side in narrow columns: "本" and "无法提" in one line.
    if any(core[:cut] in book.filler and core[cut:] in book.filler for cut in range(1, min(len(core), LONGEST_FILLER))):
        return "filler", -1, seen
    row = book.like(core, number, current)
    if row is not None:
        return "row", row, book.longest(row)
    return "unknown", -1, seen


def seen_after(seen: str, core: str, labels: tuple[str, ...]) -> str:
    """How much of a label has been seen after one more piece of it, parts of a parent label before it left out."""
    for cut in range(LONGEST_RUN_IN + 1):
        if core[cut:] and any(label.startswith(seen + core[cut:]) for label in labels):
            return seen + core[cut:]
    return seen


def _is_header(record: Record, steps: list[tuple[str, int]]) -> bool:
    """Whether most of a row of a known table are labels of the form: the rest name columns that the agency added."""
    labels = sum(kind == "filler" and bool(piece.core) for piece, (kind, _) in zip(record.pieces, steps, strict=False))
    return labels >= FEWEST_LABELS and all(piece.cell.table for piece in record.pieces)


def _lead(record: Record, value: Piece) -> int:
    """The cell before a row's first value: its column counts the label cells of a delimited record."""
    if not record.delimited:
        return 1
    cells, last = 0, None
    for piece in record.pieces:
        if piece is value:
            return cells - (value.cell is last)
        if piece.cell is not last:
            cells, last = cells + 1, piece.cell
    return cells
