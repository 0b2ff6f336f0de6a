"""Rows whose cells are parted by blanks: a blank cell shows only by where its neighbours stand, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean, median

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
# How far off, in gaps between columns, a value may stand where arithmetic confirms its column.
REACH = 1.5
# Centres of figures in one column lie within this many characters of the next.
SAME_COLUMN = 1.5
# Laid-out cells are parted by at least this many blanks.
LAID_OUT_BLANKS = 2


@dataclass(slots=True)
class SpacedRow:
    """A row whose values are parted by blanks, and whether its values can be told from its neighbours'."""

    key: str
    record: Record | None
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
    singles = False
    for index, row in found.rows.items():
        _drop_parent_mark(row, widths[keys[index]])
        groups = [g for g in row.groups if not g.record.delimited]
        if groups and len(groups) < len(row.groups):
            continue
        total, width = sum(len(g.values) for g in groups), widths[keys[index]]
        detached |= total > width or (len(groups) > 1 and total != width)
        singles |= len(groups) > 1
    before_has_values = True
    for index, row in found.rows.items():
        if not any(g.record.delimited for g in row.groups):
            alone = detached and not before_has_values
            # Where figures stand one a line, a row without any may have its own elsewhere.
            if singles and not row.groups:
                rows.append(SpacedRow(keys[index], None, [], False, row))
                continue
            rows.append(_read_row(row, keys[index], widths[keys[index]], detached, alone))
        before_has_values = bool(row.groups)
    return rows


def _drop_parent_mark(row: FoundRow, width: int) -> None:
    """Takes the 无 of a vertical （四）无法提供 away, which looks like a mark for a blank cell."""
    for group in row.groups:
        alone = len(group.values) == 1 and any(len(other.values) == width for other in row.groups)
        if not group.record.delimited and group.values[0].cell.text == "无" and (alone or len(group.values) == width + 1):
            group.values.pop(0)
    row.groups[:] = [group for group in row.groups if group.values]


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
    """Where the columns of a block stand, by page.

    Figures of one page stand one above the other; the header above them often does not: pdftotext -layout moves it by
    whole columns. So figures tell the columns, and the header only which of them is empty on the whole page.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.centres: dict[int, list[float]] = {}

    @classmethod
    def of(cls, rows: Sequence[SpacedRow], headers: Sequence[Record], columns: Sequence[Column]) -> Bands:
        """Bands from the complete rows of each page, else from all its figures and the column labels above them."""
        bands = cls(columns)
        for page in {row.record.page for row in rows if row.record}:
            printed = [row.values for row in rows if row.record and row.record.page == page and _laid_out(row.values)]
            complete = [[_centre(piece) for piece in values] for values in printed if len(values) == len(columns)]
            if complete:
                centres = _steady(complete)
            else:
                header = header_centres([h for h in headers if h.page == page], columns)
                centres = _matched(_clusters(printed), header) if header else None
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


def near_options(values: Sequence[Piece], centres: Sequence[float]) -> list[tuple[float, Assignment]]:
    """Every way to lay values on columns not far from where they stand, with how far off the farthest then is."""
    found: list[tuple[float, Assignment]] = [(0.0, ())]
    for piece in values:
        centre, longer = _centre(piece), []
        for cost, laid in found:
            for column in range(len(laid), len(centres)):
                offset = abs(centres[column] - centre)
                if offset <= REACH * _gap_at(centres, column):
                    longer.append((max(cost, offset), (*laid, *(None,) * (column - len(laid)), piece)))
        found = longer
    return [(cost, (*laid, *(None,) * (len(centres) - len(laid)))) for cost, laid in found]


def _gap_at(centres: Sequence[float], column: int) -> float:
    """The distance to the nearest other column."""
    sides = [abs(centres[other] - centres[column]) for other in (column - 1, column + 1) if 0 <= other < len(centres)]
    return min(sides, default=0.0)


def _clusters(rows: Sequence[Sequence[Piece]]) -> list[float]:
    """The columns in which figures stand, from all rows of a page."""
    places = sorted(_centre(piece) for values in rows for piece in values)
    groups: list[list[float]] = []
    for place in places:
        if groups and place - groups[-1][-1] <= SAME_COLUMN:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [mean(group) for group in groups]


def _matched(clusters: Sequence[float], header: Sequence[float]) -> list[float] | None:
    """The header's columns moved to where the figures stand; None unless one way to match them is far the best.

    The header may be moved as a whole, so only the distances between the columns count.
    """
    if not clusters or len(clusters) > len(header):
        return None
    gap = median(b - a for a, b in zip(header, header[1:], strict=False)) if len(header) > 1 else 0.0
    matches = []
    for places in combinations(range(len(header)), len(clusters)):
        offsets = [cluster - header[place] for cluster, place in zip(clusters, places, strict=True)]
        shift = median(offsets)
        matches.append((max(abs(offset - shift) for offset in offsets) + abs(shift) / 2, shift, places))
    matches.sort()
    best, shift, places = matches[0]
    if best > gap * NEAR_ENOUGH or (len(matches) > 1 and matches[1][0] < best + gap * NEAR_ENOUGH):
        return None
    centres = [centre + shift for centre in header]
    for cluster, place in zip(clusters, places, strict=True):
        centres[place] = cluster
    return centres


def header_centres(headers: Sequence[Record], columns: Sequence[Column]) -> list[float] | None:
    """Where the column labels stand; None unless every column has exactly one, in the order of the form.

    A label broken over lines is known by any part of it that no other column has: "社会公" above "益组织".
    """
    found: dict[str, list[float]] = {column.key: [] for column in columns}
    labels = {column.key: [core_of(label) for label in (column.label, *column.variants)] for column in columns}
    widest = 0
    for record in headers:
        named: list[tuple[str, Piece]] = []
        for piece in record.pieces:
            if piece.value is None and piece.cell.left is not None and len(piece.core) >= 2:
                keys = [key for key, cores in labels.items() if piece.core in cores]
                keys = keys or [key for key, cores in labels.items() if any(piece.core in core for core in cores)]
                named += [(keys[0], piece)] if len(keys) == 1 else []
        for before, after in zip(named, named[1:], strict=False):
            widest = max(widest, _blanks_between(before[1], after[1]))
        for key, piece in named:
            found[key].append(_centre(piece))
    # Labels parted by single blanks throughout are running text, and stand nowhere in particular.
    if not all(found.values()) or (len(columns) > 1 and widest < LAID_OUT_BLANKS):
        return None
    centres = [mean(places) for places in found.values()]
    for i in range(1, len(centres) - 1):
        # 其他 often has a line of its own, and pdftotext then moves it to the left of the label before it.
        if not centres[i - 1] < centres[i] < centres[i + 1]:
            centres[i] = (centres[i - 1] + centres[i + 1]) / 2
    return None if any(a >= b for a, b in zip(centres, centres[1:], strict=False)) else centres


def _blanks_between(first: Piece, second: Piece) -> int:
    return (second.cell.left or 0) - (first.cell.right or 0)


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
    return all(_blanks_between(a, b) >= LAID_OUT_BLANKS for a, b in zip(values, values[1:], strict=False))


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
