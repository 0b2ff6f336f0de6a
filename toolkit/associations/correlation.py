"""Two numbers of each report: Spearman's rank correlation, with a permutation test and an interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from math import atanh, isfinite, sqrt, tanh

import numpy as np

from toolkit.associations.groups import DRAWS, SEED, Z95

MOST_ENUMERATED = 8
"""Reports up to which every order is tried: 8! are 40,320."""
LEAST_FOR_INTERVAL = 10
"""Below that the approximation behind the interval is poor."""

EXACT = "exact, all orders of the values"
DRAWN = f"{DRAWS:,} orders of the values, drawn at random"


@dataclass(frozen=True)
class Correlation:
    """Spearman's rho (-1 to 1) of n reports, its 95 % interval, two-sided p, and the least p that these values could give.

    `low` and `high` are None where there is no interval (fewer than 10 reports, or a rho of 1 or -1). rho, p and smallest_p are None where one of the numbers is the same in all reports, or there are fewer than two.
    """

    n: int
    rho: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    smallest_p: float | None = None
    method: str = ""


def correlate(x: Sequence[float], y: Sequence[float]) -> Correlation:
    """Correlates the ranks of two numbers; the reports must be independent of each other, so give one an agency.

    rho: Spearman 1904, ties with their middle rank. p: over all orders of up to 8 reports, else over orders drawn at
    random (Phipson and Smyth 2010). Interval from 10 reports on: Bonett and Wright 2000, Psychometrika 65:23.
    Raises ValueError for numbers that are none, or not as many of one as of the other.
    """
    if len(x) != len(y) or not all(isfinite(float(v)) for v in (*x, *y)):
        raise ValueError(f"expected two numbers of each report, found {len(x)} and {len(y)}, or some that are none")
    from scipy.stats import rankdata

    n = len(x)
    if n < 2 or min(np.ptp(x), np.ptp(y)) == 0:
        return Correlation(n)
    # Twice the ranks, less their mean, are whole numbers: what is equal stays equal.
    first, second = (np.rint(2 * rankdata(v)).astype(int) - (n + 1) for v in (x, y))
    size = sqrt(float((first**2).sum()) * float((second**2).sum()))
    rho = float(first @ second) / size
    p, least, method = _test(first, second)
    return Correlation(n, rho, *_interval(rho, n), p, least, method)


def _test(first: np.ndarray, second: np.ndarray) -> tuple[float, float, str]:
    seen = abs(int(first @ second))
    if len(first) <= MOST_ENUMERATED:
        every = np.abs(second[np.array(list(permutations(range(len(first)))))] @ first)
        return float((every >= seen).mean()), float((every == every.max()).mean()), EXACT
    source, reached, left = np.random.default_rng(SEED), 0, DRAWS
    while left:
        rows = min(left, 500)
        orders = source.random((rows, len(first))).argsort(axis=1)
        reached += int((np.abs(second[orders] @ first) >= seen).sum())
        left -= rows
    return (reached + 1) / (DRAWS + 1), 1 / (DRAWS + 1), DRAWN


def _interval(rho: float, n: int) -> tuple[float | None, float | None]:
    # At 1 and -1 the approximation has no width, which would promise too much.
    if n < LEAST_FOR_INTERVAL or abs(rho) >= 1 - 1e-12:
        return None, None
    half = Z95 * sqrt((1 + rho * rho / 2) / (n - 3))
    return tanh(atanh(rho) - half), tanh(atanh(rho) + half)
