"""What the prose of a year can speak of: the figures of the report and of the one before, by short names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from toolkit.forms import Form
from toolkit.sample.figures import Key, Value
from toolkit.sample.stated.claim import Term

Figures = Mapping[Key, Value]

ORGANISATIONS = (
    "commercial_enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_service_institution",
    "other",
)
OUTCOMES = ("granted", "partial", "denied", "unable", "refused", "otherwise")
"""How requests end, by the short names of sentences."""
_ROWS = {
    "new": ("new_requests",),
    "carried": ("carried_over",),
    "handled": ("new_requests", "carried_over"),
    "answered": ("results_total",),
    "forward": ("carried_forward",),
    "granted": ("granted",),
    "partial": ("partially_granted",),
}
_GROUPS = {"denied": "denied", "unable": "unable", "refused": "not_processed", "otherwise": "other_handling"}
_DISPUTES = {
    "reconsideration": ("reconsideration",),
    "direct": ("litigation_direct",),
    "after": ("litigation_after_reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
}
_PROACTIVE = {
    "regulations": "regulations",
    "papers": "normative_documents",
    "licensing": "administrative_licensing",
    "penalty": "administrative_penalty",
    "coercion": "administrative_coercion",
    "fees": "administrative_fees",
    "procurement": "centralized_procurement",
}


@dataclass(frozen=True)
class Ground:
    """A report in the making: its year, what the agency calls itself, its form and figures as printed.

    `before` are the figures printed in last year's report, None where there is none. `scope` is "own" or "aggregate".
    """

    year: int
    we: str
    scope: str
    form: Form
    figures: Figures = field(repr=False)
    before: Figures | None = field(default=None, repr=False)

    def cells(self, name: str) -> tuple[Term, ...]:
        """The cells of a short name: "new", "granted/natural_person", "denied.state_secret", "reconsideration.upheld",
        "papers.issued". After a slash stands the applicant (`organisations` is five columns). () where the form has none.
        """
        what, _, who = name.partition("/")
        head, _, part = what.partition(".")
        if head in _DISPUTES:
            keys = [("disputes", row, part or "total") for row in _DISPUTES[head]]
        elif head in _PROACTIVE:
            keys = [("proactive", _PROACTIVE[head], part)]
        else:
            columns = ORGANISATIONS if who == "organisations" else (who or "total",)
            keys = [("requests", row, column) for row in self._rows(what) for column in columns]
        return tuple((1, key) for key in keys) if all(key in self.figures for key in keys) else ()

    def _rows(self, what: str) -> tuple[str, ...]:
        if what in _ROWS:
            return _ROWS[what]
        head, _, part = what.partition(".")
        group = _GROUPS[head]
        if part:
            return (f"{group}.{part}",)
        rows = [row.key for row in self.form.table("requests").rows]
        return tuple(row for row in rows if row == group or row.startswith(group + "."))

    def value(self, name: str) -> int | Decimal | None:
        """What the cells of a short name add up to; None where that can't be said."""
        return total(self.figures, self.cells(name))

    def last(self, name: str) -> int | Decimal | None:
        """The same in last year's report; where there is none, an invented number that stays the same through the report."""
        if self.before is not None:
            return total(self.before, self.cells(name))
        now = self.value(name)
        rng = Random(f"last year {self.year} {name} {now}")
        return None if now is None else max(1, int(now) + rng.randint(-9, 9))


def total(figures: Figures, cells: tuple[Term, ...]) -> int | Decimal | None:
    """The signed sum of cells. A blank cell counts as zero where its whole row holds nothing else, but not all may be blank.

    None where there are no cells, one is not on the form, or a blank one stands in a row with numbers.
    """
    if not cells or any(key not in figures for _, key in cells) or all(figures[key] is None for _, key in cells):
        return None
    rows = {key[:2] for _, key in cells if figures[key] is None}
    if rows and any(value for key, value in figures.items() if key[:2] in rows):
        return None
    return sum((sign * (figures[key] or 0) for sign, key in cells), start=0)


def printed_in_full(figures: Figures, cells: tuple[Term, ...]) -> bool:
    """Whether every one of these cells holds a number."""
    return all(figures.get(key) is not None for _, key in cells)
