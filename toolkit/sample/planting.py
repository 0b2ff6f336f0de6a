"""Errors planted in fictional reports, each with what it should have been and the rules that must find it.

A kind of error says which cells it changes. Only changes that no other error of the report touches are taken, so that
each can be told from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from toolkit.forms import Form
from toolkit.identities import FAILS, UNDECIDABLE, Equation, equations, judge
from toolkit.sample.figures import Key, Value
from toolkit.sample.stated import PROSE_KINDS

REPORT, YEARS, PROSE = "the report", "the reports of two years", "prose and table"
PROSE_AND_LAST_YEAR = "prose and the tables of two years"
"""What one must look at to see an error."""

Figures = dict[Key, Value]
Changes = dict[Key, Value]

LARGEST_SLIP = 9
FEWEST_CHANGES = 4  # totals of requests that differ between two years whose tables are not the same by chance
# Rows that the report of another year repeats: an error there would be one between years too.
_BETWEEN_YEARS = ("carried_over", "carried_forward")


@dataclass(frozen=True)
class Expected:
    """A rule that finds an error now: its name, the row or column it is asked of ("" for none), and its outcome."""

    rule: str
    at: str = ""
    outcome: str = ""

    def __str__(self) -> str:
        return self.rule + (f"[{self.at}]" if self.at else "") + (f" {self.outcome}" if self.outcome else "")


@dataclass(frozen=True)
class PlantedError:
    """An error: its kind, cells as (key, true value, printed value), words in place of others, and who can find it.

    `true_text` and `printed_text` are set where words are changed. `rules` are those that must find it by looking at
    one report; it is empty where `needs` says that more must be looked at. `section` and `claims` say of a number in the
    prose where it stands and which claims (by their order) hang together with it: the error is found where one of them is
    accused, the wrong one being the first.
    """

    kind: str
    needs: str
    cells: tuple[tuple[Key, Value, Value], ...] = ()
    true_text: str = ""
    printed_text: str = ""
    rules: tuple[Expected, ...] = ()
    section: int | None = None
    claims: tuple[int, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of error in the tables: `change` draws the cells to change, or None where the report has no place for it.

    It gets the figures and those of the year before (None where there are none).
    """

    name: str
    needs: str
    change: Callable[[Random, Form, Figures, Figures | None], Changes | None]


def _slip(rng: Random) -> int:
    return rng.choice([1, 1, 2, 3, LARGEST_SLIP])


def _printed_rows(form: Form, figures: Figures, table: str) -> list[str]:
    """Rows of which every cell is a number, and not all are zero."""
    rows = []
    for row, columns in form.table(table).columns_of.items():
        if row in _BETWEEN_YEARS:
            continue
        values = [figures[table, row, c.key] for c in columns]
        if all(value is not None for value in values) and any(values):
            rows.append(row)
    return rows


