"""The source of a report beside its tables: the file as it was read, or its prose, with the place marked that is asked for.

What is shown is text that was read from the file, never the file's own markup: nothing of a report can run here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path, PurePosixPath

from toolkit.explorer.picks import CLAIM, FINDING, STATEMENT, Pick
from toolkit.explorer.shown import Row, Shown
from toolkit.reading.article import article
from toolkit.reading.document import Cell, Document, Line, UnreadableFile, place, row_place
from toolkit.reading.readers import read_document
from toolkit.reading.report import split_reports

MOST_LINES = 1200
"""Lines of a file that are shown, around the place asked for; more would make the browser slow."""
KEPT = 8
"""Files whose reading is kept, so that the next place in them is shown at once."""
_COVERED = ' class="tkx-covered"'
HERE = '<mark class="tkx-here" data-here>'


BELOW = "Below is what was read."


class SourceGone(Exception):
    """The file cannot be shown as it was read. Says why, and what to do."""


@lru_cache(maxsize=KEPT)
def _documents(path: Path, sha256: str) -> tuple[Document, ...]:
    """What may hold a place of a report in a file: each report on its own, the whole file, and with its hidden text."""
    try:
        document, data = read_document(path)
    except (OSError, UnreadableFile) as error:
        raise SourceGone(f"{path.name} cannot be read ({error}); below is what the last build read of it.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SourceGone(f"{path.name} has changed since it was built; run toolkit run. Below is what was read then.")
    found = [*split_reports(article(document)), document]
    if document.whole is not None:
        found += [article(document.whole), document.whole]
    return tuple(found)


@dataclass(frozen=True)
class Place:
    """Where in a document: the cells of a line that are meant, all of them where none is named."""

    document: Document
    line: int
    cell: int | None = None


def find_place(documents: Sequence[Document], origin: str) -> Place | None:
    """The line, and the cell in it, of a place as figures and findings name it: "page 3, table 1, row 4, column 5"."""
    for document in documents:
        for line in document.lines:
            for cell in line.cells:
                if place(cell, document) == origin:
                    return Place(document, line.number, cell.column)
    for document in documents:
        for line in document.lines:
            if origin == place(line, document) or (line.cells and origin == row_place(line.cells[0], document)):
                return Place(document, line.number)
    return None


def source_html(shown: Shown, raw: Path | None, pick: Pick | None) -> str:
    """The source with what is picked marked in it: a passage of prose in its section, anything else in the file."""
    passage = _passage(shown, pick)
    if passage:
        return _prose(shown, *passage)
    origin = _origin(shown, pick)
    try:
        documents = _documents(_path(shown, raw), shown.report["sha256"] or "")
    except SourceGone as gone:
        return f'<p class="tkx-warning">{escape(str(gone))}</p>' + _all_prose(shown)
    found = find_place(documents, origin) if origin else None
    document = found.document if found else _own(documents, shown)
    head = f"<b>{escape(shown.report['source'])}</b>"
    if origin and found:
        head += f", {escape(origin)}"
    elif pick:
        head += ": what is picked has no place of its own in the file"
    return f'<p class="tkx-place">{head}</p>{document_html(document, found)}'


def _path(shown: Shown, raw: Path | None) -> Path:
    if raw is None:
        raise SourceGone(f"The folder of the reports is not where it was when the tables were built. {BELOW}")
    source = PurePosixPath(shown.report["source"])
    if source.is_absolute() or ".." in source.parts or re.match(r"[A-Za-z]:|.*\\\\", str(source)):
        # A dataset from elsewhere must not name files of this computer.
        raise SourceGone(f"{source} lies outside the folder of the reports and is not opened. {BELOW}")
    path = raw / source
    if not path.is_file():
        raise SourceGone(
            f"{shown.report['source']} is no longer in {raw.name}; put it back, or run toolkit run. {BELOW}"
        )
    return path


def _own(documents: Sequence[Document], shown: Shown) -> Document:
    """Of several reports in a file the part that is this one: where its first figure stands."""
    first = next((figure["origin"] for figure in shown.figures if figure["origin"]), None)
    found = find_place(documents, first) if first else None
    return found.document if found else documents[0]


def _origin(shown: Shown, pick: Pick | None) -> str:
    if pick is None:
        return ""
    row = shown.cells.get(pick.cell) if pick.cell else shown.finding(pick.key) if pick.kind == FINDING else None
    return (row["origin"] or "") if row else ""


def _passage(shown: Shown, pick: Pick | None) -> tuple[Row, int, int] | None:
    """Section, start and end of a passage of prose."""
    row: Row | None = None
    if pick and pick.kind == CLAIM:
        row = shown.claim(pick.key)
    elif pick and pick.kind == STATEMENT:
        row = shown.statement(pick.key)
    elif pick and pick.kind == FINDING:
        row = shown.claim_of(shown.finding(pick.key))
    section = shown.section(row["section"]) if row else None
    return (section, row["start"], row["end"]) if row and section and section["text"] else None


def _prose(shown: Shown, section: Row, start: int, end: int) -> str:
    text = section["text"]
    marked = f"{escape(text[:start])}{HERE}{escape(text[start:end])}</mark>{escape(text[end:])}"
    where = f"section {section['number']}, characters {start} to {end} of its prose; {section['origin'] or ''}"
    return (
        f'<p class="tkx-place"><b>{escape(shown.report["source"])}</b>, {escape(where)}</p>'
        f'<h4>{escape(section["heading"] or "")}</h4><div class="tkx-prose">{marked}</div>'
    )


def _all_prose(shown: Shown) -> str:
    return "".join(
        f'<h4>{escape(s["heading"] or "")}</h4><div class="tkx-prose">{escape(s["text"] or "")}</div>'
        for s in shown.sections
    )


def document_html(document: Document, at: Place | None) -> str:
    """The lines of a document, its tables as tables, with a place marked."""
    lines = list(document.lines)
    middle = next((n for n, line in enumerate(lines) if at and line.number == at.line), 0)
    first = max(0, min(middle - MOST_LINES // 2, len(lines) - MOST_LINES))
    part = lines[first : first + MOST_LINES]
    left = (_left_out(first, "above"), _left_out(len(lines) - first - len(part), "below"))
    groups = groupby(part, key=_table_of)
    body = "".join(_table(list(found), at) if table else _lines(found, document, at) for table, found in groups)
    return left[0] + body + left[1]


def _left_out(count: int, where: str) -> str:
    return f'<p class="tkx-muted">{count:,} lines {where} are not shown here.</p>' if count > 0 else ""


def _table_of(line: Line) -> int:
    return line.cells[0].table if line.cells else 0


def _table(lines: list[Line], at: Place | None) -> str:
    rows = ""
    for line in lines:
        here = at is not None and at.line == line.number
        whole = " data-here" if here and at.cell is None else ""
        cells = "".join(
            f"<td{_COVERED if cell.covered else ''}>{_marked(cell.text, here and cell.column == at.cell)}</td>"
            for cell in line.cells
        )
        rows += f'<tr class="{"tkx-line" if here else ""}"{whole}>{cells}</tr>'
    return f'<table class="tkx-read">{rows}</table>'


def _lines(lines: Sequence[Line], document: Document, at: Place | None) -> str:
    return "".join(_line(line, document, at) for line in lines)


def _line(line: Line, document: Document, at: Place | None) -> str:
    here = at is not None and at.line == line.number
    text = escape(line.text) if line.kind != "picture" else '<span class="tkx-muted">(a picture)</span>'
    if here and at.cell is not None:
        text = _with_cell(line, next((cell for cell in line.cells if cell.column == at.cell), None))
    elif here:
        text = f"{HERE}{text or '&nbsp;'}</mark>"
    number = escape(place(line, document).rsplit(" ", 1)[-1])
    return f'<div class="tkx-text{" tkx-line" if here else ""}"><span class="tkx-no">{number}</span><span>{text}</span></div>'


def _with_cell(line: Line, cell: Cell | None) -> str:
    """A line of text with one of its cells marked: by where it stands, else by counting the cells before it."""
    if cell is None:
        return f"{HERE}{escape(line.text)}</mark>"
    if (
        cell.left is not None
        and cell.right is not None
        and line.text[cell.left : cell.right].strip() == cell.text.strip()
    ):
        parts = line.text[: cell.left], line.text[cell.left : cell.right], line.text[cell.right :]
        return f"{escape(parts[0])}{HERE}{escape(parts[1]) or '&nbsp;'}</mark>{escape(parts[2])}"
    return " │ ".join(_marked(one.text, one is cell) for one in line.cells)


def _marked(text: str, here: bool) -> str:
    return f"{HERE}{escape(text) or '&nbsp;'}</mark>" if here else escape(text)
