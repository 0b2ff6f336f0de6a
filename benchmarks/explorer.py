"""The explorer on few and on many reports: does what a person waits for grow with the dataset?

    python benchmarks/explorer.py

The digests are built once; their tables are then repeated under other names until there are FEW and MANY reports. A row
is one thing that a person does, with the median seconds on each and their ratio, measured in one run.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit import build
from toolkit.dataset import Lookup
from toolkit.dataset.writing import GROUP_ROWS
from toolkit.explorer import Desk
from toolkit.explorer.picks import cell_pick

ROOT = Path(__file__).parents[1]
FEW, MANY = 100, 10_000
TRIES = 15
NAMES = ("report_id", "agency", "finding_id")


def repeated(table: pa.Table, times: int) -> pa.Table:
    """The rows of a table so many times, each time under other names."""
    parts = []
    for number in range(times):
        part = table
        for name in set(NAMES) & set(table.column_names):
            texts = [None if text is None else f"{number:05d}{text}" for text in table[name].to_pylist()]
            part = part.set_column(table.schema.get_field_index(name), table.schema.field(name), pa.array(texts))
        parts.append(part)
    return pa.concat_tables(parts)


def dataset(built: Path, out: Path, reports: int) -> Path:
    """The dataset with about so many reports."""
    out.mkdir()
    for path in built.iterdir():
        if path.suffix == ".parquet":
            pq.write_table(repeated(pq.read_table(path), reports // 7), out / path.name, row_group_size=GROUP_ROWS)
        else:
            shutil.copy(path, out / path.name)
    return out


def seconds(act: Callable[[int], object]) -> float:
    """The median time of doing something several times, each time with another number."""
    times = []
    for number in range(TRIES):
        start = time.perf_counter()
        act(number)
        times.append(time.perf_counter() - start)
    return median(times)


def acts(folder: Path) -> dict[str, float]:
    """What a person does, and how long each takes."""
    start = time.perf_counter()
    desk = Desk(folder)
    desk.agencies()
    desk.shown(desk.lookup.reports["report_id"].iloc[0])
    opened = time.perf_counter() - start
    ids = list(desk.lookup.reports["report_id"])
    step = len(ids) // (TRIES + 1)
    pick = cell_pick("requests", "granted", "total")
    return {
        "open": opened,
        "find an agency": seconds(lambda n: desk.agencies(f"{n:05d}")),
        "only those with errors": seconds(lambda n: desk.agencies(with_errors=True)),
        "choose a report": seconds(lambda n: desk.table_html(ids[n * step + 1], "requests")),
        "its findings, claims, statements": seconds(
            lambda n: [f(ids[n * step + 1]) for f in (desk.findings_html, desk.claims_html, desk.statements_html)]
        ),
        "pick a cell": seconds(lambda n: desk.table_html(ids[n * step + 1], "requests", pick)),
        "figures of one report": seconds(lambda n, lookup=Lookup(folder): lookup.rows("figures", ids[n * step])),
    }


def main() -> None:
    """Prints the table."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        build(ROOT / "data/raw/digests", folder / "built")
        acts(folder / "built")
        few, many = (acts(dataset(folder / "built", folder / str(n), n)) for n in (FEW, MANY))
    print(f"{'':34}{FEW:>10,}{MANY:>10,}{'ratio':>8}")
    for name, one in few.items():
        print(f"{name:34}{one:>10.4f}{many[name]:>10.4f}{many[name] / one:>8.1f}")


if __name__ == "__main__":
    main()
