"""Tables go to disk whole or not at all: written beside the old ones, then moved in one step that a journal makes sure of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.agencies import divisions_version
from toolkit.dataset.built import BUILT, hash_of_file
from toolkit.dataset.files import PACKAGE
from toolkit.dataset.layout import all_names, is_table, tables_of
from toolkit.schema import TABLES, datapackage_resource
from toolkit.text.themes import Codebook
from toolkit.whole_files import move_whole, write_whole

GROUP_ROWS = 50_000
"""Rows that are read together: of the figures 250 reports. Who looks at one report reads no more than that."""
_STAGING, _JOURNAL, _LOCK = ".staging", ".commit", ".building"


class BuildRunning(OSError):
    """Another build is writing to the folder. Says which process, and what to do."""


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Keeps other builds away from a folder. Raises BuildRunning where one is at work, OSError for no folder to write to."""
    lock, new = out / _LOCK, not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        other = int(lock.read_text(encoding="ascii")) if lock.is_file() else os.getpid()
        if other != os.getpid() and psutil.pid_exists(other):
            raise BuildRunning(
                f"{out}: another build is writing there (process {other}); wait for it, or, if there is none, remove {lock}"
            )
        lock.write_text(str(os.getpid()), encoding="ascii")
    except (OSError, ValueError) as refused:
        if isinstance(refused, BuildRunning):
            raise
        reason = getattr(refused, "strerror", None) or refused
        raise OSError(
            f"{out}: expected a folder that may be written to, found: {reason}; name another one"
        ) from refused
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        if new:
            # Where nothing came of the build no empty folder is left.
            with suppress(OSError):
                out.rmdir()


def write(
    frames: Mapping[str, pa.Table], out: Path, codebook: Codebook, record: Callable[[dict[str, str]], bytes]
) -> None:
    """Writes the files of tables, named as in `layout`, their description and the record of the build; what was there stays
    until all of it is written.

    `record` makes the record from the hashes of the files.
    """
    staging = out / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, table in frames.items():
        write_part(table, staging / name)
    text = json.dumps(_package(codebook, frames), ensure_ascii=False, indent=2) + "\n"
    (staging / PACKAGE).write_text(text, encoding="utf-8", newline="\n")
    hashes = {name: hash_of_file(staging / name) for name in sorted([*frames, PACKAGE])}
    (staging / BUILT).write_bytes(record(hashes))
    gone = sorted(set(all_names(out)) - set(frames))
    # The record last: as long as it is the old one the tables are not taken for those of the new build.
    write_whole(out / _JOURNAL, json.dumps({"move": [*hashes, BUILT], "remove": gone}))
    recover(out)


def write_part(table: pa.Table, path: Path) -> None:
    """Writes one file of a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=GROUP_ROWS)


def _package(codebook: Codebook, names: Iterable[str]) -> dict[str, Any]:
    """The description: every column, the codebook of the statements, and the list of divisions of the agencies' codes."""
    files = tables_of(names)
    themes = [{"code": t.code, "english": t.english, "chinese": t.chinese, "when": t.when} for t in codebook.themes]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "government-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "resources": [datapackage_resource(name, files[name]) for name in TABLES],
        "codebook": {"source": Path(codebook.source).name, "version": codebook.version, "themes": themes},
        "divisions": divisions_version(),
    }


def recover(out: Path, only_finish: bool = False) -> None:
    """Finishes a move that was interrupted, and clears away a build that never came to moving.

    With `only_finish` the latter is left alone: it may be another process that is building. Raises OSError, with what to do,
    for a file that is open elsewhere.
    """
    journal, staging = out / _JOURNAL, out / _STAGING
    if only_finish and not journal.is_file():
        return
    if journal.is_file():
        moves, removals = _steps_in(journal)
        for name in moves:
            if (staging / name).is_file():
                _make_way(out, name)
                move_whole(staging / name, out / name)
        for name in removals:
            _remove(out, name)
        journal.unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _make_way(out: Path, name: str) -> None:
    """Makes the folders of a file; a file of an older version that has the name of one is taken away."""
    for folder in reversed((out / name).relative_to(out).parents[:-1]):
        if (out / folder).is_file():
            (out / folder).unlink()
        (out / folder).mkdir(exist_ok=True)


def _remove(out: Path, name: str) -> None:
    """Removes a part that is no longer of the dataset, and folders that it leaves empty."""
    (out / name).unlink(missing_ok=True)
    for folder in (out / name).relative_to(out).parents[:-1]:
        with suppress(OSError):
            (out / folder).rmdir()


def _steps_in(journal: Path) -> tuple[list[str], list[str]]:
    """The files that a journal moves and removes; a damaged one names none, and the tables are built again."""
    try:
        steps = json.loads(journal.read_text(encoding="utf-8"))
        return tuple(
            [name for name in steps[what] if is_table(name) or name in (PACKAGE, BUILT)] for what in ("move", "remove")
        )
    except (ValueError, TypeError, KeyError):
        return [], []
