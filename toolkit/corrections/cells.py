"""Which cell of the forms a person means: by the keys of the dataset, or by the labels printed on the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from toolkit.forms import Column, Table, load_forms
from toolkit.reading.numbering import core_of

CellKey = tuple[str, str, str]
"""(table, row, column)."""
Names = dict[str, tuple[str, ...]]
"""Key to the labels it has on the forms."""
# More near matches than this help nobody.
_MOST_NEAR = 3


class UnknownCell(ValueError):
    """A table, row or column that no form has: `column` of the file, what was `wanted`, `found`, and what `then` to do."""

    def __init__(self, column: str, wanted: str, found: str, then: str) -> None:
        super().__init__(f"column {column}: expected {wanted}, found {found!r}; {then}")


def cell_named(table: str, row: str, column: str) -> CellKey:
    """The cell that three texts name, as keys or as labels of a form (requests or 收到和处理…, total or 总计).

    Raises UnknownCell with what is near for what no form has, and for a label that several have.
    """
    tables = _tables()
    table_key = _key(table, _names((t.key, t.label) for found in tables.values() for t in found), "table", "a table")
    rows = [row for found in tables[table_key] for row in found.rows]
    row_key = _key(row, _names((r.key, r.label) for r in rows), "row", f"a row of {table_key}")
    columns = [c for found in tables[table_key] for c in _columns(found, row_key)]
    column_key = _key(column, _names((c.key, c.label) for c in columns), "column", f"a column of row {row_key}")
    return table_key, row_key, column_key


@cache
def _tables() -> dict[str, list[Table]]:
    """The tables of all forms by key."""
    found: dict[str, list[Table]] = {}
    for form in load_forms().values():
        for table in form.tables:
            found.setdefault(table.key, []).append(table)
    return found


def _columns(table: Table, row: str) -> Iterable[Column]:
    return table.columns_of.get(row, ())


def _names(pairs: Iterable[tuple[str, str]]) -> Names:
    found: dict[str, dict[str, None]] = {}
    for key, label in pairs:
        found.setdefault(key, {})[label] = None
    return {key: tuple(labels) for key, labels in found.items()}


def _key(text: str, names: Names, column: str, wanted: str) -> str:
    """The key that a text names. Raises UnknownCell."""
    if text in names:
        return text
    for same in (_plain, core_of):
        meant = same(text)
        fits = [key for key, labels in names.items() if meant and meant in {same(label) for label in (key, *labels)}]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise UnknownCell(column, wanted, text, f"that label fits {_listed(fits, names)}: write one of these keys")
    near = _near(text, names)
    few = near or (list(names) if len(names) <= 2 * _MOST_NEAR else [])
    then = f"did you mean {_listed(few, names)}?" if few else f"the keys stand in the column {column} of figures"
    raise UnknownCell(column, wanted, text, then)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


def _near(text: str, names: Names) -> list[str]:
    """The keys that are written like a text, or whose labels are."""
    by_form = {_plain(form): key for key, labels in names.items() for form in (*map(core_of, labels), *labels, key)}
    close = get_close_matches(_plain(core_of(text) or text), by_form, _MOST_NEAR, 0.5)
    close += get_close_matches(_plain(text), by_form, _MOST_NEAR, 0.5)
    return list(dict.fromkeys(by_form[form] for form in close))[:_MOST_NEAR]


def _listed(keys: Iterable[str], names: Names) -> str:
    return ", ".join(f"{key} ({names[key][0]})" for key in keys)
