"""How the cells of one form correspond to those of the next, as data: which may be compared between years, which not."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from toolkit.forms import Form, load_forms

if TYPE_CHECKING:
    from decimal import Decimal

    import pandas as pd

SAME, SUM_OF, CHANGED_MEANING, ONLY = "same", "sum_of", "changed_meaning", "only_"

CellKey = tuple[str, str, str]
"""(table, row, column)."""


@dataclass(frozen=True)
class Correspondence:
    """Cells of an older form and what they are in a newer one; either side is empty where a form has no such cell.

    `relation` is "same", "sum_of" (the old cell is the sum of the new ones), "changed_meaning", or "only_" and the key
    of the one form that has the cell.
    """

    relation: str
    older: tuple[CellKey, ...]
    newer: tuple[CellKey, ...]
    reason: str


@dataclass(frozen=True)
class Comparable:
    """A figure that two reports both give: the cells to add up in the earlier report, and those in the later one.

    `cell` names it: the cell itself, or where one form splits it the undivided one.
    """

    cell: CellKey
    before: tuple[CellKey, ...]
    after: tuple[CellKey, ...]


class CorrespondenceError(ValueError):
    """A table of correspondences that does not fit its forms."""


def parse_correspondence(text: str, source: str = "correspondence") -> tuple[str, str, tuple[Correspondence, ...]]:
    """The keys of the older and the newer form, and how their cells correspond, from the text of a TOML file.

    Raises CorrespondenceError for a relation, row or column that there is not, and unless each cell of both forms
    stands there exactly once; tomllib.TOMLDecodeError or KeyError for a broken file.
    """
    data = tomllib.loads(text)
    older, newer = (load_forms()[data[side]] for side in ("older", "newer"))
    found = tuple(c for entry in data["cells"] for c in _entry(entry, older, newer, source))
    for form, side in ((older, "older"), (newer, "newer")):
        _covered(form, [cell for c in found for cell in getattr(c, side)], source)
    return older.key, newer.key, found


def _entry(entry: dict, older: Form, newer: Form, source: str) -> list[Correspondence]:
    """One entry of the file as the correspondences of its single cells."""
    relation, table, to = entry["relation"], entry["table"], entry.get("to", [])
    if relation not in (SAME, SUM_OF, CHANGED_MEANING, ONLY + older.key, ONLY + newer.key):
        raise CorrespondenceError(
            f"{source}: unknown relation {relation!r} in table {table}; expected {SAME}, {SUM_OF}, {CHANGED_MEANING}, "
            f"{ONLY}{older.key} or {ONLY}{newer.key}."
        )
    form = newer if relation == ONLY + newer.key else older
    found = []
    if relation == CHANGED_MEANING and len(to) != len(entry["columns"]):
        raise CorrespondenceError(
            f"{source}: in table {table}, `to` must name one column for each of {entry['columns']}."
        )
    for row in entry["rows"]:
        columns = entry["columns"] if entry["columns"] != ["*"] else _columns(form, table, row, source)
        for place, column in enumerate(columns):
            cell = (table, row, column)
            same = (cell,) if relation == SAME else ()
            if relation == SUM_OF:
                same = tuple((table, part, column) for part in to)
            elif relation == CHANGED_MEANING:
                same = ((table, row, to[place]),)
            is_new = form is newer
            found.append(
                Correspondence(relation, () if is_new else (cell,), (cell,) if is_new else same, entry["reason"])
            )
    return found


def _columns(form: Form, table: str, row: str, source: str) -> list[str]:
    columns = form.table(table).columns_of
    if row not in columns:
        raise CorrespondenceError(f"{source}: form {form.key} has no row {row!r} in table {table}.")
    return [column.key for column in columns[row]]


def _covered(form: Form, named: list[CellKey], source: str) -> None:
    """Raises unless every cell of the form is named exactly once."""
    times = Counter(named)
    cells = {(table.key, row.key, column.key) for table in form.tables for row, column in table.cells()}
    wrong = [(cell, "is not on the form") for cell in sorted(set(times) - cells)]
    wrong += [(cell, "stands under no relation") for cell in sorted(cells - set(times))]
    wrong += [(cell, f"stands there {n} times") for cell, n in sorted(times.items()) if n > 1]
    if wrong:
        first, more = wrong[0], len(wrong) - 1
        raise CorrespondenceError(
            f"{source}: of form {form.key}, cell {'/'.join(first[0])} {first[1]}"
            + (f", and {more} more." if more else ".")
        )


@cache
def load_correspondences() -> dict[tuple[str, str], tuple[Correspondence, ...]]:
    """All tables of this folder: (key of the older form, key of the newer form) to how their cells correspond."""
    files = sorted((f for f in resources.files(__name__).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    parsed = [parse_correspondence(f.read_text(encoding="utf-8"), f.name) for f in files]
    return {(older, newer): cells for older, newer, cells in parsed}


def correspondences(one: str, other: str) -> tuple[Correspondence, ...]:
    """How the cells of two forms (keys) correspond, whichever is the older. Raises KeyError with the pairs there are."""
    known = load_correspondences()
    for pair in ((one, other), (other, one)):
        if pair in known:
            return known[pair]
    pairs = ", ".join(f"{older}_{newer}.toml" for older, newer in known)
    wanted = "_".join(sorted((one, other)))
    raise KeyError(
        f"how the forms {one} and {other} correspond is not known: toolkit/forms/correspondence has {pairs}; write "
        f"{wanted}.toml (docs/extending.md)"
    )


@cache
def comparable_cells(before: str, after: str) -> tuple[Comparable, ...]:
    """What a report on form `before` and the next one on form `after` (keys of forms) both give, in the order of the form.

    Of two reports on one form that is every cell. Raises KeyError for forms without a table of correspondences.
    """
    if before == after:
        tables = load_forms()[before].tables
        cells = [(table.key, row.key, column.key) for table in tables for row, column in table.cells()]
        return tuple(Comparable(cell, (cell,), (cell,)) for cell in cells)
    forwards = (before, after) in load_correspondences()
    kept = [c for c in correspondences(before, after) if c.relation in (SAME, SUM_OF)]
    return tuple(
        Comparable(c.older[0], c.older, c.newer) if forwards else Comparable(c.older[0], c.newer, c.older) for c in kept
    )


def comparable_values(
    before_form: str,
    before: Mapping[CellKey, int | Decimal | None],
    after_form: str,
    after: Mapping[CellKey, int | Decimal | None],
) -> dict[CellKey, tuple[int | Decimal | None, int | Decimal | None]]:
    """The figures that two reports both give: cell to its (earlier, later) value.

    The forms are keys ("2019", "2021"), `before` and `after` the values by (table, row, column). A value is None where
    none is printed; so is a sum of which any part is not printed. What cannot be compared is left out.
    """
    return {
        c.cell: (_total(before, c.before), _total(after, c.after)) for c in comparable_cells(before_form, after_form)
    }


def _total(values: Mapping[CellKey, int | Decimal | None], cells: tuple[CellKey, ...]) -> int | Decimal | None:
    total: int | Decimal = 0
    for cell in cells:
        value = values.get(cell)
        if value is None:
            return None
        total += value
    return total


def correspondence_table(older: str = "2019", newer: str = "2021") -> pd.DataFrame:
    """How the cells of two forms correspond, to read or to join in a notebook.

    One row is a pair of cells (a sum has one for each of its parts) or a cell without a partner. Columns: relation,
    table, row_<older>, column_<older>, row_<newer>, column_<newer> ("" where the form has no such cell), label_<older>,
    label_<newer> (statutory, row and column), reason. Raises KeyError for forms without a table of correspondences.
    """
    import pandas as pd

    rows = []
    for c in load_correspondences()[older, newer]:
        for old in c.older or (("", "", ""),):
            for new in c.newer or (("", "", ""),):
                rows.append(
                    {
                        "relation": c.relation,
                        "table": old[0] or new[0],
                        f"row_{older}": old[1],
                        f"column_{older}": old[2],
                        f"row_{newer}": new[1],
                        f"column_{newer}": new[2],
                        f"label_{older}": _label(load_forms()[older], old),
                        f"label_{newer}": _label(load_forms()[newer], new),
                        "reason": c.reason,
                    }
                )
    return pd.DataFrame(rows)


def _label(form: Form, cell: CellKey) -> str:
    if not cell[0]:
        return ""
    table, row, column = cell
    return next(f"{r.label} · {c.label}" for r, c in form.table(table).cells() if (r.key, c.key) == (row, column))
