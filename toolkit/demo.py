"""Fictional reports in place of those whose wording may not be compared: they show what a table of words looks like.

What a measure must find in them is planted and known: `EXPECTED_…` say it in words, and tests hold the tables to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

import pandas as pd

from toolkit.agencies import agency_table
from toolkit.dataset import Dataset
from toolkit.sample import SampleReport, draw_report
from toolkit.schema import TABLES, with_dtypes

PLACES = ("示例市", "示例县", "虚构区", "假想县", "样例县")
OFFICES = ("教育局", "民政局", "水务局", "交通运输局")
YEARS = (2022, 2023)
OWN_SENTENCES, KEPT = 6, 4
"""Sentences of a report that no other one has by design, and how many of them a second year keeps where it keeps any."""
PLANTED_OFFICE, PLANTED = "水务局", "公布水源地水质监测结果{}次。"
"""A sentence that only the reports of this kind of agency have."""
COPIED_OFFICE, COPIED = "民政局", 4
"""Of this kind of agency, that of the second place takes over so many of the first place's own sentences."""

EXPECTED_KEYWORDS = (
    f"Each has a model text that many share, and {OWN_SENTENCES} sentences about a topic of its own. Expected: TF-IDF puts the "
    "words of the topic first; TextRank, which knows nothing of other reports, mixes them with the words of the model."
)
EXPECTED_KEYNESS = (
    "Sentences were drawn at random, so no word should be typical of a year or of a kind of agency, with one exception that "
    f"was planted: only the reports of the five {PLANTED_OFFICE} say “{PLANTED.format('…')}”."
)
EXPECTED_REUSE = (
    f"In their report of {YEARS[1]}, every second agency keeps {KEPT} of the {OWN_SENTENCES} sentences of its own (with new "
    f"figures), the others none; and {PLACES[1]}{COPIED_OFFICE} takes {COPIED} from {PLACES[0]}{COPIED_OFFICE} each year. "
    "The rest is a model text, put together from the same sentences for all. Expected: most of it is boilerplate; of what is not, "
    "about half is found in the other report where sentences were taken over, and next to nothing elsewhere."
)

_WHO = "居民代表 商户代表 退休教师 在校学生 快递骑手 执业律师 出租司机 物业经理 新闻记者 企业会计 乡村医生 残障人士".split()
_WHERE = "图书馆 文化馆 体育馆 博物馆 科技馆 青少年宫 老年大学 职工书屋 客运车站 社区广场 农贸市场 湿地公园".split()
_FORM = "座谈会 问卷调查 现场讲解 专题展览 直播访谈 知识竞赛 流动宣讲 模拟演练".split()
_TOPICS = (
    "电梯加装 路灯改造 垃圾分类 停车收费 公园命名 早市迁移 噪声整治 消防演练 雨棚更换 河岸步道 "
    "旧衣回收 古树保护 井盖排查 球场开放 站牌翻新 盲道修复 鱼塘清淤 食堂评比 图书漂流 信箱更换"
).split()
_AGENCIES = [place + office for place in PLACES for office in OFFICES]
_RESULT = ("收集意见{}条", "解答疑问{}个", "发放手册{}册", "采纳建议{}条", "录制短片{}部", "登记线索{}条")
_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True)
class _Sentence:
    """A sentence with room for its figure, so that it can be taken over as offices do: with a new one."""

    text: str

    def printed(self, rng: Random) -> str:
        return self.text.format(rng.randint(2, 99))


@cache
def demo_dataset() -> Dataset:
    """A dataset of 40 fictional reports, 20 agencies in two years: `reports`, `sections` and `agencies`, no figures.

    Always the same, nothing is read or written; its `path` leads nowhere. The model text is `toolkit.sample`'s.
    """
    models = _models()
    reports, sections = [], []
    for number, agency in enumerate(_AGENCIES):
        for year in YEARS:
            rows = _sections(next(models), agency, year, _own(agency, year, keeps=number % 2 == 0))
            reports.append(_report(agency, year))
            sections += [{"report_id": f"{agency}_{year}", **row} for row in rows]
    frames = {name: with_dtypes(name, pd.DataFrame(columns=table.names)) for name, table in TABLES.items()}
    frames["reports"] = _typed("reports", reports)
    frames["sections"] = _typed("sections", sections)
    frames["agencies"] = with_dtypes("agencies", agency_table(frames["reports"]))
    return Dataset(Path("fictional"), {}, **frames)


def _typed(name: str, rows: list[dict]) -> pd.DataFrame:
    return with_dtypes(name, pd.DataFrame(rows, columns=TABLES[name].names))


def _report(agency: str, year: int) -> dict:
    facts = {"agency": agency, "year": year, "scope": "own", "form": "2021", "provenance": "sample", "status": "ok"}
    return {"report_id": f"{agency}_{year}", "source": f"fictional/{agency}_{year}", **facts}


def _models() -> Iterator[SampleReport]:
    """Fictional reports of bureaus, which call themselves 我局, one after the other."""
    return (report for seed in count() if (report := draw_report(seed)).scope == "own" and report.agency.endswith("局"))


def _sections(model: SampleReport, agency: str, year: int, own: list[str]) -> Iterator[dict]:
    """The sections of a model, moved to another year; the sentences of its own stand in section 1, behind the first."""
    for number in range(1, 7):
        paragraphs = [_moved(text, year - model.year) for text in model.prose.get(number, [])]
        if number == 1:
            planted = PLANTED.format(Random(f"planted {agency} {year}").randint(2, 60))
            more = [planted] if agency.endswith(PLANTED_OFFICE) else []
            paragraphs[1:1] = ["".join([*own, *more])]
        yield {"number": number, "text": "\n".join(paragraphs) or None}


def _moved(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + years), text)


def _own(agency: str, year: int, keeps: bool) -> list[str]:
    """The sentences of a report that are its own, or were taken over; figures are new in each."""
    drawn = _drawn(agency, year)
    if agency == PLACES[1] + COPIED_OFFICE:
        drawn = _drawn(PLACES[0] + COPIED_OFFICE, year)[:COPIED] + drawn[COPIED:]
    elif keeps and year > YEARS[0]:
        drawn = _drawn(agency, YEARS[0])[:KEPT] + drawn[KEPT:]
    rng = Random(f"figures {agency} {year}")
    return [sentence.printed(rng) for sentence in drawn]


def _drawn(agency: str, year: int) -> list[_Sentence]:
    """Sentences about the topic of this agency in this year; no two agencies have the same topic in one year."""
    rng = Random(f"own {agency} {year}")
    topic = _TOPICS[(_AGENCIES.index(agency) + 7 * (year - YEARS[0])) % len(_TOPICS)]
    lists = [rng.sample(words, OWN_SENTENCES) for words in (_WHO, _WHERE, _FORM, _RESULT)]
    return [
        _Sentence(f"{who}就{topic}在{where}参加{form}，{result}。")
        for who, where, form, result in zip(*lists, strict=True)
    ]
