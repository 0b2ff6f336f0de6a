"""What notebook 03 shows of the prose that was read: how much of it, section by section."""

from __future__ import annotations

import pandas as pd

from toolkit.charts.names import in_words, report_names
from toolkit.charts.panels import Panels, by_scope
from toolkit.charts.tables import Table
from toolkit.charts.themes import KIND_NAMES
from toolkit.dataset import Dataset
from toolkit.forms import load_forms
from toolkit.schema import STATEMENT_KINDS

MOST_LISTED = 30
"""Reports in the table of what was read."""

SECTION_HEADS = {
    0: "front 前言",
    1: "1 overview 总体",
    2: "2 proactive 主动公开",
    3: "3 requests 申请",
    4: "4 disputes 诉讼",
    5: "5 problems 问题",
    6: "6 other 其他",
}


def _characters(data: Dataset) -> pd.DataFrame:
    """Characters of prose by report (rows) and section (columns): 0 for a section without prose, null for none found."""
    pieces = [data.sections.head(0)[["report_id", "number"]].assign(length=0).astype({"length": "Int64"})]
    for piece in data.by_agency("sections", ["report_id", "number", "text"]):
        length = piece["text"].str.len().fillna(0).astype("Int64")
        pieces.append(piece[["report_id", "number"]].assign(length=length))
    frame = pd.concat(pieces).pivot_table(index="report_id", columns="number", values="length", aggfunc="sum")
    return frame.reindex(columns=list(SECTION_HEADS)).astype("Int64")


def by_report(data: Dataset) -> Table:
    """Each report that was read: characters of prose by section, and the problems and improvements found in it."""
    reports = data.reports[data.reports["status"] != "failed"]
    kinds = data.table("statements", ["report_id", "kind"])
    kinds = kinds.groupby(["report_id", "kind"], observed=False).size().unstack(fill_value=0)
    kinds = kinds.reindex(index=reports["report_id"], columns=list(STATEMENT_KINDS), fill_value=0)
    reports = reports.assign(silent=(kinds.sum(axis=1) > 0).to_numpy())
    reports = reports.sort_values(["silent", "agency", "year"], kind="stable")
    ids, names = list(reports["report_id"]), report_names(data.reports)
    lengths = _characters(data).reindex(ids)
    frame = pd.DataFrame({"report": [names[i] for i in ids]})
    if reports["provenance"].nunique() > 1:
        frame["source"] = in_words(reports["provenance"], "provenance")
    for number, head in SECTION_HEADS.items():
        frame[head] = lengths[number].to_numpy()
    for kind, name in KIND_NAMES.items():
        frame[name] = kinds.loc[ids, kind].to_numpy()
    below = "0: a section without prose, such as one that is only a table. Empty: no such section was found."
    if (reports["provenance"] == "digest").any():
        below += " The length of a digest is that of our retelling and says nothing about the report."
    heads = {"report": "report 报告", "source": "source 来源"}
    return Table(
        frame,
        "Characters of prose by section, and statements found",
        heads,
        keep=("source",),
        most=MOST_LISTED,
        rest="those without a problem or improvement come first, the others are in sections.parquet",
        below=below,
        empty="No report could be read.",
    )


def by_section(data: Dataset) -> Panels:
    """How many reports have which section, how many of these have prose in it, and how long it is."""
    labels = {title.number: title.label for title in list(load_forms().values())[-1].sections}
    lengths = _characters(data)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        rows = []
        for number in SECTION_HEADS:
            found = lengths.reindex(reports["report_id"])[number].dropna()
            written = found[found > 0]
            spread = [round(written.quantile(rank)) if len(written) else None for rank in (0, 0.5, 1)]
            name = f"{number} {labels[number]}" if number in labels else "front matter 前言"
            rows.append((name, len(reports), len(found), len(written), *spread))
        frame = pd.DataFrame(rows, columns=["section", "reports", "found", "prose", "shortest", "median", "longest"])
        heads = {"section": "section 部分", "reports": "reports 报告数", "found": "section found 有此部分"}
        heads |= {"prose": "with prose 有文字", "shortest": "shortest 最短"}
        heads |= {"median": "median 中位数", "longest": "longest 最长"}
        numbers = dict.fromkeys(("shortest", "median", "longest"), "Float64")
        below = "Shortest, median, longest: characters, of the reports with prose in the section."
        return Table(frame.astype(numbers), f"Prose by section: {scope}", heads, wide=("section",), below=below)

    return by_scope(data, draw)
