"""Numbers of requests: received, handled, answered, carried over and forward, by applicant, by outcome."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.reference import FORWARD, NEW, OVER, RESULTS, Reference, requests
from toolkit.text.claims.referents import Entry, Match, entries, first_behind, label_words, last_before
from toolkit.text.claims.scope import part_of_year, unknown_words
from toolkit.text.claims.topic import NOBODY, Place

# Requests to disclose; not those for a licence or a meeting, not the applicant, not the form one fills.
REQUEST = r"(?:依申请(?!人)|(?<!许可)(?<!救助)(?<!补贴)(?<!登记)(?<!复议)申请(?![人表]|许可|登记|复议))"
_NEW_VERB = (
    r"(?:收到|新收|受理|接收到?|接到|收悉|新增|收件|接受|收取|登记|(?<![征验回吸新])收(?!办|费|集|藏|到|支|入|录|取))"
)
_ALL_VERB = r"(?:收办|办理|处理|承办|受办)"
_DONE_VERB = r"(?:办结|答复|回复|办复|办理完毕|办理完成|处理完毕|完成)"
_VERB = rf"(?P<verb>{_DONE_VERB}|{_NEW_VERB}|{_ALL_VERB})"
_END = r"(?:的|共有?|共计|合计|总计|计|为|是|达到?|有|：|约|案件|事项|情况|件数|数量|总数|总量|总件数|量|数|信息|政府信息|公开|了|均|已|仅|各类|材料|件|条|书|总)*$"
_OBJECT = rf"(?:{REQUEST}|信息公开(?=的?(?:答复|申请)))(?:公开)?(?:政府)?(?:信息)?(?:公开)?(?:的?(?:申请|请求|要求))?(?:答复)?{_END}"
_INTAKE = re.compile(rf"{_VERB}(?P<mid>[^，。；]{{0,45}}?)(?:{_OBJECT}|(?<=受理|收到|办理)政府信息公开{_END})")
_NAMED = re.compile(rf"(?P<verb>)(?:政府|信息|公开|政务|依法|接受|全部|本年度|全年)*{_OBJECT}")
# 依申请公开受理量为5件, 政府信息公开申请收件5件.
_OBJECT_FIRST = re.compile(
    rf"{REQUEST}(?:公开)?(?:政府信息)?(?:事项|申请|件)?(?:共|已|新)*{_VERB}(?:量|总量|数量|总数|件数|数|件)?(?:共有?|共计|合计|计|为|是|达到?|有|：|了)*$"
)
_VERB_LAST = re.compile(rf"{_VERB}(?P<mid>[^，。；、]{{0,10}}?){_END}")
_REQUEST_BEHIND = re.compile(rf"^[^，。；：]{{0,16}}?{REQUEST}")
_REQUEST_ALONE = re.compile(rf"^[^，。；：]{{0,16}}?{REQUEST}(?:公开)?(?:政府信息)?(?:事项|案件)?$")
# What is counted are organs or papers, not requests.
_ORGANS_BEHIND = re.compile(r"(?:个)?(?:部门|单位|乡镇|镇|街道|科室|机关|县|区|市|局|行政机关)")
_PAPERS_CLASSED = re.compile(r"公文|属性|发文|主动公开(?:的)?[^，。；]{0,4}\d")
# Requests that were taken back or passed on: some tables count them, some don't.
_NOT_COUNTED = re.compile(
    r"撤回|撤件|撤销申请|撤单|退回|合并|转[^，。；下次年]{0,8}(?:渠道|部门|单位)|不属于|劝退|终止|重复件|无效"
)
_DONE_BEHIND = re.compile(
    r"^(?:申请|政府信息公开申请|案件)?(?:均|全部|已|按[^，。；]{0,6}|在[^，。；]{0,8}内)*(?:予以)?(?:依法)?(?:办结|答复|办复|书面答复)"
)
_WITH_OVER = re.compile(
    r"^(?:，|：|、)?(?:其中)?(?:含|包括|包含|加上|连同|由)[^，。；）]{0,4}(?:上年|上一年|20\d\d年|去年|往年)[^，。；）]{0,4}(?:结转|转结|转|未办结)"
)
_COMPOSED = re.compile(
    r"^，?(?:由|其中)?(?:本年)?新收[^，。；）]{1,8}[，、和及](?:上年|上一年|20\d\d年|去年)[^，。；）]{0,3}结?转"
)
# Other things that are received, answered and closed.
_OTHER_THING = re.compile(
    r"意见|建议|提案|议案|咨询|留言|投诉|举报|信访|热线|工单|来信|来电|来访|信箱|邮箱|人大|政协|许可|行政审批|公文|稿件|问卷|问答|提问|问题|诉求|服务事项|营业|公证|救助|补贴|道路|施工|查询(?!事项)|监督|舆情|纠纷(?!案)|仲裁|合同|"
    r"解读|新闻|发布会|微博|微信|公众号|网民|网友|培训|会议|文件(?!申请)|资料|宣传|指导|协助|会商|研判|审核"
)
_OPEN_ALONE = re.compile(r"(?:^|、|，|其中|：)(?:已|均|全部|同意|依法|对)*公开(?:的|共|有)*$")


_OPENED_BEHIND = re.compile(r"(?:申请)?(?:均|全部)?已(?:经)?(?:予以)?公开$")


def read_intake(place: Place) -> Claim | None:
    """Requests received, handled or answered; what the verb counts decides the cells."""
    words, topic = place.words, place.topic
    if not place.is_count:
        return None
    lead = words.lead
    if last_before("outcomes", lead):
        return None
    match = _last(_INTAKE, lead) or _OBJECT_FIRST.search(lead) or _NAMED.search(lead)
    sure = True
    if match is None and (match := _last(_VERB_LAST, lead) or _counted(place)):
        sure = _of_requests(place, match) or _answers(place, match)
        if not sure and not _may_be_of_requests(place, match):
            match = None
    if (
        match is None
        and topic.intake is not None
        and _DONE_BEHIND.match(words.tail)
        and not unknown_words(lead, NOBODY)
    ):
        match = re.search(r"(?P<verb>)$", lead)
    if match is None or _ORGANS_BEHIND.match(words.tail):
        return None
    if not match["verb"] and _PAPERS_CLASSED.search(place.said):
        # 主动公开1428件，依申请公开30件，不予公开26件: kinds of papers.
        return None
    said = lead[match.start() :] + words.tail
    if _OTHER_THING.search(_thing(words.clause + words.tail)) or re.search(r"复议|诉讼|应诉|率", said):
        return None
    means, others = _scope(match["verb"], place)
    known = tuple(filter(None, (match["verb"],)))
    inherited = topic.intake if topic.intake_sentence == place.sentence and not _has_subject(lead, match) else None
    claim = place.claim(words.start + _offset(place, match), place.number.end, means, known, others, inherited)
    doubt = _doubt(place, match, means, sure)
    again = claim.plain and _again(place, means)
    claim = replace(claim, unclear=claim.unclear or doubt)
    if claim.narrowed and not match["verb"] and not _DONE_BEHIND.match(words.tail):
        # 其中当面申请3件: a part of the number before, no number of its own.
        return None
    if not again:
        _remember(place, claim)
    return claim


def _doubt(place: Place, match: re.Match[str], means: tuple[Reference, ...], sure: bool) -> str:
    """Words that leave open whether a number is of all requests, though none of them narrows it by itself."""
    words, topic = place.words, place.topic
    if not sure:
        return match[0]
    if gone := _NOT_COUNTED.search(re.sub(r"（[^（）]*）", "", place.said)):
        return gone[0]
    if any(entry.words.search(words.lead) for entry in entries("applicants")) and not re.search(
        r"公民、?法人", words.lead
    ):
        return "申请人"
    if _again(place, means):
        # 登记102件，受理98件; 办结46件，其中书面答复40件: a second number of the same is of less, or counted otherwise.
        return match["verb"] or match[0]
    of_disclosure = place.view.section == 3 or "公开" in place.view.text[topic.paragraph : place.behind] + place.said
    return "" if of_disclosure and "申请事项" not in words.lead else "申请"


def _again(place: Place, means: tuple[Reference, ...]) -> bool:
    """Whether the sentence has told a number of the same already."""
    topic = place.topic
    return topic.intake is not None and topic.intake_sentence == place.sentence and means[0] == topic.intake.means[0]


def _counted(place: Place) -> re.Match[str] | None:
    """共有2件政府信息公开申请: no verb says what was done, the words behind say what they are, and no more."""
    return re.search(r"(?P<verb>)有$", place.words.lead) if _REQUEST_ALONE.match(place.words.tail) else None


def _answers(place: Place, match: re.Match[str]) -> bool:
    """Whether an answer without an object is to the requests told before: counted alike, and the sentence tells of nothing else."""
    whole = place.topic.whole_intake
    return whole is not None and whole.stated.unit == place.number.unit and _may_be_of_requests(place, match)


def _may_be_of_requests(place: Place, match: re.Match[str]) -> bool:
    """Whether an answer without an object may be to requests: the paragraph is about them, the sentence about nothing else."""
    view, topic = place.view, place.topic
    said = view.text[place.sentence : view.sentence_of(place.number.start)[1]]
    done = re.fullmatch(_DONE_VERB, match["verb"]) and match.end() - match.start() < LONGEST_ANSWER
    return bool(done) and topic.of_requests and not _OTHER_THING.search(_thing(said))


LONGEST_ANSWER = 10
"""Characters of 按期办结, 共作出答复 and the like in front of a number."""


def _remember(place: Place, claim: Claim) -> None:
    topic = place.topic
    topic.intake, topic.intake_sentence = claim, place.sentence
    own = claim.year == place.view.own.year
    if own and (claim.plain or (topic.whole_intake is None and not claim.narrowed)):
        topic.whole_intake = claim


def _of_requests(place: Place, match: re.Match[str]) -> bool:
    """Whether 收到35件, 办结30件 without an object are of requests: it stands behind, or the sentence is about them."""
    topic = place.topic
    if _REQUEST_BEHIND.match(place.words.tail) or (match["verb"] == "新收" and topic.of_requests):
        return True
    if topic.intake is None or (match["verb"] == "完成" and match.end() - match.start() > 4):
        return False
    said = place.view.text[place.sentence : place.number.start]
    if re.search(r"复议|诉讼|应诉", said) or _OTHER_THING.search(_thing(said)):
        return False
    since = place.view.text[topic.intake_sentence : place.number.start]
    return topic.intake_sentence == place.sentence or not _OTHER_THING.search(_thing(since))


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The match that begins last: of 收到并答复申请35件 the one with 答复."""
    found, at = None, 0
    while (match := pattern.search(text, at)) is not None:
        found, at = match, match.start() + 1
    return found


