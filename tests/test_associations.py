"""Text and numbers joined, and the tests on them: worked by hand, planted relations found, none found where there is none."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations
from math import atanh, inf, log, sqrt, tanh
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.associations import (
    Question,
    QuestionError,
    answers,
    compare,
    correlate,
    holm,
    joined,
    joined_columns,
    latest,
    least_delta,
    load_questions,
    named_again,
    odds,
    of_counts,
    says,
    smallest_p,
)
from toolkit.schema import with_dtypes

DIGESTS = Path(__file__).parent.parent / "data/raw/digests"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("associations")
    build(DIGESTS, out)
    return open_dataset(out)


@pytest.fixture(scope="module")
def table(data: Dataset) -> pd.DataFrame:
    return joined(data)


# The joined table


def test_a_row_holds_what_the_report_names_and_counts(table: pd.DataFrame) -> None:
    row = table.set_index("report_id").loc["宿迁市_2024"]
    assert (row["scope"], row["year"], row["division_code"], row["level"]) == (
        "aggregate",
        2024,
        "321300",
        "prefecture",
    )
    assert (row["section_5"], row["problems"], row["measures"]) == ("read", 3, 3)
    assert row["problem_on_request"] and row["problem_platform"] and not row["problem_capacity"]
    assert row["measure_capacity"] and not row["measure_supervision"]
    # 行政复议 170 and 未经复议直接起诉 25 on 3525 new requests; the 52 court cases after reconsideration are the same again.
    assert (row["new_requests"], row["contested_per_request"]) == (3525, (170 + 25) / 3525)
    assert (row["contested_per_request_numerator"], row["share_unable"]) == (195, (897 + 36 + 8) / 3521)


def test_every_report_has_one_row_in_order_and_every_column_is_described(data: Dataset, table: pd.DataFrame) -> None:
    assert len(table) == len(data.reports) and table["report_id"].is_unique
    assert list(table["agency"]) == sorted(table["agency"])
    described = joined_columns(data)
    assert list(described["column"]) == list(table.columns)
    assert described.notna().all(axis=None) and (described["description"].str.len() > 5).all()


def test_it_can_be_saved_and_read_again(table: pd.DataFrame, tmp_path: Path) -> None:
    table.to_csv(tmp_path / "joined.csv", index=False, encoding="utf-8-sig")
    again = pd.read_csv(tmp_path / "joined.csv", encoding="utf-8-sig", dtype={"division_code": "string"})
    assert list(again.columns) == list(table.columns)
    assert again["division_code"].tolist() == table["division_code"].tolist()
    assert again["share_unable"].round(9).tolist()[2] == table["share_unable"].round(9).tolist()[2]


def test_rates_to_be_doubted_and_blanks_as_zero_are_named(table: pd.DataFrame) -> None:
    row = table.set_index("report_id").loc["乐清市自然资源和规划局_2020"]
    # Its results do not add up in the column 自然人 alone and in the total, and it leaves cells empty.
    assert "disclosure_rate" in row["doubtful"].split() and "carry_over_rate" in row["blank_as_zero"].split()
    assert row["carry_over_rate"] == 0
    assert table.set_index("report_id").loc["宿迁市_2024", "doubtful"] == ""


def section(data: Dataset, report_id: str, text: str | None) -> Dataset:
    """The dataset with another section 5 of a report (None: without any), and without its statements."""
    at = (data.sections["report_id"] == report_id) & (data.sections["number"] == 5)
    sections = data.sections[~at] if text is None else data.sections.assign(text=data.sections["text"].mask(at, text))
    return replace(data, sections=sections, statements=data.statements[data.statements["report_id"] != report_id])


@pytest.mark.parametrize(
    ("text", "state", "problems", "named"),
    [
        (None, "no_section", pd.NA, pd.NA),
        ("", "no_text", pd.NA, pd.NA),
        ("本章另见附件所附的说明材料。", "no_statement", pd.NA, pd.NA),
        ("无。", "says_none", 0, False),
    ],
)
def test_not_read_is_null_and_not_named_is_false(data: Dataset, text, state, problems, named) -> None:
    row = joined(section(data, "宿迁市_2024", text)).set_index("report_id").loc["宿迁市_2024"]
    assert row["section_5"] == state
    for value, expected in ((row["problems"], problems), (row["problem_on_request"], named)):
        assert (pd.isna(value) and pd.isna(expected)) or value == expected


def test_prose_is_counted_without_white_space_and_never_of_digests(data: Dataset, table: pd.DataFrame) -> None:
    assert table["prose_characters"].isna().all()
    reports = data.reports.assign(provenance="original")
    rows = [("新郑市人民政府办公室_2021", n, text) for n, text in ((0, "标题不算"), (1, "一二 三\n四"), (5, "五六。"))]
    sections = pd.DataFrame(rows, columns=["report_id", "number", "text"]).assign(heading=None, origin=None)
    sections = with_dtypes("sections", sections)
    found = joined(replace(data, reports=reports, sections=sections)).set_index("report_id")["prose_characters"]
    # Four characters and three; the front matter does not count, and who has no section has no length.
    assert found["新郑市人民政府办公室_2021"] == 4 + 3
    assert found.drop("新郑市人民政府办公室_2021").isna().all()


def test_unanswered_problems_are_counted(data: Dataset, table: pd.DataFrame) -> None:
    # 乐清: its one measure is of institution; of its three problems only the third does not speak of it.
    assert table.set_index("report_id").loc["乐清市自然资源和规划局_2020", "unanswered"] == 1


def test_copies_failed_reports_and_agencies_without_facts_do_no_harm(data: Dataset) -> None:
    assert "宿迁市_2023" not in set(joined(data, leave_out=["宿迁市_2023"])["report_id"])
    failed = data.reports.assign(status=data.reports["status"].astype(str).mask(data.reports["year"] == 2023, "failed"))
    assert len(joined(replace(data, reports=failed))) == len(data.reports) - 1
    nameless = joined(replace(data, agencies=data.agencies.iloc[:0]))
    assert nameless["kind"].isna().all() and len(nameless) == len(data.reports)


def test_no_report_gives_the_columns_and_no_answer(data: Dataset, table: pd.DataFrame) -> None:
    nothing = joined(replace(data, reports=data.reports.iloc[:0]))
    assert nothing.empty and list(nothing.columns) == list(table.columns)
    assert answers(nothing).empty and named_again(nothing).empty


# Two groups


def test_mann_whitney_by_hand() -> None:
    # Ranks of 5, 7, 9 among 1 2 5 6 7 9: 3 + 5 + 6 = 14, 3.5 above the mean of 10.5. Of the 20 ways to choose three ranks
    # one has 15 (4 5 6), one 14, one 7 (1 2 4) and one 6: p = 4/20. The clearest would be 2/20.
    found = compare([5, 7, 9], [1, 2, 6])
    assert (found.p, found.smallest_p) == (pytest.approx(4 / 20), pytest.approx(2 / 20))
    # Of nine pairs the first is higher in eight and lower in one (5 and 6): (8 - 1) / 9.
    assert found.delta == pytest.approx(7 / 9)
    assert (found.median_yes, found.median_no, found.n_yes, found.n_no) == (7, 2, 3, 3)


def test_ties_are_counted_exactly() -> None:
    # 1 1 2 against 0 0 1; midranks 1.5 1.5 4 4 4 6. The first have 14, 3.5 above 10.5. Of 20 ways: two 4s and the 6 make
    # 14 (3 ways); both 1.5s and a 4 make 7 (3 ways); nothing lies further off. p = 6/20, and it is the least there is.
    found = compare([1, 1, 2], [0, 0, 1])
    assert (found.p, found.smallest_p) == (pytest.approx(6 / 20), pytest.approx(6 / 20))
    # Pairs: 1 > 0 four times, 1 = 1 twice, 2 is above all three: 7 of 9.
    assert found.delta == pytest.approx(7 / 9)


def test_unequal_groups_and_every_way_enumerated() -> None:
    source = random.Random(4)
    for n, m in ((2, 6), (6, 2), (4, 5)):
        values = [source.randint(0, 5) for _ in range(n + m)]
        found = compare(values[:n], values[n:])

        def delta(chosen: tuple[int, ...], values: list[int] = values) -> float:
            one = [values[i] for i in chosen]
            other = [v for i, v in enumerate(values) if i not in chosen]
            return sum((a > b) - (a < b) for a in one for b in other) / (len(one) * len(other))

        every = [abs(delta(c)) for c in combinations(range(n + m), n)]
        assert found.delta == pytest.approx(delta(tuple(range(n))))
        assert found.p == pytest.approx(sum(d >= abs(found.delta) - 1e-9 for d in every) / len(every))
        assert found.smallest_p == pytest.approx(sum(d >= max(every) - 1e-9 for d in every) / len(every))


def test_without_ties_it_is_scipys_exact_test() -> None:
    from scipy.stats import mannwhitneyu

    source = random.Random(7)
    for n, m in ((5, 9), (30, 12), (40, 45)):
        one, other = [source.random() for _ in range(n)], [source.random() + 0.1 for _ in range(m)]
        assert compare(one, other).p == pytest.approx(mannwhitneyu(one, other, method="exact").pvalue)


def test_drawn_at_random_it_comes_near_is_never_zero_and_the_same_again() -> None:
    source = random.Random(2)
    one, other = [source.random() for _ in range(12)], [source.random() + 0.25 for _ in range(15)]
    drawn, exact = compare(one, other, most_steps=0), compare(one, other)
    assert drawn.method != exact.method and "random" in drawn.method
    assert drawn.p == pytest.approx(exact.p, abs=0.01)
    assert drawn == compare(one, other, most_steps=0)
    assert compare(range(40), range(100, 140), most_steps=0).p == pytest.approx(1 / 20_000)


def test_turned_round_only_the_sign_changes() -> None:
    one, other = compare([1, 4, 4, 9], [2, 3, 4]), compare([2, 3, 4], [1, 4, 4, 9])
    assert (one.delta, one.low, one.high, one.p) == pytest.approx((-other.delta, -other.high, -other.low, other.p))


def test_degenerate_groups() -> None:
    same = compare([3, 3, 3], [3, 3])
    assert (same.delta, same.p, same.smallest_p) == (0, 1, 1) and same.low < 0 < same.high
    for one, other in (([], [1, 2]), ([1], []), ([], [])):
        empty = compare(one, other)
        assert (empty.delta, empty.low, empty.p, empty.smallest_p) == (None,) * 4
    with pytest.raises(ValueError, match="without a value"):
        compare([1, float("nan")], [2])


def test_the_interval_of_newcombe() -> None:
    # Its ends are where the distance to the share of pairs is 1.96 errors: (t - end)² = 1.96² end (1 - end) S / nm with
    # S = 1 + N (1 - end) / (2 - end) + N end / (1 + end), N = (n + m) / 2 - 1. Here t = 1 (all above), n = m = 3, N = 2.
    clear = compare([7, 8, 9], [1, 2, 3])
    end = (clear.low + 1) / 2
    spread = 1 + 2 * (1 - end) / (2 - end) + 2 * end / (1 + end)
    assert (1 - end) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) * spread / 9, rel=1e-5)
    assert 0 < end < 1 and clear.high == 1
    # Half the pairs each way: the interval lies evenly about nought.
    even = compare([1, 4], [2, 3])
    assert even.delta == 0 and even.low == pytest.approx(-even.high) and 0 < even.high < 1


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    # Normal numbers a standard deviation apart: the first is higher in Phi(1/√2) = 0.7602 of pairs, delta 0.5205.
    source, held = random.Random(11), 0
    for _ in range(400):
        found = compare([source.gauss(1, 1) for _ in range(8)], [source.gauss(0, 1) for _ in range(12)])
        held += found.low <= 0.5205 <= found.high
    assert 0.92 <= held / 400 <= 0.99


def test_what_groups_of_a_size_can_show() -> None:
    assert smallest_p(2, 3) == pytest.approx(2 / 10)  # C(5, 2) = 10
    assert smallest_p(4, 4) == pytest.approx(2 / 70)  # C(8, 4) = 70
    assert smallest_p(1, 1) == smallest_p(0, 5) == 1
    assert least_delta(3, 3) is None and least_delta(0, 9) is None  # 2/20 = 0.1
    assert least_delta(4, 4) == 1  # one pair the other way is 4/70 = 0.057
    # 5 and 5, tables of Mann and Whitney: U up to 2 of 25 is significant, so |delta| from 1 - 2 * 2 / 25.
    assert least_delta(5, 5) == pytest.approx(0.84)
    assert least_delta(10, 10) == pytest.approx(1 - 2 * 23 / 100)  # critical U is 23


# Two by two


def test_fishers_tea() -> None:
    # 3 of 4 and 1 of 4: of 70 ways 1, 16, 36, 16, 1 have 0 to 4; no more probable than 16: 1 + 16 + 16 + 1 = 34.
    found = odds([of_counts(3, 1, 1, 3)])
    assert (found.p, found.smallest_p, found.informative) == (pytest.approx(34 / 70), pytest.approx(2 / 70), 1)
    # The ratio x at which the mean is 3: (16 + 2 * 36 x + 3 * 16 x² + 4 x³) x = 3 (1 + 16 x + 36 x² + 16 x³ + x⁴).
    x = found.ratio
    assert x * (16 + 72 * x + 48 * x**2 + 4 * x**3) == pytest.approx(3 * (1 + 16 * x + 36 * x**2 + 16 * x**3 + x**4))
    assert x == pytest.approx(6.408309, rel=1e-5)  # as R's fisher.test gives it
    # The lower end: 3 or 4 have a chance of 0.025 there. The upper end: 0 to 3 have.
    low, high = found.low, found.high
    assert 16 * low**3 + low**4 == pytest.approx(0.025 * (1 + 16 * low + 36 * low**2 + 16 * low**3 + low**4))
    assert high**4 == pytest.approx(0.975 * (1 + 16 * high + 36 * high**2 + 16 * high**3 + high**4))


def test_one_table_is_what_scipy_says() -> None:
    from scipy.stats import fisher_exact
    from scipy.stats.contingency import odds_ratio

    for a, b, c, d in ((7, 2, 3, 11), (1, 9, 8, 4), (0, 5, 4, 2), (30, 12, 25, 40)):
        found = odds([of_counts(a, b, c, d)])
        known = odds_ratio([[a, b], [c, d]])
        between = known.confidence_interval()
        assert found.p == pytest.approx(fisher_exact([[a, b], [c, d]])[1])
        assert (found.ratio, found.low, found.high) == pytest.approx(
            (known.statistic, between.low, between.high), rel=1e-5
        )


def test_strata_by_hand_and_as_published() -> None:
    # Twice one of each kind, the first with the outcome: 0, 1 or 2 of the first kind with chances 1, 2, 1 of 4. p = 2/4.
    found = odds([of_counts(1, 0, 0, 1), of_counts(1, 0, 0, 1)])
    assert (found.p, found.smallest_p, found.ratio, found.high) == (pytest.approx(0.5), pytest.approx(0.5), inf, inf)
    # Penicillin and rabbits (Agresti 1990): R's mantelhaen.test(exact = TRUE) gives p 0.03994 and a ratio of 10.36102.
    rabbits = [of_counts(0, 6, 0, 5), of_counts(3, 3, 0, 6), of_counts(6, 0, 2, 4), of_counts(5, 1, 6, 0)]
    found = odds([*rabbits, of_counts(2, 0, 5, 0)])
    assert found.informative == 3
    assert found.p == pytest.approx(0.03994, abs=5e-5)
    assert found.ratio == pytest.approx(10.36102, rel=1e-4)
    assert 1 < found.low < 1.2 and 500 < found.high < 550


def test_odds_known_beforehand_are_set_off() -> None:
    # One case of each kind, one with the outcome. The first has it at odds of 3: that it is the first has a chance of 3/4.
    expected, surprising = (
        odds([[(True, True, 3.0), (False, False, 1.0)]]),
        odds([[(True, False, 3.0), (False, True, 1.0)]]),
    )
    assert (expected.p, surprising.p) == (pytest.approx(1), pytest.approx(1 / 4))
    # Two of the first kind at odds 2 and 5, one of the second at 1, one outcome: 2 + 5 against 1.
    assert odds([[(True, False, 2.0), (True, False, 5.0), (False, True, 1.0)]]).p == pytest.approx(1 / 8)


def test_what_tells_nothing_and_what_is_wrong() -> None:
    assert odds([]) == odds([of_counts(2, 0, 3, 0)]) == odds([of_counts(0, 0, 3, 1), []])
    assert odds([]).p is None and odds([]).informative == 0
    with pytest.raises(ValueError, match="from 0 up"):
        of_counts(1, -1, 2, 2)
    with pytest.raises(ValueError, match="above 0"):
        odds([[(True, True, 0.0)]])


def test_hundreds_of_strata_stay_finite() -> None:
    found = odds([of_counts(3, 1, 1, 3)] * 400)
    # The same ratio in every table is the common one.
    assert found.ratio == pytest.approx(6.408309, rel=1e-4)
    assert 0 <= found.p < 1e-20 and found.low < found.ratio < found.high


# Two numbers


def test_spearman_by_hand() -> None:
    # Ranks 1 2 3 4 and 1 2 4 3: d² sum 2, rho = 1 - 6 * 2 / (4 * 15) = 0.8. Of 24 orders one has 1 and three (a swap of
    # neighbours) 0.8, as many turned round: p = 8/24; the clearest would be 2/24.
    found = correlate([10, 20, 30, 40], [1, 2, 9, 5])
    assert (found.rho, found.p, found.smallest_p) == pytest.approx((0.8, 8 / 24, 2 / 24))
    assert (found.low, found.high) == (None, None)
    # Ties: x 1 2 3, y 0 0 5. Midranks 1.5 1.5 3: three different orders of six; |rho| is highest with 5 at either end, 4/6.
    assert correlate([1, 2, 3], [0, 0, 5]).p == pytest.approx(4 / 6)


def test_spearman_with_many() -> None:
    from scipy.stats import spearmanr

    source = random.Random(9)
    x = [source.random() for _ in range(60)]
    y = [v + source.gauss(0, 0.3) for v in x]
    found = correlate(x, y)
    assert found.rho == pytest.approx(spearmanr(x, y).statistic)
    half = 1.959964 * sqrt((1 + found.rho**2 / 2) / 57)
    assert (found.low, found.high) == pytest.approx((tanh(atanh(found.rho) - half), tanh(atanh(found.rho) + half)))
    assert found.p == found.smallest_p == pytest.approx(1 / 20_000)
    source.shuffle(y)
    assert correlate(x, y).p > 0.05
    assert correlate(x, y).p == pytest.approx(spearmanr(x, y).pvalue, abs=0.02)


def test_degenerate_numbers() -> None:
    for x, y in (([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [4, 4, 4])):
        found = correlate(x, y)
        assert (found.n, found.rho, found.p) == (len(x), None, None)
    assert correlate(range(12), range(12)).low is None, "an interval without width"
    with pytest.raises(ValueError, match="two numbers"):
        correlate([1, 2], [1])


def test_holm_by_hand() -> None:
    # Sorted 0.01 0.03 0.04: times 3, 2, 1 gives 0.03 0.06 0.04; the last is raised to 0.06.
    assert holm([0.01, 0.04, None, 0.03]) == [pytest.approx(v) if v else None for v in (0.03, 0.06, None, 0.06)]
    assert holm([0.9, 0.8]) == [1, 1] and holm([None]) == [None] and holm([]) == []


# Questions


def test_the_questions_of_the_toolkit_can_be_asked(table: pd.DataFrame) -> None:
    questions = load_questions()
    assert len(questions) == 7
    assert {q.test for q in questions} == {"groups", "correlation", "odds"}
    found = answers(table)
    assert len(found) == 2 * 7 and set(found["scope"]) == {"own", "aggregate"}


ONE = """[[question]]
key = "one"
title = "One"
english = "Is it so?"
text = "problem_platform"
number = "new_requests"
expected = "either"
why = "To see."
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE.replace("either", "more"), "expected = one of higher, lower, either, found 'more'"),
        (ONE.replace('why = "To see."', ""), "a text for each of key"),
        (ONE + ONE, "none twice"),
        ("", r"\[\[question\]\] entries"),
        (ONE.replace("problem_platform", "platform"), "problem_<theme>"),
        (ONE.replace("problem_platform", "unanswered_problem"), "goes with number = 'returns'"),
        (ONE.replace("new_requests", "returns"), "only with it"),
        ("key = ", "save it as UTF-8"),
    ],
)
def test_a_question_that_cannot_be_asked_says_so(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "my_questions.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=said) as error:
        load_questions(path)
    assert "my_questions.toml" in str(error.value)


def test_a_question_of_ones_own(tmp_path: Path, table: pd.DataFrame) -> None:
    path = tmp_path / "my_questions.toml"
    path.write_text(ONE, encoding="utf-8")
    asked = load_questions(path)
    # Own: 中卫 and 乐清 name platforms, three others do not; 1 and 106 requests have the median 53.5, 0 48 123 have 48.
    own = answers(table, asked).iloc[0]
    assert (own["n_yes"], own["n_no"], own["yes"], own["no"]) == (2, 3, 53.5, 48)
    assert own["status"] == "too_few" and own["smallest_p"] == pytest.approx(0.2)
    assert "0.20" in says(own, asked[0])


def test_a_theme_or_a_number_that_is_not_there(table: pd.DataFrame) -> None:
    asked = load_questions()[0]
    found = answers(table, (replace(asked, text="problem_cats"),))
    assert set(found["status"]) == {"not_there"}
    assert "no theme 'cats'" in says(found.iloc[0], replace(asked, text="problem_cats"))
    with pytest.raises(QuestionError, match="joined_columns"):
        answers(table, (replace(asked, number="disclosure"),))


# Generated tables

NUMBERS = (
    "new_requests",
    "contested_per_request",
    "share_unable",
    "disclosure_rate_substance",
    "carry_over_rate",
    "prose_characters",
)


def generated(seed: int, agencies: int = 40, shift: float = 0.0, years: int = 1, scope: str = "own") -> pd.DataFrame:
    """Reports drawn at random: half name requests a problem, and their disputes are `shift` higher. All years of an agency are alike."""
    source, rows = random.Random(seed), []
    for number in range(agencies):
        named = number % 2 == 0
        values = {name: source.random() for name in NUMBERS}
        values["contested_per_request"] += shift * named
        staff = source.random() < 0.5
        for year in range(2020, 2020 + years):
            agency = f"{scope}机关{number:03}"
            facts = {"report_id": f"{agency}_{year}", "agency": agency, "year": year, "scope": scope, "problems": 1}
            rows.append({**facts, **values, "problem_on_request": named, "problem_capacity": staff})
    frame = pd.DataFrame(rows)
    types = {"problem_on_request": "boolean", "problem_capacity": "boolean", **dict.fromkeys(NUMBERS, "Float64")}
    return frame.astype({**types, "year": "Int32", "problems": "Int64"})


def first(table: pd.DataFrame, **keys: str) -> pd.Series:
    """The answer to the question about disputes, in the scope asked for or the only one."""
    found = answers(table)
    found = found[found["question"] == "on_request_disputes"]
    return found[found["scope"] == keys.get("scope", found["scope"].iloc[0])].iloc[0]


def test_a_planted_relation_is_found_with_its_sign_and_size() -> None:
    # Uniform numbers, those of one group 0.5 higher: the first is higher in 1 - 0.5²/2 = 0.875 of pairs, delta 0.75.
    found = first(generated(1, agencies=200, shift=0.5))
    assert found["status"] == "tested" and found["holm_p"] < 0.001
    assert found["low"] <= 0.75 <= found["high"] and found["effect"] == pytest.approx(0.75, abs=0.12)
    less = first(generated(1, agencies=200, shift=-0.5))
    assert less["high"] < 0 and less["holm_p"] < 0.001
    asked = load_questions()[0]
    assert "higher values" in says(found, asked) and "As was expected" in says(found, asked)
    assert "lower values" in says(less, asked) and "opposite" in says(less, asked)


def test_none_is_found_where_there_is_none() -> None:
    # Of 60 x 6 questions about nothing at most a few may stand after correction; the chance is at most 0.05 a table.
    found = [answers(generated(seed)) for seed in range(60)]
    tested = [table[table["status"] == "tested"] for table in found]
    assert all(len(table) == 6 for table in tested)
    assert sum((table["holm_p"] <= 0.05).any() for table in tested) <= 6
    share = sum(int((table["p"] <= 0.05).sum()) for table in tested) / 360
    assert 0.01 <= share <= 0.09


def test_five_years_of_an_agency_count_once() -> None:
    one, five = first(generated(3, agencies=12)), first(generated(3, agencies=12, years=5))
    assert (five["n_yes"], five["n_no"], five["agencies"], five["earlier"]) == (6, 6, 12, 48)
    assert (one["p"], one["effect"]) == (five["p"], five["effect"])


def test_the_latest_report_that_has_both_is_taken() -> None:
    table = generated(3, agencies=12, years=2)
    late = table["year"] == 2021
    table["contested_per_request"] = table["contested_per_request"].where(~late, table["contested_per_request"] + 10)
    table.loc[late & (table["agency"] == "own机关000"), "contested_per_request"] = pd.NA
    found = first(table)
    assert (found["no_value"], found["earlier"], found["n_yes"]) == (1, 11, 6)
    assert found["no"] > 10 and latest(table)["year"].eq(2021).all()


def test_scopes_are_never_pooled_and_unknown_is_left_out() -> None:
    up, down = generated(5, 60, 0.6), generated(6, 60, -0.6, scope="aggregate")
    table = pd.concat([up, down, generated(7, 60, 5.0, scope="unknown")], ignore_index=True)
    found = answers(table)
    assert set(found["scope"]) == {"own", "aggregate"}
    assert first(table, scope="own")["effect"] > 0.5 > -0.5 > first(table, scope="aggregate")["effect"]
    assert first(table, scope="own")["n_yes"] == 30


def test_what_is_not_known_is_left_out_and_counted() -> None:
    table = generated(8, agencies=20)
    table.loc[0, "problem_on_request"] = pd.NA
    table.loc[[1, 2], "contested_per_request"] = pd.NA
    table.loc[3, "agency"] = pd.NA
    table.loc[5, "year"] = pd.NA
    found = first(table)
    assert (found["no_text"], found["no_value"], found["no_agency"], found["agencies"]) == (1, 2, 2, 15)


def test_too_few_same_and_one_agency() -> None:
    small = generated(9, agencies=5)
    asked = load_questions()[0]
    few = first(small)  # 3 that name it, 2 that do not
    assert few["status"] == "too_few" and pd.isna(few["p"]) and pd.isna(few["effect"])
    assert few["smallest_p"] == pytest.approx(0.2) and "p = 0.20" in says(few, asked)
    six = first(generated(9, agencies=6))  # three and three: 2/20
    assert six["status"] == "cannot" and pd.isna(six["p"]) and pd.notna(six["effect"])
    assert "p = 0.10" in says(six, asked) and "describes these reports only" in says(six, asked)
    same = first(generated(9, agencies=20).assign(contested_per_request=0.0))
    assert same["status"] == "same" and pd.isna(same["p"])
    one = first(generated(9, agencies=1, years=8))
    assert one["status"] == "too_few" and one["n_yes"] == 1 and "1 report that names it" in says(one, asked)


def test_only_what_was_tested_takes_part_in_the_correction() -> None:
    table = generated(1, agencies=200, shift=0.2).assign(share_unable=0.5, carry_over_rate=0.0)
    found = answers(table)
    tested = found[found["status"] == "tested"]
    assert set(tested["question"]) == {
        "on_request_disputes",
        "on_request_disclosure",
        "on_request_requests",
        "prose_requests",
    }
    low = tested.sort_values("p").iloc[0]
    assert low["holm_p"] == pytest.approx(4 * low["p"])


# Themes that return


def two_years(rows: list[tuple[str, int, str, str, str]], scope: str = "own") -> pd.DataFrame:
    """Joined rows from (agency, year, problems, measures, scope or empty); themes are single letters, ? is not known."""
    table = []
    for agency, year, problems, measures, other in rows:
        row = {"report_id": f"{agency}_{year}", "agency": agency, "year": year, "scope": other or scope}
        row["problems"] = pd.NA if problems == "?" else len(problems)
        for code in ("a", "b", "c", "other"):
            known = problems != "?"
            row[f"problem_{code}"] = (code[0] in problems) if known else pd.NA
            row[f"measure_{code}"] = (code[0] in measures) if known else pd.NA
        table.append(row)
    return pd.DataFrame(table).astype({"year": "Int32", "problems": "Int64"})


def test_themes_taken_up_and_named_again() -> None:
    table = two_years(
        [
            ("甲", 2020, "abo", "bo", ""),
            ("甲", 2021, "b", "a", ""),
            ("甲", 2022, "ab", "", ""),
            ("乙", 2020, "a", "a", ""),
            ("乙", 2021, "?", "?", ""),
            ("丙", 2020, "c", "", ""),
            ("丙", 2021, "c", "", "aggregate"),
            ("丁", 2020, "b", "", ""),
            ("丁", 2021, "bc", "", ""),
        ]
    )
    found = named_again(table).set_index(["report_id", "theme"])
    assert ("甲_2020", "other") not in found.index, "what fits no theme is no theme"
    first_year = found.loc["甲_2020"]
    assert first_year["answered"].to_dict() == {"a": False, "b": True}
    assert first_year["returns"].to_dict() == {"a": False, "b": True} and not first_year["tested"].any()
    # 甲's latest pair is 2021 and 2022. No year after 2022; 乙's next is not known; 丙's counts another scope.
    assert found.loc[("甲_2021", "b"), ["answered", "returns", "tested"]].tolist() == [False, True, True]
    for key in (("甲_2022", "a"), ("乙_2020", "a"), ("丙_2020", "c")):
        assert pd.isna(found.loc[key, "returns"]) and not found.loc[key, "tested"]
    # The test has 甲 2022 and 丁 2021 as following reports. For 甲's b the one other is 丁's, which names it.
    assert found.loc[("甲_2021", "b"), ["others", "others_naming"]].tolist() == [1, 1]
    # For 丁's b it is 甲's of 2022, with a and b; for 乙, which has none of its own there, both are others and one names a.
    assert found.loc[("丁_2020", "b"), ["others", "others_naming"]].tolist() == [1, 1]
    assert found.loc[("乙_2020", "a"), ["others", "others_naming"]].tolist() == [2, 1]
    assert set(named_again(table, 2020).index.map(lambda i: named_again(table, 2020)["year"][i])) == {2020}


POPULAR = {"a": 0.6, "b": 0.45, "c": 0.3, "d": 0.2, "e": 0.15, "f": 0.1}


def returning(seed: int, agencies: int = 80, kept: float = 0.0) -> pd.DataFrame:
    """Two years of agencies that name themes at random, some often; a share `kept` of those not taken up stands again."""
    source, rows = random.Random(seed), []

    def draw() -> set[str]:
        return {code for code, share in POPULAR.items() if source.random() < share}

    for number in range(agencies):
        problems, measures, again = draw(), draw(), draw()
        again |= {code for code in sorted(problems - measures) if source.random() < kept}
        for year, named, taken in ((2020, problems, measures), (2021, again, set())):
            row = {
                "report_id": f"{number}_{year}",
                "agency": str(number),
                "year": year,
                "scope": "own",
                "problems": len(named),
            }
            rows.append(
                row | {f"problem_{c}": c in named for c in POPULAR} | {f"measure_{c}": c in taken for c in POPULAR}
            )
    return pd.DataFrame(rows)


def test_themes_that_return_only_by_being_common_are_no_finding() -> None:
    asked = tuple(q for q in load_questions() if q.test == "odds")
    found = pd.concat([answers(returning(seed), asked) for seed in range(40)])
    assert (found["status"] == "tested").all()
    # Common themes are both taken up and named again more often: taken as they are, what is not taken up returns less.
    assert (found["yes"] < found["no"]).mean() > 0.85
    assert found["yes_else"].mean() < found["no_else"].mean()
    # Against what other agencies name, no way prevails and about one in twenty is below 0.05.
    assert abs(found["effect"].astype(float).map(log).mean()) < 0.15
    assert (found["p"] <= 0.05).sum() <= 5


def test_themes_that_return_because_nobody_took_them_up_are_found() -> None:
    asked = tuple(q for q in load_questions() if q.test == "odds")
    row = answers(returning(1, agencies=150, kept=0.5), asked).iloc[0]
    assert row["effect"] > 2 and row["low"] > 1 and row["holm_p"] < 0.01
    assert "named again more often" in says(row, asked[0])


def test_one_year_only() -> None:
    table = generated(3, agencies=12, years=3)
    table.loc[table["year"] == 2021, "contested_per_request"] = 7.0
    assert answers(table, year=2021).iloc[0]["status"] == "same"
    assert answers(table, year=2022).iloc[0]["earlier"] == 0
    pairs = returning(2, agencies=30)
    asked = tuple(q for q in load_questions() if q.test == "odds")
    assert answers(pairs, asked, year=2020).iloc[0]["agencies"] == answers(pairs, asked).iloc[0]["agencies"] > 0
    assert answers(pairs, asked, year=2021).iloc[0]["n_yes"] == 0


# Words


def rows_of_all_kinds() -> list[tuple[object, Question]]:
    tables = [generated(s, agencies=n, shift=d) for s, n, d in ((1, 200, 0.5), (1, 200, -0.5), (4, 30, 0), (9, 5, 0), (9, 6, 0))]  # fmt: skip
    tables += [returning(1, 150, 0.5), returning(2, 40), two_years([("甲", 2020, "ab", "a", ""), ("甲", 2021, "a", "", "")])]  # fmt: skip
    asked = {q.key: q for q in load_questions()}
    rows = []
    for table in tables:
        kinds = tuple(q for q in asked.values() if (q.test == "odds") == ("problem_on_request" not in table))
        rows += [(row, asked[row.question]) for row in answers(table, kinds).itertuples()]
    return rows


def test_no_sentence_speaks_of_causes_and_none_is_empty() -> None:
    said = [says(row, question) for row, question in rows_of_all_kinds()]
    assert len(set(said)) > 8
    for sentence in said:
        assert sentence.endswith((".", "!")) and len(sentence) > 20
        for word in ("because", "cause", "lead to", "leads to", "due to", "nan", "None", "<NA>"):
            assert word not in sentence, sentence


def test_a_low_p_that_correction_does_not_leave_is_said_not_to_stand() -> None:
    table = generated(1, agencies=200, shift=0.5)
    row = answers(table).iloc[0].copy()
    row["p"], row["holm_p"] = 0.02, 0.14
    assert "does not stand" in says(row, load_questions()[0])


def test_the_same_table_gives_the_same_answers() -> None:
    table = generated(21, agencies=300, shift=0.1)
    pd.testing.assert_frame_equal(answers(table), answers(table.sample(frac=1, random_state=3)))
