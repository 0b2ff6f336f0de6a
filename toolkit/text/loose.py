"""Text without points: which of its sentences turn to problems or measures, and what they name.

存在甲、乙等问题 is one problem; 下一步，甲；乙。 are two improvements; a paragraph of plans without such a cue is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from toolkit.text import cues, headings
from toolkit.text.cues import IMPROVEMENT, PROBLEM

SHORTEST = 4
"""Fewer Chinese characters than this name neither a problem nor a measure."""

_SENTENCE = re.compile(r"[^\n。！？]*(?:[。！？]+[”’」』）]*|(?=\n)|\Z)")
_LEADING = re.compile(r"^[\s，：；、。]*(?:[一二三四五六七八九十]是)?[\s，：]*")
_REASON = re.compile(r"(?:主要|究其)?原因")
_EXAMPLE = re.compile(r"部分|个别|少数|有的|有些|例如|比如|如|特别是|尤其|导致|致使")
_HAN_CHARS = re.compile(r"[\u4e00-\u9fff]")


class Segment(NamedTuple):
    """A sentence, or the part of one from where it turns to what is to be done; `paragraph`: it begins a paragraph."""

    start: int
    end: int
    paragraph: bool


class Found(NamedTuple):
    """The place of a statement in a text."""

    kind: str
    start: int
    end: int


def segments(text: str) -> list[Segment]:
    """The sentences of a text, in order, without the white space around them."""
    found: list[Segment] = []
    for match in _SENTENCE.finditer(text):
        begin, end = match.span()
        if begin == end:
            continue
        start = begin
        for stop in (*(begin + turn for turn in cues.turning_points(match[0])), end):
            body = text[start:stop].lstrip(" \n")
            if body:
                first = stop - len(body)
                found.append(Segment(first, first + len(body.rstrip(" \n")), _begins_paragraph(text, first)))
            start = stop
    return found


def _begins_paragraph(text: str, at: int) -> bool:
    while at and text[at - 1] == " ":
        at -= 1
    return not at or text[at - 1] == "\n"


class Loose:
    """Reads a run of sentences; `kind` is what a heading or an earlier sentence said of them."""

    def __init__(self, text: str, run: Sequence[Segment], kind: str) -> None:
        self.text, self.run, self.kind = text, run, kind
        self.found: list[Found] = []
        # Whether a cue waits for the sentence that names what it announced.
        self.waits = bool(kind)
        self.cued = bool(kind)
        # Whether the last statement is a paragraph of its own, whose further sentences explain it.
        self.is_block = False
        for segment in run:
            was_cued = self.cued
            self._take(segment, text[segment.start : segment.end])
            if self.cued and not was_cued:
                # What was done in the year, told before the first cue, sounds like plans.
                self.found = [item for item in self.found if item.start >= segment.start or item.kind == PROBLEM]

    def before_list(self, kind: str) -> list[Found]:
        """The statements that stand before a list of this kind: sentences that lead to it are none."""
        kept = list(self.found)
        while kept and kept[-1].kind == kind:
            kept.pop()
        return kept

    def _take(self, segment: Segment, text: str) -> None:
        if segment.paragraph and (kind := headings.heading_kind(text)):
            self._turn("" if kind in (headings.BOTH, headings.DONE) else kind)
        elif label := headings.label_of(text):
            self._turn(label[0])
            self._add(segment, label[1])
        elif cues.denies_problems(text):
            self.cued = True
        elif cues.turns_to_plans(text):
            self._turn(IMPROVEMENT)
            self._plans(segment, text)
        elif place := cues.problem_named(text):
            self._turn(PROBLEM)
            self._add(segment, *place)
        elif cues.turns_to_problems(text):
            self._turn(PROBLEM)
        elif cues.announces_plans(text):
            self._turn(IMPROVEMENT)
        elif self.waits:
            self._add(segment, (cues.wanting_from(text) or 0) if self.kind == PROBLEM else 0)
            self.is_block = segment.paragraph
        else:
            self._uncued(segment, text)

    def _turn(self, kind: str) -> None:
        self.kind, self.waits, self.cued = kind, bool(kind), True

    def _plans(self, segment: Segment, text: str) -> None:
        """A sentence of plans: what stands behind its cue, or all of it where only the year is named."""
        start = cues.plan_start(text)
        if cues.announces_plans(text[start:]):
            return
        if start:
            self._add(segment, start)
        else:
            self._whole(segment, IMPROVEMENT)

    def _uncued(self, segment: Segment, text: str) -> None:
        """A sentence without any cue: it goes on with the one before, or its own words say what it is."""
        goes_on = bool(self.found) and not segment.paragraph
        wanting = cues.wanting_from(text)
        if wanting is not None and (not goes_on or self._is_another(text)):
            self._whole(Segment(segment.start + wanting, segment.end, segment.paragraph), PROBLEM)
            self.is_block = segment.paragraph
        elif goes_on:
            self.found[-1] = Found(self.found[-1].kind, self.found[-1].start, segment.end)
        elif self.cued or cues.speaks_of_future(text):
            self._whole(segment, self.kind or cues.kind_of(text))

    def _is_another(self, text: str) -> bool:
        """Whether a sentence that names a want is a problem of its own, and no explanation of the one before."""
        if self.found[-1].kind != PROBLEM or _REASON.match(text):
            return False
        return not (self.is_block and _EXAMPLE.match(text))

    def _whole(self, segment: Segment, kind: str) -> None:
        if kind:
            self.found.append(Found(kind, segment.start, segment.end))
            self.waits = False

    def _add(self, segment: Segment, start: int, stop: int | None = None) -> None:
        """Adds what stands in [start, stop) of a sentence, split at ；."""
        stop = segment.end - segment.start if stop is None else stop
        first = segment.start + start
        for part in self.text[first : segment.start + stop].split("；"):
            begin = first + _LEADING.match(part).end()
            if len(_HAN_CHARS.findall(part)) >= SHORTEST:
                self.found.append(Found(self.kind or cues.kind_of(part) or PROBLEM, begin, first + len(part)))
                self.waits = False
            first += len(part) + 1
