"""A file becomes reports: who, which year, which form, sections, figures, and why it was decided so."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from toolkit.forms import Form, form_for_year, load_forms
from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.fitting import MISSING, UNDECIDED, Figure, Fit, fit
from toolkit.reading.readers import read_document
from toolkit.reading.sections import Section, find_headings, split_sections
from toolkit.reading.who import Conflict, find_title, identify, scope_of

# Fewer section headings than this, without a title and without tables, make no report.
FEWEST_HEADINGS = 3
# Headings that a report must have had before another title begins the next report of the file.
HEADINGS_BEFORE_NEXT = 3

OK, PARTIAL, FAILED = "ok", "partial", "failed"
_HAN = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(slots=True)
class Report:
    """An annual report read from a file.

    `form` is the key of the form its labels follow ("2019", "2021", "" where no table was found), `scope` "own",
    "aggregate" or "unknown" with `scope_words` that show it. `status` is "ok", "partial" (something of the form could
    not be read, or was lost in the source) or "failed", with the `reason`; `log` says how it was decided.
    """

    source: str
    agency: str = ""
    year: int | None = None
    form: str = ""
    scope: str = "unknown"
    scope_words: str = ""
    title: str = ""
    period: tuple[date, date] | None = None
    format: str = ""
    encoding: str = ""
    sha256: str = ""
    status: str = FAILED
    reason: str = ""
    sections: list[Section] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    absent_tables: list[str] = field(default_factory=list)
    absent_rows: list[tuple[str, str]] = field(default_factory=list)
    repeated_tables: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def section(self, number: int) -> Section | None:
        """The section with this number (0 is the front matter), or None."""
        return next((section for section in self.sections if section.number == number), None)

    def figure(self, table: str, row: str, column: str) -> Figure:
        """One figure. Raises KeyError where the report's form has no such cell."""
        for figure in self.figures:
            if (figure.table, figure.row, figure.column) == (table, row, column):
                return figure
        raise KeyError(f"{self.source}: form {self.form or 'unknown'} has no cell {table}/{row}/{column}")

    def _repr_html_(self) -> str:
        from toolkit.reading.card import report_card

        return report_card(self)


def read_reports(path: str | Path, source: str | None = None) -> list[Report]:
    """The reports in a file, at least one: a file without a report gives one with status "failed" and the reason.

    `source` is the name under which they go, the path by default. Raises nothing for a bad file; OSError becomes the
    reason too.
    """
    path = Path(path)
    source = source or str(path)
    try:
        document, data = read_document(path, source)
    except UnreadableFile as error:
        return [Report(source, reason=str(error), sha256=_file_hash(path))]
    except OSError as error:
        reason = f"the file can't be opened ({error.strerror or error}): check that it is there and may be read"
        return [Report(source, reason=reason)]
    sha256 = hashlib.sha256(data).hexdigest()
    return [_read(part, sha256) for part in split_reports(document)]


def read_report(path: str | Path) -> Report:
    """The only report in a file. Raises ValueError where there are several (use read_reports)."""
    reports = read_reports(path)
    if len(reports) > 1:
        names = ", ".join(f"{report.agency} {report.year}" for report in reports)
        raise ValueError(f"{path}: expected one report, found {len(reports)} ({names}); use read_reports(path)")
    return reports[0]


def _file_hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def split_reports(document: Document) -> list[Document]:
    """The parts of a document that are one report each."""
    starts = [0]
    headings = 0
    for index, number in _section_lines(document):
        if number == 1 and headings >= HEADINGS_BEFORE_NEXT:
            starts.append(_title_above(document, index, starts[-1]))
            headings = 0
        headings += 1
    return [document.part(start, stop) for start, stop in zip(starts, [*starts[1:], len(document.lines)], strict=True)]


def _section_lines(document: Document) -> list[tuple[int, int]]:
    """(line index, section number) of every line that looks like a heading, repeated ones too."""
    found = []
    for index, line in enumerate(document.lines):
        if 0 < len(line.text) < 80:
            for heading in find_headings(document.part(index, index + 1), ()):
                found.append((index, heading.number))
    return found


def _title_above(document: Document, heading: int, start: int) -> int:
    """Where the report begins whose first heading this is: at its title, if that stands above, else at the heading."""
    last = max((i for i, _ in _section_lines(document.part(start, heading))), default=0) + start
    part = document.part(last + 1, heading)
    title, lines = find_title(part, ())
    return last + 1 + min(lines) if title else heading


def _read(document: Document, sha256: str) -> Report:
    report = Report(document.source, format=document.format, encoding=document.encoding, sha256=sha256)
    form = _form_of(document, report)
    fitted = fit(document, form)
    found, apart = identify(document, fitted.table_lines, document.source)
    headings = find_headings(document, fitted.table_lines)
    has_tables = len(fitted.absent_tables) < len(form.tables)
    if not has_tables and not (found.title and headings) and len(headings) < FEWEST_HEADINGS:
        report.reason = (
            "no report was found in this file: it has none of the statutory tables, and "
            f"{len(headings)} of the six section headings; check that it is a 政府信息公开工作年度报告"
        )
        return report
    report.agency, report.year, report.title = found.agency, found.year, found.title
    report.period, report.conflicts = found.period, found.conflicts
    report.sections = split_sections(document, fitted.table_lines, apart)
    report.scope, report.scope_words = scope_of(found.agency, report.sections)
    report.log += found.log + fitted.log
    _take_figures(report, fitted, form, has_tables)
    _judge(report, form)
    return report


def _form_of(document: Document, report: Report) -> Form:
    """The form whose labels stand in the document; where none does, the one in force for its year."""
    han = _HAN.sub("", "".join(line.text for line in document.lines))
    forms = load_forms()
    counts = {key: sum(_HAN.sub("", label) in han for label in form.distinctive) for key, form in forms.items()}
    best = max(counts, key=lambda key: counts[key])
    if counts[best]:
        others = {key: count for key, count in counts.items() if key != best and count}
        report.log.append(f"form {best}: {counts[best]} of its own labels" + (f", others {others}" if others else ""))
        return forms[best]
    found, _ = identify(document, (), document.source)
    form = form_for_year(found.year) if found.year else None
    report.log.append("form: no label that only one form has")
    return form or forms[best]


def _take_figures(report: Report, fitted: Fit, form: Form, has_tables: bool) -> None:
    report.absent_tables, report.absent_rows = fitted.absent_tables, fitted.absent_rows
    report.repeated_tables = fitted.repeated_tables
    report.figures = fitted.figures
    report.form = form.key if has_tables else ""


def _judge(report: Report, form: Form) -> None:
    """Status and reason: whether everything the form asks for was found."""
    lacks = []
    if not report.agency:
        lacks.append("the agency is not named")
    if report.year is None:
        lacks.append("the year is not named")
    for key in report.absent_tables:
        lacks.append(f"the table of section {form.table(key).section} ({form.table(key).label}) was not found")
    if report.absent_rows:
        lacks.append(f"{len(report.absent_rows)} rows of tables were not found")
    absent = {*report.absent_tables}
    whole = [f for f in report.figures if f.table not in absent and (f.table, f.row) not in report.absent_rows]
    for status, words in ((MISSING, "lost in the source"), (UNDECIDED, "undecided")):
        count = sum(figure.status == status for figure in whole)
        if count:
            lacks.append(f"{count} of {form.size} figures are {words}")
    if not any(section.number for section in report.sections):
        lacks.append("no section heading was found")
    report.status = PARTIAL if lacks else OK
    report.reason = "; ".join(lacks)

