"""Cheap tests before costly searches: which characters an expression needs, and with which a match of it can begin.

Both are read off the expression itself, so that whoever edits a codebook or a list of words need not think of them.
Where nothing can be said of an expression the answer is None, and it has to be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from toolkit.text.expressions import Characters, Group, Look, OneOf, Row, UnknownSyntax, parts_of

# Characters that stand in nearly every clause of a report: to know that one of them is needed saves little.
_COMMON = frozenset("公开信息政府工作的年件不，。")
_COST_OF_COMMON = 8


@lru_cache(maxsize=2048)
def needed(pattern: str) -> Characters:
    """The characters of which every match of an expression has at least one; None where nothing can be said."""
    try:
        return _needed_of(parts_of(pattern))
    except UnknownSyntax:
        return None


def _needed_of(part: OneOf | Group | Look) -> Characters:
    if isinstance(part, OneOf):
        return part.characters
    if isinstance(part, Look) or not part.least:
        return None
    found = [_needed_in(row) for row in part.branches]
    return None if None in found else frozenset().union(*found)


def _needed_in(row: Row) -> Characters:
    """Of what stands in a row all must match: the part that says most is enough."""
    found = [chars for part in row if (chars := _needed_of(part)) is not None]
    return min(found, key=lambda chars: len(chars) + _COST_OF_COMMON * len(chars & _COMMON), default=None)


def union(patterns: Iterable[str]) -> re.Pattern[str]:
    """The expressions in this order as one, `a|b|…`, of which each is tried only where a match of it can begin."""
    patterns = list(patterns)
    begins = [_beginning(pattern) for pattern in patterns]
    joined = "|".join(f"{_ahead(first)}(?:{pattern})" for pattern, first in zip(patterns, begins, strict=True))
    first = None if None in begins else frozenset().union(*begins)
    return re.compile(f"{_ahead(first)}(?:{joined})")


def longest_of(words: Iterable[str]) -> re.Pattern[str]:
    """An expression for the longest of these words that begins at a place; those that begin alike are tried together."""
    by_first: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(ends)})" for first, ends in by_first.items()))


def _ahead(chars: Characters) -> str:
    return "" if chars is None else f"(?=[{re.escape(''.join(sorted(chars)))}])"


def _beginning(pattern: str) -> Characters:
    """The characters with which a match can begin; None also where it can be empty, or nothing can be said."""
    try:
        chars, may_be_empty = _first_of(parts_of(pattern))
    except UnknownSyntax:
        return None
    return None if may_be_empty else chars


def _first_of(part: OneOf | Group | Look) -> tuple[Characters, bool]:
    """The characters with which a part begins, and whether it can be empty."""
    if isinstance(part, OneOf):
        return part.characters, False
    if isinstance(part, Look):
        return frozenset(), True
    found = [_first_of_row(row) for row in part.branches]
    known = all(chars is not None for chars, _ in found)
    chars = frozenset().union(*(chars for chars, _ in found)) if known else None
    return chars, not part.least or any(may_be_empty for _, may_be_empty in found)


def _first_of_row(row: Row) -> tuple[Characters, bool]:
    found: frozenset[str] = frozenset()
    for part in row:
        chars, may_be_empty = _first_of(part)
        if chars is None:
            return None, False
        found |= chars
        if not may_be_empty:
            return found, False
    return found, True
