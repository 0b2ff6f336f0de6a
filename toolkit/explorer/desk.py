"""What the explorer shows and records, without any widget: every answer to a click is a method here that a test can call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from toolkit.charts.names import WORDS, column_label, row_label
from toolkit.corrections import Correction, add_correction, new_correction, read_corrections, remove_correction
from toolkit.dataset import PROCESSED, Lookup, choice, decisions_of, project_path, quoted, raw_folder
from toolkit.dataset.opening import dataset_folder
from toolkit.excel_csv import number_in
from toolkit.explorer.form_table import Beside, form_table
from toolkit.explorer.lists import claims_html, findings_html, statements_html
from toolkit.explorer.picks import FINDING, Pick, cell_pick
from toolkit.explorer.shown import CellKey, Shown, load
from toolkit.explorer.source import source_html
from toolkit.reviews import Review, add_review, is_of, read_reviews, remove_review
from toolkit.schema import REVIEWS

MOST_AGENCIES = 200
"""Agencies listed at once; who looks for another types a part of its name."""
KEPT_REPORTS = 16
FILES = ("corrections.csv", "reviews.csv")
UNKNOWN = "agency unknown 机关不明: "
"""Before the file of a report whose agency is not known; these stand behind all others."""


@dataclass(frozen=True)
class Said:
    """What came of a click, in a sentence; `done` is False where nothing was written."""

    text: str
    done: bool = True


NEW_ROW = "new correction, line 2: "
"""How messages of `new_correction` begin; who clicks sees no line."""
NOBODY = Said("Nothing was recorded: write who 姓名 decides, a name or initials.", done=False)


class Desk:
    """The reports of a dataset to look at, and the two files of decisions.

    folder: the processed folder, by default that of `toolkit.open_dataset`. raw: the folder of the reports, by default that
    from which the dataset was built. corrections, reviews: the files to write, by default those that its build read, or would
    have read; where that is not known nothing is recorded. year, region, kind: as in `Dataset.choose`. Raises DatasetMissing where there is no dataset, ValueError for a year that is none.
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        raw: Path | str | None = None,
        corrections: Path | str | None = None,
        reviews: Path | str | None = None,
        year: int | str | Iterable[int] | None = None,
        region: str | int | None = None,
        kind: str | None = None,
    ) -> None:
        self.lookup = Lookup(dataset_folder(folder))
        self.raw = Path(raw) if raw else raw_folder(self.lookup.folder)
        usual = decisions_of(self.lookup.folder) | ({n: self.raw.parent / n for n in FILES} if raw else {})
        self.corrections = Path(corrections) if corrections else usual.get(FILES[0])
        self.reviews = Path(reviews) if reviews else usual.get(FILES[1])
        self.asked = choice(year, region, kind)
        self._loaded = lru_cache(maxsize=KEPT_REPORTS)(self._load)
        self._drawn: dict[str, tuple[int, int]] = {}

    # --- choosing ---

    def agencies(self, search: str = "", with_errors: bool = False) -> tuple[list[str], int]:
        """The agencies whose name has all words of `search`, the first ones of many, and how many there are.

        A report whose agency is not known goes by its file. `with_errors`: only those with an error in a report.
        """
        reports = self.lookup.chosen(self.asked)
        if with_errors:
            counts = self.lookup.severities()
            wrong = {report_id for report_id, found in counts.items() if found["error"]}
            reports = reports[reports["report_id"].isin(wrong)]
        names = pd.unique(_names(reports))
        words = search.split()
        found = sorted(
            (name for name in names if all(word in name for word in words)), key=lambda n: (n.startswith(UNKNOWN), n)
        )
        return found[:MOST_AGENCIES], len(found)

    def reports_of(self, agency: str) -> list[tuple[str, str]]:
        """The reports of an agency as (label, report_id), the newest first; of two for one year the file is named."""
        reports = self.lookup.chosen(self.asked)
        own = reports[_names(reports) == agency].sort_values("year", ascending=False, kind="stable")
        years = own["year"].astype("string").fillna("year unknown")
        twice = years.duplicated(keep=False)
        labels = [
            f"{year} ({source})" if two else year for year, source, two in zip(years, own["source"], twice, strict=True)
        ]
        return list(zip(labels, own["report_id"], strict=True))

    def shown(self, report_id: str) -> Shown:
        """A report with its rows of all tables. Raises KeyError where the dataset has none."""
        return self._loaded(report_id, self.lookup.signature())

    def _load(self, report_id: str, _signature: tuple[int, int]) -> Shown:
        return load(self.lookup, report_id)

    # --- showing ---

    def heading(self, report_id: str) -> str:
        """Which report it is, how it was read, and what there is about it."""
        shown = self.shown(report_id)
        report = shown.report
        facts = [
            WORDS["provenance"][report["provenance"]],
            f"form {report['form'] or 'unknown'}",
            f"scope {WORDS['scope'][report['scope']]}",
            f"read: {WORDS['read'][report['status']]}",
            report["source"],
        ]
        reason = f'<p class="tkx-warning">{escape(report["reason"])}</p>' if report["reason"] else ""
        return f"<h3>{escape(shown.name)}</h3><p>{escape(' · '.join(facts))}</p>{reason}"

    def table_html(self, report_id: str, table: str, pick: Pick | None = None, beside: str | None = None) -> str:
        """A statutory table of a report; with another report `beside`, both in the same cells."""
        shown = self.shown(report_id)
        self._drawn[report_id] = self.lookup.signature()
        if shown.form is None:
            return '<p class="tkx-muted">No statutory table was found in this file 未识别出法定表格.</p>'
        other = self.shown(beside) if beside else None
        compared = Beside(other.name, other.cells) if other else None
        scroll = pick is not None and not pick.cell
        return form_table(shown, shown.form.table(table), shown.touched(pick), compared, scroll=scroll)

    def source_html(self, report_id: str, pick: Pick | None = None) -> str:
        """The source of a report with what is picked marked in it."""
        return source_html(self.shown(report_id), self.raw, pick)

    def findings_html(self, report_id: str) -> str:
        """What was found in a report, with the verdicts in the file of reviews."""
        shown = self.shown(report_id)
        try:
            recorded = {finding_id: review.verdict for finding_id, review in self._reviews(shown).items()}
        except (ValueError, OSError) as error:
            said = f'<p class="tkx-warning">The verdicts cannot be read: {escape(str(error))}</p>'
            return said + findings_html(shown, {f["finding_id"]: f["review"] or "" for f in shown.findings})
        return findings_html(shown, recorded)

    def claims_html(self, report_id: str) -> str:
        """The numbers in a report's prose."""
        return claims_html(self.shown(report_id))

    def statements_html(self, report_id: str) -> str:
        """A report's problems and improvements."""
        return statements_html(self.shown(report_id))

    def about(self, report_id: str, pick: Pick | None) -> str:
        """What is picked, in words, with what was decided about it, and which cell a correction would be of."""
        shown = self.shown(report_id)
        try:
            if pick and pick.kind == FINDING and (finding := shown.finding(pick.key)):
                html = f"<p>{escape(finding['message'])}</p>"
                if review := self._reviews(shown).get(pick.key):
                    said = f"{review.verdict} {REVIEWS[review.verdict]}, by {review.who}, {review.when}. {review.note}"
                    html += f"<p><b>Recorded: {escape(said)}</b></p>"
                target = self.target(report_id, pick)
                return html + (
                    f"<p>A correction would be of this cell.</p>{self._about_cell(shown, target)}" if target else ""
                )
            if pick and pick.cell:
                return self._about_cell(shown, pick)
        except (ValueError, OSError) as error:
            return f'<p class="tkx-warning">{escape(str(error))}</p>'
        return '<p class="tkx-muted">Pick a finding to give a verdict, or a cell to correct its number.</p>'

    def _about_cell(self, shown: Shown, pick: Pick) -> str:
        table, row, column = cell = pick.cell or ("", "", "")
        name = f"<b>{escape(row_label(table, row))} × {escape(column_label(table, column))}</b>"
        figure = shown.cells.get(cell)
        if figure is None:
            return f"<p>{name}: this report's form has no such cell.</p>"
        value = "no number" if figure["value"] is None else f"{figure['value']:,g} {figure['unit']}"
        printed = f"printed “{figure['raw']}”" if figure["raw"] else "nothing printed"
        words = f"{value} ({figure['status']}, {printed}), {figure['origin'] or 'no place'}"
        html = f"<p>{name}: {escape(words)}</p>"
        if known := self._correction(shown.report_id, cell):
            now = "no number" if known.corrected is None else f"{known.corrected:f}"
            html += f"<p><b>Recorded: {escape(f'{now}, by {known.who}, {known.when}. {known.reason}')}</b></p>"
        return html

    # --- deciding ---

    def target(self, report_id: str, pick: Pick | None) -> Pick | None:
        """The cell that a correction would be of: that picked, or the only one that a picked finding is about."""
        if pick is None or pick.cell:
            return pick
        shown = self.shown(report_id)
        finding = shown.finding(pick.key) if pick.kind == FINDING else None
        cells = shown.cells_of_finding(finding) if finding else []
        return cell_pick(*cells[0]) if len(cells) == 1 else None

    def record_review(self, report_id: str, pick: Pick | None, verdict: str, note: str, who: str) -> Said:
        """Writes a verdict on the finding picked, in place of one that it has already."""
        if refused := self._refused(report_id, self.reviews, "reviews"):
            return refused
        finding = self.shown(report_id).finding(pick.key) if pick and pick.kind == FINDING else None
        if finding is None:
            return Said("Nothing was recorded: pick a finding first.", done=False)
        if verdict not in REVIEWS:
            return Said(f"Nothing was recorded: choose a verdict first ({', '.join(REVIEWS)}).", done=False)
        if not who.strip():
            return NOBODY
        data = self._data(report_id)
        try:
            add_review(self.reviews, finding["finding_id"], verdict, note, who, data=data, replace_old=True)
        except (ValueError, OSError) as error:
            return Said(f"Nothing was recorded. {error}", done=False)
        name = self.shown(report_id).name
        return Said(f"Recorded in {self.reviews}: {name}, {verdict} {REVIEWS[verdict]}. {self._in_force()}")

    def record_correction(self, report_id: str, pick: Pick | None, corrected: str, reason: str, who: str) -> Said:
        """Writes another number for the cell picked, in place of one that it has already; "-" for none."""
        if refused := self._refused(report_id, self.corrections, "corrections"):
            return refused
        target = self.target(report_id, pick)
        if target is None or not target.cell:
            return Said("Nothing was recorded: pick a cell of the table first.", done=False)
        if not reason.strip():
            return Said("Nothing was recorded: write the reason 理由 of the correction.", done=False)
        if not who.strip():
            return NOBODY
        try:
            number = None if corrected.strip() == "-" else _number(corrected)
            found = new_correction(self._data(report_id), report_id, *target.cell, number, reason, who)
            add_correction(self.corrections, found, replace_old=True)
        except (ValueError, OSError) as error:
            return Said(f"Nothing was recorded. {str(error).removeprefix(NEW_ROW)}", done=False)
        table, row, column = target.cell
        name = f"{self.shown(report_id).name}, {row_label(table, row)} × {column_label(table, column)}"
        return Said(f"Recorded in {self.corrections}: {name}: {corrected.strip()}. {self._in_force()}")

    def _in_force(self) -> str:
        """When what was recorded is in the tables: after which command."""
        usual = self.lookup.folder.resolve() == project_path(PROCESSED).resolve()
        folders = "" if usual or self.raw is None else f" {quoted(self.raw)} {quoted(self.lookup.folder)}"
        return f"It is in the tables after the next: toolkit run{folders}"

    def _refused(self, report_id: str, path: Path | None, what: str) -> Said | None:
        """Why nothing can be recorded at all: nobody knows where, or the tables are others than those shown."""
        if path is None:
            return Said(
                f"Nothing was recorded: it is not known where {what}.csv lies, as the folder of the reports is not where it was. "
                f'Write Explorer({what}="…/{what}.csv"), or run toolkit run.',
                done=False,
            )
        if self._drawn.get(report_id, self.lookup.signature()) != self.lookup.signature():
            return Said(
                "Nothing was recorded: the tables have been built anew since; look again, and record it then.",
                done=False,
            )
        return None

    def withdraw(self, report_id: str, pick: Pick | None) -> Said:
        """Takes back what was recorded about what is picked: the verdict on a finding, else the correction of its cell."""
        gone: Review | Correction | None = None
        target = self.target(report_id, pick)
        path = self.reviews
        try:
            if pick and pick.kind == FINDING and path and path.is_file():
                gone = remove_review(path, pick.key)
            if gone is None and target and target.cell and self.corrections and self.corrections.is_file():
                path = self.corrections
                gone = remove_correction(path, report_id, target.cell)
        except (ValueError, OSError) as error:
            return Said(f"Nothing was taken back. {error}", done=False)
        if gone is None:
            return Said("Nothing is recorded about what is picked.", done=False)
        return Said(f"Taken back from {path}. {self._in_force()}")

    def _data(self, report_id: str) -> SimpleNamespace:
        """What recording a decision looks up, of this one report."""
        shown = self.shown(report_id)
        rows = {"reports": [shown.report], "figures": shown.figures, "findings": shown.findings}
        return SimpleNamespace(**{name: pd.DataFrame.from_records(list(found)) for name, found in rows.items()})

    def _reviews(self, shown: Shown) -> dict[str, Review]:
        """The reviews of a report's findings, by the finding's id."""
        known = read_reviews(self.reviews) if self.reviews and self.reviews.is_file() else []
        return {f["finding_id"]: one for f in shown.findings for one in known if is_of(one, f["finding_id"])}

    def _correction(self, report_id: str, cell: CellKey) -> Correction | None:
        known = read_corrections(self.corrections) if self.corrections and self.corrections.is_file() else []
        return next((c for c in known if (c.report_id, c.cell) == (report_id, cell)), None)


def _names(reports: pd.DataFrame) -> pd.Series:
    """The agency of each report; its file where the agency is not known."""
    return reports["agency"].astype("string").fillna(UNKNOWN + reports["source"].astype("string"))


def _number(text: str) -> Decimal:
    try:
        return number_in(text)
    except ValueError as error:
        raise ValueError(f"corrected: expected a number, or - where none can be said, {error}") from error
