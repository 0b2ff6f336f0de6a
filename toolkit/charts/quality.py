"""What notebook 01 shows: what was read and what does not add up. Takes a Dataset, gives tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.names import STATUS_NAMES, columns_of, in_words, report_names, row_label
from toolkit.charts.plots import Picture, stacked
from toolkit.charts.style import BLUE, GREY, ORANGE, RED, SKY, label
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset
from toolkit.forms import Identity, load_forms
from toolkit.identities import (
    FAILS,
    HOLDS,
    HOLDS_IF_BLANK_IS_ZERO,
    NOTHING_PRINTED,
    UNDECIDABLE,
    Equation,
    equations,
    expand,
)
from toolkit.indicators import MISSING, UNDECIDED, CellArrays, Cells, cell_arrays, cells_by_report
from toolkit.indicators.cells import CELL_COLUMNS

MOST_REPORTS = 30
"""Reports that the table of reports shows; of more, those with trouble first."""
MOST_FINDINGS = 150
MOST_BROKEN = 10

SEVERITIES = ("error", "warning", "note")
_ORDER = {"failed": 0, "partial": 1, "ok": 2}


def reports_table(data: Dataset) -> Table:
    """Every report: what it is, whose work it counts, and what could not be read. Those with trouble come first."""
    reports, names = data.reports, report_names(data.reports)
    found = reports["sections_found"].fillna("")
    frame = pd.DataFrame(
        {
            "report": reports["report_id"].map(names),
            "form": reports["form"].astype("string"),
            "scope": [
                f"{s}\n“{w}”" if w else s
                for s, w in zip(in_words(reports["scope"], "scope"), reports["scope_words"].fillna(""), strict=True)
            ],
            "status": in_words(reports["status"], "read"),
            "sections": [" ".join(n for n in "123456" if n not in text.split()) or "none" for text in found],
            "reason": reports["reason"],
            "source": reports["source"],
        }
    )
    frame.loc[reports["status"] == "failed", "sections"] = ""
    frame = frame.iloc[reports["status"].astype(str).map(_ORDER).argsort(kind="stable")]
    heads = {
        "report": "report 报告",
        "form": "form 表样",
        "scope": "scope 口径",
        "status": "read 读取",
        "sections": "sections\nwithout heading 缺标题",
    }
    heads |= {"reason": "what could not be read 未读取内容", "source": "file 源文件"}
    caption = f"Reports in the dataset: {len(frame)}"
    return Table(
        frame,
        caption,
        heads,
        wide=(),
        most=MOST_REPORTS,
        rest="the others are in reports.parquet",
        empty="No file was found. Put reports into data/raw and run: toolkit run",
    )


def overview(data: Dataset) -> Table:
    """How many reports there are by form, scope and reading status, with the years they are of."""
    reports = data.reports.assign(form=data.reports["form"].astype("string").fillna("unknown"))
    groups = reports.groupby(["form", "scope", "status"], observed=True, sort=True)
    frame = groups.agg(
        reports=("report_id", "size"), agencies=("agency", "nunique"), first=("year", "min"), last=("year", "max")
    )
    frame = frame.reset_index().assign(
        scope=lambda f: in_words(f["scope"], "scope"), status=lambda f: in_words(f["status"], "read")
    )
    heads = {
        "form": "form 表样",
        "scope": "scope 口径",
        "status": "read 读取",
        "first": "from year 起始",
        "last": "to year 截止",
    }
    heads |= {"reports": "reports 报告数", "agencies": "agencies 机关数"}
    return Table(
        frame, "Reports by form, scope and status", heads, empty="There is no report.", plain=("first", "last")
    )


OUTCOMES = {
    FAILS: ("fails 不成立", RED),
    UNDECIDABLE: ("cannot be decided 无法判断", ORANGE),
    HOLDS_IF_BLANK_IS_ZERO: ("holds if blank is zero 空白视为零则成立", SKY),
    HOLDS: ("holds as printed 成立", BLUE),
    NOTHING_PRINTED: ("nothing printed 未填", GREY),
}


def outcomes(data: Dataset) -> pd.DataFrame:
    """Every identity of every counted report's form judged on its printed cells: report_id, rule, at, outcome."""
    reports = counted(data.reports)
    forms = reports["form"].astype("string").fillna("")
    asked = {
        key: [(e, t.key) for t in form.tables for e in equations(form, t.key)] for key, form in load_forms().items()
    }
    words = {
        "report_id": list(reports["report_id"]),
        "rule": sorted({e.identity.key for each in asked.values() for e, _ in each}),
        "at": sorted({e.at for each in asked.values() for e, _ in each}),
        "outcome": list(OUTCOMES),
    }
    codes = [np.zeros((4, 0), dtype=np.int32)]
    for piece in data.by_agency("figures", CELL_COLUMNS):
        there = reports["report_id"].isin(set(piece["report_id"].unique())).to_numpy()
        for key, each in asked.items():
            places = np.flatnonzero(there & (forms == key).to_numpy())
            if len(places):
                codes.append(_judged(piece, reports["report_id"].iloc[places], places, each, words))
    every = np.concatenate(codes, axis=1)
    every = every[:, every[0].argsort(kind="stable")]
    return pd.DataFrame(
        {name: pd.Categorical.from_codes(c, w) for c, (name, w) in zip(every, words.items(), strict=True)}
    )


