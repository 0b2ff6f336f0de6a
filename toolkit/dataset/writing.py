"""Tables go to disk whole or not at all: written beside the old ones, then moved in one step that a journal makes sure of."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.agencies import divisions_version
from toolkit.dataset.built import BUILT
from toolkit.dataset.files import PACKAGE
from toolkit.dataset.layout import all_names, is_table, tables_of
from toolkit.schema import TABLES, datapackage_resource
from toolkit.text.themes import Codebook
from toolkit.whole_files import move_whole, write_whole

GROUP_ROWS = 50_000
"""Rows that are read together: of the figures 250 reports. Who looks at one report reads no more than that."""
MEMORY = ".memory"
"""The folder in a dataset's with what is kept between builds."""
SHARDS = f"{MEMORY}/shards"
"""Where the files of finished shards wait until all are, as seen from the dataset's folder."""
_JOURNAL, _LOCK = ".commit", ".building"
_WAITING = re.compile(rf"{re.escape(SHARDS)}/[0-9a-z]+/[\w.=-]+")


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


def move_in(out: Path, moves: Mapping[str, str], names: Iterable[str]) -> None:
    """Moves files to their places in the dataset's folder, name to where each lies; other files of tables than `names` go.

    What was there stays until all that is to be moved is written; from then on it is finished, at the latest the next time.
    """
    # The record last: as long as it is the old one the tables are not taken for those of the new build.
    gone = sorted(set(all_names(out)) - set(names))
    write_whole(out / _JOURNAL, json.dumps({"move": moves, "remove": gone}))
    recover(out)


def write_part(table: pa.Table, path: Path) -> None:
    """Writes one file of a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=GROUP_ROWS)


def described(codebook: Codebook, names: Iterable[str]) -> str:
    """datapackage.json: every column, the codebook of the statements, and the list of divisions of the agencies' codes."""
    files = tables_of(names)
    themes = [{"code": t.code, "english": t.english, "chinese": t.chinese, "when": t.when} for t in codebook.themes]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "government-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "resources": [datapackage_resource(name, files[name]) for name in TABLES],
        "codebook": {"source": Path(codebook.source).name, "version": codebook.version, "themes": themes},
        "divisions": divisions_version(),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def recover(out: Path, only_finish: bool = False) -> None:
    """Finishes a move that was interrupted, and clears away what is left of it.

    With `only_finish` the latter is left alone: it may be another process that is building. Raises OSError, with what to do,
    for a file that is open elsewhere.
    """
    journal = out / _JOURNAL
    if not journal.is_file():
        return
    moves, removals = _steps_in(journal)
    for name, at in moves:
        if (out / at).is_file():
            _make_way(out, name)
            move_whole(out / at, out / name)
    for name in removals:
        _remove(out, name)
    journal.unlink(missing_ok=True)
    if not only_finish:
        clear(out)


def clear(out: Path) -> None:
    """Removes the files of shards that wait to be moved: the build is done."""
    shutil.rmtree(out / SHARDS, ignore_errors=True)


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


def _steps_in(journal: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """What a journal moves and removes; a damaged one does nothing, and the tables are built again."""
    try:
        steps = json.loads(journal.read_text(encoding="utf-8"))
        # A folder from elsewhere must not move other files than its own.
        moves = [(name, at) for name, at in steps["move"].items() if _is_own(name) and _WAITING.fullmatch(at)]
        return moves, [name for name in steps["remove"] if is_table(name)]
    except (ValueError, TypeError, KeyError, AttributeError):
        return [], []


def _is_own(name: str) -> bool:
    return is_table(name) or name in (PACKAGE, BUILT)
