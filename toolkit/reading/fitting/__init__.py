"""The lines of a report laid on the tables of a form: every cell of the form becomes a figure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from toolkit.forms import Block, Form, Table
from toolkit.reading.document import PAGES, Document, row_place
from toolkit.reading.fitting.bands import Bands, laid_out
from toolkit.reading.fitting.choices import OPEN, Choice, Solver
from toolkit.reading.fitting.figures import BLANK as BLANK
from toolkit.reading.fitting.figures import MISSING as MISSING
from toolkit.reading.fitting.figures import REPORTED as REPORTED
from toolkit.reading.fitting.figures import UNDECIDED as UNDECIDED
from toolkit.reading.fitting.figures import Figure as Figure
from toolkit.reading.fitting.figures import FigureMaker, RowText
from toolkit.reading.fitting.grid import GridRow, grid_choices
from toolkit.reading.fitting.headed import headed_choices
from toolkit.reading.fitting.labels import label_book
from toolkit.reading.fitting.line import FoundLine, line_choice
from toolkit.reading.fitting.pieces import Piece, Record, records
from toolkit.reading.fitting.printings import find_printing, holds_figures, lines_of, records_of
from toolkit.reading.fitting.rows import Found, FoundRow
from toolkit.reading.fitting.spaced import read_rows, spaced_choice
from toolkit.reading.numbering import core_of, width_of
from toolkit.reading.sections import section_spans

# A header that states a unit: （单位：元） or （元）, not 万元; it stands in one of the lines just above its row.
_YUAN = re.compile(r"单位\s*[:：]?\s*元|[（(]元[）)]")
NEAREST_HEADER = 2
# Lines of figures that show how a text is aligned, and how much straighter its columns must be to believe it.
FEWEST_ALIGNED_LINES = 4
CLEARLY_STRAIGHTER = 1.25
# So many lines with figures that belong to no table may be another copy of one.
FEWEST_LEFT = 8
# A record with more pieces than this is running text, not a label.
MOST_PIECES = 12


@dataclass(slots=True)
class Fit:
    """What fitting found: the figures, the lines (indices) that are table and not prose, and why it decided so."""

    figures: list[Figure] = field(default_factory=list)
    table_lines: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    absent_tables: list[str] = field(default_factory=list)
    absent_rows: list[tuple[str, str]] = field(default_factory=list)
    repeated_tables: list[str] = field(default_factory=list)


def fit(document: Document, form: Form) -> Fit:
    """The figures of every table of a form in a document.

    A table is looked for in its own section, and in the whole document only if it is not there: an agency's own
    little table of 行政许可 in section 1 is none of the form's.
    """
    result = Fit()
    spans = section_spans(document)
    pieces = records(document)
    if displayed := _aligned_on_a_screen(document, pieces):
        pieces = displayed
    everywhere = range(len(pieces))
    printed: dict[str, Found | FoundLine] = {}
    for table in form.tables:
        for within in (_within(pieces, spans.get(table.section)), everywhere):
            found, others = find_printing(pieces, table, within, document)
            if found is None:
                continue
            printed[table.key] = found
            if any(holds_figures(one, pieces) for one in others):
                result.repeated_tables.append(table.key)
            result.table_lines |= {line for one in others for line in lines_of(one, pieces)}
            break
    unclaimed = _unclaimed(pieces, printed.values())
    for table in form.tables:
        found = printed.get(table.key)
        if found is None:
            _absent(result, table, document)
        elif isinstance(found, FoundLine):
            _fit_line(result, found, unclaimed, document, pieces, form, table)
        else:
            _fit_rows(result, found, unclaimed, document, pieces, form, table)
    result.table_lines |= _rest_of_tables(result.table_lines, document)
    _note_copies(result, pieces, document, form)
    _doubt_blank_tables(result, pieces, document, form, spans)
    return result


def _rest_of_tables(used: set[int], document: Document) -> set[int]:
    """The other rows of tables that the format knows and that hold figures: a header that returns on a new page."""
    lines = document.lines
    tables = {(lines[i].page, lines[i].table) for i in used if lines[i].kind == "grid"}
    return {i for i, line in enumerate(lines) if line.kind == "grid" and (line.page, line.table) in tables}


def _note_copies(result: Fit, pieces: list[Record], document: Document, form: Form) -> None:
    """Tables of the form that stand once more, outside their section: last year's sheet, a report without its headings."""
    left = [r for r in pieces if r.has_figure and result.table_lines.isdisjoint(r.lines)]
    if len(left) < FEWEST_LEFT:
        return
    for table in form.tables:
        best, others = find_printing(pieces, table, range(len(pieces)), document)
        for found in (best, *others):
            lines = lines_of(found, pieces) if found else set()
            line = isinstance(found, FoundLine) and holds_figures(found, pieces)
            whole = line or (isinstance(found, Found) and 2 * found.weight[0] > len(table.rows))
            if whole and lines and result.table_lines.isdisjoint(lines):
                result.table_lines |= lines | _rest_of_tables(lines, document)
                if table.key not in result.repeated_tables:
                    result.repeated_tables.append(table.key)


