"""Character n-grams of masked texts as sets of fingerprints, and how much of one set lies in another.

Sources: Broder 1997 (On the resemblance and containment of documents: containment of sets of shingles, fingerprints in
their place); Brin, Davis and Garcia-Molina 1995 (COPS: copies found by overlap of chunks); Lyon, Malcolm and Dickerson
2001 (short n-grams tell copied text from independent text on the same subject).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from toolkit.text.masking import PLACEHOLDERS, mask

N = 10
"""Characters in an n-gram. The terms of the field have up to eight (政府信息公开工作, 主动公开政府信息), ten with a
placeholder on either side, and reports share them without copying. Of the n-grams of a real report, so many stood in the
report of the year before / in one of an unrelated agency (seven reports, medians; benchmarks/reuse.py --n): 6: 19 % / 3.0 %,
8: 15 % / 1.7 %, 10: 13 % / 1.0 %, 12: 11 % / 0.5 %. What unrelated agencies share at eight or nine are terms; from ten on
they are titles, laws and mottoes, which count as boilerplate where enough reports are there to show it.
"""

LEAST_NGRAMS = 30
"""A text of fewer different n-grams has no share: one changed character in it would cost a third of them."""

LEAST_WORDING = 0.5
"""An n-gram of which less than this is wording, the rest placeholders, is a list of numbers and not counted."""

AT_ONCE = 256
"""Sets that are compared with all others at once: more would need more memory and not less time."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXERS = ((np.uint64(30), np.uint64(0xBF58476D1CE4E5B9)), (np.uint64(27), np.uint64(0x94D049BB133111EB)))


def worded(masked: str, n: int = N) -> np.ndarray:
    """For each n-gram of a masked text, in order, whether enough of it is wording to be counted."""
    if n < 1:
        raise ValueError(f"n-grams: expected a length of 1 or more, found {n}; the usual one is {N}")
    if len(masked) < n:
        return np.zeros(0, dtype=bool)
    plain = np.array([char not in PLACEHOLDERS for char in masked])
    before = np.concatenate(([0], np.cumsum(plain)))
    return before[n:] - before[:-n] >= LEAST_WORDING * n


def fingerprints(masked: str, n: int = N) -> np.ndarray:
    """The different n-grams of a masked text as sorted 64-bit numbers.

    Two different n-grams share a number with a chance of 2^-64; among ten million of them, any two do with a chance of 3
    in a million.
    """
    kept = worded(masked, n)
    codes = np.frombuffer(masked.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    numbers = np.zeros(len(kept), dtype=np.uint64)
    for place in range(n if len(kept) else 0):
        numbers = numbers * _MULTIPLIER + codes[place : place + len(kept)]
    for shift, factor in _MIXERS:
        numbers = (numbers ^ (numbers >> shift)) * factor
    return np.unique((numbers ^ (numbers >> np.uint64(31)))[kept])


def joined(sets: Iterable[np.ndarray]) -> np.ndarray:
    """The union of sets of fingerprints."""
    arrays = list(sets)
    return np.unique(np.concatenate(arrays)) if arrays else np.zeros(0, dtype=np.uint64)


def present(ngrams: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each fingerprint whether it is in another set; both sorted."""
    if not len(others):
        return np.zeros(len(ngrams), dtype=bool)
    at = np.minimum(np.searchsorted(others, ngrams), len(others) - 1)
    return others[at] == ngrams


def share(ngrams: np.ndarray, others: np.ndarray, least: int = LEAST_NGRAMS) -> float | None:
    """The share of a set that lies in another (containment, Broder 1997); None where it has fewer than `least`."""
    if len(ngrams) < max(least, 1):
        return None
    return int(present(ngrams, others).sum()) / len(ngrams)


def shared_counts(sets: Sequence[np.ndarray]) -> Iterator[dict[int, int]]:
    """For each set in turn how many fingerprints it shares with which others, by number; those without any left out."""
    from scipy.sparse import csr_array

    if not sets:
        return
    owners = np.repeat(np.arange(len(sets)), [len(found) for found in sets])
    values, columns = np.unique(np.concatenate(sets), return_inverse=True)
    held = csr_array((np.ones(len(columns), dtype=np.int32), (owners, columns)), shape=(len(sets), len(values)))
    others = held.T.tocsr()
    for first in range(0, len(sets), AT_ONCE):
        product = (held[first : first + AT_ONCE] @ others).tocsr()
        for row in range(product.shape[0]):
            at = slice(product.indptr[row], product.indptr[row + 1])
            counts = zip(product.indices[at].tolist(), product.data[at].tolist(), strict=True)
            yield {other: count for other, count in sorted(counts) if other != first + row}


def containment(
    text: str,
    other: str,
    names: Iterable[str] = (),
    other_names: Iterable[str] = (),
    *,
    n: int = N,
    least: int = LEAST_NGRAMS,
) -> float | None:
    """The share, 0 to 1, of a text's different n-grams that stand in another text; both are masked first.

    `names` and `other_names` are masked besides what the texts themselves show. One changed character costs up to `n`
    n-grams, so the share is lower than that of the characters taken over. None where `text` has fewer than `least`
    different n-grams. Source: Broder 1997. Raises ValueError for n below 1.
    """
    return share(fingerprints(mask(text, names).text, n), fingerprints(mask(other, other_names).text, n), least)
