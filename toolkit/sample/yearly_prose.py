"""Prose of a fictional agency over the years: much is taken over from the year before, problems return, numbers are true.

A template states a number of a table as <table/row/column>; what is printed there is remembered as a `Claim`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from toolkit.sample.figures import Key, Value
from toolkit.sample.places import Agency
from toolkit.sample.prose import Statements

KEPT = 0.75  # share of the passages that an agency takes over from the year before
RETURNS = 0.5  # share of the problems that are there again a year later
ORDINALS = ("一是", "二是", "三是", "四是")
NUMBERS = ("（1）", "（2）", "（3）", "（4）")
_CELL = re.compile(r"<([a-z_.]+)/([a-z_.]+)/([a-z_0-9]+)>")
_CLAUSE_END = "，。；、：（）"

OPENINGS = (
    "{year}年，{we}对照条例逐项安排公开工作，把该公开的事项列成清单，公开质量较{last}年稳步提升。",
    "{year}年，{we}把政府信息公开列入年度重点任务，年初有计划、年中有检查、年末有总结。",
    "{year}年，{we}围绕办事群众关心的事项开展公开，全年召开专题会议{few}次。",
    "{year}年，{we}延续{last}年的做法，由办公部门归口管理公开事务，各内设机构各负其责。",
)
AGGREGATE = "本报告汇总{we}各级行政机关的数据，涉及{some}个单位。"
TOPICS: dict[str, tuple[str, ...]] = {
    "主动公开": (
        "全年通过门户网站发布信息{many}条、通过新媒体发布{some}条，其中图解稿件{few}篇。",
        "在公开栏目上传文件和公告{many}篇，配发解读材料{few}份，召开新闻发布会{few}场。",
        "新设{few}个专题，集中发布办事流程、收费标准和常见问答，累计浏览{many}人次。",
        "按月公布重点工作进展，全年发布进展通报12期，回应留言{some}条。",
    ),
    "依申请公开": (
        "登记、审核、答复各由专人负责，平均{few}个工作日办结。",
        "更新了申请表和办理流程图，当面、信函、网络三种渠道都能提交申请，按时答复率{share}%。",
        "对疑难申请先与申请人沟通，再送法制机构审核，全年会商{few}次。",
    ),
    "政府信息管理": (
        "对{last}年以来印发的{many}份文件重新核对公开属性，调整{few}份。",
        "公文拟稿时同步注明公开属性，未注明的退回补正，全年退回{few}件。",
        "建立文件库并标注有效状态，{some}份文件完成电子归档。",
    ),
    "平台建设": (
        "网站栏目由{some}个整合为{few}个，检索页面支持按年份和文号查找。",
        "在服务大厅设置查阅点{few}处，摆放资料{many}册，配备自助终端{few}台。",
        "完成网站适老化改造，新增语音朗读和大字版面。",
    ),
    "监督保障": (
        "组织业务培训{few}次，参训{some}人次，年底开展一次交叉检查。",
        "把公开工作纳入年度考核，分值占{few}%，发现并整改问题{some}个。",
        "设立监督电话和意见箱，收到意见{few}条，均已答复。",
    ),
}
SECTION_2 = (
    "本年制发行政规范性文件<proactive/normative_documents/issued>件，废止<proactive/normative_documents/repealed>件，"
    "现行有效<proactive/normative_documents/in_force>件。",
    "全年作出行政许可决定<proactive/administrative_licensing/decisions>件、行政处罚决定"
    "<proactive/administrative_penalty/decisions>件，结果均在规定期限内公布。",
    "本年行政事业性收费<proactive/administrative_fees/amount_10k_yuan>万元，项目和标准已在网站列明。",
)
SECTION_3 = (
    "{year}年，{we}共收到政府信息公开申请<requests/new_requests/total>件，其中自然人提出<requests/new_requests/natural_person>件。",
    "{year}年，{we}新收到申请<requests/new_requests/total>件，加上年结转<requests/carried_over/total>件，本年办结"
    "<requests/results_total/total>件，结转下年度继续办理<requests/carried_forward/total>件。",
    "{year}年，{we}收到申请<requests/new_requests/total>件。全年予以公开<requests/granted/total>件，部分公开"
    "<requests/partially_granted/total>件。",
)
NO_REQUESTS = "{year}年，{we}未收到政府信息公开申请。"
SECTION_4 = (
    "全年因政府信息公开被申请行政复议<disputes/reconsideration/total>件，其中结果维持<disputes/reconsideration/upheld>件、"
    "结果纠正<disputes/reconsideration/corrected>件。",
    "全年发生涉及政府信息公开的行政复议<disputes/reconsideration/total>件，未经复议直接起诉的行政诉讼"
    "<disputes/litigation_direct/total>件。",
)
NO_DISPUTES = "{year}年没有因政府信息公开引发的行政复议。"
PROBLEMS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("部分栏目更新不够及时", ("建立按月巡查的更新机制", "由专人每周检查栏目更新情况")),
    ("政策解读形式较为单一", ("增加图解、视频等解读方式", "邀请起草人员录制解读短片")),
    ("个别科室对公开属性的认定把握不准", ("完善拟稿环节的属性审核", "编印公开属性认定案例")),
    ("答复文书的规范程度有待提高", ("统一答复文书的式样并组织点评", "由法制机构逐件审核答复文书")),
    ("基层经办人员变动频繁、业务不熟", ("组织不少于2期的业务培训", "安排新到岗人员跟班学习")),
    ("网站与新媒体之间的联动不足", ("打通网站与新媒体的发布流程", "同一信息在网站和新媒体同日发布")),
    ("公众参与渠道利用率偏低", ("在大厅增设意见征集点", "在征集结束后公布采纳情况")),
    ("主动公开目录调整滞后", ("每季度修订一次公开目录", "机构职能变化后及时调整目录")),
    ("部门之间信息共享不够顺畅", ("明确各部门提供信息的时限", "建立部门之间的会商制度")),
    ("信息检索不够便捷", ("优化网站检索功能", "为历年文件补录关键词")),
    ("公开工作的考核力度不够", ("提高公开工作在年度考核中的分值", "按季度通报各单位公开情况")),
    ("少数干部对公开工作重视不够", ("把公开要求列入干部学习内容", "由分管领导约谈落后单位")),
)
PROBLEM_OPENINGS = (
    "{year}年，{we}的公开工作仍有{count}方面不足：",
    "回顾{year}年的工作，{we}还存在以下{count}个问题：",
)
REMEDY_OPENINGS = ("{next}年将从以下{count}个方面改进：", "针对以上问题，{next}年将采取以下{count}项措施：")
SECTION_6 = (
    "无。",
    "本年度没有其他需要报告的情况。",
    "{year}年未收取政府信息公开信息处理费。",
    "{year}年办理代表建议{some}件。",
)


@dataclass(frozen=True)
class Claim:
    """A number of a table that the prose states: the section, the clause with it, the cell, and the number as stated."""

    section: int
    quote: str
    cell: Key
    stated: int | Decimal


@dataclass(frozen=True)
class YearProse:
    """The prose of one report: paragraphs by section, problems and improvements, and the numbers it states."""

    sections: dict[int, list[str]]
    statements: Statements
    claims: tuple[Claim, ...]


def stating(template: str, section: int, figures: dict[Key, Value]) -> tuple[str, list[Claim]] | None:
    """A template with the numbers of the tables, and the claims it makes; None where a cell is blank or not on the form.

    Zeros are stated, but not as the first number.
    """
    keys: list[Key] = [(m[1], m[2], m[3]) for m in _CELL.finditer(template)]
    values = [figures.get(key) for key in keys]
    if any(value is None for value in values) or (values and not values[0]):
        return None
    text, claims, places = "", [], []
    rest = 0
    for match, value in zip(_CELL.finditer(template), values, strict=True):
        text += template[rest : match.start()]
        rest = match.end()
        places.append(len(text))
        text += f"{value:f}" if isinstance(value, Decimal) else str(value)
    text += template[rest:]
    for key, value, at in zip(keys, values, places, strict=True):
        claims.append(Claim(section, _clause(text, at), key, value))  # type: ignore[arg-type]
    return text, claims


def _clause(text: str, at: int) -> str:
    """The clause of a text that holds a place."""
    start = max((text.rfind(mark, 0, at) for mark in _CLAUSE_END), default=-1) + 1
    ends = [end for mark in _CLAUSE_END if (end := text.find(mark, at)) >= 0]
    return text[start : min(ends, default=len(text))]


class Voice:
    """How an agency writes, year after year. `next_year` gives the prose of one report after another."""

    def __init__(self, agency: Agency, rng: Random) -> None:
        self.agency, self.rng = agency, rng
        self.opening = rng.choice(OPENINGS)
        self.topics = sorted(rng.sample(range(len(TOPICS)), rng.randint(2, 5)))
        self.passages: dict[str, str] = {}
        self.sub_marks = rng.choice(
            [("（一）", "（二）", "（三）", "（四）", "（五）"), ("1.", "2.", "3.", "4.", "5.")]
        )
        self.choice = {2: rng.choice([None, *SECTION_2]), 3: rng.choice(SECTION_3), 4: rng.choice([None, *SECTION_4])}
        self.marks = rng.choice([ORDINALS, ORDINALS, NUMBERS])
        self.openings = (rng.choice(PROBLEM_OPENINGS), rng.choice(REMEDY_OPENINGS))
        self.sixth = rng.choice(SECTION_6)
        self.problems: list[int] = []

    def next_year(self, year: int, figures: dict[Key, Value]) -> YearProse:
        """The prose of a year. Sentences about numbers that are blank or zero are left out or replaced."""
        words = self._words(year)
        claims: list[Claim] = []
        sections = {1: self._overview(words)}
        for number, none in ((2, ""), (3, NO_REQUESTS), (4, NO_DISPUTES)):
            sections[number] = self._numbers(number, none, words, figures, claims)
        sections[5], statements = self._fifth(words)
        sections[6] = [self.sixth.format(**words)]
        return YearProse(sections, statements, tuple(claims))

    def _words(self, year: int) -> dict[str, str]:
        rng = self.rng
        numbers = {
            "few": rng.randint(2, 9),
            "some": rng.randint(11, 89),
            "many": rng.randint(110, 980),
            "share": rng.randint(95, 100),
        }
        years = {"year": year, "last": year - 1, "next": year + 1}
        return {
            "we": self.agency.we,
            **{k: str(v) for k, v in (*numbers.items(), *years.items())},
        }

    def _overview(self, words: dict[str, str]) -> list[str]:
        """Section 1: an opening and passages under sub-headings; each passage is last year's or a new one."""
        opening = self.opening.format(**words)
        if self.agency.scope == "aggregate":
            opening += AGGREGATE.format(**words)
        paragraphs = [opening]
        titles = list(TOPICS)
        for mark, place in zip(self.sub_marks, self.topics, strict=False):
            title = titles[place]
            new = self.rng.choice(TOPICS[title])
            if title not in self.passages or self.rng.random() > KEPT:
                self.passages[title] = new
            paragraphs.append(f"{mark}{title}。{self.passages[title].format(**{**words, **self._other_numbers()})}")
        return paragraphs

    def _other_numbers(self) -> dict[str, str]:
        rng = self.rng
        return {"few": str(rng.randint(2, 9)), "some": str(rng.randint(11, 89)), "many": str(rng.randint(110, 980))}

    def _numbers(
        self, section: int, none: str, words: dict[str, str], figures: dict[Key, Value], claims: list[Claim]
    ) -> list[str]:
        """A section with true numbers of its table; a government always says how many requests all beneath it got."""
        template = self.choice[section]
        if template is None:
            return []
        said = stating(template, section, figures)
        if said is None and section == 3:
            said = stating(SECTION_3[0], section, figures)
        if said is not None:
            claims += [Claim(c.section, c.quote.format(**words), c.cell, c.stated) for c in said[1]]
            return [said[0].format(**words)]
        key = ("requests", "new_requests", "total") if section == 3 else ("disputes", "reconsideration", "total")
        return [none.format(**words)] if none and figures.get(key) == 0 else []

    def _fifth(self, words: dict[str, str]) -> tuple[list[str], Statements]:
        """Section 5: about half of last year's problems return, and each problem has a measure against it."""
        rng = self.rng
        again = [place for place in self.problems if rng.random() < RETURNS]
        others = [place for place in range(len(PROBLEMS)) if place not in self.problems]
        fresh = rng.sample(others, min(len(others), max(1, rng.randint(2, 4) - len(again))))
        self.problems = (again + fresh)[: len(self.marks)]
        problems = [PROBLEMS[place][0] for place in self.problems]
        remedies = [PROBLEMS[place][1][rng.randrange(2)] for place in self.problems]
        paragraphs = [
            opening.format(**words, count=len(texts))
            + "；".join(m + t for m, t in zip(self.marks, texts, strict=False))
            + "。"
            for opening, texts in zip(self.openings, (problems, remedies), strict=True)
        ]
        pairs = [("problem", text) for text in problems] + [("improvement", text) for text in remedies]
        return paragraphs, tuple(pairs)
