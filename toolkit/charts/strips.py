"""Charts that show every report as a dot: strips of groups, and two numbers against each other. No width of a text is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor, log1p, log10

import altair as alt
import pandas as pd

from toolkit.charts.plots import Picture
from toolkit.charts.style import (
    BLUE,
    FONT,
    GRID,
    INK,
    LINE,
    MUTED,
    PLOT,
    SIZE,
    Note,
    framed,
    number_axis,
    step,
    text_at,
)

SHARE, RATIO, COUNT, PLAIN = "share", "ratio", "count", "plain"
"""What an axis counts. A count is drawn on an axis that is stretched near zero, since offices differ a thousandfold; a
plain number is not."""
BAND, DOT = 100, 8
"""Pixels of the strip of a group, and of a dot with its edge."""
ROOM = 1.03
"""An axis ends a little behind its last dot."""
FAR = 3
"""How many times the 95th of 100 values a dot must be to stand at the edge of its chart."""
MOST_DOTS, SEED = 2_000, 1
"""Dots that a chart draws; of more, a random sample."""
HIGH = 360
"""Pixels of a chart of two numbers."""


def strips(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    axis: str,
    kind: str,
    colours: Mapping[str, str],
    named: bool,
    empty: str = "Nothing to show.",
) -> Picture:
    """Dots of groups with the median of each. `frame` has label, group, value, text and tested (filled dots; others are
    hollow and not in the median); `colours` gives the groups in order with their colours.

    With `named` each report has a row with its label and text; without, a group is one strip and the labels are not shown.
    """
    if frame.empty:
        return Note(f"{title.replace(chr(10), ' ')}: {empty}")
    groups = [name for name in colours if (frame["group"] == name).any()]
    value = frame["value"].astype(float)
    top = nice_top(float(value.max()) if named or kind == COUNT else end_of_axis(value), kind)
    placed = frame.assign(order=frame["group"].map(groups.index), value=value, seen=value.clip(upper=top)).sort_values(
        ["order", "tested", "value", "label"], ascending=[True, False, False, True], kind="stable"
    )
    labels, said = _strip_names(placed, groups), ""
    if named:
        placed, labels, height = _rows(placed)
    medians = _medians(placed, named)
    if not named:
        placed, said = some_dots(placed)
        placed, height = _swarms(placed, groups, top, kind)
    subtitle += said and f"{said} Medians are of all."
    x = alt.X("value:Q", axis=_axis(axis, kind, top), scale=_scale(kind, top))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0]))
    colour = alt.Color("group:N", scale=alt.Scale(domain=groups, range=[colours[g] for g in groups]), legend=None)
    layers: list[alt.Chart] = _dots(placed, x, y, colour)
    if far := int((value > top).sum()):
        subtitle += f" At the right edge: {far} beyond the axis, up to {value.max():,.4g}."
    if medians:
        rule = alt.Chart(alt.Data(values=medians)).mark_rule(color=INK, strokeWidth=1.5)
        layers.append(rule.encode(x=alt.X("value:Q", scale=_scale(kind, top)), y=y, y2="y2:Q"))
    layers += _labels(labels)
    if named:
        layers.append(_ends(placed, y))
    return framed(layers, title, subtitle, height, key=[(g, colours[g]) for g in groups], right=175 if named else 70)


def _ends(placed: pd.DataFrame, y: alt.Y) -> alt.Chart:
    """The text of each report, at the right edge."""
    ends = alt.Chart(_values(placed)).mark_text(
        align="left", baseline="middle", x=PLOT + 8, fontSize=11, font=FONT, color=INK
    )
    return ends.encode(y=y, text="text:N")


def _labels(labels: Sequence[tuple[str, float]]) -> list[alt.Chart]:
    """The labels at the left, each centred on its place."""
    layers = []
    for text, at in labels:
        lines = text.split("\n")
        middle = (len(lines) - 1) / 2
        layers += [text_at(line, -8, at + (n - middle) * LINE, align="right") for n, line in enumerate(lines)]
    return layers


def _values(frame: pd.DataFrame) -> alt.Data:
    rows = frame.assign(value=frame["seen"])[["group", "value", "y", "text"]].astype(object).to_dict("records")
    return alt.Data(values=[{**row, "value": float(row["value"]), "y": float(row["y"])} for row in rows])


def _dots(placed: pd.DataFrame, x: alt.X, y: alt.Y, colour: alt.Color) -> list[alt.Chart]:
    """Filled dots over hollow ones."""
    layers = []
    tested = placed["tested"].astype(bool)
    if len(part := placed[~tested]):
        hollow = alt.Chart(_values(part)).mark_point(filled=False, size=34, strokeWidth=1.2, opacity=0.75)
        layers.append(hollow.encode(x=x, y=y, color=colour))
    if len(part := placed[tested]):
        layers.append(alt.Chart(_values(part)).mark_circle(size=46, opacity=0.9).encode(x=x, y=y, color=colour))
    return layers


def _rows(placed: pd.DataFrame) -> tuple[pd.DataFrame, list[tuple[str, float]], int]:
    """A row for each report."""
    high = step(list(placed["label"]))
    at = [high * (i + 0.5) for i in range(len(placed))]
    return placed.assign(y=at), list(zip(placed["label"], at, strict=True)), high * len(placed)


def some_dots(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows of which dots are drawn, and what to say where these are not all."""
    if len(frame) <= MOST_DOTS:
        return frame, ""
    said = f" Drawn: of {len(frame):,} reports a random sample of {MOST_DOTS:,} (seed {SEED})."
    return frame.sample(MOST_DOTS, random_state=SEED).sort_index(), said


