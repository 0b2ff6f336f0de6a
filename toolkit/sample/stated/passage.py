"""A piece of prose with the claims in it; passages are put together and keep their places right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.sample.stated.claim import Claim

CLAUSE_END = "，。；、：（）\n"


@dataclass(frozen=True)
class Passage:
    """Prose and its claims. Offsets and orders of the claims count from the beginning of this passage."""

    text: str
    claims: tuple[Claim, ...] = ()

    def __add__(self, other: Passage) -> Passage:
        moved = shifted(other.claims, len(self.text), len(self.claims))
        return Passage(self.text + other.text, (*self.claims, *moved))


def shifted(claims: Sequence[Claim], by: int, orders: int) -> tuple[Claim, ...]:
    """Claims that stand `by` characters and `orders` claims further on."""
    return tuple(
        replace(
            claim,
            start=claim.start + by,
            end=claim.end + by,
            at=claim.at + by,
            order=claim.order + orders,
            of=claim.of and claim.of + orders,
            base_claim=claim.base_claim and claim.base_claim + orders,
        )
        for claim in claims
    )


def clause(text: str, at: int) -> tuple[int, int]:
    """Where the clause around a place begins and ends."""
    start = max(text.rfind(mark, 0, at) for mark in CLAUSE_END) + 1
    ends = [end for mark in CLAUSE_END if (end := text.find(mark, at)) >= 0]
    return start, min(ends, default=len(text))


def whole_report(sections: Mapping[int, Sequence[Passage]]) -> dict[int, Passage]:
    """The sections of a report, each in one passage; the claims know their section and count through the report."""
    whole, told = {}, 0
    for number in sorted(sections):
        passage = lines_of(sections[number])
        claims = tuple(replace(claim, section=number) for claim in shifted(passage.claims, 0, told))
        whole[number] = Passage(passage.text, claims)
        told += len(claims)
    return whole


def lines_of(passages: Sequence[Passage]) -> Passage:
    """Passages as the paragraphs of a section, joined by line feeds."""
    whole = Passage("")
    for number, passage in enumerate(passages):
        whole = whole + Passage("\n") + passage if number else whole + passage
    return whole
