"""What a cell of a statutory table came to: its number, its status, and where it stands."""

from __future__ import annotations

from typing import NamedTuple

from toolkit.forms import Column, Row, Table
from toolkit.identities import Number
from toolkit.reading.document import Cell, Document, Places
from toolkit.reading.fitting.choices import OPEN, Assignment, number_of
from toolkit.reading.fitting.line import FoundLine
from toolkit.reading.fitting.pieces import Piece, Record
from toolkit.reading.fitting.rows import FoundRow
from toolkit.reading.values import UNIT_WORDS, Value, in_10k_yuan, parse_value

REPORTED, BLANK, MISSING, UNDECIDED = "reported", "blank", "missing", "undecided"


class Figure(NamedTuple):
    """A cell of a statutory table. `value` is None unless `status` is "reported"; `raw` is the text as printed."""

    table: str
    row: str
    column: str
    value: Number | None
    status: str
    raw: str
    unit: str
    origin: str


class RowText:
    """What a figure may need to know of its row; most figures need nothing. `cut` says that the document ends in it."""

    __slots__ = ("cut", "row")

    def __init__(self, row: FoundRow, cut: bool) -> None:
        self.row, self.cut = row, cut

    @property
    def label(self) -> Cell:
        """The cell of the row's label."""
        return self.row.label.cell

    @property
    def cells(self) -> list[Cell]:
        """The row's cells that are not blank."""
        return [piece.cell for group in self.row.groups for piece in group.values if not piece.is_blank]

    @property
    def printed(self) -> str:
        """What is printed in the row."""
        return " ".join([cell.text for cell in self.cells])

    @property
    def delimited(self) -> bool:
        """Whether an empty cell can be seen in the row."""
        return any(group.record.delimited for group in self.row.groups)


class FigureMaker:
    """Makes the figures of one table out of settled cells."""

    def __init__(self, table: Table, document: Document) -> None:
        self.table, self.document = table, document
        self.places = Places(document)

    def lost(self, row: Row, status: str, origin: str) -> list[Figure]:
        """The figures of a row that was not found, or not in one place."""
        return [self._open(row, column, status, "", origin) for column in self.table.columns_of[row.key]]

    def all_lost(self) -> list[Figure]:
        """The figures of a table of which nothing was found."""
        return [figure for row in self.table.rows for figure in self.lost(row, MISSING, "")]

    def of_row(self, row: Row, cells: Assignment, met: RowText, in_yuan: bool) -> list[Figure]:
        """The figures of a row; `in_yuan` says that its header states amounts in 元, not in the form's 万元."""
        figure_of = self._cut_short if met.cut else self._settled
        table, row_key, place_of = self.table.key, row.key, self.places.cell
        figures = []
        for column, piece in zip(self.table.columns_of[row_key], cells, strict=True):
            value = piece.value if piece is not None else None
            if value is not None and value.kind == "number" and not column.amount and not met.cut:
                # Nearly every figure, made as Figure(…) does in two thirds of the time.
                cell = piece.cell
                made = (table, row_key, column.key, value.number, REPORTED, cell.text, column.unit, place_of(cell))
                figures.append(tuple.__new__(Figure, made))
                continue
            figure = figure_of(row, column, piece, met)
            figures.append(self._in_10k_yuan(figure) if in_yuan and column.amount else figure)
        return figures

    def of_line(self, settled: dict[str, Assignment], found: FoundLine, pieces: list[Record]) -> list[Figure]:
        """The figures of a table that is printed in one line."""
        values = [piece for i in found.values for piece in pieces[i].pieces if piece.value is not None]
        anchor = (values or list(pieces[found.header[-1]].pieces))[0].cell
        figures = []
        for row in self.table.rows:
            for column, piece in zip(self.table.columns_of[row.key], settled[row.key], strict=True):
                if piece is OPEN:
                    raw = " ".join([value.cell.text for value in values if value.cell.text])
                    figures.append(self._open(row, column, UNDECIDED, raw, self.places.row(anchor)))
                else:
                    figures.append(self._plain(row, column, piece, anchor))
        return figures

    @staticmethod
    def _in_10k_yuan(figure: Figure) -> Figure:
        if figure.value is None or "元" in figure.raw:
            return figure
        return figure._replace(value=in_10k_yuan(Value("number", figure.value, "元")))

    def _cut_short(self, row: Row, column: Column, piece: Piece | None, met: RowText) -> Figure:
        """A figure of the row in whose midst the document ends."""
        if not met.printed:
            return self._open(row, column, MISSING, "", "")
        # Where a file breaks off, its last figure may have lost digits.
        if piece is None or piece is OPEN or piece.cell is met.cells[-1]:
            return self._open(row, column, UNDECIDED, met.printed, self.places.row(met.label))
        return self._plain(row, column, piece, met.label)

    def _settled(self, row: Row, column: Column, piece: Piece | None, met: RowText) -> Figure:
        if piece is OPEN:
            return self._open(row, column, UNDECIDED, met.printed, self.places.row(met.label))
        # In text without delimiters a blank cell leaves nothing behind; in a delimited row the cell itself is gone.
        if piece is None and met.delimited:
            return self._open(row, column, MISSING, "", self.places.row(met.label))
        return self._plain(row, column, piece, met.label)

    def _plain(self, row: Row, column: Column, piece: Piece | None, anchor: Cell) -> Figure:
        if piece is None:
            return self._open(row, column, BLANK, "", self.places.row(anchor))
        cell, value = piece.cell, piece.value
        text, where = cell.text, self.places.cell(cell)
        if value is not None and value.kind == "blank":
            return self._open(row, column, BLANK, text, where)
        if column.amount and cell.table and piece.is_number and (unit := _unit_beside(cell, self.document)):
            text, value = f"{text} {unit}", parse_value(f"{text}{unit}")
        number = number_of(value, column) if value is not None else None
        if number is None:
            return self._open(row, column, UNDECIDED, text, where)
        return Figure(self.table.key, row.key, column.key, number, REPORTED, text, column.unit, where)

    def _open(self, row: Row, column: Column, status: str, raw: str, origin: str) -> Figure:
        return Figure(self.table.key, row.key, column.key, None, status, raw, column.unit, origin)


def _unit_beside(cell: Cell, document: Document) -> str:
    """The unit of an amount in the cell behind it: a number too long for its column pushes 元 into the next one."""
    line = next((line for line in document.lines if line.number == cell.line), None)
    following = [other.text for other in line.cells if other.column == cell.column + 1] if line else []
    return following[0] if following and following[0] in UNIT_WORDS else ""
