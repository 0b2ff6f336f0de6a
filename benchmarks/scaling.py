"""A build as the corpus grows: reports a second, memory, nothing changed, one report added, processes, Dask, other tools.

    python benchmarks/scaling.py [--sizes 1000,10000] [--folder FOLDER]

Each build is a command of its own, as a user runs it, with its start; its memory is that of all its processes together, looked
at twenty times a second (a page that two of them share counts twice). Times are also given as ratios: to the smallest corpus for
a report, to the full build of the same corpus, to one process, to what other tools take for the same files. --sizes
1000,10000,100000 takes about half an hour and 10 GB; --folder keeps the corpora for the next time.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peers
import psutil
import stages
from corpus import write_corpus

LOOK_EVERY = 0.05
WORKERS_ON = 2000
"""Reports on which numbers of processes, and Dask, are compared."""


def command(*arguments: str) -> tuple[float, float]:
    """Seconds and gigabytes that `toolkit build` takes, with all processes it starts."""
    start, most = time.perf_counter(), 0
    process = psutil.Popen(
        [sys.executable, "-m", "toolkit", "build", *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None:
        most = max(most, memory(process))
        time.sleep(LOOK_EVERY)
    if process.returncode:
        raise SystemExit(f"toolkit build {' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - start, most / 1e9


def memory(process: psutil.Process) -> int:
    """Bytes of a process and of those it started."""
    total = 0
    for one in [process, *children(process)]:
        try:
            total += one.memory_info().rss
        except psutil.Error:
            pass  # It has just ended.
    return total


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def sizes(folder: Path, wanted: list[int]) -> None:
    """Prints a row for each size of the corpus."""
    print(f"\n{'reports':>9}{'full s':>9}{'a second':>10}{'ms each':>9}{'ratio':>7}{'GB':>6}", end="")
    print(f"{'unchanged s':>13}{'ratio':>8}{'one added s':>13}{'ratio':>8}")
    first = 0.0
    for size in wanted:
        raw, out = corpus(folder, size), folder / f"out {size}"
        shutil.rmtree(out, ignore_errors=True)
        full, most = command(str(raw), str(out))
        same, _ = command(str(raw), str(out))
        added = add_one(raw)
        more, _ = command(str(raw), str(out))
        added.unlink()
        first = first or full / size
        print(
            f"{size:>9,}{full:>9.1f}{size / full:>10.0f}{full / size * 1000:>9.2f}{full / size / first:>7.2f}", end=""
        )
        print(f"{most:>6.2f}{same:>13.2f}{same / full:>8.4f}{more:>13.2f}{more / full:>8.4f}", flush=True)
        shutil.rmtree(out)


def add_one(raw: Path) -> Path:
    """A report of an agency that has none so far."""
    file = next(path for path in sorted(raw.rglob("*.txt")) if is_utf8(path))
    name = file.name.split("_")[0]
    added = file.with_name(f"另{file.name}")
    added.write_text(file.read_text(encoding="utf-8").replace(name, f"另{name}"), encoding="utf-8")
    return added


def is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def corpus(folder: Path, size: int) -> Path:
    """The reports of a corpus, written if they are not there."""
    home = folder / f"corpus {size}"
    if not (home / "raw" / "provenance.toml").is_file():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        write_corpus(home, size)
    return home / "raw"


def workers(folder: Path) -> None:
    """Prints what processes and a Dask cluster of this machine take for the same reports."""
    raw, out = corpus(folder, WORKERS_ON), folder / "out workers"
    print(f"\n{'who, ' + format(WORKERS_ON, ',') + ' reports':<28}{'s':>7}{'ratio to one process':>22}")
    one = 0.0
    for name, options in (("1 process", ("--processes", "1")), ("2 processes", ("--processes", "2"))):
        shutil.rmtree(out, ignore_errors=True)
        seconds, _ = command(str(raw), str(out), *options)
        one = one or seconds
        print(f"{name:<28}{seconds:>7.1f}{seconds / one:>22.2f}", flush=True)
    with cluster() as address:
        if address:
            shutil.rmtree(out, ignore_errors=True)
            seconds, _ = command(str(raw), str(out), "--scheduler", address)
            print(f"{'Dask, 2 workers':<28}{seconds:>7.1f}{seconds / one:>22.2f}", flush=True)
    shutil.rmtree(out, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a Dask cluster of two workers; "" without the extra `cluster`."""
    try:
        from distributed import LocalCluster
    except ImportError:
        print("Dask: not measured, the extra `cluster` is not installed")
        yield ""
        return
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as started:
        yield started.scheduler_address


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        stages.main()
        peers.main()
        workers(folder)
        sizes(folder, [int(size) for size in arguments.sizes.split(",")])


if __name__ == "__main__":
    main()
