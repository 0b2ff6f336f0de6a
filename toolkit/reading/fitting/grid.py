"""Rows whose cells are delimited: structure first. Cells may be surplus, dropped or shifted, but keep their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from toolkit.reading.document import Document
from toolkit.reading.fitting.choices import Assignment, Choice
from toolkit.reading.fitting.pieces import Piece, Record

# More ways than this to lay a row's cells on its columns are a guess, not a reading.
MOST_OPTIONS = 400
# A document with blank lines between all its rows has as many segments as rows: then they tell nothing.
ROWS_A_SEGMENT = 3
# Fewer rows than this show no common shape.
FEWEST_ROWS = 3
# In a segment of fewer rows none can be called an exception, and a shape that few rows share may be a coincidence.
MANY_ROWS = 8
# Rows of a segment that end with an empty cell have one width, or two where a cell was dropped; more are ragged.
MOST_WIDTHS = 2
# Rows with more cells than all others are exceptions up to this share of a segment's rows.
EXCEPTIONAL_SHARE = 0.15


@dataclass(slots=True)
class GridRow:
    """A delimited row: its key, the record's width, the label's column, and the pieces after it by column."""

    key: str
    record: Record
    lead: int
    values: list[Piece]

    @property
    def page(self) -> int:
        """The page on which it stands."""
        return self.record.page

    @property
    def table(self) -> int:
        """The table in which it stands, 0 where the format knows of none."""
        return self.record.pieces[0].cell.table if self.record.pieces else 0

    @property
    def width(self) -> int:
        """Cells of the record, from the first to the last."""
        return self.lead + len(self.values)

    @property
    def used(self) -> set[int]:
        """Columns (from 1) of the cells with anything in them: a dash is printed for a column, never for none."""
        return {self.lead + i for i, piece in enumerate(self.values, 1) if piece.cell.text}

    @property
    def own(self) -> list[Piece]:
        """The cells after the label in a table whose cells the format knows, merged ones once; else none."""
        return [piece for piece in self.values if not piece.cell.covered] if self.table else []

    def at(self, column: int) -> Piece | None:
        """The piece in a column of the record."""
        place = column - self.lead - 1
        return self.values[place] if 0 <= place < len(self.values) else None


def grid_choices(
    rows: list[GridRow], columns: tuple[str, ...], headers: Sequence[Record], document: Document
) -> list[Choice]:
    """How the rows' cells may lie on the columns, whose labels' cores are given in the order of the form.

    A row as wide as the header lies under it. The others are judged with the rows of their segment of the table.
    """
    maps = _header_maps(headers, columns)
    count = len(columns)
    segments = _segments(rows, document)
    choices: list[Choice] = []
    for segment in segments:
        # After a page break rows may have more cells than the header on the page before.
        full = _full_size([row.width for row in segment]) if maps else 0
        under, rest = _parted(segment, lambda row, full=full: row.width >= full and _lies_under(row, maps))
        choices += [_choice([row], [maps[row.width]]) for row in under]
        if under or (maps and len(segment) < FEWEST_ROWS):
            choices += [_own(row, count, max(maps)) for row in rest]
        elif len(segment) < FEWEST_ROWS:
            choices += [_own(row, count, row.width + (len(rows) >= FEWEST_ROWS)) for row in rest]
        elif sum(map(_alignment, segments)) >= 0:
            choices += _aligned_choices(rest, count, max(maps, default=0) if segment is segments[0] else 0)
        else:
            choices += _label_led_choices(rest, count)
    return choices


@lru_cache(maxsize=8192)
def columns_named(core: str, columns: tuple[str, ...]) -> tuple[int, ...]:
    """Which of the columns, whose labels' cores are given, a header's cell names."""
    return tuple(index for index, label in enumerate(columns) if same_label(core, label))


def same_label(core: str, label: str) -> bool:
    """Whether a header's cell names a column: in full, without its end, or with a remark on its unit."""
    return core == label or (len(core) > 3 and (label.startswith(core) or core.startswith(label)))


def _lies_under(row: GridRow, maps: dict[int, tuple[int, ...]]) -> bool:
    cells = maps.get(row.width)
    return cells is not None and row.lead < cells[0] and row.used <= {*cells}


