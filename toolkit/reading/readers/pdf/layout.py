"""A page's characters, rules and pictures become tables, lines of words and pictures in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import inf, nan
from typing import TYPE_CHECKING

from toolkit.reading.readers.building import GridCell
from toolkit.reading.readers.pdf.breaks import Table
from toolkit.reading.readers.pdf.columns import part_labels
from toolkit.reading.readers.pdf.frame import main_turn, turned, turned_boxes, turned_chars, upright
from toolkit.reading.readers.pdf.grids import Grid, Slot, grid_of
from toolkit.reading.readers.pdf.narrow import broken_figures
from toolkit.reading.readers.pdf.pdfium import SLANTED, SYMBOLS, Char, Content
from toolkit.reading.readers.pdf.rules import rulings
from toolkit.reading.readers.pdf.words import TextLine, cell_text, lines_of

if TYPE_CHECKING:
    from toolkit.reading.readers.scans.page import Scan

# Characters this much higher than their cell are no text of it: a watermark, a large heading drawn over the table.
TOO_HIGH = 1.6
# Digits nearer to one another than this share of their size are one figure, even where it crosses a rule.
ONE_FIGURE = 0.05
# A picture with fewer characters over it than this, and so wide and high (shares of the page), may be a table.
FEWEST_OVER_PICTURE = 20
WIDE_PICTURE, HIGH_PICTURE = 0.4, 0.06
# A page with fewer characters than this beside a picture that covers this share of it is a scan without text.
FEWEST_ON_PAGE = 30
MOST_OF_PAGE = 0.4
# Lines of a cell follow one another with less than this between them, in sizes of their font.
RUNS_ON = 1.5
# A line of a cell with less room left than this, in heights of its font, is full: the next word did not fit.
FULL_LINE = 2.0
# A page, or a file, of which more than this share of the characters is lost can't be used.
MOST_LOST = 0.5
_FIGURE = frozenset("0123456789.,%+-")

Place = tuple[int, Slot]
"""A cell of a page: the index of its table, and its slot there."""


@dataclass(slots=True)
class Page:
    """What a page says. `items` are tables, lines of words and pictures (None), in reading order.

    `lost` counts characters that no font explains, `hidden` those beside the page, `cropped` those beside it
    that are read because a cell of a table reaches there, `fields` the form fields and comments with text, `slanted` is the text that runs across the page, `scanned` says that the page is a picture
    without text, `crowded` that something on it was not taken, `scan` what text recognition saw on it.
    """

    items: list[Table | TextLine | None] = field(default_factory=list)
    characters: int = 0
    lost: int = 0
    hidden: int = 0
    cropped: int = 0
    fields: int = 0
    slanted: str = ""
    scanned: bool = False
    scan: Scan | None = None
    drawn: bool = False
    crowded: bool = False

    @property
    def unreadable(self) -> bool:
        """Whether it shows text that is no text to a program: a picture, drawn letters, fonts that explain nothing."""
        return self.scanned or (self.drawn and not self.characters) or self.lost > MOST_LOST * max(self.characters, 1)


def page_of(content: Content) -> Page:
    """What a page says, from what stands on it."""
    turn = main_turn(content.chars) if content.turned else 0
    chars, beside = turned_chars(content.chars, turn), turned_chars(content.beside, turn)
    pictures = turned_boxes(content.pictures, turn)
    grids, crowded = _grids(turned_boxes(content.strokes, turn), [*chars, *beside] if beside else chars)
    in_cells, others, slanted = _sorted_out(chars, grids)
    cropped = _beside_in_cells(beside, grids, in_cells)
    others = _run_over(others, grids, in_cells)
    page = Page(slanted="".join(char.text for char in slanted).strip(), drawn=bool(content.shapes))
    page.crowded = content.cut or crowded
    placed: list[tuple[float, int, Table | TextLine | None]] = []
    for number, grid in enumerate(grids):
        # What has no text at all is a drawing.
        if in_cells[number]:
            placed.append((grid.ys[0], 1, _table(grid, in_cells[number])))
    if content.symbols:
        page.lost = _symbols_in_cells(in_cells)
        others = [_symbol_told(char) for char in others]
    level = [char for char in others if char.turn == 0]
    placed += [(line.y, 0, line) for line in part_labels(lines_of(level), level)]
    box = turned(content.box, turn)
    placed += [(picture[1], 2, None) for picture in _table_pictures(pictures, chars, box)]
    placed.sort(key=_place_of)
    page.items = [item for _, _, item in placed]
    # What is turned against the page's text, a page number beside a table that lies on its side, stands apart.
    for other in (1, 2, 3) if content.turned else ():
        page.items += lines_of(upright(c) for c in others if c.turn == other)
    page.lost += content.lost
    page.cropped, page.hidden = cropped, _printed(beside) - cropped
    page.characters = _printed(chars)
    page.scanned = page.characters < FEWEST_ON_PAGE and any(_share(picture, box) > MOST_OF_PAGE for picture in pictures)
    return page


def _printed(chars: Sequence[Char]) -> int:
    """How many characters they are, without blanks."""
    return sum(map(len, "".join([char[0] for char in chars]).split()))


def _place_of(item: tuple[float, int, object]) -> tuple[float, int]:
    return item[:2]


def _grids(strokes: Sequence[tuple[float, float, float, float]], chars: Sequence[Char]) -> tuple[list[Grid], bool]:
    """The tables of a page from top to bottom: no frames of one column, none that only lays out other tables.

    The second result says whether so much is drawn that no table was looked for.
    """

    def inked() -> Iterable[tuple[float, float]]:
        return ((c.x, c.y) for c in chars if c.turn != SLANTED and not c.text.isspace())

    ruled, crowded = rulings(strokes)
    found = [grid for ruling in ruled if (grid := grid_of(ruling, inked))]
    found = [grid for grid in found if any(slot.colspan < grid.columns for slot in grid.slots.values())]
    return [grid for grid in found if not any(grid.holds(other) for other in found if other is not grid)], crowded


def _sorted_out(
    chars: Sequence[Char], grids: Sequence[Grid]
) -> tuple[list[dict[Slot, list[Char]]], list[Char], list[Char]]:
    """The characters of each cell of each table, those beside the tables, and those slanted across the page."""
    in_cells: list[dict[Slot, list[Char]]] = [{} for _ in grids]
    others: list[Char] = []
    slanted: list[Char] = []
    last: Place | None = None
    bucket = others
    for char, place in zip(chars, _cells_of(chars, grids), strict=True):
        if char[5] == SLANTED:
            slanted.append(char)
            continue
        if place is not last:
            bucket = in_cells[place[0]].setdefault(place[1], []) if place else others
            last = place
        bucket.append(char)
    return in_cells, others, _slanted_in_cells(slanted, grids, in_cells)


def _cells_of(chars: Sequence[Char], grids: Sequence[Grid]) -> list[Place | None]:
    """The cell of each character; the characters of one figure, though a rule crosses it, have one cell."""
    places: list[Place | None] = []
    place: Place | None = None
    left = top = right = bottom = highest = nan
    for _, x0, y0, x1, y1, turn in chars:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        # Most characters stand in the same cell, or between the same tables, as the one before.
        if not (left <= x < right and top <= y < bottom):
            place = _place_at(x, y, grids)
            left, top, right, bottom = _room_of(place, y, grids)
            highest = _highest(place, grids)
        places.append(place if (x1 - x0 if turn % 2 else y1 - y0) <= highest else None)
    for i in range(1, len(chars)):
        if places[i] is not places[i - 1] and _joins(chars[i - 1], chars[i]):
            start, stop = _figure_at(chars, i)
            whole = _cell_of(chars[start:stop], grids)
            if whole:
                places[start:stop] = [whole] * (stop - start)
    return places


def _place_at(x: float, y: float, grids: Sequence[Grid]) -> Place | None:
    """The table (by its index) and the cell in which a point stands."""
    for number, grid in enumerate(grids):
        slot = grid.slot_at(x, y)
        if slot:
            return number, slot
    return None


def _room_of(place: Place | None, y: float, grids: Sequence[Grid]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the room in which every point has this place."""
    if place:
        return grids[place[0]].box(place[1])
    if any(grid.ys[0] <= y < grid.ys[-1] for grid in grids):
        return nan, nan, nan, nan
    above = max((grid.ys[-1] for grid in grids if grid.ys[-1] <= y), default=-inf)
    below = min((grid.ys[0] for grid in grids if grid.ys[0] > y), default=inf)
    return -inf, above, inf, below


