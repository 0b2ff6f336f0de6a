"""What the charts of notebook 02 share: panels by scope, which reports are shown, and words for those that are not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.names import SCOPES, first
from toolkit.charts.plots import Picture
from toolkit.charts.style import Note
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset
from toolkit.identities import FAILS
from toolkit.indicators import STATUS_WORDS, Indicator, cells_of, indicators, rates, where, with_doubt

DOUBT, ZEROED = "†", "‡"
"""Marks: the value rests on a sum that does not add up; blank cells were taken as zero for it."""
MARK_WORDS = {DOUBT: " † rests on a sum that does not add up.", ZEROED: " ‡ rests on blank cells taken as zero."}


@dataclass(frozen=True)
class Panels:
    """Charts or tables below one another, one for each scope that the dataset has."""

    parts: tuple[Picture | Table, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


def by_scope(data: Dataset, draw: Callable[[pd.DataFrame, str], Picture | Table]) -> Panels:
    """Draws each scope's reports by agency and year, without copies; a dataset without reports gives one note."""
    reports = counted(data.reports[data.reports["status"] != "failed"])
    reports = reports.sort_values(["agency", "year"], kind="stable")
    parts = [
        draw(reports[reports["scope"] == scope], name)
        for scope, name in SCOPES.items()
        if (reports["scope"] == scope).any()
    ]
    return Panels(tuple(parts) or (Note("No report could be read, so there is nothing to show."),))


def named(keys: Collection[str]) -> tuple[Indicator, ...]:
    """The indicators with these keys, in the order of `indicators()`."""
    return tuple(i for i in indicators() if i.key in keys)


def all_rates(data: Dataset, wanted: tuple[Indicator, ...]) -> pd.DataFrame:
    """Some rates of every report that is counted, with the mark for sums that do not add up.

    Charts take blank cells as zero and mark what rests on them, since many offices leave empty what did not happen.
    """
    reports = counted(data.reports)
    table = rates(cells_for(data, wanted), reports, wanted, blank_is_zero=True)
    return with_doubt(table, failed_sums(data), reports, wanted)


def cells_for(data: Dataset, wanted: tuple[Indicator, ...], **more: Collection[str]) -> pd.DataFrame:
    """The figures that these rates need, and no others; with `more`, such as report_id, only where these columns have that."""
    columns = ["report_id", "table", "row", "column", "value", "corrected", "status"]
    return data.table("figures", columns, {**where(cells_of(wanted)), **more})


def failed_sums(data: Dataset) -> pd.DataFrame:
    """The findings of sums that do not add up, with what tells which sum it is."""
    return data.table("findings", ["report_id", "rule", "row", "column", "outcome"], {"outcome": FAILS})


def largest(reports: pd.DataFrame, size: pd.Series, most: int) -> tuple[list[str], str]:
    """The reports to show, in the order they have, and what to say of those left out. `size` is by report_id.

    A report whose size is not known is not among the largest.
    """
    ids = list(reports["report_id"])
    if len(ids) <= most:
        return ids, ""
    known = size.reindex(ids).astype("Float64").dropna().sort_values(ascending=False, kind="stable")
    if known.empty:
        return ids[:most], f" The first {most} of {len(ids)} reports by agency and year; the size of none is known."
    shown = set(known.index[:most])
    unknown = f", {len(ids) - len(known)} of them of unknown size" if len(known) < len(ids) else ""
    return [
        r for r in ids if r in shown
    ], f" The {len(shown)} largest of {len(ids)} reports{unknown}, by agency and year."


def in_order(frame: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    """The rows of the reports to show, in their order."""
    part = frame[frame["report_id"].isin(shown)]
    return part.iloc[part["report_id"].map({r: i for i, r in enumerate(shown)}).argsort(kind="stable")]


def left_out(names: dict[str, str], ids: list[str], why: str) -> str:
    """A sentence that names reports, the first of many; empty for none."""
    return f" {why}: {first([names[i] for i in ids])}." if ids else ""


def why_not(names: dict[str, str], bad: pd.DataFrame, prefix: str = "Not shown") -> str:
    """Which reports have no value, by reason."""
    groups = bad.groupby("status", sort=True)["report_id"]
    return "".join(left_out(names, list(ids), f"{prefix}, {STATUS_WORDS[str(status)]}") for status, ids in groups)


def why_not_each(names: dict[str, str], bad: pd.DataFrame, parts: dict[str, str]) -> str:
    """Which reports lack which rate and why; those that lack all `parts` for one reason are named once."""
    same = bad.groupby("report_id")["status"].agg(["size", "nunique"])
    whole = bad["report_id"].isin(same[(same["size"] == len(parts)) & (same["nunique"] == 1)].index)
    text = why_not(names, bad[whole].drop_duplicates("report_id"))
    for key, name in parts.items():
        text += why_not(names, bad[~whole & (bad["indicator"] == key)], f"Not shown for {name}")
    return text


def marks(row: object) -> str:
    """The marks of a rate, to be set behind it."""
    return (f" {DOUBT}" if row.doubtful else "") + (f" {ZEROED}" if row.blanks else "")


def mark_words(texts: pd.Series | list[str]) -> str:
    """What the marks mean that stand in these texts."""
    return "".join(words for mark, words in MARK_WORDS.items() if any(mark in text for text in texts))
