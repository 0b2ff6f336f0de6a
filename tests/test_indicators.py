"""Rates: their definitions, why there is none, blanks, broken sums and intervals. Two reports by hand: test_indicators_by_hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import rates as tables
from toolkit.forms import load_forms
from toolkit.indicators import (
    COLUMNS,
    STATUS_WORDS,
    Indicator,
    cells_named,
    definitions,
    indicators,
    poisson,
    rates,
    wilson,
    with_doubt,
)

DIGESTS = Path(__file__).parent.parent / "data/raw/digests"

# 宿迁市 2024, counted by hand: 予以公开 1431, 部分公开 471, 不予公开 92, 无法提供 941 (of it 补正后仍不明确 8), 不予处理 117,
# 其他处理 469, 总计 3521; 新收 3525 (自然人 3440), 上年结转 121, 结转下年 125.
SUQIAN_2024 = {
    "natural_person_share": (3440, 3525),
    "carry_over_rate": (125, 3646),
    "share_granted": (1431, 3521),
    "share_partially_granted": (471, 3521),
    "share_denied": (92, 3521),
    "share_unable": (941, 3521),
    "share_not_processed": (117, 3521),
    "share_other_handling": (469, 3521),
    "disclosure_rate": (1902, 3521),
    "disclosure_rate_substance": (1902, 2927),
    "corrected_reconsideration": (18, 134),
    "corrected_litigation": (0, 57),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("indicators")
    build(DIGESTS, out)
    return open_dataset(out)


@pytest.fixture(scope="module")
def table(data: Dataset) -> pd.DataFrame:
    found = rates(data.figures, data.reports, blank_is_zero=True)
    return with_doubt(found, data.findings, data.reports).set_index(["report_id", "indicator"])


@pytest.mark.parametrize(("key", "fraction"), SUQIAN_2024.items())
def test_rates_are_those_counted_by_hand(table: pd.DataFrame, key: str, fraction: tuple[int, int]) -> None:
    row = table.loc["宿迁市_2024", key]
    assert (row["numerator"], row["denominator"], row["status"]) == (*fraction, "ok")
    assert row["value"] == fraction[0] / fraction[1]
    assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


def test_shares_of_refusal_reasons_add_up(table: pd.DataFrame) -> None:
    reasons = table.loc["宿迁市_2024"].filter(like="reason_", axis=0)
    assert len(reasons) == 8
    assert reasons["numerator"].tolist() == [2, 1, 4, 17, 21, 11, 23, 13]
    assert reasons["numerator"].sum() == 92


def test_no_rate_where_the_denominator_is_zero_or_a_cell_is_lost(table: pd.DataFrame) -> None:
    lost, zero, blank = (table.loc[key] for key in (
        ("中卫市自然资源局_2020", "share_denied"),
        ("新郑市政务服务和大数据管理局_2020", "share_granted"),
        ("乐清市自然资源和规划局_2020", "corrected_reconsideration"),
    ))  # fmt: skip
    assert [row["status"] for row in (lost, zero, blank)] == ["missing", "zero_denominator", "nothing_printed"]
    assert all(pd.isna(row["value"]) and pd.isna(row["low"]) for row in (lost, zero, blank))
    assert set(table["status"]) <= set(STATUS_WORDS)


def test_an_unknown_form_is_not_called_a_lost_cell(data: Dataset) -> None:
    found = rates(data.figures, data.reports.assign(form=pd.NA))
    assert set(found["status"]) == {"no_form"} and "form" in STATUS_WORDS["no_form"]


def test_blanks_count_as_zero_only_as_said(data: Dataset, table: pd.DataFrame) -> None:
    zeroed = table.loc["乐清市自然资源和规划局_2020", "share_denied"]
    assert (zeroed["value"], zeroed["blanks"]) == (5 / 106, 6)
    strict = rates(data.figures, data.reports).set_index(["report_id", "indicator"])
    row = strict.loc["乐清市自然资源和规划局_2020", "share_denied"]
    assert row["status"] == "blank" and pd.isna(row["value"]) and row["blanks"] == 6
    assert strict.loc[("宿迁市_2024", "share_denied"), "value"] == 92 / 3521


def test_a_rate_on_a_broken_sum_is_doubtful(table: pd.DataFrame) -> None:
    assert table.loc[("乐清市自然资源和规划局_2020", "disclosure_rate"), "doubtful"]
    assert not table.loc[("乐清市自然资源和规划局_2020", "carry_over_rate"), "doubtful"]
    assert not table.loc["宿迁市_2024"]["doubtful"].any()


def with_cell(data: Dataset, row: str, column: str, value: float) -> pd.DataFrame:
    """The figures with another number in a cell of 宿迁市 2024."""
    figures = data.figures.copy()
    at = (figures["report_id"] == "宿迁市_2024") & (figures["row"] == row) & (figures["column"] == column)
    assert at.sum() == 1
    figures.loc[at, "value"] = value
    return figures


@pytest.mark.parametrize("value", [9999.0, -1.0])
def test_a_part_larger_than_its_whole_or_negative_gives_no_rate(data: Dataset, value: float) -> None:
    found = rates(with_cell(data, "granted", "total", value), data.reports).set_index(["report_id", "indicator"])
    row = found.loc["宿迁市_2024", "share_granted"]
    assert row["status"] == "contradictory" and pd.isna(row["value"])


@pytest.mark.parametrize("status", ["undecided", "missing"])
@pytest.mark.parametrize("blank_is_zero", [True, False])
def test_an_undecided_or_lost_cell_counts_as_nothing(data: Dataset, status: str, blank_is_zero: bool) -> None:
    figures = with_cell(data, "granted", "total", 0.0).astype({"status": "string"})
    at = (figures["report_id"] == "宿迁市_2024") & (figures["row"] == "granted") & (figures["column"] == "total")
    figures.loc[at, "value"], figures.loc[at, "status"] = pd.NA, status
    found = rates(figures, data.reports, blank_is_zero=blank_is_zero).set_index(["report_id", "indicator"])
    row = found.loc["宿迁市_2024", "disclosure_rate"]
    assert row["status"] == status and row[["numerator", "value", "low", "high"]].isna().all()
    assert row["denominator"] == 3521


def test_a_ratio_can_exceed_one_and_a_share_cannot(data: Dataset) -> None:
    # 9,000 cases of reconsideration for 3,525 new requests.
    found = rates(with_cell(data, "reconsideration", "total", 9000.0), data.reports).set_index(
        ["report_id", "indicator"]
    )
    ratio = found.loc["宿迁市_2024", "reconsideration_per_request"]
    assert (ratio["kind"], ratio["status"], ratio["value"]) == ("ratio", "ok", 9000 / 3525)
    assert ratio["low"] < ratio["value"] < ratio["high"]
    assert found.loc[found["kind"] == "share", "value"].max() <= 1


def test_no_request_and_yet_a_case_has_no_ratio(data: Dataset) -> None:
    found = rates(with_cell(data, "new_requests", "total", 0.0), data.reports).set_index(["report_id", "indicator"])
    row = found.loc["宿迁市_2024", "litigation_per_request"]
    assert row["status"] == "zero_denominator" and pd.isna(row["value"])


def test_a_rate_of_another_form_is_said_not_to_be_on_it(data: Dataset, table: pd.DataFrame) -> None:
    # 其他处理 is one row in form 2019 and three in form 2021.
    missed = table.xs("share_fee_overdue", level="indicator")["status"]
    by_form = dict(zip(data.reports["report_id"], data.reports["form"].astype(str), strict=True))
    assert {by_form[r] for r, status in missed.items() if status == "not_on_form"} == {"2019"}
    assert missed["宿迁市_2024"] == "ok"


def test_every_report_has_its_own_rates_and_scope(data: Dataset, table: pd.DataFrame) -> None:
    assert len(table) == len(data.reports) * len(indicators())
    assert set(table.loc["宿迁市_2023"]["scope"]) == {"aggregate"}


ONLY_2021 = {"share_correction_overdue", "share_fee_overdue"}


def test_definitions_say_all_that_a_reader_must_know() -> None:
    found = definitions().set_index("key")
    expected = "english chinese kind numerator denominator interval forms years source note".split()
    assert list(found) == expected and found.index.is_unique and not found["english"].duplicated().any()
    assert not found["chinese"].duplicated().any()
    assert found.notna().all(axis=None) and (found != "").all(axis=None)
    assert found["note"].str.contains(r"\bNot \w").all(), "each says what it must not be used for"
    assert set(found.loc[found["kind"] == "ratio"].index) == {
        "clearance_rate", "backlog_ratio", "reconsideration_per_request", "litigation_per_request",
    }  # fmt: skip
    assert set(found[found["years"] != "2019 to 2025"].index) == ONLY_2021
    assert set(found.loc[list(ONLY_2021), "years"]) == {"2021 to 2025"}


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_each_rate_names_cells_of_the_forms_it_claims(form: str) -> None:
    on_form = load_forms()[form]
    names = {(t.key, r.key, c.key) for t in on_form.tables for r, c in t.cells()}
    claimed = [i for i in indicators() if form in i.forms]
    assert {i.key for i in indicators()} - {i.key for i in claimed} == (ONLY_2021 if form == "2019" else set())
    for indicator in claimed:
        for text in (indicator.numerator, indicator.denominator):
            cells = cells_named(text, on_form)
            assert set(cells) <= names and len(cells) == len(set(cells)), f"{indicator.key} counts a cell twice"


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_what_a_share_counts_is_part_of_what_it_is_a_share_of(form: str) -> None:
    """Either the same cells, or cells of a row whose total the denominator is."""
    to_be_handled = "requests/new_requests/total + requests/carried_over/total"
    totals = {"requests/results_total/total", "requests/new_requests/total", to_be_handled}
    totals |= {"disputes/reconsideration/total", "disputes/litigation_*/total"}
    for indicator in (i for i in indicators() if i.kind == "share" and form in i.forms):
        above, below = (set(cells_named(t, load_forms()[form])) for t in (indicator.numerator, indicator.denominator))
        assert above <= below or indicator.denominator in totals, indicator.key


def own(**changes: str) -> Indicator:
    made = dict.fromkeys(("key", "english", "chinese", "source", "note"), "own")
    cells = {"numerator": "requests/granted/total", "denominator": "requests/results_total/total"}
    return Indicator(**{**made, **cells, **changes})


def test_tables_show_a_ratio_as_a_number_and_a_share_in_per_cent(data: Dataset) -> None:
    _, aggregate = tables.by_report(data, indicators()).parts
    rows = aggregate.frame.set_index("rate")["宿迁市_2023"]
    assert len(rows) == len(indicators())
    # 440 cases of reconsideration for 3,511 new requests, 0.12532; 17 of 414 settled ones corrected, 4.106 %.
    assert rows["Reconsideration cases for each new request\n行政复议件数与本年新收申请之比"] == "0.125\n440 to 3,511"
    assert rows["Reconsideration: corrected, share of settled\n行政复议纠正率（占已审结）"] == "4.1 %\n17 of 414"
    own_work, _ = tables.spread(data, indicators()).parts
    clearance = own_work.frame.set_index("rate").loc[
        "Results for each new request (clearance rate)\n办结比（办理结果与本年新收之比）"
    ]
    assert clearance["highest"].startswith("1.0") and "%" not in clearance["highest"]


def test_a_rate_of_ones_own(data: Dataset) -> None:
    mine = (own(),)
    found = with_doubt(rates(data.figures, data.reports, mine), data.findings, data.reports, mine)
    assert found.set_index("report_id").loc["宿迁市_2024", "value"] == 1431 / 3521
    assert definitions(mine)["forms"].tolist() == ["2019, 2021"]


@pytest.mark.parametrize("wrong", ["requests/grant/total", "requests/granted", "request/granted/total", ""])
def test_a_misspelt_cell_is_an_error_and_not_an_empty_rate(data: Dataset, wrong: str) -> None:
    with pytest.raises(ValueError, match="indicator 'own': no form has all of"):
        rates(data.figures, data.reports, (own(numerator=wrong),))


@pytest.mark.parametrize(("kind", "interval"), [("ratio", "wilson"), ("share", "poisson"), ("percentage", "none")])
def test_an_interval_must_suit_the_kind(kind: str, interval: str) -> None:
    with pytest.raises(ValueError, match="it can be: share with interval wilson or none; ratio with interval poisson"):
        own(kind=kind, interval=interval)


def test_an_empty_dataset_has_no_rates(data: Dataset) -> None:
    found = rates(data.figures.head(0), data.reports.head(0))
    assert list(found) == COLUMNS and found.empty


def test_wilson_as_published() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (part, whole), bounds in published.items():
        assert wilson(part, whole) == pytest.approx(bounds, abs=5e-5)
    assert wilson(3, 3)[1] == 1.0
    with pytest.raises(ValueError, match="part <= whole"):
        wilson(1, 0)


def test_poisson_as_published() -> None:
    # Garwood 1936, table of limits for a count: 0: 0 to 3.69, 1: 0.0253 to 5.57, 10: 4.80 to 18.39, 50: 37.11 to 65.92.
    published = {0: (0.0, 3.69), 1: (0.03, 5.57), 10: (4.80, 18.39), 50: (37.11, 65.92)}
    for count, bounds in published.items():
        assert poisson(count, 1) == pytest.approx(bounds, abs=6e-3)
    assert poisson(10, 200) == pytest.approx((4.80 / 200, 18.39 / 200), abs=5e-5)
    for count, exposure in ((-1, 10), (1, 0)):
        with pytest.raises(ValueError, match="count >= 0 and exposure > 0"):
            poisson(count, exposure)
