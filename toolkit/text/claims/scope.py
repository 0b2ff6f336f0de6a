"""Of what a number is said: of which year, of this agency as a whole or of less, by the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.text.claims.numbers import NUMBERS
from toolkit.text.claims.referents import label_words
from toolkit.text.masking import names_of

_YEAR = re.compile(
    r"(?P<compare>较|比|与|同|相比|自|从)?(?P<year>20\d\d)年(?:度)?(?!度?(?:未办结)?[结接]?转)(?P<same>同期)?|(?P<last>去年(?!度?(?:未办)?[结转])|上年度?(?!度?(?:未办)?[结转])|上一年度?(?!度?[结转])|前一年度?(?![结转]))"
)
_GROWS = re.compile(r"增长|增加|上升|提高|增幅|下降|减少|降低|回落|降幅|持平|多|少|翻")
_PART_OF_YEAR = re.compile(
    r"上半年|下半年|[一二三四]季度|\d{1,2}(?:月份?)?[-—~至到]\d{1,2}月(?!31日)|(?:截至|截止|至|到)(?:20\d\d年)?(?:\d|1[01])月|(?<!\d)(?:\d|1[0-2])月份|前[一二三]个?季度|年初|年中"
)
_FULL_YEAR = re.compile(r"1月1日[起至到—-]*(?:20\d\d年)?(?:至|到)?12月31日|12月31日")
_OF_DISCLOSURE = re.compile(
    r"(?:涉及?)?(?:政府信息公开|政府信息|信息公开|依申请公开|政务公开)(?:工作)?(?:领域的?|类的?|方面的?)?(?=[^，。；]{0,6}(?:行政|复议|诉讼|申请|案))"
)
_EVERY_WAY = re.compile(r"(?:通过|以|经)?(?:各种|各类|多种|各|线上线下|多)(?:渠道|方式|途径|形式)")
_LONGER = re.compile(r"以来|历年|历次|近[年三两五]|累年|多年|至今|[三两五]年来|20\d\d年[-—至到]20\d\d年")
_PLAN = re.compile(r"力争|计划|将(?!申请|信息|其)|拟(?!稿|制)|目标|预计|争取|下一步")
# Words that say a number is of less than all requests or cases.
_NARROWING = re.compile(
    r"备案|实际|书面(?!答复|回复|告知)|延期|逾期|超期|通过[^，。；]{1,16}?(?=收到|受理|提出|提交|申请|$)|以[^，。；]{1,10}(?:方式|形式|渠道|途径)|(?:方式|形式|渠道|途径)|网站|网络|网上|在线|线上|线下|信函|邮寄|邮件|信件|当面|现场|来函|传真|快递|窗口|"
    r"涉及(?!国家秘密|第三方|商业秘密|个人隐私)|关于(?!政府信息)|领域|针对|围绕|方面的|(?<![各此这])类(?!申请)|重点|其余|剩余|余下|首次|同一|批量|某|试点|(?<!政府)系统外|依职权|监督|"
    r"本级|市直|县直|区直|省直|州直|乡镇|镇街|街镇|街道(?!办事处共)|村|社区|所属|下属|直属|基层|县区|县市区|区县|各县|各市|各区|全省|全国|省级|上级|国家|其他单位|败诉|胜诉|撤诉|驳回|撤回|"
    r"年龄|男性|女性|境外|外地|本地|日均|月均|平均|人均|新增长|增长|减少|增加|下降|满意"
)
# Words that say nothing of the scope. They are taken out; what is left is not known.
_NEUTRAL_WORDS = (
    "对外 加上 加 尚有 尚 宣布 收取 取 全 组成 不服 构成 内容 转入 转来 到期 到 入 具体为 具体 如下 按 分 分为 需 同 报告期内 报告期 报告年度 据统计 统计 制作 各种渠道 各类渠道 多种渠道 各渠道 线上线下 全年 本年度 本年 年度 年内 全年度 当年 期间 一年来 一年 今年 去年同期 统计期内 年 度 截至12月31日 "
    "共计 总共 一共 合计 总计 累计 共 计 均 分别 已 全部 总 仅 只 各类 各项 各级 各 实际 有效 有 为 是 达到 达 约 其中 包括 含 包含 另有 另 还有 还 以及 及 和 与 或 者 并 且 中 内 里 上 在 的 了 对 对于 将 把 被 由 于 向 按 按照 "
    "依法 依规 依申请 依 依据 根据 严格 规范 规定 法定 时限 期限 期 按时 按期 及时 认真 妥善 做好 受 理 继续 持续 不断 进一步 切实 顺利 圆满 稳妥 稳步 扎实 高质量 高效 "
    "收到 受理 新收 接收 接到 收悉 接受 收取 收办 收 办理 办结 办复 处理 承办 答复 回复 完成 登记 新增 新 接 批办 交办 作出 做出 作 做 予以 予 提出 提交 申请人 申请 递交 获取 请求 案件 案 件数 件 数量 总数 总量 总件数 数 量 事项 情形 情况 工作 方面 过程 结果 决定 告知 书 书面 "
    "政府信息公开 政府信息依申请公开 信息公开 依申请公开 公开 政府信息 政务公开 政务信息 信息 政府 政务 社会公众 社会 公众 群众 人民群众 各界 当事人 公民 法人 其他组织 自然人 组织 个人 "
    "行政复议 行政诉讼 复议 诉讼 应诉 行政 因 引发 引起 产生 发生 导致 起诉 被申请 被诉 被 提起 相关 有关 涉及政府信息公开 涉政府信息公开 涉政务公开 涉 工作 而 类 纠纷 争议 "
    "等 原因 由于 理由 等原因 以 为由 经 审查 后 属于 情形的 并且 同时 此外 来自 来 自 年末 年底 期末 末 底 全局 全委 全系统 我 本 区域 范围 辖区 行政机关 机关 单位 部门 本机关 本单位 我单位 "
    "制发 制定 出台 印发 发布 废止 现行有效 现行 有效 行政规范性文件 规范性文件 规章 文件 行政许可 行政处罚 行政强制 行政事业性收费 处理决定 金额 收费 主动公开 主动 "
    "结转 上年度 上年 上一年度 下年度 下年 次年 下一年度 跨年 转 尚未 未 办结的 继续办理 尚在 正在 办理中 审理 审结 维持 纠正 其他结果 其他 处理中 符合 要求 条件 的有 且 所 又 数为 数是 即 比例 占 应 截至 截止 截 较 比 同比 相比 今 一 至 人 事件 事 未 没有 没 无 暂 涉 过 任何 关于政府信息公开 关于 发生过"
).split()
_NEUTRAL = re.compile("|".join(sorted(map(re.escape, set(_NEUTRAL_WORDS)), key=len, reverse=True)))
_OFFICE = "局|委|办|厅|院|署|处|所|中心|单位|机关|部门|系统|辖区|站|队"
_REGIONS = "省|市|县|区|州|盟|旗|镇|乡|街道"
_GOVERNMENT = re.compile(rf"({_REGIONS})(?:人民政府|政府|办事处)?$|(?<=区)(?:党工委)?(?:管理委员会|管委会)$")
_WHOLE_REGION = re.compile(rf"[全我]({_REGIONS})(?!直|级|政府|委|属)")
_SELF = re.compile(
    rf"[我本全](?:{_REGIONS}|{_OFFICE})(?:政府|办公室|办|机关|系统|本级)?(?:各级|各)?(?:行政机关|政府|部门|单位)*(?:及其|、|和)?(?:各)?(?:部门|单位|行政机关)*|"
    r"各级(?:各部门|政府|行政机关)*(?:及其(?:各)?部门)?|[省市县区镇]?人民政府(?:办公[室厅])?|[省市县区](?:政府)?(?:办公[室厅]|政府办|[\u4e00-\u9fff]{0,6}局)(?=共?收|共?受|共?办|共?接|共?处|全年|$|$)"
)
_PUNCTUATION = re.compile(
    r"[，。；：、！？“”‘’《》（）()\[\]［］\-—~·•%\s\d.]|第?[一二三四五六七八九十]+(?:是|、)|其一|首先"
)


@dataclass(frozen=True)
class Own:
    """Who reports and of which year. `names` are those by which the report may call its agency, longest first; `level` is
    the region all of whose organs it counts: 市 for a city's government, whose 全市 it is; "" for an office, of which
    全市 is more than it counts; "*" where the agency is not known."""

    year: int | None
    names: tuple[str, ...] = ()
    level: str = "*"

    @classmethod
    def of(cls, year: int | None, agency: str) -> Own:
        """What is known of a report by its year and agency ("" if unknown)."""
        if not agency:
            return cls(year)
        found = _GOVERNMENT.search(agency)
        names = names_of(agency)
        if found:
            return cls(year, names, found[1] or "区")
        # 示例市 is no name of 示例市水务局.
        return cls(year, tuple(name for name in names if name[-1] == agency[-1]), "")


def part_of_year(words: str) -> bool:
    """Whether words name a part of the year: 上半年, 1至6月."""
    return _PART_OF_YEAR.search(words) is not None


def year_of(before: str, own: Own) -> int | None:
    """The year a number is said of, by the words before it in its sentence; the report's own where none is named."""
    year = own.year
    for found in _YEAR.finditer(before):
        rest = before[found.end() :]
        if found["compare"] or found["same"]:
            # 较2022年增长 compares; 较2022年的35件 names a number of 2022.
            if _GROWS.search(rest) or "，" in rest or "相比" in rest:
                continue
        if found["last"] and (_GROWS.search(rest) or "，" in rest):
            continue
        year = int(found["year"]) if found["year"] else (own.year - 1 if own.year else None)
    return year


