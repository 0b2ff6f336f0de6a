"""Lines of cells become records of pieces: a record is what one table row may be, a piece is a label or a value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from toolkit.reading.document import DELIMITED, Cell, Document, Line
from toolkit.reading.furniture import page_marks
from toolkit.reading.numbering import split_numbering, width_of
from toolkit.reading.values import UNIT_WORDS, Value, parse_value

# The longest statutory label has 37 Chinese characters, the note above the table 31; a longer run is prose.
LONGEST_LABEL = 60
# A header cell that goes on in the next line is short; a longer line is prose.
LONGEST_HEADER_REST = 20
# What longer texts say is not kept for the next report.
LONGEST_KEPT = 80
# A numbering that a blank has parted has no more characters before the blank.
LONGEST_PARTED = 2

_INNER_NUMBERING = re.compile(
    r"(?<=.)(?=[（(][一二三四五六七][)）])|(?<=[\u4e00-\u9fff”\"])(?=\d{1,2}[.．、](?!\d))|(?<=[\u4e00-\u9fff])(?=[一二三四]、)"
)
# Without this in it a text has no numbering within: soon told, where the above looks about at every character.
_NUMBERING = re.compile(r"[（(][一二三四五六七][)）]|\d[.．、]|[一二三四]、")
_LABEL_AND_VALUE = re.compile(r"(?P<label>.*[\u4e00-\u9fff”\"』」)）])(?P<value>[+\-]?\d[\d,.]*(?:万元|元)?)")
# The core of a piece of prose: longer than any label, and like none.
PROSE = "。" * LONGEST_LABEL
_SENTENCE_END = re.compile(r"[。；！？]")
_SENTENCE = re.compile(
    r"[。；;！!？?]|[\u4e00-\u9fff][，,、（(]?[0-9０-９][0-9０-９.,]*(?!位小数)[\u4e00-\u9fff]|[《》%％]"
)
_OPEN_BRACKET = re.compile(r"[（(][一二三四五六七八九十]?")
_DIGITS = re.compile(r"[0-9０-９]{1,2}")
_POINT = re.compile(r"[.．、][^0-9０-９]")
_CLOSING = re.compile(r"[一二三四五六七八九十]?[)）]")
_ONLY_NUMBERING = re.compile(r"[（(]?(?:[一二三四五六七八九十]+|\d{1,2})[)）.．、]+")


class Piece(NamedTuple):
    """A label (its Chinese characters in `core`, its numbering in `number`) or a value, and the cell it stands in."""

    cell: Cell
    core: str = ""
    number: int | None = None
    value: Value | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a figure that can be read."""
        return self.value is not None and self.value.kind == "number"

    @property
    def is_blank(self) -> bool:
        """Whether it is an empty cell, or a mark for one."""
        return self.value is not None and self.value.kind == "blank"


Said = tuple[str, int | None, Value | None]
"""What a text says, wherever it stands: the core, number and value of a piece."""


class Record(NamedTuple):
    """Pieces that may be one row of a table; `lines` are indices into the document's lines.

    In a delimited record every cell counts, an empty one too; `width` is the number of its cells. `has_figure` says
    whether a number stands in it.
    """

    pieces: tuple[Piece, ...]
    lines: tuple[int, ...]
    delimited: bool
    page: int
    width: int = 0
    has_figure: bool = False


def _record(pieces: tuple[Piece, ...], lines: tuple[int, ...], page: int) -> Record:
    """The record of pieces that blanks part."""
    has_figure = any([value is not None and value.kind == "number" for _, _, _, value in pieces])
    return Record(pieces, lines, False, page, 0, has_figure)


def records(document: Document, by_display: bool = False) -> list[Record]:
    """The records of a document, in order: its lines, save that cells standing one a line are gathered into rows.

    With `by_display` places are counted in columns of a screen, where a Chinese character has two.
    """
    found: list[Record] = []
    lines = document.lines
    marks = page_marks(document)
    singles = [line.kind == "tab" and len(line.cells) == 2 and not line.cells[0].text for line in lines]
    passed = -1
    for index, line in enumerate(lines):
        if index <= passed or index in marks:
            continue
        if singles[index]:
            run = _cell_run(lines, singles, index)
            found.append(_gathered(lines, run))
            passed = run[-1]
        elif line.kind in DELIMITED:
            found.append(_of_cells(line.cells, (index,), line.page))
        elif line.cells and _is_prose(line):
            found.append(Record((Piece(line.cells[0], PROSE),), (index,), False, line.page))
        elif line.cells:
            pieces = tuple(_spaced(_displayed(line) if by_display else line))
            found.append(_record(pieces, (index,), line.page))
    return found


def _is_prose(line: Line) -> bool:
    if _SENTENCE_END.search(line.text):
        return True
    return len(line.text) > LONGEST_LABEL and any(len(cell.text) > LONGEST_LABEL for cell in line.cells)


def _displayed(line: Line) -> Line:
    """The line with its cells' places in columns of a screen."""
    return line._replace(
        cells=tuple(
            cell._replace(left=width_of(line.text[: cell.left]), right=width_of(line.text[: cell.right]))
            for cell in line.cells
        )
    )


