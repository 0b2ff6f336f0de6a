"""What notebook 06 shows between the years of an agency: what holds, what does not, and which cells can be followed at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import numpy as np
import pandas as pd

from toolkit.charts.decided import review_words
from toolkit.charts.names import columns_of, first, in_words, report_names, row_label
from toolkit.charts.plots import Picture, stacked
from toolkit.charts.quality import OUTCOMES, SEVERITIES, outcome_bars, outcome_counts, sizes_of
from toolkit.charts.tables import Table
from toolkit.checks.series import CellKey, Series, YearReport, all_series, series_key
from toolkit.checks.years import steps
from toolkit.checks.years.carried_over import CARRIED_OVER
from toolkit.checks.years.step import Step, other_scope
from toolkit.checks.years.stocks import IN_FORCE, ITEMS, PUBLISHED
from toolkit.checks.years.sums import Term, judge_terms
from toolkit.dataset import Dataset
from toolkit.forms import Identity, load_forms
from toolkit.forms.correspondence import CHANGED_MEANING, SAME, SUM_OF, correspondence_table, load_correspondences
from toolkit.identities import FAILS, HOLDS, HOLDS_IF_BLANK_IS_ZERO, NOTHING_PRINTED, UNDECIDABLE, Number
from toolkit.indicators.cells import CELL_COLUMNS
from toolkit.reading.fitting import Figure

_REMARK = re.compile("（[^（）]*，[^（）]*）")
MOST_COLUMNS = 3
"""More columns of an entry are all that a row has."""
MOST_STEPS = 20
MOST_FINDINGS = 30
BETWEEN_YEARS = (
    CARRIED_OVER.key, "repeats_last_year", IN_FORCE.key, ITEMS.key, PUBLISHED, "jump", "scope_changed", "years_missing",
)  # fmt: skip
"""The rules between years whose findings are listed; a change of form has a table of its own."""
RULE_WORDS = {
    CARRIED_OVER.key: "carried over is not what was carried forward 结转不一致",
    "repeats_last_year": "the tables are last year's 与上年表格相同",
    IN_FORCE.key: "documents in force do not follow 现行有效不衔接",
    ITEMS.key: "items do not follow 事项数不衔接",
    PUBLISHED: "more published than last year and newly 公开总数超出",
    "jump": "a figure jumps 数值突变",
    "scope_changed": "counts something else than the year before 口径改变",
    "years_missing": "years without a report 中间缺年",
    "form_changed": "another form than the year before 表样变更",
}
IDENTITIES = {
    CARRIED_OVER.key: ("carried over = carried forward the year before", "上年结转 = 上年报告的结转下年度"),
    IN_FORCE.key: ("in force = in force the year before + issued − repealed", "现行有效 = 上年现行有效 + 制发 − 废止"),
    ITEMS.key: (
        "items of the year before = what last year's report comes to",
        "上一年项目数量 = 上年报告的项目数量 + 增减",
    ),
}
JUDGED = "report_id before_id agency year rule at outcome before now".split()
NOT_FOLLOWED = "No agency has reports of two years that follow each other, so nothing can be held against another year."


def series(reports: pd.DataFrame, figures: Mapping[str, Mapping[CellKey, Figure]] | None = None) -> list[Series]:
    """The reports of each agency through the years, as the checks see them: of two for a year the original, then the first.

    Without `figures`, report_id to cells, they have none: enough to see which years there are.
    """
    forms, figures = load_forms(), figures or {}
    rows = _known(reports).itertuples()
    made = [
        YearReport(
            r.report_id, r.agency, int(r.year), forms[str(r.form)], str(r.scope), str(r.provenance), r.source,
            figures.get(r.report_id, {}),
        )
        for r in rows
    ]  # fmt: skip
    return all_series(made)


def _known(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports of which agency, year and form are known."""
    known = reports["agency"].notna() & reports["year"].notna() & reports["form"].notna()
    return reports[known & (reports["status"] != "failed")]


def _figures(figures: pd.DataFrame) -> dict[str, dict[CellKey, Figure]]:
    """report_id to its cells; of each the number and the status alone, which is what sums are judged by."""
    keys = zip(
        *(figures[name].astype(object) for name in ("report_id", "table", "row", "column", "status")), strict=True
    )
    values = figures["value"].to_numpy(dtype=float, na_value=np.nan)
    found: dict[str, dict[CellKey, Figure]] = {}
    for (report, table, row, column, status), value in zip(keys, values.tolist(), strict=True):
        number = None if value != value else _exact(value)
        found.setdefault(report, {})[table, row, column] = Figure(table, row, column, number, status, "", "", "")
    return found


