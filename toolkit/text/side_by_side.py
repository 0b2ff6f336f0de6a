"""Two reports beside each other with the passages they share marked, as HTML without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from toolkit.forms import load_forms
from toolkit.text.ngrams import N
from toolkit.text.reuse import shared_passages

AROUND = 40
"""Characters of other text that are shown before and after a marked passage."""

LEAST_CUT = 40
"""Less than this is not cut: what stands for it would be as long."""

# Half transparent on whatever ground the page has, so that it can be read on a light and on a dark one.
STYLE = (
    "<style>.tk-side{font-size:14px;line-height:1.7;max-width:1080px}"
    ".tk-side-row{display:grid;grid-template-columns:1fr 1fr;gap:0 24px;border-top:1px solid rgba(128,128,128,.35)}"
    ".tk-side-cell{padding:6px 0;min-width:0;overflow-wrap:anywhere;white-space:pre-line}"
    ".tk-side-head{font-weight:600}.tk-side-part{grid-column:1/3;padding-top:6px;font-size:13px;opacity:.75}"
    ".tk-side mark{background:rgba(230,159,0,.3);color:inherit;padding:1px 0;border-radius:2px}"
    ".tk-side sup{font-size:10px;line-height:0;font-weight:600;padding:0 2px}"
    ".tk-side-gap{opacity:.65;font-size:12px}.tk-side-note{font-size:13px;opacity:.75}"
    "@media (max-width:600px){.tk-side-row{gap:0 12px}.tk-side{font-size:13px}}</style>"
)

Span = tuple[int, int, int]
"""Start and end of a passage in a section's text, and its number in the view."""


@dataclass(frozen=True)
class SideBySide:
    """Two reports to look at: `passages` from `shared_passages`, and `texts`, (report_id, section) to text."""

    report_id: str
    other_id: str
    names: tuple[str, str]
    passages: pd.DataFrame
    texts: dict[tuple[str, int], str]
    around: int | None = AROUND

    def __repr__(self) -> str:
        return f"{self.names[0]} | {self.names[1]}: {len(self.passages)} shared passages"

    def _repr_html_(self) -> str:
        reason = self.passages.attrs.get("reason", "")
        if self.passages.empty:
            return f'{STYLE}<p class="tk-side-note">Nothing to set side by side: {escape(reason)}.</p>'
        heads = "".join(f'<div class="tk-side-cell tk-side-head">{escape(name)}</div>' for name in self.names)
        rows = "".join(self._row(number) for number in sorted({number for _, number in self.texts}))
        note = (
            f"{len(self.passages)} passages stand in both, {int(self.passages['length'].sum()):,} characters (a name or number "
            "counts as one); the same number marks the same passage. Names, dates, numbers, punctuation and spaces were not "
            "compared."
        )
        return (
            f'{STYLE}<div class="tk-side"><div class="tk-side-row" style="border:0">{heads}</div>{rows}'
            f'<p class="tk-side-note">{note}</p></div>'
        )

    def _row(self, section: int) -> str:
        """A section of both reports."""
        cells = [
            marked(self.texts.get((report_id, section), ""), self._spans(section, side), self.around)
            for side, report_id in (("", self.report_id), ("other_", self.other_id))
        ]
        if not any(cells):
            return ""
        shown = "".join(f'<div class="tk-side-cell" lang="zh">{cell}</div>' for cell in cells)
        return f'<div class="tk-side-row"><div class="tk-side-part">{_title(section)}</div>{shown}</div>'

    def _spans(self, section: int, side: str) -> list[Span]:
        columns = [f"{side}section", f"{side}start", f"{side}end"]
        places = self.passages[columns].itertuples(index=False)
        return [(start, end, n) for n, (number, start, end) in enumerate(places, 1) if number == section]


def side_by_side(
    sections: pd.DataFrame,
    reports: pd.DataFrame,
    report_id: str,
    other_id: str,
    *,
    shortest: int = N,
    around: int | None = AROUND,
) -> SideBySide:
    """A report and another one beside each other, section by section, with the passages of `shared_passages` marked.

    `sections` and `reports` are the dataset's tables. Text further than `around` characters from any passage is replaced
    by its length; None shows everything. Two reports that cannot be compared show the reason. Raises KeyError for an
    unknown id.
    """
    passages = shared_passages(sections, reports, report_id, other_id, shortest=shortest)
    held = sections[sections["report_id"].isin([report_id, other_id]) & sections["text"].notna()]
    rows = held[["report_id", "number", "text"]].itertuples(index=False)
    texts = {(str(row.report_id), int(row.number)): str(row.text) for row in rows}
    names = _name(reports, report_id), _name(reports, other_id)
    return SideBySide(report_id, other_id, names, passages, texts, around)


def _name(reports: pd.DataFrame, report_id: str) -> str:
    row = reports.loc[reports["report_id"] == report_id].iloc[0]
    known = [str(value) for value in (row["agency"], row["year"]) if not pd.isna(value)]
    return " ".join(known) if len(known) == 2 else report_id


def _title(section: int) -> str:
    newest = list(load_forms().values())[-1]
    labels = {title.number: title.label for title in newest.sections}
    return f"{section} {escape(labels[section])}" if section in labels else "front matter 标题与前言"


def marked(text: str, spans: Sequence[Span], around: int | None = None) -> str:
    """A text as HTML, escaped, with its spans marked and numbered; spans may overlap. Long text between them is cut."""
    cuts = sorted({0, len(text), *(cut for start, end, _ in spans for cut in (start, end))})
    parts = []
    for left, right in zip(cuts, cuts[1:], strict=False):
        piece = text[left:right]
        if any(start <= left and right <= end for start, end, _ in spans):
            numbers = "".join(f"<sup>{number}</sup>" for start, _, number in spans if start == left)
            parts.append(f"<mark>{numbers}{escape(piece)}</mark>")
        else:
            parts.append(_between(piece, around, left == 0, right == len(text)))
    return "".join(parts)


def _between(text: str, around: int | None, first: bool, last: bool) -> str:
    """Unmarked text, cut in the middle, or at the outer end where nothing marked follows."""
    if around is None or len(text) <= 2 * around + LEAST_CUT:
        return escape(text)
    head, tail = "" if first else text[:around], "" if last else text[-around:] if around else ""
    left = len(text) - len(head) - len(tail)
    return f'{escape(head)} <span class="tk-side-gap">[{left:,} characters]</span> {escape(tail)}'
