"""A report as it is shown: its rows of all tables, and which of its cells something is wrong with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from toolkit.dataset import Lookup
from toolkit.explorer.picks import CLAIM, FINDING, Pick
from toolkit.forms import Form, Identity, load_forms
from toolkit.schema import SEVERITIES

_CELLS = re.compile(r"(\w+)/([\w.*]+)/(\([^()]*\)|[\w*]+)")
Row = Mapping[str, Any]
CellKey = tuple[str, str, str]


@dataclass(frozen=True)
class Shown:
    """The rows of one report; `report` is its row in the table `reports`, `form` the form its tables follow, if any."""

    report: Row
    figures: tuple[Row, ...]
    findings: tuple[Row, ...]
    claims: tuple[Row, ...]
    statements: tuple[Row, ...]
    sections: tuple[Row, ...]

    @property
    def report_id(self) -> str:
        """The report's id."""
        return self.report["report_id"]

    @property
    def name(self) -> str:
        """Agency and year; the file where they are not known."""
        report = self.report
        return f"{report['agency']} {report['year']}" if report["agency"] and report["year"] else report["source"]

    @property
    def form(self) -> Form | None:
        """The statutory form that its tables follow."""
        return load_forms().get(self.report["form"] or "")

    @cached_property
    def cells(self) -> dict[CellKey, Row]:
        """The figures by table, row and column."""
        return {(f["table"], f["row"], f["column"]): f for f in self.figures}

    @cached_property
    def wrong(self) -> dict[CellKey, str]:
        """The worst severity of what was found about each cell; cells nothing was found about are not in it."""
        worst: dict[CellKey, str] = {}
        for finding in self.findings:
            for cell in self.cells_of_finding(finding):
                both = (finding["severity"], worst.get(cell, finding["severity"]))
                worst[cell] = min(both, key=SEVERITIES.index)
        return worst

    def cells_of_finding(self, finding: Row) -> list[CellKey]:
        """The cells that a finding names: one, or the whole row where it names no column."""
        wanted = (finding["table"], finding["row"], finding["column"])
        if not finding["table"] or not finding["row"]:
            return []
        return [cell for cell in self.cells if all(w in (None, part) for w, part in zip(wanted, cell, strict=True))]

    def touched(self, pick: Pick | None) -> list[CellKey]:
        """The cells that what is picked speaks of: those of the identity, those that a claim refers to."""
        if pick is None:
            return []
        if pick.cell:
            return [pick.cell]
        if pick.kind == FINDING and (finding := self.finding(pick.key)):
            return self.cells_of_finding(finding) + self._of_identity(finding)
        if pick.kind == CLAIM and (claim := self.claim(pick.key)):
            return self._named(claim["refers_to"] or "")
        return []

    def finding(self, finding_id: str) -> Row | None:
        """The finding with this id."""
        return next((f for f in self.findings if f["finding_id"] == finding_id), None)

    def claim(self, number: str) -> Row | None:
        """The claim with this number."""
        return next((c for c in self.claims if str(c["claim"]) == number), None)

    def statement(self, key: str) -> Row | None:
        """The statement with this kind and order, as "problem/2"."""
        return next((s for s in self.statements if f"{s['kind']}/{s['order']}" == key), None)

    def section(self, number: int) -> Row | None:
        """The section with this number."""
        return next((s for s in self.sections if s["number"] == number), None)

    def _of_identity(self, finding: Row) -> list[CellKey]:
        identity = self._identity(finding["rule"])
        if identity is None or not finding["row"]:
            return []
        names = {*identity.left, *identity.right}
        by_column = identity.each == "column"
        return [
            (table, row, column)
            for table, row, column in self.cells
            if table == finding["table"]
            and (
                row in names and column == finding["column"] if by_column else row == finding["row"] and column in names
            )
        ]

    def _identity(self, rule: str) -> Identity | None:
        rules = (*self.form.identities, *self.form.suspicions) if self.form else ()
        return next((identity for identity in rules if identity.key == rule), None)

    def _named(self, refers_to: str) -> list[CellKey]:
        """The cells that a claim refers to, such as requests/unable.*/total + requests/granted/(total + other)."""
        patterns = [
            f"{table}/{row}/{column.strip()}"
            for table, row, columns in _CELLS.findall(refers_to)
            for column in columns.strip("()").split("+")
        ]
        return [cell for cell in self.cells if any(fnmatchcase("/".join(cell), pattern) for pattern in patterns)]


def load(lookup: Lookup, report_id: str) -> Shown:
    """The report with this id. Raises KeyError where the dataset has none."""
    names = ("reports", "figures", "findings", "claims", "statements", "sections")
    reports, *others = (tuple(lookup.rows(name, report_id)) for name in names)
    if not reports:
        raise KeyError(f"{report_id}: expected a report of the dataset, found none; it may have been built anew")
    return Shown(reports[0], *others)
