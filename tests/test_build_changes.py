"""A build after a change makes what a build from nothing makes, byte for byte, and does no more than it must."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from parts import files_in

from toolkit import build, open_dataset
from toolkit.dataset.store import pack, unpack
from toolkit.reading.report import read_reports
from toolkit.sample.folder import write_sample
from toolkit.sample.province import draw_province
from toolkit.text import themes

ROOT = Path(__file__).parents[1]
AGENCIES, YEARS = 10, (2021, 2023)
REPORTS = 30


def contents(out: Path) -> dict[str, bytes]:
    """All files of a dataset, but for the record, which names the raw folder, and the list of changes."""
    return {name: data for name, data in files_in(out).items() if name not in ("built.json", "changes.csv")}


class Build:
    """A folder of reports with its dataset; what the last build of it did."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.out = folder / "data" / "raw", folder / "data" / "processed"
        self.read: list[str] = []
        self.checked: int = 0

    def again(self, **options: object) -> None:
        """Builds, and notes which files were read and how many reports were checked or coded."""
        self.read, self.checked = [], 0

        def checking(number: int, total: int, name: str) -> None:
            self.checked = total

        options = {"processes": 0, **options}
        build(self.raw, self.out, lambda n, total, name: self.read.append(name), checking=checking, **options)

    def is_as_from_nothing(self, **options: object) -> bool:
        """Whether the dataset is what a build from nothing makes of the same files."""
        fresh = self.out.with_name("fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        build(self.raw, fresh, processes=0, **options)
        return contents(self.out) == contents(fresh)

    def files(self) -> list[Path]:
        """The reports, sorted."""
        return sorted(path for path in self.raw.rglob("*_20*"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a dataset of thirty generated reports of ten agencies."""
    folder = tmp_path_factory.mktemp("made")
    write_sample(folder / "sample", draw_province(5, AGENCIES, YEARS, 0.5), ["txt", "html"], 5)
    (folder / "data").mkdir()
    (folder / "sample" / "reports").rename(folder / "data" / "raw")
    build(folder / "data" / "raw", folder / "data" / "processed", processes=0)
    return folder / "data"


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Build:
    """A copy of it, with the times of the files, of a test's own."""
    shutil.copytree(made, tmp_path / "data")
    return Build(tmp_path)


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("公开".encode(), "公开 ".encode(), 1))


# --- only what has changed ---


def test_one_report_that_is_added_is_the_only_one_read_and_its_agency_the_only_one_checked(project: Build) -> None:
    added = project.files()[0]
    aside = project.raw.parent / added.name
    added.rename(aside)
    project.again()
    assert project.read == [] and project.checked == 2
    assert project.is_as_from_nothing()
    aside.rename(added)
    project.again()
    assert project.read == [added.relative_to(project.raw).as_posix()] and project.checked == 3
    assert project.is_as_from_nothing()


def test_one_report_that_is_edited_leaves_the_files_of_other_years_alone(project: Build) -> None:
    path = next(p for p in project.files() if p.parent.name == "2022")
    before = {p: p.stat().st_mtime_ns for p in project.out.rglob("*.parquet") if p.is_file()}
    path.write_bytes(path.read_bytes() + b"\n")
    project.again()
    assert project.read == [path.relative_to(project.raw).as_posix()]
    assert project.is_as_from_nothing()
    written = {p.relative_to(project.out).as_posix() for p, time in before.items() if p.stat().st_mtime_ns != time}
    # Nothing but the hash of the file is another, and that stands in `reports`; `agencies` is written with it.
    assert written == {"reports.parquet", "agencies.parquet"}


def test_another_codebook_reads_and_checks_nothing(project: Build, tmp_path: Path) -> None:
    book = (Path(themes.__file__).parent / "themes.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(book.replace('code = "security"', 'code = "secrecy"'), encoding="utf-8")
    figures = {name: data for name, data in contents(project.out).items() if not name.startswith("statements")}
    project.again(themes=tmp_path / "mine.toml")
    assert project.read == [] and project.checked == REPORTS
    now = contents(project.out)
    assert {name for name in figures if now[name] != figures[name]} == {"datapackage.json"}
    found = {theme for row in open_dataset(project.out).statements["themes"] for theme in row}
    assert "secrecy" in found and "security" not in found
    assert project.is_as_from_nothing(themes=tmp_path / "mine.toml")
    project.again()
    assert project.read == [] and "security" in {
        theme for row in open_dataset(project.out).statements["themes"] for theme in row
    }


def test_a_correction_is_laid_on_its_report_alone(project: Build) -> None:
    data = open_dataset(project.out)
    report_id = data.reports["report_id"].iloc[4]
    cell = data.figures.query("report_id == @report_id and table == 'requests' and row == 'new_requests' and value > 0").iloc[0]
    rows = "report_id,table,row,column,expected,corrected,reason,who,when\n"
    rows += f"{report_id},requests,new_requests,{cell['column']},{cell['value']:g},12345,typed wrong,Li,2024-01-31\n"
    (project.raw.parent / "corrections.csv").write_text(rows, encoding="utf-8")
    project.again()
    assert project.read == [] and project.checked == 3
    now = open_dataset(project.out).figures
    assert list(now.loc[now["corrected"] == 12345, "report_id"]) == [report_id]
    assert project.is_as_from_nothing()
    (project.raw.parent / "corrections.csv").unlink()
    project.again()
    assert project.checked == 3 and project.is_as_from_nothing()


def test_a_review_needs_no_checking_and_goes_when_it_is_taken_back(project: Build) -> None:
    before = contents(project.out)
    one = open_dataset(project.out).findings.iloc[7]
    rows = "finding_id,verdict,note,who,when,sha256\n"
    rows += f"{one['finding_id']},accepted,fine,Li,2024-01-31,{'0' * 64}\n"
    (project.raw.parent / "reviews.csv").write_text(rows, encoding="utf-8")
    project.again()
    assert project.read == [] and project.checked == 0
    found = open_dataset(project.out).findings
    assert list(found.loc[found["review"] == "accepted", "finding_id"]) == [one["finding_id"]]
    # It was made for another version of the file, and a finding says so.
    assert list(found.loc[found["rule"] == "review_of_changed_file", "report_id"]) == [one["report_id"]]
    assert project.is_as_from_nothing()
    edit(project.files()[0])
    project.again()
    assert project.is_as_from_nothing()
    (project.raw.parent / "reviews.csv").write_text("finding_id,verdict,note,who,when,sha256\n", encoding="utf-8")
    project.again()
    assert project.is_as_from_nothing()
    assert {n for n in before if n.startswith("findings") and before[n] != contents(project.out)[n]} <= {
        f"findings.parquet/year={year}/00000.parquet" for year in (2021, 2022, 2023)
    }


def test_after_any_changes_the_dataset_is_as_from_nothing(project: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files come, go, move, change and are said to be of another kind, in shards of about three agencies."""
    monkeypatch.setattr("toolkit.dataset.layout.SHARD_AGENCIES", 3)
    rng = Random(7)
    apart = project.raw.parent / "apart"
    apart.mkdir()
    for _ in range(12):
        files = project.files()
        for path in rng.sample(files, min(len(files), 3)):
            what = rng.choice(["edit", "away", "copy", "move"])
            if what == "edit":
                edit(path)
            elif what == "away":
                path.rename(apart / path.name)
            elif what == "copy":
                shutil.copy(path, path.with_name("b_" + path.name))
            elif not (path.parent / "deep" / path.name).exists():
                (path.parent / "deep").mkdir(exist_ok=True)
                path.rename(path.parent / "deep" / path.name)
        for path in sorted(apart.iterdir()):
            if rng.random() < 0.3:
                path.rename(project.raw / path.name)
        kind = rng.choice(["digest", "sample", "original"])
        (project.raw / "2022" / "provenance.toml").write_text(f'provenance = "{kind}"\n', encoding="utf-8")
        project.again()
        assert project.is_as_from_nothing()


def test_a_file_that_changes_without_another_size_or_time_is_seen(project: Build) -> None:
    path = project.files()[0]
    status, data = path.stat(), path.read_bytes()
    at = data.index("年".encode())
    path.write_bytes(data[:at] + "月".encode() + data[at + 3 :])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    project.again()
    assert len(project.read) == 1 and project.is_as_from_nothing()


# --- what is kept ---


def test_without_what_is_kept_everything_is_read_again_to_the_same_bytes(project: Build) -> None:
    before = contents(project.out)
    shutil.rmtree(project.out / ".memory")
    edit(project.files()[3])
    project.again()
    assert len(project.read) == REPORTS and project.is_as_from_nothing()
    assert set(contents(project.out)) == set(before)


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0 and then nothing", os.urandom(5000)])
def test_a_damaged_store_is_begun_anew(project: Build, damage: bytes) -> None:
    store = project.out / ".memory" / "readings.sqlite"
    for path in store.parent.glob("readings.sqlite*"):
        path.unlink()
    store.write_bytes(damage)
    edit(project.files()[3])
    project.again()
    assert len(project.read) == REPORTS and project.is_as_from_nothing()


def test_tables_that_were_damaged_are_made_again_without_reading_a_report(project: Build) -> None:
    before = contents(project.out)
    path = project.out / "claims.parquet" / "year=2022" / "00000.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    project.again()
    assert project.read == [] and project.checked == REPORTS
    assert contents(project.out) == before


def test_a_store_from_elsewhere_runs_nothing(tmp_path: Path) -> None:
    """A pickle may name any function; only records of the readers are loaded."""
    import pickle
    import zlib

    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "made"),)

    with pytest.raises(ValueError, match=r"damaged .*run it once more with --again"):
        unpack(zlib.compress(pickle.dumps([Evil()])))
    assert not (tmp_path / "made").exists()


def test_what_is_kept_of_a_report_is_the_report(made: Path) -> None:
    for path in sorted((made / "raw" / "2022").iterdir())[:4]:
        reports = read_reports(path, path.name)
        assert unpack(pack(reports)) == reports


def test_of_files_that_are_gone_nothing_is_kept(project: Build) -> None:
    import sqlite3

    for path in project.files()[:20]:
        path.unlink()
    project.again()
    with sqlite3.connect(project.out / ".memory" / "readings.sqlite") as db:
        assert db.execute("SELECT count(*) FROM readings").fetchone() == (10,)
    db.close()


# --- another version of the toolkit ---


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toolkit that a test may change."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(ROOT / "toolkit", folder / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


SCRIPT = """
import json, sys
from toolkit import build
read, checked = [], [0]
def checking(number, total, name):
    checked[0] = total
build(sys.argv[1], sys.argv[2], lambda n, total, name: read.append(name), checking=checking, processes=0)
print(json.dumps([len(read), checked[0]]))
"""


@pytest.mark.parametrize(
    ("file", "read", "checked"),
    [
        ("forms/2021.toml", REPORTS, REPORTS),
        ("reading/readers/html/events.py", REPORTS, REPORTS),
        ("checks/years/jumps.py", 0, REPORTS),
        ("text/claims/growth.py", 0, REPORTS),
        ("text/themes.toml", 0, REPORTS),
        ("charts/themes.py", 0, 0),
        ("explorer/screen.py", 0, 0),
    ],
)
def test_another_version_of_a_part_does_again_what_depends_on_it(
    project: Build, copied: Path, file: str, read: int, checked: int
) -> None:
    def built() -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(project.raw), str(project.out)],
            env={**os.environ, "PYTHONPATH": str(copied)},
            cwd=project.raw,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    built()
    before = {p: p.stat().st_mtime_ns for p in project.out.glob("figures.parquet/*/*")}
    path = copied / "toolkit" / file
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text + "\n# changed\n", encoding="utf-8")
        assert built() == [read, checked]
    finally:
        path.write_text(text, encoding="utf-8")
    # What comes out is the same, so no file of figures is written again.
    assert before == {p: p.stat().st_mtime_ns for p in project.out.glob("figures.parquet/*/*")}
