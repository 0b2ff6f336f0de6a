"""Blocks of a Word file become lines: what a cell holds is its text, and a table that only lays out a page falls apart."""

from __future__ import annotations

from toolkit.reading.readers.building import Builder, GridCell
from toolkit.reading.readers.docx.blocks import Block, Paragraph, TableCell, WordTable
from toolkit.reading.readers.docx.inline import Picture

# A paragraph with so many tabs is a row whose cells the tabs part; with fewer they set in a line or a page number.
FEWEST_TABS = 2
# A cell between two tabs is shorter than a sentence of prose.
LONGEST_TABBED = 40


def lay(blocks: list[Block], builder: Builder) -> None:
    """Puts blocks into a builder in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            lay_paragraph(block.text, builder)
        elif isinstance(block, Picture):
            builder.picture()
        else:
            lay_table(block, builder)


def lay_paragraph(text: str, builder: Builder) -> None:
    """Puts a paragraph into a builder, line by line; a line whose tabs part cells keeps them."""
    for line in text.split("\n"):
        if is_tabbed(line):
            builder.laid_out(line)
        else:
            builder.paragraph(line)


def is_tabbed(line: str) -> bool:
    """Whether tabs part the cells of a row in this line: 规章⇥2⇥0⇥5. Tabs before the first word only set it in."""
    inner = line.strip(" \u3000").lstrip("\t")
    parts = inner.split("\t")
    return len(parts) > FEWEST_TABS and bool(parts[0].strip()) and all(len(part) <= LONGEST_TABBED for part in parts)


def lay_table(table: WordTable, builder: Builder) -> None:
    """Puts a table into a builder; rows that hold tables of their own are laid out part by part, in order."""
    grid: list[GridCell] = []
    pictures = 0
    apart = {cell.row for cell in table.cells if any(holds_table(block) for block in cell.blocks)}
    for cell in table.cells:
        if cell.row in apart:
            _flush(grid, pictures, builder)
            pictures = 0
            lay(cell.blocks, builder)
            continue
        grid.append(GridCell(text_of(cell), cell.row, cell.column, cell.rowspan, cell.colspan))
        pictures += _pictures(cell.blocks)
    _flush(grid, pictures, builder)


def _flush(grid: list[GridCell], pictures: int, builder: Builder) -> None:
    """Puts the rows collected so far into a builder as a table, then the pictures that stand in them."""
    if grid:
        builder.table(grid)
        grid.clear()
    for _ in range(pictures):
        builder.picture()


def holds_table(block: Block) -> bool:
    """Whether a block of a cell is a table of its own: with rows and columns, or with such a table in it."""
    if not isinstance(block, WordTable):
        return False
    filled = [cell for cell in block.cells if cell.blocks]
    wide = len({cell.column for cell in filled}) > 1 and len({cell.row for cell in filled}) > 1
    return wide or any(holds_table(inner) for cell in filled for inner in cell.blocks)


def text_of(cell: TableCell) -> str:
    """The paragraphs of a cell, parted by line feeds; a table in it that only lays it out is its text."""
    parts: list[str] = []
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, WordTable):
            parts += [text_of(inner) for inner in block.cells]
    return "\n".join(parts)


def _pictures(blocks: list[Block]) -> int:
    count = sum(isinstance(block, Picture) for block in blocks)
    return count + sum(_pictures(c.blocks) for block in blocks if isinstance(block, WordTable) for c in block.cells)
