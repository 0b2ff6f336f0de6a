"""What notebook 04 shows of problems and measures: how many, where, and which measure answers which problem.

Nothing is pooled over scopes. Statements of digests are quoted only where they are labelled as the digest's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.names import SCOPES, WORDS, report_names
from toolkit.charts.panels import Panels, by_scope, largest
from toolkit.charts.plots import Picture, dots, stacked
from toolkit.charts.style import BLUE, ORANGE, SKY, Note, label
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.forms import load_forms
from toolkit.indicators.intervals import wilson
from toolkit.live import Pick
from toolkit.text import answers as text_answers
from toolkit.text.answers import NOT_ANSWERED, ON_ANOTHER, ON_THEME, REASONS, by_theme
from toolkit.text.coded import shared_themes
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.statements import PROBLEMS_SECTION
from toolkit.text.themes import OTHER

MOST_REPORTS = 25
"""Reports that a chart shows; of more, those with most statements."""
MOST_LISTED = 40
"""Statements that a list shows."""
LEAST_FOR_INTERVAL = 5
"""Of fewer problems no share is given, only the counts."""

KINDS = {PROBLEM: ("problems 问题", ORANGE), IMPROVEMENT: ("measures 改进", BLUE)}
PARTS = {
    ON_THEME: ("a measure on this theme 同主题有改进", BLUE),
    ON_ANOTHER: ("a measure on another of its themes 其他主题有改进措施", SKY),
    NOT_ANSWERED: ("no measure shares a theme 无对应措施", ORANGE),
}
LACKS = {"both": "problems and measures 问题与改进", PROBLEM: "problems 问题", IMPROVEMENT: "measures 改进"}
ANSWERED = "share answered 对应率"
UNANSWERED, UNASKED = "NOT ANSWERED 无对应措施", "ANSWERS NO PROBLEM 无对应问题"
NO_THEME = "no theme was found 无主题, so nothing can be matched"
DIGEST_WORDS = "What is marked as digest 摘编 is quoted in the digest's words, not in the agency's."
HEADS = {
    "scope": "scope 口径", "report": "report 报告", "reports": "reports 报告数", "agency": "agency 行政机关",
    "years": "years 年度", "problem": "problem 问题", "measure": "measure 改进", "themes": "themes 主题",
    "theme": "theme 主题",
}  # fmt: skip

_BROKEN = re.compile(r"(?<=[^\s。；：！？])[ \t]*\n\s*(?=\S)")


def theme_names(data: Dataset) -> dict[str, str]:
    """Codes of the dataset's codebook to their names, "Capacity 队伍能力", `other` last."""
    names = {t["code"]: f"{t['english']} {t['chinese']}" for t in data.package["codebook"]["themes"]}
    return {**names, OTHER: "Other 其他"}


def in_names(codes: Iterable[str], names: dict[str, str]) -> str:
    """Codes by their names, a line each."""
    return "\n".join(names.get(code, code) for code in codes)


def quoted_names(reports: pd.DataFrame) -> dict[str, str]:
    """report_id to the name of a report whose words are quoted: a digest is marked as one."""
    digests = set(reports[reports["provenance"] == "digest"]["report_id"])
    mark = f"\n({WORDS['provenance']['digest']})"
    return {key: name + (mark if key in digests else "") for key, name in report_names(reports).items()}


def quoted(statement: object) -> str:
    """A statement with its number; lines that were broken within a sentence are joined."""
    return f"{statement.order}. {_BROKEN.sub('', statement.text)}"


def below_quotes(data: Dataset) -> str:
    """What stands under a table that quotes statements, where the dataset has digests."""
    return DIGEST_WORDS if (data.reports["provenance"] == "digest").any() else ""


