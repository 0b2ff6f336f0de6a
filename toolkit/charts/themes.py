"""What notebook 03 shows of themes: who names what as a problem or an improvement.

What is counted is reports, never statements, and never over scopes. Themes are those of the dataset's own codebook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt
import numpy as np
import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.keywords import ENOUGH, GROUP_NAMES, Grouping, grouping
from toolkit.charts.names import WORDS, first, report_names
from toolkit.charts.panels import Panels, by_scope, left_out
from toolkit.charts.plots import Picture, heat
from toolkit.charts.style import (
    BLUE,
    FONT,
    INK,
    LIGHT_BLUE,
    LIGHT_ORANGE,
    LIGHTEST,
    ORANGE,
    PLOT,
    Note,
    framed,
    label,
    number_axis,
    row_labels,
    step,
    width,
    wrap,
)
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.indicators import wilson
from toolkit.indicators.cells import codes_in
from toolkit.live import Pick
from toolkit.schema import STATEMENT_KINDS
from toolkit.text.themes import OTHER

MOST_REPORTS, MOST_COLUMNS = 25, 7
"""Reports in the map, and groups side by side."""
PROBLEM, IMPROVEMENT = STATEMENT_KINDS
KIND_NAMES = {PROBLEM: "problem 问题", IMPROVEMENT: "improvement 改进"}
COLOURS = {KIND_NAMES[PROBLEM]: ORANGE, KIND_NAMES[IMPROVEMENT]: BLUE}


def theme_labels(data: Dataset) -> dict[str, str]:
    """The themes of the dataset's codebook in its order, `other` last: code to "Capacity 队伍能力"."""
    themes = data.package["codebook"]["themes"]
    return {**{t["code"]: f"{t['english']} {t['chinese']}" for t in themes}, OTHER: "Other 其他"}


def report_themes(data: Dataset) -> pd.DataFrame:
    """Which themes a report names: report_id, theme, `problem` and `improvement` (true or false).

    One row for each theme of the codebook and each report that is counted and in which a problem or an improvement was
    found; a theme counts once, however many statements carry it.
    """
    every = data.table("statements", ["report_id", "kind", "themes"])
    mine = every[every["report_id"].isin(counted(data.reports)["report_id"])]
    ids, themes = mine["report_id"].unique(), list(theme_labels(data))
    times = [len(codes) for codes in mine["themes"]]
    report = np.repeat(codes_in(mine["report_id"], ids), times)
    theme = pd.Index(themes).get_indexer([code for codes in mine["themes"] for code in codes])
    frame = {"report_id": pd.array(ids, dtype="string").repeat(len(themes))}
    frame["theme"] = pd.array(themes, dtype="string").take(np.tile(np.arange(len(themes)), len(ids)))
    for kind in STATEMENT_KINDS:
        grid = np.zeros((len(ids), len(themes)), dtype=bool)
        here = np.repeat((mine["kind"] == kind).to_numpy(), times) & (theme >= 0)
        grid[report[here], theme[here]] = True
        frame[kind] = grid.ravel()
    return pd.DataFrame(frame)


def _with_themes(data: Dataset, draw: Callable[[pd.DataFrame, pd.DataFrame, str, str], object]) -> Panels:
    """Draws each scope: its reports with statements, their themes, the scope, and a sentence on those without."""
    grid, names = report_themes(data), report_names(data.reports)
    found = set(grid["report_id"])

    def draw_scope(reports: pd.DataFrame, scope: str) -> object:
        kept = reports[reports["report_id"].isin(found)]
        silent = [i for i in reports["report_id"] if i not in found]
        why = left_out(names, silent, "Not counted, no problem or improvement found")
        if kept.empty:
            return Note(f"Themes: {scope}: nothing to show.{why}")
        return draw(kept, grid[grid["report_id"].isin(kept["report_id"])], scope, why)

    return by_scope(data, draw_scope)


def theme_counts(grid: pd.DataFrame) -> pd.DataFrame:
    """Of rows of `report_themes`: reports that name each theme as problem, improvement, both, or either; that most named first."""
    either, both = grid[PROBLEM] | grid[IMPROVEMENT], grid[PROBLEM] & grid[IMPROVEMENT]
    counts = grid.assign(both=both, either=either).groupby("theme", sort=False)[[*STATEMENT_KINDS, "both", "either"]]
    return counts.sum().reset_index().sort_values("either", ascending=False, kind="stable").reset_index(drop=True)


def _n(reports: pd.DataFrame) -> str:
    agencies = reports["agency"].nunique()
    many = "report" if len(reports) == 1 else "reports"
    return f"n = {len(reports):,} {many} by {agencies:,} {'agency' if agencies == 1 else 'agencies'}"


