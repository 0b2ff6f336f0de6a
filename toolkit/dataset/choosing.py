"""A part of a dataset: some years, a region, a kind of agency. What a notebook's parameters and the options of a command ask for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from toolkit.agencies import kind_labels

if TYPE_CHECKING:
    import pandas as pd

_YEARS = re.compile(r"(\d{4})(?:\s*[-–—~至]\s*(\d{4}))?")
_PLACES = ("province", "prefecture", "county")
# Fewer characters of a place's name, or digits of its code, would fit half the country.
_FEWEST = 2
MOST_NAMED = 12
"""Years, regions or kinds that are named where what was asked for is not there."""


@dataclass(frozen=True)
class Choice:
    """What is asked for: the first and last year, a region, a kind of agency; None for all. Made by `choice`."""

    years: tuple[int, int] | None = None
    region: str | None = None
    kind: str | None = None

    def __bool__(self) -> bool:
        return any((self.years, self.region, self.kind))

    def __str__(self) -> str:
        first, last = self.years or (0, 0)
        years = [] if not self.years else [f"year {first}" if first == last else f"years {first} to {last}"]
        kind = [f"kind {self.kind}"] if self.kind else []
        return ", ".join(years + ([f"region {self.region}"] if self.region else []) + kind)


def choice(
    year: int | str | Iterable[int] | None = None, region: str | int | None = None, kind: str | None = None
) -> Choice:
    """What parameters ask for.

    year: 2025, "2024-2025", or years, of which the first and last count; region: the beginning of the name of a province,
    prefecture or county (江苏省, 江苏), or of a division code (32, 3213); kind: as in the table `agencies`, in English or
    Chinese (natural_resources, 自然资源). None, or "" for all. Raises ValueError for a year that is none.
    """
    text = unicodedata.normalize("NFKC", str(region if region is not None else "")).strip()
    if text and len(text) < _FEWEST:
        raise ValueError(f"region: expected a name, or at least two digits of a division code, found {text!r}")
    return Choice(_years(year), text or None, unicodedata.normalize("NFKC", str(kind or "")).strip() or None)


def _years(year: int | str | Iterable[int] | None) -> tuple[int, int] | None:
    if year is None or year == "":
        return None
    if isinstance(year, Iterable) and not isinstance(year, str):
        years = sorted(_years(one)[0] for one in year)  # type: ignore[index]
        return (years[0], years[-1]) if years else None
    if isinstance(year, float) and year.is_integer():
        year = int(year)
    found = _YEARS.fullmatch(unicodedata.normalize("NFKC", str(year)).strip())
    if not found:
        raise ValueError(f"year: expected a year as 2025, or years as 2024-2025, found {year!r}")
    first, last = int(found[1]), int(found[2] or found[1])
    return min(first, last), max(first, last)


def chosen_reports(reports: pd.DataFrame, agencies: pd.DataFrame, asked: Choice) -> pd.Series:
    """Which rows of `reports` a choice takes, as True and False; one without year or agency is taken by no choice of these."""
    taken = reports["report_id"].notna()
    if asked.years:
        taken &= reports["year"].between(*asked.years).fillna(False)
    if asked.region or asked.kind:
        names = agencies.loc[_of_region(agencies, asked.region) & _of_kind(agencies, asked.kind), "agency"]
        taken &= reports["agency"].isin(set(names))
    return taken.astype(bool)


def _of_region(agencies: pd.DataFrame, region: str | None) -> pd.Series:
    if region is None:
        return agencies["agency"].notna()
    columns = ("division_code",) if region.isdigit() else _PLACES
    found = (agencies[name].astype("string").str.startswith(region).fillna(False) for name in columns)
    return reduce(or_, found)


def _of_kind(agencies: pd.DataFrame, kind: str | None) -> pd.Series:
    if kind is None:
        return agencies["agency"].notna()
    return (agencies["kind"] == kind) | (agencies["kind_chinese"] == kind)


def why_none(reports: pd.DataFrame, agencies: pd.DataFrame, asked: Choice) -> str:
    """Why a choice takes no report, in a sentence that names what there is."""
    if reports.empty:
        return "This dataset has no reports. Put some into the raw folder, and run: toolkit run"
    said = []
    if asked.years and not chosen_reports(reports, agencies, Choice(years=asked.years)).any():
        said.append(f"there are years {_listed(reports['year'].dropna().astype(int))}")
    if asked.region and not chosen_reports(reports, agencies, Choice(region=asked.region)).any():
        said.append(f"there are regions {_listed(agencies[list(_PLACES)].stack().dropna())}")
    if asked.kind and not chosen_reports(reports, agencies, Choice(kind=asked.kind)).any():
        kinds = [
            f"{kind} ({kind_labels()[kind].chinese})" for kind in agencies["kind"].dropna() if kind in kind_labels()
        ]
        said.append(f"there are kinds {_listed(kinds)}")
    there = "; ".join(said) or "each of these alone is there, but not together"
    return f"No report of {asked} is in this dataset: {there}."


def _listed(values: Iterable[object]) -> str:
    names = sorted({str(value) for value in values})
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (", ".join(names[:MOST_NAMED]) or "none") + more