def _thing(said: str) -> str:
    """What is counted, without names that hold other things: the Regulations, rows of the form."""
    return re.sub(r"政府信息公开条例|信访举报投诉类申请|商业秘密", "", said)


def _has_subject(lead: str, match: re.Match[str]) -> bool:
    return bool(unknown_words(lead[: match.start()], NOBODY)) or bool(re.search(r"20\d\d年|全年|本年", lead))


def _offset(place: Place, match: re.Match[str]) -> int:
    """How far behind the start of the lead the matched words begin in the text, where brackets still stand."""
    head = place.words.lead[match.start() : match.start() + 2]
    at = place.view.text.find(head, place.words.start) if head else place.number.start
    return max(0, at - place.words.start)


def _scope(verb: str, place: Place) -> tuple[tuple[Reference, ...], tuple[Reference, ...]]:
    """What a verb counts (收到 the new ones, 收办 with those carried over, 答复 the results), and what it might count instead."""
    new, both, results = requests(NEW), requests(NEW, OVER), requests(RESULTS)
    text, number, lead = place.view.text, place.number, place.words.lead
    behind = text[number.end + 1 :] if text[number.end : number.end + 1] == "（" else text[number.end :]
    done = re.fullmatch(_DONE_VERB, verb) or (not verb and _DONE_BEHIND.match(place.words.tail))
    if _WITH_OVER.match(behind[:40]) or _WITH_OVER.search(lead) or _COMPOSED.match(behind[:40]):
        # 收到36件（含上年结转2件）: some count the new ones and the old, some say of the new ones how many are old.
        return ((results, both), (new,)) if done else ((both, new, results), ())
    if done:
        return ((new, results), (both,)) if re.search(_NEW_VERB, lead) else ((results,), (both, new))
    if re.search(_NEW_VERB, lead) and re.search(rf"{_ALL_VERB}|{_DONE_VERB}", lead) and verb:
        return (new, both, results), ()
    if re.fullmatch(_ALL_VERB, verb):
        return (both, results), (new,)
    return (new,), (both, results)


