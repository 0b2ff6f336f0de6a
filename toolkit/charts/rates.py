"""The rates of notebook 02 as tables: by report, their spread over reports, and how they are defined."""

from __future__ import annotations

from math import ceil, floor

import pandas as pd

from toolkit.charts.names import report_names
from toolkit.charts.panels import DOUBT, ZEROED, Panels, all_rates, by_scope, largest
from toolkit.charts.requests import MOST_COLUMNS
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import OK, STATUS_WORDS, ZERO, indicators


def _names() -> dict[str, str]:
    return {i.key: f"{i.english}\n{i.chinese}" for i in indicators()}


ALL_RATES = "the rates of all reports: toolkit.indicators.rates(data.figures, data.reports)"


def by_report(data: Dataset) -> Panels:
    """Every rate of the reports shown with its numerator and denominator, or why there is none."""
    names, table = report_names(data.reports), all_rates(data)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = table[table["report_id"].isin(reports["report_id"])]
        sizes = mine[(mine["indicator"] == "share_granted") & mine["status"].isin([OK, ZERO])]
        shown, rest = largest(reports, sizes.set_index("report_id")["denominator"], MOST_COLUMNS)
        cells = {(row.report_id, row.indicator): _cell(row) for row in mine.itertuples()}
        frame = pd.DataFrame({"rate": _names().values()})
        for report in shown:
            frame[report] = [cells.get((report, key), "not on its form") for key in _names()]
        caption = f"Rates: {scope}.{rest}{f' For {ALL_RATES}' if rest else ''}".removesuffix(".")
        return Table(frame, caption, {"rate": "rate 指标", **{r: names[r] for r in shown}}, wide=("rate",))

    return by_scope(data, draw)


def _cell(row: object) -> str:
    if row.status != OK:
        return f"– {STATUS_WORDS[row.status]}"
    blanks = f"\n{row.blanks} blank as 0 {ZEROED}" if row.blanks else ""
    return f"{percent(row.value)}{f' {DOUBT}' if row.doubtful else ''}\n{row.numerator:,.0f} of {row.denominator:,.0f}{blanks}"


LEAST_FOR_QUARTILES = 5
"""Of fewer values a quartile is an interpolation between two of them."""


def spread(data: Dataset) -> Panels:
    """How the rates lie over the reports of a scope: each report counts once, whatever its size."""
    table = all_rates(data)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        rows = []
        mine = table[table["report_id"].isin(reports["report_id"])]
        for key, name in _names().items():
            part = mine[mine["indicator"] == key]
            good = part[part["status"] == OK]
            rows.append((name, len(good), len(part) - len(good), int(good["doubtful"].sum()), *_ranks(good)))
        columns = ["rate", "with", "without", "doubtful", "lowest", "lower", "median", "upper", "highest"]
        heads = {
            "rate": "rate 指标",
            "with": "reports with a value 有值",
            "without": "without 无值",
            "doubtful": "of these † 存疑",
        }
        heads |= {"lowest": "lowest 最低", "lower": "lower quartile 下四分位", "median": "median 中位数"}
        heads |= {"upper": "upper quartile 上四分位", "highest": "highest 最高"}
        below = (
            "Quartiles from five reports on; the value of a single report stands under median. † this figure is, or lies "
            "between, rates that rest on a sum that does not add up."
        )
        return Table(
            pd.DataFrame(rows, columns=columns), f"Spread of the rates: {scope}", heads, wide=("rate",), below=below
        )

    return by_scope(data, draw)


def _ranks(good: pd.DataFrame) -> list[str]:
    """Lowest value, quartiles, highest value of rates as text; with few reports only those that mean something."""
    placed = good.sort_values("value", kind="stable")
    values, doubtful, last = placed["value"].astype(float), placed["doubtful"].to_list(), len(good) - 1
    quartiles = len(good) >= LEAST_FOR_QUARTILES
    shown = {0: last > 0, 0.25: quartiles, 0.5: last >= 0, 0.75: quartiles, 1: last > 0}
    texts = []
    for rank, is_shown in shown.items():
        at = rank * last
        doubt = is_shown and any(doubtful[floor(at) : ceil(at) + 1])
        texts.append(f"{percent(values.quantile(rank))}{f' {DOUBT}' if doubt else ''}" if is_shown else "")
    return texts


def definitions() -> Table:
    """Each rate with its numerator, denominator and where it comes from."""
    rows = [(f"{i.english}\n{i.chinese}", _spaced(i.numerator), _spaced(i.denominator), i.source) for i in indicators()]
    frame = pd.DataFrame(rows, columns=["rate", "numerator", "denominator", "source"])
    heads = {
        "rate": "rate 指标",
        "numerator": "numerator 分子",
        "denominator": "denominator 分母",
        "source": "source 依据",
    }
    return Table(frame, "How each rate is defined: table/row/column, * for all rows of a group", heads)


def _spaced(text: str) -> str:
    return text.replace(" + ", " +\n")
