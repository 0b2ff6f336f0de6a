"""What was read and found becomes rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import pyarrow as pa

from toolkit.agencies.facts import AgencyFacts
from toolkit.agencies.overrides import Override
from toolkit.agencies.table import facts_of_all
from toolkit.checks.finding import Finding
from toolkit.checks.together import Checked, Identified
from toolkit.reading.report import Report
from toolkit.schema import TABLES, arrow_schema
from toolkit.text.coded import code_statements
from toolkit.text.themes import Codebook

Row = dict[str, Any]
Columns = dict[str, list[Any]]
"""Rows by column, all of one length."""


class Rows:
    """The tables while they are filled, kept by column: rows of dictionaries would take several times the memory and time."""

    def __init__(self, tables: Iterable[str] = tuple(TABLES)) -> None:
        self._columns: dict[str, Columns] = {name: {field: [] for field in TABLES[name].names} for name in tables}

    def add(self, table: str, rows: Mapping[str, Sequence[Any]]) -> None:
        """Adds rows to a table; a column that they don't have is null."""
        count = len(next(iter(rows.values())))
        for name, values in self._columns[table].items():
            values += rows[name] if name in rows else [None] * count

    def tables(self) -> dict[str, pa.Table]:
        """The tables with the types of the schema."""
        return {name: pa.Table.from_pydict(columns, arrow_schema(name)) for name, columns in self._columns.items()}


def add_checked(rows: Rows, single: Rows, checked: Checked) -> None:
    """The rows of one report in all tables but those of statements and agencies; `single` takes that of `reports`."""
    single.add("reports", {name: [value] for name, value in report_row(checked).items()})
    sections = checked.report.sections
    rows.add("sections", _columns(checked.report_id, sections, ("number", "heading", "text", "origin")))
    rows.add("figures", figure_columns(checked))
    rows.add("findings", finding_columns(checked.report_id, checked.findings))
    rows.add("claims", claim_columns(checked))


def report_row(checked: Checked) -> Row:
    """The row of `reports`."""
    report = checked.report
    texts = ("agency", "year", "form", "scope_words", "title", "format", "encoding", "sha256", "reason")
    found = [section.number for section in report.sections if section.number]
    return {
        "report_id": checked.report_id,
        **{name: getattr(report, name) or None for name in texts},
        "scope": report.scope,
        "period_start": report.period[0] if report.period else None,
        "period_end": report.period[1] if report.period else None,
        "provenance": checked.provenance,
        "source": report.source,
        "status": report.status,
        "sections_found": " ".join(map(str, found)) or None,
    }


def figure_columns(checked: Checked) -> Columns:
    """The rows of `figures`: there are two hundred of them."""
    figures, corrected = checked.report.figures, checked.corrected
    names = ("table", "row", "column", "status", "raw", "unit", "origin", "value")
    found = _columns(checked.report_id, figures, names)
    found["corrected"] = found["value"] = list(map(_number, found["value"]))
    if corrected:
        cells = ((figure.value, (figure.table, figure.row, figure.column)) for figure in figures)
        found["corrected"] = [_number(corrected.get(cell, value)) for value, cell in cells]
    return found


def finding_columns(report_id: str, findings: Sequence[Finding]) -> Columns:
    """The rows of `findings`, without what people said of them."""
    names = ("rule", "severity", "outcome", "table", "row", "column", "message", "origin", "reported", "computed")
    found = _columns(report_id, findings, names)
    found["finding_id"] = [finding.id_in(report_id) for finding in findings]
    return found | {name: list(map(_number, found[name])) for name in ("reported", "computed")}


def claim_columns(checked: Checked) -> Columns:
    """The rows of `claims`."""
    names = ("claim", "section", "kind", "quote", "start", "end", "quantity", "unit", "approximate", "refers_to", "of")
    found = _columns(checked.report_id, checked.claims, (*names, "value", "table_value", "verdict", "note"))
    sections = {section.number: section for section in checked.report.sections}
    found["origin"] = [
        sections[claim.section].place_at(claim.start) or None if claim.section in sections else None
        for claim in checked.claims
    ]
    return found | {name: list(map(_number, found[name])) for name in ("value", "table_value")}


def statement_columns(report_id: str, report: Report, codebook: Codebook) -> Columns:
    """The rows of `statements`."""
    names = ("section", "kind", "order", "text", "start", "end", "themes", "words", "answers")
    return _columns(report_id, code_statements(report.sections, codebook), names)


def agency_columns(reports: Iterable[Identified], decisions: Mapping[str, Override]) -> Columns:
    """The rows of `agencies`. A decision may be of an agency that has no report here."""
    seen = ((report.agency, report.source, report.year) for report in reports if report.agency)
    facts = facts_of_all(seen, decisions)
    return {f.name: [getattr(one, f.name) or None for one in facts] for f in fields(AgencyFacts)}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _columns(report_id: str, items: Sequence[Any], names: Sequence[str]) -> Columns:
    """Attributes of items of a report by name; an empty text is none."""
    found: Columns = {"report_id": [report_id] * len(items)}
    rows = zip(*map(attrgetter(*names), items), strict=True) if items else ([] for _ in names)
    for name, values in zip(names, rows, strict=True):
        found[name] = [None if value == "" else value for value in values]
    return found
