"""Every rate of two reports, worked out by hand from their printed tables: 宿迁市 2023 and 乐清市自然资源和规划局 2020.

The figures are those of tests/truth. A rate is written as (numerator, denominator), each a sum of printed cells in the
order of the form's rows; where there is none, the reason stands in its place.
"""

from __future__ import annotations

import shutil
from fractions import Fraction
from math import exp, lgamma, log, sqrt
from pathlib import Path

import pandas as pd
import pytest
from truths import DIGESTS

from toolkit import Dataset, build, open_dataset
from toolkit.indicators import indicators, rates, with_doubt

# 宿迁市 2023 (form 2021), column 总计 unless said. Nothing is blank, and every sum adds up.
#   本年新收 3511 = 自然人 3402 + 商业企业 99 + 科研机构 0 + 社会公益组织 4 + 法律服务机构 5 + 其他 1; 上年结转 96
#   予以公开 1191, 部分公开 328
#   不予公开 国家秘密 0, 法律禁止 27, 三安全一稳定 6, 第三方 38, 内部事务 20, 过程性 9, 执法案卷 21, 行政查询 21, together 142
#   无法提供 不掌握 1047, 另行制作 28, 仍不明确 3, together 1078
#   不予处理 信访 305, 重复 39, 出版物 0, 大量反复 58, 重新出具 4, together 406
#   其他处理 逾期不补正 40, 逾期不缴费 10, 其他 291, together 341
#   总计 3486 = 1191 + 328 + 142 + 1078 + 406 + 341; 结转下年 121
#   行政复议 维持 309, 纠正 17, 其他 88, 未审结 26, 总计 440
#   行政诉讼 直接起诉 1, 1, 16, 6, 总计 24; 复议后起诉 13, 0, 67, 9, 总计 89
DENIED = 0 + 27 + 6 + 38 + 20 + 9 + 21 + 21
UNABLE = 1047 + 28 + 3
SUQIAN = {
    "natural_person_share": (3402, 3511),
    "carry_over_rate": (121, 3511 + 96),
    "organization_share": (99 + 0 + 4 + 5 + 1, 3511),
    "commercial_enterprise_share": (99, 3511),
    "research_institution_share": (0, 3511),
    "public_interest_organization_share": (4, 3511),
    "legal_service_institution_share": (5, 3511),
    "other_organization_share": (1, 3511),
    "clearance_rate": (3486, 3511),
    "backlog_ratio": (121, 96),
    "share_granted": (1191, 3486),
    "share_partially_granted": (328, 3486),
    "share_denied": (DENIED, 3486),
    "share_unable": (UNABLE, 3486),
    "share_not_processed": (305 + 39 + 0 + 58 + 4, 3486),
    "share_other_handling": (40 + 10 + 291, 3486),
    "share_not_held": (1047, 3486),
    "not_held_of_unable": (1047, UNABLE),
    "share_correction_overdue": (40, 3486),
    "share_fee_overdue": (10, 3486),
    "disclosure_rate": (1191 + 328, 3486),
    # 予以公开, 部分公开, 不予公开, 不掌握, 另行制作: 2736
    "disclosure_rate_substance": (1191 + 328, 1191 + 328 + DENIED + 1047 + 28),
    # all but 不予处理: 3486 - 406 = 3080
    "disclosure_rate_processed": (1191 + 328, 1191 + 328 + DENIED + UNABLE + 40 + 10 + 291),
    # 予以公开, 部分公开, 不予公开: 1661
    "disclosure_rate_decided": (1191 + 328, 1191 + 328 + DENIED),
    "refusal_rate_substance": (DENIED, 1191 + 328 + DENIED + 1047 + 28),
    "reason_state_secret": (0, DENIED),
    "reason_prohibited_by_law": (27, DENIED),
    "reason_three_securities_one_stability": (6, DENIED),
    "reason_third_party_rights": (38, DENIED),
    "reason_internal_affairs": (20, DENIED),
    "reason_process_information": (9, DENIED),
    "reason_enforcement_case_file": (21, DENIED),
    "reason_administrative_inquiry": (21, DENIED),
    "refused_article_14": (0 + 27 + 6, DENIED),
    "refused_article_16": (20 + 9 + 21, DENIED),
    "corrected_reconsideration": (17, 309 + 17 + 88),
    "corrected_litigation": (1 + 0, (1 + 13) + (1 + 0) + (16 + 67)),
    "corrected_reconsideration_of_all": (17, 440),
    "corrected_litigation_of_all": (1 + 0, 24 + 89),
    "upheld_reconsideration": (309, 309 + 17 + 88),
    "upheld_litigation": (1 + 13, (1 + 13) + (1 + 0) + (16 + 67)),
    "upheld_reconsideration_of_all": (309, 440),
    "upheld_litigation_of_all": (1 + 13, 24 + 89),
    "reconsideration_per_request": (440, 3511),
    "litigation_per_request": (24 + 89, 3511),
}

