"""Which cell stands in which column: what structure leaves open is decided by arithmetic, or left undecided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import combinations, product
from math import prod
from operator import add

from toolkit.forms import Column, Form
from toolkit.identities import Equation, Key, Number, balanced, equations
from toolkit.reading.document import Cell
from toolkit.reading.fitting.pieces import Piece
from toolkit.reading.values import UNIT_WORDS, Value, in_10k_yuan

Assignment = tuple[Piece | None, ...]
"""A piece for each column of a row; None where no cell is left for the column, and in what is settled OPEN."""

# Stands for a cell in which options differ.
OPEN = Piece(Cell("", 0, 0))

# More combinations of open choices than this are not tried out together; then only what is certain is kept.
MOST_COMBINATIONS = 3000


@dataclass(slots=True)
class Choice:
    """Rows that share one way of reading: each option gives every row its assignment.

    `strict`: cells of this choice lost their places altogether, so an option counts only where all that it touches
    adds up; else the option under which most adds up is taken. `otherwise` makes the rows' own choices, for where most
    of them do not add up under any option they share.
    """

    rows: tuple[str, ...]
    options: list[dict[str, Assignment]]
    strict: bool = False
    otherwise: Callable[[], list[Choice]] | None = None


def number_of(value: Value, column: Column) -> Number | None:
    """The number a cell stands for in its column's unit; None where it is no number."""
    if value.kind != "number":
        return None
    return in_10k_yuan(value) if column.amount else value.number


def fits(piece: Piece, column: Column) -> bool:
    """Whether a number as printed is of the column's kind: "+5" is a change, "12.5" or "12.5 万元" is money."""
    if piece.value is None or piece.value.kind != "number":
        return True
    signed = piece.cell.text[:1] in "+-＋－−" or (piece.value.number or 0) < 0
    money = bool(piece.value.unit in UNIT_WORDS) or isinstance(piece.value.number, Decimal)
    return (column.signed or not signed) and (column.amount or not money)


def every_way(values: Sequence[Piece], count: int) -> Iterator[Assignment]:
    """Every way to lay values on `count` columns in order."""
    for places in combinations(range(count), len(values)):
        laid: list[Piece | None] = [None] * count
        for place, piece in zip(places, values, strict=True):
            laid[place] = piece
        yield tuple(laid)


