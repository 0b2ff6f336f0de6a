"""Numbers that are no claim about the tables: other years, other organs, other counts, days, idioms, goals."""

from __future__ import annotations

from random import Random

from toolkit.sample.stated.scribe import Scribe

OTHER_COUNTS = (
    "全年主动公开信息{a}条，门户网站访问量{b}万人次",
    "全年主动公开各类政府信息{b}余条，推送解读{c}篇",
    "组织政务公开业务培训{c}次，参训{a}人次",
    "回复网民留言和意见建议{a}件，答复率100%",
    "承办人大代表建议{c}件、政协提案{d}件，办理结果全部公开",
    "受理12345热线工单{a}件，办结率98%，群众满意率99.{c}%",
    "政务微信公众号粉丝{a}人，全年推送文章{b}篇",
    "开展政策解读{d}次，解读行政规范性文件{c}件，配发图解{c}幅",
    "召开新闻发布会{c}场，发布会回应提问{d}个",
    "办理信访事项{d}件，按期办结率100%，其中网上信访{c}件",
    "清理不规范表述{a}条，核查历史文件{b}份",
    "办事大厅接待咨询{a}人次，解答电话咨询{b}次，比上年增加{d}次",
    "政府公报编印{c}期，免费发放{a}册",
    "征集民意{d}次，收到意见{a}条，采纳{c}条",
)
DAYS = (
    "所有申请均在20个工作日内答复，按时答复率100%",
    "平均办理时间为{c}.{c}个工作日，比法定期限短{c}天",
    "对需要补正的，在7个工作日内一次性告知",
    "自收到申请之日起3个工作日内完成登记，答复及时率100％",
    "延期答复的，延长期限均未超过二十个工作日",
)
IDIOMS = (
    "认真办好每一件申请，推行“一件事一次办”",
    "设立一站式受理窗口，落实“最多跑一次”",
    "坚持三审三校、一事一审，做到百分之百留痕",
    "按照“一事一申请”的要求一次性告知",
    "县、乡、村三级联动，千方百计方便群众",
    "准确把握三类内部事务信息、四类过程性信息的范围",
    "坚持十年如一日的办理标准，件件有着落、事事有回音",
)
OTHER_ORGANS = (
    "{bigger}共收到政府信息公开申请{b}件",
    "据通报，{bigger}政府信息公开行政复议纠错率为{c}.{c}%",
    "例外市公安局收到政府信息公开申请{a}件，为申请较为集中的单位",
    "{bigger}平均每个县收到申请{d}件，其中予以公开的占{share}%",
)
OTHER_CASES = (
    "全年各领域行政复议案件共{a}件，主要涉及行政处罚和工伤认定",
    "办理房屋征收、土地权属等行政诉讼应诉案件{d}件，出庭应诉率100%",
    "司法行政部门受理各类行政复议申请{a}件，审结{d}件，与政府信息公开无关",
    "民事诉讼案件{c}件，均由法律顾问代理",
)
LETTERS = (
    "落实《示例市政务公开办法》（示政发〔{last}〕{d}号）第十{c_word}条",
    "受理地点：示例路{d}号政务大厅{c}楼，咨询电话0000-0000000",
    "{year}年{c}月{d_day}日印发工作要点，明确任务{d}项",
    "依据条例第二十七条、第三十六条第{c_word}项办理",
)
LONG_AGO = (
    "自2008年以来，累计收到政府信息公开申请{more}件",
    "历年累计办理申请{more}件",
    "开通依申请公开系统{c}年来，共登记申请{more}件",
)
GOALS = (
    "{next}年的目标是平均答复时间不超过{c}个工作日",
    "预计{next}年收到申请{soon}件左右",
    "{next}年度安排公开事项{d}项",
)
NOTHING_ELSE = (
    "全年未收取政府信息公开信息处理费",
    "未收到对公开工作的投诉，未发生失泄密事件",
    "没有因公开不当引发舆情，无网站安全事故",
    "未收到需要补充说明的事项",
)
SUBJECTS = {"全省": "全国", "全市": "全省", "全县": "全省", "全区": "全省", "我厅": "全国"}
_TENTHS = "一二三四五六七八九"


def innocent(s: Scribe) -> None:
    """A sentence with numbers that no table asks for."""
    kinds = (
        OTHER_COUNTS,
        OTHER_COUNTS,
        DAYS,
        IDIOMS,
        OTHER_ORGANS,
        OTHER_CASES,
        LETTERS,
        LONG_AGO,
        GOALS,
        NOTHING_ELSE,
    )
    if s.chance(0.35):
        return _another_period(s)
    fresh = [template for template in s.rng.choice(kinds) if template not in s.told]
    if fresh:
        plain(s, s.rng.choice(fresh))


def plain(s: Scribe, template: str) -> None:
    """A template with numbers drawn at random."""
    s.told.add(template)
    rng = s.this_year()
    small = rng.randint(2, 9)
    most = int(s.ground.value("new") or 0) + int(s.ground.value("carried") or 0)
    words = {
        "a": rng.randint(61, 900), "b": rng.randint(120, 9800), "c": small, "d": rng.randint(11, 60),
        "c_word": _TENTHS[small - 1], "d_day": rng.randint(1, 28), "more": most * 5 + s.ground.year - 2008,
        "share": rng.randint(21, 79),
        "soon": most + rng.randint(1, 9),
        "bigger": SUBJECTS.get(s.ground.we, "全市" if s.ground.scope == "own" else "全国"),
    }  # fmt: skip
    s.text += template.format(**s.words(), **words) + "。"


def _another_period(s: Scribe) -> None:
    """The number of a year ago, or of a part of this year: below that of the whole year, as it must be."""
    last, new = s.ground.last("new"), s.ground.value("new")
    shapes = []
    if last:
        shapes += [
            f"{{last}}年收到申请{last}件",
            f"上年同期收到政府信息公开申请{last}件",
            f"{{last}}年新收申请为{last}件",
        ]
    if new and new > 3:
        rng = Random(f"quarters {s.ground.year} {new}")
        half = rng.randint(1, int(new) - 2)
        three = rng.randint(half, int(new) - 1)
        shapes += [
            f"1至6月收到申请{half}件", f"上半年受理政府信息公开申请{half}件", f"截至三季度末，收到申请{three}件",
            f"{{year}}年第四季度收到申请{int(new) - three}件", f"示例工业园区收到申请{half}件，在各单位中居前",
        ]  # fmt: skip
    fresh = [shape for shape in (shapes or IDIOMS) if shape not in s.told]
    if fresh:
        plain(s, s.rng.choice(fresh))
