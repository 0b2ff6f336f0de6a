"""A table that is one line of figures under a header of three levels (section 4's): its anchors are the header."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import comb

from toolkit.forms import Table
from toolkit.reading.document import Document
from toolkit.reading.fitting.bands import ALIGNED, near_options
from toolkit.reading.fitting.choices import Assignment, Choice, Solver, every_way
from toolkit.reading.fitting.grid import GridRow, grid_choices
from toolkit.reading.fitting.headed import YEAR, headed_choices, in_order
from toolkit.reading.fitting.labels import LabelBook, label_book
from toolkit.reading.fitting.pieces import LONGEST_LABEL, Piece, Record
from toolkit.reading.numbering import core_of

# Fewer characters of column labels than this are a mention, not a header (all fifteen labels have 54).
FEWEST_HEADER_CHARACTERS = 12
# Header pieces one above the other belong to one column; their centres differ by less than this many characters.
SAME_COLUMN = 2.0
# A line of figures with a word before it has more of them than this; a note has no more pieces than that.
FEWEST_FIGURES = 9
MOST_NOTE_PIECES = 4
# A column that an agency adds has a label no longer than this.
LONGEST_OWN_LABEL = 4
# More ways than this to place figures among the columns are not worth trying.
MOST_OPTIONS = 7000


@dataclass(slots=True)
class FoundLine:
    """A printing of the table: its header's records and the records of values under it, by index."""

    header: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    marks: int = 0
    broken: bool = False


def find_lines(records: list[Record], table: Table, within: range) -> list[FoundLine]:
    """Every printing of the table among the records with an index in `within`."""
    book = label_book(table)
    found: list[FoundLine] = []
    current: FoundLine | None = None
    for index in within:
        record = records[index]
        marks = _header_marks(record, book)
        if not marks and current is not None and _figures_after(record, book):
            current.values.append(index)
            continue
        if marks is None:
            # A note or a running title may stand between the header and its figures; a paragraph ends the table.
            between = not current.values and len(record.pieces) <= MOST_NOTE_PIECES if current else False
            if current is not None and not between and not (record.delimited and not current.values):
                current = None
            continue
        if marks and record.pieces[-1].value is not None and not record.delimited and current is None:
            current = FoundLine(header=[index], values=[index], marks=marks)
            found.append(current)
            continue
        if marks or _has_label(record):
            # The header returns on a new page, below the figures that stood under the first.
            returned = current is not None and current.values and record.page > records[current.values[0]].page
            if current is None or returned:
                current = FoundLine()
                found.append(current)
            # A header that goes on below figures: they were pulled apart (reading-order output).
            # Figures beside labels are those of another arrangement of the table, not of this line.
            current.broken |= bool(current.values) or record.has_figure
            current.header.append(index)
            current.marks += marks
        elif current is not None and record.pieces:
            current.values.append(index)
    return [line for line in found if line.marks >= FEWEST_HEADER_CHARACTERS]


def _figures_after(record: Record, book: LabelBook) -> bool:
    """Whether a record is a line of figures with some word before them: "件数 2 1 0 …"."""
    count = sum(piece.value is not None for piece in record.pieces)
    words = [piece for piece in record.pieces if piece.value is None and piece.core]
    return count > FEWEST_FIGURES and len(words) == 1 and words[0] is record.pieces[0] and len(words[0].core) < 6


def _has_label(record: Record) -> bool:
    return any(piece.value is None and piece.core for piece in record.pieces)


def _header_marks(record: Record, book: LabelBook) -> int | None:
    """How many characters of column labels stand in a record; None where anything else stands in it."""
    marks = 0
    for piece in record.pieces:
        if piece.value is not None or not piece.core:
            continue
        of_label = _marks_of(book, piece.core) if len(piece.core) <= LONGEST_LABEL else None
        if of_label is None:
            # In a table that the format knows a column of the agency's own (年度, 备注) may have its label too.
            if piece.cell.table and len(piece.core) <= LONGEST_OWN_LABEL and len(record.pieces) > MOST_NOTE_PIECES:
                continue
            return None
        marks += of_label
    return marks


@lru_cache(maxsize=4096)
def _marks_of(book: LabelBook, core: str) -> int | None:
    """How many characters of a column's label a text is: none where it is another label of the table; None if it is none."""
    if core not in book.filler and core not in book.exact and not book.prefixes.get(core):
        return None
    return len(core) if any(core in column.label for column in book.table.blocks[0].columns) else 0


