"""What becomes of problems and promises: answered in the same report, named again next year, taken up next year.

A measure answers a problem when they share a theme, the rule of the codebook. That says what is spoken of, not that the
measure is fit or was carried out. Next year is the same agency's report of the year after; where it is not there, or
names no problems or measures at all, the answer is unknown (null), not no. So it is for a problem without any theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.text.coded import shared_themes
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.folding import fold
from toolkit.text.headings import NONE_SAID
from toolkit.text.loose import segments
from toolkit.text.statements import PROBLEMS_SECTION
from toolkit.text.themes import OTHER, Codebook
from toolkit.text.words import Cutter, stop_word_groups

LEAST_SHARE, LEAST_WORDS = 0.3, 2
"""A passage takes a promise up when it shares a theme with it, and this share and number of its content words."""

DONE, PROMISED, STILL_A_PROBLEM, NOT_FOUND, UNKNOWN = (
    "done",
    "promised_again",
    "still_a_problem",
    "not_found",
    "unknown",
)
OUTCOMES = {
    DONE: "next year's report tells of it outside its problems and measures",
    PROMISED: "a measure of next year's report says it in like words",
    STILL_A_PROBLEM: "a problem of next year's report says it in like words, or has its theme where nothing is like it in words",
    NOT_FOUND: "next year's report says nothing of it in like words, and names no problem of its themes",
    UNKNOWN: "there is no report of the next year, or nothing in it to read",
}
"""What became of a promise: the passage of next year's report nearest to it in words decides."""

NO_SECTION, NO_TEXT, SAYS_NONE, NO_STATEMENT = "no_section", "no_text", "says_none", "no_statement"
REASONS = {
    NO_SECTION: "section 5 was not found",
    NO_TEXT: "section 5 has no text",
    SAYS_NONE: "section 5 says that there is nothing to report",
    NO_STATEMENT: "section 5 has text, but no such statement was found in it",
}
"""Why a report names no problem or no measure, as far as its text shows."""

ON_THEME, ON_ANOTHER, NOT_ANSWERED = "on_theme", "on_another", "not_answered"
"""A problem seen by one of its themes: a measure has this theme, or one shares only another of them, or none shares any."""

_THEMES = "report_id next_id order text themes as_problem as_measure unnamed".split()
_SILENT = ["report_id", "lacks", "reason", "text"]
_PROBLEMS = "report_id agency year order text themes answered answered_by next_id returns next_orders shared".split()
_PROMISES = "report_id agency year order text themes outcome next_id section start end passage share words".split()


def next_reports(reports: pd.DataFrame) -> dict[str, str]:
    """report_id to that of the same agency's report of the year after. Of several for one year the first counts."""
    by_year = {(str(r.agency), int(r.year)): str(r.report_id) for r in _known(reports).itertuples()}
    return {one: by_year[agency, year + 1] for (agency, year), one in by_year.items() if (agency, year + 1) in by_year}


