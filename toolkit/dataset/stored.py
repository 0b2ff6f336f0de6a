"""A table as it lies in a folder: read when it is asked for, and of it only columns, years, reports, values asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from operator import and_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.dataset.checking import faults, plain_type
from toolkit.dataset.layout import PARTITIONED, part_names, read_part, shard_of, table_name, year_of
from toolkit.schema import TABLES, arrow_schema, coded_columns, frame_of

if TYPE_CHECKING:
    import pandas as pd

Where = Mapping[str, Any]
"""Column to the value that its rows have, or to several of which they have one."""

NOT_THIS_VERSION = (
    "expected a table as this version of the toolkit writes it, found another: of another version, or damaged"
)
MOST_FOR_KEYS = 1_000_000
"""In a table of more rows it is not looked whether two have one key: that would take longer than to read it."""


class DatasetMissing(FileNotFoundError):
    """There is no dataset in a folder. Says which folder, and how to make one."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it: the sentence, for who has not built yet needs no traceback."""
        return [f"There are no tables to look at yet. {self}"]


def how_to_build(folder: Path) -> str:
    """The command that makes a dataset in a folder."""
    return f"run: toolkit build RAW {folder}"


@dataclass(frozen=True)
class Part:
    """A file of a table when the dataset was opened: how many rows it has, and what tells it from a later one."""

    name: str
    rows: int
    modified: int
    size: int


@dataclass(frozen=True)
class Stored:
    """A table in a folder, or those of its rows whose column `key` has one of `keys`. `columns` are those of its frame."""

    folder: Path
    name: str
    parts: tuple[Part, ...]
    columns: tuple[str, ...] | None = None
    key: str = ""
    keys: pa.Array | None = None

    def __len__(self) -> int:
        if self.keys is None:
            return sum(part.rows for part in self.parts)
        return sum(len(self._rows(part, [self.key])) for part in self.parts)

    def narrowed(self, key: str, keys: Collection[str], years: tuple[int, int] | None, whole: bool) -> Stored:
        """Only the rows with one of these keys, which are of reports of these years (None: of any).

        `whole`: the keys are those of all reports of the years, so of a table in files by year no row need be looked at.
        """
        if years is None or self.name not in PARTITIONED:
            return replace(self, key=key, keys=self._both(keys))
        first, last = years
        parts = tuple(part for part in self.parts if first <= (year_of(part.name) or 0) <= last)
        return replace(self, parts=parts, key=key, keys=self.keys if whole else self._both(keys))

    def _both(self, keys: Collection[str]) -> pa.Array:
        """Keys that are among those already asked for."""
        return pa.array(sorted(keys if self.keys is None else {*keys} & {*self.keys.to_pylist()}), pa.string())

    def frame(self) -> pd.DataFrame:
        """All of it. Raises DatasetMissing for a table that is not what it should be."""
        frame, key = self.select(self.columns), list(TABLES[self.name].key)
        if len(frame) <= MOST_FOR_KEYS and set(key) <= set(frame):
            twice = frame[key].duplicated()
            if twice.any():
                raise self._refused(f"several rows have the key {', '.join(map(str, frame.loc[twice, key].iloc[0]))}")
        return frame

    def select(self, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """Some columns of the rows that fulfil `where`; of other rows and columns nothing is kept."""
        return self._frame(self.parts, columns, where)

    def by_agency(self, columns: Sequence[str] | None = None, where: Where | None = None) -> Iterator[pd.DataFrame]:
        """The same in pieces, each with all years of its agencies; without the empty ones."""
        for _, parts in groupby(sorted(self.parts, key=lambda part: shard_of(part.name)), lambda p: shard_of(p.name)):
            piece = self._frame(tuple(parts), columns, where)
            if len(piece):
                yield piece

    def _frame(self, parts: Sequence[Part], columns: Sequence[str] | None, where: Where | None) -> pd.DataFrame:
        schema, codes = arrow_schema(self.name), coded_columns(self.name)
        wanted = [schema.field(name) for name in (schema.names if columns is None else columns)]
        types = pa.schema([f.with_type(pa.dictionary(pa.int32(), f.type)) if f.name in codes else f for f in wanted])
        read = [self._rows(part, types.names, where) for part in parts]
        try:
            rows = pa.concat_tables([types.empty_table(), *(part.cast(types) for part in read)])
        except (pa.ArrowException, KeyError, ValueError) as error:
            raise self._refused(str(error)) from error
        if wrong := faults(self.name, rows):
            raise self._refused("; ".join(wrong))
        return frame_of(self.name, rows)

    def _rows(self, part: Part, columns: Sequence[str], where: Where | None = None) -> pa.Table:
        """The rows of a file. Raises DatasetMissing where it is not the one that was opened, or damaged."""
        types = arrow_schema(self.name)
        conditions = [
            pc.field(name).isin(pa.array(_listed(value), types.field(name).type))
            for name, value in (where or {}).items()
        ]
        added = [self.key] if self.keys is not None and self.key not in columns else []
        try:
            same = part == part_of(self.folder, part.name, part.rows)
            rows = read_part(
                self.folder / part.name,
                [*columns, *added],
                coded_columns(self.name),
                reduce(and_, conditions) if conditions else None,
            )
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._refused(str(error)) from error
        if not same:
            raise DatasetMissing(
                f"{self.folder / part.name}: expected the file that was there when this dataset was opened, found that of "
                "another build; open the dataset again"
            )
        if self.keys is not None:
            rows = rows.filter(_among(rows[self.key], self.keys)).select(list(columns))
        return rows

    def _refused(self, why: str) -> DatasetMissing:
        place = self.folder / table_name(self.name)
        return DatasetMissing(f"{place}: {NOT_THIS_VERSION}; {how_to_build(self.folder)}\n{why[:500]}")


def _among(column: pa.ChunkedArray, keys: pa.Array) -> pa.ChunkedArray:
    """Which texts are among the keys; of codes only the different texts are looked up."""
    if not pa.types.is_dictionary(column.type):
        return pc.is_in(column, keys)
    column = column.unify_dictionaries()
    return pa.chunked_array([pc.is_in(c.dictionary, keys).take(c.indices) for c in column.chunks], pa.bool_())


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) or not isinstance(value, Collection) else list(value)


