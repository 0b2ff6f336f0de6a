"""CSV files that people keep in Excel: read in every shape in which Excel saves them, and added to without touching the rest.

Codings, decisions on agencies, corrections and reviews are such files; what their rows mean their own modules know.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from toolkit.whole_files import write_whole

MOST_ERRORS = 10
"""Errors shown at once: a wrong column would otherwise fill the screen."""
SAVE_AS = "in Excel save it as “CSV UTF-8（逗号分隔）” (CSV UTF-8, comma delimited)"
_DELIMITERS = ",;\t"
# XLSX and XLS; both are saved under the name of a CSV by mistake.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF8_MARK = b"\xef\xbb\xbf"
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?E[+-]?\d+", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
# 1/31/2024, 31.01.2024, 31-Jan-24: what Excel makes of a day in other countries.
_FOREIGN_DATE = re.compile(r"\d{1,2}([-/.])(\d{1,2}|[A-Za-z]{3})\1(\d{4}|\d{2})")


@dataclass(frozen=True)
class Sheet:
    """The rows of a file as text by column name, each with the line it begins in; and how the file is written."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"


def read_sheet(
    path: Path | str,
    columns: Sequence[str],
    what: str = "a CSV file",
    error: type[ValueError] = ValueError,
    aliases: Mapping[str, str] | None = None,
) -> Sheet:
    """The rows of a CSV file that has these columns at least, whatever Excel made of it; empty rows are left out.

    Takes UTF-8 (with or without mark), GB18030 and UTF-16; comma, semicolon or tab; line ends within quotation marks.
    `aliases` are other names of columns. Cells are stripped. Raises FileNotFoundError, and `error` where the file cannot
    be read as such a table: it names file and line, what was expected and found, and what to do.
    """
    path = Path(path)
    return parse_sheet(read_bytes(path, what, error), path, columns, error, aliases)


def read_bytes(path: Path, what: str = "a CSV file", error: type[ValueError] = ValueError) -> bytes:
    """The bytes of a file. Raises FileNotFoundError, and `error` for one that may not be read, both with what to do."""
    try:
        return path.read_bytes()
    except FileNotFoundError as missing:
        raise FileNotFoundError(f"{path}: expected {what}, found none; give its path") from missing
    except OSError as refused:
        reason = refused.strerror or refused
        raise error(f"{path}: expected a file that may be read, found: {reason}; close it in Excel") from refused


def parse_sheet(
    data: bytes,
    path: Path | str,
    columns: Sequence[str],
    error: type[ValueError] = ValueError,
    aliases: Mapping[str, str] | None = None,
) -> Sheet:
    """`read_sheet` for bytes; `path` is what messages call the file."""
    text, encoding = _decoded(data, path, error)
    delimiter = _delimiter(text, columns, aliases or {})
    names: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = []
    wrong: list[str] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            begins, line, cells = line, reader.line_num + 1, [cell.strip() for cell in cells]
            if not any(cells):
                continue
            if not names:
                names = _header(cells, columns, aliases or {}, f"{path}, line {begins}", error)
            elif any(cells[len(names) :]):
                wrong.append(
                    f"{path}, line {begins}: expected {len(names)} cells, found {len(cells)}; put a cell that holds "
                    f"{delimiter!r} in double quotation marks"
                )
            else:
                rows.append((begins, dict(zip(names, cells + [""] * len(names), strict=False))))
    except csv.Error as broken:
        raise error(
            f"{path}, line {line}: expected every quotation mark to be closed, found one that is not ({broken}); "
            "close it, or save the file again from Excel"
        ) from broken
    if not names:
        _header([], columns, aliases or {}, f"{path}, line 1", error)
    raise_all(wrong, error)
    return Sheet(names, tuple(rows), encoding, delimiter, "\n" if "\n" in text and "\r\n" not in text else "\r\n")


def raise_all(wrong: Sequence[str], error: type[ValueError]) -> None:
    """Raises `error` with all that is wrong, a line each, the first ones of many; nothing where nothing is."""
    if wrong:
        more = len(wrong) - MOST_ERRORS
        raise error("\n".join([*wrong[:MOST_ERRORS], *([f"and {more} more"] if more > 0 else [])]))


def _decoded(data: bytes, path: Path | str, error: type[ValueError]) -> tuple[str, str]:
    """The text of a file, without its mark, and the encoding in which more of it must be written."""
    if data.startswith(_WORKBOOKS):
        raise error(f"{path}: expected a CSV file, found an Excel workbook; {SAVE_AS}")
    marked = _MARKS.get(data[:2])
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding).removeprefix("\ufeff"), encoding
    raise error(f"{path}: expected text in UTF-8 or GB18030, found neither; {SAVE_AS}")


