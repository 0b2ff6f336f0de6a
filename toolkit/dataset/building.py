"""A folder of reports becomes the tables on disk: find, read, check, make rows, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from toolkit.agencies import Override, read_overrides
from toolkit.checks.together import check_together, named
from toolkit.corrections import Correction, apply_corrections, read_corrections
from toolkit.dataset.files import PROCESSED, RAW, find_files, provenance_of
from toolkit.dataset.rows import Rows, add_report, agency_rows
from toolkit.dataset.writing import recover, write
from toolkit.reading.readers import prepared
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.reviews import Review, apply_reviews, read_reviews
from toolkit.schema import pandera_schema, with_dtypes
from toolkit.text.themes import Codebook, load_codebook

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files, and its name."""


@dataclass(frozen=True)
class Summary:
    """What a build came to, as counts: reports and figures by status, findings by severity, statements by kind, claims by
    verdict, corrections and reviews by what became of them; `failures` (source and reason); `not_applied` and `left_over`, a
    sentence on each correction that did not fit its cell, and on each that no report or finding could take.
    """

    reports: dict[str, int]
    figures: dict[str, int]
    findings: dict[str, int]
    statements: dict[str, int]
    failures: tuple[tuple[str, str], ...]
    claims: dict[str, int] = field(default_factory=dict)
    corrections: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, int] = field(default_factory=dict)
    not_applied: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Given:
    """What people gave: the codebook, and their decisions on agencies, cells and findings."""

    codebook: Codebook
    agencies: dict[str, Override]
    corrections: list[Correction]
    reviews: list[Review]

    @classmethod
    def read(
        cls,
        raw: Path,
        themes: Path | str | None,
        agencies: Path | str | None,
        corrections: Path | str | None,
        reviews: Path | str | None,
    ) -> _Given:
        """Reads the files given, or those beside the raw folder."""
        return cls(
            load_codebook(themes),
            _decided(read_overrides, raw, agencies, "agencies.csv") or {},
            _decided(read_corrections, raw, corrections, "corrections.csv") or [],
            _decided(read_reviews, raw, reviews, "reviews.csv") or [],
        )


def build(
    raw: Path | str = RAW,
    out: Path | str = PROCESSED,
    progress: Progress | None = None,
    themes: Path | str | None = None,
    agencies: Path | str | None = None,
    corrections: Path | str | None = None,
    reviews: Path | str | None = None,
) -> Summary:
    """Reads every report under `raw`, checks and codes it, and writes the tables and datapackage.json to `out`.

    `themes` is a codebook of one's own (see toolkit/text/themes.toml) in place of the toolkit's. `agencies`,
    `corrections` and `reviews` are CSV files of a person's decisions (see toolkit.agencies.read_overrides,
    toolkit.corrections.read_corrections, toolkit.reviews.read_reviews), by default agencies.csv, corrections.csv and
    reviews.csv beside `raw`, where there are such files.

    The same input gives the same bytes, whatever the order of the files. What can't be read is a row of `reports`
    with its reason. Nothing is written before everything is read; a build that is interrupted leaves the dataset that
    was there. Raises FileNotFoundError if `raw` is no folder; CodebookError, OverrideError, CorrectionError or
    ReviewError for a file of these that can't be used.
    """
    raw, out = Path(raw), Path(out)
    given = _Given.read(raw, themes, agencies, corrections, reviews)
    recover(out)
    reports = list(named(_read_all(find_files(raw), raw, progress)))
    check_together(reports)
    corrected = apply_corrections(reports, given.corrections)
    reviewed = apply_reviews(reports, given.reviews)
    rows = Rows()
    for checked in reports:
        add_report(rows, checked, given.codebook, reviewed.by_finding)
    rows.add("agencies", agency_rows(rows, given.agencies))
    tables = rows.tables()
    _validate(tables)
    write(tables, out, given.codebook)
    return replace(
        _summary(rows),
        corrections=corrected.counts,
        reviews=reviewed.counts,
        not_applied=tuple(corrected.not_applied),
        left_over=(*corrected.left_over, *reviewed.left_over),
    )


def _read_all(files: list[Path], raw: Path, progress: Progress | None) -> Iterator[tuple[Report, str]]:
    with prepared(files):
        for number, path in enumerate(files, 1):
            source = path.relative_to(raw).as_posix()
            if progress:
                progress(number, len(files), source)
            provenance = provenance_of(path, raw)
            for report in read_safely(path, source):
                yield report, provenance


def _decided(read: Callable[[Path], T], raw: Path, given: Path | str | None, name: str) -> T | None:
    """What a person decided: in the file given, else in that of this name beside the raw folder, if there is one."""
    path = Path(given) if given else raw.resolve().parent / name
    return read(path) if given or path.is_file() else None


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
        rows.count("claims", "verdict"),
    )
