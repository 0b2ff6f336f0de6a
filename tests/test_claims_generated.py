"""Numbers stated in the prose of generated reports, whose wording knows nothing of how they are looked for.

True ones are never accused; of those planted wrong, which no reading can excuse, nearly all are. What each number says
and whether it is wrong is known from `toolkit.sample.stated`.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from types import SimpleNamespace

import pytest
from year_reports import of_sample

from toolkit.checks.claims import JudgedClaim, judge_claims
from toolkit.checks.series import all_series
from toolkit.sample import SampleReport, draw_province
from toolkit.sample.planting import KINDS
from toolkit.sample.stated import PROSE_KINDS, Claim
from toolkit.text.claims import find_claims

YEARS = (2020, 2023)
AGENCIES = 60
SEEDS = (101, 102, 103, 104)
# The kinds of one are told from the other by whether a table asks for them; both stand at the number.
_ALIKE = ({"figure", "part", "whole"}, {"figure", "absence"})


@cache
def judged_province(seed: int, errors: float, prose_only: bool = False) -> list[tuple[SampleReport, list[JudgedClaim]]]:
    """The reports of a province over four years, each with its claims and their verdicts."""
    reports = draw_province(seed, AGENCIES, YEARS, errors, PROSE_KINDS if prose_only else KINDS)
    years = [of_sample(report) for report in reports]
    series = {one.report_id: whole for whole in all_series(years) for one in whole.reports}
    judged = []
    for report, own in zip(reports, years, strict=True):
        sections = [SimpleNamespace(number=number, text=report.text(number)) for number in report.prose]
        claims = find_claims(sections, report.year, report.agency)
        judged.append((report, judge_claims(claims, own, series[own.report_id])))
    return judged


def stands_at(claim: Claim, found: JudgedClaim) -> bool:
    """Whether a claim that was found stands where the number of one that was written stands."""
    first, last = (claim.at, claim.at + len(claim.quantity)) if claim.quantity else (claim.start, claim.end)
    return found.section == claim.section and found.start < last and first < found.end


def _is_of(claim: Claim, found: JudgedClaim) -> bool:
    """Whether a claim that was found is the one that was written: at its place, of its value and kind."""
    kinds = {claim.kind, found.kind}
    if not stands_at(claim, found) or not (len(kinds) == 1 or any(kinds <= alike for alike in _ALIKE)):
        return False
    # Amounts are given in 万元.
    scale = 10_000 if found.unit == "万元" and claim.unit == "元" else 1
    return abs(float(found.value)) * scale == pytest.approx(float(claim.stated))


def accused(claims: list[JudgedClaim]) -> list[JudgedClaim]:
    return [claim for claim in claims if claim.verdict == "contradicts"]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_true_number_is_accused(seed):
    wrong = [
        f"{report.agency} {report.year}: {claim.quote} ({claim.note})"
        for report, claims in judged_province(seed, 0.0)
        for claim in accused(claims)
    ]
    assert not wrong, "\n".join(wrong)


def test_nearly_every_stated_number_is_found_and_agrees():
    total, found, agreeing = Counter(), Counter(), Counter()
    for seed in SEEDS:
        for report, claims in judged_province(seed, 0.0):
            for claim in report.claims:
                mine = [one for one in claims if _is_of(claim, one)]
                total[claim.kind] += 1
                found[claim.kind] += bool(mine)
                agreeing[claim.kind] += any(one.verdict == claim.verdict for one in mine)
    assert set(total) == {"figure", "absence", "whole", "part", "share", "growth"}
    for kind, count in total.items():
        assert count > 100 and found[kind] >= 0.97 * count, (kind, found[kind], count)
        assert agreeing[kind] >= 0.95 * count, (kind, agreeing[kind], count)


@pytest.mark.parametrize("prose_only", [True, False])
def test_planted_contradictions_are_found_and_nothing_else(prose_only):
    """Precision 1.0, recall 0.95 or better, over all kinds together."""
    planted = missed = 0
    false = []
    for seed in SEEDS[:2]:
        for report, claims in judged_province(seed, 0.8, prose_only):
            errors = [error for error in report.errors if error.kind in PROSE_KINDS]
            guilty = [claim for claim in report.claims if any(claim.order in error.claims for error in errors)]
            for error in errors:
                of_error = [claim for claim in report.claims if claim.order in error.claims]
                planted += 1
                missed += not any(stands_at(claim, one) for claim in of_error for one in accused(claims))
            # An error in a table can make a true number of the prose contradict it.
            if any(error.cells for error in report.errors if error.kind not in PROSE_KINDS):
                continue
            false += [
                f"{report.agency} {report.year}: {one.quote} ({one.note})"
                for one in accused(claims)
                if not any(stands_at(claim, one) for claim in guilty)
            ]
    assert not false, "\n".join(false)
    assert planted > 150 and missed <= 0.05 * planted, (missed, planted)


def test_the_quote_of_every_claim_stands_in_its_section():
    for report, claims in judged_province(SEEDS[0], 0.0):
        for claim in claims:
            assert report.text(claim.section)[claim.start : claim.end] == claim.quote
