"""Notebook 06 on the indicators: other readings of a report, the rates by them, and ranks. Numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from test_charts import svg_of, twins
from test_charts_years import EARLIER, LATER, with_cell

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, effects, ranks, years
from toolkit.charts.alternatives import CORRECTION, PROSE, SUM, YEARS, _fitted, alternatives
from toolkit.forms import load_forms
from toolkit.identities import equations

ROOT = Path(__file__).parent.parent
YUEQING, OFFICE = "乐清市自然资源和规划局_2020", "新郑市人民政府办公室_2021"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("effects")
    build(ROOT / "data/raw/digests", out)
    return open_dataset(out)


def read(data: Dataset) -> tuple[list, pd.DataFrame]:
    readings = alternatives(data, years.judged(data))
    return readings, effects.effects(data, readings)


def rate(found: pd.DataFrame, report_id: str, indicator: str) -> tuple:
    (row,) = found[(found["report_id"] == report_id) & (found["indicator"] == indicator)].itertuples()
    return row.numerator, row.denominator, row.other_numerator, row.other_denominator


def test_the_readings_of_the_digests(data: Dataset) -> None:
    persons, total, unable = read(data)[0]
    # 总计 is printed 101 and 106, its rows add up to 102 and 107; the prose has 36件 for the rows of 无法提供.
    assert persons.cells == ((("requests", "results_total", "natural_person"), 102.0),)
    assert total.cells == ((("requests", "results_total", "total"), 107.0),)
    assert (persons.source, total.source, unable.source) == (SUM, SUM, PROSE)
    assert {key[1].split(".")[0] for key, _ in unable.cells} == {"unable"}
    assert sum(value for _, value in unable.cells) == 36 and unable.whole


def test_rates_by_the_sum_of_the_parts(data: Dataset) -> None:
    readings, found = read(data)
    # 72 granted and 17 in part, of 106 as printed and of 107 as the rows add up.
    assert rate(found, YUEQING, "disclosure_rate") == (89, 106, 89, 107)
    assert rate(found, YUEQING, "share_granted") == (72, 106, 72, 107)
    change = found.set_index(["report_id", "indicator"])["change"]
    assert change[YUEQING, "disclosure_rate"] == pytest.approx(89 / 107 - 89 / 106)
    # 0 of 106 and 0 of 107 are the same rate; no rate asks for the results of natural persons.
    assert (YUEQING, "share_other_handling") not in change.index
    assert set(found["reading"]) == {1, 2}
    table = effects.readings_table(data, readings, found)
    assert [tuple(row)[1:] for row in table.frame.itertuples(index=False)] == [
        (2, 1, 1, 1, "0.8 pp"), (1, 1, 1, 1, "12.0 pp"), (0, 0, 0, 0, ""), (0, 0, 0, 0, ""),
    ]  # fmt: skip
    # 1.05% is a growth and stands in no cell.
    assert table.below.startswith("1 of 2 numbers in the prose that contradict")


def test_rates_by_the_number_in_the_prose(data: Dataset) -> None:
    found = read(data)[1]
    # 无法提供 is 30 of 50 results, 36 of 50 by the prose; without those not processed 14 of 44 are open, 14 of 50 by the prose.
    assert rate(found, OFFICE, "share_unable") == (30, 50, 36, 50)
    assert rate(found, OFFICE, "disclosure_rate_processed") == (14, 44, 14, 50)
    # Which of the rows of 无法提供 the six more would stand in is not said.
    assert set(found.loc[found["report_id"] == OFFICE, "indicator"]) == {"share_unable", "disclosure_rate_processed"}


def test_the_two_ends_of_a_broken_carry_over(data: Dataset) -> None:
    readings, found = read(with_cell(data, LATER, "carried_over", "total", 120))
    of_years = [(one.report_id, one.cells[0][0][1], one.cells[0][1]) for one in readings if one.source == YEARS]
    assert of_years == [(LATER, "carried_over", 121.0), (EARLIER, "carried_forward", 120.0)]
    # New requests of 2024 are 3646 - 121 = 3525; 125 are carried forward. In 2023 there were 3607 to be handled.
    assert rate(found, LATER, "carry_over_rate") == (125, 3645, 125, 3646)
    assert rate(found, EARLIER, "carry_over_rate") == (121, 3607, 120, 3607)


def test_a_balance_lets_each_of_its_cells_be_the_wrong_one() -> None:
    form = load_forms()["2021"]
    (balance,) = (
        e for e in equations(form, "requests") if e.identity.key == "intake_equals_outcome" and e.at == "total"
    )
    printed = {"new_requests": 10, "carried_over": 1, "results_total": 8, "carried_forward": 1}
    cells = {("requests", row, "total"): (value, "reported") for row, value in printed.items()}
    # 10 + 1 = 11, 8 + 1 = 9: two too many on the left. Carried over would be -1, which no count is.
    found = {one.cells[0][0][1]: one.cells[0][1] for one in _fitted("甲_2023", balance, cells)}
    assert found == {"new_requests": 8, "results_total": 10, "carried_forward": 3}
    lost = {**cells, ("requests", "carried_forward", "total"): (None, "missing")}
    assert list(_fitted("甲_2023", balance, lost)) == []


def test_corrections_are_read_from_their_column(data: Dataset) -> None:
    figures = data.figures.copy()
    at = (figures["report_id"] == YUEQING) & (figures["row"] == "results_total") & (figures["column"] == "total")
    figures.loc[at, "corrected"] = 107
    readings, found = read(replace(data, figures=figures))
    (one,) = (one for one in readings if one.source == CORRECTION)
    assert (one.report_id, one.words) == (YUEQING, "corrections of 1 cell")
    mine = found[found["source"] == CORRECTION]
    assert rate(mine, YUEQING, "disclosure_rate") == (89, 106, 89, 107)
    assert len(mine) == (found["reading"] == 1).sum(), "the correction is what the sum says, so it moves the same rates"


def test_the_largest_change_of_each_report(data: Dataset) -> None:
    found = read(data)[1]
    own, aggregate = effects.largest(data, found).parts
    shown = [(row.report, row.printed, row.other, row.change, row.moved) for row in own.frame.itertuples()]
    assert shown == [
        ("新郑市人民政府办公室 2021", "60.0 %\n30 of 50", "72.0 %\n36 of 50", "+12.0 pp", 2),
        ("乐清市自然资源和规划局 2020", "84.0 %\n89 of 106", "83.2 %\n89 of 107", "−0.8 pp", 7),
    ]
    assert aggregate.frame.empty and "No share changes." in aggregate._repr_html_()


def test_a_change_that_rounds_to_nothing_is_not_written_as_none() -> None:
    assert [effects.points(x) for x in (0.12, -0.0078, 0.0004, 0.0)] == ["12.0 pp", "−0.8 pp", "under 0.1 pp", "0.0 pp"]
    assert [effects._signed(x) for x in (0.12, -0.12, 0.0004, -0.0004)] == [
        "+12.0 pp",
        "−12.0 pp",
        "under 0.1 pp",
        "under 0.1 pp",
    ]


def test_few_reports_are_not_ranked(data: Dataset) -> None:
    said = ranks.ranks(data, read(data)[1])
    assert isinstance(said, Note)
    # Of own work and 2020, 乐清 and 新郑资规 have a disclosure rate; 中卫 lost cells, 新郑政务 had no request.
    assert "the largest such group has 2" in repr(said)


def crowd(data: Dataset) -> Dataset:
    """Twelve more offices beside 乐清, with 66 to 77 granted in place of its 72 and without its findings."""
    report, figures = (frame[frame["report_id"] == YUEQING] for frame in (data.reports, data.figures))
    reports, cells = [data.reports], [data.figures]
    for n in range(12):
        name = f"甲{n:02}局"
        reports.append(report.assign(report_id=f"{name}_2020", agency=name, source=f"{n}.txt"))
        mine = figures.assign(report_id=f"{name}_2020")
        at = (mine["row"] == "granted") & (mine["column"] == "total")
        mine.loc[at, ["value", "corrected"]] = 66 + n
        cells.append(mine)
    return replace(data, reports=pd.concat(reports, ignore_index=True), figures=pd.concat(cells, ignore_index=True))


def test_the_rank_of_a_report_that_alone_is_read_otherwise(data: Dataset) -> None:
    many = crowd(data)
    table = ranks.ranks(many, read(many)[1], ("disclosure_rate",))
    (row,) = table.frame.itertuples(index=False)
    # The others have 83 to 94 of 106, 新郑资规 98 of 123. Above 89 of 106 stand 90 to 94: rank 6 of 14. 89 of 107 lies below
    # 89 of 106, too, but above 88 of 106: rank 7.
    assert (row.ranked, row.read, row.moved, row.far) == (14, 1, 1, "乐清市自然资源和规划局 2020: 6 → 7 of 14")


def test_by_rate_counts_reports_and_leaves_out_copies(data: Dataset) -> None:
    for one in (data, twins(data)):
        own = effects.by_rate(one, read(one)[1]).parts[0].frame.set_index("rate")
        unable = own.loc["Unable to provide, share of results\n无法提供占办理结果"]
        # Two reports, by 10/106 - 10/107 and by 12 points; a median of two says nothing.
        assert (unable["reports"], unable["median"], unable["largest"], unable["more"]) == (2, "", "12.0 pp", 1)


def test_without_another_reading_every_part_says_so(data: Dataset) -> None:
    calm = replace(data, findings=data.findings.head(0), claims=data.claims.head(0))
    readings, found = read(calm)
    assert readings == [] and found.empty and list(found.columns) == effects.COLUMNS
    assert effects.readings_table(calm, readings, found).frame["readings"].sum() == 0
    for part in (*effects.largest(calm, found).parts, *effects.by_rate(calm, found).parts):
        assert "No share changes." in part._repr_html_()
    assert all(isinstance(part, Note) for part in effects.picture(calm, found).parts)
    assert isinstance(ranks.ranks(calm, found), Note)
    none = replace(calm, reports=data.reports.head(0), figures=data.figures.head(0))
    assert effects.effects(none, []).empty and "largest such group has 0" in repr(ranks.ranks(none, found))


def test_the_picture_is_the_same_twice(data: Dataset) -> None:
    found = read(data)[1]
    own, aggregate = effects.picture(data, found).parts
    assert svg_of(own) == svg_of(effects.picture(data, found).parts[0]) and isinstance(aggregate, Note)
    for text in ("72.0 % (+12.0 pp)", "60.0 %", "as printed 按原文", "share (%) 份额"):
        assert text in svg_of(own)
