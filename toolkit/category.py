"""Which columns are read as categories, and how: a text of an Arrow column is made once, not for every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

# Columns with few different texts in many rows: as categories they take a tenth of the memory.
CATEGORIES = frozenset(
    {
        "table",
        "row",
        "column",
        "status",
        "unit",
        "rule",
        "severity",
        "outcome",
        "scope",
        "form",
        "provenance",
        "format",
        "encoding",
        "kind",
        "level",
        "verdict",
        "review",
    }
)
# By its table and name, where only one table has so many rows: of the figures each report has some two hundred.
CATEGORIES_OF = frozenset({("figures", "report_id")})


def category(column: pyarrow.ChunkedArray) -> pd.Categorical:
    """Texts as a category, in the order of the texts; what no row has is none of them."""
    import numpy as np
    import pandas as pd
    import pyarrow

    if not pyarrow.types.is_dictionary(column.type):
        column = column.cast(pyarrow.string()).dictionary_encode()
    column = column.unify_dictionaries()
    words = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    # The last place is that of null, -1.
    codes = np.concatenate([np.zeros(0, int), *(c.indices.fill_null(-1).to_numpy() for c in column.chunks)]).astype(int)
    used = np.zeros(len(words) + 1, dtype=bool)
    used[codes] = True
    order = sorted((word, place) for place, word in enumerate(words) if used[place])
    place = np.full(len(words) + 1, -1)
    place[[old for _, old in order]] = np.arange(len(order))
    return pd.Categorical.from_codes(place[codes], pd.Index([word for word, _ in order], dtype="string"))
