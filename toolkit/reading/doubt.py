"""What of figures that text recognition read is to be believed: arithmetic repairs nothing, but it guides doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from toolkit.forms import Form
from toolkit.identities import FAILS, HOLDS, HOLDS_IF_BLANK_IS_ZERO, UNDECIDABLE, Key, equations, judge
from toolkit.reading.document import Cell, Document, place
from toolkit.reading.fitting.figures import BLANK, REPORTED, UNDECIDED, Figure
from toolkit.reading.values import parse_value

# A reading of which the least sure character is less sure than this is doubted, unless an identity confirms it.
SURE = 0.9
# So short a text in a cell may be a figure that was read as something else.
LONGEST_ODD = 3


def doubted(figures: Sequence[Figure], form: Form, document: Document) -> list[Figure]:
    """Figures of a document, those read by text recognition in doubt made undecided, with the reading kept in `raw`.

    A figure of an identity that holds is confirmed. One that is not, and stands in an identity that fails or was read with
    little confidence, is in doubt. A cell without any ink is surely blank; one with ink that could not be read is not,
    nor one with a mark for nothing in an identity that a figure there would make hold, for a 1 looks like a stroke.
    """
    sure = {
        place(cell, document): document.seen[line.number, cell.column].confidence
        for line in document.lines
        for cell in line.cells
        if (line.number, cell.column) in document.seen
    }
    # Where a cell could not be read as a figure, those beside it may have been taken for those of other columns.
    for line in document.lines:
        if any(_is_odd(cell, document) for cell in line.cells):
            sure |= {place(cell, document): 0.0 for cell in line.cells if (line.number, cell.column) in document.seen}
    found: list[Figure] = []
    for table in form.tables:
        found += _doubted(table.key, [figure for figure in figures if figure.table == table.key], form, sure)
    return found


def _is_odd(cell: Cell, document: Document) -> bool:
    """Whether a cell was read with little confidence as something so short that it may be a figure, and is none."""
    seen = document.seen.get((cell.line, cell.column))
    short = 0 < len(cell.text.strip()) <= LONGEST_ODD
    return bool(seen and short and seen.confidence < SURE and parse_value(cell.text).kind == "odd")


def _doubted(table: str, figures: Sequence[Figure], form: Form, sure: Mapping[str, float]) -> Iterator[Figure]:
    confirmed, broken = _judged(table, figures, form)
    for figure in figures:
        key = figure.row, figure.column
        if figure.origin not in sure or figure.status not in (REPORTED, BLANK) or key in confirmed:
            yield figure
        elif sure[figure.origin] < SURE or (key in broken and figure.raw.strip()):
            yield figure._replace(status=UNDECIDED, value=None)
        else:
            yield figure


def _judged(table: str, figures: Sequence[Figure], form: Form) -> tuple[set[Key], set[Key]]:
    """The cells of identities that hold, and those of identities that fail, or would but for blank cells."""
    values = {(f.row, f.column): f.value for f in figures if f.value is not None}
    lost = {(f.row, f.column) for f in figures if f.status not in (REPORTED, BLANK)}
    confirmed: set[Key] = set()
    broken: set[Key] = set()
    for equation in equations(form, table):
        outcome = judge(equation, values, lost).outcome
        if outcome in (HOLDS, HOLDS_IF_BLANK_IS_ZERO):
            confirmed |= {*equation.left, *equation.right}
        elif outcome in (FAILS, UNDECIDABLE):
            # What only a figure in a blank cell would make hold says nothing against those that are printed.
            broken |= {key for key in (*equation.left, *equation.right) if outcome == FAILS or key not in values}
    return confirmed, broken