def read_stage(place: Place) -> Claim | None:
    """Requests carried over from last year, and forward to the next."""
    words, topic = place.words, place.topic
    if not place.is_count or not topic.of_requests or re.search(r"复议|诉讼", words.lead[-12:] + words.tail):
        return None
    match = _carried_by_year(place, words.lead) or last_before("stages", words.lead)
    if match is not None:
        start, end = words.start + match.start, place.number.end
    elif match := _carried_by_year(place, words.tail, behind=True) or first_behind("stages", words.tail):
        start, end = place.number.start, place.behind + match.end
    else:
        return None
    population = _population(place)
    claim = place.claim(start, end, (match.entry.reference,), (match.text,), (), population)
    # 去年结转 names last year and is still a figure of this one.
    return replace(claim, year=population.year if population else place.view.own.year)


_AWAY = r"(?:(?:[结接]转|转结|转|延续|延期|顺延)(?:到|至|入)?(?P<to>20\d\d)年(?:度)?)"
_CARRIED = re.compile(
    rf"(?:(?P<from>20\d\d)年(?:度)?(?:未办结)?(?:[结接]转|转结|转入|遗留)(?!20)|{_AWAY})(?:继续)?(?:办理|答复|处理)?[^，。；\d]{{0,12}}$"
)
_CARRIED_BEHIND = re.compile(rf"^(?:申请|按[^，。；]{{0,10}}|已|将)*{_AWAY}")
_NEXT_BEHIND = re.compile(r"^[^，。；\d]{0,16}?(?:[结接]转|顺延|延续|延期|转)(?:到|至|入)?(?:下|次)一?年")


