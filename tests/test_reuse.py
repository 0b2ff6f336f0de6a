"""Wording that stands in two reports: masking, shares and passages, worked out by hand on invented sentences."""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.text.masking import PLACEHOLDERS, mask, names_in, names_of
from toolkit.text.minhash import candidates
from toolkit.text.ngrams import LEAST_NGRAMS, N, containment, fingerprints, joined, present, shared_counts, worded
from toolkit.text.passages import Passage, passages
from toolkit.text.reuse import (
    against_last_year,
    against_sisters,
    boilerplate,
    comparable,
    form_ngrams,
    only_originals,
    shared_passages,
)
from toolkit.text.side_by_side import marked, side_by_side


def distinct(count: int, block: int) -> str:
    """So many different Han characters, others for each block; no numerals and nothing that names a place."""
    assert count <= 200
    return "".join(chr(0x8000 + 200 * block + i) for i in range(count))


def tables(*given_reports):
    """The tables `sections` and `reports` from (agency, year, {section: text}[, provenance])."""
    reports, sections = [], []
    for agency, year, texts, *rest in given_reports:
        report_id = f"{agency}_{year}"
        while report_id in {r["report_id"] for r in reports}:
            report_id += "_b"
        provenance = rest[0] if rest else "original"
        reports.append({"report_id": report_id, "agency": agency, "year": year, "provenance": provenance})
        sections += [{"report_id": report_id, "number": n, "text": text} for n, text in texts.items()]
    return (
        pd.DataFrame(sections, columns=["report_id", "number", "text"]).astype({"number": "Int32", "text": "string"}),
        pd.DataFrame(reports).astype({"agency": "string", "year": "Int32", "provenance": "category"}),
    )


def whole(frame):
    """The rows of whole reports, by report."""
    return frame[frame["section"].isna()].set_index("report_id")


# Masking


def test_reports_of_two_years_read_alike_once_masked():
    assert mask("2020年收到12件").text == mask("2021年收到15件").text == "△收到#件"


def test_a_masked_character_knows_its_place():
    masked = mask("共 2020 年收到12件。")
    # characters:    0 共, 1 space, 2-5 the year, 6 space, 7 年, 8 收, 9 到, 10-11 the number, 12 件, 13 the stop
    assert masked.text == "共△收到#件"
    assert masked.starts == (0, 2, 8, 9, 10, 12)
    assert masked.ends == (1, 8, 9, 10, 12, 13)
    assert masked.within(8, 13) == "收到#件"
    assert masked.within(9, 11) == "到"  # half a number is not in it


@pytest.mark.parametrize(
    "text",
    [
        "二〇二一年一月五日发布",
        "2021年1月5日发布",
        "２０２１年１月发布",
        "1月5日发布",
        "2021-01-05发布",
    ],
)
def test_dates_in_any_writing_are_one_placeholder(text):
    assert mask(text).text == "□发布"


@pytest.mark.parametrize("number", ["12", "1,234.5", "70.3%", "18万", "三十", "１２", "①", "0000-1234567"])
def test_numbers_in_any_writing_are_one_placeholder(number):
    assert mask(f"办结{number}件").text == "办结#件"


def test_punctuation_spaces_width_and_case_do_not_count():
    assert mask("通过“网站”、（ＡＰＰ）公开 ，并\n公示。").text == mask("通过网站 app公开并公示").text


def test_numbering_does_not_count():
    assert mask("一是加强培训").text == mask("四是加强培训").text
    assert mask("（二）加强培训").text == mask("3.加强培训").text


def test_names_are_masked_wherever_they_stand_the_longest_first():
    names = names_of("示例市水务局")
    assert names[0] == "示例市水务局"
    assert {"示例市", "市水务局", "水务局", "示例"} <= set(names)
    text = "示例市水务局编制，水务局网站与示例门户转载"
    assert mask(text, names).text == "◇编制◇网站与◇门户转载"


@pytest.mark.parametrize(
    ("agency", "some"),
    [
        ("云岭省示例市交通运输局", {"云岭省", "示例市", "示例", "市交通运输局", "云岭省示例市"}),
        ("示例市人民政府办公室", {"示例市", "市人民政府办公室", "示例市政府办公室", "市政府办公室"}),
        ("假县青溪乡人民政府", {"假县", "青溪乡", "青溪"}),
        ("辉县市水务局", {"辉县市", "辉县"}),
        ("示例市", {"示例市", "示例"}),
    ],
)
def test_the_parts_of_an_agency_name(agency, some):
    names = names_of(agency)
    assert some <= set(names)
    assert "人民政府" not in names and "" not in names
    assert list(names) == sorted(names, key=lambda name: (-len(name), name))


