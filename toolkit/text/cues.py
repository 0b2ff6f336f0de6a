"""The words by which a report turns to its problems, and to what it will do about them.

All texts are folded first (toolkit.text.folding), so that only full-width punctuation is met here.
"""

from __future__ import annotations

import re

from toolkit.text.sieve import union

PROBLEM, IMPROVEMENT = "problem", "improvement"

SHORTEST_NAME = 5
"""Fewer characters than this behind a cue name no problem."""

# What a report calls its problems.
TROUBLE = r"(?:问题|不足|差距|短板|弱项|薄弱环节|薄弱之处|欠缺|困难|缺点|缺陷|瓶颈|(?:需要?|有待)(?:进一步)?(?:改进|完善|提[高升]|加强)的?(?:方面|地方|之处))"
# Words that say nothing of what the problem is: 存在一些不足之处, 仍存在以下几个方面的问题.
_EMPTY = (
    "一些 一定 较大 很大 诸多 不少 以下 如下 下列 下面 很多 许多 若干 部分 几个 几点 几方面 方面 主要 突出 明显 比较 还 仍然 仍 依然 尚 也 都 "
    "之处 地方 情况 工作 我局 我市 我县 我区 我镇 我办 我委 我厅 我省 我乡 我街道 本单位 我单位 本机关 本局 政务公开 政府信息公开 信息公开 过程 实际 "
    "具体 问题 不足 差距 短板 弱项 薄弱环节 困难 不容忽视 需要改进 需要 改进 亟待解决 有待解决 有待改进 需改进 进一步 完善 提升 提高 加强 各项 在 中 上 的 得 了 着 和 "
    "与 及 是 有 个 点 些 一 二 两 三 四 五 六 几 等 、 这些 这样 那样 相对 不同程度 开展 推进 日常 实施 落实 均 均有待"
).split()
# Bounded, since 一些 is also 一 and 些: without a bound a long run of such words would take for ever to fail.
_EMPTY_WORDS = rf"(?:{'|'.join(sorted(_EMPTY, key=len, reverse=True))}|\s){{0,10}}"
_EMPTY_RUN = re.compile(_EMPTY_WORDS)

# What shows without any cue that a clause speaks of something wanting.
_WANTING = re.compile(
    r"不(?!断|仅|只|但|得|同|限|少于|低于|予|再|公开|忘|懈|可|必|管|论|见面|打烊|超过|定期|属于|含|包括|掌握相关|折|扣|留|漏|遗|误|惜|怕|变)[\u4e00-\u9fff]|"
    r"欠缺|欠佳|欠账|缺乏|缺少|缺失|缺位|薄弱|[偏较](?:弱|慢|少|低|浅|窄|单一|简单|滞后|粗|差|晚)|过于|滞后|单一|单调|有待|[亟尚]待|[仍还尚]需|[仍还](?:需要|应)|紧缺|短缺|紧张|频繁|淡薄|陈旧|老化|生疏|呆板|时有发生|"
    r"需要?(?:进一步|继续|持续|不断)|需要?[^，。；\n]{0,14}?(?:加强|提[高升]|完善|改进|解决)|未(?!来|必|成年|雨|经复议|审结)|没有(?:充分|完全|真正|及时|形成|专)|难以|差距|短板|参差不齐|流于形式|疏漏|遗漏|迟缓|提升空间|"
    r"空间较大|浮于|低于|无法|断层|脱节|错误|错别字|[率度]低|[更发]新慢|次数少|数量少|[人手员]少"
)
# At the head of a clause these say what is done about a want that the clause names.
_AGAINST_WANT = re.compile(
    r"^(?:着力|切实|及时|认真|重点|坚决|全面|有效|努力)*(?:解决|针对|克服|破解|聚焦|改变|消除|补齐|防止|避免|杜绝|整改|改进|弥补|扭转)"
)
_PLANNED = re.compile(
    r"将|拟|计划|继续|进一步|加强|强化|加大|推进|推动|完善|提升|提高|落实|健全|规范|优化|深化|拓展|拓宽|丰富|做好|抓好|坚持|严格|增强|组织|开展|确保|建立|加快|扩大|持续|夯实|聚焦|着力|深入|创新|狠抓|注重"
)

