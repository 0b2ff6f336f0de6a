"""Agreement with a hand coder: matching, scores worked out by hand, what is undefined, the coding file, the sample."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from small_codebook import CODES

from toolkit.text.evaluate import (
    Agreement,
    agreement,
    alpha,
    kappa,
    masi,
    match,
)

TEXTS = ("业务培训的次数偏少", "栏目设置还不够清楚", "公开的内容不够全面", "网页查找很不方便", "台账登记尚不完整")


def auto_frame(*rows: tuple[str, str, int, str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["report_id", "kind", "order", "text", "themes"])
    return frame.assign(words=[["因为"]] * len(rows))


def hand_frame(*rows: tuple[str, str, int, str, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["report_id", "kind", "order", "begins_with", "themes"])


def two_coders(automatic: list[tuple[str, ...]], by_hand: list[tuple[str, ...]], reports: int = 1) -> tuple:
    """Frames of both coders for the same texts, dealt to so many reports in turn."""
    places = [
        (f"示例市_{2001 + i % reports}", "problem", 1 + i // reports, f"第{i}条说明") for i in range(len(automatic))
    ]
    auto = auto_frame(*((*place, list(themes)) for place, themes in zip(places, automatic, strict=True)))
    hand = hand_frame(*((*place, themes) for place, themes in zip(places, by_hand, strict=True)))
    return auto, hand


def reason(found: Agreement, score: str) -> str:
    return found.scores.set_index("score").loc[score, "reason"]


# --- coefficients ---


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ("ab", "ba", 0),
        ("", "", 0),
        ("a", "b", 1),
        ("", "a", 1),
        ("a", "ab", 2 / 3),  # 1 - 1/2 (shared of all) * 2/3 (one within the other)
        ("ab", "bc", 8 / 9),  # 1 - 1/3 * 1/3 (they overlap)
        ("abc", "bcd", 5 / 6),  # 1 - 2/4 * 1/3
    ],
)
def test_masi_distance(one: str, two: str, distance: float) -> None:
    assert masi(one, two) == pytest.approx(distance)
    assert masi(two, one) == pytest.approx(distance)


def test_kappa_of_the_textbook() -> None:
    # 50 proposals, both yes 20, only the first 5, only the second 10, both no 15.
    # Observed (20 + 15) / 50 = 0.7; by chance 25/50 * 30/50 + 25/50 * 20/50 = 0.5; (0.7 - 0.5) / (1 - 0.5) = 0.4.
    assert kappa(20, 5, 10, 15) == pytest.approx(0.4)


def test_kappa_is_undefined_where_chance_explains_all() -> None:
    assert kappa(0, 0, 0, 7) is None
    assert kappa(7, 0, 0, 0) is None
    assert kappa(0, 0, 0, 0) is None
    # One coder says yes to all: observed 3/7, chance 7/7 * 3/7 = 3/7.
    assert kappa(3, 4, 0, 0) == 0


def test_alpha_of_krippendorffs_four_observers() -> None:
    # Krippendorff 2011, four observers, twelve units, nominal: 0.743.
    coded = ("1233214 12...", "123322412 5.3", ".33323422 51.", "123324412 51.")
    rows = [[value for value in row if value != " "] for row in coded]
    units = [[value for value in unit if value != "."] for unit in zip(*rows, strict=True)]
    # 40 values can be paired, of 1 to 5: 9, 13, 10, 5, 3. The last unit has one value only and does not count.
    # Agreeing pairs, each by the coders of its unit less one: 7 + 10 + 8 + 4 + 3 = 32 of 40.
    # By chance: (9*8 + 13*12 + 10*9 + 5*4 + 3*2) / 39 = 344/39. alpha = 1 - (40 - 32) / (40 - 344/39) = 904/1216.
    assert alpha(units, lambda a, b: a != b) == pytest.approx(904 / 1216)
    assert round(904 / 1216, 3) == 0.743


def test_both_alphas_of_krippendorffs_binary_example() -> None:
    first, second = "0100000010", "1110010000"
    auto, hand = two_coders(*([("x",) if said == "1" else () for said in row] for row in (first, second)))
    found = agreement(auto, hand, ["x"])
    # Krippendorff 2011: 6 ones, 14 zeros, 4 units of disagreement: 1 - (20 - 1) * 4 / (6 * 14) = 8/84 = 0.095.
    assert found.value("alpha_nominal") == pytest.approx(8 / 84)
    # A set with x and one without are wholly different, so the distance of sets gives the same.
    assert found.value("alpha_masi") == pytest.approx(8 / 84)


def test_alpha_leaves_out_units_of_one_coder_and_is_undefined_without_variety() -> None:
    assert alpha([], masi) is None
    assert alpha([("a",), ("b",)], masi) is None
    assert alpha([("a", "a"), ("a", "a")], masi) is None
    assert alpha([("a", "a"), ("b", "b"), ("c",)], masi) == 1


# --- scores ---


@pytest.fixture(scope="module")
def small() -> Agreement:
    """Three statements; the second has b by the toolkit only."""
    return agreement(*two_coders([("a",), ("a", "b"), ("b",)], [("a",), ("a",), ("b",)]))


@pytest.mark.parametrize(
    ("score", "value"),
    {
        "statement_precision": 1,
        "statement_recall": 1,
        "statement_f1": 1,
        "theme_micro_precision": 3 / 4,  # given 4, of them by hand too 3
        "theme_micro_recall": 1,
        "theme_micro_f1": 6 / 7,  # 2 * 3 / (2 * 3 + 1)
        "theme_micro_f1_all": 6 / 7,
        "theme_macro_f1": 5 / 6,  # a: 1; b: 2 * 1 / (2 * 1 + 1) = 2/3; the mean
        "theme_exact": 2 / 3,
        # Distances {a}-{ab} 2/3, {a}-{b} 1, {ab}-{b} 2/3. Observed (0 + 2/3 + 0) / 3 = 2/9. Six values, {a} 3, {ab} 1,
        # {b} 2: expected 2 * (3*1*2/3 + 3*2*1 + 1*2*2/3) / (6*5) = 28/45. 1 - (2/9) / (28/45) = 9/14.
        "alpha_masi": 9 / 14,
        # a: 11 11 00, b: 00 10 11: 7 yes, 5 no, one disagreement: 1 - (12 - 1) * 1 / (7 * 5).
        "alpha_nominal": 24 / 35,
    }.items(),
)
def test_scores_of_a_small_example(small: Agreement, score: str, value: float) -> None:
    assert small.value(score) == pytest.approx(value)


def test_each_theme_has_its_counts_and_kappa(small: Agreement) -> None:
    a, b = small.themes.to_dict("records")
    assert (a["theme"], a["support"], a["both"], a["only_automatic"], a["only_by_hand"]) == ("a", 2, 2, 0, 0)
    assert (a["precision"], a["recall"], a["f1"], a["kappa"]) == (1, 1, 1, 1)
    assert (b["support"], b["both"], b["only_automatic"], b["only_by_hand"]) == (1, 1, 1, 0)
    assert (b["precision"], b["recall"], b["f1"]) == (1 / 2, 1, pytest.approx(2 / 3))
    # Observed 2/3; by chance 2/3 * 1/3 + 1/3 * 2/3 = 4/9; (6/9 - 4/9) / (5/9) = 2/5.
    assert b["kappa"] == pytest.approx(0.4)


def test_codes_of_the_book_that_nobody_gave_have_no_scores() -> None:
    found = agreement(*two_coders([("capacity",), ("platform",)], [("capacity",), ("platform",)]), CODES)
    unused = found.themes.set_index("theme").loc["coverage"]
    assert list(found.themes["theme"]) == ["capacity", "platform", "coverage"]
    assert unused[["precision", "recall", "f1", "kappa"]].isna().all()
    assert unused["reason"] == "neither gave it"
    assert found.value("theme_macro_f1") == 1


def test_a_theme_outside_the_book_is_an_error_but_other_is_not() -> None:
    auto, hand = two_coders([("other",), ("training",)], [("other",), ("capacity",)])
    with pytest.raises(ValueError, match=r"capacity, platform, coverage, other\), found training"):
        agreement(auto, hand, CODES)
    assert agreement(auto[:1], hand[:1], CODES).value("theme_micro_f1") == 1


def test_disagreements_say_what_each_side_has_and_why() -> None:
    auto, hand = two_coders([("a", "b"), ("c",)], [("c", "a"), ("c",)])
    found = agreement(auto, hand).disagreements
    assert found.to_dict("records") == [
        {
            "report_id": "示例市_2001", "kind": "problem", "order": 1, "text": "第0条说明", "automatic": "a;b",
            "by_hand": "c;a", "only_automatic": "b", "only_by_hand": "c", "words": "因为",
        }
    ]  # fmt: skip


def test_statements_read_from_parquet_are_taken(tmp_path: Path) -> None:
    auto, hand = two_coders([("a", "b"), ()], [("a", "b"), ("a",)])
    auto.to_parquet(tmp_path / "statements.parquet")
    found = agreement(pd.read_parquet(tmp_path / "statements.parquet", dtype_backend="numpy_nullable"), hand)
    assert found.value("theme_exact") == 1 / 2
    assert found.value("theme_micro_recall") == pytest.approx(2 / 3)


def test_the_interval_is_that_of_drawing_reports() -> None:
    # Eight reports of one statement; in four the themes differ. Of eight draws k give one of these, binomially with 1/2:
    # P(k = 8) = 1/256 = 0.004 and P(k >= 7) = 9/256 = 0.035, so the lowest 2.5 % end at k = 7; and so at the other end.
    auto, hand = two_coders([("a",)] * 8, [("b",), ("a",)] * 4, reports=8)
    scores = agreement(auto, hand).scores
    row = scores.set_index("score").loc["theme_exact"]
    assert (row["value"], row["low"], row["high"]) == (1 / 2, 1 / 8, 7 / 8)
    pd.testing.assert_frame_equal(scores, agreement(auto[::-1], hand[::-1]).scores)


def test_no_interval_from_four_reports_nor_where_nothing_varies() -> None:
    auto, hand = two_coders([("a",)] * 5, [("b",)] + [("a",)] * 4, reports=4)
    found = agreement(auto, hand)
    assert found.scores["low"].isna().all()
    assert reason(found, "theme_exact") == "no interval: 4 reports, fewer than 5"
    found = agreement(*two_coders([("a",), ("b",)] * 5, [("a",), ("b",)] * 5, reports=5))
    assert reason(found, "statement_f1") == "no interval: every resample gives the same value"


# --- what cannot be computed ---


def test_nothing_to_compare_gives_no_scores_and_says_so() -> None:
    found = agreement(auto_frame(), hand_frame(), CODES)
    assert found.scores["value"].isna().all()
    assert set(found.scores["reason"]) == {"nothing to compare: there is no statement on either side"}
    assert "no statement on either side" in found._repr_html_()


def test_one_category_throughout_leaves_alpha_undefined_and_not_one() -> None:
    found = agreement(*two_coders([("a",)] * 3, [("a",)] * 3))
    assert found.value("theme_micro_f1") == 1
    for score in ("alpha_masi", "alpha_nominal"):
        assert found.value(score) is None
        assert "one and the same answer throughout" in reason(found, score)
    assert found.themes["kappa"].isna().all()
    assert list(found.themes["reason"]) == ["both gave it to every statement"]


def test_report_names_of_another_dataset_are_pointed_out() -> None:
    auto, hand = two_coders([("a",)], [("a",)])
    found = agreement(auto, hand.assign(report_id="示例县_2001"))
    assert found.outcomes["missed"] == 1
    assert found.value("statement_recall") == 0
    assert found.value("statement_precision") is None
    assert reason(found, "statement_precision") == "one side has no statement"
    assert reason(found, "alpha_masi") == "no statement was found by both"
    assert "示例县_2001" in found._repr_html_()
    assert "1 reports with automatic statements" in found._repr_html_()


# --- which statement is which ---


def outcomes(auto: pd.DataFrame, hand: pd.DataFrame, **options: object) -> list[tuple[str, str, int]]:
    found = match(auto, hand, **options)
    return list(zip(found["outcome"], found["kind"], found["order"], strict=True))


R = "示例市_2021"


@pytest.mark.parametrize(
    ("text", "begins_with"),
    [
        ("一是业务培训的次数偏少，人手不足。", "业务培训的次数"),
        ("（一）业务培训的次数偏少。", "（一）业务培训"),
        ("业务培训的次数偏少。", "2.业务培训的次数偏少"),
        ("业务 培训\n的次数偏少。", " 业务培训的 次数偏少…"),
        ("“业务培训”的次数偏少。", '"业务培训"的次数'),
        ("2021年，业务培训的次数偏少", "2021年,业务培训"),
        ("业务培训的次数偏少", ""),
    ],
)
def test_the_same_text_is_known_in_spite_of_numbering_and_punctuation(text: str, begins_with: str) -> None:
    found = outcomes(auto_frame((R, "problem", 1, text, ["a"])), hand_frame((R, "problem", 1, begins_with, ("a",))))
    assert found == [("found", "problem", 1)]


@pytest.mark.parametrize("begins_with", ["业务培训的次数偏少，人手", "培训的次数偏少", "2022年，业务培训"])
def test_another_text_at_the_same_place_differs(begins_with: str) -> None:
    auto = auto_frame((R, "problem", 1, "业务培训的次数偏少。", ["a"]))
    hand = hand_frame((R, "problem", 1, begins_with, ("a",)))
    assert outcomes(auto, hand) == [("text_differs", "problem", 1)]
    assert outcomes(auto, hand, by_order=True) == [("found", "problem", 1)]
    assert agreement(auto, hand).value("statement_f1") == 0
    assert agreement(auto, hand, by_order=True).value("statement_f1") == 1


@pytest.fixture
def muddled() -> tuple[pd.DataFrame, pd.DataFrame]:
    """By hand two problems and two improvements; automatically the second problem is an improvement, which moves the next
    one down, the second improvement is missed, and another problem is made up."""
    auto = auto_frame(
        (R, "problem", 1, TEXTS[0], ["a"]),
        (R, "problem", 2, TEXTS[4], ["a"]),
        (R, "improvement", 1, TEXTS[1], ["a"]),
        (R, "improvement", 2, TEXTS[2], ["a"]),
    )
    hand = hand_frame(
        (R, "problem", 1, TEXTS[0], ("a",)),
        (R, "problem", 2, TEXTS[1], ("a",)),
        (R, "improvement", 1, TEXTS[2], ("a",)),
        (R, "improvement", 2, TEXTS[3], ("a",)),
    )
    return auto, hand


def test_every_way_to_go_wrong_is_told_apart(muddled: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert outcomes(*muddled) == [
        ("found", "problem", 1),
        ("kind_wrong", "problem", 2),
        ("order_wrong", "improvement", 1),
        ("missed", "improvement", 2),
        ("surplus", "problem", 2),
    ]
    wrong = match(*muddled).iloc[1]
    assert (wrong["found_kind"], wrong["found_order"]) == ("improvement", 1)


def test_only_the_right_kind_and_order_count_as_found(muddled: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = agreement(*muddled)
    # One of four on either side.
    assert [found.value(f"statement_{name}") for name in ("precision", "recall", "f1")] == [1 / 4] * 3
    # The themes of three texts can be compared, and agree; the missed and the made-up one have a theme each: 6 / (6 + 2).
    assert found.compared == 3
    assert found.value("theme_micro_f1") == 1
    assert found.value("theme_micro_f1_all") == 6 / 8


def test_short_openings_are_not_looked_for_elsewhere() -> None:
    auto = auto_frame((R, "problem", 1, TEXTS[0], []), (R, "problem", 2, "加强培训，加强管理", []))
    assert outcomes(auto, hand_frame((R, "problem", 3, "加强", ("a",))))[0] == ("missed", "problem", 3)
    assert outcomes(auto, hand_frame((R, "problem", 3, "加强培训", ("a",))))[0] == ("order_wrong", "problem", 3)


def test_a_report_without_statements_can_count_as_coded(muddled: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    auto = pd.concat([muddled[0], auto_frame(("示例县_2021", "problem", 1, TEXTS[0], ["a"]))])
    assert agreement(auto, muddled[1]).outcomes["surplus"] == 1
    found = agreement(auto, muddled[1], reports=["示例县_2021"])
    assert found.outcomes["surplus"] == 2
    assert found.reports == 2
    # Nor has the toolkit found one in this one: that agrees, and the report counts.
    assert agreement(*muddled, reports=["示例区_2021"]).reports == 2


def test_a_text_that_stands_twice_is_taken_from_the_same_kind_then_from_near() -> None:
    same = [(R, kind, order, TEXTS[0], []) for kind, order in (("problem", 1), ("improvement", 1), ("improvement", 5))]
    found = match(auto_frame(*same), hand_frame((R, "improvement", 4, TEXTS[0], ("a",)))).iloc[0]
    assert (found["outcome"], found["found_kind"], found["found_order"]) == ("order_wrong", "improvement", 5)


def test_a_sample_says_nothing_of_what_was_not_drawn() -> None:
    auto, hand = two_coders([("a",), ("b",), ("a",)], [("a",), ("a",), ("a",)])
    found = agreement(auto, hand[1:2], sample=True)
    assert found.compared == 1
    assert found.outcomes["surplus"] == 0
    assert found.value("theme_micro_f1") == 0
    for score in ("statement_precision", "statement_recall", "statement_f1", "theme_micro_f1_all"):
        assert found.value(score) is None
        assert "sample" in reason(found, score)
    gone = agreement(auto[:1], hand[1:2], sample=True)
    assert any("no longer in the dataset" in note and "1 statements" in note for note in gone.notes)


def test_two_people_are_compared_by_the_shorter_opening() -> None:
    first = hand_frame((R, "problem", 1, "业务培训", ("a",)), (R, "problem", 2, "栏目设置还不够", ("b",)))
    second = hand_frame((R, "problem", 1, "业务培训的次数", ("a",)), (R, "problem", 2, "栏目设置", ("a",)))
    found = agreement(first, second)
    assert found.outcomes["found"] == 2
    assert found.value("theme_exact") == 1 / 2


def test_a_statement_given_twice_is_an_error() -> None:
    auto, hand = two_coders([("a",)], [("a",)])
    with pytest.raises(
        ValueError, match="hand coding: expected each statement once, found problem 1 of 示例市_2001 twice"
    ):
        match(auto, pd.concat([hand, hand]))
    with pytest.raises(ValueError, match="automatic statements: expected the columns themes, found report_id"):
        match(auto.drop(columns="themes"), hand)


def test_the_page_shows_scores_names_and_disagreements_and_escapes_text() -> None:
    auto = auto_frame((R, "problem", 1, "培训<script>不足", ["capacity"]), (R, "problem", 2, TEXTS[1], ["platform"]))
    hand = hand_frame((R, "problem", 1, "", ("platform",)), (R, "problem", 2, TEXTS[1], ("platform",)))
    page = agreement(auto, hand, CODES)._repr_html_()
    assert "培训&lt;script&gt;不足" in page
    assert "<script" not in page
    assert "platform 平台建设" in page
    # One of two statements has the same themes; capacity was given by the toolkit only: precision and F1 0, recall undefined.
    assert ">0.50<" in page
    assert ">–<" in page
    assert "Themes that neither side gave: 1." in page
    assert "Disagreements 分歧: 1 of 1" in page