def _highest(place: Place | None, grids: Sequence[Grid]) -> float:
    """How high a character may be to be text of a cell; for none it doesn't matter."""
    if place is None:
        return inf
    _, top, _, bottom = grids[place[0]].box(place[1])
    return TOO_HIGH * max(grids[place[0]].lowest, bottom - top)


def _figure_at(chars: Sequence[Char], index: int) -> tuple[int, int]:
    """The first and the last (exclusive) character of the figure that goes on at an index."""
    start, stop = index - 1, index + 1
    while start and _joins(chars[start - 1], chars[start]):
        start -= 1
    while stop < len(chars) and _joins(chars[stop - 1], chars[stop]):
        stop += 1
    return start, stop


def _joins(last: Char, char: Char) -> bool:
    """Whether two characters belong to one figure."""
    return (
        last.text in _FIGURE
        and char.text in _FIGURE
        and last.turn == char.turn == 0
        and last.top == char.top
        and abs(char.left - last.right) < ONE_FIGURE * char.size
    )


def _cell_of(run: Sequence[Char], grids: Sequence[Grid]) -> Place | None:
    """The cell that holds the middle of a run of characters, unless they are too high for it."""
    _, left, top, right, bottom, turn = run[0]
    place = _place_at((left + run[-1].right) / 2, (top + bottom) / 2, grids)
    return place if (right - left if turn % 2 else bottom - top) <= _highest(place, grids) else None


