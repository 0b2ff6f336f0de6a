"""What notebook 02 shows: requests, results, refusals, disputes. One panel a scope, one row a report, nothing pooled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from toolkit.charts.names import SCOPES, first, report_names, rows_of
from toolkit.charts.plots import Picture, dots, heat, stacked
from toolkit.charts.style import BLUE, GREY, ORANGE, PALE, PLOT, PURPLE, RED, SKY, Note, label, wrap
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import DISCLOSURE, INTAKE, OK, RESULT_SHARES, STATUS_WORDS, rates, reasons, with_doubt

MOST_REPORTS = 25
"""Reports that a chart shows; of more, the largest."""
MOST_COLUMNS = 7
"""Reports side by side in a heat map or a table of rates."""


@dataclass(frozen=True)
class Panels:
    """Charts or tables below one another, one for each scope that the dataset has."""

    parts: tuple[Picture | Table, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for part in self.parts:
            display(part)


def by_scope(data: Dataset, draw: Callable[[pd.DataFrame, str], Picture | Table]) -> Panels:
    """Draws each scope's reports; a dataset without reports gives one note."""
    reports = data.reports[data.reports["status"] != "failed"]
    parts = [
        draw(reports[reports["scope"] == scope], name) for scope, name in SCOPES.items() if (reports["scope"] == scope).any()
    ]
    return Panels(tuple(parts) or (Note("No report could be read, so there is nothing to show."),))


def all_rates(data: Dataset) -> pd.DataFrame:
    """Every rate of every report, with the mark for sums that do not add up."""
    return with_doubt(rates(data.figures, data.reports), data.findings, data.reports)


def largest(reports: pd.DataFrame, size: pd.Series, most: int) -> tuple[list[str], str]:
    """The reports to show in their order, and what to say of those left out. `size` is by report_id."""
    by_size = size.reindex(reports["report_id"]).fillna(0).sort_values(ascending=False, kind="stable")
    shown = [r for r in reports["report_id"] if r in set(by_size.index[:most])]
    return shown, f" The {most} largest of {len(by_size)} reports." if len(by_size) > most else ""


def _totals(data: Dataset, table: str, column: str | None, rows: list[str]) -> pd.DataFrame:
    """report_id, row, column, value of some cells: blank as zero, lost as null."""
    figures = data.figures
    mask = (figures["table"] == table) & figures["row"].isin(rows)
    part = figures[mask & (figures["column"] == column) if column else mask]
    value = part["value"].mask(part["status"] == "blank", 0.0)
    frame = part[["report_id", "row", "column"]].astype({"row": str, "column": str})
    return frame.assign(value=value).reset_index(drop=True)


def _left_out(names: dict[str, str], ids: list[str], why: str) -> str:
    return f" {why}: {first([names[i] for i in ids])}." if ids else ""


def scopes_table(data: Dataset) -> Table:
    """How many reports there are of each scope, and words that showed it."""
    rows = []
    for scope, name in SCOPES.items():
        part = data.reports[(data.reports["scope"] == scope) & (data.reports["status"] != "failed")]
        words = first(sorted(part["scope_words"].dropna().unique()))
        rows.append((name, len(part), part["agency"].nunique(), words))
    frame = pd.DataFrame(rows, columns=["scope", "reports", "agencies", "words"])
    return Table(
        frame, "Whose work the figures count (统计口径)", {"scope": "scope 口径", "words": "shown by the words 依据"}
    )


INTAKE_PARTS = {"new_requests": ("new requests 本年新收", BLUE), "carried_over": ("carried over 上年结转", ORANGE)}


def intake(data: Dataset) -> Panels:
    """What came in: new requests and those carried over, a bar a report."""
    names, cells = report_names(data.reports), _totals(data, "requests", "total", list(INTAKE_PARTS))

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = cells[cells["report_id"].isin(reports["report_id"])]
        lost = sorted(set(reports["report_id"]) - set(mine["report_id"]) | set(mine[mine["value"].isna()]["report_id"]))
        sizes = mine[~mine["report_id"].isin(lost)].groupby("report_id")["value"].sum()
        shown, rest = largest(reports[~reports["report_id"].isin(lost)], sizes, MOST_REPORTS)
        part = _in_order(mine, shown)
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": [INTAKE_PARTS[row][0] for row in part["row"]],
                "value": part["value"],
                "end": [f"{sizes[r]:,.0f}" for r in part["report_id"]],
            }
        )
        subtitle = "Requests to be handled in the year: new + carried over, all applicants (本年新收 + 上年结转，总计列)."
        subtitle += rest + _left_out(names, lost, "Not shown, a cell is lost")
        return stacked(
            frame, f"Requests: {scope}", subtitle, "requests (件)", dict(INTAKE_PARTS.values()), empty=_lost_note(lost)
        )

    return by_scope(data, draw)


