"""XLS: the sheets of an old Excel workbook (97 to 2003), read as those of XLSX are."""

from __future__ import annotations

import io
from typing import Any

from toolkit.reading.document import SHEETS, Document, UnreadableFile
from toolkit.reading.readers.building import Builder
from toolkit.reading.readers.number_formats import shown
from toolkit.reading.readers.sheets import MOST_CELLS, MOST_COLUMNS, Sheet, SheetCell, lay_sheet, too_many

# A workbook without pictures has 0.1 MB; xlrd unpacks some 30 bytes for each of the file.
LARGEST = 30_000_000


def read(data: bytes, source: str) -> Document:
    """The document in an XLS file's bytes: each visible sheet is a page, each cell as Excel shows it.

    Hidden sheets, rows and columns are left out with a note. Raises UnreadableFile with the reason, also where xlrd is
    not installed.
    """
    if len(data) > LARGEST:
        raise UnreadableFile(
            f"the workbook has {len(data) / 1e6:.0f} MB, more than the {LARGEST // 1_000_000} MB that are read: take out pictures and "
            "sheets that are no report, and save it anew"
        )
    book = _opened(data)
    builder = Builder(source, "xls", SHEETS)
    hidden, cells = [], 0
    for found in book.sheets():
        sheet = _sheet(book, found)
        cells += len(sheet.cells)
        if cells > MOST_CELLS:
            raise too_many()
        if found.visibility == 0:
            lay_sheet(sheet, builder)
        elif any(cell.text.strip() for cell in sheet.cells.values()):
            hidden.append(sheet.name)
    if hidden:
        builder.note(
            "hidden_text", f"The workbook has hidden sheets with content ({', '.join(hidden)}); they were left out."
        )
    return builder.document()


def _opened(data: bytes) -> Any:
    """The workbook as xlrd has it. Whatever xlrd stumbles over in a damaged file is a reason, never another exception."""
    try:
        import xlrd
    except ImportError as error:
        raise UnreadableFile(
            "old Excel files (XLS) are read with xlrd, which is not installed: run pip install xlrd, or save the file as XLSX"
        ) from error
    try:
        return xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except xlrd.biffh.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFile(
                "the workbook is locked with a password: open it with the password and save it without one"
            ) from error
        raise _damaged(error) from error
    except Exception as error:  # xlrd checks little: struct.error, IndexError, AssertionError, KeyError and more
        raise _damaged(error) from error


def _damaged(error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"the workbook is damaged or no Excel file ({type(error).__name__}: {error}): get it again from where it came from, or open "
        "it in Excel or LibreOffice and save it as XLSX"
    )


def _sheet(book: Any, found: Any) -> Sheet:
    """A sheet; xlrd gives a cell for each that has a value or a style of its own."""
    sheet = Sheet(found.name)
    for row in range(found.nrows):
        # Type 0 is no cell at all: a row with one far to the right has thousands of them.
        columns = [at for at, kind in enumerate(found.row_types(row)[:MOST_COLUMNS]) if kind]
        for column in columns:
            cell = found.cell(row, column)
            text, bordered = _shown(book, cell), _is_bordered(book, cell)
            if text or bordered:
                sheet.cells[row, column] = SheetCell(text, bordered)
    # In xlrd the end of a range is the first row or column behind it.
    sheet.merges = [(top, left, low - 1, right - 1) for top, low, left, right in found.merged_cells]
    sheet.hidden_rows = {row for row, info in found.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {column for column, info in found.colinfo_map.items() if info.hidden}
    return sheet


def _shown(book: Any, cell: Any) -> str:
    """A cell as Excel shows it. Types are xlrd's: 1 text, 2 number, 3 date, 4 true or false, 5 error."""
    from xlrd.biffh import error_text_from_code

    if cell.ctype == 1:
        return cell.value.replace("\r\n", "\n").replace("\r", "\n")
    if cell.ctype in (2, 3):
        return shown(repr(cell.value), _format(book, cell), bool(book.datemode))
    if cell.ctype == 4:
        return "TRUE" if cell.value else "FALSE"
    return error_text_from_code.get(cell.value, "#ERR") if cell.ctype == 5 else ""


def _format(book: Any, cell: Any) -> str:
    """The code of the number format of a cell's style."""
    if not 0 <= (cell.xf_index or 0) < len(book.xf_list):
        return "General"
    known = book.format_map.get(book.xf_list[cell.xf_index or 0].format_key)
    return known.format_str if known else "General"


def _is_bordered(book: Any, cell: Any) -> bool:
    if cell.xf_index is None or not 0 <= cell.xf_index < len(book.xf_list):
        return False
    border = book.xf_list[cell.xf_index].border
    return bool(border.left_line_style or border.right_line_style)
