"""Notebook 06 on the numbers in the prose: counts, lists with their words and places, and how much can be checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_charts import svg_of, twins

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, claims

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("claims")
    build(ROOT / "data/raw/digests", out)
    return open_dataset(out)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "raw").mkdir()
    build(folder / "raw", folder / "out")
    return open_dataset(folder / "out")


def without_claims(data: Dataset) -> Dataset:
    return replace(data, claims=data.claims.head(0))


def cells(table) -> list[tuple]:
    return [tuple(row) for row in table.frame.itertuples(index=False)]


def test_numbers_by_kind_and_verdict(data: Dataset) -> None:
    rows = {row[0].split("\n")[0]: row[1:] for row in cells(claims.kinds_table(data))}
    # tests/gold/claims.csv, kind figure: 1 in 中卫, 10 + 10 in 宿迁, 5 in 新郑办公室, 1 in 新郑资规 = 27; one of them contradicts
    # (36件), three are of another scope (134件, 57件, 12件), so 23 agree.
    assert rows["a figure of the tables"] == (27, 23, 3, 0, 1, "27 of 27 (100.0 %)", "1 of 27 (3.7 %)")
    # Two in 中卫 (行政复议, 诉讼), two in 新郑政务.
    assert rows["a statement that there was none"] == (4, 4, 0, 0, 0, "4 of 4 (100.0 %)", "0 of 4 (0.0 %)")
    # 70.3% has no report of 2022; 1.05% contradicts.
    assert rows["a growth against another year"] == (2, 0, 0, 1, 1, "1 of 2 (50.0 %)", "1 of 1 (100.0 %)")
    assert rows["a share of a base"][:5] == (2, 2, 0, 0, 0)
    assert [rows["all"][4], rows["all"][2]] == [2, 3]


def test_contradictions_say_the_words_the_place_and_what_agrees(data: Dataset) -> None:
    unable, growth = cells(claims.contradictions(data))
    assert growth[2:4] == ("1.05%", "1.08%") and "(3646 - 3607) / 3607 = 1.08 %" in growth[4]
    assert growth[0].startswith("宿迁市 2024\n宿迁市_2024.txt\nsection 1, characters ")
    assert unable[2:4] == ("36件", "30") and "【无法提供36件】" in unable[1]
    assert "（四）无法提供 (unable to provide), column 总计 (total)" in unable[4] and "36 = 30 " in unable[4]
    findings = data.findings[data.findings["rule"] == "claim_contradicts"]
    assert [row[0].split("\n")[3] for row in (unable, growth)] == list(findings["finding_id"])


def test_numbers_of_another_scope_are_listed(data: Dataset) -> None:
    assert [(row[2], row[3]) for row in cells(claims.other_scopes(data))] == [
        ("12件", "14"),
        ("134件", "170"),
        ("57件", "77"),
    ]


def test_a_review_stands_beside_the_claim(data: Dataset) -> None:
    findings = data.findings.assign(review=data.findings["review"].astype("string"))
    at = (findings["rule"] == "claim_contradicts") & (findings["report_id"] == "宿迁市_2024")
    findings.loc[at, ["review", "review_note"]] = ["accepted", "rounded"]
    unable, growth = cells(claims.contradictions(replace(data, findings=findings)))
    assert growth[0].endswith("\naccepted 已认可: rounded") and "已认可" not in unable[0]


def test_reports_with_contradictions_come_first(data: Dataset) -> None:
    table = claims.by_report(data)
    assert list(table.frame["report"])[:2] == ["宿迁市 2024", "新郑市人民政府办公室 2021"]
    by_name = {row[0]: row[1:] for row in cells(table)}
    # Section 1 of 乐清 has no number that a table asks for.
    assert by_name["乐清市自然资源和规划局 2020"] == (0, 0, 0, 0, 0, "")
    assert table.below == "1 report states no number that could be held against anything."


def test_numbers_reached_by_claims() -> None:
    text = "全年召开会议3次，收到申请 5 件，\n发布信息20条。"
    five = text.index("收到"), text.index("件") + 1
    # Three numbers count something; one of them stands in a claim.
    assert claims._reached(text, [(*five, True)]) == (3, 1, 1)
    assert claims._reached(text, [(*five, False)]) == (3, 1, 0)
    assert claims._reached(text, [(*five, False), (*five, True)]) == (3, 1, 1)
    assert claims._reached("无", []) == (0, 0, 0)


def test_the_share_that_can_be_checked_is_of_all_numbers(data: Dataset) -> None:
    sections = data.sections.head(1).assign(report_id="宿迁市_2024", number=2, text="召开会议3次，收到申请5件。")
    one = data.claims.head(1).assign(
        report_id="宿迁市_2024", section=2, kind="figure", start=7, end=13, verdict="agrees"
    )
    table = claims.reach(replace(data, sections=sections, claims=one))
    assert cells(table) == [
        ("section 2 第二部分", 1, 2, "1 of 2 (50.0 %)", "1 of 2 (50.0 %)"),
        ("all 合计", 1, 2, "1 of 2 (50.0 %)", "1 of 2 (50.0 %)"),
    ]


def test_words_in_their_context() -> None:
    text = f"{'前' * 50}\n收到 5 件{'后' * 50}"
    start = text.index("收")
    assert claims.in_context(text, start, start + 6) == f"…{'前' * 24}【收到5件】{'后' * 24}…"
    assert claims.in_context("收到5件。", 0, 4) == "【收到5件】。"
    long = claims.in_context("数" * 300, 0, 300)
    assert long == f"【{'数' * 80}…{'数' * 40}】"


def test_what_a_claim_refers_to() -> None:
    assert claims.terms("disputes/litigation_direct/total + disputes/litigation_after_reconsideration/total") == (
        ["disputes"], ["litigation_direct", "litigation_after_reconsideration"], ["total"],
    )  # fmt: skip
    assert claims.terms("requests/(new_requests + carried_over)/(other + research_institution)") == (
        ["requests"], ["new_requests", "carried_over"], ["other", "research_institution"],
    )  # fmt: skip
    assert (
        claims.referent("requests/other_handling.*/total") == "（六）其他处理 (handled otherwise), column 总计 (total)"
    )
    assert claims.referent("parts") == "its parts 分项"
    assert claims.referent("claim 3") == "claim 3 of this report"
    assert claims.referent("") == ""


@pytest.mark.parametrize("which", ["no report", "no claim"])
def test_nothing_to_list_is_said(which: str, data: Dataset, nothing: Dataset) -> None:
    empty = nothing if which == "no report" else without_claims(data)
    assert isinstance(claims.kinds_chart(empty), Note)
    for draw in (claims.kinds_table, claims.contradictions, claims.other_scopes):
        assert draw(empty).frame.empty and "<table" not in draw(empty)._repr_html_()
    assert len(claims.by_report(empty).frame) == (0 if which == "no report" else 7)
    assert claims.reach(empty).frame.empty == (which == "no report")


def test_of_many_the_first_are_shown_and_the_rest_named(data: Dataset) -> None:
    many = pd.concat([data.claims] * 31, ignore_index=True)
    html = claims.contradictions(replace(data, claims=many))._repr_html_()
    assert "60 of 62 rows are shown" in html and "verdict == &#x27;contradicts&#x27;" in html


def test_a_second_copy_is_listed_and_not_counted(data: Dataset) -> None:
    double = twins(data)
    name = data.reports["report_id"].iloc[0]
    mine = data.claims[data.claims["report_id"] == name]
    double = replace(
        double, claims=pd.concat([data.claims, mine.assign(report_id=f"{name}_aaaaaa")], ignore_index=True)
    )
    assert claims.kinds_table(double).frame["total"].iloc[-1] == 121
    assert claims.kinds_table(data).frame["total"].iloc[-1] == 121


def test_the_chart_is_the_same_twice_and_says_what_it_counts(data: Dataset) -> None:
    one, two = (svg_of(claims.kinds_chart(data)) for _ in range(2))
    assert one == two and " id=" not in one and "…" not in one
    for text in ("a figure of the tables", "表格数字", "contradicts 矛盾", "numbers (个)", ">27<"):
        assert text in one
