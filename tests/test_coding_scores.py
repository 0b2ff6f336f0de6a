"""Statements and themes against the hand coding of seven reports. The floors are only ever raised."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from truths import DIGESTS, ORIGINALS

from toolkit.reading.report import read_report
from toolkit.text.coded import CodedStatement, code_statements

# The same codes as ../shared/expected/statements.csv, which also has the first words of the originals.
HAND = DIGESTS.parents[1] / "coding" / "digests.csv"
ALL_STATEMENTS = 35
FLOOR_ORIGINALS = 0.99
# The digests say the same in other words, so a little is lost.
FLOOR_DIGESTS = 0.96

Key = tuple[str, str, int]


def by_hand() -> dict[Key, set[str]]:
    with HAND.open(encoding="utf-8-sig", newline="") as file:
        return {(r["report"], r["kind"], int(r["order"])): set(r["themes"].split(";")) for r in csv.DictReader(file)}


def coded(folder: Path) -> dict[Key, CodedStatement]:
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    reports = sorted({report for report, _, _ in by_hand()})
    return {
        (report, s.kind, s.order): s
        for report in reports
        for s in code_statements(read_report(folder / f"{report}.txt").sections)
    }


def micro_f1(found: dict[Key, CodedStatement]) -> float:
    hand = by_hand()
    right = sum(len(codes & set(found[key].themes)) for key, codes in hand.items() if key in found)
    all_found = sum(len(set(statement.themes)) for statement in found.values())
    return 2 * right / (all_found + sum(map(len, hand.values())))


@pytest.mark.parametrize("folder", [ORIGINALS, DIGESTS], ids=["originals", "digests"])
def test_all_statements_and_no_more(folder: Path) -> None:
    found = coded(folder)
    assert len(by_hand()) == ALL_STATEMENTS
    assert set(found) == set(by_hand())


@pytest.mark.parametrize(
    ("folder", "coding"),
    [(ORIGINALS, ORIGINALS.parent / "expected" / "statements.csv"), (DIGESTS, HAND)],
    ids=["originals", "digests"],
)
def test_statements_begin_where_they_should(folder: Path, coding: Path) -> None:
    found = coded(folder)
    with coding.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            text = "".join(found[row["report"], row["kind"], int(row["order"])].text.split())
            assert text.startswith("".join(row["begins_with"].split()))


def test_the_shipped_coding_is_that_of_the_originals() -> None:
    if not ORIGINALS.is_dir():
        pytest.skip(f"{ORIGINALS} is not there")
    with (ORIGINALS.parent / "expected" / "statements.csv").open(encoding="utf-8-sig", newline="") as file:
        given = {(r["report"], r["kind"], int(r["order"])): set(r["themes"].split(";")) for r in csv.DictReader(file)}
    assert by_hand() == given


def test_themes_of_the_originals() -> None:
    assert micro_f1(coded(ORIGINALS)) >= FLOOR_ORIGINALS


def test_themes_of_the_digests() -> None:
    assert micro_f1(coded(DIGESTS)) >= FLOOR_DIGESTS


@pytest.mark.parametrize("folder", [ORIGINALS, DIGESTS], ids=["originals", "digests"])
def test_every_statement_quotes_its_section(folder: Path) -> None:
    for (name, _, _), statement in coded(folder).items():
        section = read_report(folder / f"{name}.txt").section(statement.section)
        assert section is not None
        assert section.text[statement.start : statement.end] == statement.text
