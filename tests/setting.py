"""The seven real reports set anew: their figures as typed by hand, their prose as it stands in ../shared/reports."""

from __future__ import annotations

from decimal import Decimal

from truths import ORIGINALS, truth_of

from toolkit import read_report
from toolkit.sample import SampleReport


def set_anew(name: str) -> SampleReport:
    """A real report as something to write in any format. What its source lost is left blank here."""
    truth, original = truth_of(name), read_report(ORIGINALS / f"{name}.txt")
    figures, printed = {}, {}
    for table, rows in truth.figures.items():
        for row, columns in rows.items():
            for column, cell in columns.items():
                value = None if cell is None or isinstance(cell, str) else Decimal(str(cell))
                figures[table, row, column] = value
                printed[table, row, column] = "" if value is None else _printed(value)
    prose = {
        section.number: section.text.split("\n") if section.text else []
        for section in original.sections
        if section.number
    }
    return SampleReport(
        seed=0,
        agency=truth.agency,
        year=truth.year,
        form=truth.form,
        scope=original.scope,
        figures=figures,
        printed=printed,
        prose=prose,
        preface=[],
        statements=(),
    )


def _printed(value: Decimal) -> str:
    return str(int(value)) if value == int(value) else str(value)