# 乐清市自然资源和规划局 2020 (form 2019), column 总计 unless said. Every cell that is not named is blank.
#   本年新收 106 (自然人 101, 商业企业 5); 予以公开 72, 部分公开 17, 内部事务 4, 过程性 1, 不掌握 10, 重复申请 3; 总计 106
#   行政复议 总计 0; 行政诉讼 直接起诉 维持 3, 总计 3
# The results come to 72 + 17 + 4 + 1 + 10 + 3 = 107 and not 106, in the column 自然人 to 102 and not 101: two broken sums.
#
# As printed: what needs a blank cell has no value.
BLANK, NOTHING, ZERO, NOT_ON_FORM = "blank", "nothing_printed", "zero_denominator", "not_on_form"
YUEQING: dict[str, tuple[int, int] | str] = {
    "natural_person_share": (101, 106),
    "carry_over_rate": BLANK,
    "organization_share": BLANK,
    "commercial_enterprise_share": (5, 106),
    "research_institution_share": BLANK,
    "public_interest_organization_share": BLANK,
    "legal_service_institution_share": BLANK,
    "other_organization_share": BLANK,
    "clearance_rate": (106, 106),
    "backlog_ratio": NOTHING,  # 上年结转 is blank
    "share_granted": (72, 106),
    "share_partially_granted": (17, 106),
    "share_denied": BLANK,
    "share_unable": BLANK,
    "share_not_processed": BLANK,
    "share_other_handling": BLANK,
    "share_not_held": (10, 106),
    "not_held_of_unable": BLANK,
    "share_correction_overdue": NOT_ON_FORM,
    "share_fee_overdue": NOT_ON_FORM,
    "disclosure_rate": (72 + 17, 106),
    "disclosure_rate_substance": BLANK,
    "disclosure_rate_processed": BLANK,
    "disclosure_rate_decided": BLANK,
    "refusal_rate_substance": BLANK,
    "reason_state_secret": BLANK,
    "reason_prohibited_by_law": BLANK,
    "reason_three_securities_one_stability": BLANK,
    "reason_third_party_rights": BLANK,
    "reason_internal_affairs": BLANK,  # 4, but of how many refusals is not printed
    "reason_process_information": BLANK,
    "reason_enforcement_case_file": BLANK,
    "reason_administrative_inquiry": BLANK,
    "refused_article_14": BLANK,
    "refused_article_16": BLANK,
    "corrected_reconsideration": NOTHING,  # 维持, 纠正 and 其他 are blank
    "corrected_litigation": BLANK,
    "corrected_reconsideration_of_all": ZERO,  # 总计 0 is printed
    "corrected_litigation_of_all": BLANK,
    "upheld_reconsideration": NOTHING,
    "upheld_litigation": BLANK,
    "upheld_reconsideration_of_all": ZERO,
    "upheld_litigation_of_all": BLANK,
    "reconsideration_per_request": (0, 106),
    "litigation_per_request": BLANK,  # 直接起诉 3, but 复议后起诉 is blank
}

