"""What every page says of the data it shows: its date, its hash, where it comes from, and which toolkit made it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from toolkit.charts.names import WORDS
from toolkit.dataset import Dataset
from toolkit.dataset.built import DISTRIBUTION, built_in, toolkit_version
from toolkit.dataset.layout import all_names

NOT_INSTALLED = "(version unknown: not installed)"


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
    return Stamp(
        data_date(data.path) or "date unknown", provenance, fingerprint(data.path), toolkit_version() or NOT_INSTALLED
    )


def data_date(folder: Path) -> str | None:
    """The day on which the tables last changed (ISO), None where the build did not note one."""
    built = built_in(folder)
    return built.day.isoformat() if built else None


def fingerprint(folder: Path) -> str:
    """Twelve characters that change whenever a table of a dataset does."""
    digest = hashlib.sha256()
    for name in all_names(folder):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]


def counted(values: pd.Series, group: str) -> str:
    """How often each value occurs, in the order in which the values are listed."""
    counts = values.astype(str).value_counts()
    return ", ".join(f"{counts[value]:,} {name}" for value, name in WORDS[group].items() if value in counts)
