"""Wholes and their parts: 336条，其中网站256条，新媒体80条; 3607件（市政府349件、…）; 共计800条 behind its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from toolkit.text.claims.claim import PART, WHOLE, Claim, Draft
from toolkit.text.claims.compact import LONGEST_SENTENCE
from toolkit.text.claims.numbers import COUNTS, PERCENT, POINTS, TIMES
from toolkit.text.claims.reference import TOTAL
from toolkit.text.claims.view import View
from toolkit.text.sieve import union

_TRIGGER = union(
    ["其中", "分别(?:为|是|有|包括)", "(?:具体)?包[括含]", "内容涉及", "分为", r"(?<=[\u4e00-\u9fff\d])："]
)
_LEADING = re.compile(r"^[，：、；\s]*(?:其中|包括|分别)")
_SUM_BEHIND = re.compile(r"(?:共计|合计|总计|累计|共)(?:[^，。；：、\d]{0,8})$")
# A number in a bracket that is of another year or of more than the number before it: 收到8件（2022年11件）.
_COMPARED = re.compile(r"20\d\d年(?!.{0,4}转)|上年(?!.{0,4}转)|去年|同期|往年|全[省市县国州]|较|比|增|减")
# Items of such lists may count the same thing twice: steps, forms, subjects.
_OVERLAPPING = re.compile(
    r"征求|论证|听证|解读|采用|采纳|出席|审查|涉及|涵盖|围绕|关于|牵头|配合|图文|图片|图解|视频|文字|音频|动漫|意见|参加|转发|转载"
)
# Places and organs: what one of them counts no other does.
_ORGANS = re.compile(r"(?:省|市|县|区|州|镇|乡|街道|级|局|委|办|厅|政府|中心|单位|部门)$")
_WAYS_OF_ASKING = re.compile(r"网|信函|信件|邮|当面|现场|传真|窗口|来函|电话|平台")
_NO_PART = frozenset({PERCENT, POINTS, TIMES, "‰", ""})
LEAST_PARTS = 2
_SUMS_UP = re.compile("合计|总计|共计")
_UNITS_OF_THINGS = COUNTS | frozenset("期 场 部 则 批 册 张 人 户 家".split())


@dataclass(frozen=True)
class _List:
    """Numbers listed as parts of another: places in the view's numbers, and whether a bracket holds all of them.

    `rivals` are other numbers that might be, or be part of, the whole: 收到12件，上年结转1件，其中….
    """

    whole: int
    items: tuple[int, ...]
    rivals: tuple[int, ...] = ()
    bracket: bool = False
    among: bool = True
    summed: bool = False


def part_claims(view: View, figures: dict[int, Claim]) -> list[Draft]:
    """The wholes of a section that are listed with their parts, and the parts that are no figures of the tables."""
    drafts: dict[tuple[int, str], Draft] = {}
    for found in _lists(view) if view.numbers else ():
        for number, items in enumerate(_families(found.items, figures)):
            if len(items) < LEAST_PARTS and items[0] in figures:
                continue
            for draft in _of_list(view, found, items, figures, number):
                drafts.setdefault(draft.key, draft)
    return list(drafts.values())


def _lists(view: View) -> Iterator[_List]:
    for start, end in view.compact.sentences:
        # Only what is too long for a sentence can have brackets that close behind its end.
        if end - start <= LONGEST_SENTENCE and not view.has_numbers(start, end):
            continue
        if "（" in view.text:
            yield from _bracket_lists(view, start, end)
        yield from _listed(view, start, end)
        yield from _summed(view, start, end)
        yield from _unannounced(view, start, end)


def _bracket_lists(view: View, start: int, end: int) -> Iterator[_List]:
    """A number with a bracket right behind it, in which there are numbers of its unit."""
    for place in view.within(start, end):
        number = view.numbers[place]
        if view.text[number.end : number.end + 1] != "（":
            continue
        closing = view.compact.bracket_end(number.end)
        inside = view.text[number.end + 1 : closing]
        items = [
            p
            for p in view.within(number.end, min(closing, number.end + LONGEST_SENTENCE))
            if view.compact.bracket_of(view.numbers[p].start) == (number.end, closing)
            and not _COMPARED.search(view.words_of(p).lead)
        ]
        for of_unit in _by_unit(view, items, [place]):
            yield _List(place, of_unit[1], bracket=True, among=bool(re.search(r"其中|含|包括", inside)))


def _listed(view: View, start: int, end: int) -> Iterator[_List]:
    """What 其中 and its like open: numbers behind it of the unit of a number before it."""
    triggers = list(_TRIGGER.finditer(view.text, start, end))
    for index, trigger in enumerate(triggers):
        around = view.compact.bracket_of(trigger.start())
        stop = around[1] if around else end
        after = [
            t.start()
            for t in triggers[index + 1 :]
            if t.start() < stop and view.compact.bracket_of(t.start()) == around
        ]
        items = [
            p
            for p in view.within(trigger.end(), after[0] if after else stop)
            if view.compact.bracket_of(view.numbers[p].start) == around
        ]
        if around and view.text[around[0] + 1 : trigger.start()].strip("，：") == "":
            before = [p for p in view.within(start, around[0]) if view.numbers[p].end == around[0]]
        else:
            before = _before(view, start, trigger.start(), around)
        for whole, of_unit in _by_unit(view, items, before):
            if trigger[0] == "：" and "；" in view.text[view.numbers[whole].end : trigger.start()]:
                continue
            rivals = tuple(p for p in before if p != whole and view.numbers[p].unit == view.numbers[whole].unit)
            yield _List(whole, of_unit, rivals, among=trigger[0] == "其中")


def _before(view: View, start: int, at: int, around: tuple[int, int] | None) -> list[int]:
    """Numbers that may be the whole of a list at `at`: those before it in its sentence, else in the sentence before."""
    before = [p for p in view.within(start, at) if view.compact.bracket_of(view.numbers[p].start) == around]
    if not before and _LEADING.match(view.text[start : at + 2]) and (earlier := view.sentence_before(start)):
        before = [p for p in view.within(*earlier) if not view.compact.bracket_of(view.numbers[p].start)]
    return before


def _by_unit(view: View, items: Sequence[int], before: Sequence[int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each unit of the items the nearest number of that unit before them, and the items of that unit."""
    units = dict.fromkeys(view.numbers[p].unit for p in items)
    for unit in units:
        wholes = [p for p in before if view.numbers[p].unit == unit]
        if unit in _NO_PART or not wholes:
            continue
        of_unit = tuple(p for p in items if view.numbers[p].unit == unit)
        # 收到48件，其中自然人30件、法人18件，其中网上40件: the nearest number is too small to be meant.
        first = view.numbers[of_unit[0]].value
        whole = next(
            (p for p in reversed(wholes) if view.numbers[p].value >= first), wholes[-1] if len(wholes) == 1 else None
        )
        if whole is not None:
            yield whole, _up_to_larger(view, whole, of_unit)


