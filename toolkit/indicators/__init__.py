"""Rates of a report with a written numerator and denominator. A rate belongs to one report; nothing here pools reports.

`definitions` lists every rate in words, `rates` computes them, `with_doubt` marks those that rest on a broken sum. The
rates keep the scope of their report: an office is not a city, so compare or average within one scope only.
"""

from toolkit.indicators.book import (
    APPLICANTS,
    BACKLOG,
    DISCLOSURE,
    DISPUTES,
    GROUNDS,
    INTAKE,
    PER_REQUEST,
    RESULT_PARTS,
    RESULT_SHARES,
    definitions,
    indicators,
    reasons,
)
from toolkit.indicators.compute import (
    BLANK,
    COLUMNS,
    CONTRADICTORY,
    MISSING,
    NO_FORM,
    NOT_ON_FORM,
    NOTHING,
    OK,
    STATUS_WORDS,
    UNDECIDED,
    ZERO,
    Cells,
    cells_by_report,
    rates,
)
from toolkit.indicators.doubt import broken_cells, with_doubt
from toolkit.indicators.indicator import NO_INTERVAL, POISSON, RATIO, SHARE, WILSON, Indicator, cells_named
from toolkit.indicators.intervals import Z95, poisson, wilson

__all__ = [
    "APPLICANTS",
    "BACKLOG",
    "BLANK",
    "COLUMNS",
    "CONTRADICTORY",
    "Cells",
    "DISCLOSURE",
    "DISPUTES",
    "GROUNDS",
    "INTAKE",
    "Indicator",
    "MISSING",
    "NOTHING",
    "NOT_ON_FORM",
    "NO_FORM",
    "NO_INTERVAL",
    "OK",
    "PER_REQUEST",
    "POISSON",
    "RATIO",
    "RESULT_PARTS",
    "RESULT_SHARES",
    "SHARE",
    "STATUS_WORDS",
    "UNDECIDED",
    "WILSON",
    "Z95",
    "ZERO",
    "broken_cells",
    "cells_by_report",
    "cells_named",
    "definitions",
    "indicators",
    "poisson",
    "rates",
    "reasons",
    "wilson",
    "with_doubt",
]
