"""Hand codings as files, and the random sample that a person codes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from small_codebook import CODES

from toolkit.text.evaluate import (
    CodingError,
    draw_sample,
    read_coding,
)

R = "示例市_2021"


# --- the coding file ---

LINES = (
    "report,kind,order,begins_with,themes",
    "示例市_2021,problem,1,业务培训,capacity",
    "示例市_2021,improvement,1,栏目设置,platform;coverage",
)
CODED = [
    ("示例市_2021", "problem", 1, "业务培训", ("capacity",)),
    ("示例市_2021", "improvement", 1, "栏目设置", ("platform", "coverage")),
]


def coding_file(folder: Path, *lines: str, encoding: str = "utf-8", end: str = "\r\n") -> Path:
    path = folder / "codes.csv"
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        (LINES, "utf-8"),
        (LINES, "utf-8-sig"),
        (LINES, "gb18030"),
        (("report_id" + LINES[0][6:], *LINES[1:]), "utf-8"),
        ((*LINES[:2], LINES[2].replace(";", "；")), "utf-8-sig"),
        ((*LINES[:2], LINES[2].replace(";", " ； ") + "；"), "gb18030"),
        ((LINES[0], ",,,,", *LINES[1:], ",,,,", ""), "utf-8-sig"),
        ([line.replace(",", "\t") for line in LINES], "utf-16"),
        ([line.replace(";", "；").replace(",", ";") for line in LINES], "gb18030"),
        ((LINES[0].replace(",", ";"), "示例市_2021;problem;1;业务培训;capacity", '示例市_2021;improvement;1;栏目设置;"platform;coverage"'), "utf-8"),
    ],
)  # fmt: skip
def test_a_coding_is_read_as_excel_writes_it(tmp_path: Path, lines: tuple[str, ...], encoding: str) -> None:
    found = read_coding(coding_file(tmp_path, *lines, encoding=encoding), CODES)
    assert list(found.columns) == ["report_id", "kind", "order", "begins_with", "themes"]
    assert list(found.itertuples(index=False, name=None)) == CODED


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("示例市_2021,problem,1,业务,capcity", "line 4, column themes: .*found 'capcity'; did you mean capacity"),
        ("示例市_2021,problem,1,业务,培训", "line 4, column themes: .*capacity, platform, coverage, other.*found '培训'; .*other"),
        ("示例市_2021,problem,1,业务,", "line 4, column themes: expected codes joined by ;.*write other"),
        ("示例市_2021,问题,1,业务,capacity", "line 4, column kind: expected problem or improvement, found '问题'"),
        ("示例市_2021,problem,一,业务,capacity", "line 4, column order: expected a whole number from 1, found '一'"),
        ("示例市_2021,problem,0,业务,capacity", "line 4, column order: .*found '0'"),
        (",problem,2,业务,capacity", "line 4, column report: expected a report_id"),
        ("示例市_2021,problem,1,业务,capacity", "line 4, column order: .*line 2 again.*delete"),
        ("示例市_2021,problem,2,业务,capacity,platform", "line 4: expected 5 cells, found 6; .*quotation marks"),
        ('示例市_2021,problem,2,"业务,capacity', "line 4: expected every quotation mark to be closed"),
    ],
)  # fmt: skip
def test_an_error_in_the_coding_names_its_place_and_the_next_step(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(CodingError, match=r"codes\.csv, " + says):
        read_coding(coding_file(tmp_path, *LINES, row), CODES)


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    lines = (LINES[0], "", '示例市_2021,problem,1,"业务\n培训",capacity', "示例市_2021,problem,2,栏目,nothing")
    with pytest.raises(CodingError, match="line 5, column themes"):
        read_coding(coding_file(tmp_path, *lines, end="\n"), CODES)


def test_all_errors_are_listed_up_to_ten(tmp_path: Path) -> None:
    rows = [f"示例市_2021,problem,{i},业务,nothing" for i in range(1, 13)]
    with pytest.raises(CodingError) as error:
        read_coding(coding_file(tmp_path, LINES[0], *rows), CODES)
    assert str(error.value).count("column themes") == 10
    assert str(error.value).endswith("and 2 more")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04....", "found an Excel workbook"),
        (b"", "line 1: expected the columns report, kind, order, begins_with, themes, found ''"),
        ("report,kind\n甲,problem\n".encode(), "line 1: expected the columns .*found 'report,kind'"),
        (b"report,kind,order,begins_with,themes\n\xff\xff\xff", "expected text in UTF-8 or GB18030"),
    ],
)
def test_a_file_that_is_no_coding_is_refused(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "codes.csv"
    path.write_bytes(data)
    with pytest.raises(CodingError, match=says):
        read_coding(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodingError, match=r"none\.csv: expected a hand-coded CSV file, found none"):
        read_coding(tmp_path / "none.csv")


# --- the sample ---


def statements(problems: int, improvements: int, report: str = R) -> pd.DataFrame:
    rows = [(report, "problem", i, f"问题{i}", ["a"]) for i in range(1, problems + 1)]
    rows += [(report, "improvement", i, f"措施{i}", ["a"]) for i in range(1, improvements + 1)]
    frame = pd.DataFrame(rows, columns=["report_id", "kind", "order", "text", "themes"])
    return frame.assign(words=[["因为"]] * len(rows), answers=[[1]] * len(rows))


@pytest.mark.parametrize(
    ("problems", "improvements", "size", "expected"),
    [
        (80, 20, 10, (8, 2)),
        (97, 3, 10, (9, 1)),  # 9.7 and 0.3: each stratum gets one at least
        (15, 5, 50, (15, 5)),
        (3, 0, 2, (2, 0)),
        (9, 9, 1, (0, 1)),  # too small for one each; the two lack as much, and improvement comes first
    ],
)
def test_each_kind_has_its_share_of_the_sample(
    problems: int, improvements: int, size: int, expected: tuple[int, int]
) -> None:
    kinds = list(draw_sample(statements(problems, improvements), size)["kind"])
    assert (kinds.count("problem"), kinds.count("improvement")) == expected


def test_the_sample_is_blind() -> None:
    sample = draw_sample(statements(5, 5), 4)
    assert list(sample.columns) == ["report_id", "kind", "order", "text"]


def test_the_sample_depends_on_the_seed_and_not_on_the_order_of_rows() -> None:
    frame = statements(40, 40)
    sample = draw_sample(frame, 20)
    pd.testing.assert_frame_equal(sample, draw_sample(frame[::-1], 20))
    other = draw_sample(frame, 20, seed=1)
    assert set(sample["text"]) != set(other["text"])
    # In random order: neither by kind nor by number.
    assert list(sample["kind"]) != sorted(sample["kind"], reverse=True)


def test_new_reports_only_push_statements_out_of_the_sample() -> None:
    old, new = statements(60, 0), statements(30, 0, "示例县_2021")
    before, after = (draw_sample(frame, 30, by=()) for frame in (old, pd.concat([old, new])))
    assert set(after.query("report_id == @R")["text"]) < set(before["text"])
    assert 0 < (after["report_id"] == "示例县_2021").sum() < 30


def test_every_statement_has_about_the_same_chance() -> None:
    # Drawn 5 of 10 with 400 seeds, each is expected 200 times, standard deviation sqrt(400 * 0.5 * 0.5) = 10.
    frame = statements(10, 0)
    drawn = pd.concat([draw_sample(frame, 5, seed=seed) for seed in range(400)])["text"].value_counts()
    assert len(drawn) == 10
    assert drawn.between(160, 240).all()


def test_a_sample_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="size: expected 1 or more, found 0"):
        draw_sample(statements(5, 5), 0)
    with pytest.raises(ValueError, match="statements: expected the columns year, found report_id"):
        draw_sample(statements(5, 5), by=("year",))
    assert len(draw_sample(statements(5, 5)[:0])) == 0