def _lost_note(lost: list[str]) -> str:
    return (
        f"no report has the cells that are needed; they are lost in {len(lost)}." if lost else "no report has such figures."
    )


def _in_order(frame: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    part = frame[frame["report_id"].isin(shown)]
    return part.iloc[part["report_id"].map({r: i for i, r in enumerate(shown)}).argsort(kind="stable")]


RESULT_COLOURS = dict(zip((i.key for i in RESULT_SHARES), (BLUE, SKY, RED, ORANGE, PURPLE, GREY), strict=True))
RESULT_NAMES = {i.key: f"{i.english.split(',')[0]} {i.chinese.removesuffix('占办理结果')}" for i in RESULT_SHARES}


def results(data: Dataset) -> Panels:
    """How requests ended: the six kinds of result as shares of all results, a bar a report."""
    names, table = report_names(data.reports), all_rates(data)
    table = table[table["indicator"].isin(RESULT_COLOURS)]

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        bad = mine[mine["status"] != OK].drop_duplicates("report_id")
        shown, rest = largest(
            reports[~reports["report_id"].isin(bad["report_id"])],
            mine.groupby("report_id")["denominator"].max(),
            MOST_REPORTS,
        )
        part = _in_order(mine, shown)
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": part["indicator"].map(RESULT_NAMES),
                "value": part["value"],
                "end": [
                    f"of {n:,.0f}{' †' if d else ''}" for n, d in zip(part["denominator"], part["doubtful"], strict=True)
                ],
            }
        )
        subtitle = "Shares of the results in the year, （七）总计; their number stands behind the bar."
        subtitle += " † rests on a sum that does not add up." if part["doubtful"].any() else ""
        subtitle += rest + _why_not(names, bad)
        colours = {RESULT_NAMES[key]: colour for key, colour in RESULT_COLOURS.items()}
        return stacked(
            frame, f"Results: {scope}", subtitle, "share of results (%)", colours, True, _why_not(names, bad).strip()
        )

    return by_scope(data, draw)


def _why_not(names: dict[str, str], bad: pd.DataFrame) -> str:
    """Which reports have no value, by reason."""
    groups = bad.groupby("status", sort=True)["report_id"]
    return "".join(_left_out(names, list(ids), f"Not shown, {STATUS_WORDS[str(status)]}") for status, ids in groups)


def _dots(data: Dataset, parts: dict[str, tuple[str, str]], title: str, subtitle: str, axis: str) -> Panels:
    names, table = report_names(data.reports), all_rates(data)
    table = table[table["indicator"].isin(parts)]

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        good, bad = mine[mine["status"] == OK], mine[mine["status"] != OK]
        bad = bad[~bad["report_id"].isin(good["report_id"])].drop_duplicates("report_id")
        kept = reports[reports["report_id"].isin(good["report_id"])]
        shown, rest = largest(kept, good.groupby("report_id")["denominator"].max(), MOST_REPORTS)
        part = _in_order(good, shown)
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": [parts[key][0] for key in part["indicator"]],
                "value": part["value"],
                "low": part["low"],
                "high": part["high"],
                "text": [_fraction(row) for row in part.itertuples()],
            }
        )
        below = subtitle + (" † rests on a sum that does not add up." if part["doubtful"].any() else "")
        below += rest + _why_not(names, bad)
        return dots(frame, f"{title}: {scope}", below, axis, dict(parts.values()), _why_not(names, bad).strip())

    return by_scope(data, draw)


def _fraction(row: object) -> str:
    mark = " †" if row.doubtful else ""
    return f"{percent(row.value)} · {row.numerator:,.0f}/{row.denominator:,.0f}{mark}"


INTERVAL = "Dot: the share as printed; line: Wilson's 95 % interval; right: share, numerator/denominator."


def applicants(data: Dataset) -> Panels:
    """The share of natural persons among those who asked."""
    key = INTAKE[0].key
    parts = {key: ("natural persons 自然人", BLUE)}
    subtitle = f"Share of new requests made by natural persons. {INTERVAL}"
    return _dots(data, parts, "Who asks", subtitle, "share of new requests (%)")


