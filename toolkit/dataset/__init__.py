"""A folder of reports becomes the tables on disk, whole or not at all; and the tables become pandas frames.

`build` writes a dataset, `open_dataset` reads it. `building` says in which steps, `rows` makes the rows of the tables,
`writing` puts them on disk.
"""

from toolkit.checks.together import plain_id
from toolkit.dataset.building import Progress, Summary, build
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
from toolkit.dataset.writing import recover

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