def _column_unbalanced(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """A result counted too high for one kind of applicant, and in the total with it: the column no longer adds up."""
    results = {row.key for row in form.table("requests").rows if row.result}
    rows = [row for row in _printed_rows(form, figures, "requests") if row in results]
    if not rows:
        return None
    row, slip = rng.choice(rows), _slip(rng)
    columns = [c.key for c in form.table("requests").columns_of[row] if c.key != "total"]
    column = rng.choice([c for c in columns if figures["requests", row, c]])
    keys = (("requests", row, column), ("requests", row, "total"))
    return {key: figures[key] + slip for key in keys}  # type: ignore[operator]


def _row_total(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """The total of a row of requests is not the sum of its applicants."""
    rows = _printed_rows(form, figures, "requests")
    return _raise_total(rng, figures, "requests", rows)


def _disputes_total(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """The total of a row of disputes is not the sum of its outcomes."""
    return _raise_total(rng, figures, "disputes", _printed_rows(form, figures, "disputes"))


def _raise_total(rng: Random, figures: Figures, table: str, rows: list[str]) -> Changes | None:
    if not rows:
        return None
    key = (table, rng.choice(rows), "total")
    return {key: figures[key] + _slip(rng)}  # type: ignore[operator]


def _blank_total(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """The total of a row with figures is left blank."""
    table = rng.choice(["requests", "requests", "disputes"])
    rows = _printed_rows(form, figures, table)
    return {(table, rng.choice(rows), "total"): None} if rows else None


def _carry_over(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """What is carried over is not what was carried forward a year ago; counted as new instead, so the sums still hold."""
    if before is None:
        return None
    columns = []
    for column in form.table("requests").blocks[0].columns:
        new, over = (figures["requests", row, column.key] for row in ("new_requests", "carried_over"))
        if column.key != "total" and new and over is not None:
            columns.append(column.key)
    totals = [figures["requests", row, "total"] for row in ("new_requests", "carried_over")]
    if not columns or None in totals:
        return None
    column = rng.choice(columns)
    slip = min(_slip(rng), figures["requests", "new_requests", column])  # type: ignore[type-var]
    return {
        ("requests", row, place): figures["requests", row, place] + sign * slip  # type: ignore[operator]
        for row, sign in (("new_requests", -1), ("carried_over", 1))
        for place in (column, "total")
    }


def _in_force(rng: Random, form: Form, figures: Figures, before: Figures | None) -> Changes | None:
    """More papers are said to be issued than the number in force has grown by since last year."""
    keys = [("proactive", "normative_documents", name) for name in ("issued", "repealed", "in_force")]
    if before is None or any(figures.get(key) is None or before.get(key) is None for key in keys):
        return None
    return {keys[0]: figures[keys[0]] + _slip(rng)}  # type: ignore[operator]


TABLE_KINDS = (
    Kind("column_unbalanced", REPORT, _column_unbalanced),
    Kind("row_total_wrong", REPORT, _row_total),
    Kind("carry_over_differs", YEARS, _carry_over),
    Kind("disputes_total_wrong", REPORT, _disputes_total),
    Kind("blank_total", REPORT, _blank_total),
    Kind("in_force_does_not_follow", YEARS, _in_force),
)
PERIOD_OF_LAST_YEAR, FORM_OF_LAST_YEAR, TABLES_OF_LAST_YEAR = (
    "period_of_last_year",
    "form_of_last_year",
    "tables_of_last_year",
)
KINDS = (
    TABLE_KINDS[0].name, PROSE_KINDS[0], TABLE_KINDS[1].name, TABLE_KINDS[2].name, FORM_OF_LAST_YEAR, PROSE_KINDS[1],
    TABLE_KINDS[3].name, TABLES_OF_LAST_YEAR, PERIOD_OF_LAST_YEAR, PROSE_KINDS[2], TABLE_KINDS[4].name, PROSE_KINDS[3],
    TABLE_KINDS[5].name, PROSE_KINDS[4],
)  # fmt: skip
"""All kinds, in the order in which they are dealt out."""


def _touched(form: Form, keys: set[Key]) -> Iterator[Equation]:
    """The equations in which one of these cells stands."""
    for table in form.tables:
        for equation in equations(form, table.key):
            if any((table.key, *key) in keys for key in (*equation.left, *equation.right)):
                yield equation


def _cells(equation: Equation) -> set[Key]:
    return {(equation.identity.table, *key) for key in (*equation.left, *equation.right)}


def expected_rules(form: Form, figures: Figures, changed: Figures) -> tuple[Expected, ...]:
    """The identities that say something else of `changed` than of `figures`, and what they say now."""
    keys = {key for key in changed if changed[key] != figures[key]}
    found = []
    for equation in _touched(form, keys):
        table = equation.identity.table
        was, now = (
            judge(equation, {key[1:]: v for key, v in side.items() if key[0] == table and v is not None}).outcome
            for side in (figures, changed)
        )
        if now != was and now in (FAILS, UNDECIDABLE):
            found.append(Expected(equation.identity.key, equation.at, now))
    return tuple(found)


def tables_of_last_year(form: Form, figures: Figures, before: Figures | None) -> PlantedError | None:
    """The error of a report filed with the three tables of the year before; None where nobody could tell.

    Last year's tables must be on the same form, differ in several numbers, and break no sum that held before.
    """
    if before is None or before.keys() != figures.keys() or expected_rules(form, figures, before):
        return None
    cells = tuple((key, figures[key], before[key]) for key in figures if figures[key] != before[key])
    enough = [cell for cell in cells if cell[0][0] == "requests" and cell[0][2] == "total" and cell[1] and cell[2]]
    return PlantedError(TABLES_OF_LAST_YEAR, YEARS, cells) if len(enough) >= FEWEST_CHANGES else None


def plant(
    rng: Random, kind: Kind, form: Form, figures: Figures, before: Figures | None, taken: set[Key]
) -> tuple[Figures, PlantedError] | None:
    """The figures with an error of this kind, and its record; None where there is no place for it.

    `taken` are the cells that other errors of the report changed. No identity may hold cells of both.
    """
    changes = kind.change(rng, form, figures, before)
    if changes is None:
        return None
    near = set(changes).union(*(_cells(equation) for equation in _touched(form, set(changes))))
    if near & taken:
        return None
    changed = {**figures, **changes}
    rules = expected_rules(form, figures, changed)
    if bool(rules) != (kind.needs == REPORT):
        return None
    cells = tuple((key, figures[key], value) for key, value in changes.items())
    return changed, PlantedError(kind.name, kind.needs, cells, rules=rules)
