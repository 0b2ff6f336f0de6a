"""Tables of a page: which of them lay it out, and where each cell of the others stands on its grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers.building import LONGEST_CELL, MOST_KEPT_CELLS, GridCell
from toolkit.reading.readers.html.blocks import (
    Block,
    Grid,
    LaidOut,
    Paragraph,
    Picture,
    Region,
    Table,
    TableCell,
    TableRow,
)
from toolkit.reading.readers.text import MOST_CELLS

# Where the cells of a row stand: the column of each from 0, the rows and the columns that it takes.
Places = tuple[tuple[int, int, int], ...]

# A cell with so many paragraphs of so many characters each holds a text and no label.
MANY_PARAGRAPHS, LONG_PARAGRAPH = 5, 8
# A list with so many points in a cell, or one heading: the cell is a part of the page.
MANY_POINTS = 3
# Steps over cells that reach down from rows above; only a table made to hold up its reader needs more.
MOST_STEPS = 2_000_000


def finished(table: Table) -> list[Block]:
    """A table as blocks: rows that only lay out the page give what their cells hold, all others are rows of a grid.

    A row lays out the page where a cell holds a table, a list, headings or whole paragraphs, where all it holds are links,
    and where no row has two cells. What stands above and below it in the same table stays a table.
    """
    rows = [row for row in table.rows if row.cells]
    rows.sort(key=lambda row: (row.place, row.group))
    for row in rows:
        _splice(row)
    places = placed([(row.group, len(row.cells), _spans(row)) for row in rows])
    narrow = all(len(row.cells) == 1 for row in rows)
    blocks: list[Block] = []
    piece: list[tuple[list[TableCell], Places]] = []
    for row, here in zip(rows, places, strict=True):
        if narrow or any(_is_box(cell) for cell in row.cells) or _is_menu(row):
            blocks += _piece(piece, table.region)
            piece = []
            for cell in row.cells:
                blocks += cell.blocks
        elif not (row.flat and not any(cell.blocks for cell in row.cells)):
            piece.append((row.cells, here))
    return blocks + _piece(piece, table.region)


def _is_box(cell: TableCell) -> bool:
    """Whether a cell holds a part of the page rather than a text."""
    blocks = cell.blocks
    if not blocks:
        return False
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return len(blocks[0].text) > LONGEST_CELL
    if cell.points >= MANY_POINTS and len(blocks) > 1:
        return True
    if any(isinstance(block, Grid) and block.rows > 1 and block.columns > 1 for block in blocks):
        return True
    letters = sum(map(len, _texts(cell)))
    paragraphs = sum(isinstance(block, Paragraph) for block in blocks)
    return letters > LONGEST_CELL or (paragraphs >= MANY_PARAGRAPHS and letters >= LONG_PARAGRAPH * paragraphs)


def _is_menu(row: TableRow) -> bool:
    """Whether all a row holds are links."""
    blocks = [block for cell in row.cells for block in cell.blocks]
    return bool(blocks) and all(isinstance(block, Paragraph) and block.linked for block in blocks)


def _texts(cell: TableCell) -> list[str]:
    """The paragraphs of a cell; a table in it that is one row or one column is text."""
    texts: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Grid):
            texts += [one.text for one in block.cells if one.text]
        elif not isinstance(block, Picture):
            texts.append(block.text.strip() if isinstance(block, LaidOut) else block.text)
    return texts


def _splice(row: TableRow) -> None:
    """A row of cells within a merged cell takes the places that the cell covers, if they are as many."""
    if not any(cell.colspan > 1 and _only_grid(cell) for cell in row.cells):
        return
    cells: list[TableCell] = []
    for cell in row.cells:
        grid = _only_grid(cell)
        if grid and grid.rows == 1 and grid.columns == len(grid.cells) == cell.colspan > 1:
            cells += [
                TableCell(cell.rowspan, 1, [Paragraph(one.text, grid.region)] if one.text else []) for one in grid.cells
            ]
        else:
            cells.append(cell)
    row.cells = cells


def _only_grid(cell: TableCell) -> Grid | None:
    return cell.blocks[0] if len(cell.blocks) == 1 and isinstance(cell.blocks[0], Grid) else None


def _spans(row: TableRow) -> dict[int, tuple[int, int]]:
    cells = enumerate(row.cells)
    return {n: (cell.rowspan, cell.colspan) for n, cell in cells if cell.rowspan != 1 or cell.colspan != 1}


def placed(rows: Sequence[tuple[int, int, Mapping[int, tuple[int, int]]]]) -> tuple[Places, ...]:
    """Where the cells of rows stand as browsers lay them out.

    A row is the number of its group, how many cells it has, and rowspan and colspan of those that have any. A cell that
    spans rows reaches no further than the end of its <thead>, <tbody> or <tfoot>.
    """
    given = tuple([(group, count, tuple(spans.items())) for group, count, spans in rows])
    small = sum([count for _, count, _ in given]) <= MOST_KEPT_CELLS
    return _placed(given) if small else _placed.__wrapped__(given)


# Reports have the same tables, laid out in the same few ways.
@lru_cache(maxsize=128)
def _placed(rows: tuple[tuple[int, int, tuple[tuple[int, tuple[int, int]], ...]], ...]) -> tuple[Places, ...]:
    places: list[Places] = []
    # Cells that reach down into later rows of their group: first column, column after the last, last row.
    reaching: list[tuple[int, int, int]] = []
    last = last_group = -1
    steps = 0
    for number, (group, count, given) in enumerate(rows):
        if number > last or group != last_group:
            last, last_group, reaching = _last_of_group(rows, number), group, []
        if reaching:
            reaching = sorted(span for span in reaching if span[2] >= number)
            steps += len(reaching)
        if reaching or given:
            here, new = _placed_row(number, count, dict(given), reaching, last)
            places.append(here)
            reaching += new
        else:
            places.append(_even(count))
        if steps > MOST_STEPS:
            raise UnreadableFile(
                "a table of the page has so many cells reaching over others that it can't be a report's: take it out"
            )
    return tuple(places)


@lru_cache(maxsize=64)
def _even(count: int) -> Places:
    """The places of cells side by side, none of which spans any."""
    return tuple((column, 1, 1) for column in range(count))


def _placed_row(
    number: int, count: int, spans: Mapping[int, tuple[int, int]], reaching: list[tuple[int, int, int]], last: int
) -> tuple[Places, list[tuple[int, int, int]]]:
    """The places of a row's cells between those that reach down to it, and which of them reach further down."""
    here: list[tuple[int, int, int]] = []
    new: list[tuple[int, int, int]] = []
    column = waiting = 0
    for cell in range(count):
        while waiting < len(reaching) and reaching[waiting][0] <= column:
            column = max(column, reaching[waiting][1])
            waiting += 1
        height, width = spans.get(cell, (1, 1))
        if height != 1:
            room = last - number + 1
            height = min(height, room) or room
            if height > 1:
                new.append((column, column + width, number + height - 1))
        here.append((column, height, width))
        column += width
    return tuple(here), new


