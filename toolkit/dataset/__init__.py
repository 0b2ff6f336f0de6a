"""A folder of reports becomes the tables on disk, whole or not at all; and the tables become pandas frames.

`build` writes a dataset, `open_dataset` reads it. `building` says in which steps, `rows` makes the rows of the tables,
`writing` puts them on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.checks.together import plain_id
    from toolkit.dataset.building import Progress, build
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
    from toolkit.dataset.lookup import Lookup
    from toolkit.dataset.opening import ENVIRONMENT_PATH, Dataset, DatasetMissing, open_dataset
    from toolkit.dataset.querying import DuckdbMissing, connect
    from toolkit.dataset.summary import Summary
    from toolkit.dataset.writing import recover

_HOMES = {
    "building": ("Progress", "build"),
    "built": ("BUILT", "built_in", "decisions_of", "raw_folder"),
    "changes": ("CHANGES",),
    "choosing": ("Choice", "choice"),
    "files": (
        "NO_REPORTS", "PROCESSED", "PROVENANCES", "RAW", "find_files", "project_path", "provenance_of", "quoted",
    ),
    "lookup": ("Lookup",),
    "opening": ("ENVIRONMENT_PATH", "Dataset", "DatasetMissing", "open_dataset"),
    "querying": ("DuckdbMissing", "connect"),
    "summary": ("Summary",),
    "writing": ("recover",),
}  # fmt: skip
_HOME_OF = {name: f"toolkit.dataset.{home}" for home, names in _HOMES.items() for name in names}
_HOME_OF["plain_id"] = "toolkit.checks.together"

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

    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
