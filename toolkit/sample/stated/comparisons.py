"""Shares of a number and its growth since last year, true to the last digit printed."""

from __future__ import annotations

from decimal import Decimal

from toolkit.sample.stated.claim import UNCHECKABLE, Claim
from toolkit.sample.stated.numbers import percentage
from toolkit.sample.stated.scribe import Scribe

SHARE_LEADS = ("，占", "，占比", "，占总数的", "，占申请总量的", "，占比为", "，占全部申请的")
UP = (
    "，同比增长",
    "，同比上升",
    "，比上年增长",
    "，较上年同期增加",
    "，较{last}年增长",
    "，比{last}年上升",
    "，增幅为",
)
DOWN = ("，同比下降", "，同比减少", "，比上年下降", "，较上年同期减少", "，较{last}年下降", "，降幅为")
MORE = ("，较上年增加", "，比上年增加", "，同比增加", "，比{last}年多", "，较{last}年增加")
FEWER = ("，较上年减少", "，比上年减少", "，同比减少", "，比{last}年少", "，较{last}年减少")
EQUAL = ("，与上年持平", "，与{last}年持平", "，同比持平")
GROWN = (
    ("new", "政府信息公开申请总量"), ("new", "新收申请"), ("answered", "办结申请"), ("granted", "予以公开"),
    ("new/natural_person", "自然人提出的新申请"), ("handled", "收办申请（含上年结转）共"), ("answered", "全年答复申请"),
    ("forward", "结转下年度继续办理"),
)  # fmt: skip
RATES = (
    ("new/natural_person", "new", "新收申请中申请人以自然人为主，占"),
    ("new/natural_person", "new", "自然人提出的申请占全年新收申请的"),
    ("granted+partial", "answered", "予以公开和部分公开的合计占全部办结申请的"),
    ("granted", "answered", "予以公开的占办结总数的"),
    ("unable", "answered", "无法提供的占办结申请总数的"),
)
LARGEST_GROWTH = 400  # in percent; beyond, reports give the numbers


def percent(s: Scribe, kind: str, value: Decimal, **claim: object) -> int:
    """States a percentage: 25.00%, 25.00％, 百分之二十五."""
    return s.number(kind, value, "%", **claim)


def share(s: Scribe, order: int, value: int, whole: str, whole_order: int, lead: str = "") -> None:
    """What share a number has in a whole said before; nothing where it rounds to zero or exceeds the whole."""
    base = s.ground.value(whole)
    if not base or value > base:
        return
    share = percentage(value, base, int(s.hand["percent"]))
    if not share:
        return
    s.say(lead or s.rng.choice(SHARE_LEADS))
    cells, claim = s.ground.cells(whole), s.claims[order - 1]
    percent(s, "share", share, cells=claim.cells, base=cells, of=order, base_claim=whole_order)


def growth(s: Scribe, name: str, order: int) -> bool:
    """How a number has grown since last year's report, in %, in its own unit, or not at all."""
    now, cells = s.ground.value(name), s.ground.cells(name)
    if now is None:
        return False
    before = s.ground.last(name)
    if before is None:
        return False
    verdict: dict = {"verdict": UNCHECKABLE} if s.ground.before is None else {}
    known = {"cells": cells, "base": cells, "of": order, "falls": now < before, **verdict}
    change = abs(now - before)
    if not change:
        _unchanged(s, known)
        return True
    if before and change * 100 <= LARGEST_GROWTH * before and s.chance(0.7):
        rise = percentage(change, before, int(s.hand["percent"]))
        if rise:
            s.say(s.rng.choice(DOWN if now < before else UP))
            percent(s, "growth", rise, **known)
            return True
    s.say(s.rng.choice(FEWER if now < before else MORE))
    s.number("growth", change, s.unit(name), **known)
    rise = percentage(change, before, int(s.hand["percent"])) if before else Decimal(0)
    if 0 < rise <= LARGEST_GROWTH and s.chance(0.3):
        s.say("，降幅" if now < before else "，增幅")
        percent(s, "growth", rise, **known)
    return True


def grown(s: Scribe) -> bool:
    """A sentence on a number and what it was a year ago."""
    fitting = [(name, words) for name, words in GROWN if s.ground.value(name) and s.ground.last(name) is not None]
    if not fitting:
        return False
    name, words = s.rng.choice(fitting)
    s.say(words)
    growth(s, name, s.figure(name))
    s.say("。")
    return True


def rates(s: Scribe) -> bool:
    """A sentence with a share whose number is not said: 申请人以自然人为主，占89%."""
    name, base, words = s.rng.choice(RATES)
    parts = [s.ground.value(part) for part in name.split("+")]
    whole = s.ground.value(base)
    if not whole or not all(parts):
        return False
    value = percentage(sum(parts), whole, int(s.hand["percent"]))  # type: ignore[arg-type]
    if not 0 < value <= 100 or ("为主" in words and value <= 50):
        return False
    s.say(words)
    cells = tuple(cell for part in name.split("+") for cell in s.ground.cells(part))
    percent(s, "share", value, cells=cells, base=s.ground.cells(base))
    s.say("。")
    return True


def _unchanged(s: Scribe, known: dict) -> None:
    """与上年持平 is a claim without a number."""
    words = s.rng.choice(EQUAL).format(**s.words())
    start = len(s.text) + 1
    s.text += words
    end = len(s.text)
    s.claims.append(Claim(0, "", start, end, "growth", "", start, 0, "", order=len(s.claims) + 1, **known))
