"""Numbers in prose held against each other, and against another year's report: wholes and parts, shares, growth."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from toolkit.checks.claims.judged import AGREES, CONTRADICTS, OTHER_SCOPE, UNCHECKABLE, Verdict
from toolkit.checks.claims.values import TableReader
from toolkit.checks.words import number as said
from toolkit.identities import Number
from toolkit.text.claims.claim import Claim
from toolkit.text.claims.numbers import PERCENT, TIMES, admits
from toolkit.text.claims.reference import requests

HUNDRED = Decimal(100)


def judge_whole(claim: Claim) -> Verdict:
    """A whole against its parts. Parts need not exhaust it, and a list may end before its last number, so only a sum that
    must exceed the whole contradicts."""
    values = [part.value for part in claim.numbers]
    sums = list(accumulate(values))
    inexact = claim.stated.approximate or any(part.approximate for part in claim.numbers)
    shown = " + ".join(map(said, values))
    for count in range(2, len(values) + 1):
        if sums[count - 1] == claim.value and not inexact:
            return Verdict(AGREES, "parts", sums[count - 1], "= " + " + ".join(map(said, values[:count])))
    if inexact:
        return Verdict(UNCHECKABLE, "parts", sums[-1], f"{shown} = {said(sums[-1])}; not exact")
    if sums[-1] == claim.value:
        return Verdict(AGREES, "parts", sums[-1], f"= {shown}")
    if sums[-1] < claim.value:
        return Verdict(UNCHECKABLE, "parts", sums[-1], f"{shown} = {said(sums[-1])}; the list need not name all parts")
    if claim.closed:
        return Verdict(CONTRADICTS, "parts", sums[-1], f"{shown} = {said(sums[-1])}, which is more than the whole")
    note = f"{shown} = {said(sums[-1])}; the list may end before its last number, or count something twice"
    return Verdict(UNCHECKABLE, "parts", sums[-1], note)


def judge_share(claim: Claim, tables: TableReader | None) -> Verdict:
    """A share against the numbers it may be a share of: those said before it, and those of the tables."""
    if not claim.numbers:
        return _share_of_cells(claim, tables)
    upper, *bases = claim.numbers
    if upper.approximate:
        return Verdict(UNCHECKABLE, "", None, "the number is not exact")
    for base in bases:
        if base.value and _is_share(claim, upper.value, base.value):
            return Verdict(AGREES, "", _percent(upper.value, base.value), f"{said(upper.value)} of {said(base.value)}")
    for words, base_value in _bases_in_tables(claim, tables):
        if base_value and _is_share(claim, upper.value, base_value):
            return Verdict(
                AGREES, "", _percent(upper.value, base_value), f"{said(upper.value)} of {said(base_value)} ({words})"
            )
    if not bases:
        return Verdict(UNCHECKABLE, "", None, "what it is a share of is not said")
    exact = _percent(upper.value, bases[0].value) if bases[0].value else None
    note = (
        f"{said(upper.value)} of {said(bases[0].value)} is {said(exact)} %"
        if exact is not None
        else "a share of nothing"
    )
    if claim.closed and exact is not None and not claim.stated.approximate:
        return Verdict(CONTRADICTS, "", exact, note)
    return Verdict(UNCHECKABLE, "", exact, f"{note}, but it may be a share of something else")


def _share_of_cells(claim: Claim, tables: TableReader | None) -> Verdict:
    """A share of which only the words say what it is of: each reading of numerator and base, the likeliest first."""
    found = []
    for upper, base in zip(claim.means, claim.else_means, strict=True):
        one, two = (tables.read(upper), tables.read(base)) if tables else (None, None)
        if one is not None and two is not None and one.sure and two.sure and two.value:
            note = f"{said(one.value)} of {said(two.value)} is {said(_percent(one.value, two.value))} %"
            if _is_share(claim, one.value, two.value):
                return Verdict(AGREES, str(upper), _percent(one.value, two.value), note)
            certain = claim.plain and claim.closed and not claim.stated.approximate and not one.open and not two.open
            found.append(
                Verdict(CONTRADICTS if certain else UNCHECKABLE, str(upper), _percent(one.value, two.value), note)
            )
    return found[0] if found else Verdict(UNCHECKABLE, _first(claim), None, "the tables do not say")


def _is_share(claim: Claim, upper: Number, base: Number) -> bool:
    return _close(claim, Decimal(upper) / Decimal(base) * HUNDRED)


def _close(claim: Claim, exact: Decimal) -> bool:
    """Whether a ratio as stated can stand for the exact one: rounded or cut off at its last digit, or within its own words."""
    stated = claim.stated
    if stated.bound:
        return admits(stated, exact)
    return abs(Decimal(stated.value) - exact) < stated.step


def _percent(upper: Number, base: Number) -> Decimal:
    return (Decimal(upper) / Decimal(base) * HUNDRED).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _bases_in_tables(claim: Claim, tables: TableReader | None) -> Iterator[tuple[str, Number]]:
    if tables is None or not claim.means or claim.means[0].table != "requests":
        return
    for words, reference in (
        ("new requests", requests("new_requests")),
        ("new requests with those carried over", requests("new_requests", "carried_over")),
        ("results in all", requests("results_total")),
    ):
        reading = tables.read(reference)
        if reading is not None and reading.sure:
            yield words, reading.value


def judge_growth(claim: Claim, own: TableReader | None, earlier: TableReader | None) -> Verdict:
    """A growth against the report of the year compared with: in per cent, or as a number of more."""
    if earlier is None:
        return Verdict(UNCHECKABLE, _first(claim), None, f"there is no report of {claim.against} to compare with")
    now = claim.numbers[0]
    found = []
    for place, reference in enumerate((*claim.means, *claim.else_means)):
        before = earlier.read(reference)
        if before is None or not before.sure:
            continue
        values = [now.value]
        if (
            own is not None
            and (reading := own.read(reference)) is not None
            and reading.sure
            and reading.value != now.value
        ):
            values.append(reading.value)
        for order, value in enumerate(values):
            grown = growth_of(claim, value, before.value)
            if grown is not None and _close(claim, grown):
                verdict = AGREES if place < len(claim.means) and not order else OTHER_SCOPE
                found.append(Verdict(verdict, str(reference), _rounded(grown), _sum(claim, value, before.value, grown)))
    if found:
        return min(found, key=lambda v: v.verdict != AGREES)
    return _no_growth(claim, now.value, earlier)


def _no_growth(claim: Claim, now: Number, earlier: TableReader) -> Verdict:
    """The verdict on a growth that fits no reading: by the first reference that last year's report has."""
    for reference in claim.means:
        before = earlier.read(reference)
        if before is None or not before.sure:
            continue
        grown = growth_of(claim, now, before.value)
        if grown is None:
            return Verdict(UNCHECKABLE, str(reference), None, f"{claim.against} has none, so there is no rate")
        exact = not claim.stated.approximate and not claim.numbers[0].approximate and not before.open
        note = _sum(claim, now, before.value, grown)
        if claim.plain and exact:
            return Verdict(CONTRADICTS, str(reference), _rounded(grown), note)
        open_words = claim.narrowed or claim.unclear
        reason = f"“{open_words}” may mean another scope" if open_words else "the numbers are not exact"
        return Verdict(UNCHECKABLE, str(reference), _rounded(grown), f"{note}; {reason}")
    return Verdict(UNCHECKABLE, _first(claim), None, f"the report of {claim.against} does not say")


def growth_of(claim: Claim, now: Number, before: Number) -> Decimal | None:
    """The growth in the unit in which it is stated; None for a rate over nothing."""
    grown = Decimal(now) - Decimal(before)
    if claim.stated.unit not in (PERCENT, TIMES):
        return grown
    # 增长1.4倍 is a growth of 140 %.
    return grown / Decimal(before) * (HUNDRED if claim.stated.unit == PERCENT else 1) if before else None


def _sum(claim: Claim, now: Number, before: Number, grown: Decimal) -> str:
    if claim.stated.unit not in (PERCENT, TIMES):
        return f"{said(now)} - {said(before)} = {said(_rounded(grown))}"
    unit = " %" if claim.stated.unit == PERCENT else ""
    return f"({said(now)} - {said(before)}) / {said(before)} = {said(_rounded(grown))}{unit}"


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP) if value != int(value) else Decimal(int(value))


def _first(claim: Claim) -> str:
    return str(claim.means[0]) if claim.means else ""
