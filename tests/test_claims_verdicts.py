"""Verdicts on numbers in prose: invented sentences held against tables of a few cells."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from year_reports import LOST, year_report

from toolkit.checks.claims import JudgedClaim, claim_findings, judge_claims
from toolkit.checks.series import YearReport, all_series
from toolkit.reading.sections import Section
from toolkit.text.claims import find_claims

# Two requests were carried over and 48 came; 46 were answered and 4 carried forward.
REQUESTS = {
    "new_requests": {"natural_person": 44, "commercial_enterprise": 4, "total": 48},
    "carried_over": {"commercial_enterprise": 2, "total": 2},
    "granted": {"natural_person": 18, "commercial_enterprise": 2, "total": 20},
    "partially_granted": {"natural_person": 5, "total": 5},
    "unable.not_held": {"natural_person": 14, "total": 14},
    "not_processed.repeat_request": {"natural_person": 7, "total": 7},
    "results_total": {"natural_person": 44, "commercial_enterprise": 2, "total": 46},
    "carried_forward": {"commercial_enterprise": 4, "total": 4},
}
CELLS = {("requests", row, column): value for row, cells in REQUESTS.items() for column, value in cells.items()}
CELLS |= {("disputes", "reconsideration", "upheld"): 3, ("disputes", "reconsideration", "total"): 3}
CELLS |= {("disputes", "litigation_direct", "total"): 2, ("disputes", "litigation_direct", "pending"): 2}


def judged(text: str, *others: YearReport, cells: dict | None = None, section: int = 1) -> list[JudgedClaim]:
    own = year_report(2023, CELLS if cells is None else cells)
    (series,) = all_series([own, *others])
    found = find_claims([SimpleNamespace(number=section, text=text)], 2023, "示例市档案局")
    return judge_claims(found, own, series)


def verdict(text: str, *others: YearReport, **more: object) -> tuple[str, str]:
    """The verdict on the last claim of a text, and its note."""
    last = judged(text, *others, **more)[-1]
    return last.verdict, last.note


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请48件。", "agrees"),
        ("收到政府信息公开申请50件。", "other_scope"),  # 48 + 2 carried over
        ("收到政府信息公开申请44件。", "other_scope"),  # natural persons
        ("收到政府信息公开申请47件。", "contradicts"),
        ("收办政府信息公开申请50件。", "agrees"),
        ("收办政府信息公开申请48件。", "other_scope"),
        ("通过信函收到政府信息公开申请12件。", "other_scope"),  # a part of the 48
        ("通过信函收到政府信息公开申请52件。", "uncheckable"),
        ("收到政府信息公开申请约50件。", "agrees"),
        ("收到政府信息公开申请40余件。", "agrees"),
        ("收到政府信息公开申请60余件。", "uncheckable"),
        ("收到政府信息公开申请48件，其中予以公开20件。", "agrees"),
        ("收到政府信息公开申请48件，其中予以公开18件。", "other_scope"),  # natural persons
        (
            "收到政府信息公开申请48件，其中予以公开19件。",
            "other_scope",
        ),  # 2 were carried over: of the new ones, perhaps
        ("收到政府信息公开申请48件，其中予以公开17件。", "contradicts"),
        ("收到政府信息公开申请48件，其中不予公开0件。", "agrees"),
        (
            "收到政府信息公开申请48件，其中东湾镇收到申请12件，予以公开9件。",
            "uncheckable",
        ),  # of a place not known to be a part
        ("未收到政府信息公开申请。", "contradicts"),
        ("上半年未收到政府信息公开申请。", "other_scope"),
        ("信息公开类行政复议3件，其中维持3件。", "agrees"),
        ("信息公开类行政复议3件，行政诉讼1件。", "contradicts"),
    ],
)
def test_a_number_against_the_tables(text, expected):
    assert verdict(text)[0] == expected


def test_a_contradiction_says_what_the_number_does_agree_with():
    assert verdict("收到政府信息公开申请48件，其中无法提供21件。") == (
        "contradicts",
        # 14 not held + 7 repeat requests
        "21 = 14 无法提供（本机关不掌握相关政府信息） + 7 不予处理（重复申请）",
    )
    assert verdict("收到政府信息公开申请48件，其中部分公开2件。") == (
        "contradicts",
        "2 is 上年结转政府信息公开申请数量",
    )
    assert verdict("收到政府信息公开申请50件。")[1] == "right for new requests with those carried over"


def test_lost_and_blank_cells_accuse_nobody():
    lost = CELLS | {("requests", "new_requests", "total"): LOST, ("requests", "new_requests", "natural_person"): LOST}
    assert verdict("收到政府信息公开申请47件。", cells=lost)[0] == "uncheckable"
    blank = {("requests", row, c): None for row in ("denied.state_secret",) for c in ("natural_person", "total")}
    assert verdict("收到政府信息公开申请48件，其中不予公开2件。", cells=CELLS | blank)[0] == "uncheckable"
    assert verdict("收到政府信息公开申请48件，其中不予公开0件。", cells=CELLS | blank)[0] == "agrees"


def test_the_sum_of_the_applicants_stands_for_a_blank_total():
    blank = CELLS | {("requests", "new_requests", "total"): None}
    assert [(c.verdict, c.table_value) for c in judged("收到政府信息公开申请48件。", cells=blank)] == [("agrees", 48)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息336条，其中网站256条，微信80条。", "agrees"),
        ("公开信息336条，其中网站256条，微信70条。", "uncheckable"),  # not all need be named
        ("公开信息336条，其中网站256条、微信90条。", "contradicts"),  # 346
        ("公开信息336条，其中网站256条，微信约80条。", "uncheckable"),
        ("公开信息336条，其中涉及民生256条，微信90条。", "uncheckable"),  # the list may end, or count twice
        ("公开信息约336条，其中网站256条、微信90条。", "uncheckable"),
        ("制作图解20期（东湾镇12期、西岭乡9期）。", "contradicts"),
        ("制作图解20期（东湾镇12期、西岭乡8期），答疑3期。", "agrees"),
        ("收到政府信息公开申请48件，其中自然人44件，法人或其他组织4件。", "agrees"),
    ],
)
def test_parts_against_their_whole(text, expected):
    (whole,) = [claim for claim in judged(text) if claim.kind == "whole"]
    assert whole.verdict == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请48件，予以公开20件，占41.67%。", "agrees"),
        ("收到政府信息公开申请48件，予以公开20件，占41.6%。", "agrees"),  # cut, not rounded
        ("收到政府信息公开申请48件，予以公开20件，占42%。", "agrees"),
        ("收到政府信息公开申请48件，予以公开20件，占43.5%。", "agrees"),  # of the 46 results: 43.478
        ("收到政府信息公开申请48件，予以公开20件，占40%。", "agrees"),  # of 50, with those carried over
        ("收到政府信息公开申请48件，予以公开20件，占45%。", "contradicts"),
        ("收到政府信息公开申请48件，予以公开20件，占全市总数的45%。", "uncheckable"),
        ("收到政府信息公开申请48件，予以公开20件，占约60%。", "uncheckable"),
        ("收到政府信息公开申请48件，自然人、法人或其他组织分别为44件、4件，分别占91.7%、8.3%。", "agrees"),
    ],
)
def test_shares_against_their_base(text, expected):
    shares = [claim for claim in judged(text) if claim.kind == "share"]
    assert shares and {claim.verdict for claim in shares} == {expected}


LAST_YEAR = year_report(
    2022, {("requests", "new_requests", "total"): 40, ("requests", "new_requests", "natural_person"): 40}
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到政府信息公开申请48件，同比增长20%。", "agrees"),  # (48 - 40) / 40
        ("收到政府信息公开申请48件，同比增长21%。", "contradicts"),
        ("收到政府信息公开申请48件，同比增长25%。", "other_scope"),  # with those carried over: 50 and 40
        ("收到政府信息公开申请48件，同比增长27%。", "contradicts"),
        ("收到政府信息公开申请48件，同比下降20%。", "contradicts"),
        ("收到政府信息公开申请48件，较上年增加8件。", "agrees"),
        ("收到政府信息公开申请48件，较上年增加9件。", "contradicts"),
        ("收到政府信息公开申请48件，与上年持平。", "contradicts"),
        ("收到政府信息公开申请48件，比2021年增长25%。", "uncheckable"),  # no report of 2021
        ("收到政府信息公开申请约48件，同比增长27%。", "uncheckable"),
    ],
)  # fmt: skip
def test_growth_against_the_report_of_last_year(text, expected):
    assert verdict(text, LAST_YEAR)[0] == expected


def test_growth_without_last_years_report_cannot_be_checked():
    found, note = verdict("收到政府信息公开申请48件，同比增长25%。")
    assert (found, note) == ("uncheckable", "there is no report of 2022 to compare with")


def test_a_number_of_another_year_is_held_against_its_report_and_accuses_nobody():
    text = "收到政府信息公开申请48件，2022年收到{}件。"
    assert verdict(text.format(40), LAST_YEAR)[0] == "agrees"
    assert verdict(text.format(41), LAST_YEAR)[0] == "uncheckable"
    assert verdict(text.format(41))[0] == "uncheckable"


def test_without_tables_figures_cannot_be_checked_but_sums_can():
    claims = find_claims(
        [SimpleNamespace(number=1, text="收到政府信息公开申请48件（东湾镇40件、西岭乡8件）。")], 2023, "示例市"
    )
    assert {c.kind: c.verdict for c in judge_claims(claims, None)} == {
        "figure": "uncheckable",
        "whole": "agrees",
        "part": "agrees",
    }


def test_findings_name_the_words_their_place_and_both_numbers():
    claims = judged("收到政府信息公开申请47件，其中予以公开18件。")
    section = Section(1, "一、总体情况", "", (6,), "line 6", ((0, "line 7"), (14, "line 8")))
    error, note = claim_findings(claims, [section])
    assert (error.rule, error.severity, error.reported, error.computed) == ("claim_contradicts", "error", 47, 48)
    assert error.message == (
        "Section 1 says “收到政府信息公开申请47件”, but the table of section 3 has 48 (requests/new_requests/total)."
    )
    assert error.origin == "section 1, characters 0 to 13 of its prose: line 7"
    assert note.origin.endswith(": line 8")
    assert note.message == (
        "Section 1 says “予以公开18件”, the table of section 3 has 20 (requests/granted/total). Right for natural persons "
        "only (自然人)."
    )
    assert (note.rule, note.severity) == ("claim_of_other_scope", "note")
    assert len({f.id_in("x") for f in claim_findings(claims)}) == 2


def test_one_contradiction_is_one_finding_however_often_it_is_stated():
    ids = [f.id_in("x") for f in claim_findings(judged("收到政府信息公开申请47件。共受理申请47件。"))]
    assert len(ids) == len(set(ids)) == 2
