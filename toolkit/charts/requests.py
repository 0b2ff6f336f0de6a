"""What notebook 02 shows: requests, results, refusals, disputes. One panel a scope, one row a report, nothing pooled."""

from __future__ import annotations

import pandas as pd

from toolkit.charts.copies import copies, counted
from toolkit.charts.names import SCOPES, first, report_names, rows_of
from toolkit.charts.panels import (
    ZEROED,
    Panels,
    all_rates,
    by_scope,
    in_order,
    largest,
    left_out,
    mark_words,
    marks,
    named,
    why_not,
    why_not_each,
)
from toolkit.charts.plots import Picture, dots, heat, stacked
from toolkit.charts.style import BLUE, GREY, ORANGE, PALE, PLOT, PURPLE, RED, SKY, label, wrap
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import BLANK, DISCLOSURE, INTAKE, OK, RESULT_SHARES, cells_by_report, reasons
from toolkit.indicators.cells import CELL_COLUMNS

MOST_REPORTS = 25
"""Reports that a chart shows; of more, the largest."""
MOST_COLUMNS = 7
"""Reports side by side in a heat map or a table of rates."""

LOST = "Not shown, a cell is lost or undecided"
NOTHING = "Not shown, nothing is printed"


def _totals(data: Dataset, table: str, column: str | None, rows: list[str]) -> pd.DataFrame:
    """report_id, row, column, value, status of some cells: the value is zero where blank, null where lost or undecided."""
    where = {"table": table, "row": rows, **({"column": column} if column else {})}
    part = data.table("figures", ["report_id", "row", "column", "value", "status"], where)
    value = part["value"].mask(part["status"] == BLANK, 0.0)
    frame = part[["report_id", "row", "column", "status"]].astype({"row": str, "column": str, "status": str})
    return frame.assign(value=value).reset_index(drop=True)


def _sorted_out(reports: pd.DataFrame, cells: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """The reports whose cells can be drawn, those with a lost or undecided cell, those that print nothing."""
    state = cells.assign(lost=cells["value"].isna(), blank=cells["status"] == BLANK)
    state = state.groupby("report_id", observed=True).agg(lost=("lost", "any"), blank=("blank", "all"))
    whole, blank = set(state.index[~state["lost"]]), set(state.index[state["blank"]])
    usable = [report for report in reports["report_id"] if report in whole and report not in blank]
    lost = [report for report in reports["report_id"] if report not in whole]
    return usable, lost, [report for report in reports["report_id"] if report in whole and report in blank]


def scopes_table(data: Dataset) -> Table:
    """How many reports there are of each scope, and words that showed it."""
    rows, reports = [], counted(data.reports[data.reports["status"] != "failed"])
    for scope, name in SCOPES.items():
        part = reports[reports["scope"] == scope]
        words = first(sorted(part["scope_words"].dropna().unique()))
        rows.append((name, len(part), part["agency"].nunique(), words))
    frame = pd.DataFrame(rows, columns=["scope", "reports", "agencies", "words"])
    left = len(copies(data.reports))
    below = f"Without {left} copies, which are named at the top." if left else ""
    heads = {
        "scope": "scope 口径",
        "reports": "reports 报告数",
        "agencies": "agencies 机关数",
        "words": "shown by the words 依据",
    }
    return Table(frame, "Whose work the figures count (统计口径)", heads, below=below)


INTAKE_PARTS = {"new_requests": ("new requests 本年新收", BLUE), "carried_over": ("carried over 上年结转", ORANGE)}


def intake(data: Dataset) -> Panels:
    """What came in: new requests and those carried over, a bar a report."""
    names, cells = report_names(data.reports), _totals(data, "requests", "total", list(INTAKE_PARTS))

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = cells[cells["report_id"].isin(reports["report_id"])]
        usable, lost, nothing = _sorted_out(reports, mine)
        sizes = mine[mine["report_id"].isin(usable)].groupby("report_id", observed=True)["value"].sum()
        shown, rest = largest(reports[reports["report_id"].isin(usable)], sizes, MOST_REPORTS)
        part = in_order(mine, shown)
        zeroed = set(part[part["status"] == BLANK]["report_id"])
        ends = [f"{sizes[r]:,.0f}{f' {ZEROED}' if r in zeroed else ''}" for r in part["report_id"]]
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": [INTAKE_PARTS[row][0] for row in part["row"]],
                "value": part["value"],
                "end": ends,
            }
        )
        subtitle = (
            "Requests to be handled in the year: new + carried over, all applicants (本年新收 + 上年结转，总计列)."
        )
        why = left_out(names, nothing, NOTHING) + left_out(names, lost, LOST)
        return stacked(
            frame, f"Requests: {scope}", subtitle + mark_words(ends) + rest + why, "requests (件)", dict(INTAKE_PARTS.values()),
            empty=why.strip(),
        )  # fmt: skip

    return by_scope(data, draw)


