"""What a person decided about agencies, from a CSV that Excel can read and write (data/agencies.csv)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from toolkit.agencies.divisions import division, divisions_version
from toolkit.agencies.settings import Label, kinds

COLUMNS = ("agency", "division_code", "level", "kind", "note")
# In the column division_code: this agency has none.
NO_CODE = "-"


class OverrideError(ValueError):
    """A row of the override file that cannot be used."""


@dataclass(frozen=True)
class Override:
    """A row of the file: what is "" stays as derived. `place` is the file and line it stands in."""

    agency: str
    division_code: str = ""
    level: str = ""
    kind: str = ""
    note: str = ""
    place: str = ""


def read_overrides(path: str | PathLike[str]) -> dict[str, Override]:
    """The decisions in a file, by agency; {} where it holds its header row only.

    Columns: agency (as in the reports), division_code (six digits, or - for none), level and kind (key or Chinese label of
    kinds.toml), note. An empty cell keeps what was derived. UTF-8 (with or without mark) or GB18030, commas, semicolons or
    tabs. Raises OverrideError naming file and line, with all rows that are not right, and FileNotFoundError.
    """
    path = Path(path)
    text = _decoded(path)
    header = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = tuple(_clean(cell).lower() for cell in next(rows, []))
    if missing := [name for name in COLUMNS if name not in columns]:
        raise OverrideError(
            f"{path}, line 1: columns {', '.join(COLUMNS)} expected, found {', '.join(columns) or 'nothing'}. Add "
            f"{', '.join(missing)} to the first row."
        )
    decisions: dict[str, Override] = {}
    wrong: list[str] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        try:
            decision = _decision(columns, row, path, rows.line_num, decisions)
            decisions[decision.agency] = decision
        except OverrideError as error:
            wrong.append(str(error))
    if wrong:
        raise OverrideError("\n".join(wrong))
    return decisions


def _decision(
    columns: tuple[str, ...], row: list[str], path: Path, line: int, earlier: Mapping[str, Override]
) -> Override:
    """A row as a decision. Raises OverrideError."""
    where = f"{path}, line {line}"
    if any(cell.strip() for cell in row[len(columns) :]):
        raise OverrideError(
            f"{where}: {len(columns)} cells expected, found {len(row)}. Put a text with a comma in double quotes."
        )
    # The name of an agency stays as it is, wide brackets included: it must be that of the reports.
    pairs = zip(columns, row, strict=False)
    cells = {name: cell.strip() if name in ("agency", "note") else _clean(cell) for name, cell in pairs}
    place = f"{path.name} line {line}"
    decision = _checked(Override(**{name: cells.get(name, "") for name in COLUMNS}, place=place), where)
    if decision.agency in earlier:
        first = earlier[decision.agency].place
        raise OverrideError(
            f"{where}: one row an agency expected, but {decision.agency} stands in {first} too. Keep one."
        )
    return decision


def _decoded(path: Path) -> str:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: a CSV file with the columns {', '.join(COLUMNS)} expected, found no file. Add it."
        )
    data = path.read_bytes()
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise OverrideError(
            f"{path}: a CSV file expected, found an Excel workbook. Save it as “CSV UTF-8 (comma delimited)”."
        )
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OverrideError(
        f"{path}: text in UTF-8 or GB18030 expected, found neither. Save it as “CSV UTF-8 (comma delimited)”."
    )


def _clean(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _checked(decision: Override, where: str) -> Override:
    """The row with level and kind as keys. Raises OverrideError."""
    if not decision.agency:
        raise OverrideError(
            f"{where}: the name of an agency expected in column agency, found nothing. Add it or remove the row."
        )
    if not any((decision.division_code, decision.level, decision.kind, decision.note)):
        raise OverrideError(
            f"{where}: a division_code, level, kind or note expected for {decision.agency}, found none. "
            "Fill one or remove the row."
        )
    if decision.division_code not in ("", NO_CODE) and division(decision.division_code) is None:
        raise OverrideError(
            f"{where}: a six-digit division code of the list ({divisions_version()}), or {NO_CODE} for none, expected in "
            f"column division_code, found {decision.division_code!r}. Look the code up, or leave the cell empty."
        )
    level = _key(decision.level, kinds().levels, "level", where)
    kind = _key(decision.kind, kinds().kinds, "kind", where)
    return Override(decision.agency, decision.division_code, level, kind, decision.note, decision.place)


def _key(cell: str, known: Mapping[str, Label], column: str, where: str) -> str:
    if not cell or cell in known:
        return cell
    for label in known.values():
        if cell in (label.chinese, label.english):
            return label.key
    listed = ", ".join(f"{label.key} {label.chinese}" for label in known.values())
    raise OverrideError(
        f"{where}: column {column} holds {cell!r}, which is none of: {listed}. Take one of these, or leave it empty."
    )
