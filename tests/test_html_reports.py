"""Generated reports on pages whose tables are cut up, joined, nested or squeezed between a site's boxes come back exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from random import Random

import pytest
from test_generated import wrong_figures

from toolkit.reading.report import read_reports
from toolkit.sample import SampleReport, draw_report
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.outline import arrange

SEEDS = range(7000, 7015)


def tag(cell: Cell) -> str:
    spans = f" rowspan={cell.rowspan}" if cell.rowspan > 1 else ""
    return f"<td{spans}{f' colspan={cell.colspan}' if cell.colspan > 1 else ''}><p>{escape(cell.text)}</p></td>"


def rows_of(grid: Grid) -> list[str]:
    return ["<tr>" + "".join(map(tag, line)) + "</tr>" for line in grid.lines()]


def whole(grid: Grid, rng: Random) -> str:
    return f"<table>{''.join(rows_of(grid))}</table>"


def cut(grid: Grid, rng: Random) -> str:
    """The table as several, cut now and then between rows that no merged cell joins."""
    pieces = ["<table>"]
    for number, row in enumerate(rows_of(grid)):
        joined = any(cell.row < number < cell.row + cell.rowspan for cell in grid.cells)
        if number > grid.heads and not joined and grid.table != "disputes" and rng.random() < 0.4:
            pieces.append("</table><table>")
        pieces.append(row)
    return "".join(pieces) + "</table>"


def nested(grid: Grid, rng: Random) -> str:
    """The table in a cell of a table that lays out the page, two deep."""
    return f"<table><tr><td><table><tr><td>表</td></tr><tr><td>{whole(grid, rng)}</td></tr></table></td></tr></table>"


def spaced(grid: Grid, rng: Random) -> str:
    """The table with the row that Word writes to set the widths of columns."""
    widths = f"<tr height=0>{'<td width=9 style=border:none></td>' * grid.columns}</tr>"
    return f"<table>{''.join(rows_of(grid))}<![if !supportMisalignedColumns]>{widths}<![endif]></table>"


def joined(pages: str) -> str:
    """Tables that follow one another as one."""
    return re.sub(r"</table>\s*<table>", "", pages)


def page_of(report: SampleReport, seed: int, table: Callable[[Grid, Random], str]) -> str:
    rng = Random(seed)
    items = arrange(report, rng, rng.random() < 0.5)
    body = "".join(table(item.grid, rng) if item.grid else f"<p>{escape(item.text)}</p>" for item in items)
    links = "".join(f"<li><a href=/{i}>栏目{i}</a></li>" for i in range(12))
    return f"<html><body><ul>{links}</ul><div>{body}</div><div><p>主办：别处市人民政府</p></div></body></html>"


@pytest.mark.parametrize("table", [whole, cut, nested, spaced])
def test_tables_of_all_shapes_come_back(table: Callable[[Grid, Random], str], tmp_path: Path) -> None:
    for seed in SEEDS:
        report = draw_report(seed)
        path = tmp_path / "page.html"
        path.write_text(page_of(report, seed, table), encoding="utf-8")
        [read] = read_reports(path)
        where = f"seed {seed}"
        assert wrong_figures(report, read.figures) == [], where
        assert {figure.status for figure in read.figures} <= {"reported", "blank"}, where
        assert (read.agency, read.year, read.form) == (report.agency, report.year, report.form), where
        # Section 1 may have the title in it; what the site prints below must not get into section 6.
        for number, paragraphs in report.prose.items():
            if number > 1 and table is not nested:
                assert read.section(number).text == "\n".join(paragraphs), where


def test_two_statutory_tables_in_one(tmp_path: Path) -> None:
    # Without the prose of sections 3 and 4 their tables touch, and a copied page may have them as one.
    for seed in SEEDS:
        report = draw_report(seed)
        items = [item for item in arrange(report, Random(seed), True) if item.kind != "prose"]
        head = "".join(f"<p>{escape(item.text)}</p>" for item in items if item.kind in ("title", "heading"))
        tables = joined("".join(whole(item.grid, Random(seed)) for item in items if item.grid))
        assert tables.count("<table>") == 1
        path = tmp_path / "page.html"
        path.write_text(f"<html><body>{head}{tables}</body></html>", encoding="utf-8")
        [read] = read_reports(path)
        assert wrong_figures(report, read.figures) == [], f"seed {seed}"
