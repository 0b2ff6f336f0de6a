"""Reads a PDF with PDFium: opens it, takes its pages one by one, and says what of them could not be read.

PDFium is native code and may fail on a damaged file, so `pdf.read` runs this in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from toolkit.reading.document import PAGES, Document, Seen, UnreadableFile
from toolkit.reading.readers import apart, scans
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.pdf.breaks import Table, join_rows
from toolkit.reading.readers.pdf.browser import drop_browser_lines
from toolkit.reading.readers.pdf.fields import fields_with_text
from toolkit.reading.readers.pdf.layout import MOST_LOST, Page, page_of
from toolkit.reading.readers.pdf.pdfium import content_of
from toolkit.reading.readers.pdf.running import drop_repeated
from toolkit.reading.readers.pdf.spacing import margins, places_of, set_line, unit_of
from toolkit.reading.readers.pdf.words import TextLine

if TYPE_CHECKING:
    from toolkit.reading.readers.scans.page import Scan

# A volume of all reports of a city has about a thousand pages.
MOST_PAGES = 3000
# As many characters have a hundred reports.
MOST_CHARACTERS = 3_000_000
# A PDF ends with this mark; some programs put a few bytes behind it.
END_MARK, END_REACH = b"%%EOF", 4096
# A table is the last (first) of its page if no more than one line stands below (above) it.
NEAR_EDGE = 2
# Pages named in a message, and characters quoted.
MOST_NAMED, LONGEST_QUOTE = 20, 30


def read(data: bytes, source: str) -> Document:
    """The document in a PDF's bytes. Raises UnreadableFile with the reason and what to do."""
    pdf = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not pdf:
        raise UnreadableFile(_why_closed(pdfium.FPDF_GetLastError()))
    try:
        pages = list(_pages(pdf))
    finally:
        pdfium.FPDF_CloseDocument(pdf)
    builder = Builder(source, "pdf", PAGES)
    _raise_unless_text(pages)
    write_pages(builder, [page or Page() for page in pages])
    _note(builder, pages, data)
    note_recognised(builder, [page or Page() for page in pages])
    return builder.document()


def _why_closed(error: int) -> str:
    if error == pdfium.FPDF_ERR_PASSWORD:
        return (
            "this PDF opens only with a password: open it with the password and print it to a new PDF, or get the "
            "file without one"
        )
    if error == pdfium.FPDF_ERR_SECURITY:
        return "this PDF is encrypted in a way that can't be read: print it to a new PDF, or get the file without it"
    return "this PDF is damaged and can't be opened: get the file again from where it came from"


def _pages(pdf: pdfium.FPDF_DOCUMENT) -> Iterator[Page | None]:
    """The pages, None for one that can't be loaded."""
    count = pdfium.FPDF_GetPageCount(pdf)
    if count > MOST_PAGES:
        raise UnreadableFile(
            f"this PDF has {count:,} pages, more than the {MOST_PAGES:,} that are read: split it, or take out what is no report"
        )
    characters = 0
    for number in range(count):
        loaded = pdfium.FPDF_LoadPage(pdf, number)
        if not loaded:
            yield None
            continue
        try:
            page = page_of(content_of(loaded))
            if page.unreadable and scans.available():
                page = _recognised(loaded) or page
            page.fields = fields_with_text(loaded)
        finally:
            pdfium.FPDF_ClosePage(loaded)
        characters += page.characters
        if characters > MOST_CHARACTERS:
            raise UnreadableFile(
                f"this PDF has more than {MOST_CHARACTERS:,} characters, far more than a report: split it, or take out "
                "what is no report"
            )
        yield page


def _recognised(loaded: pdfium.FPDF_PAGE) -> Page | None:
    """A page without text of its own, read as a picture; None where no text is found in it."""
    from toolkit.reading.readers.scans.rendering import drawn, page_of_picture

    page = page_of_picture(drawn(loaded))
    apart.alive()
    return page if page.characters else None


