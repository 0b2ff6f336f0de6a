"""Build writes tables that describe themselves, the same bytes every time, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from parts import files_in, files_of

from toolkit import build, open_dataset
from toolkit.dataset import DatasetMissing
from toolkit.sample import draw_report, render

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
TABLES = ("reports", "sections", "figures", "findings", "claims", "statements", "agencies")
FILES = {*(f"{name}.parquet" for name in TABLES), "datapackage.json"}
RECORD = {"built.json", "changes.csv"}
SUQIAN = DIGESTS / "宿迁市_2023.txt"


def contents(folder):
    """The name and hash of every file in a folder, but for the record of the build: that names the raw folder."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files_in(folder).items() if name not in RECORD}


def copy(file, folder, name=None):
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / (name or file.name)
    target.write_bytes(file.read_bytes())
    return target


@pytest.fixture(scope="module")
def digests(tmp_path_factory):
    out = tmp_path_factory.mktemp("digests")
    build(DIGESTS.parent, out)
    return open_dataset(out)


# --- what is written ---


def test_build_writes_seven_tables_their_description_and_its_record_and_nothing_else(digests):
    assert {path.name for path in digests.path.iterdir() if path.name[0] != "."} == FILES | {"built.json"}


def test_rows_lie_in_files_by_year_that_any_reader_of_hive_partitions_takes(digests):
    """The years are those in the names of the digests; the two reports on 2020 of one file are told apart by agency."""
    years = {"2020": 4, "2021": 1, "2023": 1, "2024": 1}
    for name in set(TABLES) - {"reports", "agencies"}:
        folders = {path.name for path in (digests.path / f"{name}.parquet").iterdir()}
        assert folders == {f"year={year}" for year in years}
    frame = pd.read_parquet(digests.path / "figures.parquet")
    found = frame.groupby(frame["year"].astype(str), observed=True)["report_id"].nunique()
    assert dict(found) == years
    assert all(str(one).endswith(f"_{year}") for one, year in zip(frame["report_id"], frame["year"], strict=True))


def test_rows_come_by_agency_and_within_it_by_year(digests):
    """Of one agency all reports stand together, 宿迁市 as 宿迁市人民政府; within a file of figures too."""
    order = list(digests.reports["report_id"])
    assert order == sorted(order)
    assert [one for one in order if one.startswith("宿迁市")] == ["宿迁市_2023", "宿迁市_2024"]
    for path in files_of(digests.path, "figures"):
        own = pq.read_table(path, partitioning=None)["report_id"].unique().to_pylist()
        assert own == [one for one in order if one in own]


def test_the_description_names_each_column_of_each_table_in_order(digests):
    described = {resource["name"]: resource for resource in digests.package["resources"]}
    assert set(described) == set(TABLES)
    for resource in described.values():
        paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
        assert [digests.path / path for path in paths] == files_of(digests.path, resource["name"])
        for path in paths:
            columns = pq.read_schema(digests.path / path).names
            assert [field["name"] for field in resource["schema"]["fields"]] == columns
        assert set(resource["schema"]["primaryKey"]) <= set(columns)


def test_each_column_has_a_type_an_english_description_and_a_chinese_label(digests):
    for resource in digests.package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["type"] in {"string", "integer", "number", "boolean", "date", "array"}, field
            assert field["description"].isascii() and len(field["description"]) > 2, field
            assert any("\u4e00" <= char <= "\u9fff" for char in field["title"]), field


def test_each_value_that_a_column_may_have_is_described(digests):
    """Categories of the Data Package standard 2.0: the value, and a label with its Chinese word and meaning."""
    fields = {(r["name"], f["name"]): f for r in digests.package["resources"] for f in r["schema"]["fields"]}
    status = {one["value"]: one["label"] for one in fields["figures", "status"]["categories"]}
    assert list(status) == ["reported", "blank", "missing", "undecided"]
    assert status["missing"].startswith("缺失: the source lost the cell")
    for name, field in fields.items():
        allowed = field.get("constraints", {}).get("enum", [])
        assert [one["value"] for one in field.get("categories", [])] == allowed, name


def test_the_columns_asked_for_by_the_design_are_there(digests):
    asked = {
        "reports": "report_id agency year form scope title provenance source format sha256 status reason sections_found",
        "sections": "report_id number heading text origin",
        "figures": "report_id table row column value corrected status raw unit origin",
        "findings": "finding_id report_id rule severity outcome table row column reported computed message origin "
        "review review_note",
        "claims": "report_id claim section kind quote start end quantity value unit approximate refers_to of table_value "
        "verdict note",
        "statements": "report_id section kind order text start end themes words answers",
        "agencies": "agency division_code province prefecture county level kind",
    }
    for name, columns in asked.items():
        assert set(columns.split()) <= set(getattr(digests, name).columns)