def _header_maps(headers: Sequence[Record], columns: tuple[str, ...]) -> dict[int, tuple[int, ...]]:
    """Width of a header's records to the cells under which the columns stand; only where every column has its cell.

    The labels may stand in several lines, as those of section 3 and 4 do, one line for each level.
    """
    places: dict[int, set[int]] = {}
    for record in headers:
        if not record.delimited:
            continue
        cells: list[int] = []
        place, last = 0, None
        for piece in record.pieces:
            if piece.cell is not last:
                place, last = place + 1, piece.cell
            if piece.value is None and piece.core and columns_named(piece.core, columns):
                cells.append(place)
        places.setdefault(record.width, set()).update(cells)
    return {width: tuple(sorted(cells)) for width, cells in places.items() if len(cells) == len(columns)}


def _alignment(rows: list[GridRow]) -> int:
    """Whether merged label cells left empty cells behind (zero or above) or nothing (below).

    The rows with the commonest place for the label tell the width and the number of cells after it; the other rows
    are nearer to the one or to the other.
    """
    if not rows:
        return 0
    lead = Counter(row.lead for row in rows).most_common(1)[0][0]
    width = _full_size([row.width for row in rows if row.lead == lead])
    others = [row for row in rows if row.lead != lead]
    return sum(abs(len(row.values) - (width - lead)) - abs(row.width - width) for row in others)


def _segments(rows: list[GridRow], document: Document) -> list[list[GridRow]]:
    """Rows between page breaks, blank lines or lines of other text."""
    segments: list[list[GridRow]] = []
    before: GridRow | None = None
    for row in rows:
        apart = before is None or before.record.page != row.record.page or before.table != row.table
        if before is not None and not apart and len(row.record.lines) == 1:
            between = document.lines[before.record.lines[-1] + 1 : row.record.lines[0]]
            apart = any(not line.delimited for line in between)
        if apart:
            segments.append([])
        segments[-1].append(row)
        before = row
    if len(segments) * ROWS_A_SEGMENT > len(rows):
        return [rows]
    return segments


def _label_led_choices(rows: list[GridRow], columns: int) -> list[Choice]:
    """Choices where cells are counted from the label: rows with the common number share one, others have their own."""
    lead = Counter(row.lead for row in rows).most_common(1)[0][0]
    after = _full_size([len(row.values) for row in rows if row.lead == lead])
    # How many spare cells the rows with another place for the label have, nobody knows; where cells were dropped
    # from other rows, one may be missing there too.
    doubtful = len(rows) < MANY_ROWS or any(len(row.values) < after for row in rows if row.lead == lead)
    uniform = not doubtful and all(len(row.values) == after for row in rows if row.lead != lead)
    regular, odd = _parted(rows, lambda row: len(row.values) == after and (uniform or row.lead == lead))
    own = [_own(row, columns, max(row.lead + after, row.width + (doubtful and row.lead != lead))) for row in odd]
    used = set().union(*({column - row.lead for column in row.used} for row in regular))
    deepest = lead == max(row.lead for row in rows)
    maps = _maps(list(range(1, after + 1)), columns, used, spare_in_front=not deepest) if regular else []
    if not maps:
        return own + [_own(row, columns, row.lead + after) for row in regular]
    return [_choice(regular, maps, relative=True), *own]


def _aligned_choices(rows: list[GridRow], columns: int, header_width: int) -> list[Choice]:
    """Choices where records are equally wide: rows of the common width share one, others have their own."""
    width = max(_full_size([row.width for row in rows]), header_width)
    regular, odd = _parted(rows, lambda row: row.width == width)
    if not regular:
        return [_own(row, columns, width) for row in odd]
    ragged = len({row.width for row in rows if row.values and not row.values[-1].cell.text}) > MOST_WIDTHS
    return _absolute(regular, width, columns, ragged) + [_own(row, columns, width) for row in odd]


def _full_size(sizes: list[int]) -> int:
    """The largest size that is no exception: a row with fewer cells than others has lost some."""
    if len({*sizes}) == 1:
        return sizes[0]
    counts = Counter(sizes)
    fewest = max(2, len(sizes) * EXCEPTIONAL_SHARE) if len(sizes) >= MANY_ROWS else 1
    return max((size for size, count in counts.items() if count >= fewest), default=counts.most_common(1)[0][0])