def _up_to_larger(view: View, whole: int, items: tuple[int, ...]) -> tuple[int, ...]:
    """The items before the first that is larger than the whole: there the list has ended. The first item is always one."""
    for index, item in enumerate(items[1:], 1):
        if view.numbers[item].value > view.numbers[whole].value:
            return items[:index]
    return items


def _summed(view: View, start: int, end: int) -> Iterator[_List]:
    """Parts first and their sum behind: 网站500条、微信300条，合计800条."""
    if view.text.find("计", start, end) < 0:
        return
    places = [p for p in view.within(start, end) if not view.compact.bracket_of(view.numbers[p].start)]
    for index, place in enumerate(places[LEAST_PARTS:], LEAST_PARTS):
        words = view.words_of(place).lead
        if not _SUMS_UP.search(words) or not _SUM_BEHIND.search(words):
            continue
        unit = view.numbers[place].unit
        items = [p for p in places[:index] if view.numbers[p].unit == unit]
        if unit not in _NO_PART and len(items) >= LEAST_PARTS:
            yield _List(place, tuple(reversed(items)), summed=True)


def _unannounced(view: View, start: int, end: int) -> Iterator[_List]:
    """Parts that no word announces: 共590条，专题268条、法规4条、其他318条. Taken for parts only where they add up exactly.

    They may stand in the next sentence if the whole is the last number of its own.
    """
    places = _of_things(view, start, end)
    following = view.sentence_behind(start) if places else None
    for index, place in enumerate(places):
        items = places[index + 1 :] or (_of_things(view, *following) if following else [])
        if len(items) < LEAST_PARTS or (count := _adding_up(view, place, items)) < LEAST_PARTS:
            continue
        if view.text[view.numbers[place].end : view.numbers[items[0]].start] in ("、", "，", "和"):
            # 分别为9件、5件、4件: members of one list.
            continue
        if _TRIGGER.search(view.text, view.numbers[place].end, view.numbers[items[0]].start):
            continue
        same = sum(view.numbers[p].unit == view.numbers[place].unit for p in items[:count])
        # Other units may stand among the parts, but not for all of them, nor in the next sentence.
        if 2 * same < count or (same < count and not places[index + 1 :]):
            continue
        least = LEAST_PARTS if same == count else LEAST_PARTS + 1
        if count >= least:
            yield _List(place, tuple(items[:count]))


