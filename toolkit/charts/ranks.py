"""How far a report moves among others when it alone is read otherwise; only where there are enough reports for a rank."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.effects import rate_names
from toolkit.charts.names import SCOPES, report_names
from toolkit.charts.panels import cells_for, named
from toolkit.charts.style import Note
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset
from toolkit.indicators import OK, indicators, rates

LEAST = 10
"""Reports of one scope and year with the rate: among fewer a rank says little."""
RANKED = ("disclosure_rate", "disclosure_rate_substance", "share_denied", "share_unable", "carry_over_rate")

Move = tuple[str, str, str, int, int, int]
"""indicator, scope, report, size of its group, rank as printed and by the other reading."""


def ranks(data: Dataset, found: pd.DataFrame, keys: Sequence[str] = RANKED) -> Table | Note:
    """How far reports move among those of their scope and year, the others as printed; 1 is the highest share.

    `found` is what toolkit.charts.effects.effects gives, `keys` the rates. Asked where ten or more reports of a scope and
    year have the rate.
    """
    table = rates(cells_for(data, named(keys)), counted(data.reports), named(keys), blank_is_zero=True)
    table = table[(table["status"] == OK) & table["year"].notna()]
    size = table.groupby(["indicator", "scope", "year"])["value"].transform("size")
    if not (size >= LEAST).any():
        most = int(size.max()) if len(size) else 0
        return Note(
            f"Ranks (名次) are compared among {LEAST} or more reports of one scope and one year. Here the largest such "
            f"group has {most}, so nothing is ranked: with so few a place up or down says nothing."
        )
    groups = {
        key: dict(zip(part["report_id"], part["value"].astype(float), strict=True))
        for key, part in table[size >= LEAST].groupby(["indicator", "scope", "year"])
    }
    heads = {"rate": "rate 指标", "scope": "scope 口径", "ranked": "reports\nranked 参与排名"}
    heads |= {"read": "of these read\notherwise 有另一读法", "moved": "of these\nchange place 名次改变"}
    heads |= {"far": "the farthest move 最大变动"}
    moves = list(_moves(found[found["indicator"].isin(list(keys)) & found["change"].notna()], groups))
    rows = pd.DataFrame(_rows(moves, groups, report_names(data.reports)), columns=list(heads))
    return Table(rows, "Ranks among reports of one scope and year (名次)", heads, wide=("rate",))


def _rows(moves: Sequence[Move], groups: Mapping[tuple, Mapping], names: Mapping[str, str]) -> Iterator[tuple]:
    """One row for each rate and scope with groups that are large enough."""
    called = rate_names()
    for key in (i.key for i in indicators()):
        for scope in SCOPES:
            ranked = sum(len(group) for (k, s, _), group in groups.items() if (k, s) == (key, scope))
            if ranked:
                mine = [move for move in moves if move[:2] == (key, scope)]
                moved = [move for move in mine if move[4] != move[5]]
                top = max(moved, key=lambda m: (abs(m[4] - m[5]), m[2]), default=None)
                far = f"{names[top[2]]}: {top[4]} → {top[5]} of {top[3]}" if top else ""
                yield called[key], SCOPES[scope], ranked, len({m[2] for m in mine}), len({m[2] for m in moved}), far


def _moves(found: pd.DataFrame, groups: Mapping[tuple, Mapping]) -> Iterator[Move]:
    values = {key: sorted(group.values()) for key, group in groups.items()}
    for row in found.itertuples():
        key = (row.indicator, row.scope, row.year)
        if row.report_id in groups.get(key, {}):
            every, own = values[key], groups[key][row.report_id]
            larger = (len(every) - bisect_right(every, value) - (own > value) for value in (row.value, row.other_value))
            before, after = (1 + int(count) for count in larger)
            yield row.indicator, row.scope, row.report_id, len(every), before, after