def test_no_agency_has_no_names():
    assert names_of("") == ()


def test_places_that_a_text_lists_are_names_and_words_that_end_like_them_are_not():
    text = "其中，东湾县3次、西岭区5次，市信访局1次。设政务专区，围绕市委部署，支持市场主体，各县均已完成，建设城市。"
    assert names_in(text) == ("东湾县", "市信访局", "西岭区")


def test_a_list_of_places_is_one_name_however_long():
    assert mask("在全市推广：东湾县、西岭区").text == mask("在全县推广：南桥区、北塘区、白石县").text == "在◇推广◇"


def test_what_an_office_calls_itself_and_the_government_above_are_names():
    assert mask("我局按市政府要求").text == mask("本机关按县人民政府要求").text == "◇按◇要求"
    assert mask("示例市人民政府网站", ["示例市"]).text == mask("市政府网站").text == "◇网站"


anything = st.text(
    st.one_of(st.sampled_from("我局全市示例县、，。（） 12三年月日%①㎡ＡaＢ件公开信息\n"), st.characters()), max_size=60
)


@given(anything)
def test_masking_keeps_order_and_places(text):
    masked = mask(text, ["示例县", "公开"])
    assert len(masked.text) == len(masked.starts) == len(masked.ends)
    last = 0
    for number, (start, end) in enumerate(zip(masked.starts, masked.ends, strict=True)):
        assert 0 <= start < end <= len(text)
        # ㎡ is folded to two characters, which share their place.
        assert start >= last or (start, end) == (masked.starts[number - 1], masked.ends[number - 1])
        last = end
    assert masked.within(0, len(text)) == masked.text


@given(anything)
def test_no_digit_and_no_space_is_left(text):
    assert not any(char.isspace() or char in "0123456789１２一三" for char in mask(text).text)


@given(anything, st.integers(2000, 2030), st.integers(0, 10**6))
def test_the_year_and_the_number_make_no_difference(text, year, number):
    assert mask(f"{text}，{year}年办理{number}件").text == mask(f"{text}，2019年办理7件").text


# Shares


def test_the_share_of_ngrams_by_hand():
    # 甲乙丙, 乙丙丁, 丙丁戊 against 甲乙丙, 乙丙丁, 丙丁己: two of three.
    assert containment("甲乙丙丁戊", "甲乙丙丁己", n=3, least=1) == pytest.approx(2 / 3)


def test_ngrams_that_come_again_count_once():
    # 甲乙, 乙甲 (five places, two different) against 甲乙: one of two.
    assert containment("甲乙甲乙甲乙", "甲乙", n=2, least=1) == 0.5


def test_a_share_is_of_the_first_text():
    # All of 甲乙丙 stands in the longer text; of its four pairs 甲乙, 乙丙, 丙丁, 丁戊 two stand in the shorter.
    assert containment("甲乙丙", "甲乙丙丁戊", n=2, least=1) == 1
    assert containment("甲乙丙丁戊", "甲乙丙", n=2, least=1) == 0.5


def test_a_text_too_short_has_no_share():
    # k characters have k - 9 n-grams of ten, and thirty are needed.
    assert (N, LEAST_NGRAMS) == (10, 30)
    assert containment(distinct(38, 0), distinct(100, 0)) is None
    assert containment(distinct(39, 0), distinct(100, 0)) == 1
    assert containment("", "", least=0) is None


def test_names_are_masked_before_sharing():
    one, other = "示例市水务局认真落实条例各项要求", "假想县财政局认真落实条例各项要求"
    assert containment(one, other, ["示例市水务局"], ["假想县财政局"], least=1) == 1
    # Unnamed, 示例市 is still seen to be a place: ◇水务局认真落实条例各项要求, 14 characters, five n-grams of ten. In both
    # stands 局认真落实条例各项要求, 11 characters: two.
    assert containment(one, other, least=1) == 2 / 5


def test_ngrams_that_are_mostly_placeholders_do_not_count():
    # 3件、4件 is #件#件: "#件#" has one character of wording in three, "件#件" has two.
    assert worded("#件#件", 3).tolist() == [False, True]
    assert len(fingerprints("#件#件", 3)) == 1


def test_an_ngram_has_at_least_one_character():
    with pytest.raises(ValueError, match="expected a length of 1 or more, found 0"):
        containment("甲乙", "甲乙", n=0)


