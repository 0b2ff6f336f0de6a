"""Who does the work of a build changes no byte; what costs a process costs itself only; what was interrupted goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import poison
import psutil
import pytest
from parts import files_in

from toolkit import build, open_dataset
from toolkit.dataset import making
from toolkit.sample import draw_report, render
from toolkit.sample.folder import write_sample
from toolkit.sample.province import draw_province

LAYOUTS = ("spaces", "tabs", "pipes", "cell_lines")


def contents(out: Path) -> dict[str, bytes]:
    """All files of a dataset, but for the record, which names the raw folder, and the list of changes."""
    return {name: data for name, data in files_in(out).items() if name not in ("built.json", "changes.csv")}


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of a fictional province over three years, text and HTML, with planted errors."""
    folder = tmp_path_factory.mktemp("work") / "sample"
    write_sample(folder, draw_province(3, 20, (2021, 2023), 0.5), ["txt", "html"], 3)
    return folder / "reports"


@pytest.fixture(scope="module")
def by_one(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset as this process makes it, file after file."""
    out = tmp_path_factory.mktemp("by_one") / "out"
    build(raw, out, processes=0)
    return out


# --- the same bytes ---


@pytest.mark.parametrize("processes", [1, 2])
def test_processes_make_the_same_bytes(raw: Path, by_one: Path, tmp_path: Path, processes: int) -> None:
    build(raw, tmp_path / "out", processes=processes)
    assert contents(tmp_path / "out") == contents(by_one)


def test_small_tasks_and_small_shards_make_the_same_rows(
    raw: Path, by_one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "FILES_AT_ONCE", 1)
    monkeypatch.setattr(making, "REPORTS_AT_ONCE", 1)
    build(raw, tmp_path / "small", processes=0)
    assert contents(tmp_path / "small") == contents(by_one)


@pytest.fixture(scope="module")
def client():
    """A Dask cluster of two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_dask_client_makes_the_same_bytes(raw: Path, by_one: Path, tmp_path: Path, client) -> None:
    build(raw, tmp_path / "out", scheduler=client)
    assert contents(tmp_path / "out") == contents(by_one)


def test_the_address_of_a_dask_scheduler_does_too(raw: Path, by_one: Path, tmp_path: Path, client) -> None:
    command = [sys.executable, "-m", "toolkit", "build", str(raw), str(tmp_path / "out")]
    subprocess.run([*command, "--scheduler", client.scheduler.address], capture_output=True, check=True)
    assert contents(tmp_path / "out") == contents(by_one)


def test_a_dask_worker_that_is_killed_changes_nothing(raw: Path, by_one: Path, tmp_path: Path, client) -> None:
    killed = []

    def kill(number: int, total: int, name: str) -> None:
        if number == 5:
            process = next(iter(client.cluster.workers.values())).pid
            os.kill(process, signal.SIGKILL)
            killed.append(process)

    build(raw, tmp_path / "out", kill, scheduler=client)
    assert killed and contents(tmp_path / "out") == contents(by_one)


def test_a_process_that_is_killed_changes_nothing(
    raw: Path, by_one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "FILES_AT_ONCE", 4)
    killed = []

    def kill(number: int, total: int, name: str) -> None:
        if number in (5, 40):
            worker = next(p for p in psutil.Process().children() if "LokyProcess" in " ".join(p.cmdline()))
            worker.kill()
            killed.append(worker.pid)

    build(raw, tmp_path / "out", kill, processes=2)
    assert len(set(killed)) == 2 and contents(tmp_path / "out") == contents(by_one)


# --- poisoned files ---


def some(folder: Path, *names: str) -> Path:
    """Generated reports under these names."""
    folder.mkdir(parents=True)
    for seed, name in enumerate(names):
        text = render(draw_report(seed), LAYOUTS[seed % 4], seed)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_files_that_crash_or_hang_what_reads_them_are_set_aside(tmp_path: Path) -> None:
    names = ["a crash", *(f"report {n}" for n in range(6)), "hang", "z crash"]
    said = poison.build(some(tmp_path / "raw", *names), tmp_path / "out", tmp_path, "--processes", "2")
    assert "9 (" in said and "3 failed" in said
    reports = open_dataset(tmp_path / "out").reports.set_index("source")
    assert set(reports.index[reports["status"] == "failed"]) == {"a crash.txt", "hang.txt", "z crash.txt"}
    assert "reading this file was given up: the process that did it crashed" in reports.at["a crash.txt", "reason"]
    assert "it took longer than 4 s, twice" in reports.at["hang.txt", "reason"]
    others = some(tmp_path / "others", *names)
    for name in ("a crash", "hang", "z crash"):
        (others / f"{name}.txt").unlink()
    build(others, tmp_path / "sound", processes=0)
    sound = open_dataset(tmp_path / "sound").figures
    found = open_dataset(tmp_path / "out").figures
    assert found["report_id"].nunique() == 6 and found.equals(sound)
    # What was given up is not tried again until the file changes.
    start = time.monotonic()
    shutil.copy(others / "report 1.txt", tmp_path / "raw" / "report 10.txt")
    poison.build(tmp_path / "raw", tmp_path / "out", tmp_path, "--processes", "2")
    assert open_dataset(tmp_path / "out").reports["status"].value_counts()["failed"] == 3
    assert time.monotonic() - start < 60


def test_a_report_that_crashes_what_checks_it_keeps_its_name_and_costs_no_other(tmp_path: Path) -> None:
    raw = some(tmp_path / "raw", "one", "two", "weighty", "three")
    poison.build(raw, tmp_path / "out", tmp_path, "--processes", "2")
    data = open_dataset(tmp_path / "out")
    reports = data.reports.set_index("source")
    assert reports.at["weighty.txt", "status"] == "failed"
    assert "checking this report was given up" in reports.at["weighty.txt", "reason"]
    assert reports.at["weighty.txt", "agency"] == draw_report(2).agency
    assert list(reports.drop("weighty.txt")["status"]) == ["ok"] * 3


# --- interrupted, and gone on with ---


def test_an_interrupted_build_goes_on_where_it_was(raw: Path, by_one: Path, tmp_path: Path) -> None:
    seen: list[str] = []

    def stop(number: int, total: int, name: str) -> None:
        seen.append(name)
        if len(seen) == 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(raw, tmp_path / "out", stop, processes=2)
    rest: list[str] = []
    summary = build(raw, tmp_path / "out", lambda n, total, name: rest.append(name), processes=2)
    assert 0 < summary.read == len(rest) <= 60 - 32
    assert contents(tmp_path / "out") == contents(by_one)


def test_shards_that_were_finished_are_not_made_again(
    raw: Path, by_one: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolkit.dataset.layout.SHARD_AGENCIES", 4)
    build(raw, tmp_path / "whole", processes=0)
    assert len(list((tmp_path / "whole" / "figures.parquet" / "year=2021").iterdir())) > 2
    checked: list[int] = []

    def stop(number: int, total: int, name: str) -> None:
        checked.append(total)
        if number > 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(raw, tmp_path / "out", checking=stop, processes=0)
    rest: list[int] = []
    build(raw, tmp_path / "out", checking=lambda n, total, name: rest.append(total), processes=0)
    assert checked[0] == 60 and 0 < rest[0] < 60
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert open_dataset(tmp_path / "out").figures.equals(open_dataset(by_one).figures)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_all_processes_and_says_how_to_go_on(raw: Path, tmp_path: Path) -> None:
    many = tmp_path / "raw"
    for number in range(12):
        shutil.copytree(raw, many / str(number))
    command = [sys.executable, "-m", "toolkit", "build", str(many), str(tmp_path / "out"), "--processes", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline()
        assert line.startswith("report 1/720")
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "interrupted; nothing is half written" in said and "Traceback" not in said
    assert not [child for child in psutil.wait_procs(children, timeout=10)[1] if child.is_running()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_processes_end_with_the_build_that_was_killed(raw: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "toolkit", "build", str(raw), str(tmp_path / "out"), "--processes", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline().startswith("report 1/60")
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    assert children and not psutil.wait_procs(children, timeout=15)[1]