def _quiet(counts: pd.DataFrame, labels: dict[str, str], said: str = "") -> str:
    """A sentence with the themes that no report names; `other` is no theme to miss."""
    none = [labels[t] for t in counts.loc[counts["either"] == 0, "theme"] if t != OTHER]
    return f" Named by no report{said}: {first(none, len(none))}." if none else ""


def named(data: Dataset) -> Panels:
    """How many reports of a scope name each theme as a problem, and as an improvement."""
    labels = theme_labels(data)

    def draw(reports: pd.DataFrame, grid: pd.DataFrame, scope: str, why: str) -> Picture:
        counts = theme_counts(grid)
        some = counts[counts["either"] > 0]
        parts = [
            pd.DataFrame({"label": some["theme"].map(labels), "part": name, "value": some[kind]})
            for kind, name in KIND_NAMES.items()
        ]
        subtitle = f"Reports that name a theme at least once; {_n(reports)}. What most reports name in either way stands first."
        subtitle += f"{_quiet(counts, labels)}{why}"
        return paired_bars(pd.concat(parts), f"Themes: {scope}", subtitle, "reports (份)", COLOURS)

    return _with_themes(data, draw)


def paired_bars(frame: pd.DataFrame, title: str, subtitle: str, axis: str, colours: dict[str, str]) -> Picture:
    """Bars of several parts below one another in each row, with their numbers. `frame` has label, part and value."""
    labels, parts = list(dict.fromkeys(frame["label"])), list(colours)
    high = max(step(labels), 12 * len(parts) + 6)
    rows = [{"label": r.label, "part": r.part, "value": int(r.value)} for r in frame.itertuples()]
    y = alt.Y("label:N", sort=labels, axis=None, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1))
    top = max([1, *(row["value"] for row in rows)])
    ticks = {"values": list(range(top + 1))} if top <= 5 else {}  # or there are ticks between 0 and 1
    numbers = alt.Axis(**{**number_axis(axis).to_dict(), **ticks})
    x = alt.X("value:Q", axis=numbers, scale=alt.Scale(domain=[0, top], nice=True))
    offset = alt.YOffset("part:N", sort=parts, scale=alt.Scale(domain=parts))
    colour = alt.Color("part:N", scale=alt.Scale(domain=parts, range=list(colours.values())), legend=None)
    base = alt.Chart(alt.Data(values=rows)).encode(y=y, yOffset=offset, x=x)
    text = base.mark_text(align="left", dx=4, fontSize=10, font=FONT, color=INK).encode(text="value:Q")
    layers = [base.mark_bar().encode(color=colour), text, *row_labels(labels, y)]
    return framed(layers, title, subtitle, high * len(labels), key=list(colours.items()))


def share_text(part: int, whole: int) -> str:
    """A share with Wilson's 95 % interval, "60.0 % (23.1–88.2 %)"; empty for a whole below ENOUGH."""
    if whole < ENOUGH:
        return ""
    low, high = wilson(part, whole)
    return f"{percent(part / whole)} ({low * 100:.1f}–{high * 100:.1f} %)"


def shares(data: Dataset) -> Panels:
    """The numbers behind `named`, with the share of the reports and its interval where there are enough."""
    labels = theme_labels(data)

    def draw(reports: pd.DataFrame, grid: pd.DataFrame, scope: str, why: str) -> Table:
        counts, n = theme_counts(grid), len(reports)
        some = counts[counts["either"] > 0]
        frame = pd.DataFrame({"theme": some["theme"].map(labels)})
        for kind in STATEMENT_KINDS:
            frame[kind] = some[kind]
            if n >= ENOUGH:
                frame[f"{kind}_share"] = [share_text(part, n) for part in some[kind]]
        frame["both"] = some["both"]
        heads = {"theme": "theme 主题", PROBLEM: "as a problem 作为问题", IMPROVEMENT: "as an improvement 作为改进"}
        heads |= {f"{kind}_share": "share of n, 95 % interval" for kind in STATEMENT_KINDS} | {"both": "as both 兼有"}
        few = f" Of fewer than {ENOUGH} reports no share is given." if n < ENOUGH else ""
        none = _quiet(counts, labels, f", {share_text(0, n)}" if n >= ENOUGH else "")
        keep = ("theme", *(f"{kind}_share" for kind in STATEMENT_KINDS))
        return Table(
            frame, f"Reports by theme: {scope}; {_n(reports)}", heads, keep=keep, below=f"{few}{none}{why}".strip()
        )

    return _with_themes(data, draw)


