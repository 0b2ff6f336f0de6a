"""The work of a build, given to whoever does it: files become readings, and reports become the files of shards."""

from __future__ import annotations

import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TypeVar

from toolkit.dataset.assembling import Assembled, Before, assemble, kept
from toolkit.dataset.planning import Decided, RawFile, Shard, Unit, given_up
from toolkit.dataset.store import Card, Reading, Store
from toolkit.dataset.work import (
    CHECKED,
    CODED,
    FilesToRead,
    Limit,
    Parts,
    ReportsToCheck,
    check_reports,
    checked_unit,
    lost_reading,
    read_files,
)
from toolkit.dataset.workers import Lost, Workers, done
from toolkit.reviews import moved_ids

T = TypeVar("T")

Progress = Callable[[int, int, str], None]
"""Called with the number of what is done, the number of all, and the name of the last."""

FILES_AT_ONCE, REPORTS_AT_ONCE = 32, 48
"""Files that are read, and reports that are checked, as one task: some tenths of a second."""
FILE_SECONDS = 120.0
"""What a file may take to be read, or an agency to be checked, before the process that does it is ended."""
_KEPT_EVERY = 2.0


def read_all(
    raw: str, files: Sequence[RawFile], store: Store, workers: Workers | None, progress: Progress | None, again: bool
) -> tuple[dict[str, tuple[Card, ...]], int]:
    """The cards of all files by their keys, and how many files were read: those of which nothing was kept.

    What was read is kept as it comes: a build that is interrupted goes on there.
    """
    cards = {} if again else store.cards(file.key for file in files)
    asked = {file.source: file for file in files if file.key not in cards}
    tasks = (FilesToRead(raw, part, _limit()) for part in _cut(list(asked), FILES_AT_ONCE))
    if workers and asked:
        workers.expect(-(-len(asked) // FILES_AT_ONCE))
        _load_ahead()
    held: dict[str, Reading] = {}
    number, last = 0, time.monotonic()
    try:
        for task, result in done(tasks, read_files, workers):
            for source in task.sources:
                file = asked[source]
                found = _lost(file, result) if isinstance(result, Lost) else result[source]
                cards[file.key], held[file.key] = found.cards, found
                number += 1
                if progress:
                    progress(number, len(asked), source)
            if time.monotonic() - last > _KEPT_EVERY:
                store.keep_readings(held)
                held, last = {}, time.monotonic()
    finally:
        store.keep_readings(held)
    return cards, number


def _load_ahead() -> None:
    """Loads what is needed when rows are written, while others read."""
    threading.Thread(target=import_module, args=("pyarrow.dataset",), daemon=True).start()


def _lost(file: RawFile, lost: Lost) -> Reading:
    return lost_reading(
        file.source,
        file.sha256,
        f"reading this file was given up: {lost.reason}. Open it and save it anew, or split it; everything else was built. "
        "It is tried again when it changes, or with --again",
    )


def _limit() -> Limit:
    return Limit(FILE_SECONDS, os.getpid())


def _cut(items: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    return (tuple(items[start : start + count]) for start in range(0, len(items), count))


@dataclass
class _Open:
    """A shard that is being made: what is wanted of its units, and what has come of it."""

    shard: Shard
    checked: set[str]
    coded: set[str]
    waiting: set[str]
    fresh: list[Parts] = field(default_factory=list)

    def reports(self) -> int:
        """How many reports must be looked at."""
        return sum(len(self.shard.units[unit]) for unit in self.waiting)


def make(
    wanted: Sequence[Shard],
    before: Before,
    decided: Decided,
    store: Store,
    workers: Workers | None,
    progress: Progress | None,
) -> dict[int, Assembled]:
    """The files of all shards, by number. Only rows of which something has changed are made; `progress` counts their reports."""
    with _Writer(before) as writer:
        opened = {one.shard.number: one for shard in wanted if (one := _opened(shard, writer))}
        _make(opened, _tasks(list(opened.values()), decided, store), workers, progress, writer)
    return writer.finished


def _opened(shard: Shard, writer: _Writer) -> _Open | None:
    """A shard of which rows are to be made; None where none are."""
    if there := kept(writer.before.out, shard):
        writer.finished[shard.number] = there
        return None
    checked, coded = writer.before.changed(shard)
    one = _Open(shard, checked, coded, checked | coded)
    if one.waiting:
        return one
    writer.write(one)
    return None


class _Writer:
    """Writes finished shards beside the work of others, one after another; no more than two wait, so that memory is bounded."""

    def __init__(self, before: Before) -> None:
        self.before = before
        self.finished: dict[int, Assembled] = {}
        self._thread = ThreadPoolExecutor(1)
        self._waiting: deque[tuple[int, Future[Assembled]]] = deque()

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._take(0)
        self._thread.shutdown(cancel_futures=True)

    def write(self, one: _Open) -> None:
        """Takes a shard of which all rows are there. Raises what writing an earlier one raised."""
        self._take(1)
        future = self._thread.submit(assemble, one.shard, one.fresh, self.before, one.checked, one.coded)
        # Nothing else may hold the rows when they are written.
        one.fresh = []
        self._waiting.append((one.shard.number, future))

    def _take(self, left: int) -> None:
        while len(self._waiting) > left:
            number, future = self._waiting.popleft()
            self.finished[number] = future.result()


def _make(
    opened: dict[int, _Open],
    tasks: Iterable[ReportsToCheck],
    workers: Workers | None,
    progress: Progress | None,
    writer: _Writer,
) -> None:
    total, count = sum(one.reports() for one in opened.values()), 0
    number_of = {unit: number for number, one in opened.items() for unit in one.waiting}
    if workers and total:
        workers.expect(-(-total // REPORTS_AT_ONCE))
    for task, result in done(tasks, check_reports, workers):
        parts = check_reports(_given_up(task, result)) if isinstance(result, Lost) else result
        one = opened[number_of[next(iter(task.units))]]
        one.fresh.append(parts)
        one.waiting -= set(task.units)
        count += sum(map(len, task.units.values()))
        if progress:
            progress(count, total, list(task.units)[-1])
        if not one.waiting:
            writer.write(opened.pop(one.shard.number))


def _tasks(opened: Sequence[_Open], decided: Decided, store: Store) -> Iterator[ReportsToCheck]:
    """What is wanted of all shards, one shard after another, so that few are open at the same moment."""
    book = pickle.dumps(decided.codebook)
    for one in opened:
        both = one.checked & one.coded
        for names, tables in ((both, (*CHECKED, *CODED)), (one.checked - both, CHECKED), (one.coded - both, CODED)):
            for units in _batches({unit: members for unit, members in one.shard.units.items() if unit in names}):
                members = [member for unit in units.values() for member in unit]
                yield ReportsToCheck(
                    units,
                    store.packed(dict.fromkeys(member.key for member in members)),
                    tables,
                    book if CODED[0] in tables else b"",
                    _of(decided.corrections, (member.report_id for member in members)),
                    _of(decided.agencies, (member.card.agency for member in members)),
                    _limit(),
                )


def _batches(units: Mapping[str, Unit]) -> Iterator[dict[str, Unit]]:
    batch: dict[str, Unit] = {}
    for unit, members in units.items():
        batch[unit] = members
        if sum(map(len, batch.values())) >= REPORTS_AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch


def _of(given: Mapping[str, T], names: Iterable[str]) -> dict[str, T]:
    return {name: given[name] for name in names if name in given}


def _given_up(task: ReportsToCheck, lost: Lost) -> ReportsToCheck:
    reason = f"checking this report was given up: {lost.reason}; please report it together with the file"
    return replace(task, units={name: given_up(unit, reason) for name, unit in task.units.items()}, packed={})


def moved_of(unit: Unit, store: Store, decided: Decided) -> dict[str, list[tuple[str, str]]]:
    """The ids that findings of an agency would have if its files were named otherwise: see toolkit.reviews.moved_ids."""
    packed = store.packed(dict.fromkeys(member.key for member in unit))
    task = ReportsToCheck({"": unit}, packed, CHECKED, b"", _of(decided.corrections, (m.report_id for m in unit)))
    return moved_ids(checked_unit(unit, task))
