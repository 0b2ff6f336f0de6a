"""What every decision of a person says of itself: who made it, when, for which version of a file; and how one is added."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from toolkit.excel_csv import (
    Sheet,
    date_in,
    new_sheet,
    parse_sheet,
    raise_all,
    read_bytes,
    with_row,
    without_row,
    write_bytes,
)

T = TypeVar("T")
Parse = Callable[[bytes, Path], tuple[list[T], Sheet]]
"""The bytes of a file, and what messages call it -> its rows as decisions, and how it is written."""

# So many characters of a hash tell files apart; Excel leaves no shorter number of them as it is.
FEWEST_OF_HASH = 12
_HASH = re.compile(rf"[0-9a-f]{{{FEWEST_OF_HASH},64}}")


def person(cell: str) -> str:
    """Who decided. Raises ValueError for nothing."""
    if not cell:
        raise ValueError("column who: expected who decided it, found ''; write a name or initials")
    return cell


def day(cell: str) -> str:
    """When, as 2024-01-31. Raises ValueError for what is no day."""
    try:
        return date_in(cell)
    except ValueError as error:
        raise ValueError(f"column when: expected a day, {error}") from error


def hash_of(cell: str) -> str:
    """A sha256 or its first characters, or "" for none. Raises ValueError for what is none."""
    if cell and not _HASH.fullmatch(cell.lower()):
        raise ValueError(
            f"column sha256: expected at least the first {FEWEST_OF_HASH} characters (0-9, a-f) of a file's hash, "
            f"found {cell!r}; copy it from the table reports, or leave the cell empty"
        )
    return cell.lower()


def file_changed(decided_for: str, now: str) -> bool:
    """Whether a decision was made for another version of a file; "" says nothing of the version."""
    return bool(decided_for) and not now.startswith(decided_for)


def parse_decisions(
    data: bytes,
    path: Path,
    columns: Sequence[str],
    read_row: Callable[[Mapping[str, str], str], tuple[T | None, list[str]]],
    decides: Callable[[T], str],
    one: str,
    error: type[ValueError],
) -> tuple[list[T], Sheet]:
    """The rows of a file as decisions, in its order, and how the file is written; `path` is what messages call it.

    `read_row` takes a row's cells and its place, and gives the decision, or None and what is wrong. `decides` says what
    a decision is on, of which the file may hold `one` ("one review a finding"). Raises `error` with all that is wrong.
    """
    sheet = parse_sheet(data, path, columns, error)
    found: list[T] = []
    wrong: list[str] = []
    lines: dict[str, int] = {}
    for line, cells in sheet.rows:
        row, errors = read_row(cells, f"{path.name} line {line}")
        if row and (first := lines.setdefault(decides(row), line)) != line:
            errors.append(f"expected {one}, found {decides(row)} in line {first} too; keep one")
        wrong += [f"{path}, line {line}: {message}" for message in errors]
        found += [row] if row else []
    raise_all(wrong, error)
    return found, sheet


def added(
    path: Path | None,
    cells: Mapping[str, str],
    columns: Sequence[str],
    called: Path,
    parse: Parse[T],
    instead_of: Callable[[T], bool] | None = None,
) -> list[T]:
    """Adds a row to a file, or to a new one with these columns, and returns all its rows, the new one last.

    Rows that `instead_of` takes are replaced by it. The file is parsed with the row in it before anything is written. With
    `path` None nothing is written at all. Raises what `parse` raises, FileNotFoundError for no folder, OSError for a file
    that cannot be written.
    """
    if path and not path.absolute().parent.is_dir():
        raise FileNotFoundError(
            f"{path}: expected the folder {path.absolute().parent}, found none; give the path as seen from "
            f"{Path.cwd()}, or the whole path"
        )
    found = read_bytes(path) if path and path.exists() else None
    data = found if found is not None else new_sheet(columns)
    if instead_of:
        data, old = _without(data, called, parse, instead_of)
        own = {name: cell for _, row in old for name, cell in row.items() if name not in columns}
        cells = {**own, **cells}
    data = with_row(data, parse(data, called)[1], cells)
    rows, _ = parse(data, called)
    if path:
        _put(path, data, found)
    return rows


def removed(path: Path, parse: Parse[T], which: Callable[[T], bool]) -> list[T]:
    """Takes rows out of a file, and returns them; the others stay, byte for byte.

    Raises FileNotFoundError, what `parse` raises, and OSError for a file that cannot be written.
    """
    found = read_bytes(path)
    data, gone = _without(found, path, parse, which)
    if gone:
        _put(path, data, found)
    return [row for row, _ in gone]


def _put(path: Path, data: bytes, found: bytes | None) -> None:
    """Writes a file of decisions, unless somebody else has written to it since it was read as `found`."""
    now = read_bytes(path) if path.exists() else None
    if now != found:
        raise OSError(f"{path}: somebody else has written to this file just now; try again")
    write_bytes(path, data)


def _without(
    data: bytes, called: Path, parse: Parse[T], which: Callable[[T], bool]
) -> tuple[bytes, list[tuple[T, Mapping[str, str]]]]:
    """The bytes of a file without some rows, and these rows, each with its cells."""
    rows, sheet = parse(data, called)
    found = [(line, row, cells) for (line, cells), row in zip(sheet.rows, rows, strict=True) if which(row)]
    for line, _, _ in reversed(found):
        data = without_row(data, sheet, line)
    return data, [(row, cells) for _, row, cells in found]
