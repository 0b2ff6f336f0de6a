"""The statutory forms as data: one TOML file a form, read into frozen dataclasses.

Sources: letters 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号 of the State Council General Office. A form
for a new year is one new file in this folder; nothing else in the toolkit names a row or a column.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table: its key, statutory label, unit, and wordings met in reports."""

    key: str
    label: str
    english: str
    unit: str
    group: str = ""
    signed: bool = False
    amount: bool = False
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a table: its key, statutory label, the labels it stands under, and wordings met in reports."""

    key: str
    label: str
    english: str
    parents: tuple[str, ...] = ()
    result: bool = False
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Block:
    """Rows that share their columns; `label` is the title printed above them, if there is one."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    label: str = ""


@dataclass(frozen=True, eq=False)
class Table:
    """A statutory table. `layout` is "rows" (a line a row) or "line" (all rows side by side in one line)."""

    key: str
    section: int
    label: str
    layout: str
    header: tuple[str, ...]
    blocks: tuple[Block, ...]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in the order of the form."""
        return tuple(row for block in self.blocks for row in block.rows)

    @cached_property
    def columns_of(self) -> dict[str, tuple[Column, ...]]:
        """Row key to the columns of that row."""
        return {row.key: block.columns for block in self.blocks for row in block.rows}

    def cells(self) -> Iterator[tuple[Row, Column]]:
        """Every cell of the table, row by row, as (row, column)."""
        for row in self.rows:
            for column in self.columns_of[row.key]:
                yield row, column


@dataclass(frozen=True, eq=False)
class Identity:
    """A sum that must hold (勾稽关系): the cells of `left` add up to the cells of `right`.

    `each` is "column" (left and right name rows, asked of every column) or "row" (they name columns).
    """

    key: str
    table: str
    each: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    english: str
    label: str
    unless_zero: str = ""


@dataclass(frozen=True, eq=False)
class SectionTitle:
    """One of the six sections: its number, statutory title, and wordings met in reports."""

    number: int
    label: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Form:
    """A statutory form: its letter, the report years it is for, and all its labels and identities."""

    key: str
    letter: str
    years: tuple[int, ...]
    distinctive: tuple[str, ...]
    sections: tuple[SectionTitle, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    suspicions: tuple[Identity, ...] = ()

    def table(self, key: str) -> Table:
        """The table with this key. Raises KeyError with the keys there are."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(f"form {self.key} has no table {key!r}; it has {', '.join(t.key for t in self.tables)}")

    @cached_property
    def size(self) -> int:
        """Number of cells in all tables."""
        return sum(1 for table in self.tables for _ in table.cells())


def _block(data: dict) -> Block:
    columns = tuple(Column(**{**c, "variants": tuple(c.get("variants", ()))}) for c in data["columns"])
    rows = tuple(
        Row(**{**r, "parents": tuple(r.get("parents", ())), "variants": tuple(r.get("variants", ()))})
        for r in data["rows"]
    )
    return Block(columns=columns, rows=rows, label=data.get("label", ""))


def _table(data: dict) -> Table:
    blocks = tuple(_block(b) for b in data["blocks"])
    return Table(data["key"], data["section"], data["label"], data["layout"], tuple(data["header"]), blocks)


def _identity(data: dict, tables: dict[str, Table]) -> Identity:
    results = tuple(row.key for row in tables[data["table"]].rows if row.result)
    sides = {
        side: tuple(key for name in data[side] for key in (results if name == "results" else (name,)))
        for side in ("left", "right")
    }
    table = tables[data["table"]]
    known = (
        {row.key for row in table.rows}
        if data["each"] == "column"
        else {c.key for b in table.blocks for c in b.columns}
    )
    for name in (*sides["left"], *sides["right"]):
        if name not in known:
            raise KeyError(
                f"identity {data['key']}: table {table.key} has no {name!r}; it has {', '.join(sorted(known))}"
            )
    return Identity(**{**data, **sides})


def parse_form(text: str) -> Form:
    """A form from the text of its TOML file. Raises tomllib.TOMLDecodeError or KeyError for a broken file."""
    data = tomllib.loads(text)
    tables = {t["key"]: _table(t) for t in data["tables"]}
    sections = tuple(SectionTitle(s["number"], s["label"], tuple(s.get("variants", ()))) for s in data["sections"])
    return Form(
        key=data["key"],
        letter=data["letter"],
        years=tuple(data["years"]),
        distinctive=tuple(data["distinctive"]),
        sections=sections,
        tables=tuple(tables.values()),
        identities=tuple(_identity(i, tables) for i in data["identities"]),
        suspicions=tuple(_identity(i, tables) for i in data.get("suspicions", ())),
    )


@cache
def load_forms() -> dict[str, Form]:
    """All forms of this folder by key, oldest first."""
    files = sorted(resources.files(__name__).iterdir(), key=lambda f: f.name)
    forms = [parse_form(f.read_text(encoding="utf-8")) for f in files if f.name.endswith(".toml")]
    return {form.key: form for form in forms}


def form_for_year(year: int) -> Form | None:
    """The form that is in force for a report year, or None where no form says so."""
    return next((form for form in load_forms().values() if year in form.years), None)
