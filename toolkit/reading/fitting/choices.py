"""Which cell stands in which column: what structure leaves open is decided by arithmetic, or left undecided."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.forms import Column, Form
from toolkit.identities import FAILS, Equation, Key, Number, balanced, equations, judge
from toolkit.reading.fitting.pieces import Piece
from toolkit.reading.values import Value, in_10k_yuan

Assignment = tuple[Piece | None, ...]
"""A piece for each column of a row; None where no cell is left for the column."""

# Passes over the open choices of one table; they rarely depend on each other, and two settle nearly all.
MOST_PASSES = 4


@dataclass(slots=True)
class Choice:
    """Rows that share one way of reading: each option gives every row its assignment.

    `strict`: cells of this choice lost their places altogether, so an option counts only where all that it touches
    adds up; else the option under which most adds up is taken, as DESIGN's second idea says.
    """

    rows: tuple[str, ...]
    options: list[dict[str, Assignment]]
    strict: bool = False


@dataclass(slots=True)
class Settled:
    """What a choice came to for a cell: the piece, or None where lost; `undecided` where options differ."""

    piece: Piece | None
    undecided: bool = False


def number_of(value: Value, column: Column) -> Number | None:
    """The number a cell stands for in its column's unit; None where it is no number."""
    if value.kind != "number":
        return None
    return in_10k_yuan(value) if column.amount else value.number


class Solver:
    """Settles the choices of one table under the identities of its form."""

    def __init__(self, form: Form, table: str, columns_of: dict[str, tuple[Column, ...]]) -> None:
        self.columns_of = columns_of
        self.equations = equations(form, table)
        self.by_row: dict[str, list[Equation]] = {}
        for equation in self.equations:
            for row in {key[0] for key in (*equation.left, *equation.right)}:
                self.by_row.setdefault(row, []).append(equation)

    def settle(self, choices: list[Choice]) -> dict[Key, Settled]:
        """Every cell of the choices' rows. A choice without options leaves its cells out."""
        loose = [c for c in choices if not c.strict and len(c.options) > 1]
        strict = [c for c in choices if c.strict and len(c.options) > 1]
        values: dict[Key, Number] = {}
        for choice in choices:
            if not (choice.strict and len(choice.options) > 1):
                self._enter(values, choice, choice.options[0])
        if loose:
            self._settle_loose(loose, values)
        if strict:
            self._settle_strict(strict, values)
        return {key: cell for choice in choices for key, cell in self._cells(choice).items()}

    def _settle_loose(self, open_choices: list[Choice], values: dict[Key, Number]) -> None:
        """Each choice in turn takes the options under which most holds, until none changes."""
        kept = {id(c): list(c.options) for c in open_choices}
        for _ in range(MOST_PASSES):
            changed = False
            for choice in open_choices:
                scores = []
                touched = self._touching(choice)
                for option in choice.options:
                    self._enter(values, choice, option)
                    scores.append(self._score(touched, values, self._lost(choice, option)))
                best = max(scores)
                winners = [o for o, s in zip(choice.options, scores, strict=True) if s == best]
                changed |= winners != kept[id(choice)]
                kept[id(choice)] = winners
                self._enter(values, choice, winners[0])
            if not changed:
                break
        for choice in open_choices:
            choice.options = kept[id(choice)]

    def _settle_strict(self, open_choices: list[Choice], values: dict[Key, Number]) -> None:
        """Options that break anything decided are struck out, until none is; what is left in common is decided."""
        unsettled = {row for choice in open_choices for row in choice.rows}
        progress = True
        while progress:
            progress = False
            for choice in open_choices:
                if not unsettled.intersection(choice.rows):
                    continue
                touched = [e for e in self._touching(choice) if not self._rows(e) & (unsettled - {*choice.rows})]
                left = []
                for option in choice.options:
                    self._enter(values, choice, option)
                    if all(balanced(equation, values) is not False for equation in touched):
                        left.append(option)
                self._enter(values, choice, {})
                progress |= len(left) < len(choice.options)
                choice.options = left
                if len(left) == 1:
                    self._enter(values, choice, left[0])
                    unsettled -= {*choice.rows}

    def _rows(self, equation: Equation) -> set[str]:
        return {key[0] for key in (*equation.left, *equation.right)}

    def _touching(self, choice: Choice) -> list[Equation]:
        return list({id(e): e for row in choice.rows for e in self.by_row.get(row, ())}.values())

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

    def _lost(self, choice: Choice, option: dict[str, Assignment]) -> set[Key]:
        return {
            (row, column.key)
            for row, pieces in option.items()
            for column, piece in zip(self.columns_of[row], pieces, strict=True)
            if piece is None
        }

    def _score(self, touched: list[Equation], values: dict[Key, Number], lost: set[Key]) -> tuple[int, int]:
        """Equations that hold with every unprinted cell zero, then, fewest first, those that cannot hold at all."""
        holds = sum(1 for equation in touched if balanced(equation, values))
        fails = sum(1 for equation in touched if judge(equation, values, lost).outcome == FAILS)
        return holds, -fails

    def _cells(self, choice: Choice) -> dict[Key, Settled]:
        cells: dict[Key, Settled] = {}
        for row in choice.rows:
            for place, column in enumerate(self.columns_of[row]):
                seen = [option[row][place] for option in choice.options]
                cells[row, column.key] = _common(seen)
        return cells


def _common(seen: list[Piece | None]) -> Settled:
    """One cell under all options left: the same piece, some blank, or undecided where figures differ."""
    printed = [piece for piece in seen if piece is not None and piece.value != _BLANK]
    if not seen:
        return Settled(None, undecided=True)
    if not printed:
        return Settled(next((piece for piece in seen if piece is not None), None))
    if len(printed) == len(seen) and all(piece is printed[0] for piece in printed):
        return Settled(printed[0])
    return Settled(printed[0], undecided=True)


_BLANK = Value("blank")
