"""Rates of a report with a written numerator and denominator. A rate belongs to one report; nothing here pools reports.

A numerator or denominator is text that both people and `rates` read: cells as table/row/column, `*` for any ending,
joined by " + ". `requests/denied.*/total` is the total column of every row of 不予公开.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from math import sqrt

import pandas as pd

from toolkit.forms import Form, load_forms
from toolkit.identities import FAILS, expand

# The quantile of the normal distribution for intervals of 95 %.
Z95 = 1.959963984540054

OK, ZERO, NOTHING, BLANK = "ok", "zero_denominator", "nothing_printed", "blank"
MISSING, UNDECIDED, CONTRADICTORY, NO_FORM = "missing", "undecided", "contradictory", "no_form"
STATUS_WORDS = {
    OK: "computed",
    ZERO: "the denominator is zero",
    NOTHING: "no cell of the denominator is printed",
    BLANK: "a blank cell is needed, and blanks are not taken as zero",
    MISSING: "a cell that is needed is lost in the source",
    UNDECIDED: "a cell that is needed is undecided",
    NO_FORM: "the form of the report is not known, so no table was read",
    CONTRADICTORY: "the printed numbers contradict each other: a part is larger than its whole, or negative",
}
"""Why a rate has a value or none."""

COLUMNS = "report_id agency year scope indicator numerator denominator value low high status blanks".split()


@dataclass(frozen=True)
class Indicator:
    """A rate: its key and names, which cells are counted and of which, the forms that have those cells, and who says so."""

    key: str
    english: str
    chinese: str
    numerator: str
    denominator: str
    forms: tuple[str, ...]
    source: str


_BOTH = ("2019", "2021")
_FORM = "rows of the statutory form (国办公开办函〔2019〕60号, 〔2021〕30号)"
_OWN = "definition of this toolkit; no statute defines it"
_ALL = "requests/results_total/total"
_OPEN = "requests/granted/total + requests/partially_granted/total"
_SUBSTANCE = (
    f"{_OPEN} + requests/denied.*/total + requests/unable.not_held/total + requests/unable.requires_creation/total"
)
_DENIED = "requests/denied.*/total"


def _share(key: str, english: str, chinese: str, rows: str) -> Indicator:
    return Indicator(
        f"share_{key}",
        f"{english}, share of results",
        f"{chinese}占办理结果",
        f"requests/{rows}/total",
        _ALL,
        _BOTH,
        _FORM,
    )


def _correction(key: str, english: str, chinese: str, row: str) -> Indicator:
    settled = " + ".join(f"disputes/{row}/{outcome}" for outcome in ("upheld", "corrected", "other"))
    return Indicator(
        f"corrected_{key}", f"{english}: corrected, share of settled", f"{chinese}纠正率（占已审结）",
        f"disputes/{row}/corrected", settled, _BOTH, _OWN,
    )  # fmt: skip


RESULT_SHARES: tuple[Indicator, ...] = (
    _share("granted", "Granted", "予以公开", "granted"),
    _share("partially_granted", "Partially granted", "部分公开", "partially_granted"),
    _share("denied", "Denied", "不予公开", "denied.*"),
    _share("unable", "Unable to provide", "无法提供", "unable.*"),
    _share("not_processed", "Not processed", "不予处理", "not_processed.*"),
    _share("other_handling", "Handled otherwise", "其他处理", "other_handling*"),
)
DISCLOSURE: tuple[Indicator, ...] = (
    Indicator("disclosure_rate", "Disclosed, share of all results", "公开率（占全部办理结果）", _OPEN, _ALL, _BOTH, _OWN),
    Indicator(
        "disclosure_rate_substance", "Disclosed, share of results on the substance", "公开率（不计程序性结果）",
        _OPEN, _SUBSTANCE, _BOTH, _OWN,
    ),
)  # fmt: skip
INTAKE: tuple[Indicator, ...] = (
    Indicator(
        "natural_person_share", "New requests by natural persons", "自然人申请占比",
        "requests/new_requests/natural_person", "requests/new_requests/total", _BOTH, _FORM,
    ),
    Indicator(
        "carry_over_rate", "Carried forward, share of all to be handled", "结转率",
        "requests/carried_forward/total", "requests/new_requests/total + requests/carried_over/total", _BOTH, _OWN,
    ),
)  # fmt: skip
DISPUTES: tuple[Indicator, ...] = (
    _correction("reconsideration", "Reconsideration", "行政复议", "reconsideration"),
    _correction("litigation", "Litigation", "行政诉讼", "litigation_*"),
)


@cache
def reasons() -> tuple[Indicator, ...]:
    """Each reason for refusal as a share of all refusals, by the rows of the forms, so that a new form brings its own."""
    found: dict[str, Indicator] = {}
    for form in load_forms().values():
        for row in form.table("requests").rows:
            if row.key.startswith("denied."):
                forms = (*found[row.key].forms, form.key) if row.key in found else (form.key,)
                found[row.key] = Indicator(
                    f"reason_{row.key.removeprefix('denied.')}",
                    f"{row.english[0].upper()}{row.english[1:]}, share of refusals",
                    f"{row.label.lstrip('0123456789.')}占不予公开", f"requests/{row.key}/total", _DENIED, forms, _FORM,
                )  # fmt: skip
    return tuple(found.values())


def indicators() -> tuple[Indicator, ...]:
    """All indicators, in the order of the notebook."""
    return (*INTAKE, *RESULT_SHARES, *DISCLOSURE, *reasons(), *DISPUTES)


def wilson(part: float, whole: float, z: float = Z95) -> tuple[float, float]:
    """Wilson's interval for `part` of `whole`, as shares. Raises ValueError for no whole. Source: Wilson 1927."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"expected 0 <= part <= whole and whole > 0, found {part} of {whole}")
    share = part / whole
    centre = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    # At its ends the interval is exact; the arithmetic is off by a rounding.
    return 0.0 if part == 0 else centre - half, 1.0 if part == whole else centre + half


