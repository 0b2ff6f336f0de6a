"""What becomes of problems and promises: answered in the same report, named again next year, taken up next year.

A measure answers a problem when they share a theme, the rule of the codebook. That says what is spoken of, not that the
measure is fit or was carried out. Next year is the same agency's report of the year after; where it is not there, or
names no problems or measures at all, the answer is unknown (null), not no.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.text.coded import shared_themes
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.folding import fold
from toolkit.text.loose import segments
from toolkit.text.statements import PROBLEMS_SECTION
from toolkit.text.themes import Codebook
from toolkit.text.words import Cutter, stop_word_groups

LEAST_SHARE, LEAST_WORDS = 0.3, 2
"""A sentence takes a promise up when it shares a theme with it, and this share and number of its content words."""

DONE, PROMISED, STILL_A_PROBLEM, NOT_FOUND, UNKNOWN = (
    "done",
    "promised_again",
    "still_a_problem",
    "not_found",
    "unknown",
)
OUTCOMES = {
    DONE: "next year's report tells of it outside section 5",
    PROMISED: "it is promised again",
    STILL_A_PROBLEM: "the theme is named as a problem next year",
    NOT_FOUND: "next year's report says nothing of it in like words",
    UNKNOWN: "there is no report of the next year to ask",
}
"""What became of a promise, the first that fits."""

_PROBLEMS = "report_id agency year order text themes answered answered_by next_id returns next_orders shared".split()
_PROMISES = "report_id agency year order text themes outcome next_id section start end passage share words".split()


def next_reports(reports: pd.DataFrame) -> dict[str, str]:
    """report_id to that of the same agency's report of the year after. Of several for one year the first counts."""
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    by_year: dict[tuple[str, int], str] = {}
    for row in known.itertuples():
        by_year.setdefault((str(row.agency), int(row.year)), str(row.report_id))
    return {one: by_year[agency, year + 1] for (agency, year), one in by_year.items() if (agency, year + 1) in by_year}


def problems(statements: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Each problem: whether a measure of the report answers it, and whether it returns in next year's report.

    `answered` is false where the report names measures and none shares a theme, or names none; `returns` is whether a
    problem of next year's report shares a theme (`shared`, at `next_orders`), null where that report is not there or
    has no statements.
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
                returns = bool(orders) if following else None
                facts = (report.report_id, report.agency, report.year, one.order, one.text, one.themes)
                rows.append((*facts, bool(answered), answered, next_id, returns, orders, shared))
    frame = pd.DataFrame(rows, columns=_PROBLEMS)
    types = {"report_id": "string", "agency": "string", "text": "string", "next_id": "string", "year": "Int32"}
    return frame.astype({**types, "order": "Int32", "answered": "boolean", "returns": "boolean"})


def promises(
    statements: pd.DataFrame,
    sections: pd.DataFrame,
    reports: pd.DataFrame,
    codebook: Codebook,
    cutter: Cutter | None = None,
) -> pd.DataFrame:
    """Each measure a report announces, and what next year's report says of it (`outcome`, a key of OUTCOMES).

    `passage` is the sentence of next year's report nearest in words, at [start, end) of its `section`; `words` are the
    content words they share and `share` their part of the promise's. Likeness of words is only a hint: read both.
    """
    cut = cutter or Cutter(stop_groups=[group.key for group in stop_word_groups()])
    later, by_report = next_reports(reports), _by_report(statements)
    wanted = set(later.values())
    texts = sections[sections["report_id"].isin(wanted) & sections["text"].notna() & (sections["number"] > 0)]
    sentences = {str(key): _sentences(part, codebook, cut) for key, part in texts.groupby("report_id", observed=True)}
    rows = []
    for report in _known(reports).itertuples():
        next_id = later.get(report.report_id)
        for one in by_report.get(report.report_id, []):
            if one.kind == IMPROVEMENT:
                facts = (report.report_id, report.agency, report.year, one.order, one.text, one.themes)
                following = by_report.get(next_id, []) if next_id else []
                rows.append((*facts, *_taken_up(one, next_id, sentences.get(next_id or "", []), following, cut)))
    frame = pd.DataFrame(rows, columns=_PROMISES)
    texts_of = dict.fromkeys(("report_id", "agency", "text", "outcome", "next_id", "passage"), "string")
    numbers = dict.fromkeys(("year", "order", "section", "start", "end"), "Int32")
    return frame.astype({**texts_of, **numbers, "share": "Float64"})


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    order: int
    text: str
    themes: list[str]
    answers: list[int]


@dataclass(frozen=True, slots=True)
class _Sentence:
    section: int
    start: int
    end: int
    text: str
    themes: list[str]
    words: frozenset[str]


def _known(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports of which agency and year are known, the first for each."""
    known = reports[reports["agency"].notna() & reports["year"].notna()]
    return known.drop_duplicates(["agency", "year"])


def _by_report(statements: pd.DataFrame) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    for row in statements.itertuples():
        statement = _Row(str(row.kind), int(row.order), str(row.text), list(row.themes), list(row.answers))
        found.setdefault(str(row.report_id), []).append(statement)
    return found


def _sentences(sections: pd.DataFrame, codebook: Codebook, cutter: Cutter) -> list[_Sentence]:
    found = []
    for section in sections.itertuples():
        text = str(section.text)
        for place in segments(fold(text)):
            words = text[place.start : place.end]
            themes, content = codebook.code(words), frozenset(cutter.words(words))
            found.append(_Sentence(int(section.number), place.start, place.end, words, themes, content))
    return found


def _taken_up(
    promise: _Row, next_id: str | None, sentences: Iterable[_Sentence], following: list[_Row], cutter: Cutter
) -> tuple:
    """outcome, next_id, section, start, end, passage, share, words of a promise."""
    if not next_id:
        return UNKNOWN, None, None, None, None, None, None, []
    own = frozenset(cutter.words(promise.text))
    near = [s for s in sentences if _is_like(own, promise.themes, s)]
    best = max(
        near, key=lambda s: (s.section != PROBLEMS_SECTION, len(own & s.words), -s.section, -s.start), default=None
    )
    if best is None:
        again = any(s.kind == PROBLEM and shared_themes(promise.themes, s.themes) for s in following)
        return STILL_A_PROBLEM if again else NOT_FOUND, next_id, None, None, None, None, None, []
    outcome = DONE if best.section != PROBLEMS_SECTION else _kind_at(best, following)
    shared = sorted(own & best.words, key=promise.text.lower().find)
    place = (best.section, best.start, best.end, best.text)
    return outcome, next_id, *place, len(shared) / len(own), shared


def _kind_at(sentence: _Sentence, following: list[_Row]) -> str:
    """Whether a sentence of section 5 stands in a problem or in a promise."""
    in_problem = any(s.kind == PROBLEM and (s.text in sentence.text or sentence.text in s.text) for s in following)
    return STILL_A_PROBLEM if in_problem else PROMISED


def _is_like(own: frozenset[str], themes: list[str], sentence: _Sentence) -> bool:
    common = len(own & sentence.words)
    return common >= LEAST_WORDS and common >= LEAST_SHARE * len(own) and bool(shared_themes(themes, sentence.themes))
