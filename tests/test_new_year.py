"""A new year's reports: what is unchanged is left alone, what changed is listed, and a part of a dataset can be chosen."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from parts import files_in, files_of

from toolkit import build, open_dataset
from toolkit.charts import banner
from toolkit.cli import main
from toolkit.dataset import DatasetMissing, decisions_of, raw_folder
from toolkit.dataset import building as building_module
from toolkit.text import themes

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
SUQIAN = ("宿迁市_2023.txt", "宿迁市_2024.txt")


def everything(folder: Path) -> dict[str, bytes]:
    return files_in(folder)


@pytest.fixture(scope="module")
def digests(tmp_path_factory):
    out = tmp_path_factory.mktemp("digests") / "processed"
    build(DIGESTS, out)
    return open_dataset(out)


@pytest.fixture
def raw(tmp_path):
    """Two years of one city in a folder of a project."""
    folder = tmp_path / "data" / "raw"
    folder.mkdir(parents=True)
    for name in SUQIAN:
        shutil.copy(DIGESTS / name, folder / name)
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "data" / "processed"


# --- what is unchanged ---


def test_a_second_build_reads_nothing_and_leaves_every_byte(raw, out):
    first = build(raw, out)
    before, read = everything(out), []
    second = build(raw, out, lambda *arguments: read.append(arguments))
    assert second.unchanged and not first.unchanged
    assert not read and (first.read, second.read) == (2, 0)
    assert everything(out) == before
    assert (second.reports, second.figures, second.failures) == (first.reports, first.figures, first.failures)


def add_report(raw: Path) -> None:
    shutil.copy(DIGESTS / "中卫市自然资源局_2020.txt", raw)


def rename_report(raw: Path) -> None:
    (raw / SUQIAN[0]).rename(raw / "renamed.txt")


def edit_report(raw: Path) -> None:
    (raw / SUQIAN[0]).write_bytes((raw / SUQIAN[0]).read_bytes() + b"\n")


def say_it_is_a_digest(raw: Path) -> None:
    (raw / "provenance.toml").write_text('provenance = "digest"\n', encoding="utf-8")


def decide_on_agency(raw: Path) -> None:
    text = "agency,kind,level,division_code,note\n宿迁市,government,,,\n"
    (raw.parent / "agencies.csv").write_text(text, encoding="utf-8")


def take_away_a_table(raw: Path) -> None:
    shutil.rmtree(raw.parent / "processed" / "claims.parquet")


def damage_a_table(raw: Path) -> None:
    path = files_of(raw.parent / "processed", "claims")[0]
    path.write_bytes(path.read_bytes()[:-1])


CHANGES_THAT_COUNT = (
    add_report,
    rename_report,
    edit_report,
    say_it_is_a_digest,
    decide_on_agency,
    take_away_a_table,
    damage_a_table,
)


@pytest.mark.parametrize("change", CHANGES_THAT_COUNT, ids=lambda change: change.__name__)
def test_whatever_counts_makes_it_build_again(raw, out, change):
    build(raw, out)
    change(raw)
    assert not build(raw, out).unchanged
    assert build(raw, out).unchanged


def test_another_version_of_the_toolkit_builds_again(raw, out, monkeypatch):
    build(raw, out)
    monkeypatch.setattr("toolkit.dataset.built.engine", lambda: "another")
    assert not build(raw, out).unchanged


def test_again_builds_what_is_unchanged_and_keeps_the_day_of_the_tables(raw, out):
    build(raw, out)
    record = json.loads((out / "built.json").read_text(encoding="utf-8"))
    (out / "built.json").write_text(json.dumps({**record, "date": "2020-02-03"}), encoding="utf-8")
    assert not build(raw, out, again=True).unchanged
    assert json.loads((out / "built.json").read_text(encoding="utf-8"))["date"] == "2020-02-03"
    edit_report(raw)
    build(raw, out)
    assert json.loads((out / "built.json").read_text(encoding="utf-8"))["date"] > "2020-02-03"


def test_a_record_that_cannot_be_read_means_building_again(raw, out):
    build(raw, out)
    (out / "built.json").write_text("{", encoding="utf-8")
    assert not build(raw, out).unchanged


def test_the_dataset_knows_its_raw_folder(raw, out, tmp_path):
    build(raw, out)
    assert raw_folder(out) == raw
    moved = tmp_path / "moved"
    shutil.move(raw.parent, moved)
    assert raw_folder(moved / "processed") == moved / "raw"
    shutil.rmtree(moved / "raw")
    assert raw_folder(moved / "processed") is None


def test_a_moved_project_is_unchanged_and_its_new_place_is_noted(raw, out, tmp_path):
    build(raw, out)
    elsewhere = tmp_path / "elsewhere" / "reports"
    shutil.copytree(raw, elsewhere)
    assert build(elsewhere, out).unchanged
    assert raw_folder(out) == elsewhere
    assert decisions_of(out)["reviews.csv"] == elsewhere.parent / "reviews.csv"


def test_a_decision_made_while_a_build_reads_is_in_the_next_one(raw, out, monkeypatch):
    read, reviews = building_module.read_reviews, raw.parent / "reviews.csv"
    reviews.write_text("finding_id,verdict,note,who,when\n", encoding="utf-8")

    def then_decided(path):
        found = read(path)
        with path.open("a", encoding="utf-8") as file:
            file.write("0123456789ab,accepted,,Li,2024-01-31\n")
        return found

    with monkeypatch.context() as patch:
        patch.setattr(building_module, "read_reviews", then_decided)
        build(raw, out)
    assert not build(raw, out).unchanged


def test_two_builds_do_not_write_to_one_folder_at_once(raw, out):
    out.mkdir()
    (out / ".building").write_text(str(os.getppid()), encoding="ascii")
    with pytest.raises(OSError, match=rf"another build is writing there \(process {os.getppid()}\); wait for it"):
        build(raw, out)
    # One that died left its mark behind.
    (out / ".building").write_text("999999999", encoding="ascii")
    build(raw, out)
    assert not (out / ".building").exists()


def test_tables_that_lack_one_are_built_again(raw, out):
    build(raw, out)
    record = json.loads((out / "built.json").read_text(encoding="utf-8"))
    record["tables"] = {n: h for n, h in record["tables"].items() if not n.startswith("claims")}
    (out / "built.json").write_text(json.dumps(record), encoding="utf-8")
    assert not build(raw, out).unchanged


def test_tables_within_the_reports_folder_are_no_reports(raw):
    first = build(raw, raw / "results")
    (raw / "results" / "pages").mkdir()
    (raw / "results" / "pages" / "index.html").write_text(
        "<h1>宿迁市 2024 年政府信息公开工作年度报告</h1>", encoding="utf-8"
    )
    build(raw, raw.parent / "other")
    assert build(raw, raw / "results").unchanged
    assert sum(first.reports.values()) == 2


# --- what changed ---


def open_elsewhere(patch: pytest.MonkeyPatch, name: str) -> None:
    """Refuses to replace a file, as Windows does while a program has it open."""
    replace = os.replace

    def locked(source, target):
        if str(target).endswith(name):
            raise PermissionError(13, "Permission denied")
        return replace(source, target)

    patch.setattr(os, "replace", locked)


def test_a_list_of_changes_that_is_open_in_excel_breaks_nothing(raw, out, monkeypatch):
    build(raw, out)
    add_report(raw)
    with monkeypatch.context() as patch:
        open_elsewhere(patch, "changes.csv")
        with pytest.raises(OSError, match=r"changes\.csv: the file can't be written .*close it in Excel"):
            build(raw, out)
    assert len(open_dataset(out).reports) == 3


def test_a_table_that_is_open_elsewhere_is_said_and_the_next_build_goes_on(raw, out, monkeypatch):
    build(raw, out)
    add_report(raw)
    with monkeypatch.context() as patch:
        open_elsewhere(patch, os.path.join("sections.parquet", "year=2020", "00000.parquet"))
        with pytest.raises(OSError, match=r"sections\.parquet.year=2020.00000\.parquet: the file can't be written .*close it"):
            build(raw, out)
    assert len(open_dataset(out).reports) == 3
    assert build(raw, out).unchanged


def listed(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "changes.csv").read_text(encoding="utf-8-sig"), newline="")))


def test_the_first_build_has_nothing_to_compare_with(raw, out):
    assert build(raw, out).changes is None
    assert not (out / "changes.csv").exists()


def test_new_changed_and_vanished_reports_and_their_findings_are_listed(raw, out):
    build(raw, out)
    before = open_dataset(out).findings
    add_report(raw)
    (raw / SUQIAN[0]).unlink()
    later = raw / SUQIAN[1]
    text = later.read_text(encoding="utf-8")
    assert text.count("\n3645\n") <= 1
    later.write_text(text + "\n", encoding="utf-8")
    summary = build(raw, out)
    after = open_dataset(out).findings
    rows = listed(out)
    reports = {(row["change"], row["report_id"]) for row in rows if not row["finding_id"]}
    assert reports == {
        ("new report", "中卫市自然资源局_2020"),
        ("changed report", "宿迁市_2024"),
        ("vanished report", "宿迁市_2023"),
    }
    ids = {
        kind: {row["finding_id"] for row in rows if row["change"] == kind}
        for kind in ("finding appeared", "finding went")
    }
    assert ids["finding appeared"] == set(after["finding_id"]) - set(before["finding_id"])
    assert ids["finding went"] == set(before["finding_id"]) - set(after["finding_id"])
    assert ids["finding appeared"]
    assert summary.changes == {kind: sum(row["change"] == kind for row in rows) for kind in summary.changes}
    assert sum(summary.changes.values()) == len(rows)


def test_a_file_that_only_moved_is_no_change_of_a_report(raw, out):
    build(raw, out)
    rename_report(raw)
    assert not any(build(raw, out).changes.values())


def test_tables_that_differ_while_reports_and_findings_do_not_are_named(raw, out, tmp_path, capsys):
    assert main(["build", str(raw), str(out)]) == 0
    book = (Path(themes.__file__).parent / "themes.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(book.replace('code = "security"', 'code = "secrecy"'), encoding="utf-8")
    assert main(["build", str(raw), str(out), "--themes", str(tmp_path / "mine.toml")]) == 0
    said = capsys.readouterr().out
    assert "none of reports or findings; other rows in" in said and "datapackage" in said


def test_the_terminal_says_what_changed(raw, out, capsys):
    assert main(["build", str(raw), str(out)]) == 0
    assert "Changes" not in capsys.readouterr().out
    add_report(raw)
    assert main(["build", str(raw), str(out)]) == 0
    said = capsys.readouterr().out
    assert "reports: 1 new, 0 changed, 0 vanished; findings:" in said
    assert "changes.csv lists them" in said
    assert main(["build", str(raw), str(out)]) == 0
    assert "nothing has changed since the last build" in capsys.readouterr().out
    assert main(["build", "--again", str(raw), str(out)]) == 0
    assert ": none" in capsys.readouterr().out


def test_a_name_that_excel_would_take_for_a_formula_stays_a_text(raw, out):
    build(raw, out)
    (raw / SUQIAN[0]).rename(raw / "=1+1.txt")
    edit = raw / "=1+1.txt"
    edit.write_bytes(edit.read_bytes() + b"\n")
    build(raw, out)
    assert [row["source"] for row in listed(out) if row["change"] == "changed report"] == ["'=1+1.txt"]


# --- a part of it ---


CHOICES = {
    "all": ({}, 7),
    "a year": ({"year": 2020}, 4),
    "years": ({"year": "2023-2024"}, 2),
    "years the other way": ({"year": "2024－2023"}, 2),
    "a list of years": ({"year": [2024, 2023]}, 2),
    "a year of numpy": ({"year": np.int32(2020)}, 4),
    "a year as pandas may have it": ({"year": 2020.0}, 4),
    "a province": ({"region": "江苏省"}, 2),
    "its short name": ({"region": "江苏"}, 2),
    "a prefecture": ({"region": "郑州市"}, 3),
    "a county": ({"region": "乐清市"}, 1),
    "a code": ({"region": "41"}, 3),
    "a code as a number": ({"region": 410184}, 3),
    "a kind": ({"kind": "natural_resources"}, 3),
    "a kind in Chinese": ({"kind": "自然资源"}, 3),
    "all at once": ({"year": 2020, "region": "河南", "kind": "自然资源"}, 1),
}


@pytest.mark.parametrize(("asked", "reports"), CHOICES.values(), ids=CHOICES.keys())
def test_a_choice_takes_these_reports_and_all_that_belongs_to_them(digests, asked, reports):
    part = digests.choose(**asked)
    assert len(part.reports) == reports
    ids = set(part.reports["report_id"])
    for name in ("sections", "figures", "findings", "claims", "statements"):
        table = getattr(part, name)
        assert set(table["report_id"]) <= ids
        whole = getattr(digests, name)
        assert len(table) == whole["report_id"].isin(ids).sum()
        assert list(table.dtypes) == list(whole.dtypes)
    assert set(part.agencies["agency"]) == set(part.reports["agency"])


ABSENT = {
    "year": ({"year": 2025}, "there are years 2020, 2021, 2023, 2024"),
    "region": ({"region": "上海"}, "there are regions"),
    "kind": ({"kind": "tax"}, "natural_resources (自然资源)"),
    "together": ({"year": 2020, "region": "江苏"}, "but not together"),
}


@pytest.mark.parametrize(("asked", "said"), ABSENT.values(), ids=ABSENT.keys())
def test_what_is_not_there_is_said_with_what_is(digests, asked, said):
    part = digests.choose(**asked)
    assert part.reports.empty and said in part.missing
    shown = banner(part)._repr_html_()
    assert "No report of" in shown and said in shown


def test_an_empty_dataset_says_that_it_has_no_reports(tmp_path):
    (tmp_path / "raw").mkdir()
    build(tmp_path / "raw", tmp_path / "out")
    assert "no reports" in open_dataset(tmp_path / "out").choose(2025).missing


@pytest.mark.parametrize("year", ["20x5", "25", "2020-", "2020,2021"])
def test_a_year_that_is_none_is_an_error(digests, year):
    with pytest.raises(ValueError, match=r"expected a year as 2025, or years as 2024-2025, found"):
        digests.choose(year)


def test_one_character_is_no_region(digests):
    with pytest.raises(ValueError, match="at least two"):
        digests.choose(region="江")


def test_a_notebook_without_a_dataset_shows_a_sentence_and_no_traceback(tmp_path):
    with pytest.raises(DatasetMissing) as caught:
        open_dataset(tmp_path)
    (line,) = caught.value._render_traceback_()
    assert "toolkit build" in line and "Traceback" not in line
