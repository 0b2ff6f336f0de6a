"""The rates of every report, or why there is none: nothing is made up for a cell that is blank, lost or undecided."""

from __future__ import annotations

import pandas as pd

from toolkit.forms import Form, load_forms
from toolkit.indicators.book import indicators
from toolkit.indicators.indicator import POISSON, SHARE, WILSON, Cell, Indicator, cells_named
from toolkit.indicators.intervals import poisson, wilson

OK, ZERO, NOTHING, BLANK = "ok", "zero_denominator", "nothing_printed", "blank"
MISSING, UNDECIDED, CONTRADICTORY = "missing", "undecided", "contradictory"
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
REPORTED = "reported"
_UNREAD = (None, MISSING)


def cells_by_report(figures: pd.DataFrame, corrected: bool = False) -> dict[str, Cells]:
    """The cells of every report; a value that is not printed is None.

    With `corrected` they are as a person corrected them: a cell that was given a number counts as reported, one of which
    no number can be said as undecided. Raises ValueError where `figures` has no such column.
    """
    if corrected and "corrected" not in figures:
        raise ValueError("figures: expected a column corrected, found none; build the dataset again")
    found: dict[str, Cells] = {}
    taken = figures["corrected" if corrected else "value"]
    values = taken.astype(object).where(taken.notna(), None)
    columns = (figures[name].astype(str) for name in ("report_id", "table", "row", "column", "status"))
    for report, table, row, column, status, value in zip(*columns, values, strict=True):
        now = status
        if corrected and (value is None) == (status == REPORTED):
            now = UNDECIDED if value is None else REPORTED
        found.setdefault(report, {})[table, row, column] = (value, now)
    return found


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
    cells, forms = cells_by_report(figures, corrected), load_forms()
    asked, rows = tuple(wanted or indicators()), []
    for report in reports.itertuples():
        form, mine = forms.get(str(report.form)), cells.get(report.report_id, {})
        for indicator in asked:
            found = _rate(indicator, form, mine, blank_is_zero)
            rows.append(
                (report.report_id, report.agency, report.year, report.scope, indicator.key, indicator.kind, *found)
            )
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = {name: "Float64" for name in ("numerator", "denominator", "value", "low", "high")}
    texts = {name: "string" for name in ("report_id", "agency", "scope", "indicator", "kind", "status")}
    return frame.astype({**texts, **numbers, "year": "Int32", "blanks": "Int64"})


def _rate(indicator: Indicator, form: Form | None, cells: Cells, blank_is_zero: bool) -> tuple:
    """numerator, denominator, value, low, high, status, blanks of one rate."""
    if form is None or form.key not in indicator.forms:
        return None, None, None, None, None, NO_FORM if form is None else NOT_ON_FORM, 0
    if not cells:
        return None, None, None, None, None, MISSING, 0
    above, below = cells_named(indicator.numerator, form), cells_named(indicator.denominator, form)
    part, whole = _sum(above, cells, blank_is_zero), _sum(below, cells, blank_is_zero)
    used = [cells.get(key, _UNREAD) for key in dict.fromkeys((*above, *below))]
    blanks = sum(status == BLANK for _, status in used)
    printed = any(cells.get(key, _UNREAD)[1] == REPORTED for key in below)
    status = _status(indicator.kind, part, whole, used, printed)
    if status != OK:
        return part, whole if printed else None, None, None, None, status, blanks
    return part, whole, part / whole, *_interval(indicator, part, whole), OK, blanks


def _status(kind: str, part: float | None, whole: float | None, used: list[tuple], printed: bool) -> str:
    statuses = {status for _, status in used}
    for lost in (MISSING, UNDECIDED):
        if lost in statuses:
            return lost
    if not printed:
        return NOTHING
    if any((value or 0) < 0 for value, _ in used):
        return CONTRADICTORY
    # A printed zero below the line stays one, whatever the blanks above it stand for.
    if whole == 0 and not (kind == SHARE and part):
        return ZERO
    if part is None or whole is None:
        return BLANK
    return CONTRADICTORY if kind == SHARE and part > whole else OK


def _sum(keys: tuple[Cell, ...], cells: Cells, blank_is_zero: bool) -> float | None:
    """The sum of cells; None where one is lost or undecided, or blank and blanks are not taken as zero."""
    found = [cells.get(key, _UNREAD) for key in keys]
    barred = (MISSING, UNDECIDED) if blank_is_zero else (MISSING, UNDECIDED, BLANK)
    return None if any(status in barred for _, status in found) else float(sum(value or 0 for value, _ in found))


def _interval(indicator: Indicator, part: float, whole: float) -> tuple[float | None, float | None]:
    given = {WILSON: wilson, POISSON: poisson}.get(indicator.interval)
    return given(part, whole) if given else (None, None)
