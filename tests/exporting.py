"""A dataset of the digests, and the same with texts in it that a report could hold to harm or to confuse."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from openpyxl.utils.escape import unescape

from toolkit import build, open_dataset
from toolkit.schema import TABLES

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
LINK = '=HYPERLINK("http://x","y")'
RUN = (LINK, "@SUM(1)", "+1+1", "-2+3", "\t=1+1", "\x1f=1", "\r\n=1+1", "＝1+1", "=cmd|' /C calc'!A0", "'=1", "''@x")
HARMLESS = ("-", "--", "---", "-5", "+5", "-1,234.5", "-5%", "－", "/", "无", "'x", "a=b", "<img onerror=alert(1)>")
ODD = (
    "a\x00b\x01c",
    "l1\nl2",
    "l1\r\nl2\rl3",
    "_x0041_",
    "  both ends  ",
    "“q” \"q\" 'q'",
    "😀𠀀𪚥",
    "a,b;c\td",
    "http://x.cn",
)
ODD += ("NA", "null", "0012", "123e45", "2024-01", "长" * 3000, "TRUE")
TEXTS = RUN + HARMLESS + ODD
FORMATS = ("csv", "xlsx", "dta", "parquet", "duckdb")


def digests(folder):
    build(DIGESTS, folder)
    return open_dataset(folder)


def hostile(data):
    """The dataset with TEXTS in each text column that has a report's words, as many rows as there are."""

    def with_texts(table, *columns):
        frame = getattr(data, table).copy()
        for shift, column in enumerate(columns):
            texts = [TEXTS[(row + shift) % len(TEXTS)] for row in range(len(frame))]
            frame[column] = pd.Series(texts, index=frame.index, dtype=frame[column].dtype)
        return frame

    statements = with_texts("statements", "text")
    statements["words"] = pd.Series([[TEXTS[n % len(TEXTS)], "b"] for n in range(len(statements))], dtype="object")
    return replace(
        data,
        sections=with_texts("sections", "heading", "text"),
        figures=with_texts("figures", "raw"),
        findings=with_texts("findings", "message", "review_note"),
        claims=with_texts("claims", "quote", "note"),
        statements=statements,
    )


def plain(frame, columns=None):
    """A frame as lists of plain values, one a column: None for null, lists as lists, days as (year, month, day)."""
    return {name: [plain_value(value) for value in frame[name]] for name in columns or frame.columns}


def plain_value(value):
    if isinstance(value, str):
        return value
    if hasattr(value, "__len__"):
        return [plain_value(part) for part in value]
    if pd.isna(value):
        return None
    if hasattr(value, "year"):
        return (value.year, value.month, value.day)
    return float(value)


def columns_of(table):
    """The columns of a long table as build writes them."""
    return TABLES[table].names


def sheet(book, name):
    """A sheet as a frame of what its cells hold, escapes of Excel undone."""
    rows = book[name].iter_rows(values_only=True)
    names = next(rows)
    return pd.DataFrame(
        [[unescape(v) if isinstance(v, str) else v for v in row] for row in rows], columns=names, dtype=object
    )


def joined(table):
    """What a table holds where there are no lists and no empty texts."""
    values = plain(table)
    for name, column in values.items():
        values[name] = [("; ".join(map(_word, v)) or None) if isinstance(v, list) else v for v in column]
    return values


def _word(value):
    return value if isinstance(value, str) else str(int(value))
