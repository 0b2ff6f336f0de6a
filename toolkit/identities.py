"""The arithmetic of a form over cells that may be blank or lost. Fitting and checks both ask it.

Numbers are int or Decimal, never float, so a sum is exact.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from toolkit.forms import Form, Identity

Number = int | Decimal
Key = tuple[str, str]
"""(row, column) of a table."""

HOLDS = "holds"
HOLDS_IF_BLANK_IS_ZERO = "holds_if_blank_is_zero"
FAILS = "fails"
UNDECIDABLE = "undecidable"
NOTHING_PRINTED = "nothing_printed"


@dataclass(frozen=True)
class Equation:
    """An identity asked of one column or one row: `left` adds up to `right`. `at` is that column's or row's key."""

    identity: Identity
    at: str
    left: tuple[Key, ...]
    right: tuple[Key, ...]

    @cached_property
    def rows(self) -> frozenset[str]:
        """The rows whose cells it adds up."""
        return frozenset(row for row, _ in (*self.left, *self.right))


@dataclass(frozen=True)
class Judgement:
    """What the printed cells say of an equation; the sums count printed cells only."""

    outcome: str
    left: Number
    right: Number


@cache
def equations(form: Form, table: str) -> tuple[Equation, ...]:
    """Every equation of a table of a form."""
    return tuple(
        equation for identity in form.identities if identity.table == table for equation in expand(form, identity)
    )


def expand(form: Form, identity: Identity) -> tuple[Equation, ...]:
    """The equations an identity stands for: one a column, or one a row that has all its columns."""
    table = form.table(identity.table)
    if identity.each == "column":
        return tuple(
            Equation(
                identity,
                column.key,
                tuple((row, column.key) for row in identity.left),
                tuple((row, column.key) for row in identity.right),
            )
            for column in table.blocks[0].columns
        )
    needed = {*identity.left, *identity.right}
    return tuple(
        Equation(
            identity,
            row.key,
            tuple((row.key, column) for column in identity.left),
            tuple((row.key, column) for column in identity.right),
        )
        for row in table.rows
        if needed <= {column.key for column in table.columns_of[row.key]}
    )


def judge(equation: Equation, values: Mapping[Key, Number], lost: Collection[Key] = ()) -> Judgement:
    """What printed cells say of an equation.

    `values` holds the printed cells; a cell that is not in it is blank, or lost if it stands in `lost`. It fails as
    printed, or where no filling of blank and lost cells with numbers from zero up can make it hold.
    """
    left, left_open = _side(equation.left, values)
    right, right_open = _side(equation.right, values)
    unknown = left_open + right_open
    if len(unknown) == len(equation.left) + len(equation.right):
        return Judgement(NOTHING_PRINTED, left, right)
    if not unknown:
        return Judgement(HOLDS if left == right else FAILS, left, right)
    if (left > right and not right_open) or (right > left and not left_open):
        return Judgement(FAILS, left, right)
    if left == right and not any(key in lost for key in unknown):
        return Judgement(HOLDS_IF_BLANK_IS_ZERO, left, right)
    return Judgement(UNDECIDABLE, left, right)


def balanced(equation: Equation, values: Mapping[Key, Number]) -> bool | None:
    """Whether an equation holds with every unprinted cell counted as zero; None where no cell of it is printed."""
    total: Number = 0
    printed = False
    for key in equation.left:
        if key in values:
            total += values[key]
            printed = True
    for key in equation.right:
        if key in values:
            total -= values[key]
            printed = True
    return total == 0 if printed else None


def _side(keys: tuple[Key, ...], values: Mapping[Key, Number]) -> tuple[Number, list[Key]]:
    total: Number = 0
    unprinted = []
    for key in keys:
        if key in values:
            total += values[key]
        else:
            unprinted.append(key)
    return total, unprinted
