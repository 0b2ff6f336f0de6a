"""The rows of a shard become files: new rows beside those of the agencies that are as they were, in their order."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.dataset.built import Built, hash_of_file
from toolkit.dataset.checking import expect_sound
from toolkit.dataset.layout import PARTITIONED, SINGLE, part_name, shard_of, shards_of, table_name
from toolkit.dataset.planning import Keys, Shard
from toolkit.dataset.work import CODED, Parts, from_bytes
from toolkit.dataset.writing import SHARDS, write_part
from toolkit.schema import arrow_schema

_DONE = "done.json"
REVIEW_RULE = "review_of_changed_file"
# Pieces of rows that are put together without looking at each row; of more a copy is made row by row.
_FEW_RUNS = 2000
_REVIEW_COLUMNS = ("review", "review_note")

Files = dict[str, str]
"""The name that a file of a table is to have, to where it lies now, both as seen from the dataset's folder."""


class Before:
    """The tables of the build before, as far as they are still what it wrote, and by what keys their rows were made."""

    def __init__(self, out: Path, built: Built | None, keys: Mapping[str, str]) -> None:
        self.out, self.built = out, built
        hashes = built.tables if built else {}
        self.hashes = {name: found for name, found in hashes.items() if hash_of_file(out / name) == found}
        whole = all(table_name(name) in self.hashes for name in SINGLE)
        cut = shards_of(keys) if whole else []
        self._units = {number: names for number, names in enumerate(cut)}
        self._shard_of = {unit: number for number, names in self._units.items() for unit in names}
        self._keys = {unit: Keys.of(text) for unit, text in keys.items()} if whole else {}
        self._broken = {shard_of(name) for name in hashes if name not in self.hashes and "/" in name}
        self._last: tuple[str, pa.Table | None] = ("", None)

    def changed(self, shard: Shard) -> tuple[set[str], set[str]]:
        """The units of a shard whose checked, and whose coded rows must be made anew."""
        checked, coded = set(), set()
        for unit, keys in shard.keys.items():
            old = self._keys.get(unit)
            if old is None or self._shard_of[unit] in self._broken:
                checked.add(unit)
                coded.add(unit)
                continue
            checked |= {unit} if old.checked != keys.checked else set()
            coded |= {unit} if old.coded != keys.coded else set()
        return checked, coded

    def touched(self, shard: Shard, changed: Collection[str]) -> set[int | None]:
        """The years of a shard of which rows can be others than before, where these of its units have changed."""
        kept = {unit for unit in shard.units if unit not in changed}
        if any(self._shard_of[unit] != shard.number for unit in kept):
            return {member.card.year for member in shard.members}
        left = [unit for unit in self._units.get(shard.number, ()) if unit not in kept]
        found = {year for unit in left for year in self._keys[unit].years}
        return found | {year for unit in changed for year in shard.keys[unit].years}

    def parts(self, table: str, year: int | None, units: Iterable[str]) -> Iterator[pa.Table]:
        """The files of a year in which rows of these units are, whole, as they were before people's reviews."""
        for number in sorted({self._shard_of[unit] for unit in units}):
            name = part_name(table, year, number)
            if name in self.hashes:
                yield self.part(table, name)

    def single(self, table: str, column: str, wanted: Collection[str]) -> pa.Table:
        """The rows of `reports` or `agencies` that have one of these values in a column."""
        if not wanted:
            return arrow_schema(table).empty_table()
        return self._rows(table, table_name(table), column, pa.array(sorted(wanted), pa.string()))

    def part(self, table: str, name: str) -> pa.Table:
        """The rows in a file of a table, as they were before people's reviews. The last one is kept: it is asked for twice."""
        if self._last[0] != name:
            self._last = name, read_part(table, self.out / name)
        return self._last[1]

    def _rows(self, table: str, name: str, column: str, wanted: pa.Array) -> pa.Table:
        found = self.part(table, name)
        return found.filter(pc.is_in(found[column], value_set=wanted))


def read_part(table: str, path: Path) -> pa.Table:
    """The rows in a file of a table, as they were before people's reviews."""
    found = read_whole(table, path)
    return without_reviews(found) if table == "findings" else found


def read_whole(table: str, path: Path) -> pa.Table:
    """The rows in a file of a table."""
    return pq.read_table(path, partitioning=None).cast(arrow_schema(table))


def without_reviews(findings: pa.Table) -> pa.Table:
    """Findings without what people said of them, and without those that speak of it."""
    found = findings.filter(pc.not_equal(findings["rule"], REVIEW_RULE))
    for name in _REVIEW_COLUMNS:
        place = found.schema.get_field_index(name)
        found = found.set_column(place, found.schema.field(name), pa.nulls(len(found), pa.string()))
    return found


@dataclass(frozen=True)
class Assembled:
    """A finished shard: where the files of its tables by year lie, and its rows of the tables that are one file."""

    files: Files
    single: Mapping[str, pa.Table]


