"""Rules over the file itself: what its reader noticed, and tables that are only pictures."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.finding import ERROR, WARNING, Finding
from toolkit.checks.rules import rules
from toolkit.forms import Form
from toolkit.reading.report import Report


def file_notes(report: Report, form: Form) -> Iterator[Finding]:
    """What the reader of the file noticed: changes not yet accepted, characters that no font explains, and the like."""
    for note, where in report.notes:
        known = rules().get(note.rule)
        severity = known.severities[0] if known else WARNING
        yield Finding(note.rule, severity, note.message, origin=where, detail=f"{note.message} {where}")


def tables_in_pictures(report: Report, form: Form) -> Iterator[Finding]:
    """A statutory table that was not found, and pictures in its section: the table is most likely one of them."""
    for key in report.absent_tables:
        table = form.table(key)
        places = [where for section, where in report.pictures if section == table.section]
        if places:
            several = f"{len(places)} pictures stand" if len(places) > 1 else "a picture stands"
            yield Finding(
                "table_is_picture",
                ERROR,
                f"The table of section {table.section} ({table.label}) was not found, and {several} in its section: the "
                "table is most likely a picture, which is not read. Type it in, or run a text recognition first.",
                table=key,
                origin=places[0],
            )
