"""A file becomes reports: who, which year, which form, sections, figures, and why it was decided so."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from toolkit.forms import Form, form_for_year, load_forms
from toolkit.reading.article import article
from toolkit.reading.document import Document, Line, Note, UnreadableFile, place
from toolkit.reading.doubt import doubted
from toolkit.reading.fitting import MISSING, UNDECIDED, Figure, Fit, fit
from toolkit.reading.numbering import core_of
from toolkit.reading.readers import read_document
from toolkit.reading.sections import Section, find_headings, heading_lines, split_sections
from toolkit.reading.who import Conflict, find_title, identify, scope_of

# Fewer section headings than this, without a title and without tables, make no report.
FEWEST_HEADINGS = 3

OK, PARTIAL, FAILED = "ok", "partial", "failed"
_NOT_HAN = re.compile(r"[^\u4e00-\u9fff]+")


@dataclass(slots=True)
class Report:
    """An annual report read from a file.

    `form` is the key of the form its labels follow ("2019", "2021", "" where no table was found), `scope` "own",
    "aggregate" or "unknown" with `scope_words` that show it. `status` is "ok", "partial" (something of the form could
    not be read, or was lost in the source) or "failed", with the `reason`; `log` says how it was decided. `notes` are
    what the reader of the file noticed, each with its place; `pictures` the section and place of each picture.
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
    notes: list[tuple[Note, str]] = field(default_factory=list)
    pictures: list[tuple[int, str]] = field(default_factory=list)
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
    path = Path(path) if isinstance(path, str) else path
    source = source or str(path)
    try:
        document, data = read_document(path, source)
    except UnreadableFile as error:
        return [Report(source, reason=str(error), sha256=_file_hash(path))]
    except IsADirectoryError:
        reason = "this is a folder: use toolkit build FOLDER OUT, or name the files in it"
        return [Report(source, reason=reason)]
    except OSError as error:
        reason = f"the file can't be opened ({error.strerror or error}): check that it is there and may be read"
        return [Report(source, reason=reason)]
    sha256 = hashlib.sha256(data).hexdigest()
    reports = _reports_in(document, sha256)
    if document.whole is not None and any(report.status != OK for report in reports):
        others = _reports_in(document.whole, sha256)
        if _extent(others) > _extent(reports):
            return others
    return reports


def _reports_in(document: Document, sha256: str) -> list[Report]:
    own = article(document)
    reports = [_read(part, sha256) for part in split_reports(own)]
    left_out = len(document.lines) - len(own.lines)
    for report in reports if left_out else ():
        report.log.append(f"page: {left_out} of {len(document.lines)} lines stand around the report and were left out")
    return reports


def _extent(reports: list[Report]) -> int:
    """How much of reports was found: figures that are not lost, and sections."""
    return sum(sum(figure.status != MISSING for figure in report.figures) + len(report.sections) for report in reports)


def read_safely(path: Path, source: str | None = None) -> list[Report]:
    """read_reports for many files: an error of the toolkit itself must not cost the others, and becomes the reason."""
    try:
        return read_reports(path, source)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        reason = (
            f"the toolkit itself failed on this file ({type(error).__name__}: {error}, at {place.name} in "
            f"{Path(place.filename).name}:{place.lineno}); please report it together with the file"
        )
        return [Report(source or str(path), reason=reason, sha256=_file_hash(path))]


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
    """The parts of a document that are one report each: a first section begins one if a whole report stands before it."""
    text = _han_of(document)
    whole = _whole_report(text, 0)
    headings = [heading.line for heading in heading_lines(document) if heading.number == 1]
    if whole is None or not headings or whole > len(_han(document.lines[: headings[-1]])):
        return [document]
    offsets = [0, *accumulate(len(_han([line])) for line in document.lines)]
    starts = [0]
    for index in headings:
        if whole is not None and whole <= offsets[index]:
            starts.append(_title_above(document, index, starts[-1]))
            whole = _whole_report(text, offsets[starts[-1]])
    if len(starts) == 1:
        return [document]
    return [document.part(start, stop) for start, stop in zip(starts, [*starts[1:], len(document.lines)], strict=True)]


