"""Questions in SQL: a view for each table over the Parquet files, for what does not fit into memory. Needs duckdb."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.dataset.layout import PARTITIONED
from toolkit.dataset.stored import Stored
from toolkit.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.dataset.opening import Dataset

MEMORY = "2GB"
"""What a question may take; what needs more is put down in the system's folder for temporary files."""


class DuckdbMissing(ImportError):
    """The package duckdb is not installed."""


def duckdb_module() -> Any:
    """The package duckdb. Raises DuckdbMissing, which says how to install it."""
    try:
        import duckdb
    except ImportError as error:
        raise DuckdbMissing(
            "DuckDB: expected the package duckdb, found none; install it with: pip install duckdb"
        ) from error
    return duckdb


def connect(path: Path | str | None = None, *, memory: str = MEMORY) -> Any:
    """A DuckDB connection with a view for each table of the dataset in a folder (None: that of `open_dataset`).

    Each view but `agencies` has the column `year`, null for a report without one; a question that names years reads their
    files only. `memory`: what it may take, "8GB". Nothing is written to the dataset. Raises DuckdbMissing without the
    package, DatasetMissing as `open_dataset` does.
    """
    duckdb_module()
    from toolkit.dataset.opening import open_dataset

    return connection_of(open_dataset(path), memory)


def connection_of(data: Dataset, memory: str = MEMORY) -> Any:
    """The same for a dataset that is open, or a part of one. A table that was put in the place of another is taken as it is."""
    connection = duckdb_module().connect(":memory:")
    connection.execute(f"SET memory_limit = {_text(memory)}")
    connection.execute(f"SET temp_directory = {_text(str(Path(tempfile.gettempdir()) / 'toolkit-duckdb'))}")
    for name in TABLES:
        held = data.lies(name)
        if held is not None and held.parts:
            connection.execute(f'CREATE VIEW "{name}" AS {_select(connection, held)}')
        else:
            _copy(connection, name, data)
    return connection


def _select(connection: Any, table: Stored) -> str:
    """The query of a view over the files of a table."""
    files = ", ".join(_text(str(table.folder / part.name)) for part in table.parts)
    columns = ", ".join(f'"{column}"' for column in TABLES[table.name].names)
    by_year = table.name in PARTITIONED
    # Hive's word for no year is no number.
    year = ", try_cast(year AS INTEGER) AS year" if by_year else ""
    options = f"hive_partitioning = {str(by_year).lower()}, hive_types_autocast = false"
    query = f"SELECT {columns}{year} FROM read_parquet([{files}], {options})"
    if table.keys is None:
        return query
    import pyarrow as pa

    connection.register(f"keys_of_{table.name}", pa.table({"key": table.keys}))
    return f'{query} WHERE "{table.key}" IN (SELECT key FROM keys_of_{table.name})'


def _copy(connection: Any, name: str, data: Dataset) -> None:
    """A table that is in memory, or has no file of the years chosen."""
    frame = data.table(name)
    plain = frame.astype({column: "string" for column in frame if str(frame[column].dtype) == "category"})
    if name in PARTITIONED:
        reports = data.table("reports", ["report_id", "year"])
        years = dict(zip(reports["report_id"], reports["year"], strict=True))
        plain = plain.assign(year=[years.get(key) for key in plain["report_id"]]).astype({"year": "Int32"})
    connection.register(f"frame_of_{name}", plain)
    connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM frame_of_{name}')


def answer(data: Dataset, query: str) -> pd.DataFrame:
    """The rows that a query gives, as a frame."""
    with connection_of(data) as connection:
        return connection.execute(query).df()


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
