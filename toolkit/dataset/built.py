"""What a dataset was built from (built.json): whether it must be built again, when its tables last changed, and how."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.dataset.engine import DISTRIBUTION, engine, version_of
from toolkit.dataset.layout import tables_of

BUILT = "built.json"


@dataclass(frozen=True)
class Built:
    """The record of a build.

    version: of the toolkit; day: on which the tables last became what they are; inputs: hash of all that they depend on;
    raw: the folder of reports, as seen from the dataset's, "" on another drive; tables: hash of each file; summary: what the
    build came to, as JSON knows it; decisions: the files of corrections and reviews, as seen from the dataset's folder.
    """

    version: str
    day: date
    inputs: str
    raw: str
    tables: Mapping[str, str]
    summary: Mapping[str, Any]
    decisions: Mapping[str, str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A hash of all files of the tables."""
        return hashlib.sha256(json.dumps(dict(sorted(self.tables.items()))).encode()).hexdigest()

    def as_json(self) -> str:
        """The text of built.json."""
        said = {
            "version": self.version,
            "date": self.day.isoformat(),
            "inputs": self.inputs,
            "raw": self.raw,
            "tables": dict(self.tables),
            "summary": dict(self.summary),
            "decisions": dict(self.decisions),
        }
        return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def built_in(out: Path) -> Built | None:
    """The record of the dataset in a folder; None where there is none, or one that says something else."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        said = json.loads((out / BUILT).read_text(encoding="utf-8"))
        day = date.fromisoformat(said.pop("date"))
        for name in ("tables", "summary", "decisions"):
            said[name] = dict(said[name])
        return Built(day=day, **said)
    return None


def intact(built: Built, out: Path) -> bool:
    """Whether the files of a dataset are those that were built, all of them."""
    named = all(tables_of(built.tables).values())
    return named and all(hash_of_file(out / name) == found for name, found in built.tables.items())


def raw_folder(out: Path) -> Path | None:
    """The folder of reports from which a dataset was built; None where that is not known, or no longer there."""
    built = built_in(out)
    raw = place_of(built.raw, out) if built else None
    return raw if raw and raw.is_dir() else None


def decisions_of(out: Path) -> dict[str, Path]:
    """The files of corrections.csv and reviews.csv that the build of a dataset read, or would have read."""
    built = built_in(out)
    found = {name: place_of(seen, out) for name, seen in (built.decisions if built else {}).items()}
    return {name: path for name, path in found.items() if path}


def place_of(seen: str, out: Path) -> Path | None:
    """A path as it was seen from a dataset. Only a relative one: a dataset from elsewhere must not name a server or a drive."""
    if not seen or seen.startswith(("/", "\\")) or ":" in seen:
        return None
    return (out / seen).resolve()


def seen_from(path: Path, out: Path) -> str:
    """A path as seen from a dataset's folder, with slashes; "" on another drive of Windows."""
    try:
        return Path(os.path.relpath(path.resolve(), out.resolve())).as_posix()
    except ValueError:
        return ""


def inputs_of(files: Mapping[str, str], others: Mapping[str, str]) -> str:
    """A hash of all that a dataset depends on: the toolkit, the hashes of the reports by their names, and what stands in other
    files by what they are.
    """
    found = hashlib.sha256(engine().encode())
    for name, sha256 in files.items():
        found.update(f"{name}\0{sha256}\n".encode())
    for name, said in others.items():
        found.update(f"{name}: {said}\n".encode())
    return found.hexdigest()


def toolkit_version() -> str:
    """The version of the toolkit; "" in a checkout that is not installed."""
    return version_of(DISTRIBUTION)


def hash_of_file(path: Path) -> str:
    """The sha256 of a file; for one that cannot be read the reason, which another time may be another."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"