letters = st.text("甲乙丙丁戊己庚辛壬癸", max_size=40)


@given(letters, st.integers(1, 4))
def test_a_text_is_contained_in_itself_and_not_in_another_alphabet(text, n):
    share = containment(text, text, n=n, least=1)
    assert share == (1 if len(text) >= n else None)
    other = containment(text, "abcdefghijklmnopqrstuvwxyz" * 2, n=n, least=1)
    assert other == (0 if len(text) >= n else None)


@given(letters, letters, st.integers(1, 4))
def test_both_shares_count_the_same_ngrams(one, other, n):
    first, second = fingerprints(one, n), fingerprints(other, n)
    shared = present(first, second).sum()
    assert shared == present(second, first).sum()
    if len(first) and len(second):
        assert containment(one, other, n=n, least=1) * len(first) == pytest.approx(
            containment(other, one, n=n, least=1) * len(second)
        )


@given(st.text("甲乙丙丁#◇", max_size=40), st.text("甲乙丙丁#◇", max_size=40), st.integers(1, 5))
def test_fingerprints_stand_for_the_strings(one, other, n):
    def strings(text):
        found = {text[i : i + n] for i in range(len(text) - n + 1)}
        return {gram for gram in found if sum(char not in PLACEHOLDERS for char in gram) * 2 >= n}

    first, second = fingerprints(one, n), fingerprints(other, n)
    assert len(first) == len(strings(one))
    assert present(first, second).sum() == len(strings(one) & strings(other))


@given(st.lists(st.text("甲乙丙丁", max_size=20), max_size=8))
def test_counting_all_pairs_at_once_gives_what_counting_each_does(texts):
    sets = [fingerprints(text, 2) for text in texts]
    for one, row in enumerate(shared_counts(sets)):
        for other in range(len(sets)):
            if other != one:
                assert row.get(other, 0) == present(sets[one], sets[other]).sum()


# Passages

WALK = "坚持每月巡查门户网站各个栏目的更新情况"
TEACH = "组织经办人员学习条例并点评答复文书"


def test_passages_are_found_where_they_were_moved():
    text = f"一是{WALK}。二是{TEACH}。"
    other = f"今后将{TEACH}，同时{WALK}。"
    found = passages(text, other)
    assert [text[p.start : p.end] for p in found] == [WALK, TEACH]
    assert [other[p.other_start : p.other_end] for p in found] == [WALK, TEACH]


def test_a_passage_quotes_the_text_with_its_own_names_and_numbers():
    text = "去年，示例局于2021年3月5日，共答复 12 件申请，无一逾期。"
    other = "东镇所于2022年11月20日共答复7件申请、无一逾期！"
    found = passages(text, other, ["示例局"], ["东镇所"])
    start, end = text.index("示例局"), text.index("。")
    assert found == [Passage(start, end, 0, other.index("！"))]


def test_the_longest_passage_is_kept_whole():
    # The first twelve stand in one place of the other text, characters 6 to 26 in another: the longer one is kept,
    # and of the shorter the six that are left are no passage.
    text = distinct(26, 0)
    other = text[:12] + distinct(5, 1) + text[6:]
    assert passages(text, other) == [Passage(6, 26, 17, 37)]
    assert passages(text, other, shortest=6) == [Passage(0, 6, 0, 6), Passage(6, 26, 17, 37)]


def test_runs_shorter_than_the_shortest_are_no_passages():
    text = distinct(9, 0)
    assert passages(text, text) == []
    assert passages(text, text, shortest=9) == [Passage(0, 9, 0, 9)]


def test_a_passage_that_comes_twice_points_to_the_one_place():
    text = f"{WALK}；{distinct(4, 0)}；{WALK}"
    assert [(p.other_start, p.other_end) for p in passages(text, WALK)] == [(0, len(WALK))] * 2


def test_a_list_of_numbers_is_no_passage():
    assert passages("1次、2件、3次、4件、5次、6件、7次、8件", "1次、2件、3次、4件、5次、6件、7次、8件") == [
        Passage(0, 23, 0, 23)
    ]
    numbers = "".join(f"甲{n}、示例市{n}、" for n in range(8))  # 甲#◇#甲#◇#…: a quarter of it is wording
    assert passages(numbers, numbers, ["示例市"], ["示例市"]) == []


def test_a_passage_has_at_least_one_character():
    with pytest.raises(ValueError, match="shortest length of 1 or more, found 0"):
        passages("甲", "甲", shortest=0)


few = st.text("甲乙丙，12", max_size=40)


