"""Sentences on requests: how many came, how they ended, why they were refused, what is left for next year."""

from __future__ import annotations

from toolkit.sample.stated.claim import OTHER_SCOPE
from toolkit.sample.stated.comparisons import growth, share
from toolkit.sample.stated.ground import ORGANISATIONS, OUTCOMES
from toolkit.sample.stated.lists import channels, one_place, places
from toolkit.sample.stated.numbers import rounded
from toolkit.sample.stated.scribe import Scribe

WHEN = (
    "{year}年，{we}",
    "{year}年，{we}",
    "{year}年{we}",
    "全年，{we}",
    "本年度，{we}",
    "{year}年度，{we}",
    "报告期内，{we}",
    "一年来，{we}",
    "{year}年，{we}依法",
    "{year}年1月1日至12月31日，{we}",
    "据统计，{year}年",
    "全年",
)
NEW = (
    "共收到政府信息公开申请[new]", "收到政府信息公开申请[new]", "新收政府信息公开申请[new]", "受理政府信息公开申请[new]",
    "共受理依申请公开[new]", "受理[new]政府信息公开申请", "收到公民、法人或者其他组织的政府信息公开申请[new]",
    "登记受理政府信息公开申请[new]", "接到政府信息公开申请[new]", "收到[new]政府信息公开申请",
    "新收到政府信息公开申请[new]", "共接收信息公开申请[new]", "依申请公开新收[new]",
    "收到各类政府信息公开申请共计[new]", "收到依申请公开事项[new]",
    "通过各种渠道收到公开申请[new]", "收到的政府信息公开申请为[new]", "依申请公开受理量为[new]", "共有[new]政府信息公开申请",
    "依法受理公众提出的信息公开申请[new]", "新增依申请公开申请[new]", "新收政府信息公开申请数量为[new]",
    "依申请公开方面收到申请[new]", "依申请受理[new]", "政府信息公开申请收件[new]", "登记依申请公开申请[new]",
    "收到要求公开政府信息的申请[new]", "依申请公开数量[new]", "收到书面公开申请[new]，均依法登记",
)  # fmt: skip
HANDLED = (
    "共收办政府信息公开申请[handled]", "办理政府信息公开申请[handled]（含上年结转[carried<handled]）",
    "处理政府信息公开申请[handled]（包括上一年度结转的[carried<handled]）", "共收办政府信息公开申请案件[handled]",
    "收到政府信息公开申请[new]，连同上年结转的[carried]，共办理[handled]",
    "新收申请[new]，加上上年结转[carried]，应办理政府信息公开申请[handled]",
    "承办政府信息公开申请[handled]，其中本年新收[new<handled]、上年结转[carried<handled]",
    "办理政府信息公开申请[handled]，其中新收到申请[new<handled]，{last}年结转[carried<handled]",
    "收办政府信息公开申请共[handled]（新收[new<handled]、上年结转[carried<handled]）",
    "本年应办理的政府信息公开申请合计[handled]，由新收[new<handled]和上年结转[carried<handled]组成",
    "收到和处理政府信息公开申请[handled]（含{last}年结转的[carried<handled]）",
    "共处理依申请公开[handled]（包含上年结转[carried<handled]）",
)  # fmt: skip
ANSWERED = (
    "全年办结[answered]", "已办结并答复[answered]", "年内共作出答复[answered]", "本年度办结申请[answered]",
    "截至年底办结[answered]", "已按期答复[answered]", "本年办结[answered]，结转下年度继续办理[forward]",
    "全年办结[answered]，另有[forward]转入{next}年办理", "办结答复[answered]，尚未到期的[forward]结转下年度",
    "全年办结申请共[answered]", "年内办理完毕[answered]", "按期办结[answered]，无超期答复",
)  # fmt: skip
FORWARD = (
    "结转下年度继续办理[forward]", "转下年度办理[forward]", "结转至{next}年办理的申请[forward]", "年末尚有[forward]正在办理，结转下一年度",
    "除[forward]结转下年度办理外，其余均已答复", "未到答复期限、转入{next}年办理的有[forward]",
    "[forward]结转下年度办理", "年底未办结[forward]，答复期限在{next}年", "需跨年度办理的[forward]，结转{next}年",
)  # fmt: skip
LABELS = {
    "granted": ("予以公开", "予以公开", "同意公开", "予以公开的", "答复予以公开"),
    "partial": ("部分公开", "部分公开", "予以部分公开", "部分公开的", "区分处理后部分公开"),
    "denied": ("不予公开", "不予公开", "依法不予公开", "不予公开的", "决定不予公开"),
    "unable": ("无法提供", "无法提供", "告知无法提供", "无法提供的", "因本机关不掌握等原因无法提供"),
    "refused": ("不予处理", "不予处理", "依法不予处理", "不予处理的"),
    "otherwise": ("其他处理", "作其他处理", "其他处理的", "作其他处理（含申请人主动撤回）"),
    "forward": ("转下年度办理", "结转下年度继续办理", "结转下年度", "结转下年度办理"),
}
REASONS = {
    "denied.state_secret": ("属于国家秘密", "涉及国家秘密"),
    "denied.prohibited_by_law": ("其他法律行政法规禁止公开", "法律、行政法规禁止公开"),
    "denied.third_party_rights": ("保护第三方合法权益", "涉及第三方合法权益"),
    "denied.internal_affairs": ("属于三类内部事务信息", "属于内部事务信息"),
    "denied.process_information": ("属于四类过程性信息", "属于过程性信息"),
    "denied.enforcement_case_file": ("属于行政执法案卷", "属于行政执法案卷信息"),
    "denied.administrative_inquiry": ("属于行政查询事项",),
    "unable.not_held": ("本机关不掌握相关政府信息", "不掌握相关信息"),
    "unable.requires_creation": ("没有现成信息需要另行制作", "没有现成信息、需另行制作"),
    "unable.unclear_after_correction": ("补正后申请内容仍不明确",),
    "refused.petition_complaint": ("信访举报投诉类申请", "属于信访、投诉、举报类申请"),
    "refused.repeat_request": ("重复申请", "属于重复申请"),
    "refused.public_publication": ("要求提供公开出版物",),
    "refused.excessive_requests": ("无正当理由大量反复申请",),
    "refused.confirmation_or_reissue": ("要求确认或重新出具已获取信息",),
    "otherwise.correction_overdue": ("逾期不补正", "申请人无正当理由逾期不补正"),
    "otherwise.fee_overdue": ("逾期未缴纳费用", "申请人逾期未按通知缴纳费用"),
}
BECAUSE = (
    ("unable.not_held", "因本机关不掌握相关政府信息而无法提供[{}]"),
    ("unable.not_held", "[{}]因本机关不掌握相关信息告知无法提供"),
    ("refused.repeat_request", "属于重复申请不予处理的[{}]"),
    ("refused.petition_complaint", "以信访、投诉、举报为内容不予处理的[{}]"),
    ("denied.state_secret", "因属于国家秘密不予公开[{}]"),
    ("denied.process_information", "[{}]因属于过程性信息不予公开"),
    ("otherwise.correction_overdue", "申请人逾期不补正、不再处理的[{}]"),
)  # fmt: skip
APPLICANTS = {
    "natural_person": ("自然人申请", "自然人提出", "由自然人提交的", "自然人"),
    "organisations": ("法人或其他组织申请", "法人或其他组织提出", "法人或其他组织"),
    "commercial_enterprise": ("商业企业申请", "商业企业"),
    "research_institution": ("科研机构申请", "科研机构"),
    "public_interest_organization": ("社会公益组织",),
    "legal_service_institution": ("法律服务机构申请", "法律服务机构"),
}
HEADS = ("其中，", "其中：", "其中", "按办理结果分，", "具体为：", "办理结果为：")


