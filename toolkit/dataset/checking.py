"""Whether a table that is read is one as this version writes it: its types, what is required, the values it may have."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.schema import TABLES


def plain_type(type: pa.DataType) -> pa.DataType:
    """A type as build writes it, of one that says the same: texts as codes, or with longer offsets."""
    if pa.types.is_dictionary(type):
        return plain_type(type.value_type)
    if pa.types.is_list(type) or pa.types.is_large_list(type):
        return pa.list_(plain_type(type.value_type))
    return pa.string() if pa.types.is_large_string(type) else type


def faults(name: str, rows: pa.Table) -> list[str]:
    """What columns of a table have that they must not: nothing where something is required, values that are not allowed.

    It looks at the different values, not at every row.
    """
    found = []
    for field in (TABLES[name].field(column) for column in rows.column_names):
        column = rows[field.name]
        if field.required and column.null_count:
            found.append(f"{field.name}: {column.null_count:,} rows have none")
        if field.values:
            other = {str(value) for value in column.unique().to_pylist() if value is not None} - set(field.values)
            found += [f"{field.name}: {', '.join(sorted(other)[:5])}; it can be {', '.join(field.values)}"] * bool(
                other
            )
    return found


def repeated(name: str, rows: pa.Table) -> list[str]:
    """The first keys that several rows of a table have, and of how many keys that is so: nothing where each has its own."""
    key = list(TABLES[name].key)
    if _different(rows, key) == len(rows):
        return []
    counts = rows.select(key).group_by(key).aggregate([([], "count_all")])
    found = counts.filter(pc.greater(counts["count_all"], 1))
    first = ", ".join(f"{column} {value}" for column, value in found.select(key).slice(0, 1).to_pylist()[0].items())
    return [f"{', '.join(key)}: {len(found):,} are there more than once, the first {first}"]


def _different(rows: pa.Table, key: list[str]) -> int:
    """How many different values columns have together. A number for each row is compared sooner than the texts."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for column in key:
        encoded = rows[column].combine_chunks().dictionary_encode()
        codes = codes * (len(encoded.dictionary) + 1) + pc.fill_null(encoded.indices, -1).to_numpy() + 1
    return int(pc.count_distinct(pa.array(codes)).as_py())


def expect_sound(name: str, rows: pa.Table) -> None:
    """Raises ValueError, with all that is wrong, for rows that are not as the schema has them: the toolkit itself has failed."""
    if wrong := [*faults(name, rows), *repeated(name, rows)]:
        raise ValueError(
            f"the toolkit made rows of the table {name} that it must not make ({'; '.join(wrong)}); the dataset is as it was: "
            "please report this, with the reports if you can"
        )