@given(few, few, st.integers(1, 5))
def test_passages_quote_equal_masked_strings_in_order_and_apart(text, other, shortest):
    first, second = mask(text), mask(other)
    last = 0
    for found in passages(text, other, shortest=shortest):
        same = first.within(found.start, found.end)
        assert same == second.within(found.other_start, found.other_end)
        assert len(same) >= shortest
        assert found.start >= last
        last = found.end


@given(few, few, st.integers(1, 5))
def test_there_is_a_passage_where_an_ngram_is_shared_and_nowhere_else(text, other, n):
    first, second = mask(text).text, mask(other).text
    shared = present(fingerprints(first, n), fingerprints(second, n)).any()
    assert bool(passages(text, other, shortest=n)) == bool(shared)


@given(letters, letters, letters)
def test_a_text_taken_over_whole_is_one_passage(text, before, after):
    found = passages(text, before + text + after, shortest=1)
    assert [(p.start, p.end) for p in found] == ([(0, len(text))] if text else [])


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_the_first_passage_is_as_long_as_any(seed):
    """Against trying every place: the longest common substring of two short texts."""
    rng = Random(seed)
    text, other = ("".join(rng.choices("甲乙丙", k=rng.randint(0, 14))) for _ in range(2))
    parts = {text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1)}
    longest = max((len(part) for part in parts if part in other), default=0)
    assert max((p.end - p.start for p in passages(text, other, shortest=1)), default=0) == longest


# Reports

WATER, MONEY, ROADS, LAND, HEALTH = (
    "示例市水务局",
    "假想县财政局",
    "虚构区交通运输局",
    "东湾县自然资源局",
    "南桥区卫生健康局",
)


def test_last_year_by_hand():
    # Sixty different characters have 51 n-grams of ten. The first forty stand in last year's report: 31 n-grams.
    sections, reports = tables(
        (WATER, 2022, {1: distinct(40, 0) + distinct(60, 1)}),
        (WATER, 2023, {1: distinct(60, 0)}),
    )
    row = whole(against_last_year(sections, reports)).loc[f"{WATER}_2023"]
    assert (row["other_id"], row["ngrams"], row["shared"]) == (f"{WATER}_2022", 51, 31)
    assert row["share"] == pytest.approx(31 / 51)


def test_a_section_is_compared_with_the_whole_of_last_year():
    # Section 5 stood in section 1 last year; 50 characters have 41 n-grams. None of section 1 stood anywhere.
    sections, reports = tables(
        (WATER, 2022, {1: distinct(50, 0)}),
        (WATER, 2023, {1: distinct(60, 1), 5: distinct(50, 0), 6: "无"}),
    )
    frame = against_last_year(sections, reports).query("report_id == @WATER + '_2023'")
    assert frame["section"].tolist() == [pd.NA, 1, 5, 6]
    assert frame["ngrams"].tolist() == [51 + 41, 51, 41, 0]
    assert frame["share"].tolist()[:3] == [pytest.approx(41 / 92), 0, 1]
    assert frame["share"].isna().tolist() == [False, False, False, True]
    assert frame["note"].iloc[3] == "fewer than 30 n-grams"


def test_a_report_without_one_of_the_year_before_says_so():
    sections, reports = tables((WATER, 2021, {1: distinct(60, 0)}), (WATER, 2023, {1: distinct(60, 0)}))
    rows = whole(against_last_year(sections, reports))
    assert rows["note"].tolist() == ["no report of 2020", "no report of 2022"]
    assert rows["share"].isna().all() and rows["other_id"].isna().all()


COMMON = distinct(40, 0)


def five(last=None):
    """Five agencies: four have 40 characters in common, and each has 59 or more of its own."""
    given_reports = [
        (agency, 2023, {1: (COMMON if number < 4 else "") + distinct(59, number + 1)})
        for number, agency in enumerate((WATER, MONEY, ROADS, LAND, HEALTH))
    ]
    return tables(*given_reports, *(last or ()))


def test_boilerplate_by_hand():
    # 99 characters have 90 n-grams, 31 of them in the common part, which three other agencies have: that is enough.
    sections, reports = five()
    rows = whole(boilerplate(sections, reports))
    assert rows["ngrams"].tolist() == [90, 90, 90, 90, 50]
    assert rows["boilerplate"].tolist() == [31, 31, 31, 31, 0]
    assert rows["share"].iloc[0] == pytest.approx(31 / 90)
    assert rows["form"].tolist() == [0] * 5
    assert rows["note"].isna().all()


