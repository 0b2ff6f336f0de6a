"""Sets a fictional report on pages as a printer does: fragments of text with coordinates, in the order of printing.

Lengths are in points, y grows downwards. `pdftext` makes of the fragments what pdftotext would.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from toolkit.sample.grid import Cell, Grid
from toolkit.sample.outline import Item

CLOSING = "，。、；：）》”！？)"
REQUEST_SHARES = (
    (5, 10, 29, 8, 8, 8, 8, 8, 8, 8),
    (3, 7, 34, 8, 8, 8, 8, 8, 8, 8),
    (4, 12, 20, 10, 9, 9, 9, 9, 9, 9),
    (4, 8, 39, 7, 7, 7, 7, 7, 7, 7),
)
PROACTIVE_SHARES = ((25, 25, 25, 25), (31, 23, 23, 23), (22, 30, 20, 28))


@dataclass(frozen=True)
class Fragment:
    """A run of text on one baseline; `table` numbers the table in which it stands (0 for none), `cell` is its cell."""

    page: int
    base: float
    x0: float
    x1: float
    text: str
    size: float
    table: int = 0
    cell: Cell | None = None


@dataclass(frozen=True)
class Sheet:
    """The style of one document."""

    width: float
    height: float
    prose: float
    table: float
    leading: float
    pad: float
    figures: str
    labels: str
    repeat: bool
    footer: str
    footer_first: bool


def draw_sheet(rng: Random) -> Sheet:
    """The style of one rendering."""
    return Sheet(
        width=rng.choice([430.0, 452.0, 480.0]),
        height=rng.choice([640.0, 700.0]),
        prose=rng.choice([11, 12, 14, 16]),
        table=rng.choice([8, 9, 9, 10, 10.5, 12]),
        leading=rng.choice([1.15, 1.3, 1.6]),
        pad=rng.choice([1.0, 2.0, 4.0]),
        figures=rng.choice(["center", "center", "center", "right", "left"]),
        labels=rng.choice(["left", "left", "center"]),
        repeat=rng.random() < 0.5,
        footer=rng.choice(["- {} -", "{}", "第 {} 页", "— {} —", "", ""]),
        footer_first=rng.random() < 0.5,
    )


def text_width(text: str, size: float) -> float:
    """The width of `text`: an em for a character of Chinese, half an em for others."""
    return sum(size if ord(char) >= 0x2000 else size / 2 for char in text)


def break_lines(text: str, size: float, width: float) -> list[str]:
    """`text` in lines of this width: numbers stay whole, and no line begins with a closing mark where there is room."""
    lines, line, room = [], "", width
    for piece in _pieces(text):
        need = text_width(piece, size)
        if line and need > room:
            if piece in CLOSING and len(line) > 1:
                piece, line = line[-1] + piece, line[:-1]
            lines.append(line)
            line, room, need = "", width, text_width(piece, size)
        while len(piece) > 1 and need > width and not line:  # a number wider than its cell
            fits = max(1, int(width / (size / 2)))
            lines.append(piece[:fits])
            piece = piece[fits:]
            need = text_width(piece, size)
        line, room = line + piece, room - need
    return [*lines, line] if line or not lines else lines


def _pieces(text: str) -> list[str]:
    """Single characters, but runs of half-width characters that are not spaces together."""
    pieces: list[str] = []
    for char in text:
        narrow = ord(char) < 0x2000 and char != " "
        if narrow and pieces and ord(pieces[-1][-1]) < 0x2000 and pieces[-1] != " ":
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


class Press:
    """Sets items one below the other and turns to a new page where one is full."""

    def __init__(self, sheet: Sheet, rng: Random) -> None:
        self.sheet, self.rng = sheet, rng
        self.page, self.y = 1, 0.0
        self.tables = 0
        self.fragments: list[Fragment] = []

    def _turn_if_full(self, height: float) -> bool:
        """A new page if `height` does not fit; whether there is one now."""
        if self.y + height <= self.sheet.height or self.y == 0:
            return False
        self.page, self.y = self.page + 1, 0.0
        return True

    def _put(self, text: str, x: float, top: float, size: float, page: int, cell: Cell | None = None) -> None:
        """Prints a line of text that begins at `x`; the spaces around it print nothing."""
        if text.strip():
            lead = len(text) - len(text.lstrip())
            x += text_width(text[:lead], size)
            text, table = text.strip(), self.tables if cell else 0
            self.fragments.append(Fragment(page, top + size, x, x + text_width(text, size), text, size, table, cell))

    def paragraph(self, item: Item) -> None:
        """A title, heading, paragraph or signature."""
        sheet, size = self.sheet, self.sheet.prose + (4 if item.kind == "title" else 0)
        indent = 2 * size if item.kind == "prose" else 0.0
        lines = break_lines("　　" + item.text if indent else item.text, size, sheet.width)
        for line in lines:
            self._turn_if_full(1.6 * size)
            slack = sheet.width - text_width(line, size)
            x = slack / 2 if item.kind == "title" else slack if item.kind == "sign" else 0.0
            self._put(line, x, self.y, size, self.page)
            self.y += 1.6 * size
        if item.kind != "prose":
            self.y += 0.6 * size

    def table(self, grid: Grid) -> None:
        """A ruled table: rows go down the pages, merged cells are centred over the rows of one page."""
        shares = self.rng.choice(REQUEST_SHARES if grid.table == "requests" else PROACTIVE_SHARES)
        if grid.table == "disputes":
            shares = (1,) * grid.columns
        self.tables += 1
        unit = self.sheet.width / sum(shares)
        edges = [sum(shares[:i]) * unit for i in range(grid.columns + 1)]
        texts = {id(cell): self._cell_lines(cell, edges) for cell in grid.cells}
        heights = self._heights(grid, texts)
        places = self._place_rows(grid, heights)
        for line, cells in enumerate(grid.lines()):
            for page, top in places[line]:
                for cell in cells:
                    self._set_cell(cell, texts[id(cell)], edges, self._portion(cell, page, top, places, heights))
        self.fragments.sort(key=lambda f: f.page)
        self.y += self.sheet.table

    def _cell_lines(self, cell: Cell, edges: list[float]) -> list[str]:
        """The text of a cell in lines; a figure is never broken."""
        if cell.role == "figure":
            return [cell.text.strip()]
        room = edges[cell.column + cell.colspan] - edges[cell.column] - 2 * self.sheet.pad
        return break_lines(cell.text.strip(), self.sheet.table, max(room, self.sheet.table))

    def _heights(self, grid: Grid, texts: dict[int, list[str]]) -> list[float]:
        """The height of each row; a merged cell that is taller than its rows stretches the last one."""
        step = self.sheet.table * self.sheet.leading
        heights = [step + 2 * self.sheet.pad] * grid.rows
        for cell in sorted(grid.cells, key=lambda c: c.rowspan):
            rows = range(cell.row, cell.row + cell.rowspan)
            missing = len(texts[id(cell)]) * step + 2 * self.sheet.pad - sum(heights[r] for r in rows)
            heights[rows[-1]] += max(0.0, missing)
        return heights

    def _place_rows(self, grid: Grid, heights: list[float]) -> list[list[tuple[int, float]]]:
        """Where each row stands, as (page, top); a header that repeats stands at several places."""
        places: list[list[tuple[int, float]]] = [[] for _ in heights]
        self._turn_if_full(sum(heights[: grid.heads + 1]))
        for row, height in enumerate(heights):
            turned = self._turn_if_full(self._together(grid, row, heights))
            if turned and self.sheet.repeat and row >= grid.heads:
                for head in range(grid.heads):
                    places[head].append((self.page, self.y))
                    self.y += heights[head]
            places[row].append((self.page, self.y))
            self.y += height
        return places

    def _together(self, grid: Grid, row: int, heights: list[float]) -> float:
        """The height that must fit below: where headers repeat, the title of a block keeps its whole block together."""
        titles = [cell.row for cell in grid.cells if cell.role == "title"]
        if not self.sheet.repeat or row not in titles:
            return heights[row]
        following = [title for title in titles if title > row]
        return sum(heights[row : following[0] if following else grid.rows])

    def _portion(
        self, cell: Cell, page: int, top: float, places: list[list[tuple[int, float]]], heights: list[float]
    ) -> tuple[int, float, float]:
        """Where a cell that begins at (page, top) prints its text, as (page, top, height): where most of it is."""
        if cell.role == "head":
            return page, top, sum(heights[cell.row : cell.row + cell.rowspan])
        rows = range(cell.row, cell.row + cell.rowspan)
        on_page: dict[int, list[int]] = {}
        for row in rows:
            on_page.setdefault(places[row][0][0], []).append(row)
        best = max(on_page.values(), key=len)
        return places[best[0]][0][0], places[best[0]][0][1], sum(heights[r] for r in best)

    def _set_cell(self, cell: Cell, lines: list[str], edges: list[float], area: tuple[int, float, float]) -> None:
        """Prints the lines of a cell, centred from top to bottom."""
        sheet, (page, top, height) = self.sheet, area
        left, right = edges[cell.column] + sheet.pad, edges[cell.column + cell.colspan] - sheet.pad
        step = sheet.table * sheet.leading
        align = {"figure": sheet.figures, "label": sheet.labels}.get(cell.role, "center")
        y = top + (height - len(lines) * step) / 2
        for line in lines:
            slack = right - left - text_width(line, sheet.table)
            x = left + {"left": 0.0, "center": slack / 2, "right": slack}[align]
            self._put(line, x, y, sheet.table, page, cell)
            y += step

    def number_pages(self) -> None:
        """Page numbers in the middle below the text; printed before or after the text of their page."""
        if not self.sheet.footer:
            return
        for page in range(1, self.page + 1):
            text = self.sheet.footer.format(page)
            x = self.sheet.width / 2 - text_width(text, 9) / 2
            footer = Fragment(page, self.sheet.height + 40, x, x + text_width(text, 9), text, 9)
            self.fragments.insert(0 if self.sheet.footer_first else len(self.fragments), footer)
        self.fragments.sort(key=lambda f: f.page)


def typeset(items: list[Item], rng: Random, **style: bool | str) -> list[list[Fragment]]:
    """All pages of a report, each as its fragments in the order of printing. `style` sets fields of the sheet."""
    press = Press(replace(draw_sheet(rng), **style), rng)  # type: ignore[arg-type]
    for item in items:
        if item.grid:
            press.table(item.grid)
        else:
            press.paragraph(item)
    press.number_pages()
    return [[f for f in press.fragments if f.page == page] for page in range(1, press.page + 1)]
