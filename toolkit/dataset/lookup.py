"""One report of a large dataset: its rows of any table, without reading those of the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.dataset.choosing import Choice, chosen_reports
from toolkit.dataset.opening import NOT_THIS_VERSION, DatasetMissing
from toolkit.dataset.writing import recover
from toolkit.schema import TABLES, with_dtypes

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
        self._groups: dict[str, tuple[Signature, dict[str, list[int]]]] = {}
        self._read: dict[str, tuple[Signature, pd.DataFrame]] = {}
        self._severities: tuple[Signature, dict[str, Counter[str]]] | None = None
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
        path = self._path(table)
        groups = self._groups_of(table, path).get(report_id)
        if not groups:
            return []
        with pq.ParquetFile(path) as file:
            part = file.read_row_groups(groups)
        return part.filter(pc.equal(part["report_id"], report_id)).to_pylist()

    def severities(self) -> dict[str, Counter[str]]:
        """How many findings of each severity a report has, by report; a report without findings is not in it."""
        path = self._path("findings")
        if self._severities is None or self._severities[0] != _signature(path):
            found = pq.read_table(path, columns=["report_id", "severity"])
            counts: dict[str, Counter[str]] = defaultdict(Counter)
            for row in found.group_by(["report_id", "severity"]).aggregate([([], "count_all")]).to_pylist():
                counts[row["report_id"]][row["severity"]] = row["count_all"]
            self._severities = (_signature(path), dict(counts))
        return self._severities[1]

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
        path = self._path(table)
        found = self._read.get(table)
        if found is None or found[0] != _signature(path):
            frame = with_dtypes(table, pd.read_parquet(path, dtype_backend="numpy_nullable"))
            found = self._read[table] = (_signature(path), frame)
        return found[1]

    def _groups_of(self, table: str, path: Path) -> dict[str, list[int]]:
        """Of each report the groups of rows in which it stands."""
        found = self._groups.get(table)
        if found is None or found[0] != _signature(path):
            with pq.ParquetFile(path, read_dictionary=["report_id"]) as file:
                each = [_ids(file.read_row_group(n, ["report_id"])) for n in range(file.num_row_groups)]
            groups: dict[str, list[int]] = defaultdict(list)
            for number, ids in enumerate(each):
                for one in ids:
                    groups[one].append(number)
            found = self._groups[table] = (_signature(path), groups)
        return found[1]


def _ids(table: pa.Table) -> Iterable[str]:
    return table["report_id"].unique().to_pylist()


def _signature(path: Path) -> Signature:
    status = path.stat()
    return status.st_mtime_ns, status.st_size
