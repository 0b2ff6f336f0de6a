"""Figures of a fictional report: numbers that obey every identity of a form, blanks, and how each is printed.

A cell is named by (table, row, column), with the keys of `toolkit.forms`. A value is an int, a Decimal (amounts, in
万元), or None for a blank cell.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from toolkit.forms import Form

Key = tuple[str, str, str]
Value = Decimal | int | None

DECISIONS = "decisions"
RUNNING_TOTAL_SHARE = 0.05  # fillers who take 处理决定数量 for a running total
BLANK_MARKS = ("-", "/", "—", "无", "--", "---")


@dataclass(frozen=True)
class Size:
    """How busy an office is: upper bounds for its requests, disputes, papers, items, decisions, and its money in 万元."""

    requests: int
    disputes: int
    papers: int
    items: int
    decisions: int
    money: int


SIZES = {
    "idle": Size(0, 0, 0, 0, 0, 0),
    "small": Size(30, 3, 6, 40, 300, 2_000),
    "mid": Size(500, 25, 40, 400, 9_000, 20_000),
    "city": Size(6_000, 600, 600, 5_000, 3_000_000, 90_000),
}


def _spread(rng: Random, count: int, weights: list[float]) -> list[int]:
    """`count` things dealt out over len(weights) heaps at random: a list of counts that add up to `count`."""
    dealt = Counter(rng.choices(range(len(weights)), weights, k=count))
    return [dealt[i] for i in range(len(weights))]


def _upto(rng: Random, bound: int) -> int:
    """A number from 0 to `bound`; small ones are likelier."""
    return int(bound * rng.random() ** 2 + 0.5)


def draw_requests(rng: Random, form: Form, size: Size) -> dict[Key, Value]:
    """All cells of `requests`: each column balances, each row adds up to its total."""
    table = form.table("requests")
    applicants = [c.key for c in table.blocks[0].columns if c.key != "total"]
    results = [r.key for r in table.rows if r.result]
    intake = rng.randint(size.requests // 20, size.requests) if size.requests else 0
    habits = [rng.random() ** 4 + (0.02 if rng.random() < 0.7 else 0) for _ in results]
    habits[0] += 1
    crowd = [8.0] + [rng.choice([0, 0.02, 0.1, 0.6]) for _ in applicants[1:]]
    cells: dict[tuple[str, str], int] = {}
    for column, taken in zip(applicants, _spread(rng, intake, crowd), strict=True):
        open_before, open_after = _upto(rng, taken // 4 + (taken > 0)), _upto(rng, taken // 5)
        cells["new_requests", column] = taken - open_before
        cells["carried_over", column] = open_before
        cells["carried_forward", column] = open_after
        cells["results_total", column] = taken - open_after
        for row, count in zip(results, _spread(rng, taken - open_after, habits), strict=True):
            cells[row, column] = count
    for row in table.rows:
        cells[row.key, "total"] = sum(cells[row.key, column] for column in applicants)
    return {("requests", r.key, c.key): cells[r.key, c.key] for r, c in table.cells()}


def draw_disputes(rng: Random, form: Form, size: Size) -> dict[Key, Value]:
    """All cells of `disputes`: each row adds up to its total; many offices have none."""
    figures: dict[Key, Value] = {}
    for row, columns in form.table("disputes").columns_of.items():
        bound = size.disputes if rng.random() < 0.7 else 0
        outcomes = [c.key for c in columns if c.key != "total"]
        dealt = _spread(rng, _upto(rng, bound), [4, 1, 1.5, 2])
        for column, count in zip(outcomes, dealt, strict=True):
            figures["disputes", row, column] = count
        figures["disputes", row, "total"] = sum(dealt)
    return figures


def draw_amount(rng: Random, bound: int) -> Decimal:
    """An amount in 万元 with 0 to 6 decimals; zero where `bound` is zero."""
    if not bound or rng.random() < 0.25:
        return Decimal(0)
    decimals = rng.choice([0, 1, 2, 2, 3, 4, 4, 4, 5, 6])
    return Decimal(rng.randint(1, bound * 10**decimals)).scaleb(-decimals)


def _draw_items(rng: Random, columns: list[str], size: Size) -> dict[str, int]:
    """A row of form 2019 with items of the year before and their change; decisions are independent but for a few."""
    prior = _upto(rng, size.items)
    change = 0 if rng.random() < 0.4 else rng.randint(-min(prior, 20), size.items // 8)
    row = {"prior_year_items": prior, "change": change}
    if DECISIONS in columns:
        decided = _upto(rng, size.decisions)
        if rng.random() < RUNNING_TOTAL_SHARE:
            decided = prior + change
        elif change and decided == prior + change:
            decided += 1
        row[DECISIONS] = decided
    return row


def _draw_papers(rng: Random, columns: list[str], row: str, size: Size) -> dict[str, int]:
    """A row of regulations or normative documents: three counts, none of them larger than the stock."""
    bound = size.papers if row == "normative_documents" else size.papers // 40
    stock = _upto(rng, bound * 3)
    return dict(zip(columns, (_upto(rng, min(bound, stock)), _upto(rng, min(bound, stock)), stock), strict=True))


def draw_proactive(rng: Random, form: Form, size: Size) -> dict[Key, Value]:
    """All cells of `proactive`, of either form."""
    figures: dict[Key, Value] = {}
    for row, of_row in form.table("proactive").columns_of.items():
        columns = [c.key for c in of_row]
        drawn: dict[str, Value]
        if "change" in columns:
            drawn = {**_draw_items(rng, columns, size)}
        elif len(columns) == 3:
            drawn = {**_draw_papers(rng, columns, row, size)}
        else:
            drawn = {
                c.key: draw_amount(rng, size.money)
                if c.amount
                else _upto(rng, size.items // 4 if c.key == "projects" else size.decisions)
                for c in of_row
            }
        figures.update({("proactive", row, column): drawn[column] for column in columns})
    return figures


def draw_figures(rng: Random, form: Form, size: str) -> dict[Key, Value]:
    """All cells of a form for an office of this size (a key of SIZES), without blanks."""
    drawn = SIZES[size]
    return {
        **draw_proactive(rng, form, drawn),
        **draw_requests(rng, form, drawn),
        **draw_disputes(rng, form, drawn),
    }


def _blank_lines(rng: Random, table: str, zeros: set[Key], figures: dict[Key, Value], axis: int) -> set[Key]:
    """The cells of some rows (axis 1) or columns (axis 2) of a table in which every cell is zero."""
    lines: dict[str, set[Key]] = {}
    for key in figures:
        if key[0] == table:
            lines.setdefault(key[axis], set()).add(key)
    share = rng.choice([0.3, 0.7, 1.0])
    return {k for cells in lines.values() if cells <= zeros and rng.random() < share for k in cells}


def blank_out(rng: Random, figures: dict[Key, Value]) -> dict[Key, Value]:
    """`figures` with some zeros left blank (None), as fillers do: cells here and there, whole rows or columns, or all.

    Only zeros become blank, so each identity still holds with blank as zero. At least one cell is blanked if any is 0.
    """
    zeros = {key for key, value in figures.items() if value == 0}
    style = rng.choice(["single", "rows", "columns", "rows and single", "all", "all of some tables"])
    blank: set[Key] = set()
    if "single" in style:
        share = rng.choice([0.02, 0.1, 0.4])
        blank |= {key for key in sorted(zeros) if rng.random() < share}
    if "rows" in style:
        for table in ("requests", "disputes", "proactive"):
            if table == "requests" or rng.random() < 0.4:
                blank |= _blank_lines(rng, table, zeros, figures, 1)
    if style == "columns":
        blank |= _blank_lines(rng, "requests", zeros, figures, 2)
    if style.startswith("all"):
        tables = {"requests", "disputes", "proactive"}
        if style != "all":
            tables = set(rng.sample(sorted(tables), 2))
        blank |= {key for key in zeros if key[0] in tables}
    if not blank and zeros:
        blank = {rng.choice(sorted(zeros))}
    return {key: None if key in blank else value for key, value in figures.items()}


@dataclass(frozen=True)
class Habits:
    """How an office prints: thousands separators, a plus before a rise, the unit of an amount, marks for blanks."""

    separators: bool
    plus: bool
    unit: str
    marks: dict[str, str]


def draw_habits(rng: Random) -> Habits:
    """The printing habits of one report. A mark is "" for a cell that is really empty."""
    mark = rng.choice(BLANK_MARKS) if rng.random() < 0.3 else ""
    marks = {table: mark if rng.random() < 0.8 else "" for table in ("proactive", "requests", "disputes")}
    unit = rng.choices(["", "万元", " 万元", "元", " 元"], [55, 18, 7, 15, 5])[0]
    return Habits(rng.random() < 0.12, rng.random() < 0.8, unit, marks)


def _print_amount(value: Decimal, habits: Habits) -> str:
    unit = habits.unit.strip()
    shown = value * 10_000 if unit == "元" else value
    if unit == "元" and shown == shown.to_integral_value():
        shown = shown.quantize(Decimal(1))
    text = f"{shown:,f}" if habits.separators else f"{shown:f}"
    return text + (habits.unit if value or unit == "万元" else "")


def print_figures(form: Form, figures: dict[Key, Value], habits: Habits) -> dict[Key, str]:
    """What stands in each cell: "1,192.55 万元", "+5", "0", or the mark of a blank."""
    printed: dict[Key, str] = {}
    for table in form.tables:
        for row, column in table.cells():
            key = (table.key, row.key, column.key)
            value = figures[key]
            if value is None:
                printed[key] = habits.marks[table.key]
            elif isinstance(value, Decimal):
                printed[key] = _print_amount(value, habits)
            elif column.signed and habits.plus and value > 0:
                printed[key] = f"+{value}"
            else:
                printed[key] = f"{value:,}" if habits.separators else str(value)
    return printed
