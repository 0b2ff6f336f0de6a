"""Cheap tests before costly searches: which characters an expression needs, and with which a match of it can begin.

Both are read off the expression itself, so that whoever edits a codebook or a list of words need not think of them.
Where nothing can be said of an expression the answer is None, and it has to be searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

# Characters that stand in nearly every clause of a report: to know that one of them is needed saves little.
_COMMON = frozenset("公开信息政府工作的年件不，。")
_COST_OF_COMMON = 8
_LARGEST_CLASS = 64
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_PLACES = (op.AT, op.ASSERT, op.ASSERT_NOT)

Characters = frozenset[str] | None
"""One of these must be there; None where it may be any."""


@lru_cache(maxsize=2048)
def needed(pattern: str) -> Characters:
    """The characters of which every match of an expression has at least one."""
    parsed = _parser.parse(pattern)
    return None if parsed.state.flags & re.IGNORECASE else _needed_in(parsed)


def _needed_in(items: _parser.SubPattern) -> Characters:
    """Of what stands in a row all must match: the part that says most is enough."""
    found = [chars for kind, value in items if (chars := _needed_of(kind, value)) is not None]
    return min(found, key=lambda chars: len(chars) + _COST_OF_COMMON * len(chars & _COMMON), default=None)


def _needed_of(kind: object, value: object) -> Characters:
    if kind is op.LITERAL:
        return frozenset(chr(value))
    if kind is op.IN:
        return _class(value)
    if kind is op.BRANCH:
        found = [_needed_in(branch) for branch in value[1]]
        return None if None in found else frozenset().union(*found)
    if kind is op.SUBPATTERN:
        return None if value[1] & re.IGNORECASE else _needed_in(value[3])
    return _needed_in(value[2]) if kind in _REPEATS and value[0] else None


def _class(members: Iterable[tuple[object, int]]) -> Characters:
    members = list(members)
    listed = len(members) <= _LARGEST_CLASS and all(kind is op.LITERAL for kind, _ in members)
    return frozenset(chr(code) for _, code in members) if listed else None


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
    """The characters with which a match can begin; None also where it can be empty."""
    parsed = _parser.parse(pattern)
    chars, may_be_empty = _first_of_row(parsed)
    return None if may_be_empty or parsed.state.flags & re.IGNORECASE else chars


def _first_of_row(items: _parser.SubPattern) -> tuple[Characters, bool]:
    """The characters with which a row begins, and whether all of it can be empty."""
    found: frozenset[str] = frozenset()
    for kind, value in items:
        chars, may_be_empty = _first_of(kind, value)
        if chars is None:
            return None, False
        found |= chars
        if not may_be_empty:
            return found, False
    return found, True


def _first_of(kind: object, value: object) -> tuple[Characters, bool]:
    if kind is op.LITERAL:
        return frozenset(chr(value)), False
    if kind is op.IN:
        return _class(value), False
    if kind in _PLACES:
        return frozenset(), True
    if kind is op.BRANCH:
        found = [_first_of_row(branch) for branch in value[1]]
        known = all(chars is not None for chars, _ in found)
        return (frozenset().union(*(chars for chars, _ in found)) if known else None), any(e for _, e in found)
    if kind is op.SUBPATTERN and not value[1] & re.IGNORECASE:
        return _first_of_row(value[3])
    if kind in _REPEATS:
        chars, may_be_empty = _first_of_row(value[2])
        return chars, may_be_empty or not value[0]
    return None, False
