"""What reports, cells and scopes are called in charts and tables."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from toolkit import vocabulary
from toolkit.forms import Row, load_forms
from toolkit.vocabulary import bilingual

SCOPES = {
    "own": "one agency's own work (本机关)",
    "aggregate": "a government with all beneath it (含下级机关汇总)",
    "unknown": "scope not stated (口径不明)",
}
"""The scopes in the order they are shown. Nothing is drawn or summed across them."""

TABLE_NAMES = {
    "proactive": "Section 2\nproactive disclosure\n主动公开",
    "requests": "Section 3\nrequests\n依申请公开",
    "disputes": "Section 4\ndisputes\n复议诉讼",
}
STATUS_NAMES = {
    "reported": "printed 有数",
    "blank": "blank 空白",
    "missing": "lost 缺失",
    "undecided": "undecided 待定",
}


WORDS = {
    "scope": bilingual(vocabulary.SCOPES),
    "read": bilingual(vocabulary.READ_STATUSES),
    "table": bilingual(vocabulary.TABLES_OF_FORM),
    "severity": bilingual(vocabulary.SEVERITIES),
    "provenance": bilingual(vocabulary.PROVENANCES),
}
"""Values of the data with their Chinese names, by what they are values of."""


def in_words(values: pd.Series, group: str) -> list[str]:
    """Values of a column with their Chinese names; a value without one stays as it is, none is an empty text."""
    return [WORDS[group].get(value, value) for value in values.astype("string").fillna("")]


def report_names(reports: pd.DataFrame) -> dict[str, str]:
    """report_id to a name for people: agency and year, with its hash where there are two; else the file."""
    names = {}
    for key, agency, year, source in zip(*(reports[c] for c in ("report_id", "agency", "year", "source")), strict=True):
        plain = f"{agency}_{year}"
        mark = key.removeprefix(plain).replace("_", " #", 1)
        names[key] = f"{agency} {year}{mark}" if key.startswith(plain) else source
    often = Counter(names.values())
    return {key: name if often[name] == 1 else f"{name} #{key[-6:]}" for key, name in names.items()}


def rows_of(table: str) -> dict[str, Row]:
    """The rows of a table in all forms, the labels of the newest form first."""
    found: dict[str, Row] = {}
    for form in reversed(load_forms().values()):
        for row in form.table(table).rows:
            found.setdefault(row.key, row)
    return found


def columns_of(table: str) -> dict[str, str]:
    """The columns of a table in all forms: key to the statutory label with the English name."""
    found: dict[str, str] = {}
    for form in reversed(load_forms().values()):
        for columns in form.table(table).columns_of.values():
            for column in columns:
                found.setdefault(column.key, f"{column.label} ({column.english})")
    return found


def row_label(table: str, row: str) -> str:
    """A row in words: its statutory label with the English name."""
    found = rows_of(table).get(row)
    return f"{found.label} ({found.english})" if found else row


def column_label(table: str, column: str) -> str:
    """A column in words: its statutory label with the English name."""
    return columns_of(table).get(column, column)


def first(names: list[str], most: int = 5) -> str:
    """Names in a row; of many the first ones and how many more."""
    return "; ".join(names[:most]) + (f"; and {len(names) - most} more" if len(names) > most else "")