RESULT_COLOURS = dict(zip((i.key for i in RESULT_SHARES), (BLUE, SKY, RED, ORANGE, PURPLE, GREY), strict=True))
RESULT_NAMES = {i.key: f"{i.english.split(',')[0]} {i.chinese.removesuffix('占办理结果')}" for i in RESULT_SHARES}


def results(data: Dataset) -> Panels:
    """How requests ended: the six kinds of result as shares of all results, a bar a report."""
    names, table = report_names(data.reports), all_rates(data, RESULT_SHARES)

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        bad = mine[mine["status"] != OK].drop_duplicates("report_id")
        kept = reports[~reports["report_id"].isin(bad["report_id"])]
        shown, rest = largest(kept, mine.groupby("report_id")["denominator"].max(), MOST_REPORTS)
        part = in_order(mine, shown)
        # A bar has one text for its six parts: it is marked where any of them is.
        whole = part.groupby("report_id").agg({"denominator": "max", "doubtful": "any", "blanks": "max"})
        ends = {row.Index: f"of {row.denominator:,.0f}{marks(row)}" for row in whole.itertuples()}
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": part["indicator"].map(RESULT_NAMES),
                "value": part["value"],
                "end": part["report_id"].map(ends),
            }
        )
        subtitle = "Shares of the results in the year, （七）总计; their number stands behind the bar."
        subtitle += mark_words(list(ends.values())) + rest + why_not(names, bad)
        colours = {RESULT_NAMES[key]: colour for key, colour in RESULT_COLOURS.items()}
        return stacked(
            frame, f"Results: {scope}", subtitle, "share of results (%)", colours, True, why_not(names, bad).strip()
        )

    return by_scope(data, draw)


def _dots(data: Dataset, parts: dict[str, tuple[str, str]], title: str, subtitle: str, axis: str) -> Panels:
    names, table = report_names(data.reports), all_rates(data, named(parts))
    called = {key: name for key, (name, _) in parts.items()}

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        good, bad = mine[mine["status"] == OK], mine[mine["status"] != OK]
        kept = reports[reports["report_id"].isin(good["report_id"])]
        shown, rest = largest(kept, good.groupby("report_id")["denominator"].max(), MOST_REPORTS)
        part = in_order(good, shown)
        frame = pd.DataFrame(
            {
                "label": [label(names[r]) for r in part["report_id"]],
                "part": [called[key] for key in part["indicator"]],
                "value": part["value"],
                "low": part["low"],
                "high": part["high"],
                "text": [_fraction(row) for row in part.itertuples()],
            }
        )
        why = why_not_each(names, bad, called)
        below = subtitle + mark_words(frame["text"]) + rest + why
        return dots(frame, f"{title}: {scope}", below, axis, dict(parts.values()), why.strip())

    return by_scope(data, draw)


def _fraction(row: object) -> str:
    return f"{percent(row.value)} · {row.numerator:,.0f}/{row.denominator:,.0f}{marks(row)}"