def line_choice(
    found: FoundLine, records: list[Record], table: Table, document: Document, solver: Solver, unclaimed: bool
) -> Choice:
    """How the figures of the line may lie on the columns of all rows.

    `unclaimed` says that figures without any label stand elsewhere: then those that are not here need not be blank.
    """
    keys = tuple(row.key for row in table.rows)
    lines = [records[i] for i in found.values]
    delimited = [record for record in lines if record.delimited]
    if delimited:
        options = _delimited(delimited, [records[i] for i in found.header], table, document)
        return Choice(keys, [_split(option, table) for option in options])
    figures = [record for record in lines if record.has_figure]
    count = sum(len(table.columns_of[key]) for key in keys)
    values = _values(figures or lines, count)
    if found.broken or len(values) > count or (unclaimed and len(values) < count):
        return Choice(keys, [], strict=True)
    if len(values) == count:
        return Choice(keys, [_split(tuple(values), table)])
    if not values:
        return Choice(keys, [_split((None,) * count, table)])
    return _placed(found, records, values, table, count, solver)


def _values(records: list[Record], count: int) -> list[Piece]:
    """The figures of all lines if they are as many as the columns, else of the first line that has several."""
    every = [piece for record in records for piece in _after_labels(record)]
    if len(every) == count:
        return every
    several = [record for record in records if len(_after_labels(record)) > 1]
    chosen = several[:1] if several else records
    return [piece for record in chosen for piece in _after_labels(record)]


def _after_labels(record: Record) -> list[Piece]:
    """The values of a record that stand after its last label."""
    labels = [i for i, piece in enumerate(record.pieces) if piece.value is None and piece.core]
    return [piece for piece in record.pieces[labels[-1] + 1 if labels else 0 :] if piece.value is not None]


def _delimited(records: list[Record], headers: list[Record], table: Table, document: Document) -> list[Assignment]:
    """Ways to read the first line with a figure in it; the lines of blanks and dashes around it say nothing."""
    labels = tuple(core_of(column.label) for row in table.rows for column in table.columns_of[row.key])
    if not in_order(headers, labels, tuple(core_of(row.label) for row in table.rows)):
        return []
    printed = [r for r in records if r.has_figure]
    # A line for each year has its year in front; the latest is the report's.
    printed.sort(key=_year_in_front, reverse=True)
    record = (printed or sorted(records, key=lambda r: abs(r.width - len(labels))))[0]
    lead = 1 if record.pieces[0].core else 0
    row = GridRow("line", record, lead, list(record.pieces[lead:]))
    sure, counted = headed_choices([row], labels, headers)
    choices = sure or grid_choices(counted, labels, headers, document)
    return [option["line"] for choice in choices for option in choice.options]


def _year_in_front(record: Record) -> int:
    found = YEAR.match(record.pieces[0].cell.text.strip()) if record.pieces else None
    return int(found[1]) if found else 0


def _placed(
    found: FoundLine, records: list[Record], values: list[Piece], table: Table, count: int, solver: Solver
) -> Choice:
    """The figures under their column labels if all rows then add up (the labels wander), else every way there is."""
    keys = tuple(row.key for row in table.rows)
    page = values[0].cell.page
    centres = _centres([records[i] for i in found.header if records[i].page == page], table)
    # Labels wander by whole columns (pdftotext): only figures exactly under them are believed.
    if centres and len(centres) == count and len({piece.cell.line for piece in values}) == 1:
        near = [_split(laid, table) for laid in near_options(values, centres, ALIGNED)]
        exact = [option for option in near if solver.adds_up(option)]
        if exact:
            return Choice(keys, exact)
    if comb(count, len(values)) > MOST_OPTIONS:
        return Choice(keys, [], strict=True)
    return Choice(keys, [_split(laid, table) for laid in every_way(values, count)], strict=True)


def _centres(headers: list[Record], table: Table) -> list[float]:
    """Where the columns stand, from the pieces of their labels one above the other."""
    labels = [column.label for column in table.blocks[0].columns]
    places = sorted(
        (piece.cell.left + piece.cell.right) / 2
        for record in headers
        for piece in record.pieces
        if piece.cell.left is not None and piece.cell.right is not None
        if piece.core and any(piece.core in label for label in labels)
    )
    centres: list[float] = []
    for place in places:
        if not centres or place - centres[-1] > SAME_COLUMN:
            centres.append(place)
    return centres


def _split(cells: Assignment, table: Table) -> dict[str, Assignment]:
    option: dict[str, Assignment] = {}
    start = 0
    for row in table.rows:
        stop = start + len(table.columns_of[row.key])
        option[row.key] = cells[start:stop]
        start = stop
    return option
