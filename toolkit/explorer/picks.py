"""What can be picked on the screen, as the short text by which the browser names it."""

from __future__ import annotations

from dataclasses import dataclass

CELL, FINDING, CLAIM, STATEMENT = "cell", "finding", "claim", "statement"


@dataclass(frozen=True)
class Pick:
    """A cell (table/row/column), a finding (its id), a claim (its number), or a statement (kind/order) of a report."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def cell(self) -> tuple[str, str, str] | None:
        """Table, row and column of a cell; None for anything else."""
        if self.kind != CELL:
            return None
        table, row, column = self.key.split("/")
        return table, row, column


def pick_of(text: str) -> Pick | None:
    """What the browser's text names; None for a text that names nothing."""
    kind, mark, key = text.partition(":")
    if not mark or kind not in (CELL, FINDING, CLAIM, STATEMENT) or not key:
        return None
    return None if kind == CELL and key.count("/") != 2 else Pick(kind, key)


def cell_pick(table: str, row: str, column: str) -> Pick:
    """The pick of a cell."""
    return Pick(CELL, f"{table}/{row}/{column}")
