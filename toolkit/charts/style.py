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

FONT = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
INK, MUTED, GRID = "#222222", "#5f6368", "#e3e5e8"
SIZE, LINE = 12, 15
"""Font size of labels and height of a line, in pixels."""

LABELS, PLOT, RIGHT = 250, 470, 70
"""Pixels for the labels at the left, the plot, and what may stand out at its right."""

# Okabe and Ito 2008: told apart with every common colour blindness, and in grey by their lightness.
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW, RED, GREY = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#f0e442", "#d55e00", "#9aa0a6",
)  # fmt: skip
PALETTE = (BLUE, SKY, ORANGE, YELLOW, PURPLE, GREY, GREEN, RED)


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
        if whole and unicodedata.east_asian_width(char) not in "WF":
            pieces[-1] += char
        elif char == " " and pieces:
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


def text_at(text: str, x: float, y: float, colour: str = INK, align: str = "left") -> alt.Chart:
    """A text at a place in pixels from the plot's upper left corner."""
    return alt.Chart(alt.Data(values=[{}])).mark_text(
        text=text, x=x, y=y, align=align, baseline="middle", color=colour, fontSize=SIZE, font=FONT, aria=False
    )


def legend(items: Sequence[tuple[str, str]], across: float = LABELS + PLOT) -> tuple[list[alt.Chart], int]:
    """A legend above the plot as marks, from (text, colour); and its height in pixels. Wraps where a row is full."""
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
        y = 20 * line - height + 6
        square = alt.Chart(alt.Data(values=[{}])).mark_square(
            x=left + 6, y=y, size=130, color=colour, opacity=1, stroke=MUTED, strokeWidth=0.5, aria=False
        )
        marks += [square, text_at(text, left + 18, y)]
    return marks, height


def framed(
    layers: Sequence[alt.Chart], title: str, subtitle: str, height: int, key: Sequence[tuple[str, str]] = (), right: int = RIGHT
) -> alt.LayerChart:
    """Layers with title, subtitle, legend and fixed room around them: the chart a notebook shows."""
    marks, legend_height = legend(key) if key else ([], 0)
    across = LABELS + PLOT + right - 20
    heading, below = wrap(title, across, 15), [line for line in wrap(subtitle, across) if line]
    top = 19 * len(heading) + LINE * len(below) + legend_height + 16
    chart = reduce(lambda a, b: a + b, [*layers, *marks])
    return chart.properties(
        width=PLOT,
        height=height,
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": LABELS, "right": right, "top": top, "bottom": 46},
        title=alt.TitleParams(
            heading, subtitle=below, anchor="start", frame="bounds", dx=-LABELS, offset=legend_height + 8, limit=0,
            fontSize=15, lineHeight=19, subtitleFontSize=SIZE, subtitleLineHeight=LINE, subtitleColor=MUTED, color=INK,
            font=FONT, subtitleFont=FONT,
        ),
        background="white",
    ).configure(font=FONT).configure_view(stroke=None)  # fmt: skip


def row_axis() -> alt.Axis:
    """The axis of labelled rows: labels in several lines, never cut, in a strip of fixed width."""
    return alt.Axis(
        title=None, labelExpr="split(datum.label, '\\n')", labelLimit=0, labelOverlap=False, labelLineHeight=LINE,
        labelFontSize=SIZE, labelColor=INK, minExtent=LABELS, maxExtent=LABELS, ticks=False, domain=False, labelPadding=8,
        labelBound=False,
    )  # fmt: skip


def number_axis(title: str, percent: bool = False, **more: object) -> alt.Axis:
    """The axis of numbers below a chart, with its unit in the title."""
    return alt.Axis(
        title=title, format=".0%" if percent else ",d", tickCount=5, labelOverlap=False, labelBound=False, labelFlush=False,
        labelFontSize=11, titleFontSize=SIZE, titleFontWeight="normal", labelColor=MUTED, titleColor=MUTED, grid=True,
        gridColor=GRID, domain=False, ticks=False, minExtent=30, maxExtent=30, titleLimit=0, titleAnchor="start", **more,
    )  # fmt: skip
