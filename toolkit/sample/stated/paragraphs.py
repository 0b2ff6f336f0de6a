"""The paragraphs of a report that state numbers: which sections speak of them, in which order, with what between them."""

from __future__ import annotations

from random import Random

from toolkit.sample.stated.absence import nothing
from toolkit.sample.stated.comparisons import grown, growth, rates
from toolkit.sample.stated.disputes import direct_ones_only, disputes
from toolkit.sample.stated.ground import Ground
from toolkit.sample.stated.innocent import innocent
from toolkit.sample.stated.lists import published
from toolkit.sample.stated.passage import Passage
from toolkit.sample.stated.proactive import decisions, money, papers
from toolkit.sample.stated.requests import ANSWERED, FORWARD, WHEN, intake, outcomes, single_reason
from toolkit.sample.stated.scribe import Scribe, draw_hand

IN_FIRST_SECTION = 0.7  # share of the reports that tell of requests in section 1 under 依申请公开
INNOCENT = 0.5  # share of the places between sentences with numbers of no claim


def stated_paragraphs(rng: Random, ground: Ground) -> dict[int, list[Passage]]:
    """Paragraphs on numbers by section (1 to 4; a section without any is left out), all true of `ground`.

    A government's report always says how many requests there were, as the real ones do. Offsets and orders of the
    claims count within each paragraph.
    """
    hand, used = draw_hand(rng), set[str]()
    scribes: dict[int, list[Scribe]] = {1: [], 2: [], 3: [], 4: []}

    def paragraph(section: int) -> Scribe:
        scribe = Scribe(rng, ground, hand, used)
        scribes[section].append(scribe)
        return scribe

    first = rng.random() < IN_FIRST_SECTION
    if first or rng.random() < 0.9:
        _on_requests(paragraph(1 if first else 3))
    if first and rng.random() < 0.4:
        _again(paragraph(3))
    if ground.scope == "aggregate":
        _all_below(paragraph(3))
    if rng.random() < 0.75:
        _on_disputes(paragraph(1 if rng.random() < 0.4 else 4))
    for share, tell in ((0.5, papers), (0.4, decisions), (0.25, money), (0.15, _no_papers)):
        if rng.random() < share:
            tell(paragraph(2 if rng.random() < 0.7 else 1))
    if rng.random() < 0.4:
        published(paragraph(1))
    for section in (1, 2, 3, 4):
        if rng.random() < 0.2:
            innocent(paragraph(section))
    return {
        section: passages
        for section, told in scribes.items()
        if (passages := [scribe.passage() for scribe in told if scribe.text])
    }


def _between(s: Scribe) -> None:
    if s.chance(INNOCENT):
        innocent(s)


def _end(s: Scribe) -> None:
    if s.text and not s.text.endswith("。"):
        s.say("。")


def _on_requests(s: Scribe) -> None:
    """Requests from their coming to their end."""
    _between(s)
    if not s.ground.value("new") and not s.ground.value("handled"):
        if nothing(s, 3):
            _between(s)
        return
    began = len(s.text)
    whole = intake(s)
    if whole is None:
        # Only those carried over are left to tell of.
        s.text = s.text[:began]
        return
    name, order = whole
    open_end = s.ends_with(order)
    if s.chance(0.65) and (open_end or s.chance(0.5)):
        told = outcomes(s, name, order)
        _end(s)
        if told and s.chance(0.3):
            single_reason(s)
    _end(s)
    _between(s)
    _ending(s)
    _between(s)


def _ending(s: Scribe) -> None:
    """How many were answered, with how they ended, or how many are left."""
    if s.chance(0.35):
        orders = s.tell_one_of(ANSWERED)
        if orders and s.ends_with(len(s.claims)) and "forward" not in orders:
            if s.chance(0.25):
                growth(s, "answered", orders["answered"])
            if s.chance(0.5):
                outcomes(s, "answered", orders["answered"])
    elif s.chance(0.35):
        s.tell_one_of(FORWARD)
    elif s.chance(0.3):
        nothing(s, 3)
    elif s.chance(0.3):
        single_reason(s)
    _end(s)
    if s.chance(0.2):
        rates(s)
    elif s.chance(0.2):
        grown(s)


def _again(s: Scribe) -> None:
    """Section 3 says once more, in short, what came."""
    s.say(s.rng.choice(WHEN))
    if (
        s.tell_one_of(
            ("收到申请[new]", "收到申请[new]，其中自然人提出[new/natural_person<new]", "收到政府信息公开申请[new]")
        )
        is None
    ):
        s.text = ""
    _end(s)


def _all_below(s: Scribe) -> None:
    """The sentence by which a government says that it counts all beneath it."""
    if s.ground.value("new"):
        s.tell("{year}年，{we}各级行政机关共收到政府信息公开申请[new]。")
    else:
        s.say("{we}各级行政机关收到的申请按统一格式统计，见下表。")


def _on_disputes(s: Scribe) -> None:
    if s.chance(0.25) and direct_ones_only(s):
        return
    if not disputes(s):
        nothing(s, 4)
    elif s.chance(0.2):
        nothing(s, 4)
    _between(s)


def _no_papers(s: Scribe) -> None:
    nothing(s, 2)
