"""Statements that there was nothing: 未收到政府信息公开申请, 无行政复议、行政诉讼, 均为0件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from toolkit.text.claims.claim import ABSENCE, Claim, Draft
from toolkit.text.claims.disputed import DISCLOSURE
from toolkit.text.claims.numbers import Quantity
from toolkit.text.claims.reference import FORWARD, LITIGATION, NEW, OVER, Reference, requests
from toolkit.text.claims.referents import entries
from toolkit.text.claims.scope import narrowing, unknown_words, year_of
from toolkit.text.claims.view import View

_DENIES = re.compile(
    r"(?:(?:暂|尚|均|也|并|从|亦)?(?:未|没有?|无)(?:收到|接到|接收|受理|收悉|收办|发生|产生|出现|涉及|引发|引起|存在|办理|新增|有|过|被(?=申请|提起|复议|诉))*(?!法|需|关|偿|效|误|正当|论|障碍|缝|经|按|予|能|提供|掌握|公开|纠))"
)
_ALL_NONE = re.compile(
    r"(?:均|都|数量|件数|数)?(?:为|是)(?:0(?![.\d%])|零)(?:件|起|宗|例|次|个|条)?(?=[，。；、）\n]|$)"
)
_ZERO = re.compile(r"零(?=(?:行政)?(?:申请|复议|诉讼))")
_CASES = re.compile(r"(?:行政)?复议(?!机关|机构|决定)|(?:行政)?(?:诉讼|应诉)")
_REQUEST = re.compile(
    r"依申请公开(?:政府)?(?:信息)?(?:的?申请)?|(?:政府)?信息公开(?:的)?申请|依申请(?:事项|件|信息)?|公开申请|申请公开|申请(?![人表书]|许可)"
)
_STAGES = ((OVER, re.compile(r"(?:上|去)一?年度?结转|结转上")), (FORWARD, re.compile(r"结转")))
_PAPERS = re.compile(
    r"(?:未|没有)(?:新)?(?:制发|制定|出台|印发|发布)[^，。；]{0,6}?(?:行政)?(?:规范性文件|规章(?!制度))"
)
# What is denied is no count of requests or cases: 无败诉, 未收到投诉, 没有纠错.
_OTHER = re.compile(
    r"败诉|胜诉|纠错|纠正|撤销|超期|逾期|超时|投诉|举报|费用|收费|收取|许可|建议|意见|责任|问题|异议|不满|差错|泄密|违规|追究|信访|咨询|其[他它](?!组织)"
)
REACH = 40


def absence_claims(view: View) -> list[Draft]:
    """Every statement of a section that there was no request, no reconsideration, no litigation, or nothing carried on."""
    drafts = []
    for start, end in view.compact.sentences:
        for index, (at, stop, words, denial) in enumerate(_denials(view, start, end)):
            if _OTHER.search(words):
                continue
            for reference, a, b in _objects(view, at, stop):
                drafts.append(_draft(view, start, at, stop, a, b, reference, denial, index))
    return drafts


def _denials(view: View, start: int, end: int) -> Iterator[tuple[int, int, str, str]]:
    """Each denial in a sentence: where its objects may stand, their words, and the word that denies."""
    text = view.text
    for found in _DENIES.finditer(text, start, end):
        stop = view.compact.clause_end(found.end(), end)
        # 未收到行政复议、行政诉讼申请: 、 does not end what is denied.
        while stop < end and text[stop] == "、" and stop - found.end() < REACH:
            stop = view.compact.clause_end(stop + 1, end)
        words = text[found.end() : stop]
        if not re.search(r"\d", re.sub(r"20\d\d年", "", words)):
            yield found.start(), stop, words, found[0]
    for found in _ALL_NONE.finditer(text, start, end):
        begin = max((text.rfind(mark, start, found.start()) + 1 for mark in "，。；：）"), default=start)
        begin = max(begin, start)
        words = text[begin : found.start()]
        if len(_CASES.findall(words)) > 1 or ("复议" in words and _REQUEST.search(words)):
            yield begin, found.end(), words, found[0]
    for found in _ZERO.finditer(text, start, end):
        stop = view.compact.clause_end(found.end(), end)
        yield found.start(), stop, text[found.end() : stop], found[0]


def _objects(view: View, start: int, end: int) -> Iterator[tuple[Reference, int, int]]:
    """What is denied, with its place in the compact text."""
    text = view.text
    cases = list(_CASES.finditer(text, start, end))
    for match in cases:
        rows = ("reconsideration",) if "复议" in match[0] else LITIGATION
        yield Reference("disputes", rows), match.start(), match.end()
    for row, pattern in _STAGES:
        if found := pattern.search(text, start, end):
            yield requests(row), found.start(), found.end()
            return
    if found := _PAPERS.match(text, start, end):
        rows = ("normative_documents",) if "规范" in found[0] else ("regulations",)
        yield Reference("proactive", rows, ("issued",)), found.start(), found.end()
    for entry in entries("outcomes") if not cases else ():
        if found := entry.words.match(
            text, start + len(_DENIES.match(text, start)[0]) if _DENIES.match(text, start) else start, end
        ):
            yield entry.reference, found.start(), found.end()
            return
    found = _REQUEST.search(text, start, end)
    # In 未收到行政复议申请 and 被申请行政复议 it is the case that is applied for.
    if found and not (cases and not _own_request(text, found, cases)):
        yield requests(NEW), found.start(), found.end()


def _own_request(text: str, found: re.Match[str], cases: list[re.Match[str]]) -> bool:
    if found[0].startswith("申请"):
        return False
    return found.start() < cases[0].start() and bool(
        re.match(r"(?:事项|案件|情况|件)?[、和及与或，]", text[found.end() :])
    )


def _draft(
    view: View, sentence: int, at: int, stop: int, a: int, b: int, reference: Reference, denial: str, index: int
) -> Draft:  # fmt: skip
    clause = view.compact.clause_start(at, sentence)
    before = view.text[sentence:clause]
    around = view.compact.unbracketed(clause, at)
    words = view.text[at:stop]
    last = before.rstrip("，；：").rpartition("，")[2]
    year = year_of(view.text[sentence:at], view.own)
    narrowed = narrowing(around + words + "，" + (last if len(last) < 15 else ""), view.own)
    unclear = unknown_words(around + "，" + words + "，" + (last if len(last) < 15 else ""), view.own, (denial,))
    if reference.table == "disputes" and view.section not in (3, 4) and not DISCLOSURE.search(view.text[sentence:stop]):
        unclear = unclear or "信息公开"
    first, behind = min(at, a), max(b, view.text.find(denial, at) + len(denial))
    start, end, quote = view.quote(first, behind)
    stated = Quantity(at, b, 0, "", "", Decimal(1))
    claim = Claim(
        view.section,
        ABSENCE,
        start,
        end,
        quote,
        denial,
        stated,
        year,
        means=(reference,),
        narrowed=narrowed,
        unclear=unclear,
    )
    return Draft((-1 - at, f"{ABSENCE} {reference} {index}"), claim)
