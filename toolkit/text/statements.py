"""Problem and improvement statements: section 5 point by point, and passages elsewhere that turn to what is to be improved.

The rules are those of the codebook of themes: a numbered point is a statement, the points within it belong to it, and
what only announces points is none. Without points the text behind the cue is split at ；.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from toolkit.text import cues, headings
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.folding import fold
from toolkit.text.loose import Found, Loose, Segment, segments
from toolkit.text.outline import Mark, Point, find_marks, follows, outline

PROBLEMS_SECTION = 5
"""The section of the form for problems and improvements."""

_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER_BEFORE = re.compile(
    r"[ \n，、：；]*(?:[二三四五六七八九十]是|\d(?:\.\d){1,3}(?![\d.]) *(?=[\u4e00-\u9fff]))?[ ，：]*"
)
_NO_WORDS_BEHIND = re.compile(
    r"(?:\n[^\n。，；：]{2,30}[局委办厅府署处会院]\s*)?\n *20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日\s*\Z|(?:\n(?: *第 ?\d+ ?页[^\n]*|[^\u4e00-\u9fff\n]*))+\Z"
)
_HEAD_END = re.compile(r"[。；：\n]")


class SectionLike(Protocol):
    """What is needed of a section: its number, 0 to 6, and its prose."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A problem or an improvement. `order` counts from 1 within a report and kind; [start, end) is its place in the
    text of `section`, which it quotes exactly."""

    section: int
    kind: str
    order: int
    text: str
    start: int
    end: int


def find_statements(sections: Iterable[SectionLike]) -> list[Statement]:
    """The statements of a report: those of section 5, then those of the other sections in their order."""
    counts = {PROBLEM: 0, IMPROVEMENT: 0}
    statements = []
    for section in sorted(sections, key=lambda s: (s.number != PROBLEMS_SECTION, s.number)):
        if section.number == 0 or not section.text:
            continue
        for item in statements_of(section.text, section.number == PROBLEMS_SECTION):
            counts[item.kind] += 1
            text = section.text[item.start : item.end]
            statements.append(Statement(section.number, item.kind, counts[item.kind], text, item.start, item.end))
    return statements


def statements_of(text: str, about_problems: bool = True) -> list[Found]:
    """The statements of one text. Where it is not about problems as a whole, only passages that a cue opens."""
    text = fold(text)
    if about_problems and headings.NONE_SAID.match(re.sub(r"[\s—–-]+", "", text)):
        return []
    reader = _Reader(text)
    found = reader.part(0, len(text), "") if about_problems else reader.passages()
    trimmed = (_trimmed(text, item) for item in found)
    # A numbering without words behind it is no statement.
    return [item for item in trimmed if _HAN.search(text, item.start, item.end)]


def _trimmed(text: str, item: Found) -> Found:
    """Without white space around it, without the ； behind it, and without a page number or signature that stayed there."""
    body = text[item.start : item.end]
    if "\n" in body:
        body = _NO_WORDS_BEHIND.sub("", body)
    start = item.start + _NUMBER_BEFORE.match(body).end()
    return Found(item.kind, start, item.start + len(body.rstrip(" \n；，")))


class _Reader:
    """Reads one section's text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.marks = find_marks(text)
        self.segments = segments(text)
        self._mark_starts = [mark.start for mark in self.marks]
        self._segment_ends = [segment.end for segment in self.segments]
        self._inside: dict[tuple[int, int], list[Segment]] = {}

    def part(self, start: int, stop: int, kind: str) -> list[Found]:
        """The statements of text[start:stop]; `kind` is what a heading said of them, or ""."""
        found: list[Found] = []
        at, said = start, kind
        for points in _lists(self._points(start, stop)):
            lead = Loose(self.text, self._between(at, points[0].start), said)
            said = lead.kind or kind
            of_list = self._list_kind(points, said, bool(lead.found))
            if not self._is_achievement(lead, of_list, "" if kind else self.text[points[-1].end : stop]):
                found += lead.before_list(of_list)
                for point in points:
                    found += self._point(point, of_list)
            at = points[-1].end
            # What follows a list is a new passage: it has no kind before a cue gives it one.
            said = kind
        rest = Loose(self.text, self._between(at, stop), said)
        # A closing sentence without a cue is no statement of its own.
        return found + (rest.found if at == start or rest.cued else [])

    def _between(self, start: int, stop: int) -> list[Segment]:
        """The sentences in text[start:stop], cut where a list begins in mid-sentence; asked several times of each point."""
        if (start, stop) not in self._inside:
            self._inside[start, stop] = self._cut(start, stop)
        return self._inside[start, stop]

    def _cut(self, start: int, stop: int) -> list[Segment]:
        inside = []
        for number in range(bisect_right(self._segment_ends, start), len(self.segments)):
            segment = self.segments[number]
            if segment.start >= stop:
                break
            if segment.start >= start and segment.end <= stop:
                inside.append(segment)
                continue
            first, last = max(segment.start, start), min(segment.end, stop)
            if first < last and self.text[first:last].strip(" \n"):
                inside.append(Segment(first, last, segment.paragraph and first == segment.start))
        return inside

    def _points(self, start: int, stop: int) -> list[Point]:
        """The outermost points of text[start:stop], none reaching over a sentence that turns to something else."""
        done: list[Point] = []
        while True:
            points = outline(self.text, self._marks_in(start, stop), stop)
            turns = ((i, self._turn_in(points, i)) for i in range(len(points)))
            number, turn = next(((i, turn) for i, turn in turns if turn), (0, None))
            if turn is None:
                return done + points
            points[number].end = turn
            done += points[: number + 1]
            start = turn

    def _marks_in(self, start: int, stop: int) -> list[Mark]:
        return self.marks[bisect_left(self._mark_starts, start) : bisect_left(self._mark_starts, stop)]

    def _turn_in(self, points: list[Point], number: int) -> int | None:
        """Where the last point of a list ends early: at a sentence that turns from problems to plans, or back."""
        point = points[number]
        if self._heading(point):
            return None
        if number + 1 < len(points) and follows(points[number + 1].mark, point.mark):
            return self._heading_behind(point)
        earlier = [p for p in points[:number] if p.mark.style == point.mark.style]
        one_paragraph = bool(earlier) and not any("\n" in self.text[p.body : p.end].strip(" \n") for p in earlier)
        for segment in self._between(point.body, point.end)[1:]:
            following = self._list_behind(segment)
            if not self._turns(segment, point, following, one_paragraph):
                continue
            own_measures = earlier and all(self._turns_within(p) for p in earlier)
            plans = not following and not segment.paragraph and self._kind_of(point, segment.start) == IMPROVEMENT
            if not own_measures and not (plans and not headings.label_of(self._words(segment))):
                return segment.start
        return None

    def _heading_behind(self, point: Point) -> int | None:
        """Where a heading or label stands alone as the last line of a point: the points go on, but below it."""
        last = self._between(point.body, point.end)[-1:]
        if not last or last[0].start == point.body or not last[0].paragraph:
            return None
        text = self._words(last[0])
        return last[0].start if headings.heading_kind(text) or headings.is_label(text) else None

    def _words(self, segment: Segment) -> str:
        return self.text[segment.start : segment.end]

    def _turns(self, segment: Segment, point: Point, following: Mark | None, one_paragraph: bool) -> bool:
        """Whether a sentence is no longer of the point in which it stands, but leads to what is said of all points.

        `following` is the mark of the list to which it leads; a list numbered as the point itself can't be within it.
        """
        text, lead = self._words(segment), self._lead_in(segment)
        if cues.turns_away(text, segment.paragraph) or headings.label_of(text):
            return True
        if segment.paragraph and headings.heading_kind(text):
            return True
        if following:
            leads = lead.rstrip().endswith("：") or cues.announces_plans(lead) or cues.turns_to_plans(lead)
            if following.style == point.mark.style or self._kind_of(point, segment.start) == PROBLEM:
                return leads or cues.turns_to_problems(lead)
            return cues.turns_to_problems(lead)
        return one_paragraph and segment.paragraph and cues.turns_to_plans(text)

    def _turns_within(self, point: Point) -> bool:
        return any(self._turns(s, point, None, False) for s in self._between(point.body, point.end)[1:])

    def _list_behind(self, segment: Segment) -> Mark | None:
        """The first mark of a list that begins in this sentence or right behind it."""
        number = bisect_right(self._mark_starts, segment.start)
        following = self.marks[number] if number < len(self.marks) else None
        begins = following and following.number == 1 and not self.text[segment.end : following.start].strip()
        return following if begins else None

    def _lead_in(self, segment: Segment) -> str:
        """A sentence up to the list that begins in it."""
        inside = self._marks_in(segment.start + 1, segment.end)
        return self.text[segment.start : inside[0].start if inside else segment.end]

    def _list_kind(self, points: list[Point], said: str, named: bool) -> str:
        """The kind of a list: what was said of it, unless that named the problems itself and the points are plans."""
        votes = [self._kind_of(point) for point in points]
        by_words = PROBLEM if votes.count(PROBLEM) > votes.count(IMPROVEMENT) else IMPROVEMENT
        if not said or (said == PROBLEM and named and PROBLEM not in votes):
            return by_words
        return said

    def _kind_of(self, point: Point, stop: int | None = None) -> str:
        return cues.kind_of(self.text[point.body : min(point.end, stop or point.end)])

    def _is_achievement(self, lead: Loose, kind: str, later: str) -> bool:
        """Whether a list tells what was achieved: no cue leads to it, and its lead-in says so or the problems come later."""
        if lead.cued or kind != IMPROVEMENT:
            return False
        words = "".join(self._words(segment) for segment in lead.run[-1:])
        return headings.tells_of_achievements(words) or cues.turns_to_problems(later)

    def _head(self, point: Point) -> int:
        """The end of a point's first words: up to its first child, line or sentence."""
        stop = point.children[0].start if point.children else point.end
        match = _HEAD_END.search(self.text, point.body, stop)
        return match.start() if match else stop

    def _heading(self, point: Point) -> str:
        """What a point's head says of what stands below it: a kind, BOTH, DONE, or ""."""
        return headings.heading_kind(self.text[point.body : self._head(point)].strip())

    def _point(self, point: Point, kind: str) -> list[Found]:
        """A point is a statement, unless it is a heading over statements."""
        head_end, says = self._head(point), self._heading(point)
        if says == headings.DONE:
            return []
        if says and (below := self.part(head_end, point.end, "" if says == headings.BOTH else says)):
            return below
        if (
            says
            and not _HAN.search(self.text, head_end, point.end)
            and not cues.kind_of(self.text[point.body : head_end])
        ):
            return []
        children = {headings.heading_kind(self.text[c.body : self._head(c)]) for c in point.children}
        if children & {PROBLEM, IMPROVEMENT}:
            return self.part(head_end, point.end, "")
        inside = self._between(point.body, point.end)
        labels = {label[0] for segment in inside if (label := headings.label_of(self._words(segment)))}
        if labels == {PROBLEM, IMPROVEMENT}:
            return self.part(point.body, point.end, "")
        return [Found(kind, point.body, point.end)]

    def passages(self) -> list[Found]:
        """The statements of another section: only where a sentence or a heading turns to problems or to what comes next."""
        found: list[Found] = []
        done = 0
        for segment in self.segments:
            number = bisect_left(self._mark_starts, segment.start)
            marked = number < len(self.marks) and self.marks[number].start == segment.start
            body = self.marks[number].end if marked else segment.start
            text = self.text[body : segment.end]
            headed = headings.heading_kind(_HEAD_END.split(text, maxsplit=1)[0]) if marked else ""
            if body >= done and (headed in (PROBLEM, IMPROVEMENT, headings.BOTH) or cues.opens_passage(text)):
                done = self._passage_end(segment, bool(headed))
                found += self.part(segment.start if headed else body, done, "")
        return found

    def _passage_end(self, segment: Segment, headed: bool) -> int:
        """The end of the paragraph in which a passage opens; of the list, if it leads to one; of all below a heading."""
        stop = self.text.find("\n", segment.end)
        stop = len(self.text) if stop < 0 or headed else stop
        number = bisect_left(self._mark_starts, segment.start + headed)
        before, after = self.marks[:number], self.marks[number:]
        if self._list_behind(segment):
            own = [mark.start for mark in after if mark.style == after[0].style]
            end = self.text.find("\n", own[-1])
            stop = max(stop, len(self.text) if end < 0 else end)
        return next((m.start for m in after if m.start < stop and any(follows(m, b) for b in before)), stop)


def _lists(points: list[Point]) -> list[list[Point]]:
    """Points that follow each other without text between, as lists; a new 1 begins a new list."""
    lists: list[list[Point]] = []
    for point in points:
        last = lists[-1][-1] if lists else None
        if (
            last
            and last.end == point.start
            and (follows(point.mark, last.mark) or point.mark.style == "bullet" == last.mark.style)
        ):
            lists[-1].append(point)
        else:
            lists.append([point])
    return lists