def narrowing(words: str, own: Own) -> str:
    """The words that say a number is said of less than this agency's whole year; "" for none."""
    plain = _EVERY_WAY.sub("", _OF_DISCLOSURE.sub("", _FULL_YEAR.sub("", words)))
    plain = label_words().sub("\0", plain)
    plain = _without_self(plain, own)
    for pattern in (_PART_OF_YEAR, _LONGER, _PLAN, _NARROWING):
        if found := pattern.search(plain):
            return found[0]
    return ""


def unknown_words(words: str, own: Own, known: Iterable[str] = ()) -> str:
    """What is left of the words about a number when all is taken out that says nothing of its scope; "" for nothing."""
    for found in _WHOLE_REGION.finditer(words):
        if own.level not in ("*", found[1]):
            return found[0]
    plain = _EVERY_WAY.sub("", re.sub(r"20\d\d年(?:度)?", "", words))
    for word in known:
        plain = plain.replace(word, "\0")
    plain = _without_self(plain, own)
    plain = _PUNCTUATION.sub("", _NEUTRAL.sub("\0", NUMBERS.sub("\0", label_words().sub("\0", plain))))
    return " ".join(filter(None, plain.split("\0")))


def _without_self(words: str, own: Own) -> str:
    for name in own.names:
        words = words.replace(name, "\0")
    return _SELF.sub("\0", words)
