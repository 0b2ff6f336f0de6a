"""Numbers stated in prose that can be checked: figures of the tables, wholes and parts, shares, growth, absence."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.text.claims.absences import absence_claims
from toolkit.text.claims.claim import FIGURE, KINDS, Claim, Draft
from toolkit.text.claims.compact import Compact
from toolkit.text.claims.figures import figure_claims
from toolkit.text.claims.growth import growth_claims
from toolkit.text.claims.parts import part_claims
from toolkit.text.claims.scope import Own
from toolkit.text.claims.shares import share_claims
from toolkit.text.claims.view import View
from toolkit.text.statements import SectionLike

__all__ = ["Claim", "find_claims"]


def find_claims(sections: Iterable[SectionLike], year: int | None = None, agency: str = "") -> list[Claim]:
    """The numbers in the prose of a report that can be held against its tables, its own other numbers, or another year.

    `year` and `agency` are those of the report: what is said of another year or organ is told apart by them. The claims
    come in the order of the text; nothing is judged here (see toolkit.checks.claims).
    """
    own = Own.of(year, agency)
    claims: list[Claim] = []
    for section in sections:
        if section.number and section.text:
            claims += _ordered(_drafts(View(section.number, Compact.of(section.text), own)), len(claims))
    return claims


def _drafts(view: View) -> list[Draft]:
    if not view.numbers:
        return absence_claims(view)
    figures = figure_claims(view)
    parts = part_claims(view, figures)
    absences = absence_claims(view)
    own = [Draft((place, FIGURE), claim) for place, claim in figures.items() if not _said_by(claim, absences)]
    return [*own, *parts, *share_claims(view, figures, parts), *growth_claims(view, figures), *absences]


def _said_by(claim: Claim, absences: list[Draft]) -> bool:
    """Whether a zero is the last word of a statement of absence: 行政复议、行政诉讼均为0件."""
    return not claim.value and any(a.claim.start <= claim.start and claim.end <= a.claim.end for a in absences)


def _ordered(drafts: list[Draft], first: int) -> list[Claim]:
    """The claims in the order of the text, each knowing the place of the one it depends on."""
    order = sorted(drafts, key=lambda d: (d.claim.stated.start, KINDS.index(d.claim.kind), d.key))
    places = {draft.key: first + place for place, draft in enumerate(order)}
    return [d.claim._replace(of=places.get(d.of)) if d.of else d.claim for d in order]
