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
from toolkit.indicators.cells import BLANK, MISSING, UNDECIDED, CellArrays, cell_arrays, cells_of, where
from toolkit.indicators.compute import (
    COLUMNS,
    CONTRADICTORY,
    NO_FORM,
    NOT_ON_FORM,
    NOTHING,
    OK,
    STATUS_WORDS,
    ZERO,
    Cells,
    RateArrays,
    cells_by_report,
    rate_arrays,
    rates,
)
from toolkit.indicators.doubt import broken_cells, is_doubtful, with_doubt
from toolkit.indicators.indicator import NO_INTERVAL, POISSON, RATIO, SHARE, WILSON, Indicator, cells_named
from toolkit.indicators.intervals import Z95, poisson, wilson

__all__ = [
    "APPLICANTS",
    "BACKLOG",
    "BLANK",
    "COLUMNS",
    "CellArrays",
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
    "RateArrays",
    "RESULT_PARTS",
    "RESULT_SHARES",
    "SHARE",
    "STATUS_WORDS",
    "UNDECIDED",
    "WILSON",
    "Z95",
    "ZERO",
    "broken_cells",
    "cell_arrays",
    "cells_by_report",
    "cells_named",
    "cells_of",
    "definitions",
    "indicators",
    "is_doubtful",
    "poisson",
    "rate_arrays",
    "rates",
    "reasons",
    "where",
    "wilson",
    "with_doubt",
]
