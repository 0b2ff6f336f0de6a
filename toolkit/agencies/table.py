"""The facts of all agencies of a dataset as a table, one row each, to be joined to its reports by `agency`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from toolkit.agencies.facts import AgencyFacts, facts_of
from toolkit.agencies.overrides import Override, OverrideError

if TYPE_CHECKING:
    import pandas as pd


def agency_table(
    reports: pd.DataFrame, overrides: Mapping[str, Override] | None = None, *, strict: bool = True
) -> pd.DataFrame:
    """One row for each agency of `reports` (columns agency, and source and year where there are), in order of their names.

    The folders of `source` are hints; divisions are taken as they were in the last year reported on. Columns are those
    of AgencyFacts, all text. Reports without an agency have no row. Raises KeyError without a column `agency`, and
    OverrideError where an override names an agency that is in no report; for a selection of reports pass strict=False.
    """
    import pandas as pd

    if "agency" not in reports:
        raise KeyError(
            f"a column `agency` expected, found {', '.join(map(str, reports.columns))}; pass dataset.reports"
        )
    named = reports[reports["agency"].notna() & (reports["agency"] != "")]
    sources = named["source"] if "source" in named else [None] * len(named)
    years = named["year"] if "year" in named else [None] * len(named)
    seen = list(zip(named["agency"].astype(str), sources, years, strict=True))
    names = {name for name, _, _ in seen}
    if strict and (unknown := [o for name, o in (overrides or {}).items() if name not in names]):
        raise OverrideError(
            "\n".join(
                f"{o.place}: an agency of the reports expected, found {o.agency!r}. Write it as in their column agency, "
                "remove the row, or pass strict=False where these are only some of your reports."
                for o in unknown
            )
        )
    facts = facts_of_all(
        ((n, None if pd.isna(s) else s, None if pd.isna(y) else int(y)) for n, s, y in seen), overrides
    )
    columns = [f.name for f in fields(AgencyFacts)]
    return pd.DataFrame([[getattr(f, name) for name in columns] for f in facts], columns=columns).astype("string")


def facts_of_all(
    reports: Iterable[tuple[str, str | None, int | None]], overrides: Mapping[str, Override] | None = None
) -> list[AgencyFacts]:
    """The facts of each agency in order of their names; `reports` are (agency, source, year). For what counts see agency_table."""
    seen: dict[str, tuple[set[str], set[int]]] = {}
    for agency, source, year in reports:
        folders, years = seen.setdefault(agency, (set(), set()))
        folders |= {str(PurePosixPath(source.replace("\\", "/")).parent)} if source else set()
        years |= {year} if year is not None else set()
    return [
        facts_of(name, overrides, tuple(sorted(folders - {"."})), max(years, default=None))
        for name, (folders, years) in sorted(seen.items())
    ]
