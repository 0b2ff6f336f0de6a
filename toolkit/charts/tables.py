"""Frames as HTML tables: whole text, numbers set right, and a line that says what is not shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

from toolkit.charts.copies import copies_text
from toolkit.charts.names import WORDS
from toolkit.charts.style import Note
from toolkit.dataset import Dataset

MOST_ROWS = 60
"""Rows that a table shows unless it is told otherwise."""

# In the output itself, so that JupyterLab shows it as the rendered page does.
STYLE = (
    "<style>.tk-wrap{overflow-x:auto;margin:.4em 0 1em}table.tk{border-collapse:collapse;font-size:13px;line-height:1.4}"
    "table.tk th,table.tk td{padding:4px 10px;vertical-align:top;text-align:left;border-bottom:1px solid #dcdfe3;"
    "white-space:normal;overflow-wrap:break-word;max-width:34em}"
    "table.tk td.n,table.tk th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}"
    "table.tk td.w{min-width:24em}table.tk td.t{min-width:8em}table.tk td.k{white-space:nowrap}"
    "table.tk caption{text-align:left;font-weight:600;padding:4px 10px 6px 0}"
    ".tk-note{color:#5f6368;font-size:13px}"
    ".tk-banner{border:2px solid #b45f06;background:#fff4e5;color:#3d2600;padding:10px 14px;margin:0 0 1em}</style>"
)


@dataclass(frozen=True)
class Table:
    """A frame to look at, or the first rows of one that has `total`. `heads` names its columns, `wide` are texts that
    need room, `keep` may not break, `plain` are numbers without thousands, `rest` says where rows are that are not
    shown, `below` is a line under the table."""

    frame: pd.DataFrame
    caption: str = ""
    heads: Mapping[str, str] = field(default_factory=dict)
    wide: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    plain: tuple[str, ...] = ("year",)
    most: int = MOST_ROWS
    rest: str = "the others are in the dataset"
    below: str = ""
    empty: str = "Nothing to list."
    total: int | None = None

    def __len__(self) -> int:
        """How many rows there are, shown or not."""
        return len(self.frame) if self.total is None else self.total

    def __repr__(self) -> str:
        return f"{self.caption or 'Table'}: {len(self)} rows"

    def _repr_html_(self) -> str:
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        if self.frame.empty:
            title = f"<b>{escape(self.caption)}.</b> " if self.caption else ""
            return f'{STYLE}<p class="tk-note">{title}{escape(self.empty)}</p>'
        shown = self.frame.head(self.most)
        classes = {name: self._class(name) for name in shown}
        heads = "".join(f"<th{classes[name]}>{_head(self.heads.get(name, name))}</th>" for name in shown)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td{classes[name]}>{show(value, name in self.plain)}</td>"
                for name, value in zip(shown, row, strict=True)
            )
            + "</tr>\n"
            for row in shown.itertuples(index=False)
        )
        hidden = len(self) - len(shown)
        more = (
            f'<p class="tk-note">{len(shown)} of {len(self):,} rows are shown; {escape(self.rest)}.</p>'
            if hidden
            else ""
        )
        more += f'<p class="tk-note">{escape(self.below)}</p>' if self.below else ""
        return (
            f'{STYLE}<div class="tk-wrap"><table class="tk">{caption}<thead><tr>{heads}</tr></thead>'
            f"<tbody>\n{rows}</tbody></table></div>{more}"
        )

    def _class(self, name: str) -> str:
        if pd.api.types.is_numeric_dtype(self.frame[name]) and not pd.api.types.is_bool_dtype(self.frame[name]):
            return ' class="n"'
        return ' class="w"' if name in self.wide else ' class="k"' if name in self.keep else ' class="t"'


def _head(text: str) -> str:
    """A column's head as HTML; Chinese that ends it goes to a line of its own."""
    return re.sub(r" (?=[\u3400-\u9fff][^ ]*$)", "<br>", escape(text)).replace("\n", "<br>")


