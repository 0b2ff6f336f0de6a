"""The statements of a report with their themes, and which measure answers which problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    statements = find_statements(sections)
    problems = [_coded(found, book) for found in statements if found.kind == PROBLEM]
    return problems + [_coded(found, book, problems) for found in statements if found.kind == IMPROVEMENT]


def _coded(found: Statement, book: Codebook, problems: Sequence[CodedStatement] = ()) -> CodedStatement:
    """A statement with its themes; a measure with those of the report's `problems` that it answers."""
    hits = book.hits(found.text)
    themes = tuple(dict.fromkeys(hit.theme for hit in hits)) or (OTHER,)
    words = tuple(dict.fromkeys(f"{hit.theme}: {hit.words}" for hit in hits))
    answers = tuple(problem.order for problem in problems if shared_themes(problem.themes, themes))
    return CodedStatement(
        found.section, found.kind, found.order, found.text, found.start, found.end, themes, words, answers
    )


def shared_themes(one: Iterable[str], two: Iterable[str]) -> list[str]:
    """Themes that two statements share, in the order of the first; `other` is no theme to share."""
    others = set(two) - {OTHER}
    return [theme for theme in one if theme in others]
