"""What notebook 04 shows from one year to the next: problems that return, and what becomes of promises.

Promises are followed by their words in originals only: a digest's wording is not the agency's.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from toolkit.charts.answers import (
    HEADS,
    LEAST_FOR_INTERVAL,
    MOST_LISTED,
    below_quotes,
    counted_reports,
    counted_statements,
    in_names,
    quoted,
    theme_names,
)
from toolkit.charts.names import WORDS, report_names
from toolkit.charts.panels import Panels, by_scope
from toolkit.charts.samples import sample_of
from toolkit.charts.style import Note
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset, project_path
from toolkit.indicators.intervals import wilson
from toolkit.live import Pick
from toolkit.text import answers as text_answers
from toolkit.text.answers import DONE, NOT_FOUND, OUTCOMES, PROMISED, STILL_A_PROBLEM, UNKNOWN, themes_next_year
from toolkit.text.cues import PROBLEM
from toolkit.text.themes import load_codebook

OUTCOME_WORDS = {
    DONE: "told of 已述及",
    PROMISED: "promised again 再次提出",
    STILL_A_PROBLEM: "still a problem 仍为问题",
    NOT_FOUND: "not found 未见",
    UNKNOWN: "unknown 无从得知",
}
THEME_ONLY = "nothing alike in words 无近似表述; a problem has its theme"
SHARES = "Shares with Wilson's 95 % interval where there are " + f"{LEAST_FOR_INTERVAL} " + "{} or more."
NAMED = ("as_problem", "as_measure", "unnamed")
NO_PAIR = "Nothing can be followed: that takes an agency's reports of two years in a row, with statements in both, and a theme."


def _followed(data: Dataset) -> pd.DataFrame:
    """The problems of which is known whether they return."""
    found = text_answers.problems(counted_statements(data), counted_reports(data))
    return found[found["returns"].notna()]


def _pairs(data: Dataset, part: pd.DataFrame) -> list[str]:
    """Agency and years of pairs of reports; marked where one of the two is a digest."""
    facts = data.reports.set_index("report_id")
    texts = []
    for one, two in zip(part["report_id"], part["next_id"], strict=True):
        digest = "digest" in (facts.at[one, "provenance"], facts.at[two, "provenance"])
        mark = f"\n({WORDS['provenance']['digest']})" if digest else ""
        texts.append(f"{facts.at[one, 'agency']}\n{facts.at[one, 'year']}\u00a0to\u00a0{facts.at[two, 'year']}{mark}")
    return texts


def returning(data: Dataset) -> Table:
    """Problems that share a theme with a problem of the agency's next report, both beside each other."""
    found, statements, names = _followed(data), data.statements, theme_names(data)
    part = found[found["returns"]]
    total, part = len(part), part.head(MOST_LISTED)
    shown = {*part["report_id"], *part["next_id"]}
    problems = statements[(statements["kind"] == PROBLEM) & statements["report_id"].isin(shown)]
    texts = {(row.report_id, int(row.order)): quoted(row) for row in problems.itertuples()}
    frame = pd.DataFrame(
        {
            "agency": _pairs(data, part),
            "themes": [in_names(codes, names) for codes in part["shared"]],
            "problem": [texts[row.report_id, row.order] for row in part.itertuples()],
            "next": ["\n".join(texts[row.next_id, n] for n in row.next_orders) for row in part.itertuples()],
        }
    )
    heads = {**HEADS, "themes": "shared themes 共同主题", "next": "problem a year later 次年问题"}
    caption = f"Problems that return (再次出现的问题): {total} of {len(found)} that can be followed"
    rest = "the others: toolkit.text.answers.problems(data.statements, data.reports)"
    empty = NO_PAIR if found.empty else "None."
    below = below_quotes(data) if len(part) else ""
    return Table(
        frame, caption, heads, ("problem", "next"), ("themes",), most=MOST_LISTED, rest=rest, below=below, empty=empty,
        total=total,
    )  # fmt: skip


def returns_table(data: Dataset) -> Panels:
    """Answered and unanswered problems, and how many of each return; counts only, no test."""
    found = _followed(data)
    heads = {
        "problems": "problems of the first year 上年问题", "back": "return 再现", "gone": "do not return 未再现",
        "all": "all 合计", "share": "share that returns 再现率",
    }  # fmt: skip

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        part = found[found["report_id"].isin(reports["report_id"])]
        rows = []
        for name, mask in (("answered 有对应措施", part["answered"]), ("not answered 无对应措施", ~part["answered"])):
            back, of = int(part[mask]["returns"].sum()), int(mask.sum())
            rows.append((name, back, of - back, of, _share(back, of)))
        frame = pd.DataFrame(rows if len(part) else [], columns=list(heads))
        pairs = part["report_id"].nunique()
        below = f"Pairs of reports: {pairs}. {SHARES.format('problems')}"
        caption = f"Problems answered or not, and how many return: {scope}"
        return Table(frame, caption, heads, below=below, empty=NO_PAIR)

    return by_scope(data, draw)


def _share(part: int, of: int) -> str:
    if of < LEAST_FOR_INTERVAL:
        return ""
    low, high = wilson(part, of)
    return f"{percent(part / of)} ({percent(low)} to {percent(high)})"


