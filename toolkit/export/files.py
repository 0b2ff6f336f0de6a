"""Files are written beside their place and renamed when they are whole; what else the writers share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.dataset.files import PACKAGE
from toolkit.export.tables import ExportTable, Variable
from toolkit.whole_files import move_whole

SEPARATOR = "; "
"""Between the values of a list, in formats that have no lists."""
CODEBOOK = "codebook"
_STAGING = ".export"
# Rows turned into Python's own values at a time.
_AT_ONCE = 20_000

Write = Callable[[Sequence[ExportTable], Path], None]


def write_file(write: Write, tables: Sequence[ExportTable], target: Path) -> list[Path]:
    """Writes one file; what was there stays until the new one is whole. Raises OSError with what to do."""
    beside = target.with_name(f"{_STAGING}-{target.name}")
    _make(target.parent)
    try:
        with suppress(FileNotFoundError):
            beside.unlink()
        write(tables, beside)
        move_whole(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink()
    return [target]


def write_folder(write: Write, tables: Sequence[ExportTable], folder: Path) -> list[Path]:
    """Writes a file a table; what was there stays until all are whole. Raises OSError with what to do."""
    _make(folder)
    staging = folder / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        write(tables, staging)
        found = {path.stem: path for path in staging.iterdir()}
        order = [table.name for table in tables] + [CODEBOOK]
        paths = [found[name] for name in order if name in found]
        for path in paths:
            move_whole(path, folder / path.name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return [folder / path.name for path in paths]


def _make(folder: Path) -> None:
    if (folder / PACKAGE).is_file():
        raise ValueError(
            f"{folder}: expected a place for an export, found the tables themselves, which it would overwrite; give another "
            "place with --out"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise FileExistsError(f"{folder}: expected a folder, found a file; give another place with --out") from error


def listed(values: pd.Series) -> list[str | None]:
    """Lists as texts, their values joined; an empty list is an empty text."""
    return [SEPARATOR.join(map(str, value)) for value in values]


def plain(table: ExportTable, variable: Variable, rows: slice = slice(None)) -> list[Any]:
    """A column, or some rows of it, as plain values: text (lists joined), int, float, bool, date; None for null."""
    column = table.frame[variable.name].iloc[rows]
    if variable.type in ("strings", "integers"):
        return listed(column)
    if variable.type == "date":
        column = column.dt.date
    return column.astype(object).where(column.notna(), None).tolist()


def plain_rows(table: ExportTable) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as plain values, a part of the table in memory at a time."""
    for start in range(0, len(table.frame), _AT_ONCE):
        here = slice(start, start + _AT_ONCE)
        yield from zip(*(plain(table, variable, here) for variable in table.variables), strict=True)