def _exact(value: float) -> Number:
    return int(value) if value == int(value) else Decimal(repr(float(value)))


def judged(data: Dataset) -> pd.DataFrame:
    """Each sum between two years that can be asked, with its outcome, also those that hold and of which nothing is said.

    report_id, before_id, agency, year, rule, at (column or row), outcome, before, now (for what is carried over the two
    numbers, null where none is printed).
    """
    frames = [
        _typed(row for one in group for step in steps(one) if step.before for row in _judged(step))
        for group in _groups(data)
    ]
    return pd.concat(frames or [_typed(())], ignore_index=True)


def _typed(rows: Iterable[tuple]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=JUDGED)
    texts = dict.fromkeys(("report_id", "before_id", "agency", "rule", "at", "outcome"), "string")
    return frame.astype({**texts, "year": "Int32", "before": "Float64", "now": "Float64"})


def _groups(data: Dataset) -> Iterator[list[Series]]:
    """The series of agencies with several reports, by name, some agencies at a time."""
    known = _known(data.reports)
    keys = known["agency"].astype(str).map(series_key)
    known, keys = known[keys.duplicated(keep=False)], keys[keys.duplicated(keep=False)]
    left = set(keys)
    for piece in data.by_agency("figures", CELL_COLUMNS, {"table": ("requests", "proactive")}):
        own = set(keys[known["report_id"].isin(set(piece["report_id"].unique()))])
        mine = known[keys.isin(own)]
        yield series(mine, _figures(piece[piece["report_id"].isin(set(mine["report_id"]))]))
        left -= own
    if left:
        yield series(known[keys.isin(left)])


def _judged(step: Step) -> Iterator[tuple]:
    before, report = step.before, step.report
    assert before is not None
    for identity, at, left, right in _sums(before, report):
        outcome = judge_terms(identity, at, left, right).outcome
        pair = (before.value(*right[0][1]), report.value(*left[0][1])) if identity is CARRIED_OVER else (None, None)
        numbers = (None if value is None else float(value) for value in pair)
        yield report.report_id, before.report_id, report.agency, report.year, identity.key, at, outcome, *numbers


def _sums(before: YearReport, report: YearReport) -> Iterator[tuple[Identity, str, list[Term], list[Term]]]:
    """The sums between two years, as toolkit.checks.years asks them: identity, column or row, left and right side."""
    for column in report.form.table("requests").blocks[0].columns:
        over, forward = (("requests", row, column.key) for row in ("carried_over", "carried_forward"))
        yield CARRIED_OVER, column.key, [(report, over)], [(before, forward)]
    for row in _rows_of_both(before, report, "issued", "repealed", "in_force"):
        now, issued, repealed = (("proactive", row, c) for c in ("in_force", "issued", "repealed"))
        yield IN_FORCE, row, [(report, now), (report, repealed)], [(before, now), (report, issued)]
    for row in _rows_of_both(before, report, "prior_year_items", "change"):
        items, change = (("proactive", row, c) for c in ("prior_year_items", "change"))
        left: list[Term] = [(report, items)]
        if before.value(*change) is None:
            left.append((before, change))
        yield ITEMS, row, left, [(before, items), (before, change)]


def _rows_of_both(before: YearReport, report: YearReport, *columns: str) -> list[str]:
    def rows(one: YearReport) -> list[str]:
        of = one.form.table("proactive").columns_of
        return [row for row, has in of.items() if {*columns} <= {c.key for c in has}]

    return [row for row in rows(report) if row in rows(before)]


def pairs(data: Dataset) -> Table:
    """How many agencies can be followed: reports a year apart, with which forms, and what is in the way."""
    all_of = series(data.reports)
    found = [step for one in all_of for step in steps(one)]
    asked = [step for step in found if step.before]
    previous = [(s, s.earlier[-1]) for s in found if s.earlier]
    rows = [
        ("agencies 行政机关", len(all_of)),
        ("agencies with reports of two years or more 有两年以上报告", sum(len(one.reports) > 1 for one in all_of)),
        ("pairs of following years, held against each other 逐年核对的报告对", len(asked)),
        ("of these with two forms (form changed) 其中表样变更", sum(s.before.form.key != s.report.form.key for s in asked if s.before)),
        ("of these with the scope of one not stated 其中一方口径不明", sum(s.half_known_scope for s in asked)),
        ("pairs not held against each other, of another scope 口径不同未核对",
         sum(b.year + 1 == s.report.year and other_scope(b, s.report) for s, b in previous)),
        ("gaps of a year or more between two reports 中间缺年", sum(b.year + 1 < s.report.year for s, b in previous)),
    ]  # fmt: skip
    frame = pd.DataFrame(
        [(f"{name.rpartition(' ')[0]}\n{name.rpartition(' ')[2]}", n) for name, n in rows], columns=["what", "count"]
    )
    heads = {"what": "what 项目", "count": "count 数量"}
    return Table(frame, "Which reports can be followed from year to year", heads, wide=("what",), empty=NOT_FOLLOWED)