_DENIED = re.compile(
    rf"(?:(?:不|未|没有|并无)(?:存在|发现|出现)|没有|无)[^。；\n]{{0,30}}?(?:{TROUBLE}|情况|现象|情形)(?:之处|和不足|等)*[。；，]?$|不存在[^。；\n]*(?:{TROUBLE}|情况|现象|情形)"
)
_PROBLEMS = re.compile(
    rf"(?:(?<![不未没无否])存在|(?<![未没不])(?<!没有)发现|还有|仍有|尚有|找出|查摆|面临|(?<![没具拥所享带含只未稳])有(?![序关效力]))[^。；：\n，]{{0,16}}?{TROUBLE}|(?:主要|集中|突出|具体)(?:表现|体现|存在|问题|不足)"
    rf"|概括起来|(?:表现|体现)[在为]|{TROUBLE}(?:之处)?(?:主要)?(?:[有是]|表现|体现|如下|包括)|{TROUBLE}[^。；：，\n]{{0,8}}?(?:存在|较大|比较大|明显|不小)"
    r"|(?:以下|如下|下列|这些|几个|[几两三四五]方面)[^，。；：]{0,8}(?:还|仍|尚)?(?:需要?|有待|亟待)(?:进一步|继续)?(?:加以)?(?:加强|改进|完善|提[高升])"
    r"|(?:还|仍|尚)需在以下"
)
# There is …; not 没有, not 有序, 有效, 有关, and nothing that is denied.
_THERE_IS = r"(?:(?<![不未没无否])存在着?|仍有|还有|尚有|(?<![没具拥所享带含只未稳])有着?(?![序关效力时利待限所助机益条些志])|(?<![未没不])(?<!没有)发现了?(?!问题)|(?<!未)出现|面临)"
# 甲、乙的问题依然存在.
_NAMED_BEFORE = re.compile(
    rf"(?P<what>[^，。；：\n]{{4,}}?)(?:等方面的|方面的|等的?|的){TROUBLE}(?:依然|仍然|仍|还|也|较为|比较|普遍|客观|不同程度地?)*(?:存在|突出|明显|时有发生)"
)
# 存在甲、乙等问题: the problem is named between the two words.
_NAMED_BETWEEN = re.compile(
    rf"{_THERE_IS}(?!{_EMPTY_WORDS}{TROUBLE})(?P<what>(?:(?!，但|，然而|存在|仍有|还有)[^。；：\n]){{4,}}?)(?:等方面的?|方面的|等的?|的)?(?:一些|主要|突出)?(?:{TROUBLE}|现象|情形|情况)(?!程度|导向|意识)"
)
_NAMED_OPEN = re.compile(
    rf"(?<![不未没无])(?:[也还仍]|依然|仍然|同时|主要)存在着?(?!{_EMPTY_WORDS}{TROUBLE})(?P<what>[^。\n]{{4,}})"
)
_SEVERAL = r"(?:以下|如下|下面|下列)?(?:[几三两二四五]?个?(?:主要)?方面|[几三两二四五]点)?(?:的?问题|的?不足)?"
# 主要表现在: behind it the problem is named.
_NAMED_BEHIND = re.compile(
    rf"(?:{TROUBLE}(?:之处)?[，：]?(?:例如|比如|诸如|如(?!下))|(?:主要|集中|突出|具体|概括起来)(?:[表体]现)?(?:[在为于是有]|存在|包括|原因是)|[表体]现[在为于]"
    rf"|{TROUBLE}(?:之处)?[：，]?(?:主要)?(?:[有是]|[在为]于?|如下|包括)?[：，]|(?<!解决){TROUBLE}(?:之处)?(?:主要)?(?P<bare>[是有为](?![关效所了否])|在于|包括))"
    rf"{_SEVERAL}[：，]?"
)
_CONTRAST = re.compile(r"(?:但是?|然而|不过|可是|同时)?")
_BUT = re.compile(r"(?:[，。；]|^)(?:但是?|然而|不过|可是)[，]?(?:同时)?[，]?")

