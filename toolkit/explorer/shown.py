"""A report as it is shown: its rows of all tables, and which of its cells something is wrong with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from toolkit.charts.claims import terms
from toolkit.dataset import Lookup
from toolkit.explorer.picks import CLAIM, FINDING, Pick
from toolkit.forms import Form, Identity, load_forms
from toolkit.schema import SEVERITIES

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
        """The cells that a finding is about: one, the total of a sum, all of a balance, or a whole row."""
        identity = self._identity(finding["rule"])
        if identity:
            names = identity.left if len(identity.left) == 1 else (*identity.left, *identity.right)
            return self._of_identity(identity, finding, names)
        if not finding["table"] or not finding["row"]:
            return []
        wanted = (finding["table"], finding["row"], finding["column"])
        return [cell for cell in self.cells if all(w in (None, part) for w, part in zip(wanted, cell, strict=True))]

    def touched(self, pick: Pick | None) -> list[CellKey]:
        """The cells that what is picked speaks of: those of the identity, those that a claim refers to."""
        if pick is None:
            return []
        if pick.cell:
            return [pick.cell]
        if pick.kind == FINDING and (finding := self.finding(pick.key)):
            identity = self._identity(finding["rule"])
            cells = self.cells_of_finding(finding)
            names = (*identity.left, *identity.right) if identity else ()
            claim = self.claim_of(finding)
            cells += self._of_identity(identity, finding, names) if identity else []
            return cells + (self._named(claim["refers_to"] or "") if claim else [])
        if pick.kind == CLAIM and (claim := self.claim(pick.key)):
            return self._named(claim["refers_to"] or "")
        return []

    def claim_of(self, finding: Row | None) -> Row | None:
        """The claim that a finding is about, told by the place that both name."""
        for claim in self.claims if finding and finding["origin"] else ():
            words = f"section {claim['section']}, characters {claim['start']} to {claim['end']} of its prose"
            if finding["origin"].startswith(words):
                return claim
        return None

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

    def _of_identity(self, identity: Identity, finding: Row, names: Collection[str]) -> list[CellKey]:
        """The cells with these names, of rows or of columns, in the column or row in which the identity was found broken."""
        by_column = identity.each == "column"
        return [
            (table, row, column)
            for table, row, column in self.cells
            if table == finding["table"]
            and (row if by_column else column) in names
            and (column == finding["column"] if by_column else row == finding["row"])
        ]

    def _identity(self, rule: str) -> Identity | None:
        rules = (*self.form.identities, *self.form.suspicions) if self.form else ()
        return next((identity for identity in rules if identity.key == rule), None)

    def _named(self, refers_to: str) -> list[CellKey]:
        """The cells that a claim refers to; requests/unable.*/total names several."""
        if "/" not in refers_to:
            return []
        tables, rows, columns = terms(refers_to)
        return [
            (table, row, column)
            for table, row, column in self.cells
            if table in tables and column in columns and any(fnmatchcase(row, name) for name in rows)
        ]


def load(lookup: Lookup, report_id: str) -> Shown:
    """The report with this id. Raises KeyError where the dataset has none."""
    names = ("reports", "figures", "findings", "claims", "statements", "sections")
    reports, *others = (tuple(lookup.rows(name, report_id)) for name in names)
    if not reports:
        raise KeyError(f"{report_id}: expected a report of the dataset, found none; it may have been built anew")
    return Shown(reports[0], *others)
