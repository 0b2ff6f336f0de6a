"""What stands in the way of following an agency from year to year: years without a report, another scope, another form."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from toolkit.checks.finding import NOTE, WARNING, Finding
from toolkit.checks.words import counted, listing
from toolkit.checks.years.step import SCOPES, UNKNOWN, Step, other_scope
from toolkit.forms import Form
from toolkit.forms.correspondence import CHANGED_MEANING, Correspondence, comparable_cells, correspondences


def years_missing(step: Step) -> Iterator[Finding]:
    """Years between this report and the one before it of which there is no report."""
    if not step.earlier:
        return
    last, year = step.earlier[-1].year, step.report.year
    missing = [str(each) for each in range(last + 1, year)]
    if missing:
        yield Finding(
            "years_missing",
            NOTE,
            f"Of this agency there is no report for {listing(missing)}, between {last} and {year}: what {year} carries over "
            "and what was in force a year before could not be checked. Add the report if it can be had.",
            detail=f"{last}-{year}",
        )


def scope_changed(step: Step) -> Iterator[Finding]:
    """A report that counts an office's own work after one that counts a whole government, or the other way round."""
    known = [other for other in step.earlier if other.scope != UNKNOWN]
    if not known or not other_scope(known[-1], step.report):
        return
    other, report = known[-1], step.report
    yield Finding(
        "scope_changed",
        WARNING,
        f"The report of {report.year} counts {SCOPES.get(report.scope, report.scope)} (scope {report.scope}), that of "
        f"{other.year} {SCOPES.get(other.scope, other.scope)} ({other.scope}): their figures were not held against each "
        f"other. See whether both are reports of the same agency ({other.source or other.report_id}), and whether the "
        "words of each were understood.",
        detail=str(other.year),
    )


def form_changed(step: Step) -> Iterator[Finding]:
    """A report on another form than last year's: what can be followed from one to the other, and what cannot."""
    before, report = step.before, step.report
    if before is None or before.form.key == report.form.key:
        return
    yield Finding(
        "form_changed",
        NOTE,
        f"{report.year} is on form {report.form.key}, {before.year} on form {before.form.key}: "
        f"{_what_can_be_followed(before.form, report.form)} "
        "Other cells stand on one of the two forms only (toolkit.forms.correspondence).",
        detail=f"{before.form.key}-{report.form.key}",
    )


@cache
def _what_can_be_followed(one: Form, other: Form) -> str:
    """How many figures two forms share, which of them as sums, and which only look alike; the same for all reports."""
    shared = comparable_cells(one.key, other.key)
    sums = {c.cell[1] for c in shared if len(c.before) != len(c.after)}
    added = f" {_rows(one, other, sums)} is compared as the sum of its parts." if sums else ""
    lookalikes = [c for c in correspondences(one.key, other.key) if c.relation == CHANGED_MEANING]
    figures = counted(len(shared), "figure")
    return f"{figures} can be followed.{added} Not so, though alike: {_pairs(one, other, lookalikes)}."


def _rows(one: Form, other: Form, keys: set[str]) -> str:
    """The labels of rows that stand on either form."""
    rows = {row.key: row.label for form in (one, other) for table in form.tables for row in table.rows}
    return listing(rows[key] for key in sorted(keys))


def _pairs(one: Form, other: Form, found: list[Correspondence]) -> str:
    """The columns that look alike on the two forms: "本年新制作数量 and 本年制发件数"."""
    columns = {c.key: c.label for form in (one, other) for table in form.tables for _, c in table.cells()}
    pairs = dict.fromkeys((c.older[0][2], c.newer[0][2]) for c in found)
    return "; ".join(f"{columns[old]} and {columns[new]}" for old, new in pairs)
