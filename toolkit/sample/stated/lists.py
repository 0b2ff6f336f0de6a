"""Wholes with parts that no table asks for: channels, places, kinds of papers. The parts add up, or need not and stay below."""

from __future__ import annotations

from random import Random

from toolkit.sample.stated.claim import AGREES, UNCHECKABLE
from toolkit.sample.stated.comparisons import share
from toolkit.sample.stated.scribe import Scribe

CHANNELS = ("网上申请", "信函申请", "当面申请", "电子邮件申请")
CHANNEL_WORDS = ("通过网络提交", "通过邮寄提交", "到窗口当面提交", "通过电子邮件提交")
TOPICS = ("涉及土地征收", "涉及房屋拆迁", "涉及规划许可", "涉及工程建设", "涉及财务收支")
PLACES = ("甲例县", "乙例县", "丙例区", "丁例区", "市级部门", "示例开发区")
UNITS = ("示例工业园区", "政务服务大厅", "城区分支机构收到", "示例市公安局收到", "基层站所收到")
MEDIA = (
    ("门户网站发布", "新媒体发布", "公告栏张贴"),
    ("网站公开", "微信公众号公开", "广播电视公开"),
    ("政策文件类", "工作动态类", "通知公告类", "人事财政类"),
)
PUBLISHED = ("主动公开政府信息", "公开各类政府信息", "通过各种渠道公开信息", "发布政务信息")


def split(rng: Random, count: int, parts: int) -> list[int]:
    """`count` in so many parts of at least 1. Raises ValueError where there are too few."""
    if count < parts:
        raise ValueError(f"expected at least {parts} to split into {parts} parts, found {count}")
    cuts = sorted(rng.sample(range(1, count), parts - 1))
    return [end - start for start, end in zip([0, *cuts], [*cuts, count], strict=True)]


def parts_of(s: Scribe, labels: list[str], whole: int, value: int, unit: str, shape: str, name: str = "") -> None:
    """Parts of a number said before. `shape`: bracket, marks (、 between them), commas, open (need not add up).

    With the short `name` of the whole the parts of the last two may be given as shares of it too.
    """
    values = split(s.this_year(), value, len(labels))
    verdict, last = AGREES, labels[-1]
    if shape == "open":
        labels, values, verdict = labels[:-1], values[:-1], UNCHECKABLE
    mark = s.rng.choice("，；") if shape in ("commas", "open") else "、"
    shares = bool(name) and mark != "、" and s.chance(0.4)
    s.say({"bracket": "（", "marks": s.rng.choice(["，其中", "，其中：", "：", "，包括"])}.get(shape, "，其中，"))
    for count, (label, part) in enumerate(zip(labels, values, strict=True)):
        s.say((mark if count else "") + label)
        order = s.number("part", part, unit, of=whole, closed=shape in ("bracket", "marks"), verdict=verdict)
        if shares:
            share(s, order, part, name, whole)
    s.say("）" if shape == "bracket" else "")
    s.say(f"，其余为{last}" if shape == "open" and s.chance(0.4) else "")


def channels(s: Scribe, name: str, order: int) -> bool:
    """By which way requests came, or what they were about."""
    value = int(s.ground.value(name) or 0)
    labels = list(s.rng.choice([CHANNELS, CHANNEL_WORDS, TOPICS]))
    labels = s.rng.sample(labels, s.rng.randint(2, len(labels)))
    if value < len(labels) or s.claims[order - 1].verdict != AGREES:
        return False
    shape = s.rng.choice(["bracket", "marks", "commas", "open"])
    parts_of(s, labels, order, value, s.unit(name), shape, name)
    return True


def places(s: Scribe, name: str, order: int) -> bool:
    """Whose requests a government counts, place by place."""
    value = int(s.ground.value(name) or 0)
    if s.ground.scope != "aggregate" or value < 20:
        return False
    labels = s.rng.sample(PLACES, s.rng.randint(3, len(PLACES)))
    parts_of(s, labels, order, value, s.unit(name), "bracket")
    return True


def one_place(s: Scribe, name: str, order: int) -> bool:
    """One of the units among which a number is spread: it must not exceed it, no more can be said."""
    value = int(s.ground.value(name) or 0)
    if value < 2:
        return False
    s.say("，其中" + s.rng.choice(UNITS))
    s.number("part", s.this_year().randint(1, value - 1), s.unit(name), of=order, verdict=UNCHECKABLE)
    return True


def published(s: Scribe) -> None:
    """How many pieces of information were published, and by which means: no table asks for it."""
    labels = list(s.rng.choice(MEDIA))
    labels = s.rng.sample(labels, s.rng.randint(2, len(labels)))
    value = s.this_year().randint(len(labels) + 3, 2400)
    s.say(s.rng.choice(["全年", "{year}年，{we}", "{year}年"]) + s.rng.choice(PUBLISHED))
    unit = s.rng.choice(["条", "条", "条", "件", "篇"])
    shape = s.rng.choice(["bracket", "marks", "marks", "commas", "open"])
    whole = s.number("whole", value, unit, verdict=UNCHECKABLE if shape == "open" else AGREES)
    parts_of(s, labels, whole, value, unit, shape)
    s.say("。")
