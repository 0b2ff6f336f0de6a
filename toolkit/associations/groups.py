"""Two groups of reports and one number: Mann and Whitney's test with its exact distribution, ties included, and Cliff's delta.

The test asks whether the numbers of one group tend to be higher. Where they are tied, scipy's exact test does not hold, so
the distribution is counted here over all ways to deal the same numbers to the two groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, isfinite, sqrt
from statistics import median

import numpy as np

ALPHA = 0.05
DRAWS, SEED = 19_999, 20080501
"""Ways dealt at random where counting all of them would take too long, and the seed they start from."""
MOST_STEPS = 1e9
"""Additions that counting all ways may take; about a second."""
Z95 = 1.959963984540054

EXACT = "exact, all ways to deal the values"
DRAWN = f"{DRAWS:,} ways to deal the values, drawn at random"


@dataclass(frozen=True)
class Groups:
    """What two groups come to. `delta` is the share of pairs in which the number of the first group is the higher one, less
    the share in which it is the lower one: -1 to 1. `low` and `high` are its 95 % interval. `p` is two-sided.

    `smallest_p` is the least p that these numbers could give, however they were dealt to groups of these sizes. All are
    None where a group is empty, `p` and `smallest_p` 1 where all numbers are the same.
    """

    n_yes: int
    n_no: int
    median_yes: float | None
    median_no: float | None
    delta: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    smallest_p: float | None = None
    method: str = ""


def compare(yes: Sequence[float], no: Sequence[float], most_steps: float = MOST_STEPS) -> Groups:
    """Compares the numbers of two groups; they must be independent of each other, so give one report an agency.

    p: Mann-Whitney, exact conditional on the ties (Mann and Whitney 1947; Streitberg and Röhmel 1986); beyond
    `most_steps` additions by random dealing, of which p is never 0 (Phipson and Smyth 2010). delta: Cliff 1993. Interval:
    method 5 of Newcombe 2006, Statistics in Medicine 25:559, made for small groups, also where delta is 1 or -1.
    Raises ValueError for a number that is none.
    """
    first, second = [float(v) for v in yes], [float(v) for v in no]
    if bad := [v for v in (*first, *second) if not isfinite(v)]:
        raise ValueError(f"expected numbers, found {bad[0]}; leave out reports without a value first")
    n, m = len(first), len(second)
    medians = (median(first) if first else None, median(second) if second else None)
    if not n or not m:
        return Groups(n, m, *medians)
    ranks = doubled_ranks([*first, *second])
    superiority = (sum(ranks[:n]) - n * (n + 1)) / (2 * n * m)
    low, high = _newcombe(superiority, n, m)
    p, least, method = _test(ranks, n, most_steps)
    return Groups(n, m, *medians, 2 * superiority - 1, 2 * low - 1, 2 * high - 1, p, least, method)


def doubled_ranks(values: Sequence[float]) -> list[int]:
    """Twice the rank of each value, so that the middle rank of tied values is a whole number."""
    from scipy.stats import rankdata

    return [int(rank) for rank in np.rint(2 * rankdata(values))]


def _test(ranks: list[int], n: int, most_steps: float) -> tuple[float, float, str]:
    """p, the least p and how they were found, for the sum of the first n doubled ranks."""
    size, observed = n, sum(ranks[:n])
    if 2 * n > len(ranks):
        size, observed = len(ranks) - n, sum(ranks[n:])
    middle = size * (len(ranks) + 1)
    if len(ranks) * size * sum(sorted(ranks)[-size:]) > most_steps:
        return _drawn(ranks, size, abs(observed - middle))
    ways = rank_sum_ways(tuple(sorted(ranks)), size)
    far = np.abs(np.arange(len(ways)) - middle)
    total, farthest = ways.sum(), far[ways > 0].max()
    at_least = ways[far >= abs(observed - middle)].sum()
    return float(at_least / total), float(ways[far >= farthest].sum() / total), EXACT


@cache
def rank_sum_ways(ranks: tuple[int, ...], size: int) -> np.ndarray:
    """For each sum, how many choices of `size` of these ranks have it. Source: Streitberg and Röhmel 1986 (shift algorithm)."""
    ways = np.zeros((size + 1, sum(sorted(ranks)[-size:]) + 1))
    ways[0, 0] = 1
    for rank in ranks:
        if rank < ways.shape[1]:
            more = ways.copy()
            more[1:, rank:] += ways[:-1, : ways.shape[1] - rank]
            ways = more
    return ways[size]


def _drawn(ranks: list[int], size: int, distance: int) -> tuple[float, float, str]:
    source, array = np.random.default_rng(SEED), np.array(ranks)
    middle, reached, left = size * (len(ranks) + 1), 0, DRAWS
    while left:
        rows = min(left, 500)
        chosen = source.random((rows, len(ranks))).argpartition(size - 1, axis=1)[:, :size]
        reached += int((np.abs(array[chosen].sum(axis=1) - middle) >= distance).sum())
        left -= rows
    return (reached + 1) / (DRAWS + 1), 1 / (DRAWS + 1), DRAWN


def _newcombe(superiority: float, n: int, m: int) -> tuple[float, float]:
    """The interval for the share of pairs in which the first is higher: where it lies 1.96 of its own errors away."""
    from scipy.optimize import brentq

    middle = (n + m) / 2 - 1

    def distance(theta: float) -> float:
        spread = 1 + middle * (1 - theta) / (2 - theta) + middle * theta / (1 + theta)
        return abs(superiority - theta) - Z95 * sqrt(max(theta * (1 - theta) * spread / (n * m), 0.0))

    # At the value itself the distance is nought, and at 0 and 1 the error is; step aside from both.
    tiny = 1e-12
    low = brentq(distance, 0.0, superiority - tiny) if superiority > tiny else 0.0
    high = brentq(distance, superiority + tiny, 1.0) if superiority < 1 - tiny else 1.0
    return float(low), float(high)


def smallest_p(n: int, m: int) -> float:
    """The least two-sided p of two groups of these sizes without ties: 2 ways of C(n + m, n). 2 against 3: 2/10 = 0.2."""
    return min(1.0, 2 / comb(n + m, n))


@cache
def least_delta(n: int, m: int, alpha: float = ALPHA) -> float | None:
    """The smallest |delta| for which two groups of these sizes, without ties, give p <= alpha; None where nothing would."""
    if not n or not m or smallest_p(n, m) > alpha:
        return None
    size, count = min(n, m), n + m
    ways = rank_sum_ways(tuple(range(2, 2 * count + 1, 2)), size)
    far = np.abs(np.arange(len(ways)) - size * (count + 1))
    total = ways.sum()
    distances = sorted({int(d) for d in far[ways > 0]})
    least = next(d for d in distances if ways[far >= d].sum() / total <= alpha)
    return least / (n * m)
