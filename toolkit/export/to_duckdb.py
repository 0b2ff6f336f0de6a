"""DuckDB: one database with all tables, with the labels as comments on tables and columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.dataset.querying import DuckdbMissing, duckdb_module
from toolkit.export.tables import ExportTable, codebook
from toolkit.export.to_parquet import arrow_table

__all__ = ["DuckdbMissing", "write"]


def write(tables: Sequence[ExportTable], path: Path) -> None:
    """Writes a database file. Its bytes differ from run to run, its content does not. Raises DuckdbMissing."""
    with duckdb_module().connect(str(path)) as base:
        for table in (*tables, codebook(tables, {})):
            base.register("written", arrow_table(table))
            base.execute(f"CREATE TABLE {_quoted(table.name)} AS SELECT * FROM written")
            base.unregister("written")
            base.execute(f"COMMENT ON TABLE {_quoted(table.name)} IS {_text(f'{table.chinese}: {table.english}')}")
            for variable in table.variables:
                about = f"{variable.chinese}: {variable.english}" + (f" ({variable.unit})" if variable.unit else "")
                place = f"{_quoted(table.name)}.{_quoted(variable.name)}"
                base.execute(f"COMMENT ON COLUMN {place} IS {_text(about)}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
