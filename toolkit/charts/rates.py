"""The rates of notebook 02 as tables: by report, their spread over reports, and how they are defined."""

from __future__ import annotations

import pandas as pd

from toolkit.charts.names import report_names
from toolkit.charts.requests import MOST_COLUMNS, Panels, all_rates, by_scope, largest
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import OK, STATUS_WORDS, indicators


def _names() -> dict[str, str]:
    return {i.key: f"{i.english}\n{i.chinese}" for i in indicators()}


def by_report(data: Dataset) -> Panels:
    """Every rate of each report with its numerator and denominator, or why there is none."""
    names, table = report_names(data.reports), all_rates(data)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = table[table["report_id"].isin(reports["report_id"])]
        sizes = mine[mine["indicator"] == "share_granted"].set_index("report_id")["denominator"]
        shown, rest = largest(reports, sizes, MOST_COLUMNS)
        cells = {(row.report_id, row.indicator): _cell(row) for row in mine.itertuples()}
        frame = pd.DataFrame({"rate": _names().values()})
        for report in shown:
            frame[report] = [cells.get((report, key), "not on its form") for key in _names()]
        caption = f"Rates: {scope}.{rest}".removesuffix(".")
        return Table(frame, caption, {"rate": "rate 指标", **{r: names[r] for r in shown}}, wide=("rate",))

    return by_scope(data, draw)


def _cell(row: object) -> str:
    if row.status != OK:
        return f"– {STATUS_WORDS[row.status]}"
    blanks = f"\n{row.blanks} blank as 0" if row.blanks else ""
    return f"{percent(row.value)}{' †' if row.doubtful else ''}\n{row.numerator:,.0f} of {row.denominator:,.0f}{blanks}"


def spread(data: Dataset) -> Panels:
    """How the rates lie over the reports of a scope: each report counts once, whatever its size."""
    table = all_rates(data)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        rows = []
        mine = table[table["report_id"].isin(reports["report_id"])]
        for key, name in _names().items():
            part = mine[mine["indicator"] == key]
            values = part["value"].dropna().astype(float)
            ranks = [percent(values.quantile(q)) if len(values) else "" for q in (0, 0.25, 0.5, 0.75, 1)]
            rows.append((name, len(values), len(part) - len(values), *ranks))
        columns = ["rate", "with", "without", "lowest", "quarter", "median", "three quarters", "highest"]
        heads = {"rate": "rate 指标", "with": "reports with a value", "without": "without"}
        return Table(pd.DataFrame(rows, columns=columns), f"Spread of the rates: {scope}", heads, wide=("rate",))

    return by_scope(data, draw)


def definitions() -> Table:
    """Each rate with its numerator, denominator and where it comes from."""
    rows = [(f"{i.english}\n{i.chinese}", _spaced(i.numerator), _spaced(i.denominator), i.source) for i in indicators()]
    frame = pd.DataFrame(rows, columns=["rate", "numerator", "denominator", "source"])
    heads = {"rate": "rate 指标", "numerator": "numerator 分子", "denominator": "denominator 分母", "source": "source 依据"}
    return Table(frame, "How each rate is defined: table/row/column, * for all rows of a group", heads)


def _spaced(text: str) -> str:
    return text.replace(" + ", " +\n")
