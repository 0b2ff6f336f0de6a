"""The facts of all agencies of a dataset as a table, one row each, to be joined to its reports by `agency`."""

from __future__ import annotations

from collections.abc import Mapping
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
    groups = {str(agency): rows for agency, rows in named.groupby("agency", sort=True)}
    if strict and (unknown := [o for name, o in (overrides or {}).items() if name not in groups]):
        raise OverrideError(
            "\n".join(
                f"{o.place}: an agency of the reports expected, found {o.agency!r}. Write it as in their column agency, "
                "remove the row, or pass strict=False where these are only some of your reports."
                for o in unknown
            )
        )
    facts = [facts_of(name, overrides, _folders(rows), _last_year(rows)) for name, rows in groups.items()]
    names = [f.name for f in fields(AgencyFacts)]
    return pd.DataFrame([[getattr(f, name) for name in names] for f in facts], columns=names).astype("string")


def _folders(rows: pd.DataFrame) -> tuple[str, ...]:
    if "source" not in rows:
        return ()
    folders = {str(PurePosixPath(str(source).replace("\\", "/")).parent) for source in rows["source"].dropna()}
    return tuple(sorted(folders - {"."}))


def _last_year(rows: pd.DataFrame) -> int | None:
    years = rows["year"].dropna() if "year" in rows else ()
    return int(max(years)) if len(years) else None
