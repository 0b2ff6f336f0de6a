"""The hashes of the files of a raw folder; of those that look as they did the last time, without reading them again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolkit.dataset.built import hash_of_file
from toolkit.places import is_local

# A file that was written so shortly before it was looked at may be written again without another time.
SETTLED_SECONDS = 2.0
_THREADS = 16


Stamped = dict[str, tuple[str, str]]
"""Of each file by its name what it looked like, and the hash that it had then."""


def hashes_of(raw: Path, names: Iterable[str], known: Stamped) -> tuple[dict[str, str], Stamped]:
    """The sha256 of each file by its name in the folder; for one that can't be read the reason, which may be another next time.

    Of files in `known` that look as they did it is taken from there. Also what is to be known from now on besides.
    """
    now = time.time()
    stamps = {name: _stamp(raw, name) for name in names}
    asked = [name for name, stamp in stamps.items() if not stamp or known.get(name, ("", ""))[0] != stamp]
    with ThreadPoolExecutor(_THREADS) as threads:
        read = dict(zip(asked, threads.map(lambda name: hash_of_file(raw / name), asked), strict=True))
    keep = {n: (stamps[n], found) for n, found in read.items() if len(found) == 64 and _settled(raw, n, stamps[n], now)}
    return {name: read[name] if name in read else known[name][1] for name in stamps}, keep


def _settled(raw: Path, name: str, stamp: str, now: float) -> bool:
    """Whether a stamp stands for what was read after it was taken."""
    if not stamp or not is_local(raw):
        return bool(stamp)
    status = os.stat(os.path.join(raw, name))
    return now - max(status.st_mtime, status.st_ctime) > SETTLED_SECONDS and _stamp(raw, name) == stamp


def _stamp(raw: Path, name: str) -> str:
    """What changes whenever a file is written: size, times and number on a disk; what a store says of its object. "" for none."""
    try:
        if is_local(raw):
            status = os.stat(os.path.join(raw, name))
            return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
        return str(raw.fs.ukey((raw / name).path))  # type: ignore[attr-defined]
    except (OSError, NotImplementedError):
        return ""