def outcomes_chart(found: pd.DataFrame) -> Picture:
    """How many of the sums between years hold. `found` is what `judged` gives."""
    frame = sizes_of(found)
    frame = frame.iloc[frame["rule"].map({rule: n for n, rule in enumerate(IDENTITIES)}).argsort(kind="stable")]
    return stacked(
        outcome_bars(frame, IDENTITIES), "Does a year follow from the one before? (年度衔接)",
        "One sum is one identity asked of one column or row of two reports a year apart. The number at the end is how many were asked.",
        "sums (个)", dict(OUTCOMES.values()), empty=NOT_FOLLOWED,
    )  # fmt: skip


def outcomes_table(found: pd.DataFrame) -> Table:
    """The counts behind the chart. `found` is what `judged` gives."""
    counts = outcome_counts(found)
    counts = counts.reindex([rule for rule in IDENTITIES if rule in counts.index])
    counts.insert(0, "identity", ["\n".join(IDENTITIES[rule]) for rule in counts.index])
    heads = {
        "identity": "identity between years 年度勾稽",
        **{outcome: name for outcome, (name, _) in OUTCOMES.items()},
    }
    return Table(counts, "Sums between years by identity and outcome", heads, wide=("identity",), empty=NOT_FOLLOWED)


_WORST = (FAILS, UNDECIDABLE, HOLDS_IF_BLANK_IS_ZERO, HOLDS, NOTHING_PRINTED)


def carried(found: pd.DataFrame) -> Table:
    """For each pair of years what was carried forward and what carried over, and in which columns that holds; breaks first.

    `found` is what `judged` gives.
    """
    asked: dict[tuple[str, str], list] = {}
    for row in found[found["rule"] == CARRIED_OVER.key].itertuples():
        asked.setdefault((row.report_id, row.before_id), []).append(row)
    rows = [_carried_row(part) for part in asked.values()]
    frame = pd.DataFrame(rows, columns=["n", "open", "id", "pair", "forward", "over", "columns", "breaks"])
    frame = frame.sort_values(["n", "open", "id"], ascending=[False, False, True], kind="stable").drop(
        columns=["n", "open", "id"]
    )
    frame = frame.astype({"forward": "Float64", "over": "Float64"})
    heads = {
        "pair": "agency, years 机关与年度",
        "forward": "total carried forward\nby the earlier report\n上年报告的结转下年度",
    }
    heads |= {
        "over": "total carried over\nby the later report\n本年报告的上年结转",
        "columns": "columns 各列",
        "breaks": "does not hold in 不成立的列",
    }
    broken = sum(1 for row in rows if row[0])
    title = "What one year carries forward and the next carries over (结转)"
    return Table(
        frame, f"{title}: {broken:,} of {len(frame):,} pairs break" if len(frame) else title, heads,
        keep=("pair", "columns"), most=MOST_STEPS, rest="the others: toolkit.charts.years.judged(data)", empty=NOT_FOLLOWED,
    )  # fmt: skip


def _carried_row(part: list) -> tuple:
    """How many columns fail and are open, the report; then what `carried` shows of the pair."""
    (total,) = (row for row in part if row.at == "total")
    by_outcome = {outcome: [row.at for row in part if row.outcome == outcome] for outcome in _WORST}
    named = [f"{OUTCOMES[o][0]}: {len(at)} of {len(part)}" for o, at in by_outcome.items() if at]
    fails = [columns_of("requests")[column].partition(" (")[0] for column in by_outcome[FAILS]]
    pair = f"{total.agency}\n{total.year - 1} → {total.year}"
    counts = (len(by_outcome[FAILS]), len(by_outcome[UNDECIDABLE]), total.report_id)
    return *counts, pair, total.before, total.now, "\n".join(named), ", ".join(fails)


def rules(data: Dataset) -> Table:
    """How often each rule between years spoke, and in how many reports; errors first."""
    found = data.table("findings", ["finding_id", "report_id", "rule", "severity"], {"rule": list(RULE_WORDS)})
    found = found.assign(rule=found["rule"].astype(str), severity=found["severity"].astype(str))
    counts = found.groupby(["severity", "rule"]).agg(findings=("finding_id", "size"), reports=("report_id", "nunique"))
    order = [(severity, rule) for severity in SEVERITIES for rule in RULE_WORDS if (severity, rule) in counts.index]
    counts = counts.loc[order].reset_index()
    frame = counts.assign(
        severity=in_words(counts["severity"], "severity"),
        rule=[f"{rule}\n{RULE_WORDS[rule]}" for rule in counts["rule"]],
    )
    heads = {
        "severity": "severity 级别",
        "rule": "rule 规则",
        "findings": "findings 发现数",
        "reports": "reports 报告数",
    }
    return Table(frame, "Findings between years by rule (年度间发现)", heads, wide=("rule",), empty="None.")