def _slanted_in_cells(
    slanted: Sequence[Char], grids: Sequence[Grid], in_cells: Sequence[dict[Slot, list[Char]]]
) -> list[Char]:
    """Slanted text that runs over cells and beside them is a watermark; one that stands alone in a cell is its text."""
    places = {_cell_of([char], grids) for char in slanted}
    at = places.pop() if len(places) == 1 else None
    if at and at[1] not in in_cells[at[0]] and len(slanted) > 1:
        in_cells[at[0]][at[1]] = list(slanted)
        return []
    return list(slanted)


def _beside_in_cells(beside: Sequence[Char], grids: Sequence[Grid], in_cells: Sequence[dict[Slot, list[Char]]]) -> int:
    """Gives cells that reach beyond the visible page the text that stands there, and counts its characters.

    A table with nothing on the visible page is left alone.
    """
    seen = [bool(cells) for cells in in_cells]
    taken: list[Char] = []
    for char, place in zip(beside, _cells_of(beside, grids), strict=True):
        if place and seen[place[0]] and char.turn != SLANTED:
            in_cells[place[0]].setdefault(place[1], []).append(char)
            taken.append(char)
    return _printed(taken)


def _run_over(others: list[Char], grids: Sequence[Grid], in_cells: Sequence[dict[Slot, list[Char]]]) -> list[Char]:
    """Gives cells that a page break leaves open below what runs on beneath their table; returns the other characters."""
    for number, grid in enumerate(grids):
        for slot in sorted(grid.open_below):
            left, _, right, bottom = grid.box(slot)
            end = bottom
            for line in lines_of(c for c in others if c.turn == 0 and c.y > bottom):
                size = line.words[0].size
                if line.y - end > RUNS_ON * size or line.words[0].left < left or line.words[-1].right > right:
                    break
                taken = [c for c in others if c.turn == 0 and abs(c.y - line.y) < size / 2 and left <= c.x <= right]
                in_cells[number].setdefault(slot, []).extend(taken)
                others = [c for c in others if c not in taken]
                end = line.y + size / 2
    return others


def _table(grid: Grid, in_cells: dict[Slot, list[Char]]) -> Table:
    table = Table([], grid.xs, grid=grid)
    slots = sorted(set(grid.slots.values()))
    last_row = max(slot.row + slot.rowspan for slot in slots)
    texts = {slot: cell_text(in_cells.get(slot, [])) for slot in slots}
    one_figure, full_figure = broken_figures(grid, in_cells, texts)
    for slot in slots:
        text, chars = texts[slot], in_cells.get(slot, [])
        table.cells.append(GridCell(text.replace("\n", "") if slot in one_figure else text, *slot))
        if slot.row + slot.rowspan < last_row:
            continue
        if slot in full_figure:
            table.full_figures.add(slot[:2])
        lowest = max((c.y for c in chars if c.turn == 0), default=0.0)
        last = [c for c in chars if c.turn == 0 and lowest - c.y < c.size / 2 and not c.text.isspace()]
        if last and grid.box(slot)[2] - max(c.right for c in last) < FULL_LINE * last[0].size:
            table.full.add(slot[:2])
    return table


def _symbol_told(char: Char) -> Char:
    """A sign of a symbol font as a bullet."""
    return char._replace(text="•") if len(char.text) == 1 and ord(char.text) in SYMBOLS else char


def _symbols_in_cells(in_cells: Sequence[dict[Slot, list[Char]]]) -> int:
    """Signs of symbol fonts in tables, where they may stand for a figure."""
    return sum(ord(char.text) in SYMBOLS for cells in in_cells for chars in cells.values() for char in chars)


def _table_pictures(
    pictures: Sequence[tuple[float, float, float, float]],
    chars: Sequence[Char],
    page: tuple[float, float, float, float],
) -> list[tuple[float, float, float, float]]:
    """The pictures that are large enough for a table, and have no text over them."""
    width, height = page[2] - page[0], page[3] - page[1]
    found = []
    for left, top, right, bottom in pictures:
        if right - left < WIDE_PICTURE * width or bottom - top < HIGH_PICTURE * height:
            continue
        over = sum(left <= char.x <= right and top <= char.y <= bottom for char in chars)
        if over < FEWEST_OVER_PICTURE:
            found.append((left, top, right, bottom))
    return found


def _share(picture: tuple[float, float, float, float], page: tuple[float, float, float, float]) -> float:
    """The share of the page that a picture covers."""
    width = min(picture[2], page[2]) - max(picture[0], page[0])
    height = min(picture[3], page[3]) - max(picture[1], page[1])
    area = (page[2] - page[0]) * (page[3] - page[1])
    return max(width, 0) * max(height, 0) / area if area else 0.0
