"""Layouts of plain text without columns: a row a line, a cell a line, Markdown pipes."""

from __future__ import annotations

from random import Random

from toolkit.sample.grid import Cell, Grid
from toolkit.sample.matrix import Slot, compact, slots_of
from toolkit.sample.outline import Item
from toolkit.sample.typeset import break_lines

PAGE_MARKS = ("- {} -", "— {} —", "{}", "第 {} 页", "-{}-")


def wrapped(text: str, width: int) -> list[str]:
    """`text` in pieces of about `width` characters, at least one piece; numbers stay whole."""
    return break_lines(text, 1.0, float(width))


def prose_lines(item: Item, width: int | None, indent: str) -> list[str]:
    """A paragraph: one line, or wrapped as a PDF has it."""
    text = indent + item.text
    return wrapped(text, width) if width else [text]


class PageNumbers:
    """Puts page numbers (and form feeds) between lines now and then; the number grows by one each time."""

    def __init__(self, rng: Random, share: float = 0.6) -> None:
        self.rng, self.page = rng, 0
        self.mark = rng.choice(PAGE_MARKS) if rng.random() < share else ""
        self.feed = rng.choice(["", "", "\f"])

    def lines(self) -> list[str]:
        """The lines of one page break."""
        self.page += 1
        lines = ["", self.mark.format(self.page), ""] if self.mark else ["", ""]
        return [*lines[:-1], self.feed + lines[-1]]


# --- a row a line ------------------------------------------------------------------------------------------------


def _broken_label(text: str, rng: Random, width: int) -> list[str]:
    """A label on one line, or a long one on several with or without a blank line between."""
    if len(text) <= width:
        return [text]
    pieces = wrapped(text, width)
    return [line for piece in pieces[:-1] for line in (piece, *[""] * rng.randint(0, 1))] + [pieces[-1]]


def _space_head(grid: Grid, rng: Random) -> list[str]:
    """Header cells on lines of their own, some neighbours together, some broken in two."""
    lines: list[str] = []
    for row in grid.lines()[: grid.heads]:
        for cell in row:
            if len(cell.text) in (5, 6) and "其他" not in cell.text and rng.random() < 0.5:
                lines += [cell.text[:4], "", cell.text[4:]]
            elif lines and lines[-1] and rng.random() < 0.4:
                lines[-1] += " " + cell.text
            else:
                lines.append(cell.text)
        if rng.random() < 0.5:
            lines.append("")
    return [*lines, ""]


def _space_row(row: list[Cell], rng: Random, width: int) -> list[str]:
    """A row: parents on their own lines, then label and figures; blank figures leave no trace."""
    figures = " ".join(cell.text.strip() for cell in row if cell.role in ("figure", "rule") and cell.text.strip())
    lines: list[str] = []
    for cell in row:
        if cell.role == "parent":
            lines += [*_broken_label(cell.text, rng, rng.choice([5, 7, 20])), *[""] * rng.randint(0, 1)]
        elif cell.role in ("label", "head", "title"):
            joined = lines and cell.role == "head"
            if joined:
                lines[-1] += " " + cell.text
            else:
                lines += _broken_label(cell.text, rng, width)
    if not figures:
        return lines
    if len(lines) > 2 and rng.random() < 0.7:
        return [*lines, *[""] * rng.randint(0, 1), figures]
    return [*lines[:-1], f"{lines[-1]} {figures}"] if lines else [figures]


def space_table(grid: Grid, rng: Random, pages: PageNumbers) -> list[str]:
    """A table, a row a line with single spaces; page numbers stand between rows here and there."""
    lines = _space_head(grid, rng) if grid.heads else []
    airy, width = rng.random() < 0.7, rng.choice([24, 30, 60])
    for row in grid.lines()[grid.heads :]:
        lines += _space_row(row, rng, width) + [""] * airy
        if rng.random() < 0.06:
            lines += pages.lines()
    return lines


# --- a cell a line -----------------------------------------------------------------------------------------------


def _cell_line(slot: Slot, mark: str, rng: Random) -> list[str]:
    """A cell on its line; a header can go over two lines, the second one without the tab."""
    text = slot.text
    if slot.cell.role == "head" and 4 <= len(text) <= 8 and rng.random() < 0.25:
        return [mark + text[:3], text[3:]]
    return [mark + text]


def cell_table(grid: Grid, rng: Random, bare: bool) -> list[str]:
    """A table, a cell a line with a tab before it and a blank line after each row.

    `bare` leaves out the tabs, and with them every empty cell.
    """
    lines: list[str] = []
    rows = [compact(row) for row in slots_of(grid)]
    between = [""] if not bare or rng.random() < 0.6 else []
    for row in rows:
        if bare:
            row = [slot for slot in row if slot.text.strip()]
        for slot in row:
            lines += _cell_line(slot, "" if bare else "\t", rng)
        lines += between
    if not bare and rng.random() < 0.3:
        lines += ["\t"] * len(rows[-1]) + [""]
    return lines


# --- Markdown ----------------------------------------------------------------------------------------------------


def pipe_table(grid: Grid, rng: Random) -> list[str]:
    """A Markdown pipe table; merged cells leave empty ones or repeat their text, a rule line may be missing."""
    repeat, rule, tight = rng.random() < 0.25, rng.random() < 0.7, rng.random() < 0.3
    gap = "" if tight else " "
    lines = []
    for row in slots_of(grid):
        texts = [slot.cell.text if repeat and slot.cell.role != "figure" else slot.text for slot in row]
        lines.append("|" + "|".join(f"{gap}{text}{gap}" for text in texts) + "|")
    if rule:
        lines.insert(1, "|" + "|".join(["---"] * grid.columns) + "|")
    return ["", *lines, ""]
