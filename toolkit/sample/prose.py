"""Prose of a fictional report: an office, a preface, six sections, a signature.

The sentences are full of digits that are no figures (years, dates, percentages, counts with the words of the tables),
so that a reader which takes them for figures is caught.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from toolkit.sample.figures import Key, Value
from toolkit.sample.stated.numbers import percentage

OWN_OFFICES = (
    "云岭省示例市交通运输局", "示例市水务局", "示例市自然资源和规划局", "虚构区教育局", "虚构区民政局", "假想县财政局",
    "假想县卫生健康委员会", "云岭省示例市市场监督管理局", "示例市城市管理和综合执法局", "示例市人民政府办公室",
    "虚构区人民政府办公室", "虚构区梧桐路街道办事处", "示例县白石镇人民政府", "示例县青溪乡人民政府", "虚构区医疗保障局",
    "云岭省示例厅", "示例经济开发区管理委员会", "假想县农业农村和水利局", "云岭省示例市公安局虚构分局", "示例县税务局",
)  # fmt: skip
GOVERNMENTS = ("示例市", "示例市人民政府", "示例县人民政府", "虚构区人民政府", "云岭省人民政府", "假想县", "虚构区")
PLACES = ("东湾镇", "西岭乡", "南桥街道", "北塘镇", "白石镇", "青溪乡", "梧桐路街道", "松岗镇")

PROBLEMS = (
    "部分栏目更新不够及时", "政策解读形式较为单一", "个别科室对公开属性的认定把握不准", "答复文书的规范程度有待提高",
    "基层经办人员变动频繁、业务不熟", "网站与新媒体之间的联动不足", "公众参与渠道利用率偏低", "主动公开目录调整滞后",
)  # fmt: skip
IMPROVEMENTS = (
    "建立按月巡查的更新机制", "增加图解、视频等解读方式", "完善拟稿环节的属性审核", "统一答复文书的式样并组织点评",
    "组织不少于2期的业务培训", "打通网站与新媒体的发布流程", "在大厅增设意见征集点", "每季度修订一次公开目录",
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    """Who reports: the name, what it calls itself in prose, whose work the report covers, and its size."""

    agency: str
    we: str
    scope: str
    size: str


def _self_name(agency: str) -> str:
    """What an office of this name calls itself: 我局, 我办, 我镇, …"""
    for ending, we in (
        ("办公室", "我办"), ("办事处", "我街道"), ("镇人民政府", "我镇"), ("乡人民政府", "我乡"), ("局", "我局"),
        ("委员会", "我委"), ("厅", "我厅"), ("分局", "我局"),
    ):  # fmt: skip
        if agency.endswith(ending):
            return we
    return "本机关"


def draw_office(rng: Random) -> Office:
    """A plainly fictional office; governments report for all below them and are larger."""
    if rng.random() < 0.3:
        agency = rng.choice(GOVERNMENTS)
        level = next((c for c in agency if c in "省市县区"), "市")
        return Office(agency, f"全{level}", "aggregate", rng.choice(["city", "city", "mid"]))
    agency = rng.choice(OWN_OFFICES)
    return Office(agency, _self_name(agency), "own", rng.choices(["idle", "small", "mid"], [3, 5, 3])[0])


def draw_preface(rng: Random, office: Office, year: int, letter: str) -> list[str]:
    """The paragraphs before section 1, often none. One names the sections without being a heading."""
    if rng.random() < 0.35:
        return []
    named = ["总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况"]
    if rng.random() < 0.6:
        named.append("政府信息公开行政复议、行政诉讼情况")
    named += ["存在的主要问题及改进情况", "其他需要报告的事项"]
    paragraphs = [
        f"本报告按照《中华人民共和国政府信息公开条例》（国务院令第711号）和{letter}文件的要求编写，主要包括："
        f"{'、'.join(named)}等{len(named)}个部分。"
    ]
    if rng.random() < 0.8:
        paragraphs.append(
            f"报告中各项数据的统计期限自{year}年1月1日至{year}年12月31日。如有疑问，请与{office.agency}联系"
            f"（地址：示例路{rng.randint(1, 400)}号；电话：0000-{rng.randint(1000000, 9999999)}）。"
        )
    return paragraphs if rng.random() < 0.8 else ["".join(paragraphs)]


def _number(figures: dict[Key, Value], *key: str) -> int:
    return int(figures[key] or 0)  # type: ignore[index]


def _overview(rng: Random, office: Office, year: int) -> list[str]:
    """Section 1: paragraphs with sub-headings （一）… and with counts of things that no table asks for."""
    we, posts = office.we, rng.randint(3, 900)
    opening = f"{year}年，{we}认真落实条例各项规定，坚持以公开为常态、不公开为例外，公开质量较{year - 1}年稳步提升。"
    if office.scope == "aggregate":
        opening += f"本报告汇总{we}各级行政机关的数据，共涉及{rng.randint(12, 90)}个部门和{rng.randint(4, 30)}个镇街。"
    web, media = rng.randint(1, 600), rng.randint(1, 300)
    topics = [
        ("主动公开", f"全年通过门户网站发布信息{web}条、通过新媒体发布{media}条，合计{web + media}条，另有规范性文件解读"
         f"{rng.randint(1, 9)}件，行政许可结果公示{rng.randint(20, 99)}件，回应社会关切{rng.randint(1, 40)}次。"),
        ("依申请公开", f"规范登记、审核、答复等{rng.randint(4, 7)}个环节，平均办理时间由{rng.randint(13, 19)}个工作日缩短到"
         f"{rng.randint(7, 12)}个工作日，按时答复率100%，满意率{rng.randint(90, 99)}.{rng.randint(0, 9)}%。"),
        ("政府信息管理", f"对{rng.randint(2015, year - 1)}年以来的{posts}份文件逐件核对，调整公开属性{rng.randint(1, 30)}件。"),
        ("平台建设", f"栏目由{rng.randint(20, 40)}个整合为{rng.randint(8, 19)}个，访问量{rng.randint(1, 90)}万人次，"
         f"同比增长{rng.randint(1, 60)}.{rng.randint(1, 9)}%。"),
        ("监督保障", f"一是开展培训{rng.randint(1, 6)}次、参训{rng.randint(20, 300)}人次；二是组织季度检查4次，"
         f"发现并整改问题{rng.randint(1, 40)}个；三是将公开工作纳入年度考核，分值占{rng.randint(2, 6)}%。"),
    ]  # fmt: skip
    chosen = topics if rng.random() < 0.6 else topics[: rng.randint(1, 4)]
    marks = rng.choice([("（一）", "（二）", "（三）", "（四）", "（五）"), ("1.", "2.", "3.", "4.", "5.")])
    return [opening, *(f"{mark}{title}。{text}" for mark, (title, text) in zip(marks, chosen, strict=False))]


def _of_section_2(rng: Random, year: int) -> list[str]:
    if rng.random() < 0.65:
        return []
    return [
        f"截至{year}年12月31日，行政许可事项目录共{rng.randint(20, 70)}项，比上年增加{rng.randint(1, 9)}项；"
        f"{rng.choice(PLACES)}试点公示行政处罚{rng.randint(10, 99)}件、行政许可35件。"
    ]


def _of_section_3(rng: Random, office: Office, year: int, figures: dict[Key, Value]) -> list[str]:
    """Section 3: the true number of requests, and counts of another place or year beside it."""
    if rng.random() < 0.5:
        return []
    new = _number(figures, "requests", "new_requests", "total")
    if not new:
        return [f"{year}年，{office.we}未收到政府信息公开申请，{year - 1}年同期收到申请{rng.randint(1, 48)}件。"]
    place, received, granted, read = rng.choice(PLACES), rng.randint(1, 48), rng.randint(1, 12), rng.randint(10, 90)
    received = min(received, new)
    granted = min(granted, received)
    return [
        f"{year}年，{office.we}共收到申请{new}件。其中{place}收到申请{received}件，予以公开{granted}件，"
        f"占{percentage(granted, received, 0)}%，申请指南被查阅{read}人次。"
    ]


def _of_section_4(rng: Random, year: int, figures: dict[Key, Value]) -> list[str]:
    if rng.random() < 0.6:
        return []
    cases = _number(figures, "disputes", "reconsideration", "total")
    if not cases:
        return [f"{year}年没有因政府信息公开引发的行政复议，{year - 1}年为{rng.randint(0, 3)}件。"]
    return [f"{year}年因政府信息公开引发行政复议{cases}件，纠错情况已在{year + 1}年1月的会议上通报。"]


Statements = tuple[tuple[str, str], ...]
ORDINALS = ("一是", "二是", "三是", "四是")


def _points(marks: tuple[str, ...], texts: list[str]) -> str:
    return "；".join(mark + text for mark, text in zip(marks, texts, strict=False)) + "。"


def _of_section_5(rng: Random, office: Office, year: int) -> tuple[list[str], Statements]:
    """Section 5: problems, then improvements, each as 一是…二是… or （1）…（2）…, and the same as (kind, text) pairs."""
    problems = rng.sample(PROBLEMS, rng.randint(1, 4))
    remedies = rng.sample(IMPROVEMENTS, rng.randint(1, 4))
    marks = ORDINALS if rng.random() < 0.8 else ("（1）", "（2）", "（3）", "（4）")
    paragraphs = [
        f"{year}年，{office.we}的公开工作仍有{len(problems)}方面不足：" + _points(marks, problems),
        f"{year + 1}年将从以下{len(remedies)}个方面改进：" + _points(ORDINALS, remedies),
    ]
    pairs = [("problem", text) for text in problems] + [("improvement", text) for text in remedies]
    return paragraphs, tuple(pairs)


def draw_prose(
    rng: Random, office: Office, year: int, figures: dict[Key, Value]
) -> tuple[dict[int, list[str]], Statements]:
    """The paragraphs of each section that the report has, and the statements of section 5. Section 6 may be absent."""
    fifth, statements = _of_section_5(rng, office, year)
    prose = {
        1: _overview(rng, office, year),
        2: _of_section_2(rng, year),
        3: _of_section_3(rng, office, year, figures),
        4: _of_section_4(rng, year, figures),
        5: fifth,
    }
    if rng.random() < 0.9:
        fee = (
            f"{year}年收取政府信息公开信息处理费{rng.choice([0, 0, 120, 1500])}元，办理代表建议{rng.randint(1, 60)}件。"
        )
        prose[6] = [rng.choice(["无", "无。", "本年度没有其他需要报告的情况。", fee, fee])]
    return prose, statements


def _chinese_date(year: int, month: int, day: int) -> str:
    """二〇二一年一月二十五日 for (2021, 1, 25)."""
    digits = "〇一二三四五六七八九"
    tens = ["", "十", "二十", "三十"]
    small = tens[day // 10] + (digits[day % 10] if day % 10 else "")
    return "".join(digits[int(c)] for c in str(year)) + f"年{digits[month]}月{small}日"


def draw_signature(rng: Random, office: Office, year: int) -> tuple[str | None, str | None]:
    """Who signs and when, each may be None; the date is in the spring after the report year."""
    month, day = rng.choice([1, 1, 1, 2, 3]), rng.randint(1, 28)
    date = _chinese_date(year + 1, month, day) if rng.random() < 0.2 else f"{year + 1}年{month}月{day}日"
    return rng.choice([(None, None), (office.agency, date), (office.agency, date), (None, date)])