def intake(s: Scribe) -> tuple[str, int] | None:
    """How many requests came or were handled; gives the short name and the order of the number, None if nothing was said."""
    s.say(s.rng.choice(WHEN))
    if s.chance(0.1) and (said := _rounded_intake(s)):
        return said
    if s.chance(0.08) and s.ground.value("carried") and s.ground.value("new") is not None:
        # The words say new ones, the number counts those carried over too.
        s.say("新收政府信息公开申请")
        cells = s.ground.cells
        s.number("figure", s.ground.value("handled") or 0, s.unit("new"), cells=cells("new"), right_for=cells("handled"), verdict=OTHER_SCOPE)  # fmt: skip
        return "", 0
    orders = s.tell_one_of(HANDLED) if s.ground.value("carried") and s.chance(0.5) else None
    orders = orders or s.tell_one_of(NEW)
    if orders is None:
        return None
    whole = "handled" if "handled" in orders else "new"
    if s.ends_with(orders[whole]):
        if not (s.chance(0.3) and places(s, whole, orders[whole])):
            if s.chance(0.5):
                growth(s, whole, orders[whole])
            elif s.chance(0.35):
                applicants(s, whole, orders[whole])
            elif s.chance(0.35):
                channels(s, whole, orders[whole])
            elif s.chance(0.15):
                one_place(s, whole, orders[whole])
    return whole, orders[whole]


