"""What numbers in prose are found to refer to: invented sentences, each with all claims in it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.text.claims import Claim, find_claims

NEW, OVER, RESULTS = "requests/new_requests/total", "requests/carried_over/total", "requests/results_total/total"
BOTH = f"{NEW} + {OVER}"
LITIGATION = "disputes/litigation_direct/total + disputes/litigation_after_reconsideration/total"


def claims(text: str, section: int = 1, year: int = 2023, agency: str = "示例市水务局") -> list[Claim]:
    return find_claims([SimpleNamespace(number=section, text=text)], year, agency)


def figures(text: str, **more: int) -> list[tuple[float, str]]:
    """(value, the cells it most likely means) of each figure and absence."""
    return [(float(c.value), str(c.means[0])) for c in claims(text, **more) if c.kind in ("figure", "absence")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年，我局共收到政府信息公开申请48件。", [(48, NEW)]),
        ("共收到48件政府信息公开申请。", [(48, NEW)]),
        ("全年受理依申请公开事项两件。", [(2, NEW)]),
        ("本年新收申请３５宗，答复申请３０宗。", [(35, NEW), (30, RESULTS)]),
        ("共收办申请案件50件。", [(50, BOTH)]),
        ("办结申请37件。", [(37, RESULTS)]),
        ("收到申请36件（含上年结转2件）。", [(36, BOTH), (2, OVER)]),
        ("收到申请36件，其中2022年结转2件，结转至2024年3件。", [(36, NEW), (2, OVER), (3, "requests/carried_forward/total")]),
        ("收到申请36件，35件已按期办结，1件结转下年度继续办理。", [(36, NEW), (35, RESULTS), (1, "requests/carried_forward/total")]),
    ],
)  # fmt: skip
def test_requests_are_told_apart_by_their_verbs(text, expected):
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("予以公开12件、部分公开3件、不予公开4件", ["granted", "partially_granted", "denied.*"]),
        ("无法提供5件，不予处理6件，作其他处理（含撤回）7件", ["unable.*", "not_processed.*", "other_handling.*"]),
        ("本机关不掌握3件，重复申请2件，信访举报投诉类申请1件", ["unable.not_held", "not_processed.repeat_request", "not_processed.petition_complaint"]),
        ("属于国家秘密1件、过程性信息2件、内部事务信息3件", ["denied.state_secret", "denied.process_information", "denied.internal_affairs"]),
        ("3件予以公开，2件不予公开，1件因信息不存在无法提供", ["granted", "denied.*", "unable.not_held"]),
        ("予以公开、部分公开分别为12件、3件", ["granted", "partially_granted"]),
        ("予以公开的有十二件，没有现成信息需要另行制作的两件", ["granted", "unable.requires_creation"]),
    ],
)  # fmt: skip
def test_outcomes_are_told_by_their_labels(text, expected):
    found = figures(f"共收到政府信息公开申请60件，其中{text}。")[1:]
    assert [reference.split("/")[1] for _, reference in found] == expected


def test_applicants_are_columns_of_what_was_said_before():
    text = "共收办申请50件，其中自然人申请40件，法人或其他组织申请10件。"
    organisations = "commercial_enterprise + research_institution + public_interest_organization + legal_service_institution + other"
    assert figures(text)[1:] == [
        (40, "requests/new_requests/natural_person + requests/carried_over/natural_person"),
        (10, f"requests/(new_requests + carried_over)/({organisations})"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年因政府信息公开被申请行政复议3件，行政诉讼2起。", [(3, "disputes/reconsideration/total"), (2, LITIGATION)]),
        ("信息公开类行政复议3件，其中结果维持2件，尚未审结1件。",
         [(3, "disputes/reconsideration/total"), (2, "disputes/reconsideration/upheld"), (1, "disputes/reconsideration/pending")]),
        ("政府信息公开行政复议、行政诉讼案件5件。", [(5, "disputes/(reconsideration + litigation_direct + litigation_after_reconsideration)/total")]),
        ("发生1起涉及政府信息公开的行政诉讼。", [(1, LITIGATION)]),
        ("因信息公开引起的行政复议3件，未发生行政诉讼败诉。", [(3, "disputes/reconsideration/total"), (0, LITIGATION.replace("total", "corrected"))]),
        ("未发生因政府信息公开引起的行政复议、行政诉讼。", [(0, "disputes/reconsideration/total"), (0, LITIGATION)]),
        ("政府信息公开行政复议、行政诉讼均为0件。", [(0, "disputes/reconsideration/total"), (0, LITIGATION)]),
    ],
)  # fmt: skip
def test_cases_and_how_they_ended(text, expected):
    assert sorted(figures(text)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "未收到政府信息公开申请。",
        "没有收到公民提出的依申请公开事项。",
        "2023年我局无依申请公开。",
        "收到政府信息公开申请0件。",
        "零申请。",
    ],
)
def test_there_were_no_requests(text):
    assert figures(text) == [(0, NEW)]


@pytest.mark.parametrize(
    "text",
    [
        "未收到行政许可申请。", "收到意见建议20件。", "办理人大代表建议5件、政协提案3件。", "受理12345热线工单47件，办结47件。",
        "全年开展培训3次。", "答复网民留言8条。", "把好每一件申请的答复关。", "审查规范性文件12件。",
        "按时答复率100%。", "全市办理行政复议案件500件。",
    ],
)  # fmt: skip
def test_other_things_are_no_figures_of_the_tables(text):
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("2023年上半年收到政府信息公开申请12件。", True),
        ("通过信函收到政府信息公开申请12件。", True),
        ("历年累计收到政府信息公开申请120件。", True),
        ("2023年，示例市水务局共收到政府信息公开申请12件。", False),
        ("截至2023年12月31日，我局收到政府信息公开申请12件。", False),
    ],
)
def test_words_that_narrow_what_is_counted_are_kept(text, narrowed):
    (claim,) = claims(text)
    assert bool(claim.narrowed) == narrowed and (claim.plain or narrowed)


def test_a_number_of_another_year_is_one_of_that_year():
    found = claims("2023年收到政府信息公开申请48件，2022年收到40件。")
    assert [(float(c.value), c.year) for c in found] == [(48, 2023), (40, 2022)]


@pytest.mark.parametrize(
    ("text", "whole", "parts", "closed"),
    [
        ("公开信息336条，其中网站发布256条，新媒体发布80条。", 336, [256, 80], True),
        ("公开信息46件，其中甲科交办5件，乙科转来16件，来访6件。", 46, [5, 16, 6], False),
        ("制作图解119期（东湾镇47期、西岭乡72期）。", 119, [47, 72], True),
        ("共举办活动9场，分别为：东湾镇4场、西岭乡5场。", 9, [4, 5], True),
        ("网站发布500条、微信发布300条，合计800条。", 800, [300, 500], True),
        ("收取2950元。其中，东湾镇1件，收取420元；西岭乡2件，收取290元。", 2950, [420, 290], True),
        ("公布信息590条，专题268条、法规4条、其他318条。", 590, [268, 4, 318], True),
    ],
)
def test_wholes_are_found_with_their_parts(text, whole, parts, closed):
    found = [c for c in claims(text) if c.kind == "whole"]
    assert [(float(c.value), [float(q.value) for q in c.numbers], c.closed) for c in found] == [(whole, parts, closed)]
    places = [i for i, c in enumerate(claims(text)) if c.kind == "whole"]
    assert all(c.of in places for c in claims(text) if c.kind == "part")


def test_a_share_knows_its_base_and_a_growth_what_grew():
    found = claims("收到政府信息公开申请48件，同比增长20%；予以公开12件，占25%。")
    kinds = {c.kind: c for c in found}
    assert float(found[kinds["growth"].of].value) == 48 and kinds["growth"].against == 2022
    assert [float(q.value) for q in kinds["share"].numbers][:2] == [12, 48]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("同比下降12.5%", -12.5), ("较上年增加8件", 8), ("与2022年相比，减少8件", -8), ("比上年上升5个百分点", None), ("与去年持平", 0),
    ],
)  # fmt: skip
def test_growth_is_signed(text, value):
    found = [c for c in claims(f"收到政府信息公开申请48件，{text}。") if c.kind == "growth"]
    assert [float(c.value) for c in found] == ([] if value is None else [value])


@settings(max_examples=200)
@given(
    st.text(
        alphabet="收到政府信息公开申请予以不其中占同比增长行政复议诉讼未无自然人法条件起结转上下年2023，。；、（）：0123456789%\n",
        max_size=120,
    )
)
def test_any_text_is_searched_and_quoted_exactly(text):
    found = claims(text)
    for claim in found:
        assert text[claim.start : claim.end] == claim.quote and claim.quote
        assert claim.of is None or 0 <= claim.of < len(found)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000, "、12件" * 4_000, "（" * 20_000, "其中" * 10_000, "其中12件，" * 3_000, "未收到" * 6_000, "未收到、" * 5_000,
        "12件（" * 4_000, "占5%、" * 4_000, "12件：" * 4_000, "百分之" * 6_000, "收到12件。" * 3_000, "12件、13件，合计" * 1_600,
    ],
    ids=lambda text: text[:6],
)  # fmt: skip
def test_a_text_of_nothing_but_one_thing_ends(text):
    """What takes seconds here took minutes when work grew with the square of the text; a hang would stop the test run."""
    found = claims(text)
    assert all(text[claim.start : claim.end] == claim.quote for claim in found)