# The same with blanks taken as zero: numerator, denominator, and how many blank cells that takes.
# 不予公开: 6 of 8 rows blank, 无法提供 2 of 3, 不予处理 4 of 5, 其他处理 its one row.
REFUSED = 4 + 1
YUEQING_ZEROED: dict[str, tuple[int, int, int] | str] = {
    "natural_person_share": (101, 106, 0),
    "carry_over_rate": (0, 106 + 0, 2),
    "organization_share": (5 + 0 + 0 + 0 + 0, 106, 4),
    "commercial_enterprise_share": (5, 106, 0),
    "research_institution_share": (0, 106, 1),
    "public_interest_organization_share": (0, 106, 1),
    "legal_service_institution_share": (0, 106, 1),
    "other_organization_share": (0, 106, 1),
    "clearance_rate": (106, 106, 0),
    "backlog_ratio": NOTHING,
    "share_granted": (72, 106, 0),
    "share_partially_granted": (17, 106, 0),
    "share_denied": (REFUSED, 106, 6),
    "share_unable": (10, 106, 2),
    "share_not_processed": (3, 106, 4),
    "share_other_handling": (0, 106, 1),
    "share_not_held": (10, 106, 0),
    "not_held_of_unable": (10, 10 + 0 + 0, 2),
    "share_correction_overdue": NOT_ON_FORM,
    "share_fee_overdue": NOT_ON_FORM,
    "disclosure_rate": (72 + 17, 106, 0),
    "disclosure_rate_substance": (72 + 17, 72 + 17 + REFUSED + 10 + 0, 6 + 1),
    "disclosure_rate_processed": (72 + 17, 72 + 17 + REFUSED + 10 + 0, 6 + 2 + 1),
    "disclosure_rate_decided": (72 + 17, 72 + 17 + REFUSED, 6),
    "refusal_rate_substance": (REFUSED, 72 + 17 + REFUSED + 10 + 0, 6 + 1),
    "reason_state_secret": (0, REFUSED, 6),
    "reason_prohibited_by_law": (0, REFUSED, 6),
    "reason_three_securities_one_stability": (0, REFUSED, 6),
    "reason_third_party_rights": (0, REFUSED, 6),
    "reason_internal_affairs": (4, REFUSED, 6),
    "reason_process_information": (1, REFUSED, 6),
    "reason_enforcement_case_file": (0, REFUSED, 6),
    "reason_administrative_inquiry": (0, REFUSED, 6),
    "refused_article_14": (0 + 0 + 0, REFUSED, 6),
    "refused_article_16": (4 + 1 + 0, REFUSED, 6),
    "corrected_reconsideration": NOTHING,
    "corrected_litigation": (0, 3 + 0 + 0, 5),
    "corrected_reconsideration_of_all": ZERO,
    # 纠正 is blank in both ways of litigation, 总计 in one
    "corrected_litigation_of_all": (0, 3 + 0, 2 + 1),
    "upheld_reconsideration": NOTHING,
    "upheld_litigation": (3 + 0, 3 + 0 + 0, 5),
    "upheld_reconsideration_of_all": ZERO,
    "upheld_litigation_of_all": (3 + 0, 3 + 0, 1 + 1),
    "reconsideration_per_request": (0, 106, 0),
    "litigation_per_request": (3 + 0, 106, 1),
}
# Rates without a result of a request (办理结果, column 总计), so neither broken sum touches them.
SOUND = {
    *("natural_person_share", "organization_share", "commercial_enterprise_share", "research_institution_share"),
    *("public_interest_organization_share", "legal_service_institution_share", "other_organization_share"),
    *("carry_over_rate", "backlog_ratio", "share_correction_overdue", "share_fee_overdue"),
    *("corrected_reconsideration", "corrected_litigation", "upheld_reconsideration", "upheld_litigation"),
    *("corrected_reconsideration_of_all", "corrected_litigation_of_all"),
    *("upheld_reconsideration_of_all", "upheld_litigation_of_all"),
    *("reconsideration_per_request", "litigation_per_request"),
}

