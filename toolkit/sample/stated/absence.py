"""Sentences that there was nothing: no requests, no disputes, nothing carried forward, all of it zero."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.sample.stated.ground import printed_in_full
from toolkit.sample.stated.scribe import Scribe


@dataclass(frozen=True)
class Nothing:
    """Words that say there was nothing of some short names, and the section that is about them."""

    words: str
    names: tuple[str, ...]
    section: int


ABSENCES = (
    Nothing("{year}年，{we}未收到政府信息公开申请", ("new",), 3),
    Nothing("全年未收到公民、法人或其他组织提出的政府信息公开申请", ("new",), 3),
    Nothing("{year}年{we}无政府信息公开申请", ("new",), 3),
    Nothing("本年度没有收到依申请公开事项", ("new",), 3),
    Nothing("{year}年度未受理依申请公开", ("new",), 3),
    Nothing("无上年结转的政府信息公开申请", ("carried",), 3),
    Nothing("没有结转下年度继续办理的申请", ("forward",), 3),
    Nothing("无结转{next}年办理的政府信息公开申请", ("forward",), 3),
    Nothing("全年没有不予公开的申请", ("denied",), 3),
    Nothing("未作出不予公开决定", ("denied",), 3),
    Nothing("没有因申请人重复申请而不予处理的情形", ("refused.repeat_request",), 3),
    Nothing("全年未发生因政府信息公开引起的行政复议", ("reconsideration",), 4),
    Nothing("没有因政府信息公开引发的行政复议", ("reconsideration",), 4),
    Nothing("{year}年{we}未因政府信息公开被申请行政复议", ("reconsideration",), 4),
    Nothing("未发生政府信息公开行政诉讼", ("litigation",), 4),
    Nothing("无因政府信息公开被提起行政诉讼的情况", ("litigation",), 4),
    Nothing("全年无涉及政府信息公开的行政复议、行政诉讼", ("reconsideration", "litigation"), 4),
    Nothing("未发生因政府信息公开申请引起的行政复议和行政诉讼案件", ("reconsideration", "litigation"), 4),
    Nothing("本年未制发行政规范性文件", ("papers.issued",), 2),
    Nothing("本年没有废止行政规范性文件", ("papers.repealed",), 2),
    Nothing("本年未作出行政强制决定", ("coercion.decisions",), 2),
)
ZEROS = (
    ("政府信息公开行政复议、行政诉讼均为", ("reconsideration", "litigation"), 4),
    ("予以公开、部分公开、不予公开均为", ("granted", "partial", "denied"), 3),
    ("新收申请和上年结转申请均为", ("new", "carried"), 3),
    ("本年制发、废止行政规范性文件均为", ("papers.issued", "papers.repealed"), 2),
)
COUNTED = (
    ("{year}年，{we}收到政府信息公开申请", ("new",), 3),
    ("全年依申请公开", ("new",), 3),
    ("因政府信息公开引起行政复议", ("reconsideration",), 4),
    ("信息公开类行政诉讼", ("litigation",), 4),
)


def is_nothing(s: Scribe, names: tuple[str, ...]) -> bool:
    """Whether each of these is printed as zero in every cell."""
    ground = s.ground
    return all(ground.value(name) == 0 and printed_in_full(ground.figures, ground.cells(name)) for name in names)


def nothing(s: Scribe, section: int) -> bool:
    """A sentence that there was none of what a section is about; False where there was."""
    shape = s.rng.choices(["words", "zeros", "counted"], [6, 2, 2])[0]
    if shape == "words":
        fitting = [absence for absence in ABSENCES if absence.section == section and is_nothing(s, absence.names)]
        if not fitting:
            return False
        chosen = s.rng.choice(fitting)
        s.absent(chosen.words, *chosen.names)
    else:
        told = [t for t in (ZEROS if shape == "zeros" else COUNTED) if t[2] == section and is_nothing(s, t[1])]
        if not told:
            return False
        words, names, _ = s.rng.choice(told)
        s.say(words)
        _zero(s, names)
    s.say("。")
    return True


def _zero(s: Scribe, names: tuple[str, ...]) -> None:
    """0件 said of several things at once: a claim for each, all at the same place."""
    first = s.number("figure", 0, s.unit(names[0]), cells=s.ground.cells(names[0]))
    for name in names[1:]:
        s.repeat(first, cells=s.ground.cells(name))
