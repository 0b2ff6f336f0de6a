"""A statutory table as it is printed on the form, with a report's cells in it. Everything from a report is escaped."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from toolkit.explorer.picks import cell_pick
from toolkit.explorer.shown import CellKey, Shown
from toolkit.forms import Block, Column, Row, Table
from toolkit.vocabulary import SEVERITIES, words

LOST, UNDECIDED, NOT_ON_FORM = "lost 缺失", "?", "·"
MARKS = {"error": "✗", "warning": "!", "note": "i"}
"""What stands in a cell that something was found about, by how much it matters."""
_WORDS = words(SEVERITIES)
FIRST_COLUMN = "信息内容"
"""What the form prints above the rows of section 2."""
APPLICANTS = "申请人情况"
CellHtml = Callable[[str, str], str]
"""Row and column -> the HTML of the <td>."""


@dataclass(frozen=True)
class Beside:
    """Another report to compare with: what it is called and its cells."""

    name: str
    cells: Mapping[CellKey, Mapping[str, Any]]


def form_table(
    shown: Shown,
    table: Table,
    touched: Collection[CellKey] = (),
    beside: Beside | None = None,
    *,
    scroll: bool = False,
) -> str:
    """The table as HTML. `touched` are the cells that what is picked speaks of, and `scroll` whether to go to the first of
    them; `beside` is shown in the same cells.
    """
    here = next((key for key in touched if key[0] == table.key), None) if scroll else None

    def cell(row: str, column: str) -> str:
        key = (table.key, row, column)
        html = _cell(shown, key, touched, beside)
        return html.replace("<td", "<td data-here", 1) if key == here else html

    if table.layout == "line":
        body = _line(table, cell)
    elif len(table.blocks) == 1 and any(row.parents for row in table.rows):
        body = _grouped(table.blocks[0], cell)
    else:
        widest = max(len(block.columns) for block in table.blocks)
        body = "".join(_block(block, widest, cell) for block in table.blocks)
    return (
        f'<table class="tkx-form" role="grid" aria-label="{escape(table.label)}"><caption>'
        f"{_section(table)} <b>{escape(table.label)}</b>{_compared(shown, beside)}</caption>{body}</table>"
    )


def _compared(shown: Shown, beside: Beside | None) -> str:
    """Which number of a cell is whose."""
    if beside is None:
        return ""
    return (
        f"<br>above 上: {escape(shown.name)}; below 下: {escape(beside.name)}, "
        '<span class="tkx-other-mark">bold where they differ 加粗者不同</span>'
    )


def _section(table: Table) -> str:
    return f"{'〇一二三四五六'[table.section]}、"


def _head(label: str, english: str = "", *, colspan: int = 1, rowspan: int = 1, scope: str = "col") -> str:
    small = f'<small lang="en">{escape(english)}</small>' if english else ""
    spans = (f' colspan="{colspan}"' if colspan > 1 else "") + (f' rowspan="{rowspan}"' if rowspan > 1 else "")
    return f'<th scope="{scope}"{spans}>{escape(label)}{small}</th>'


def _block(block: Block, widest: int, cell: CellHtml) -> str:
    """A block of section 2: its title, its columns, its rows. A single column takes the whole width."""
    span = widest // len(block.columns)
    spans = [span] * (len(block.columns) - 1) + [widest - span * (len(block.columns) - 1)]
    title = f'<tr><th class="tkx-title" colspan="{widest + 1}">{escape(block.label)}</th></tr>' if block.label else ""
    heads = "".join(_head(c.label, c.english, colspan=n) for c, n in zip(block.columns, spans, strict=True))
    rows = ""
    for row in block.rows:
        cells = "".join(
            cell(row.key, c.key).replace("<td", f'<td colspan="{n}"' if n > 1 else "<td", 1)
            for c, n in zip(block.columns, spans, strict=True)
        )
        rows += f"<tr>{_head(row.label, row.english, scope='row')}{cells}</tr>"
    return f"{title}<tr>{_head(FIRST_COLUMN)}{heads}</tr>{rows}"


def _grouped(block: Block, cell: CellHtml) -> str:
    """Section 3: columns under the headings of their groups, rows under the labels they are parts of."""
    depth = 1 + max(len(row.parents) for row in block.rows)
    upper, lower = "", ""
    for group, columns in groupby(block.columns, key=lambda column: column.group):
        found = list(columns)
        if group:
            upper += _head(group, colspan=len(found))
            lower += "".join(_head(c.label, c.english) for c in found)
        else:
            upper += "".join(_head(c.label, c.english, rowspan=2) for c in found)
    corner = f'<th colspan="{depth}" rowspan="3"></th>'
    head = f"<tr>{corner}{_head(APPLICANTS, colspan=len(block.columns))}</tr><tr>{upper}</tr><tr>{lower}</tr>"
    return head + "".join(
        f"<tr>{_labels(block.rows, n, depth)}{''.join(cell(row.key, c.key) for c in block.columns)}</tr>"
        for n, row in enumerate(block.rows)
    )


def _labels(rows: Sequence[Row], at: int, depth: int) -> str:
    """The labels that begin in a row: parents of which it is the first part, over all their rows, and its own."""
    row = rows[at]
    html = ""
    for level, parent in enumerate(row.parents):
        path = row.parents[: level + 1]
        if at and rows[at - 1].parents[: level + 1] == path:
            continue
        span = next((n for n, other in enumerate(rows[at:]) if other.parents[: level + 1] != path), len(rows) - at)
        html += _head(parent, rowspan=span, scope="rowgroup")
    return html + _head(row.label, row.english, colspan=depth - len(row.parents), scope="row")


def _line(table: Table, cell: CellHtml) -> str:
    """Section 4: all rows side by side in one line of figures, each over its own columns."""
    columns: list[tuple[Row, Column]] = list(table.cells())
    top, middle, bottom = "", "", ""
    for parents, found in groupby(table.rows, key=lambda row: row.parents):
        rows = list(found)
        width = sum(len(table.columns_of[row.key]) for row in rows)
        if parents:
            top += _head(parents[-1], colspan=width)
            middle += "".join(_head(r.label, r.english, colspan=len(table.columns_of[r.key])) for r in rows)
            bottom += "".join(_head(c.label, c.english) for r in rows for c in table.columns_of[r.key])
        else:
            top += "".join(_head(r.label, r.english, colspan=len(table.columns_of[r.key])) for r in rows)
            middle += "".join(_head(c.label, c.english, rowspan=2) for r in rows for c in table.columns_of[r.key])
    figures = "".join(cell(row.key, column.key) for row, column in columns)
    return f"<tr>{top}</tr><tr>{middle}</tr><tr>{bottom}</tr><tr>{figures}</tr>"


def _cell(shown: Shown, key: CellKey, touched: Collection[CellKey], beside: Beside | None) -> str:
    figure = shown.cells.get(key)
    marks = [f"tkx-{escape(figure['status'])}"] if figure else []
    severity = shown.wrong.get(key, "")
    marks += ([f"tkx-{severity}"] if severity else []) + (["tkx-touched"] if key in touched else [])
    text = _printed(figure)
    if severity:
        text += f'<span class="tkx-mark" title="{severity} {_WORDS[severity]}">{MARKS[severity]}</span>'
    if beside:
        other = beside.cells.get(key)
        marks += ["tkx-differs"] if _number(other) != _number(figure) else []
        text += f'<span class="tkx-other" title="{escape(beside.name)}">{_printed(other)}</span>'
    title = f' title="{escape(figure["origin"] or "")}"' if figure else ""
    return f'<td class="{" ".join(marks)}" data-pick="{escape(str(cell_pick(*key)))}"{title}>{text}</td>'


def _printed(figure: Mapping[str, Any] | None) -> str:
    """What stands in a cell: the text as printed, whether it is lost or undecided, and a person's correction."""
    if figure is None:
        return NOT_ON_FORM
    raw = escape((figure["raw"] or "").strip())
    text = {"missing": LOST, "undecided": f"{raw} {UNDECIDED}"}.get(figure["status"], raw)
    if figure["corrected"] != figure["value"]:
        now = "–" if figure["corrected"] is None else f"{figure['corrected']:g}"
        text += f'<span class="tkx-corrected" aria-label="corrected">→ {now}</span>'
    return text


def _number(figure: Mapping[str, Any] | None) -> float | None:
    return figure["value"] if figure else None
