"""CSV for Excel: UTF-8 with a mark, CRLF, one file a table; nothing in it runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.export.files import SEPARATOR, plain_rows
from toolkit.export.tables import ExportTable, codebook, typed, types_of
from toolkit.formulas import guarded, unguarded

ENCODING = "utf-8-sig"
NOTES = {
    "": "A text that a spreadsheet would run as a formula (it begins with =, @, + or -) has an apostrophe ' before it, "
    "which toolkit.export.read_csv takes away. Excel may change what looks like a number or a day (finding_id, raw): "
    "use XLSX there."
}


def write(tables: Sequence[ExportTable], folder: Path) -> None:
    """Writes a CSV file for each table and codebook.csv."""
    for table in (*tables, codebook(tables, NOTES)):
        with open(folder / f"{table.name}.csv", "w", encoding=ENCODING, newline="") as file:
            lines = csv.writer(file, lineterminator="\r\n")
            lines.writerow(variable.name for variable in table.variables)
            lines.writerows([_text(value) for value in row] for row in plain_rows(table))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, date):
        return value.isoformat()
    return str(int(value)) if value == int(value) else repr(float(value))


def read(path: Path) -> pd.DataFrame:
    """A table read back from its CSV file, with its dtypes and without the apostrophes; an empty cell is null."""
    types = types_of(path.stem)
    frame = pd.read_csv(path, encoding=ENCODING, dtype="object", keep_default_na=False, na_values=[""])
    for name in frame:
        texts = frame[name].where(frame[name].notna(), None)
        frame[name] = pd.Series([_value(text, types.get(name, "string")) for text in texts], dtype="object")
    return typed(path.stem, frame)


def _value(text: str | None, kind: str) -> Any:
    if kind in ("strings", "integers"):
        values = unguarded(text or "").split(SEPARATOR) if text else []
        return [int(value) for value in values] if kind == "integers" else values
    if text is None:
        return None
    if kind == "boolean":
        return text == "TRUE"
    if kind == "date":
        return pd.Timestamp(text)
    return unguarded(text) if kind == "string" else float(text)