def _judged(
    figures: pd.DataFrame,
    ids: pd.Series,
    places: np.ndarray,
    asked: Sequence[tuple[Equation, str]],
    words: Mapping[str, list[str]],
) -> np.ndarray:
    """The codes of report, rule, place and outcome, of the equations of one form asked of these reports."""
    named = ((table, *key) for e, table in asked for key in (*e.left, *e.right))
    cells = cell_arrays(figures, ids, named)
    found = np.empty((4, len(ids), len(asked)), dtype=np.int32)
    found[0] = places[:, None]
    for number, (equation, table) in enumerate(asked):
        sides = [cells.columns((table, *key) for key in side) for side in (equation.left, equation.right)]
        found[1, :, number] = words["rule"].index(equation.identity.key)
        found[2, :, number] = words["at"].index(equation.at)
        found[3, :, number] = np.array([words["outcome"].index(o) for o in _ORDER_OF_OUTCOMES])[
            judge_all(cells, *sides)
        ]
    return found.reshape(4, -1)


_ORDER_OF_OUTCOMES = (NOTHING_PRINTED, HOLDS, FAILS, HOLDS_IF_BLANK_IS_ZERO, UNDECIDABLE)


def judge_all(cells: CellArrays, left: list[int], right: list[int]) -> np.ndarray:
    """What `toolkit.identities.judge` says of an equation in many reports, as places in _ORDER_OF_OUTCOMES."""
    values, lost = cells.values[:, [*left, *right]], cells.is_status([*left, *right], MISSING, UNDECIDED, absent=False)
    unknown = np.isnan(values)
    sums = [np.zeros(len(values)), np.zeros(len(values))]
    for place in range(values.shape[1]):
        sums[place >= len(left)] += np.nan_to_num(values[:, place])
    left_open, right_open = unknown[:, : len(left)].any(axis=1), unknown[:, len(left) :].any(axis=1)
    fails = ((sums[0] > sums[1]) & ~right_open) | ((sums[1] > sums[0]) & ~left_open)
    return np.select(
        [unknown.all(axis=1), ~unknown.any(axis=1) & (sums[0] == sums[1]), fails, (sums[0] == sums[1]) & ~lost],
        [0, 1, 2, 3],
        4,
    )


def _identity_texts() -> dict[str, tuple[str, str]]:
    return {i.key: (i.english, i.label) for form in load_forms().values() for i in form.identities}


