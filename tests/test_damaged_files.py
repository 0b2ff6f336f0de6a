"""Thousands of damaged files of every format: each gets its report or its reason, none an exception, none hangs.

In CI 20,000 of them, elsewhere a tenth (TOOLKIT_DAMAGED sets another number).
"""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest
from mutations import mutate
from written import read_file

from toolkit.reading.report import read_reports
from toolkit.sample import draw_report
from toolkit.sample.writers import missing_program, write_reports

COUNT = int(os.environ.get("TOOLKIT_DAMAGED") or (20_000 if os.environ.get("CI") else 2_000))
# Formats that go through LibreOffice take long; the others share the rest evenly.
THROUGH_OFFICE, EACH_THROUGH_OFFICE = ("doc", "rtf"), 25
DIRECT = ("txt", "md", "html", "docx", "xlsx", "xls", "pdf")
BASES = 6
# Longer than any damaged file needs on a slow machine; a reader that hangs would take for ever.
SECONDS = 90
BATCH = 50


def bases(name: str) -> list[bytes]:
    """Sound files of a format, to be damaged; skips where the program that writes it is not here."""
    if lacking := missing_program(name):
        pytest.skip(f"{lacking}; .ci/run installs it")
    return write_reports([(draw_report(40_000 + seed), seed) for seed in range(BASES)], name)


def _too_long(*_: object) -> None:
    raise TimeoutError(f"more than {SECONDS} s")


def read_damaged(name: str, files: list[bytes], seeds: range, folder: str) -> list[str]:
    """Damages and reads files one after another; returns what went wrong, in words. Runs in a process of its own."""
    wrong = []
    path = Path(folder, f"{name}-{seeds.start}.{name}")
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _too_long)
    for seed in seeds:
        rng = Random(f"{name} {seed}")
        path.write_bytes(mutate(rng.choice(files), name, rng))
        start = time.perf_counter()
        if hasattr(signal, "SIGALRM"):
            signal.alarm(SECONDS)
        try:
            reports = read_reports(path)
        except BaseException as error:
            wrong.append(f"{name} {seed}: {type(error).__name__}: {error}")
            continue
        finally:
            if hasattr(signal, "SIGALRM"):
                signal.alarm(0)
        took = time.perf_counter() - start
        if took > SECONDS:
            wrong.append(f"{name} {seed}: {took:.0f} s")
        wrong += [f"{name} {seed}: no reason" for r in reports if r.status == "failed" and not r.reason]
        wrong += [f"{name} {seed}: no report"] * (not reports)
    path.unlink(missing_ok=True)
    return wrong


def all_read(name: str, count: int, folder: Path) -> list[str]:
    """What went wrong among `count` damaged files of a format, read by two processes."""
    files = bases(name)
    sound = folder / f"sound.{name}"
    sound.write_bytes(files[0])
    assert read_file(sound).status != "failed"
    batches = [range(start, min(start + BATCH, count)) for start in range(0, count, BATCH)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        jobs = [pool.submit(read_damaged, name, files, seeds, str(folder)) for seeds in batches]
        return [line for job in jobs for line in job.result()]


@pytest.mark.parametrize("name", DIRECT)
def test_no_damaged_file_raises_or_hangs(name: str, tmp_path: Path) -> None:
    wrong = all_read(name, COUNT // len(DIRECT) + 1, tmp_path)
    assert not wrong, (len(wrong), wrong[:10])


@pytest.mark.parametrize("name", THROUGH_OFFICE)
def test_no_damaged_file_of_an_old_office_format_raises_or_hangs(name: str, tmp_path: Path) -> None:
    wrong = all_read(name, EACH_THROUGH_OFFICE, tmp_path)
    assert not wrong, (len(wrong), wrong[:10])