def promised_themes(data: Dataset) -> Table:
    """Measures, and whether their themes are named in the agency's next report: as a problem, in a measure, not at all."""
    part, names = themes_next_year(counted_statements(data), counted_reports(data)), theme_names(data)
    total, part = len(part), part.head(MOST_LISTED)
    frame = pd.DataFrame(
        {
            "agency": _pairs(data, part),
            "measure": [quoted(row) for row in part.itertuples()],
            **{c: [in_names(codes, names) for codes in part[c]] for c in NAMED},
        }
    )
    later = ("next year\na problem 次年为问题", "next year\nin a measure 次年为改进", "next year\nnot named 次年未提")
    heads = {**HEADS, **dict(zip(NAMED, later, strict=True))}
    caption = f"Themes of measures, and where they are named a year later (改进主题的次年去向): {total}"
    rest = "the others: toolkit.text.answers.themes_next_year(data.statements, data.reports)"
    below = below_quotes(data) if len(part) else ""
    return Table(
        frame, caption, heads, ("measure",), NAMED, most=MOST_LISTED, rest=rest, below=below, empty=NO_PAIR, total=total
    )


def promised(data: Dataset, codebook: str | None = None) -> pd.DataFrame | Note:
    """What `toolkit.text.answers.promises` finds in all reports but digests, or a note that says why it cannot be asked.

    `codebook` is the file of the codebook by which the dataset was built, if it is not the toolkit's.
    """
    kept = counted_reports(data)
    kept = kept[kept["provenance"] != "digest"]
    if kept.empty:
        if counted_reports(data).empty:
            return Note("No report could be read, so there are no promises to follow.")
        return Note(
            "Only digests are here, so what becomes of promises by their words is left out: a digest's wording is not the "
            "agency's. The table of themes above holds for digests too."
        )
    book = load_codebook(project_path(Path(codebook)) if codebook else None)
    used = data.package["codebook"]
    if [t["code"] for t in used["themes"]] != list(book.codes[:-1]) or used["version"] != book.version:
        return Note(
            f"The statements were coded by the codebook {used['source']}, version {used['version'] or 'not stated'}; here is "
            f'{Path(book.source).name}, version {book.version or "not stated"}. Name its file: promised(data, "my_themes.toml").'
        )
    kept, sampled = sample_of(kept)
    shown = {"report_id": list(kept["report_id"])}
    statements = counted_statements(data.with_tables(reports=kept, statements=data.table("statements", where=shown)))
    found = text_answers.promises(statements, data.table("sections", where=shown), kept, book)
    found.attrs["sample"] = sampled
    return found


def outcomes(data: Dataset, found: pd.DataFrame | Note) -> Panels | Note:
    """What became of the promises, by scope. `found` is what `promised` gave."""
    if isinstance(found, Note):
        return found
    heads = {"outcome": "outcome 去向", "promises": "measures 改进", "share": "share of those followed 占比"}
    heads["meaning"] = "what it means 含义"
    sampled = found.attrs.get("sample", "")

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        counts = found[found["report_id"].isin(reports["report_id"])]["outcome"].value_counts()
        of = int(counts.sum() - counts.get(UNKNOWN, 0))
        rows = []
        for key, meaning in OUTCOMES.items():
            n = int(counts.get(key, 0))
            rows.append((OUTCOME_WORDS[key], n, "" if key == UNKNOWN else _share(n, of), meaning))
        frame = pd.DataFrame(rows if of else [], columns=list(heads))
        caption = f"What the next report says of measures: {scope}"
        empty = f"None of {counts.sum()} measures can be followed: the next year's reports are not here."
        below = f"{sampled} {SHARES.format('measures')}{left}".strip()
        return Table(frame, caption, heads, ("meaning",), ("share",), below=below, empty=empty)

    digests = data.reports["provenance"] == "digest"
    left = f" Digests are left out: {digests.sum()}." if digests.any() else ""
    originals = data.with_tables(reports=data.reports[~digests])
    return by_scope(originals, draw)


def passages(data: Dataset, found: pd.DataFrame | Note) -> Pick | Note:
    """A menu of reports; for each its measures beside the passage of the next report that is nearest in words."""
    if isinstance(found, Note):
        return Note("No passages to set side by side, for the reason above.")
    part = found[found["outcome"] != UNKNOWN]
    ids = list(dict.fromkeys(part["report_id"]))
    if not ids:
        return Note("No measure can be followed, so there are no passages to set side by side.")
    names = report_names(data.reports)

    def draw(report: str) -> Table:
        rows = []
        for row in part[part["report_id"] == report].itertuples():
            nothing = THEME_ONLY if row.outcome == STILL_A_PROBLEM else "nothing alike 无近似表述"
            place = nothing if pd.isna(row.section) else f"Section {row.section}: {row.passage}"
            words = "" if pd.isna(row.share) else f"{'、'.join(row.words)} ({percent(row.share)})"
            rows.append((quoted(row), OUTCOME_WORDS[row.outcome], place, words))
        heads = {"measure": HEADS["measure"], "outcome": "outcome 去向", "passage": "nearest passage 次年表述"}
        heads["words"] = "words in common (share of the measure's) 共同词语"
        later = names[part[part["report_id"] == report]["next_id"].iloc[0]]
        caption = f"{names[report]}, and what {later} says"
        below = found.attrs.get("sample", "")
        return Table(pd.DataFrame(rows, columns=list(heads)), caption, heads, ("measure", "passage"), below=below)

    return Pick("report 报告", ids, draw, [names[i] for i in ids])
