"""Tables go to disk whole or not at all: written beside the old ones, then moved in one step that a journal makes sure of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.agencies import divisions_version
from toolkit.dataset.built import BUILT, hash_of_file
from toolkit.dataset.files import PACKAGE
from toolkit.schema import TABLES, datapackage_resource
from toolkit.text.themes import Codebook
from toolkit.whole_files import move_whole, write_whole

GROUP_ROWS = 20_000
"""Rows that are read together: of the figures a hundred reports. Who looks at one report reads no more than that."""
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
    """Writes the tables, their description and the record of the build; what was there stays until all of it is written.

    `record` makes the record from the hashes of the files.
    """
    staging = out / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, table in frames.items():
        pq.write_table(table, staging / f"{name}.parquet", compression="zstd", row_group_size=GROUP_ROWS)
    text = json.dumps(_package(codebook), ensure_ascii=False, indent=2) + "\n"
    (staging / PACKAGE).write_text(text, encoding="utf-8", newline="\n")
    hashes = {path.name: hash_of_file(path) for path in sorted(staging.iterdir())}
    (staging / BUILT).write_bytes(record(hashes))
    # The record last: as long as it is the old one the tables are not taken for those of the new build.
    write_whole(out / _JOURNAL, json.dumps([*hashes, BUILT]))
    recover(out)


def _package(codebook: Codebook) -> dict[str, Any]:
    """The description: every column, the codebook of the statements, and the list of divisions of the agencies' codes."""
    themes = [{"code": t.code, "english": t.english, "chinese": t.chinese, "when": t.when} for t in codebook.themes]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "government-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "resources": [datapackage_resource(name) for name in TABLES],
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
        for name in _names_in(journal):
            if (staging / name).is_file():
                move_whole(staging / name, out / name)
        journal.unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _names_in(journal: Path) -> list[str]:
    """The files that a journal names; a damaged one names none, and the tables are built again."""
    try:
        return [Path(str(name)).name for name in json.loads(journal.read_text(encoding="utf-8"))]
    except (ValueError, TypeError):
        return []
