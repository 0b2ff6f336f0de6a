"""The values that a column may have, and what each means: schema, codebook, exports and charts take them from here.

Exports for Stata number the values in this order: new ones go to the end.
"""

from __future__ import annotations

from typing import NamedTuple


class Value(NamedTuple):
    """An allowed value: as it stands in the column, as a short Chinese word, and what it means in both languages."""

    name: str
    word: str
    english: str
    chinese: str


Values = tuple[Value, ...]

TABLES_OF_FORM: Values = (
    Value("proactive", "主动公开", "section 2, information published proactively", "第二部分主动公开政府信息情况"),
    Value(
        "requests", "依申请公开", "section 3, requests received and handled", "第三部分收到和处理政府信息公开申请情况"
    ),
    Value("disputes", "复议诉讼", "section 4, reconsideration and litigation", "第四部分行政复议、行政诉讼情况"),
)
SCOPES: Values = (
    Value("own", "本机关", "one agency's own work", "只统计本机关的工作"),
    Value(
        "aggregate",
        "含下级汇总",
        "a government together with its departments and the governments below it",
        "汇总本级政府所属部门和下级政府的工作",
    ),
    Value("unknown", "不明", "the report does not say which of the two", "报告没有说明属于哪一种"),
)
PROVENANCES: Values = (
    Value("original", "原件", "the report as it was published", "机关公布的报告原文"),
    Value(
        "digest",
        "摘编",
        "figures as published, prose retold in other words: nothing may be read out of its wording",
        "数字照录、文字改写，不能用来分析措辞",
    ),
    Value(
        "sample", "虚构样例", "made up by toolkit sample: no such agency exists", "由 toolkit sample 虚构，并无此机关"
    ),
)
READ_STATUSES: Values = (
    Value("ok", "完整", "all the form asks for was found", "表样要求的内容都已找到"),
    Value(
        "partial",
        "部分",
        "something was not found, is lost or undecided; reason says what",
        "有内容未找到、缺失或待定，见 reason",
    ),
    Value("failed", "未读取", "nothing could be read; reason says why and what to do", "无法读取，原因和办法见 reason"),
)
CELL_STATUSES: Values = (
    Value("reported", "有数", "a number is printed in the cell", "单元格中印有数字"),
    Value(
        "blank",
        "空白",
        "the cell is there and empty, or holds a mark for nothing such as a dash; this is not zero",
        "单元格存在而为空，或只有“-”“无”等记号；不等于零",
    ),
    Value(
        "missing",
        "缺失",
        "the source lost the cell: cut off, dropped at a page break, or its row or table is not there",
        "单元格在来源中丢失：被截断、跨页时脱落，或整行整表不存在",
    ),
    Value(
        "undecided",
        "待定",
        "something is printed, but not so that it could only belong to this cell, or it is no number",
        "印有内容，但不能确定只属于这一格，或不是数字",
    ),
)
SEVERITIES: Values = (
    Value(
        "error",
        "错误",
        "wrong for certain, or something asked for could not be read",
        "可以确定有误，或应有的内容读不到",
    ),
    Value("warning", "警告", "most likely wrong, or cannot be checked", "很可能有误，或无法核对"),
    Value("note", "提示", "may be right and is worth a look", "可能没有问题，值得看一眼"),
)
OUTCOMES: Values = (
    Value(
        "fails",
        "不成立",
        "the sum does not hold as printed, nor for any filling of the blanks with numbers from zero up",
        "按所印数字不成立，空白填入任何非负数也不成立",
    ),
    Value(
        "holds_if_blank_is_zero",
        "空白为零则成立",
        "the sum holds only if the blank cells mean zero",
        "只有空白表示零时才成立",
    ),
    Value(
        "undecidable",
        "无法判断",
        "blank, lost or undecided cells leave it open",
        "空白、缺失或待定的单元格使其无法判断",
    ),
)
REVIEWS: Values = (
    Value("source error", "原文错误", "the report is wrong", "报告本身有误"),
    Value("reader error", "读取错误", "the toolkit read it wrongly", "工具读取有误"),
    Value("accepted", "已认可", "it may stay as it is", "可以如此，不再处理"),
)
CLAIM_KINDS: Values = (
    Value("figure", "表内数", "a figure that a table has too", "表格中也有的数字"),
    Value("absence", "未发生", "words that deny there was any", "表示没有发生的说法"),
    Value("whole", "总数", "a number of which the parts are listed", "列出了各组成部分的总数"),
    Value("part", "分项", "a part of such a number", "总数的组成部分"),
    Value("share", "占比", "a share of another number", "占另一数字的比重"),
    Value("growth", "增减", "a change against another year's report", "与另一年度报告相比的增减"),
)
CLAIM_VERDICTS: Values = (
    Value(
        "agrees",
        "相符",
        "with the cells in refers_to, its parts, its base, or the other year's report",
        "与 refers_to 所指单元格、各组成部分、比重基数或另一年度报告相符",
    ),
    Value(
        "other_scope",
        "口径不同",
        "right for other cells (natural persons only, new requests with those carried over), or said of a narrower "
        "population, or perhaps of the new requests only",
        "对其他单元格成立（如只计自然人、含上年结转），或所说范围较窄，或可能只说新收申请",
    ),
    Value(
        "contradicts", "矛盾", "cannot be right; note says what it does agree with", "不可能正确；note 说明它与什么相符"
    ),
    Value(
        "uncheckable",
        "无法核对",
        "the table does not say, the other year's report is not there, or the words leave open what is counted",
        "表中没有、缺另一年度报告，或文字没有说清所指",
    ),
)
STATEMENT_KINDS: Values = (
    Value("problem", "问题", "something that the report says is wanting", "报告所说的不足"),
    Value("improvement", "改进", "something that the report says was or will be done about it", "报告所说的改进措施"),
)


def names(values: Values) -> tuple[str, ...]:
    """The values as they stand in the column."""
    return tuple(value.name for value in values)


def words(values: Values) -> dict[str, str]:
    """Value to its short Chinese word."""
    return {value.name: value.word for value in values}


def bilingual(values: Values) -> dict[str, str]:
    """Value to itself with its Chinese word behind: "own 本机关"."""
    return {value.name: f"{value.name} {value.word}" for value in values}
