"""What notebook 05 shows: what reports name in words beside what their tables count. One panel a scope, nothing pooled."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.associations import (
    ASKED,
    COUNTS,
    LENGTHS,
    SECTION_WORDS,
    Question,
    latest,
    load_questions,
    theme_names,
    usable,
)
from toolkit.associations.asking import SCOPES
from toolkit.associations.joining import READ, SAYS_NONE
from toolkit.associations.questions import CORRELATION, GROUPS, MEASURE_, ODDS, RETURNS
from toolkit.charts.names import WORDS, report_names
from toolkit.charts.panels import DOUBT, ZEROED, Panels, by_scope, left_out, mark_words
from toolkit.charts.plots import Picture
from toolkit.charts.strips import COUNT, scatter, strips
from toolkit.charts.style import BLUE, ORANGE, PLOT, Note, label, width
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import SHARE, indicators

MOST_NAMED = 14
"""Reports up to which a chart names each of them; of more, dots without names."""
MOST_ROWS = 20
UNKNOWN = "unknown"
DOTS = (
    "Each dot is a report. Filled: the latest of its agency with both, which the test takes; hollow: an earlier year. "
    "Upright line: median of the filled dots."
)
_EXPECTED = {"higher": "higher 较高", "lower": "lower 较低", "either": "either 不定"}


def number_names(name: str) -> tuple[str, str, str]:
    """English name, Chinese name and kind (share, ratio, count) of a number that a question asks for."""
    for indicator in (*indicators(), *ASKED):
        if indicator.key == name:
            return indicator.english, indicator.chinese, indicator.kind
    known = {**{key: (e, c) for key, (_, e, c) in COUNTS.items()}, **LENGTHS}
    english, chinese = known.get(name, (name, ""))
    return english, chinese, COUNT


def value_text(value: Any, kind: str) -> str:
    """A number as text: a share in per cent, a ratio with three decimals, a count as it is; empty for none."""
    if pd.isna(value):
        return ""
    if kind == COUNT:
        return f"{value:,.1f}".removesuffix(".0")
    return percent(value) if kind == SHARE else f"{value:,.3f}"


def _question(key: str, questions: tuple[Question, ...] | None) -> Question:
    known = {question.key: question for question in questions or load_questions()}
    if key not in known:
        raise KeyError(f"there is no question {key!r}; there are {', '.join(known)}")
    return known[key]


def questions_table(data: Dataset, questions: tuple[Question, ...] | None = None) -> Table:
    """What is asked: the two sides of each question, what is expected and why."""
    themes, rows = theme_names(data), []
    for q in questions or load_questions():
        rows.append((q.english, _text_side(q, themes), _number_side(q), _EXPECTED[q.expected], q.why))
    heads = {
        "question": "question 问题",
        "text": "in the text 文本",
        "number": "in the tables 数据",
        "expected": "expected 预期",
    }
    frame = pd.DataFrame(rows, columns=["question", "text", "number", "expected", "why"])
    return Table(frame, "Questions, fixed before the answers", heads, wide=("question", "why"))  # fmt: skip


def _text_side(question: Question, themes: dict[str, str]) -> str:
    if question.test == ODDS:
        return "problem that no measure takes up 无对应措施的问题"
    if question.test == CORRELATION:
        return " ".join(LENGTHS[question.text])
    what = (
        "announced as a measure 列为改进措施" if question.text.startswith(MEASURE_) else "named as a problem 列为问题"
    )
    return f"{themes.get(question.theme, question.theme)}\n{what}"


def _number_side(question: Question) -> str:
    return (
        "named again next year 次年再次提出"
        if question.number == RETURNS
        else "\n".join(number_names(question.number)[:2])
    )


_RATED = {
    "new_requests": "new requests 本年新收",
    "contested_per_request": "first objections\nfor each request 复议与直接起诉比",
    "share_unable": "unable to provide 无法提供占比",
    "disclosure_rate_substance": "disclosed, of results on the substance 公开率",
    "carry_over_rate": "carried forward 结转率",
}
"""What the short form of the joined table shows, and what it calls it."""


def joined_table(data: Dataset, table: pd.DataFrame) -> Table:
    """The first reports of the joined table: what they name as problems, how much they write, and some of their numbers."""
    names, themes = report_names(data.reports), theme_names(data)
    shown = table.head(MOST_ROWS)
    rated, rows = {key: name for key, name in _RATED.items() if key in table}, []
    for row in shown.itertuples():
        named = [name for code, name in themes.items() if pd.notna(v := getattr(row, f"problem_{code}")) and v]
        numbers = [value_text(getattr(row, key), number_names(key)[2]) + _marks(row, key) for key in rated]
        report = f"{names[row.report_id]}\n{WORDS['scope'][row.scope]}"
        rows.append((report, "\n".join(named), _statements(row), _prose(row), *numbers))
    frame = pd.DataFrame(rows, columns=["report", "themes", "statements", "prose", *rated])
    if not shown["prose_characters"].notna().any():
        frame = frame.drop(columns="prose")
    heads = {"report": "report, scope 报告与口径", "themes": "named as problems 列为问题的主题", "statements": "problems / without a measure / measures\n问题 / 无对应措施 / 改进措施",
             "prose": "characters of prose 正文字数", **rated}  # fmt: skip
    rest = f": the first {MOST_ROWS} of {len(table):,} rows" if len(table) > MOST_ROWS else ""
    below = mark_words([text for name in rated for text in frame[name]]).strip()
    caption = f"Text and numbers joined, some of {table.shape[1]} columns{rest}"
    return Table(
        frame,
        caption,
        heads,
        keep=("themes",),
        below=below,
        empty="No report could be read.",
    )


def _prose(row: Any) -> str:
    digest = pd.isna(row.prose_characters) and row.provenance == "digest"
    return WORDS["provenance"]["digest"] if digest else value_text(row.prose_characters, COUNT)


def _statements(row: Any) -> str:
    """What section 5 holds in numbers, or why that is not known."""
    if pd.isna(row.problems):
        return SECTION_WORDS[row.section_5]
    return f"{row.problems} / {row.unanswered} / {row.measures}"


def _axis_title(english: str, chinese: str) -> str:
    """Both names of a number where they fit below the plot; the subtitle has the English one in any case."""
    both = f"{english} {chinese}"
    return both if width(both) <= PLOT else chinese


def _marks(row: Any, key: str) -> str:
    """The marks of a rate in the joined table, where there is a value."""
    if key in COUNTS or pd.isna(getattr(row, key)):
        return ""
    marks = ((DOUBT, row.doubtful), (ZEROED, row.blank_as_zero))
    return "".join(f" {mark}" for mark, keys in marks if key in keys.split())


def compared(table: pd.DataFrame, again: pd.DataFrame) -> Table:
    """How many reports of each scope there are to compare, and why others are not."""
    rows = []
    for scope, name in WORDS["scope"].items():
        mine, pairs = table[table["scope"] == scope], again[again["scope"] == scope]
        known = mine["section_5"].isin([READ, SAYS_NONE])
        counts = (len(mine), int(known.sum()), int((~known).sum()), mine["agency"].nunique())
        rows.append((name, *counts, int(pairs[RETURNS].notna().sum()), "no" if scope not in SCOPES else "yes"))
    columns = ["scope", "reports", "read", "unread", "agencies", "pairs", "asked"]
    heads = {
        "scope": "scope 口径",
        "reports": "reports 报告数",
        "read": "what section 5\nnames is known 第五部分已知",
        "unread": "not known 未知",
        "agencies": "agencies 机关数",
        "pairs": "themes to compare\nwith next year 可与次年对照",
        "asked": "asked below 参与比较",
    }
    return Table(pd.DataFrame(rows, columns=columns), "What there is to compare", heads)


def picture(data: Dataset, table: pd.DataFrame, key: str, questions: tuple[Question, ...] | None = None) -> Panels:
    """The reports behind a question, a panel a scope: strips by whether the theme is named, or two numbers against each other.

    `table` is what `joined` gave, `key` that of a question about reports. Raises KeyError for another key.
    """
    question, names = _question(key, questions), report_names(data.reports)
    if question.test == ODDS:
        raise KeyError(f"question {key!r} is about themes that return; show it with returns_table and returns_list")

    def draw(reports: pd.DataFrame, scope: str) -> Picture | Table:
        mine = table[table["report_id"].isin(reports["report_id"])]
        title = f"{question.title}: {scope}"
        if len(mine) and mine["scope"].iloc[0] == UNKNOWN:
            return Note(
                f"{title}. Left out: {len(mine)} report{'' if len(mine) == 1 else 's'} of which it is not known whose work they count."
            )
        if question.text not in mine:
            return Note(f"{title}: the codebook of this dataset has no theme {question.theme!r}.")
        both, _, _ = usable(mine, question)
        both = both.assign(tested=both["report_id"].isin(latest(both)["report_id"]))
        why = _missing(names, mine, question)
        drawn = _strips if question.test == GROUPS else _against
        return drawn(both, question, f"{question.title}:\n{scope}", why, names)

    return by_scope(data, draw)  # fmt: skip


def _missing(names: dict[str, str], mine: pd.DataFrame, question: Question) -> str:
    silent, empty = mine[question.text].isna(), mine[question.number].isna()
    digests = silent & (mine["provenance"] == "digest") & (question.test == CORRELATION)
    reason = "Not shown, not known what section 5 names" if question.test == GROUPS else "Not shown, no text"
    number = (
        "not printed"
        if question.number in COUNTS
        else "no such rate: a cell is lost, or there was nothing to divide by"
    )
    return (
        left_out(names, list(mine[digests]["report_id"]), "Not shown, a digest, whose prose is retold")
        + left_out(names, list(mine[silent & ~digests]["report_id"]), reason)
        + left_out(names, list(mine[~silent & empty]["report_id"]), f"Not shown, {number}")
    )


def _strips(both: pd.DataFrame, question: Question, title: str, why: str, names: dict[str, str]) -> Picture:
    english, chinese, kind = number_names(question.number)
    measure = question.text.startswith(MEASURE_)
    called = (
        ("announces it 列为改进措施", "does not 未列为改进措施")
        if measure
        else ("names it 列为问题", "does not 未列为问题")
    )
    frame = pd.DataFrame(
        {
            "label": [label(names[r]) for r in both["report_id"]],
            "group": [called[0] if named else called[1] for named in both[question.text]],
            "value": both[question.number].astype(float),
            "tested": both["tested"],
            "text": [_end(row, question.number, kind) for row in both.itertuples()],
        }
    )
    named = len(both) <= MOST_NAMED
    marks = mark_words(list(frame["text"])) if named else _marked(list(frame["text"]))
    subtitle = f"{english}. {DOTS}{marks}{why}"
    colours = {called[0]: ORANGE, called[1]: BLUE}
    return strips(
        frame, title, subtitle, _axis_title(english, chinese), kind, colours, named, why.strip() or "no report."
    )


def _marked(texts: list[str]) -> str:
    """How many of these carry a mark, where the marks themselves are not shown."""
    said = ((DOUBT, "on a sum that does not add up"), (ZEROED, "on blank cells taken as zero"))
    counts = [(sum(mark in text for text in texts), words) for mark, words in said]
    parts = [f"{count} rest{'s' if count == 1 else ''} {words}" for count, words in counts if count]
    return f" Of these, {' and '.join(parts)}." if parts else ""


def _end(row: Any, key: str, kind: str) -> str:
    """What stands behind the dot of a report: the value, and of a rate its fraction and marks."""
    text = value_text(getattr(row, key), kind)
    if kind == COUNT:
        return text
    return (
        f"{text} · {getattr(row, f'{key}_numerator'):,.0f}/{getattr(row, f'{key}_denominator'):,.0f}{_marks(row, key)}"
    )


def _against(both: pd.DataFrame, question: Question, title: str, why: str, names: dict[str, str]) -> Picture | Table:
    across, up = LENGTHS[question.text], number_names(question.number)
    if len(both) > MOST_NAMED:
        frame = pd.DataFrame({"x": both[question.text], "y": both[question.number], "tested": both["tested"]})
        dots = DOTS.split(" Upright")[0]
        return scatter(frame, title, dots + why, f"{across[0]} {across[1]}", f"{up[0]}\n{up[1]}")
    placed = both.sort_values([question.text, "report_id"], ascending=[False, True], kind="stable")
    frame = pd.DataFrame(
        {
            "report": placed["report_id"].map(names).astype("string"),
            "text": placed[question.text],
            "number": [value_text(v, up[2]) for v in placed[question.number]],
            "tested": ["yes" if tested else "no, an earlier year" for tested in placed["tested"]],
        }
    )
    heads = {
        "report": "report 报告",
        "text": " ".join(across),
        "number": f"{up[0]} {up[1]}",
        "tested": "in the test 参与检验",
    }
    return Table(frame, title, heads, below=why.strip(), empty=why.strip() or "No report.")
