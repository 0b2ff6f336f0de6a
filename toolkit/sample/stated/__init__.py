"""Sentences of fictional reports that state numbers of the tables, with the truth about every number stated.

`stated_paragraphs` writes them, all true; `contradict` makes one of them wrong in a way that no reading of it can excuse.
"""

from toolkit.sample.stated.claim import (
    AGREES,
    CLAIM_KINDS,
    CONTRADICTS,
    OTHER_SCOPE,
    UNCHECKABLE,
    VERDICTS,
    Claim,
    Term,
    refers_to,
)
from toolkit.sample.stated.ground import Ground
from toolkit.sample.stated.mistakes import PROSE_KINDS, Mistake, contradict
from toolkit.sample.stated.paragraphs import stated_paragraphs
from toolkit.sample.stated.passage import Passage, whole_report

__all__ = [
    "AGREES",
    "CLAIM_KINDS",
    "CONTRADICTS",
    "OTHER_SCOPE",
    "PROSE_KINDS",
    "UNCHECKABLE",
    "VERDICTS",
    "Claim",
    "Ground",
    "Mistake",
    "Passage",
    "Term",
    "contradict",
    "refers_to",
    "stated_paragraphs",
    "whole_report",
]
