"""What notebook 03 shows of reuse: how much of a report's wording stands in its last report, a sister's, the boilerplate.

Digests are retold, so their wording is never compared: fictional reports stand in for them, and are called so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from toolkit.charts.keywords import Wording, wording
from toolkit.charts.names import first, report_names
from toolkit.charts.panels import Panels, by_scope
from toolkit.charts.plots import Picture, dots
from toolkit.charts.style import BLUE, ORANGE, Note, label
from toolkit.charts.tables import Table, percent
from toolkit.dataset import Dataset
from toolkit.demo import EXPECTED_REUSE
from toolkit.forms import load_forms
from toolkit.live import Pick
from toolkit.text.ngrams import LEAST_NGRAMS, N
from toolkit.text.reuse import against_last_year, against_sisters
from toolkit.text.reuse import boilerplate as boilerplate_shares
from toolkit.text.side_by_side import side_by_side

MOST_REPORTS, MOST_LISTED, MOST_PAIRS = 25, 30, 30
"""Reports in the chart, reports in a table, pairs in the menu; of more, those that share most."""

ALL, OWN = "share", "share_without_boilerplate"
PARTS = {ALL: ("all wording 全部文字", BLUE), OWN: ("without boilerplate 不计套话", ORANGE)}


@dataclass(frozen=True)
class Reuse:
    """Shares of wording, whole reports and sections: with the last report, the closest sister, and the boilerplate."""

    source: Wording
    last_year: pd.DataFrame
    sisters: pd.DataFrame
    boilerplate: pd.DataFrame

    def __repr__(self) -> str:
        reports = self.source.data.reports
        if reports.empty or self.source.stands_in:
            return " ".join(note.text for note in self.source.note())
        before = _whole(self.last_year)["other_id"].notna().sum()
        beside = _whole(self.sisters)["other_id"].notna().sum()
        said = (
            f"Compared: {len(reports):,} reports by {reports['agency'].nunique():,} agencies. Reports with one of the year before "
            f"to compare with: {before:,}; with one of another agency of the same kind and year: {beside:,}."
        )
        return f"{said} {self.source.why}".strip()

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()


def read(data: Dataset) -> Reuse:
    """Compares the wording of the reports that can be compared. Sisters are agencies of the same kind, same year."""
    source = wording(data)
    sections, reports, agencies = source.data.sections, source.data.reports, source.data.agencies
    known = agencies[agencies["kind"].astype(str) != "other"]
    kinds = dict(zip(known["agency"], known["kind"].astype(str), strict=True))
    sisters = against_sisters(sections, reports, kinds, closest=1)
    return Reuse(source, against_last_year(sections, reports), sisters, boilerplate_shares(sections, reports))


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows on whole reports."""
    return frame[frame["section"].isna()]


def _by_report(found: Reuse) -> pd.DataFrame:
    """One row a report, by report_id: shares and pairs of the three measures; `most` is the larger of its own shares."""
    parts = {"last": found.last_year, "sister": found.sisters, "form": found.boilerplate}
    frames = [_whole(frame).set_index("report_id").add_prefix(f"{name}_") for name, frame in parts.items()]
    whole = pd.concat(frames, axis=1)
    return whole.assign(most=whole[[f"last_{OWN}", f"sister_{OWN}"]].max(axis=1))


def _notes_and(found: Reuse, expected: str, draw: Callable[[pd.DataFrame, str], Picture | Table]) -> Panels:
    parts = () if found.source.data.reports.empty else by_scope(found.source.data, draw).parts
    return Panels((*found.source.note(expected), *parts))


