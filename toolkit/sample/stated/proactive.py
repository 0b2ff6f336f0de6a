"""Sentences on what the table of section 2 counts: papers, decisions, fees, procurement."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from toolkit.sample.stated.numbers import rounded
from toolkit.sample.stated.scribe import Scribe

PAPERS_2021 = (
    "本年制发行政规范性文件[papers.issued]，废止[papers.repealed]，现行有效[papers.in_force]",
    "{year}年制发行政规范性文件[papers.issued]，废止行政规范性文件[papers.repealed]，现行有效行政规范性文件[papers.in_force]",
    "截至{year}年底，现行有效的行政规范性文件[papers.in_force]",
    "全年印发行政规范性文件[papers.issued]、宣布废止[papers.repealed]",
    "{we}现行有效行政规范性文件共[papers.in_force]，均已在网站集中公开",
    "本年制发规章[regulations.issued]，现行有效规章[regulations.in_force]",
    "年末现行有效的规章[regulations.in_force]、行政规范性文件[papers.in_force]",
)
PAPERS_2019 = (
    "本年新制作规范性文件[papers.newly_made]，新公开[papers.newly_published]，对外公开总数[papers.total_published]",
    "{year}年新制作规范性文件[papers.newly_made]、新公开规范性文件[papers.newly_published]",
    "对外公开的规范性文件总数为[papers.total_published]",
)
DECISIONS = (
    "全年作出行政许可决定[licensing.decisions]、行政处罚决定[penalty.decisions]，结果均在规定期限内公布",
    "{year}年作出行政许可处理决定[licensing.decisions]，行政处罚处理决定[penalty.decisions]，行政强制处理决定[coercion.decisions]",
    "本年作出行政许可[licensing.decisions]",
    "全年行政处罚决定[penalty.decisions]、行政强制决定[coercion.decisions]",
    "依法公开行政许可决定[licensing.decisions]、行政处罚决定[penalty.decisions]、行政强制决定[coercion.decisions]",
    "全年作出行政处罚[penalty.decisions]",
)
FEES = ("本年行政事业性收费", "{year}年行政事业性收费金额", "全年收取行政事业性收费", "行政事业性收费共计")
PROCUREMENT = ("全年政府集中采购[procurement.projects]，采购总金额", "政府集中采购项目[procurement.projects]，总金额为")


def papers(s: Scribe) -> bool:
    """A sentence on papers in force, by the words of the form."""
    return _ended(s, s.tell_one_of(PAPERS_2021 if s.ground.cells("papers.in_force") else PAPERS_2019) is not None)


def decisions(s: Scribe) -> bool:
    """A sentence on decisions, rounded at times."""
    value = s.ground.value("penalty.decisions")
    if value and s.chance(0.15) and (rounding := rounded(s.rng, int(value))):
        s.say("全年作出行政处罚决定")
        cells = s.ground.cells("penalty.decisions")
        s.number("figure", int(value), s.unit("penalty"), rounding=rounding, cells=cells)
        return _ended(s, True)
    return _ended(s, s.tell_one_of(DECISIONS) is not None)


def money(s: Scribe) -> bool:
    """A sentence on fees, or on procurement where the form has it."""
    name, words = "fees.amount_10k_yuan", s.rng.choice(FEES)
    if not s.ground.cells(name):
        name, words = "procurement.amount_10k_yuan", s.rng.choice(PROCUREMENT)
    value = s.ground.value(name)
    if not value or not s.can_tell(words):
        return False
    s.tell(words)
    amount(s, name, Decimal(value))
    s.say(s.rng.choice(["", "，项目和标准已在网站列明"]) if "fees" in name else "")
    return _ended(s, True)


def amount(s: Scribe, name: str, value: Decimal) -> None:
    """An amount in 万元 as in the table, rounded to two decimals, or in 元."""
    cells, shape = s.ground.cells(name), s.rng.choice(["full", "full", "cents", "yuan"])
    unit = "万元"
    if shape == "yuan" and (value * 10_000) == (value * 10_000).to_integral_value():
        value, unit = (value * 10_000).quantize(Decimal(1)), "元"
    elif shape == "cents" and value.quantize(Decimal("0.01"), ROUND_HALF_UP):
        value = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    s.number("figure", value, unit, cells=cells)


def _ended(s: Scribe, said: bool) -> bool:
    s.say("。" if said else "")
    return said
