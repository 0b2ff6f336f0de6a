"""How a report shows itself in a notebook: who and when, its sections, and its tables as on the form."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from toolkit.forms import Block, Table, load_forms

if TYPE_CHECKING:
    from toolkit.reading.fitting import Figure
    from toolkit.reading.report import Report

_MARKS = {"blank": "", "missing": "lost", "undecided": "?"}
_STYLE = "style='border:1px solid #999;padding:1px 6px;text-align:{}'"


def report_card(report: Report) -> str:
    """The report as HTML. A cell that is lost or undecided says so, and every cell's place shows when pointed at."""
    head = f"<h4>{escape(report.agency or report.source)} {report.year or ''}</h4>"
    if report.status == "failed":
        return f"{head}<p>Not read: {escape(report.reason)}.</p>"
    sections = ", ".join(str(section.number) for section in report.sections if section.number)
    facts = {
        "source": report.source,
        "status": report.status + (f" ({report.reason})" if report.reason else ""),
        "form": report.form,
        "scope": report.scope + (f" ({report.scope_words})" if report.scope_words else ""),
        "sections": sections,
    }
    listed = "<br>".join(f"<b>{name}</b> {escape(value)}" for name, value in facts.items() if value)
    cells = {(f.table, f.row, f.column): f for f in report.figures}
    tables = [_table(table, cells) for table in load_forms()[report.form].tables] if report.form else []
    return f"{head}<p>{listed}</p>{''.join(tables)}"


def _table(table: Table, cells: dict[tuple[str, str, str], Figure]) -> str:
    blocks = "".join(_block(table, block, cells) for block in table.blocks)
    return f"<p><b>{escape(table.label)}</b></p><table style='border-collapse:collapse'>{blocks}</table>"


def _block(table: Table, block: Block, cells: dict[tuple[str, str, str], Figure]) -> str:
    header = "".join(
        f"<th {_STYLE.format('center')} title='{escape(column.english)}'>{escape(column.label)}</th>"
        for column in block.columns
    )
    rows = [f"<tr><th {_STYLE.format('left')}>{escape(block.label)}</th>{header}</tr>"]
    for row in block.rows:
        figures = (_cell(cells.get((table.key, row.key, column.key))) for column in block.columns)
        # Under （三）不予公开 and its like stand rows that are numbered anew: their parent tells them apart.
        label = f"{row.parents[-1]} {row.label}" if len(row.parents) > 1 else row.label
        head = f"<th {_STYLE.format('left')} title='{escape(row.english)}'>{escape(label)}</th>"
        rows.append(f"<tr>{head}{''.join(figures)}</tr>")
    return "".join(rows)


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return f"<td {_STYLE.format('right')}></td>"
    shown = f"{figure.value:,}" if figure.value is not None else _MARKS[figure.status]
    return f"<td {_STYLE.format('right')} title='{escape(figure.origin)}'>{shown}</td>"
