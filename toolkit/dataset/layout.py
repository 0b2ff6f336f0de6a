"""Where the rows of a dataset lie: tables of reports in files by year (Hive partitions), each in the order of agencies.

`reports` and `agencies` are one file each. Of the others there is a folder, such as figures.parquet, with a folder for each
year, and in it a file for each shard: some hundred agencies that follow one another. Any program that reads Hive
partitions takes the folder as one table with a column `year`. Source: Apache Hive, Parquet partitioned tables.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.checks.series import series_key
from toolkit.schema import TABLES, arrow_schema

SINGLE = ("reports", "agencies")
"""The tables that are one file each."""
PARTITIONED = tuple(name for name in TABLES if name not in SINGLE)
"""The tables that lie in files by year."""
SUFFIX = ".parquet"
NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
"""What Hive calls the partition of rows without a year."""
SHARD_AGENCIES = 1024
"""Agencies that share a file, on average: of a year's figures some 200,000 rows."""
_PART = re.compile(rf"([a-z]+)\.parquet/year=(\d+|{NO_YEAR})/(\d{{5}})\.parquet")


def unit_of(agency: str | None, report_id: str) -> str:
    """What a report is checked and filed with: the series of its agency; without an agency it is alone."""
    return series_key(agency) if agency else report_id


def row_order(agency: str | None, year: int | None, report_id: str) -> tuple[str, int, str]:
    """The place of a report's rows: by agency, year and id; one without year comes last."""
    return unit_of(agency, report_id), 9999 if year is None else year, report_id


def begins_shard(unit: str) -> bool:
    """Whether a shard begins with this agency: told by its name alone, so that a new one changes no other shard."""
    return int.from_bytes(hashlib.sha256(unit.encode()).digest()[:4], "big") % SHARD_AGENCIES == 0


def shards_of(units: Iterable[str]) -> list[list[str]]:
    """Units in their order, cut into shards."""
    shards: list[list[str]] = []
    for unit in sorted(units):
        if not shards or begins_shard(unit):
            shards.append([])
        shards[-1].append(unit)
    return shards


def part_name(table: str, year: int | None, shard: int) -> str:
    """The file with the rows of a table for a year and a shard, as seen from the dataset's folder."""
    return f"{table}{SUFFIX}/year={NO_YEAR if year is None else year}/{shard:05d}{SUFFIX}"


def table_name(table: str) -> str:
    """The file or folder of a table, as seen from the dataset's folder."""
    return f"{table}{SUFFIX}"


def year_of(name: str) -> int | None:
    """The year whose rows are in a part, named as by `part_name`; None for that of reports without a year."""
    found = _PART.fullmatch(name)
    return int(found[2]) if found and found[2] != NO_YEAR else None


def shard_of(name: str) -> int:
    """The number of the shard whose rows are in a part; 0 for a table that is one file."""
    found = _PART.fullmatch(name)
    return int(found[3]) if found else 0


def is_table(name: str) -> bool:
    """Whether a file, as seen from the dataset's folder, is one of a table."""
    return bool(_PART.fullmatch(name)) or name in map(table_name, SINGLE)


def part_names(folder: Path, table: str, years: Collection[int | None] | None = None) -> list[str]:
    """The files of a table that are there, as seen from the dataset's folder, in the order of their rows.

    With `years` only those with rows of these. [] where there are none.
    """
    if table not in PARTITIONED:
        return [table_name(table)] if (folder / table_name(table)).is_file() else []
    found = (path.relative_to(folder).as_posix() for path in (folder / table_name(table)).glob("year=*/*.parquet"))
    names = sorted(name for name in found if _PART.fullmatch(name))
    return [name for name in names if years is None or year_of(name) in years]


def read_table(
    folder: Path, table: str, columns: Sequence[str] | None = None, years: Collection[int | None] | None = None
) -> pa.Table:
    """The rows of a table, or these columns of them, in their order; with `years` only of reports of these.

    Raises FileNotFoundError where no file of the table is there, OSError or pyarrow.ArrowException for a damaged one, and
    pyarrow.ArrowException or KeyError for one with other columns.
    """
    names = part_names(folder, table)
    if not names:
        raise FileNotFoundError(f"{folder / table_name(table)}: expected the table {table}, found none")
    taken = [name for name in names if years is None or table not in PARTITIONED or year_of(name) in years]
    schema = arrow_schema(table)
    chosen = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    parts = [pq.read_table(folder / name, columns=columns, partitioning=None) for name in taken]
    return pa.concat_tables([chosen.empty_table(), *(part.cast(chosen) for part in parts)])


def read_part(
    path: Path, columns: Sequence[str] | None = None, codes: Sequence[str] = (), rows: pc.Expression | None = None
) -> pa.Table:
    """The rows of one file that fulfil `rows`, of these columns; those in `codes` as numbers into a list of their texts.

    Groups of rows whose statistics rule them out are not read. Raises OSError or pyarrow.ArrowException for a damaged file.
    """
    # Loaded here: it loads pandas, which a worker and a build with nothing to do don't need.
    import pyarrow.dataset as ds

    options = ds.ParquetReadOptions(dictionary_columns=set(codes))
    source = ds.dataset(path, format=ds.ParquetFileFormat(read_options=options))
    return source.to_table(columns=None if columns is None else list(columns), filter=rows)


def all_names(folder: Path) -> list[str]:
    """The files of all tables that are there, as seen from the dataset's folder."""
    return [name for table in TABLES for name in part_names(folder, table)]


def tables_of(names: Iterable[str]) -> Mapping[str, list[str]]:
    """File names by their table, each in the order of its rows."""
    found: dict[str, list[str]] = {table: [] for table in TABLES}
    for name in sorted(names):
        table = name.split(".", 1)[0]
        if table in found:
            found[table].append(name)
    return found


def changed_tables(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The tables, or other files, of which one is new, gone or another, told by the hashes of files by their names."""
    changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    stems = {name.split(".", 1)[0] for name in changed}
    return tuple(sorted(stems, key=lambda stem: (stem not in TABLES, [*TABLES, stem].index(stem))))
