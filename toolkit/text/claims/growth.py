"""Growth of figures of the tables against an earlier year: 同比增长1.05%, 较上年增加39件, 与上年持平."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.text.claims.claim import GROWTH, Claim, Draft
from toolkit.text.claims.numbers import COUNTS, PERCENT, TIMES, Quantity
from toolkit.text.claims.view import View

_COMPARES = re.compile(
    r"同比|(?:比|较|与)(?:上|去|前)一?年度?(?:同期)?(?:相比)?|(?:比|较|与)(?P<year>20\d\d)年(?:度)?(?:同期)?(?:相比)?|(?:上年|去年)同期|相比(?:上|去)年"
)
_UP = r"增长|增加|上升|提高|增幅|提升|增多|多|上涨|上浮|翻"
_DOWN = r"下降|减少|降低|回落|降幅|减幅|少|下滑|负增长"
_RATE_OF_CHANGE = re.compile(r"^，?(?:增幅|降幅|增长率|下降率|增长幅度|下降幅度)")
_NAMES_A_RATE = re.compile("[增降]幅|增长[率幅]|下降[率幅]")
_CHANGE = re.compile(rf"(?:(?P<down>{_DOWN})|(?P<up>{_UP}))(?:幅度|了|率|量|件数|数量|为|达到?|约|近|幅|：|的)*$")
_SAME = re.compile(
    r"(?:(?:与|同|和|跟|较|比)(?:(?:上|去)一?年度?|(?P<year>20\d\d)年(?:度)?)(?:同期)?(?:相比)?|同比)[，]?"
    r"(?P<about>基本|大致|大体)?(?:保持)?持平"
)
_EACH_DOWN = re.compile(rf"分别(?:{_DOWN})了?$")
_EACH = re.compile(rf"分别(?:{_DOWN}|{_UP})了?$")
_JOINS = ("、", "和", "及", "与")
_UNITS = COUNTS | {PERCENT, TIMES}
LONGEST_CONTEXT = 40
"""Characters before a growth that are looked at for what grew."""
MOST_BEFORE = 100
"""Numbers of a paragraph before a growth among which what grew is looked for."""
FARTHEST = 6
"""Characters between a number and 与上年持平."""


@dataclass(frozen=True)
class _Change:
    """A number that says how much something grew: its place, its words' start, what grew, up or down, against which year."""

    place: int
    since: int
    subject: int
    sign: int
    against: int | None
    certain: bool = True


def growth_claims(view: View, figures: dict[int, Claim]) -> list[Draft]:
    """Growth of figures of the tables against an earlier year; growth of other things cannot be checked, and is passed over."""
    found: dict[int, _Change] = {}
    compares = view.numbers and (_COMPARES.search(view.text) or _NAMES_A_RATE.search(view.text))
    numbers = view.numbers if compares else ()
    for place, number in enumerate(numbers):
        if place in figures or number.unit not in _UNITS:
            continue
        for change in (
            _in_list(view, place, figures) if _list_before(view, place) else _alone(view, place, figures, found)
        ):
            found[place] = change
    return [_draft(view, change, figures[change.subject]) for change in found.values()] + _unchanged(view, figures)


def _alone(view: View, place: int, figures: dict[int, Claim], found: dict[int, _Change]) -> Iterator[_Change]:
    start = view.sentence_of(view.numbers[place].start)[0]
    since = view.compact.clause_start(view.numbers[place].start, _behind_last(view, place, start))
    since = min(since, _comparison_start(view, since, start))
    context = view.text[since : view.numbers[place].start]
    change, compares = _CHANGE.search(context), _COMPARES.search(context)
    if change is None or len(context) > LONGEST_CONTEXT:
        return
    sign = -1 if change["down"] else 1
    if compares is None and _RATE_OF_CHANGE.match(context.lstrip("，")) and place - 1 in figures:
        # 收到225件，降幅为24.5%: against last year, which goes without saying.
        yield _Change(place, since, place - 1, sign, None)
        return
    if compares is None:
        # 较上年增加39件，增长1.08%: the second says the same of the same.
        if (last := found.get(place - 1)) is not None and len(context) <= FARTHEST:
            yield replace(last, place=place, since=since, sign=sign)
        return
    subject, certain = _subject(view, place, context[: compares.start()], start, figures)
    if subject is not None:
        yield _Change(place, since, subject, sign, int(compares["year"]) if compares["year"] else None, certain)


