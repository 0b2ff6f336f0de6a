"""Where columns stand in laid-out text, and which figure therefore belongs to which."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import mean, median

from toolkit.forms import Column
from toolkit.reading.fitting.choices import Assignment
from toolkit.reading.fitting.pieces import Piece, Record
from toolkit.reading.numbering import core_of

# Columns printed by pdftotext -layout stand within a character or two; apart from the first, which a long label
# may push. Rows whose columns wander more than this share of the narrowest gap are not laid out at all.
MOST_WANDERING = 0.5
# A value must be nearer to its column than this share of the gap to the next one, or its place is open.
NEAR_ENOUGH = 0.4
FAR_OFF = 2.0
# Centres of figures in one column lie within this many characters of the next.
SAME_COLUMN = 1.5
SAME_COLUMN_SHARE = 0.3
# Figures stand exactly under their labels if the farthest is this near.
ALIGNED = 1.0
# Laid-out cells are parted by at least this many blanks.
LAID_OUT_BLANKS = 2


class Bands:
    """Where the columns of a block stand, by page.

    Figures of one page stand one above the other; the header above them often does not: pdftotext -layout moves it by
    whole columns. So figures tell the columns, and the header only which of them is empty on the whole page.
    """

    def __init__(self) -> None:
        self.centres: dict[int, list[float]] = {}

    @classmethod
    def of(cls, rows: Sequence[tuple[int, list[Piece]]], headers: Sequence[Record], columns: Sequence[Column]) -> Bands:
        """Bands from the rows, each with its page and its figures: from the complete rows of a page, else from all its
        figures and the column labels above them.
        """
        bands = cls()
        open_pages: list[tuple[int, list[list[Piece]], list[float] | None]] = []
        used: set[tuple[int, ...]] = set()
        for page in sorted({page for page, _ in rows}):
            printed = [values for where, values in rows if where == page and laid_out(values)]
            complete = [[centre_of(piece) for piece in values] for values in printed if len(values) == len(columns)]
            header = header_centres([h for h in headers if h.page == page], columns)
            if complete:
                bands._keep(page, _steady(complete))
            elif header and (match := _matched(_clusters(printed, header), header)):
                bands._keep(page, match[0])
                used.add(match[1])
            else:
                open_pages.append((page, printed, header))
        # A column that is empty on one page mostly is on the next: where the header alone leaves it open, that decides.
        for page, printed, header in open_pages:
            if header and len(used) == 1 and (match := _matched(_clusters(printed, header), header, *used)):
                bands._keep(page, match[0])
        return bands

    def _keep(self, page: int, centres: list[float] | None) -> None:
        if centres:
            self.centres[page] = centres

    def place(self, values: Sequence[Piece], page: int) -> Assignment | None:
        """The only way to lay the values on the columns by where they stand; None where there is none, or several."""
        centres = self.centres.get(page)
        if centres is None or not laid_out(values) or len(values) > len(centres):
            return None
        return lay_on(values, centres)


def lay_on(values: Sequence[Piece], centres: Sequence[float]) -> Assignment | None:
    """Values laid on columns by their centres, in order; None where a value stands between two columns."""
    taken: list[Piece | None] = [None] * len(centres)
    last = -1
    for piece in values:
        centre = centre_of(piece)
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


def near_options(values: Sequence[Piece], centres: Sequence[float], reach: float) -> list[Assignment]:
    """Every way to lay values on columns, in order, whose centres are no farther than `reach` characters."""
    found: list[Assignment] = [()]
    for piece in values:
        centre, longer = centre_of(piece), []
        for laid in found:
            for column in range(len(laid), len(centres)):
                if abs(centres[column] - centre) <= reach:
                    longer.append((*laid, *(None,) * (column - len(laid)), piece))
        found = longer
    return [(*laid, *(None,) * (len(centres) - len(laid))) for laid in found]


def _clusters(rows: Sequence[Sequence[Piece]], header: Sequence[float]) -> list[float]:
    """The columns in which figures stand, from all rows of a page."""
    same = max(SAME_COLUMN, SAME_COLUMN_SHARE * _median_gap(header))
    places = sorted(centre_of(piece) for values in rows for piece in values)
    groups: list[list[float]] = []
    for place in places:
        if groups and place - groups[-1][-1] <= same:
            groups[-1].append(place)
        else:
            groups.append([place])
    # The first column's figures are pushed to and fro by the labels before them.
    while len(groups) > 1 and len(header) > 1 and mean(groups[1]) < (header[0] + header[1]) / 2:
        groups[0] += groups.pop(1)
    return [mean(group) for group in groups]


def _median_gap(places: Sequence[float]) -> float:
    return median(b - a for a, b in zip(places, places[1:], strict=False)) if len(places) > 1 else 0.0


def _matched(
    clusters: Sequence[float], header: Sequence[float], expected: tuple[int, ...] | None = None
) -> tuple[list[float], tuple[int, ...]] | None:
    """The header's columns moved to where the figures stand, and which of them have figures; None where that is open.

    The header may be moved as a whole, so the distances between the columns count. One way to match them must be
    clearly the best, or the best must be the one `expected` from another page.
    """
    if not clusters or len(clusters) > len(header):
        return None
    gap = _median_gap(header)
    matches = []
    for places in combinations(range(len(header)), len(clusters)):
        offsets = [cluster - header[place] for cluster, place in zip(clusters, places, strict=True)]
        shift = median(offsets)
        matches.append((max(abs(offset - shift) for offset in offsets) + abs(shift) / 2, shift, places))
    matches.sort()
    best, shift, places = matches[0]
    margin = matches[1][0] - best if len(matches) > 1 else gap
    allowed = MOST_WANDERING if len(clusters) == len(header) else NEAR_ENOUGH
    # A header moved by a whole narrow column fits as well as one that was not moved.
    unmoved = (
        abs(shift) <= NEAR_ENOUGH * min((b - a for a, b in zip(header, header[1:], strict=False)), default=0.0)
        or len(header) == 1
    )
    sure = best <= gap * allowed and margin >= gap * NEAR_ENOUGH and unmoved
    if not sure and not (places == expected and best <= gap):
        return None
    centres = [centre + shift for centre in header]
    for cluster, place in zip(clusters, places, strict=True):
        centres[place] = cluster
    return centres, places


def header_centres(headers: Sequence[Record], columns: Sequence[Column]) -> list[float] | None:
    """Where the column labels stand; None unless every column has one, in the order of the form.

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
        if named:
            pairs = zip(record.pieces, record.pieces[1:], strict=False)
            widest = max(widest, *(blanks_between(a, b) for a, b in pairs), 0)
        for key, piece in named:
            found[key].append(centre_of(piece))
    # Labels parted by single blanks throughout are running text, and stand nowhere in particular.
    if not all(found.values()) or (len(columns) > 1 and widest < LAID_OUT_BLANKS):
        return None
    centres = [mean(places) for places in found.values()]
    if _rising(centres):
        return centres
    for i in range(1, len(centres) - 1):
        # 其他 often has a line of its own, and pdftotext then moves it to the left of the label before it.
        if _rising(centres[:i] + centres[i + 1 :]):
            return [*centres[:i], (centres[i - 1] + centres[i + 1]) / 2, *centres[i + 1 :]]
    return None


def _rising(places: Sequence[float]) -> bool:
    return all(a < b for a, b in zip(places, places[1:], strict=False))


def blanks_between(first: Piece, second: Piece) -> int:
    """Characters between the end of one piece and the beginning of another."""
    return (second.cell.left or 0) - (first.cell.right or 0)


def centre_of(piece: Piece) -> float:
    """The middle of a piece, in characters from the left."""
    return ((piece.cell.left or 0) + (piece.cell.right or 0)) / 2


def laid_out(values: Sequence[Piece]) -> bool:
    """Whether the values stand in one line and are parted by more than the single blanks of running text."""
    if not values or values[0].cell.left is None or len({piece.cell.line for piece in values}) > 1:
        return False
    return all(blanks_between(a, b) >= LAID_OUT_BLANKS for a, b in zip(values, values[1:], strict=False))


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
