"""Verdicts on the numbers stated in prose: against the tables, their parts and bases, and the reports of other years."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.checks.claims.figure_verdicts import judge_figure
from toolkit.checks.claims.findings import claim_findings
from toolkit.checks.claims.judged import AGREES, CONTRADICTS, UNCHECKABLE, VERDICTS, JudgedClaim, Verdict
from toolkit.checks.claims.number_verdicts import judge_growth, judge_share, judge_whole
from toolkit.checks.claims.values import TableReader
from toolkit.checks.series import Series, YearReport
from toolkit.text.claims.claim import GROWTH, PART, SHARE, WHOLE, Claim

__all__ = ["VERDICTS", "JudgedClaim", "claim_findings", "judge_claims"]


def judge_claims(claims: Sequence[Claim], own: YearReport | None, series: Series | None = None) -> list[JudgedClaim]:
    """The claims of a report with their verdicts, in their order.

    `own` holds the report's tables, None where it has none that could be read; `series` the other years' reports, for
    growth and for numbers of another year. A claim contradicts only if it cannot be right: rounding, 约 and 余, lists
    that need not name all parts, and words that narrow what is counted are given way to.
    """
    tables = {r.year: TableReader.of(r) for r in series.reports} if series else {}
    if own is not None:
        tables[own.year] = TableReader.of(own)
    year = own.year if own else None
    verdicts: list[Verdict] = []
    for claim in claims:
        verdicts.append(_verdict(claim, verdicts, tables, year))
    return [
        _judged(number, claim, verdict) for number, (claim, verdict) in enumerate(zip(claims, verdicts, strict=True), 1)
    ]


def _verdict(claim: Claim, before: list[Verdict], tables: dict[int, TableReader], year: int | None) -> Verdict:
    own = tables.get(claim.year) if claim.year is not None else None
    if claim.kind == WHOLE:
        return judge_whole(claim)
    if claim.kind == PART:
        return _of_its_whole(claim, before)
    if claim.kind == SHARE:
        return judge_share(claim, own)
    if claim.kind == GROWTH:
        return judge_growth(claim, own, tables.get(claim.against) if claim.against is not None else None)
    if own is None:
        where = str(claim.means[0]) if claim.means else ""
        return Verdict(
            UNCHECKABLE,
            where,
            None,
            "the report's year or tables are not known"
            if claim.year == year
            else f"said of {claim.year}: no report of that year",
        )
    verdict = judge_figure(claim, own)
    if claim.year != year:
        return _of_another_year(claim, verdict)
    return verdict


def _of_another_year(claim: Claim, verdict: Verdict) -> Verdict:
    """A number of an earlier year: which of the two reports errs cannot be told, so nobody is accused."""
    said_of = f"said of {claim.year}, by the report of that year"
    note = f"{said_of}; {verdict.note}" if verdict.note else said_of
    return verdict._replace(verdict=UNCHECKABLE if verdict.verdict == CONTRADICTS else verdict.verdict, note=note)


def _of_its_whole(claim: Claim, before: list[Verdict]) -> Verdict:
    """A part has the verdict of its whole; where the parts exceed it, nobody can say which of them is wrong."""
    if claim.of is None or claim.of >= len(before):
        return Verdict(UNCHECKABLE)
    verdict = before[claim.of].verdict
    return Verdict(AGREES if verdict == AGREES else UNCHECKABLE, note="see its whole")


def _judged(number: int, claim: Claim, verdict: Verdict) -> JudgedClaim:
    of = None if claim.of is None else claim.of + 1
    refers_to = verdict.refers_to
    if claim.kind in (PART, SHARE) and of is not None:
        refers_to = f"claim {of}"
    return JudgedClaim(
        number, claim.section, claim.kind, claim.quote, claim.start, claim.end, claim.printed, claim.value, claim.stated.unit,
        claim.stated.approximate, refers_to, of, verdict.table_value, verdict.verdict, verdict.note,
    )  # fmt: skip
