"""The hand-coded side: a sample drawn to be coded blind, and the CSV file that a person's codes are kept in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

import pandas as pd

from toolkit.excel_csv import raise_all, read_sheet
from toolkit.text.cues import IMPROVEMENT, PROBLEM
from toolkit.text.outline import find_marks
from toolkit.text.themes import OTHER

KINDS = (PROBLEM, IMPROVEMENT)
COLUMNS = ("report", "kind", "order", "begins_with", "themes")
"""The columns a hand-coded file must have; others may follow."""
# A numbering stands within the first characters of a statement.
_NUMBERING_WITHIN = 40


class CodingError(ValueError):
    """A hand-coded file that cannot be used: says where, what was expected and found, and what to do next."""


def opening(text: str) -> str:
    """A statement without its numbering and what stands before it: "（一）一是加强培训" gives "加强培训"."""
    text = re.sub(r"^[\s\ufeff]+", "", text)
    while (marks := find_marks(text[:_NUMBERING_WITHIN])) and marks[0].start == 0:
        text = text[marks[0].end :]
    return re.sub(r"^\W+", "", text)


def core(text: str) -> str:
    """What two copies of a statement share: no numbering, blanks or punctuation; full-width letters made half-width."""
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", opening(text)))


def read_rows(path: Path | str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a coding file as text by column name, each with its line number; empty rows are left out.

    Read as `toolkit.excel_csv.read_sheet` reads; `report_id` is read as `report`. Raises CodingError where the file is
    not there or cannot be read as such a table.
    """
    try:
        return list(read_sheet(path, COLUMNS, "a hand-coded CSV file", CodingError, {"report_id": "report"}).rows)
    except FileNotFoundError as error:
        raise CodingError(str(error)) from error


def read_coding(path: Path | str, codes: Iterable[str] | None = None) -> pd.DataFrame:
    """A hand-coded CSV, one row a statement: report (or report_id), kind, order, begins_with, themes (joined by ;).

    With `codes` every theme must be one of them, or `other`. Returns report_id, kind, order (int), begins_with and
    themes (tuple). Raises CodingError that lists what is wrong, line by line.
    """
    allowed = None if codes is None else [*dict.fromkeys([*codes, OTHER])]
    rows, errors, seen = [], [], {}
    for line, row in read_rows(path):
        themes = tuple(dict.fromkeys(code.strip() for code in re.split("[;；]", row["themes"]) if code.strip()))
        wrong = [*_row_errors(row), *_theme_errors(themes, allowed)]
        errors += [
            f"{path}, line {line}, column {c}: expected {want}, found {got!r}; {then}" for c, want, got, then in wrong
        ]
        if not wrong:
            key = (row["report"], row["kind"].lower(), int(row["order"]))
            if key in seen:
                errors.append(
                    f"{path}, line {line}, column order: expected each statement once, found that of line {seen[key]} "
                    f"again ({', '.join(map(str, key))}); delete one of the lines"
                )
            seen.setdefault(key, line)
            rows.append((*key, row["begins_with"], themes))
    raise_all(errors, CodingError)
    return pd.DataFrame(rows, columns=["report_id", "kind", "order", "begins_with", "themes"])


def _row_errors(row: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    found = []
    if not row["report"]:
        found.append(("report", "a report_id", "", "write the report_id of the dataset"))
    if row["kind"].lower() not in KINDS:
        found.append(("kind", " or ".join(KINDS), row["kind"], "write one of the two"))
    if not row["order"].isdecimal() or int(row["order"]) < 1:
        found.append(("order", "a whole number from 1", row["order"], "count the statements of the report and kind"))
    return found


def _theme_errors(themes: tuple[str, ...], allowed: list[str] | None) -> list[tuple[str, str, str, str]]:
    if not themes:
        return [("themes", "codes joined by ;", "", f"write {OTHER} where no theme fits")]
    found = []
    for code in themes if allowed is not None else ():
        if code not in allowed:
            near = get_close_matches(code, allowed, 1)
            then = f"did you mean {near[0]}?" if near else f"separate codes by ; or write {OTHER} where none fits"
            found.append(("themes", f"codes of the codebook ({', '.join(allowed)})", code, then))
    return found


def draw_sample(
    statements: pd.DataFrame, size: int = 50, seed: int = 2024, by: Sequence[str] = ("kind",)
) -> pd.DataFrame:
    """A random sample of statements to be coded blind: without automatic themes, words and answers, in random order.

    Each stratum of the columns `by` has its share of `size`, at least one statement where `size` allows. The draw
    depends only on `seed` and on each statement's report, kind and order, not on the order of rows, and changes little
    when reports are added. All statements are taken where there are no more than `size`. Raises ValueError for a size
    below 1 and for a column that the table does not have.
    """
    if size < 1:
        raise ValueError(f"size: expected 1 or more, found {size}")
    if lacking := [name for name in (*by, "report_id", "kind", "order") if name not in statements]:
        raise ValueError(f"statements: expected the columns {', '.join(lacking)}, found {', '.join(statements)}")
    keys = zip(statements["report_id"], statements["kind"], statements["order"], strict=True)
    ticket = [sha256(f"{seed}|{r}|{k}|{int(o)}".encode()).hexdigest() for r, k, o in keys]
    frame = statements.drop(columns=["themes", "words", "answers"], errors="ignore").assign(_ticket=ticket)
    frame = frame.sort_values("_ticket", kind="stable").reset_index(drop=True)
    strata: dict[tuple[str, ...], list[int]] = {}
    for i, key in enumerate(zip(*(frame[name].astype(str) for name in by), strict=True) if by else [()] * len(frame)):
        strata.setdefault(key, []).append(i)
    taken = _shares({key: len(strata[key]) for key in sorted(strata)}, min(size, len(frame)))
    rows = sorted(i for key, n in taken.items() for i in strata[key][:n])
    return frame.iloc[rows].drop(columns="_ticket").reset_index(drop=True)


def _shares(counts: Mapping[tuple[str, ...], int], size: int) -> dict[tuple[str, ...], int]:
    """`size` shared out by counts: one each where it suffices, then always to the one that lacks most of its quota."""
    taken = dict.fromkeys(counts, int(size >= len(counts)))
    total = sum(counts.values())
    while sum(taken.values()) < size:
        key = max(counts, key=lambda k: size * counts[k] / total - taken[k])
        taken[key] += 1
    return taken
