"""What every page says of the data it shows: its date, its hash, where it comes from, and which toolkit made it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from toolkit.charts.names import WORDS
from toolkit.dataset import Dataset
from toolkit.schema import TABLES

BUILT = "built.json"
"""Beside the tables: what the last build that changed them noted. `date` is its day."""
DISTRIBUTION = "openness-toolkit"


@dataclass(frozen=True)
class Stamp:
    """The facts in words; nothing of the run that made a page is among them."""

    date: str
    provenance: str
    fingerprint: str
    version: str

    def html(self) -> str:
        """The facts in one line."""
        facts = (
            f"Data of {self.date}" if self.date[:1].isdigit() else f"Data: {self.date}",
            f"provenance: {self.provenance}",
            f"fingerprint of the tables: {self.fingerprint}",
            f"{DISTRIBUTION} {self.version}",
        )
        return " · ".join(escape(fact) for fact in facts)


def stamp_of(data: Dataset) -> Stamp:
    """The stamp of a dataset."""
    provenance = counted(data.reports["provenance"], "provenance") or "no reports"
    return Stamp(data_date(data.path) or "date unknown", provenance, fingerprint(data.path), toolkit_version())


def data_date(folder: Path) -> str | None:
    """The day on which the tables last changed (ISO), None where the build did not note one."""
    try:
        noted = json.loads((folder / BUILT).read_text(encoding="utf-8"))["date"]
        return date.fromisoformat(noted).isoformat()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fingerprint(folder: Path) -> str:
    """Twelve characters that change whenever a table of a dataset does."""
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update((folder / f"{name}.parquet").read_bytes())
    return digest.hexdigest()[:12]


def toolkit_version() -> str:
    """The toolkit's version; a checkout that is not installed has none to tell."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "(version unknown: not installed)"


def counted(values: pd.Series, group: str) -> str:
    """How often each value occurs, in the order in which the values are listed."""
    counts = values.astype(str).value_counts()
    return ", ".join(f"{counts[value]:,} {name}" for value, name in WORDS[group].items() if value in counts)
