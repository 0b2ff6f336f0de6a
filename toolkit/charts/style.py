"""How a chart looks: colours, fonts, room for labels, legends. Nothing here measures text with a font.

Vega lays a chart out by the widths of its texts, as the fonts of the machine give them. With autosize "none", fixed
paddings and legends drawn as marks no width matters, so an SVG has the same bytes with and without Chinese fonts.
Widths that are needed are estimated from the characters alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import altair as alt

from toolkit.fonts import SYSTEM_FAMILIES

FONT = SYSTEM_FAMILIES
INK, MUTED, GRID = "#222222", "#5f6368", "#e3e5e8"
SIZE, LINE = 12, 15
"""Font size of labels and height of a line, in pixels."""

LABELS, PLOT, RIGHT = 250, 470, 70
"""Pixels for the labels at the left, the plot, and what may stand out at its right."""

# Okabe and Ito 2008: told apart with every common colour blindness, and in grey by their lightness.
BLUE, ORANGE, PURPLE, SKY, RED, GREY = "#0072b2", "#e69f00", "#cc79a7", "#56b4e9", "#d55e00", "#9aa0a6"
PALE = "#cfd4da"

# Grounds on which dark text can be read.
LIGHT_BLUE, LIGHT_ORANGE, LIGHTEST = "#8fc1e3", "#f6c66b", "#f1f4f8"


@dataclass(frozen=True)
class Note:
    """What is shown where there is nothing to draw: a sentence that says why."""

    text: str

    def _repr_html_(self) -> str:
        from html import escape

        return f'<p class="tk-note">{escape(self.text)}</p>'

    def __repr__(self) -> str:
        return self.text


def use_svg() -> None:
    """Makes charts show themselves as SVG with live text, in JupyterLab, in rendered pages and on the web."""
    alt.renderers.enable("svg")


def width(text: str, size: float = SIZE) -> float:
    """The width of a text in pixels, from its characters: a Chinese one is as wide as high, others a little over half."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return size * (wide + 0.58 * (len(text) - wide))


_NOT_FIRST = set("，。、；：？！）〕》”’,.;:)]}%")


def wrap(text: str, pixels: float, size: float = SIZE) -> list[str]:
    """A text in lines no wider than `pixels`; broken at spaces, or anywhere between Chinese characters."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if line and width(line + piece.rstrip(), size) > pixels and piece[0] not in _NOT_FIRST:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """What must stay in one line: a word with the space behind it, or one Chinese character."""
    pieces: list[str] = []
    for char in text:
        whole = pieces and pieces[-1][-1] != " " and unicodedata.east_asian_width(pieces[-1][-1]) not in "WF"
        if (whole and unicodedata.east_asian_width(char) not in "WF") or (char == " " and pieces):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def label(english: str, chinese: str = "", pixels: float = LABELS - 16) -> str:
    """An axis label in lines: English first, the statutory Chinese below."""
    return "\n".join(line for text in (english, chinese) if text for line in wrap(text, pixels))


def step(labels: Sequence[str], least: int = 26) -> int:
    """The height of a row, so that the tallest of these labels does not touch its neighbours."""
    return max([least, *(LINE * (text.count("\n") + 1) + 9 for text in labels)])


def text_at(text: str, x: float, y: float, colour: str = INK, **style: object) -> alt.Chart:
    """A text at a place in pixels from the plot's upper left corner."""
    look = {
        "align": "left",
        "baseline": "middle",
        "color": colour,
        "fontSize": SIZE,
        "font": FONT,
        "aria": False,
        **style,
    }
    return alt.Chart(_ONE).mark_text(text=text, x=x, y=y, **look)


_ONE = alt.Data(values=[{}])


def legend(items: Sequence[tuple[str, str]], across: float = LABELS + PLOT, up: int = 0) -> tuple[list[alt.Chart], int]:
    """A legend as marks, from (text, colour), `up` pixels above the plot; and its height. Wraps where a row is full."""
    places, x, row = [], 0.0, 0
    for text, colour in items:
        needed = width(text) + 34
        if x and x + needed > across:
            x, row = 0.0, row + 1
        places.append((text, colour, x - LABELS, row))
        x += needed
    height = 20 * (row + 1) + 6
    marks = []
    for text, colour, left, line in places:
        y = 20 * line - height + 6 - up
        square = alt.Chart(_ONE).mark_square(
            x=left + 6, y=y, size=130, color=colour, opacity=1, stroke=MUTED, strokeWidth=0.5, aria=False
        )
        marks += [square, text_at(text, left + 18, y)]
    return marks, height


