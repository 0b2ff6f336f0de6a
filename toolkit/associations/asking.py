"""Asks the questions of the joined table: within a scope, one report an agency, with what small samples allow.

Several years of one agency are not independent, and a test that takes them for so finds too much. Of each agency only the
latest report with both the theme and the number is taken; that keeps the tests exact and needs no model of time, at the
price of the earlier years. Of themes that return, only the latest pair of years of an agency is taken, and themes are
compared within their report. Scopes are never pooled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from toolkit.associations.correlation import correlate
from toolkit.associations.groups import ALPHA, compare
from toolkit.associations.odds import EXACT as ODDS_EXACT
from toolkit.associations.odds import Case, odds
from toolkit.associations.questions import GROUPS, ODDS, RETURNS, Question, QuestionError, load_questions
from toolkit.associations.returning import named_again

LEAST_GROUP, LEAST_PAIRS, LEAST_STRATA = 3, 5, 3
"""Reports in each group, reports for a correlation, and reports with problems of both kinds, below which nothing is tested."""
SCOPES = ("own", "aggregate")
"""Scopes that are asked, each by itself. A report of unknown scope might belong to either and is left out."""

TESTED, TOO_FEW, CANNOT, SAME, NOT_THERE = "tested", "too_few", "cannot", "same", "not_there"
STATUS_WORDS = {
    TESTED: "tested",
    TOO_FEW: "too few reports to test",
    CANNOT: "no result could be significant",
    SAME: "the number is the same in all reports",
    NOT_THERE: "the codebook has no such theme",
}
"""Whether a question was tested, or why not."""

COLUMNS = (
    "question scope test status n_yes n_no agencies yes no yes_else no_else effect low high p smallest_p holm_p method "
    "no_text no_value earlier no_agency"
).split()
_NUMBERS = ("yes", "no", "yes_else", "no_else", "effect", "low", "high", "p", "smallest_p", "holm_p")


@dataclass(frozen=True)
class Dropped:
    """Reports (of the last question: themes) of a scope that a question does not use: section 5 not read (or no length), no number, an earlier year of
    an agency, agency or year not known."""

    no_text: int
    no_value: int
    earlier: int
    no_agency: int


def usable(table: pd.DataFrame, question: Question) -> tuple[pd.DataFrame, int, int]:
    """The rows of `joined` that have both sides of a question; how many lack the text side, and how many just the number.

    Raises QuestionError where the table has no such number.
    """
    if question.number not in table:
        raise QuestionError(
            f"question {question.key!r}: expected number = a column of the joined table, found {question.number!r}; see "
            "toolkit.associations.joined_columns"
        )
    silent, empty = table[question.text].isna(), table[question.number].isna()
    return table[~silent & ~empty], int(silent.sum()), int((~silent & empty).sum())


def latest(table: pd.DataFrame) -> pd.DataFrame:
    """Of each agency the row of its latest year; rows without agency or year are left out. Ties: the first report_id."""
    known = table[table["agency"].notna() & table["year"].notna()]
    known = known.sort_values(["agency", "year", "report_id"], ascending=[True, False, True], kind="stable")
    return known.drop_duplicates("agency")


def answers(
    table: pd.DataFrame, questions: tuple[Question, ...] | None = None, year: int | None = None
) -> pd.DataFrame:
    """The answer to each question in each scope that the table has, one row each; with `year` from reports of that year only.

    `table` is what `joined` gave, or some of its rows. `yes` and `no` are medians of the number where the theme is named
    and where not, or the shares of unanswered and answered themes that return (`yes_else`, `no_else`: that other agencies
    name); `n_yes` and `n_no` how many. `effect` is Cliff's delta, Spearman's rho or the odds ratio, with a 95 % interval;
    `p` is two-sided, `smallest_p` the least there could be, `holm_p` the p corrected over all that were tested. p is null
    unless `status` is tested: a question that could not have come out below 0.05 is not tested and does not count in the
    correction (Tarone 1990). `no_text`, `no_value`, `earlier` and `no_agency` count what is left out (see Dropped).
    """
    rows, themes = [], named_again(table, year)
    asked = table if year is None else table[table["year"] == year]
    for scope in SCOPES:
        mine = asked[asked["scope"] == scope]
        for question in (questions or load_questions()) if len(mine) else ():
            if question.test == ODDS:
                found = _themes(themes[themes["scope"] == scope])
            elif question.text not in mine:
                found = {"status": NOT_THERE}
            else:
                found = _reports(mine, question)
            rows.append({"question": question.key, "scope": scope, "test": question.test, **found})
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["p"] = frame["p"].where(frame["status"] == TESTED)
    frame["holm_p"] = holm([None if pd.isna(p) else float(p) for p in frame["p"]])
    texts = dict.fromkeys(("question", "scope", "test", "status", "method"), "string")
    counts = dict.fromkeys(("n_yes", "n_no", "agencies", "no_text", "no_value", "earlier", "no_agency"), "Int64")
    return frame.astype({**texts, **counts, **dict.fromkeys(_NUMBERS, "Float64")})


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Holm's corrected p values, in the given order; None stays None and does not count. Source: Holm 1979."""
    order = sorted((p, i) for i, p in enumerate(ps) if p is not None)
    found: list[float | None] = [None] * len(ps)
    least = 0.0
    for rank, (p, i) in enumerate(order):
        least = max(least, min(1.0, (len(order) - rank) * p))
        found[i] = least
    return found


