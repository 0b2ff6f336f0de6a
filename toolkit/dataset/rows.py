"""What was read and found becomes rows of the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from toolkit.agencies import Override, agency_table
from toolkit.checks.together import Checked
from toolkit.reviews import Review
from toolkit.schema import TABLES, arrow_schema
from toolkit.text.coded import code_statements
from toolkit.text.themes import Codebook

Row = dict[str, Any]


class Rows:
    """The tables while they are filled, kept by column: rows of dictionaries would take several times the memory."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[str, list[Any]]] = {
            name: {field: [] for field in table.names} for name, table in TABLES.items()
        }

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Adds rows to a table; a field that a row does not name is null."""
        columns = self._columns[table]
        for row in rows:
            for name, values in columns.items():
                values.append(row.get(name))

    def column(self, table: str, name: str) -> list[Any]:
        """All values of a column."""
        return self._columns[table][name]

    def count(self, table: str, name: str) -> dict[str, int]:
        """How often each value stands in a column, in the order of their first."""
        return dict(Counter(self.column(table, name)))

    def tables(self) -> dict[str, pa.Table]:
        """The tables with the types of the schema."""
        return {name: pa.Table.from_pydict(columns, arrow_schema(name)) for name, columns in self._columns.items()}


def add_report(rows: Rows, checked: Checked, codebook: Codebook, reviews: Mapping[str, Review]) -> None:
    """The rows of one report in all tables but that of the agencies."""
    rows.add("reports", [report_row(checked)])
    rows.add("sections", section_rows(checked))
    rows.add("figures", figure_rows(checked))
    rows.add("findings", finding_rows(checked, reviews))
    rows.add("claims", claim_rows(checked))
    rows.add("statements", statement_rows(checked, codebook))


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


def figure_rows(checked: Checked) -> Iterator[Row]:
    """The rows of `figures`."""
    names = ("table", "row", "column", "status", "raw", "unit", "origin")
    for figure in checked.report.figures:
        corrected = checked.corrected.get((figure.table, figure.row, figure.column), figure.value)
        numbers = {"value": _number(figure.value), "corrected": _number(corrected)}
        yield {"report_id": checked.report_id, **_attributes(figure, names), **numbers}


def finding_rows(checked: Checked, reviews: Mapping[str, Review]) -> Iterator[Row]:
    """The rows of `findings`; reviews by the id of the finding they are of."""
    names = ("rule", "severity", "outcome", "table", "row", "column", "message", "origin")
    for finding in checked.findings:
        finding_id = finding.id_in(checked.report_id)
        review = reviews.get(finding_id)
        yield {
            "finding_id": finding_id,
            "report_id": checked.report_id,
            **_attributes(finding, names),
            "reported": _number(finding.reported),
            "computed": _number(finding.computed),
            "review": review.verdict if review else None,
            "review_note": (review.note or None) if review else None,
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


def statement_rows(checked: Checked, codebook: Codebook) -> Iterator[Row]:
    """The rows of `statements`."""
    names = ("section", "kind", "order", "text", "start", "end", "themes", "words", "answers")
    for statement in code_statements(checked.report.sections, codebook):
        yield {"report_id": checked.report_id, **_attributes(statement, names)}


def agency_rows(rows: Rows, decisions: Mapping[str, Override]) -> list[Row]:
    """The rows of `agencies`, of all reports there are. A decision may be of an agency that has no report here."""
    names = ("agency", "source", "year")
    table = agency_table(pd.DataFrame({name: rows.column("reports", name) for name in names}), decisions, strict=False)
    found = table.astype(object).where(table.notna(), None).to_dict("records")
    return [{name: value or None for name, value in row.items()} for row in found]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _attributes(item: Any, names: Iterable[str]) -> Row:
    """Attributes by name; an empty text is none."""
    return {name: None if (value := getattr(item, name)) == "" else value for name in names}
