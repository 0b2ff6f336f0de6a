"""What a regular expression is made of, as far as `sieve` asks: read off its text by the documented syntax of `re`.

Only what lists of words and codebooks are written with is known; of anything else nothing is said.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Characters = frozenset[str] | None
"""One of these; None where it may be any."""

LARGEST_CLASS = 64
"""Characters of a class, at most, that are listed one by one."""


class UnknownSyntax(ValueError):
    """An expression in which something stands that is not known here: flags, references, conditions."""


class OneOf(NamedTuple):
    """A single character."""

    characters: Characters


class Group(NamedTuple):
    """One of several rows of parts, `least` times or more."""

    branches: tuple[Row, ...]
    least: int = 1


class Look(NamedTuple):
    """What takes no characters: an anchor, or a look ahead or behind."""


Row = tuple[OneOf | Group | Look, ...]
"""Parts that stand one behind the other."""

_GROUP = re.compile(r"\((?:(?P<look>\?<?[=!])|\?[:>]|\?P<\w+>|(?!\?))")
_REPEAT = re.compile(r"(?:[*?]|\+|\{(?!\})(?P<least>\d*)(?:,\d*)?\})[?+]?")
_ESCAPE = re.compile(r"\\(?:x(?P<x>[0-9a-fA-F]{2})|u(?P<u>[0-9a-fA-F]{4})|(?P<plain>.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_KINDS, _ANCHORS = frozenset("dDsSwW"), frozenset("AZbB")


def parts_of(pattern: str) -> Group:
    """The parts of an expression that `re` can compile. Raises UnknownSyntax."""
    branches, end = _branches(pattern, 0)
    if end != len(pattern):
        raise UnknownSyntax(pattern)
    return Group(branches)


def _branches(pattern: str, at: int) -> tuple[tuple[Row, ...], int]:
    """The rows up to the end or the bracket that closes, and where that is."""
    rows: list[list[OneOf | Group | Look]] = [[]]
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            rows.append([])
            at += 1
            continue
        part, at = _part(pattern, at)
        if repeat := _REPEAT.match(pattern, at):
            part, at = _repeated(part, repeat), repeat.end()
        rows[-1].append(part)
    return tuple(map(tuple, rows)), at


def _repeated(part: OneOf | Group | Look, repeat: re.Match[str]) -> Group:
    least = repeat["least"] or "0" if repeat[0][0] == "{" else "1" if repeat[0][0] == "+" else "0"
    return Group(((part,),), int(least))


def _part(pattern: str, at: int) -> tuple[OneOf | Group | Look, int]:
    char = pattern[at]
    if char == "(":
        return _bracketed(pattern, at)
    if char == "[":
        return _class(pattern, at + 1)
    if char == "\\":
        return _escaped(pattern, at)
    if char in "^$":
        return Look(), at + 1
    return OneOf(None if char == "." else frozenset(char)), at + 1


def _bracketed(pattern: str, at: int) -> tuple[Group | Look, int]:
    opening = _GROUP.match(pattern, at)
    if opening is None:
        raise UnknownSyntax(pattern)
    branches, end = _branches(pattern, opening.end())
    return (Look() if opening["look"] else Group(branches)), end + 1


def _escaped(pattern: str, at: int) -> tuple[OneOf | Look, int]:
    found = _ESCAPE.match(pattern, at)
    if found is not None and found["plain"] in _ANCHORS:
        return Look(), found.end()
    return OneOf(_meant(pattern, found)), found.end()  # type: ignore[union-attr]


def _meant(pattern: str, escape: re.Match[str] | None) -> Characters:
    """The character that an escape stands for; None for a kind of characters."""
    if escape is None:
        raise UnknownSyntax(pattern)
    if code := escape["x"] or escape["u"]:
        return frozenset(chr(int(code, 16)))
    plain = escape["plain"]
    if plain in _KINDS:
        return None
    if plain in _CONTROLS or not (plain.isascii() and plain.isalnum()):
        return frozenset(_CONTROLS.get(plain, plain))
    raise UnknownSyntax(pattern)


def _class(pattern: str, at: int) -> tuple[OneOf, int]:
    """A class, behind its bracket: only of one that lists its characters they are known."""
    negated = pattern[at] == "^"
    first = at = at + negated
    listed: set[str] = set()
    known = not negated
    while at == first or pattern[at] != "]":
        escape = _ESCAPE.match(pattern, at) if pattern[at] == "\\" else None
        meant = _meant(pattern, escape) if pattern[at] == "\\" else frozenset(pattern[at])
        known = known and meant is not None and not (pattern[at] == "-" and first < at and pattern[at + 1] != "]")
        listed |= meant or frozenset()
        at = escape.end() if escape else at + 1
    return OneOf(frozenset(listed) if known and len(listed) <= LARGEST_CLASS else None), at + 1
