"""How cells are called in messages: the statutory Chinese label with the English name beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.forms import Form, Table
from toolkit.identities import Key, Number

# The remark in a label: （区分处理的，只计这一情形，不计其他情形）.
_REMARK = re.compile(r"(?<=[\u4e00-\u9fff]{4})（[^（）]*，[^（）]*）$")


def number(value: Number | None) -> str:
    """A number as a clerk writes it: 3585, 1192.55."""
    if value is None:
        return "blank"
    return format(value, "f") if not isinstance(value, int) else str(value)


def table_name(table: Table) -> str:
    """Where a table stands: "the table of section 3"."""
    return f"the table of section {table.section}"


def row_name(table: Table, key: str) -> str:
    """A row's statutory label and English name."""
    row = next(row for row in table.rows if row.key == key)
    return f"{row.label} ({row.english})"


def column_name(table: Table, key: str) -> str:
    """A column's statutory label and English name; for a key that no column has, the key."""
    for block in table.blocks:
        for column in block.columns:
            if column.key == key:
                return f"{column.label} ({column.english})"
    return key


def short_label(form: Form, table: str, key: Key, by: str) -> str:
    """The label of a cell within an identity: its row's for a column's identity, its column's for a row's."""
    found = form.table(table)
    if by == "column":
        return _REMARK.sub("", next(row.label for row in found.rows if row.key == key[0]))
    return next(column.label for column in found.columns_of[key[0]] if column.key == key[1])


def counted(count: int, thing: str) -> str:
    """A number of things: "1 cell", "3 cells"."""
    return f"{count} {thing}" + ("" if count == 1 else "s")


def listing(parts: Iterable[str], most: int = 8) -> str:
    """Parts in a row; of a long list the first ones and how many more."""
    found = list(parts)
    if len(found) <= most:
        return ", ".join(found)
    return f"{', '.join(found[:most])} and {len(found) - most} more"
