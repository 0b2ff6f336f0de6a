"""The statements of a report with their themes, and which measure answers which problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.statements import SectionLike, Statement, find_statements
from toolkit.text.themes import OTHER, Codebook, load_codebook


@dataclass(frozen=True, slots=True)
class CodedStatement(Statement):
    """A statement as it stands in the table `statements`.

    `words` are "theme: the words that decided it", in the order of the text. `answers` are, for an improvement, the
    orders of the report's problems with which it shares a theme; for a problem it is empty.
    """

    themes: tuple[str, ...]
    words: tuple[str, ...]
    answers: tuple[int, ...] = ()


def code_statements(sections: Iterable[SectionLike], codebook: Codebook | None = None) -> list[CodedStatement]:
    """The coded statements of a report, problems before improvements; by the toolkit's codebook if none is given."""
    book = codebook or load_codebook()
    coded = []
    for found in find_statements(sections):
        hits = book.hits(found.text)
        themes = tuple(dict.fromkeys(hit.theme for hit in hits)) or (OTHER,)
        words = tuple(dict.fromkeys(f"{hit.theme}: {hit.words}" for hit in hits))
        found_at = {field.name: getattr(found, field.name) for field in fields(found)}
        coded.append(CodedStatement(**found_at, themes=themes, words=words))
    problems = [item for item in coded if item.kind == PROBLEM]
    measures = [item for item in coded if item.kind == IMPROVEMENT]
    return [*problems, *(replace(measure, answers=_answered(measure, problems)) for measure in measures)]


def _answered(measure: CodedStatement, problems: Sequence[CodedStatement]) -> tuple[int, ...]:
    return tuple(problem.order for problem in problems if shared_themes(problem.themes, measure.themes))


def shared_themes(one: Iterable[str], two: Iterable[str]) -> list[str]:
    """Themes that two statements share, in the order of the first; `other` is no theme to share."""
    others = set(two) - {OTHER}
    return [theme for theme in one if theme in others]
