"""What a person decided about a cell: read as Excel saves it, applied beside the printed value, and kept through rebuilds."""

from __future__ import annotations

import hashlib
import shutil
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.corrections import Correction, CorrectionError, add_correction, new_correction, read_corrections
from toolkit.corrections.cells import UnknownCell, _key
from toolkit.indicators import rates

PROJECT = Path(__file__).parents[1]
DIGESTS = PROJECT / "data" / "raw" / "digests"
YUEQING = DIGESTS / "乐清市自然资源和规划局_2020.txt"
ZHONGWEI = DIGESTS / "中卫市自然资源局_2020.txt"
SUQIAN = DIGESTS / "宿迁市_2024.txt"
REPORT = "乐清市自然资源和规划局_2020"

HEADER = "report_id,table,row,column,expected,corrected,reason,who,when,sha256\n"
# In the column 自然人 of section 3 the report prints 总计 101, but its results add up to 102.
TOTAL = f"{REPORT},requests,results_total,natural_person,101,102,数错了,李,2024-01-31,\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "corrections.csv"
    file.write_bytes(text.encode(encoding))
    return file


def project(folder: Path, *sources: Path) -> Path:
    """A project's folder data with raw and processed; RAW is data/raw."""
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    for source in sources:
        shutil.copy(source, raw)
    return raw


def cell(data: Dataset, row: str, column: str, report: str = REPORT, table: str = "requests") -> pd.Series:
    found = data.figures.query("report_id == @report and table == @table and row == @row and column == @column")
    assert len(found) == 1
    return found.iloc[0]


def said(data: Dataset, rule: str) -> list[str]:
    return data.findings.loc[data.findings["rule"] == rule, "message"].to_list()


# --- reading ---