def show(value: object, plain: bool = False) -> str:
    """A value as HTML: thousands apart unless `plain`, a whole number without a point, nothing for what is not there."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if pd.api.types.is_integer(value) or (isinstance(value, float) and value == int(value)):
        return str(int(value)) if plain else f"{int(value):,}"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0")
    return escape(str(value)).replace("\n", "<br>")


def percent(value: object) -> str:
    """A share as text with one decimal: 43.6 %."""
    return "" if value is None or value is pd.NA else f"{float(value):.1%}".replace("%", " %")


DIGEST = (
    "Demonstration. These pages are made from digests: the figures are those the agencies published, the wording is not "
    "theirs. They show what the toolkit does. Do not quote an agency's words from them; take the original reports."
)
SAMPLE = (
    "Demonstration. These pages contain nothing but fictional sample reports, made by a program. No agency published "
    "these figures."
)
SOME_DIGESTS = (
    "{of} are digests: their figures are those the agencies published, their wording is not. Do not quote an agency's words "
    "from them; take the original reports."
)
SOME_SAMPLES = "{of} are fictional samples, made by a program: no agency published their figures."


def _of(reports: pd.DataFrame, provenance: str) -> str:
    count = int((reports["provenance"] == provenance).sum())
    return f"{count:,} of {len(reports):,} reports" if count else ""


def banner_text(reports: pd.DataFrame) -> str:
    """What a reader must know of a dataset before looking at it; empty for one of originals only."""
    kinds = set(reports["provenance"].astype(str))
    if kinds == {"digest"}:
        return DIGEST
    if kinds == {"sample"}:
        return SAMPLE
    parts = (("digest", SOME_DIGESTS), ("sample", SOME_SAMPLES))
    said = [text.format(of=_of(reports, kind)) for kind, text in parts if kind in kinds]
    return " ".join(["Mixed sources.", *said]) if said else ""


def banner_html(text: str) -> str:
    """The text of a banner with its first sentence in bold."""
    head, _, rest = text.partition(". ")
    return f"<b>{escape(head)}.</b> {escape(rest)}"


@dataclass(frozen=True)
class Banner:
    """The warning above what is made from digests or samples, and what the dataset holds."""

    data: Dataset

    def __repr__(self) -> str:
        return banner_text(self.data.reports) or "Dataset of original reports"

    def _repr_html_(self) -> str:
        text, reports = banner_text(self.data.reports), self.data.reports
        warning = f'<div class="tk-banner">{banner_html(text)}</div>' if text else ""
        counts = reports["provenance"].astype(str).value_counts().sort_index()
        kinds = ", ".join(f"{n} {WORDS['provenance'].get(kind, kind)}" for kind, n in counts.items()) or "none"
        agencies = reports["agency"].nunique()
        facts = f"Reports: {len(reports):,} ({kinds}); agencies: {agencies:,}; figures: {self.data.rows('figures'):,}."
        chosen = f"Chosen: {self.data.chosen}." if self.data.chosen else ""
        said = (chosen, self.data.missing, copies_text(reports))
        return f"{STYLE}{warning}<p>{facts}</p>" + "".join(f"<p>{escape(one)}</p>" for one in said if one)


def banner(data: Dataset) -> Banner:
    """The banner of a dataset, for the first cell of a notebook."""
    return Banner(data)


def closing(data: Dataset) -> Note:
    """What to remember of where the reports come from, for the last cell of a notebook: only what is true of this dataset."""
    reports, said = data.reports, []
    if digests := _of(reports, "digest"):
        said.append(
            f"{digests} are digests: their figures are those the agencies published, so what is found in their tables is real. "
            "Their prose is retold, so nothing about its length or wording says anything about the originals. Digests that "
            "come with the toolkit were taken for the oddities of their tables; they are an example, not a sample of anything."
        )
    if samples := _of(reports, "sample"):
        said.append(f"{samples} are fictional; they say nothing about any agency.")
    if originals := _of(reports, "original"):
        said.append(f"{originals} are taken as originals: nothing beside their files says otherwise.")
    return Note(" ".join(said) or "The dataset has no reports.")
