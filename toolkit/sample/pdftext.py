"""Text of typeset pages in the manner of pdftotext: -layout, -raw and the default reading order.

The rules are those of poppler in short: fragments near each other form blocks; -layout gives each block a column by
what stands left of it (which is why figures of one column jitter), the default puts whole blocks in reading order
(which is why figures can come column by column, far from their labels).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from toolkit.sample.typeset import Fragment

SAME_LINE = 0.5  # of the font size: how far baselines of one line differ at most
WORD_GAP = 0.7  # of the font size: a wider gap ends a line of a block
LINE_GAP = 0.7  # of the font size: a wider gap between lines ends a block
EXACT_UNIT = 4.0  # points a column: half of the smallest type, so that no text runs into the next
BLOCK_SPACES = 3  # columns between a block and the next one to its right


@dataclass
class Line:
    """Fragments of one baseline that stand close together, as one text; `column` is set by the layout.

    `parts` are the fragments with their offsets in the text.
    """

    base: float
    x0: float
    x1: float
    text: str
    size: float
    parts: list[tuple[int, Fragment]]
    column: int = 0

    @property
    def is_figure(self) -> bool:
        """Whether all of it are figures of a table."""
        return all(fragment.cell is not None and fragment.cell.role == "figure" for _, fragment in self.parts)


@dataclass
class Block:
    """Lines that stand close together."""

    lines: list[Line] = field(default_factory=list)
    x0: float = 0.0
    x1: float = 0.0
    top: float = 0.0
    bottom: float = 0.0
    columns: int = 0

    def measure(self) -> None:
        """Sets the edges from the lines."""
        self.x0, self.x1 = min(line.x0 for line in self.lines), max(line.x1 for line in self.lines)
        self.top = min(line.base - line.size for line in self.lines)
        self.bottom = max(line.base for line in self.lines)


def raw_text(fragments: list[Fragment]) -> str:
    """The text of a page in the order of printing: neighbours on one baseline share a line."""
    lines: list[str] = []
    before: Fragment | None = None
    for fragment in fragments:
        level = before and abs(fragment.base - before.base) < SAME_LINE * before.size
        if before and level and fragment.x0 > before.x1 - 0.1 * before.size:
            gap = " " if fragment.x0 > before.x1 + 0.1 * before.size else ""
            lines[-1] += gap + fragment.text
        else:
            lines.append(fragment.text)
        before = fragment
    return "\n".join(lines) + "\n\f"


def _lines(fragments: list[Fragment], joined: bool = True) -> list[Line]:
    """Fragments as lines, from top to bottom; those of one baseline with a small gap between them `joined` or not."""
    lines: list[Line] = []
    for fragment in sorted(fragments, key=lambda f: (f.base, f.x0)):
        last = lines[-1] if lines else None
        near = last and abs(last.base - fragment.base) < 0.1 and 0 <= fragment.x0 - last.x1 < WORD_GAP * last.size
        if joined and last and near:
            last.parts.append((len(last.text) + 1, fragment))
            last.text, last.x1 = f"{last.text} {fragment.text}", fragment.x1
        else:
            parts = [(0, fragment)]
            lines.append(Line(fragment.base, fragment.x0, fragment.x1, fragment.text, fragment.size, parts))
    return lines


def _blocks(lines: list[Line], apart: Callable[[Line], bool] = lambda line: False) -> list[Block]:
    """Lines that overlap from side to side and stand close together, joined to blocks, but for those to be `apart`."""
    owner = list(range(len(lines)))

    def root(i: int) -> int:
        while owner[i] != i:
            i = owner[i]
        return i

    for i, upper in enumerate(lines):
        for j in range(i + 1, len(lines)):
            lower = lines[j]
            if lower.base - lower.size - upper.base > LINE_GAP * upper.size:
                break
            beside = lower.x0 >= upper.x1 or upper.x0 >= lower.x1
            if beside or apart(upper) or apart(lower):
                continue
            if lower.size == upper.size and lower.base > upper.base + 0.1:
                owner[root(j)] = root(i)
    blocks: dict[int, Block] = {}
    for i, line in enumerate(lines):
        blocks.setdefault(root(i), Block()).lines.append(line)
    for block in blocks.values():
        block.measure()
    return list(blocks.values())


def _columns_in_block(block: Block) -> None:
    """The column of each line in its block, by the lines that begin further left."""
    done: list[Line] = []
    for line in sorted(block.lines, key=lambda n: (n.x0, n.base)):
        for other in done:
            if line.x0 >= other.x1:
                column = other.column + len(other.text) + 1
            else:
                step = (other.x1 - other.x0) / len(other.text)
                column = other.column + max(0, round((line.x0 - other.x0) / step))
            line.column = max(line.column, column)
        done.append(line)
    block.columns = max(line.column + len(line.text) for line in block.lines)


def _place_blocks(blocks: list[Block]) -> None:
    """Shifts the columns of all lines by the column of their block, by the blocks that begin further left."""
    placed: list[tuple[Block, int]] = []
    for block in sorted(blocks, key=lambda b: (b.x0, b.top)):
        _columns_in_block(block)
        start = 0
        for other, at in placed:
            if block.x0 > other.x1:
                column = at + other.columns + BLOCK_SPACES
            else:
                column = at + int((block.x0 - other.x0) / (other.x1 - other.x0) * other.columns)
            if column > start:
                start = column
        placed.append((block, start))
        for line in block.lines:
            line.column += start


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines of about one baseline together, from top to bottom and from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda n: (n.base, n.x0)):
        if rows and line.base - rows[-1][0].base < SAME_LINE * rows[-1][0].size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda n: n.x0) for row in rows]


def _place_exactly(lines: list[Line]) -> None:
    """Gives each line the column of its place on the page, headers and figures that of their middle: no jitter."""
    for line in lines:
        cell, length = line.parts[0][1].cell, len(line.text)
        middle = (line.x0 + line.x1) / 2 / EXACT_UNIT
        is_label = cell is None or cell.role not in ("head", "figure")
        line.column = max(0, round(line.x0 / EXACT_UNIT if is_label else middle - length / 2))


def layout_rows(fragments: list[Fragment], exact: bool = False) -> list[list[Line]]:
    """The lines of a page in rows of text, each line with its final column, poppler's or an `exact` one.

    As in poppler, a line whose column is taken begins a new row; a figure, which would lose its row, moves right.
    """
    blocks = _blocks(_lines(fragments, joined=not exact))
    lines = [line for block in blocks for line in block.lines]
    if exact:
        _place_exactly(lines)
    else:
        _place_blocks(blocks)
    printed: list[list[Line]] = []
    for row in _rows(lines):
        end = 0
        printed.append([])
        for line in row:
            if line.is_figure and end:
                line.column = max(line.column, end + 1)
            elif line.column < end:
                printed.append([])
            printed[-1].append(line)
            end = line.column + len(line.text)
    return printed


def layout_text(fragments: list[Fragment], exact: bool = False) -> str:
    """The text of a page with its columns kept, as by `pdftotext -layout`."""
    rows = layout_rows(fragments, exact)
    out = []
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        written = ""
        for line in row:
            written = written.ljust(line.column) + line.text
        gap = int((after[0].base - row[-1].base) / row[-1].size) if after else 1
        out.append(written + "\n" * min(max(gap, 1), 5))
    return "".join(out) + "\f"


def _before(blocks: list[Block]) -> list[int]:
    """For each block the set (as bits) of the blocks that poppler reads before it.

    What stands above and overlaps comes first, then what stands left with nothing between the two.
    """
    above, below = [0] * len(blocks), [0] * len(blocks)
    for i, one in enumerate(blocks):
        for j, other in enumerate(blocks):
            if one.top < other.top and one.x0 <= other.x1 and other.x0 <= one.x1:
                above[j] |= 1 << i
                below[i] |= 1 << j
    before = list(above)
    for i, one in enumerate(blocks):
        for j, other in enumerate(blocks):
            if other.x1 <= one.x0 and not below[i] & above[j]:
                before[i] |= 1 << j
    return before


def _reading_order(blocks: list[Block]) -> list[Block]:
    """Blocks as poppler reads them: each after all those before it, as far as that has no circle."""
    before = _before(blocks)
    order: list[Block] = []
    seen: set[int] = set()

    def visit(i: int) -> None:
        seen.add(i)
        for j in range(len(blocks)):
            if j not in seen and before[i] >> j & 1:
                visit(j)
        order.append(blocks[i])

    for i in range(len(blocks)):
        if i not in seen:
            visit(i)
    return order


def default_text(fragments: list[Fragment], by_rows: bool = False) -> str:
    """The text of a page in reading order, block by block, as by `pdftotext` without options.

    `by_rows` is for pages whose tables it recognizes: each figure is a block, and rows come one after the other, though
    the labels of several rows can come together before their figures. Else figures come column by column.
    """
    if by_rows:
        blocks = _blocks(_lines(fragments), apart=lambda line: line.is_figure)
        ordered = sorted(blocks, key=lambda b: (round(b.top, 1), b.x0))
    else:
        ordered = _reading_order(sorted(_blocks(_lines(fragments)), key=lambda b: (b.x0, b.top)))
    parts = []
    for block in ordered:
        rows = sorted(block.lines, key=lambda n: (n.base, n.x0))
        parts.append("\n".join(line.text for line in rows))
    return "\n\n".join(parts) + "\n\n\f"