SHAPES = {
    "utf-8": (HEADER + TOTAL).encode(),
    "utf-8 with mark, CRLF": (HEADER + TOTAL).replace("\n", "\r\n").encode("utf-8-sig"),
    "gb18030": (HEADER + TOTAL).encode("gb18030"),
    "utf-16, tabs": (HEADER + TOTAL).replace(",", "\t").encode("utf-16"),
    "semicolons": (HEADER + TOTAL).replace(",", ";").encode("gb18030"),
    "no sha256": (HEADER + TOTAL).replace(",sha256", "").replace("31,\n", "31\n").encode(),
    "numbers and day as Excel shows them": (HEADER + TOTAL).replace("101,102", "101.00,102.0").replace("2024-01-31", "2024/1/31").encode(),
    "labels of the form": (HEADER + TOTAL).replace("requests,results_total,natural_person", "收到和处理政府信息公开申请情况,（七）总计,自然人").encode(),
    "labels without their number": (HEADER + TOTAL).replace("results_total,natural_person", "总 计,自然人").encode(),
    "empty rows": (HEADER + ",,,,,,,,,\n" + TOTAL + ",,,,,,,,,\n").encode(),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_correction_is_read_as_excel_saves_it(tmp_path: Path, shape: str) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(SHAPES[shape])
    (found,) = read_corrections(file)
    place = "corrections.csv line 3" if shape == "empty rows" else "corrections.csv line 2"
    cells = (REPORT, "requests", "results_total", "natural_person")
    assert found == Correction(*cells, Decimal(101), Decimal(102), "数错了", "李", "2024-01-31", "", place)


@pytest.mark.parametrize(
    ("expected", "value"), [("", None), ("-", None), ("无", None), ("0", 0), ("1,192.55", "1192.55")]
)
def test_expected_can_be_no_number(tmp_path: Path, expected: str, value: object) -> None:
    (found,) = read_corrections(write(tmp_path, HEADER + TOTAL.replace(",101,", f',"{expected}",')))
    assert found.expected == (None if value is None else Decimal(value))


def test_a_dash_says_that_no_number_can_be_said(tmp_path: Path) -> None:
    (found,) = read_corrections(write(tmp_path, HEADER + TOTAL.replace(",102,", ",-,")))
    assert (found.expected, found.corrected) == (Decimal(101), None)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (REPORT, "", "column report_id: expected a report_id, found ''; copy it from the table reports"),
        ("requests", "", "column table: expected a key of figures or a label of the form, found ''; copy it from"),
        ("requests", "request", "column table: expected a table, found 'request'; did you mean requests ("),
        ("results_total", "result_total", "column row: expected a row of requests, found 'result_total'; did you mean results_total (（七）总计)"),
        ("results_total", "本机关不掌握信息", "column row: expected a row of requests, found '本机关不掌握信息'; did you mean unable.not_held (1.本机关不掌握相关政府信息)"),
        ("results_total", "zzz", "column row: expected a row of requests, found 'zzz'; the keys stand in the column row of figures"),
        ("natural_person", "people", "column column: expected a column of row results_total, found 'people'; the keys stand in"),
        ("natural_person", "amount_10k_yuan", "column column: expected a column of row results_total, found 'amount_10k_yuan'"),
        ("101", "about 100", "column expected: expected a number, or nothing for a cell without one, found 'about 100'; write a number"),
        ("101", "1.01E+05", "found '1.01E+05'; Excel has shortened the number: give the column the format Number"),
        (",102,", ",,", "column corrected: expected a number, found ''; write the number, or - where none can be said"),
        (",102,", ",####,", "column corrected: expected a number, or - where none can be said, found '####'; the column was too narrow"),
        (",102,", ",101.0,", "column corrected: expected another number than 101, found the same; remove the row"),
        (",101,102,", ",,-,", "column corrected: expected another number than no number, found the same"),
        ("数错了", "", "column reason: expected why the cell is corrected, found ''; write it down"),
        ("李", "", "column who: expected who decided it, found ''; write a name or initials"),
        ("2024-01-31", "", "column when: expected a day, found ''; write a day such as 2024-01-31"),
        ("2024-01-31", "2024-02-30", "column when: expected a day, found '2024-02-30'"),
        ("2024-01-31,", "2024-01-31,1.23E+63", "column sha256: expected at least the first 12 characters (0-9, a-f) of a file's hash, found '1.23E+63'"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_says_where_and_what_to_do(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = write(tmp_path, HEADER + TOTAL.replace(old, new, 1))
    with pytest.raises(CorrectionError) as raised:
        read_corrections(file)
    assert str(raised.value).startswith(f"{file}, line 2: ") and says in str(raised.value)


def test_a_label_that_several_rows_have_is_answered_with_their_keys() -> None:
    with pytest.raises(UnknownCell, match=r"that label fits a \(1\.其他\), b \(2\.其他\): write one of these keys"):
        _key("其他", {"a": ("1.其他",), "b": ("2.其他",)}, "row", "a row")


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    rows = TOTAL.replace("李", "") + TOTAL.replace("数错了", "").replace("2024-01-31", "then")
    with pytest.raises(CorrectionError) as raised:
        read_corrections(write(tmp_path, HEADER + rows))
    assert [line.split(": ")[0][-6:] for line in str(raised.value).split("\n")] == ["line 2", "line 3", "line 3"]


def test_two_corrections_of_one_cell_are_refused_with_both_lines(tmp_path: Path) -> None:
    twice = TOTAL.replace("results_total", "总计").replace(",102,", ",103,")
    with pytest.raises(CorrectionError, match=f"line 3: expected one correction a cell, found {REPORT} requests/results_total/natural_person in line 2 too; keep one"):  # fmt: skip
        read_corrections(write(tmp_path, HEADER + TOTAL + twice))


def test_files_that_are_no_corrections(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"corrections\.csv: expected a CSV file with the columns report_id.*found none"
    ):
        read_corrections(tmp_path / "corrections.csv")
    with pytest.raises(CorrectionError, match="line 1: expected the columns report_id.*add expected, corrected"):
        read_corrections(write(tmp_path, HEADER.replace(",expected,corrected", "")))
    with pytest.raises(CorrectionError, match="found an Excel workbook"):
        read_corrections(write(tmp_path, "PK\x03\x04"))


def test_the_shipped_file_is_empty_and_opens_in_excel() -> None:
    file = PROJECT / "data" / "corrections.csv"
    assert read_corrections(file) == []
    assert file.read_bytes() == ("\ufeff" + HEADER.replace("\n", "\r\n")).encode()


# --- applying ---


def test_a_correction_stands_beside_the_printed_value_and_survives_rebuilds(tmp_path: Path) -> None:
    """Build, correct, build again; then the report changes, and the correction is reported and not applied."""
    raw = project(tmp_path, YUEQING)
    out = tmp_path / "data" / "processed"
    assert build(raw, out).corrections == {}
    data = open_dataset(out)
    assert (cell(data, "results_total", "natural_person")[["value", "corrected"]] == 101).all()
    file = raw.parent / "corrections.csv"
    add_correction(file, new_correction(data, REPORT, "requests", "总计", "自然人", 102, "数错了", "李", "2024-01-31"))

    for _ in range(2):
        assert build(raw, out).corrections == {"applied": 1}
        data = open_dataset(out)
        now = cell(data, "results_total", "natural_person")
        assert (now["value"], now["corrected"], now["raw"], now["status"]) == (101, 102, "101", "reported")
        others = data.figures[data.figures["value"].fillna(-1) != data.figures["corrected"].fillna(-1)]
        assert len(others) == 1, "all other cells are as printed"
        (message,) = said(data, "figure_corrected")
        assert "Section 3, row （七）总计 (results in all), column 自然人 (natural persons): 101 is printed, corrected to 102, by 李 on 2024-01-31: 数错了." in message  # fmt: skip
        # The sums as printed still fail: a correction is no pardon.
        assert "= 101, but" in " ".join(said(data, "results_total_is_sum"))

    report = raw / YUEQING.name
    # The agency mends its report: line 60 is the row 总计, its first figure becomes 102.
    lines = report.read_text(encoding="utf-8").split("\n")
    lines[59] = lines[59].replace("101", "102", 1)
    report.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    summary = build(raw, out)
    assert summary.corrections == {"not applied": 1} and summary.left_over == ()
    data = open_dataset(out)
    now = cell(data, "results_total", "natural_person")
    assert (now["value"], now["corrected"]) == (102, 102)
    assert said(data, "figure_corrected") == []
    (message,) = said(data, "correction_not_applied")
    assert "a correction expects 101, but 102 stands there now, so it is not applied (corrections.csv line 2" in message
    assert "it was mended just as it was corrected; remove the row" in message
    row = data.findings.set_index("rule").loc["correction_not_applied"]
    assert (row["severity"], row["table"], row["row"], row["column"], row["reported"]) == (
        "warning", "requests", "results_total", "natural_person", 102)  # fmt: skip


def test_a_correction_for_another_file_is_applied_with_a_remark_where_its_value_still_stands(tmp_path: Path) -> None:
    raw = project(tmp_path, YUEQING)
    old = hashlib.sha256(YUEQING.read_bytes()).hexdigest()
    row = TOTAL.replace("2024-01-31,", f"2024-01-31,{old[:16]}")
    write(raw.parent, HEADER + row)
    build(raw, tmp_path / "out")
    assert "changed since" not in said(open_dataset(tmp_path / "out"), "figure_corrected")[0]
    with (raw / YUEQING.name).open("ab") as report:
        report.write("\n附注\n".encode())
    assert build(raw, tmp_path / "out").corrections == {"applied": 1}
    data = open_dataset(tmp_path / "out")
    assert cell(data, "results_total", "natural_person")["corrected"] == 102
    assert "The file has changed since, but prints the same here" in said(data, "figure_corrected")[0]


def test_the_finding_says_which_sums_hold_after_the_correction(tmp_path: Path) -> None:
    """Row 总计 prints 101 0 0 0 0 5 … 106? With both ends mended, column 自然人 and row 总计 add up."""
    raw = project(tmp_path, YUEQING)
    write(raw.parent, HEADER + TOTAL)
    build(raw, tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    row = data.figures.query("table == 'requests' and row == 'results_total' and value.notna()")
    printed = row.set_index("column")["value"]
    # 总计 of the row 总计 must be one more, too: 101 became 102.
    total = int(printed["total"])
    assert printed.drop("total").sum() == total
    (message,) = said(data, "figure_corrected")
    assert f"(row （七）总计 (results in all)): {total} against {total + 1}" in message
    both = TOTAL + TOTAL.replace("natural_person,101,102", f"total,{total},{total + 1}")
    write(raw.parent, HEADER + both)
    build(raw, tmp_path / "out")
    first, second = said(open_dataset(tmp_path / "out"), "figure_corrected")
    assert "With it 2 of the 3 sums that have this cell add up" in first
    assert "; not 总计等于" not in first, "the sum of the row holds once both cells are mended"


def test_a_cell_in_no_sum_and_a_cell_that_no_number_can_be_said_of(tmp_path: Path) -> None:
    """宿迁市 2024 prints 1431 for 予以公开 in the column 总计."""
    raw = project(tmp_path, SUQIAN)
    row = "宿迁市_2024,requests,granted,total,1431,-,两处写法不同,李,2024-01-31,\n"
    row += "宿迁市_2024,proactive,administrative_licensing,decisions,{},1,x,李,2024-01-31,\n"
    build(raw, tmp_path / "out")
    licences = cell(open_dataset(tmp_path / "out"), "administrative_licensing", "decisions", "宿迁市_2024", "proactive")
    write(raw.parent, HEADER + row.format(int(licences["value"])))
    assert build(raw, tmp_path / "out").corrections == {"applied": 2}
    data = open_dataset(tmp_path / "out")
    granted = cell(data, "granted", "total", "宿迁市_2024")
    assert granted["value"] == 1431 and pd.isna(granted["corrected"]) and granted["status"] == "reported"
    no_sum, no_number = said(data, "figure_corrected")
    assert no_sum.endswith("corrected to 1, by 李 on 2024-01-31: x. No sum of the form has this cell.")
    assert "1431 is printed, a number can't be said, by 李" in no_number
    # Row: 自然人 + organizations = 总计; column: results add up to 总计. Neither can be said without the number.
    assert "With it 0 of the 2 sums that have this cell add up; it cannot be said of" in no_number
    computed = data.findings.set_index(["rule", "row"])["computed"]
    assert computed["figure_corrected", "administrative_licensing"] == 1
    assert pd.isna(computed["figure_corrected", "granted"])


def test_a_lost_and_a_blank_cell_can_be_given_a_number(tmp_path: Path) -> None:
    """中卫市's total row lost cells in the source, and prints blanks."""
    raw = project(tmp_path, ZHONGWEI)
    build(raw, tmp_path / "out")
    figures = open_dataset(tmp_path / "out").figures
    lost = figures[figures["status"] == "missing"].iloc[0]
    blank = figures[figures["status"] == "blank"].iloc[0]
    rows = "".join(
        f"中卫市自然资源局_2020,{f['table']},{f['row']},{f['column']},,{n},见原件,李,2024-01-31,\n"
        for f, n in ((lost, 7), (blank, 0))
    )
    write(raw.parent, HEADER + rows)
    assert build(raw, tmp_path / "out").corrections == {"applied": 2}
    data = open_dataset(tmp_path / "out")
    for figure, number, status in ((lost, 7, "missing"), (blank, 0, "blank")):
        now = cell(data, figure["row"], figure["column"], "中卫市自然资源局_2020", figure["table"])
        assert pd.isna(now["value"]) and (now["corrected"], now["status"]) == (number, status)
        assert any(f"no number is read ({status}), corrected to {number}" in m for m in said(data, "figure_corrected"))


def test_a_correction_that_expects_a_blank_is_not_applied_to_a_number(tmp_path: Path) -> None:
    raw = project(tmp_path, YUEQING)
    write(raw.parent, HEADER + TOTAL.replace(",101,", ",,"))
    assert build(raw, tmp_path / "out").corrections == {"not applied": 1}
    (message,) = said(open_dataset(tmp_path / "out"), "correction_not_applied")
    assert "expects no number, but 101 stands there now" in message


def test_a_cell_of_the_other_form_is_told(tmp_path: Path) -> None:
    """其他处理 has three rows in form 2021, and one in form 2019, which a report of 2020 follows."""
    raw = project(tmp_path, YUEQING)
    write(raw.parent, HEADER + TOTAL.replace("results_total", "other_handling.fee_overdue"))
    assert build(raw, tmp_path / "out").corrections == {"not applied": 1}
    (message,) = said(open_dataset(tmp_path / "out"), "correction_not_applied")
    assert "requests/other_handling.fee_overdue/natural_person: a correction expects 101" in message
    assert "the report follows form 2019, which has no such cell" in message


def test_a_correction_of_a_report_that_is_not_there_is_in_the_summary(tmp_path: Path) -> None:
    raw = project(tmp_path, YUEQING)
    write(raw.parent, HEADER + TOTAL.replace("2020", "2021", 1))
    summary = build(raw, tmp_path / "out")
    assert summary.corrections == {"for no report here": 1}
    assert summary.left_over == (
        f"corrections.csv line 2: no report 乐清市自然资源和规划局_2021 is in this dataset (there is {REPORT}); "
        "mend report_id, or remove the row, unless it is for another folder of reports",
    )
    assert said(open_dataset(tmp_path / "out"), "figure_corrected") == []


def test_a_file_that_is_not_right_ends_the_build_before_anything_is_read(tmp_path: Path) -> None:
    raw = project(tmp_path, YUEQING)
    write(raw.parent, HEADER + TOTAL.replace("101", "many"))
    read: list[str] = []
    with pytest.raises(CorrectionError, match="line 2: column expected"):
        build(raw, tmp_path / "out", lambda number, total, name: read.append(name))
    assert read == [] and not (tmp_path / "out").exists()
    with pytest.raises(FileNotFoundError, match=r"other\.csv: expected a CSV file"):
        build(raw, tmp_path / "out", corrections=tmp_path / "other.csv")


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_rows(tmp_path: Path) -> None:
    raw = project(tmp_path, YUEQING, SUQIAN)
    other = "宿迁市_2024,requests,granted,total,1431,1430,x,李,2024-01-31,\n"
    contents = []
    for number, rows in enumerate((TOTAL + other, TOTAL + other, other + TOTAL)):
        write(raw.parent, HEADER + rows, "utf-8-sig" if number else "gb18030")
        build(raw, tmp_path / f"out {number}")
        # The record of the build has the hash of the decisions as they were written.
        files = (p for p in (tmp_path / f"out {number}").rglob("*.*") if p.is_file() and p.name != "built.json")
        contents.append({p.relative_to(tmp_path / f"out {number}"): p.read_bytes() for p in files})
    assert contents[0] == contents[1] == contents[2]


# --- the indicators ---


def test_rates_take_the_corrected_values_when_asked(tmp_path: Path) -> None:
    """宿迁市 2024: 予以公开 1431 of 3521 results."""
    raw = project(tmp_path, SUQIAN)
    rows = "宿迁市_2024,requests,granted,total,1431,1000,x,李,2024-01-31,\n"
    rows += "宿迁市_2024,requests,partially_granted,total,471,-,x,李,2024-01-31,\n"
    write(raw.parent, HEADER + rows)
    build(raw, tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    printed, corrected = (
        rates(data.figures, data.reports, corrected=wanted).set_index("indicator") for wanted in (False, True)
    )
    assert printed.loc["share_granted", ["numerator", "denominator", "status"]].to_list() == [1431, 3521, "ok"]
    assert corrected.loc["share_granted", ["numerator", "denominator", "status"]].to_list() == [1000, 3521, "ok"]
    assert corrected.loc["share_partially_granted", "status"] == "undecided"
    assert pd.isna(corrected.loc["share_partially_granted", "value"])
    assert corrected.loc["share_denied"].equals(printed.loc["share_denied"])
    with pytest.raises(ValueError, match="figures: expected a column corrected, found none; build the dataset again"):
        rates(data.figures.drop(columns="corrected"), data.reports, corrected=True)


def test_a_blank_that_was_given_a_number_counts_as_printed(tmp_path: Path) -> None:
    """Of 乐清市's 106 new requests none was carried forward, and none over: both cells are blank. The rate is 0 / (106 + 0)."""
    raw = project(tmp_path, YUEQING)
    rows = "".join(f"{REPORT},requests,carried_{w},total,,0,x,李,2024-01-31,\n" for w in ("over", "forward"))
    write(raw.parent, HEADER + rows)
    build(raw, tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    found = {
        wanted: rates(data.figures, data.reports, corrected=wanted).set_index("indicator").loc["carry_over_rate"]
        for wanted in (False, True)
    }
    assert found[False]["status"] == "blank" and pd.isna(found[False]["value"])
    assert found[True]["status"] == "ok" and found[True]["value"] == 0


# --- in a notebook ---


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("notebook")
    build(project(folder, YUEQING), folder / "out")
    return open_dataset(folder / "out")


def correction(data: Dataset, **changed: object) -> Correction:
    usual = dict(report_id=REPORT, table="requests", row="results_total", column="natural_person", corrected=102)
    return new_correction(data, **{**usual, "reason": "数错了", "who": "李", "when": "2024-01-31", **changed})


def test_a_new_correction_takes_what_it_expects_and_its_file_from_the_dataset(data: Dataset) -> None:
    made = correction(data, row="总计", column="自然人")
    sha256 = hashlib.sha256(YUEQING.read_bytes()).hexdigest()
    assert made == Correction(REPORT, "requests", "results_total", "natural_person", Decimal(101), Decimal(102), "数错了", "李", "2024-01-31", sha256)  # fmt: skip
    assert correction(data, corrected=None).corrected is None
    assert correction(data, corrected=data.figures["value"].max()).corrected == Decimal(
        str(int(data.figures["value"].max()))
    )
    assert correction(data, corrected=1.5).corrected == Decimal("1.5")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"report_id": "乐清市自然资源和规划局_2021"}, f"expected a report of the dataset.*did you mean {REPORT}"),
        ({"report_id": "x"}, "found 'x'; take one of data.reports"),
        ({"row": "result_total"}, "column row: expected a row of requests.*did you mean results_total"),
        (
            {"row": "other_handling.fee_overdue"},
            "expected a cell of the form it follows, found requests/other_handling.fee",
        ),
        ({"corrected": 101}, "expected another number than 101, found the same"),
        ({"corrected": "many"}, "corrected: expected a number or None, found 'many'"),
        ({"reason": " "}, "column reason: expected why"),
        ({"who": ""}, "column who: expected who"),
        ({"when": "then"}, "found 'then'; write a day"),
    ],
)
def test_a_new_correction_that_is_not_right_is_refused(data: Dataset, changed: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        correction(data, **changed)


def test_corrections_are_added_to_a_new_and_to_an_old_file(data: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    add_correction(file, correction(data))
    assert file.read_bytes().startswith("\ufeffreport_id,table".encode()), "with the mark by which Excel knows UTF-8"
    before = file.read_bytes()
    placed = add_correction(file, correction(data, row="granted", corrected=None, reason='说"不准", 再看'))
    assert file.read_bytes().startswith(before) and placed.place == "corrections.csv line 3"
    assert [(c.row, c.corrected, c.reason) for c in read_corrections(file)] == [
        ("results_total", Decimal(102), "数错了"), ("granted", None, '说"不准", 再看'),
    ]  # fmt: skip
    with pytest.raises(CorrectionError, match="line 4: expected one correction a cell.*in line 2 too"):
        add_correction(file, correction(data, corrected=103))
    assert len(read_corrections(file)) == 2, "nothing was written"


@pytest.mark.parametrize("shape", SHAPES)
def test_a_file_keeps_its_encoding_and_separator(data: Dataset, tmp_path: Path, shape: str) -> None:
    file = tmp_path / "corrections.csv"
    file.write_bytes(SHAPES[shape])
    add_correction(file, correction(data, row="granted", corrected=1))
    assert file.read_bytes().startswith(SHAPES[shape])
    assert [c.row for c in read_corrections(file)] == ["results_total", "granted"]
    assert [p.name for p in tmp_path.iterdir()] == ["corrections.csv"]


def test_a_folder_that_is_not_there_and_a_file_that_cannot_be_read(data: Dataset, tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"corrections\.csv: expected the folder .*data, found none; give the path"
    ):
        add_correction(tmp_path / "data" / "corrections.csv", correction(data))
    file = write(tmp_path, HEADER + TOTAL.replace("101", "many"))
    before = file.read_bytes()
    with pytest.raises(CorrectionError, match="line 2: column expected"):
        add_correction(file, correction(data, row="granted", corrected=1))
    assert file.read_bytes() == before
