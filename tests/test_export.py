"""Exports read back equal in other programs, and no cell loses why it is empty."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from exporting import FORMATS, TEXTS, columns_of, digests, hostile, joined, plain, sheet
from openpyxl.utils.escape import unescape

from toolkit import build, open_dataset
from toolkit.export import export, read_csv
from toolkit.schema import TABLES

LIKE_BUILD = [*TABLES]
ALL = ["wide", "wide_status", *TABLES, "codebook"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return digests(tmp_path_factory.mktemp("digests"))


@pytest.fixture(scope="module")
def odd(data):
    return hostile(data)


@pytest.fixture(scope="module")
def written(odd, tmp_path_factory):
    """The dataset with odd texts in every format."""
    folder = tmp_path_factory.mktemp("export")
    return {to: export(odd, to, folder / to)[0] for to in FORMATS}


@pytest.fixture(scope="module")
def book(written):
    """The workbook with odd texts, in openpyxl."""
    return openpyxl.load_workbook(written["xlsx"])


@pytest.fixture(scope="module")
def frames(written):
    """Its sheets in pandas."""
    return pd.read_excel(written["xlsx"], sheet_name=None, keep_default_na=False, na_values=[""], dtype=object)


# --- read back equal ---


@pytest.mark.parametrize("table", LIKE_BUILD)
def test_csv_reads_back_as_it_was(table, odd, written):
    original, again = getattr(odd, table), read_csv(written["csv"].parent / f"{table}.csv")
    pd.testing.assert_frame_equal(again[columns_of(table)], original, check_categorical=False)


def test_csv_is_what_excel_on_windows_reads(written):
    for path in written["csv"].parent.iterdir():
        head = path.read_bytes()
        assert head.startswith(b"\xef\xbb\xbf") and b"\r\n" in head
    lines = (written["csv"].parent / "reports.csv").read_bytes().count(b"\r\n")
    assert lines == 1 + 7


@pytest.mark.parametrize("table", LIKE_BUILD)
def test_parquet_and_duckdb_read_back_as_they_were(table, odd, written):
    duckdb = pytest.importorskip("duckdb")
    expected = plain(getattr(odd, table))
    parquet = pq.read_table(written["parquet"].parent / f"{table}.parquet")
    with duckdb.connect(str(written["duckdb"]), read_only=True) as base:
        database = base.sql(f'SELECT * FROM "{table}"').to_arrow_table()
    for found in (parquet, database):
        columns = {name: found[name].to_pylist() for name in columns_of(table)}
        assert plain(pd.DataFrame(columns, dtype=object)) == expected


def test_parquet_carries_the_labels_of_its_columns(written):
    field = pq.read_schema(written["parquet"].parent / "figures.parquet").field("status")
    assert field.metadata[b"chinese"].decode() == "状态"
    field = pq.read_schema(written["parquet"].parent / "wide.parquet").field("req_granted_natural")
    assert field.metadata[b"chinese"].decode() == "依申请公开：（一）予以公开，自然人"
    assert field.metadata[b"unit"].decode() == "件"


def test_duckdb_carries_the_labels_as_comments(written):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(str(written["duckdb"]), read_only=True) as base:
        asked = "SELECT comment FROM duckdb_columns() WHERE table_name = 'wide' AND column_name = 'req_granted_natural'"
        assert base.sql(asked).fetchall()[0][0].startswith("依申请公开：（一）予以公开，自然人: Requests")


@pytest.mark.parametrize("table", LIKE_BUILD)
def test_xlsx_reads_back_as_it_was_in_openpyxl_and_pandas(table, odd, book, frames):
    expected = joined(getattr(odd, table))
    assert plain(sheet(book, table), columns_of(table)) == expected
    read = frames[table].map(lambda value: unescape(value) if isinstance(value, str) else value)
    assert plain(read, columns_of(table)) == expected


@pytest.mark.parametrize("table", LIKE_BUILD)
def test_dta_reads_back_as_it_was_in_pandas_and_pyreadstat(table, odd, written):
    expected = {name: [_in_stata(v) for v in column] for name, column in joined(getattr(odd, table)).items()}
    path = written["dta"].parent / f"{table}.dta"
    frame = pd.read_stata(path).astype(object)
    other, labels = pyreadstat.read_dta(str(path), apply_value_formats=True)
    assert all(labels.column_names_to_labels[f.name] == f.chinese for f in TABLES[table].fields)
    for found in (frame, other.astype(object)):
        words = {f.name: f.words for f in TABLES[table].fields if f.words}
        words |= {f.name: {False: "", True: ""} for f in TABLES[table].fields if f.type == "boolean"}
        for name in columns_of(table):
            column = plain(found, [name])[name]
            if name in words:
                column = [_key(v, words[name]) for v in column]
            assert [_in_stata(v) for v in column] == expected[name], name


def _in_stata(value):
    """Stata has no null for texts, and no character NUL."""
    return value.replace("\0", "␀") if isinstance(value, str) else "" if value is None else value


def _key(label, words):
    """The value whose label this is: its English key and its Chinese word."""
    if not isinstance(label, str):
        return label
    if words == {False: "", True: ""}:
        return {"no 否": 0.0, "yes 是": 1.0}[label]
    key, word = label.rsplit(" ", 1)
    assert words[key] == word
    return key


def test_dta_is_of_the_version_asked_for_with_labels_in_both_languages(written):
    path = written["dta"].parent / "figures.dta"
    assert path.read_bytes().startswith(b"<stata_dta><header><release>118</release>")
    _, about = pyreadstat.read_dta(str(path), metadataonly=True)
    # The numbers are for good: scripts use them.
    assert about.variable_value_labels["status"] == {
        1: "reported 有数",
        2: "blank 空白",
        3: "missing 缺失",
        4: "undecided 待定",
    }
    assert about.variable_value_labels["table"] == {
        1: "proactive 主动公开",
        2: "requests 依申请公开",
        3: "disputes 复议诉讼",
    }
    assert about.column_names_to_labels["corrected"] == "更正后数值"
    assert about.readstat_variable_types["value"] == "double"


# --- wide ---


def test_wide_says_of_each_empty_cell_why(data, tmp_path):
    export(data, "csv", tmp_path)
    wide = read_csv(tmp_path / "wide.csv").set_index("report_id")
    status = read_csv(tmp_path / "wide_status.csv").set_index("report_id")
    cells = [name for name in wide if name.startswith(("pro_", "req_", "disp_"))]
    assert len(cells) == 226 and list(wide) == list(status) and len(wide) == 7
    assert wide.loc["宿迁市_2023", "req_new_total"] == 3511
    counts = status[cells].apply(lambda row: row.value_counts(), axis=1)
    # The form of 2019 has 198 of the 226 cells; 14 of this report are lost and 114 blank: 70 are printed.
    assert counts.loc["中卫市自然资源局_2020"].dropna().to_dict() == {
        "reported": 70,
        "blank": 114,
        "missing": 14,
        "not_on_form": 28,
    }
    assert counts.loc["宿迁市_2023"].dropna().to_dict() == {"reported": 200, "not_on_form": 26}
    assert ((status[cells] == "reported") == wide[cells].notna()).all(axis=None)


def test_stata_has_a_letter_for_each_reason(data, tmp_path):
    export(data, "dta", tmp_path, shapes=["wide"])
    path = tmp_path / "wide.dta"
    number = pd.read_stata(path, convert_categoricals=False).set_index("report_id")
    assert number.loc["宿迁市_2023", "req_new_total"] == 3511 and number["req_new_total"].dtype == "float64"
    why = pd.read_stata(path, convert_categoricals=False, convert_missing=True).set_index("report_id")
    cells = [name for name in why if name.startswith(("pro_", "req_", "disp_"))]
    counts = why.loc["中卫市自然资源局_2020", cells].map(str).value_counts()
    assert (counts[".a"], counts[".b"], counts[".d"]) == (114, 14, 28)
    other, about = pyreadstat.read_dta(str(path), user_missing=True)
    assert (other.set_index("report_id").loc["中卫市自然资源局_2020", cells] == "b").sum() == 14
    words = {
        "a": "blank 空白",
        "b": "missing 缺失",
        "c": "undecided 待定",
        "d": "not_on_form 不在该表样",
        "e": "not_read 未读取",
    }
    assert about.variable_value_labels["req_granted_natural"] == words
    assert about.column_names_to_labels["req_granted_natural"] == "依申请公开：（一）予以公开，自然人"
    assert all(len(name) <= 32 for name in other)


def test_wide_values_are_as_printed_or_as_corrected(data, tmp_path):
    cell = (data.figures["report_id"] == "乐清市自然资源和规划局_2020") & (data.figures["row"] == "results_total")
    cell &= data.figures["column"] == "natural_person"
    mended = replace(data, figures=data.figures.assign(corrected=data.figures["corrected"].mask(cell, 102.0)))
    for corrected, expected, label in ((False, 101, "（七）总计，自然人"), (True, 102, "（七）总计，自然人（更正后）")):
        export(mended, "csv", tmp_path, shapes=["wide"], corrected=corrected)
        wide = read_csv(tmp_path / "wide.csv").set_index("report_id")
        assert wide.loc["乐清市自然资源和规划局_2020", "req_results_natural"] == expected
        book = read_csv(tmp_path / "codebook.csv")
        labels = book.loc[book["variable"] == "req_results_natural", "chinese"]
        assert labels.iloc[0].endswith(label)


def test_the_codebook_describes_each_column_of_each_table(odd, tmp_path):
    paths = export(odd, "csv", tmp_path)
    book = read_csv(tmp_path / "codebook.csv")
    assert [path.stem for path in paths] == ALL
    for path in paths[:-1]:
        described = book[(book["table"] == path.stem) & book["variable"].notna()]
        assert list(described["variable"]) == list(read_csv(path))
        assert described[["english", "chinese", "type"]].notna().all(axis=None)
    line = book[(book["table"] == "wide") & (book["variable"] == "req_granted_natural")].iloc[0]
    assert (line["cell"], line["forms"]) == ("requests/granted/natural_person", "2019, 2021")
    status = book[(book["table"] == "figures") & (book["variable"] == "status")].iloc[0]
    assert status["values"] == "reported = 有数; blank = 空白; missing = 缺失; undecided = 待定"
    assert "apostrophe" in book["note"].iloc[0]


def test_figures_carry_the_labels_of_the_form(data, tmp_path):
    export(data, "csv", tmp_path, shapes=["long"])
    figures = read_csv(tmp_path / "figures.csv")
    line = figures[(figures["row"] == "denied.state_secret") & (figures["column"] == "other")].iloc[0]
    assert (line["row_chinese"], line["column_chinese"]) == ("（三）不予公开 1.属于国家秘密", "法人或其他组织 其他")
    # The forms word this column differently; each report has the words of its own.
    decided = figures[(figures["row"] == "administrative_licensing") & (figures["column"] == "decisions")]
    labels = decided.set_index("report_id")["column_chinese"]
    assert labels["中卫市自然资源局_2020"] == "处理决定数量" and labels["宿迁市_2023"] == "本年处理决定数量"
    assert not (tmp_path / "wide.csv").exists()


# --- how it is written ---


@pytest.mark.parametrize("to", ["csv", "xlsx", "dta", "parquet"])
def test_the_same_dataset_gives_the_same_bytes(to, odd, tmp_path, written):
    again = export(odd, to, tmp_path / to)
    first = written[to].parent
    assert {p.name: p.read_bytes() for p in again} == {p.name: (first / p.name).read_bytes() for p in again}


def test_no_time_of_the_run_is_in_a_file(written):
    assert b"<timestamp>\x1101 Jan 2000 00:00</timestamp>" in written["dta"].read_bytes()[:1000]
    with zipfile.ZipFile(written["xlsx"]) as archive:
        assert re.findall(rb"20\d\d-\d\d-\d\dT", archive.read("docProps/core.xml")) == [b"2000-01-01T"] * 2


@pytest.mark.parametrize("to", FORMATS)
def test_a_dataset_without_reports_is_exported(to, tmp_path):
    (tmp_path / "raw").mkdir()
    build(tmp_path / "raw", tmp_path / "out")
    (path, *_) = export(open_dataset(tmp_path / "out"), to)
    assert path.is_relative_to(tmp_path / "out" / "export")
    if to == "xlsx":
        book = openpyxl.load_workbook(path)
        assert len(sheet(book, "wide")) == 0 and len(sheet(book, "codebook")) > 500
    elif to == "dta":
        assert pd.read_stata(path).shape == (0, 240)


@pytest.mark.parametrize("to", FORMATS)
def test_a_file_that_could_not_be_read_has_its_row(to, tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "scan.pdf").write_bytes(b"%PDF-1.4 nothing")
    build(raw, tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    assert list(data.reports["status"]) == ["failed"]
    paths = export(data, to)
    if to == "csv":
        status = read_csv(paths[1])
        cells = [name for name in status if name.startswith(("pro_", "req_", "disp_"))]
        assert set(status.loc[0, cells]) == {"not_read"}
    elif to == "dta":
        why = pd.read_stata(paths[0], convert_categoricals=False, convert_missing=True)
        assert str(why["req_new_total"][0]) == ".e"


@pytest.mark.parametrize("to", ["csv", "xlsx"])
def test_an_export_that_fails_leaves_what_was_there(to, data, tmp_path, monkeypatch):
    before = {path: path.read_bytes() for path in export(data, to, tmp_path)}

    def fail(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(f"toolkit.export.to_{to}.codebook", fail)
    with pytest.raises(RuntimeError):
        export(data, to, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(("to", "shapes", "said"), [("sav", ["wide"], "'sav'"), ("csv", ["tall"], "tall")])
def test_a_format_or_shape_that_there_is_not_is_said(to, shapes, said, data, tmp_path):
    with pytest.raises(ValueError, match=said):
        export(data, to, tmp_path, shapes)


def test_texts_used_here_are_in_the_tables(odd):
    """Otherwise the tests above would say little."""
    assert set(TEXTS) <= set(odd.figures["raw"].astype(str)) and set(TEXTS) <= set(odd.claims["quote"].astype(str))
