"""The truth about a number that the prose of a fictional report states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from toolkit.sample.figures import Key

Term = tuple[int, Key]
"""A cell with its sign: +1 or -1."""

AGREES, OTHER_SCOPE, CONTRADICTS, UNCHECKABLE = VERDICTS = ("agrees", "other_scope", "contradicts", "uncheckable")
CLAIM_KINDS = ("figure", "absence", "whole", "part", "share", "growth")
_GROUPS = ("denied", "unable", "not_processed", "other_handling")


@dataclass(frozen=True)
class Claim:
    """A number stated in prose: where it stands, what it says, and what is true.

    Offsets count characters of the section, its paragraphs joined by a line feed: `quote` is the clause
    `text[start:end]`, `quantity` the number with its unit as printed, from `at` on. Where no number is printed
    ("" as `quantity`: 未收到申请) `at` is `start` and `stated` is 0.

    `kind`: a `figure` of a table; an `absence` (nothing of it); a `whole` that no table asks for and its `part`s
    (网上申请12件; a part may be one of a figure); a `share` of `base` in %; a `growth` since last year, in % or in the unit
    of what grew (与上年持平 is a growth of 0).

    `stated` is in `unit` (万 multiplied out, amounts in 万元 or 元), without a sign: a fall of 5% is 5 with `falls`.
    `cells` are those whose signed sum the words name; `base` are the cells of which a share is taken, or for a growth
    the cells of last year's report. For a number right for other cells than its words name, those are `right_for`.
    `order` counts the claims of a report from 1; `of` is the order of the claim that this one is a part, share or growth
    of, `base_claim` that of the number a share was taken of. `closed` marks parts of a list in brackets or joined by 、
    whose numbers are all exact. `style` and `pattern` say how the number is printed.
    """

    section: int
    quote: str
    start: int
    end: int
    kind: str
    quantity: str
    at: int
    stated: int | Decimal
    unit: str
    approximate: bool = False
    cells: tuple[Term, ...] = ()
    base: tuple[Term, ...] = ()
    right_for: tuple[Term, ...] = ()
    order: int = 0
    of: int | None = None
    base_claim: int | None = None
    verdict: str = AGREES
    falls: bool = False
    closed: bool = False
    style: str = field(default="plain", repr=False)
    pattern: str = field(default="{}", repr=False)

    @property
    def cell(self) -> Key | None:
        """The cell that the number is of, the first of several; None where it is of none."""
        return self.cells[0][1] if self.cells else None

    @property
    def digits(self) -> int:
        """Decimals of the number as printed."""
        return max(0, -Decimal(self.stated).as_tuple().exponent)  # type: ignore[operator]


def _joined(cells: Sequence[Term]) -> list[Term]:
    """The cells with the reasons of a group that are all there as one: requests/denied.*/total."""
    joined: dict[Term, None] = {}
    for sign, (table, row, column) in cells:
        group = row.partition(".")[0]
        others = {r for _, (t, r, c) in cells if (t, c) == (table, column) and r.startswith(group + ".")}
        whole = group in _GROUPS and "." in row and len(others) > 1
        joined[sign, (table, f"{group}.*" if whole else row, column)] = None
    return list(joined)


def refers_to(cells: Sequence[Term]) -> str:
    """Cells as text: "requests/new_requests/total + requests/carried_over/total", "requests/denied.*/total"; "" for none.

    `.*` stands for all reasons of a group on the form: no sentence adds up only some of them.
    """
    text = ""
    for sign, key in _joined(cells):
        text += (" + " if sign > 0 else " - ") + "/".join(key)
    return text.removeprefix(" + ").strip()
