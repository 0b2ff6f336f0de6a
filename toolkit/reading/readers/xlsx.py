"""XLSX: the sheets of a workbook, cells as Excel shows them, each with its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from toolkit.reading.document import SHEETS, Document, UnreadableFile
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.number_formats import BUILT_IN, shown
from toolkit.reading.readers.sheets import MOST_CELLS, MOST_COLUMNS, Sheet, SheetCell, lay_sheet, too_many
from toolkit.reading.readers.zipped import Container, opened

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What a formula shows whose value the writing program left out: visible, and no number.
NOT_COMPUTED = "#未计算"
# A sheet's picture smaller than this many rows or columns is a logo or a seal's corner.
LEAST_ROWS, LEAST_COLUMNS = 2, 1


@dataclass(slots=True)
class Book:
    """What all sheets of a workbook share. `formats` and `borders` are by style; `uncomputed` counts formulas without value."""

    texts: list[str]
    formats: list[str]
    borders: list[bool]
    from_1904: bool = False
    cells: int = 0
    uncomputed: int = 0
    beyond: int = 0


def read(data: bytes, source: str) -> Document:
    """The document in an XLSX file's bytes: each visible sheet is a page, each cell as Excel shows it.

    Hidden sheets, rows and columns are left out with a note. Raises UnreadableFile with the reason.
    """
    return read_container(opened(data), source, "xlsx")


def read_container(container: Container, source: str, format: str) -> Document:
    """The document in an opened XLSX container; `format` is what the file was before another program made it an XLSX."""
    main = container.related("", "officeDocument", "xl/workbook.xml")
    root = container.xml(main)
    if root is None or root.find(f"{S}sheets") is None:
        raise UnreadableFile(
            f"the workbook names no sheets (expected <sheets> in {main}): open it in Excel and save it anew as XLSX"
        )
    builder = Builder(source, format, SHEETS)
    book = _book(container, main, root)
    parts = container.targets(main)
    hidden = []
    for element in root.find(f"{S}sheets"):
        kind, part = parts.get(element.get(_ID, ""), ("", ""))
        name = element.get("name", "")
        if kind != "worksheet":
            builder.note(
                "content_elsewhere", f"Sheet {name} has no cells (it is a {kind or 'missing part'}): it was not read."
            )
            continue
        sheet = _sheet(container, part, name, book)
        if element.get("state", "visible") == "visible":
            lay_sheet(sheet, builder)
        elif any(cell.text.strip() for cell in sheet.cells.values()):
            hidden.append(name)
    _add_notes(builder, book, hidden)
    return builder.document()


def _add_notes(builder: Builder, book: Book, hidden: list[str]) -> None:
    if hidden:
        builder.note(
            "hidden_text", f"The workbook has hidden sheets with content ({', '.join(hidden)}); they were left out."
        )
    if book.uncomputed:
        builder.note(
            "no_cached_value",
            f"{book.uncomputed} cells hold formulas whose results are not in the file, and stand as {NOT_COMPUTED}: open the file in "
            "Excel or LibreOffice, save it, and read it again.",
        )
    if book.beyond:
        builder.note(
            "content_elsewhere", f"{book.beyond} cells stand right of column {MOST_COLUMNS} and were not read."
        )


def _book(container: Container, main: str, root: Any) -> Book:
    texts = container.xml(container.related(main, "sharedStrings", "xl/sharedStrings.xml"))
    styles = container.xml(container.related(main, "styles", "xl/styles.xml"))
    properties = root.find(f"{S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    formats, borders = _styles(styles)
    return Book(
        [_text(one) for one in texts.iterfind(f"{S}si")] if texts is not None else [], formats, borders, from_1904
    )


def _styles(styles: Any) -> tuple[list[str], list[bool]]:
    """The number format of each style of cells, and whether it draws a line at the left or right."""
    if styles is None:
        return [], []
    codes = {
        _integer(one.get("numFmtId")): one.get("formatCode", "General")
        for one in styles.iterfind(f"{S}numFmts/{S}numFmt")
    }
    sides = [f"{S}{side}" for side in ("left", "right", "start", "end")]
    drawn = [
        any(side.tag in sides and side.get("style", "none") != "none" for side in border)
        for border in styles.iterfind(f"{S}borders/{S}border")
    ]
    formats, borders = [], []
    for one in styles.iterfind(f"{S}cellXfs/{S}xf"):
        number, border = _integer(one.get("numFmtId")), _integer(one.get("borderId"))
        formats.append(codes.get(number) or BUILT_IN.get(number, "General"))
        borders.append(border < len(drawn) and drawn[border])
    return formats, borders


def _sheet(container: Container, part: str, name: str, book: Book) -> Sheet:
    sheet = Sheet(name)
    row = -1
    for element in _elements(container.xml_bytes(part), part):
        if element.tag == f"{S}row":
            row = _integer(element.get("r"), row + 2) - 1
            if element.get("hidden") in ("1", "true"):
                sheet.hidden_rows.add(row)
            _read_row(element, row, sheet, book)
        elif element.tag == f"{S}col" and element.get("hidden") in ("1", "true"):
            last = min(_integer(element.get("max")), MOST_COLUMNS + 1)
            sheet.hidden_columns |= set(range(_integer(element.get("min"), 1) - 1, last))
        elif element.tag == f"{S}mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            if (start := _place(first)) and (stop := _place(last)):
                sheet.merges.append((*start, *stop))
    sheet.drawn = list(_drawn(container, part))
    return sheet


def _elements(data: bytes, part: str) -> Iterator[Any]:
    """Columns, rows and merged cells of a sheet one after the other; each is forgotten once it is read."""
    if not data:
        raise UnreadableFile(
            f"a sheet of the workbook is missing (expected {part}): open it in Excel and save it anew as XLSX"
        )
    wanted = [f"{S}{tag}" for tag in ("row", "col", "mergeCell")]
    options = dict(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for _, element in etree.iterparse(BytesIO(data), tag=wanted, **options):
            yield element
            element.clear()
            while element.getprevious() is not None and element.getparent() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(
            f"the file is damaged (part {part} is no well-formed XML: {error}): get it again from where it came from"
        ) from error


def _read_row(element: Any, row: int, sheet: Sheet, book: Book) -> None:
    column = -1
    for cell in element.iterchildren(f"{S}c"):
        found = _place(cell.get("r", ""))
        column = found[1] if found else column + 1
        style = _integer(cell.get("s"))
        text = _shown(cell, style, book)
        bordered = style < len(book.borders) and book.borders[style]
        if not (text or bordered):
            continue
        if column >= MOST_COLUMNS:
            book.beyond += bool(text)
            continue
        book.cells += 1
        if book.cells > MOST_CELLS:
            raise too_many()
        sheet.cells[row, column] = SheetCell(text, bordered)


def _shown(cell: Any, style: int, book: Book) -> str:
    """A cell as Excel shows it."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inner = cell.find(f"{S}is")
        return _text(inner) if inner is not None else ""
    value = cell.findtext(f"{S}v") or ""
    if not value:
        if cell.find(f"{S}f") is None or kind == "str":
            return ""
        book.uncomputed += 1
        return NOT_COMPUTED
    if kind == "s":
        index = _integer(value, len(book.texts))
        return book.texts[index] if index < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    if kind in ("str", "e", "d"):
        return _unescaped(value)
    return shown(value, book.formats[style] if style < len(book.formats) else "General", book.from_1904)


