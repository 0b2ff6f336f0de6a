"""Reports and datasets that lie elsewhere, at an address of fsspec."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from parts import files_in

from toolkit import build, open_dataset
from toolkit.cli import main
from toolkit.places import is_local, place

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
upath = pytest.importorskip("upath", reason="the extra `cluster` is not installed")


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A store of objects in memory with the digests in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = upath.UPath(f"memory://{tmp_path.name}")
    for path in DIGESTS.iterdir():
        put(path, folder / "raw" / path.name)
    yield folder
    folder.fs.rm(folder.path, recursive=True)


def put(path: Path, there) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(path.read_bytes())


def fetched(there, here: Path) -> Path:
    """A folder of the store, brought here."""
    for name in there.fs.find(there.path):
        path = here / name[len(there.path) :].strip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(there.fs.cat(name))
    return here


def contents(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_in(out).items() if name not in ("built.json", "changes.csv")}


def test_reports_and_dataset_elsewhere_are_the_same_bytes_as_here(bucket, tmp_path: Path) -> None:
    build(str(bucket / "raw"), str(bucket / "out"), processes=0)
    shutil.copytree(DIGESTS, tmp_path / "raw")
    build(tmp_path / "raw", tmp_path / "here", processes=0)
    assert contents(fetched(bucket / "out", tmp_path / "there")) == contents(tmp_path / "here")
    assert len(open_dataset(tmp_path / "there").reports) == 7


def test_a_dataset_elsewhere_is_opened_and_of_years_only_their_files_are_fetched(bucket, tmp_path: Path) -> None:
    build(str(bucket / "raw"), str(bucket / "out"), processes=0)
    data = open_dataset(str(bucket / "out"), years=2023)
    assert list(data.reports["report_id"]) == ["宿迁市_2023"] and len(data.figures) == 200
    assert [p.name for p in (data.path / "figures.parquet").iterdir()] == ["year=2023"]
    assert len(open_dataset(str(bucket / "out")).reports) == 7
    with pytest.raises(FileNotFoundError, match=r"nothing: expected a dataset \(built.json\), found none"):
        open_dataset(str(bucket / "nothing"))


def test_the_next_build_reads_what_has_changed_and_takes_away_what_is_gone(bucket, tmp_path: Path) -> None:
    build(str(bucket / "raw"), str(bucket / "out"), processes=0)
    (bucket / "raw" / "宿迁市_2023.txt").unlink()
    put(DIGESTS / "宿迁市_2024.txt", bucket / "raw" / "moved.txt")
    (bucket / "raw" / "宿迁市_2024.txt").unlink()
    summary = build(str(bucket / "raw"), str(bucket / "out"), processes=0)
    assert summary.read == 1 and summary.changes["vanished report"] == 1
    there = fetched(bucket / "out", tmp_path / "there")
    assert sorted(p.name for p in (there / "figures.parquet").iterdir()) == ["year=2020", "year=2021", "year=2024"]
    assert build(str(bucket / "raw"), str(bucket / "out"), processes=0).unchanged


def test_what_people_decided_beside_the_reports_counts(bucket, tmp_path: Path) -> None:
    rows = "report_id,table,row,column,expected,corrected,reason,who,when\n"
    rows += "宿迁市_2024,requests,granted,total,1431,1430,typed wrong,Li,2024-01-31\n"
    (bucket / "corrections.csv").write_text(rows, encoding="utf-8")
    summary = build(str(bucket / "raw"), tmp_path / "out", processes=0)
    assert summary.corrections == {"applied": 1}


def test_a_folder_that_is_not_there_is_said_with_its_address(bucket, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(bucket / "nowhere"), str(bucket / "out")]) == 2
    assert f"{bucket / 'nowhere'}: expected a folder of reports" in capsys.readouterr().err


def test_without_the_extra_an_address_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "upath", None)
    with pytest.raises(ImportError, match=r"s3://a/b: .*pip install .*cluster"):
        place("s3://a/b")
    assert is_local(place("C:/reports")) and place("file:///tmp/x") == Path("/tmp/x")