SUQIAN_ID, YUEQING_ID = "宿迁市_2023", "乐清市自然资源和规划局_2020"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("built")
    for name in (SUQIAN_ID, YUEQING_ID):
        shutil.copy(Path(DIGESTS) / f"{name}.txt", raw)
    build(raw, out)
    return open_dataset(out)


def computed(data: Dataset, report: str, blank_is_zero: bool = False) -> pd.DataFrame:
    table = rates(data.figures, data.reports, blank_is_zero=blank_is_zero)
    table = with_doubt(table, data.findings, data.reports)
    return table[table["report_id"] == report].set_index("indicator")


@pytest.fixture(scope="module")
def tables(data: Dataset) -> dict[str, pd.DataFrame]:
    return {
        "suqian": computed(data, SUQIAN_ID),
        "suqian zeroed": computed(data, SUQIAN_ID, blank_is_zero=True),
        "yueqing": computed(data, YUEQING_ID),
        "yueqing zeroed": computed(data, YUEQING_ID, blank_is_zero=True),
    }


@pytest.mark.parametrize("worked", [SUQIAN, YUEQING, YUEQING_ZEROED], ids=["suqian", "yueqing", "yueqing zeroed"])
def test_every_rate_is_worked_out_here(worked: dict) -> None:
    assert list(worked) == [indicator.key for indicator in indicators()]


def assert_rate(row: pd.Series, part: int, whole: int, blanks: int = 0) -> None:
    assert (row["numerator"], row["denominator"], row["status"], row["blanks"]) == (part, whole, "ok", blanks)
    assert row["value"] == float(Fraction(part, whole))


@pytest.mark.parametrize("key", SUQIAN)
def test_suqian_2023(tables: dict[str, pd.DataFrame], key: str) -> None:
    for name in ("suqian", "suqian zeroed"):  # nothing is blank, so both are the same
        assert_rate(tables[name].loc[key], *SUQIAN[key])
        assert not tables[name].loc[key, "doubtful"]


@pytest.mark.parametrize("key", YUEQING)
def test_yueqing_2020_as_printed(tables: dict[str, pd.DataFrame], key: str) -> None:
    row, expected = tables["yueqing"].loc[key], YUEQING[key]
    if isinstance(expected, str):
        assert row["status"] == expected
        assert row[["value", "low", "high"]].isna().all()
    else:
        assert_rate(row, *expected)
    assert row["doubtful"] == (key not in SOUND)


@pytest.mark.parametrize("key", YUEQING_ZEROED)
def test_yueqing_2020_with_blanks_as_zero(tables: dict[str, pd.DataFrame], key: str) -> None:
    row, expected = tables["yueqing zeroed"].loc[key], YUEQING_ZEROED[key]
    if isinstance(expected, str):
        assert row["status"] == expected
        assert row[["value", "low", "high"]].isna().all()
    else:
        assert_rate(row, *expected)
    assert row["doubtful"] == (key not in SOUND)


def test_what_is_blank_is_not_added_up(tables: dict[str, pd.DataFrame]) -> None:
    table = tables["yueqing"]
    assert table.loc["reason_internal_affairs", "numerator"] == 4
    assert pd.isna(table.loc["reason_internal_affairs", "denominator"])
    assert pd.isna(table.loc["share_denied", "numerator"]) and table.loc["share_denied", "denominator"] == 106
    # No settled case is printed: that is not a denominator of zero, even where blanks are taken as zero.
    assert pd.isna(tables["yueqing zeroed"].loc["corrected_reconsideration", "denominator"])