def last_year(found: Reuse) -> Panels:
    """The share of each report's wording that stands in its agency's report of the year before."""
    names, frame = report_names(found.source.data.reports), _by_report(found)

    def draw(reports: pd.DataFrame, scope: str) -> Picture:
        mine = frame.loc[list(reports["report_id"])]
        known = mine[mine[f"last_{ALL}"].notna()]
        most = set(
            known.sort_values([f"last_{OWN}", f"last_{ALL}"], ascending=False, kind="stable").index[:MOST_REPORTS]
        )
        rows = [
            (label(names[i]), name, float(value), f"{percent(value)} · {round(value * n):,}/{n:,}")
            for i in known.index if i in most
            for key, (name, _), size in ((ALL, PARTS[ALL], "ngrams"), (OWN, PARTS[OWN], "ngrams_without_boilerplate"))
            if not pd.isna(value := known.at[i, f"last_{key}"])
            for n in [int(known.at[i, f"last_{size}"])]
        ]  # fmt: skip
        shares = pd.DataFrame(rows, columns=["label", "part", "value", "text"])
        rest = (
            f" {len(most)} of {len(known):,} reports: those with the largest shares." if len(most) < len(known) else ""
        )
        lone = [names[i] for i in mine.index[mine[f"last_{ALL}"].isna()]]
        why = f" Not compared, no report of the year before or too short: {first(lone)}." if lone else ""
        subtitle = (
            f"Share of a report's different {N}-character sequences that stand in its agency's last report; right: share, "
            f"sequences. By agency and year.{rest}{why}"
        )
        title = f"Wording kept from the last report: {scope}{found.source.mark}"
        shares = shares.assign(low=shares["value"], high=shares["value"])
        return dots(shares, title, subtitle, "share of wording (%)", dict(PARTS.values()), why.strip())

    return _notes_and(found, EXPECTED_REUSE, draw)


def spread(found: Reuse) -> Panels:
    """How the shares lie over the reports of a scope; each report counts once."""
    frame = _by_report(found)
    measures = {
        f"last_{ALL}": "in the last report, all wording 上年报告",
        f"last_{OWN}": "in the last report, without boilerplate 上年报告，不计套话",
        f"sister_{ALL}": "in the closest sister, all wording 同类机关",
        f"sister_{OWN}": "in the closest sister, without boilerplate 同类机关，不计套话",
        f"form_{ALL}": "boilerplate 套话",
    }

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = frame.loc[list(reports["report_id"])]
        rows = [(name, *_ranks(mine[column])) for column, name in measures.items()]
        return Table(pd.DataFrame(rows, columns=list(_SPREAD)), f"Shares of wording: {scope}{found.source.mark}", _SPREAD,
                     wide=("share",), keep=tuple(_SPREAD)[2:], below=f"Quartiles from {LEAST_FOR_QUARTILES} reports on. {_few(found)}".strip())  # fmt: skip

    return _notes_and(found, "", draw)


LEAST_FOR_QUARTILES = 5
_SPREAD = {
    "share": "share of a report's wording 占全文",
    "reports": "reports 报告数",
    "lowest": "lowest 最低",
    "lower": "lower quartile 下四分位",
    "median": "median 中位数",
    "upper": "upper quartile 上四分位",
    "highest": "highest 最高",
}


def _ranks(values: pd.Series) -> tuple:
    """How many shares there are, and lowest, quartiles and highest as text; of few only what means something."""
    known = values.dropna().astype(float)
    shown = {0: len(known) > 1, 0.25: len(known) >= LEAST_FOR_QUARTILES, 0.5: len(known) > 0}
    shown |= {0.75: len(known) >= LEAST_FOR_QUARTILES, 1: len(known) > 1}
    return (len(known), *(percent(known.quantile(rank)) if is_shown else "" for rank, is_shown in shown.items()))


def _few(found: Reuse) -> str:
    """What the boilerplate rests on where there are too few agencies to see it."""
    notes = _whole(found.boilerplate)["note"].dropna()
    few = sorted({part for note in notes for part in note.split("; ") if part.startswith("only ")})
    return f"Boilerplate: {few[0]}." if few else ""


def by_report(found: Reuse) -> Panels:
    """Each report's shares of boilerplate, in its agency's last report and in its closest sister; largest shares first."""
    names, frame = report_names(found.source.data.reports), _by_report(found)

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        mine = frame.loc[list(reports["report_id"])].sort_values("most", ascending=False, kind="stable")
        rows = [
            (names[i], int(row["form_ngrams"]), _text(row, "form", ALL), _text(row, "last", ALL), _text(row, "last", OWN),
             names.get(row["sister_other_id"], ""), _text(row, "sister", ALL), _text(row, "sister", OWN))
            for i, row in mine.iterrows()
        ]  # fmt: skip
        below = (
            f"Largest share without boilerplate first. – fewer than {LEAST_NGRAMS} sequences; empty: no report of the year before, or of "
            f"another agency of the same kind in the same year. {_few(found)}"
        )
        caption = f"Wording by report: {scope}{found.source.mark}"
        return Table(pd.DataFrame(rows, columns=list(_BY_REPORT)), caption, _BY_REPORT, most=MOST_LISTED, below=below,
                     keep=("form", "last", "last_own", "sister_all", "sister_own"),
                     rest="for all: toolkit.text.reuse.against_last_year, against_sisters, boilerplate")  # fmt: skip

    return _notes_and(found, "", draw)