def _doubt_blank_tables(
    result: Fit, pieces: list[Record], document: Document, form: Form, spans: dict[int, range]
) -> None:
    """A table that came out blank throughout though figures stand in it was not understood: it may be turned on its side."""
    reported = {f.table for f in result.figures if f.status == REPORTED}
    if all(table.key in reported for table in form.tables):
        return
    known = {i for i in result.table_lines if document.lines[i].kind == "grid"}
    for table in form.tables:
        blank = {i for i, f in enumerate(result.figures) if f.table == table.key and f.status == BLANK and not f.raw}
        if not blank or table.key in reported:
            continue
        inside = known.intersection(spans.get(table.section, ()))
        if any(record.has_figure and inside.issuperset(record.lines) for record in pieces):
            result.figures = [f._replace(status=UNDECIDED) if i in blank else f for i, f in enumerate(result.figures)]
            result.log.append(f"{table.key}: figures stand in the table, but beside none of its labels")


def _aligned_on_a_screen(document: Document, pieces: list[Record]) -> list[Record] | None:
    """The records with places as on a screen, if the columns of figures then stand straighter than by characters.

    pdftotext counts characters; a terminal, pandas and `column -t` count columns, of which a Chinese character has two.
    """
    several = [r for r in pieces if len(r.pieces) > 1 and not r.delimited] if document.places != PAGES else []
    lines = [(r, [p for p in r.pieces if p.value is not None]) for r in several]
    laid = [(document.lines[r.lines[0]].text, values) for r, values in lines if len(values) > 1 and laid_out(values)]
    if len(laid) < FEWEST_ALIGNED_LINES:
        return None
    by_characters = {p.cell.left + p.cell.right for _, values in laid for p in values}
    by_columns = {
        width_of(text[: p.cell.left]) + width_of(text[: p.cell.right]) for text, values in laid for p in values
    }
    return records(document, by_display=True) if len(by_columns) * CLEARLY_STRAIGHTER < len(by_characters) else None


def _within(pieces: list[Record], span: range | None) -> range:
    """The records that stand in a span of lines."""
    if span is None:
        return range(0)
    start, stop = (bisect_left(pieces, line, key=lambda record: record.lines[0]) for line in (span.start, span.stop))
    return range(start, stop) if start < stop else range(0)


def _unclaimed(pieces: list[Record], printed: Iterable[Found | FoundLine]) -> bool:
    """Whether a line of nothing but figures belongs to no table: then figures were parted from their labels."""
    claimed: set[int] = set()
    for found in printed:
        claimed.update(found.values if isinstance(found, FoundLine) else records_of(found))
    return any(
        record.has_figure
        and not record.delimited
        and i not in claimed
        and all(p.value is not None for p in record.pieces)
        for i, record in enumerate(pieces)
    )


def _fit_rows(
    result: Fit, found: Found, unclaimed: bool, document: Document, pieces: list[Record], form: Form, table: Table
) -> None:
    solver = Solver(form, table.key, table.columns_of)
    settled = solver.settle(_row_choices(found, unclaimed, pieces, table, document, solver))
    by_key = {table.rows[index].key: row for index, row in found.rows.items()}
    cut = _cut_off(found, pieces, table)
    named = _named_elsewhere(found, pieces, table, unclaimed, document) if cut is None else {}
    in_yuan = _blocks_in_yuan(found, pieces, table)
    maker = FigureMaker(table, document)
    for row in table.rows:
        met = by_key.get(row.key)
        if met is None:
            status = UNDECIDED if row.key in named else MISSING
            result.figures += maker.lost(row, status, named.get(row.key, ""))
            continue
        cells = settled.get(row.key) or (OPEN,) * len(table.columns_of[row.key])
        result.figures += maker.of_row(row, cells, RowText(met, cut is met), row.key in in_yuan)
    result.absent_rows += [(table.key, row.key) for row in table.rows if row.key not in by_key and row.key not in named]
    used = {*records_of(found), *found.fillers} | _around(found, pieces)
    result.table_lines |= {line for i in used for line in pieces[i].lines}
    result.log.append(f"{table.key}: {len(found.rows)} of {len(table.rows)} rows found by their labels")


def _blocks_in_yuan(found: Found, pieces: list[Record], table: Table) -> set[str]:
    """The rows above which the header states the amount in 元, not in the form's 万元."""
    headers = [pieces[i] for i in found.fillers if pieces[i].pieces]
    lines = [record.pieces[0].cell.line for record in headers]
    in_yuan = [any("元" in piece.cell.text and _YUAN.search(piece.cell.text) for piece in r.pieces) for r in headers]
    if not any(in_yuan):
        return set()
    rows: set[str] = set()
    for index, met in found.rows.items():
        above = [yuan for line, yuan in zip(lines, in_yuan, strict=True) if line < met.label.cell.line]
        if any(above[-NEAREST_HEADER:]):
            rows.add(table.rows[index].key)
    return rows


