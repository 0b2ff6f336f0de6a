"""What a year carries over must be what the year before carried forward, for each kind of applicant and in all."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.finding import WARNING, Finding
from toolkit.checks.words import column_name, row_name
from toolkit.checks.years.carried_hints import hints
from toolkit.checks.years.repeated import repeated_tables
from toolkit.checks.years.step import Step
from toolkit.checks.years.sums import judge_terms, open_notes, said, with_place
from toolkit.forms import Identity
from toolkit.identities import FAILS, UNDECIDABLE

CARRIED_OVER = Identity(
    key="carried_over_equals_carried_forward",
    table="requests",
    each="column",
    left=("carried_over",),
    right=("carried_forward",),
    english="carried over = carried forward the year before",
    label="上年结转 of {year} = 结转下年度 of {before}",
)
COPIED = "All figures of the table are those of {before}, so this must follow: see repeats_last_year."


def carried_over(step: Step) -> Iterator[Finding]:
    """carried_over of a year against carried_forward of the year before: an error for each column in which they differ.

    Both must be printed for that, or blank where the sums of their report show that it means zero. A number that stands
    against any other blank is a warning, one for all columns: nothing is wrong for certain. Lost cells give a note.
    """
    before, report = step.before, step.report
    if before is None:
        return
    table = report.form.table("requests")
    repeated = "requests" in repeated_tables(step)
    judged = []
    for column in table.blocks[0].columns:
        over, forward = ("requests", "carried_over", column.key), ("requests", "carried_forward", column.key)
        judgement = judge_terms(CARRIED_OVER, column.key, ((report, over),), ((before, forward),))
        words = ""
        if judgement.outcome == UNDECIDABLE:
            words = f"{before.year} {said(before, forward)}, {report.year} {said(report, over)}"
        judged.append((column.label, judgement, words))
        if judgement.outcome != FAILS:
            continue
        why = [COPIED.format(before=before.year)] if repeated else hints(before, report, column.key)
        yield Finding(
            CARRIED_OVER.key,
            step.error,
            f"Section {table.section}, column {column_name(table, column.key)}: {row_name(table, 'carried_over')} of "
            f"{report.year} is {with_place(report, over)}, but {row_name(table, 'carried_forward')} of {before.year} is "
            f"{with_place(before, forward)}. {' '.join(why)} See which of the two the "
            f"register of requests bears out.{step.scope_remark}",
            outcome=FAILS,
            table="requests",
            row="carried_over",
            column=column.key,
            reported=report.value(*over),
            computed=judgement.right,
            origin=report.cells[over].origin if over in report.cells else "",
        )
    yield from open_notes(step, CARRIED_OVER, "column", judged, WARNING)
