"""Masking, shares of n-grams and common passages of two texts, worked out by hand on invented sentences."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from two_reports import TEACH, WALK, distinct

from toolkit.text.masking import PLACEHOLDERS, mask, names_in, names_of
from toolkit.text.ngrams import LEAST_NGRAMS, N, containment, fingerprints, present, shared_counts, worded
from toolkit.text.passages import Passage, passages

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
