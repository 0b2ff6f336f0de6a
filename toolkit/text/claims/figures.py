"""Numbers in prose that state a figure of the statutory tables."""

from __future__ import annotations

import re

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.disputed import read_cases
from toolkit.text.claims.numbers import COUNTS, MONEY
from toolkit.text.claims.published import read_published
from toolkit.text.claims.requested import REQUEST, read_applicant, read_intake, read_outcome, read_stage
from toolkit.text.claims.topic import Place, Topic
from toolkit.text.claims.view import View

READINGS = (read_cases, read_stage, read_applicant, read_outcome, read_intake, read_published)
"""Asked one after the other: the first that knows the words about a number says what it counts."""

_REQUEST = re.compile(REQUEST)
LONGEST_WORD = 12
"""Characters of the longest word for a request."""


def figure_claims(view: View) -> dict[int, Claim]:
    """The claims of a section that state a figure of a table, by the place of their number in the view."""
    topic, found = Topic(-1), {}
    for index, number in enumerate(view.numbers):
        paragraph = view.paragraph_start(number.start)
        if paragraph != topic.paragraph:
            topic = Topic(paragraph, of_requests=view.section == 3)
        if number.unit and number.unit not in COUNTS | MONEY | {"部"}:
            continue
        # What lies before the number before was searched with that one.
        since = max(paragraph, view.numbers[index - 1].end - LONGEST_WORD if index else 0)
        topic.of_requests = topic.of_requests or _REQUEST.search(view.text, since, number.end) is not None
        place = Place(view, index, view.words_of(index), view.sentence_of(number.start)[0], topic)
        for reading in READINGS:
            if (claim := reading(place)) is not None:
                found[index] = claim
                break
    return found
