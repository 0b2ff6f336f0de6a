"""What disagreeing numbers do to the rates: each rate as printed beside the same rate by every other reading of the report.

Which reading is right is not known. All rates come from toolkit.indicators.rates; only the cells they are asked of differ.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.charts.alternatives import CORRECTION, PROSE, SOURCES, Alternative
from toolkit.charts.claims import counted_claims
from toolkit.charts.names import report_names
from toolkit.charts.panels import Panels, by_scope, cells_for
from toolkit.charts.plots import Picture, dots
from toolkit.charts.style import BLUE, ORANGE, label
from toolkit.charts.tables import Table, percent
from toolkit.checks.claims.judged import CONTRADICTS
from toolkit.dataset import Dataset
from toolkit.forms import load_forms
from toolkit.indicators import OK, SHARE, STATUS_WORDS, cells_named, indicators, rates
from toolkit.indicators.cells import CELL_COLUMNS

MOST_REPORTS = 30
MOST_DRAWN = 12
LEAST_FOR_MEDIAN = 5
AT_ONCE = 1_000
"""Readings whose rates are computed together: each is a copy of its report's cells."""

_KEY = ["report_id", "indicator"]
_NUMBERS = ["numerator", "denominator", "value", "status"]
COLUMNS = [
    "report_id", "agency", "year", "scope", "indicator", "kind", "source", "reading", "words",
    *_NUMBERS, *(f"other_{name}" for name in _NUMBERS), "change",
]  # fmt: skip


def effects(data: Dataset, readings: Sequence[Alternative]) -> pd.DataFrame:
    """The rates that another reading changes, one row a rate and reading: as printed, by the reading, and the change.

    `readings` is what toolkit.charts.alternatives.alternatives gives; `reading` is the place in it. `change` is null
    where one of the two has no value. Blank cells count as zero, as in notebook 02.
    """
    reports = data.reports[data.reports["report_id"].isin({one.report_id for one in readings})]
    figures = cells_for(data, indicators(), report_id=list(reports["report_id"]))
    cells = {str(n): one for n, one in enumerate(readings) if one.source != CORRECTION}
    names = list(cells)
    wanted = [{n: cells[n] for n in names[at : at + AT_ONCE]} for at in range(0, max(len(names), 1), AT_ONCE)]
    found = [_changed(figures, reports, _of_cells(figures, reports, readings, some)) for some in wanted]
    found.append(_changed(figures, reports, _of_corrections(figures, reports, readings)))
    filled = [part for part in found if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=COLUMNS)


