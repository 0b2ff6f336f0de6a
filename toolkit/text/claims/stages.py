"""Requests carried over from last year, and forward to the next."""

from __future__ import annotations

import re

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.reference import FORWARD, OVER
from toolkit.text.claims.referents import Entry, Match, entries, first_behind, last_before
from toolkit.text.claims.topic import Place

_OF_CASES = re.compile("复议|诉讼")
_AWAY = r"(?:(?:[结接]转|转结|转|延续|延期|顺延)(?:到|至|入)?(?P<to>20\d\d)年(?:度)?)"
_CARRIED = re.compile(
    rf"(?:(?P<from>20\d\d)年(?:度)?(?:未办结)?(?:[结接]转|转结|转入|遗留)(?!20)|{_AWAY})(?:继续)?(?:办理|答复|处理)?[^，。；\d]{{0,12}}$"
)
_CARRIED_BEHIND = re.compile(rf"^(?:申请|按[^，。；]{{0,10}}|已|将)*{_AWAY}")
_NEXT_BEHIND = re.compile(r"^[^，。；\d]{0,16}?(?:[结接]转|顺延|延续|延期|转)(?:到|至|入)?(?:下|次)一?年")


def read_stage(place: Place) -> Claim | None:
    """Requests carried over from last year, and forward to the next."""
    words, topic = place.words, place.topic
    if not place.is_count or not topic.of_requests:
        return None
    match = _carried_by_year(place, words.lead) or last_before("stages", words.lead)
    if match is not None:
        start, end = words.start + match.start, place.number.end
    elif match := _carried_by_year(place, words.tail, behind=True) or first_behind("stages", words.tail):
        start, end = place.number.start, place.behind + match.end
    else:
        return None
    if _OF_CASES.search(words.lead[-12:] + words.tail):
        return None
    population = place.population
    claim = place.claim(start, end, (match.entry.reference,), (match.text,), (), population)
    # 去年结转 names last year and is still a figure of this one.
    year = population.year if population else place.view.own.year
    return claim if claim.year == year else claim._replace(year=year)


def _carried_by_year(place: Place, text: str, behind: bool = False) -> Match | None:
    """2022年结转3件, 结转至2024年5件: the year and its side say which of the two it is."""
    names_a_year = "年" in text
    found, own = (_CARRIED_BEHIND if behind else _CARRIED).search(text) if names_a_year else None, place.view.own.year
    if behind and found is None and names_a_year and (later := _NEXT_BEHIND.match(text)):
        return Match(_entry_of(FORWARD), later.start(), later.end(), later[0])
    if not found or own is None:
        return None
    groups = found.groupdict()
    came, went = int(groups.get("from") or 0), int(groups.get("to") or 0)
    if came == own - 1 or went == own:
        return Match(_entry_of(OVER), found.start(), found.end(), found[0])
    if went == own + 1 or came == own:
        return Match(_entry_of(FORWARD), found.start(), found.end(), found[0])
    return None


def _entry_of(row: str) -> Entry:
    return next(entry for entry in entries("stages") if entry.reference.rows == (row,))