def outcome_bars(frame: pd.DataFrame, texts: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """The bars of how many sums hold, for `stacked`: label, part, value and, at the end, how many were asked.

    `frame` has rule, outcome and value, a number of sums; `texts` are the English and Chinese words of a rule.
    """
    total = frame.groupby("rule")["value"].transform("sum")
    return pd.DataFrame(
        {
            "label": [label(*texts[rule]) for rule in frame["rule"]],
            "part": [OUTCOMES[outcome][0] for outcome in frame["outcome"]],
            "value": frame["value"],
            "end": total.map("{:,}".format),
        }
    )


def outcome_counts(judged: pd.DataFrame) -> pd.DataFrame:
    """How many sums of each rule (index) have each of OUTCOMES (columns). `judged` has the columns rule and outcome."""
    counts = sizes_of(judged).pivot(index="rule", columns="outcome", values="value")
    return counts.reindex(columns=list(OUTCOMES)).fillna(0).astype(int)


def sizes_of(judged: pd.DataFrame) -> pd.DataFrame:
    """How many sums of each rule have each outcome, in long form: rule, outcome, value."""
    sizes = judged.groupby(["rule", "outcome"], observed=True).size().reset_index(name="value")
    sizes = sizes.astype({"rule": "string", "outcome": "string"})
    return sizes.sort_values(["rule", "outcome"], ignore_index=True)


def outcomes_chart(data: Dataset) -> Picture:
    """How many sums of each kind hold, over all reports."""
    frame = sizes_of(outcomes(data))
    return stacked(
        outcome_bars(frame, _identity_texts()), "Do the sums of the form hold? (勾稽关系)",
        "One sum is one identity asked of one column or row of one report. The number at the end is how many were asked.",
        "sums (个)", dict(OUTCOMES.values()), empty="no report has tables.",
    )  # fmt: skip


def outcomes_table(data: Dataset) -> Table:
    """The counts behind the chart: identities by outcome, over all reports."""
    counts = outcome_counts(outcomes(data))
    names = _identity_texts()
    counts.insert(0, "identity", ["\n".join(names[rule]) for rule in counts.index])
    heads = {"identity": "identity 勾稽关系", **{outcome: name for outcome, (name, _) in OUTCOMES.items()}}
    return Table(counts, "Sums by identity and outcome", heads, wide=("identity",), empty="No report has tables.")


def outcome_words(outcomes: pd.Series) -> list[str]:
    """Outcomes in words with the value in the data in brackets; empty where a finding is about no sum."""
    values = outcomes.astype("string").fillna("")
    return [f"{OUTCOMES[value][0]} ({value})" if value in OUTCOMES else value for value in values]


def _sums_that_fail(findings: pd.DataFrame) -> pd.Series:
    """Which findings are of a sum of the form that fails; what fails between years is no sum within a report."""
    keys = {identity.key for form in load_forms().values() for identity in form.identities}
    return (findings["outcome"] == FAILS).fillna(False) & findings["rule"].isin(keys)


def broken(data: Dataset) -> Table:
    """The identities that fail, each with its place in the source."""
    return _findings(
        data,
        (found := data.table("findings", where={"outcome": FAILS}))[_sums_that_fail(found)],
        "Sums that do not add up (勾稽不成立)",
        "Every sum that can be checked adds up.",
    )


def _findings(data: Dataset, found: pd.DataFrame, caption: str, empty: str) -> Table:
    names, sources = report_names(data.reports), data.reports.set_index("report_id")["source"]
    total, found = len(found), found.head(MOST_FINDINGS)
    frame = pd.DataFrame(
        {
            "severity": in_words(found["severity"], "severity"),
            "report": found["report_id"].map(names),
            "message": found["message"],
            "place": found["origin"].fillna("").astype("string")
            + "\n"
            + found["report_id"].map(sources).fillna("").astype("string"),
            "rule": found["rule"].astype("string"),
        }
    )
    frame["place"] = frame["place"].str.strip()
    heads = {
        "severity": "severity 级别",
        "report": "report 报告",
        "message": "what is wrong 说明",
        "place": "place in the source 出处",
        "rule": "rule 规则",
    }
    return Table(
        frame, f"{caption}: {total}" if total else caption, heads, wide=("message",), keep=("severity",), most=MOST_FINDINGS,
        rest="the others are in findings.parquet", empty=empty, total=total,
    )  # fmt: skip


def broken_cells(data: Dataset) -> Table:
    """The cells of each sum that fails, as printed: where to look in the source. Blank cells are counted, not listed."""
    failed = data.table("findings", where={"outcome": FAILS})
    failed = failed[_sums_that_fail(failed)]
    shown = {"report_id": list(failed["report_id"].head(MOST_BROKEN).unique())}
    figures = data.table("figures", [*CELL_COLUMNS, "raw", "origin"], shown)
    names, cells, places = report_names(data.reports), cells_by_report(figures), _places(figures)
    form_of = dict(zip(data.reports["report_id"], data.reports["form"].astype(str), strict=True))
    rows = []
    for finding in failed.head(MOST_BROKEN).itertuples():
        form = load_forms()[form_of[finding.report_id]]
        identity = next(i for i in form.identities if i.key == finding.rule)
        at = str(finding.column if identity.each == "column" else finding.row)
        equation = next(e for e in expand(form, identity) if e.at == at)
        # Named once, in the first row of the sum: repeated on every row they hide where the next sum begins.
        heading = (
            names[finding.report_id],
            f"{identity.english}\n{identity.label}\n{identity.each} {at_name(identity, at)}",
        )
        for cell in _sides(equation, finding.report_id, cells[finding.report_id], places):
            rows.append((*heading, *cell))
            heading = ("", "")
    heads = {
        "report": "report 报告",
        "sum": "the sum 勾稽关系",
        "side": "side 等式两边",
        "cell": "cell 单元格",
        "printed": "printed 原文",
        "place": "place 出处",
    }
    rest = ""
    if len(failed) > MOST_BROKEN:
        rest = f"; the first {MOST_BROKEN} of {len(failed)} sums, the others are in findings.parquet"
    frame = pd.DataFrame(rows, columns=["report", "sum", "side", "cell", "printed", "place"])
    none = "There is no broken sum to take apart."
    return Table(frame, f"The cells of these sums{rest}", heads, most=MOST_FINDINGS, keep=("place",), empty=none)


def _places(figures: pd.DataFrame) -> dict[tuple[str, ...], tuple[str, str]]:
    """report_id, table, row and column to the text as printed and its place."""
    keys = zip(*(figures[name].astype(str) for name in ("report_id", "table", "row", "column")), strict=True)
    return dict(zip(keys, zip(figures["raw"].fillna(""), figures["origin"].fillna(""), strict=True), strict=True))


def at_name(identity: Identity, at: str) -> str:
    """The column or row that an identity is asked of, with its statutory label."""
    return columns_of(identity.table)[at] if identity.each == "column" else row_label(identity.table, at)


def _sides(equation: Equation, report_id: str, cells: Cells, places: dict) -> Iterator[tuple[str, str, str, str]]:
    """side, cell, text as printed and place of each cell of a sum that is not blank; then how many are blank."""
    table, each = equation.identity.table, equation.identity.each
    for side, keys in (("left 左边", equation.left), ("right 右边", equation.right)):
        blank = [key for key in keys if cells[table, *key][1] == "blank"]
        for key in keys:
            value, status = cells[table, *key]
            raw, origin = places[report_id, table, *key]
            if key not in blank:
                name = row_label(table, key[0]) if each == "column" else columns_of(table)[key[1]]
                yield side, name, raw if value is not None else STATUS_NAMES[status], origin
        if blank:
            yield side, f"blank cells 空白: {len(blank)}", "", ""


def rules_table(data: Dataset) -> Table:
    """How often each rule spoke, in how many reports."""
    found = data.table("findings", ["finding_id", "report_id", "rule", "severity", "outcome"])
    found = found.assign(
        outcome=found["outcome"].astype("string").fillna(""), severity=found["severity"].astype("string")
    )
    groups = found.groupby(["severity", "rule", "outcome"], observed=True)
    frame = groups.agg(findings=("finding_id", "size"), reports=("report_id", "nunique")).reset_index()
    frame = frame.iloc[frame["severity"].map({s: i for i, s in enumerate(SEVERITIES)}).argsort(kind="stable")]
    frame = frame.assign(severity=in_words(frame["severity"], "severity"), outcome=outcome_words(frame["outcome"]))
    heads = {"severity": "severity 级别", "rule": "rule 规则", "outcome": "outcome 勾稽结果"}
    heads |= {"findings": "findings 发现数", "reports": "reports 报告数"}
    return Table(frame, f"Findings in all: {len(found)}", heads, empty="No rule has anything to say.")


def findings(data: Dataset, severity: str) -> Table:
    """The findings of a severity, without the sums that fail, which have their own table."""
    found = data.table("findings", where={"severity": severity})
    found = found[~_sums_that_fail(found)]
    words = {"error": "Other errors (其他错误)", "warning": "Warnings (警告)", "note": "Notes (提示)"}
    return _findings(data, found, words[severity], "None.")
