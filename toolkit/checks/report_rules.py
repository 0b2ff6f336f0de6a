"""Rules over one report besides the identities: what it is, its sections, single cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from toolkit.checks.finding import ERROR, NOTE, WARNING, Finding
from toolkit.checks.words import column_name, counted, listing, number, row_name, table_name
from toolkit.forms import Form, Table, form_for_year
from toolkit.reading.fitting import Figure
from toolkit.reading.report import FAILED, Report

# Characters of prose a section has at least, and hardly ever exceeds: the text of another section has slipped in, or
# its own is lost. Sections 2 to 4 may be a table alone.
SHORTEST = {1: 60, 5: 30}
LONGEST = {1: 20000, 2: 6000, 3: 6000, 4: 4000, 5: 8000, 6: 8000}
_status = itemgetter(Figure._fields.index("status"))
_NOTHING = re.compile(r"^[\s（(]*无[。.；;\s)）]*$")


def unreadable(report: Report, form: Form | None) -> Iterator[Finding]:
    """A file or report that could not be read at all."""
    if report.status == FAILED:
        yield Finding("unreadable", ERROR, f"{report.source}: {report.reason}.")


def form_of_year(report: Report, form: Form) -> Iterator[Finding]:
    """A form that is not the one in force for the report's year: last year's form was filled by mistake."""
    due = form_for_year(report.year) if report.year else None
    if report.form and due and due.key != report.form:
        yield Finding(
            "form_of_another_year",
            WARNING,
            f"The tables follow the form of {form.letter}, but for {report.year} that of {due.letter} is in force: "
            "the wrong form was filled, or the year in the title is wrong.",
        )


def conflicts(report: Report, form: Form) -> Iterator[Finding]:
    """Title, preface, signature and file name that disagree on agency or year."""
    for conflict in report.conflicts:
        yield Finding(
            f"{conflict.what}_conflict",
            WARNING,
            f"The {conflict.taken_from} names {conflict.what} {conflict.taken}, the {conflict.other_from} "
            f"{conflict.other}; the {conflict.taken_from} was believed. Check which is right.",
            detail=conflict.other_from,
        )


def who_and_when(report: Report, form: Form) -> Iterator[Finding]:
    """A report that does not say whose it is, or of which year."""
    for what, value in (("agency", report.agency), ("year", report.year)):
        if not value:
            yield Finding(
                f"{what}_unknown",
                ERROR,
                f"The {what} stands neither in the title nor in preface, signature or file name: name the file "
                "<agency>_<year>, for example 宿迁市_2023.txt.",
            )


def missing_sections(report: Report, form: Form) -> Iterator[Finding]:
    """A section of the form without a heading in the report."""
    found = {section.number for section in report.sections}
    for title in form.sections:
        if title.number not in found:
            yield Finding(
                "section_missing",
                WARNING,
                f"Section {title.number} ({title.label}) was not found: no line has its heading. It is left out of the "
                "report, or its heading is worded in a way not known.",
                detail=str(title.number),
            )


def section_lengths(report: Report, form: Form) -> Iterator[Finding]:
    """A section whose prose is implausibly short or long."""
    for section in report.sections:
        length = sum(map(len, section.text.split()))
        if length < SHORTEST.get(section.number, 0):
            yield Finding(
                "section_short",
                WARNING,
                f"Section {section.number} ({section.heading}) has only {length} characters of prose: its text is "
                "missing, or was taken for another section's.",
                origin=section.origin,
                detail=str(section.number),
            )
        elif section.number and length > LONGEST[section.number]:
            yield Finding(
                "section_long",
                WARNING,
                f"Section {section.number} ({section.heading}) has {length} characters of prose, far more than usual: "
                "the heading after it may have been missed.",
                origin=section.origin,
                detail=str(section.number),
            )


def nothing_but_figures(report: Report, form: Form) -> Iterator[Finding]:
    """A section that says only 无 (nothing) although its table has numbers above zero."""
    for table in form.tables:
        section = report.section(table.section)
        if section is None or not _NOTHING.match(section.text):
            continue
        positive = [f for f in report.figures if f.table == table.key and f.value]
        if positive:
            first = positive[0]
            yield Finding(
                "nothing_said_but_figures",
                WARNING,
                f"Section {table.section} says only 无 (nothing), but its table has {len(positive)} figures that are not "
                f"zero, the first in row {row_name(table, first.row)}: {number(first.value)}.",
                table=table.key,
                origin=section.origin,
            )


def absent_tables(report: Report, form: Form) -> Iterator[Finding]:
    """A statutory table, or rows of one, that were not found."""
    for key in report.absent_tables:
        table = form.table(key)
        yield Finding(
            "table_missing",
            ERROR,
            f"T{table_name(table)[1:]} ({table.label}) was not found: none of its row labels stand in the text. It may be "
            "a picture, an attachment, or left out.",
            table=key,
        )
    for key in {table for table, _ in report.absent_rows}:
        table = form.table(key)
        rows = [row_name(table, row) for t, row in report.absent_rows if t == key]
        yield Finding(
            "rows_missing",
            ERROR,
            f"{len(rows)} of the {len(table.rows)} rows of {table_name(table)} not found: {listing(rows)}. The report may "
            "be cut off, or the rows left out.",
            table=key,
        )
    for key in report.repeated_tables:
        yield Finding(
            "table_repeated",
            WARNING,
            f"T{table_name(form.table(key))[1:]} stands in the report more than once. The one of the latest year was read if each has "
            "its year above it, else the fullest, of equals the first: look whether it is the right one.",
            table=key,
        )


def lost_cells(report: Report, form: Form) -> Iterator[Finding]:
    """Cells lost in the source, one finding for each column of a table: a column is mostly cut off as a whole."""
    if "missing" not in map(_status, report.figures):
        return
    gone = {(table, row) for table, row in report.absent_rows}
    by_column: dict[tuple[str, str], list[Figure]] = {}
    for figure in report.figures:
        if (
            figure.status == "missing"
            and figure.table not in report.absent_tables
            and (figure.table, figure.row) not in gone
        ):
            by_column.setdefault((figure.table, figure.column), []).append(figure)
    for (key, column), figures in by_column.items():
        table = form.table(key)
        rows = listing([row_name(table, figure.row) for figure in figures], 3)
        yield Finding(
            "cells_lost",
            WARNING,
            f"{table_name(table).capitalize()}, column {column_name(table, column)}: "
            f"{counted(len(figures), 'cell')} lost in the source ({rows}). What is lost is neither blank nor zero.",
            table=key,
            column=column,
            origin=figures[0].origin,
        )


def undecided_cells(report: Report, form: Form) -> Iterator[Finding]:
    """Rows with figures that could stand in more than one column, or with a cell that is no number."""
    if "undecided" not in map(_status, report.figures):
        return
    by_row: dict[tuple[str, str], list[Figure]] = {}
    for figure in report.figures:
        if figure.status == "undecided":
            by_row.setdefault((figure.table, figure.row), []).append(figure)
    for (key, row), figures in by_row.items():
        table = form.table(key)
        printed = "; ".join(dict.fromkeys(figure.raw for figure in figures if figure.raw))
        columns = listing([column_name(table, figure.column) for figure in figures], 4)
        says = f"“{printed}” is printed, but which cell it belongs to is not clear, or it is no number"
        yield Finding(
            "cells_undecided",
            WARNING,
            f"{table_name(table).capitalize()}, row {row_name(table, row)}: "
            f"{says if printed else 'no figure could be tied to this row'}. Undecided: {columns}. Look it up in the source.",
            table=key,
            row=row,
            origin=figures[0].origin,
        )


def odd_numbers(report: Report, form: Form) -> Iterator[Finding]:
    """A count below zero, or with a fraction."""
    odd = [f for f in report.figures if (value := f.value) is not None and (value < 0 or value.__class__ is not int)]
    for figure in odd:
        table = form.table(figure.table)
        column = next(c for c in table.columns_of[figure.row] if c.key == figure.column)
        if figure.value < 0 and not column.signed:
            yield _odd("negative_count", table, figure, "is below zero, which a count cannot be")
        if not column.amount and figure.value != int(figure.value):
            yield _odd("fraction_in_count", table, figure, "has a fraction, which a count cannot have")


def _odd(rule: str, table: Table, figure: Figure, says: str) -> Finding:
    where = f"Section {table.section}, row {row_name(table, figure.row)}, column {column_name(table, figure.column)}"
    message = f"{where}: {number(figure.value)} {says}."
    return Finding(
        rule,
        ERROR,
        message,
        table=figure.table,
        row=figure.row,
        column=figure.column,
        reported=figure.value,
        origin=figure.origin,
    )


def scope_unknown(report: Report, form: Form) -> Iterator[Finding]:
    """A government's report that does not say whether it counts its own work only."""
    if report.scope == "unknown":
        yield Finding(
            "scope_unknown",
            NOTE,
            f"It is not clear whether {report.agency or 'the agency'} counts its own work only or that of all beneath it: "
            "do not add its figures to those of other reports before looking.",
        )