def assemble(
    shard: Shard, fresh: Sequence[Parts], before: Before, checked: Collection[str], coded: Collection[str]
) -> Assembled:
    """The files of a shard, of fresh rows (those of the units `checked` and `coded`) and of those there were before.

    What is as it was keeps its file. Raises ValueError for rows that are not as the schema has them.
    """
    folder = before.out / SHARDS / shard.key
    files: Files = {}
    for table in PARTITIONED:
        changed = coded if table in CODED else checked
        touched = before.touched(shard, changed)
        for year in dict.fromkeys(member.card.year for member in shard.members):
            name = part_name(table, year, shard.number)
            if year not in touched and name in before.hashes:
                files[name] = name
                continue
            rows = _rows(shard, table, year, fresh, before, changed)
            if name in before.hashes and before.part(table, name).equals(rows):
                files[name] = name
                continue
            expect_sound(table, rows)
            files[name] = f"{SHARDS}/{shard.key}/{name.replace('/', '_')}"
            write_part(rows, before.out / files[name])
    single = {table: _single(shard, table, fresh, before, checked) for table in SINGLE}
    if any(name != at for name, at in files.items()):
        _keep(folder, files, single)
    return Assembled(files, single)


def _rows(
    shard: Shard, table: str, year: int | None, fresh: Sequence[Parts], before: Before, changed: Collection[str]
) -> pa.Table:
    """The rows of a table for a year, in the order of the reports."""
    ids = [m.report_id for m in shard.members if m.card.year == year]
    kept = [unit for unit in shard.units if unit not in changed]
    still = {m.report_id for unit in kept for m in shard.units[unit] if m.card.year == year}
    new = [from_bytes(part[table, year]) for part in fresh if (table, year) in part]
    old = list(before.parts(table, year, kept)) if still else []
    rows = pa.concat_tables([arrow_schema(table).empty_table(), *new, *old])
    gone = pc.invert(pc.is_in(rows["report_id"], value_set=pa.array(sorted(still), pa.string()))).combine_chunks()
    is_old = pa.array(np.arange(len(rows)) >= sum(map(len, new)))
    return in_order(rows, "report_id", ids, pc.and_(gone, is_old) if old else None)


def _single(shard: Shard, table: str, fresh: Sequence[Parts], before: Before, changed: Collection[str]) -> pa.Table:
    """The rows of `reports` or `agencies` of a shard."""
    kept = [m for unit, members in shard.units.items() if unit not in changed for m in members]
    column = "agency" if table == "agencies" else "report_id"
    wanted = {m.card.agency if table == "agencies" else m.report_id for m in kept}
    parts = [from_bytes(part[table, None]) for part in fresh if (table, None) in part]
    rows = pa.concat_tables([*parts, before.single(table, column, wanted - {""})])
    order = sorted(set(rows[column].to_pylist())) if table == "agencies" else [m.report_id for m in shard.members]
    return in_order(rows, column, order)


def in_order(rows: pa.Table, column: str, order: Sequence[str], left_out: Sequence[bool] | None = None) -> pa.Table:
    """Rows sorted by the place of a column's value in an order; rows of one value stay as they lie to one another.

    `left_out` says which rows are not taken.
    """
    ranks = pc.index_in(rows[column], value_set=pa.array(order, pa.string())).combine_chunks()
    if left_out is not None:
        ranks = pc.if_else(left_out, None, ranks)
    places = pc.sort_indices(ranks).to_numpy()[: len(ranks) - ranks.null_count]
    edges = [0, *(np.flatnonzero(np.diff(places) != 1) + 1).tolist(), len(places)]
    if len(edges) < _FEW_RUNS and len(places):
        # Rows that stay beside one another are taken together: that is ten times as fast as one by one.
        picked = pa.concat_tables(rows.slice(int(places[start]), end - start) for start, end in pairwise(edges))
    else:
        picked = rows.take(places)
    # The bytes of a file must not tell in which pieces its rows came.
    return picked.combine_chunks()


def _keep(folder: Path, files: Files, single: Mapping[str, pa.Table]) -> None:
    """Notes a finished shard, so that a build that is interrupted need not make it again."""
    for name, rows in single.items():
        write_part(rows, folder / table_name(name))
    hashes = {name: hash_of_file(folder.parents[2] / at) for name, at in files.items()}
    (folder / _DONE).write_text(json.dumps({"files": files, "hashes": hashes}), encoding="utf-8")


def kept(out: Path, shard: Shard) -> Assembled | None:
    """A shard that an interrupted build finished; None where there is none, or not all of it."""
    folder = out / SHARDS / shard.key
    try:
        said = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        files: Files = said["files"]
        right = all(hash_of_file(out / at) == said["hashes"][name] for name, at in files.items())
        if not right or {shard_of(name) for name in files} != {shard.number}:
            return None
        return Assembled(files, {name: read_whole(name, folder / table_name(name)) for name in SINGLE})
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None
