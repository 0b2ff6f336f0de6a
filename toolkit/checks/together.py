"""Reports that are looked at together: each gets its id, and what is wrong with it by itself and beside the others."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from toolkit.checks import ERROR, WARNING, Finding, check_report
from toolkit.checks.claims import JudgedClaim, claim_findings, judge_claims
from toolkit.checks.series import CellKey, Series, YearReport, all_series, series_key
from toolkit.checks.years import check_series
from toolkit.identities import Number
from toolkit.reading.report import FAILED, Report
from toolkit.text.claims import find_claims


@dataclass(slots=True)
class Checked:
    """A report with the id under which it goes, what kind of source it is, what rules found, and the numbers in its prose.

    `corrected` holds the cells that a person corrected: their number, or None where no number can be said.
    """

    report_id: str
    report: Report
    provenance: str = "original"
    findings: list[Finding] = field(default_factory=list)
    claims: list[JudgedClaim] = field(default_factory=list)
    corrected: dict[CellKey, Number | None] = field(default_factory=dict)


class Identified(Protocol):
    """A report, or what is kept of one: what must be known to say under which id it goes."""

    source: str
    sha256: str
    agency: str
    year: int | None
    status: str


class Names:
    """Gives reports their ids, one after another. Of two for one agency and year all but the first get a part of their hash."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._taken: set[str] = set()

    def name(self, report: Identified) -> tuple[str, str]:
        """The id of the next report, and the source of the first one of the same agency and year, "" for that one itself."""
        report_id = plain_id(report)
        twin = self._first.get(report_id)
        if twin is None:
            self._first[report_id] = report.source
        else:
            report_id = f"{report_id}_{report.sha256[:6]}"
        base, count = report_id, 2
        while report_id in self._taken:
            report_id, count = f"{base}_{count}", count + 1
        self._taken.add(report_id)
        return report_id, twin or ""


def named(read: Iterable[tuple[Report, str]]) -> Iterator[Checked]:
    """Reports with provenance -> with ids and the findings of each by itself."""
    names = Names()
    for report, provenance in read:
        yield checked(report, provenance, *names.name(report))


def checked(report: Report, provenance: str, report_id: str, twin: str) -> Checked:
    """A report under its id, with its findings by itself; `twin` is the source of another one of its agency and year."""
    findings = check_report(report)
    if twin:
        findings.append(_twin_finding(report, twin))
    return Checked(report_id, report, provenance, findings)


def check_together(reports: Sequence[Checked]) -> None:
    """Adds to reports what is seen only beside the others: findings of the rules between years, and the numbers in the
    prose, which speak of the report's tables and of the year before.
    """
    years = {one.report_id: YearReport.of(one.report, one.report_id, one.provenance) for one in reports}
    series = {one.agency: one for one in all_series(year for year in years.values() if year)}
    by_id = {one.report_id: one for one in reports}
    for agency in series.values():
        _check_years(agency, by_id)
    for one in reports:
        _check_prose(one, years[one.report_id], series.get(series_key(one.report.agency)))


def _check_years(series: Series, by_id: Mapping[str, Checked]) -> None:
    try:
        for report_id, finding in check_series(series):
            by_id[report_id].findings.append(finding)
    except Exception as error:
        by_id[series.reports[-1].report_id].findings.append(_failed("the checks between years", error))


def _check_prose(one: Checked, own: YearReport | None, series: Series | None) -> None:
    report = one.report
    try:
        one.claims = judge_claims(find_claims(report.sections, report.year, report.agency), own, series)
        one.findings += claim_findings(one.claims, report.sections)
    except Exception as error:
        one.findings.append(_failed("the check of the numbers in the prose", error))


def _failed(what: str, error: Exception) -> Finding:
    """An error of the toolkit itself must not cost the other reports: it becomes a finding."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__}: {error}, at {place.name} in {Path(place.filename).name}:{place.lineno}"
    return Finding(
        "check_failed",
        ERROR,
        f"The toolkit itself failed in {what} ({where}): this report was not checked in full. Please report it together "
        "with the file.",
        detail=what,
    )


def plain_id(report: Identified) -> str:
    """<agency>_<year>, or unread_ and twelve characters of the hash for what has no agency or no year."""
    if report.status == FAILED or not report.agency or report.year is None:
        return f"unread_{report.sha256[:12] or 'nofile'}"
    return f"{report.agency}_{report.year}"


def other_ids(report: Identified, report_id: str) -> list[str]:
    """The ids that the same file has with and without another one of its agency and year beside it, but that it has not now."""
    plain = plain_id(report)
    return [name for name in (plain, f"{plain}_{report.sha256[:6]}") if name != report_id]


def _twin_finding(report: Report, twin: str) -> Finding:
    same = f"{report.agency} {report.year}" if report.agency else "the same content"
    return Finding(
        "report_twice",
        WARNING,
        f"{report.source} and {twin} are both of {same}. Both are kept: decide which one to use, and leave the other out "
        "of sums.",
        detail=twin,
    )
