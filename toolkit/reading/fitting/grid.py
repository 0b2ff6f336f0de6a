"""Rows whose cells are delimited: structure first. Cells may be surplus, dropped or shifted, but keep their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from toolkit.reading.document import Document
from toolkit.reading.fitting.choices import Assignment, Choice
from toolkit.reading.fitting.pieces import Piece, Record

# More ways than this to lay a row's cells on its columns are a guess, not a reading.
MOST_OPTIONS = 400
# A document with blank lines between all its rows has as many segments as rows: then they tell nothing.
ROWS_A_SEGMENT = 3


@dataclass(slots=True)
class GridRow:
    """A delimited row: its key, the record's width, the label's column, and the pieces after it by column."""

    key: str
    record: Record
    lead: int
    values: list[Piece]

    @property
    def width(self) -> int:
        """Cells of the record, from the first to the last."""
        return self.lead + len(self.values)

    @property
    def used(self) -> set[int]:
        """Columns (from 1) of the cells that are not blank."""
        return {self.lead + i for i, piece in enumerate(self.values, 1) if not is_blank(piece)}

    def at(self, column: int) -> Piece | None:
        """The piece in a column of the record."""
        place = column - self.lead - 1
        return self.values[place] if 0 <= place < len(self.values) else None


def is_blank(piece: Piece) -> bool:
    """Whether a piece is an empty cell or a mark for one."""
    return piece.value is not None and piece.value.kind == "blank"


def grid_choices(rows: list[GridRow], columns: int, document: Document) -> list[Choice]:
    """How the rows' cells may lie on `columns` columns; rows of one segment of the table share their choice."""
    return [choice for segment in _segments(rows, document) for choice in _segment_choices(segment, columns)]


def _segments(rows: list[GridRow], document: Document) -> list[list[GridRow]]:
    """Rows between page breaks, blank lines or lines of other text."""
    segments: list[list[GridRow]] = []
    before: GridRow | None = None
    for row in rows:
        apart = before is None or before.record.page != row.record.page
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


def _segment_choices(rows: list[GridRow], columns: int) -> list[Choice]:
    width = Counter(row.width for row in rows).most_common(1)[0][0]
    regular = [row for row in rows if row.width == width]
    choices, strays = _absolute(regular, width, columns)
    complete = width - max(row.lead for row in regular) == columns
    groups: dict[tuple[int, int, bool], list[GridRow]] = {}
    for row in strays:
        groups.setdefault((row.lead, len(row.values), True), []).append(row)
    for row in rows:
        if row.width != width:
            groups.setdefault((row.lead, len(row.values), False), []).append(row)
    for (_, _, stray), group in groups.items():
        choices += _by_lead(group, columns, stray or complete)
    return choices


def _absolute(rows: list[GridRow], width: int, columns: int) -> tuple[list[Choice], list[GridRow]]:
    """One map from the record's columns to the table's for all rows of a width, and the rows it does not fit.

    In 中卫市自然资源局 2020 the second page has one column less in all its rows: the total was cut off.
    """
    lead = max(row.lead for row in rows)
    area = range(lead + 1, width + 1)
    fitting = [row for row in rows if row.used <= {*area}]
    strays = [row for row in rows if not row.used <= {*area}]
    if len(area) < columns and any(len(row.values) == columns for row in strays):
        fitting = [row for row in fitting if len(row.values) != columns]
        strays = [row for row in rows if row not in fitting]
    if not fitting:
        return [], strays
    options = _maps(list(area), columns, set().union(*(row.used for row in fitting)))
    if not options:
        return [], rows
    return [_choice(fitting, options)], strays


def _by_lead(rows: list[GridRow], columns: int, direct: bool) -> list[Choice]:
    """Choices for rows outside the common grid: with as many cells as columns they stand for themselves."""
    sample = rows[0]
    area = list(range(sample.lead + 1, sample.width + 1))
    if len(area) == columns and direct:
        return [_choice(rows, [tuple(area)])]
    used = set().union(*(row.used for row in rows))
    options = _maps(area, columns, used)
    if len(area) == columns:
        options += _maps_with_loss(area, columns, used)
    if options:
        return [_choice(rows, options)]
    if len(rows) > 1:
        return [choice for row in rows for choice in _by_lead([row], columns, direct)]
    return [Choice((sample.key,), [])]


def _maps(area: list[int], columns: int, used: set[int]) -> list[tuple[int | None, ...]]:
    """Ways to lay the cells of `area` on the columns in order: spare blank cells fall out, or columns stay without."""
    spare = len(area) - columns
    if spare >= 0:
        blanks = [cell for cell in area if cell not in used]
        dropped = combinations(blanks, spare)
        return _limited(tuple(cell for cell in area if cell not in gone) for gone in map(set, dropped))
    return _limited(_with_gaps(area, set(gaps), columns) for gaps in combinations(range(columns), -spare))


def _maps_with_loss(area: list[int], columns: int, used: set[int]) -> list[tuple[int | None, ...]]:
    """As many cells as columns, but one of them a spare, and one column without."""
    blanks = [cell for cell in area if cell not in used]
    return _limited(
        _with_gaps([cell for cell in area if cell != spare], {gap}, columns) for spare in blanks for gap in range(columns)
    )


def _with_gaps(area: list[int], gaps: set[int], columns: int) -> tuple[int | None, ...]:
    cells = iter(area)
    return tuple(None if place in gaps else next(cells) for place in range(columns))


def _limited(options: Iterable[tuple[int | None, ...]]) -> list[tuple[int | None, ...]]:
    found: dict[tuple[int | None, ...], None] = {}
    for option in options:
        found[option] = None
        if len(found) > MOST_OPTIONS:
            return []
    return list(found)


def _choice(rows: list[GridRow], maps: list[tuple[int | None, ...]]) -> Choice:
    options: list[dict[str, Assignment]] = []
    for one in maps:
        options.append({row.key: tuple(None if c is None else row.at(c) for c in one) for row in rows})
    return Choice(tuple(row.key for row in rows), options)