def theme_map(data: Dataset) -> Panels:
    """Reports by themes: the left half of a cell says that the theme is named as a problem, the right half as an improvement."""
    labels, names = theme_labels(data), report_names(data.reports)

    def draw(reports: pd.DataFrame, grid: pd.DataFrame, scope: str, why: str) -> Picture:
        either = (grid[PROBLEM] | grid[IMPROVEMENT]).groupby(grid["report_id"]).sum()
        most = either.reindex(reports["report_id"]).sort_values(ascending=False, kind="stable").index[:MOST_REPORTS]
        shown = [i for i in reports["report_id"] if i in set(most)]
        rest = (
            f" {len(shown)} of {len(reports):,} reports: those that name most themes."
            if len(shown) < len(reports)
            else ""
        )
        cells = grid[grid["report_id"].isin(shown)]
        cells = cells.assign(label=cells["report_id"].map({i: label(names[i]) for i in shown}))
        cells = cells.assign(column=cells["theme"].map(labels))
        subtitle = f"Left half of a cell: named as a problem; right half: named as an improvement. By agency and year.{rest}{why}"
        rows = [label(names[i]) for i in shown]
        return halves(cells, rows, list(labels.values()), f"Themes by report: {scope}", subtitle)

    return _with_themes(data, draw)


def halves(cells: pd.DataFrame, rows: Sequence[str], columns: Sequence[str], title: str, subtitle: str) -> Picture:
    """A map of cells in two halves. `cells` has label, column, problem and improvement (true or false); heads stand upright."""
    parts = dict(zip(KIND_NAMES.values(), (LIGHT_ORANGE, LIGHT_BLUE), strict=True))
    x = alt.X("column:N", sort=list(columns), axis=None, scale=alt.Scale(domain=list(columns), paddingInner=0.12))
    y = alt.Y("label:N", sort=list(rows), axis=None, scale=alt.Scale(paddingInner=0.12, paddingOuter=0.06))
    every = [{"label": c.label, "column": c.column} for c in cells.itertuples()]
    marked = [
        {"label": c.label, "column": c.column, "part": name, "letter": name[0].upper()}
        for c in cells.itertuples()
        for kind, name in KIND_NAMES.items()
        if getattr(c, kind)
    ]
    layers = [alt.Chart(alt.Data(values=every)).mark_rect(color=LIGHTEST, stroke=None).encode(x=x, y=y)]
    if marked:
        offset = alt.XOffset("part:N", sort=list(parts), scale=alt.Scale(domain=list(parts)))
        colour = alt.Color("part:N", scale=alt.Scale(domain=list(parts), range=list(parts.values())), legend=None)
        base = alt.Chart(alt.Data(values=marked)).encode(x=x, xOffset=offset, y=y)
        layers.append(base.mark_rect(stroke=None).encode(color=colour))
        layers.append(base.mark_text(fontSize=9, font=FONT, color=INK, baseline="middle").encode(text="letter:N"))
    heads = alt.Chart(alt.Data(values=[{"column": name} for name in columns]))
    layers.append(
        heads.mark_text(angle=270, align="left", baseline="middle", y=-6, fontSize=11, font=FONT, color=INK).encode(
            x=x, text="column:N"
        )
    )
    head = int(max(width(name, 11) for name in columns)) + 14
    return framed(
        [*layers, *row_labels(rows, y)], title, subtitle, step(rows, 24) * len(rows), list(parts.items()), head=head
    )


# By group.


def by_group(data: Dataset, by: str) -> Panels:
    """The share of reports that name each theme, by "year" or "kind" of agency, for groups with enough agencies."""

    def draw(reports: pd.DataFrame, grid: pd.DataFrame, scope: str, why: str) -> object:
        found = grouping(reports, data.agencies, by)
        if len(found.groups) < 2:
            return Note(
                f"Themes by {GROUP_NAMES[by]}: {scope}: not compared, since it takes two groups of {ENOUGH} agencies or more."
                f"{found.left}{why}"
            )
        shown = list(found.groups)[-MOST_COLUMNS:] if by == "year" else list(found.groups)[:MOST_COLUMNS]
        rest = f" {len(shown)} of {len(found.groups)} groups are shown, the {'latest' if by == 'year' else 'largest'}."
        said = f"{_common(reports, found, shown)}{rest if len(shown) < len(found.groups) else ''}{found.left}{why}"
        return Panels(tuple(_group_heat(data, grid, found, shown, kind, scope, said) for kind in STATEMENT_KINDS))

    parts = _with_themes(data, draw).parts
    return Panels(tuple(one for part in parts for one in (part.parts if isinstance(part, Panels) else (part,))))