def test_what_only_two_other_agencies_have_is_no_boilerplate():
    sections, reports = five()
    kept = reports[reports["agency"] != LAND]
    rows = whole(boilerplate(sections, kept))
    assert rows["boilerplate"].tolist() == [0, 0, 0, 0]


def test_two_years_of_one_agency_count_once():
    sections, reports = tables(
        *((WATER, year, {1: COMMON + distinct(59, 1)}) for year in (2020, 2021, 2022, 2023)),
        *((agency, 2023, {1: distinct(59, n)}) for n, agency in enumerate((MONEY, ROADS, LAND, HEALTH), 2)),
    )
    assert whole(boilerplate(sections, reports))["boilerplate"].tolist() == [0] * 8


@pytest.mark.parametrize(("agencies", "needed"), [(11, 3), (41, 4), (42, 5), (71, 7)])
def test_of_many_agencies_one_in_ten_must_have_it(agencies, needed):
    """Of 40 other agencies 4, of 41 5, of 70 7, and never fewer than 3."""

    def some(holders):
        texts = ((COMMON if n < holders else "") + distinct(40, n % 40 + 1) for n in range(agencies))
        return tables(*((f"示例{chr(0x7532 + n)}局", 2023, {1: text}) for n, text in enumerate(texts)))

    assert whole(boilerplate(*some(needed + 1)))["boilerplate"].iloc[0] == 31
    assert whole(boilerplate(*some(needed)))["boilerplate"].iloc[0] == 0


def test_the_labels_of_the_form_are_boilerplate_even_in_one_report():
    # 收到和处理政府信息公开申请情况 has 15 characters, six n-grams; with 30 characters behind it there are 36.
    sections, reports = tables((WATER, 2023, {1: "收到和处理政府信息公开申请情况" + distinct(30, 0)}))
    row = whole(boilerplate(sections, reports)).iloc[0]
    assert (row["ngrams"], row["boilerplate"], row["form"]) == (36, 6, 6)
    assert row["note"] == "only 0 other agencies: what counts is the forms alone"


def test_the_title_of_a_report_is_boilerplate():
    names = names_of(WATER)
    title = fingerprints(mask(f"{WATER}2023年政府信息公开工作年度报告", names).text)
    assert len(title) and present(title, form_ngrams()).all()


def test_without_boilerplate_what_all_say_no_longer_looks_copied():
    sections, reports = five(last=[(WATER, 2022, {1: COMMON + distinct(59, 7)})])
    row = whole(against_last_year(sections, reports)).loc[f"{WATER}_2023"]
    # 31 of 90 stand in last year's; without the 31, none of 59.
    assert row["share"] == pytest.approx(31 / 90)
    assert (row["share_without_boilerplate"], row["ngrams_without_boilerplate"]) == (0, 59)


def test_a_report_of_nothing_but_boilerplate_has_no_share_without_it():
    sections, reports = five(last=[(HEALTH, 2022, {1: COMMON}), (HEALTH, 2021, {1: COMMON})])
    row = whole(against_last_year(sections, reports)).loc[f"{HEALTH}_2022"]
    assert row["share"] == 1
    assert row["share_without_boilerplate"] is pd.NA
    assert row["note"] == "fewer than 30 n-grams without boilerplate"


# Sisters


def test_the_closest_sisters_by_hand():
    # 80 characters, 71 n-grams. Of them 61 (characters 0 to 70) stand in one sister's report, 21 (50 to 80) in another's.
    # Nothing stands with more than two other agencies, or it were boilerplate: 60 to 70 with three, which are 1 n-gram.
    mine = distinct(80, 0)
    sections, reports = tables(
        (WATER, 2023, {1: mine}),
        (ROADS, 2023, {1: mine[50:] + distinct(60, 1)}),
        (MONEY, 2023, {1: distinct(60, 2) + mine[:70]}),
        (LAND, 2023, {1: distinct(60, 3)}),
        (HEALTH, 2022, {1: mine[:50]}),  # of another year
        ("北塘区教育局", 2023, {1: mine[60:] + distinct(60, 4)}),  # of another group
    )
    groups = dict.fromkeys((WATER, ROADS, MONEY, LAND, HEALTH), "山区") | {"北塘区教育局": "平原"}
    rows = whole(against_sisters(sections, reports, groups)).loc[f"{WATER}_2023"]
    assert rows["other_id"].tolist() == [f"{MONEY}_2023", f"{ROADS}_2023", f"{LAND}_2023"]
    assert rows["rank"].tolist() == [1, 2, 3]
    assert rows["sisters"].tolist() == [3, 3, 3]
    assert rows["shared"].tolist() == [61, 21, 0]
    assert rows["share"].tolist() == [pytest.approx(61 / 71), pytest.approx(21 / 71), 0]


