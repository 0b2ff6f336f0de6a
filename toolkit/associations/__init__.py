"""What the narrative of reports has to do with their numbers: one table that joins both, questions as data, and tests for
small samples.

`joined` makes the table, `load_questions` reads what is asked, `answers` asks it: within one scope only, one report an
agency, with effect sizes, intervals and Holm's correction. Nothing here says that one thing causes another.
"""

from toolkit.associations.asking import (
    ALPHA,
    LEAST_GROUP,
    LEAST_PAIRS,
    LEAST_STRATA,
    STATUS_WORDS,
    Dropped,
    answers,
    holm,
    latest,
    usable,
)
from toolkit.associations.correlation import Correlation, correlate
from toolkit.associations.groups import Groups, compare, least_delta, smallest_p
from toolkit.associations.joining import (
    ASKED,
    SECTION_WORDS,
    joined,
    joined_columns,
    theme_names,
)
from toolkit.associations.odds import Odds, odds, of_counts
from toolkit.associations.questions import COUNTS, LENGTHS, Question, QuestionError, load_questions
from toolkit.associations.returning import named_again
from toolkit.associations.wording import says

__all__ = [
    "ALPHA",
    "ASKED",
    "COUNTS",
    "Correlation",
    "Dropped",
    "Groups",
    "LEAST_GROUP",
    "LEAST_PAIRS",
    "LEAST_STRATA",
    "LENGTHS",
    "Odds",
    "Question",
    "QuestionError",
    "SECTION_WORDS",
    "STATUS_WORDS",
    "answers",
    "compare",
    "correlate",
    "holm",
    "joined",
    "joined_columns",
    "latest",
    "least_delta",
    "load_questions",
    "named_again",
    "odds",
    "of_counts",
    "says",
    "smallest_p",
    "theme_names",
    "usable",
]
