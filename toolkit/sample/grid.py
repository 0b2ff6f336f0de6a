"""The statutory tables as merged grids: which text stands in which rows and columns, before any layout prints it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from toolkit.forms import Block, Column, Form, Row, Table, load_forms
from toolkit.sample.draw import SampleReport
from toolkit.sample.figures import Key

DASHES_SHARE = 0.1  # reports with a row of dashes under the figures of `disputes`


@dataclass(frozen=True)
class Cell:
    """A cell of a merged grid.

    `role`: title, head, parent (of rows below it), label, figure, filler (empty), or rule (dashes that separate).
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    role: str = "label"
    key: Key | None = None


@dataclass(frozen=True)
class Grid:
    """A printed table: its cells in reading order, its size, and how many rows at its top are header."""

    table: str
    rows: int
    columns: int
    heads: int
    cells: tuple[Cell, ...]

    def lines(self) -> list[list[Cell]]:
        """The cells that begin in each row, from left to right."""
        found: list[list[Cell]] = [[] for _ in range(self.rows)]
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column)):
            found[cell.row].append(cell)
        return found


@dataclass(frozen=True)
class Wording:
    """Which wording of each label a report uses: statutory, or by chance one of the variants of the form."""

    rng: Random
    share: float
    unit_in_cells: str = ""

    def row(self, row: Row) -> str:
        """The label of a row; a variant keeps the number before the statutory label (1.逾期不补正)."""
        if not row.variants or self.rng.random() >= self.share:
            return row.label
        variant = self.rng.choice(row.variants)
        return row.label[: _number_length(row.label)] + variant

    def column(self, column: Column) -> str:
        """The label of a column; no header says 万元 over cells that are in 元."""
        choices = [column.label, *column.variants]
        if column.amount:
            if self.unit_in_cells == "元":
                choices = [c for c in choices if "万元" not in c]
            return self.rng.choice(choices)
        return self.rng.choice(choices) if self.rng.random() < self.share else column.label


def _number_length(label: str) -> int:
    """How many characters number a label: 2 for 1.逾期, 3 for （二）部分, 2 for 一、本年."""
    if label[:1] == "（" and "）" in label[:4]:
        return label.index("）") + 1
    return 2 if len(label) > 1 and label[1] in ".、" else 0


def draw_wording(report: SampleReport, rng: Random) -> Wording:
    """The wording of one rendering. Most reports use the statutory labels throughout."""
    amounts = [text for key, text in report.printed.items() if key[2] == "amount_10k_yuan"]
    unit = "万元" if any("万元" in t for t in amounts) else "元" if any("元" in t for t in amounts) else ""
    return Wording(rng, rng.choice([0.0, 0.0, 0.3]), unit)


def form_of(report: SampleReport) -> Form:
    """The form that a report follows."""
    return load_forms()[report.form]


def _figure(report: SampleReport, key: Key, row: int, column: int, colspan: int = 1) -> Cell:
    return Cell(report.printed[key], row, column, colspan=colspan, role="figure", key=key)


def _spans(count: int, columns: int) -> list[tuple[int, int]]:
    """(start, width) of `count` figure cells that fill `columns` columns, the last one taking what is left."""
    return [(1 + i, 1 if i < count - 1 else columns - count + 1) for i in range(count)]


def _block_cells(report: SampleReport, block: Block, wording: Wording, top: int, width: int, merge: bool) -> list[Cell]:
    """A block of `proactive` from row `top` on: its title, its header, its rows. Unmerged, fillers square it off."""
    spans = _spans(len(block.columns), width - 1) if merge else [(1 + i, 1) for i in range(len(block.columns))]
    cells = [Cell(block.label, top, 0, colspan=width, role="title"), Cell("信息内容", top + 1, 0, role="head")]
    for (start, span), column in zip(spans, block.columns, strict=True):
        cells.append(Cell(wording.column(column), top + 1, start, colspan=span, role="head"))
    for line, row in enumerate(block.rows, start=top + 2):
        cells.append(Cell(wording.row(row), line, 0))
        for (start, span), column in zip(spans, block.columns, strict=True):
            cells.append(_figure(report, ("proactive", row.key, column.key), line, start, span))
    if not merge:
        for line in range(top + 1, top + 2 + len(block.rows)):
            cells += [Cell("", line, c, role="filler") for c in range(1 + len(block.columns), width)]
    return cells


