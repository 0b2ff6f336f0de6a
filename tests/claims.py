"""Claims of real reports held against the hand reading in tests/gold/claims.csv."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from truths import DIGESTS, ORIGINALS

from toolkit.checks.claims import JudgedClaim, judge_claims
from toolkit.checks.series import YearReport, all_series
from toolkit.reading.report import Report, read_report
from toolkit.text.claims import find_claims

GOLD = Path(__file__).parent / "gold" / "claims.csv"


@dataclass(frozen=True)
class Gold:
    """A row of the hand reading."""

    report: str
    section: int
    kind: str
    printed: str
    nth: int
    value: float
    verdict: str
    of: str
    refers_to: str
    table_value: float | None


@cache
def gold() -> tuple[Gold, ...]:
    """The hand reading."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        return tuple(
            Gold(
                row["report"], int(row["section"]), row["kind"], row["printed"], int(row["nth"]), float(row["value"]), row["verdict"],
                row["of"], row["refers_to"], float(row["table_value"]) if row["table_value"] else None,
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def judged(folder: Path) -> dict[str, tuple[Report, list[JudgedClaim]]]:
    """The claims of the seven reports in a folder with their verdicts, by report."""
    reports = {path.stem: read_report(path) for path in sorted(folder.glob("*_20*.txt"))}
    years = {name: YearReport.of(report, name) for name, report in reports.items()}
    series = {one.agency: one for one in all_series(filter(None, years.values()))}
    return {
        name: (report, judge_claims(find_claims(report.sections, report.year, report.agency), years[name], series.get(report.agency)))
        for name, report in reports.items()
    }  # fmt: skip


def originals() -> dict[str, tuple[Report, list[JudgedClaim]]]:
    """The originals' claims."""
    return judged(ORIGINALS)


def digests() -> dict[str, tuple[Report, list[JudgedClaim]]]:
    """The digests' claims."""
    return judged(DIGESTS)


def found_for(wanted: Gold, report: Report, claims: list[JudgedClaim]) -> JudgedClaim | None:
    """The claim that stands at the place of a row of the hand reading, or None.

    The place is the nth occurrence of the printed number in the section without its white space.
    """
    text = report.section(wanted.section).text
    plain = [(i, char) for i, char in enumerate(text) if not char.isspace()]
    places = [m.start() for m in re.finditer(rf"(?<![\d.]){re.escape(wanted.printed)}", "".join(c for _, c in plain))]
    at = plain[places[wanted.nth - 1]][0]
    fitting = [
        claim
        for claim in claims
        if (claim.section, claim.kind) == (wanted.section, wanted.kind) and abs(float(claim.value)) == wanted.value and claim.start <= at < claim.end
    ]  # fmt: skip
    if wanted.kind == "absence":
        fitting = [claim for claim in fitting if claim.refers_to == wanted.refers_to]
    # Of parts that are alike the one whose number is the one meant: a quote ends with its number.
    quantity = wanted.printed if wanted.kind != "absence" else ""
    fitting = [c for c in fitting if "".join(c.quantity.split()) == quantity or not quantity]
    same = [claim for claim in fitting if claim.verdict == wanted.verdict]
    return (same or fitting or [None])[0]
