"""The passages that two texts share: the longest runs of equal masked characters, with their places in both texts.

Found with a suffix automaton (Blumer et al. 1985), so the time grows with the length of the texts and not with its
square, and laid out like the tiles of greedy string tiling (Wise 1993), so that passages which were moved are found as
well.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.text.masking import Masked, mask
from toolkit.text.ngrams import N, worded


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """Wording that stands in two texts: offsets `[start, end)` in the first, `[other_start, other_end)` in the other."""

    start: int
    end: int
    other_start: int
    other_end: int


def passages(
    text: str,
    other: str,
    names: Iterable[str] = (),
    other_names: Iterable[str] = (),
    shortest: int = N,
) -> list[Passage]:
    """The longest passages of `text` that stand in `other`, in the order of `text`, none overlapping another in it.

    Compared are the masked texts, so passages may differ in names, dates and numbers; the offsets are those of the texts
    given, in characters. `shortest` counts masked characters. Several passages may stand at one place of `other`. Of passages that
    overlap the longer one is kept whole, of equal ones the first. Raises ValueError for `shortest` below 1.
    """
    first, second = mask(text, names), mask(other, other_names)
    return [passage(first, second, *tile[:2], tile[3]) for tile in tiles(first, [second], shortest)]


def passage(text: Masked, other: Masked, start: int, length: int, other_start: int) -> Passage:
    """A run of `length` masked characters as a passage of the originals."""
    last, other_last = start + length - 1, other_start + length - 1
    return Passage(text.starts[start], text.ends[last], other.starts[other_start], other.ends[other_last])


Tile = tuple[int, int, int, int]
"""Start in the masked text, length, number of the other text, start in it."""


def tiles(text: Masked, others: Sequence[Masked], shortest: int = N) -> list[Tile]:
    """The longest runs of a masked text that stand in any of the others; of equal ones that in the first of them."""
    if shortest < 1:
        raise ValueError(f"passages: expected a shortest length of 1 or more, found {shortest}; the usual one is {N}")
    heap = [
        (-length, number, start, where)
        for number, other in enumerate(others)
        for start, length, where in _worded_runs(text.text, other.text, shortest)
    ]
    heapq.heapify(heap)
    taken = bytearray(len(text))
    found: list[Tile] = []
    while heap:
        minus, number, start, where = heapq.heappop(heap)
        free = _free(taken, start, start - minus)
        if free == [(start, start - minus)]:
            taken[start : start - minus] = b"\1" * -minus
            found.append((start, -minus, number, where))
            continue
        for left, right in free:
            if right - left >= shortest:
                heapq.heappush(heap, (left - right, number, left, where + left - start))
    return sorted(found)


def _free(taken: bytearray, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of `[start, end)` that no passage has taken."""
    stretches = []
    while (left := taken.find(0, start, end)) >= 0:
        right = taken.find(1, left, end)
        start = end if right < 0 else right
        stretches.append((left, start))
    return stretches


def _worded_runs(text: str, other: str, shortest: int) -> Iterator[tuple[int, int, int]]:
    """The maximal common runs of at least `shortest`, without what is a mere list of placeholders at their ends."""
    counted = worded(text, shortest)
    for start, length, where in _runs(text, other):
        if length < shortest:
            continue
        inside = counted[start : start + length - shortest + 1].nonzero()[0]
        if len(inside):
            first, last = int(inside[0]), int(inside[-1]) + shortest
            yield start + first, last - first, where + first


def _runs(text: str, other: str) -> Iterator[tuple[int, int, int]]:
    """(start, length, first place in `other`) of each run of `text` that stands in `other` and can't be made longer."""
    steps, links, lengths, ends = _automaton(other)
    state, length = 0, 0
    for index, char in enumerate(text):
        before, there = length, state
        while state and char not in steps[state]:
            state = links[state]
            length = lengths[state]
        if char in steps[state]:
            state, length = steps[state][char], length + 1
        if before and length != before + 1:
            yield index - before, before, ends[there] - before
    if length:
        yield len(text) - length, length, ends[state] - length


Automaton = tuple[list[dict[str, int]], list[int], list[int], list[int]]


def _automaton(text: str) -> Automaton:
    """The suffix automaton of a text: steps, suffix links, lengths, and where each state first ends."""
    steps: list[dict[str, int]] = [{}]
    links, lengths, ends = [-1], [0], [0]
    last = 0
    for index, char in enumerate(text):
        new = len(steps)
        steps.append({})
        links.append(0)
        lengths.append(lengths[last] + 1)
        ends.append(index + 1)
        state = last
        while state >= 0 and char not in steps[state]:
            steps[state][char] = new
            state = links[state]
        if state >= 0:
            links[new] = _split(state, char, steps, links, lengths, ends)
        last = new
    return steps, links, lengths, ends


def _split(
    state: int, char: str, steps: list[dict[str, int]], links: list[int], lengths: list[int], ends: list[int]
) -> int:
    """The state that holds exactly the longest text of `state` and `char`; made from a longer one where it must be."""
    target = steps[state][char]
    if lengths[target] == lengths[state] + 1:
        return target
    copy = len(steps)
    steps.append(dict(steps[target]))
    links.append(links[target])
    lengths.append(lengths[state] + 1)
    ends.append(ends[target])
    links[target] = copy
    while state >= 0 and steps[state].get(char) == target:
        steps[state][char] = copy
        state = links[state]
    return copy
