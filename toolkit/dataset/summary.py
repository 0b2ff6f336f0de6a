"""What a build came to, as counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.dataset.built import Built
from toolkit.reading.report import FAILED
from toolkit.schema import TABLES


@dataclass(frozen=True)
class Summary:
    """What a build came to, as counts: reports and figures by status, findings by severity, statements by kind, claims
    by verdict, corrections and reviews by what became of them; `failures` (source and reason); `not_applied` and
    `left_over`, a sentence on each correction that did not fit its cell, and on each that no report or finding could
    take; `changes` by kind since the build of the day `since`, None where there was none before; `changed_tables`, names
    of tables that are not as they were; `unchanged`: nothing had to be built; `read`: how many files were read, the others
    being as they were.
    """

    reports: dict[str, int]
    figures: dict[str, int]
    findings: dict[str, int]
    statements: dict[str, int]
    failures: tuple[tuple[str, str], ...]
    claims: dict[str, int] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, int] = field(default_factory=dict)
    not_applied: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    changes: dict[str, int] | None = None
    since: str = ""
    changed_tables: tuple[str, ...] = ()
    unchanged: bool = False
    read: int = 0


def summary_of(reports: pa.Table, paths: Mapping[str, Sequence[Path]]) -> Summary:
    """The counts of a dataset: its table `reports`, and the files of the others by table."""
    failed = reports.filter(pc.equal(reports["status"], FAILED)).select(["source", "reason"]).to_pylist()
    return Summary(
        _counts([reports["status"]], "reports", "status"),
        counted(paths["figures"], "figures", "status"),
        counted(paths["findings"], "findings", "severity"),
        counted(paths["statements"], "statements", "kind"),
        tuple((row["source"], row["reason"]) for row in failed),
        counted(paths["claims"], "claims", "verdict"),
    )


def counted(paths: Iterable[Path], table: str, column: str) -> dict[str, int]:
    """How often each value stands in a column of files, in the order in which the schema has them."""
    return _counts((pq.read_table(path, columns=[column], partitioning=None)[column] for path in paths), table, column)


def _counts(columns: Iterable[pa.ChunkedArray], table: str, column: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    for values in columns:
        for one in pc.value_counts(values.combine_chunks()).to_pylist():
            found[one["values"]] += one["counts"]
    order = TABLES[table].field(column).values
    return {value: found[value] for value in order if found[value]}


def summary_from(built: Built) -> Summary:
    """The summary of a build that need not be done again. JSON has no tuples."""
    said = dict(built.summary)
    said["failures"] = tuple((source, reason) for source, reason in said["failures"])
    said |= {name: tuple(said[name]) for name in ("not_applied", "left_over", "changed_tables")}
    return Summary(**{**said, "unchanged": True, "read": 0})
