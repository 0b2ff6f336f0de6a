"""Rows whose cells are parted by blanks: a blank cell shows only by where its neighbours stand, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.reading.fitting.bands import Bands, blanks_between
from toolkit.reading.fitting.choices import Choice, Solver, every_way
from toolkit.reading.fitting.pieces import Piece, Record
from toolkit.reading.fitting.rows import Found, FoundRow

# A figure this near behind a label stands where the label let it.
PUSHED = 3


@dataclass(slots=True)
class SpacedRow:
    """A row whose values are parted by blanks, and whether its values can be told from its neighbours'.

    `confirm`: its figures stand one a line in a table where other rows lack some, so only what adds up is believed.
    """

    key: str
    record: Record | None
    values: list[Piece]
    certain: bool
    row: FoundRow
    confirm: bool = False


def read_rows(found: Found, keys: Sequence[str], widths: dict[str, int], unclaimed: bool) -> list[SpacedRow]:
    """The rows of a table without delimiters.

    In reading-order output (pdftotext without options) values can stand far from their labels. Wherever such
    detached values show in a table, only rows that are complete in one line are believed. `unclaimed` says that
    figures without any label stand somewhere in the report: then a row without figures need not be blank.
    """
    if all(row.groups and all(g.record.delimited for g in row.groups) for row in found.rows.values()):
        return []
    rows = []
    detached = found.orphans > 0
    singles, uniform = False, True
    for index, row in found.rows.items():
        _drop_parent_mark(row, widths[keys[index]])
        groups = [g for g in row.groups if not g.record.delimited]
        if groups and len(groups) < len(row.groups):
            continue
        total, width = sum(len(g.values) for g in groups), widths[keys[index]]
        detached |= total > width or (len(groups) > 1 and total != width)
        singles |= len(groups) > 1
        uniform &= total == width and len(groups) in (1, width)
    behind = sum(bool(row.groups and row.groups[0].lead) for row in found.rows.values())
    one_line = 2 * behind > sum(bool(row.groups) for row in found.rows.values())
    before_has_values = True
    for index, row in found.rows.items():
        if not any(g.record.delimited for g in row.groups):
            alone = detached and not before_has_values
            # Where figures stand one a line, a row without any may have its own elsewhere.
            if (singles or unclaimed) and not row.groups:
                rows.append(SpacedRow(keys[index], None, [], False, row))
                continue
            read = _read_row(row, keys[index], widths[keys[index]], detached, alone)
            read.confirm = len(row.groups) > 1 and not uniform
            whole = row.seen == row.label.core
            lone = whole and len(read.values) == 1 and not row.groups[0].lead
            if lone and (one_line or _is_page(read.values[0])):
                # In a table with its figures behind the labels, a lone number below one may be a page number.
                read.certain = False
            rows.append(read)
        before_has_values = bool(row.groups)
    return rows


def _is_page(piece: Piece) -> bool:
    """Whether a number can be that of its page."""
    return piece.value is not None and piece.value.number == piece.cell.page > 1 or piece.cell.text == "1"


def _pushed(row: SpacedRow) -> bool:
    """Whether the row's first figure stands right behind its label, which may have pushed it out of its column."""
    first = row.values[0]
    before = [piece for piece in row.record.pieces if piece.cell.line == first.cell.line and piece.value is None]
    return any(
        blanks_between(piece, first) <= PUSHED for piece in before if (piece.cell.right or 0) <= (first.cell.left or 0)
    )


def _drop_parent_mark(row: FoundRow, width: int) -> None:
    """Takes the 无 of a vertical （四）无法提供 away, which looks like a mark for a blank cell."""
    for group in row.groups:
        alone = len(group.values) == 1 and any(len(other.values) > 1 for other in row.groups)
        if (
            not group.record.delimited
            and group.values[0].cell.text == "无"
            and (alone or len(group.values) == width + 1)
        ):
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


def spaced_choice(row: SpacedRow, columns: int, bands: Bands, solver: Solver) -> Choice:
    """How a row's values may lie on the columns: by place where the layout keeps places, else every way there is.

    A place that contradicts the row's own total is not believed if another way adds up.
    """
    if not row.certain or len(row.values) > columns:
        return Choice((row.key,), [], strict=True)
    if len(row.values) == columns:
        return Choice((row.key,), [{row.key: tuple(row.values)}], strict=row.confirm)
    if not row.values:
        return Choice((row.key,), [{row.key: (None,) * columns}])
    placed = bands.place(row.values, row.record.page)
    if placed is not None and placed[0] is None and _pushed(row):
        placed = None
    if placed is not None and solver.adds_up({row.key: placed}):
        return Choice((row.key,), [{row.key: placed}])
    options = [{row.key: laid} for laid in every_way(row.values, columns)]
    if placed is not None and not any(solver.adds_up(option) for option in options):
        return Choice((row.key,), [{row.key: placed}])
    return Choice((row.key,), options, strict=True)
