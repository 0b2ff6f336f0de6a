"""What a person decided about a finding: read as Excel saves it, kept through rebuilds, never dropped in silence."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.checks import Finding
from toolkit.checks.together import Checked
from toolkit.reading.report import Report
from toolkit.reviews import Review, ReviewError, add_review, apply_reviews, read_reviews

PROJECT = Path(__file__).parents[1]
DIGESTS = PROJECT / "data" / "raw" / "digests"
YUEQING = DIGESTS / "乐清市自然资源和规划局_2020.txt"
HEADER = "finding_id,verdict,note,who,when,sha256\n"
ID = "57a5188c5830"
ROW = f"{ID},原文错误,总计少一件,李,2024-01-31,\n"


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "reviews.csv"
    file.write_bytes(text.encode(encoding))
    return file


def project(folder: Path) -> Path:
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    shutil.copy(YUEQING, raw)
    return raw


def the_error(data: Dataset) -> pd.Series:
    """The finding that the results of the column 自然人 do not add up to its total."""
    found = data.findings[(data.findings["severity"] == "error") & (data.findings["column"] == "natural_person")]
    assert len(found) == 1
    return found.iloc[0]


# --- reading ---


@pytest.mark.parametrize(
    "data",
    [
        (HEADER + ROW).encode(),
        (HEADER + ROW).replace("\n", "\r\n").encode("utf-8-sig"),
        (HEADER + ROW).encode("gb18030"),
        (HEADER + ROW).replace(",", "\t").encode("utf-16"),
        (HEADER + ROW).replace(",", ";").encode("gb18030"),
        (HEADER + ROW).replace("2024-01-31", "2024年1月31日").replace(ID, ID.upper()).encode(),
        (HEADER + ROW).replace("原文错误", "Source  Error").encode(),
        (HEADER + ROW).replace("原文错误", "source_error").replace(",sha256", "").replace("31,\n", "31\n").encode(),
    ],
)
def test_a_review_is_read_as_excel_saves_it(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "reviews.csv"
    file.write_bytes(data)
    place = "reviews.csv line 2"
    assert read_reviews(file) == [Review(ID, "source error", "总计少一件", "李", "2024-01-31", "", place)]


@pytest.mark.parametrize(
    ("word", "verdict"),
    [("原文错误", "source error"), ("读取错误", "reader error"), ("已认可", "accepted"), ("accepted", "accepted")],
)
def test_verdicts_in_english_and_chinese(tmp_path: Path, word: str, verdict: str) -> None:
    (found,) = read_reviews(write(tmp_path, HEADER + ROW.replace("原文错误", word).replace("总计少一件", "")))
    assert (found.verdict, found.note) == (verdict, "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (ID, "", "column finding_id: expected twelve characters (0-9, a-f), found ''; copy it from the table findings"),
        (ID, "57a5188c583", "column finding_id: expected twelve characters (0-9, a-f), found '57a5188c583'"),
        ("原文错误", "", "column verdict: expected one of source error (原文错误), reader error (读取错误), accepted (已认可), found ''"),
        ("原文错误", "错误", "found '错误'; write one of these"),
        ("李", "", "column who: expected who decided it, found ''"),
        ("2024-01-31", "2024", "column when: expected a day, found '2024'; write a day such as 2024-01-31"),
        ("31,\n", "31,abc\n", "column sha256: expected at least the first 12 characters (0-9, a-f) of a file's hash, found 'abc'"),
    ],
)  # fmt: skip
def test_a_row_that_is_not_right_says_where_and_what_to_do(tmp_path: Path, old: str, new: str, says: str) -> None:
    file = write(tmp_path, HEADER + ROW.replace(old, new, 1))
    with pytest.raises(ReviewError) as raised:
        read_reviews(file)
    assert str(raised.value).startswith(f"{file}, line 2: ") and says in str(raised.value)


def test_two_reviews_of_a_finding_are_refused_with_both_lines(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=f"line 3: expected one review a finding, found {ID} in line 2 too; keep one"):
        read_reviews(write(tmp_path, HEADER + ROW + ROW.replace("原文错误", "已认可")))


def test_files_that_are_no_reviews(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"reviews\.csv: expected a CSV file with the columns finding_id.*found none"
    ):
        read_reviews(tmp_path / "reviews.csv")
    with pytest.raises(ReviewError, match="line 1: expected the columns finding_id.*found 'id,verdict'"):
        read_reviews(write(tmp_path, "id,verdict\n"))


def test_the_shipped_file_is_empty_and_opens_in_excel() -> None:
    file = PROJECT / "data" / "reviews.csv"
    assert read_reviews(file) == []
    assert file.read_bytes() == ("\ufeff" + HEADER.replace("\n", "\r\n")).encode()


# --- applying ---


def test_a_review_stands_beside_its_finding_and_survives_rebuilds(tmp_path: Path) -> None:
    """Build, review, build again; the file changes a little, then so much that the finding is gone."""
    raw = project(tmp_path)
    out = tmp_path / "data" / "processed"
    assert build(raw, out).reviews == {}
    data = open_dataset(out)
    assert data.findings["review"].isna().all() and data.findings["review_note"].isna().all()
    add_review(
        raw.parent / "reviews.csv", the_error(data)["finding_id"], "原文错误", "总计少一件", "李", "2024-01-31", data
    )

    for _ in range(2):
        summary = build(raw, out)
        assert (summary.reviews, summary.left_over) == ({"of findings": 1}, ())
        data = open_dataset(out)
        assert (the_error(data)["review"], the_error(data)["review_note"]) == ("source error", "总计少一件")
        assert data.findings["review"].notna().sum() == 1
        assert "review_of_changed_file" not in set(data.findings["rule"])

    report = raw / YUEQING.name
    with report.open("ab") as file:
        file.write("\n附注\n".encode())
    assert build(raw, out).reviews == {"of findings": 1}
    data = open_dataset(out)
    assert the_error(data)["review"] == "source error"
    (note,) = data.findings[data.findings["rule"] == "review_of_changed_file"].itertuples()
    assert note.severity == "note" and note.column == "natural_person"
    assert (
        f"{the_error(data)['finding_id']} (results_total_is_sum) was reviewed as source error by 李 on 2024-01-31"
        in note.message
    )
    assert "the file has changed since: look whether that is still right" in note.message

    # The agency mends its report: line 60 is the row 总计, its first figure becomes 102, and the column adds up.
    lines = report.read_text(encoding="utf-8").split("\n")
    lines[59] = lines[59].replace("101", "102", 1)
    report.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    summary = build(raw, out)
    assert summary.reviews == {"of findings that are no longer there": 1}
    assert summary.left_over == (
        f"reviews.csv line 2: finding {ID} (source error, by 李 on 2024-01-31: 总计少一件) is not in this dataset: it is "
        "mistyped, or the report or the rule has changed; copy the id of what is found now, or remove the row, unless it is for another folder of reports",
    )
    assert open_dataset(out).findings["review"].isna().all()


def test_a_review_of_a_finding_that_a_correction_made(tmp_path: Path) -> None:
    raw = project(tmp_path)
    corrections = "report_id,table,row,column,expected,corrected,reason,who,when\n"
    corrections += "乐清市自然资源和规划局_2020,requests,results_total,natural_person,100,102,x,李,2024-01-31\n"
    (raw.parent / "corrections.csv").write_text(corrections, encoding="utf-8")
    build(raw, tmp_path / "out")
    findings = open_dataset(tmp_path / "out").findings.set_index("rule")
    one = findings.loc["correction_not_applied", "finding_id"]
    add_review(raw.parent / "reviews.csv", one, "accepted", "", "李")
    build(raw, tmp_path / "out")
    findings = open_dataset(tmp_path / "out").findings.set_index("rule")
    assert findings.loc["correction_not_applied", "review"] == "accepted"
    assert pd.isna(findings.loc["correction_not_applied", "review_note"])


def checked(*details: str) -> Checked:
    """A report with findings of one rule, told apart by their detail."""
    return Checked(
        "示例市_2021",
        Report("a.txt", sha256="f" * 64),
        findings=[Finding("rule", "note", "…", detail=d) for d in details],
    )


def with_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """The id of a finding is its detail."""
    monkeypatch.setattr(Finding, "id_in", lambda self, report_id: self.detail)


def review(finding_id: str, place: str = "reviews.csv line 2") -> Review:
    return Review(finding_id, "accepted", "", "李", "2024-01-31", "", place)


@pytest.mark.parametrize(
    ("finding_id", "shown"),
    [("123456789012", "1.23457E+11"), ("000123456789", "123456789"), ("1234567890e1", "12345678900")],
)
def test_an_id_that_excel_took_for_a_number_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finding_id: str, shown: str
) -> None:
    with_ids(monkeypatch)
    (read,) = read_reviews(write(tmp_path, HEADER + ROW.replace(ID, shown)))
    outcome = apply_reviews([checked("abcdefabcdef", finding_id)], [read])
    assert list(outcome.by_finding) == [finding_id] and outcome.left_over == []
    assert outcome.by_finding[finding_id].finding_id == finding_id


def test_an_id_that_excel_changed_and_that_fits_two_findings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with_ids(monkeypatch)
    outcome = apply_reviews([checked("123456789012", "123456789013")], [review("1.23457E+11")])
    assert outcome.by_finding == {} and outcome.counts == {"of findings that are no longer there": 1}
    assert (
        "was changed by Excel and can be 123456789012 or 123456789013; write the one you mean" in outcome.left_over[0]
    )


def test_two_reviews_that_turn_out_to_be_of_one_finding_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with_ids(monkeypatch)
    outcome = apply_reviews(
        [checked("123456789012")], [review("123456789012"), review("1.23457E+11", "reviews.csv line 3")]
    )
    assert outcome.by_finding["123456789012"].place == "reviews.csv line 2"
    assert outcome.left_over == [
        "reviews.csv line 3: finding 1.23457E+11 (accepted, by 李 on 2024-01-31) has two reviews here; keep one"
    ]


def test_a_file_that_is_not_right_ends_the_build_before_anything_is_read(tmp_path: Path) -> None:
    raw = project(tmp_path)
    own = write(tmp_path, HEADER + ROW.replace("原文错误", "wrong"))
    with pytest.raises(ReviewError, match="line 2: column verdict"):
        build(raw, tmp_path / "out", reviews=own)
    assert not (tmp_path / "out").exists()


# --- in a notebook ---


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("notebook")
    build(project(folder), folder / "out")
    return open_dataset(folder / "out")


def test_reviews_are_added_to_a_new_and_to_an_old_file(data: Dataset, tmp_path: Path) -> None:
    file, sha256 = tmp_path / "reviews.csv", hashlib.sha256(YUEQING.read_bytes()).hexdigest()
    first, second = data.findings["finding_id"][:2]
    made = add_review(file, first, "读取错误", "见第3页", "李", "2024-01-31", data)
    assert made == Review(first, "reader error", "见第3页", "李", "2024-01-31", sha256, "reviews.csv line 2")
    assert file.read_bytes().startswith("\ufefffinding_id,verdict".encode()), "with the mark by which Excel knows UTF-8"
    before = file.read_bytes()
    assert add_review(file, second, "accepted", "", "王").sha256 == ""
    assert file.read_bytes().startswith(before)
    with pytest.raises(ReviewError, match=f"line 4: expected one review a finding, found {first} in line 2 too"):
        add_review(file, first, "accepted", "", "王")
    assert [r.finding_id for r in read_reviews(file)] == [first, second]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"finding_id": "123", "data": None},
            "finding_id: expected twelve characters .*found '123'; copy it from data.findings",
        ),
        ({"finding_id": "0" * 12}, "finding_id: expected a finding of the dataset, found '000000000000'; take one of"),
        ({"verdict": "wrong"}, "column verdict: expected one of source error"),
        ({"who": " "}, "column who: expected who"),
        ({"when": "then"}, "found 'then'; write a day"),
    ],
)
def test_a_review_that_is_not_right_is_refused(data: Dataset, tmp_path: Path, changed: dict, says: str) -> None:
    usual = dict(finding_id=data.findings["finding_id"][0], verdict="accepted", note="", who="李", data=data)
    with pytest.raises(ValueError, match=says):
        add_review(tmp_path / "reviews.csv", **{**usual, **changed})
    assert list(tmp_path.iterdir()) == []