def _last_of_group(rows: Sequence[tuple[int, int, object]], number: int) -> int:
    group = rows[number][0]
    while number + 1 < len(rows) and rows[number + 1][0] == group:
        number += 1
    return number


def grid_of(texts: Sequence[Sequence[str]], places: Sequence[Places], region: Region, pictures: int = 0) -> Grid | None:
    """Texts of rows and their places as a grid; None where it is wider than any table that is read."""
    starts = sorted({column for row in set(places) for column, _, _ in row})
    if len(starts) > MOST_CELLS:
        return None
    if starts[-1] >= MOST_CELLS:
        # Columns in which no cell begins say nothing; they are counted only where there are few.
        places = [_closer(row, starts) for row in places]
    # What GridCell(…) does, in half the time: pages have hundreds of cells.
    cells = [
        tuple.__new__(GridCell, (text, number, column, height, width))
        for number, (row, here) in enumerate(zip(texts, places, strict=True))
        for text, (column, height, width) in zip(row, here, strict=True)
    ]
    return Grid(tuple(cells), len(places), len(starts), region, pictures)


def _closer(row: Places, starts: list[int]) -> Places:
    firsts = [bisect_left(starts, column) for column, _, _ in row]
    widths = [max(1, bisect_left(starts, column + width) - bisect_left(starts, column)) for column, _, width in row]
    return tuple((first, height, width) for first, (_, height, _), width in zip(firsts, row, widths, strict=True))


def _piece(rows: list[tuple[list[TableCell], Places]], region: Region) -> list[Block]:
    """Rows that follow one another as a grid; as paragraphs where it is wider than any table that is read."""
    if not rows:
        return []
    blocks = [block for cells, _ in rows for cell in cells for block in cell.blocks]
    texts = [["\n".join(_texts(cell)) for cell in cells] for cells, _ in rows]
    grid = grid_of(texts, [here for _, here in rows], region, sum(map(_pictures, blocks)))
    return blocks if grid is None else [grid]


def _pictures(block: Block) -> int:
    return block.pictures if isinstance(block, Grid) else int(isinstance(block, Picture))
