"""A folder of reports becomes the tables on disk: find, read, check, make rows, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from toolkit.agencies import Override, read_overrides
from toolkit.checks.together import check_together, named
from toolkit.corrections import Correction, apply_corrections, read_corrections
from toolkit.dataset.built import BUILT, Built, built_in, inputs_of, intact, seen_from, toolkit_version
from toolkit.dataset.changes import CHANGES, KINDS, changes_between, changes_csv, state_in, state_of
from toolkit.dataset.files import PROCESSED, RAW, find_files, markers, provenance_of
from toolkit.dataset.layout import changed_tables, parts_of, row_order
from toolkit.dataset.rows import Rows, add_report, agency_rows
from toolkit.dataset.writing import alone, recover, write
from toolkit.reading.readers import prepared
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.reviews import Review, apply_reviews, read_reviews
from toolkit.schema import pandera_schema, with_dtypes
from toolkit.text.themes import Codebook, load_codebook
from toolkit.whole_files import write_whole

THEMES, AGENCIES, CORRECTIONS, REVIEWS = "themes", "agencies.csv", "corrections.csv", "reviews.csv"
DECISIONS = (AGENCIES, CORRECTIONS, REVIEWS)
Progress = Callable[[int, int, str], None]
"""Called before each file with its number, the number of files, and its name."""


@dataclass(frozen=True)
class Summary:
    """What a build came to, as counts: reports and figures by status, findings by severity, statements by kind, claims
    by verdict, corrections and reviews by what became of them; `failures` (source and reason); `not_applied` and
    `left_over`, a sentence on each correction that did not fit its cell, and on each that no report or finding could
    take; `changes` by kind since the build of the day `since`, None where there was none before; `changed_tables`, names
    of tables that are not as they were; `unchanged`: nothing had to be built.
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
    changes: dict[str, int] | None = None
    since: str = ""
    changed_tables: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True)
class _Given:
    """What people gave: the codebook, and their decisions on agencies, cells and findings."""

    codebook: Codebook
    agencies: dict[str, Override]
    corrections: list[Correction]
    reviews: list[Review]

    @classmethod
    def read(cls, files: Mapping[str, Path]) -> _Given:
        """Reads the files there are, by their usual names."""
        return cls(
            load_codebook(files.get(THEMES)),
            read_overrides(files[AGENCIES]) if AGENCIES in files else {},
            read_corrections(files[CORRECTIONS]) if CORRECTIONS in files else [],
            read_reviews(files[REVIEWS]) if REVIEWS in files else [],
        )


def _files_given(raw: Path, given: Mapping[str, Path | str | None]) -> dict[str, Path]:
    """The files that people gave, by their usual names: those named, and of the others those beside the raw folder."""
    named = {name: Path(path) for name, path in given.items() if path}
    beside = {name: raw.resolve().parent / name for name in DECISIONS if name not in named}
    return named | {name: path for name, path in beside.items() if path.is_file()}


def build(
    raw: Path | str = RAW,
    out: Path | str = PROCESSED,
    progress: Progress | None = None,
    themes: Path | str | None = None,
    agencies: Path | str | None = None,
    corrections: Path | str | None = None,
    reviews: Path | str | None = None,
    again: bool = False,
) -> Summary:
    """Reads every report under `raw`, checks and codes it, and writes the tables and datapackage.json to `out`.

    `themes` is a codebook of one's own (see toolkit/text/themes.toml) in place of the toolkit's. `agencies`,
    `corrections` and `reviews` are CSV files of a person's decisions (see toolkit.agencies.read_overrides,
    toolkit.corrections.read_corrections, toolkit.reviews.read_reviews), by default agencies.csv, corrections.csv and
    reviews.csv beside `raw`, where there are such files.

    Where nothing that counts has changed since the last build, nothing is done (`unchanged` of the summary), unless `again`.
    The same input gives the same bytes, whatever the order of the files. What can't be read is a row of `reports` with its
    reason. Nothing is written before everything is read; a build that is interrupted leaves the dataset that was there.
    Raises FileNotFoundError if `raw` is no folder; CodebookError, OverrideError, CorrectionError or ReviewError for a file
    of these that can't be used.
    """
    raw, out = Path(raw), Path(out)
    named = {THEMES: themes, AGENCIES: agencies, CORRECTIONS: corrections, REVIEWS: reviews}
    files, named_files = find_files(raw, out), _files_given(raw, named)
    with alone(out):
        recover(out)
        # Hashed before they are read: what changes in between is read again the next time.
        inputs = inputs_of(raw, [*files, *markers(raw)], named_files)
        record = partial(
            Built,
            toolkit_version(),
            inputs=inputs,
            raw=seen_from(raw, out),
            decisions={n: seen_from(Path(named[n] or raw.resolve().parent / n), out) for n in (CORRECTIONS, REVIEWS)},
        )
        before = built_in(out)
        if before and not again and before.inputs == inputs and intact(before, out):
            return _unchanged(before, out, record)
        given = _Given.read(named_files)
        tables, summary = _made(raw, files, given, progress)
        return _put(tables, summary, out, given.codebook, record)


def _unchanged(before: Built, out: Path, record: Callable[..., Built]) -> Summary:
    """The summary of a build that need not be done again. Where the folders have moved the record says so from now on."""
    now = record(day=before.day, tables=before.tables, summary=before.summary)
    if now != before:
        write_whole(out / BUILT, now.as_json())
    return _summary_from(before)


def _put(
    tables: Mapping[str, pa.Table], summary: Summary, out: Path, codebook: Codebook, record: Callable[..., Built]
) -> Summary:
    """Writes the tables, the record of the build, and what changed; the summary with the changes."""
    before, was = built_in(out), state_in(out)
    changes = None if was is None else changes_between(was, state_of(tables))
    counts = None if changes is None else {kind: sum(c.kind == kind for c in changes) for kind in KINDS}
    since = before.day.isoformat() if before and was else ""
    came = replace(summary, changes=counts, since=since)

    def recorded(hashes: dict[str, str]) -> bytes:
        nonlocal came
        old = before.tables if before else {}
        other = changed_tables(old, hashes) if old else ()
        came = replace(came, changed_tables=other)
        day = before.day if before and not other else date.today()
        return record(day=day, tables=hashes, summary=asdict(came)).as_json().encode()

    write(parts_of(tables), out, codebook, recorded)
    if changes is not None or (out / CHANGES).is_file():
        # Last, and beside: it may be open in Excel, and the dataset is whole without it.
        write_whole(out / CHANGES, changes_csv(changes or []))
    return came


def _made(
    raw: Path, files: list[Path], given: _Given, progress: Progress | None
) -> tuple[dict[str, pa.Table], Summary]:
    """The tables, checked against the schema, and what they come to."""
    reports = list(named(_read_all(files, raw, progress)))
    check_together(reports)
    corrected = apply_corrections(reports, given.corrections)
    reviewed = apply_reviews(reports, given.reviews)
    rows = Rows()
    for checked in sorted(reports, key=lambda one: row_order(one.report.agency, one.report.year, one.report_id)):
        add_report(rows, checked, given.codebook, reviewed.by_finding)
    rows.add("agencies", agency_rows(rows, given.agencies))
    tables = rows.tables()
    _validate(tables)
    return tables, replace(
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


def _summary_from(built: Built) -> Summary:
    """The summary of a build that need not be done again. JSON has no tuples."""
    said = dict(built.summary)
    said["failures"] = tuple((source, reason) for source, reason in said["failures"])
    said |= {name: tuple(said[name]) for name in ("not_applied", "left_over", "changed_tables")}
    return Summary(**{**said, "unchanged": True})