def framed(
    layers: Sequence[alt.Chart],
    title: str,
    subtitle: str,
    height: int,
    key: Sequence[tuple[str, str]] = (),
    right: int = RIGHT,
    head: int = 0,
) -> alt.LayerChart:
    """Layers with title, subtitle, legend and fixed room around them. `head` is room for column heads above the plot."""
    marks, legend_height = legend(key, up=head) if key else ([], 0)
    across = LABELS + PLOT + right - 12
    heading, below = wrap(title, across, 15), [line for line in wrap(subtitle, across) if line]
    top = 20 * len(heading) + LINE * len(below) + legend_height + head + 12
    for number, line in enumerate(heading):
        marks.append(text_at(line, -LABELS, 10 + 20 * number - top, fontSize=15, fontWeight="bold"))
    for number, line in enumerate(below):
        marks.append(text_at(line, -LABELS, 10 + 20 * len(heading) + LINE * number - top, MUTED))
    return (
        reduce(lambda a, b: a + b, [*layers, *marks])
        .properties(
            width=PLOT,
            height=height,
            autosize=alt.AutoSizeParams(type="none"),
            padding={"left": LABELS, "right": right, "top": top, "bottom": 12 if head else 48},
            description=f"{title}. {subtitle}",
            background="white",
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
    )


def row_labels(labels: Sequence[str], y: alt.Y) -> list[alt.Chart]:
    """The labels of rows in several lines, set right and centred on their row, never cut."""
    by_place: dict[tuple[int, int], list[dict[str, str]]] = {}
    for name in labels:
        lines = name.split("\n")
        for number, line in enumerate(lines):
            by_place.setdefault((len(lines), number), []).append({"label": name, "line": line})
    return [
        alt.Chart(alt.Data(values=rows))
        .mark_text(
            align="right", baseline="middle", x=-8, dy=(n - (count - 1) / 2) * LINE, fontSize=SIZE, font=FONT, color=INK
        )
        .encode(y=y, text="line:N")
        for (count, n), rows in sorted(by_place.items())
    ]


def column_heads(columns: Sequence[str], x: alt.X) -> tuple[list[alt.Chart], int]:
    """Heads above columns, in several lines, and the height they need."""
    tall = max(name.count("\n") + 1 for name in columns)
    rows: dict[int, list[dict[str, str]]] = {}
    for name in columns:
        lines = name.split("\n")
        for number, line in enumerate(lines):
            rows.setdefault(len(lines) - number, []).append({"column": name, "line": line})
    marks = [
        alt.Chart(alt.Data(values=values))
        .mark_text(align="center", baseline="middle", y=2 - 14 * up, fontSize=11, font=FONT, color=INK)
        .encode(x=x, text="line:N")
        for up, values in sorted(rows.items())
    ]
    return marks, 14 * tall + 10


def number_axis(title: str, percent: bool = False) -> alt.Axis:
    """The axis of numbers below a chart, with its unit in the title."""
    return alt.Axis(
        # Between whole numbers there is nothing to count; without this a short axis says 0 1 1 2 2.
        labelExpr="datum.label" if percent else "datum.value % 1 === 0 ? datum.label : ''",
        title=title, format=".0%" if percent else ",d", tickCount=5, tickMinStep=0.2 if percent else 1, grid=True, gridColor=GRID,
        domain=False, ticks=False, minExtent=30, maxExtent=30, labelOverlap=False, labelBound=False, labelFlush=False,
        labelFontSize=11, labelColor=MUTED, titleFontSize=SIZE, titleFontWeight="normal", titleColor=MUTED, titleLimit=0,
        titleAnchor="start", titleAlign="left", titleX=0, titleY=34, titleBaseline="middle",
    )  # fmt: skip