def _rounded_intake(s: Scribe) -> tuple[str, int] | None:
    value = s.ground.value("new")
    rounding = rounded(s.rng, int(value)) if value else None
    if rounding is None:
        return None
    s.say("共收到政府信息公开申请")
    s.number("figure", int(value or 0), s.unit("new"), rounding=rounding, cells=s.ground.cells("new"))
    return "", 0


def applicants(s: Scribe, whole: str, order: int) -> None:
    """Who asked, as parts of the new ones or of all that were handled."""
    both = whole == "handled"
    names = list(("natural_person", "organisations") if s.chance(0.6) else ("natural_person", *ORGANISATIONS[:4]))
    parts = [(who, _by(s, who, both)) for who in names]
    parts = [(who, cells, value) for who, (cells, value) in parts if value]
    if not parts or sum(value for *_, value in parts) > (s.ground.value(whole) or 0):
        return
    bracket = s.chance(0.35)
    mark = s.rng.choice(["、", "，"]) if not bracket else "、"
    s.say("（" if bracket else s.rng.choice(["，其中", "，其中，", "。按申请人分，"]))
    for count, (who, cells, value) in enumerate(parts):
        s.say(mark if count else "")
        s.say(s.rng.choice(APPLICANTS[who]))
        part = s.number("figure", value, s.unit(whole), cells=cells, of=order, closed=bracket or mark == "、")
        if not bracket and mark == "，" and s.chance(0.4):
            share(s, part, value, whole, order)
    s.say("）" if bracket else "")


def _by(s: Scribe, who: str, both: bool) -> tuple[tuple, int]:
    """The cells of an applicant among the new ones, or of these and those carried over, and their sum (0 if unknown)."""
    names = ("new", "carried") if both else ("new",)
    cells = tuple(cell for name in names for cell in s.ground.cells(f"{name}/{who}"))
    values = [s.ground.value(f"{name}/{who}") for name in names]
    return cells, 0 if None in values else sum(int(value or 0) for value in values)


def outcomes(s: Scribe, whole: str, order: int) -> bool:
    """How requests ended, as parts of a number said before (`order`, 0 for none) in one of several shapes."""
    names = [name for name in (*OUTCOMES, "forward") if s.ground.value(name) is not None]
    if whole == "answered":
        names.remove("forward") if "forward" in names else None
    zeros = s.chance(0.15)
    names = [name for name in names if s.ground.value(name) or (zeros and name != "forward")]
    if s.chance(0.35):
        names = [name for name in names if s.chance(0.6)]
    values = {name: int(s.ground.value(name) or 0) for name in names}
    if not any(values.values()):
        return False
    limit = s.ground.value(whole) if order else None
    belongs = order if limit is not None and sum(values.values()) <= limit else None
    shape = s.rng.choice([_listed, _listed, _listed, _by_number, _respectively] + ([_bracketed] if belongs and s.ends_with(order) else []))  # fmt: skip
    shape(s, names, whole, belongs)
    return True


def _state(s: Scribe, name: str, belongs: int | None, closed: bool = False, unit: str | None = None) -> int:
    return s.number(
        "figure", int(s.ground.value(name) or 0), s.unit(name) if unit is None else unit,
        cells=s.ground.cells(name), of=belongs, closed=closed,
    )  # fmt: skip


def _lead(s: Scribe, belongs: int | None) -> None:
    """From the sentence before to the list: 其中 only where its numbers are parts of what was said."""
    if belongs and not s.text.endswith("）") and (len(s.claims) == belongs or s.claims[-1].kind == "growth"):
        s.say(s.rng.choice(["，", "。"]) + s.rng.choice(HEADS))
    elif belongs:
        # Behind another list 其中 would speak of its last number.
        s.say(s.rng.choice(["；", "。"]) + s.rng.choice(["按办理结果分，", "办理结果为：", ""]))
    else:
        s.say("。" if s.text and not s.text.endswith("。") else "")
        s.say(s.rng.choice(["从办理结果看，", "全年办理结果：", "办理情况如下：", ""]))