YEAR = r"(?:20\d\d|二[〇○零０]\S\S)\s*年度?"
NEXT = r"(?:(?:在|到)?(?:下一?步(?!骤)|下个?阶段|下一阶段|下一?个?年度?(?=[，我将要里的工]|$)|今后(?!\S{1,2}年)|往后|明年|来年|新的一年里?|接下来|(?:后续|以后)(?=[，我将要的工]))(?:的?[^，。；：\n]{0,12}?(?:工作|日子|过程)(?:中|里)?)?)"
_THOSE = r"(?:上述|以上|这些|存在|前述|上面|目前|当前|面临|工作中|查摆|发现|各项)"
_AGAINST = (
    rf"(?:(?:针对|对于?|围绕|结合|对照|面对|就)(?:{_THOSE}[^，。；：\n]{{0,24}}|[^，。；：\n]{{0,24}}?(?:上述|以上|这些)[^，。；：\n]{{0,12}}|(?:{YEAR}|上一?年度?|去年|过去|我[局市县区])[^，。；：\n]{{0,16}}{TROUBLE}|{TROUBLE})"
    rf"|(?:上述|以上|这些){TROUBLE}(?=，))"
)
_SOLVING = (
    rf"为(?:了|切实|有效|进一步|更好地?)*(?:解决|改进|克服|弥补|补齐|整改)(?:{_THOSE}|{TROUBLE})[^，。；\n]{{0,14}}"
)
_WE = r"(?:我们|我单位|我街道|我中心|我部门|我[\u4e00-\u9fff]|本(?:局|机关|单位|级|镇|乡|办|街道|部门|委|署)|全[市县区镇省局]|[^，。；\n]{2,18}[局委办厅府署])"
_WILL = (
    r"(?:将|拟|(?<!按)计划|打算|(?<![需重主首])要(?!求|素|点|闻|件|领)|继续|努力|争取|着力|重点(?=[做抓推加开围从]))"
)
# 针对解读单一的问题，: within a point it may be one measure of several, so only text without points is read by it.
_AGAINST_ANY = rf"针对[^，。；：\n]{{2,40}}?{TROUBLE}(?=，)"
# 下一步，我局将 …: what stands behind this is the measure.
IMPROVEMENT_LEAD = re.compile(
    rf"^(?:为此|对此|因此|同时)?，?(?:{NEXT}|(?:{YEAR}，)?{_AGAINST}|{_AGAINST_ANY}|{_SOLVING})(?:(?:工作)?(?:打算|计划|安排|措施|思路|方向))?[，：、]?(?:(?:{NEXT}|{YEAR})，?)?"
)
_PLANS = re.compile(
    rf"^(?:为此|对此|因此|同时)?，?(?:{YEAR}[^。；\n]{{0,60}}?{_WILL}|{_WE}[^。；\n]{{0,20}}?(?:将(?!近)|拟|计划)|为(?:了)?(?:进一步|更好地?|切实)[^。；\n]{{4,40}}?{_WILL})"
    rf"|^(?:为此|对此)，|^[^。；\n]{{0,40}}?(?:对照|针对){TROUBLE}"
)
# Nothing but an announcement: 将采取以下措施加以改进：
_ANNOUNCES = re.compile(
    r"(?:以下|如下|下列|下面|这些)[^。；\n]{0,24}$|(?:[从在]|做好|抓好)[^，。；\n]{0,18}方面[^，。；\n]{0,24}$|[：]$|^[^，。；\n]{0,40}(?:采取|制定)(?:有力|有效|切实|相应|积极)[^，。；\n]{0,6}措施[^，。；\n]{0,10}(?:，[^。；\n]{0,24}(?:改进|解决|整改|落实|完善))?$"
)
_LEADING_ANNOUNCEMENT = re.compile(r"^[^。；\n：]{0,50}(?:以下|如下|下列|措施|方面|改进|工作|努力)[^。；\n：]{0,16}：")
_MEASURES = re.compile(r"措施|改进|整改|举措|做好|抓好|着手|入手|努力|加强|推进|完善|提升|发力|打算|计划|安排")
_NO_MEASURE = re.compile(
    rf"^(?:{_AGAINST})?，?[^，。；\n]{{0,16}}(?:针对性|及时|认真|积极|逐项|各项|已经?|切实|加以)[^，。；\n]{{0,18}}(?:改进|整改|跟进|落实|解决)[^，。；\n]{{0,6}}[。；]?$"
)
# Such a clause in mid-sentence turns from the problem to the measure: …有待提高，下一步将….
_TURNING = re.compile(
    rf"[，；](?:[”’])?(?= *(?:(?:为此|对此|因此)，?)?(?:(?:下一?步|下个?阶段|下一阶段|接下来)(?!的问题|骤)|针对(?:上述|以上|这些)|(?:在?今后|后续|以后)(?:的工作中?)?[，我将要]"
    rf"|{YEAR}，?[^，。；]{{0,8}}将(?!近)|我[\u4e00-\u9fff]{{1,2}}将(?!近)|(?:为此|对此)，))"
)

