"""What a worker does: reads files, and checks and codes the reports of agencies. Nothing here depends on the process it runs in."""

from __future__ import annotations

import faulthandler
import os
import pickle
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pyarrow as pa

from toolkit.agencies.overrides import Override
from toolkit.checks.together import Checked, check_together, checked
from toolkit.corrections.applying import apply_corrections
from toolkit.corrections.records import Correction
from toolkit.dataset.rows import Rows, add_checked, agency_columns, statement_columns
from toolkit.dataset.store import Card, Reading, pack, unpack
from toolkit.places import place
from toolkit.reading.readers import prepared
from toolkit.reading.readers.apart import heard_by
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.text.themes import Codebook

CHECKED = ("reports", "sections", "figures", "findings", "claims", "agencies")
CODED = ("statements",)
"""The tables whose rows come of checking a report, and those that come of coding it."""
# Those that are one file each. Not from `layout`: it loads what writes Parquet, which would cost each worker 15 MB.
_SINGLE = ("reports", "agencies")
_WOUND_SECONDS = 1.0
Parts = dict[tuple[str, int | None], bytes]
"""Rows of a table for a year, as an Arrow stream; those of `reports` and `agencies` are under no year."""


@dataclass(frozen=True)
class Limit:
    """How long a file, or an agency, may take before the process that works at it is ended, 0 for ever; and the number of the
    process that builds, which is never ended, where it does the work itself.
    """

    seconds: float = 0.0
    builder: int = 0

    def here(self) -> float:
        """The limit in this process."""
        return 0.0 if os.getpid() == self.builder else self.seconds


@dataclass(frozen=True)
class FilesToRead:
    """Files of a raw folder, by their names in it."""

    raw: str
    sources: tuple[str, ...]
    limit: Limit = Limit()

    def parts(self) -> list[FilesToRead]:
        """The same work, a file at a time."""
        return [replace(self, sources=(source,)) for source in self.sources]


@dataclass(frozen=True)
class Member:
    """A report of an agency: its id, what kind of source it is, the source of another one of its agency and year, the key of its
    file's reading and its place in it. `lost`, if not empty, is why it was given up.
    """

    report_id: str
    provenance: str
    twin: str
    key: str
    number: int
    card: Card
    lost: str = ""


@dataclass(frozen=True)
class ReportsToCheck:
    """The reports of agencies by unit, with what was read of their files; which tables are wanted of them."""

    units: Mapping[str, tuple[Member, ...]]
    packed: Mapping[str, bytes]
    tables: tuple[str, ...]
    codebook: bytes = b""
    corrections: Mapping[str, list[Correction]] = field(default_factory=dict)
    agencies: Mapping[str, Override] = field(default_factory=dict)
    limit: Limit = Limit()

    def parts(self) -> list[ReportsToCheck]:
        """The same work, an agency at a time."""
        return [replace(self, units={name: unit}) for name, unit in self.units.items()]


def read_files(task: FilesToRead) -> dict[str, Reading]:
    """What was read of each file, by source."""
    raw = place(task.raw)
    paths = {source: raw / source for source in task.sources}
    found = {}
    with prepared(paths.values()), Watch(task.limit.here()) as watch, heard_by(watch.begin):
        for source, path in paths.items():
            watch.begin()
            reports = read_safely(path, source)
            found[source] = Reading(tuple(map(Card.of, reports)), pack(reports))
    return found


def lost_reading(source: str, sha256: str, reason: str) -> Reading:
    """What is kept of a file that could not be read because the process that read it was lost each time."""
    report = Report(source, reason=reason, sha256=sha256)
    return Reading((Card.of(report),), pack([report]))


def check_reports(task: ReportsToCheck) -> Parts:
    """The rows of reports in the tables that are wanted, in the order of the units."""
    years: dict[int | None, Rows] = {}
    single = Rows([name for name in _SINGLE if name in task.tables])
    book = _codebook(task.codebook) if task.codebook else None
    with Watch(task.limit.here()) as watch:
        for unit in task.units.values():
            watch.begin()
            for member, one in zip(unit, checked_unit(unit, task), strict=True):
                rows = years.setdefault(member.card.year, Rows([n for n in task.tables if n not in _SINGLE]))
                if "figures" in task.tables:
                    add_checked(rows, single, one)
                if book is not None:
                    rows.add("statements", statement_columns(one.report_id, one.report, book))
            if "agencies" in task.tables:
                single.add("agencies", agency_columns((m.card for m in unit), task.agencies))
    parts = {(name, year): table for year, rows in years.items() for name, table in rows.tables().items()}
    parts |= {(name, None): table for name, table in single.tables().items()}
    return {key: to_bytes(table) for key, table in parts.items()}


def checked_unit(members: Sequence[Member], task: ReportsToCheck) -> list[Checked]:
    """The reports of an agency, checked by themselves and together, with what people corrected."""
    reports = [_report(member, task) for member in members]
    if "figures" not in task.tables:
        return [Checked(m.report_id, report, m.provenance) for m, report in zip(members, reports, strict=True)]
    found = [checked(r, m.provenance, m.report_id, m.twin) for m, r in zip(members, reports, strict=True)]
    # Of two reports for a year the first by source counts.
    check_together(sorted(found, key=lambda one: (one.report.source, one.report_id)))
    for one in found:
        apply_corrections(one, task.corrections.get(one.report_id, ()))
    return found


def _report(member: Member, task: ReportsToCheck) -> Report:
    if member.lost:
        card = member.card
        return Report(card.source, card.agency, card.year, status=FAILED, reason=member.lost, sha256=card.sha256)
    return _unpacked(task.packed[member.key])[member.number]


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> list[Report]:
    """The reports of a file: a volume has a hundred, which are asked for one after another."""
    return unpack(packed)


@lru_cache(maxsize=2)
def _codebook(pickled: bytes) -> Codebook:
    # Made by the build that gave the task, never read from a file.
    return pickle.loads(pickled)


def to_bytes(table: pa.Table) -> bytes:
    """A table as an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def from_bytes(data: bytes) -> pa.Table:
    """The table of an Arrow stream."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        return reader.read_all()


class Watch:
    """Ends this process where one thing of many takes longer than so many seconds, 0 for ever.

    The clock runs outside Python, so that a search that never returns is ended too. There is one such clock a process: in a
    worker with several threads they wait for one another, which costs nothing, as they share Python's lock anyway.
    """

    _one_at_a_time = threading.Lock()

    def __init__(self, seconds: float) -> None:
        self._seconds, self._set = seconds, -_WOUND_SECONDS

    def __enter__(self) -> Watch:
        if self._seconds:
            self._one_at_a_time.acquire()
            self._nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return self

    def begin(self) -> None:
        """The next thing begins. To wind the clock costs a tenth of a millisecond: within a second it is not done again."""
        now = time.monotonic()
        if self._seconds and now - self._set >= _WOUND_SECONDS:
            faulthandler.dump_traceback_later(self._seconds + _WOUND_SECONDS, exit=True, file=self._nowhere)
            self._set = now

    def __exit__(self, *_: object) -> None:
        if self._seconds:
            faulthandler.cancel_dump_traceback_later()
            self._nowhere.close()
            self._one_at_a_time.release()