def test_described_constraints_hold(digests):
    for resource in digests.package["resources"]:
        frame = getattr(digests, resource["name"])
        assert not frame.duplicated(resource["schema"]["primaryKey"]).any()
        for field in resource["schema"]["fields"]:
            constraints = field.get("constraints", {})
            column = frame[field["name"]]
            assert not (constraints.get("required") and column.isna().any()), field
            if "enum" in constraints:
                assert set(column.dropna()) <= set(constraints["enum"]), field


def test_units_of_figures_are_those_of_the_form(digests):
    units = digests.figures.groupby("column", observed=True)["unit"].unique()
    assert list(units["amount_10k_yuan"]) == ["万元"]
    assert list(units["natural_person"]) == ["件"]


def test_dtypes_keep_null_apart_from_zero(digests):
    dtypes = {
        f"{name}.{column}": str(dtype) for name in TABLES for column, dtype in getattr(digests, name).dtypes.items()
    }
    assert dtypes["reports.year"] == "Int32"
    assert dtypes["figures.value"] == "Float64"
    assert dtypes["figures.status"] == "category"
    assert dtypes["sections.text"] == "string"
    assert dtypes["findings.reported"] == "Float64"
    assert dtypes["findings.review"] == "category"
    assert (dtypes["claims.approximate"], dtypes["claims.of"], dtypes["claims.verdict"]) == (
        "boolean",
        "Int32",
        "category",
    )
    assert dtypes["reports.period_start"].startswith("datetime64")
    values = digests.figures["value"]
    assert (digests.figures["status"] == "reported").equals(values.notna().astype(bool))
    assert (values == 0).sum() > 0


def test_the_figures_are_those_of_the_report(digests):
    figures = digests.figures.set_index(["report_id", "table", "row", "column"])
    cell = figures.loc[("新郑市人民政府办公室_2021", "requests", "unable.not_held", "natural_person")]
    # Its line reads 1.本机关不掌握相关政府信息 30 0 0 0 0 0 30.
    assert (cell["value"], cell["status"], cell["raw"], cell["unit"]) == (30, "reported", "30", "件")
    source = digests.reports.set_index("report_id").loc["新郑市人民政府办公室_2021", "source"]
    line = int(cell["origin"].split("line ")[1].split(",")[0])
    assert "30 0 0 0 0 0 30" in (DIGESTS.parent / source).read_text(encoding="utf-8").split("\n")[line - 1]


def test_every_origin_of_a_reported_figure_leads_to_its_text(digests):
    reports = digests.reports.set_index("report_id")
    lines = {
        key: (DIGESTS.parent / row["source"]).read_text(encoding="utf-8").replace("\f", "").split("\n")
        for key, row in reports.iterrows()
    }
    printed = digests.figures[digests.figures["status"] == "reported"]
    for row in printed.itertuples():
        number = int(row.origin.split("line ")[1].split(",")[0])
        assert row.raw.split()[0] in lines[row.report_id][number - 1]


def test_without_corrections_the_corrected_values_are_the_printed_ones(digests):
    assert digests.figures["corrected"].equals(digests.figures["value"])
    assert digests.findings["review"].isna().all()


def test_the_quote_of_a_claim_is_where_it_says(digests):
    texts = digests.sections.set_index(["report_id", "number"])["text"]
    assert len(digests.claims) > 50
    for claim in digests.claims.itertuples():
        assert texts[claim.report_id, claim.section][claim.start : claim.end] == claim.quote


def test_what_the_prose_says_against_the_table_is_a_finding(digests):
    """宿迁市's report of 2024 says +1.05 %, but 3607 and 3646 requests make (3646 - 3607) / 3607 = 1.08 %."""
    found = digests.claims.query("report_id == '宿迁市_2024' and kind == 'growth' and verdict == 'contradicts'")
    assert found["value"].to_list() == [1.05]
    findings = digests.findings.query("report_id == '宿迁市_2024' and rule == 'claim_contradicts'")
    assert (
        len(findings) == 1
        and "1.08 %" in findings["message"].iloc[0]
        and "同比增长1.05%" in findings["message"].iloc[0]
    )