_TURNS_AWAY = union(
    rf"^(?:为此|对此|因此)?，?{cue}"
    for cue in (NEXT, _AGAINST, _SOLVING, rf"{YEAR}[^。；\n]{{0,40}}?(?:将|(?<![需重主首])要(?!求|素|点))")
)
_HEAD_END = re.compile(r"[。；\n]")
_FUTURE = re.compile(rf"(?:{_WE}|{YEAR}|，|^)[^，。；]{{0,8}}将|{NEXT}|继续|拟|(?<!按)计划")
# In the other sections only these open a passage.
_PASSAGE = {
    IMPROVEMENT: union(
        (
            rf"^{NEXT}(?:[，：]|(?=[我将要继]))[^。\n]{{4,}}",
            rf"^{YEAR}，?我[\u4e00-\u9fff]{{1,3}}将(?:继续|进一步|着力|重点)[^。\n]{{4,}}",
            rf"^针对(?:上述|以上|存在的?)[^。\n]{{0,10}}{TROUBLE}[^。\n]{{0,24}}(?:将|拟|计划)[^。\n]{{2,}}",
        )
    ),
    PROBLEM: re.compile(
        rf"^(?![对针就]|[^。]{{0,30}}(?:解决|克服|化解))[^。\n]{{0,60}}(?:存在|有)(?:着|的)?(?:一些|一定的?|以下|如下|很多|不少|诸多|许多)[^。；：\n，]{{0,10}}{TROUBLE}(?!，(?:及时|予以|进行|逐))"
        rf"|^(?:主要)?存在的?(?:主要)?{TROUBLE}|^[^。\n]{{0,60}}(?:仍|还|依然)存在[^。；\n]{{4,50}}?等{TROUBLE}"
    ),
}


def says_nothing(text: str) -> bool:
    """Whether words name no problem: 一些, 以下几个方面的."""
    return bool(_EMPTY_RUN.fullmatch(text))


def turns_to_plans(text: str) -> bool:
    """Whether a sentence begins with words that turn to what is to be done (下一步, 针对上述问题).

    A year or the office's name begins both kinds of sentence: there a mention of problems says more.
    """
    return bool(IMPROVEMENT_LEAD.match(text) or (_PLANS.match(text) and not turns_to_problems(text)))


def plan_start(text: str) -> int:
    """Where the measure begins in a sentence that turns to plans: behind 下一步， and behind 采取以下措施：."""
    cue = IMPROVEMENT_LEAD.match(text)
    start = cue.end() if cue else 0
    lead = _LEADING_ANNOUNCEMENT.match(text[start:])
    return start + lead.end() if lead and len(text) - start - lead.end() >= SHORTEST_NAME else start


def announces_plans(text: str) -> bool:
    """Whether a sentence only announces measures (将做好以下工作：), or says that all was put right."""
    plain = text.rstrip("。； ")
    return bool((_ANNOUNCES.search(plain) and _MEASURES.search(plain)) or _NO_MEASURE.match(text))


