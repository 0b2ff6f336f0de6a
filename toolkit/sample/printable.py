"""A fictional report as a printable HTML page: Chromium prints it to a PDF with ruled, merged tables."""

from __future__ import annotations

from html import escape
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.outline import Item, arrange

FONTS = ("WenQuanYi Zen Hei", "WenQuanYi Micro Hei")
OTHER_FONTS = '"SimSun", "Songti SC", "Noto Serif CJK SC", serif'  # of Windows, macOS and other Linux systems
REQUEST_WIDTHS = (  # per cent of three label columns, natural persons, five organizations, total
    (5, 10, 29, 8, 8, 8, 8, 8, 8, 8),
    (3, 7, 34, 8, 8, 8, 8, 8, 8, 8),
    (4, 8, 25, 9, 9, 9, 9, 9, 9, 9),
    (4, 12, 20, 10, 9, 9, 9, 9, 9, 9),
    (5, 9, 37, 7, 7, 7, 7, 7, 7, 7),
)


def _style(rng: Random) -> str:
    """A style sheet of one report: font sizes, margins, alignment, page numbers."""
    cell = rng.choice([8, 9, 9, 10, 10.5, 12])
    margin = rng.choice([(20, 15), (25, 20), (30, 27), (18, 12)])
    footer = rng.choice(['"- " counter(page) " -"', "counter(page)", '"第 " counter(page) " 页"', None, None])
    numbers = f"@bottom-center {{ content: {footer}; font-size: 9pt; }}" if footer else ""
    return f"""
@page {{ size: A4; margin: {margin[0]}mm {margin[1]}mm; {numbers} }}
body {{ font-family: "{rng.choice(FONTS)}", {OTHER_FONTS}; font-size: {rng.choice([11, 12, 14, 16])}pt; line-height: 1.6; margin: 0; }}
h1 {{ font-size: 18pt; text-align: center; font-weight: normal; margin: 0.4em 0; }}
h2 {{ font-size: 1.1em; font-weight: normal; margin: 0.5em 0; {"text-indent: 2em;" if rng.random() < 0.4 else ""} }}
p {{ text-indent: 2em; margin: 0 0 0.2em; text-align: justify; }}
p.sign {{ text-align: right; }}
table {{ border-collapse: collapse; width: 99.6%; table-layout: fixed; margin: 0 0 0.6em; font-size: {cell}pt;
  line-height: {rng.choice([1.15, 1.3, 1.6])}; }}
thead {{ display: {rng.choice(["table-header-group", "table-row-group"])}; }}
tr {{ break-inside: {rng.choice(["auto", "avoid"])}; }}
td {{ border: 0.6pt solid #000; padding: {rng.choice(["1pt 3pt", "3pt 4pt", "0.5pt 1pt"])}; vertical-align: middle;
  overflow-wrap: anywhere; }}
td.figure {{ white-space: nowrap; text-align: {rng.choice(["center", "center", "right", "left"])}; }}
td.head, td.title {{ text-align: center; }}
td.label {{ text-align: {rng.choice(["left", "left", "center"])}; }}
td.parent {{ text-align: center; }}
td.disputes {{ padding: 1pt 0; }}
"""


def _cell_html(cell: Cell, table: str) -> str:
    spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return f'<td class="{cell.role} {table}"{spans}>{escape(cell.text)}</td>'


def _table_html(grid: Grid, rng: Random) -> str:
    """A grid as an HTML table; its header rows go into <thead>, which can repeat on each page."""
    lines = ["<tr>" + "".join(_cell_html(c, grid.table) for c in line) + "</tr>" for line in grid.lines()]
    widths: tuple[float, ...] = tuple([100 / grid.columns] * grid.columns)
    if grid.table == "requests":
        widths = rng.choice(REQUEST_WIDTHS)
    elif grid.table == "proactive":
        widths = rng.choice([(25, 25, 25, 25), (31, 23, 23, 23), (22, 30, 20, 28)])
    columns = "".join(f'<col style="width:{width:g}%">' for width in widths)
    head, body = lines[: grid.heads], lines[grid.heads :]
    top = f"<thead>{''.join(head)}</thead>" if head else ""
    return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{''.join(body)}</tbody></table>"


def _item_html(item: Item, rng: Random) -> str:
    if item.grid:
        return _table_html(item.grid, rng)
    tag = {"title": "h1", "heading": "h2"}.get(item.kind, "p")
    return f'<{tag} class="{item.kind}">{escape(item.text)}</{tag}>'


def to_html(report: SampleReport, seed: int) -> str:
    """The whole report as one self-contained page for A4 paper; widths, sizes and alignment depend on `seed`."""
    rng = Random(f"printable {seed}")
    return page_html(report, arrange(report, rng, merge=rng.random() < 0.8), rng)


def page_html(report: SampleReport, items: list[Item], rng: Random) -> str:
    """Items of a report as one self-contained page for A4 paper; widths, sizes and alignment are drawn."""
    body = "".join(_item_html(item, rng) for item in items)
    title = escape(report.agency)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_style(rng)}</style></head><body>{body}</body></html>"
    )
