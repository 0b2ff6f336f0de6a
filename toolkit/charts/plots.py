"""The kinds of chart: bars, stacked bars, dots with an interval, a heat map. Each takes a tidy frame, `label` names the row.

An empty frame gives a Note instead of an empty chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from toolkit.charts.style import (
    BLUE,
    FONT,
    GREY,
    INK,
    LIGHT_BLUE,
    LIGHT_ORANGE,
    LIGHTEST,
    MUTED,
    PLOT,
    Note,
    column_heads,
    framed,
    number_axis,
    row_labels,
    step,
)

Picture = alt.LayerChart | Note

THICK = 20
"""Pixels of a bar; a row with a long label is higher, its bar is not."""


def _records(frame: pd.DataFrame) -> alt.Data:
    """The rows as plain values: nullable numbers become numbers or null, so the chart does not depend on pandas' dtypes."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return alt.Data(values=rows)


def _rows(frame: pd.DataFrame) -> tuple[list[str], int]:
    labels = list(dict.fromkeys(frame["label"]))
    return labels, step(labels)


def _y(labels: list[str], padding: float = 0.25) -> alt.Y:
    return alt.Y("label:N", sort=labels, axis=None, scale=alt.Scale(paddingInner=padding, paddingOuter=padding / 2))


def _zero_to(frame: pd.DataFrame, columns: list[str], share: bool) -> alt.Scale:
    top = max((float(frame[column].max()) for column in columns if frame[column].notna().any()), default=0.0)
    return alt.Scale(domain=[0, 1 if share else max(1.0, top)], nice=not share)


def bars(
    frame: pd.DataFrame, title: str, subtitle: str, axis: str, share: bool = False, empty: str = "Nothing to show."
) -> Picture:
    """Horizontal bars. `frame` has label, value and text (written behind the bar); `share` draws 0 to 100 %."""
    if frame.empty:
        return Note(f"{title}: {empty}")
    labels, high = _rows(frame)
    base = alt.Chart(_records(frame)).encode(y=_y(labels))
    x = alt.X("value:Q", axis=number_axis(axis, share), scale=_zero_to(frame, ["value"], share))
    bar = base.mark_bar(color=BLUE, size=THICK).encode(x=x)
    text = base.mark_text(align="left", dx=4, fontSize=11, font=FONT, color=INK).encode(x=x, text="text:N")
    return framed([bar, text, *row_labels(labels, _y(labels))], title, subtitle, high * len(labels))


def stacked(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    axis: str,
    colours: Mapping[str, str],
    share: bool = False,
    empty: str = "Nothing to show.",
) -> Picture:
    """Stacked horizontal bars. `frame` has label, part and value; `colours` gives the parts in order with their colours.

    A frame with `end` has that text written behind each bar.
    """
    if frame.empty:
        return Note(f"{title}: {empty}")
    labels, high = _rows(frame)
    parts = list(colours)
    placed = frame.assign(order=frame["part"].map(parts.index)).sort_values(["label", "order"], kind="stable")
    value = placed["value"].astype("Float64").fillna(0.0)
    placed = placed.assign(stop=value.groupby(placed["label"], observed=True).cumsum(), value=value)
    placed = placed.assign(start=placed["stop"] - value)
    scale = _zero_to(placed, ["stop"], share)
    colour = alt.Color("part:N", scale=alt.Scale(domain=parts, range=[colours[p] for p in parts]), legend=None)
    bar = (
        alt.Chart(_records(placed[value > 0]))
        .mark_bar(stroke="white", strokeWidth=0.7, size=THICK)
        .encode(y=_y(labels), x=alt.X("start:Q", axis=number_axis(axis, share), scale=scale), x2="stop:Q", color=colour)
    )
    layers = [bar, *row_labels(labels, _y(labels))]
    if "end" in placed:
        layers.append(_stack_ends(placed, labels, scale))
    return framed(layers, title, subtitle, high * len(labels), key=list(colours.items()))


