"""What is said of numbers in prose that do not agree: a finding each, in words for whoever wrote the report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from toolkit.checks.claims.judged import CONTRADICTS, OTHER_SCOPE, JudgedClaim
from toolkit.checks.finding import ERROR, NOTE, Finding
from toolkit.checks.words import number
from toolkit.reading.sections import Section
from toolkit.text.claims.claim import ABSENCE, FIGURE

LONGEST_QUOTE = 60
"""Characters of a quote that a message shows; of a long list its beginning is enough to find it."""
_SECTION_OF = {"proactive": 2, "requests": 3, "disputes": 4}


def claim_findings(judged: Sequence[JudgedClaim], sections: Iterable[Section] = ()) -> Iterator[Finding]:
    """An error for each claim that contradicts, and a note for each that is right for another scope only.

    `sections` say where their text stands in the source. One thing said twice in the same words is two findings.
    """
    by_number = {section.number: section for section in sections}
    for claim in judged:
        if claim.verdict in (CONTRADICTS, OTHER_SCOPE):
            contradicts = claim.verdict == CONTRADICTS
            place = f"section {claim.section}, characters {claim.start} to {claim.end} of its prose"
            if claim.section in by_number:
                place += f": {by_number[claim.section].place_at(claim.start)}"
            yield Finding(
                "claim_contradicts" if contradicts else "claim_of_other_scope",
                ERROR if contradicts else NOTE,
                _message(claim, contradicts),
                table=_table(claim),
                reported=claim.value,
                computed=claim.table_value,
                origin=place,
                detail=f"{claim.kind} {claim.section} {claim.start} {claim.quantity} {claim.refers_to}",
            )


def _table(claim: JudgedClaim) -> str:
    table = claim.refers_to.partition("/")[0]
    return table if table in _SECTION_OF else ""


def _message(claim: JudgedClaim, contradicts: bool) -> str:
    says = f"Section {claim.section} says “{_shown(claim.quote)}”"
    note = claim.note[0].upper() + claim.note[1:] if claim.note else ""
    if claim.kind in (FIGURE, ABSENCE):
        section = _SECTION_OF.get(_table(claim), 3)
        has = f"the table of section {section} has {number(claim.table_value)} ({claim.refers_to})"
        return f"{says}, {'but ' if contradicts else ''}{has}.{f' {note}.' if note else ''}"
    return f"{says}: {claim.note}." if not contradicts else f"{says}, which cannot be right: {claim.note}."


def _shown(quote: str) -> str:
    plain = "".join(quote.split())
    return plain if len(plain) <= LONGEST_QUOTE else plain[: LONGEST_QUOTE - 1] + "…"
