"""A folder of reports becomes the tables on disk: find, read, check, make rows, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from toolkit.agencies import Override, read_overrides
from toolkit.checks.together import named
from toolkit.dataset.files import PROCESSED, RAW, find_files, provenance_of
from toolkit.dataset.rows import Rows, add_report, agency_rows
from toolkit.dataset.writing import recover, write
from toolkit.reading.readers import prepared
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.schema import pandera_schema, with_dtypes
from toolkit.text.themes import load_codebook

Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files, and its name."""


@dataclass(frozen=True)
class Summary:
    """What a build came to: counts of reports and figures by status, findings by severity, statements by kind; failures."""

    reports: dict[str, int]
    figures: dict[str, int]
    findings: dict[str, int]
    statements: dict[str, int]
    failures: tuple[tuple[str, str], ...]


def build(
    raw: Path | str = RAW,
    out: Path | str = PROCESSED,
    progress: Progress | None = None,
    themes: Path | str | None = None,
    agencies: Path | str | None = None,
) -> Summary:
    """Reads every report under `raw`, checks and codes it, and writes the tables and datapackage.json to `out`.

    `themes` is a codebook of one's own (see toolkit/text/themes.toml) in place of the toolkit's. `agencies` is a CSV file
    of a person's decisions on agencies (see toolkit.agencies.read_overrides), by default agencies.csv beside `raw`.
    The same input gives the same bytes, whatever the order of the files. What can't be read is a row of `reports`
    with its reason. Nothing is written before everything is read; a build that is interrupted leaves the dataset that
    was there. Raises FileNotFoundError if `raw` is no folder, CodebookError
    or OverrideError for a file of these that can't be used.
    """
    raw, out = Path(raw), Path(out)
    codebook, decisions = load_codebook(themes), _decisions(raw, agencies)
    recover(out)
    rows = Rows()
    for checked in named(_read_all(find_files(raw), raw, progress)):
        add_report(rows, checked, codebook)
    rows.add("agencies", agency_rows(rows, decisions))
    tables = rows.tables()
    _validate(tables)
    write(tables, out, codebook)
    return _summary(rows)


def _read_all(files: list[Path], raw: Path, progress: Progress | None) -> Iterator[tuple[Report, str]]:
    with prepared(files):
        for number, path in enumerate(files, 1):
            source = path.relative_to(raw).as_posix()
            if progress:
                progress(number, len(files), source)
            provenance = provenance_of(path, raw)
            for report in read_safely(path, source):
                yield report, provenance


def _decisions(raw: Path, given: Path | str | None) -> dict[str, Override]:
    """What a person decided about agencies: in the file given, else in agencies.csv beside the raw folder."""
    beside = raw.resolve().parent / "agencies.csv"
    path = Path(given) if given else beside
    return read_overrides(path) if given or path.is_file() else {}


def _validate(tables: Mapping[str, pa.Table]) -> None:
    for name, table in tables.items():
        pandera_schema(name).validate(with_dtypes(name, table.to_pandas()), lazy=True)


def _summary(rows: Rows) -> Summary:
    reports = zip(*(rows.column("reports", name) for name in ("status", "source", "reason")), strict=True)
    return Summary(
        rows.count("reports", "status"),
        rows.count("figures", "status"),
        rows.count("findings", "severity"),
        rows.count("statements", "kind"),
        tuple((source, reason) for status, source, reason in reports if status == FAILED),
    )
