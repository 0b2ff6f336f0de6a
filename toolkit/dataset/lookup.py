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
from toolkit.dataset.opening import NOT_THIS_VERSION, DatasetMissing
from toolkit.dataset.writing import recover
from toolkit.schema import TABLES, with_dtypes

T = TypeVar("T")
Row = dict[str, Any]
Signature = tuple[int, int]


class Lookup:
    """The tables of a processed folder, of which only what is asked for is read.

    The table `reports` is read once, and again when another build has written it. Of the others the groups of rows in
    which a report stands are found once and read each time. No file stays open, so that a build can replace it. Raises
    DatasetMissing where there is no dataset.
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
        groups = self._once(table, _groups).get(report_id)
        if not groups:
            return []
        with pq.ParquetFile(self._path(table)) as file:
            part = file.read_row_groups(groups)
        return part.filter(pc.equal(part["report_id"], report_id)).to_pylist()

    def severities(self) -> dict[str, Counter[str]]:
        """How many findings of each severity a report has, by report; a report without findings is not in it."""
        return self._once("findings", _severities)

    def signature(self) -> Signature:
        """What changes when the dataset is built anew."""
        return _signature(self._path("reports"))

    def _path(self, table: str) -> Path:
        path = self.folder / f"{table}.parquet"
        if not path.is_file():
            raise DatasetMissing(
                f"{self.folder}: expected a dataset ({path.name}), found none; run: toolkit build RAW {self.folder}"
            )
        return path

    def _expect_columns(self, table: str) -> None:
        path = self._path(table)
        try:
            right = pq.read_schema(path).names == TABLES[table].names
        except (pa.ArrowException, OSError):
            right = False
        if not right:
            raise DatasetMissing(f"{path}: {NOT_THIS_VERSION}; run: toolkit build RAW {self.folder}")

    def _whole(self, table: str) -> pd.DataFrame:
        def read(path: Path) -> pd.DataFrame:
            return with_dtypes(table, pd.read_parquet(path, dtype_backend="numpy_nullable"))

        return self._once(table, read)

    def _once(self, table: str, make: Callable[[Path], T]) -> T:
        """What is made of a table's file, made again only where another build has written the file."""
        path = self._path(table)
        key, now = (table, make.__name__), _signature(path)
        if key not in self._kept or self._kept[key][0] != now:
            self._kept[key] = (now, make(path))
        return self._kept[key][1]


def _severities(path: Path) -> dict[str, Counter[str]]:
    found = pq.read_table(path, columns=["report_id", "severity"])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in found.group_by(["report_id", "severity"]).aggregate([([], "count_all")]).to_pylist():
        counts[row["report_id"]][row["severity"]] = row["count_all"]
    return dict(counts)


def _groups(path: Path) -> dict[str, list[int]]:
    """Of each report the groups of rows in which it stands."""
    groups: dict[str, list[int]] = defaultdict(list)
    with pq.ParquetFile(path, read_dictionary=["report_id"]) as file:
        for number in range(file.num_row_groups):
            for one in file.read_row_group(number, ["report_id"])["report_id"].unique().to_pylist():
                groups[one].append(number)
    return dict(groups)


def _signature(path: Path) -> Signature:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
