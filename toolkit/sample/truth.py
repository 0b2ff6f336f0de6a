"""The truth about fictional reports as CSV files: what a reader must find, and what was planted for the checks to find."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from toolkit.sample.draw import SampleReport
from toolkit.sample.figures import Value
from toolkit.sample.stated import refers_to
from toolkit.sample.stated.ground import total


class Written(NamedTuple):
    """A report and the file it went into: path below the folder of reports, format and style."""

    report: SampleReport
    source: str
    format: str
    style: str


Row = tuple[object, ...]

COLUMNS: dict[str, tuple[str, ...]] = {
    "reports": ("agency", "year", "form", "scope", "source", "format", "style", "planted_errors"),
    "figures": ("agency", "year", "table", "row", "column", "value", "status", "printed"),
    "sections": ("agency", "year", "section", "text"),
    "statements": ("agency", "year", "kind", "order", "text"),
    "claims": (
        "agency", "year", "claim", "section", "kind", "quote", "start", "end", "quantity", "stated", "unit", "approximate",
        "falls", "refers_to", "base", "right_for", "of", "base_claim", "table_value", "verdict",
    ),
    "errors": (
        "agency", "year", "error", "kind", "to_be_seen_in", "table", "row", "column", "true_value", "printed_value",
        "true_text", "printed_text", "section", "claims", "found_by",
    ),
}  # fmt: skip
"""The files of the truth and their columns. `stated` is the number in the prose, in its `unit`; `table_value` is what the
cells of `refers_to` add up to, in the unit of the table. `claims` of an error are those that it makes wrong, or makes
disagree, the wrong one first. `found_by` names rules of the toolkit that must find an error in one report."""


def _number(value: Value) -> str:
    """A number without exponent; "" for a blank cell."""
    return "" if value is None else format(value, "f") if not isinstance(value, int) else str(value)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _reports(written: Written) -> Iterator[Row]:
    report = written.report
    yield report.form, report.scope, written.source, written.format, written.style, len(report.errors)


def _figures(written: Written) -> Iterator[Row]:
    report = written.report
    for key, value in report.figures.items():
        yield *key, _number(value), "blank" if value is None else "reported", report.printed[key]


def _sections(written: Written) -> Iterator[Row]:
    for number, paragraphs in written.report.prose.items():
        yield number, "\n".join(paragraphs)


def _statements(written: Written) -> Iterator[Row]:
    counts = {"problem": 0, "improvement": 0}
    for kind, text in written.report.statements:
        counts[kind] += 1
        yield kind, counts[kind], text


def _claims(written: Written) -> Iterator[Row]:
    report = written.report
    for claim in report.claims:
        value = total(report.figures, claim.cells) if claim.kind in ("figure", "absence") else None
        yield (
            claim.order, claim.section, claim.kind, claim.quote, claim.start, claim.end, claim.quantity,
            _number(claim.stated), claim.unit, _yes(claim.approximate), _yes(claim.falls), refers_to(claim.cells),
            refers_to(claim.base), refers_to(claim.right_for), claim.of, claim.base_claim, _number(value), claim.verdict,
        )  # fmt: skip


def _errors(written: Written) -> Iterator[Row]:
    for number, error in enumerate(written.report.errors, start=1):
        rules = "; ".join(map(str, error.rules))
        for key, true, printed in error.cells or ((("", "", ""), None, None),):
            texts = (error.true_text, error.printed_text, error.section, "; ".join(map(str, error.claims)))
            yield number, error.kind, error.needs, *key, _number(true), _number(printed), *texts, rules


_ROWS = {
    "reports": _reports,
    "figures": _figures,
    "sections": _sections,
    "statements": _statements,
    "claims": _claims,
    "errors": _errors,
}


def truth_files(reports: Sequence[Written]) -> dict[str, bytes]:
    """File name -> CSV in UTF-8 with the mark by which Excel knows it, a row for each thing that a reader must find."""
    return {f"{name}.csv": _as_csv(name, reports) for name in COLUMNS}


def _as_csv(name: str, reports: Sequence[Written]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS[name])
    for written in reports:
        for row in _ROWS[name](written):
            writer.writerow((written.report.agency, written.report.year, *row))
    return text.getvalue().encode("utf-8-sig")