def _carried_by_year(place: Place, text: str, behind: bool = False) -> Match | None:
    """2022年结转3件, 结转至2024年5件: the year and its side say which of the two it is."""
    found, own = (_CARRIED_BEHIND if behind else _CARRIED).search(text), place.view.own.year
    if behind and found is None and (later := _NEXT_BEHIND.match(text)):
        return Match(_entry_of(FORWARD), later.start(), later.end(), later[0])
    if not found or own is None:
        return None
    groups = found.groupdict()
    came, went = int(groups.get("from") or 0), int(groups.get("to") or 0)
    if came == own - 1 or went == own:
        return Match(_entry_of(OVER), found.start(), found.end(), found[0])
    if went == own + 1 or came == own:
        return Match(_entry_of(FORWARD), found.start(), found.end(), found[0])
    return None


def _entry_of(row: str) -> Entry:
    return next(entry for entry in entries("stages") if entry.reference.rows == (row,))


def read_outcome(place: Place) -> Claim | None:
    """How requests were answered: the rows of results and their groups."""
    words, topic = place.words, place.topic
    if not place.is_count or not topic.of_requests or re.search(r"复议|诉讼|许可事项|主动公开", words.clause):
        return None
    match = last_before("outcomes", words.lead)
    start, end = words.start + (match.start if match else 0), place.number.end
    if match is None and (match := first_behind("outcomes", words.tail)):
        start, end = place.number.start, place.behind + match.end
    alike = (
        topic.intake is not None
        and topic.intake_sentence == place.sentence
        and place.number.unit == topic.intake.stated.unit
    )
    if match is None and alike and _OPENED_BEHIND.match(words.tail):
        start, end = place.number.start, place.behind + len(words.tail)
        match = Match(_granted(), 0, len(words.tail), words.tail)
    if match is None and alike and _OPEN_ALONE.search(words.lead):
        match = Match(_granted(), len(words.lead) - 2, len(words.lead), "公开")
    if match is None or re.search(r"率$", words.lead) or (not match.entry.group and _of_another_thing(place)):
        return None
    means, known = [match.entry.reference], [match.text]
    for entry in entries("outcomes"):
        # 因本机关不掌握无法提供: a row of the group is named as the reason; with 等 it is one of several.
        if entry.group and (entry.group,) == match.entry.reference.rows and (reason := entry.words.search(words.lead)):
            means.insert(len(means) if "等" in words.lead else 0, entry.reference)
            known.append(reason[0])
    if reason := _reason_behind(place, match.entry):
        means.insert(0, reason)
    if match.entry.group and (group := re.search(_words_of(match.entry.group), words.lead + words.tail)):
        # 因信息不存在无法提供: the group is named beside its row.
        means.append(requests(match.entry.group))
        known.append(group[0])
    return place.claim(start, end, tuple(means), tuple(known), (), _population(place))