def _strip_names(placed: pd.DataFrame, groups: Sequence[str]) -> list[tuple[str, float]]:
    return [
        (f"{name}\n{_reports(int((placed['group'] == name).sum()))}", i * BAND + BAND / 2)
        for i, name in enumerate(groups)
    ]


def _swarms(placed: pd.DataFrame, groups: Sequence[str], top: float, kind: str) -> tuple[pd.DataFrame, int]:
    """A strip for each group; dots that would lie on each other stand beside each other, closer where there are many."""
    column = [round(place(float(v), top, kind) * PLOT / DOT) for v in placed["seen"]]
    placed = placed.assign(column=column)
    size = placed.groupby(["group", "column"])["value"].transform("size")
    number = placed.groupby(["group", "column"]).cumcount()
    apart = [min(DOT, (BAND - 20) / n) for n in size]
    offset = [((n + 1) // 2) * (1 if n % 2 else -1) * a for n, a in zip(number, apart, strict=True)]
    centre = placed["order"] * BAND + BAND / 2
    return placed.assign(y=[float(c + o) for c, o in zip(centre, offset, strict=True)]), BAND * len(groups)


def _reports(count: int) -> str:
    return f"{count} report{'' if count == 1 else 's'} 份报告"


def _medians(placed: pd.DataFrame, named: bool) -> list[dict[str, float]]:
    """A line at the median of the filled dots of each group, across their rows or the strip; a single dot has none."""
    lines = []
    for order, part in placed[placed["tested"].astype(bool)].groupby("order"):
        if len(part) < 2:
            continue
        if named:
            low, high = float(part["y"].min()) - 11, float(part["y"].max()) + 11
        else:
            low, high = BAND * int(order) + 8, BAND * (int(order) + 1) - 8
        lines.append({"value": float(part["value"].median()), "y": low, "y2": high})
    return lines


def nice_top(value: float, kind: str) -> float:
    """Where an axis from zero ends: at a round number no smaller than the value; a share at most at 1."""
    if value <= 0:
        return 1.0
    power = 10.0 ** floor(log10(value))
    steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12)
    top = next(round(f * power, 10) for f in steps if f * power >= value * ROOM)
    return min(1.0, top) if kind == SHARE else max(top, 10.0) if kind == COUNT else top


def end_of_axis(values: pd.Series) -> float:
    """The value to which an axis of many dots should reach: the last, or three times the 95th of 100 if that is less.

    A few that lie far off would press all others together; they stand at the edge.
    """
    high, last = float(values.quantile(0.95)) * FAR, float(values.max())
    return high if 0 < high < last else last


def place(value: float, top: float, kind: str) -> float:
    """How far along the axis a value stands, 0 to 1."""
    return log1p(value) / log1p(top) if kind == COUNT else value / top


def _scale(kind: str, top: float) -> alt.Scale:
    if kind == COUNT:
        return alt.Scale(type="symlog", constant=1, domain=[0, top], nice=False)
    return alt.Scale(domain=[0, top], nice=False)


def _axis(title: str, kind: str, top: float) -> alt.Axis:
    """The axis below a chart; of a stretched one only 0, 1, 10, 100 … are named."""
    axis = number_axis(title, percent=kind in (SHARE, RATIO))
    axis.tickMinStep = alt.Undefined
    if kind == COUNT:
        axis.values = [0, *(10**k for k in range(9) if 10**k <= top)]
        return axis
    shares = ".0%" if top >= 0.1 else ".1%"
    axis.format = {SHARE: shares, RATIO: f",.{max(0, 2 - floor(log10(top)))}~f", PLAIN: ",d"}[kind]
    return axis


def scatter(
    frame: pd.DataFrame, title: str, subtitle: str, across: str, up: str, empty: str = "Nothing to show."
) -> Picture:
    """A plain number (x) against a count (y), a dot a report. `frame` has x, y and tested; `across` and `up` name the axes."""
    if frame.empty:
        return Note(f"{title.replace(chr(10), ' ')}: {empty}")
    tops = [nice_top(float(frame[name].max()), kind) for name, kind in (("x", PLAIN), ("y", COUNT))]
    frame, said = some_dots(frame)
    subtitle += said
    x = alt.X("x:Q", axis=_axis(across, PLAIN, tops[0]), scale=_scale(PLAIN, tops[0]))
    axis = alt.Axis(
        values=[0, *(10**k for k in range(9) if 10**k <= tops[1])], format=",d", title=None, grid=True, gridColor=GRID,
        domain=False, ticks=False, labelFontSize=11, labelColor=MUTED, minExtent=40, maxExtent=40, labelOverlap=False,
    )  # fmt: skip
    y = alt.Y("y:Q", axis=axis, scale=_scale(COUNT, tops[1]))
    layers: list[alt.Chart] = []
    for tested in (False, True):
        part = frame[frame["tested"].astype(bool) == tested]
        values = [{"x": float(a), "y": float(b)} for a, b in zip(part["x"], part["y"], strict=True)]
        if values:
            base = alt.Chart(alt.Data(values=values))
            mark = (
                base.mark_circle(size=46, opacity=0.8, color=BLUE)
                if tested
                else base.mark_point(filled=False, size=34, strokeWidth=1.2, opacity=0.75, color=BLUE)
            )
            layers.append(mark.encode(x=x, y=y))
    lines = up.split("\n")
    for number, line in enumerate(lines):
        at = HIGH / 2 + (number - (len(lines) - 1) / 2) * LINE
        layers.append(text_at(line, -58, at, MUTED, align="right", fontSize=SIZE))
    return framed(layers, title, subtitle, HIGH)
