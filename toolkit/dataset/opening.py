"""The tables of a processed folder as pandas frames."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pandera.errors import SchemaErrors

from toolkit.dataset.choosing import choice, chosen_tables, why_none
from toolkit.dataset.files import PACKAGE, PROCESSED, project_path
from toolkit.dataset.layout import part_names, read_table, table_name
from toolkit.dataset.writing import recover
from toolkit.schema import TABLES, frame_of, pandera_schema

ENVIRONMENT_PATH = "TOOLKIT_DATASET"
"""Environment variable that names another processed folder: notebooks under test read that one."""


NOT_THIS_VERSION = (
    "expected a table as this version of the toolkit writes it, found another: of another version, or damaged"
)


class DatasetMissing(FileNotFoundError):
    """There is no dataset in a folder. Says which folder, and how to make one."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it: the sentence, for who has not built yet needs no traceback."""
        return [f"There are no tables to look at yet. {self}"]


@dataclass(frozen=True, repr=False)
class Dataset:
    """The tables of a processed folder as frames: `reports`, `sections`, `figures`, `findings`, `claims`, `statements`,
    `agencies`.

    `package` is its description: every column, the codebook of themes by which the statements were coded, and the list
    of divisions from which the agencies' codes are. `chosen` says which part of a dataset this is, "" for the whole;
    `missing` why there is no report in that part.
    """

    path: Path
    package: dict[str, Any]
    reports: pd.DataFrame
    sections: pd.DataFrame
    figures: pd.DataFrame
    findings: pd.DataFrame
    claims: pd.DataFrame
    statements: pd.DataFrame
    agencies: pd.DataFrame
    chosen: str = ""
    missing: str = ""

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
        tables = chosen_tables({name: getattr(self, name) for name in TABLES}, asked)
        missing = why_none(self.reports, self.agencies, asked) if tables["reports"].empty else ""
        said = f"{asked}: {len(tables['reports']):,} of {len(self.reports):,} reports"
        return replace(self, **tables, chosen=said, missing=missing)

    @property
    def provenances(self) -> list[str]:
        """Where its reports come from: "original", "digest", "sample", sorted."""
        return sorted(self.reports["provenance"].unique())

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(getattr(self, name)):,} {name}" for name in TABLES)
        part = f" ({self.chosen})" if self.chosen else ""
        return f"Dataset in {self.path.name} ({', '.join(self.provenances)}){part}: {counts}"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><b>{name}</b></td><td style='text-align:right'>{len(getattr(self, name)):,}</td>"
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
    return Path(path or os.environ.get(ENVIRONMENT_PATH) or project_path(PROCESSED))


def open_dataset(path: Path | str | None = None) -> Dataset:
    """The dataset in a folder; without one, that of TOOLKIT_DATASET, else data/processed of the project.

    Raises DatasetMissing where there is none, or not all of it, or where the tables are not what they should be.
    """
    folder = dataset_folder(path).absolute()
    recover(folder, only_finish=True)
    again = f"run: toolkit build RAW {folder}"
    if not (folder / PACKAGE).is_file():
        raise DatasetMissing(f"{folder}: expected a dataset ({PACKAGE}), found none; {again}")
    frames = {}
    for name in TABLES:
        file = folder / table_name(name)
        if not part_names(folder, name):
            raise DatasetMissing(
                f"{folder}: expected {file.name}, found none; it was taken away, or another version of the toolkit "
                f"built this dataset; {again}"
            )
        try:
            frame = frame_of(name, read_table(folder, name))
            frames[name] = pandera_schema(name).validate(frame, lazy=True)
        except (SchemaErrors, pa.ArrowException, KeyError, TypeError, ValueError) as error:
            raise DatasetMissing(f"{file}: {NOT_THIS_VERSION}; {again}\n{str(error)[:500]}") from error
    return Dataset(folder, json.loads((folder / PACKAGE).read_text(encoding="utf-8")), **frames)
