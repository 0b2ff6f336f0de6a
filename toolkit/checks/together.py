"""Reports that are looked at together: each gets its id, and what is wrong with it by itself and beside the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from toolkit.checks import WARNING, Finding, check_report
from toolkit.reading.report import FAILED, Report


@dataclass(slots=True)
class Checked:
    """A report with the id under which it goes, what kind of source it is, and what rules found."""

    report_id: str
    report: Report
    provenance: str = "original"
    findings: list[Finding] = field(default_factory=list)


def named(read: Iterable[tuple[Report, str]]) -> Iterator[Checked]:
    """Reports with provenance -> with ids and the findings of each by itself.

    Of two for one agency and year all but the first get a part of their hash, and a finding.
    """
    first: dict[str, str] = {}
    taken: set[str] = set()
    for report, provenance in read:
        findings = check_report(report)
        report_id = plain_id(report)
        if report_id in first:
            findings.append(_twin_finding(report, first[report_id]))
            report_id = f"{report_id}_{report.sha256[:6]}"
        else:
            first[report_id] = report.source
        base, count = report_id, 2
        while report_id in taken:
            report_id, count = f"{base}_{count}", count + 1
        taken.add(report_id)
        yield Checked(report_id, report, provenance, findings)


def plain_id(report: Report) -> str:
    """<agency>_<year>, or unread_ and twelve characters of the hash for what has no agency or no year."""
    if report.status == FAILED or not report.agency or report.year is None:
        return f"unread_{report.sha256[:12] or 'nofile'}"
    return f"{report.agency}_{report.year}"


def _twin_finding(report: Report, twin: str) -> Finding:
    same = f"{report.agency} {report.year}" if report.agency else "the same content"
    return Finding(
        "report_twice",
        WARNING,
        f"{report.source} and {twin} are both of {same}. Both are kept: decide which one to use, and leave the other out "
        "of sums.",
        detail=twin,
    )
