"""Rates as tables: by report, their spread over reports, and how they are defined. Without more said, those of notebook 02."""

from __future__ import annotations

from math import ceil, floor

import pandas as pd

from toolkit.charts.names import report_names
from toolkit.charts.panels import DOUBT, ZEROED, Panels, all_rates, by_scope, largest, named
from toolkit.charts.requests import MOST_COLUMNS
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import (
    DISCLOSURE,
    INTAKE,
    OK,
    RATIO,
    RESULT_SHARES,
    SHARE,
    STATUS_WORDS,
    ZERO,
    Indicator,
    reasons,
)
from toolkit.indicators import definitions as indicator_definitions


def drawn() -> tuple[Indicator, ...]:
    """The rates that notebook 02 draws; `toolkit.indicators.indicators()` has more."""
    corrections = named(("corrected_reconsideration", "corrected_litigation"))
    return (*INTAKE, *RESULT_SHARES, *DISCLOSURE[:2], *reasons(), *corrections)


def _names(wanted: tuple[Indicator, ...]) -> dict[str, str]:
    return {i.key: f"{i.english}\n{i.chinese}" for i in wanted}


ALL_RATES = "the rates of all reports: toolkit.indicators.rates(data.figures, data.reports, blank_is_zero=True)"


def by_report(data: Dataset, wanted: tuple[Indicator, ...] | None = None) -> Panels:
    """The wanted rates of the reports shown with numerator and denominator, or why there is none."""
    wanted = wanted or drawn()
    names, called, table = report_names(data.reports), _names(wanted), all_rates(data, wanted)
    results = all_rates(data, named(("share_granted",)))
    sizes = results[results["status"].isin([OK, ZERO])].set_index("report_id")["denominator"]

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = table[table["report_id"].isin(reports["report_id"])]
        shown, rest = largest(reports, sizes, MOST_COLUMNS)
        cells = {(row.report_id, row.indicator): _cell(row) for row in mine[mine["report_id"].isin(shown)].itertuples()}
        frame = pd.DataFrame({"rate": called.values()})
        for report in shown:
            frame[report] = [cells[report, key] for key in called]
        caption = f"Rates: {scope}.{rest}{f' For {ALL_RATES}' if rest else ''}".removesuffix(".")
        return Table(frame, caption, {"rate": "rate 指标", **{r: names[r] for r in shown}}, wide=("rate",))

    return by_scope(data, draw)


def _cell(row: object) -> str:
    if row.status != OK:
        return f"– {STATUS_WORDS[row.status]}"
    blanks = f"\n{row.blanks} blank as 0 {ZEROED}" if row.blanks else ""
    doubt, between = f" {DOUBT}" if row.doubtful else "", "to" if row.kind == RATIO else "of"
    return f"{_number(row.value, row.kind)}{doubt}\n{row.numerator:,.0f} {between} {row.denominator:,.0f}{blanks}"


def _number(value: float, kind: str) -> str:
    """A share in per cent, a ratio as it is."""
    return f"{value:,.3f}" if kind == RATIO else percent(value)


LEAST_FOR_QUARTILES = 5
"""Of fewer values a quartile is an interpolation between two of them."""


def spread(data: Dataset, wanted: tuple[Indicator, ...] | None = None) -> Panels:
    """How the wanted rates lie over the reports of a scope: each report counts once, whatever its size."""
    wanted = wanted or drawn()
    table = all_rates(data, wanted)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        rows = []
        mine = table[table["report_id"].isin(reports["report_id"])]
        for name, indicator in zip(_names(wanted).values(), wanted, strict=True):
            part = mine[mine["indicator"] == indicator.key]
            good = part[part["status"] == OK]
            counts = (len(good), len(part) - len(good), int(good["doubtful"].sum()))
            rows.append((name, *counts, *_ranks(good, indicator.kind)))
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


def _ranks(good: pd.DataFrame, kind: str = SHARE) -> list[str]:
    """Lowest value, quartiles, highest value of one rate as text; with few reports only those that mean something."""
    placed = good.sort_values("value", kind="stable")
    values, doubtful, last = placed["value"].astype(float), placed["doubtful"].to_list(), len(good) - 1
    quartiles = len(good) >= LEAST_FOR_QUARTILES
    shown = {0: last > 0, 0.25: quartiles, 0.5: last >= 0, 0.75: quartiles, 1: last > 0}
    texts = []
    for rank, is_shown in shown.items():
        at = rank * last
        doubt = is_shown and any(doubtful[floor(at) : ceil(at) + 1])
        texts.append(f"{_number(values.quantile(rank), kind)}{f' {DOUBT}' if doubt else ''}" if is_shown else "")
    return texts


def definitions(wanted: tuple[Indicator, ...] | None = None) -> Table:
    """Each wanted rate with its numerator, denominator, years, where it comes from, and what it must not be used for."""
    wanted = wanted or drawn()
    frame = indicator_definitions(wanted).assign(rate=list(_names(wanted).values()))
    frame = frame.assign(numerator=frame["numerator"].map(_spaced), denominator=frame["denominator"].map(_spaced))
    heads = {
        "rate": "rate 指标",
        "numerator": "numerator 分子",
        "denominator": "denominator 分母",
        "years": "report years 年度",
        "source": "source 依据",
        "note": "limits 使用限制",
    }
    return Table(frame[list(heads)], "How each rate is defined: table/row/column, * for all rows of a group", heads)


def _spaced(text: str) -> str:
    return text.replace(" + ", " +\n")
