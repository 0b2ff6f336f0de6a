"""Words by which a number of requests is known: verbs, their object, what stands behind, and what is counted instead."""

from __future__ import annotations

import re
from functools import lru_cache

from toolkit.text.sieve import union

# Requests to disclose; not those for a licence or a meeting, not the applicant, not the form one fills.
REQUEST = r"(?:依申请(?!人)|(?<!许可)(?<!救助)(?<!补贴)(?<!登记)(?<!复议)申请(?![人表]|许可|登记|复议))"
NEW_VERB = (
    r"(?:收到|新收|受理|接收到?|接到|收悉|新增|收件|接受|收取|登记|(?<![征验回吸新])收(?!办|费|集|藏|到|支|入|录|取))"
)
ALL_VERB = r"(?:收办|办理|处理|承办|受办)"
DONE_VERB = r"(?:办结|答复|回复|办复|办理完毕|办理完成|处理完毕|完成)"
_VERB = rf"(?P<verb>{DONE_VERB}|{NEW_VERB}|{ALL_VERB})"
_END = r"(?:的|共有?|共计|合计|总计|计|为|是|达到?|有|：|约|案件|事项|情况|件数|数量|总数|总量|总件数|量|数|信息|政府信息|公开|了|均|已|仅|各类|材料|件|条|书|总)*$"
_OBJECT = rf"(?:{REQUEST}|信息公开(?=的?(?:答复|申请)))(?:公开)?(?:政府)?(?:信息)?(?:公开)?(?:的?(?:申请|请求|要求))?(?:答复)?{_END}"
INTAKE = union([rf"{_VERB}(?P<mid>[^，。；]{{0,45}}?)(?:{_OBJECT}|(?<=受理|收到|办理)政府信息公开{_END})"])
NAMED = re.compile(rf"(?P<verb>)(?:政府|信息|公开|政务|依法|接受|全部|本年度|全年)*{_OBJECT}")
# 依申请公开受理量为5件, 政府信息公开申请收件5件.
OBJECT_FIRST = union(
    [
        rf"{REQUEST}(?:公开)?(?:政府信息)?(?:事项|申请|件)?(?:共|已|新)*{_VERB}(?:量|总量|数量|总数|件数|数|件)?(?:共有?|共计|合计|计|为|是|达到?|有|：|了)*$"
    ]
)
VERB_LAST = union([rf"{_VERB}(?P<mid>[^，。；、]{{0,10}}?){_END}"])
REQUEST_BEHIND = re.compile(rf"^[^，。；：]{{0,16}}?{REQUEST}")
REQUEST_ALONE = re.compile(rf"^[^，。；：]{{0,16}}?{REQUEST}(?:公开)?(?:政府信息)?(?:事项|案件)?$")
# What is counted are organs or papers, not requests.
ORGANS_BEHIND = re.compile(r"(?:个)?(?:部门|单位|乡镇|镇|街道|科室|机关|县|区|市|局|行政机关)")
PAPERS_CLASSED = re.compile(r"公文|属性|发文|主动公开(?:的)?[^，。；]{0,4}\d")
# Requests that were taken back or passed on: some tables count them, some don't.
NOT_COUNTED = re.compile(
    r"撤回|撤件|撤销申请|撤单|退回|合并|转[^，。；下次年]{0,8}(?:渠道|部门|单位)|不属于|劝退|终止|重复件|无效"
)
DONE_BEHIND = re.compile(
    r"^(?:申请|政府信息公开申请|案件)?(?:均|全部|已|按[^，。；]{0,6}|在[^，。；]{0,8}内)*(?:予以)?(?:依法)?(?:办结|答复|办复|书面答复)"
)
WITH_OVER = re.compile(
    r"^(?:，|：|、)?(?:其中)?(?:含|包括|包含|加上|连同|由)[^，。；）]{0,4}(?:上年|上一年|20\d\d年|去年|往年)[^，。；）]{0,4}(?:结转|转结|转|未办结)"
)
COMPOSED = re.compile(
    r"^，?(?:由|其中)?(?:本年)?新收[^，。；）]{1,8}[，、和及](?:上年|上一年|20\d\d年|去年)[^，。；）]{0,3}结?转"
)
# Other things that are received, answered and closed.
_OTHER_THING = re.compile(
    r"意见|建议|提案|议案|咨询|留言|投诉|举报|信访|热线|工单|来信|来电|来访|信箱|邮箱|人大|政协|许可|行政审批|公文|稿件|问卷|问答|提问|问题|诉求|服务事项|营业|公证|救助|补贴|道路|施工|查询(?!事项)|监督|舆情|纠纷(?!案)|仲裁|合同|"
    r"解读|新闻|发布会|微博|微信|公众号|网民|网友|培训|会议|文件(?!申请)|资料|宣传|指导|协助|会商|研判|审核"
)


# Each number of a sentence asks it.
@lru_cache(maxsize=256)
def names_other_thing(said: str) -> bool:
    """Whether words name other things that are received, answered and closed: suggestions, licences, calls.

    Names that only hold such words are passed over: the Regulations, rows of the form.
    """
    return _OTHER_THING.search(_NAMES.sub("", said)) is not None


_NAMES = re.compile(r"政府信息公开条例|信访举报投诉类申请|商业秘密")


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that begins last: of 收到并答复申请35件 the one with 答复."""
    found, at = None, 0
    while (match := pattern.search(text, at)) is not None:
        found, at = match, match.start() + 1
    return found