def _changed(figures: pd.DataFrame, reports: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Of rates by another reading those that differ from what is printed, with that beside them."""
    own = reports[reports["report_id"].isin(other["report_id"])]
    plain = rates(figures[figures["report_id"].isin(own["report_id"])], own, blank_is_zero=True)
    found = other.merge(plain[[*_KEY, *_NUMBERS]], on=_KEY, how="left")
    same = pd.Series(True, index=found.index)
    for name in ("value", "status"):
        one, two = found[name], found[f"other_{name}"]
        same &= (one.isna() & two.isna()) | (one == two).fillna(False).astype(bool)
    found = found[~same]
    return found.assign(change=found["other_value"] - found["value"])[COLUMNS].reset_index(drop=True)


def _of_cells(
    figures: pd.DataFrame, reports: pd.DataFrame, readings: Sequence[Alternative], wanted: dict[str, Alternative]
) -> pd.DataFrame:
    """The rates by these readings of single cells: a copy of the report's figures with other values, under a name of its own."""
    keys = pd.DataFrame({"reading": list(wanted), "report_id": [one.report_id for one in wanted.values()]}).astype(
        "string"
    )
    figures = figures.loc[figures["report_id"].isin(keys["report_id"]), CELL_COLUMNS]
    figures = keys.merge(figures.astype({n: "string" for n in CELL_COLUMNS if n != "value"}), on="report_id")
    changed = pd.DataFrame(
        [(n, *cell, value) for n, one in wanted.items() for cell, value in one.cells],
        columns=["reading", "table", "row", "column", "other"],
    ).astype({"other": "Float64", **dict.fromkeys(("reading", "table", "row", "column"), "string")})
    figures = figures.merge(changed, on=["reading", "table", "row", "column"], how="left")
    has = figures["other"].notna()
    figures = figures.assign(
        value=figures["value"].where(~has, figures["other"]), status=figures["status"].where(~has, "reported"),
        report_id=figures["reading"],
    )  # fmt: skip
    copies = keys.merge(reports.astype({"report_id": "string"}), on="report_id").assign(
        report_id=lambda f: f["reading"]
    )
    made = rates(figures, copies, blank_is_zero=True).rename(columns={"report_id": "reading"})
    made = made.assign(report_id=made["reading"].map(keys.set_index("reading")["report_id"]))
    return _described(made, readings, _split(wanted, reports))


def _of_corrections(figures: pd.DataFrame, reports: pd.DataFrame, readings: Sequence[Alternative]) -> pd.DataFrame:
    wanted = {one.report_id: str(n) for n, one in enumerate(readings) if one.source == CORRECTION}
    corrected = reports[reports["report_id"].isin(list(wanted))]
    figures = figures[figures["report_id"].isin(list(wanted))]
    made = rates(figures, corrected, blank_is_zero=True, corrected=True)
    return _described(made.assign(reading=made["report_id"].map(wanted).astype("string")), readings, set())


def _described(made: pd.DataFrame, readings: Sequence[Alternative], unknown: set[tuple[str, str]]) -> pd.DataFrame:
    """The rates under their new names, with what the reading is; without those that it leaves unknown."""
    keep = [pair not in unknown for pair in zip(made["reading"], made["indicator"], strict=True)]
    made = made[pd.Series(keep, index=made.index, dtype=bool)].rename(
        columns={name: f"other_{name}" for name in _NUMBERS}
    )
    numbers = made["reading"].astype(int)
    made = made.assign(
        source=[readings[n].source for n in numbers], words=[readings[n].words for n in numbers], reading=numbers
    )
    return made[
        [
            "report_id",
            "agency",
            "year",
            "scope",
            "indicator",
            "kind",
            "source",
            "reading",
            "words",
            *(f"other_{n}" for n in _NUMBERS),
        ]
    ]


def _split(wanted: dict[str, Alternative], reports: pd.DataFrame) -> set[tuple[str, str]]:
    """(reading, indicator) of rates with some but not all cells of a number that is stated of several together."""
    forms, form_of = load_forms(), dict(zip(reports["report_id"], reports["form"].astype(str), strict=True))
    found = set()
    for n, one in wanted.items():
        group = {cell for cell, _ in one.cells}
        for indicator in indicators() if one.whole else ():
            form = forms[form_of[one.report_id]]
            if form.key in indicator.forms:
                sides = (set(cells_named(text, form)) & group for text in (indicator.numerator, indicator.denominator))
                if any(side and side != group for side in sides):
                    found.add((n, indicator.key))
    return found


def readings_table(data: Dataset, readings: Sequence[Alternative], found: pd.DataFrame) -> Table:
    """How many readings there are by what disagrees, how many change a rate, and by how much at most."""
    claims = counted_claims(data, ["report_id", "verdict"])
    contradict = claims[claims["verdict"] == CONTRADICTS]
    aside = len(contradict) - sum(one.source == PROSE for one in readings)
    rows = []
    for source, names in SOURCES.items():
        those = [one for one in readings if one.source == source]
        part = found[found["source"] == source]
        shares = part.loc[part["kind"] == SHARE, "change"].dropna().abs()
        rows.append(
            (
                "\n".join(names), len(those), len({one.report_id for one in those}), part["reading"].nunique(),
                part["report_id"].nunique(), points(shares.max()) if len(shares) else "",
            )
        )  # fmt: skip
    heads = {"source": "what is believed instead 改用何数", "readings": "readings 读法", "reports": "of reports 报告数"}
    heads |= {
        "changing": "readings that\nchange a rate 改变指标的读法",
        "changed": "reports with a\nchanged rate 指标改变的报告",
    }
    heads |= {"largest": "largest change of a share 份额最大变化"}
    frame = pd.DataFrame(rows, columns=list(heads))
    below = (
        f"{aside:,} of {len(contradict):,} numbers in the prose that contradict put no other number into a cell: a share, a growth or "
        "the whole of a list, or a cell that was lost. They are in the list above."
        if aside
        else ""
    )
    return Table(
        frame, "Other readings of the tables, and how many of them move a rate", heads, wide=("source",), below=below
    )


def points(change: float) -> str:
    """A change of a share in percentage points, its sign as it is; what would be written 0.0 is "under 0.1 pp"."""
    if 0 < abs(float(change)) < 0.0005:
        return "under 0.1 pp"
    return f"{100 * float(change):.1f} pp".replace("-", "−")


def _signed(change: float) -> str:
    said = points(change)
    return f"+{said}" if change > 0 and said[0].isdigit() else said


def rate_names() -> dict[str, str]:
    """Key of each rate to its English and Chinese name."""
    return {i.key: f"{i.english}\n{i.chinese}" for i in indicators()}


def _said(numerator: object, denominator: object, value: object, status: object, kind: str) -> str:
    """A rate with its counts, or why there is none."""
    if status != OK:
        return f"– {STATUS_WORDS[str(status)]}"
    shown = percent(value) if kind == SHARE else f"{float(value):,.3f}"  # type: ignore[arg-type]
    return f"{shown}\n{float(numerator):,.0f} {'of' if kind == SHARE else 'to'} {float(denominator):,.0f}"  # type: ignore[arg-type]


def most_changed(found: pd.DataFrame) -> pd.DataFrame:
    """For each report the share that changes most by one reading, those that change most first.

    Of equal changes the first in the order of indicators and readings.
    """
    part = found[(found["kind"] == SHARE) & found["change"].notna()]
    part = part.assign(size=part["change"].abs().round(12))
    part = part.sort_values(["size", "report_id", "reading"], ascending=[False, True, True], kind="stable")
    return part.drop_duplicates("report_id")


def largest(data: Dataset, found: pd.DataFrame) -> Panels:
    """For each report the share that another reading changes most, as printed and otherwise, by scope."""
    top, names = most_changed(found), report_names(data.reports)
    shares = found[found["kind"] == SHARE]
    moved = shares.groupby("report_id")["indicator"].nunique()
    # A reading that moves ratios only has no row above; it is counted below the table.
    without = set(found["report_id"]) - set(top["report_id"])

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        part = top[top["report_id"].isin(reports["report_id"])]
        frame = _largest_rows(part, names).assign(moved=[int(moved[r]) for r in part["report_id"]])
        heads = {
            "report": "report 报告",
            "rate": "share that changes most 变化最大的份额",
            "printed": "as printed 按原文",
        }
        heads |= {
            "other": "by the other reading 按另一读法",
            "change": "change 变化",
            "words": "the other reading 另一读法",
        }
        heads |= {"moved": "shares that\nchange 改变的份额数"}
        few = len(without & set(reports["report_id"]))
        below = f"In {few:,} more only ratios change, or a rate has no value by one of the two readings." if few else ""
        return Table(
            frame, f"What changes most in each report: {scope}", heads, keep=("printed", "other", "change"), wide=("words",),
            most=MOST_REPORTS, rest="all changes: toolkit.charts.effects.effects(data, readings)", below=below,
            empty=f"No share changes.{f' {below}' if below else ''}",
        )  # fmt: skip

    return by_scope(data, draw)


def _largest_rows(part: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    called = rate_names()
    return pd.DataFrame(
        {
            "report": [names[r] for r in part["report_id"]],
            "rate": [called[i] for i in part["indicator"]],
            "printed": [_said(*v, SHARE) for v in zip(*(part[n] for n in _NUMBERS), strict=True)],
            "other": [_said(*v, SHARE) for v in zip(*(part[f"other_{n}"] for n in _NUMBERS), strict=True)],
            "change": [_signed(c) for c in part["change"]],
            "words": part["words"],
        }
    )


PRINTED, OTHER = "as printed 按原文", "by the other reading 按另一读法"


def picture(data: Dataset, found: pd.DataFrame) -> Panels:
    """The shares that change most, one of each report, as printed and by the other reading, by scope."""
    top, names = most_changed(found), report_names(data.reports)
    english = {i.key: (i.english, i.chinese) for i in indicators()}

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        part = top[top["report_id"].isin(reports["report_id"])]
        rows = []
        for row in part.head(MOST_DRAWN).itertuples():
            where = label(names[row.report_id], f"{english[row.indicator][0]} {english[row.indicator][1]}")
            for which, value, text in (
                (PRINTED, row.value, percent(row.value)), (OTHER, row.other_value, f"{percent(row.other_value)} ({_signed(row.change)})"),
            ):  # fmt: skip
                # A line from the printed share to the other one; none at the printed share itself.
                ends = sorted((float(row.value), float(value)))
                rows.append((where, which, float(value), *ends, text))
        of = f" The {MOST_DRAWN} largest of {len(part)} reports." if len(part) > MOST_DRAWN else ""
        return dots(
            pd.DataFrame(rows, columns=["label", "part", "value", "low", "high", "text"]),
            f"The share that another reading changes most: {scope}",
            f"The line leads from the printed share to the other; it is no interval. pp: percentage points (百分点).{of}",
            "share (%) 份额", {PRINTED: BLUE, OTHER: ORANGE}, empty="no other reading changes a share.",
        )  # fmt: skip

    return by_scope(data, draw)


def by_rate(data: Dataset, found: pd.DataFrame) -> Panels:
    """For each rate in how many reports another reading changes it, and by how much, by scope; the largest of a report counts."""
    called = rate_names()

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = found[found["report_id"].isin(reports["report_id"]) & (found["kind"] == SHARE)]
        lost = mine[mine["change"].isna()].groupby("indicator")["report_id"].nunique()
        most = mine.assign(size=mine["change"].abs()).groupby(["indicator", "report_id"])["size"].max().dropna()
        rows = []
        for key in [key for key in called if key in set(mine["indicator"])]:
            sizes = most[key].astype(float) if key in most.index.get_level_values(0) else pd.Series(dtype=float)
            middle = points(sizes.median()) if len(sizes) >= LEAST_FOR_MEDIAN else ""
            top = points(sizes.max()) if len(sizes) else ""
            rows.append((called[key], len(sizes), middle, top, int((sizes > 0.01).sum()), int(lost.get(key, 0))))
        heads = {
            "rate": "share 份额",
            "reports": "reports in which\nit changes 改变的报告",
            "median": "median change 中位变化",
        }
        heads |= {
            "largest": "largest change 最大变化",
            "more": "by more\nthan 1 pp\n超过1个百分点",
            "lost": "has a value by\none reading only\n仅一种读法有值",
        }
        return Table(
            pd.DataFrame(rows, columns=list(heads)), f"Which shares change: {scope}", heads, wide=("rate",),
            below=f"Of {len(reports):,} reports; changes without sign; the median from {LEAST_FOR_MEDIAN} reports on.",
            empty="No share changes.",
        )  # fmt: skip

    return by_scope(data, draw)
