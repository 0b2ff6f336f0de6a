"""Sentences on reconsideration and litigation over requests, with their outcomes."""

from __future__ import annotations

from toolkit.sample.stated.claim import OTHER_SCOPE
from toolkit.sample.stated.comparisons import growth
from toolkit.sample.stated.scribe import Scribe

RECONSIDERATION = (
    "全年因政府信息公开被申请行政复议[reconsideration]",
    "{year}年，{we}因政府信息公开工作被申请行政复议[reconsideration]，其中结果维持[reconsideration.upheld<reconsideration]、结果纠正[reconsideration.corrected<reconsideration]",
    "因政府信息公开引起的行政复议[reconsideration]（维持[reconsideration.upheld<reconsideration]、纠正[reconsideration.corrected<reconsideration]、其他结果[reconsideration.other<reconsideration]、尚未审结[reconsideration.pending<reconsideration]）",
    "发生涉及政府信息公开的行政复议案件[reconsideration]，其中维持原答复[reconsideration.upheld<reconsideration]，被纠正[reconsideration.corrected<reconsideration]，尚未审结[reconsideration.pending<reconsideration]",
    "政府信息公开类行政复议[reconsideration]，截至年底尚未审结[reconsideration.pending<reconsideration]",
    "被申请信息公开行政复议[reconsideration]，其中被纠错[reconsideration.corrected<reconsideration]",
    "申请人不服政府信息公开答复申请行政复议[reconsideration]，均已依法提交答复材料",
)
LITIGATION = (
    "因政府信息公开被提起行政诉讼[litigation]",
    "政府信息公开行政诉讼[litigation]（未经复议直接起诉[direct<litigation]、复议后起诉[after<litigation]）",
    "发生政府信息公开行政诉讼案件[litigation]，其中未经复议直接起诉[direct<litigation]，复议后起诉[after<litigation]",
    "未经复议直接提起的政府信息公开行政诉讼[direct]",
    "经复议后又提起的政府信息公开行政诉讼[after]",
    "因信息公开被提起行政诉讼[litigation]，其中结果维持[litigation.upheld<litigation]、结果纠正[litigation.corrected<litigation]",
    "未经复议直接起诉的行政诉讼[direct]，其中尚未审结[direct.pending<direct]",
    "复议后起诉的行政诉讼[after]，结果维持[after.upheld<after]",
)
BOTH = (
    "全年因政府信息公开引发行政复议[reconsideration]、行政诉讼[litigation]",
    "{year}年，涉及政府信息公开的行政复议[reconsideration]，行政诉讼[litigation]",
    "全年信息公开类行政复议[reconsideration]，诉讼[litigation]",
    "{we}因政府信息公开被申请行政复议和被提起行政诉讼分别为[reconsideration]、[litigation]",
    "办理政府信息公开行政复议答复[reconsideration]、行政诉讼应诉[litigation]",
)
FOUGHT = (("reconsideration", "因政府信息公开引发的行政复议"), ("litigation", "因政府信息公开引发的行政诉讼"))


def disputes(s: Scribe) -> bool:
    """A sentence or two on disputes; False where there were none to tell of."""
    if s.chance(0.4):
        orders = s.tell_one_of(BOTH)
    else:
        orders = s.tell_one_of(RECONSIDERATION)
        if orders and list(orders) == ["reconsideration"] and s.ends_with(len(s.claims)) and s.chance(0.3):
            growth(s, "reconsideration", orders["reconsideration"])
        if orders and s.chance(0.4) and any(s.can_tell(t) for t in LITIGATION):
            s.say("；" if s.chance(0.5) else "。")
            s.tell_one_of(LITIGATION)
        orders = orders or s.tell_one_of(LITIGATION)
    if orders is None:
        return False
    s.say("。")
    return True


def direct_ones_only(s: Scribe) -> bool:
    """Litigation said of all cases where only those without reconsideration were counted: right for another scope."""
    direct, after = s.ground.value("direct"), s.ground.value("after")
    if not direct or not after:
        return False
    s.say("全年因政府信息公开被提起行政诉讼")
    cells = s.ground.cells
    s.number("figure", direct, s.unit("litigation"), cells=cells("litigation"), right_for=cells("direct"), verdict=OTHER_SCOPE)  # fmt: skip
    s.say("。")
    return True
