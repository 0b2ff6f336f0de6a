"""The numbers stated in the prose of the seven reports, as read by hand, are found with their verdicts, and no others accused."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from claims import Gold, digests, found_for, gold, originals
from truths import NAMES, ORIGINALS

needs_originals = pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the real reports are not here ({ORIGINALS})")
EXPECTED = ORIGINALS.parent / "expected"


def _faults(rows: list[Gold]) -> list[str]:
    faults = []
    for row in rows:
        report, claims = originals()[row.report]
        claim = found_for(row, report, claims)
        if claim is None:
            faults.append(f"{row.report} {row.kind} {row.printed}: not found")
        elif claim.verdict != row.verdict:
            faults.append(
                f"{row.report} {row.kind} {row.printed}: {claim.verdict} instead of {row.verdict} ({claim.note})"
            )
        elif row.table_value is not None and abs(float(claim.table_value) - row.table_value) > 0.005:
            faults.append(
                f"{row.report} {row.kind} {row.printed}: the table says {row.table_value}, not {claim.table_value}"
            )
    return faults


@needs_originals
def test_the_hand_reading_is_found_with_its_verdicts():
    rows = list(gold())
    faults = _faults(rows)
    assert len(faults) <= 0.05 * len(rows), "\n".join(faults)


@needs_originals
@pytest.mark.parametrize("name", NAMES)
def test_every_claim_listed_with_the_reports_has_its_verdict(name):
    listed = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))["checks"].get("narrative", [])
    _, claims = originals()[name]
    for item in listed:
        # 3607 = 349 + 933 + …: all numbers of it are claims, the first with the verdict; of 12 件占 25% it is the share.
        numbers = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", item["claim"])] or [0.0]
        of_verdict = {abs(float(claim.value)) for claim in claims if claim.verdict == item["verdict"]}
        assert set(numbers) <= {abs(float(claim.value)) for claim in claims}, item["claim"]
        assert numbers[0] in of_verdict or ("占" in item["claim"] and set(numbers[1::2]) <= of_verdict), item["claim"]
        if "table" in item:
            assert any(claim.table_value == item["table"] and claim.verdict == item["verdict"] for claim in claims), (
                item["claim"]
            )
    # The hand reading of the project holds each of them too, in rows of its own.
    assert len(listed) <= len([row for row in gold() if row.report == name])


@needs_originals
def test_nothing_else_is_called_a_contradiction():
    wanted = Counter((row.report, row.printed) for row in gold() if row.verdict == "contradicts")
    found = Counter(
        (name, c.quantity) for name, (_, claims) in originals().items() for c in claims if c.verdict == "contradicts"
    )
    assert found == wanted


@needs_originals
def test_what_a_wrong_number_does_agree_with_is_said():
    _, claims = originals()["新郑市人民政府办公室_2021"]
    notes = {claim.quantity: claim.note for claim in claims if claim.verdict in ("contradicts", "other_scope")}
    assert "36 = 30 无法提供（本机关不掌握相关政府信息） + 6 不予处理（重复申请）" in notes["36件"]
    assert notes["12件"] == "right for natural persons only (自然人)"
    _, claims = originals()["宿迁市_2024"]
    growth = next(claim for claim in claims if claim.kind == "growth")
    assert growth.note == "(3646 - 3607) / 3607 = 1.08 %" and growth.of == next(
        c.claim for c in claims if c.quantity == "3646件" and c.kind == "figure"
    )


@needs_originals
def test_a_claim_quotes_its_section_exactly():
    for report, claims in originals().values():
        for claim in claims:
            assert report.section(claim.section).text[claim.start : claim.end] == claim.quote
            assert claim.quote.strip() == claim.quote


def test_the_digests_state_the_same_figures_with_the_same_verdicts():
    """The digests retell the reports in other words; the figures of the tables they state are the same."""
    missing = []
    for row in gold():
        if row.kind not in ("figure", "absence"):
            continue
        _, claims = digests()[row.report]
        alike = [
            c
            for c in claims
            if c.kind in ("figure", "absence") and float(c.value) == row.value and c.section == row.section
        ]
        if not any(c.verdict == row.verdict for c in alike):
            missing.append(f"{row.report} {row.printed}: {[(c.quantity, c.verdict, c.note) for c in alike]}")
    figures = [row for row in gold() if row.kind in ("figure", "absence")]
    assert len(missing) <= 0.05 * len(figures), "\n".join(missing)


def test_no_number_of_the_digests_is_accused_but_those_that_are_wrong():
    wanted = Counter((row.report, row.printed) for row in gold() if row.verdict == "contradicts")
    found = Counter(
        (name, c.quantity) for name, (_, claims) in digests().items() for c in claims if c.verdict == "contradicts"
    )
    assert found == wanted


@needs_originals
def test_a_claim_names_the_line_in_which_it_begins():
    for name, (report, claims) in originals().items():
        lines = (ORIGINALS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        for claim in claims:
            place = report.section(claim.section).place_at(claim.start)
            line = lines[int(re.search(r"line (\d+)", place)[1]) - 1]
            assert line.strip() and claim.quote[:1] in line, (name, claim.quote, place, line)
