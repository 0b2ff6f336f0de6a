"""The rates of every report, or why there is none: nothing is made up for a cell that is blank, lost or undecided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.forms import Form, load_forms
from toolkit.indicators.book import indicators
from toolkit.indicators.cells import (
    BLANK,
    MISSING,
    REPORTED,
    UNDECIDED,
    CellArrays,
    cell_arrays,
    cells_of,
    nullable,
    numbers_of,
)
from toolkit.indicators.cells import STATUSES as CELL_STATUSES
from toolkit.indicators.indicator import POISSON, SHARE, WILSON, Cell, Indicator, cells_named
from toolkit.indicators.intervals import poissons, wilsons

OK, ZERO, NOTHING, CONTRADICTORY = "ok", "zero_denominator", "nothing_printed", "contradictory"
NO_FORM, NOT_ON_FORM = "no_form", "not_on_form"
STATUS_WORDS = {
    OK: "computed",
    ZERO: "the denominator is zero",
    NOTHING: "no cell of the denominator is printed",
    BLANK: "a blank cell is needed, and blanks are not taken as zero",
    MISSING: "a cell that is needed is lost in the source",
    UNDECIDED: "a cell that is needed is undecided",
    NO_FORM: "the form of the report is not known, so no table was read",
    NOT_ON_FORM: "the form of the report does not have these cells",
    CONTRADICTORY: "the printed numbers contradict each other: a part is larger than its whole, or negative",
}
"""Why a rate has a value or none."""

COLUMNS = "report_id agency year scope indicator kind numerator denominator value low high status blanks".split()

Cells = dict[Cell, tuple[float | None, str]]
"""(table, row, column) to value and status."""
_STATUSES = tuple(STATUS_WORDS)


def cells_by_report(figures: pd.DataFrame, corrected: bool = False) -> dict[str, Cells]:
    """The cells of every report; a value that is not printed is None.

    With `corrected` they are as a person corrected them: a cell that was given a number counts as reported, one of which
    no number can be said as undecided. Raises ValueError where `figures` has no such column.
    """
    found: dict[str, Cells] = {}
    taken = numbers_of(figures, corrected)
    values = taken.astype(object).where(taken.notna(), None)
    columns = (figures[name].astype(str) for name in ("report_id", "table", "row", "column", "status"))
    for report, table, row, column, status, value in zip(*columns, values, strict=True):
        now = status
        if corrected and (value is None) == (status == REPORTED):
            now = UNDECIDED if value is None else REPORTED
        found.setdefault(report, {})[table, row, column] = (value, now)
    return found


@dataclass(frozen=True)
class RateArrays:
    """A rate of many reports, in their order. Numbers are nan where there is none; `status` is a place in STATUS_WORDS."""

    indicator: Indicator
    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    status: np.ndarray
    blanks: np.ndarray

    @property
    def ok(self) -> np.ndarray:
        """Which reports have a value."""
        return self.status == _STATUSES.index(OK)


def rates(
    figures: pd.DataFrame,
    reports: pd.DataFrame,
    wanted: tuple[Indicator, ...] | None = None,
    blank_is_zero: bool = False,
    corrected: bool = False,
) -> pd.DataFrame:
    """The rates of every report, one row a report and indicator; `value` is null wherever `status` is not "ok".

    Blank is not zero: a rate that needs a blank cell has no value. Many offices leave empty what did not happen; who
    takes such cells for zeros says so with `blank_is_zero=True`, and `blanks` tells for each rate how many blank cells
    it needs. Where no cell of the denominator is printed there is no rate even then, and a lost or undecided cell never
    counts as anything. `numerator` and `denominator` are null where they cannot be added up. `low` and `high` are the
    95 % interval that `definitions` names for the rate. `wanted` are other indicators than the toolkit's.
    The rates are of the printed values; with `corrected=True` they are of the column `corrected`: a cell that a person
    gave a number counts as printed, one of which a person says that no number can be said as undecided.
    Raises ValueError for an indicator whose cells no form has, and for figures without a column that is asked for.
    """
    asked = tuple(wanted or indicators())
    found = list(rate_arrays(figures, reports, asked, blank_is_zero, corrected))
    many = len(asked)
    which = np.tile(np.arange(many), len(reports))
    columns: dict[str, object] = {
        name: reports[name].astype("string").array.repeat(many) for name in ("report_id", "agency", "scope")
    }
    columns["year"] = reports["year"].astype("Int32").array.repeat(many)
    columns |= {name: _texts([getattr(i, name) for i in asked], which) for name in ("kind",)}
    columns["indicator"] = _texts([i.key for i in asked], which)
    for name in ("numerator", "denominator", "value", "low", "high"):
        columns[name] = nullable(_by_report([getattr(one, name) for one in found]))
    columns["status"] = _texts(list(_STATUSES), _by_report([one.status for one in found]).astype(int))
    columns["blanks"] = pd.array(_by_report([one.blanks for one in found]).astype("int64"), dtype="Int64")
    return pd.DataFrame(columns)[COLUMNS]


def _texts(texts: list[str], which: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(texts, dtype="string").take(which)


def _by_report(columns: list[np.ndarray]) -> np.ndarray:
    """Values of indicators, one array each, as one: all of the first report, then those of the next."""
    return np.column_stack(columns).ravel() if columns else np.zeros(0)


def rate_arrays(
    figures: pd.DataFrame,
    reports: pd.DataFrame,
    wanted: tuple[Indicator, ...],
    blank_is_zero: bool = False,
    corrected: bool = False,
) -> Iterator[RateArrays]:
    """What `rates` gives, an indicator after the other, each as arrays in the order of `reports`."""
    forms = reports["form"].astype("string").fillna("").to_numpy(dtype=object)
    known = [(form, np.flatnonzero(forms == key)) for key, form in load_forms().items()]
    cells = cell_arrays(figures, reports["report_id"], cells_of(wanted), corrected)
    for indicator in wanted:
        size = len(reports)
        empty = [np.full(size, np.nan) for _ in range(5)]
        found = RateArrays(
            indicator, *empty, np.full(size, _STATUSES.index(NO_FORM), np.int8), np.zeros(size, np.int32)
        )
        for form, rows in known:
            if form.key not in indicator.forms:
                found.status[rows] = _STATUSES.index(NOT_ON_FORM)
            elif len(rows):
                mine = CellArrays(cells.place, cells.values[rows], cells.status[rows]) if len(known) > 1 else cells
                _fill(found, rows, mine, form, blank_is_zero)
        yield found


def _fill(found: RateArrays, rows: np.ndarray, cells: CellArrays, form: Form, blank_is_zero: bool) -> None:
    """Computes a rate for those reports (rows) that have this form; `cells` are theirs."""
    kind = found.indicator.kind
    above, below = (
        cells.columns(cells_named(text, form)) for text in (found.indicator.numerator, found.indicator.denominator)
    )
    used = list(dict.fromkeys((*above, *below)))
    part, whole = _sum(cells, above, blank_is_zero), _sum(cells, below, blank_is_zero)
    no_part, no_whole = np.isnan(part), np.isnan(whole)
    printed = cells.is_status(below, REPORTED)
    with np.errstate(invalid="ignore"):
        negative = (cells.values[:, used] < 0).any(axis=1)
        zero = whole == 0
        if kind == SHARE:
            # A printed zero below the line stays one, whatever the blanks above it stand for.
            zero &= no_part | (part == 0)
        too_large = (part > whole) if kind == SHARE else np.zeros(len(part), bool)
    reasons = {
        MISSING: cells.is_status(used, MISSING),
        UNDECIDED: cells.is_status(used, UNDECIDED),
        NOTHING: ~printed,
        CONTRADICTORY: negative,
        ZERO: zero,
        BLANK: no_part | no_whole,
    }
    status = np.where(too_large, _STATUSES.index(CONTRADICTORY), _STATUSES.index(OK))
    for reason, holds in reversed(reasons.items()):
        status = np.where(holds, _STATUSES.index(reason), status)
    found.status[rows] = status
    found.numerator[rows], found.denominator[rows] = part, np.where(printed, whole, np.nan)
    found.blanks[rows] = (cells.status[:, used] == CELL_STATUSES.index(BLANK)).sum(axis=1)
    good = status == _STATUSES.index(OK)
    at, part, whole = rows[good], part[good], whole[good]
    found.value[at] = part / whole
    interval = {WILSON: wilsons, POISSON: poissons}.get(found.indicator.interval)
    if interval:
        found.low[at], found.high[at] = interval(part, whole)


def _sum(cells: CellArrays, columns: list[int], blank_is_zero: bool) -> np.ndarray:
    """The sum of cells; nan where one is lost or undecided, or blank and blanks are not taken as zero."""
    total = np.zeros(len(cells.values))
    for column in columns:  # one after the other, so that a sum does not depend on how many reports there are
        total = total + np.nan_to_num(cells.values[:, column])
    barred = (MISSING, UNDECIDED) if blank_is_zero else (MISSING, UNDECIDED, BLANK)
    return np.where(cells.is_status(columns, *barred), np.nan, total)
