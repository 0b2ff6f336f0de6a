"""Shares with what they are a share of: 12件，占25%; 分别占25%、75%."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.text.claims.claim import PART, SHARE, Claim, Draft
from toolkit.text.claims.numbers import COUNTS, PERCENT
from toolkit.text.claims.reference import NEW, OVER, RESULTS, requests
from toolkit.text.claims.referents import Match, last_before
from toolkit.text.claims.scope import narrowing, year_of
from toolkit.text.claims.view import View

_SHARE = re.compile(
    r"(?:占比|占|比例|比重)(?P<base>[^，。；、\d]{0,16}?)(?:的|比|比例|比重|为|达到?|是|约|了|：|分别|各|，)*$"
)
_RATE = re.compile(r"率[为达是约：]*$|满意|完成")
# A base that stands outside this report, or is said by name.
_ELSEWHERE = re.compile(r"全[省国市州县区](?!.*申请)|同类|其他|一半|同期|全部信息|公开信息|发布")
_OF_RESULTS = re.compile(r"办结|答复|办理|处理")


LONGEST_HEAD = 60
"""Characters before a share in whose clauses its numerator may be named."""
MOST_BEFORE = 60
"""Numbers of a paragraph before a share among which its base is looked for."""


def share_claims(view: View, figures: dict[int, Claim], parts: Sequence[Draft]) -> list[Draft]:
    """Shares of one number in another. The base may be any number before it that is not smaller; the likeliest comes first."""
    wholes = {draft.key[0]: draft.of for draft in parts if draft.claim.kind == PART and draft.of}
    drafts, percents = [], [p for p, q in enumerate(view.numbers) if q.unit == PERCENT]
    for place in percents:
        words = view.words_of(place)
        found = _SHARE.search(words.lead) or _shared_lead(view, place)
        if found is None or _RATE.search(words.lead):
            continue
        numerator = _numerator(view, place)
        if numerator is None or _in_words(words.lead[: found.start()]):
            drafts += _share_in_words(
                view, place, words.lead[: found.start()] or words.before[-LONGEST_HEAD:], found["base"]
            )
            continue
        if draft := _share(view, place, numerator, found["base"], figures, wholes):
            drafts.append(draft)
    return drafts


def _in_words(head: str) -> Match | None:
    """What a share is of by words: 予以公开的占办结总数的29%, 申请人以自然人为主，占75%."""
    plain = re.sub(r"(?:为主|的?合计|的|，)+$", "", head)
    return last_before("outcomes", plain) or last_before("applicants", plain)


def _share_in_words(view: View, place: int, head: str, base_words: str) -> list[Draft]:
    """A share of which no number is printed: both it and its base must come from the tables."""
    number = view.numbers[place]
    match = _in_words(head)
    if match is None:
        return []
    columns = match.entry.reference.columns
    bases = [requests(RESULTS), requests(NEW), requests(NEW, OVER)]
    if re.search(r"新收|收到|受理", base_words + head):
        bases = [requests(NEW)]
    elif _OF_RESULTS.search(base_words):
        bases = [requests(RESULTS)]
    named = len(bases) == 1
    by_applicant = match.entry.kind == "applicants"
    uppers = [base.with_columns(columns) for base in bases] if by_applicant else [match.entry.reference] * len(bases)
    start = view.sentence_of(number.start)[0]
    a, b, quote = view.quote(view.compact.clause_start(number.start, start), number.end)
    said = view.text[start : number.start]
    claim = Claim(
        view.section, SHARE, a, b, quote, view.quote(number.start, number.end)[2], number,
        year=year_of(said, view.own), means=tuple(uppers), else_means=tuple(bases), narrowed=narrowing(said, view.own),
        unclear="" if named else base_words or "占", closed=named,
    )  # fmt: skip
    return [Draft((place, SHARE), claim)]


def _shared_lead(view: View, place: int) -> re.Match[str] | None:
    """The 占 of the first share in a list: 分别占25%、75%."""
    first, _ = _list_of_shares(view, place)
    return re.search(
        r"(?:分别占|占比分别为?|占)(?P<base>[^，。；、\d]{0,16}?)(?:的|比|为|分别|各)*$", view.words_of(first).lead
    )


def _list_of_shares(view: View, place: int) -> tuple[int, int]:
    first, last = view.list_of(place, ("、", "和", "及"))
    while view.numbers[first].unit != PERCENT:
        first += 1
    while view.numbers[last].unit != PERCENT:
        last -= 1
    return first, last


def _numerator(view: View, place: int) -> int | None:
    """The number of which a share is said: the one right before; in a list of shares the one at its place in the list before."""
    first, last = _list_of_shares(view, place)
    numerator = place - (last - first + 1)
    start = view.sentence_of(view.numbers[place].start)[0]
    if numerator < 0 or view.numbers[numerator].start < start or view.numbers[numerator].unit == PERCENT:
        return None
    between = view.text[view.numbers[numerator].end : view.numbers[first].start]
    return None if "；" in between or (first == last and between.count("，") > 1) else numerator


def _share(
    view: View, place: int, numerator: int, base_words: str, figures: dict[int, Claim], wholes: dict[int, tuple[int, str]]
) -> Draft | None:  # fmt: skip
    number, upper = view.numbers[place], view.numbers[numerator]
    paragraph = view.paragraph_start(number.start)
    earlier = [
        p
        for p in view.within(paragraph, upper.start)[-MOST_BEFORE:]
        if (view.numbers[p].unit in COUNTS) == (upper.unit in COUNTS or not upper.unit)
        and view.numbers[p].unit != PERCENT
        and view.numbers[p].value >= upper.value
    ]
    whole = wholes.get(numerator)
    likeliest = [whole[0]] if whole else []
    own = figures.get(numerator)
    if own is not None:
        likeliest += [p for p in reversed(earlier) if p in figures and _can_be_base(figures[p], own)]
    bases = list(dict.fromkeys([*likeliest, *reversed(earlier)]))
    start, end, quote = view.quote(upper.start, number.end)
    plain = bool(likeliest) and not _ELSEWHERE.search(base_words) and not upper.approximate
    if base_words and not re.fullmatch(
        r"(?:[申请总数量的收到受理办结答复处理办理件政府信息公开依案全年度比部约案件量]|\s)*", base_words
    ):
        plain = False
    claim = Claim(
        view.section, SHARE, start, end, quote, view.quote(number.start, number.end)[2], number,
        year=own.year if own else view.own.year, means=own.means if own else (),
        narrowed="" if not own else own.narrowed, unclear="" if plain else base_words or "占",
        numbers=(upper, *(view.numbers[p] for p in bases)), closed=plain,
    )  # fmt: skip
    of = whole or ((bases[0], "figure") if bases and bases[0] in figures else None)
    return Draft((place, SHARE), claim, of)


def _can_be_base(base: Claim, of: Claim) -> bool:
    """Whether a figure may be what a share is of: all requests for an outcome or an applicant, all cases for how they ended."""
    if not base.means or not of.means:
        return False
    one, two = base.means[0], of.means[0]
    return (
        one.table == two.table
        and one.columns == ("total",)
        and (one.rows[0] in ("new_requests", "results_total") or one.table == "disputes")
    )
