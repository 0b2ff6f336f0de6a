"""A table that stands in a report more than once: which printing is read. Some reports repeat last year's beside this year's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from toolkit.forms import Table
from toolkit.reading.document import Document
from toolkit.reading.fitting.headed import YEAR
from toolkit.reading.fitting.line import FoundLine, find_lines
from toolkit.reading.fitting.pieces import Record
from toolkit.reading.fitting.rows import Found, find_rows

# Lines above a table in which its year may stand, and how long such a caption is at most.
CAPTION_REACH, LONGEST_CAPTION = 2, 40

T = TypeVar("T", Found, FoundLine)


def records_of(found: Found) -> list[int]:
    """The indices of the records of a printing's rows."""
    return [i for row in found.rows.values() for i in row.records]


def lines_of(found: Found | FoundLine, pieces: Sequence[Record]) -> set[int]:
    """The indices of all lines of a printing: its header and its rows."""
    if isinstance(found, FoundLine):
        used = [*found.header, *found.values]
    else:
        used = [*found.fillers, *records_of(found)]
    return {line for i in used for line in pieces[i].lines}


def find_printing(
    pieces: list[Record], table: Table, within: range, document: Document
) -> tuple[Found | FoundLine | None, list[Found | FoundLine]]:
    """The printing of a table that is read, of those among the records with an index in `within`, and the others.

    Of several it is that of the latest year, where each has a year above it; else the fullest, the first of equals.
    """
    if table.layout != "line":
        # Two rows are none: prose may have lines that begin with 行政许可 and 行政处罚.
        printings = [one for one in find_rows(pieces, table, within) if len(one.rows) > 2 or one.fillers]
        best = _chosen(printings, lambda one: one.weight, pieces, document)
        return best, [one for one in printings if one is not best and one.weight[0] > 2]
    lines = find_lines(pieces, table, within)
    full = [line for line in lines if _figures_in(line, pieces)]
    if not full and (rows := _line_as_rows(pieces, table, within)):
        return rows, []
    chosen = _chosen(full or lines, lambda line: (line.marks,), pieces, document)
    return chosen, [line for line in lines if line is not chosen]


def holds_figures(found: Found | FoundLine, pieces: Sequence[Record]) -> bool:
    """Whether a printing is more than a header that returns on a new page."""
    return _figures_in(found, pieces) if isinstance(found, FoundLine) else found.weight[0] > 2


def _line_as_rows(pieces: list[Record], table: Table, within: range) -> Found | None:
    """A table that the form prints in one line, printed with a row for each of its parts; each has its figures."""
    most = len(table.blocks[0].columns)
    for found in find_rows(pieces, table, within):
        numbers = [sum(p.is_number for group in row.groups for p in group.values) for row in found.rows.values()]
        if len(numbers) == len(table.rows) and all(0 < number <= most for number in numbers):
            return found
    return None


def _figures_in(line: FoundLine, pieces: Sequence[Record]) -> bool:
    return any(pieces[i].has_figure for i in line.values)


def _chosen(
    printings: Sequence[T], weight: Callable[[T], tuple[int, ...]], pieces: Sequence[Record], document: Document
) -> T | None:
    if len(printings) < 2:
        return printings[0] if printings else None
    years = [_year_above(min(lines_of(one, pieces)), document) for one in printings]
    if all(years):
        return max(zip(printings, years, strict=True), key=lambda pair: pair[1])[0]
    return max(printings, key=weight)


def _year_above(line: int, document: Document) -> int:
    """The year in a caption right above a line, 0 where there is none."""
    for index in range(line, max(-1, line - 1 - CAPTION_REACH), -1):
        text = document.lines[index].text
        found = YEAR.findall(text) if len(text) <= LONGEST_CAPTION else []
        if found:
            return int(found[-1])
    return 0