def disclosure(data: Dataset) -> Panels:
    """The share of requests that ended with information disclosed, on two denominators."""
    parts = {
        DISCLOSURE[0].key: ("of all results 占全部办理结果", BLUE),
        DISCLOSURE[1].key: ("of results on the substance 不计程序性结果", ORANGE),
    }
    return _dots(data, parts, "Disclosed (予以公开 + 部分公开)", INTERVAL, "share disclosed (%)")


def corrections(data: Dataset) -> Panels:
    """How often a dispute that was settled ended with the decision corrected."""
    parts = {
        "corrected_reconsideration": ("reconsideration 行政复议", BLUE),
        "corrected_litigation": ("litigation 行政诉讼", ORANGE),
    }
    subtitle = f"Share of settled cases, 结果维持 + 结果纠正 + 其他结果; pending ones do not count. {INTERVAL}"
    return _dots(data, parts, "Corrected (结果纠正)", subtitle, "share of settled cases (%)")


def refusals(data: Dataset) -> Panels:
    """Reasons for refusal by report: counts, and their share of the report's refusals as the darkness of the cell."""
    names, table, labels = report_names(data.reports), all_rates(data), rows_of("requests")
    rows = {i.key: labels[i.numerator.split("/")[1]] for i in reasons()}
    table = table[table["indicator"].isin(rows)]

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        bad = mine[mine["status"] != OK].drop_duplicates("report_id")
        shown, rest = largest(
            reports[~reports["report_id"].isin(bad["report_id"])],
            mine.groupby("report_id")["denominator"].max(),
            MOST_COLUMNS,
        )
        part = _in_order(mine, shown)
        room = PLOT / max(len(shown), 1) - 6
        heads = {
            r: "\n".join(wrap(f"{names[r]}\n(of {n:,.0f})", room, 11))
            for r, n in zip(part["report_id"], part["denominator"], strict=True)
        }
        frame = pd.DataFrame(
            {
                "label": [label(rows[key].english, rows[key].label) for key in part["indicator"]],
                "column": part["report_id"].map(heads),
                "value": part["value"],
                "text": [f"{n:,.0f}" for n in part["numerator"]],
            }
        )
        subtitle = (
            "Refusals (不予公开) by reason; the darker, the larger the share of the report's refusals, given at the top."
        )
        subtitle += rest + _why_not(names, bad)
        return heat(
            frame, f"Reasons for refusal: {scope}", subtitle, list(heads.values()), empty=_why_not(names, bad).strip()
        )

    return by_scope(data, draw)


DISPUTE_PARTS = {
    "upheld": ("upheld 结果维持", BLUE),
    "corrected": ("corrected 结果纠正", ORANGE),
    "other": ("other outcome 其他结果", SKY),
    "pending": ("pending 尚未审结", PALE),
}


def disputes(data: Dataset) -> Panels:
    """Reconsideration and litigation by outcome, counts; one row a report and kind of dispute that has a case."""
    names, kinds = report_names(data.reports), rows_of("disputes")
    cells = _totals(data, "disputes", None, list(kinds))
    cells = cells[cells["column"].isin(DISPUTE_PARTS)]

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = cells[cells["report_id"].isin(reports["report_id"])]
        lost = sorted(set(reports["report_id"]) - set(mine["report_id"]) | set(mine[mine["value"].isna()]["report_id"]))
        sums = mine[~mine["report_id"].isin(lost)].groupby(["report_id", "row"])["value"].sum()
        sizes = sums.groupby("report_id").sum()
        none = sorted(sizes[sizes == 0].index)
        shown, rest = largest(reports[~reports["report_id"].isin([*lost, *none])], sizes, MOST_REPORTS // 3)
        part = _in_order(mine, shown)
        part = part[[bool(sums[r, row] > 0) for r, row in zip(part["report_id"], part["row"], strict=True)]]
        frame = pd.DataFrame(
            {
                "label": [
                    label(names[r], f"{kinds[k].english} {kinds[k].label}")
                    for r, k in zip(part["report_id"], part["row"], strict=True)
                ],
                "part": [DISPUTE_PARTS[column][0] for column in part["column"]],
                "value": part["value"],
                "end": [f"{sums[r, row]:,.0f}" for r, row in zip(part["report_id"], part["row"], strict=True)],
            }
        )
        subtitle = "Cases by outcome (件); rows without a case are left out." + rest
        subtitle += _left_out(names, none, "No case at all") + _left_out(names, lost, "Not shown, a cell is lost")
        empty = "no report has a case." + _left_out(names, lost, "Not shown, a cell is lost")
        return stacked(frame, f"Disputes: {scope}", subtitle, "cases (件)", dict(DISPUTE_PARTS.values()), empty=empty)

    return by_scope(data, draw)
