"""Parquet: a file a table, typed as build writes them, with the labels as field metadata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.export.tables import ExportTable, Variable, codebook
from toolkit.schema import arrow_type


def write(tables: Sequence[ExportTable], folder: Path) -> None:
    """Writes a Parquet file for each table and codebook.parquet."""
    for table in (*tables, codebook(tables, {})):
        pq.write_table(arrow_table(table), folder / f"{table.name}.parquet", compression="zstd")


def arrow_table(table: ExportTable) -> pa.Table:
    """A table as an Arrow table; english, chinese and unit are metadata of its fields."""
    schema = pa.schema([_field(variable) for variable in table.variables])
    columns = [_array(table, variable) for variable in table.variables]
    return pa.Table.from_arrays(columns, schema=schema)


def _field(variable: Variable) -> pa.Field:
    labels = {"english": variable.english, "chinese": variable.chinese, "unit": variable.unit}
    return pa.field(variable.name, arrow_type(variable.type), metadata=labels)


def _array(table: ExportTable, variable: Variable) -> pa.Array:
    column, kind = table.frame[variable.name], arrow_type(variable.type)
    if variable.type == "string":
        column = column.astype("string")
    elif variable.type == "date":
        column = column.dt.date
    return pa.Array.from_pandas(column, type=kind)