def _text(element: Any) -> str:
    """A text of a cell: its runs one after the other; the reading of characters (rPh) is none of it."""
    parts = [element.findtext(f"{S}t") or "", *(run.findtext(f"{S}t") or "" for run in element.iterfind(f"{S}r"))]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Text with characters that XML can't hold and Excel writes as _x000D_."""
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(address: str) -> tuple[int, int] | None:
    """Row and column, from 0, of an address: D5 is (4, 3)."""
    match = _ADDRESS.fullmatch(address)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _integer(text: str | None, default: int = 0) -> int:
    plain = (text or "").strip()
    return int(plain) if plain.isdecimal() and plain.isascii() and len(plain) < 10 else default


def _drawn(container: Container, part: str) -> Iterator[tuple[int, str]]:
    """What floats over a sheet, with the row at which it begins: the text of shapes, "" for a picture that may hold a table."""
    for kind, name in container.targets(part).values():
        root = container.xml(name) if kind == "drawing" else None
        for anchor in root if root is not None else ():
            top, bottom = (_integer(anchor.findtext(f"{XDR}{end}/{XDR}row")) for end in ("from", "to"))
            left, right = (_integer(anchor.findtext(f"{XDR}{end}/{XDR}col")) for end in ("from", "to"))
            text = "\n".join("".join(t.text or "" for t in p.iter(f"{A}t")) for p in anchor.iter(f"{A}p")).strip()
            if text:
                yield top, text
            elif next(anchor.iter(f"{XDR}pic", f"{XDR}graphicFrame"), None) is not None:
                large = bottom - top >= LEAST_ROWS and right - left >= LEAST_COLUMNS
                if large or anchor.find(f"{XDR}to") is None:
                    yield top, ""