class Solver:
    """Settles the choices of one table under the identities of its form."""

    def __init__(self, form: Form, table: str, columns_of: dict[str, tuple[Column, ...]]) -> None:
        self.columns_of = columns_of
        self.by_row = _equations_by_row(form, table)
        self.unknown: set[str] = set()

    def settle(self, choices: list[Choice]) -> dict[str, Assignment]:
        """What stands in every row of the choices. A choice without options leaves all its cells OPEN."""
        choices = [one for choice in choices for one in self._shared_or_own(choice)]
        self.unknown = {row for choice in choices if not choice.options for row in choice.rows}
        for choice in choices:
            if len(choice.options) > 1:
                choice.options = [o for o in choice.options if self._plausible(o)] or choice.options
        loose = [c for c in choices if not c.strict and len(c.options) > 1]
        strict = [c for c in choices if c.strict and c.options]
        if loose or strict:
            self._decide(choices, loose, strict)
        return {row: cells for choice in choices for row, cells in self._cells(choice)}

    def _decide(self, choices: list[Choice], loose: list[Choice], strict: list[Choice]) -> None:
        """Leaves the loose and the strict ones of the choices with the options that arithmetic leaves them."""
        values: dict[Key, Number] = {}
        for choice in choices:
            if choice.options and not choice.strict:
                self._enter(values, choice, choice.options[0])
        if loose:
            self._settle_loose(loose, values)
        if strict:
            self._settle_strict(strict, values)

    def adds_up(self, option: dict[str, Assignment]) -> bool:
        """Whether every equation within the option's rows holds with blanks as zero."""
        choice = Choice(tuple(option), [option])
        own = [e for e in self._touching(choice) if e.rows <= option.keys()]
        if not own:
            return True
        values: dict[Key, Number] = {}
        self._enter(values, choice, option)
        return all(balanced(equation, values) is not False for equation in own)

    def _settle_loose(self, open_choices: list[Choice], values: dict[Key, Number]) -> None:
        """The combinations under which most equations hold, blanks as zero, and of these the ones that break fewest.

        What they have in common is decided.
        """
        for choice in open_choices:
            self._keep_balanced_rows(choice, values)
        open_choices = [choice for choice in open_choices if len(choice.options) > 1]
        if prod(len(choice.options) for choice in open_choices) > MOST_COMBINATIONS:
            for choice in open_choices:
                self._enter(values, choice, {})
            self._settle_strict(open_choices, values)
            open_choices = [choice for choice in open_choices if len(choice.options) > 1]
            if prod(len(choice.options) for choice in open_choices) > MOST_COMBINATIONS:
                return
        most, fewest = -1, 0
        winners: list[tuple[dict[str, Assignment], ...]] = []
        combinations_of = product(*(choice.options for choice in open_choices))
        for combination, sums in zip(combinations_of, self._sums(open_choices, values), strict=True):
            balances = sums[::3]
            holding = balances.count(0)
            if holding < most:
                continue
            # Blank and lost cells can only add to their side.
            sides = zip(balances, sums[1::3], sums[2::3], strict=True)
            failing = sum([(d > 0 and not right) or (d < 0 and not left) for d, left, right in sides])
            if holding > most or failing < fewest:
                most, fewest, winners = holding, failing, []
            if failing == fewest:
                winners.append(combination)
        for place, choice in enumerate(open_choices):
            choice.options = [o for o in choice.options if any(w[place] is o for w in winners)]
            self._enter(values, choice, choice.options[0])

    def _sums(self, open_choices: list[Choice], values: dict[Key, Number]) -> list[list[Number]]:
        """What the touched equations come to under every combination of options, in the order of their product.

        Three numbers an equation: its left side less its right one, and the unprinted cells of each. Each option's
        share in them is counted once.
        """
        touched = list({id(e): e for choice in open_choices for e in self._touching(choice)}.values())
        open_rows = {row for choice in open_choices for row in choice.rows}
        settled = [
            ([k for k in e.left if k[0] not in open_rows], [k for k in e.right if k[0] not in open_rows])
            for e in touched
        ]
        sums = [_share(settled, values)]
        for choice in open_choices:
            own = [
                ([k for k in e.left if k[0] in choice.rows], [k for k in e.right if k[0] in choice.rows])
                for e in touched
            ]
            shares = []
            for option in choice.options:
                entered: dict[Key, Number] = {}
                self._enter(entered, choice, option)
                shares.append(_share(own, entered))
            sums = [list(map(add, before, share)) for before in sums for share in shares]
        return sums

    def _keep_balanced_rows(self, choice: Choice, values: dict[Key, Number]) -> None:
        """Where a row adds up under some options, the others are out: a row needs no other row to be judged."""
        own = [e for e in self._touching(choice) if len(e.rows) == 1]
        if not own or len(choice.rows) > 1:
            return
        balanced_options = []
        for option in choice.options:
            self._enter(values, choice, option)
            if all(balanced(equation, values) is not False for equation in own):
                balanced_options.append(option)
        choice.options = balanced_options or choice.options
        self._enter(values, choice, choice.options[0])

    def _settle_strict(self, open_choices: list[Choice], values: dict[Key, Number]) -> None:
        """Options that break anything decided are struck out, until none is; what is left in common is decided."""
        unsettled = {row for choice in open_choices for row in choice.rows}
        progress = True
        while progress:
            progress = False
            for choice in open_choices:
                if not unsettled.intersection(choice.rows):
                    continue
                touched = [e for e in self._touching(choice) if not e.rows & (unsettled - {*choice.rows})]
                left = []
                for option in choice.options:
                    self._enter(values, choice, option)
                    if all(balanced(equation, values) is not False for equation in touched):
                        left.append(option)
                self._enter(values, choice, {})
                if not left and not choice.strict:
                    continue
                progress |= len(left) < len(choice.options)
                choice.options = left
                if len(left) == 1:
                    self._enter(values, choice, left[0])
                    unsettled -= {*choice.rows}

    def _shared_or_own(self, choice: Choice) -> list[Choice]:
        """The choice, or its rows' own ones where half of the rows or more fail under every shared option."""
        if not choice.otherwise:
            return [choice]
        failing = len(choice.rows)
        for option in choice.options:
            rows = sum(not self.adds_up({row: option[row]}) for row in choice.rows)
            failing = min(failing, rows)
            if not failing:
                return [choice]
        return choice.otherwise() if 2 * failing >= len(choice.rows) else [choice]

    def _plausible(self, option: dict[str, Assignment]) -> bool:
        """Whether every number is of its column's kind: a sign or a fraction stands in few columns."""
        for row, pieces in option.items():
            for column, piece in zip(self.columns_of[row], pieces, strict=True):
                if piece is not None and piece.value is not None and not fits(piece, column):
                    return False
        return True

    def _touching(self, choice: Choice) -> list[Equation]:
        """The equations of a choice's rows; those with a row nobody can read say nothing."""
        found = {id(e): e for row in choice.rows for e in self.by_row.get(row, ())}
        return [e for e in found.values() if not e.rows & self.unknown]

    def _enter(self, values: dict[Key, Number], choice: Choice, option: dict[str, Assignment]) -> None:
        for row in choice.rows:
            pieces = option.get(row, ())
            for place, column in enumerate(self.columns_of[row]):
                piece = pieces[place] if pieces else None
                number = number_of(piece.value, column) if piece is not None and piece.value is not None else None
                if number is None:
                    values.pop((row, column.key), None)
                else:
                    values[row, column.key] = number

    def _cells(self, choice: Choice) -> Iterator[tuple[str, Assignment]]:
        """The rows of a choice with what its options have in common."""
        options = choice.options
        for row in choice.rows:
            if len(options) == 1:
                yield row, options[0][row]
            elif options:
                yield row, tuple(map(_common, zip(*(option[row] for option in options), strict=True)))
            else:
                yield row, (OPEN,) * len(self.columns_of[row])


def _share(sides: list[tuple[list[Key], list[Key]]], values: dict[Key, Number]) -> list[Number]:
    """What cells add to equations: left sum less right sum, and how many of each have no number."""
    share: list[Number] = []
    for left, right in sides:
        printed = [values[key] for key in left if key in values], [values[key] for key in right if key in values]
        balance = sum(printed[0]) - sum(printed[1])
        share += (balance, len(left) - len(printed[0]), len(right) - len(printed[1]))
    return share


@cache
def _equations_by_row(form: Form, table: str) -> dict[str, list[Equation]]:
    """Row key to the equations of a table of a form that its cells stand in."""
    found: dict[str, list[Equation]] = {}
    for equation in equations(form, table):
        for row in equation.rows:
            found.setdefault(row, []).append(equation)
    return found


def _common(seen: Sequence[Piece | None]) -> Piece | None:
    """One cell under all options left: the same piece, some blank, None where lost, or OPEN where figures differ."""
    printed = [piece for piece in seen if piece is not None and not piece.is_blank]
    if not printed:
        return next((piece for piece in seen if piece is not None), None)
    if len(printed) == len(seen) and all(piece is printed[0] for piece in printed):
        return printed[0]
    return OPEN