@lru_cache(maxsize=8)
def _han_of(document: Document) -> str:
    return _han(document.lines)


def _han(lines: Sequence[Line]) -> str:
    """The Chinese characters of lines."""
    return _NOT_HAN.sub("", "".join([line.text for line in lines]))


def _whole_report(text: str, start: int) -> int | None:
    """Where in a text a whole report has stood since `start`: the end of the last of its marks; None where one is missing."""
    ends = []
    for marks in _whole_report_marks():
        found = [at + len(mark) for mark in marks if (at := text.find(mark, start)) >= 0]
        if not found:
            return None
        ends.append(min(found))
    return max(ends, default=None)


@cache
def _whole_report_marks() -> list[list[str]]:
    """Labels of which a whole report has one each: the first row of section 3's table, the outcomes of section 4's."""
    found: dict[str, set[str]] = {}
    for form in load_forms().values():
        for table in form.tables:
            label = table.rows[0].label if table.layout == "rows" else table.blocks[0].columns[0].label
            found.setdefault(table.key, set()).add(core_of(label))
    return [sorted(marks) for marks in found.values()]


def _title_above(document: Document, heading: int, start: int) -> int:
    """Where the report begins whose first heading this is: at its title, if that stands above, else at the heading."""
    above = [h.line for h in heading_lines(document.part(start, heading))]
    last = start + max(above, default=0)
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
    report.sections = split_sections(document, fitted.table_lines, apart, headings)
    report.scope, report.scope_words = scope_of(found.agency, report.sections)
    report.log += found.log + fitted.log
    _take_notes(report, document)
    _take_figures(report, fitted, form, has_tables)
    if document.seen:
        report.figures = doubted(report.figures, form, document)
    _judge(report, form)
    return report


def _form_of(document: Document, report: Report) -> Form:
    """The form whose labels stand in the document; where none does, the one in force for its year."""
    han = _han_of(document)
    forms = load_forms()
    counts = {key: sum(label in han for label in _distinctive(form)) for key, form in forms.items()}
    best = max(counts, key=lambda key: counts[key])
    if counts[best]:
        others = {key: count for key, count in counts.items() if key != best and count}
        report.log.append(f"form {best}: {counts[best]} of its own labels" + (f", others {others}" if others else ""))
        return forms[best]
    found, _ = identify(document, (), document.source)
    form = form_for_year(found.year) if found.year else None
    report.log.append("form: no label that only one form has")
    return form or forms[best]


@cache
def _distinctive(form: Form) -> tuple[str, ...]:
    """The Chinese characters of the labels that only this form has."""
    return tuple(_NOT_HAN.sub("", label) for label in form.distinctive)


def _take_notes(report: Report, document: Document) -> None:
    """Notes and pictures of a document with their places, and the section in which each picture stands."""
    noted = {note.line for note in document.notes}
    at = {line.number: place(line, document) for line in document.lines if line.number in noted} if noted else {}
    report.notes = [(note, at.get(note.line, "")) for note in document.notes]
    if "picture" not in {line.kind for line in document.lines}:
        return
    number = 0
    starts = {heading.line: heading.number for heading in find_headings(document, ())}
    for index, line in enumerate(document.lines):
        number = starts.get(index, number)
        if line.kind == "picture":
            report.pictures.append((number, place(line, document)))


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
    absent, absent_rows = {*report.absent_tables}, {*report.absent_rows}
    open_figures = [f for f in report.figures if f.status in (MISSING, UNDECIDED)]
    whole = [f for f in open_figures if f.table not in absent and (f.table, f.row) not in absent_rows]
    for status, words in ((MISSING, "lost in the source"), (UNDECIDED, "undecided")):
        count = sum(figure.status == status for figure in whole)
        if count:
            lacks.append(f"{count} of {form.size} figures are {words}")
    if not any(section.number for section in report.sections):
        lacks.append("no section heading was found")
    report.status = PARTIAL if lacks else OK
    report.reason = "; ".join(lacks)
