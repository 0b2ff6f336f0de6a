"""Which rates rest on a sum of the report that does not add up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.forms import Form, load_forms
from toolkit.identities import FAILS, expand
from toolkit.indicators.book import indicators
from toolkit.indicators.indicator import Cell, Indicator, cells_named


def broken_cells(findings: pd.DataFrame, reports: pd.DataFrame) -> dict[str, set[Cell]]:
    """For each report the cells that stand in a sum that does not add up."""
    forms, form_of = load_forms(), dict(zip(reports["report_id"], reports["form"].astype(str), strict=True))
    found: dict[str, set[Cell]] = {}
    for finding in findings[findings["outcome"] == FAILS].itertuples():
        form = forms.get(form_of.get(finding.report_id, ""))
        for identity in form.identities if form else ():
            for equation in expand(form, identity) if identity.key == finding.rule else ():
                if equation.at == str(finding.column if identity.each == "column" else finding.row):
                    keys = (*equation.left, *equation.right)
                    found.setdefault(finding.report_id, set()).update((identity.table, *key) for key in keys)
    return found


def with_doubt(
    table: pd.DataFrame,
    findings: pd.DataFrame,
    reports: pd.DataFrame,
    wanted: tuple[Indicator, ...] | None = None,
) -> pd.DataFrame:
    """The rates with a column `doubtful`: whether a cell of the rate stands in a sum that does not add up.

    `table` is what `rates` gave, and `wanted` the indicators it was asked for, where these are not the toolkit's own.
    Raises KeyError for a rate that is neither.
    """
    broken, forms = broken_cells(findings, reports), load_forms()
    form_of = dict(zip(reports["report_id"], reports["form"].astype(str), strict=True))
    by_key = {indicator.key: indicator for indicator in (*indicators(), *(wanted or ()))}
    if unknown := set(table["indicator"].unique()) - set(by_key):
        raise KeyError(f"there is no rate {', '.join(sorted(unknown))}")
    doubtful = np.zeros(len(table), dtype=bool)
    places = np.flatnonzero(table["report_id"].isin(list(broken)).to_numpy())
    part = table.iloc[places]
    for place, report, key in zip(places, part["report_id"], part["indicator"], strict=True):
        doubtful[place] = is_doubtful(by_key[key], forms.get(form_of.get(report, "")), broken[report])
    return table.assign(doubtful=pd.array(doubtful, dtype="boolean"))


def is_doubtful(indicator: Indicator, form: Form | None, broken: set[Cell]) -> bool:
    """Whether a rate of a report of this form needs one of the cells in sums that do not add up."""
    if form is None or form.key not in indicator.forms:
        return False
    return any(
        cell in broken for text in (indicator.numerator, indicator.denominator) for cell in cells_named(text, form)
    )
