"""Reuse between reports: last year, sisters, boilerplate, and the passages side by side, worked out by hand."""

from __future__ import annotations

from random import Random

import numpy as np
import pandas as pd
import pytest
from two_reports import TEACH, WALK, distinct, tables, whole

from toolkit.text.masking import mask, names_of
from toolkit.text.minhash import candidates
from toolkit.text.ngrams import fingerprints, joined, present, shared_counts
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
