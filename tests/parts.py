"""The files of a dataset's tables, for tests that look at them, or change what is in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.dataset.layout import part_names


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and its folders, by its path; hidden ones are left out."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path: path.relative_to(folder) for path in paths}
    return {
        name.as_posix(): path.read_bytes() for path, name in names.items() if not any(p[0] == "." for p in name.parts)
    }


def files_of(folder: Path, table: str) -> list[Path]:
    """The files of one table, in the order of its rows."""
    return [folder / name for name in part_names(folder, table)]


def change(folder: Path, table: str, how: Callable[[pa.Table], pa.Table]) -> None:
    """Writes each file of a table anew with other rows, or other columns."""
    for path in files_of(folder, table):
        pq.write_table(how(pq.read_table(path, partitioning=None)), path)