def problem_named(text: str) -> tuple[int, int] | None:
    """The part of a sentence that names problems after a cue, as offsets; None where it only says that there are some."""
    stop = len(text.rstrip("。！？； "))
    starts = [_behind_cue(text, stop)]
    for pattern in (_NAMED_BETWEEN, _NAMED_OPEN, _NAMED_BEFORE):
        match = pattern.search(text)
        if match and _WANTING.search(match["what"]) and not says_nothing(match["what"]):
            starts.append(match.start("what") + _CONTRAST.match(match["what"]).end())
    first = min((start for start in starts if start is not None), default=None)
    return None if first is None else (first, stop)


def _behind_cue(text: str, stop: int) -> int | None:
    """Where the problem begins behind 主要表现在 and the like."""
    for match in _NAMED_BEHIND.finditer(text):
        end = match.end()
        while again := _NAMED_BEHIND.match(text, end):
            end = again.end()
        rest = text[end:stop].rstrip("：")
        named = len(rest) >= SHORTEST_NAME and not says_nothing(rest) and _names(text[:end], rest)
        if named and (not match["bare"] or _WANTING.search(rest)):
            return end
    return None


def _names(cue: str, rest: str) -> bool:
    """Whether what stands behind a cue names the problem: behind a comma (还有差距，) only if it says what is wanting."""
    return not cue.endswith("，") or bool(_WANTING.search(rest))


def wanting_from(text: str) -> int | None:
    """Where a sentence without cue speaks of something wanting: behind its 但, if it has one; None if it doesn't."""
    but = _BUT.search(text)
    start = but.end() if but and _WANTING.search(text, but.end()) else 0
    return start if _WANTING.search(text, start) else None


def turns_to_problems(text: str) -> bool:
    """Whether a sentence says that there are problems."""
    return bool(_PROBLEMS.search(text))


def turns_away(text: str, paragraph: bool = False) -> bool:
    """Whether a sentence within a point turns from it to something that is said of all points.

    为此 and 对此 do so only at the head of a paragraph.
    """
    if paragraph and text.startswith(("为此，", "对此，")):
        return True
    if _TURNS_AWAY.match(text):
        return not text.startswith(("针对这一", "针对该", "针对此"))
    return announces_plans(text) and any(word in text for word in ("以下", "如下", "下列"))


def opens_passage(text: str) -> str:
    """The kind of the passage that a sentence outside section 5 opens, or ""."""
    if _PASSAGE[IMPROVEMENT].match(text):
        return IMPROVEMENT
    there_is = "有" in text or "存在" in text
    return PROBLEM if there_is and _PASSAGE[PROBLEM].match(text) else ""


def speaks_of_future(text: str) -> bool:
    """Whether a sentence says what will be done."""
    return bool(_FUTURE.search(text))


def kind_of(text: str) -> str:
    """Whether words taken by themselves speak of something wanting or of something planned; "" for neither.

    The first clauses decide: measures often name the want they answer further on, and problems the measure.
    """
    first = _HEAD_END.split(text.strip(), maxsplit=1)[0]
    if _AGAINST_WANT.match(first):
        return IMPROVEMENT
    if _WANTING.search(first[:50]):
        return PROBLEM
    if _PLANNED.search(first):
        return IMPROVEMENT
    return PROBLEM if _WANTING.search(text) else IMPROVEMENT if _PLANNED.search(text) else ""


def denies_problems(text: str) -> bool:
    """Whether a sentence says that there are no such problems: 不存在更新不及时等问题."""
    return bool(_DENIED.search(text))


def turning_points(sentence: str) -> list[int]:
    """Where a sentence that names a problem turns to what will be done about it, as offsets."""
    cuts: list[int] = []
    if "，" not in sentence and "；" not in sentence:
        return cuts
    for match in _TURNING.finditer(sentence):
        before = sentence[: match.start()]
        if (_WANTING.search(before) or _DENIED.search(before)) and not IMPROVEMENT_LEAD.match(sentence[: match.end()]):
            cuts.append(match.end())
    return cuts