def problems(statements: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Each problem: whether a measure of the report answers it, and whether it returns in next year's report.

    `answered` is false where the report names measures and none shares a theme, or names none; `returns` is whether a
    problem of next year's report shares a theme (`shared`, at `next_orders`), null where that report is not there or
    has no statements. Both are null for a problem without a theme (`other`): nothing can share it.
    """
    later, by_report = next_reports(reports), _by_report(statements)
    rows = []
    for report in _known(reports).itertuples():
        own, next_id = by_report.get(report.report_id, []), later.get(report.report_id)
        following = by_report.get(next_id, []) if next_id else []
        for one in own:
            if one.kind == PROBLEM:
                answered = [m.order for m in own if m.kind == IMPROVEMENT and one.order in m.answers]
                again = [(p.order, shared_themes(one.themes, p.themes)) for p in following if p.kind == PROBLEM]
                orders = [order for order, shared in again if shared]
                shared = list(dict.fromkeys(theme for _, themes in again for theme in themes))
                themed = set(one.themes) != {OTHER}
                returns = bool(orders) if following and themed else None
                facts = (report.report_id, report.agency, report.year, one.order, one.text, one.themes)
                rows.append((*facts, bool(answered) if themed else None, answered, next_id, returns, orders, shared))
    frame = pd.DataFrame(rows, columns=_PROBLEMS)
    types = {"report_id": "string", "agency": "string", "text": "string", "next_id": "string", "year": "Int32"}
    return frame.astype({**types, "order": "Int32", "answered": "boolean", "returns": "boolean"})


def by_theme(statements: pd.DataFrame) -> pd.DataFrame:
    """A row for each problem and each of its themes: report_id, order, theme, and `answer`: on_theme, on_another, not_answered.

    A problem without a theme (`other`) is left out: nothing can share it.
    """
    rows = []
    for report_id, own in _by_report(statements).items():
        measures = [m for m in own if m.kind == IMPROVEMENT]
        taken = {code for m in measures for code in m.themes}
        for one in (p for p in own if p.kind == PROBLEM):
            otherwise = ON_ANOTHER if any(one.order in m.answers for m in measures) else NOT_ANSWERED
            codes = [code for code in one.themes if code != OTHER]
            rows += [(report_id, one.order, code, ON_THEME if code in taken else otherwise) for code in codes]
    return pd.DataFrame(rows, columns=["report_id", "order", "theme", "answer"])


def themes_next_year(statements: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Each measure whose agency has a report of the year after with statements, and where its themes are named there.

    `as_problem` and `as_measure` are its themes that next year's problems and measures have, `unnamed` the others. Words
    are not compared, so this holds for digests too. A measure without a theme (`other`) is left out.
    """
    later, by_report = next_reports(reports), _by_report(statements)
    rows = []
    for report in _known(reports).itertuples():
        following = by_report.get(later.get(report.report_id, ""), [])
        named = {
            kind: {code for s in following if s.kind == kind for code in s.themes} for kind in (PROBLEM, IMPROVEMENT)
        }
        for one in by_report.get(report.report_id, []):
            if one.kind == IMPROVEMENT and following and set(one.themes) != {OTHER}:
                again = [[code for code in one.themes if code in named[kind]] for kind in (PROBLEM, IMPROVEMENT)]
                unnamed = [code for code in one.themes if code not in (*again[0], *again[1])]
                facts = (report.report_id, later[report.report_id], one.order, one.text, one.themes)
                rows.append((*facts, *again, unnamed))
    return pd.DataFrame(rows, columns=_THEMES)


def promises(
    statements: pd.DataFrame,
    sections: pd.DataFrame,
    reports: pd.DataFrame,
    codebook: Codebook,
    cutter: Cutter | None = None,
) -> pd.DataFrame:
    """Each measure a report announces, and what next year's report says of it (`outcome`, a key of OUTCOMES).

    Compared are the problems and measures of next year's report, and the sentences outside them. `passage` is the one
    nearest in words, at [start, end) of its `section`; of equals a sentence goes first, then a measure. `words` are the
    content words they share and `share` their part of the promise's. Likeness of words is only a hint: read both.
    """
    cut = cutter or Cutter(stop_groups=[group.key for group in stop_word_groups()])
    later, by_report = next_reports(reports), _by_report(statements)
    wanted = set(later.values())
    texts = sections[sections["report_id"].isin(wanted) & sections["text"].notna() & (sections["number"] > 0)]
    passages = {
        str(key): _passages(part, by_report.get(str(key), []), codebook, cut)
        for key, part in texts.groupby("report_id", observed=True)
    }
    rows = []
    for report in _known(reports).itertuples():
        next_id = later.get(report.report_id)
        for one in by_report.get(report.report_id, []):
            if one.kind == IMPROVEMENT:
                facts = (report.report_id, report.agency, report.year, one.order, one.text, one.themes)
                following = by_report.get(next_id, []) if next_id else []
                rows.append((*facts, *_taken_up(one, next_id, passages.get(next_id or "", []), following, cut)))
    frame = pd.DataFrame(rows, columns=_PROMISES)
    texts_of = dict.fromkeys(("report_id", "agency", "text", "outcome", "next_id", "passage"), "string")
    numbers = dict.fromkeys(("year", "order", "section", "start", "end"), "Int32")
    return frame.astype({**texts_of, **numbers, "share": "Float64"})


def nothing_named(statements: pd.DataFrame, sections: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The reports that name no problem, no measure, or neither, in the order of `reports`, with the reason.

    `lacks` is "problem", "improvement" or "both", `reason` a key of REASONS, `text` that of section 5. A reason says what
    was found in the file: whether the report or the reading is to blame cannot always be told.
    """
    fifth = sections[sections["number"] == PROBLEMS_SECTION].drop_duplicates("report_id")
    texts = dict(zip(fifth["report_id"], fifth["text"], strict=True))
    named = {kind: set(statements.loc[statements["kind"] == kind, "report_id"]) for kind in (PROBLEM, IMPROVEMENT)}
    rows = []
    for report_id in reports["report_id"]:
        lacking = [kind for kind, reports_with in named.items() if report_id not in reports_with]
        if lacking:
            text = texts.get(report_id)
            text = text if isinstance(text, str) else ""
            lacks = "both" if len(lacking) == 2 else lacking[0]
            rows.append((report_id, lacks, _reason(report_id in texts, text), text))
    return pd.DataFrame(rows, columns=_SILENT).astype("string")


def _reason(is_there: bool, text: str) -> str:
    if not text.strip():
        return NO_TEXT if is_there else NO_SECTION
    return SAYS_NONE if NONE_SAID.match(re.sub(r"\s+", "", fold(text))) else NO_STATEMENT


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    order: int
    text: str
    themes: list[str]
    answers: list[int]
    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Passage:
    """A statement of next year's report, or a sentence outside all of them; and what it makes of a promise it is like."""

    outcome: str
    section: int
    start: int
    end: int
    text: str
    themes: list[str]
    words: frozenset[str]


_FIRST = {outcome: place for place, outcome in enumerate(OUTCOMES)}


def _known(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports of which agency and year are known, the first for each."""
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    return known.drop_duplicates(["agency", "year"])


def _by_report(statements: pd.DataFrame) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in statements.itertuples():
        place = (int(row.section), int(row.start), int(row.end))
        statement = _Row(str(row.kind), int(row.order), str(row.text), list(row.themes), list(row.answers), *place)
        found.setdefault(str(row.report_id), []).append(statement)
    return found


def _passages(sections: pd.DataFrame, statements: list[_Row], codebook: Codebook, cutter: Cutter) -> list[_Passage]:
    """What a report says, in pieces: its statements, and the sentences that are in none and lead to none."""
    found = []
    for s in statements:
        outcome = PROMISED if s.kind == IMPROVEMENT else STILL_A_PROBLEM
        content = frozenset(cutter.words(s.text))
        found.append(_Passage(outcome, s.section, s.start, s.end, s.text, s.themes, content))
    for section in sections.itertuples():
        text, number = str(section.text), int(section.number)
        taken = [(s.start, s.end) for s in statements if s.section == number]
        for place in segments(folded := fold(text)):
            inside = any(place.start < end and start < place.end for start, end in taken)
            if not inside and not folded[place.start : place.end].endswith("："):
                words = text[place.start : place.end]
                content = frozenset(cutter.words(words))
                found.append(_Passage(DONE, number, place.start, place.end, words, codebook.code(words), content))
    return found


def _taken_up(
    promise: _Row, next_id: str | None, passages: Iterable[_Passage], following: list[_Row], cutter: Cutter
) -> tuple:
    """outcome, next_id, section, start, end, passage, share, words of a promise."""
    nowhere = (None, None, None, None, None, [])
    passages = list(passages)
    if not next_id or not passages:
        return UNKNOWN, next_id, *nowhere
    own = frozenset(cutter.words(promise.text))
    near = [p for p in passages if _is_like(own, promise.themes, p)]
    if not near:
        again = any(s.kind == PROBLEM and shared_themes(promise.themes, s.themes) for s in following)
        return STILL_A_PROBLEM if again else NOT_FOUND, next_id, *nowhere
    best = min(near, key=lambda p: (-len(own & p.words), _FIRST[p.outcome], p.section, p.start))
    shared = sorted(own & best.words, key=lambda word: (promise.text.lower().find(word), word))
    return best.outcome, next_id, best.section, best.start, best.end, best.text, len(shared) / len(own), shared


def _is_like(own: frozenset[str], themes: list[str], passage: _Passage) -> bool:
    """Whether a passage has enough of a promise's words, and a theme of it; one without a theme has only words."""
    common = len(own & passage.words)
    if common < LEAST_WORDS or common < LEAST_SHARE * len(own):
        return False
    return set(themes) == {OTHER} or bool(shared_themes(themes, passage.themes))
