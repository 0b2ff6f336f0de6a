"""Statements that there was nothing: 未收到政府信息公开申请, 无行政复议、行政诉讼, 均为0件."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from toolkit.text.claims.claim import ABSENCE, Claim, Draft
from toolkit.text.claims.disputed import DISCLOSURE
from toolkit.text.claims.numbers import Quantity
from toolkit.text.claims.reference import FORWARD, LITIGATION, NEW, OVER, TOTAL, Reference, requests
from toolkit.text.claims.referents import Entry, entries
from toolkit.text.claims.scope import narrowing, unknown_words, year_of
from toolkit.text.claims.topic import LONGEST_SETTING
from toolkit.text.claims.view import View
from toolkit.text.sieve import Characters, needed, union

_DONE_TO = "收到|接到|接收|受理|收悉|收办|发生|产生|出现|涉及|引发|引起|存在|办理|新增|有|过|因(?=[^，。；]{0,10}公开)|由|被(?=申请|提起|复议|诉)"
_NOT_DENIED = (
    "办结|答复|审结|结案|按|及时|完成|满|到期|决|法|需|关|偿|效|误|正当|论|障碍|缝|经|按|予|能|提供|掌握|公开|纠"
)
_DENIES = union(
    [
        rf"(?:(?:暂|尚|均|也|并|从|亦)?(?:未|没有?|无)(?:{_DONE_TO})*(?!{_NOT_DENIED}))",
        "不涉及(?=行政(?:许可|处罚|强制|事业))",
    ]
)
# Every denial has one of these.
_DENIES_SOMETHING = re.compile("[未没无涉]|[为是][0零]|零[行申复诉]")
_DENIED_AGAIN = re.compile(r"未|无(?!锡|为)|没有|不(?!予|动产)")
_ALL_NONE = union([r"(?:均|都|数量|件数|数)?(?:为|是)(?:0(?![.\d%])|零)(?:件|起|宗|例|次|个|条)?(?=[，。；、）\n]|$)"])
_GOES_ON = re.compile(r"(?:事项|案件|情况|件)?[、和及与或，]")
_ZERO = re.compile(r"零(?=(?:行政)?(?:申请|复议|诉讼))")
_CASES = re.compile(r"(?:行政)?复议(?!机关|机构|决定)|(?:行政)?(?:诉讼|应诉)")
_REQUEST = re.compile(
    r"依申请公开(?:政府)?(?:信息)?(?:的?(?:申请|请求|要求))?|(?:政府)?信息公开(?:的)?(?:申请|请求|要求)|依申请(?:事项|件|信息)?|公开申请|(?:申请|要求|请求)公开|"
    r"申请(?![人表书]|许可)"
)
_STAGES = ((OVER, re.compile(r"(?:上|去)一?年度?结转|结转上")), (FORWARD, re.compile(r"结转")))
# What is denied is no count of requests: 未收到投诉, 无超期答复, 未收取费用.
_OTHER = re.compile(
    r"超期|逾期|超时|投诉|举报|费用|收费|收取|许可|建议|意见|责任|问题|异议|不满|差错|泄密|违规|追究|信访|咨询|其[他它](?!组织)|代为"
)
# What is denied is that cases were lost: the column of those corrected.
_LOST = re.compile(r"败诉|胜诉|纠错|被?纠正|撤销|改变|变更|确认违法")
LONGEST_DENIAL = 100
"""Characters behind a denial, at most, that are denied."""
_NOT_ALL = re.compile(r"其余|有的|部分|下属|所属|除[^，。；]{0,20}外|如$|如果")
REACH = 40
"""Characters over which a denial goes on behind 、."""


@dataclass(frozen=True)
class _Denial:
    """A denial: the place of its words, where its objects may stand, these words, and the word that denies."""

    at: int
    stop: int
    words: str
    word: str


def absence_claims(view: View) -> list[Draft]:
    """Every statement of a section that there was none: no request, no case, nothing carried on, no document or decision."""
    drafts = []
    if not _DENIES_SOMETHING.search(view.text):
        return drafts
    for start, end in view.compact.sentences:
        if not _DENIES_SOMETHING.search(view.text, start, end):
            continue
        for denial in _denials(view, start, end):
            for reference, a, b in _objects(view, denial):
                drafts.append(_draft(view, start, denial, reference, a, b))
    return drafts


def _denials(view: View, start: int, end: int) -> Iterator[_Denial]:
    text = view.text
    for found in _DENIES.finditer(text, start, end):
        stop = view.compact.clause_end(found.end(), end)
        # 未收到行政复议、行政诉讼申请: 、 does not end what is denied.
        stop = min(stop, found.end() + LONGEST_DENIAL)
        while stop < end and text[stop] == "、" and stop - found.end() < REACH:
            stop = view.compact.clause_end(stop + 1, end)
        words = text[found.end() : stop]
        # 尚未到期的七件结转下年 counts something; 无未办结申请 denies that there is nothing.
        if not view.within(found.start(), stop) and not _DENIED_AGAIN.search(words):
            yield _Denial(found.start(), stop, words, found[0])
    for found in _ALL_NONE.finditer(text, start, end):
        begin = max([start, *(text.rfind(mark, start, found.start()) + 1 for mark in "，。；：）")])
        words = text[begin : found.start()]
        if len(_CASES.findall(words)) > 1 or ("复议" in words and _REQUEST.search(words)):
            yield _Denial(begin, found.end(), words, found[0])
    for found in _ZERO.finditer(text, start, end):
        stop = view.compact.clause_end(found.end(), end)
        yield _Denial(found.start(), stop, text[found.end() : stop], found[0])


def _objects(view: View, denial: _Denial) -> Iterator[tuple[Reference, int, int]]:
    """What is denied, with its place in the compact text."""
    text, start, end = view.text, denial.at, denial.stop
    if _any_outcome().match(text, start):
        # 没有现成信息需要另行制作的两件: the label itself begins so.
        return
    cases = list(_CASES.finditer(text, start, end))
    column = "corrected" if _LOST.search(denial.words) else TOTAL
    for match in cases:
        rows = ("reconsideration",) if "复议" in match[0] else LITIGATION
        yield Reference("disputes", rows, (column,)), match.start(), match.end()
    published = list(_published(denial))
    yield from ((reference, start, end) for reference in published)
    if published or _OTHER.search(denial.words) or column != TOTAL:
        return
    if not cases and (outcome := _outcome(text, start + len(denial.word), end)) is not None:
        yield outcome
        return
    for row, pattern in _STAGES:
        if found := pattern.search(text, start, end):
            yield requests(row), found.start(), found.end()
            return
    found = _REQUEST.search(text, start, end)
    # In 未收到行政复议申请 and 被申请行政复议 it is the case that is applied for.
    if found and not (cases and not _own_request(text, found, cases)):
        yield requests(NEW), found.start(), found.end()


@cache
def _any_outcome() -> re.Pattern[str]:
    return union(entry.words.pattern for entry in entries("outcomes"))


def _published(denial: _Denial) -> Iterator[Reference]:
    """未制发规范性文件, 未制发或废止规章、规范性文件, 无行政处罚: rows of section 2, each with its column."""
    characters = set(denial.words)
    for entry, needs in _with_nouns():
        if needs is not None and needs.isdisjoint(characters):
            continue
        if (noun := entry.nouns.search(denial.words)) is None:  # type: ignore[union-attr]
            continue
        loose = entry.loose if entry.reference.columns == ("issued",) else None
        bare = entry.reference.columns in (("decisions",), ("amount_10k_yuan",)) and denial.words.find(noun[0]) < REACH
        if entry.words.search(denial.words) or (loose is not None and loose.search(denial.words)) or bare:
            yield entry.reference


@cache
def _with_nouns() -> tuple[tuple[Entry, Characters], ...]:
    """The entries of section 2 with the characters that their nouns need."""
    return tuple((entry, needed(entry.nouns.pattern)) for entry in entries("published") if entry.nouns is not None)


def _outcome(text: str, start: int, end: int) -> tuple[Reference, int, int] | None:
    """没有不予公开的申请, 没有因重复申请不予处理的: the row or group named first."""
    characters = set(text[start:end])
    found = [
        (match.start(), -match.end(), entry.reference)
        for entry in entries("outcomes")
        if entry.may_be_in(characters)
        for match in entry.words.finditer(text, start, end)
    ]
    if not found:
        return None
    a, b, reference = min(found, key=lambda item: item[:2])
    return reference, a, -b


def _own_request(text: str, found: re.Match[str], cases: list[re.Match[str]]) -> bool:
    if found[0].startswith("申请"):
        return False
    return found.start() < cases[0].start() and _GOES_ON.match(text, found.end()) is not None


def _draft(view: View, sentence: int, denial: _Denial, reference: Reference, a: int, b: int) -> Draft:
    text, own = view.text, view.own
    clause = view.compact.clause_start(denial.at, sentence)
    around = view.compact.unbracketed(clause, denial.at)
    words = text[denial.at : denial.stop]
    last = text[sentence:clause].rstrip("，；：").rpartition("，")[2]
    setting = last if len(last) <= LONGEST_SETTING else ""
    narrowed = narrowing(f"{around}{words}，{setting}", own)
    unclear = unknown_words(f"{around}，{words}，{setting}", own, (denial.word, text[a:b], "不予处理", "不予公开"))
    if (
        reference.table == "disputes"
        and view.section not in (3, 4)
        and not DISCLOSURE.search(text[sentence : denial.stop])
    ):
        unclear = unclear or "信息公开"
    if view.within(clause, denial.at) or _NOT_ALL.search(text[sentence : denial.at]):
        # 16个单位未收到, 除1件外无…: not all of them.
        unclear = unclear or "其余"
    if reference.columns == ("corrected",):
        # A case lost is not just one of which the table says 结果纠正.
        unclear = unclear or "纠正"
    first, behind = min(denial.at, a), max(b, text.find(denial.word, denial.at) + len(denial.word))
    start, end, quote = view.quote(first, behind)
    stated = Quantity(denial.at, b, 0, "", "", Decimal(1))
    year = year_of(text[sentence : denial.at], own)
    claim = Claim(
        view.section, ABSENCE, start, end, quote, denial.word, stated, year,
        means=(reference,), narrowed=narrowed, unclear=unclear,
    )  # fmt: skip
    return Draft((-1 - denial.at, f"{ABSENCE} {reference}"), claim)
