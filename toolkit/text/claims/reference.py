"""Cells of the statutory tables that a number in prose may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from toolkit.forms import Form

NEW, OVER, RESULTS, FORWARD = "new_requests", "carried_over", "results_total", "carried_forward"
TOTAL = "total"
LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
ORGANISATIONS = (
    "commercial_enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_service_institution",
    "other",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """The sum of the cells of some rows in some columns of a table. A row may be a pattern: `denied.*` are all that begin so."""

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...] = (TOTAL,)

    def cells(self, form: Form) -> list[tuple[str, str, str]]:
        """(table, row, column) of each cell on a form; [] where the form has not all of its rows and columns."""
        return list(cells_of(self, form))

    def with_columns(self, columns: tuple[str, ...]) -> Reference:
        """The same rows in other columns."""
        return _reference(self.table, self.rows, columns)

    def __str__(self) -> str:
        """requests/denied.*/total; requests/new_requests/total + requests/carried_over/total; of many, (a + b) for each part."""
        if len(self.rows) * len(self.columns) <= 2:
            return " + ".join(f"{self.table}/{row}/{column}" for row in self.rows for column in self.columns)
        rows, columns = (
            names[0] if len(names) == 1 else f"({' + '.join(names)})" for names in (self.rows, self.columns)
        )
        return f"{self.table}/{rows}/{columns}"


_reference = lru_cache(maxsize=512)(Reference)


@lru_cache(maxsize=1024)
def cells_of(reference: Reference, form: Form) -> tuple[tuple[str, str, str], ...]:
    """(table, row, column) of each cell of a reference on a form; () where the form has not all of its rows and columns."""
    columns_of = form.table(reference.table).columns_of
    found = [list(_matching(pattern, columns_of)) for pattern in reference.rows]
    if not found or not all(found):
        return ()
    rows = dict.fromkeys(row for matching in found for row in matching)
    cells = [(reference.table, row, column) for row in rows for column in reference.columns]
    known = {(row, column.key) for row in rows for column in columns_of[row]}
    return tuple(cells) if all(cell[1:] in known for cell in cells) else ()


def _matching(pattern: str, rows: dict) -> Iterator[str]:
    for row in rows:
        if row == pattern or (pattern.endswith(".*") and (row.startswith(pattern[:-1]) or row == pattern[:-2])):
            yield row


@lru_cache(maxsize=256)
def requests(*rows: str, columns: tuple[str, ...] = (TOTAL,)) -> Reference:
    """Rows of the table of requests."""
    return Reference("requests", rows, columns)