INTERVAL = "Dot: the share, computed from the printed numbers; line: Wilson's 95 % interval; right: share, numerator/denominator."


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
    names, table, labels = report_names(data.reports), all_rates(data, reasons()), rows_of("requests")
    rows = {i.key: labels[i.numerator.split("/")[1]] for i in reasons()}
    printed = data.table("figures", CELL_COLUMNS,
                         {"table": "requests", "row": [row.key for row in rows.values()], "column": "total"})  # fmt: skip

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = table[table["report_id"].isin(reports["report_id"])]
        bad = mine[mine["status"] != OK].drop_duplicates("report_id")
        kept = reports[~reports["report_id"].isin(bad["report_id"])]
        shown, rest = largest(kept, mine.groupby("report_id")["denominator"].max(), MOST_COLUMNS)
        part = in_order(mine, shown)
        room = PLOT / max(len(shown), 1) - 6
        heads = {
            row.report_id: "\n".join(wrap(f"{names[row.report_id]}\n(of {row.denominator:,.0f}){marks(row)}", room, 11))
            for row in part.itertuples()
        }
        cells = cells_by_report(printed[printed["report_id"].isin(shown)])
        at = zip(part["report_id"], part["indicator"], strict=True)
        blank = [cells[r]["requests", rows[key].key, "total"][1] == BLANK for r, key in at]
        frame = pd.DataFrame(
            {
                "label": [label(rows[key].english, rows[key].label) for key in part["indicator"]],
                "column": part["report_id"].map(heads),
                "value": part["value"],
                "text": ["blank" if b else f"{n:,.0f}" for b, n in zip(blank, part["numerator"], strict=True)],
                "kind": ["blank" if b else "share" for b in blank],
            }
        )
        subtitle = "Refusals (不予公开) by reason; the darker, the larger the share of the report's refusals, given at the top."
        why = why_not(names, bad)
        subtitle += mark_words(list(heads.values())) + rest + why
        return heat(frame, f"Reasons for refusal: {scope}", subtitle, list(heads.values()), empty=why.strip())

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
    every = _totals(data, "disputes", None, list(kinds))
    cells = every[every["column"].isin(DISPUTE_PARTS)]
    totals = every[every["column"] == "total"].groupby("report_id", observed=True)["value"].sum()

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = cells[cells["report_id"].isin(reports["report_id"])]
        usable, lost, nothing = _sorted_out(reports, mine)
        sums = mine[mine["report_id"].isin(usable)].groupby(["report_id", "row"], observed=True)["value"].sum()
        sizes = sums.groupby("report_id", observed=True).sum()
        none = [r for r in usable if sizes[r] == 0]
        bare = [r for r in (*none, *nothing) if totals.get(r, 0) > 0]
        shown, rest = largest(reports[reports["report_id"].isin(set(usable) - set(none))], sizes, MOST_REPORTS // 3)
        part = in_order(mine, shown)
        part = part[[bool(sums[key] > 0) for key in zip(part["report_id"], part["row"], strict=True)]]
        frame = _dispute_rows(part, sums, names)
        why = left_out(names, [r for r in none if r not in bare], "No case, zeros are printed")
        why += left_out(names, [r for r in nothing if r not in bare], NOTHING)
        why += left_out(names, bare, "Not shown, a total is printed but no outcome") + left_out(names, lost, LOST)
        subtitle = f"Cases by outcome (件); rows without a case are left out.{mark_words(frame['end'])}{rest}{why}"
        empty = f"no case by outcome to show.{why}"
        return stacked(frame, f"Disputes: {scope}", subtitle, "cases (件)", dict(DISPUTE_PARTS.values()), empty=empty)

    return by_scope(data, draw)


def _dispute_rows(part: pd.DataFrame, sums: pd.Series, names: dict[str, str]) -> pd.DataFrame:
    kinds, keys = rows_of("disputes"), list(zip(part["report_id"], part["row"], strict=True))
    blank = part[part["status"] == BLANK]
    zeroed = set(zip(blank["report_id"], blank["row"], strict=True))
    return pd.DataFrame(
        {
            "label": [label(names[r], f"{kinds[k].english} {kinds[k].label}") for r, k in keys],
            "part": [DISPUTE_PARTS[column][0] for column in part["column"]],
            "value": part["value"],
            "end": pd.Series(
                [f"{sums[key]:,.0f}{f' {ZEROED}' if key in zeroed else ''}" for key in keys], part.index, dtype=object
            ),
        }
    )