def _list_before(view: View, place: int) -> bool:
    """Whether a number belongs to a list of changes: 同比分别下降60%和12.5%."""
    if "别" not in view.text:
        return False
    first, _ = view.list_of(place, _JOINS)
    context = view.words_of(first).lead or view.words_of(first).clause
    start = view.sentence_of(view.numbers[first].start)[0]
    near = view.text[max(start, view.numbers[first].start - LONGEST_CONTEXT) : view.numbers[first].start]
    return bool(_EACH.search(context or near) and _COMPARES.search(near))


def _in_list(view: View, place: int, figures: dict[int, Claim]) -> Iterator[_Change]:
    first, last = view.list_of(place, _JOINS)
    start = view.sentence_of(view.numbers[first].start)[0]
    subject = first - (last - first + 1) + (place - first)
    if subject in figures and view.numbers[subject].start >= start:
        down = _EACH_DOWN.search(view.text[start : view.numbers[first].start])
        yield _Change(place, view.numbers[place].start, subject, -1 if down else 1, None)


def _behind_last(view: View, place: int, start: int) -> int:
    return max(start, view.numbers[place - 1].end if place else 0)


def _comparison_start(view: View, since: int, start: int) -> int:
    """Where the clause before begins, if it only names the year compared with: 与上年相比，增长5%."""
    before = view.compact.clause_start(max(start, since - 1), start)
    return before if _COMPARES.search(view.text, before, since) and not view.within(before, since) else since


def _subject(view: View, place: int, words: str, start: int, figures: dict[int, Claim]) -> tuple[int | None, bool]:
    """The figure that grew, and whether that is sure: the number right before it, or what the words before name."""
    number = view.numbers[place]
    earlier = [p for p in view.within(view.paragraph_start(start), number.start)[-MOST_BEFORE:] if p in figures]
    intakes = [p for p in earlier if figures[p].means[0].rows[0] in ("new_requests", "results_total")]
    if named := re.search(r"复议|诉讼|申请", words):
        if named[0] == "申请":
            return (intakes[0] if intakes else None), True
        cases = [p for p in earlier if figures[p].means[0].table == "disputes"]
        return (cases[-1] if cases else None), True
    if re.search(r"[\u4e00-\u9fff]{3,}", words):
        return None, False
    # A bracket between the number and its growth holds its parts: 收到35件（含上年结转2件），同比增长4%.
    around = view.compact.bracket_of(number.start)
    level = [p for p in view.within(start, number.start) if view.compact.bracket_of(view.numbers[p].start) == around]
    level = [p for p in level if view.numbers[p].unit != PERCENT]
    if level:
        return (level[-1], True) if level[-1] in figures else (None, False)
    # A sentence that begins with 同比 speaks of what the one before it told.
    return (intakes[0], False) if intakes else (None, False)


def _year_before(of: Claim) -> int | None:
    return of.year - 1 if of.year else None


def _draft(view: View, change: _Change, of: Claim) -> Draft:
    number = view.numbers[change.place]
    stated = number._replace(value=number.value * change.sign)
    start, end, quote = view.quote(change.since, number.end)
    claim = Claim(
        view.section, GROWTH, start, end, quote, view.quote(number.start, number.end)[2], stated, of.year,
        against=change.against or _year_before(of), means=of.means, else_means=of.else_means,
        narrowed=of.narrowed, unclear=of.unclear or ("" if change.certain else "同比"), numbers=(of.stated,),
    )  # fmt: skip
    return Draft((change.place, GROWTH), claim, (change.subject, "figure"))


def _unchanged(view: View, figures: dict[int, Claim]) -> list[Draft]:
    """与上年持平: a growth of nothing."""
    drafts = []
    for found in _SAME.finditer(view.text) if "持平" in view.text else ():
        before = view.within(view.sentence_of(found.start())[0], found.start())
        if not before or before[-1] not in figures or found.start() - view.numbers[before[-1]].end > FARTHEST:
            continue
        of = figures[before[-1]]
        a, b, quote = view.quote(found.start(), found.end())
        stated = Quantity(
            found.start(), found.end(), 0, of.stated.unit, "about" if found["about"] else "", of.stated.step
        )
        claim = Claim(
            view.section, GROWTH, a, b, quote, "持平", stated, of.year,
            against=int(found["year"]) if found["year"] else _year_before(of), means=of.means,
            else_means=of.else_means, narrowed=of.narrowed, unclear=of.unclear, numbers=(of.stated,),
        )  # fmt: skip
        drafts.append(Draft((before[-1], f"{GROWTH} same"), claim, (before[-1], "figure")))
    return drafts
