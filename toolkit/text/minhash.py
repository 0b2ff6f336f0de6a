"""Pairs of reports that may share wording, found without comparing each with each: MinHash and LSH Ensemble.

Sources: Broder 1997 (MinHash); Zhu, Nargesian, Pu and Miller 2016 (LSH Ensemble: containment by locality-sensitive
hashing).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

LEAST_SHARE = 0.3
"""The share from which a pair is sought."""

LARGE = 5000
"""Reports beyond which pairs are sought with MinHash. Up to there the exact count of all pairs takes a third to a tenth
of the time (benchmarks/reuse.py) and misses nothing; at 5000 reports it needs a gigabyte."""

PERMUTATIONS, PARTITIONS, SEED = 128, 8, 1


def candidates(ngrams: Mapping[str, np.ndarray], least_share: float = LEAST_SHARE) -> list[tuple[str, str]]:
    """Ordered pairs (a, b) of which probably `least_share` or more of the n-grams of a stand in b, sorted.

    `ngrams` are sets of fingerprints by report. The pairs are no result: some have a smaller share and a few are missed,
    so count each. The seed is fixed: the same sets give the same pairs. Raises ValueError for an empty set of n-grams.
    """
    from datasketch import MinHash, MinHashLSHEnsemble

    if not ngrams:
        return []
    if empty := sorted(name for name, found in ngrams.items() if not len(found)):
        raise ValueError(
            f"candidates: expected n-grams for each report, found none for {', '.join(empty)}; leave it out"
        )
    sketches = {}
    for name in sorted(ngrams):
        sketches[name] = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=_same)
        # The upper half of a fingerprint: datasketch takes hashes of 32 bits.
        sketches[name].update_batch((ngrams[name] >> np.uint64(32)).tolist())
    index = MinHashLSHEnsemble(threshold=least_share, num_perm=PERMUTATIONS, num_part=PARTITIONS)
    index.index([(name, sketch, len(ngrams[name])) for name, sketch in sketches.items()])
    found = {(name, other) for name, sketch in sketches.items() for other in index.query(sketch, len(ngrams[name]))}
    return sorted((name, other) for name, other in found if name != other)


def _same(number: int) -> int:
    return number
