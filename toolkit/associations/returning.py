"""Themes that a report names as problems: does a measure of the report take them up, and does next year's report name them?

The unit is a theme of a report, not a problem: a problem of three themes is more often answered, and more often met again,
than a problem of one, whatever is done; counted by problems, that alone looks like a strong relation. Themes differ, too:
some are named by nearly everybody. So each theme comes with how many of the other agencies' following reports name it.
"""

from __future__ import annotations

import pandas as pd

from toolkit.associations.questions import MEASURE_, PROBLEM_, RETURNS
from toolkit.text.answers import next_reports
from toolkit.text.themes import OTHER

COLUMNS = f"report_id agency year scope theme answered {RETURNS} next_id tested others others_naming".split()

FACTS = ("report_id", "agency", "year", "scope", "problems")


def named_again(table: pd.DataFrame, year: int | None = None) -> pd.DataFrame:
    """One row for each theme that a report of `table` (what `joined` gave) names as a problem; `other` is no theme here.

    Columns: report_id, agency, year, scope, theme; `answered`: a measure of the report has the theme; `returns`: next
    year's report names it as a problem, null where that report (`next_id`) is not there, counts another scope, or its
    section 5 is not known; `tested`: of the agency's latest pair of years, which is what the test takes; `others` and
    `others_naming`: following reports of other agencies of the same scope in the test, and how many name the theme.
    With `year` only reports of that year, and what follows them.
    """
    codes = [c.removeprefix(PROBLEM_) for c in table.columns if c.startswith(PROBLEM_) and c != PROBLEM_ + OTHER]
    needed = [*FACTS, *(c for c in table.columns if c.startswith((PROBLEM_, MEASURE_)))]
    rows = {str(row.report_id): row for row in table[needed].itertuples()}
    later = next_reports(table)
    found = []
    for key, row in rows.items():
        if pd.isna(row.agency) or pd.isna(row.year) or year not in (None, row.year):
            continue
        after = rows.get(later.get(key, ""))
        known = after is not None and after.scope == row.scope and not pd.isna(after.problems)
        for code in codes:
            if _named(row, PROBLEM_ + code):
                again = _named(after, PROBLEM_ + code) if known else None
                facts = (key, row.agency, row.year, row.scope, code, _named(row, MEASURE_ + code))
                found.append((*facts, again, after.report_id if known else None))
    frame = pd.DataFrame(found, columns=COLUMNS[:8])
    return _with_others(frame, rows).astype(
        {
            **dict.fromkeys(("report_id", "agency", "scope", "theme", "next_id"), "string"),
            **dict.fromkeys(("year", "others", "others_naming"), "Int64"),
            **dict.fromkeys(("answered", RETURNS, "tested"), "boolean"),
        }
    )


def _named(row: object, column: str) -> bool:
    value = getattr(row, column, None)
    return bool(value) if not pd.isna(value) else False


def _with_others(frame: pd.DataFrame, rows: dict[str, object]) -> pd.DataFrame:
    known = frame[frame["next_id"].notna()]
    last = known.groupby(["scope", "agency"])["year"].transform("max")
    frame = frame.assign(tested=frame.index.isin(known.index[known["year"] == last]))
    following = frame[frame["tested"]].drop_duplicates("next_id")
    totals: dict[str, int] = following.groupby("scope").size().to_dict()
    own = set(zip(following["scope"], following["agency"], strict=True))
    after = {(row.scope, row.agency): rows[row.next_id] for row in following.itertuples()}
    naming: dict[tuple[str, str], int] = {}
    others, others_naming = [], []
    for row in frame.itertuples():
        key, column = (row.scope, row.theme), PROBLEM_ + row.theme
        if key not in naming:
            naming[key] = sum(_named(one, column) for (scope, _), one in after.items() if scope == row.scope)
        mine = (row.scope, row.agency) in own
        others.append(totals.get(row.scope, 0) - mine)
        others_naming.append(naming[key] - (mine and _named(after[row.scope, row.agency], column)))
    return frame.assign(others=others, others_naming=others_naming)
