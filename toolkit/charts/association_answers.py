"""The answers of notebook 05 as tables: what so many reports can show at all, problems that return, effects and p in words."""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import Any

import pandas as pd

from toolkit.associations import (
    ASKED,
    LEAST_GROUP,
    Question,
    answers,
    least_delta,
    load_questions,
    says,
    smallest_p,
    theme_names,
)
from toolkit.associations.asking import SCOPES
from toolkit.associations.questions import CORRELATION, GROUPS, ODDS, RETURNS
from toolkit.associations.wording import p_text, signed
from toolkit.charts import rates
from toolkit.charts.associations import number_names, value_text
from toolkit.charts.names import WORDS, report_names
from toolkit.charts.style import Note
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset
from toolkit.indicators import SHARE, indicators
from toolkit.live import Pick

MOST_THEMES = 30
_TESTS = {GROUPS: "δ", CORRELATION: "ρ", ODDS: "odds ratio"}

SMALLER, OTHER_SIZE = (1, 2, 3, 4, 5, 8, 10, 20, 50), (3, 5, 10, 20, 50, 100)


def reach() -> Table:
    """What two groups of given sizes could show at all: the least p, or the smallest difference that could come out."""
    frame = pd.DataFrame({"one": [f"{n} against" for n in SMALLER]})
    for m in OTHER_SIZE:
        frame[f"{m}"] = [_reach(n, m) for n in SMALLER]
    below = (
        "Numbers without ties. “p ≥ 0.10”: even if every report of one group lay above every one of the other, p would not be "
        "smaller. “δ 0.54”: a difference comes out with p ≤ 0.05 from this |δ| on; |δ| = 1 is the clearest there is. Several "
        "questions at once need more."
    )
    return Table(frame, "What groups of so many reports can show at all", {"one": "reports"}, below=below)


def _reach(n: int, m: int) -> str:
    if min(n, m) < LEAST_GROUP:
        return "not tested"
    least = least_delta(n, m)
    return f"p ≥ {p_text(smallest_p(n, m))}" if least is None else f"δ {ceil(least * 100 - 1e-9) / 100:.2f}"


def returns_table(again: pd.DataFrame) -> Table:
    """Themes named as problems, taken up by a measure or not: how many are named again next year, and by other agencies.

    `again` is what `named_again` gave.
    """
    rows = []
    for scope in SCOPES:
        for answered, name in (
            (False, "no measure takes it up 无对应措施"),
            (True, "a measure takes it up 有对应措施"),
        ):
            part = again[(again["scope"] == scope) & (again["answered"] == answered)]
            known, tested = part[part[RETURNS].notna()], part[part["tested"]]
            compared = tested[tested["others"] > 0]
            elsewhere = (compared["others_naming"] / compared["others"]).mean() if len(compared) else None
            rows.append((WORDS["scope"][scope], name, _of(known), _of(tested), value_text(elsewhere, SHARE)))
    heads = {"scope": "scope 口径", "themes": "themes named as problems 列为问题的主题", "known": "named again next year 次年再次提出",
             "tested": "of these in the test 参与检验", "else": "named by other agencies 其他机关提出"}  # fmt: skip
    unknown = int(again[again["scope"].isin(SCOPES)][RETURNS].isna().sum())
    below = (
        "In the test: of each agency the latest pair of years. Other agencies: the share of their following reports that name "
        f"these themes. Left out: {unknown:,} themes, because next year's report is not there, or what it names is not known."
    )
    frame = pd.DataFrame(rows, columns=["scope", "themes", "known", "tested", "else"])
    return Table(frame, "Themes that return as problems", heads, keep=("known", "tested"), below=below)


def _of(part: pd.DataFrame) -> str:
    if part.empty:
        return ""
    count = int(part[RETURNS].sum())
    return f"{count:,} of {len(part):,} ({value_text(count / len(part), SHARE)})"


def returns_list(data: Dataset, again: pd.DataFrame) -> Table:
    """The themes behind it, one a row."""
    names, themes = report_names(data.reports), theme_names(data)
    known = again[again[RETURNS].notna() & again["scope"].isin(SCOPES)]
    total, known = len(known), known.head(MOST_THEMES)
    frame = pd.DataFrame(
        {
            "report": known["report_id"].map(names).astype("string"),
            "theme": [themes.get(theme, theme) for theme in known["theme"]],
            "answered": ["yes" if value else "no" for value in known["answered"]],
            "again": ["yes" if value else "no" for value in known[RETURNS]],
            "else": [f"{row.others_naming} of {row.others}" if row.others else "" for row in known.itertuples()],
            "tested": ["yes" if value else "no, an earlier pair" for value in known["tested"]],
        }
    )
    heads = {"report": "report 报告", "theme": "theme 主题", "answered": "a measure takes it up 有对应措施", "again": "named again 次年再次提出",
             "else": "named by other agencies 其他机关提出", "tested": "in the test 参与检验"}  # fmt: skip
    return Table(
        frame,
        "Themes of which the next year is known",
        heads,
        keep=("report", "theme"),
        most=MOST_THEMES,
        total=total,
        rest="the others: toolkit.associations.named_again(table)",
        empty="No agency has two years in a row in which what both reports name is known.",
    )