def test_wilson_intervals(tables: dict[str, pd.DataFrame]) -> None:
    # Wilson 1927: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964, z² = 3.841459.
    z, z2 = 1.959964, 3.841459
    # 17 of 414: p = 0.041063, z²/2n = 0.004639, root of (0.00009511 + 0.00000560) = 0.010036, times z = 0.019670,
    # 1 + z²/n = 1.009279; (0.045702 - 0.019670) / 1.009279 = 0.02579, (0.045702 + 0.019670) / 1.009279 = 0.06477
    # 1191 of 3486: p = 0.341652, z²/2n = 0.000551, root of (0.00006452 + 0.00000008) = 0.008038, times z = 0.015754,
    # 1 + z²/n = 1.001102; 0.326449 / 1.001102 = 0.32609, 0.357957 / 1.001102 = 0.35756
    # 101 of 106: p = 0.952830, z²/2n = 0.018120, root of (0.00042401 + 0.00008547) = 0.022572, times z = 0.044240,
    # 1 + z²/n = 1.036240; 0.926710 / 1.036240 = 0.89430, 1.015190 / 1.036240 = 0.97969
    for name, key, part, whole, low, high in (
        ("suqian", "corrected_reconsideration", 17, 414, 0.02579, 0.06477),
        ("suqian", "share_granted", 1191, 3486, 0.32609, 0.35756),
        ("yueqing", "natural_person_share", 101, 106, 0.89430, 0.97969),
    ):
        row = tables[name].loc[key]
        assert (row["low"], row["high"]) == pytest.approx((low, high), abs=1.5e-5)
        p, half = part / whole, z * sqrt(part * (whole - part) / whole**3 + z2 / (4 * whole**2))
        written = [(p + z2 / (2 * whole) + sign * half) / (1 + z2 / whole) for sign in (-1, 1)]
        assert (row["low"], row["high"]) == pytest.approx(written, rel=1e-5)


def test_wilson_intervals_at_the_ends(tables: dict[str, pd.DataFrame]) -> None:
    # None of n: from 0 to z²/(n + z²); all of n: from n/(n + z²) to 1.
    none, every = tables["suqian"].loc["research_institution_share"], tables["yueqing zeroed"].loc["upheld_litigation"]
    assert none["low"] == 0 and none["high"] == pytest.approx(3.841459 / 3514.841459, rel=1e-6)
    assert every["low"] == pytest.approx(3 / 6.841459, rel=1e-6) and every["high"] == 1


def at_most(count: int, mean: float) -> float:
    """The chance of at most so many events where `mean` are expected, term by term."""
    return sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count + 1))


@pytest.mark.parametrize(
    ("name", "key", "count", "requests"),
    [
        ("suqian", "litigation_per_request", 113, 3511),
        ("suqian", "reconsideration_per_request", 440, 3511),
        ("yueqing zeroed", "litigation_per_request", 3, 106),
    ],
)
def test_intervals_of_cases_for_each_request(
    tables: dict[str, pd.DataFrame], name: str, key: str, count: int, requests: int
) -> None:
    # Exact Poisson: at the upper end so few cases, at the lower end so many, come about with a chance of 2.5 %.
    row = tables[name].loc[key]
    assert at_most(count, float(row["high"]) * requests) == pytest.approx(0.025, abs=1e-9)
    assert 1 - at_most(count - 1, float(row["low"]) * requests) == pytest.approx(0.025, abs=1e-9)


def test_no_case_and_no_interval(tables: dict[str, pd.DataFrame]) -> None:
    # No case in 106 requests: exp(-mean) = 0.025 at the upper end, mean = ln 40 = 3.688879; 3.688879 / 106 = 0.034801.
    row = tables["yueqing"].loc["reconsideration_per_request"]
    assert row["low"] == 0 and row["high"] == pytest.approx(0.034801, abs=1e-6)
    # The same requests stand above and below the line of these two, so they have a value and no interval.
    for key in ("clearance_rate", "backlog_ratio"):
        assert tables["suqian"].loc[key, ["low", "high"]].isna().all()
