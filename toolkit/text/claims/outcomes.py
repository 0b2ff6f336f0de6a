"""How requests were answered, and who made them: rows of results and columns of applicants."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.intake_words import PAPERS_CLASSED, names_other_thing
from toolkit.text.claims.reference import NEW, OVER, RESULTS, Reference, requests
from toolkit.text.claims.referents import EVERYBODY, Entry, Match, entries, label_words
from toolkit.text.claims.topic import Place

_NO_OUTCOME = re.compile(r"复议|诉讼|许可事项|主动公开")
_OF_NEW = re.compile(r"新(?:收|增|申请|提)")
_OPEN_ALONE = re.compile(r"(?:^|、|，|其中|：)(?:已|均|全部|同意|依法|对)*公开(?:的|共|有)*$")
_OPENED_BEHIND = re.compile(r"(?:申请)?(?:均|全部)?已(?:经)?(?:予以)?公开$")
_ALL_OF_THEM = re.compile(r"，(?:均|全部|都|主要)(?:是|属于|为|系|因)?(?P<reason>[^，。；\d]{2,20})")


def read_outcome(place: Place) -> Claim | None:
    """How requests were answered: the rows of results and their groups."""
    words, topic = place.words, place.topic
    if not place.is_count or not topic.of_requests:
        return None
    found = place.around("outcomes") or _opened(place)
    if found is None or words.lead.endswith("率") or _NO_OUTCOME.search(words.clause):
        return None
    match, start, end = found
    if not match.entry.group and _of_another_thing(place):
        return None
    means, known = _rows(place, match)
    population = place.population
    claim = place.claim(start, end, means, known, (), population)
    of_new = population is None or population.means[0].rows == (NEW,)
    return claim if of_new else claim._replace(of_new=False)


def _opened(place: Place) -> tuple[Match, int, int] | None:
    """公开12件, 8件已公开: granted, where the sentence tells how many requests there were."""
    words, topic, number = place.words, place.topic, place.number
    if topic.intake is None or topic.intake_sentence != place.sentence or number.unit != topic.intake.stated.unit:
        return None
    granted = _entry_of("granted")
    if _OPENED_BEHIND.match(words.tail):
        return Match(granted, 0, len(words.tail), words.tail), number.start, place.behind + len(words.tail)
    if _OPEN_ALONE.search(words.lead):
        at = len(words.lead) - len("公开")
        return Match(granted, at, len(words.lead), "公开"), words.start + at, number.end
    return None


def _rows(place: Place, match: Match) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
    """The rows that an outcome may mean, with the words that name them: a group, its row that is named as the reason, or both."""
    words, entry = place.words, match.entry
    means, known = [entry.reference], [match.text]
    for row in _rows_of_group(entry.reference.rows):
        # 因本机关不掌握无法提供: a row of the group is named as the reason; with 等 it is one of several.
        if reason := row.words.search(words.lead):
            means.insert(len(means) if "等" in words.lead else 0, row.reference)
            known.append(reason[0])
    if of_all := _reason_behind(place, entry):
        means.insert(0, of_all)
    if entry.group and (group := _entry_of(entry.group).words.search(words.lead + words.tail)):
        # 因信息不存在无法提供: the group is named beside its row.
        means.append(requests(entry.group))
        known.append(group[0])
    return tuple(means), tuple(known)


@cache
def _rows_of_group(group: tuple[str, ...]) -> tuple[Entry, ...]:
    return tuple(row for row in entries("outcomes") if row.group and (row.group,) == group)


@cache
def _entry_of(row: str) -> Entry:
    return next(entry for entry in entries("outcomes") if entry.reference.rows == (row,))


def _reason_behind(place: Place, group: Entry) -> Reference | None:
    """The row of a group that all of its number are of: 不予公开3件，均属于行政查询事项."""
    found = _ALL_OF_THEM.match(place.view.text, place.behind)
    if found is None:
        return None
    rows = (e for e in entries("outcomes") if (e.group,) == group.reference.rows and e.words.search(found["reason"]))
    return next((entry.reference for entry in rows), None)


def _of_another_thing(place: Place) -> bool:
    """Whether a sentence without a number of requests tells of other things: 办理行政许可310件，不予受理5件; classes of papers."""
    if place.topic.intake_sentence == place.sentence:
        return False
    return _tells_of_other_things(place.said)


# Each number of a sentence asks it.
@lru_cache(maxsize=256)
def _tells_of_other_things(said: str) -> bool:
    return bool(PAPERS_CLASSED.search(said) or names_other_thing(label_words().sub("", said)))


def read_applicant(place: Place) -> Claim | None:
    """Requests by kind of applicant: columns of the number of requests said before."""
    lead = place.words.lead
    if not place.is_count or not place.topic.of_requests:
        return None
    found = place.around("applicants")
    # 收到公民、法人或者其他组织的申请62件: everybody.
    if found is None or EVERYBODY.search(lead):
        return None
    match, start, end = found
    whole = None if _OF_NEW.search(lead) else place.population
    means, others = (
        (whole.means, whole.else_means) if whole else ((requests(NEW),), (requests(NEW, OVER), requests(RESULTS)))
    )
    columns = match.entry.reference.columns
    return place.claim(
        start,
        end,
        tuple(reference.with_columns(columns) for reference in means),
        (match.text,),
        tuple(reference.with_columns(columns) for reference in others),
        whole,
    )