def _named_elsewhere(
    found: Found, pieces: list[Record], table: Table, unclaimed: bool, document: Document
) -> dict[str, str]:
    """Rows whose label stands in the document, but not where the table could be followed, and where.

    Where figures were parted from their labels, any row without a label may still be there.
    """
    book = label_book(table)
    absent = [row.key for index, row in enumerate(table.rows) if index not in found.rows]
    named: dict[str, str] = dict.fromkeys(absent, "") if unclaimed or found.orphans else {}
    for index, row in enumerate(table.rows):
        if index in found.rows:
            continue
        for record in pieces:
            core = "".join(piece.core for piece in record.pieces)
            if len(record.pieces) < MOST_PIECES and any(label in core for label in book.cores[index] if len(label) > 3):
                named[row.key] = row_place(record.pieces[0].cell, document)
    return named


def _row_choices(
    found: Found, unclaimed: bool, pieces: list[Record], table: Table, document: Document, solver: Solver
) -> list[Choice]:
    keys = [row.key for row in table.rows]
    widths = {key: len(columns) for key, columns in table.columns_of.items()}
    spaced = read_rows(found, keys, widths, unclaimed)
    headers = [pieces[i] for i in found.fillers]
    choices: list[Choice] = []
    for block in table.blocks:
        members = {row.key for row in block.rows}
        mine = [row for row in spaced if row.key in members]
        above = _headers_above([row for i, row in found.rows.items() if keys[i] in members], headers)
        bands = Bands.of([(row.record.page, row.values) for row in mine if row.record], above, block.columns)
        choices += [spaced_choice(row, len(block.columns), bands, solver) for row in mine]
        grid = [_grid_row(table.rows[i].key, row) for i, row in found.rows.items() if table.rows[i].key in members]
        labels = _column_cores(block)
        sure, counted = headed_choices([row for row in grid if row], labels, above)
        choices += sure + (grid_choices(counted, labels, above, document) if counted else [])
    return choices


@cache
def _column_cores(block: Block) -> tuple[str, ...]:
    """The cores of the labels of a block's columns."""
    return tuple(core_of(column.label) for column in block.columns)


def _headers_above(rows: list[FoundRow], headers: list[Record]) -> list[Record]:
    """The header records before the last row of a block: the next block's columns stand elsewhere."""
    last = max((row.label.cell.line for row in rows), default=0)
    return [header for header in headers if header.pieces and header.pieces[0].cell.line < last]


def _grid_row(key: str, row: FoundRow) -> GridRow | None:
    """The delimited cells of a row; where its label goes on in a second line, the line with figures counts."""
    groups = [g for g in row.groups if g.record.delimited and g.lead]
    if not groups:
        return None
    group = groups[0]
    if len(groups) > 1:
        group = next((g for g in groups if not all(piece.is_blank for piece in g.values)), group)
    return GridRow(key, group.record, group.lead, _one_a_cell(group.values))


def _one_a_cell(values: list[Piece]) -> list[Piece]:
    """The first piece of each cell."""
    first: list[Piece] = []
    last = None
    for piece in values:
        if piece.cell is not last:
            first.append(piece)
            last = piece.cell
    return first


def _fit_line(
    result: Fit, found: FoundLine, unclaimed: bool, document: Document, pieces: list[Record], form: Form, table: Table
) -> None:
    solver = Solver(form, table.key, table.columns_of)
    settled = solver.settle([line_choice(found, pieces, table, document, solver, unclaimed)])
    cut = not found.values and max(found.header) == len(pieces) - 1
    maker = FigureMaker(table, document)
    if cut:
        result.figures += maker.all_lost()
    else:
        result.figures += maker.of_line(settled, found, pieces)
    used = {*found.header, *found.values}
    result.table_lines |= {line for i in used for line in pieces[i].lines}
    result.log.append(f"{table.key}: header found in {len(found.header)} lines, figures in {len(found.values)}")


def _cut_off(found: Found, pieces: list[Record], table: Table) -> FoundRow | None:
    """The row in whose midst the document ends, with rows of the form still to come."""
    last = max(found.rows.values(), key=lambda row: row.records[-1] if row.records else -1)
    ends_here = bool(last.records) and last.records[-1] == len(pieces) - 1
    return last if ends_here and last.index < len(table.rows) - 1 else None


def _around(found: Found, pieces: list[Record]) -> set[int]:
    """Records of blank cells that belong to a table though they say nothing."""
    last = max(records_of(found), default=-1)
    around = set()
    for i in range(last + 1, len(pieces)):
        if not pieces[i].delimited or any(
            not piece.is_blank for piece in pieces[i].pieces if piece.core or piece.value
        ):
            break
        around.add(i)
    return around


def _absent(result: Fit, table: Table, document: Document) -> None:
    result.absent_tables.append(table.key)
    result.figures += FigureMaker(table, document).all_lost()
