"""Notebook 06: the three kinds of check beside each other, and what a person decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import decided, disagreements, years
from toolkit.corrections import read_corrections
from toolkit.reviews import read_reviews

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("disagreements")
    build(ROOT / "data/raw/digests", out)
    return open_dataset(out)


def rows(table) -> list[tuple]:
    return [tuple(row) for row in table.frame.itertuples(index=False)]


def test_how_often_numbers_disagree(data: Dataset) -> None:
    checked = disagreements.asked(data, years.judged(data))
    sums, prose, between = rows(disagreements.summary(data, checked))
    # Two columns of 乐清 (自然人, 总计) do not add up; every report has a sum with printed numbers.
    assert sums[5].startswith("2 of ") and sums[6] == "1 of 7"
    # 36件 and 1.05%; 乐清 states nothing. Of another scope: 134件, 57件, 12件.
    assert prose[3] == 3 and prose[5].startswith("2 of ") and prose[6] == "2 of 6"
    assert prose[1] == prose[2] + 3 + prose[4] + 2
    # Seven columns of requests, two rows of documents in force, all printed.
    assert between[1:] == (9, 9, 0, 0, "0 of 9 decided (0.0 %)", "0 of 1")


def test_where_the_kinds_meet(data: Dataset) -> None:
    checked = disagreements.asked(data, years.judged(data))
    disagree, none, not_asked = "disagree 不一致", "none found 未发现", "not asked 未核对"
    # 乐清; 宿迁 2024; 新郑办公室; the other four, of which 宿迁 2023 has no report of 2022.
    assert rows(disagreements.patterns(data, checked)) == [
        (disagree, not_asked, not_asked, 1), (none, disagree, none, 1), (none, disagree, not_asked, 1), (none, none, not_asked, 4),
    ]  # fmt: skip
    assert [row[:2] for row in rows(disagreements.meeting(data, checked))] == [
        ("乐清市自然资源和规划局 2020", 1), ("宿迁市 2024", 1), ("新郑市人民政府办公室 2021", 1),
    ]  # fmt: skip


def test_a_report_with_two_kinds_comes_first(data: Dataset) -> None:
    wrong = (data.claims["quantity"] == "36件") & (data.claims["verdict"] == "contradicts")
    moved = data.claims["report_id"].mask(wrong, "乐清市自然资源和规划局_2020")
    both = replace(data, claims=data.claims.assign(report_id=moved))
    first = rows(disagreements.meeting(both, disagreements.asked(both, years.judged(both))))[0]
    assert first[:2] == ("乐清市自然资源和规划局 2020", 2) and first[3] == "1 of 1"


def test_without_reports_nothing_is_asked(data: Dataset) -> None:
    empty = {name: getattr(data, name).head(0) for name in ("reports", "sections", "figures", "findings", "claims")}
    none = replace(data, **empty)
    checked = disagreements.asked(none, years.judged(none))
    assert [row[5:] for row in rows(disagreements.summary(none, checked))] == [
        ("none could be decided", "none could be asked")
    ] * 3
    assert disagreements.patterns(none, checked).frame.empty and disagreements.meeting(none, checked).frame.empty
    assert "0123456789ab" in repr(decided.how_to_review(none)) and "示例市_2023" in repr(decided.how_to_correct(none))


def run(code: decided.Code, data: Dataset, folder: Path) -> None:
    """Runs the code that a notebook shows, on files in a folder of its own."""
    text = code.text.replace("../data/", f"{folder.as_posix()}/")
    exec(compile(text, "shown", "exec"), {"data": data})  # noqa: S102


def test_the_code_shown_records_a_verdict_and_a_correction(data: Dataset, tmp_path: Path) -> None:
    run(decided.how_to_review(data), data, tmp_path)
    (review,) = read_reviews(tmp_path / "reviews.csv")
    assert review.verdict == "source error" and review.finding_id in set(data.findings["finding_id"])
    run(decided.how_to_correct(data), data, tmp_path)
    (correction,) = read_corrections(tmp_path / "corrections.csv")
    # 总计 of 乐清 is printed 106; its rows add up to 107.
    assert (correction.report_id, correction.expected, correction.corrected) == (
        "乐清市自然资源和规划局_2020",
        106,
        107,
    )
    build(
        ROOT / "data/raw/digests",
        tmp_path / "out",
        corrections=tmp_path / "corrections.csv",
        reviews=tmp_path / "reviews.csv",
    )
    again = open_dataset(tmp_path / "out")
    (row,) = rows(decided.corrections(again))
    assert row[0] == "乐清市自然资源和规划局 2020" and row[2:4] == (106, 107)
    errors = rows(decided.reviews(again))[0]
    assert errors == ("error 错误", 4, 3, 1, 0, 0), "two sums and two claims, of which one was reviewed"
    assert rows(decided.reviewed(again))[0][0] == "source error 原文错误: asked the office"


def test_what_was_not_decided_is_said(data: Dataset) -> None:
    assert decided.reviewed(data).frame.empty and decided.corrections(data).frame.empty
    assert "None yet." in decided.corrections(data)._repr_html_()


def test_a_cell_of_which_no_number_can_be_said_counts_as_corrected(data: Dataset) -> None:
    figures = data.figures.head(4).assign(value=[1.0, None, 2.0, None], corrected=[None, 3.0, 2.0, None])
    figures = figures.astype({"value": "Float64", "corrected": "Float64"})
    assert list(decided.is_corrected(figures)) == [True, True, False, False]