def counted_statements(data: Dataset, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The statements of the reports that are counted, or these columns of them, by agency and year, problems first."""
    reports = counted_reports(data)
    place = {report_id: i for i, report_id in enumerate(reports["report_id"])}
    every = data.statements if columns is None else data.table("statements", columns)
    part = every[every["report_id"].isin(list(place))]
    return part.iloc[part["report_id"].map(place).argsort(kind="stable")].reset_index(drop=True)


def counted_reports(data: Dataset) -> pd.DataFrame:
    """The reports that were read and are no copy of another, by agency and year."""
    return counted(data.reports[data.reports["status"] != "failed"]).sort_values(["agency", "year"], kind="stable")


def named_chart(data: Dataset) -> Panels:
    """How many problems and measures each report names, a bar a report."""
    names = report_names(data.reports)
    counts = counted_statements(data, ["report_id", "kind"]).groupby(["report_id", "kind"], observed=False).size()
    sizes = counts.groupby(level=0, observed=True).sum()

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        having = reports[reports["report_id"].isin(sizes.index)]
        shown, rest = largest(having, sizes, MOST_REPORTS)
        rows = []
        for report in shown:
            parts = {kind: int(counts.get((report, kind), 0)) for kind in KINDS}
            end = f"{parts[PROBLEM]} + {parts[IMPROVEMENT]}"
            rows += [(label(names[report]), KINDS[kind][0], n, end) for kind, n in parts.items()]
        none = len(reports) - len(having)
        subtitle = "Numbered points, or sentences where nothing is numbered; behind the bar: problems + measures."
        left = f" Reports without a bar, because they name none: {none}." if none else ""
        subtitle += rest.replace("largest", "longest lists") + left
        frame = pd.DataFrame(rows, columns=["label", "part", "value", "end"])
        title = f"Problems and measures named: {scope}"
        return stacked(frame, title, subtitle, "statements (条)", dict(KINDS.values()), empty="no report names any.")

    return by_scope(data, draw)


def numbers(data: Dataset) -> Table:
    """By scope: reports that name problems, measures, both or neither, and how many a report names."""
    statements, reports, rows = counted_statements(data, ["report_id", "kind"]), counted_reports(data), []
    for scope in SCOPES:
        ids = reports[reports["scope"] == scope]["report_id"]
        part = statements[statements["report_id"].isin(ids)]
        each = [part[part["kind"] == k].groupby("report_id").size().reindex(ids, fill_value=0) for k in KINDS]
        named = [each[0] > 0, each[1] > 0]
        ways = (named[0] & named[1], named[0] & ~named[1], ~named[0] & named[1], ~named[0] & ~named[1])
        if len(ids):
            name = WORDS["scope"][scope]
            rows.append((name, len(ids), *(int(way.sum()) for way in ways), *(_range(counts) for counts in each)))
    heads = {
        "scope": HEADS["scope"], "reports": HEADS["reports"], "both": "problems and\nmeasures 两者皆有",
        "only_problems": "problems only 仅问题", "only_measures": "measures only 仅改进", "neither": "neither 皆无",
        "problems": "problems a report 每份问题数", "measures": "measures a report 每份改进数",
    }  # fmt: skip
    below = "Per report: median (lowest to highest); reports that name none count as zero."
    frame = pd.DataFrame(rows, columns=list(heads))
    caption, empty = "How many reports name problems and measures", "No report was read."
    return Table(frame, caption, heads, keep=("scope",), below=below, empty=empty)


def _range(counts: pd.Series) -> str:
    return f"{counts.median():g} ({counts.min()} to {counts.max()})"


def where(data: Dataset) -> Table:
    """In which section the problems and measures stand, by scope."""
    scopes = data.reports.set_index("report_id")["scope"].astype(str)
    titles = {title.number: title.label for title in list(load_forms().values())[-1].sections}
    part = counted_statements(data, ["report_id", "section", "kind"]).assign(scope=lambda f: f["report_id"].map(scopes))
    rows = []
    for scope in SCOPES:
        for number, group in sorted(part[part["scope"] == scope].groupby("section"), key=lambda g: (g[0] != 5, g[0])):
            counts = [int((group["kind"] == kind).sum()) for kind in KINDS]
            name = f"{number} {titles.get(int(number), '')}".strip()
            rows.append((WORDS["scope"][scope], name, group["report_id"].nunique(), *counts))
    heads = {"scope": HEADS["scope"], "section": "section 部分", "reports": HEADS["reports"]}
    heads |= {"problems": KINDS[PROBLEM][0], "measures": KINDS[IMPROVEMENT][0]}
    frame = pd.DataFrame(rows, columns=list(heads))
    return Table(frame, "Where problems and measures stand", heads, wide=("section",), empty="No statement was found.")


def silent(data: Dataset) -> Table:
    """The reports that name no problem or no measure, with the reason as far as the file shows it."""
    reports = counted_reports(data)
    fifth = data.table("sections", ["report_id", "number", "text"], {"number": PROBLEMS_SECTION})
    found = text_answers.nothing_named(data.table("statements", ["report_id", "kind"]), fifth, reports)
    names, digests = quoted_names(reports), set(reports[reports["provenance"] == "digest"]["report_id"])
    begins = found["text"].str.replace(r"\s+", " ", regex=True).str.strip()
    shown = begins.str.slice(0, 40) + begins.str.len().gt(40).map({True: "…", False: ""})
    frame = pd.DataFrame(
        {
            "report": found["report_id"].map(names),
            "lacks": found["lacks"].map(LACKS),
            "reason": found["reason"].map(REASONS),
            "text": shown.mask(found["report_id"].isin(digests), ""),
        }
    )
    heads = {"report": HEADS["report"], "lacks": "names no 未列", "reason": "reason 原因"}
    heads |= {"text": "section 5 begins 第五部分开头"}
    caption = f"Reports without problems or without measures: {len(frame)} of {len(reports)}"
    failed = int((data.reports["status"] == "failed").sum())
    below = f"Files that could not be read at all: {failed}; notebook 01 has the reasons." if failed else ""
    empty = "Each report names at least one problem and one measure." if len(reports) else "No report was read."
    rest = "the others: toolkit.text.answers.nothing_named(data.statements, data.sections, data.reports)"
    return Table(frame, caption, heads, most=MOST_LISTED, rest=rest, below=below, empty=empty)


def matched(data: Dataset) -> Pick | Note:
    """A menu of reports; for each its problems beside the measures that share a theme, with the words that decided."""
    statements = counted_statements(data)
    ids = list(dict.fromkeys(statements["report_id"]))
    if not ids:
        return Note("No statement was found in any report, so there is nothing to match.")
    names, themes = quoted_names(data.reports), theme_names(data)

    def draw(report: str) -> Table:
        part = statements[statements["report_id"] == report]
        frame = pd.DataFrame(_pairs(part, themes), columns=["problem", "themes", "measure", "shared"])
        heads = {
            "problem": HEADS["problem"], "themes": "its themes, by the words 主题（依据）",
            "measure": "measure that shares a theme 同主题的改进", "shared": "shared themes, by the words 同主题（依据）",
        }  # fmt: skip
        answered = {order for orders in part["answers"] for order in orders}
        count = int((part["kind"] == PROBLEM).sum())
        name = names[report].replace("\n", " ")
        caption = f"{name}: {len(answered)} of {count} problems share a theme with a measure"
        below = DIGEST_WORDS if names[report].endswith(f"({WORDS['provenance']['digest']})") else ""
        return Table(frame, caption, heads, below=below)

    return Pick("report 报告", ids, draw, [names[i].replace("\n", " ") for i in ids])


def _pairs(part: pd.DataFrame, names: dict[str, str]) -> list[tuple[str, str, str, str]]:
    """A row for each problem and measure that share a theme, then the problems and measures that stand alone."""
    problems, measures = (list(part[part["kind"] == kind].itertuples()) for kind in KINDS)
    rows = []
    for problem in problems:
        said = (quoted(problem), _coded(problem, problem.themes, names))
        own = [m for m in measures if problem.order in m.answers]
        for place, measure in enumerate(own):
            shared = shared_themes(problem.themes, measure.themes)
            text = quoted(measure)
            rows.append((*(said if place == 0 else ("", "")), text, _coded(measure, shared, names)))
        if not own:
            rows.append((*said, NO_THEME if set(problem.themes) == {OTHER} else UNANSWERED, ""))
    for measure in measures:
        if not measure.answers:
            text = quoted(measure)
            rows.append((UNASKED, "", text, _coded(measure, measure.themes, names)))
    return rows


def _coded(statement: object, codes: Iterable[str], names: dict[str, str]) -> str:
    """Themes with the words that decided them, a line each."""
    words: dict[str, list[str]] = {}
    for item in statement.words:
        code, _, said = item.partition(": ")
        words.setdefault(code, []).append(said)
    lines = (f"{names.get(c, c)}: {'、'.join(words[c])}" if c in words else names.get(c, c) for c in codes)
    return "\n".join(lines)


def themes_chart(data: Dataset) -> Panels:
    """Problems by theme, and whether a measure of the same report takes the theme up."""
    found, names = by_theme(counted_statements(data)), theme_names(data)

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        part = found[found["report_id"].isin(reports["report_id"])]
        counts = pd.crosstab(part["theme"], part["answer"]).reindex(columns=list(PARTS), fill_value=0)
        rows = []
        for code in _by_number(counts.sum(axis=1), names):
            end = f"{counts.at[code, ON_THEME]} of {counts.loc[code].sum()}"
            rows += [(label(names[code]), PARTS[a][0], int(counts.at[code, a]), end) for a in PARTS]
        missing = len(names) - 1 - len(counts)
        subtitle = "Problems by theme; one with several themes counts under each. Behind the bar: taken up on this theme, of all."
        subtitle += f" Themes without a problem: {missing}." if missing else ""
        frame = pd.DataFrame(rows, columns=["label", "part", "value", "end"])
        title = f"Themes of problems and whether a measure takes them up: {scope}"
        return stacked(frame, title, subtitle, "problems (条)", dict(PARTS.values()), empty="no problem has a theme.")

    return by_scope(data, draw)


def _by_number(sizes: pd.Series, names: dict[str, str]) -> list[str]:
    """Codes by how often they occur, most first; of equals in the codebook's order."""
    order = list(names)
    return sorted(sizes.index, key=lambda code: (-sizes[code], order.index(code)))


def shares_chart(data: Dataset) -> Panels:
    """The share of problems that a measure answers, with Wilson's interval: of all, and of each theme with enough of them."""
    statements, names = counted_statements(data), theme_names(data)
    found = by_theme(statements)

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        part = found[found["report_id"].isin(reports["report_id"])]
        each = part.drop_duplicates(["report_id", "order"])
        cases = [
            (
                label("All problems that have a theme", "全部问题"),
                int((each["answer"] != NOT_ANSWERED).sum()),
                len(each),
            )
        ]
        sizes = part.groupby("theme").size()
        for code in _by_number(sizes, names):
            mine = part[part["theme"] == code]["answer"]
            cases.append((label(names[code]), int((mine == ON_THEME).sum()), len(mine)))
        enough = [case for case in cases if case[2] >= LEAST_FOR_INTERVAL]
        rows = [(n, ANSWERED, k / of, *wilson(k, of), f"{percent(k / of)} · {k}/{of}") for n, k, of in enough]
        frame = pd.DataFrame(rows, columns=["label", "part", "value", "low", "high", "text"])
        few = sum(size < LEAST_FOR_INTERVAL for size in sizes)
        subtitle = (
            "Share of problems with which a measure of the same report shares a theme; for a single theme, this theme. Dot: "
            "share; line: Wilson's 95 % interval; right: share, answered/all."
        )
        subtitle += f" Not shown, fewer than {LEAST_FOR_INTERVAL} problems: {few} themes." if few else ""
        title, axis = f"Problems that a measure answers: {scope}", "share of problems (%)"
        empty = f"fewer than {LEAST_FOR_INTERVAL} problems."
        return dots(frame, title, subtitle, axis, {ANSWERED: BLUE}, empty=empty)

    return by_scope(data, draw)


def themes_table(data: Dataset) -> Panels:
    """The counts behind both charts, and by theme the measures that answer no problem."""
    statements, names = counted_statements(data), theme_names(data)
    found, measures = by_theme(statements), statements[statements["kind"] == IMPROVEMENT]
    free = measures.assign(free=[not orders for orders in measures["answers"]])
    heads = {
        "theme": HEADS["theme"], "problems": KINDS[PROBLEM][0], ON_THEME: "measure on\nthis theme 同主题有改进",
        ON_ANOTHER: "on another of\nits themes 其他主题有改进措施", NOT_ANSWERED: "not answered 无对应措施",
        "measures": KINDS[IMPROVEMENT][0], "free": "of these: answer\nno problem 无对应问题",
    }  # fmt: skip

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        part = found[found["report_id"].isin(reports["report_id"])]
        mine = free[free["report_id"].isin(reports["report_id"])]
        rows = []
        for code in [c for c in names if c != OTHER]:
            answers = part[part["theme"] == code]["answer"]
            own = mine[[code in themes for themes in mine["themes"]]]
            counts = [int((answers == key).sum()) for key in PARTS]
            if len(answers) or len(own):
                rows.append((names[code], len(answers), *counts, len(own), int(own["free"].sum())))
        kinds = statements[statements["report_id"].isin(reports["report_id"])]["kind"].value_counts()
        without = int(kinds.get(PROBLEM, 0)) - len(part.drop_duplicates(["report_id", "order"]))
        below = (
            f"In all {kinds.get(PROBLEM, 0)} problems, {without} of them without a theme, and {kinds.get(IMPROVEMENT, 0)} "
            f"measures, {int(mine['free'].sum())} of which answer no problem. One with several themes counts in several rows."
        )
        frame = pd.DataFrame(rows, columns=list(heads))
        caption = f"Problems and measures by theme: {scope}"
        return Table(frame, caption, heads, keep=("theme",), below=below, empty="No theme was found.")

    return by_scope(data, draw)


def unanswered(data: Dataset) -> Table:
    """The problems with which no measure of their report shares a theme."""
    statements = counted_statements(data)
    pairs = zip(statements["report_id"], statements["answers"], strict=True)
    answered = {(report, order) for report, orders in pairs for order in orders}
    keys = zip(statements["report_id"], statements["kind"], statements["order"], statements["themes"], strict=True)
    mask = [k == PROBLEM and set(t) != {OTHER} and (r, o) not in answered for r, k, o, t in keys]
    rest = "the others: toolkit.text.answers.problems(data.statements, data.reports)"
    return _listed(
        data,
        statements[pd.Series(mask, statements.index, dtype=bool)],
        "problem",
        "Problems that no measure answers (无对应措施的问题)",
        rest,
    )


def unasked(data: Dataset) -> Table:
    """The measures that share no theme with a problem of their report."""
    statements = counted_statements(data)
    keys = zip(statements["kind"], statements["answers"], strict=True)
    mask = [kind == IMPROVEMENT and not orders for kind, orders in keys]
    rest = "the others: the measures in data.statements with an empty list of answers"
    return _listed(
        data,
        statements[pd.Series(mask, statements.index, dtype=bool)],
        "measure",
        "Measures that answer no problem (无对应问题的改进)",
        rest,
    )


def _listed(data: Dataset, part: pd.DataFrame, what: str, caption: str, rest: str) -> Table:
    names, themes = quoted_names(data.reports), theme_names(data)
    total, part = len(part), part.head(MOST_LISTED)
    frame = pd.DataFrame(
        {
            "report": [names[r] for r in part["report_id"]],
            what: [quoted(row) for row in part.itertuples()],
            "themes": [in_names(codes, themes) for codes in part["themes"]],
        }
    )
    heads = {name: HEADS[name] for name in frame}
    caption, below = f"{caption}: {total}", below_quotes(data)
    return Table(
        frame, caption, heads, (what,), ("themes",), most=MOST_LISTED, rest=rest, below=below, empty="There is none.",
        total=total,
    )  # fmt: skip
