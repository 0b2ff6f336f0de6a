"""Coefficients of agreement between coders: MASI distance, Cohen's kappa, Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np


def masi(one: Iterable[str], two: Iterable[str]) -> float:
    """The MASI distance of two sets, 0 (equal) to 1 (disjoint).

    1 less Jaccard's index times 2/3 where one set lies within the other, times 1/3 where they only overlap.
    Source: Passonneau 2006, Measuring agreement on set-valued items.
    """
    a, b = frozenset(one), frozenset(two)
    if a == b:
        return 0.0
    shared = len(a & b)
    weight = 2 if a <= b or b <= a else 1
    return 1 - shared / len(a | b) * weight / 3


def kappa(both: int, only_first: int, only_second: int, neither: int) -> float | None:
    """Cohen's kappa of two coders over yes-or-no decisions, from how many times both, one or neither said yes.

    None where both gave one and the same answer throughout, or there was nothing to decide. Source: Cohen 1960.
    """
    n = both + only_first + only_second + neither
    chance = (both + only_first) * (both + only_second) + (only_second + neither) * (only_first + neither)
    return None if n * n == chance else (n * (both + neither) - chance) / (n * n - chance)


def alpha(units: Sequence[Sequence[Hashable]], distance: Callable[[Hashable, Hashable], float]) -> float | None:
    """Krippendorff's alpha for any distance. A unit is the values its coders gave it, two or more; others do not count.

    None where there is no unit, or all values are the same: then agreement cannot be told from chance.
    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability.
    """
    values = list(dict.fromkeys(value for unit in units for value in unit))
    number = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(units), len(values)))
    for i, unit in enumerate(units):
        for value in unit:
            counts[i, number[value]] += 1
    return alpha_of_counts(counts, distance_table(values, distance))


def distance_table(values: Sequence[Hashable], distance: Callable[[Hashable, Hashable], float]) -> np.ndarray:
    """The distances between all values, in their order."""
    return np.array([[float(distance(a, b)) for b in values] for a in values]).reshape(len(values), len(values))


def alpha_of_counts(counts: np.ndarray, distances: np.ndarray) -> float | None:
    """Alpha of counts (units by values) and the distances between values."""
    coders = counts.sum(axis=1)
    counts, coders = counts[coders > 1], coders[coders > 1]
    values = counts.sum(axis=0)
    expected = values @ distances @ values / (values.sum() - 1) if len(counts) else 0
    if not expected:
        return None
    return float(1 - (((counts @ distances) * counts).sum(axis=1) / (coders - 1)).sum() / expected)


def nominal_alpha(votes: np.ndarray) -> float | None:
    """Alpha of yes-or-no decisions by two coders; `votes` is how many said yes to each. None as for `alpha`."""
    import krippendorff

    if not votes.any() or (votes == 2).all():
        return None
    return float(krippendorff.alpha(value_counts=np.column_stack([2 - votes, votes]), level_of_measurement="nominal"))
