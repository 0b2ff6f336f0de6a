"""Prose of a fictional agency over the years: much is taken over from the year before, problems return, numbers are true.

What the prose says of the numbers of the tables is written by toolkit.sample.stated; here is the rest, which repeats itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from toolkit.sample.places import Agency
from toolkit.sample.prose import Statements
from toolkit.sample.stated import Claim, Ground, Passage, stated_paragraphs, whole_report

KEPT = 0.75  # share of the passages that an agency takes over from the year before
RETURNS = 0.5  # share of the problems that are there again a year later
ORDINALS = ("一是", "二是", "三是", "四是")
NUMBERS = ("（1）", "（2）", "（3）", "（4）")
ON_REQUEST = "依申请公开"

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
class YearProse:
    """The prose of one report: paragraphs by section, problems and improvements.

    `passages` are the same sections in one piece, with the numbers they state; the orders of claims count through the report.
    """

    passages: dict[int, Passage]
    statements: Statements

    @property
    def sections(self) -> dict[int, list[str]]:
        """Paragraphs by section."""
        return {number: passage.text.split("\n") if passage.text else [] for number, passage in self.passages.items()}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All numbers stated, by their order."""
        claims = (claim for passage in self.passages.values() for claim in passage.claims)
        return tuple(sorted(claims, key=lambda claim: claim.order))


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
        self.wording = rng.random()
        self.marks = rng.choice([ORDINALS, ORDINALS, NUMBERS])
        self.openings = (rng.choice(PROBLEM_OPENINGS), rng.choice(REMEDY_OPENINGS))
        self.sixth = rng.choice(SECTION_6)
        self.problems: list[int] = []

    def next_year(self, ground: Ground) -> YearProse:
        """The prose of a year. The numbers it states are those of `ground`; what is blank is not spoken of."""
        words = self._words(ground.year)
        overview = [Passage(text) for text in self._overview(words)]
        if self.rng.random() > KEPT:
            self.wording = self.rng.random()
        stated = stated_paragraphs(Random(f"stated {self.wording}"), ground)
        sections = {1: _under_heading(overview, stated.get(1, []))}
        sections |= {number: stated.get(number, []) for number in (2, 3, 4)}
        fifth, statements = self._fifth(words)
        sections[5] = [Passage(text) for text in fifth]
        sections[6] = [Passage(self.sixth.format(**words))]
        return YearProse(whole_report(sections), statements)

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


def _under_heading(overview: list[Passage], stated: list[Passage]) -> list[Passage]:
    """The paragraphs of section 1: what is said of requests joins the one under 依申请公开, the rest follows."""
    paragraphs, rest = list(overview), list(stated)
    for place, paragraph in enumerate(paragraphs):
        if (
            ON_REQUEST in paragraph.text[:8]
            and rest
            and any(c.cell and c.cell[0] == "requests" for c in rest[0].claims)
        ):
            paragraphs[place] = paragraph + rest.pop(0)
    return paragraphs + rest
