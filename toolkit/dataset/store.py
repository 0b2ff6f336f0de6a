"""What is kept between builds, beside the tables: what was read of each file, and by what each agency's rows were made.

It may be deleted at any moment: then everything is read again. It is written while files are read, so that a build that was
interrupted goes on where it was. Reports are kept as pickles of the toolkit's own records and nothing else is loaded
from them, so that a dataset from elsewhere runs nothing (Python documentation, pickle, "Restricting Globals").
"""

from __future__ import annotations

import io
import json
import pickle
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

from toolkit.reading.fitting import Figure
from toolkit.reading.report import Report

_FILE, _VERSION = "readings.sqlite", 3
_TABLES = (
    "CREATE TABLE hashes (source TEXT PRIMARY KEY, stamp TEXT, sha256 TEXT) WITHOUT ROWID",
    "CREATE TABLE readings (key TEXT PRIMARY KEY, cards TEXT, reports BLOB)",
    "CREATE TABLE units (unit TEXT PRIMARY KEY, keys TEXT) WITHOUT ROWID",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
)
_MANY = 500
_ALLOWED = {"datetime.date", "decimal.Decimal"}


@dataclass(frozen=True, slots=True)
class Card:
    """What must be known of a report to say under which name it goes: the attributes of Report of these names."""

    source: str
    sha256: str
    agency: str
    year: int | None
    status: str

    @classmethod
    def of(cls, report: Report) -> Card:
        """The card of a report."""
        return cls(report.source, report.sha256, report.agency, report.year, report.status)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file: a card for each report in it, and the reports, packed."""

    cards: tuple[Card, ...]
    packed: bytes


def pack(reports: Sequence[Report]) -> bytes:
    """Reports as bytes. Their figures go by column, which takes a third of the time."""
    kept = [(_without_figures(report), tuple(zip(*report.figures, strict=True))) for report in reports]
    return zlib.compress(pickle.dumps(kept, protocol=5), 1)


def _without_figures(report: Report) -> Report:
    bare = copy(report)
    bare.figures = []
    return bare


def unpack(packed: bytes) -> list[Report]:
    """The reports of `pack`. Raises ValueError for anything else, and for what is damaged."""
    try:
        kept = _Unpickler(io.BytesIO(zlib.decompress(packed))).load()
        return [_with_figures(report, columns) for report, columns in kept]
    except (pickle.UnpicklingError, zlib.error, EOFError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"what was kept of a file that was read before is damaged ({error}); run it once more with --again"
        ) from error


def _with_figures(report: Report, columns: Sequence[Sequence[Any]]) -> Report:
    report.figures = list(map(Figure._make, zip(*columns, strict=True)))
    return report


class _Unpickler(pickle.Unpickler):
    """Loads records of the toolkit's readers, dates and numbers; nothing that could run."""

    def find_class(self, module: str, name: str) -> Any:
        if f"{module}.{name}" in _ALLOWED:
            return super().find_class(module, name)
        if module.startswith("toolkit.reading.") and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and (is_dataclass(found) or hasattr(found, "_fields")):
                return found
        raise pickle.UnpicklingError(f"expected a dataclass or named tuple of the toolkit, found {module}.{name}")


class Store:
    """What is kept of earlier builds, in a folder; a damaged or foreign file is begun anew.

    Raises OSError where the folder can't be written to.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _FILE
        try:
            self._db = self._opened()
        except sqlite3.Error:
            for name in (_FILE, f"{_FILE}-wal", f"{_FILE}-shm"):
                (folder / name).unlink(missing_ok=True)
            try:
                self._db = self._opened()
            except sqlite3.Error as error:
                raise OSError(f"{self._path}: expected a file that can be written, found: {error}") from error

    def _opened(self) -> sqlite3.Connection:
        # A thread of its own may write while another reads; one at a time does either.
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        try:
            # What is lost when the machine stops is read again: no write waits for the disk.
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version != _VERSION:
                if version or db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                    raise sqlite3.DatabaseError("another version")
                for table in _TABLES:
                    db.execute(table)
                db.execute(f"PRAGMA user_version = {_VERSION}")
            db.execute("SELECT count(*) FROM facts").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def close(self) -> None:
        """Ends the use of the store."""
        with suppress(sqlite3.Error):
            self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- hashes of files ---

    def hashes(self) -> dict[str, tuple[str, str]]:
        """Of each source its stamp (size, time) and the hash that it had then."""
        return {row[0]: (row[1], row[2]) for row in self._db.execute("SELECT source, stamp, sha256 FROM hashes")}

    def keep_hashes(self, found: Mapping[str, tuple[str, str]]) -> None:
        """Keeps the stamps and hashes of sources."""
        rows = [(source, *values) for source, values in found.items()]
        self._many("INSERT OR REPLACE INTO hashes VALUES (?, ?, ?)", rows)

    # --- what was read ---

    def cards(self, keys: Iterable[str]) -> dict[str, tuple[Card, ...]]:
        """The cards of the readings that are there, by key."""
        return {key: _cards(text) for key, text in self._select("SELECT key, cards FROM readings", keys)}

    def packed(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The packed reports of the readings that are there, by key."""
        return dict(self._select("SELECT key, reports FROM readings", keys))

    def keep_readings(self, readings: Mapping[str, Reading]) -> None:
        """Keeps what was read of files, by key."""
        rows = [(key, json.dumps([list(asdict(c).values()) for c in r.cards]), r.packed) for key, r in readings.items()]
        self._many("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", rows)

    # --- by what the tables were made ---

    def units(self) -> dict[str, str]:
        """Of each unit the keys by which its rows in the tables were made."""
        return dict(self._db.execute("SELECT unit, keys FROM units"))

    def keep_units(self, keys: Mapping[str, str]) -> None:
        """Keeps the keys of all units there are, and no others."""
        self._db.execute("BEGIN")
        self._db.execute("DELETE FROM units")
        self._db.executemany("INSERT INTO units VALUES (?, ?)", keys.items())
        self._db.execute("COMMIT")

    def fact(self, name: str) -> str:
        """A single text that was kept; "" where there is none."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Keeps a single text."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def forget_others(self, sources: Iterable[str], keys: Iterable[str]) -> None:
        """Forgets the hashes of all other sources, and all other readings."""
        for table, column, kept in (("hashes", "source", sources), ("readings", "key", keys)):
            there = {row[0] for row in self._db.execute(f"SELECT {column} FROM {table}")}
            self._many(f"DELETE FROM {table} WHERE {column} = ?", [(one,) for one in there.difference(kept)])

    def _select(self, query: str, keys: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = list(keys)
        for start in range(0, len(wanted), _MANY):
            part = wanted[start : start + _MANY]
            marks = ", ".join("?" * len(part))
            yield from self._db.execute(f"{query} WHERE key IN ({marks})", part)

    def _many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            self._db.execute("BEGIN")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")


def _cards(text: str) -> tuple[Card, ...]:
    return tuple(Card(*values) for values in json.loads(text))