def _cell_run(lines: tuple[Line, ...], singles: list[bool], start: int) -> list[int]:
    """Indices of lines from `start` on that hold one tab-led cell each (`singles`) and belong to one row; a blank line ends it.

    In 新郑市政务服务和大数据管理局 2020 a header cell goes on in the next line ("⇥本年新 / 制作数量").
    """
    stop = start + 1
    while stop < len(lines):
        if not singles[stop]:
            line = lines[stop]
            rest = line.kind == "text" and 0 < len(line.text.strip()) <= LONGEST_HEADER_REST
            if not (rest and stop + 1 < len(lines) and singles[stop + 1]):
                break
        stop += 1
    return list(range(start, stop))


def _gathered(lines: tuple[Line, ...], run: list[int]) -> Record:
    cells: list[Cell] = []
    for index in run:
        line = lines[index]
        if line.kind == "tab":
            cells.append(line.cells[1])
        else:
            last = cells.pop()
            cells.append(Cell(last.text + line.text.strip(), last.line, last.column, last.page))
    return _of_cells(cells, tuple(run), lines[run[0]].page)


def _of_cells(cells: Sequence[Cell], lines: tuple[int, ...], page: int) -> Record:
    """The record of delimited cells."""
    pieces = []
    has_figure = False
    new = tuple.__new__
    for cell in cells:
        text = cell[0]
        for core, number, value in _said_by(text) if len(text) <= LONGEST_KEPT else _said_by.__wrapped__(text):
            # What Piece(…) does, in two thirds of the time: reports have hundreds of cells.
            pieces.append(new(Piece, (cell, core, number, value)))
            if not has_figure and value is not None and value.kind == "number":
                has_figure = True
    return new(Record, (tuple(pieces), lines, True, page, len(cells), has_figure))


@lru_cache(maxsize=16384)
def _said_by(text: str) -> tuple[Said, ...]:
    """What the text of a delimited cell says: mostly one thing; "（三）不予公开1.属于国家秘密" is two."""
    value = parse_value(text)
    if value.kind != "odd":
        return (("", None, value),)
    if len(text) > LONGEST_LABEL * 2:
        return ((text, None, None),)
    return tuple(_label(part) for part in _parted(text) if part)


def _parted(text: str) -> list[str]:
    """A text parted before each numbering within it."""
    return _INNER_NUMBERING.split(text) if _NUMBERING.search(text) else [text]


@lru_cache(maxsize=16384)
def _label(text: str, number: int | None = None) -> Said:
    if _SENTENCE.search(text):
        # Prose stays what it is, punctuation and all, so that it is no label: "予以公开6件，占66%。"
        return PROSE, None, None
    core, own = split_numbering(text)
    return core, own if own is not None else number, None


def _spaced(line: Line) -> list[Piece]:
    """The pieces of a line whose cells are parted by blanks: a number and its unit, a numbering and its label join."""
    pieces: list[Piece] = []
    pending: int | None = None
    for cell in _whole_numbering(line.cells):
        value = parse_value(cell.text)
        if value.kind != "odd":
            pieces.append(Piece(cell, value=value))
        elif cell.text in UNIT_WORDS and pieces and pieces[-1].is_number:
            last = pieces.pop()
            joined = Cell(
                f"{last.cell.text} {cell.text}", cell.line, last.cell.column, cell.page, last.cell.left, cell.right
            )
            pieces.append(Piece(joined, value=Value("number", last.value.number, cell.text)))
        elif _ONLY_NUMBERING.fullmatch(cell.text):
            pending = split_numbering(cell.text)[1]
            pieces.append(Piece(cell))
            continue
        else:
            pieces.extend(_spaced_label(cell, pending))
        pending = None
    return pieces


def _whole_numbering(cells: tuple[Cell, ...]) -> list[Cell]:
    """Cells with a numbering put together again that blanks have parted: "( 七)总计", "3 .其他"."""
    whole: list[Cell] = []
    for cell in cells:
        before = whole[-1].text if whole else ""
        if len(before) > LONGEST_PARTED:
            whole.append(cell)
            continue
        if (_OPEN_BRACKET.fullmatch(before) and _CLOSING.match(cell.text)) or (
            _DIGITS.fullmatch(before) and _POINT.match(cell.text)
        ):
            last = whole.pop()
            cell = Cell(last.text + cell.text, cell.line, last.column, cell.page, last.left, cell.right)
        whole.append(cell)
    return whole


def _spaced_label(cell: Cell, number: int | None) -> list[Piece]:
    pieces = []
    for text in _parted(cell.text):
        last = text[-1:]
        if (last in "元,." or last.isdecimal()) and (glued := _LABEL_AND_VALUE.fullmatch(text)):
            pieces.append(Piece(cell, *_label(glued["label"], number)))
            pieces.append(Piece(cell, value=parse_value(glued["value"])))
        elif text:
            pieces.append(Piece(cell, *_label(text, number)))
        number = None
    return pieces
