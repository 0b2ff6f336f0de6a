"""Reports that would be counted twice: a digest beside its original, a second copy. One helper leaves them out."""

from __future__ import annotations

import pandas as pd

from toolkit.charts.names import report_names


def copies(reports: pd.DataFrame) -> dict[str, str]:
    """report_id of each report that sums, spreads and charts leave out, to the report_id that stands for it.

    That is a digest where an original of the same agency and year was read, and a later copy of the same agency, year
    and provenance. What has no agency or year, or could not be read, is a copy of nothing.
    """
    known = reports[reports["agency"].notna() & reports["year"].notna() & (reports["status"] != "failed")]
    known = known[known.duplicated(["agency", "year"], keep=False)]
    first: dict[tuple[str, int, str], str] = {}
    for report in known.itertuples():
        first.setdefault((report.agency, report.year, report.provenance), report.report_id)
    found = {}
    for report in known.itertuples():
        same = first[report.agency, report.year, report.provenance]
        original = first.get((report.agency, report.year, "original"))
        stands = original if report.provenance == "digest" and original else same
        if stands != report.report_id:
            found[report.report_id] = stands
    return found


def counted(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports that are counted: those that are no copy of another."""
    return reports[~reports["report_id"].isin(list(copies(reports)))]


def copies_text(reports: pd.DataFrame) -> str:
    """Which reports are left out of sums, spreads and charts, in words; empty where none is."""
    names, sources = report_names(reports), dict(zip(reports["report_id"], reports["source"], strict=True))
    left = [f"{names[copy]} ({sources[copy]}; counted: {sources[kept]})" for copy, kept in copies(reports).items()]
    if not left:
        return ""
    return (
        "Left out of sums, spreads and charts of figures, because the same agency and year is there as an original or an "
        f"earlier copy: {'; '.join(left)}. Lists of reports and of findings, and the map of what was read, keep them."
    )
