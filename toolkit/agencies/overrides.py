"""What a person decided about agencies, from a CSV that Excel can read and write (data/agencies.csv)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from toolkit.agencies.divisions import division, divisions_version
from toolkit.agencies.settings import Label, kinds
from toolkit.excel_csv import raise_all, read_sheet

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
    kinds.toml), note. An empty cell keeps what was derived. Read as `toolkit.excel_csv.read_sheet` reads. Raises
    OverrideError naming file and line, with the rows that are not right, and FileNotFoundError.
    """
    path = Path(path)
    what = f"a CSV file with the columns {', '.join(COLUMNS)}"
    decisions: dict[str, Override] = {}
    wrong: list[str] = []
    for line, cells in read_sheet(path, COLUMNS, what, OverrideError).rows:
        try:
            decision = _decision(cells, path, line, decisions)
            decisions[decision.agency] = decision
        except OverrideError as error:
            wrong.append(str(error))
    raise_all(wrong, OverrideError)
    return decisions


def _decision(cells: Mapping[str, str], path: Path, line: int, earlier: Mapping[str, Override]) -> Override:
    """A row as a decision. Raises OverrideError."""
    where = f"{path}, line {line}"
    # The name of an agency stays as it is, wide brackets included: it must be that of the reports.
    kept = {name: cells[name] if name in ("agency", "note") else _clean(cells[name]) for name in COLUMNS}
    decision = _checked(Override(**kept, place=f"{path.name} line {line}"), where)
    if decision.agency in earlier:
        first = earlier[decision.agency].place
        raise OverrideError(
            f"{where}: one row an agency expected, but {decision.agency} stands in {first} too. Keep one."
        )
    return decision


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
