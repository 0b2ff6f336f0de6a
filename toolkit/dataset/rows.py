"""What was read and found becomes rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from toolkit.agencies.overrides import Override
from toolkit.agencies.table import facts_of_all
from toolkit.checks.finding import Finding
from toolkit.checks.together import Checked, Identified
from toolkit.reading.report import Report
from toolkit.schema import TABLES, arrow_schema
from toolkit.text.coded import code_statements
from toolkit.text.themes import Codebook

Row = dict[str, Any]


class Rows:
    """The tables while they are filled, kept by column: rows of dictionaries would take several times the memory."""

    def __init__(self, tables: Iterable[str] = tuple(TABLES)) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {field: [] for field in TABLES[name].names} for name in tables
        }

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds rows to a table; a field that a row does not name is null."""
        columns = self._columns[table]
        for row in rows:
            for name, values in columns.items():
                values.append(row.get(name))

    def extend(self, table: str, columns: Mapping[str, list[Any]]) -> None:
        """Adds rows to a table by column: all of its columns, of one length."""
        for name, values in self._columns[table].items():
            values += columns[name]

    def tables(self) -> dict[str, pa.Table]:
        """The tables with the types of the schema."""
        return {name: pa.Table.from_pydict(columns, arrow_schema(name)) for name, columns in self._columns.items()}


def add_checked(rows: Rows, single: Rows, checked: Checked) -> None:
    """The rows of one report in all tables but those of statements and agencies; `single` takes that of `reports`."""
    single.add("reports", [report_row(checked)])
    rows.add("sections", section_rows(checked))
    rows.extend("figures", figure_columns(checked))
    rows.add("findings", finding_rows(checked))
    rows.add("claims", claim_rows(checked))


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


def section_rows(checked: Checked) -> Iterator[Row]:
    """The rows of `sections`."""
    for section in checked.report.sections:
        yield {"report_id": checked.report_id, **_attributes(section, ("number", "heading", "text", "origin"))}


def figure_columns(checked: Checked) -> dict[str, list[Any]]:
    """The rows of `figures`, by column: there are two hundred of them."""
    figures, corrected = checked.report.figures, checked.corrected
    found: dict[str, list[Any]] = {"report_id": [checked.report_id] * len(figures)}
    for name in ("table", "row", "column", "status", "raw", "unit", "origin"):
        found[name] = [getattr(figure, name) or None for figure in figures]
    found["value"] = [_number(figure.value) for figure in figures]
    found["corrected"] = found["value"]
    if corrected:
        cells = ((figure.value, (figure.table, figure.row, figure.column)) for figure in figures)
        found["corrected"] = [_number(corrected.get(cell, value)) for value, cell in cells]
    return found


def finding_rows(checked: Checked) -> Iterator[Row]:
    """The rows of `findings`, without what people said of them."""
    return (finding_row(checked.report_id, finding) for finding in checked.findings)


def finding_row(report_id: str, finding: Finding) -> Row:
    """The row of a finding, without what people said of it."""
    names = ("rule", "severity", "outcome", "table", "row", "column", "message", "origin")
    return {
        "finding_id": finding.id_in(report_id),
        "report_id": report_id,
        **_attributes(finding, names),
        "reported": _number(finding.reported),
        "computed": _number(finding.computed),
    }


def claim_rows(checked: Checked) -> Iterator[Row]:
    """The rows of `claims`."""
    names = ("claim", "section", "kind", "quote", "start", "end", "quantity", "unit", "approximate", "refers_to", "of")
    sections = {section.number: section for section in checked.report.sections}
    for claim in checked.claims:
        origin = sections[claim.section].place_at(claim.start) if claim.section in sections else None
        numbers = {"value": _number(claim.value), "table_value": _number(claim.table_value)}
        yield {
            "report_id": checked.report_id,
            **_attributes(claim, (*names, "verdict", "note")),
            **numbers,
            "origin": origin,
        }


def statement_rows(report_id: str, report: Report, codebook: Codebook) -> Iterator[Row]:
    """The rows of `statements`."""
    names = ("section", "kind", "order", "text", "start", "end", "themes", "words", "answers")
    for statement in code_statements(report.sections, codebook):
        yield {"report_id": report_id, **_attributes(statement, names)}


def agency_rows(reports: Iterable[Identified], decisions: Mapping[str, Override]) -> Iterator[Row]:
    """The rows of `agencies`. A decision may be of an agency that has no report here."""
    seen = ((report.agency, report.source, report.year) for report in reports if report.agency)
    for facts in facts_of_all(seen, decisions):
        yield {name: value or None for name, value in asdict(facts).items()}


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _attributes(item: Any, names: Iterable[str]) -> Row:
    """Attributes by name; an empty text is none."""
    return {name: None if (value := getattr(item, name)) == "" else value for name in names}
