"""Where all reports would be too many to compare: those of agencies drawn at random, and a sentence that says so."""

from __future__ import annotations

from hashlib import sha256

import pandas as pd

MOST_COMPARED, SEED = 2_000, 1
"""Reports whose words are compared with each other, and the seed by which they are drawn where there are more."""


def sample_of(reports: pd.DataFrame, most: int = MOST_COMPARED, seed: int = SEED) -> tuple[pd.DataFrame, str]:
    """All reports of agencies drawn at random, so many that there are at most `most`, and what to say of it ("" for all).

    Agencies are drawn, not reports, so that the years of each can be followed. The draw depends on the seed and the names
    alone; with more agencies it changes little.
    """
    if len(reports) <= most:
        return reports, ""
    names = reports["agency"].astype("string").fillna(reports["report_id"])
    sizes = names.value_counts()
    drawn = sorted(sizes.index, key=lambda name: sha256(f"{seed}|{name}".encode()).hexdigest())
    taken = set()
    for name in drawn:
        if most < sizes[name]:
            break
        most -= sizes[name]
        taken.add(name)
    found = reports[names.isin(taken)]
    return (
        found,
        f"Of {len(reports):,} reports those of {len(taken):,} agencies drawn at random: {len(found):,} (seed {seed}).",
    )
