"""One row a report: what its section 5 names, how much it writes, and its rates; the table from which questions are asked.

Rates take blank cells as zero where the denominator is printed (`rates(..., blank_is_zero=True)`), since many offices
leave empty what did not happen; `blank_as_zero` names the rates of a report that rest on that, `doubtful` those that rest
on a sum that does not add up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Protocol

import pandas as pd

from toolkit.associations.questions import COUNTS
from toolkit.indicators import OK, RATIO, Indicator, cells_by_report, indicators, rates, with_doubt
from toolkit.text.answers import NO_SECTION, NO_STATEMENT, NO_TEXT, SAYS_NONE, nothing_named
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.statements import PROBLEMS_SECTION
from toolkit.text.themes import OTHER


class DataLike(Protocol):
    """What is needed of a dataset: its frames, and the codebook of themes in its description."""

    package: dict[str, Any]
    reports: pd.DataFrame
    sections: pd.DataFrame
    figures: pd.DataFrame
    findings: pd.DataFrame
    statements: pd.DataFrame
    agencies: pd.DataFrame


READ = "read"
SECTION_WORDS = {
    READ: "read 已读取",
    SAYS_NONE: "says there is nothing 称无",
    NO_STATEMENT: "text, nothing recognised 未识别",
    NO_TEXT: "without text 无正文",
    NO_SECTION: "not found 缺失",
}
"""What became of section 5. Only where it was read, or says that there is nothing, is it known what it names."""

_OBJECTIONS = "disputes/reconsideration/total + disputes/litigation_direct/total"
ASKED: tuple[Indicator, ...] = (
    Indicator(
        "contested_per_request", "First objections (reconsideration, and court cases without it) for each new request",
        "行政复议与未经复议直接起诉件数与本年新收申请之比", _OBJECTIONS, "requests/new_requests/total",
        "definition of this toolkit; no statute defines it",
        "A ratio, it can exceed 1. Leaves out court cases after reconsideration, so that no objection counts twice. Not for the "
        "chance that a request is contested: the cases of a year are not those about its requests.", RATIO,
        interval="poisson",
    ),
)  # fmt: skip
"""Rates that a question needs beside those of the toolkit."""

_FACTS = ("report_id", "agency", "year", "scope", "form", "provenance")
_PLACE = ("division_code", "level", "kind", "kind_chinese")
_TEXT = ("section_5", "problems", "measures", "unanswered", "prose_characters")


def joined(
    data: DataLike, leave_out: Collection[str] | Mapping[str, str] = (), wanted: tuple[Indicator, ...] | None = None
) -> pd.DataFrame:
    """One row a report that could be read, by agency and year: its facts, its themes, its counts and its rates.

    `leave_out` are report_ids of copies. For each theme of the codebook `problem_<code>` and `measure_<code>` say whether
    it is named: null where it is not known what section 5 names (see `section_5`), false where it was read and does not
    name it; what other sections name counts as well. `prose_characters` is null for digests, whose prose is not the agency's. Each rate (by default all of the
    toolkit, and ASKED) has `<key>`, null where there is none, with `<key>_numerator` and `<key>_denominator`.
    `joined_columns` describes all columns; `joined(data).to_csv("joined.csv", index=False, encoding="utf-8-sig")` saves it.
    """
    reports = data.reports[(data.reports["status"] != "failed") & ~data.reports["report_id"].isin(list(leave_out))]
    reports = reports.sort_values(["agency", "year", "report_id"], kind="stable", na_position="last")
    frame = reports[list(_FACTS)].astype({name: "string" for name in ("scope", "form", "provenance")})
    for name in _PLACE:
        known = dict(zip(data.agencies["agency"], data.agencies[name].astype("string"), strict=True))
        frame[name] = pd.array([known.get(agency, pd.NA) for agency in frame["agency"]], dtype="string")
    frame = frame.reset_index(drop=True)
    texts = _texts(data, reports, theme_names(data))
    numbers = _numbers(data, reports, wanted or (*indicators(), *ASKED))
    return pd.concat([frame, texts, numbers], axis=1)


def theme_names(data: DataLike) -> dict[str, str]:
    """The themes by which a dataset was coded: code to English and Chinese name, `other` last."""
    themes = data.package["codebook"]["themes"]
    return {t["code"]: f"{t['english']} {t['chinese']}" for t in themes} | {OTHER: "Other 其他"}


def _texts(data: DataLike, reports: pd.DataFrame, themes: Mapping[str, str]) -> pd.DataFrame:
    """What the prose of each report names, in their order; null where it is not known."""
    named = [f"{kind}_{code}" for kind in ("problem", "measure") for code in themes]
    by_report = {str(key): part for key, part in data.statements.groupby("report_id", observed=True)}
    sections = data.sections[data.sections["number"] > 0]
    by_section = {str(key): part for key, part in sections.groupby("report_id", observed=True)}
    none, states, rows = data.statements.iloc[:0], _sections_5(data, reports), []
    for report in reports.itertuples():
        own, parts = by_report.get(report.report_id, none), by_section.get(report.report_id, sections.iloc[:0])
        state = states[report.report_id]
        row: dict[str, Any] = {"section_5": state}
        if state in (READ, SAYS_NONE):
            row |= _named(own)
        row["prose_characters"] = _length(parts) if report.provenance != "digest" else None
        rows.append(row)
    known = {name: False for name in named}
    rows = [{**known, **row} if row["section_5"] in (READ, SAYS_NONE) else row for row in rows]
    frame = pd.DataFrame(rows, columns=[*_TEXT, *named])
    types = {name: "Int64" for name in _TEXT[1:]} | {name: "boolean" for name in named}
    return frame.astype({"section_5": "string", **types})


def _sections_5(data: DataLike, reports: pd.DataFrame) -> dict[str, str]:
    """What became of section 5 of each report, a key of SECTION_WORDS."""
    own = data.statements[data.statements["section"] == PROBLEMS_SECTION]
    silent = nothing_named(own, data.sections, reports)
    silent = silent[silent["lacks"] == "both"]
    return dict.fromkeys(reports["report_id"], READ) | dict(zip(silent["report_id"], silent["reason"], strict=True))


def _named(statements: pd.DataFrame) -> dict[str, Any]:
    """Counts of a report's statements, and true for each theme that one of them has."""
    kinds = statements["kind"].astype(str)
    found, measures = statements[kinds == PROBLEM], statements[kinds == IMPROVEMENT]
    answered = {order for orders in measures["answers"] for order in orders}
    row: dict[str, Any] = {"problems": len(found), "measures": len(measures)}
    row["unanswered"] = sum(int(order) not in answered for order in found["order"])
    for kind, part in (("problem", found), ("measure", measures)):
        row |= {f"{kind}_{theme}": True for themes in part["themes"] for theme in themes}
    return row


