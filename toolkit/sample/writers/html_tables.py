"""Statutory tables as the markup of web pages: plain cells, Word's export, header sections, boxes instead of tables."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from toolkit.sample.cutting import cut_grid, draw_cuts
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.matrix import slots_of

Content = Callable[[Cell, Random], str]
EMPTY = ("", "&nbsp;", "<br>", "<p></p>", "<p>&nbsp;</p>", " ")


def spans(cell: Cell) -> str:
    """The attributes of a merged cell."""
    across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    return across + (f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else "")


def broken_label(text: str, rng: Random) -> list[str]:
    """A label in one piece or two, cut after its number or between two Chinese characters."""
    places = [
        i for i in range(1, len(text)) if text[i - 1] in ".、）" or (text[i - 1] > "\u4e00" and text[i] > "\u4e00")
    ]
    places = [i for i in places if "\u4e00" <= text[i] <= "\u9fff"]
    if len(text) < 5 or not places or rng.random() < 0.6:
        return [text]
    cut = rng.choice(places)
    return [text[:cut], text[cut:]]


def plain_content(cell: Cell, rng: Random) -> str:
    """The text and nothing else."""
    return escape(cell.text)


def airy_content(cell: Cell, rng: Random) -> str:
    """Paragraphs, line breaks and hard spaces inside the cell, as editors of web sites leave them."""
    if not cell.text.strip():
        return rng.choice(EMPTY)
    parts = [escape(part) for part in (broken_label(cell.text, rng) if cell.role != "figure" else [cell.text])]
    if rng.random() < 0.4:
        return "".join(f"<p>{part}</p>" for part in parts)
    return (
        rng.choice(["", "&nbsp;", "\n    "])
        + rng.choice(["<br>", "<br/>"]).join(parts)
        + rng.choice(["", "&nbsp;", "<br>"])
    )


def word_content(cell: Cell, rng: Random) -> str:
    """A cell as Word saves it: a paragraph of class MsoNormal, each run in spans, digits in spans of their own."""
    align = "left" if cell.role == "label" else "center"
    open_p = f"<p class=MsoNormal align={align} style='text-align:{align};mso-pagination:widow-orphan'>"
    if not cell.text.strip():
        return f"{open_p}<span lang=EN-US style='font-size:9.0pt'><o:p>&nbsp;</o:p></span></p>"
    runs = word_runs(cell.text, "9.0pt")
    return f"{open_p}{runs}<span lang=EN-US style='font-size:9.0pt'><o:p></o:p></span></p>"


def word_runs(text: str, size: str) -> str:
    """A text as Word's spans: Chinese and other characters apart, as two fonts print them."""
    runs: list[tuple[bool, str]] = []
    for char in text:
        narrow = char < "\u2000"
        if runs and runs[-1][0] == narrow:
            runs[-1] = (narrow, runs[-1][1] + char)
        else:
            runs.append((narrow, char))
    latin = f"<span lang=EN-US style='font-size:{size};font-family:\"Times New Roman\",serif'>"
    chinese = f"<span style='font-size:{size};font-family:宋体;mso-ascii-font-family:\"Times New Roman\"'>"
    return "".join((latin if narrow else chinese) + escape(run) + "</span>" for narrow, run in runs)


def plain_table(grid: Grid, rng: Random, content: Content = plain_content, attributes: str = ' border="1"') -> str:
    """A table of <tr> and <td> and nothing else."""
    lines = ["<tr>" + "".join(f"<td{spans(c)}>{content(c, rng)}</td>" for c in line) + "</tr>" for line in grid.lines()]
    return f"<table{attributes}>\n" + "\n".join(lines) + "\n</table>\n"


def word_table(grid: Grid, rng: Random) -> str:
    """A table as Word saves it: its own class, widths and borders at every cell."""
    edge = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt"
    rows = []
    for place, line in enumerate(grid.lines()):
        cells = "".join(
            f"\n  <td width={40 * c.colspan}{spans(c)} style='width:{30 * c.colspan}.0pt;{edge}'>{word_content(c, rng)}</td>"
            for c in line
        )
        rows.append(f" <tr style='mso-yfti-irow:{place};height:14.2pt'>{cells}\n </tr>")
    top = "<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>\n"
    return f"<div align=center>\n{top}" + "\n".join(rows) + "\n</table>\n</div>\n"


def header_table(grid: Grid, rng: Random) -> str:
    """A table with <caption>, <colgroup>, <thead> of <th> and <tbody>; labels are <th scope="row"> now and then."""
    row_tag = rng.choice(["td", "th"])
    closing = rng.random() < 0.7

    def cell_html(cell: Cell) -> str:
        tag = "th" if cell.role == "head" else row_tag if cell.role in ("label", "parent") else "td"
        scope = ' scope="row"' if tag == "th" and cell.role != "head" else ""
        # The end tags of cells and rows may be left out in HTML.
        return f"<{tag}{scope}{spans(cell)}>{airy_content(cell, rng)}" + (f"</{tag}>" if closing else "")

    lines = ["<tr>" + "".join(map(cell_html, line)) + ("</tr>" if closing else "") for line in grid.lines()]
    head = "<thead>\n" + "\n".join(lines[: grid.heads]) + "\n</thead>\n" if grid.heads else ""
    body = "<tbody>\n" + "\n".join(lines[grid.heads :]) + "\n</tbody>\n"
    return f'<table class="tb">\n<colgroup><col span="{grid.columns}"></colgroup>\n{head}{body}</table>\n'


def split_table(grid: Grid, rng: Random) -> str:
    """One statutory table as several <table>s one below the other."""
    pieces = cut_grid(grid, draw_cuts(grid, rng), repeat=rng.random() < 0.4)
    between = rng.choice(["", "<p>&nbsp;</p>\n", "<div></div>\n"])
    return between.join(plain_table(piece, rng, airy_content) for piece in pieces)


def box_table(grid: Grid, rng: Random) -> str:
    """A table made of <div>s that a style sheet shows as rows and cells. Boxes cannot be merged: those below are empty."""
    return _boxes(grid, 'class="tbl"', 'class="tr"', 'class="td"')


def inline_box_table(grid: Grid, rng: Random) -> str:
    """The same, with the style written at every box."""
    table, cell = 'style="display:table;width:100%"', 'style="display: table-cell; border: 1px solid"'
    return _boxes(grid, table, 'style="display:table-row"', cell)


def _boxes(grid: Grid, table: str, row: str, cell: str) -> str:
    lines = []
    for slots in slots_of(grid):
        cells = "".join(f"<div {cell}>{escape(slot.text)}</div>" for slot in slots)
        lines.append(f"<div {row}>{cells}</div>")
    return f"<div {table}>\n" + "\n".join(lines) + "\n</div>\n"


def joined_rows(grid: Grid, rng: Random) -> list[str]:
    """The rows of a table without the <table>, to stand in one with another."""
    return [
        "<tr>" + "".join(f"<td{spans(c)}>{airy_content(c, rng)}</td>" for c in line) + "</tr>" for line in grid.lines()
    ]