def answers_table(
    found: pd.DataFrame, questions: tuple[Question, ...] | None = None, caption: str = "What the questions give"
) -> Table:
    """All answers: how many reports, the effect with its interval, p as it is and corrected, and what it says in words."""
    asked, rows = {q.key: q for q in questions or load_questions()}, []
    for row in found.itertuples():
        question = asked[row.question]
        rows.append(
            (
                f"{fill(question.title, 20)}\n{WORDS['scope'][row.scope]}",
                _sizes(row, question) + _dropped(row),
                _effect(row),
                p_text(row.p),
                p_text(row.holm_p),
                says(row, question),
            )
        )
    columns = ["question", "sizes", "effect", "p", "holm_p", "says"]
    heads = {"question": "question\nand scope 问题与口径", "sizes": "compared,\nand left out 比较对象与未计入", "effect": "effect\n95 % interval 效应",
             "p": "p", "holm_p": "p, Holm", "says": "what this says 含义"}  # fmt: skip
    tested = int(found["p"].notna().sum())
    methods = sorted(set(found[found["p"].notna()]["method"]))
    how = f" How p was found: {'; '.join(methods)}." if methods else ""
    below = f"Tested: {tested} of {len(found)}; Holm's correction is over these.{how}"
    frame = pd.DataFrame(rows, columns=columns)
    return Table(
        frame,
        caption,
        heads,
        wide=("says",),
        keep=("question", "sizes", "effect", "p", "holm_p"),
        below=below,
        empty="No report whose scope is known.",
    )


def _sizes(row: Any, question: Question) -> str:
    if pd.isna(row.n_yes):
        return ""
    kind = number_names(question.number)[2]
    if row.test == GROUPS:
        return f"{_with(row.n_yes, row.yes, kind, 'named: ')}\n{_with(row.n_no, row.no, kind, 'not named: ')}"
    if row.test == ODDS:
        sides = (("not taken up", row.n_yes, row.yes, row.yes_else), ("taken up", row.n_no, row.no, row.no_else))
        return "\n".join(_with(n, v, SHARE, f"{name}: ", "returned") + _else(e) for name, n, v, e in sides)
    return f"{row.n_yes} agencies"


def _else(value: Any) -> str:
    return f"\n  (others {value_text(value, SHARE)})" if pd.notna(value) else ""


def _with(count: int, value: Any, kind: str, before: str, what: str = "median") -> str:
    return f"{before}{count}" if pd.isna(value) else f"{before}{count}, {what} {value_text(value, kind)}"


def _effect(row: Any) -> str:
    if pd.isna(row.effect):
        return ""
    between = f"\n({signed(row.low, row)} to {signed(row.high, row)})" if pd.notna(row.low) else "\n(no interval)"
    return f"{_TESTS[row.test]} {signed(row.effect, row)}{between}"


def _dropped(row: Any) -> str:
    """What a question leaves out and why, in lines below what it compares."""
    words = {"no_text": "section 5 not known", "no_value": "no such number", "earlier": "an earlier year"}
    if row.test == CORRELATION:
        words["no_text"] = "prose lost or retold"
    if row.test == ODDS:
        words |= {"no_value": "next year not known", "earlier": "earlier years"}
    words["no_agency"] = "no agency or year"
    found = {what: getattr(row, name) for name, what in words.items()}
    lines = [f"left out: {count:,} ({what})" for what, count in found.items() if pd.notna(count) and count]
    return "".join(f"\n{line}" for line in lines)


ALL_YEARS = "latest"


def by_year(table: pd.DataFrame, questions: tuple[Question, ...] | None = None) -> Pick | Note:
    """The answers with a menu of report years: the latest report of each agency, or those of one year only."""
    years = sorted((int(year) for year in table["year"].dropna().unique()), reverse=True)
    if not years:
        return Note("No report has a year, so there is none to choose.")

    def draw(option: str) -> Table:
        if option == ALL_YEARS:
            return answers_table(
                answers(table, questions), questions, "What the questions give, latest report of each agency"
            )
        found = answers(table, questions, int(option))
        return answers_table(found, questions, f"What the questions give, reports of {option}")

    options = [ALL_YEARS, *map(str, years)]
    return Pick("Report year 报告年度", options, draw, ["latest report of each agency 各机关最近一年", *options[1:]])  # fmt: skip


def definitions(questions: tuple[Question, ...] | None = None) -> Table:
    """The rates that the questions ask for, with numerator, denominator and limits."""
    asked = {q.number for q in questions or load_questions()}
    return rates.definitions(tuple(i for i in (*ASKED, *indicators()) if i.key in asked))