def _delimiter(text: str, columns: Sequence[str], aliases: Mapping[str, str]) -> str:
    """What separates the cells: that by which the first line has most of the columns."""

    def found(delimiter: str) -> int:
        try:
            lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            names = {
                _name(cell, aliases) for cell in next((cells for cells in lines if any(map(str.strip, cells))), [])
            }
        except csv.Error:
            return 0
        return len(names.intersection(columns))

    return max(_DELIMITERS, key=found)


def _name(cell: str, aliases: Mapping[str, str]) -> str:
    name = unicodedata.normalize("NFKC", cell).strip().lower()
    return aliases.get(name, name)


def _header(
    cells: Sequence[str], columns: Sequence[str], aliases: Mapping[str, str], where: str, error: type[ValueError]
) -> tuple[str, ...]:
    """The column names of the first line."""
    names = tuple(_name(cell, aliases) for cell in cells)
    if missing := [name for name in columns if name not in names]:
        raise error(
            f"{where}: expected the columns {', '.join(columns)}, found {','.join(cells)[:80]!r}; add "
            f"{', '.join(missing)} to the first line"
        )
    if twice := [name for name in columns if names.count(name) > 1]:
        raise error(f"{where}: expected each column once, found {', '.join(twice)} more than once; rename the others")
    return names


def number_in(cell: str) -> Decimal:
    """The number in a cell: 3585, 3,585, 3585.0, full-width digits. Raises ValueError: "found …; what to do"."""
    text = unicodedata.normalize("NFKC", cell).replace("−", "-").strip()
    if _NUMBER.fullmatch(text):
        return plain(Decimal(text.replace(",", "")))
    then = "write a number such as 3585 or 1192.55"
    if set(text) == {"#"}:
        then = "the column was too narrow in Excel: widen it, and save the file again"
    elif _SCIENTIFIC.fullmatch(text):
        then = "Excel has shortened the number: give the column the format Number (数值), and save the file again"
    raise ValueError(f"found {cell!r}; {then}")


def plain(number: Decimal) -> Decimal:
    """A number without zeros behind its point: 3585 for 3585.0."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def date_in(cell: str) -> str:
    """A day as 2024-01-31, of 2024-01-31, 2024/1/31, 2024年1月31日; raises ValueError: "found …; what to do".

    A day as other countries write it (1/31/2024) stays as it is: which number is the month nobody can tell.
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if found := _DATE.fullmatch(text):
        with suppress(ValueError):
            return date(*(int(part) for part in found.groups())).isoformat()
    if _FOREIGN_DATE.fullmatch(text):
        return text
    then = "write a day such as 2024-01-31"
    if text and set(text) == {"#"}:
        then = "the column was too narrow in Excel: widen it, and save the file again"
    raise ValueError(f"found {cell!r}; {then}")


def excel_makes(text: str) -> str | None:
    """What Excel makes of a text that looks like a number: 1.23457E+11 of 123456789012; None where it leaves it alone."""
    if not re.fullmatch(r"\d+(e\d+)?", text, re.IGNORECASE) or float(text) == float("inf"):
        return None
    digits = f"{float(text):.0f}"
    if len(digits) <= 11:
        return digits
    mantissa, exponent = f"{float(text):.5E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:].zfill(2)}"


def new_sheet(columns: Sequence[str]) -> bytes:
    """A file with the header row only, with the mark by which Excel knows UTF-8."""
    return _UTF8_MARK + _line(columns, ",", "\r\n").encode()


def with_row(data: bytes, sheet: Sheet, row: Mapping[str, str]) -> bytes:
    """The bytes of a file with one row more, in its own encoding, columns and separator; all else stays as it is."""
    line = _line([row.get(name, "") for name in sheet.columns], sheet.delimiter, sheet.line_end)
    if sheet.encoding == "utf-8" and data.isascii() and not line.isascii():
        # Excel in China takes a file without mark for GB18030; this one had nothing yet by which to tell.
        data = _UTF8_MARK + data
    unended = not data.endswith(("\n".encode(sheet.encoding), "\r".encode(sheet.encoding)))
    return data + ((sheet.line_end if unended else "") + line).encode(sheet.encoding)


def without_row(data: bytes, sheet: Sheet, line: int) -> bytes:
    """The bytes of a file without the row that begins in a line; all else stays as it is. Raises StopIteration for no row."""
    lines = io.StringIO(data.decode(sheet.encoding), newline="").readlines()
    reader = csv.reader(lines[line - 1 :], delimiter=sheet.delimiter, strict=True)
    next(reader)
    del lines[line - 1 : line - 1 + reader.line_num]
    return "".join(lines).encode(sheet.encoding)


def _line(cells: Iterable[str], delimiter: str, line_end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerow(cells)
    return text.getvalue()


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all; a link is followed. Raises OSError with what to do."""
    write_whole(path, data)
