"""A folder of reports becomes the tables on disk, whole or not at all; and the tables become pandas frames.

`build` writes a dataset, `open_dataset` reads it. `building` says in which steps, `rows` makes the rows of the tables,
`writing` puts them on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.checks.together import plain_id
from toolkit.dataset.built import BUILT, built_in, decisions_of, raw_folder
from toolkit.dataset.changes import CHANGES
from toolkit.dataset.choosing import Choice, choice
from toolkit.dataset.files import (
    NO_REPORTS,
    PROCESSED,
    PROVENANCES,
    RAW,
    find_files,
    project_path,
    provenance_of,
    quoted,
)
from toolkit.dataset.writing import recover

if TYPE_CHECKING:
    from toolkit.dataset.building import Progress, build
    from toolkit.dataset.lookup import Lookup
    from toolkit.dataset.opening import ENVIRONMENT_PATH, Dataset, DatasetMissing, open_dataset
    from toolkit.dataset.querying import DuckdbMissing, connect
    from toolkit.dataset.summary import Summary

_HOMES = {name: "opening" for name in ("ENVIRONMENT_PATH", "Dataset", "DatasetMissing", "open_dataset")}
_HOMES |= {"Lookup": "lookup", "Progress": "building", "build": "building", "Summary": "summary"}
_HOMES |= {name: "querying" for name in ("DuckdbMissing", "connect")}

__all__ = [
    "BUILT",
    "CHANGES",
    "ENVIRONMENT_PATH",
    "NO_REPORTS",
    "PROCESSED",
    "PROVENANCES",
    "RAW",
    "Choice",
    "Dataset",
    "DatasetMissing",
    "DuckdbMissing",
    "Lookup",
    "Progress",
    "Summary",
    "build",
    "built_in",
    "choice",
    "connect",
    "decisions_of",
    "find_files",
    "open_dataset",
    "plain_id",
    "project_path",
    "provenance_of",
    "quoted",
    "raw_folder",
    "recover",
]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: a worker, and a build with nothing to do, need no pandas.
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"toolkit.dataset.{_HOMES[name]}"), name)
