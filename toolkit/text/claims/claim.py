"""A number stated in prose that can be held against something."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.identities import Number
from toolkit.text.claims.numbers import Quantity
from toolkit.text.claims.reference import Reference

FIGURE, ABSENCE, WHOLE, PART, SHARE, GROWTH = "figure", "absence", "whole", "part", "share", "growth"
KINDS = (FIGURE, ABSENCE, WHOLE, PART, SHARE, GROWTH)


class Claim(NamedTuple):
    """A number in the prose of a section, and what it is said of; nothing is judged here.

    `quote` is text[start:end] of the section; `printed` is the number with its unit, of an absence the word that
    denies. `stated` holds value, unit and how exactly it is said; a fall is a growth below zero. `means` are the cells
    it may mean, each as good as the others, the likeliest first; `else_means` are cells for which it would be right in
    another scope. `year` is the year it is said of, for a growth `against` the year compared with. `of_new` says of an
    outcome that it may be told of the new requests only. `narrowed` are words that say it is said of less than the
    whole, `unclear` words not known, which might: such a claim accuses nobody. `of` is the place in the list of claims
    of the whole of a part, the base of a share, the number that grew. `numbers` are the parts of a whole, the numerator
    of a share and behind it the numbers it may be a share of, or the number that grew; for a share of which no number
    is printed they are empty, and `means` are the cells over those of `else_means`. `closed` says of a whole that its
    parts must all belong to it, of a share that its base is named or plain.
    """

    section: int
    kind: str
    start: int
    end: int
    quote: str
    printed: str
    stated: Quantity
    year: int | None = None
    against: int | None = None
    means: tuple[Reference, ...] = ()
    else_means: tuple[Reference, ...] = ()
    of_new: bool = True
    narrowed: str = ""
    unclear: str = ""
    of: int | None = None
    numbers: tuple[Quantity, ...] = ()
    closed: bool = False

    @property
    def value(self) -> Number:
        """The number as stated, in its unit."""
        return self.stated.value

    @property
    def plain(self) -> bool:
        """Whether nothing in its words leaves open what it is said of."""
        return not self.narrowed and not self.unclear

    def doubted(self, words: str) -> Claim:
        """The claim with words that leave open what it is said of, unless there are such already."""
        return self._replace(unclear=words) if words and not self.unclear else self


class Draft(NamedTuple):
    """A claim on its way: `key` tells it from the others of its section, `of` is the key of the claim it depends on."""

    key: tuple[int, str]
    claim: Claim
    of: tuple[int, str] | None = None
