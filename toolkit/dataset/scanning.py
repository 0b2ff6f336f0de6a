"""The hashes of the files of a raw folder; of those that look as they did the last time, without reading them again."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolkit.dataset.built import hash_of_file
from toolkit.dataset.store import Store
from toolkit.places import is_local

# A file that was written so shortly before it was looked at may be written again without another time.
SETTLED_SECONDS = 2.0
_THREADS = 16


def hashes_of(raw: Path, files: Iterable[Path], store: Store) -> dict[str, str]:
    """The sha256 of each file by its name in the folder; for one that can't be read the reason, which may be another next time."""
    known, now = store.hashes(), time.time()
    stamps = {path.relative_to(raw).as_posix(): (path, _stamp(path)) for path in files}
    asked = {name: path for name, (path, stamp) in stamps.items() if not stamp or known.get(name, ("", ""))[0] != stamp}
    with ThreadPoolExecutor(_THREADS) as threads:
        read = dict(zip(asked, threads.map(hash_of_file, asked.values()), strict=True))
    keep = {name: (stamps[name][1], found) for name, found in read.items() if _settled(stamps[name], found, now)}
    store.keep_hashes(keep)
    return {name: read[name] if name in read else known[name][1] for name in stamps}


def _settled(seen: tuple[Path, str], found: str, now: float) -> bool:
    path, stamp = seen
    if not stamp or len(found) != 64:
        return False
    if not is_local(path):
        return True
    status = path.stat()
    return now - max(status.st_mtime, status.st_ctime) > SETTLED_SECONDS and _stamp(path) == stamp


def _stamp(path: Path) -> str:
    """What changes whenever a file is written: size, times and number on a disk; what a store says of its object. "" for none."""
    try:
        if is_local(path):
            status = path.stat()
            return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
        return str(path.fs.ukey(path.path))  # type: ignore[attr-defined]
    except (OSError, NotImplementedError):
        return ""