def test_of_sisters_that_share_as_much_the_first_by_id_comes_first():
    sections, reports = tables(
        *((agency, 2023, {1: distinct(60, 0) + distinct(40, n)}) for n, agency in enumerate((WATER, MONEY, ROADS), 1))
    )
    rows = whole(against_sisters(sections, reports, dict.fromkeys((WATER, MONEY, ROADS), "x"), closest=1))
    first = min(f"{MONEY}_2023", f"{ROADS}_2023")
    assert rows.loc[f"{WATER}_2023", "other_id"] == first


def test_an_agency_without_sisters_or_group_has_a_row_that_says_so():
    sections, reports = tables((WATER, 2023, {1: distinct(60, 0)}), (MONEY, 2022, {1: distinct(60, 0)}))
    rows = whole(against_sisters(sections, reports, {WATER: "山区", MONEY: pd.NA}))
    assert rows.loc[f"{WATER}_2023", "note"] == "no other agency of group 山区 has a report of 2023"
    assert rows.loc[f"{MONEY}_2022", "note"] == "the agency is in no group"


def test_names_of_sisters_make_no_difference():
    tail = "始终坚持每月巡查门户网站各个栏目的更新情况，组织经办人员学习条例并点评答复文书，公开质量稳步提升。"
    sections, reports = tables(
        (WATER, 2023, {1: f"2023年，示例市水务局{tail}"}), (MONEY, 2023, {1: f"2023年，假想县财政局{tail}"})
    )
    rows = whole(against_sisters(sections, reports, dict.fromkeys((WATER, MONEY), "x")))
    assert rows["share"].tolist() == [1, 1]


# What must not be compared


def test_reuse_is_never_read_out_of_digests():
    digests = tables((WATER, 2022, {1: COMMON}, "digest"), (WATER, 2023, {1: COMMON}, "digest"))
    frames = {
        "last": against_last_year(*digests),
        "sisters": against_sisters(*digests, {WATER: "x"}),
        "boilerplate": boilerplate(*digests),
        "passages": shared_passages(*digests, f"{WATER}_2023", f"{WATER}_2022"),
    }
    for frame in frames.values():
        assert frame.empty
        assert "a digest: retold, so its wording is not the agency's" in frame.attrs["reason"]
    full = tables((WATER, 2022, {1: COMMON}), (WATER, 2023, {1: COMMON}))
    assert frames["last"].dtypes.equals(against_last_year(*full).dtypes)
    assert frames["sisters"].dtypes.equals(against_sisters(*full, {WATER: "x"}).dtypes)
    assert frames["boilerplate"].dtypes.equals(boilerplate(*full).dtypes)
    assert frames["passages"].dtypes.equals(shared_passages(*full, f"{WATER}_2023", f"{WATER}_2022").dtypes)


def test_a_digest_is_no_last_year_of_an_original():
    sections, reports = tables((WATER, 2022, {1: COMMON}, "digest"), (WATER, 2023, {1: COMMON}))
    frame = against_last_year(sections, reports)
    assert frame["note"].tolist() == ["no report of 2022"]
    assert frame.attrs["reason"].startswith("1 of 2 reports left out: a digest")


def test_samples_are_compared_where_there_are_no_originals():
    sections, reports = tables((WATER, 2022, {1: COMMON}, "sample"), (WATER, 2023, {1: COMMON}, "sample"))
    assert whole(against_last_year(sections, reports)).loc[f"{WATER}_2023", "share"] == 1
    sections, reports = tables((WATER, 2022, {1: COMMON}, "sample"), (WATER, 2023, {1: COMMON}))
    assert comparable(reports)["compared"].tolist() == [False, True]
    assert only_originals(reports)["year"].tolist() == [2023]


def test_a_report_of_no_one_knows_whom_is_left_out_with_a_reason():
    sections, reports = tables((WATER, 2022, {1: COMMON}), (WATER, 2023, {1: COMMON}))
    reports.loc[1, "agency"] = pd.NA
    frame = against_last_year(sections, reports)
    assert frame["report_id"].tolist() == [f"{WATER}_2022"]
    assert frame.attrs["reason"] == "1 of 2 reports left out: no agency or no year is known"


