"""One report of a large dataset: its rows of any table, without reading those of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.dataset.choosing import Choice, chosen_reports
from toolkit.dataset.layout import part_names, read_table, table_name
from toolkit.dataset.stored import NOT_THIS_VERSION, DatasetMissing, how_to_build
from toolkit.dataset.writing import recover
from toolkit.schema import TABLES, frame_of

T = TypeVar("T")
Row = dict[str, Any]
Signature = tuple[tuple[str, int, int], ...]


class Lookup:
    """The tables of a processed folder, of which only what is asked for is read.

    The table `reports` is read once, and again when another build has written it. Of the others only files of the
    report's year are opened, and of these only groups of rows whose statistics say that it may be there. No file stays
    open, so that a build can replace it. Raises DatasetMissing where there is no dataset.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder).absolute()
        recover(self.folder, only_finish=True)
        self._kept: dict[tuple[str, str], tuple[Signature, Any]] = {}
        for table in TABLES:
            self._expect_columns(table)

    @property
    def reports(self) -> pd.DataFrame:
        """The table `reports`, in its order."""
        return self._whole("reports")

    @property
    def agencies(self) -> pd.DataFrame:
        """The table `agencies`."""
        return self._whole("agencies")

    def chosen(self, asked: Choice) -> pd.DataFrame:
        """The reports that a choice takes."""
        return self.reports[chosen_reports(self.reports, self.agencies, asked)] if asked else self.reports

    def rows(self, table: str, report_id: str) -> list[Row]:
        """The rows of a report in a table, in their order, as dictionaries; None where there is nothing."""
        years = self._once("reports", _years)
        found: list[Row] = []
        for name in part_names(self.folder, table, [years[report_id]]) if report_id in years else ():
            groups = [g for g, (low, high) in enumerate(self._ranges(name)) if low is None or low <= report_id <= high]
            if groups:
                with pq.ParquetFile(self.folder / name) as file:
                    part = file.read_row_groups(groups)
                found += part.filter(pc.equal(part["report_id"], report_id)).to_pylist()
        return found

    def _ranges(self, name: str) -> list[tuple[str | None, str]]:
        """The first and the last report_id of each group of rows of a file, by its statistics; None where it has none."""
        now = ((name, *_signature(self.folder / name)),)
        if (name, "") not in self._kept or self._kept[name, ""][0] != now:
            with pq.ParquetFile(self.folder / name) as file:
                self._kept[name, ""] = (now, _ranges(file.metadata))
        return self._kept[name, ""][1]

    def severities(self) -> dict[str, Counter[str]]:
        """How many findings of each severity a report has, by report; a report without findings is not in it."""
        return self._once("findings", _severities)

    def signature(self) -> Signature:
        """What changes when the dataset is built anew."""
        return self._signature("reports")

    def _names(self, table: str) -> list[str]:
        names = part_names(self.folder, table)
        if not names:
            raise DatasetMissing(
                f"{self.folder}: expected a dataset ({table_name(table)}), found none; {how_to_build(self.folder)}"
            )
        return names

    def _signature(self, table: str) -> Signature:
        return tuple((name, *_signature(self.folder / name)) for name in self._names(table))

    def _expect_columns(self, table: str) -> None:
        for name in self._names(table):
            try:
                right = pq.read_schema(self.folder / name).names == TABLES[table].names
            except (pa.ArrowException, OSError):
                right = False
            if not right:
                raise DatasetMissing(f"{self.folder / name}: {NOT_THIS_VERSION}; {how_to_build(self.folder)}")

    def _whole(self, table: str) -> pd.DataFrame:
        return self._once(table, _frame)

    def _once(self, table: str, make: Callable[[Path, str], T]) -> T:
        """What is made of a table's files, made again only where another build has written one."""
        key, now = (table, make.__name__), self._signature(table)
        if key not in self._kept or self._kept[key][0] != now:
            self._kept[key] = (now, make(self.folder, table))
        return self._kept[key][1]


def _frame(folder: Path, table: str) -> pd.DataFrame:
    return frame_of(table, read_table(folder, table))


def _severities(folder: Path, table: str) -> dict[str, Counter[str]]:
    found = read_table(folder, table, ["report_id", "severity"])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found.group_by(["report_id", "severity"]).aggregate([([], "count_all")]).to_pylist():
        counts[row["report_id"]][row["severity"]] = row["count_all"]
    return dict(counts)


def _years(folder: Path, table: str) -> dict[str, int | None]:
    rows = read_table(folder, table, ["report_id", "year"])
    return dict(zip(rows["report_id"].to_pylist(), rows["year"].to_pylist(), strict=True))


def _ranges(metadata: pq.FileMetaData) -> list[tuple[str | None, str]]:
    column = metadata.schema.names.index("report_id")
    found = []
    for number in range(metadata.num_row_groups):
        statistics = metadata.row_group(number).column(column).statistics
        known = statistics is not None and statistics.has_min_max
        found.append((statistics.min, statistics.max) if known else (None, ""))
    return found


def _signature(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