def part_of(folder: Path, name: str, rows: int) -> Part:
    """A file as it is now."""
    status = (folder / name).stat()
    return Part(name, rows, status.st_mtime_ns, status.st_size)


def stored(folder: Path, name: str) -> Stored:
    """A table of a folder, of which no row is read yet. Raises DatasetMissing where it is not there, or not of this version."""
    names, expected = part_names(folder, name), arrow_schema(name)
    if not names:
        raise DatasetMissing(
            f"{folder}: expected {table_name(name)}, found none; it was taken away, or another version of the toolkit "
            f"built this dataset; {how_to_build(folder)}"
        )
    parts = []
    for part in names:
        try:
            with pq.ParquetFile(folder / part) as file:
                found, rows = file.schema_arrow, file.metadata.num_rows
            types = [(f.name, plain_type(f.type)) for f in found]
            same = types == [(f.name, f.type) for f in expected]
            why = "" if same else f"columns {', '.join(f'{n} ({t})' for n, t in types)}"
        except (pa.ArrowException, OSError) as error:
            why = str(error)
        if why:
            raise DatasetMissing(f"{folder / part}: {NOT_THIS_VERSION}; {how_to_build(folder)}\n{why[:500]}")
        parts.append(part_of(folder, part, rows))
    return Stored(folder, name, tuple(parts))


def selected(frame: pd.DataFrame, columns: Sequence[str] | None, where: Where | None) -> pd.DataFrame:
    """What `Stored.select` gives, of a table that is in memory."""
    import pandas as pd

    for name, value in (where or {}).items():
        frame = frame[frame[name].isin(_listed(value))]
    found = (frame if columns is None else frame[list(columns)]).reset_index(drop=True)
    coded = [name for name in found if isinstance(found[name].dtype, pd.CategoricalDtype)]
    return found.assign(**{name: found[name].cat.remove_unused_categories() for name in coded})