CARRIED = "carried_over_equals_carried_forward"


def test_a_year_that_does_not_carry_over_what_the_last_one_carried_forward_is_a_finding_of_its_report(tmp_path):
    """宿迁市 2023 carries 118 + 3 = 121 forward, and so many 2024 carries over. Here 2023 says 119 + 3 = 122."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    copy(DIGESTS / "宿迁市_2024.txt", raw)
    before = copy(SUQIAN, raw)
    build(raw, out)
    assert CARRIED not in set(open_dataset(out).findings["rule"])
    lines = before.read_text(encoding="utf-8").split("\n")
    lines[170] = lines[170].replace("118", "119").replace("121", "122")
    before.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    build(raw, out)
    found = open_dataset(out).findings.query("rule == @CARRIED")
    assert found[["report_id", "column", "reported", "computed"]].to_numpy().tolist() == [
        ["宿迁市_2024", "natural_person", 118, 119],
        ["宿迁市_2024", "total", 121, 122],
    ]


def test_the_seven_digests_are_seven_reports(digests):
    assert set(digests.reports["report_id"]) == {path.stem for path in DIGESTS.glob("*.txt")}
    assert len(digests.figures) == 1392
    assert digests.provenances == ["digest"]


def test_a_table_can_be_joined_to_reports(digests):
    known = set(digests.reports["report_id"])
    for name in ("sections", "figures", "findings"):
        assert set(getattr(digests, name)["report_id"]) <= known


def test_the_container_shows_itself_in_a_notebook(digests):
    html = digests._repr_html_()
    assert "1,392" in html and "digest" in html and all(name in html for name in TABLES)


# --- sources and provenance ---


def test_source_is_relative_with_forward_slashes_and_provenance_of_the_nearest_folder(tmp_path):
    raw = tmp_path / "raw"
    copy(SUQIAN, raw / "甲" / "乙 丙")
    copy(DIGESTS / "宿迁市_2024.txt", raw / "甲")
    copy(DIGESTS / "新郑市自然资源和规划局_2020.txt", raw)
    (raw / "甲" / "provenance.toml").write_text('provenance = "digest"\n')
    (raw / "甲" / "乙 丙" / "provenance.toml").write_text('provenance = "sample"\n')
    build(raw, tmp_path / "out")
    reports = open_dataset(tmp_path / "out").reports
    assert dict(zip(reports["source"], reports["provenance"], strict=True)) == {
        "甲/乙 丙/宿迁市_2023.txt": "sample",
        "甲/宿迁市_2024.txt": "digest",
        "新郑市自然资源和规划局_2020.txt": "original",
    }


@pytest.mark.parametrize("text", ['provenance = "copied"', 'origin = "digest"', "provenance = digest", ""])
def test_a_provenance_that_says_something_else_is_refused_by_name(tmp_path, text):
    copy(SUQIAN, tmp_path / "raw")
    (tmp_path / "raw" / "provenance.toml").write_text(text)
    with pytest.raises(ValueError, match=r"provenance\.toml.*expected.*original, digest, sample"):
        build(tmp_path / "raw", tmp_path / "out")


def test_companions_of_reports_are_no_reports(tmp_path):
    raw = tmp_path / "raw"
    copy(SUQIAN, raw)
    for name in ("README.md", ".DS_Store", "Thumbs.db", "~$草稿.docx"):
        (raw / name).write_text("不是报告")
    (raw / ".git").mkdir()
    (raw / ".git" / "config").write_text("不是报告")
    build(raw, tmp_path / "out")
    assert list(open_dataset(tmp_path / "out").reports["source"]) == [SUQIAN.name]


def test_two_files_for_one_agency_and_year_are_both_kept_and_told(tmp_path):
    raw = tmp_path / "raw"
    copy(SUQIAN, raw, "a 先.txt")
    second = copy(SUQIAN, raw, "b 后.txt")
    second.write_bytes(second.read_bytes() + b"\n")
    build(raw, tmp_path / "out")
    dataset = open_dataset(tmp_path / "out")
    sha256 = hashlib.sha256(second.read_bytes()).hexdigest()
    assert dict(zip(dataset.reports["source"], dataset.reports["report_id"], strict=True)) == {
        "a 先.txt": "宿迁市_2023",
        "b 后.txt": f"宿迁市_2023_{sha256[:6]}",
    }
    twins = dataset.findings[dataset.findings["rule"] == "report_twice"]
    assert list(twins["report_id"]) == [f"宿迁市_2023_{sha256[:6]}"]
    assert "a 先.txt" in twins["message"].iloc[0] and "b 后.txt" in twins["message"].iloc[0]
    assert dataset.figures.groupby("report_id").size().tolist() == [200, 200]


def test_the_same_file_three_times_is_three_reports(tmp_path):
    for name in ("a.txt", "b.txt", "c.txt"):
        copy(SUQIAN, tmp_path / "raw", name)
        copy(SUQIAN, tmp_path / "raw", f"empty {name}").write_bytes(b"")
    build(tmp_path / "raw", tmp_path / "out")
    dataset = open_dataset(tmp_path / "out")
    assert len(dataset.reports) == dataset.reports["report_id"].nunique() == 6
    assert dataset.findings["finding_id"].is_unique


def test_what_has_no_agency_or_year_goes_by_its_hash(tmp_path):
    file = tmp_path / "raw" / "报告.txt"
    file.parent.mkdir()
    file.write_text("今天天气很好。\n", encoding="utf-8")
    build(tmp_path / "raw", tmp_path / "out")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert list(open_dataset(tmp_path / "out").reports["report_id"]) == [f"unread_{sha256[:12]}"]


# --- the same bytes ---


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A raw folder with digests, generated reports and unreadable files."""
    raw = tmp_path_factory.mktemp("mixed")
    for seed, layout in enumerate(["spaces", "tabs", "pipes", "cell_lines", "pdf_layout"]):
        report = draw_report(seed)
        (raw / f"{report.agency}_{report.year}_{seed}.txt").write_text(render(report, layout, seed), encoding="utf-8")
    for file in DIGESTS.glob("*.txt"):
        copy(file, raw / "digests")
    (raw / "空.txt").write_bytes(b"")
    (raw / "空 二.txt").write_bytes(b"")
    return raw