_ALL_OF_THEM = re.compile(r"，(?:均|全部|都|主要)(?:是|属于|为|系|因)?(?P<reason>[^，。；\d]{2,20})")


def _reason_behind(place: Place, group: Entry) -> Reference | None:
    """The row of a group that all of its number are of: 不予公开3件，均属于行政查询事项."""
    found = _ALL_OF_THEM.match(place.view.text, place.behind)
    if found is None:
        return None
    rows = (e for e in entries("outcomes") if (e.group,) == group.reference.rows and e.words.search(found["reason"]))
    return next((entry.reference for entry in rows), None)


def _of_another_thing(place: Place) -> bool:
    """Whether a sentence without a number of requests tells of other things: 办理行政许可310件，不予受理5件; classes of papers."""
    if place.topic.intake_sentence == place.sentence:
        return False
    said = label_words().sub("", place.said)
    return bool(_PAPERS_CLASSED.search(place.said) or _OTHER_THING.search(_thing(said)))


def _granted() -> Entry:
    return next(entry for entry in entries("outcomes") if entry.reference.rows == ("granted",))


def _words_of(group: str) -> str:
    return next(entry.words.pattern for entry in entries("outcomes") if entry.reference.rows == (group,))


def _population(place: Place) -> Claim | None:
    """The number of requests of which outcomes are told: the last one of the sentence, else the last one of all requests."""
    topic = place.topic
    if topic.intake is None or topic.intake_sentence == place.sentence or "其中" in place.words.before[:4]:
        return topic.intake
    # A part of the year and another year end with their sentence; an organ or a way of asking may go on.
    passing = part_of_year(topic.intake.narrowed) or topic.intake.year != place.view.own.year
    return topic.whole_intake or (None if passing else topic.intake)


def read_applicant(place: Place) -> Claim | None:
    """Requests by kind of applicant: columns of the number of requests said before."""
    words, topic = place.words, place.topic
    if not place.is_count or not topic.of_requests:
        return None
    if re.search(r"公民、?法人", words.lead):
        # 收到公民、法人或者其他组织的申请62件: everybody.
        return None
    match = last_before("applicants", words.lead)
    start, end = words.start + (match.start if match else 0), place.number.end
    if match is None and (match := first_behind("applicants", words.tail)):
        start, end = place.number.start, place.behind + match.end
    if match is None:
        return None
    columns, whole = match.entry.reference.columns, _population(place)
    if re.search(r"新(?:收|增|申请|提)", words.lead):
        whole = None
    means, others = (
        (whole.means, whole.else_means) if whole else ((requests(NEW),), (requests(NEW, OVER), requests(RESULTS)))
    )
    means = tuple(reference.with_columns(columns) for reference in means)
    others = tuple(reference.with_columns(columns) for reference in others)
    return place.claim(start, end, means, (match.text,), others, whole)
