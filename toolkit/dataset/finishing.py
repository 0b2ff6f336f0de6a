"""The files of finished shards become the dataset: with people's reviews, its description, its record, and what has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.corrections import Routed
from toolkit.dataset import layout
from toolkit.dataset.assembling import Assembled, Before, Files
from toolkit.dataset.built import BUILT, Built, hash_of_file
from toolkit.dataset.changes import CHANGES, KINDS, changes_csv, changes_of
from toolkit.dataset.checking import expect_sound
from toolkit.dataset.files import PACKAGE
from toolkit.dataset.layout import PARTITIONED, SINGLE, changed_tables, part_name, table_name, tables_of
from toolkit.dataset.planning import Keys, Unit
from toolkit.dataset.reviewing import Moved, lay_reviews
from toolkit.dataset.store import Store
from toolkit.dataset.summary import Summary, summary_of
from toolkit.dataset.writing import SHARDS, described, move_in, write_part
from toolkit.reviews import Review
from toolkit.schema import arrow_schema
from toolkit.text.themes import Codebook
from toolkit.whole_files import write_whole

APPLIED, NOT_APPLIED, NO_REPORT = "applied", "not applied", "for no report here"
_REVIEWED, _TABLES = "reviewed", "tables"


@dataclass(frozen=True)
class Made:
    """What is there when all shards are finished, and what people said of it."""

    shards: Mapping[int, Assembled]
    units: Mapping[str, Unit]
    keys: Mapping[str, Keys]
    corrections: Routed
    reviews: Sequence[Review]
    moved: Moved
    codebook: Codebook
    read: int


def finish(made: Made, before: Before, store: Store, record: Callable[..., Built]) -> Summary:
    """Puts the dataset in its place, as a whole; what it came to, and what has changed."""
    out = before.out
    files, tables = _gathered(made, out)
    reviewed = None
    if made.reviews or store.fact(_REVIEWED):
        files, reviewed = lay_reviews(files, before, made.units, made.reviews, made.moved)
    paths = {table: [out / files[name] for name in names] for table, names in tables_of(files).items()}
    summary = replace(
        _corrected(summary_of(tables["reports"], paths), paths["findings"], made.corrections), read=made.read
    )
    if reviewed:
        summary = replace(summary, reviews=reviewed.counts, left_over=(*summary.left_over, *reviewed.left_over))
    old = before.built
    hashes = {name: _hash(name, at, before) for name, at in files.items()}
    changes = changes_of(out, old.tables if old else {}, files, hashes)
    counts = None if changes is None else {kind: sum(c.kind == kind for c in changes) for kind in KINDS}
    since = old.day.isoformat() if old and changes is not None else ""
    summary = replace(summary, changes=counts, since=since)
    summary = _put(summary, files, hashes, made, before, store, record)
    if changes is not None or (out / CHANGES).is_file():
        # Last, and beside: it may be open in Excel, and the dataset is whole without it.
        write_whole(out / CHANGES, changes_csv(changes or []))
    return summary


def _gathered(made: Made, out: Path) -> tuple[Files, dict[str, pa.Table]]:
    """Where all files lie, and the tables that are one file each, which are written here."""
    files: Files = {}
    ordered = [made.shards[number] for number in sorted(made.shards)]
    for one in ordered:
        files |= one.files
    if not ordered:
        # A folder without reports gives tables without rows.
        for table in PARTITIONED:
            files |= _written(out, part_name(table, None, 0), arrow_schema(table).empty_table())
    tables = {}
    for table in SINGLE:
        parts = [arrow_schema(table).empty_table(), *(one.single[table] for one in ordered)]
        tables[table] = pa.concat_tables(parts).combine_chunks()
        if table == "agencies":
            tables[table] = tables[table].sort_by("agency").combine_chunks()
        expect_sound(table, tables[table])
        files |= _written(out, table_name(table), tables[table])
    return files, tables


def _written(out: Path, name: str, rows: pa.Table) -> Files:
    at = f"{SHARDS}/whole/{name.replace('/', '_')}"
    write_part(rows, out / at)
    return {name: at}


def _hash(name: str, at: str, before: Before) -> str:
    """The hash of a file; of one that stays where it is that which it had."""
    return before.hashes[name] if name == at else hash_of_file(before.out / at)


def _corrected(summary: Summary, findings: Sequence[Path], routed: Routed) -> Summary:
    """The summary with what became of the corrections, as the findings of them say."""
    if not routed.by_report and not routed.left_over:
        return summary
    columns, rules = ["report_id", "rule", "message"], ["figure_corrected", "correction_not_applied"]
    rows = [
        row
        for path in findings
        for row in pq.read_table(path, columns=columns, partitioning=None, filters=[("rule", "in", rules)]).to_pylist()
    ]
    found = Counter(row["rule"] for row in rows)
    counts = {APPLIED: found[rules[0]], NOT_APPLIED: found[rules[1]], NO_REPORT: len(routed.left_over)}
    refused = tuple(f"{row['report_id']}: {row['message']}" for row in rows if row["rule"] == rules[1])
    return replace(
        summary,
        corrections={name: count for name, count in counts.items() if count},
        not_applied=refused,
        left_over=tuple(routed.left_over),
    )


def _put(
    summary: Summary,
    files: Files,
    hashes: dict[str, str],
    made: Made,
    before: Before,
    store: Store,
    record: Callable[..., Built],
) -> Summary:
    """Writes the description and the record, and moves all that is new to its place in one step that a journal makes sure of."""
    out, old = before.out, before.built
    package = f"{SHARDS}/whole/{PACKAGE}"
    (out / package).write_text(described(made.codebook, files), encoding="utf-8", newline="\n")
    hashes = dict(sorted({**hashes, PACKAGE: hash_of_file(out / package)}.items()))
    other = changed_tables(old.tables, hashes) if old else ()
    summary = replace(summary, changed_tables=other)
    day = old.day if old and not other else date.today()
    built = record(day=day, tables=hashes, summary=asdict(summary))
    (out / SHARDS / "whole" / BUILT).write_text(built.as_json(), encoding="utf-8", newline="\n")
    # Kept before the files are moved: should that be interrupted, it is finished the next time, and then this is true.
    store.keep_units({unit: str(keys) for unit, keys in made.keys.items()})
    store.keep_fact(_TABLES, _cut(built))
    store.keep_fact(_REVIEWED, "yes" if made.reviews else "")
    moves = {name: at for name, at in files.items() if name != at}
    move_in(out, {**moves, PACKAGE: package, BUILT: f"{SHARDS}/whole/{BUILT}"}, files)
    return summary


def keys_before(store: Store, built: Built | None) -> dict[str, str]:
    """By what keys the tables were made; {} where they are not those of which the store knows."""
    return store.units() if built and store.fact(_TABLES) == _cut(built) else {}


def _cut(built: Built) -> str:
    """What the tables are, and how they are cut into files."""
    return f"{built.fingerprint} {layout.SHARD_AGENCIES}"
