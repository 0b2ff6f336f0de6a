"""The explorer on few and on many reports: does what a person waits for grow with the dataset?

    python benchmarks/explorer.py [REPORTS]

The digests are built once; their tables are then repeated under other names until there are FEW and REPORTS (10,000) reports. A
row is one thing that a person does, with the median seconds on each and their ratio, measured in one run.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from toolkit import build
from toolkit.dataset import Lookup
from toolkit.dataset.layout import PARTITIONED, part_name, part_names, read_table, table_name, year_of
from toolkit.dataset.writing import write_part
from toolkit.explorer import Desk
from toolkit.explorer.picks import cell_pick
from toolkit.schema import TABLES

ROOT = Path(__file__).parents[1]
FEW, MANY = 100, 10_000
SHARD = 170
"""Repetitions that share a file: some thousand agencies."""
TRIES = 15
NAMES = ("report_id", "agency", "finding_id")


def repeated(table: pa.Table, numbers: Iterable[int]) -> pa.Table:
    """The rows of a table once for each number, under names that begin with it."""
    parts = []
    for number in numbers:
        part = table
        for name in set(NAMES) & set(table.column_names):
            texts = pc.binary_join_element_wise(f"{number:05d}", table[name], "")
            part = part.set_column(table.schema.get_field_index(name), table.schema.field(name), texts)
        parts.append(part)
    return pa.concat_tables(parts)


def dataset(built: Path, out: Path, reports: int) -> Path:
    """The dataset with about so many reports, in files by year and shard as a build lays them."""
    out.mkdir()
    times = range(reports // 7)
    shards = [times[at : at + SHARD] for at in range(0, len(times), SHARD)]
    for path in built.glob("*.json"):
        shutil.copy(path, out / path.name)
    for table in TABLES:
        if table not in PARTITIONED:
            write_part(repeated(read_table(built, table), times), out / table_name(table))
            continue
        for year in sorted({year_of(name) for name in part_names(built, table)}):
            rows = read_table(built, table, years=[year])
            for number, shard in enumerate(shards):
                write_part(repeated(rows, shard), out / part_name(table, year, number))
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
    many_reports = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        build(ROOT / "data/raw/digests", folder / "built")
        acts(folder / "built")
        few, many = (acts(dataset(folder / "built", folder / str(n), n)) for n in (FEW, many_reports))
    print(f"{'':34}{FEW:>10,}{many_reports:>10,}{'ratio':>8}")
    for name, one in few.items():
        print(f"{name:34}{one:>10.4f}{many[name]:>10.4f}{many[name] / one:>8.1f}")


if __name__ == "__main__":
    main()
