"""Rows whose cells are parted by blanks: a blank cell shows only by where its neighbours stand, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from toolkit.forms import Column
from toolkit.reading.fitting.choices import Assignment, Choice
from toolkit.reading.fitting.pieces import Piece, Record, core_of
from toolkit.reading.fitting.rows import Found, FoundRow

# Columns printed by pdftotext -layout stand within a character or two; apart from the first, which a long label
# may push. Rows whose columns wander more than this share of the narrowest gap are not laid out at all.
MOST_WANDERING = 0.5
# A value must be nearer to its column than this share of the gap to the next one, or its place is open.
NEAR_ENOUGH = 0.4
FAR_OFF = 2.0
# Laid-out cells are parted by at least this many blanks.
LAID_OUT_BLANKS = 2


@dataclass(slots=True)
class SpacedRow:
    """A row whose values are parted by blanks, and whether its values can be told from its neighbours'."""

    key: str
    record: Record
    values: list[Piece]
    certain: bool
    row: FoundRow


def read_rows(found: Found, keys: Sequence[str], widths: dict[str, int]) -> list[SpacedRow]:
    """The rows of a table without delimiters.

    In reading-order output (pdftotext without options) values can stand far from their labels. Wherever such
    detached values show in a table, only rows that are complete in one line are believed.
    """
    rows = []
    detached = found.orphans > 0
    for index, row in found.rows.items():
        groups = [g for g in row.groups if not g.record.delimited]
        if groups and len(groups) < len(row.groups):
            continue
        total, width = sum(len(g.values) for g in groups), widths[keys[index]]
        detached |= total > width or (len(groups) > 1 and total != width)
    before_has_values = True
    for index, row in found.rows.items():
        if not any(g.record.delimited for g in row.groups):
            alone = detached and not before_has_values
            rows.append(_read_row(row, keys[index], widths[keys[index]], detached, alone))
        before_has_values = bool(row.groups)
    return rows


def _read_row(row: FoundRow, key: str, width: int, detached: bool, alone: bool) -> SpacedRow:
    full = [g for g in row.groups if len(g.values) == width]
    values = [piece for group in row.groups for piece in group.values]
    record = row.groups[0].record if row.groups else None
    if full and full[0] is row.groups[0] and full[0].lead:
        return SpacedRow(key, full[0].record, full[0].values, True, row)
    if len(full) == 1 and len(values) == width:
        return SpacedRow(key, full[0].record, full[0].values, width > 1 and not alone or not detached, row)
    certain = not detached and (len(row.groups) <= 1 or len(values) == width)
    return SpacedRow(key, record, values, certain, row)


class Bands:
    """Where the columns of a block stand, by page, from complete rows or from the header."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.centres: dict[int, list[float]] = {}

    @classmethod
    def of(cls, rows: Sequence[SpacedRow], headers: Sequence[Record], columns: Sequence[Column]) -> Bands:
        """Bands from the complete rows of each page, else from the column labels printed there."""
        bands = cls(columns)
        for page in {row.record.page for row in rows if row.record}:
            complete = [
                [_centre(piece) for piece in row.values]
                for row in rows
                if row.record and row.record.page == page and len(row.values) == len(columns) and _laid_out(row.values)
            ]
            centres = _steady(complete) if complete else header_centres([h for h in headers if h.page == page], columns)
            if centres:
                bands.centres[page] = centres
        return bands

    def place(self, values: Sequence[Piece], page: int) -> Assignment | None:
        """The only way to lay the values on the columns by where they stand; None where there is none, or several."""
        centres = self.centres.get(page)
        if centres is None or not _laid_out(values) or len(values) > len(centres):
            return None
        return lay_on(values, centres)


def lay_on(values: Sequence[Piece], centres: Sequence[float]) -> Assignment | None:
    """Values laid on columns by their centres, in order; None where a value stands between two columns."""
    taken: list[Piece | None] = [None] * len(centres)
    last = -1
    for piece in values:
        centre = _centre(piece)
        column = min(range(len(centres)), key=lambda i: abs(centres[i] - centre))
        offset = abs(centres[column] - centre)
        side = column + (1 if centre > centres[column] else -1)
        # Outside the first and the last column there is no other, but what stands far off belongs to none.
        inside = 0 <= side < len(centres)
        gap = abs(centres[side if inside else 2 * column - side] - centres[column]) if len(centres) > 1 else offset
        if column <= last or offset > gap * (NEAR_ENOUGH if inside else FAR_OFF):
            return None
        taken[column], last = piece, column
    return tuple(taken)


def header_centres(headers: Sequence[Record], columns: Sequence[Column]) -> list[float] | None:
    """Where the column labels stand; None unless every column has exactly one, in the order of the form.

    A label broken over lines is known by its first line: "社会公" above "益组织".
    """
    found: dict[str, list[float]] = {column.key: [] for column in columns}
    labels = {column.key: [core_of(label) for label in (column.label, *column.variants)] for column in columns}
    for record in headers:
        if not _laid_out([piece for piece in record.pieces if piece.core]):
            continue
        for piece in record.pieces:
            if piece.value is not None or piece.cell.left is None or len(piece.core) < 2:
                continue
            keys = [key for key, cores in labels.items() if any(core.startswith(piece.core) for core in cores)]
            if len(keys) == 1:
                found[keys[0]].append(_centre(piece))
    centres = [place[-1] for place in found.values() if place]
    if len(centres) < len(columns) or any(a >= b for a, b in zip(centres, centres[1:], strict=False)):
        return None
    return centres


def spaced_choice(row: SpacedRow, columns: int, bands: Bands) -> Choice:
    """How a row's values may lie on the columns: by place where the layout keeps places, else every way there is."""
    if not row.certain or len(row.values) > columns:
        return Choice((row.key,), [], strict=True)
    if len(row.values) == columns:
        return Choice((row.key,), [{row.key: tuple(row.values)}])
    if not row.values:
        return Choice((row.key,), [{row.key: (None,) * columns}])
    placed = bands.place(row.values, row.record.page)
    if placed is not None:
        return Choice((row.key,), [{row.key: placed}])
    options: list[dict[str, Assignment]] = []
    for places in combinations(range(columns), len(row.values)):
        laid: list[Piece | None] = [None] * columns
        for place, piece in zip(places, row.values, strict=True):
            laid[place] = piece
        options.append({row.key: tuple(laid)})
    return Choice((row.key,), options, strict=True)


def _centre(piece: Piece) -> float:
    return ((piece.cell.left or 0) + (piece.cell.right or 0)) / 2


def _laid_out(values: Sequence[Piece]) -> bool:
    """Whether the values stand in one line and are parted by more than the single blanks of running text."""
    if not values or values[0].cell.left is None or len({piece.cell.line for piece in values}) > 1:
        return False
    pairs = zip(values, values[1:], strict=False)
    return all((b.cell.left or 0) - (a.cell.right or 0) >= LAID_OUT_BLANKS for a, b in pairs)


def _steady(rows: list[list[float]]) -> list[float] | None:
    """The columns' centres if the rows agree on them; None where they wander, as in text with single blanks."""
    by_column = list(zip(*rows, strict=True))
    centres = [median(column) for column in by_column]
    gaps = [b - a for a, b in zip(centres, centres[1:], strict=False)]
    if not gaps:
        return centres
    # The first column is left out: a long label pushes its figures to the right of where they belong.
    wandering = max((max(column) - min(column) for column in by_column[1:]), default=0.0)
    if wandering > MOST_WANDERING * min(gaps):
        return None
    return centres
