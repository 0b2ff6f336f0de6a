"""One row a report: what its section 5 names, how much it writes, and its rates; the table from which questions are asked.

Rates take blank cells as zero where the denominator is printed (`rates(..., blank_is_zero=True)`), since many offices
leave empty what did not happen; `blank_as_zero` names the rates of a report that rest on that, `doubtful` those that rest
on a sum that does not add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from toolkit.associations.questions import COUNTS
from toolkit.forms import load_forms
from toolkit.identities import FAILS
from toolkit.indicators import (
    RATIO,
    Indicator,
    broken_cells,
    cell_arrays,
    cells_of,
    indicators,
    is_doubtful,
    rate_arrays,
    where,
)
from toolkit.indicators.cells import CELL_COLUMNS, codes_in, nullable
from toolkit.text.answers import NO_SECTION, NO_STATEMENT, NO_TEXT, SAYS_NONE, nothing_named
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.statements import PROBLEMS_SECTION
from toolkit.text.themes import OTHER


class DataLike(Protocol):
    """What is needed of a dataset: its tables, whole and in parts, and the codebook of themes in its description."""

    package: dict[str, Any]
    reports: pd.DataFrame
    agencies: pd.DataFrame

    def table(self, name: str, columns: Sequence[str], where: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Columns of those rows that fulfil a condition."""

    def by_agency(
        self, name: str, columns: Sequence[str], where: Mapping[str, Any] | None = None
    ) -> Iterator[pd.DataFrame]:
        """The same in pieces."""


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
    ids, columns = list(reports["report_id"]), ["report_id", "section", "kind", "order", "themes", "answers"]
    statements = data.table("statements", columns)
    states = _sections_5(data, reports, statements)
    unknown = np.array([state not in (READ, SAYS_NONE) for state in states], dtype=bool)
    found: dict[str, Any] = {"section_5": pd.array(states, dtype="string")}
    counts = _counts(statements, ids) | _named(statements, ids, themes)
    for name, values in counts.items():
        column = pd.array(values, dtype="boolean" if values.dtype == bool else "Int64")
        column[unknown] = pd.NA
        found[name] = column
    found["prose_characters"] = _lengths(data, reports)
    return pd.DataFrame(found)[[*_TEXT, *(name for name in counts if name not in _TEXT)]]


def _sections_5(data: DataLike, reports: pd.DataFrame, statements: pd.DataFrame) -> list[str]:
    """What became of section 5 of each report, a key of SECTION_WORDS."""
    own = statements[statements["section"] == PROBLEMS_SECTION]
    fifth = data.table("sections", ["report_id", "number", "text"], {"number": PROBLEMS_SECTION})
    silent = nothing_named(own, fifth, reports)
    silent = silent[silent["lacks"] == "both"]
    reasons = dict(zip(silent["report_id"], silent["reason"], strict=True))
    return [reasons.get(key, READ) for key in reports["report_id"]]


def _counts(statements: pd.DataFrame, ids: Sequence[str]) -> dict[str, np.ndarray]:
    """How many problems and measures each report names, and how many problems no measure of it answers."""
    report, kinds = codes_in(statements["report_id"], ids), statements["kind"].astype("string")
    problem, measure = (((kinds == kind).fillna(False).to_numpy() & (report >= 0)) for kind in (PROBLEM, IMPROVEMENT))
    answers = statements.loc[measure, "answers"]
    answered = set(zip(np.repeat(report[measure], answers.str.len().astype(int)), _flat(answers), strict=True))
    orders = statements["order"].to_numpy(dtype=int)[problem]
    open_ = [(one, order) not in answered for one, order in zip(report[problem], orders, strict=True)]
    many = len(ids)
    return {
        "problems": np.bincount(report[problem], minlength=many),
        "measures": np.bincount(report[measure], minlength=many),
        "unanswered": np.bincount(report[problem][np.array(open_, dtype=bool)], minlength=many),
    }