def _reports(table: pd.DataFrame, question: Question) -> dict[str, Any]:
    """One row a report: two groups, or a correlation."""
    both, no_text, no_value = usable(table, question)
    kept = latest(both)
    known = int((both["agency"].notna() & both["year"].notna()).sum())
    dropped = asdict(Dropped(no_text, no_value, known - len(kept), len(both) - known))
    number = kept[question.number].astype(float)
    asked = _groups if question.test == GROUPS else _correlation
    return {**asked(kept[question.text], number), "agencies": len(kept), **dropped}


def _groups(named: pd.Series, number: pd.Series) -> dict[str, Any]:
    named = named.astype(bool)
    found = compare(number[named].to_list(), number[~named].to_list())
    few = min(found.n_yes, found.n_no) < LEAST_GROUP
    return {
        **_outcome(few, number.nunique() < 2, found.delta, found.low, found.high, found.p, found.smallest_p),
        "n_yes": found.n_yes,
        "n_no": found.n_no,
        "yes": found.median_yes,
        "no": found.median_no,
        "method": found.method,
    }


def _correlation(text: pd.Series, number: pd.Series) -> dict[str, Any]:
    found = correlate(text.astype(float).to_list(), number.to_list())
    same = found.n >= LEAST_PAIRS and found.rho is None
    outcome = _outcome(found.n < LEAST_PAIRS, same, found.rho, found.low, found.high, found.p, found.smallest_p)
    return {**outcome, "n_yes": found.n, "method": found.method}


def _themes(themes: pd.DataFrame) -> dict[str, Any]:
    """One row a theme named as a problem: those of a report against each other, the latest pair of years of each agency."""
    kept = themes[themes["tested"]]
    known = int(themes[RETURNS].notna().sum())
    found = odds([_stratum(part) for _, part in kept.groupby("report_id", sort=True)])
    outcome = _outcome(
        found.informative < LEAST_STRATA, False, found.ratio, found.low, found.high, found.p, found.smallest_p
    )
    answered = kept["answered"].astype(bool)
    sides: dict[str, Any] = {}
    for name, part in (("yes", kept[~answered]), ("no", kept[answered])):
        sides |= {f"n_{name}": len(part), name: _mean(part[RETURNS]), f"{name}_else": _elsewhere(part)}
    left = {"earlier": known - len(kept), "no_value": len(themes) - known}
    return {**outcome, **sides, "agencies": found.informative, "method": ODDS_EXACT, **left}


def _mean(values: pd.Series) -> float | None:
    return float(values.astype(float).mean()) if len(values) else None


def _elsewhere(part: pd.DataFrame) -> float | None:
    """The share of other agencies' following reports that name these themes, on average."""
    part = part[part["others"] > 0]
    return _mean(part["others_naming"].astype(float) / part["others"].astype(float))


def _stratum(part: pd.DataFrame) -> list[Case]:
    """The themes of a report; the odds of naming each are those of the other agencies, half a report added to both sides so
    that neither is nought. Without other agencies nothing is known of a theme."""
    return [
        (
            not row.answered,
            bool(getattr(row, RETURNS)),
            (row.others_naming + 0.5) / (row.others - row.others_naming + 0.5),
        )
        for row in part.itertuples()
    ]


def _outcome(few: bool, same: bool, effect, low, high, p, smallest) -> dict[str, Any]:
    """What may be said: below the least number of reports no effect is given, since none of its size would mean anything."""
    if few or same:
        return {"status": TOO_FEW if few else SAME, "smallest_p": smallest if few else 1.0}
    status = TESTED if smallest <= ALPHA else CANNOT
    return {"status": status, "effect": effect, "low": low, "high": high, "p": p, "smallest_p": smallest}
