"""Headings and labels inside a section: what they say of the text below or behind them."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.text.cues import IMPROVEMENT, NEXT, PROBLEM, TROUBLE

BOTH, DONE = "both", "done"
"""A heading over problems and measures; one over what was achieved, below which nothing is a statement."""

LONGEST_HEADING = 34
"""A head longer than this is a statement, not a heading over statements."""

LONGEST_KEPT = 60
"""Characters of a head, at most, of which is kept what it says."""

LONGEST_NONE = 40
"""A longer text says more than that there is nothing to report."""

_LABEL = {
    PROBLEM: re.compile(
        rf"^[（【［]?(?:主要|突出)?(?:存在|工作)?(?:中?的)?(?:主要|突出)?{TROUBLE}(?:之处|方面|表现)?[一二三四五六七八九十\d]{{0,2}}[）】］]?(?:：|是(?=[^。]))"
    ),
    IMPROVEMENT: re.compile(
        r"^[（【［]?(?:下一?步)?(?:的?(?:主要|具体|工作))?(?:改进|整改|解决|应对|提升|努力)?(?:的?(?:主要|具体))?(?:措施|情况|方向|办法|打算|举措|计划|思路|对策)[一二三四五六七八九十\d]{0,2}[）】］]?(?:：|是(?=[^。]))|^[（【［]?(?:整改|改进|措施)[）】］]?："
    ),
}
# Words of which headings are made; with any other word before it, 不足 ends a statement (平台之间的联动不足).
_OF_HEADINGS = (
    r"(?:政府信息公开|政务公开|信息公开|工作|开展|年度报告|本年度|年度|当前|目前|仍|还|尚|依然|存在|面临|发现|查摆|主要|突出|部分|一些|"
    r"以下|几个|几点|方面|过程|具体|有关|相关|上述|以上|这些|针对|对于|关于|下一?步|今后|下一?阶段|下一?年度?|明年|20\d\d\s*年度?|我[局市县区镇乡办委厅省]|"
    r"本[局级机]关?|本单位|采取|上年度?|上一年度?|去年|努力|的|中|在|及其?|与|和|、|了)*"
)
_PROBLEM_HEADING = re.compile(
    rf"^{_OF_HEADINGS}{TROUBLE}(?:之处|和原因|及原因|及其原因|分析|方面|表现)?(?:[与和及、]?{TROUBLE})*(?:主要)?(?:有|是|如下|表现)?$"
)
_PLAN_WORDS = r"(?:措施|情况|方向|办法|打算|对策|举措|思路|计划|安排|重点|建议)"
_IMPROVEMENT_HEADING = re.compile(
    rf"^{_OF_HEADINGS}(?:{TROUBLE}的?)?(?:改进|整改|解决|应对)?(?:的?(?:主要|具体|工作))*{_PLAN_WORDS}(?:[及和与、]{_OF_HEADINGS}{_PLAN_WORDS})*(?:如下)?$"
    rf"|^{NEXT}(?:的?工作)?$|^{_OF_HEADINGS}(?:改进|整改)(?:提升|完善|落实)?$"
)
_BOTH = re.compile(
    rf"^{_OF_HEADINGS}{TROUBLE}(?:之处|和原因|及原因)?(?:与{TROUBLE}|和{TROUBLE}|、{TROUBLE})*(?:及其?|和|与|、|暨)?{_OF_HEADINGS}(?:改进|整改|解决|应对)?(?:的?(?:主要|具体|工作))*{_PLAN_WORDS}$"
)
_DONE_HEADING = re.compile(r"^(?:主要|工作|取得的?|上?年度?|[〇\d]年)*(?:工作)?(?:成效|成绩|亮点|做法|特色)$")
_ACHIEVED = re.compile(r"成效|成绩|取得|做法|亮点|特色|进展|工作开展情况|完成情况")
_NUMBERING = re.compile(r"^ *(?:\d(?:\.\d){1,3} |[（(]?[一二三四五六七八九十\d]{1,2}[）).、．])? *")
_WHEN_AND_WHO = r"(?:本年度?|本机关|本单位|本[局镇乡办]|我[局市县区镇乡办委厅]|20\d\d\s*年度?|(?:政府|政务)?信息公开工作|政务公开工作|目前|暂时?|均|尚|经自查|[，中的])*"
NONE_SAID = re.compile(
    rf"^不适用。?$|^(?=.{{0,{LONGEST_NONE}}}$)[（]?{_WHEN_AND_WHO}(?:无|没有|不存在|未发现|未存在)(?:存在|需要|应|说明|报告|改进|主要|突出|明显|相关|其他|此类|上述|类似|的)*(?:{TROUBLE}|情况|内容|事项)*(?:和{TROUBLE})?[）]?[。.]?$"
)


def label_of(text: str) -> tuple[str, int] | None:
    """The kind and length of a label at the head of a sentence (存在问题：…), or None."""
    for kind, pattern in _LABEL.items():
        match = pattern.match(text)
        if match is not None and match.end() < len(text):
            return kind, match.end()
    return None


def is_label(text: str) -> bool:
    """Whether a sentence is nothing but a label: 改进措施：."""
    return any((match := pattern.match(text)) and match.end() == len(text) for pattern in _LABEL.values())


def heading_kind(head: str) -> str:
    """What a short heading says of the points below it: a kind, BOTH, DONE, or ""."""
    return _heading_kind(head) if len(head) <= LONGEST_KEPT else _heading_kind.__wrapped__(head)


# Each head is asked for its kind several times, and the same ones stand in many reports.
@lru_cache(maxsize=2048)
def _heading_kind(head: str) -> str:
    plain = head[_NUMBERING.match(head).end() :].strip(' *#【】［］<>《》"“”。：；')
    if len(plain) > LONGEST_HEADING or "，" in plain:
        return ""
    if _BOTH.match(plain):
        return BOTH
    if _PROBLEM_HEADING.match(plain) and not plain.startswith("针对"):
        return PROBLEM
    if _IMPROVEMENT_HEADING.match(plain) or (plain.startswith("针对") and plain.endswith("措施") and len(plain) <= 20):
        return IMPROVEMENT
    return DONE if _DONE_HEADING.match(plain) else ""


def tells_of_achievements(text: str) -> bool:
    """Whether a sentence leads to what was achieved: 取得了以下成效：."""
    return bool(_ACHIEVED.search(text))
