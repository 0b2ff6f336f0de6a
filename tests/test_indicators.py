"""Rates against numbers computed by hand from the printed tables of two of the digests."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.indicators import COLUMNS, STATUS_WORDS, indicators, rates, wilson, with_doubt

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
# 乐清市自然资源和规划局 2020: 新收 106 (自然人 101), 予以公开 72, 部分公开 17, 三类内部事务 4, 四类过程性 1, 不掌握 10, 重复申请 3,
# 总计 106 although the results come to 107; 诉讼 3, all upheld; most other cells blank.
YUEQING_2020 = {
    "natural_person_share": (101, 106),
    "carry_over_rate": (0, 106),
    "share_granted": (72, 106),
    "share_denied": (5, 106),
    "share_unable": (10, 106),
    "share_not_processed": (3, 106),
    "share_other_handling": (0, 106),
    "disclosure_rate": (89, 106),
    "disclosure_rate_substance": (89, 104),
    "reason_internal_affairs": (4, 5),
    "reason_process_information": (1, 5),
    "reason_state_secret": (0, 5),
    "corrected_litigation": (0, 3),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("indicators")
    build(DIGESTS, out)
    return open_dataset(out)


@pytest.fixture(scope="module")
def table(data: Dataset) -> pd.DataFrame:
    return with_doubt(rates(data.figures, data.reports), data.findings, data.reports).set_index(
        ["report_id", "indicator"]
    )


@pytest.mark.parametrize(
    ("report", "key", "fraction"),
    [("宿迁市_2024", *item) for item in SUQIAN_2024.items()]
    + [("乐清市自然资源和规划局_2020", *item) for item in YUEQING_2020.items()],
)
def test_rates_are_those_counted_by_hand(table: pd.DataFrame, report: str, key: str, fraction: tuple[int, int]) -> None:
    row = table.loc[report, key]
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
    assert table.loc[("乐清市自然资源和规划局_2020", "share_denied"), "blanks"] == 6
    strict = rates(data.figures, data.reports, blank_is_zero=False).set_index(["report_id", "indicator"])
    row = strict.loc["乐清市自然资源和规划局_2020", "share_denied"]
    assert row["status"] == "blank" and pd.isna(row["value"])
    assert strict.loc[("宿迁市_2024", "share_denied"), "value"] == 92 / 3521


def test_a_rate_on_a_broken_sum_is_doubtful(table: pd.DataFrame) -> None:
    assert table.loc[("乐清市自然资源和规划局_2020", "disclosure_rate"), "doubtful"]
    assert not table.loc[("乐清市自然资源和规划局_2020", "carry_over_rate"), "doubtful"]
    assert not table.loc["宿迁市_2024"]["doubtful"].any()


def test_a_part_larger_than_its_whole_gives_no_rate(data: Dataset) -> None:
    figures = data.figures.copy()
    at = (figures["report_id"] == "宿迁市_2024") & (figures["row"] == "granted") & (figures["column"] == "total")
    figures.loc[at, "value"] = 9999.0
    found = rates(figures, data.reports).set_index(["report_id", "indicator"])
    assert found.loc[("宿迁市_2024", "share_granted"), "status"] == "contradictory"
    assert pd.isna(found.loc[("宿迁市_2024", "share_granted"), "value"])


def test_every_report_has_its_own_rates_and_scope(data: Dataset, table: pd.DataFrame) -> None:
    assert len(table) == len(data.reports) * len(indicators())
    assert set(table.loc["宿迁市_2023"]["scope"]) == {"aggregate"}


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
