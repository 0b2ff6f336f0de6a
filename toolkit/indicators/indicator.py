"""What a rate is: its names, the cells above and below the line, who says so, and what it must not be used for.

A numerator or denominator is text that both people and `rates` read: cells as table/row/column, `*` for any ending,
joined by " + ". `requests/denied.*/total` is the total column of every row of 不予公开.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from toolkit.forms import Form, load_forms

SHARE, RATIO = "share", "ratio"
"""A share counts some of the cases of its denominator, so it lies between 0 and 1; a ratio sets one count against another."""
WILSON, POISSON, NO_INTERVAL = "wilson", "poisson", "none"
"""Which 95 % interval a rate has."""
_INTERVALS = {SHARE: (WILSON, NO_INTERVAL), RATIO: (POISSON, NO_INTERVAL)}

Cell = tuple[str, str, str]
"""(table, row, column)"""


@dataclass(frozen=True)
class Indicator:
    """A rate. `source` is who defines it, `note` what it must not be used for.

    Raises ValueError for a `kind` that is none of share and ratio, or an `interval` that does not suit the kind.
    """

    key: str
    english: str
    chinese: str
    numerator: str
    denominator: str
    source: str
    note: str
    kind: str = SHARE
    interval: str = WILSON

    def __post_init__(self) -> None:
        if self.interval not in _INTERVALS.get(self.kind, ()):
            allowed = "; ".join(f"{kind} with interval {' or '.join(those)}" for kind, those in _INTERVALS.items())
            raise ValueError(f"indicator {self.key!r} is a {self.kind!r} with {self.interval!r}; it can be: {allowed}")

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that have all its cells, oldest first.

        Raises ValueError where no form has, so that a misspelt cell does not pass for a rate that no report has.
        """
        found = _forms_with(self.numerator, self.denominator)
        if not found:
            raise ValueError(
                f"indicator {self.key!r}: no form has all of {self.numerator!r} and {self.denominator!r}. A term is "
                f"table/row/column with the keys of toolkit/forms ({', '.join(load_forms())}); terms are joined by ' + '."
            )
        return found


def _cells_of(term: str, form: Form) -> list[Cell]:
    table, row, column = parts if len(parts := term.split("/")) == 3 else ("", "", "")
    rows = [t for t in form.tables if t.key == table]
    return [(table, r.key, c.key) for t in rows for r, c in t.cells() if c.key == column and fnmatchcase(r.key, row)]


@cache
def cells_named(text: str, form: Form) -> tuple[Cell, ...]:
    """The cells of a form that a numerator or denominator names. Raises ValueError where a term names none."""
    found: list[Cell] = []
    for term in text.split(" + "):
        cells = _cells_of(term, form)
        if not cells:
            raise ValueError(f"form {form.key} has no cell {term!r}; a term is table/row/column, as in toolkit/forms")
        found += cells
    return tuple(found)


@cache
def _forms_with(numerator: str, denominator: str) -> tuple[str, ...]:
    terms = [*numerator.split(" + "), *denominator.split(" + ")]
    return tuple(key for key, form in load_forms().items() if all(_cells_of(term, form) for term in terms))