def _adding_up(view: View, whole: int, items: Sequence[int]) -> int:
    """How many items come to just the whole; 0 where they do not."""
    numbers = view.numbers
    rest = numbers[whole].value
    for count, item in enumerate(items, 1):
        rest -= numbers[item].value
        if rest <= 0:
            return 0 if rest else count
    return 0


def _of_things(view: View, start: int, end: int) -> list[int]:
    """The numbers between start and end that count things, outside of brackets."""
    return [
        p
        for p in view.within(start, end)
        if view.numbers[p].unit in _UNITS_OF_THINGS and not view.compact.bracket_of(view.numbers[p].start)
    ]


def _families(items: Sequence[int], figures: dict[int, Claim]) -> Iterator[tuple[int, ...]]:
    """Items that belong together: applicants, outcomes, and other things divide a number each in its own way."""
    run: list[int] = []
    for item in items:
        if run and _family(figures.get(item)) != _family(figures.get(run[-1])):
            yield tuple(run)
            run = []
        run.append(item)
    if run:
        yield tuple(run)


def _family(claim: Claim | None) -> str:
    if claim is None or not claim.means:
        return ""
    reference = claim.means[0]
    if reference.table == "disputes":
        return f"disputes {'' if reference.columns == (TOTAL,) else reference.rows}"
    if reference.columns != (TOTAL,):
        return "applicants"
    return "outcomes" if reference.table == "requests" else reference.table


def _of_list(
    view: View, found: _List, items: tuple[int, ...], figures: dict[int, Claim], number: int
) -> Iterator[Draft]:
    """The claim of the whole, and those of its parts."""
    key = (found.whole, f"{WHOLE}{number or ''}" if not found.bracket else f"{WHOLE}b")
    first, last = view.numbers[min(found.whole, *items)], view.numbers[max(found.whole, *items)]
    start, end, quote = view.quote(first.start, last.end)
    whole = view.numbers[found.whole]
    own = figures.get(found.whole)
    yield Draft(
        key,
        Claim(
            view.section, WHOLE, start, end, quote, view.quote(whole.start, whole.end)[2], whole,
            year=own.year if own else view.own.year,
            numbers=tuple(view.numbers[p] for p in items), closed=_closed(view, found, items, figures),
        ),
    )  # fmt: skip
    for item in items:
        if item not in figures:
            quantity, words = view.numbers[item], view.words_of(item)
            start, end, quote = view.quote(words.start if words.lead else quantity.start, quantity.end)
            printed = view.quote(quantity.start, quantity.end)[2]
            claim = Claim(view.section, PART, start, end, quote, printed, quantity, year=view.own.year)
            yield Draft((item, PART), claim, key)


def _closed(view: View, found: _List, items: tuple[int, ...], figures: dict[int, Claim]) -> bool:
    """Whether all items must belong to the whole, and none counts what another counts.

    A list behind 其中 may end before its last number, so it is closed only by a bracket, by 、 between all its items, or
    where all are worded alike; and where the whole has rivals, only if the items come to more than all of them. Outcomes
    are never: of what is answered a part was received the year before.
    """
    most = sum(view.numbers[p].value for p in (found.whole, *found.rivals))
    if found.rivals and sum(view.numbers[p].value for p in items) <= most:
        return False
    families = {_family(figures.get(item)) for item in items}
    if families != {""}:
        columns = [c for item in items if item in figures for c in figures[item].means[0].columns]
        return families == {"applicants"} and len(columns) == len(set(columns))
    leads = [view.words_of(p).lead for p in items]
    if len(items) < LEAST_PARTS or any(_OVERLAPPING.search(lead) for lead in leads):
        return False
    if all(_ORGANS.search(lead) for lead in leads):
        return True
    if all(_WAYS_OF_ASKING.search(lead) for lead in leads) and found.whole in figures:
        return True
    numbers = [view.numbers[p] for p in sorted(items)]
    between = [view.text[a.end : b.start] for a, b in pairwise(numbers)]
    if found.bracket and not found.among:
        return True
    if found.summed:
        # Where the list begins that 合计 sums up cannot be told but by 、 between all its items.
        return all(words.startswith("、") for words in between)
    return all(words.startswith("、") for words in between) or _alike(view, items)


def _alike(view: View, items: tuple[int, ...]) -> bool:
    """Whether the words before all items begin or end alike: 网站发布256条，新媒体发布80条."""
    words = [view.words_of(p).lead.removeprefix("其中") for p in sorted(items)]
    if any(len(w) < 2 for w in words):
        return False
    return len({w[-2:] for w in words}) == 1 or len({w[:2] for w in words}) == 1
