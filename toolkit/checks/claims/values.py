"""What the tables say of the cells that a number in prose may mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from toolkit.checks.series import CellKey, YearReport
from toolkit.forms import Form
from toolkit.identities import Number
from toolkit.reading.fitting import Figure
from toolkit.text.claims.reference import Reference, cells_of


class Reading(NamedTuple):
    """A sum of cells: `value` of those printed. `open` says whether a cell of it is blank, `lost` whether one is lost or
    undecided: then the value is only the least that it can be."""

    value: Number
    open: bool = False
    lost: bool = False

    @property
    def sure(self) -> bool:
        """Whether every cell of it is printed, or blank beside others that are printed."""
        return not self.lost


@dataclass(frozen=True)
class TableReader:
    """The cells of a report's tables. `absent` are tables that were not found."""

    form: Form
    cells: Mapping[CellKey, Figure] = field(repr=False)

    @classmethod
    def of(cls, report: YearReport) -> TableReader:
        """The tables of a report."""
        return cls(report.form, report.cells)

    def read(self, reference: Reference) -> Reading | None:
        """What the tables say of a reference; None where the form has no such cells, or none of them is printed.

        A blank cell among printed ones counts as nothing, as clerks leave it blank for zero. Where the total is blank
        but the applicants are printed, their sum stands for it.
        """
        keys = cells_of(reference, self.form)
        if not keys:
            return None
        total: Number = 0
        printed = blank = lost = False
        for key in keys:
            figure = self.cells.get(key)
            value = None if figure is None else figure.value
            if value is None and key[2] == "total" and (row := self._sum_of_row(key)) is not None:
                value, blank = row.value, blank or row.open
            if value is not None:
                total, printed = total + value, True
            elif figure is not None and figure.status == "blank":
                blank = True
            else:
                lost = True
        if not printed and lost:
            return None
        return Reading(total, open=blank, lost=lost)

    def _sum_of_row(self, key: CellKey) -> Reading | None:
        """The sum of a row's other cells, if any is printed and none lost."""
        table, row, _ = key
        columns = (column.key for column in self.form.table(table).columns_of[row])
        found = (self.cells.get((table, row, column)) for column in columns if column != "total")
        figures = [figure for figure in found if figure is not None]
        values = [f.value for f in figures if f.value is not None]
        if not values or any(f.status in ("missing", "undecided") for f in figures):
            return None
        return Reading(sum(values), open=len(values) < len(figures))