def _length(sections: pd.DataFrame) -> int | None:
    """Characters of prose in sections 1 to 6, white space not counted; None for a report without any section."""
    texts = sections["text"].dropna()
    return sum(len(re.sub(r"\s+", "", text)) for text in texts) if len(texts) else None


def _numbers(data: DataLike, reports: pd.DataFrame, wanted: tuple[Indicator, ...]) -> pd.DataFrame:
    """Counts and rates of the reports in their order, and which rates to doubt."""
    ids = reports["report_id"].to_list()
    figures = data.figures[data.figures["report_id"].isin(ids)]
    cells = cells_by_report(figures)
    columns: dict[str, Any] = {}
    for name, (cell, _, _) in COUNTS.items():
        found = [cells.get(key, {}).get(cell, (None, ""))[0] for key in ids]
        columns[name] = pd.array([pd.NA if value is None else value for value in found], dtype="Float64")
    table = rates(figures, reports, wanted, blank_is_zero=True)
    table = with_doubt(table, data.findings, reports, wanted)
    good = table[table["status"] == OK]
    for name, part in (("doubtful", good[good["doubtful"]]), ("blank_as_zero", good[good["blanks"] > 0])):
        keys = {str(key): " ".join(own) for key, own in part.groupby("report_id")["indicator"]}
        columns[name] = pd.array([keys.get(key, "") for key in ids], dtype="string")
    for indicator in wanted:
        part = table[table["indicator"] == indicator.key].set_index("report_id").reindex(ids)
        columns[indicator.key] = part["value"].array
        columns |= {f"{indicator.key}_{name}": part[name].array for name in ("numerator", "denominator")}
    return pd.DataFrame(columns)


def joined_columns(data: DataLike, wanted: tuple[Indicator, ...] | None = None) -> pd.DataFrame:
    """The columns of `joined` in words: column, type, description."""
    rows = [
        ("report_id", "text", "report: agency and year"),
        ("agency", "text", "agency as in the title 行政机关"),
        ("year", "number", "year reported on 报告年度"),
        ("scope", "text", "whose work the figures count 统计口径: own, aggregate or unknown"),
        ("form", "text", "statutory form its tables follow 表样"),
        ("provenance", "text", "what the file is 来源性质: original, digest or sample"),
        ("division_code", "text", "code of its administrative division, as in yearbooks 行政区划代码"),
        ("level", "text", "administrative level 层级"),
        ("kind", "text", "kind of agency 机关类别"),
        ("kind_chinese", "text", "kind of agency in Chinese"),
        ("section_5", "text", "; ".join(f"{key}: {words}" for key, words in SECTION_WORDS.items())),
        ("problems", "number", "problems that are named 问题数; empty where section 5 was not read"),
        ("measures", "number", "measures that are announced 措施数; empty where section 5 was not read"),
        ("unanswered", "number", "problems that no measure of the report answers by theme 未对应措施的问题数"),
        ("prose_characters", "number", "characters of prose in sections 1 to 6, without white space 正文字数; empty for digests"),
        *(
            (f"{kind}_{code}", "true or false", f"{what}: {name}; empty where section 5 was not read")
            for kind, what in (("problem", "named as a problem"), ("measure", "announced as a measure"))
            for code, name in theme_names(data).items()
        ),
        *((name, "number", f"{english} {chinese}; empty where not printed") for name, (_, english, chinese) in COUNTS.items()),
        ("doubtful", "text", "rates of the report that rest on a sum that does not add up, by key"),
        ("blank_as_zero", "text", "rates of the report for which blank cells were taken as zero, by key"),
    ]  # fmt: skip
    for indicator in wanted or (*indicators(), *ASKED):
        rows += [
            (indicator.key, "number", f"{indicator.english} {indicator.chinese}; empty where there is none"),
            (f"{indicator.key}_numerator", "number", indicator.numerator),
            (f"{indicator.key}_denominator", "number", indicator.denominator),
        ]
    return pd.DataFrame(rows, columns=["column", "type", "description"]).astype("string")