Cells = dict[tuple[str, str, str], tuple[float | None, str]]
"""(table, row, column) to value and status."""


@cache
def cells_named(text: str, form: Form) -> tuple[tuple[str, str, str], ...]:
    """The cells of a form that a numerator or denominator names. Raises ValueError where a term names none."""
    found: list[tuple[str, str, str]] = []
    for term in text.split(" + "):
        table, row, column = term.split("/")
        cells = [
            (table, r.key, c.key) for r, c in form.table(table).cells() if c.key == column and fnmatchcase(r.key, row)
        ]
        if not cells:
            raise ValueError(f"form {form.key} has no cell {term!r}")
        found += cells
    return tuple(found)


def cells_by_report(figures: pd.DataFrame) -> dict[str, Cells]:
    """The cells of every report; a value that is not printed is None."""
    found: dict[str, Cells] = {}
    values = figures["value"].astype(object).where(figures["value"].notna(), None)
    columns = (figures[name].astype(str) for name in ("report_id", "table", "row", "column", "status"))
    for report, table, row, column, status, value in zip(*columns, values, strict=True):
        found.setdefault(report, {})[table, row, column] = (value, status)
    return found


def rates(
    figures: pd.DataFrame,
    reports: pd.DataFrame,
    wanted: tuple[Indicator, ...] | None = None,
    blank_is_zero: bool = True,
) -> pd.DataFrame:
    """The rates of every report, one row a report and indicator; `value` is null wherever `status` is not "ok".

    A blank cell counts as zero: offices leave empty what did not happen, and an interval of unprinted cells would say
    nothing. `blanks` tells how many cells were taken so; `blank_is_zero=False` leaves such rates empty. A lost or
    undecided cell never counts as anything. `low` and `high` are Wilson's 95 % interval.
    """
    cells, forms = cells_by_report(figures), load_forms()
    rows = []
    for report in reports.itertuples():
        form = forms.get(str(report.form))
        for indicator in wanted or indicators():
            if form is None or form.key in indicator.forms:
                found = _rate(indicator, form, cells.get(report.report_id, {}), blank_is_zero)
                rows.append((report.report_id, report.agency, report.year, report.scope, indicator.key, *found))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = {name: "Float64" for name in ("numerator", "denominator", "value", "low", "high")}
    texts = {name: "string" for name in ("report_id", "agency", "scope", "indicator", "status")}
    return frame.astype({**texts, **numbers, "year": "Int32", "blanks": "Int64"})