def test_the_same_bytes_on_a_second_run(mixed, tmp_path):
    build(mixed, tmp_path / "one")
    build(mixed, tmp_path / "two")
    build(mixed, tmp_path / "two", again=True)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_same_bytes_whatever_order_the_system_lists_files_in(mixed, tmp_path, monkeypatch):
    build(mixed, tmp_path / "one")
    rglob = Path.rglob
    monkeypatch.setattr(
        Path, "rglob", lambda self, pattern: sorted(rglob(self, pattern), key=lambda p: p.name[::-1], reverse=True)
    )
    build(mixed, tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_same_bytes_from_another_folder_and_in_a_new_process(mixed, tmp_path, monkeypatch):
    build(mixed, tmp_path / "one")
    monkeypatch.chdir(mixed.parent)
    build(Path(mixed.name), tmp_path / "two")
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "toolkit", "build", str(mixed), str(tmp_path / f"hash seed {seed}")]
        subprocess.run(
            command, check=True, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True
        )
        assert contents(tmp_path / f"hash seed {seed}") == contents(tmp_path / "one")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_same_bytes_when_the_raw_folder_lies_elsewhere(mixed, tmp_path):
    shutil.copytree(mixed, tmp_path / "别处" / "raw")
    build(mixed, tmp_path / "one")
    build(tmp_path / "别处" / "raw", tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


# --- opening ---


def test_no_dataset_says_how_to_make_one(tmp_path):
    with pytest.raises(DatasetMissing, match=r"nowhere.*toolkit build"):
        open_dataset(tmp_path / "nowhere")


def test_a_dataset_that_lacks_a_table_says_which(tmp_path):
    build(DIGESTS, tmp_path)
    shutil.rmtree(tmp_path / "figures.parquet")
    with pytest.raises(FileNotFoundError, match=r"figures\.parquet"):
        open_dataset(tmp_path)


def test_a_table_that_was_altered_is_refused(tmp_path):
    build(DIGESTS, tmp_path)
    path = files_of(tmp_path, "figures")[0]
    frame = pq.read_table(path, partitioning=None).to_pandas()
    frame.loc[3, "status"] = "guessed"
    frame.to_parquet(path)
    data = open_dataset(tmp_path)
    with pytest.raises(DatasetMissing, match=r"another version, or damaged.*\n.*status: guessed; it can be reported"):
        data.figures  # noqa: B018
    assert len(data.reports) == 7


def test_the_environment_names_another_dataset(digests, monkeypatch):
    monkeypatch.setenv("TOOLKIT_DATASET", str(digests.path))
    assert open_dataset().path == digests.path


def test_without_a_path_the_dataset_of_the_project_is_opened(tmp_path, monkeypatch):
    monkeypatch.delenv("TOOLKIT_DATASET", raising=False)
    (tmp_path / "pyproject.toml").touch()
    build(DIGESTS, tmp_path / "data" / "processed")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert len(open_dataset().reports) == 7


# --- raw and out that will not do ---


def test_a_raw_folder_that_is_not_there_is_named_and_nothing_is_written(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no such.*expected a folder"):
        build(tmp_path / "no such", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_raw_that_is_a_file_is_named(tmp_path):
    with pytest.raises((FileNotFoundError, NotADirectoryError), match=SUQIAN.name):
        build(SUQIAN, tmp_path / "out")


def run(*arguments, **options):
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", **options)


@pytest.mark.parametrize("inside", [False, True], ids=["a file", "within a file"])
def test_out_that_is_a_file_ends_with_a_clear_error(tmp_path, inside):
    file = tmp_path / "taken"
    file.write_text("mine")
    done = run("build", DIGESTS, file / "out" if inside else file)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "taken" in done.stderr
    assert file.read_text() == "mine"


def test_out_that_may_not_be_written_ends_with_a_clear_error(tmp_path, monkeypatch, capsys):
    """As root every folder may be written, so the system's refusal is played."""
    from toolkit.cli import main

    mkdir = Path.mkdir

    def refuse(path, *args, **kwargs):
        if tmp_path / "locked" in (path, *path.parents):
            raise PermissionError(13, "Permission denied", str(path))
        return mkdir(path, *args, **kwargs)

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["build", str(DIGESTS), str(tmp_path / "locked")]) == 2
    printed = capsys.readouterr().err
    assert "Permission denied" in printed and "locked" in printed


def test_a_full_disk_leaves_the_dataset_that_was_there(tmp_path, monkeypatch):
    build(DIGESTS, tmp_path / "out")
    before = contents(tmp_path / "out")
    write_table = pq.write_table

    def full(table, where, **options):
        if "figures" in str(where):
            raise OSError(28, "No space left on device")
        return write_table(table, where, **options)

    generated(tmp_path / "raw", 1)
    with monkeypatch.context() as patch:
        patch.setattr(pq, "write_table", full)
        with pytest.raises(OSError, match="No space left"):
            build(tmp_path / "raw", tmp_path / "out")
    assert len(open_dataset(tmp_path / "out").reports) == 7
    assert contents(tmp_path / "out") == before


def test_a_folder_of_reports_that_cannot_be_read_is_not_passed_over(tmp_path, monkeypatch):
    copy(SUQIAN, tmp_path / "raw")
    (tmp_path / "raw" / "locked").mkdir()
    scandir = os.scandir

    def locked(folder):
        if str(folder).endswith("locked"):
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", locked)
        with pytest.raises(OSError, match=r"locked: expected a folder that can be read, found: Permission denied; .* move it"):
            build(tmp_path / "raw", tmp_path / "out")


def test_an_unknown_folder_beside_the_tables_is_left_alone(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    build(DIGESTS, tmp_path / "out")
    build(DIGESTS, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


# --- interrupted builds ---


def generated(folder, seeds, copies=1):
    """A raw folder of generated reports, each with so many copies that differ in blank lines at the end."""
    folder.mkdir()
    for seed in range(seeds):
        text = render(draw_report(seed), ["spaces", "tabs", "pipes", "cell_lines"][seed % 4], seed)
        for number in range(copies):
            (folder / f"{seed:03} {number}.txt").write_text(text + "\n" * number, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def old_and_new(tmp_path_factory):
    """An old dataset of the digests, a new one of five generated reports, and the raw folder of the new one."""
    folder = tmp_path_factory.mktemp("interrupted")
    build(DIGESTS, folder / "old")
    raw = generated(folder / "raw", 5)
    build(raw, folder / "new")
    return folder / "old", folder / "new", raw


def which(out, old, new):
    """Whether a folder holds wholly the old or wholly the new dataset; fails on a mixture."""
    dataset = open_dataset(out)
    found = contents(out)
    state = next((name for name, files in (("old", contents(old)), ("new", contents(new))) if files == found), None)
    assert state, f"a mixture: {sorted(found)}"
    assert len(dataset.reports) == len(pd.read_parquet((old if state == "old" else new) / "reports.parquet"))
    return state


# The journal, two tables, five for each of the three years of the generated reports, the description, the record, the changes.
MOVES = 1 + 2 + 5 * 3 + 3


@pytest.mark.parametrize("moves", [*range(0, MOVES, 3), MOVES - 1, MOVES])
def test_a_build_that_dies_while_its_tables_are_moved_is_finished_or_undone(old_and_new, tmp_path, monkeypatch, moves):
    old, new, raw = old_and_new
    out = tmp_path / "out"
    shutil.copytree(old, out)
    replace, left = os.replace, [moves]

    def die(source, target):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", die)
        if moves < MOVES:
            with pytest.raises(KeyboardInterrupt):
                build(raw, out)
        else:
            build(raw, out)
    assert which(out, old, new) == ("old" if moves == 0 else "new")
    build(raw, out)
    assert contents(out) == contents(new)


def test_a_reader_meets_no_mixture_while_a_dead_build_lies_there(old_and_new, tmp_path, monkeypatch):
    """The tables on disk may be mixed for as long as nobody opens them; opening puts them right, also twice."""
    old, new, raw = old_and_new
    out = tmp_path / "out"
    shutil.copytree(old, out)
    replace, left = os.replace, [3]

    def die(source, target):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            build(raw, out)
        with pytest.raises(KeyboardInterrupt):
            open_dataset(out)
    assert which(out, old, new) == "new"
    assert which(out, old, new) == "new"


def test_an_interruption_while_reading_leaves_the_old_dataset(old_and_new, tmp_path):
    old, new, raw = old_and_new
    out = tmp_path / "out"
    shutil.copytree(old, out)

    def stop(number, total, name):
        if number == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(raw, out, stop)
    assert which(out, old, new) == "old"
    assert contents(out) == contents(old)


def test_a_killed_build_leaves_a_whole_dataset(old_and_new, tmp_path):
    """SIGKILL at moments of a build of 200 reports, most of them near its end, where the tables are written."""
    old = old_and_new[0]
    raw, out, new = generated(tmp_path / "raw", 40, copies=5), tmp_path / "out", tmp_path / "new"
    command = [sys.executable, "-m", "toolkit", "build", str(raw)]
    start = time.perf_counter()
    subprocess.run([*command, str(new)], check=True, capture_output=True)
    whole = time.perf_counter() - start
    rng = random.Random(7)
    for moment in (rng.uniform(0.2, 0.8), *(rng.uniform(0.9, 1.02) for _ in range(2))):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(old, out)
        with subprocess.Popen([*command, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            time.sleep(whole * moment)
            process.send_signal(signal.SIGKILL)
        assert which(out, old, new) in ("old", "new")
    # And a build goes through on what a killed one leaves behind.
    subprocess.run([*command, str(out)], check=True, capture_output=True)
    assert contents(out) == contents(new)


KILLS_ITSELF = """
import os, signal, sys
import pyarrow.parquet as pq
import toolkit.dataset as dataset
raw, out, what, count = *sys.argv[1:4], int(sys.argv[4])
home = os if what == "replace" else pq
real, left = getattr(home, what), [count]
def wrapped(*args, **kwargs):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)
setattr(home, what, wrapped)
dataset.build(raw, out)
"""


@pytest.mark.parametrize(
    ("what", "count", "state"),
    [
        ("write_table", 0, "old"),
        ("write_table", 2, "old"),
        ("replace", 0, "old"),
        ("replace", 1, "new"),
        ("replace", 4, "new"),
    ],
)
def test_a_process_killed_between_two_writes_leaves_a_whole_dataset(old_and_new, tmp_path, what, count, state):
    old, new, raw = old_and_new
    out = tmp_path / "out"
    shutil.copytree(old, out)
    done = subprocess.run(
        [sys.executable, "-c", KILLS_ITSELF, str(raw), str(out), what, str(count)], capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert which(out, old, new) == state


def test_the_description_is_json_that_people_can_read(digests):
    text = (digests.path / "datapackage.json").read_text(encoding="utf-8")
    assert "行政机关" in text and "\\u" not in text
    assert json.loads(text)["resources"][0]["name"] == "reports"


def test_a_dataset_says_in_a_line_what_is_in_it(digests):
    said = repr(digests)
    assert (
        "7 reports" in said
        and "1,392 figures" in said
        and "35 statements" in said
        and "claims" in said
        and len(said) < 200
    )


def test_the_rooms_a_reader_is_told_of_are_attributes():
    import toolkit

    assert len(toolkit.indicators.definitions()) == 45
    assert toolkit.agencies.facts_of("宿迁市").division_code == "321300"
