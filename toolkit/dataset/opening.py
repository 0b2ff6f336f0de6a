"""The tables of a processed folder as pandas frames, each read when it is first looked at."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.dataset.choosing import choice, chosen_reports, why_none
from toolkit.dataset.elsewhere import fetched
from toolkit.dataset.files import PACKAGE, PROCESSED, project_path
from toolkit.dataset.stored import (
    NOT_THIS_VERSION,
    DatasetMissing,
    Stored,
    Where,
    how_to_build,
    selected,
    stored,
)
from toolkit.dataset.writing import recover
from toolkit.places import is_local, place
from toolkit.schema import TABLES

__all__ = ["ENVIRONMENT_PATH", "NOT_THIS_VERSION", "Dataset", "DatasetMissing", "dataset_folder", "open_dataset"]

ENVIRONMENT_PATH = "TOOLKIT_DATASET"
"""Environment variable that names another processed folder: notebooks under test read that one."""


class _Table:
    """A table of a dataset: a frame, read from its files when it is first asked for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, data: Dataset | None, owner: type) -> pd.DataFrame:
        if data is None:
            raise AttributeError(self.name)  # so that a dataclass takes it for a field without default
        held = data.held(self.name)
        if isinstance(held, Stored):
            data.__dict__.setdefault("_files", {})[self.name] = held
            held = data.__dict__[self.name] = held.frame()
        return held

    def __set__(self, data: Dataset, table: pd.DataFrame | Stored) -> None:
        data.__dict__[self.name] = table


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """The tables of a processed folder as frames: `reports`, `sections`, `figures`, `findings`, `claims`, `statements`,
    `agencies`. Each is read when it is first looked at; `table` and `by_agency` read a part of one and keep nothing.

    `package` is its description: every column, the codebook of themes by which the statements were coded, and the list
    of divisions from which the agencies' codes are. `chosen` says which part of a dataset this is, "" for the whole;
    `missing` why there is no report in that part.
    """

    path: Path
    package: dict[str, Any]
    reports: pd.DataFrame = _Table()  # type: ignore[assignment]
    sections: pd.DataFrame = _Table()  # type: ignore[assignment]
    figures: pd.DataFrame = _Table()  # type: ignore[assignment]
    findings: pd.DataFrame = _Table()  # type: ignore[assignment]
    claims: pd.DataFrame = _Table()  # type: ignore[assignment]
    statements: pd.DataFrame = _Table()  # type: ignore[assignment]
    agencies: pd.DataFrame = _Table()  # type: ignore[assignment]
    chosen: str = ""
    missing: str = ""

    def held(self, name: str) -> pd.DataFrame | Stored:
        """A table as it is: a frame, or in its files as long as nobody has looked at it. Raises KeyError for another name."""
        if name not in TABLES:
            raise KeyError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
        return self.__dict__[name]

    def lies(self, name: str) -> Stored | None:
        """Where a table lies, whether it was read or not; None for one that another was put in the place of."""
        held = self.held(name)
        return held if isinstance(held, Stored) else self.__dict__.get("_files", {}).get(name)

    def rows(self, name: str) -> int:
        """How many rows a table has, without reading it where it lies in files. Raises KeyError for an unknown table."""
        return len(self.held(name))

    def table(self, name: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
        """Some columns (None: all) of those rows of a table that fulfil `where`: column to a value, or to several.

        Only these are read, and nothing is kept: `data.table("figures", ["report_id", "value"], {"row": "granted",
        "column": ["total", "natural_person"]})`. Raises KeyError for an unknown table or column, DatasetMissing where the
        files are not what they should be.
        """
        held = self.held(name)
        for column in (*(columns or ()), *(where or ())):
            TABLES[name].field(column)
        return held.select(columns, where) if isinstance(held, Stored) else selected(held, columns, where)

    def by_agency(
        self, name: str, columns: Sequence[str] | None = None, where: Where | None = None
    ) -> Iterator[pd.DataFrame]:
        """What `table` gives, in pieces of some thousand reports, each with all years of its agencies; none is empty.

        For what does not fit into memory at once: count or add up each piece, then put the results together.
        """
        held = self.held(name)
        if isinstance(held, Stored):
            yield from held.by_agency(columns, where)
        elif len(frame := self.table(name, columns, where)):
            yield frame

    def sql(self, query: str) -> pd.DataFrame:
        """What a question in SQL (DuckDB's) gives; its tables are those of the dataset, each but `agencies` with the `year`.

        The files are asked, not the frames, so it may be about more than fits into memory. Raises DuckdbMissing where the
        package duckdb is not installed, and duckdb.Error for a question that is none.
        """
        from toolkit.dataset.querying import answer

        return answer(self, query)

    def with_tables(self, **tables: pd.DataFrame | Stored) -> Dataset:
        """The same dataset with other tables, by their names; those that nobody has looked at stay in their files."""
        held = {name: self.held(name) for name in TABLES}
        return Dataset(self.path, self.package, **{**held, **tables}, chosen=self.chosen, missing=self.missing)

    def choose(
        self, year: int | str | Iterable[int] | None = None, region: str | int | None = None, kind: str | None = None
    ) -> Dataset:
        """The part of the dataset with reports of these years, of this region, of this kind of agency; None for all.

        year: 2025, "2024-2025"; region: 江苏省, 江苏 or the beginning of a division code, 32; kind: natural_resources or
        自然资源. Where no report is left, `missing` says why. Raises ValueError for a year that is none.
        """
        asked = choice(year, region, kind)
        if not asked:
            return self
        reports = self.table("reports", ["report_id", "agency", "year"])
        agencies = self.table("agencies")
        taken = reports[chosen_reports(reports, agencies, asked)]
        keys = {"report_id": set(taken["report_id"]), "agency": set(taken["agency"].dropna())}
        tables = {}
        for name in TABLES:
            key, held = "agency" if name == "agencies" else "report_id", self.held(name)
            if isinstance(held, Stored):
                tables[name] = held.narrowed(key, keys[key], asked.years, whole=not (asked.region or asked.kind))
            else:
                tables[name] = held[held[key].isin(keys[key])].reset_index(drop=True)
        missing = why_none(reports, agencies, asked) if taken.empty else ""
        said = f"{asked}: {len(taken):,} of {len(reports):,} reports"
        return Dataset(self.path, self.package, **tables, chosen=said, missing=missing)

    @property
    def provenances(self) -> list[str]:
        """Where its reports come from: "original", "digest", "sample", sorted."""
        return sorted(self.table("reports", ["provenance"])["provenance"].unique())

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.rows(name):,} {name}" for name in TABLES)
        part = f" ({self.chosen})" if self.chosen else ""
        return f"Dataset in {self.path.name} ({', '.join(self.provenances)}){part}: {counts}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><b>{name}</b></td><td style='text-align:right'>{self.rows(name):,}</td>"
            f"<td style='text-align:left'>{table.english} ({table.chinese})</td></tr>"
            for name, table in TABLES.items()
        )
        return (
            f"<p>Dataset in <code>{escape(self.path.name)}</code>, provenance: {', '.join(self.provenances)}"
            f"{escape(f' ({self.chosen})' if self.chosen else '')}</p>"
            f"<table><thead><tr><th>table</th><th>rows</th><th style='text-align:left'>one row is</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


def dataset_folder(path: Path | str | None = None) -> Path:
    """The folder given; without one, that of TOOLKIT_DATASET, else data/processed of the project."""
    return place(path or os.environ.get(ENVIRONMENT_PATH) or project_path(PROCESSED))


def open_dataset(
    path: Path | str | None = None,
    *,
    years: int | str | Iterable[int] | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> Dataset:
    """The dataset in a folder; without one, that of TOOLKIT_DATASET, else data/processed of the project.

    Of a dataset elsewhere, such as "s3://bucket/folder", the files of the years that are wanted are fetched first,
    those that are here already and are the same excepted. No table is read before it is looked at. `years`: 2023,
    "2022-2024", or several, of which the first and last count: only reports of these. `columns`: table to its columns
    that are wanted, such as {"figures": ["report_id", "row", "value"]}; a table that is not named has all. Raises
    DatasetMissing where there is none, or not all of it, or (also when a table is first looked at) where the tables are
    not what they should be; ValueError for a year that is none, KeyError for an unknown table or column.
    """
    folder = dataset_folder(path)
    folder = folder.absolute() if is_local(folder) else fetched(folder, choice(years).years)
    recover(folder, only_finish=True)
    if not (folder / PACKAGE).is_file():
        raise DatasetMissing(f"{folder}: expected a dataset ({PACKAGE}), found none; {how_to_build(folder)}")
    tables = {name: stored(folder, name) for name in TABLES}
    data = Dataset(folder, json.loads((folder / PACKAGE).read_text(encoding="utf-8")), **tables)
    for name, wanted in (columns or {}).items():
        held = data.held(name)
        names = tuple(TABLES[name].field(column).name for column in wanted)
        data = data.with_tables(**{name: replace(held, columns=names)})
    return data.choose(years)
