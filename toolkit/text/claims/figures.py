"""Numbers in prose that state a figure of the statutory tables."""

from __future__ import annotations

import re

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.disputed import read_cases
from toolkit.text.claims.intake import read_intake
from toolkit.text.claims.intake_words import REQUEST
from toolkit.text.claims.numbers import COUNTS, MONEY
from toolkit.text.claims.outcomes import read_applicant, read_outcome
from toolkit.text.claims.published import read_published
from toolkit.text.claims.stages import read_stage
from toolkit.text.claims.topic import Place, Topic
from toolkit.text.claims.view import View
from toolkit.text.sieve import union

READINGS = (read_cases, read_stage, read_applicant, read_outcome, read_intake, read_published)
"""Asked one after the other: the first that knows the words about a number says what it counts."""

_REQUEST = union([REQUEST])
_COUNTED = COUNTS | MONEY | {"部"}
LONGEST_WORD = 12
"""Characters of the longest word for a request."""
_LABELS = re.compile(
    r"予以公开|部分公开|不予公开|无法提供|不予处理|其他处理|本机关不掌握|内部事务信息|过程性信息|执法案卷|行政查询|新收|结转"
)
FEWEST_LABELS = 2
"""Labels of the form in one sentence that show that it is about requests."""
# A paragraph whose beginning names another matter ends the topic of the one before; list items and broken lines go on.
_OTHER_MATTER = re.compile(
    r"主动公开|平台|监督|管理|解读|回应|保障|培训|机制|规范性文件|行政许可|行政处罚|复议|诉讼|制度|队伍|网站|新媒体|考核"
)
HEAD = 24
"""Characters of a paragraph's beginning that may name its matter."""


def _topic_of(view: View, paragraph: int, before: Topic) -> Topic:
    """The topic with which a paragraph begins: that of the one right before it, unless its head names another matter."""
    head = view.text[paragraph : paragraph + HEAD].split("。")[0]
    if before.paragraph < 0 or not before.of_requests or _OTHER_MATTER.search(head):
        return Topic(paragraph, of_requests=view.section == 3)
    return Topic(paragraph, of_requests=True, whole_intake=before.whole_intake)


class _OfRequests:
    """Which sentences of a section are about requests by their labels; each is asked once for all of its numbers."""

    def __init__(self, view: View) -> None:
        self.text, self.sentence, self.shown = view.text, (-1, -1), False

    def shown_by_labels(self, sentence: tuple[int, int]) -> bool:
        """Whether a sentence has several labels of the form."""
        if sentence != self.sentence:
            labels = {match[0] for match in _LABELS.finditer(self.text, *sentence)}
            self.sentence, self.shown = sentence, len(labels) >= FEWEST_LABELS
        return self.shown


def figure_claims(view: View) -> dict[int, Claim]:
    """The claims of a section that state a figure of a table, by the place of their number in the view."""
    topic, found, about_requests, sentence = Topic(-1), {}, _OfRequests(view), (-1, -1)
    for index, number in enumerate(view.numbers):
        paragraph = view.paragraph_start(number.start)
        if paragraph != topic.paragraph:
            topic = _topic_of(view, paragraph, topic)
        if number.unit and number.unit not in _COUNTED:
            continue
        if not sentence[0] <= number.start < sentence[1]:
            sentence = view.sentence_of(number.start)
        # What lies before the number before was searched with that one.
        since = max(paragraph, view.numbers[index - 1].end - LONGEST_WORD if index else 0)
        topic.of_requests = (
            topic.of_requests
            or _REQUEST.search(view.text, since, number.end) is not None
            or about_requests.shown_by_labels(sentence)
        )
        place = Place(view, number, view.words_of(index), sentence[0], topic)
        for reading in READINGS:
            if (claim := reading(place)) is not None:
                found[index] = claim
                break
    return found
