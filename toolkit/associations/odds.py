"""Two by two: Fisher's exact test and its odds ratio, over one table or over many small ones, a stratum each.

Strata compare like with like, such as the themes of one report with each other, and leave out what differs between
reports. Cases that are not equally likely to have the outcome anyhow bring the odds that they have it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, inf, log

import numpy as np

EXACT = "exact, given how many themes of each report return"

Case = tuple[bool, bool, float]
"""(is it of the first kind, has it the outcome, odds of the outcome that are known beforehand)"""
Stratum = Sequence[Case]

_NEAR = 1 + 1e-7
"""Probabilities that differ by rounding alone count as equal."""
_LARGEST = 2.0**500
"""Weights of thousands of strata would outgrow what a number can hold."""
_RARE = 1e-100


@dataclass(frozen=True)
class Odds:
    """An odds ratio over strata: conditional estimate, exact 95 % interval, two-sided p, and the least p there could be.

    `ratio` can be 0 or infinite, `high` infinite. `informative` are the strata that have both kinds and both outcomes;
    without one, nothing is known: ratio, interval and p are None.
    """

    informative: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    smallest_p: float | None = None


def of_counts(a: int, b: int, c: int, d: int) -> list[Case]:
    """A stratum from the counts of a table: first kind with and without the outcome, second kind with and without it.

    Raises ValueError for a negative count.
    """
    if min(a, b, c, d) < 0:
        raise ValueError(f"expected counts from 0 up, found {a}, {b}, {c}, {d}")
    kinds = ((True, True, a), (True, False, b), (False, True, c), (False, False, d))
    return [(kind, outcome, 1.0) for kind, outcome, count in kinds for _ in range(count)]


def odds(strata: Sequence[Stratum]) -> Odds:
    """The odds ratio common to the strata, given how many of each stratum have the outcome. One stratum whose cases are
    all alike: Fisher's exact test.

    p adds up what is no more probable than what was seen (Fisher 1935). Over strata: the exact test of conditional
    independence, with the interval of Mehta, Patel and Gray 1985, JASA 80:969; tails of 2.5 % each, so that p and interval
    can differ at the edge. Odds known beforehand enter as in exact conditional logistic regression (Cox 1970). It holds
    where strata are independent. Raises ValueError for odds that are not above 0. For up to some 1,000 cases a stratum.
    """
    if any(not 0 < known < inf for stratum in strata for _, _, known in stratum):
        raise ValueError("expected known odds above 0; take 1 where nothing is known")
    ways, at, informative = _summed(strata, 0.0)
    if not informative:
        return Odds(0)
    weights = _logarithms(ways)
    chance = _chances(weights, 0.0)
    p = min(1.0, float(chance[chance <= chance[at] * _NEAR].sum()))
    least = min(1.0, float(chance[chance <= chance.min() * _NEAR].sum()))
    if ways[at] < ways.max() * _RARE:
        # So far out that the weights around it have too few digits, or none: see them from a ratio near to what was seen.
        tilt = _rough(strata)
        weights = _logarithms(_summed(strata, tilt)[0]) - tilt * np.arange(len(ways))
    return Odds(informative, _estimate(weights, at), *_interval(weights, at), p, least)


def _summed(strata: Sequence[Stratum], tilt: float) -> tuple[np.ndarray, int, int]:
    """The weight of each number of first-kind cases with the outcome in all strata together, under a log odds ratio `tilt`;
    what was seen, and how many strata tell anything."""
    ways, at, informative = np.ones(1), 0, 0
    for stratum in strata:
        found, place = _ways(stratum)
        if len(found) > 1:
            if tilt:
                found = found * np.exp(tilt * np.arange(len(found)))
            ways, at, informative = np.convolve(ways, found), at + place, informative + 1
            if ways.max() > _LARGEST:
                ways /= _LARGEST  # a power of two, so that no digit is lost
    return ways, at, informative


def _rough(strata: Sequence[Stratum]) -> float:
    """The logarithm of the odds ratio by Mantel and Haenszel 1959, or 20 where it is larger. Odds known beforehand are left aside."""
    above, below = 0.0, 0.0
    for stratum in strata:
        a, b, c, d = (
            sum(kind == first and outcome == has for kind, outcome, _ in stratum)
            for first, has in ((True, True), (True, False), (False, True), (False, False))
        )
        above, below = above + a * d / len(stratum), below + b * c / len(stratum)
    return float(np.clip(np.log(max(above, 1e-9) / max(below, 1e-9)), -20, 20))


def _logarithms(ways: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        # Of hundreds of strata the rarest values round to nought; their logarithm is then minus infinity.
        return np.log(ways)


def _ways(stratum: Stratum) -> tuple[np.ndarray, int]:
    """The weight of each number of first-kind cases with the outcome, given how many cases have it; and what was seen."""
    first = [known for kind, _, known in stratum if kind]
    second = [known for kind, _, known in stratum if not kind]
    seen = sum(outcome for kind, outcome, _ in stratum if kind)
    total = sum(outcome for _, outcome, _ in stratum)
    low, high = max(0, total - len(second)), min(len(first), total)
    one, other = _choices(first), _choices(second)
    ways = np.array([one[k] * other[total - k] for k in range(low, high + 1)])
    return ways / ways.max(), seen - low


def _choices(known: Sequence[float]) -> np.ndarray:
    """For each k the sum, over all choices of k of these odds, of their product; with odds of 1 how many choices there are."""
    sums = np.zeros(len(known) + 1)
    sums[0] = 1
    for value in known:
        sums[1:] += value * sums[:-1].copy()
    return sums


def _chances(weights: np.ndarray, log_ratio: float) -> np.ndarray:
    terms = weights + log_ratio * np.arange(len(weights))
    found = np.exp(terms - terms.max())
    return found / found.sum()


def _root(function: Callable[[float], float]) -> float:
    """Where a function of the log odds ratio, rising or falling, is nought."""
    from scipy.optimize import brentq

    edge = 1.0
    while function(-edge) * function(edge) > 0 and edge < 500:
        edge *= 2
    return float(brentq(function, -edge, edge, xtol=1e-13))


def _estimate(weights: np.ndarray, at: int) -> float:
    """The ratio under which what was seen is the mean: conditional maximum likelihood."""
    if at in (0, len(weights) - 1):
        return 0.0 if at == 0 else inf
    values = np.arange(len(weights))
    return exp(_root(lambda r: float((_chances(weights, r) * values).sum()) - at))


def _interval(weights: np.ndarray, at: int, tail: float = 0.025) -> tuple[float, float]:
    def over(r: float) -> float:
        return log(max(float(_chances(weights, r)[at:].sum()), 1e-300)) - log(tail)

    def under(r: float) -> float:
        return log(max(float(_chances(weights, r)[: at + 1].sum()), 1e-300)) - log(tail)

    low = 0.0 if at == 0 else exp(_root(over))
    return low, inf if at == len(weights) - 1 else exp(_root(under))