def _common(reports: pd.DataFrame, found: Grouping, shown: list[str]) -> str:
    """Of years: how many agencies have a report in all of them, since a change may be one of agencies."""
    if found.by != "year":
        return ""
    agency = dict(zip(reports["report_id"], reports["agency"], strict=True))
    sets = [{agency[i] for i in found.groups[g]} for g in shown]
    return f" Agencies with a report in every year shown: {len(set.intersection(*sets))} of {len(set.union(*sets))}."


def _group_heat(
    data: Dataset, grid: pd.DataFrame, found: Grouping, shown: list[str], kind: str, scope: str, said: str
) -> Picture:
    labels, room = theme_labels(data), PLOT / len(shown) - 6
    rows = []
    for group in shown:
        mine = grid[grid["report_id"].isin(found.groups[group])]
        n = mine["report_id"].nunique()
        head = "\n".join(wrap(f"{group}\nn = {n}", room, 11))
        for theme, part in mine.groupby("theme", sort=False)[kind].sum().items():
            low, high = wilson(part, n)
            text = f"{part} · {part / n:.0%}\n{low * 100:.0f}–{high * 100:.0f} %".replace("%\n", " %\n")
            rows.append((theme, labels[theme], head, part / n, "share", text))
    frame = pd.DataFrame(rows, columns=["theme", "label", "column", "value", "kind", "text"])
    never = frame.groupby("theme", sort=False)["value"].transform("max") == 0
    quiet = list(frame.loc[never & (frame["theme"] != OTHER), "label"].unique())
    subtitle = (
        "Reports that name the theme and their share of n, below it Wilson's 95 % interval; the darker, the larger the "
        f"share.{f' Named in no group: {first(quiet, len(quiet))}.' if quiet else ''}{said}"
    )
    title = f"Named as {KIND_NAMES[kind]}, by {GROUP_NAMES[found.by]}: {scope}"
    return heat(frame[~never], title, subtitle, list(dict.fromkeys(frame["column"])), empty="no theme is named.")


# Where it comes from.


def words(data: Dataset) -> Pick | Note:
    """A menu over reports: their statements with themes and the words that decided each, a digest's plainly called so."""
    reports = counted(data.reports)
    reports = reports[reports["report_id"].isin(data.table("statements", ["report_id"])["report_id"])]
    if reports.empty:
        return Note("No statement was found in any report.")
    reports = reports.sort_values(["agency", "year"], kind="stable")
    names, ids = report_names(data.reports), list(reports["report_id"])
    return Pick("Report 报告", ids, lambda report: _words_of(data, report, names[report]), [names[i] for i in ids])


def _words_of(data: Dataset, report_id: str, name: str) -> Table:
    labels = theme_labels(data)
    mine = data.table("statements", where={"report_id": report_id})
    rows = []
    for row in mine.itertuples():
        decided = {theme: [] for theme in row.themes}
        for words in row.words:
            theme, _, said = words.partition(": ")
            decided[theme].append(said)
        texts = [f"{labels[t]}: {'、'.join(said) or 'no word of the codebook'}" for t, said in decided.items()]
        rows.append((f"{KIND_NAMES[row.kind]} {row.order}", row.text, "\n".join(texts)))
    kind = str(data.reports.loc[data.reports["report_id"] == report_id, "provenance"].iloc[0])
    digest = "; a digest: these are the digest's words, not the agency's" if kind == "digest" else ""
    heads = {"which": "statement", "text": "text 文字", "themes": "themes, and the words that decided them 主题及依据"}
    frame = pd.DataFrame(rows, columns=list(heads))
    caption = f"{name}, {WORDS['provenance'][kind]}{digest}"
    return Table(frame, caption, heads, wide=("text", "themes"), keep=("which",))


def codebook(data: Dataset) -> Table:
    """The codebook by which the dataset was coded: code, names, and when a statement belongs to a theme."""
    book = data.package["codebook"]
    rows = [(t["code"], t["english"], t["chinese"], t["when"]) for t in book["themes"]]
    rows.append((OTHER, "Other", "其他", "no theme of the codebook fits"))
    heads = {
        "code": "code",
        "english": "theme",
        "chinese": "主题",
        "when": "a statement belongs here when it speaks of",
    }
    frame = pd.DataFrame(rows, columns=list(heads))
    version = f", version {book['version']}" if book["version"] else ""
    return Table(frame, f"Codebook of themes: {book['source']}{version}", heads, wide=("when",), keep=("english",))
