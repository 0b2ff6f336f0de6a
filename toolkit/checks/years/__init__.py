"""Rules between the years of one agency. Each is a function of a step that yields findings; a new rule is one more in RULES."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.finding import Finding
from toolkit.checks.series import Series
from toolkit.checks.years import carried_over, gaps, jumps, repeated, stocks
from toolkit.checks.years.step import Step, steps

__all__ = ["RULES", "Step", "check_series", "steps"]

RULES = (
    gaps.years_missing,
    gaps.scope_changed,
    gaps.form_changed,
    repeated.repeats_last_year,
    carried_over.carried_over,
    stocks.in_force,
    stocks.items_of_the_year_before,
    stocks.published_in_all,
    jumps.jumps,
)


def check_series(series: Series) -> Iterator[tuple[str, Finding]]:
    """What the rules between years say of an agency's reports, as (report_id, finding), year by year in the order of RULES.

    A finding belongs to the later of the two reports it is about. Reports of different scope are not held against each
    other, nor are samples and real reports.
    """
    for step in steps(series):
        for rule in RULES:
            for finding in rule(step):
                yield step.report.report_id, finding