def _named(statements: pd.DataFrame, ids: Sequence[str], themes: Mapping[str, str]) -> dict[str, np.ndarray]:
    """For each theme whether a report names it as a problem, and in a measure."""
    codes, found = list(themes), {}
    for kind, name in ((PROBLEM, "problem"), (IMPROVEMENT, "measure")):
        part = statements[(statements["kind"] == kind).fillna(False)]
        report = np.repeat(codes_in(part["report_id"], ids), part["themes"].str.len().astype(int))
        theme = pd.Index(codes).get_indexer(_flat(part["themes"]))
        names = np.zeros((len(ids), len(codes)), dtype=bool)
        here = (report >= 0) & (theme >= 0)
        names[report[here], theme[here]] = True
        found |= {f"{name}_{code}": names[:, place] for place, code in enumerate(codes)}
    return found


def _flat(lists: pd.Series) -> list[Any]:
    return [one for each in lists for one in each]


def _lengths(data: DataLike, reports: pd.DataFrame) -> pd.arrays.IntegerArray:
    """Characters of prose in sections 1 to 6, white space not counted; null for a digest, and without any section."""
    lengths: dict[str, int] = {}
    for piece in data.by_agency("sections", ["report_id", "number", "text"], {"number": range(1, 7)}):
        piece = piece[piece["text"].notna()]
        for key, text in zip(piece["report_id"], piece["text"], strict=True):
            lengths[key] = lengths.get(key, 0) + len("".join(text.split()))
    digest = (reports["provenance"] == "digest").to_numpy()
    found = [pd.NA if left else lengths.get(key, pd.NA) for key, left in zip(reports["report_id"], digest, strict=True)]
    return pd.array(found, dtype="Int64")


def _numbers(data: DataLike, reports: pd.DataFrame, wanted: tuple[Indicator, ...]) -> pd.DataFrame:
    """Counts and rates of the reports in their order, and which rates to doubt."""
    counted = [cell for cell, _, _ in COUNTS.values()]
    figures = data.table("figures", CELL_COLUMNS, where((*counted, *cells_of(wanted))))
    cells = cell_arrays(figures, reports["report_id"], counted)
    columns: dict[str, Any] = {
        name: nullable(cells.values[:, cells.place[cell]]) for name, (cell, _, _) in COUNTS.items()
    }
    found = list(rate_arrays(figures, reports, wanted, blank_is_zero=True))
    doubted = _doubted(data, reports, wanted)
    columns["doubtful"] = _keys(reports, ((one.indicator.key, one.ok & doubted[one.indicator.key]) for one in found))
    columns["blank_as_zero"] = _keys(reports, ((one.indicator.key, one.ok & (one.blanks > 0)) for one in found))
    for one in found:
        key = one.indicator.key
        columns[key] = nullable(one.value)
        columns |= {f"{key}_numerator": nullable(one.numerator), f"{key}_denominator": nullable(one.denominator)}
    return pd.DataFrame(columns)


def _doubted(data: DataLike, reports: pd.DataFrame, wanted: tuple[Indicator, ...]) -> dict[str, np.ndarray]:
    """Which reports have a rate that rests on a sum that does not add up, by the key of the rate."""
    failed = data.table("findings", ["report_id", "rule", "row", "column", "outcome"], {"outcome": FAILS})
    broken, forms = broken_cells(failed, reports), load_forms()
    found = {indicator.key: np.zeros(len(reports), dtype=bool) for indicator in wanted}
    for place, (key, form) in enumerate(zip(reports["report_id"], reports["form"].astype("string"), strict=True)):
        for indicator in wanted if key in broken else ():
            found[indicator.key][place] = is_doubtful(indicator, forms.get(form), broken[key])
    return found


def _keys(reports: pd.DataFrame, marked: Iterable[tuple[str, np.ndarray]]) -> pd.api.extensions.ExtensionArray:
    """The keys of the rates that are marked, by report, joined."""
    found: list[list[str]] = [[] for _ in range(len(reports))]
    for key, which in marked:
        for place in np.flatnonzero(which):
            found[place].append(key)
    return pd.array([" ".join(each) for each in found], dtype="string")


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