_BY_REPORT = {
    "report": "report 报告",
    "ngrams": "sequences 片段数",
    "form": "boilerplate 套话",
    "last": "in the last\nreport 上年",
    "last_own": "without\nboilerplate 不计套话",
    "sister": "closest sister 同类机关",
    "sister_all": "in its report 同类",
    "sister_own": "without\nboilerplate 不计套话",
}


def _text(row: pd.Series, measure: str, share: str) -> str:
    """A share in per cent; a dash where there is one to compare with but the text is too short."""
    if not pd.isna(row[f"{measure}_{share}"]):
        return percent(row[f"{measure}_{share}"])
    return "" if measure != "form" and pd.isna(row[f"{measure}_other_id"]) else "–"


def sections(found: Reuse) -> Panels:
    """By section: the median share of boilerplate, and of wording kept from the last report."""
    newest = list(load_forms().values())[-1]
    labels = {0: "front matter 前言", **{s.number: f"{s.number} {s.label}" for s in newest.sections}}

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        rows = []
        for number, name in labels.items():
            row = [name]
            for frame, column in ((found.boilerplate, ALL), (found.last_year, ALL), (found.last_year, OWN)):
                mine = frame[frame["report_id"].isin(reports["report_id"]) & (frame["section"] == number)]
                count, lowest, _, median, _, highest = _ranks(mine[column])
                row += [count, f"{median}\n({lowest} to {highest})" if lowest else median]
            rows.append(row)
        below = f"Sections with {LEAST_NGRAMS} sequences or more. Median, in brackets lowest and highest. {_few(found)}"
        caption = f"Wording by section: {scope}{found.source.mark}"
        return Table(
            pd.DataFrame(rows, columns=list(_SECTIONS)),
            caption,
            _SECTIONS,
            wide=("section",),
            keep=("form", "last", "own"),
            below=below,
        )

    return _notes_and(found, "", draw)


_SECTIONS = {
    "section": "section 部分",
    "n": "reports 报告数",
    "form": "boilerplate 套话",
    "n_last": "reports 报告数",
    "last": "in the last report 上年报告",
    "n_own": "reports 报告数",
    "own": "the same without boilerplate 不计套话",
}


def pairs(found: Reuse) -> pd.DataFrame:
    """The pairs of reports that share most, each pair once: report_id, other_id, share without boilerplate, shared n-grams."""
    both = pd.concat([_whole(found.last_year), _whole(found.sisters)], ignore_index=True)
    both = both[both["other_id"].notna() & (both["shared"] > 0)]
    both = both.sort_values([OWN, "shared", "report_id"], ascending=[False, False, True], kind="stable")
    unordered = [tuple(sorted(pair)) for pair in zip(both["report_id"], both["other_id"], strict=True)]
    once = both[~pd.Series(unordered, index=both.index, dtype=object).duplicated()]
    return once[["report_id", "other_id", OWN, "shared"]].reset_index(drop=True)


def passages(found: Reuse) -> Panels:
    """A menu over the pairs that share most: the two reports side by side, shared passages marked."""
    data, table = found.source.data, pairs(found).head(MOST_PAIRS)
    notes = found.source.note()
    if table.empty:
        return Panels(notes or (Note("No two reports share wording, or there is none to compare with."),))
    names, options = report_names(data.reports), {}
    for row in table.itertuples():
        own = (
            "too short without boilerplate"
            if pd.isna(getattr(row, OWN))
            else f"{percent(getattr(row, OWN))} without boilerplate"
        )
        options[f"{row.report_id}|{row.other_id}"] = f"{names[row.report_id]} | {names[row.other_id]} ({own})"
    pick = Pick(
        f"Pair{found.source.mark}",
        list(options),
        lambda pair: side_by_side(data.sections, data.reports, *pair.split("|")),
        list(options.values()),
    )
    return Panels((*notes, pick))