def _absolute(rows: list[GridRow], width: int, columns: int, ragged: bool) -> list[Choice]:
    """One map from the record's columns to the table's for all rows of a width; rows it does not fit have their own.

    In 中卫市自然资源局 2020 the second page has one column less in all its rows: the total was cut off.
    """
    deepest = max(row.lead for row in rows)
    area = range(deepest + 1, width + 1)
    # Where rows end with more or fewer spare cells, an equal width says nothing of rows with another label's place.
    fitting, strays = _parted(rows, lambda row: row.used <= {*area} and (not ragged or row.lead == deepest))
    if len(area) < columns and any(len(row.values) == columns for row in strays):
        fitting, strays = _parted(rows, lambda row: row in fitting and len(row.values) != columns)
    # Spare cells in front come of merged label cells, and the deepest labels have none behind them.
    maps = (
        _maps(list(area), columns, set().union(*(row.used for row in fitting)), spare_in_front=False) if fitting else []
    )
    choices = [_choice(fitting, maps)] if maps else []
    groups: dict[int, list[GridRow]] = {}
    for row in strays if maps else rows:
        groups.setdefault(row.lead, []).append(row)
    for lead, group in groups.items():
        if ragged:
            choices += [_own(row, columns, width) for row in group]
            continue
        area = range(lead + 1, width + 1)
        maps = _maps(list(area), columns, set().union(*(row.used for row in group)))
        choices += [_choice(group, maps)] if maps else [_own(row, columns, width) for row in group]
    return choices


def _parted(rows: list[GridRow], test: Callable[[GridRow], bool]) -> tuple[list[GridRow], list[GridRow]]:
    parts: tuple[list[GridRow], list[GridRow]] = [], []
    for row in rows:
        parts[not test(row)].append(row)
    return parts


def _own(row: GridRow, columns: int, full_width: int) -> Choice:
    """A choice for one row of another shape than its neighbours, which are `full_width` cells wide.

    Where it has fewer cells than they, so many of its spare cells or of its columns' cells were dropped.
    """
    area = list(range(row.lead + 1, row.width + 1))
    texts = {piece.cell.text for piece in row.values if piece.cell.text}
    if columns == 1 and len(area) > 1 and len(texts) == 1:
        # A merged cell that a converter repeated in each of its columns: 行政许可 | 126 | 126 | 126.
        return _choice([row], [(min(row.used),)])
    dropped = max(0, full_width - row.width)
    fewest = max(0, columns - len(area))
    maps: list[tuple[int | None, ...]] = []
    for losses in range(fewest, max(fewest, dropped) + 1):
        maps += _maps(area, columns, row.used, losses)
    return _choice([row], maps) if 0 < len(maps) <= MOST_OPTIONS else Choice((row.key,), [])


def _maps(
    area: list[int], columns: int, used: set[int], losses: int | None = None, spare_in_front: bool = True
) -> list[tuple[int | None, ...]]:
    """Ways to lay the cells of `area` on the columns in order: spare cells fall out, columns stay without a cell.

    Spare cells are empty and stand next to the label or at the end, where merged cells and borders leave them.
    `losses` is how many columns have no cell; None for as few as there can be.
    """
    losses = max(0, columns - len(area)) if losses is None else losses
    spare = len(area) - columns + losses
    options: dict[tuple[int | None, ...], None] = {}
    for before in range(spare + 1 if spare_in_front else 1):
        kept = area[before : len(area) - (spare - before)]
        if used <= set(kept):
            for gaps in combinations(range(columns), losses):
                options[_with_gaps(kept, set(gaps), columns)] = None
    return list(options) if len(options) <= MOST_OPTIONS else []


def _with_gaps(area: list[int], gaps: set[int], columns: int) -> tuple[int | None, ...]:
    cells = iter(area)
    return tuple(None if place in gaps else next(cells) for place in range(columns))


def _choice(rows: list[GridRow], maps: list[tuple[int | None, ...]], relative: bool = False) -> Choice:
    """A choice shared by rows. The maps name cells by their column, or `relative` to the label's."""
    options: list[dict[str, Assignment]] = []
    for one in maps:
        option: dict[str, Assignment] = {}
        for row in rows:
            values, first = row.values, 1 if relative else row.lead + 1
            room = range(first, first + len(values))
            option[row.key] = tuple([values[c - first] if c in room else None for c in one])
        options.append(option)
    few = 1 < len(rows) < MANY_ROWS
    own = (lambda: [_own(row, len(maps[0]), row.width + 1) for row in rows]) if few else None
    return Choice(tuple(row.key for row in rows), options, otherwise=own)
