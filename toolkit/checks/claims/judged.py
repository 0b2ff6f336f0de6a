"""What a number in prose was found to be, and how verdicts are put."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.identities import Number

AGREES, OTHER_SCOPE, CONTRADICTS, UNCHECKABLE = "agrees", "other_scope", "contradicts", "uncheckable"
VERDICTS = (AGREES, OTHER_SCOPE, CONTRADICTS, UNCHECKABLE)


class Verdict(NamedTuple):
    """A verdict with the cells it is about, what they say, and why."""

    verdict: str
    refers_to: str = ""
    table_value: Number | None = None
    note: str = ""


class JudgedClaim(NamedTuple):
    """A row of the table `claims`; see toolkit.schema. `claim` counts from 1 in a report, `of` is such a number."""

    claim: int
    section: int
    kind: str
    quote: str
    start: int
    end: int
    quantity: str
    value: Number
    unit: str
    approximate: bool
    refers_to: str
    of: int | None
    table_value: Number | None
    verdict: str
    note: str