def test_a_second_copy_is_compared_and_nothing_is_compared_with_it():
    sections, reports = tables(
        (WATER, 2022, {1: distinct(60, 0)}),
        (WATER, 2022, {1: distinct(60, 1)}),
        (WATER, 2023, {1: distinct(60, 1)}),
        (MONEY, 2022, {1: distinct(60, 1)}),
    )
    last = whole(against_last_year(sections, reports))
    assert last.loc[f"{WATER}_2023", "other_id"] == f"{WATER}_2022"
    assert last.loc[f"{WATER}_2023", "share"] == 0
    sisters = whole(against_sisters(sections, reports, dict.fromkeys((WATER, MONEY), "x")))
    assert sisters.loc[f"{MONEY}_2022", "other_id"] == f"{WATER}_2022"
    assert sisters.loc[f"{WATER}_2022_b", "share"] == 1


def test_no_reports_give_no_rows_and_a_reason():
    sections, reports = tables((WATER, 2023, {1: COMMON}))
    nothing = sections.iloc[:0], reports.iloc[:0]
    for frame in (against_last_year(*nothing), against_sisters(*nothing, {}), boilerplate(*nothing)):
        assert frame.empty and frame.attrs["reason"] == "there are no reports"


def test_the_order_of_the_rows_of_sections_makes_no_difference():
    sections, reports = five(last=[(WATER, 2022, {1: COMMON, 5: distinct(59, 7), 2: pd.NA})])
    mixed = sections.sample(frac=1, random_state=3)
    groups = dict.fromkeys((WATER, MONEY, ROADS, LAND, HEALTH), "x")
    pd.testing.assert_frame_equal(against_last_year(sections, reports), against_last_year(mixed, reports))
    pd.testing.assert_frame_equal(against_sisters(sections, reports, groups), against_sisters(mixed, reports, groups))


# MinHash


