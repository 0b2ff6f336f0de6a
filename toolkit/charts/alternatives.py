"""What the cells of a report would be if another of its numbers were believed: for each disagreement one or more readings.

A reading changes as few cells as it can and says nothing of which number is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from toolkit.charts.claims import terms
from toolkit.charts.copies import copies
from toolkit.charts.decided import corrected_cells
from toolkit.charts.names import columns_of, row_label
from toolkit.charts.panels import failed_sums
from toolkit.checks.claims.judged import CONTRADICTS
from toolkit.checks.years.carried_over import CARRIED_OVER
from toolkit.dataset import Dataset
from toolkit.forms import Form, load_forms
from toolkit.identities import FAILS, Equation, expand
from toolkit.indicators import Cells, cells_by_report
from toolkit.indicators.cells import CELL_COLUMNS
from toolkit.indicators.indicator import Cell
from toolkit.text.claims.claim import ABSENCE, FIGURE
from toolkit.text.claims.reference import Reference

SUM, PROSE, YEARS, CORRECTION = "sum", "prose", "years", "correction"
SOURCES = {
    SUM: ("a sum that fails: one cell as the others of the sum say", "勾稽不成立"),
    PROSE: ("a number in the prose instead of the cell", "正文数字"),
    YEARS: ("carried over and carried forward made equal", "结转不一致"),
    CORRECTION: ("a person's corrections instead of what is printed", "人工更正"),
}
MOST_BALANCED = 4
"""In a balance of so few cells each of them is made to fit in turn; in a longer sum the total only."""
_LOST = ("missing", "undecided")


@dataclass(frozen=True)
class Alternative:
    """Cells of a report with other values (None: no number) for one reason.

    `whole`: the cells make one number together; what is asked of some of them only is not known.
    """

    report_id: str
    source: str
    words: str
    cells: tuple[tuple[Cell, float | None], ...]
    whole: bool = False


def alternatives(data: Dataset, followed: pd.DataFrame) -> list[Alternative]:
    """Every other reading of the tables, in the order of findings, claims, pairs of years and corrections; without copies.

    `followed` is what toolkit.charts.years.judged gives.
    """
    left, findings, claims = set(copies(data.reports)), failed_sums(data), _wrong_claims(data)
    breaks = followed[(followed["rule"] == CARRIED_OVER.key) & (followed["outcome"] == FAILS)]
    cells = CellsAt(data, {*findings["report_id"], *claims["report_id"], *breaks["report_id"], *breaks["before_id"]})
    forms = load_forms()
    form_of = {r.report_id: forms[str(r.form)] for r in data.reports.itertuples() if str(r.form) in forms}
    found = [
        *_of_sums(findings, cells, form_of), *_of_claims(claims, cells, form_of), *_of_years(breaks, cells), *_of_corrections(data),
    ]  # fmt: skip
    return [one for one in found if one.report_id not in left]


class CellsAt:
    """The cells of some reports, each made into a dictionary when it is asked for."""

    def __init__(self, data: Dataset, ids: Iterable[str]) -> None:
        self.figures = data.table("figures", CELL_COLUMNS, {"report_id": sorted(ids)})
        self.places = self.figures.groupby("report_id", observed=True).indices
        self._cells = lru_cache(maxsize=64)(self._made)

    def __getitem__(self, report_id: str) -> Cells:
        return self._cells(report_id)

    def _made(self, report_id: str) -> Cells:
        return cells_by_report(self.figures.iloc[self.places[report_id]])[report_id]


def _of_sums(findings: pd.DataFrame, cells: CellsAt, form_of: dict[str, Form]) -> Iterator[Alternative]:
    for finding in findings.itertuples():
        form = form_of.get(finding.report_id)
        for identity in form.identities if form else ():
            at = str(finding.column if identity.each == "column" else finding.row)
            if identity.key == finding.rule:
                for equation in expand(form, identity):
                    if equation.at == at:
                        yield from _fitted(finding.report_id, equation, cells[finding.report_id])


def _fitted(report_id: str, equation: Equation, cells: Cells) -> Iterator[Alternative]:
    """The cells of a sum that alone could make it right, if all others are: the total, or each cell of a short balance."""
    table = equation.identity.table
    keys = [(table, *key) for key in (*equation.left, *equation.right)]
    if any(cells[key][1] in _LOST for key in keys):
        return
    balance = len(keys) <= MOST_BALANCED
    signs = [1] * len(equation.left) + [-1] * len(equation.right)
    off = sum(sign * (cells[key][0] or 0) for sign, key in zip(signs, keys, strict=True))
    for sign, key in zip(signs, keys, strict=True):
        printed = cells[key][0]
        if printed is None or not (balance or (len(equation.left) == 1 and sign == 1)):
            continue
        value = printed - sign * off
        if value >= 0:
            words = f"{cell_name(key)} as the sum says ({equation.identity.label})"
            yield Alternative(report_id, SUM, words, ((key, float(value)),))


def _wrong_claims(data: Dataset) -> pd.DataFrame:
    """The claims of a figure, or of none, that contradict the tables."""
    claims = data.table("claims", where={"verdict": CONTRADICTS, "kind": [FIGURE, ABSENCE]})
    return claims[claims["value"].notna() & ~claims["approximate"]]


def _of_claims(claims: pd.DataFrame, cells: CellsAt, form_of: dict[str, Form]) -> Iterator[Alternative]:
    for claim in claims.itertuples():
        form = form_of.get(claim.report_id)
        if form is None or not str(claim.refers_to).count("/"):
            continue
        (table, *_), rows, columns = terms(claim.refers_to)
        keys = [key for key in Reference(table, tuple(rows), tuple(columns)).cells(form)]
        if keys and not any(cells[claim.report_id][key][1] in _LOST for key in keys):
            # Where in the group a number belongs is not said; rates that need to know are left out. None is none in each.
            values = [float(claim.value), *([0.0] * (len(keys) - 1))]
            words = f"the prose: “{''.join(claim.quote.split())}” (section {claim.section})"
            yield Alternative(
                claim.report_id,
                PROSE,
                words,
                tuple(zip(keys, values, strict=True)),
                whole=len(keys) > 1 and claim.value != 0,
            )


def _of_years(breaks: pd.DataFrame, cells: CellsAt) -> Iterator[Alternative]:
    for row in breaks.itertuples():
        over, forward = (("requests", name, row.at) for name in ("carried_over", "carried_forward"))
        before, now = (0.0 if value is pd.NA else float(value) for value in (row.before, row.now))
        if cells[row.report_id][over][1] not in _LOST:
            words = f"{cell_name(over)} as {row.year - 1} carried forward"
            yield Alternative(row.report_id, YEARS, words, ((over, before),))
        if cells[row.before_id][forward][1] not in _LOST:
            words = f"{cell_name(forward)} as {row.year} carried over"
            yield Alternative(row.before_id, YEARS, words, ((forward, now),))


def _of_corrections(data: Dataset) -> Iterator[Alternative]:
    for report_id, part in corrected_cells(data).groupby("report_id", sort=False, observed=True):
        values = tuple(
            ((str(c.table), str(c.row), str(c.column)), None if c.corrected is pd.NA else float(c.corrected))
            for c in part.itertuples()
        )
        yield Alternative(
            str(report_id), CORRECTION, f"corrections of {len(values)} cell{'s' if len(values) > 1 else ''}", values
        )


def cell_name(cell: Cell) -> str:
    """A cell in words: the label of its row and of its column, without their English."""
    table, row, column = cell
    return f"{row_label(table, row).partition(' (')[0]}, {columns_of(table)[column].partition(' (')[0]}"