def _raise_unless_text(pages: Sequence[Page | None]) -> None:
    """Says why where there is nothing to read."""
    loaded = [page for page in pages if page]
    if not loaded:
        raise UnreadableFile(
            "this PDF has no page that can be read, so it is damaged: get the file again from where it came from"
        )
    scanned = sum(page.scanned for page in loaded)
    characters = sum(page.characters for page in loaded)
    if scanned and all(page.scanned or not page.characters for page in loaded):
        raise UnreadableFile(
            f"this is a scan: {_count(scanned, 'page')} of pictures without text; {scans.advice()}, or get the original file"
        )
    if not characters:
        drawn = any(page.drawn for page in loaded)
        raise UnreadableFile(
            f"this PDF has {_count(len(loaded), 'page')} without any text"
            + (", letters are drawn as shapes or pictures: run a text recognition (OCR) over it" if drawn else "")
            + (" or get the original file" if drawn else ": get the file again from where it came from")
        )
    lost = sum(page.lost for page in loaded)
    if lost > MOST_LOST * characters:
        raise UnreadableFile(
            f"its fonts don't say which characters they show ({lost:,} of {characters:,} can't be told): run a text "
            "recognition (OCR) over it, or get the original file"
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def write_pages(builder: Builder, pages: Sequence[Page]) -> None:
    """Writes the pages' tables, lines and pictures in reading order."""
    windows = drop_browser_lines(pages)
    # Pages of several windows may be reports of several agencies.
    builder.titles += windows if len(windows) == 1 else []
    drop_repeated(pages)
    _join_broken_rows(pages)
    text = [[item for item in page.items if isinstance(item, TextLine)] for page in pages]
    units = [unit_of(lines) for lines in text]
    # Columns of a table that goes on over pages have the same places on all of them.
    common = median_low([unit for unit, lines in zip(units, text, strict=True) if lines] or units)
    for page, left, unit in zip(pages, margins(text), units, strict=True):
        builder.page()
        for item in page.items:
            if item is None:
                builder.picture()
            elif isinstance(item, TextLine):
                _write_line(builder, set_line(item, left, unit), places_of(item, common))
                if page.scan:
                    _note_seen_line(builder, item, page.scan)
            elif item.cells:
                first = len(builder.lines)
                builder.table(item.cells)
                if item.seen:
                    _note_seen_table(builder, first, item.seen)


def _write_line(builder: Builder, text: str, places: Sequence[tuple[int, int]]) -> None:
    """Writes a line; its cells stand where its words do on the page, not where blanks put them in the text."""
    builder.laid_out(text)
    line = builder.lines[-1]
    if line.kind == "text" and len(line.cells) == len(places):
        cells = [cell._replace(left=at[0], right=at[1]) for cell, at in zip(line.cells, places, strict=True)]
        builder.lines[-1] = line._replace(cells=tuple(cells))


def _note_seen_line(builder: Builder, item: TextLine, scan: Scan) -> None:
    """Says where on the page text recognition saw the words of the last line."""
    line = builder.lines[-1]
    if len(line.cells) == len(item.words):
        for cell, word in zip(line.cells, item.words, strict=True):
            seen = scan.seen_in(word.left, item.y - word.size / 2, word.right, item.y + word.size / 2)
            builder.seen[line.number, cell.column] = seen


def _note_seen_table(builder: Builder, first: int, seen: Mapping[tuple[int, int], Seen]) -> None:
    """Says where on the page text recognition saw the cells of the lines from `first` on."""
    for line in builder.lines[first:]:
        for cell in line.cells:
            if found := seen.get((cell.row - 1, cell.column - 1)):
                builder.seen[line.number, cell.column] = found


def _join_broken_rows(pages: Sequence[Page]) -> None:
    """Makes one row of what a page break cut in two, where a table ends a page and one begins the next."""
    for page, following in pairwise(pages):
        # A page number and a running title may stand between the two.
        last = next((item for item in page.items[-1 : -1 - NEAR_EDGE : -1] if isinstance(item, Table)), None)
        first = next((item for item in following.items[:NEAR_EDGE] if isinstance(item, Table)), None)
        if last and first:
            join_rows(last, first)


def note_recognised(builder: Builder, pages: Sequence[Page]) -> None:
    """Says which pages were read by text recognition."""
    if met := [number for number, page in enumerate(pages, 1) if page.scan]:
        builder.note(
            "read_by_recognition",
            f"Pictures of text, read by text recognition (OCR): {_named(met)}. A figure that it is not sure of, or that "
            "breaks an identity, is undecided; compare what matters by eye.",
        )


def _note(builder: Builder, pages: Sequence[Page | None], data: bytes) -> None:
    """Notes what could not be read, with the pages."""
    for rule, of_page, message in _NOTES:
        met = [number for number, page in enumerate(pages, 1) if page and of_page(page)]
        if met:
            marks = [of_page(pages[number - 1]) for number in met]
            what = _count(sum(marks), "character") if isinstance(marks[0], int) else str(marks[0])[:LONGEST_QUOTE]
            builder.note(rule, message.format(pages=_named(met), what=what))
    broken = [number for number, page in enumerate(pages, 1) if page is None]
    if broken:
        builder.note(
            "pages_lost",
            f"The file is damaged: {_named(broken)} could not be read. Get it again from where it came from.",
        )
    if END_MARK not in data[-END_REACH:]:
        builder.note(
            "file_cut_off",
            "The file doesn't end as a PDF does, so its end is probably lost: get it again from where it came from.",
        )


# What a page can say of itself: the note's rule, what tells it, and its words.
_NOTES: tuple[tuple[str, Callable[[Page], int | str], str], ...] = (
    (
        "characters_lost",
        lambda page: page.lost,
        "{what} on {pages} can't be told, for the font doesn't say which they are; they are read as \ufffd. Compare by "
        "eye, or get the original file.",
    ),
    (
        "pages_without_text",
        lambda page: page.scanned,
        "Pictures without text, which were not read: {pages}. With text recognition (OCR) installed they are read where "
        "text is found on them (see docs/formats.md); else type in what stands there.",
    ),
    (
        "drawing_not_read",
        lambda page: page.crowded,
        "So much is drawn on {pages} that not all of it was read: compare by eye.",
    ),
    (
        "hidden_text",
        lambda page: page.hidden,
        "{what} on {pages} lie beside the visible page and were not read.",
    ),
    (
        "hidden_text",
        lambda page: page.cropped,
        "{what} in tables on {pages} lie beside the visible page, which was cropped. They were read: take off the crop "
        "to compare them by eye.",
    ),
    (
        "fields_not_read",
        lambda page: page.fields,
        "Form fields or comments with text stand on {pages} and were not read: print the file to a new PDF, of which "
        "they are then a part.",
    ),
    (
        "watermark",
        lambda page: page.slanted,
        "Slanted text on {pages} (“{what}”) was taken for a watermark and not read.",
    ),
)


def _named(numbers: Sequence[int]) -> str:
    """Pages in words: "page 3", "pages 1-4 and 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    names = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    if len(names) > MOST_NAMED:
        names = [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return ("page " if len(numbers) == 1 else "pages ") + listed