def generated(count: int, rng: Random) -> dict[str, str]:
    """Texts of random characters; each fourth takes 60 to 95 % of its text, in stretches of fifty, from an earlier one."""
    texts: dict[str, str] = {}
    for number in range(count):
        text = "".join(
            rng.choices("工作信息公开申请办理答复网站栏目更新培训制度机制群众政策", k=rng.randint(400, 2000))
        )
        if number % 4 == 3:
            source = texts[f"r{rng.randrange(number):03d}"]
            pieces = [source[i : i + 50] for i in range(0, len(source), 50)]
            taken = rng.sample(pieces, max(1, len(pieces) * 2 // 3))
            text = "".join(taken) + text[: int(len("".join(taken)) * rng.uniform(0.05, 0.6))]
        texts[f"r{number:03d}"] = text
    return texts


def test_minhash_finds_what_the_exact_count_finds_among_planted_copies():
    sets = {name: fingerprints(mask(text).text) for name, text in generated(200, Random(11)).items()}
    ids = list(sets)
    exact = {
        (ids[one], ids[other])
        for one, row in enumerate(shared_counts(list(sets.values())))
        for other, shared in row.items()
        if shared >= 0.5 * len(sets[ids[one]])
    }
    found = set(candidates(sets))
    assert len(exact) >= 40  # a copy of each fourth text, most of them with more than half from their source
    assert len(exact & found) / len(exact) >= 0.95
    assert len(found) < 200 * 199 / 20  # and it is a choice: not one in twenty of all pairs


def test_minhash_gives_the_same_pairs_in_any_order_of_reports():
    sets = {name: fingerprints(mask(text).text) for name, text in generated(40, Random(5)).items()}
    assert candidates(sets) == candidates(dict(reversed(sets.items())))
    assert candidates({}) == []


def test_minhash_names_a_report_that_has_no_ngrams():
    with pytest.raises(ValueError, match="found none for b"):
        candidates({"a": fingerprints(COMMON), "b": joined(())})


def test_sisters_sought_with_minhash_are_those_that_are_counted():
    agencies = [f"示例{chr(0x7532 + n)}局" for n in range(60)]
    texts = generated(60, Random(2))
    sections, reports = tables(
        *((agency, 2023, {1: text}) for agency, text in zip(agencies, texts.values(), strict=True))
    )
    groups = dict.fromkeys(agencies, "x")
    exact = against_sisters(sections, reports, groups, closest=1)
    sought = against_sisters(sections, reports, groups, closest=1, large=10)
    close = exact[exact["share_without_boilerplate"] >= 0.5]
    assert close["section"].isna().sum() >= 12  # of the fifteen copies
    pd.testing.assert_frame_equal(close, sought[sought["share_without_boilerplate"] >= 0.5].set_axis(close.index))
    alone = sought[sought["other_id"].isna()]
    assert alone["note"].unique().tolist() == [
        "none of 59 sisters shares 30% or more of its own wording (sought with MinHash)"
    ]


# Side by side


def pair():
    return tables(
        (WATER, 2022, {1: f"2022年，我局{WALK}。", 5: f"下一步：{TEACH}，答复<b>3</b>件。"}),
        (WATER, 2023, {1: f"{distinct(20, 0)}。{TEACH}。", 5: f"今后{WALK}，并{distinct(30, 1)}。"}),
    )


def test_passages_of_two_reports_quote_their_sections():
    sections, reports = pair()
    frame = shared_passages(sections, reports, f"{WATER}_2023", f"{WATER}_2022")
    assert frame["section"].tolist() == [1, 5]
    assert frame["other_section"].tolist() == [5, 1]
    assert frame["text"].tolist() == frame["other_text"].tolist() == [TEACH, WALK]
    assert frame["length"].tolist() == [len(TEACH), len(WALK)]
    texts = sections.set_index(["report_id", "number"])["text"]
    for row in frame.itertuples():
        assert texts[row.report_id, row.section][row.start : row.end] == row.text
        assert texts[row.other_id, row.other_section][row.other_start : row.other_end] == row.other_text


def test_of_two_equal_places_that_in_the_same_section_is_taken():
    sections, reports = tables((WATER, 2022, {1: WALK, 5: WALK}), (WATER, 2023, {1: WALK, 5: WALK}))
    frame = shared_passages(sections, reports, f"{WATER}_2023", f"{WATER}_2022")
    assert frame["other_section"].tolist() == [1, 5]


def test_an_unknown_report_is_named():
    with pytest.raises(KeyError, match="found 'nobody_2023'"):
        shared_passages(*pair(), "nobody_2023", f"{WATER}_2022")


def test_two_reports_that_share_nothing_say_so():
    sections, reports = tables((WATER, 2022, {1: distinct(60, 0)}), (WATER, 2023, {1: distinct(60, 1)}))
    view = side_by_side(sections, reports, f"{WATER}_2023", f"{WATER}_2022")
    assert view.passages.empty
    assert "no passage of 10 or more characters stands in both" in view._repr_html_()


def test_the_view_marks_passages_on_both_sides_and_escapes_the_text():
    sections, reports = pair()
    html = side_by_side(sections, reports, f"{WATER}_2023", f"{WATER}_2022")._repr_html_()
    assert html.count(f"<mark><sup>1</sup>{TEACH}</mark>") == 2
    assert html.count(f"<mark><sup>2</sup>{WALK}</mark>") == 2
    assert "&lt;b&gt;3&lt;/b&gt;" in html and "<b>3" not in html
    assert "<script" not in html
    assert f"{WATER} 2023" in html and f"{WATER} 2022" in html
    assert html.index("1 总体情况") < html.index("5 存在的主要问题及改进情况")


def test_the_view_of_digests_shows_the_reason_and_no_text():
    sections, reports = pair()
    view = side_by_side(sections, reports.assign(provenance="digest"), f"{WATER}_2023", f"{WATER}_2022")
    assert "a digest: retold" in view._repr_html_() and WALK not in view._repr_html_()
    assert repr(view) == f"{WATER} 2023 | {WATER} 2022: 0 shared passages"


def test_overlapping_passages_are_marked_once_and_numbered_where_they_begin():
    # 0-4 and 2-6 of eight characters: three marked stretches, the second one where passage 2 begins.
    assert marked("abcdefgh", [(0, 4, 1), (2, 6, 2)]) == (
        "<mark><sup>1</sup>ab</mark><mark><sup>2</sup>cd</mark><mark>ef</mark>gh"
    )


def test_text_far_from_a_passage_gives_its_length():
    # 100 characters before, of which ten are shown; 30 after are shown whole: 2 x 10 + 40 is not exceeded.
    html = marked("甲" * 100 + "乙丙" + "丁" * 30, [(100, 102, 1)], around=10)
    assert "[90 characters]" in html and html.count("甲") == 10 and html.count("丁") == 30
    between = marked("乙" + "甲" * 100 + "丙", [(0, 1, 1), (101, 102, 2)], around=10)
    assert "[80 characters]" in between and between.count("甲") == 20


def test_fingerprints_are_sorted_and_none_comes_twice():
    found = fingerprints(distinct(100, 0) * 2, 5)
    assert found.dtype == np.uint64 and (np.diff(found.astype(object)) > 0).all()
