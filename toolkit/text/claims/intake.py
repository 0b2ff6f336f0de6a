"""Requests received, handled or answered: the verb decides which cells are meant."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.intake_words import (
    ALL_VERB,
    COMPOSED,
    DONE_BEHIND,
    DONE_VERB,
    INTAKE,
    NAMED,
    NEW_VERB,
    NOT_COUNTED,
    OBJECT_FIRST,
    ORGANS_BEHIND,
    PAPERS_CLASSED,
    REQUEST_ALONE,
    REQUEST_BEHIND,
    VERB_LAST,
    WITH_OVER,
    last_match,
    names_other_thing,
)
from toolkit.text.claims.reference import NEW, OVER, RESULTS, Reference, requests
from toolkit.text.claims.referents import EVERYBODY, last_before, last_named
from toolkit.text.claims.scope import unknown_words
from toolkit.text.claims.topic import NOBODY, Place

LONGEST_ANSWER = 10
"""Characters of 按期办结, 共作出答复 and the like in front of a number."""


class _Found(NamedTuple):
    """The words that say a number is of requests; `sure` if nothing else can be meant."""

    match: re.Match[str]
    sure: bool = True


def read_intake(place: Place) -> Claim | None:
    """Requests received, handled or answered; what the verb counts decides the cells."""
    words, topic = place.words, place.topic
    if not place.is_count or last_before("outcomes", words.lead):
        return None
    found = _words_of_intake(place)
    if found is None or _counts_another_thing(place, found.match):
        return None
    match = found.match
    means, others = _scope(match["verb"], place)
    known = (match["verb"],) if match["verb"] else ()
    inherited = (
        topic.intake if topic.intake_sentence == place.sentence and not _has_subject(words.lead, match) else None
    )
    claim = place.claim(words.start + _offset(place, match), place.number.end, means, known, others, inherited)
    again = _again(place, means)
    repeats = claim.plain and again
    if not claim.unclear:
        claim = claim.doubted(_doubt(place, found, again))
    if claim.narrowed and not match["verb"] and not DONE_BEHIND.match(words.tail):
        # 其中当面申请3件: a part of the number before, no number of its own.
        return None
    if not repeats:
        _remember(place, claim)
    return claim


def _words_of_intake(place: Place) -> _Found | None:
    words, topic = place.words, place.topic
    lead = words.lead
    named, verb = _read(lead)
    if named is not None:
        return _Found(named)
    if match := verb or _counted(place):
        if _of_requests(place, match) or _answers(place, match):
            return _Found(match)
        if _may_be_of_requests(place, match):
            return _Found(match, sure=False)
    if topic.intake is not None and DONE_BEHIND.match(words.tail) and not unknown_words(lead, NOBODY):
        return _Found(_NO_VERB.search(lead))  # type: ignore[arg-type]
    return None


# Short words return in many reports: 其中, 收到政府信息公开申请.
@lru_cache(maxsize=4096)
def _read(lead: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """What the words before a number say by themselves: that it is of requests, else the verb with which they end."""
    if "申请" in lead or "信息公开" in lead:
        if match := last_match(INTAKE, lead) or OBJECT_FIRST.search(lead) or NAMED.search(lead):
            return match, None
    return None, last_match(VERB_LAST, lead)


_NO_VERB = re.compile(r"(?P<verb>)$")
_THERE_ARE = re.compile(r"(?P<verb>)有$")
_NEW, _ALL, _DONE = re.compile(NEW_VERB), re.compile(ALL_VERB), re.compile(DONE_VERB)
_ALL_OR_DONE = re.compile(rf"{ALL_VERB}|{DONE_VERB}")
_BRACKETED = re.compile(r"（[^（）]*）")
_CASES = re.compile(r"复议|诉讼|应诉")
_CASES_OR_RATE = re.compile(r"复议|诉讼|应诉|率")
_NAMES_A_YEAR = re.compile(r"20\d\d年|全年|本年")


def _counts_another_thing(place: Place, match: re.Match[str]) -> bool:
    """Whether organs, papers, cases or things of another kind are counted: 31个单位收到申请, 依申请公开30件 among classes of papers."""
    words = place.words
    if ORGANS_BEHIND.match(words.tail) or (not match["verb"] and PAPERS_CLASSED.search(place.said)):
        return True
    said = words.lead[match.start() :] + words.tail
    return _CASES_OR_RATE.search(said) is not None or names_other_thing(words.clause + words.tail)


def _doubt(place: Place, found: _Found, again: bool) -> str:
    """Words that leave open whether a number is of all requests, though none of them narrows it by itself.

    `again`: the sentence has told a number of the same already.
    """
    words, topic, match = place.words, place.topic, found.match
    if not found.sure:
        return match[0]
    if gone := NOT_COUNTED.search(_BRACKETED.sub("", place.said)):
        return gone[0]
    if last_named("applicants", words.lead) and not EVERYBODY.search(words.lead):
        return "申请人"
    if again:
        # 登记102件，受理98件; 办结46件，其中书面答复40件: a second number of the same is of less, or counted otherwise.
        return match["verb"] or match[0]
    of_disclosure = place.view.section == 3 or "公开" in place.view.text[topic.paragraph : place.behind] + place.said
    return "" if of_disclosure and "申请事项" not in words.lead else "申请"


def _again(place: Place, means: tuple[Reference, ...]) -> bool:
    """Whether the sentence has told a number of the same already."""
    topic = place.topic
    return topic.intake is not None and topic.intake_sentence == place.sentence and means[0] == topic.intake.means[0]


def _counted(place: Place) -> re.Match[str] | None:
    """共有2件政府信息公开申请: no verb says what was done, the words behind say what they are, and no more."""
    lead = place.words.lead
    return _THERE_ARE.search(lead) if lead.endswith("有") and REQUEST_ALONE.match(place.words.tail) else None


def _answers(place: Place, match: re.Match[str]) -> bool:
    """Whether an answer without an object is to the requests told before: counted alike, and the sentence tells of nothing else."""
    whole = place.topic.whole_intake
    return whole is not None and whole.stated.unit == place.number.unit and _may_be_of_requests(place, match)


def _may_be_of_requests(place: Place, match: re.Match[str]) -> bool:
    """Whether an answer without an object may be to requests: the paragraph is about them, the sentence about nothing else."""
    done = _DONE.fullmatch(match["verb"]) and match.end() - match.start() < LONGEST_ANSWER
    return bool(done) and place.topic.of_requests and not names_other_thing(place.said)


def _remember(place: Place, claim: Claim) -> None:
    topic = place.topic
    topic.intake, topic.intake_sentence = claim, place.sentence
    own = claim.year == place.view.own.year
    if own and (claim.plain or (topic.whole_intake is None and not claim.narrowed)):
        topic.whole_intake = claim


def _of_requests(place: Place, match: re.Match[str]) -> bool:
    """Whether 收到35件, 办结30件 without an object are of requests: it stands behind, or the sentence is about them."""
    topic = place.topic
    if REQUEST_BEHIND.match(place.words.tail) or (match["verb"] == "新收" and topic.of_requests):
        return True
    if topic.intake is None or (match["verb"] == "完成" and match.end() - match.start() > 4):
        return False
    said = place.view.text[place.sentence : place.number.start]
    if _CASES.search(said) or names_other_thing(said):
        return False
    since = place.view.text[topic.intake_sentence : place.number.start]
    return topic.intake_sentence == place.sentence or not names_other_thing(since)


def _has_subject(lead: str, match: re.Match[str]) -> bool:
    return bool(unknown_words(lead[: match.start()], NOBODY)) or bool(_NAMES_A_YEAR.search(lead))


def _offset(place: Place, match: re.Match[str]) -> int:
    """How far behind the start of the lead the matched words begin in the text, where brackets still stand."""
    head = place.words.lead[match.start() : match.start() + 2]
    at = place.view.text.find(head, place.words.start) if head else place.number.start
    return max(0, at - place.words.start)


def _scope(verb: str, place: Place) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What a verb counts (收到 the new ones, 收办 with those carried over, 答复 the results), and what it might count instead."""
    new, both, results = requests(NEW), requests(NEW, OVER), requests(RESULTS)
    text, number, lead = place.view.text, place.number, place.words.lead
    since = number.end + (text[number.end : number.end + 1] == "（")
    behind = text[since : since + 40]
    done = _DONE.fullmatch(verb) or (not verb and DONE_BEHIND.match(place.words.tail))
    if WITH_OVER.match(behind) or WITH_OVER.search(lead) or COMPOSED.match(behind):
        # 收到36件（含上年结转2件）: some count the new ones and the old, some say of the new ones how many are old.
        return ((results, both), (new,)) if done else ((both, new, results), ())
    if done:
        return ((new, results), (both,)) if _NEW.search(lead) else ((results,), (both, new))
    if verb and _ALL_OR_DONE.search(lead) and _NEW.search(lead):
        return (new, both, results), ()
    if _ALL.fullmatch(verb):
        return (both, results), (new,)
    return (new,), (both, results)
