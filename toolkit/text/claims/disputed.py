"""Numbers of cases: administrative reconsideration and litigation over disclosure, and how they ended."""

from __future__ import annotations

import re

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.reference import LITIGATION, Reference
from toolkit.text.claims.referents import Match, first_behind, last_before, last_named, may_name
from toolkit.text.claims.scope import unknown_words
from toolkit.text.claims.topic import NOBODY, Place

DISCLOSURE = re.compile(r"信息公开|依申请公开|政务公开|公开申请|公开类|公开工作")
_OTHERWISE_COUNTED = re.compile(r"(?<!尚未)(?<!未)审结|办结|结案|受理|审理|应诉|出庭|代理|承办")
REACH = 1000
"""Characters of a paragraph before a sentence of cases in which disclosure may be named."""
_NO_CASE = re.compile(r"率$|撤销|撤回|终止")
_CASE = re.compile(r"复议|诉讼|应诉|行政争议")
_ABOUT = re.compile(r"^(?=[^，。；\d]{0,20}(?:公开|因|有关|涉))[^，。；\d]{0,20}?(?=(?:行政)?(?:复议|诉讼|应诉|争议))")


def read_cases(place: Place) -> Claim | None:
    """Reconsideration and litigation; an agency has cases of other laws too, so disclosure must be what they are about."""
    words, topic = place.words, place.topic
    if not place.is_count:
        return None
    together = topic.cases is not None and (
        topic.cases_sentence == place.sentence or (words.before + words.clause).startswith("其中")
    )
    if not together and not may_name("cases", words.lead + words.tail):
        return None
    if _NO_CASE.search(words.lead + words.tail[:4]):
        return None
    return _outcome(place, together) or _cases(place, together)


def _cases(place: Place, together: bool) -> Claim | None:
    """The number of all cases of a kind. `together`: the numbers before it are of cases, and it goes on with them."""
    words, topic, number = place.words, place.topic, place.number
    match, behind = last_before("cases", words.lead), False
    if match is None and _CASE.search(words.tail):
        match, behind = _behind(words.tail), True
    if match is None:
        return None
    said = _of_disclosure(place, together)
    if not said and not DISCLOSURE.search(_paragraph_before(place)):
        return None
    subject = "" if behind else words.lead[: match.start]
    inherited = topic.cases if together and not unknown_words(subject, NOBODY) else None
    start, end = (number.start, place.behind + match.end) if behind else (words.start + match.start, number.end)
    claim = place.claim(start, end, (match.entry.reference,), (match.text,), (), inherited)
    # Where nothing in the sentence says that the cases are of disclosure, the paragraph does.
    doubt = _doubt(place, together) or ("" if said else match.text)
    claim = claim.doubted(doubt)
    topic.cases, topic.cases_sentence, topic.case_rows = claim, place.sentence, claim.means[0].rows
    return claim


def _of_disclosure(place: Place, together: bool) -> bool:
    near = place.view.text[place.sentence : place.number.end] + place.words.tail
    goes_on = together and place.topic.cases is not None and not place.topic.cases.unclear
    return place.view.section == 4 or DISCLOSURE.search(near) is not None or goes_on


def _paragraph_before(place: Place) -> str:
    return place.view.text[max(place.topic.paragraph, place.sentence - REACH) : place.sentence]


def _doubt(place: Place, together: bool) -> str:
    """Words for which a number may be of other cases: 审结6件 leaves those pending out; 全市 at the head of a sentence holds for all of it."""
    if counted := _OTHERWISE_COUNTED.search(place.words.clause + place.words.tail):
        return counted[0]
    topic = place.topic
    intake = topic.intake if topic.intake_sentence == place.sentence and not together else None
    return "" if intake is None else intake.narrowed or intake.unclear


def _behind(tail: str) -> Match | None:
    """1起有关政府信息公开的行政复议案件."""
    direct = first_behind("cases", tail)
    if direct is not None:
        return direct
    about = _ABOUT.match(tail)
    if about is None or (found := first_behind("cases", tail[about.end() :])) is None:
        return None
    return found._replace(start=found.start + about.end(), end=found.end + about.end())


def _outcome(place: Place, together: bool) -> Claim | None:
    """How cases ended: of those named in the same words (行政复议结果维持3件), else of those named before."""
    words, topic = place.words, place.topic
    match = last_before("case_outcomes", words.lead) or first_behind("case_outcomes", words.tail)
    named = case.reference if (case := last_named("cases", words.lead)) else None
    if match is None and (case := first_behind("cases", words.tail)):
        # 8件行政复议结果纠正
        match, named = first_behind("case_outcomes", words.tail[case.end :]), case.entry.reference
    if match is None or (match.text.endswith("撤销") and "申请" in words.lead + words.tail):
        return None
    if named is None and not (together and topic.cases is not None):
        return None
    if named is not None and not (
        place.view.section == 4
        or together
        or DISCLOSURE.search(_paragraph_before(place) + place.view.text[place.sentence : place.number.end])
    ):
        return None
    rows = topic.case_rows = named.rows if named is not None else topic.case_rows
    base = Reference("disputes", rows, match.entry.reference.columns)
    every = (("reconsideration",), LITIGATION, *((row,) for row in LITIGATION))
    others = tuple(Reference("disputes", r, base.columns) for r in every if r != rows)
    return place.claim(
        place.number.start,
        place.number.end,
        (base,),
        (match.text,),
        others if named is None else (),
        topic.cases if together else None,
    )