def _stack_ends(placed: pd.DataFrame, labels: list[str], scale: alt.Scale) -> alt.Chart:
    """The text behind each stack."""
    by_label = placed.groupby("label", observed=True, sort=False)
    ends = by_label.agg(stop=("stop", "max"), end=("end", "first")).reset_index()
    text = alt.Chart(_records(ends)).mark_text(align="left", dx=5, fontSize=11, font=FONT, color=MUTED)
    return text.encode(y=_y(labels), x=alt.X("stop:Q", scale=scale), text="end:N")


def dots(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    axis: str,
    colours: Mapping[str, str],
    empty: str = "Nothing to show.",
) -> Picture:
    """Shares as dots with their interval. `frame` has label, part, value, low, high and text (written at the right edge).

    Several parts of one label stand below each other; a part that is missing from a label leaves its place empty.
    """
    if frame.empty:
        return Note(f"{title}: {empty}")
    labels, high = _rows(frame)
    parts = list(colours)
    high = max(high, 20 * len(parts) + 6)
    scale = alt.Scale(domain=[0, 1])
    x = alt.X("value:Q", axis=number_axis(axis, True), scale=scale)
    offset = alt.YOffset("part:N", sort=parts, scale=alt.Scale(domain=parts))
    colour = alt.Color("part:N", scale=alt.Scale(domain=parts, range=[colours[p] for p in parts]), legend=None)
    base = alt.Chart(_records(frame)).encode(y=_y(labels), yOffset=offset)
    line = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour)
    dot = base.mark_circle(size=75, opacity=1).encode(x=x, color=colour)
    text = base.mark_text(align="left", x=PLOT + 8, fontSize=11, font=FONT, color=INK).encode(text="text:N")
    return framed(
        [line, dot, text, *row_labels(labels, _y(labels))],
        title,
        subtitle,
        high * len(labels),
        key=list(colours.items()),
        right=175,
    )


KINDS = {"lost": (LIGHT_ORANGE, None), "blank": ("#ffffff", GREY)}
"""Cells of a heat map that are no shade of a share: their ground and their edge."""


def heat(
    frame: pd.DataFrame,
    title: str,
    subtitle: str,
    columns: list[str],
    empty: str = "Nothing to show.",
    key: Sequence[tuple[str, str]] = (),
) -> Picture:
    """A heat map. `frame` has label, column, value (0 to 1, the darkness), kind ("share", "blank" or "lost") and text.

    The text stands in the cell, dark on light; it may have several lines. `key` is a legend of (text, colour).
    """
    if frame.empty:
        return Note(f"{title}: {empty}")
    labels, _ = _rows(frame)
    high = step([*labels, *frame["text"]])
    x = alt.X("column:N", sort=columns, axis=None, scale=alt.Scale(domain=columns, paddingInner=0.03))
    y = _y(labels, 0.06)
    scale = alt.Scale(domain=[0, 1], range=[LIGHTEST, LIGHT_BLUE])
    shade = alt.Color("value:Q", scale=scale, legend=None)
    shares = frame[frame["kind"] == "share"]
    layers = [alt.Chart(_records(shares)).mark_rect(stroke=None).encode(y=y, x=x, color=shade)] if len(shares) else []
    for kind, (ground, edge) in KINDS.items():
        if len(part := frame[frame["kind"] == kind]):
            cell = {"color": ground, "stroke": edge, "strokeWidth": 1, "strokeDash": [3, 3]}
            layers.append(alt.Chart(_records(part)).mark_rect(**cell).encode(y=y, x=x))
    heads, room = column_heads(columns, x)
    layers += [*_cell_texts(frame, x, y), *row_labels(labels, y), *heads]
    return framed(layers, title, subtitle, high * len(labels), head=room, key=key)


def _cell_texts(frame: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The lines of the texts in cells, centred on their cell."""
    by_place: dict[tuple[int, int], list[dict[str, str]]] = {}
    for row in frame.itertuples():
        lines = row.text.split("\n")
        for number, line in enumerate(lines):
            by_place.setdefault((len(lines), number), []).append(
                {"label": row.label, "column": row.column, "line": line}
            )
    return [
        alt.Chart(alt.Data(values=rows))
        .mark_text(fontSize=11, font=FONT, color=INK, baseline="middle", dy=(n - (count - 1) / 2) * 14)
        .encode(text="line:N", x=x, y=y)
        for (count, n), rows in sorted(by_place.items())
    ]
