"""How much of each table is there: a map and counts for notebook 01. Takes a Dataset, gives a chart and tables."""

from __future__ import annotations

import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.names import STATUS_NAMES, TABLE_NAMES, in_words, report_names
from toolkit.charts.plots import Picture, heat
from toolkit.charts.style import LIGHT_BLUE, LIGHT_ORANGE, label
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset

MOST_REPORTS = 30
"""Reports that the map shows; of more, those with most cells lost, undecided or blank."""

HEADS = {
    "report": "report 报告",
    "reports": "reports 报告数",
    "table": "table 表",
    "form": "form 表样",
    "cells": "cells 单元格",
}


def coverage(data: Dataset) -> pd.DataFrame:
    """For each report and table: its cells, how many have which status, and the sum of the printed numbers, if any."""
    pieces = [_counts(piece) for piece in data.by_agency("figures", ["report_id", "table", "status", "value"])]
    frame = pd.concat(pieces or [_counts(data.figures.head(0))], ignore_index=True)
    frame["table"] = pd.Categorical(frame["table"].astype(str), list(TABLE_NAMES), ordered=True)
    return frame.sort_values(["report_id", "table"], kind="stable").reset_index(drop=True)


def _counts(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows of `coverage` for some reports."""
    counts = figures.groupby(["report_id", "table", "status"], observed=True).size().unstack(fill_value=0)
    counts.columns = counts.columns.astype(str)
    counts = counts.reindex(columns=list(STATUS_NAMES), fill_value=0)
    sums = figures.groupby(["report_id", "table"], observed=True)["value"].sum(min_count=1)
    frame = counts.assign(cells=counts.sum(axis=1), sum=sums.reindex(counts.index)).reset_index()
    return frame.astype({"report_id": "string", "table": "string"})


def _neediest(frame: pd.DataFrame) -> list[str]:
    """The reports to show, by agency and year: those with most lost or undecided, then most blank cells."""
    trouble = frame.groupby("report_id", observed=True)[["missing", "undecided", "blank"]].sum()
    trouble = trouble.assign(lost=trouble["missing"] + trouble["undecided"]).sort_values(
        ["lost", "blank"], ascending=False, kind="stable"
    )
    return sorted(trouble.index[:MOST_REPORTS])


def coverage_map(data: Dataset) -> Picture:
    """Reports by tables: the share of cells with a printed number, and what the others are."""
    frame, names = coverage(data), report_names(data.reports)
    shown, all_of_them = _neediest(frame), frame["report_id"].nunique()
    part = frame[frame["report_id"].isin(shown)]
    cells = pd.DataFrame(
        {
            "label": [label(names[r]) for r in part["report_id"]],
            "column": part["table"].astype(str).map(TABLE_NAMES),
            "value": part["reported"] / part["cells"],
            "text": [_cell(row) for row in part.itertuples()],
            "kind": ["lost" if row.missing or row.undecided else "share" for row in part.itertuples()],
        }
    )
    subtitle = (
        "Cells with a printed number, of all cells of the statutory table (有数单元格占比); reports by agency and year."
    )
    if all_of_them > len(shown):
        subtitle += f" {len(shown)} of {all_of_them} reports: those with most cells lost, undecided or blank."
    key = [("the darker, the more is printed 有数", LIGHT_BLUE), ("cells lost or undecided 缺失或待定", LIGHT_ORANGE)]
    columns = list(TABLE_NAMES.values())
    return heat(cells, "What each table holds", subtitle, columns, empty="no report has tables.", key=key)


def _cell(row: object) -> str:
    """What a cell of the map says, in lines."""
    lost = [f"{n} {word}" for n, word in ((row.missing, "lost"), (row.undecided, "undecided")) if n]
    return "\n".join([f"{row.reported} of {row.cells}", *([f"{row.blank} blank"] if row.blank else []), *lost])


def coverage_table(data: Dataset) -> Table:
    """The counts behind the map, with the sum of the printed numbers."""
    frame, names = coverage(data), report_names(data.reports)
    all_of_them = frame["report_id"].nunique()
    frame = frame[frame["report_id"].isin(_neediest(frame))].assign(report=lambda f: f["report_id"].map(names))
    heads = {**HEADS, **STATUS_NAMES, "sum": "sum of printed numbers 有数之和"}
    rest = ""
    if all_of_them > MOST_REPORTS:
        rest = f" ({MOST_REPORTS} of {all_of_them} reports, the others are in figures.parquet)"
    frame = frame.assign(table=in_words(frame["table"], "table"))[["report", "table", "cells", *STATUS_NAMES, "sum"]]
    return Table(frame, f"Cells by report and table{rest}", heads, most=3 * MOST_REPORTS, empty="No report has tables.")


def coverage_in_all(data: Dataset) -> Table:
    """Cells by form, table and status over all reports that are counted."""
    forms = counted(data.reports).set_index("report_id")["form"].astype("string").fillna("unknown")
    frame = coverage(data)
    frame = frame[frame["report_id"].isin(forms.index)].assign(form=lambda f: f["report_id"].map(forms))
    totals = frame.groupby(["form", "table"], observed=True)[["cells", *STATUS_NAMES]].sum()
    totals.insert(0, "reports", frame.groupby(["form", "table"], observed=True)["report_id"].nunique())
    totals = totals.reset_index().assign(table=lambda f: in_words(f["table"], "table"))
    return Table(
        totals, "Cells by form and table, all reports", {**HEADS, **STATUS_NAMES}, empty="No report has tables."
    )
