"""Rules over reports. Each is a function that yields findings; a new rule is one more function in RULES.

What a rule says, and what to do about it, stands in rules.toml.
"""

from __future__ import annotations

from toolkit.checks import file_rules, identity_rules, report_rules
from toolkit.checks.finding import ERROR, NOTE, WARNING, Finding
from toolkit.forms import load_forms
from toolkit.reading.report import FAILED, Report

__all__ = ["ERROR", "NOTE", "RULES", "WARNING", "Finding", "check_report"]

RULES = (
    report_rules.who_and_when,
    report_rules.conflicts,
    report_rules.form_of_year,
    report_rules.scope_unknown,
    report_rules.missing_sections,
    report_rules.section_lengths,
    report_rules.nothing_but_figures,
    report_rules.absent_tables,
    file_rules.tables_in_pictures,
    file_rules.file_notes,
    report_rules.lost_cells,
    report_rules.undecided_cells,
    report_rules.odd_numbers,
    identity_rules.identities,
    identity_rules.suspicions,
)


def check_report(report: Report) -> list[Finding]:
    """What all rules say of one report, in the order of the rules. A report that failed has one finding, its reason."""
    forms = load_forms()
    form = forms.get(report.form) or next(reversed(forms.values()))
    if report.status == FAILED:
        return list(report_rules.unreadable(report, form))
    return [finding for rule in RULES for finding in rule(report, form)]
