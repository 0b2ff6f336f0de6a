"""The columns of the wide table: a name for each cell of every statutory form, the same in every version.

The words of the names stand in wide_names.toml; the labels come from the forms, those of the newest form first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from toolkit import vocabulary
from toolkit.forms import Column, Form, Row, load_forms

FILE = "toolkit/export/wide_names.toml"
LONGEST_NAME, LONGEST_LABEL = 29, 80
"""What Stata allows of a name and of a (Chinese) label, in characters. Of a name 32; but pyreadstat calls the value
labels of a variable by its name and its place, and they too may have 32."""
_NAME = re.compile(r"[a-z][a-z0-9_]*[a-z0-9]")
# Stands over every result row; the numbering （一） to （七） places them without it.
_RESULTS = "三、本年度办理结果"

CellKey = tuple[str, str, str]
"""(table, row, column)."""


class NamesError(ValueError):
    """A file of names that does not fit the forms. Says what is wrong in it, and what to do."""


@dataclass(frozen=True)
class WideVariable:
    """A column of the wide table: its name, the cell it holds, its labels and unit, and the forms that have it."""

    name: str
    table: str
    row: str
    column: str
    english: str
    chinese: str
    unit: str
    forms: tuple[str, ...]

    @property
    def cell(self) -> CellKey:
        """The cell as (table, row, column), the keys of `figures`."""
        return self.table, self.row, self.column


@cache
def wide_variables() -> list[WideVariable]:
    """The columns of the wide table that hold figures, in the order of the forms. Raises NamesError."""
    text = resources.files(__package__).joinpath("wide_names.toml").read_text(encoding="utf-8")
    return parse_names(text, load_forms().values())


@cache
def variable_of() -> dict[CellKey, WideVariable]:
    """The column of each cell: (table, row, column) to its variable."""
    return {variable.cell: variable for variable in wide_variables()}


@cache
def variable_named() -> dict[str, WideVariable]:
    """The cell of each column: name to its variable."""
    return {variable.name: variable for variable in wide_variables()}


def parse_names(text: str, forms: Iterable[Form], file: str = FILE) -> list[WideVariable]:
    """The variables of all cells of these forms (oldest form first), named by the text of a wide_names.toml.

    Raises NamesError for a cell without a name, a name that is too long, not plain or there twice, a Chinese label too
    long for Stata, and a cell whose unit is not the same in all forms; tomllib.TOMLDecodeError for a broken file.
    """
    words = tomllib.loads(text)["tables"]
    found: dict[CellKey, list[tuple[str, Row, Column]]] = {}
    for form, table, row, column in _cells(forms):
        found.setdefault((table, row.key, column.key), []).append((form, row, column))
    variables = [_variable(cell, those, words, file) for cell, those in found.items()]
    _check_unique(variables, file)
    return _in_order(variables, words)


def _cells(forms: Iterable[Form]) -> Iterator[tuple[str, str, Row, Column]]:
    """Form, table, row and column of every cell."""
    for form in forms:
        for table in form.tables:
            for row, column in table.cells():
                yield form.key, table.key, row, column


def _in_order(variables: list[WideVariable], words: dict[str, Any]) -> list[WideVariable]:
    """By table, row and column as the file has them: a new form's rows stand where its words were put."""
    tables = list(words)
    rows = {(t, key): n for t in tables for n, key in enumerate(words[t]["rows"])}
    columns = {(t, key): n for t in tables for n, key in enumerate(words[t]["columns"])}
    return sorted(variables, key=lambda v: (tables.index(v.table), rows[v.table, v.row], columns[v.table, v.column]))


def _variable(cell: CellKey, printed: list[tuple[str, Row, Column]], words: dict[str, Any], file: str) -> WideVariable:
    """The variable of a cell, by the forms that have it, oldest first."""
    table, row_key, column_key = cell
    row_word, column_word = (
        _word(words, (table, kind, key), cell, file) for kind, key in (("rows", row_key), ("columns", column_key))
    )
    name = f"{words[table]['prefix']}_{row_word}_{column_word}"
    _, row, column = printed[-1]
    units = sorted({c.unit for _, _, c in printed})
    if len(units) > 1:
        raise NamesError(
            f"{'/'.join(cell)}: expected one unit in all forms, found {', '.join(units)}; give the column of the newer "
            "form another key"
        )
    variable = WideVariable(
        name,
        *cell,
        f"{words[table]['english']}: {_english(row)}; {column.english}",
        f"{vocabulary.words(vocabulary.TABLES_OF_FORM)[table]}：{row_label(row)}，{column_label(column)}",
        units[0],
        tuple(form for form, _, _ in printed),
    )
    _check(variable, file)
    return variable


def _word(words: dict[str, Any], path: tuple[str, str, str], cell: CellKey, file: str) -> str:
    table, kind, key = path
    word = words.get(table, {}).get(kind, {}).get(key)
    if not word:
        raise NamesError(
            f"{file}: expected a word for {key!r} under [tables.{table}.{kind}], found none, so the cell "
            f'{"/".join(cell)} has no name in the wide table; add {key} = "a_short_word" there'
        )
    return word


def _english(row: Row) -> str:
    """A row in English, with the group that its key names: "denied, state secret"."""
    group, _, rest = row.key.partition(".")
    return f"{group.replace('_', ' ')}, {row.english}" if rest else row.english


def row_label(row: Row) -> str:
    """The label of a row on the form, behind those it stands under."""
    return " ".join((*(parent for parent in row.parents if parent != _RESULTS), row.label))


def column_label(column: Column) -> str:
    """The label of a column on the form, behind that of its group."""
    return f"{column.group} {column.label}".strip()


def _check(variable: WideVariable, file: str) -> None:
    name = variable.name
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise NamesError(
            f"{file}: expected a name of at most {LONGEST_NAME} lower-case letters, digits and underscores for the "
            f"cell {'/'.join(variable.cell)}, found {name!r} ({len(name)}); choose shorter words for its row or column"
        )
    if len(variable.chinese) > LONGEST_LABEL:
        raise NamesError(
            f"{file}: expected a Chinese label of at most {LONGEST_LABEL} characters for {name}, found "
            f"{len(variable.chinese)}: {variable.chinese!r}; shorten the label in toolkit/forms"
        )


def _check_unique(variables: list[WideVariable], file: str) -> None:
    seen: dict[str, WideVariable] = {}
    for variable in variables:
        other = seen.setdefault(variable.name, variable)
        if other is not variable:
            raise NamesError(
                f"{file}: expected each name once, found {variable.name!r} for {'/'.join(other.cell)} and for "
                f"{'/'.join(variable.cell)}; give one of them another word"
            )
