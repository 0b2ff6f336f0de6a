"""Tables go to disk whole or not at all: written beside the old ones, then moved in one step that a journal makes sure of."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.agencies import divisions_version
from toolkit.dataset.built import hash_of_file
from toolkit.schema import TABLES, datapackage_resource
from toolkit.text.themes import Codebook

PACKAGE = "datapackage.json"
GROUP_ROWS = 20_000
"""Rows that are read together: of the figures a hundred reports. Who looks at one report reads no more than that."""
_STAGING, _JOURNAL = ".staging", ".commit"


def write(
    frames: Mapping[str, pa.Table], out: Path, codebook: Codebook, record: Callable[[dict[str, str]], dict[str, bytes]]
) -> None:
    """Writes the tables and their description; what was there before stays until all of it is written.

    `record` gives other files that belong to them, by name, for the hashes of those written so far.
    """
    staging = out / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    for name, table in frames.items():
        pq.write_table(table, staging / f"{name}.parquet", compression="zstd", row_group_size=GROUP_ROWS)
    text = json.dumps(_package(codebook), ensure_ascii=False, indent=2) + "\n"
    (staging / PACKAGE).write_text(text, encoding="utf-8", newline="\n")
    hashes = {path.name: hash_of_file(path) for path in sorted(staging.iterdir())}
    for name, data in record(hashes).items():
        (staging / name).write_bytes(data)
    names = sorted(path.name for path in staging.iterdir())
    journal = out / (_JOURNAL + ".tmp")
    journal.write_text(json.dumps(names), encoding="utf-8")
    os.replace(journal, out / _JOURNAL)
    recover(out)


def _package(codebook: Codebook) -> dict[str, Any]:
    """The description: every column, the codebook of the statements, and the list of divisions of the agencies' codes."""
    themes = [{"code": t.code, "english": t.english, "chinese": t.chinese, "when": t.when} for t in codebook.themes]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "government-disclosure-reports",
        "title": "政府信息公开工作年度报告",
        "resources": [datapackage_resource(name) for name in TABLES],
        "codebook": {"source": Path(codebook.source).name, "version": codebook.version, "themes": themes},
        "divisions": divisions_version(),
    }


def recover(out: Path, only_finish: bool = False) -> None:
    """Finishes a move that was interrupted, and clears away a build that never came to moving.

    With `only_finish` the latter is left alone: it may be another process that is building.
    """
    journal, staging = out / _JOURNAL, out / _STAGING
    if only_finish and not journal.is_file():
        return
    if journal.is_file():
        for name in json.loads(journal.read_text(encoding="utf-8")):
            if (staging / name).is_file():
                os.replace(staging / name, out / name)
        journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)
