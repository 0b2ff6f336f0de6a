"""What notebook 06 shows first and last of all checks together: how often numbers disagree, and where the kinds of it meet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.charts.claims import counted_claims
from toolkit.charts.copies import counted
from toolkit.charts.names import report_names
from toolkit.charts.quality import outcomes
from toolkit.charts.tables import Table, percent
from toolkit.checks.claims.judged import AGREES, CONTRADICTS, OTHER_SCOPE, UNCHECKABLE
from toolkit.dataset import Dataset
from toolkit.identities import FAILS, HOLDS, HOLDS_IF_BLANK_IS_ZERO, UNDECIDABLE

MOST_REPORTS = 30

SUMS, PROSE, YEARS = "sums", "prose", "years"
KINDS = {
    SUMS: ("sums within the tables", "表内勾稽"),
    PROSE: ("numbers in the prose", "正文数字"),
    YEARS: ("sums between years", "年度衔接"),
}
"""The three kinds of check."""
FINE, OTHERWISE, OPEN, WRONG = "agree", "otherwise", "open", "disagree"
_ANSWERS = {
    HOLDS: FINE, HOLDS_IF_BLANK_IS_ZERO: OTHERWISE, UNDECIDABLE: OPEN, FAILS: WRONG,
    AGREES: FINE, OTHER_SCOPE: OTHERWISE, UNCHECKABLE: OPEN, CONTRADICTS: WRONG,
}  # fmt: skip


def asked(data: Dataset, followed: pd.DataFrame) -> pd.DataFrame:
    """Everything that was checked in the reports that are counted: report_id, kind (sums, prose, years), answer.

    `followed` is what toolkit.charts.years.judged gives. The answer is agree, otherwise (right if blank is zero, or for
    another scope), open, or disagree. Sums of which nothing is printed are not asked.
    """
    ids = pd.Index(sorted(counted(data.reports)["report_id"]), dtype="string")
    parts = [
        pd.DataFrame(
            {
                "report_id": _recoded(frame["report_id"], dict(zip(ids, ids, strict=True)), ids),
                "kind": pd.Categorical([kind]).set_categories(sorted(KINDS)).repeat(len(frame)),
                "answer": _recoded(frame[column], _ANSWERS, pd.Index(sorted({*_ANSWERS.values()}), dtype="string")),
            }
        )
        for kind, frame, column in (
            (SUMS, outcomes(data), "outcome"),
            (PROSE, counted_claims(data, ["report_id", "verdict"]), "verdict"),
            (YEARS, followed, "outcome"),
        )
    ]
    found = pd.concat(parts, ignore_index=True)
    return found[found["report_id"].notna() & found["answer"].notna()].reset_index(drop=True)


def _recoded(values: pd.Series, words: Mapping[str, str], among: pd.Index) -> pd.Categorical:
    """Other words for values, as a category of these; none for a value that has none."""
    coded = values.astype("category")
    places = among.get_indexer([words.get(value) for value in coded.cat.categories])
    return pd.Categorical.from_codes(np.append(places, -1)[coded.cat.codes.to_numpy()], among)


def summary(data: Dataset, checked: pd.DataFrame) -> Table:
    """How often numbers agree and disagree, by kind of check, with the reports in which that could be seen.

    `checked` is what `asked` gives.
    """
    rows = []
    for kind, names in KINDS.items():
        part = checked[checked["kind"] == kind]
        counts = part["answer"].value_counts()
        wrong, decided = int(counts.get(WRONG, 0)), len(part) - int(counts.get(OPEN, 0))
        reports, bad = part["report_id"].nunique(), part.loc[part["answer"] == WRONG, "report_id"].nunique()
        rows.append(
            (
                "\n".join(names), len(part), *(int(counts.get(answer, 0)) for answer in (FINE, OTHERWISE, OPEN)),
                f"{wrong:,} of {decided:,} decided ({percent(wrong / decided)})" if decided else "none could be decided",
                f"{bad:,} of {reports:,}" if reports else "none could be asked",
            )
        )  # fmt: skip
    heads = {"kind": "kind of check 核对类别", "asked": "asked 核对数", FINE: "agree 一致"}
    heads |= {
        OTHERWISE: "right if blank is zero,\nor for another scope\n空白视为零或换口径则一致",
        OPEN: "open 无法判断",
    }
    heads |= {WRONG: "disagree 不一致", "reports": "reports with a disagreement, of those asked 有不一致的报告"}
    total = len(counted(data.reports[data.reports["status"] != "failed"]))
    return Table(
        pd.DataFrame(rows, columns=list(heads)),
        f"What agrees and what does not, in {total:,} reports that could be read",
        heads,
    )


def per_report(checked: pd.DataFrame) -> pd.DataFrame:
    """For each report how much was asked and how much disagrees, by kind: columns sums, sums_asked, prose, … by report_id."""
    wrong = checked.assign(wrong=(checked["answer"] == WRONG).astype(int), one=1)
    by = wrong.groupby(["report_id", "kind"], observed=True)[["wrong", "one"]].sum()
    by.index = by.index.set_levels([level.astype("string") for level in by.index.levels])
    by = by.unstack(fill_value=0)
    frame = pd.DataFrame(index=by.index)
    for kind in KINDS:
        frame[kind] = by["wrong"][kind] if ("wrong", kind) in by else 0
        frame[f"{kind}_asked"] = by["one"][kind] if ("one", kind) in by else 0
    return frame


def patterns(data: Dataset, checked: pd.DataFrame) -> Table:
    """In how many reports the three kinds of disagreement meet; a check that could not be asked is not one that holds."""
    known = counted(data.reports[data.reports["status"] != "failed"])["report_id"]
    found = per_report(checked).reindex(known, fill_value=0)
    words = pd.DataFrame(
        {kind: [_word(w, a) for w, a in zip(found[kind], found[f"{kind}_asked"], strict=True)] for kind in KINDS}
    )
    counts = words.groupby(list(KINDS)).size().reset_index(name="reports")
    many = (counts[list(KINDS)] == "disagree 不一致").sum(axis=1)
    counts = counts.assign(many=many).sort_values(
        ["many", "reports", *KINDS], ascending=[False, False, True, True, True], kind="stable"
    )
    heads = {kind: " ".join(names) for kind, names in KINDS.items()} | {"reports": "reports 报告数"}
    return Table(counts[list(heads)], "Where the kinds of disagreement meet", heads, empty="No report could be read.")


def _word(wrong: int, asked: int) -> str:
    return "disagree 不一致" if wrong else "none found 未发现" if asked else "not asked 未核对"


def meeting(data: Dataset, checked: pd.DataFrame) -> Table:
    """The reports with a disagreement, how many of each kind; those with several kinds first."""
    found, names = per_report(checked), report_names(data.reports)
    found = found[found[list(KINDS)].sum(axis=1) > 0]
    found = found.assign(many=(found[list(KINDS)] > 0).sum(axis=1), total=found[list(KINDS)].sum(axis=1)).reset_index()
    found = found.sort_values(["many", "total", "report_id"], ascending=[False, False, True], kind="stable")
    frame = pd.DataFrame({"report": [names[r] for r in found["report_id"]], "many": found["many"]})
    for kind in KINDS:
        pairs = zip(found[kind], found[f"{kind}_asked"], strict=True)
        frame[kind] = [f"{wrong:,} of {of:,}" if of else "not asked" for wrong, of in pairs]
    heads = {"report": "report 报告", "many": "kinds of three 类别数"} | {
        kind: " ".join(names) for kind, names in KINDS.items()
    }
    return Table(
        frame, f"Reports with numbers that disagree: {len(frame):,}" if len(frame) else "Reports with numbers that disagree",
        heads, most=MOST_REPORTS, rest="the others: toolkit.charts.disagreements.per_report(checked)",
        empty="In no report was anything found.",
    )  # fmt: skip
