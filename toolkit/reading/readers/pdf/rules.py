"""Strokes of a page become the rules of its tables: snapped to one another, joined, grouped, and closed where open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import NamedTuple, TypeVar

from toolkit.reading.readers.pdf.calls import Box

# Rules nearer to one another than this (points) are one: double rules, borders of neighbouring cells.
SNAP = 3.0
# Pieces of a rule with gaps no wider than this are one rule: dashes, segments that end at each cell.
JOIN = 3.0
# Rules meet if their ends are this near to each other.
MEET = 3.0
# What is shorter, after joining, bounds no cell.
SHORTEST_RULE = 4.0
# Rows and columns are wider than this.
NARROWEST = 4.0
# More rules in one direction than this are a drawing.
MOST_RULES = 1500


class Rule(NamedTuple):
    """A straight rule: where it stands across its direction (`at`), and from where to where it goes."""

    at: float
    start: float
    stop: float


Piece = TypeVar("Piece", bound=tuple[float, float, float])


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of one table: level ones (from left to right) and upright ones (from top to bottom)."""

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]


def rulings(strokes: Sequence[Box]) -> tuple[list[Ruling], bool]:
    """The rules of each table on a page, from its strokes (left, top, right, bottom), from top to bottom.

    Rules that touch belong to one table. Where rules end in the open, as at a page break, an edge is added. The second
    result says whether there are so many rules that they are taken for a drawing and none for a table.
    """
    level, upright = _straight(strokes)
    if max(len(level), len(upright)) > MOST_RULES:
        return [], True
    found = [_closed(group) for group in _groups(level, upright)]
    kept = [ruling for ruling in found if len(ruling.level) > 1 and len(ruling.upright) > 1]
    return sorted(kept, key=lambda r: (r.level[0].at, r.upright[0].at)), False


def _straight(strokes: Sequence[Box]) -> tuple[list[Rule], list[Rule]]:
    # Cells that meet often have the same stroke each.
    level = {((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in strokes if x1 - x0 >= y1 - y0}
    upright = {((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in strokes if y1 - y0 > x1 - x0}
    return _joined(level), _joined(upright)


def _joined(rules: Iterable[tuple[float, float, float]]) -> list[Rule]:
    """Rules that lie on one another or go on from one another as one; those too short for a cell left out.

    They come out sorted.
    """
    joined: list[Rule] = []
    for near in clusters(sorted(rules), SNAP):
        run: list[tuple[float, float, float]] = []
        stop = -inf
        for rule in sorted(near, key=_start_of):
            if rule[1] > stop + JOIN:
                if run:
                    joined.append(_one(run, stop))
                run, stop = [], rule[2]
            run.append(rule)
            if rule[2] > stop:
                stop = rule[2]
        joined.append(_one(run, stop))
    return sorted([rule for rule in joined if rule.stop - rule.start >= SHORTEST_RULE])


_start_of = itemgetter(1)


def _one(run: Sequence[tuple[float, float, float]], stop: float) -> Rule:
    """The rule that these are pieces of; it stands where its longest piece does, short ones are often ends of others."""
    at = run[0][0] if len(run) == 1 else -max([(end - start, -at) for at, start, end in run])[1]
    return Rule(at, run[0][1], stop)


def clusters(rules: Sequence[Piece], reach: float) -> list[list[Piece]]:
    """Sorted rules, or pieces of them, in groups, none of which is wider than `reach`."""
    groups: list[list[Piece]] = []
    end = -inf
    for rule in rules:
        if rule[0] <= end:
            groups[-1].append(rule)
        else:
            groups.append([rule])
            end = rule[0] + reach
    return groups


def _groups(level: Sequence[Rule], upright: Sequence[Rule]) -> list[Ruling]:
    """The rules that meet, directly or through others, in the order of the first of each group."""
    parent = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    # Both are sorted by where they stand, so the level rules that an upright one reaches follow one another.
    heights = [rule.at for rule in level]
    for j, (x, top, bottom) in enumerate(upright, len(level)):
        for i in range(bisect_left(heights, top - MEET), bisect_right(heights, bottom + MEET)):
            if level[i].start - MEET <= x <= level[i].stop + MEET:
                one, other = root(i), root(j)
                parent[max(one, other)] = min(one, other)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        group = members.setdefault(root(index), ([], []))
        if index < len(level):
            group[0].append(level[index])
        else:
            group[1].append(upright[index - len(level)])
    return [Ruling(tuple(sorted(one)), tuple(sorted(other))) for one, other in members.values()]


def _closed(ruling: Ruling) -> Ruling:
    """The ruling with an edge at each side at which rules of the other direction end in the open."""
    level, upright = ruling.level, ruling.upright
    level = tuple(sorted((*level, *_edges(level, upright))))
    upright = tuple(sorted((*upright, *_edges(upright, level))))
    return Ruling(level, upright)


def _edges(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[Rule]:
    """Edges along `rules` that are lacking at the outer ends of the rules that cross them."""
    edges: list[Rule] = []
    if len(crossing) < 2:
        return edges
    first, last = min(rule.start for rule in crossing), max(rule.stop for rule in crossing)
    if not rules or first < rules[0].at - NARROWEST:
        edges += _across(first, [rule.at for rule in crossing if rule.start <= first + MEET])
    if not rules or last > rules[-1].at + NARROWEST:
        edges += _across(last, [rule.at for rule in crossing if rule.stop >= last - MEET])
    return edges


def _across(at: float, places: Sequence[float]) -> list[Rule]:
    return [Rule(at, min(places), max(places))] if len(places) > 1 else []