def findings(data: Dataset, compared: bool = True) -> Table:
    """What the rules between years found: errors, warnings, then notes, each with its place.

    `compared`: whether there were two years to compare, for the sentence where nothing was found.
    """
    found = data.table("findings", where={"rule": BETWEEN_YEARS})
    order = found["severity"].astype(str).map({s: n for n, s in enumerate(SEVERITIES)})
    total, found = len(found), found.iloc[order.argsort(kind="stable")].head(MOST_FINDINGS)
    names, sources = report_names(data.reports), data.reports.set_index("report_id")["source"]
    frame = pd.DataFrame(
        {
            "severity": in_words(found["severity"], "severity"),
            "report": found["report_id"].map(names),
            "message": found["message"],
            "place": [
                "\n".join(part for part in (o, sources[r]) if part)
                for o, r in zip(found["origin"].fillna(""), found["report_id"], strict=True)
            ],
            "finding": [
                "\n".join(part for part in pair if part)
                for pair in zip(found["finding_id"], review_words(found), strict=True)
            ],
        }
    )
    heads = {"severity": "severity 级别", "report": "report 报告", "message": "what does not follow 说明"}
    heads |= {"place": "place in the source 出处", "finding": "finding, review 发现与复核"}
    none = "Nothing. " + ("Where years could be compared, nothing was found." if compared else NOT_FOLLOWED)
    return Table(
        frame, f"Findings between years (年度间发现): {total:,}" if total else "Findings between years (年度间发现)",
        heads, wide=("message",), keep=("severity",), most=MOST_FINDINGS,
        rest="the others: data.findings, by the rules in toolkit.charts.years.BETWEEN_YEARS", empty=none, total=total,
    )  # fmt: skip


RELATIONS = {
    SAME: "can be followed 可比",
    SUM_OF: "can be followed as a sum 合并后可比",
    CHANGED_MEANING: "looks alike, is not 含义已变，不可比",
}


def correspondence() -> Table:
    """How the cells of one form correspond to those of the next, by the entries of toolkit/forms/correspondence."""
    rows = []
    for older, newer in load_correspondences():
        table = correspondence_table(older, newer)
        for (relation, which, reason), part in table.groupby(["relation", "table", "reason"], sort=False):
            texts = [_cells(which, part, form) for form in (older, newer)]
            both = texts[0] == texts[1]
            shown = (
                [f"{older}, {newer}: {texts[0]}"]
                if both
                else [f"{f}: {t}" for f, t in zip((older, newer), texts, strict=True) if t]
            )
            words = RELATIONS.get(relation) or f"only in form {relation.removeprefix('only_')} 仅此表样有"
            rows.append((words, "\n".join(shown), *(_cells_in(part, form) for form in (older, newer)), reason))
    heads = {
        "relation": "relation 对应关系",
        "cells": "form: rows; columns 表样：行；列",
        "old": "cells,\nolder\n旧",
        "new": "cells,\nnewer\n新",
    }
    heads |= {"reason": "why 理由"}
    frame = pd.DataFrame(rows, columns=list(heads))
    return Table(
        frame, "Which cells can be followed over a change of the form (表样对应)", heads, wide=("cells", "reason")
    )


def _cells_in(part: pd.DataFrame, form: str) -> int:
    """How many cells of a form an entry names."""
    return len(part.loc[part[f"row_{form}"] != "", [f"row_{form}", f"column_{form}"]].drop_duplicates())


def _cells(table: str, part: pd.DataFrame, form: str) -> str:
    """The rows and columns of an entry in words; of many rows the first, of all columns that."""
    rows = [r for r in dict.fromkeys(part[f"row_{form}"]) if r]
    columns = [c for c in dict.fromkeys(part[f"column_{form}"]) if c]
    if not rows:
        return ""
    # A key can have another label in another row: amount_10k_yuan is of fees, or of procurement.
    of_row = {c.key: f"{c.label} ({c.english})" for c in load_forms()[form].table(table).columns_of[rows[0]]}
    places = [of_row[column] for column in columns]
    where = f"all {len(places)} columns" if len(places) > MOST_COLUMNS else f"column {', '.join(places)}"
    return f"{first([_REMARK.sub('', row_label(table, row)) for row in rows])}; {where}"
