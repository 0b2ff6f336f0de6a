"""Keywords and keyness on examples small enough to work by hand."""

import math

import pandas as pd
import pytest

from toolkit.text.keywords import (
    group_sizes,
    keyness,
    keyness_between,
    report_sentences,
    report_words,
    textrank,
    tfidf,
)
from toolkit.text.words import Cutter

SECTIONS = pd.DataFrame(
    [
        ("甲县_2022", 5, "培训不足。"),
        ("甲县_2022", 1, "临江市档案馆公开指南；更新目录\n答复申请"),
        ("甲县_2022", 3, "法院判决"),
        ("乙县_2022", 1, pd.NA),
        ("丙县_2022", 2, "采购"),
        ("丁县_2022", 6, "档案馆收费。"),
    ],
    columns=["report_id", "number", "text"],
)


def rows(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


# From sections to words.


def test_sentences_in_the_order_of_the_form_and_no_report_lost():
    assert report_sentences(SECTIONS) == {
        "甲县_2022": [["临江市", "档案馆", "公开", "指南"], ["更新", "目录"], ["答复", "申请"], ["培训", "不足"]],
        "乙县_2022": [],
        "丙县_2022": [],
        "丁县_2022": [["档案馆", "收费"]],
    }


def test_words_of_chosen_sections_with_a_cutter_of_ones_own():
    found = report_words(SECTIONS, numbers=[3, 2], cutter=Cutter(more_stop_words=["法院"]))
    assert found == {"甲县_2022": ["判决"], "乙县_2022": [], "丙县_2022": ["采购"], "丁县_2022": []}


def test_names_are_blanked_in_their_own_report_only_and_the_longest_first():
    found = report_words(SECTIONS, without={"甲县_2022": ["临江市", "临江市档案馆"]})
    assert found["甲县_2022"] == ["公开", "指南", "更新", "目录", "答复", "申请", "培训", "不足"]
    assert found["丁县_2022"] == ["档案馆", "收费"]


# TF-IDF.

DOCS = {
    "甲": ["公开", "公开", "平台", "平台"],
    "乙": ["公开", "年报"],
    "丙": ["公开", "平台"],
    "丁": [],
}


def test_tfidf_by_hand():
    # Three have words. 公开 is in 3: ln(4/4) = 0. 平台 is in 2: ln(4/3) = 0.287682. 年报 is in 1: ln(4/2) = 0.693147.
    # 甲: 平台 2 of 4 words, 500 × 0.287682 = 143.841. 乙: 年报 1 of 2, 500 × 0.693147 = 346.574. 丙: 500 × 0.287682.
    found = tfidf(DOCS, min_count=1)
    assert rows(found, "report_id", "word", "count", "reports_with", "rank") == [
        ("甲", "平台", 2, 2, 1),
        ("甲", "公开", 2, 3, 2),
        ("乙", "年报", 1, 1, 1),
        ("乙", "公开", 1, 3, 2),
        ("丙", "平台", 1, 2, 1),
        ("丙", "公开", 1, 3, 2),
    ]
    assert found["score"].tolist() == pytest.approx([143.841, 0, 346.574, 0, 143.841, 0], abs=0.001)


def test_tfidf_lists_the_top_words_that_are_not_single_occurrences():
    assert rows(tfidf(DOCS, top=1), "report_id", "word") == [("甲", "平台")]


def test_tfidf_breaks_ties_by_count_then_word():
    # In one report alone every score is 0: then the count decides, then the order of the characters (乙 U+4E59, 甲 U+7532).
    assert tfidf({"一": ["甲", "乙", "丙", "丙"]}, min_count=1)["word"].tolist() == ["丙", "乙", "甲"]


def test_tfidf_of_nothing_is_an_empty_table():
    assert list(tfidf({"甲": []}).columns) == ["report_id", "word", "count", "reports_with", "score", "rank"]


# TextRank.


def test_textrank_by_hand():
    # 乙 -2- 甲 -1- 丙, since 甲 and 乙 stand together twice. With d = 0.85 and three words, each gets 0.15 / 3 = 0.05, and
    # 甲 = 0.05 + 0.85 (乙 + 丙) = 0.05 + 0.85 (1 - 甲), so 甲 = 0.9 / 1.85 = 0.486486;
    # 乙 = 0.05 + 0.85 × 甲 × 2/3 = 0.325676; 丙 = 0.05 + 0.85 × 甲 × 1/3 = 0.187838.
    found = textrank({"r": [["甲", "乙"], ["乙", "甲"], ["甲", "丙"]]})
    assert rows(found, "report_id", "word", "count", "neighbours", "rank") == [
        ("r", "甲", 3, 2, 1),
        ("r", "乙", 2, 1, 2),
        ("r", "丙", 1, 1, 3),
    ]
    assert found["score"].tolist() == pytest.approx([0.486486, 0.325676, 0.187838], abs=1e-6)


def test_textrank_window_counts_successive_words():
    sentence = {"r": [["甲", "乙", "丙"]]}
    # Window 2 joins 甲-乙 and 乙-丙; window 3 joins 甲-丙 too, so that all three weigh the same.
    assert rows(textrank(sentence, window=2), "word", "neighbours") == [("乙", 2), ("丙", 1), ("甲", 1)]
    assert textrank(sentence, window=3)["score"].tolist() == pytest.approx([1 / 3] * 3)


def test_textrank_joins_nothing_across_sentences_nor_a_word_with_itself():
    found = textrank({"r": [["甲", "甲", "乙"], ["丙"]], "s": []})
    assert dict(zip(found["word"], found["neighbours"], strict=True)) == {"甲": 1, "乙": 1, "丙": 0}
    assert found["score"].sum() == pytest.approx(1)


def test_textrank_needs_a_window():
    with pytest.raises(ValueError, match="window is 1"):
        textrank({"r": [["甲"]]}, window=1)


# Keyness.

TARGET = [["公开"] * 3 + ["平台"]] * 2  # 公开 6, 平台 2, of 8 words
REST = [["公开"] + ["平台"] * 3] * 2  # 公开 2, 平台 6, of 8 words


def test_keyness_by_hand():
    found = keyness(TARGET, REST)
    assert rows(found, "word", "count_target", "per_10k_target", "count_rest", "per_10k_rest") == [
        ("公开", 6, 7500, 2, 2500),
        ("平台", 2, 2500, 6, 7500),
    ]
    assert rows(found, "reports_target", "reports_rest") == [(2, 2), (2, 2)]
    # Prior: the counts of both sides, 8 and 8, together 16 words.
    # Odds of 公开: (6 + 8) / (8 + 16 - 14) = 14/10 and (2 + 8) / (8 + 16 - 10) = 10/14; ratio 1.96, ln 0.672944.
    # Variance: 1/14 + 1/10 = 0.171429, deviation 0.414039, z = 1.625315. 平台 is its mirror.
    assert found["log_odds"].tolist() == pytest.approx([0.672944, -0.672944], abs=1e-6)
    assert found["z"].tolist() == pytest.approx([1.625315, -1.625315], abs=1e-6)
    # Expected: 4 on either side. 2 (6 ln 6/4 + 2 ln 2/4) = 2 (2.432791 - 1.386294) = 2.092993.
    assert found["g2"].tolist() == pytest.approx([2.092993, 2.092993], abs=1e-6)
    # 7500 against 2500: three times, log2 3 = 1.584963.
    assert found["log_ratio"].tolist() == pytest.approx([1.584963, -1.584963], abs=1e-6)


def test_a_lighter_prior_shrinks_less():
    # 4 prior words, 2 each. (6 + 2) / (12 - 8) = 2 and (2 + 2) / (12 - 4) = 1/2: ln 4; variance 1/8 + 1/4 = 3/8.
    first = keyness(TARGET, REST, prior_size=4).iloc[0]
    assert first["log_odds"] == pytest.approx(math.log(4))
    assert first["z"] == pytest.approx(math.log(4) / math.sqrt(3 / 8))


def test_a_prior_from_elsewhere():
    # 30 : 10 scaled to 4 words is 3 : 1. (6 + 3) / (12 - 9) = 3 and (2 + 3) / (12 - 5) = 5/7: ratio 4.2.
    first = keyness(TARGET, REST, prior={"公开": 30, "平台": 10}, prior_size=4).iloc[0]
    assert first["log_odds"] == pytest.approx(math.log(4.2))


def test_a_word_the_rest_never_uses():
    # 年报 3 of 6 against 0 of 6. log2 ((3/6) / (0.5/6)) = log2 6. Expected 1.5: g2 = 2 × 3 ln 2.
    found = keyness([["年报", "年报", "公开"], ["年报", "公开", "公开"]], [["公开"] * 6], min_count=3)
    first = found.iloc[0]
    assert (first["word"], first["count_rest"], first["reports_rest"]) == ("年报", 0, 0)
    assert first["log_ratio"] == pytest.approx(math.log2(6))
    assert first["g2"] == pytest.approx(6 * math.log(2))


def test_rare_words_and_words_of_one_report_are_not_called_typical():
    target = [["公开"] * 5 + ["渔业"] * 9, ["公开"] * 5 + ["年报"], ["年报"]]
    rest = [["公开"] * 5, ["公开"] * 6]
    # 渔业 stands 9 times but in one report; 年报 in two reports but twice in all; 公开 leads in the rest, in two reports.
    assert keyness(target, rest)["word"].tolist() == ["公开"]
    assert keyness(target, rest, min_reports=1)["word"].tolist() == ["渔业", "公开"]
    assert keyness(target, rest, min_count=2)["word"].tolist() == ["年报", "公开"]


def test_keyness_that_cannot_be_had_is_refused():
    with pytest.raises(ValueError, match="the rest has no words"):
        keyness(TARGET, [[]])
    with pytest.raises(ValueError, match="only one word"):
        keyness([["公开"]], [["公开"]])
    with pytest.raises(ValueError, match="prior lacks 1 words of the reports \\(平台"):
        keyness(TARGET, REST, prior={"公开": 3})


def test_each_group_against_the_others():
    docs = {"a1": TARGET[0], "b1": REST[0], "a2": TARGET[1], "b2": REST[1], "c1": ["渔业"] * 9, "none": ["平台"] * 9}
    groups = {"a1": 2021, "a2": 2021, "b1": 2022, "b2": 2022, "c1": 2023}
    found = keyness_between(docs, groups)
    # 2023 has one report: nothing is typical of it, and 渔业 of no one; what it lacks leads elsewhere. `none` is nowhere.
    assert rows(found[found["log_ratio"] > 0], "group", "word", "count_target", "count_rest") == [
        (2021, "公开", 6, 2),
        (2022, "平台", 6, 2),
    ]
    assert rows(found[found["group"] == 2023], "word", "count_target", "count_rest") == [("公开", 0, 8), ("平台", 0, 8)]
    assert keyness_between(dict(reversed(docs.items())), groups).equals(found)


def test_group_sizes_show_what_is_too_small_or_without_a_group():
    sizes = group_sizes({"a": ["甲", "乙"], "b": ["甲"], "c": ["甲"], "d": []}, {"a": "省", "b": "省", "d": "县"})
    assert rows(sizes.fillna("none"), "group", "reports", "words") == [("县", 1, 0), ("省", 2, 3), ("none", 1, 1)]


def test_one_group_is_nothing_to_compare():
    with pytest.raises(ValueError, match="two groups or more with words; found 省"):
        keyness_between({"a": ["甲", "乙"], "b": []}, {"a": "省", "b": "县"})


def test_textrank_of_words_instead_of_sentences_is_refused():
    with pytest.raises(ValueError, match="report_sentences"):
        textrank({"a": ["网站", "更新"]})
