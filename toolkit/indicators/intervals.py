"""95 % intervals for the rates: Wilson's for a share, the exact Poisson one for a count that is set against another."""

from __future__ import annotations

import numpy as np

# The quantile of the normal distribution for intervals of 95 %.
Z95 = 1.959963984540054


def wilson(part: float, whole: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's interval for `part` of `whole`, as shares. Raises ValueError for no whole. Source: Wilson 1927."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"expected 0 <= part <= whole and whole > 0, found {part} of {whole}")
    low, high = wilsons(np.float64(part), np.float64(whole), z)
    return float(low), float(high)


def poisson(count: float, exposure: float, level: float = 0.95) -> tuple[float, float]:
    """The exact interval for `count` events in an `exposure` that is taken as known, as events a unit of exposure.

    It supposes that events come one by one and independently. Raises ValueError for a negative count or no exposure.
    Source: Garwood 1936, Biometrika 28.
    """
    if exposure <= 0 or count < 0:
        raise ValueError(f"expected count >= 0 and exposure > 0, found {count} in {exposure}")
    low, high = poissons(np.float64(count), np.float64(exposure), level)
    return float(low), float(high)


def wilsons(part: np.ndarray, whole: np.ndarray, z: float = Z95) -> tuple[np.ndarray, np.ndarray]:
    """`wilson` of many shares, of which each has 0 <= part <= whole and whole > 0."""
    share = part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * np.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    # At its ends the interval is exact; the arithmetic is off by a rounding.
    return np.where(part == 0, 0.0, centre - half), np.where(part == whole, 1.0, centre + half)


def poissons(count: np.ndarray, exposure: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """`poisson` of many counts, of which each has count >= 0 and exposure > 0."""
    from scipy.special import gammaincinv

    tail = (1 - level) / 2
    none = count == 0
    low = np.where(none, 0.0, gammaincinv(np.where(none, 1.0, count), tail))
    return low / exposure, gammaincinv(count + 1, 1 - tail) / exposure