def proactive_grid(report: SampleReport, wording: Wording, merge: bool = True) -> Grid:
    """Table `proactive`, all its blocks one below the other, four columns wide."""
    table = form_of(report).table("proactive")
    cells: list[Cell] = []
    top = 0
    for block in table.blocks:
        cells += _block_cells(report, block, wording, top, 4, merge)
        top += 2 + len(block.rows)
    return Grid("proactive", top, 4, 0, tuple(cells))


def _request_head(table: Table, wording: Wording) -> list[Cell]:
    """The three header rows of `requests`: caption, applicants, kinds of organization."""
    columns = table.blocks[0].columns
    caption, applicants, organizations = table.header
    cells = [
        Cell(caption, 0, 0, rowspan=3, colspan=3, role="head"),
        Cell(applicants, 0, 3, colspan=len(columns), role="head"),
    ]
    grouped = [i for i, column in enumerate(columns) if column.group]
    for i, column in enumerate(columns):
        if column.group:
            cells.append(Cell(wording.column(column), 2, 3 + i, role="head"))
        else:
            cells.append(Cell(wording.column(column), 1, 3 + i, rowspan=2, role="head"))
    return [*cells, Cell(organizations, 1, 3 + grouped[0], colspan=len(grouped), role="head")]


def _request_labels(table: Table, wording: Wording) -> list[Cell]:
    """The three label columns of `requests`, parents merged over their rows."""
    cells: list[Cell] = []
    open_parents: list[tuple[str, int]] = [("", 0), ("", 0)]
    for line, row in enumerate(table.rows, start=3):
        for level, parent in enumerate(row.parents):
            if open_parents[level][0] != parent:
                count = sum(1 for other in table.rows if other.parents[level : level + 1] == (parent,))
                cells.append(Cell(parent, line, level, rowspan=count, role="parent"))
                open_parents[level] = (parent, count)
        start = len(row.parents)
        cells.append(Cell(wording.row(row), line, start, colspan=3 - start))
    return cells


def requests_grid(report: SampleReport, wording: Wording) -> Grid:
    """Table `requests`: three label columns, seven figures, three header rows."""
    table = form_of(report).table("requests")
    cells = _request_head(table, wording) + _request_labels(table, wording)
    for line, row in enumerate(table.rows, start=3):
        for i, column in enumerate(table.blocks[0].columns):
            cells.append(_figure(report, ("requests", row.key, column.key), line, 3 + i))
    return Grid("requests", 3 + len(table.rows), 10, 3, tuple(cells))


def disputes_grid(report: SampleReport, wording: Wording) -> Grid:
    """Table `disputes`: fifteen figures in one line under three header rows, by chance with a row of dashes below."""
    table = form_of(report).table("disputes")
    first, second, third = table.rows
    columns = table.blocks[0].columns
    width = len(columns)
    cells = [
        Cell(first.label, 0, 0, colspan=width, role="head"),
        Cell(second.parents[0], 0, width, colspan=2 * width, role="head"),
        Cell(second.label, 1, width, colspan=width, role="head"),
        Cell(third.label, 1, 2 * width, colspan=width, role="head"),
    ]
    for i, column in enumerate(columns):
        text = wording.column(column)
        cells.append(Cell(text, 1, i, rowspan=2, role="head"))
        cells += [Cell(text, 2, place * width + i, role="head") for place in (1, 2)]
        cells += [
            _figure(report, ("disputes", row.key, column.key), 3, place * width + i)
            for place, row in enumerate((first, second, third))
        ]
    dashed = wording.rng.random() < DASHES_SHARE
    if dashed:
        cells += [Cell(wording.rng.choice(["--", "--", "---"]), 4, i, role="rule") for i in range(3 * width)]
    return Grid("disputes", 4 + dashed, 3 * width, 3, tuple(cells))


def grid_of(report: SampleReport, table: str, wording: Wording, merge: bool = True) -> Grid:
    """The grid of one table by its key. In `proactive`, `merge` lets figures span the width; else fillers square it."""
    if table == "proactive":
        return proactive_grid(report, wording, merge)
    return requests_grid(report, wording) if table == "requests" else disputes_grid(report, wording)
