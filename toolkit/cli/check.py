"""`toolkit check`: what is wrong with reports, in the terminal. Needs no pandas, and starts in a fifth of the time."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.checks import ERROR, NOTE, WARNING, Finding
from toolkit.checks.together import check_together, named
from toolkit.cli.status import EXIT_ERRORS, EXIT_OK, EXIT_UNREADABLE, Commands
from toolkit.reading.report import FAILED, Report, read_safely

_HEADINGS = {ERROR: "Errors", WARNING: "Warnings", NOTE: "Notes"}


def add_check(commands: Commands) -> None:
    """Adds the command to the parser."""
    says = (
        "Says what is wrong with a report, cell by cell. Of several files the years of an agency are held against each "
        "other, too. Exit status 1: errors were found, 2: a file could not be read."
    )
    command = commands.add_parser("check", help="say what is wrong with a report, cell by cell", description=says)
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a report")
    command.add_argument(
        "--notes", action="store_true", help="list the notes too (what may be right and is worth a look)"
    )
    command.set_defaults(command=_check)


def _check(arguments: argparse.Namespace) -> int:
    reports = list(named((report, "original") for path in arguments.files for report in read_safely(path)))
    check_together(reports)
    status = EXIT_OK
    for one in reports:
        _print_report(one.report, one.findings, arguments.notes)
        if one.report.status == FAILED:
            status = EXIT_UNREADABLE
        elif status != EXIT_UNREADABLE and any(finding.severity == ERROR for finding in one.findings):
            status = EXIT_ERRORS
    return status


def _print_report(report: Report, findings: list[Finding], notes: bool) -> None:
    print(report.source)
    if report.status == FAILED:
        print(f"  Not read: {report.reason}.\n")
        return
    year = report.year if report.year is not None else "year unknown"
    sections = " ".join(str(section.number) for section in report.sections if section.number)
    print(f"  {report.agency or 'agency unknown'} · {year} · form {report.form or 'unknown'} · scope {report.scope}")
    counts: dict[str, int] = {}
    for figure in report.figures:
        counts[figure.status] = counts.get(figure.status, 0) + 1
    print(f"  sections {sections or 'none'} · figures: {', '.join(f'{n} {s}' for s, n in counts.items())}")
    for severity, heading in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen and severity == NOTE and not notes:
            print(f"\n  Notes ({len(chosen)}): what may be right and is worth a look; --notes lists them")
        elif chosen:
            print(f"\n  {heading} ({len(chosen)})")
            for finding in chosen:
                print(f"  - {finding.message}" + (f"\n    Where: {finding.origin}" if finding.origin else ""))
    if not findings:
        print("\n  Nothing wrong was found.")
    print()