def _rate(indicator: Indicator, form: Form | None, cells: Cells, blank_is_zero: bool) -> tuple:
    """numerator, denominator, value, low, high, status, blanks of one rate."""
    if form is None or not cells:
        return None, None, None, None, None, NO_FORM if form is None else MISSING, 0
    above, below = cells_named(indicator.numerator, form), cells_named(indicator.denominator, form)
    part, whole = _sum(above, cells), _sum(below, cells)
    used = {key: cells.get(key, (None, MISSING)) for key in (*above, *below)}
    statuses = {status for _, status in used.values()}
    blanks = sum(status == BLANK for _, status in used.values())
    status = _status(
        part, whole, statuses, any(used[key][1] == "reported" for key in below), blanks and not blank_is_zero
    )
    if status == CONTRADICTORY or (status == OK and any((value or 0) < 0 for value, _ in used.values())):
        return part, whole, None, None, None, CONTRADICTORY, blanks
    if status != OK:
        return part, whole, None, None, None, status, blanks
    return part, whole, part / whole, *wilson(part, whole), OK, blanks


def _status(part: float | None, whole: float | None, statuses: set[str], printed: bool, barred: bool) -> str:
    for lost in (MISSING, UNDECIDED):
        if lost in statuses:
            return lost
    if not printed:
        return NOTHING
    if barred:
        return BLANK
    if part is None or whole is None or part < 0 or part > whole:
        return CONTRADICTORY
    return OK if whole else ZERO


def _sum(keys: tuple[tuple[str, str, str], ...], cells: Cells) -> float | None:
    """The sum of cells, blank as zero; None where one is lost or undecided."""
    found = [cells.get(key, (None, MISSING)) for key in keys]
    if any(status in (MISSING, UNDECIDED) for _, status in found):
        return None
    return float(sum(value or 0 for value, _ in found))


def broken_cells(findings: pd.DataFrame, reports: pd.DataFrame) -> dict[str, set[tuple[str, str, str]]]:
    """For each report the cells that stand in a sum that does not add up."""
    forms, form_of = load_forms(), dict(zip(reports["report_id"], reports["form"].astype(str), strict=True))
    found: dict[str, set[tuple[str, str, str]]] = {}
    for finding in findings[findings["outcome"] == FAILS].itertuples():
        form = forms.get(form_of.get(finding.report_id, ""))
        for identity in form.identities if form else ():
            for equation in expand(form, identity) if identity.key == finding.rule else ():
                if equation.at == str(finding.column if identity.each == "column" else finding.row):
                    keys = (*equation.left, *equation.right)
                    found.setdefault(finding.report_id, set()).update((identity.table, *key) for key in keys)
    return found


def with_doubt(table: pd.DataFrame, findings: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """The rates with a column `doubtful`: whether a cell of the rate stands in a sum that does not add up."""
    broken, forms = broken_cells(findings, reports), load_forms()
    form_of = dict(zip(reports["report_id"], reports["form"].astype(str), strict=True))
    by_key = {indicator.key: indicator for indicator in indicators()}
    doubtful = []
    for row in table.itertuples():
        form = forms.get(form_of.get(row.report_id, ""))
        texts = (by_key[row.indicator].numerator, by_key[row.indicator].denominator)
        used = {cell for text in texts for cell in cells_named(text, form)} if form else set()
        doubtful.append(bool(used & broken.get(row.report_id, set())))
    return table.assign(doubtful=pd.array(doubtful, dtype="boolean"))