def _listed(s: Scribe, names: list[str], whole: str, belongs: int | None) -> None:
    """予以公开12件，占25%；部分公开3件；不予公开2件（属于国家秘密1件、…）."""
    _lead(s, belongs)
    mark = s.rng.choice(["、", "，", "；", "；"])
    colon = "：" if mark == "；" and s.chance(0.2) else ""
    shares = bool(belongs) and mark != "、" and s.chance(0.55)
    for count, name in enumerate(names):
        s.say(mark if count else "")
        label = s.rng.choice(LABELS[name])
        if mark == "；" and _of_natural_persons(s, name):
            continue
        s.say(label + colon)
        part = _state(s, name, belongs, closed=mark == "、")
        value = int(s.ground.value(name) or 0)
        if shares and value and belongs:
            share(s, part, value, whole, belongs)
        elif mark == "；" and "." not in name and s.chance(0.5):
            reasons(s, name, part)


def _of_natural_persons(s: Scribe, name: str) -> bool:
    """Sometimes the number of natural persons stands where the words speak of all: right for another scope."""
    all_of_them, persons = s.ground.value(name), s.ground.value(f"{name}/natural_person")
    if not persons or persons == all_of_them or not s.chance(0.25):
        return False
    s.say(LABELS[name][0])
    cells = s.ground.cells
    s.number("figure", persons, s.unit(name), cells=cells(name), right_for=cells(f"{name}/natural_person"), verdict=OTHER_SCOPE)  # fmt: skip
    return True


def _by_number(s: Scribe, names: list[str], whole: str, belongs: int | None) -> None:
    """12件予以公开、3件部分公开."""
    _lead(s, belongs)
    mark = s.rng.choice(["、", "，"])
    for count, name in enumerate(names):
        s.say(mark if count else "")
        _state(s, name, belongs, closed=mark == "、")
        s.say(LABELS[name][1])


def _respectively(s: Scribe, names: list[str], whole: str, belongs: int | None) -> None:
    """予以公开、部分公开、无法提供分别为12件、3件、5件，分别占60%、15%、25%."""
    _lead(s, belongs)
    if len(names) < 2:
        return _listed_after_lead(s, names, belongs)
    s.say("、".join(LABELS[name][1] for name in names) + s.rng.choice(["分别为", "的分别有", "各为"]))
    bare = s.chance(0.25) and s.hand["style"] == "plain"
    parts = []
    for count, name in enumerate(names):
        last = count == len(names) - 1
        s.say("、" if count else "")
        words = s.hand
        s.hand = {**words, "words": "0"} if bare else words
        parts.append(_state(s, name, belongs, closed=True, unit="" if bare and not last else None))
        s.hand = words
    values = [int(s.ground.value(name) or 0) for name in names]
    if belongs and all(values) and s.chance(0.4):
        for count, (part, value) in enumerate(zip(parts, values, strict=True)):
            share(s, part, value, whole, belongs, lead="、" if count else "，分别占")


def _listed_after_lead(s: Scribe, names: list[str], belongs: int | None) -> None:
    for name in names:
        s.say(LABELS[name][0])
        _state(s, name, belongs, closed=True)


def _bracketed(s: Scribe, names: list[str], whole: str, belongs: int | None) -> None:
    """（予以公开12件、部分公开3件）."""
    s.say(s.rng.choice(["（其中", "（"]))
    mark, shares = s.rng.choice(["、", "、", "，"]), s.chance(0.3)
    for count, name in enumerate(names):
        s.say((mark if count else "") + LABELS[name][1])
        part = _state(s, name, belongs, closed=True)
        if shares and belongs and mark == "，":
            share(s, part, int(s.ground.value(name) or 0), whole, belongs, lead="占")
    s.say("）")


def reasons(s: Scribe, group: str, order: int) -> None:
    """The reasons of a refusal in brackets behind its number."""
    names = [name for name in REASONS if name.startswith(group + ".") and s.ground.value(name)]
    if not names:
        return
    names = names if s.chance(0.6) else names[:1]
    s.say(s.rng.choice(["（其中", "（"]))
    for count, name in enumerate(names):
        s.say(("、" if count else "") + s.rng.choice(REASONS[name]).replace("、", "和"))
        _state(s, name, order, closed=True)
    s.say("）")


def single_reason(s: Scribe) -> bool:
    """A sentence on one reason by itself."""
    fitting = [template.format(name) for name, template in BECAUSE if s.ground.value(name)]
    if not fitting:
        return False
    s.tell(s.rng.choice(fitting))
    s.say("。")
    return True
