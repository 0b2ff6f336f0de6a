"""What is asked of text and numbers: questions are data (questions.toml), fixed before anyone looks at the answers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib import resources
from pathlib import Path

PROBLEM_, MEASURE_ = "problem_", "measure_"
UNANSWERED, RETURNS = "unanswered_problem", "returns"

COUNTS = {
    "new_requests": (("requests", "new_requests", "total"), "New requests", "本年新收申请数"),
}
"""Numbers of a report that are no rates: name to the cell, its English and its Chinese name. Null unless printed."""
LENGTHS = {
    "problems": ("Problems named", "问题数"),
    "measures": ("Measures announced", "措施数"),
    "unanswered": ("Problems without a measure", "未对应措施的问题数"),
    "prose_characters": ("Characters of prose", "正文字数"),
}
"""Numbers of the text side: name to English and Chinese."""

EXPECTED = ("higher", "lower", "either")
GROUPS, CORRELATION, ODDS = "groups", "correlation", "odds"


class QuestionError(ValueError):
    """A question that cannot be asked. Says which file and question, what was expected and what to do."""


@dataclass(frozen=True)
class Question:
    """A question. `text` is the side of the text: a column of `joined` (problem_<theme>, measure_<theme>, or a number such as
    prose_characters), or unanswered_problem; `number` the side of the numbers: a rate's key, new_requests, or returns.

    `expected` is whether the number is thought to be higher or lower where the theme is named (where the text is longer,
    where no measure takes up the theme), `why` for what reason. The test is two-sided all the same.
    """

    key: str
    title: str
    english: str
    text: str
    number: str
    expected: str
    why: str

    @property
    def test(self) -> str:
        """Which test it takes: "groups" of reports, a "correlation", or "odds" of themes."""
        if self.text == UNANSWERED:
            return ODDS
        return GROUPS if self.text.startswith((PROBLEM_, MEASURE_)) else CORRELATION

    @property
    def theme(self) -> str:
        """The code of its theme; empty where it has none."""
        return self.text.split("_", 1)[1] if self.test == GROUPS else ""


def load_questions(path: Path | str | None = None) -> tuple[Question, ...]:
    """The questions of a file like questions.toml, by default those of the toolkit, in their order.

    Raises QuestionError for a file that is not there or that has a question that could not be asked.
    """
    place = str(path) if path else "toolkit/associations/questions.toml"
    try:
        source = Path(path) if path else resources.files(__package__).joinpath("questions.toml")
        found = tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QuestionError(
            f"{place}: expected questions as in toolkit/associations/questions.toml, found: {error}; save it as UTF-8 and "
            "compare it with that file"
        ) from error
    asked = found.get("question") or []
    questions = tuple(_question(entry, number, place) for number, entry in enumerate(asked, 1))
    keys = [question.key for question in questions]
    if not keys or len(set(keys)) < len(keys):
        raise QuestionError(
            f"{place}: expected [[question]] entries with a key each, none twice; found {', '.join(keys) or 'none'}"
        )
    return questions  # fmt: skip


def _question(entry: dict[str, object], number: int, place: str) -> Question:
    names = [f.name for f in fields(Question)]
    here = f"{place}, question {number} ({entry.get('key', 'without key')})"
    if set(entry) != set(names) or not all(isinstance(value, str) and value for value in entry.values()):
        raise QuestionError(
            f"{here}: expected a text for each of {', '.join(names)}, found {', '.join(map(str, entry))}"
        )
    question = Question(**{name: str(entry[name]) for name in names})
    if question.expected not in EXPECTED:
        raise QuestionError(f"{here}: expected = one of {', '.join(EXPECTED)}, found {question.expected!r}")
    if (question.text == UNANSWERED) != (question.number == RETURNS):
        raise QuestionError(
            f"{here}: text = {UNANSWERED!r} goes with number = {RETURNS!r}, and only with it; "
            f"found {question.text!r} and {question.number!r}"
        )
    if question.test == CORRELATION and question.text not in LENGTHS:
        raise QuestionError(
            f"{here}: expected text = problem_<theme>, measure_<theme>, {', '.join(LENGTHS)} or {UNANSWERED}, "
            f"found {question.text!r}"
        )
    return question  # fmt: skip
