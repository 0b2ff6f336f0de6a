"""What happened at a fictional agency year by year, whatever form it is later reported on.

Years hang together as real ones do: what is carried forward is carried over, papers in force are those of the year
before with the new ones and without the repealed ones, sizes are steady with a trend.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from toolkit.forms import Form, load_forms
from toolkit.sample.figures import Key, Value
from toolkit.sample.places import Agency

NEWEST = "2021"
PAPERS = ("regulations", "normative_documents")
ITEMS = (
    "administrative_licensing",
    "other_public_services",
    "administrative_penalty",
    "administrative_coercion",
    "administrative_fees",
)
# How many decisions an agency takes for each request it gets, at most.
DECISIONS = {
    "administrative_licensing": 60,
    "other_public_services": 40,
    "administrative_penalty": 30,
    "administrative_coercion": 4,
}
DISPUTE_ROWS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending")


@dataclass(frozen=True)
class Facts:
    """A year of an agency. Cells are (row, column) of the newest form.

    `papers`: row -> (issued, repealed, in force at the end). `items`: row -> (at the beginning, change).
    `fees` and `procurement` in 万元.
    """

    year: int
    requests: dict[tuple[str, str], int]
    disputes: dict[tuple[str, str], int]
    papers: dict[str, tuple[int, int, int]]
    items: dict[str, tuple[int, int]]
    decisions: dict[str, int]
    fees: Decimal
    projects: int
    procurement: Decimal


def _spread(rng: Random, count: int, weights: list[float]) -> list[int]:
    dealt = Counter(rng.choices(range(len(weights)), weights, k=count))
    return [dealt[i] for i in range(len(weights))]


class Life:
    """An agency that lives through the years: its habits stay, its stocks go on. `next_year` gives one year after another."""

    def __init__(self, agency: Agency, rng: Random) -> None:
        self.agency, self.rng = agency, rng
        table = load_forms()[NEWEST].table("requests")
        self.applicants = [c.key for c in table.blocks[0].columns if c.key != "total"]
        self.results = [r.key for r in table.rows if r.result]
        # Few results are common at one agency; the first one, granted, is everywhere.
        self.outcome_weights = [rng.random() ** 4 + 0.01 for _ in self.results]
        self.outcome_weights[0] += 1
        self.crowd = [8.0] + [rng.choice([0, 0.02, 0.1, 0.6]) for _ in self.applicants[1:]]
        self.trend = rng.uniform(-0.12, 0.2)
        self.slow = rng.uniform(0, 0.15)  # share of requests still open at the end of a year
        self.disputed = rng.choice([0, 0.01, 0.03, 0.08])
        self.size = float(agency.base)
        self.open = dict.fromkeys(self.applicants, 0)
        for column, count in zip(self.applicants, _spread(rng, round(self.size * self.slow), self.crowd), strict=True):
            self.open[column] = count
        papers = {"province": 300, "prefecture": 120, "county": 40, "township": 3}[agency.level]
        papers = papers * 4 if agency.scope == "aggregate" else papers // 4
        makes_regulations = agency.scope == "aggregate" and agency.level in ("province", "prefecture")
        self.stock = {"regulations": rng.randint(8, 60) if makes_regulations else 0}
        self.stock["normative_documents"] = rng.randint(0, papers)
        self.items = {row: rng.randint(0, 30 if agency.scope == "own" else 900) for row in ITEMS}
        self.decides = {row: rng.random() ** 2 * most * (agency.base > 2) for row, most in DECISIONS.items()}
        self.money = 0 if agency.level == "township" or rng.random() < 0.4 else agency.base * rng.uniform(0.5, 20)

    def next_year(self, year: int) -> Facts:
        """What happens in a year, after all the years before it."""
        requests = self._requests()
        facts = Facts(
            year=year,
            requests=requests,
            disputes=self._disputes(requests["new_requests", "total"]),
            papers={row: self._papers(row) for row in PAPERS},
            items={row: self._change(row) for row in ITEMS},
            decisions={row: round(self.size * each * self.rng.uniform(0.8, 1.2)) for row, each in self.decides.items()},
            fees=self._amount(self.money),
            projects=self.rng.randint(0, 4 + self.agency.base // 10),
            procurement=self._amount(self.money * 3),
        )
        self.size *= 1 + self.trend
        return facts

    def _requests(self) -> dict[tuple[str, str], int]:
        rng = self.rng
        new = round(self.size * rng.uniform(0.8, 1.2))
        cells: dict[tuple[str, str], int] = {}
        for column, came in zip(self.applicants, _spread(rng, new, self.crowd), strict=True):
            taken = came + self.open[column]
            left = sum(_spread(rng, taken, [self.slow, 1 - self.slow])[:1])
            cells["new_requests", column], cells["carried_over", column] = came, self.open[column]
            cells["carried_forward", column], cells["results_total", column] = left, taken - left
            for row, count in zip(self.results, _spread(rng, taken - left, self.outcome_weights), strict=True):
                cells[row, column] = count
            self.open[column] = left
        for row in dict.fromkeys(row for row, _ in cells):
            cells[row, "total"] = sum(cells[row, column] for column in self.applicants)
        return cells

    def _disputes(self, new: int) -> dict[tuple[str, str], int]:
        cells: dict[tuple[str, str], int] = {}
        for row, weight in zip(DISPUTE_ROWS, (1.0, 0.3, 0.5), strict=True):
            count = round(new * self.disputed * weight * self.rng.uniform(0.5, 1.5))
            for column, part in zip(OUTCOMES, _spread(self.rng, count, [4, 1, 1.5, 2]), strict=True):
                cells[row, column] = part
            cells[row, "total"] = count
        return cells

    def _papers(self, row: str) -> tuple[int, int, int]:
        before = self.stock[row]
        issued = self.rng.randint(0, before // 8 + 1) if before or self.rng.random() < 0.3 else 0
        repealed = self.rng.randint(0, before // 10)
        self.stock[row] = before + issued - repealed
        return issued, repealed, self.stock[row]

    def _change(self, row: str) -> tuple[int, int]:
        before = self.items[row]
        change = 0 if self.rng.random() < 0.5 else self.rng.randint(-min(before, 6), 6)
        self.items[row] = before + change
        return before, change

    def _amount(self, about: float) -> Decimal:
        cents = round(about * 10_000 * self.rng.uniform(0.7, 1.3))
        return Decimal(cents).scaleb(-4) if cents else Decimal(0)


def on_form(facts: Facts, form: Form) -> dict[Key, Value]:
    """The facts of a year as all cells of a form, none of them blank. Raises KeyError for a row that no fact belongs to."""
    figures: dict[Key, Value] = {}
    for row, columns in form.table("proactive").columns_of.items():
        cells = _proactive_row(facts, row)
        figures.update({("proactive", row, column.key): cells[column.key] for column in columns})
    for row, column in form.table("requests").cells():
        parts = [r for r in dict.fromkeys(r for r, _ in facts.requests) if r == row.key or r.startswith(row.key + ".")]
        figures["requests", row.key, column.key] = sum(facts.requests[part, column.key] for part in parts)
    for row, column in form.table("disputes").cells():
        figures["disputes", row.key, column.key] = facts.disputes[row.key, column.key]
    return figures


def _proactive_row(facts: Facts, row: str) -> dict[str, Value]:
    """All columns that a row of `proactive` has on any form."""
    if row in PAPERS:
        issued, repealed, in_force = facts.papers[row]
        by_2019 = {"newly_made": issued, "newly_published": issued, "total_published": in_force}
        return {"issued": issued, "repealed": repealed, "in_force": in_force, **by_2019}
    if row == "centralized_procurement":
        return {"projects": facts.projects, "amount_10k_yuan": facts.procurement}
    before, change = facts.items[row]
    decided = facts.decisions.get(row, 0)
    # By chance it would look like a running total, which is a mistake of its own.
    decided += bool(change) and decided == before + change
    return {"prior_year_items": before, "change": change, "decisions": decided, "amount_10k_yuan": facts.fees}
