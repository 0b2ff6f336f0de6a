"""What is new, changed or gone since the last build: reports, and findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from toolkit.dataset.layout import is_table, part_names, table_name
from toolkit.formulas import guarded

CHANGES = "changes.csv"
"""The list of changes beside the tables, for Excel; not there where no dataset was built before."""
NEW, CHANGED, VANISHED = "new report", "changed report", "vanished report"
APPEARED, WENT = "finding appeared", "finding went"
KINDS = (NEW, CHANGED, VANISHED, APPEARED, WENT)
COLUMNS = ("change", "report_id", "source", "finding_id", "severity", "rule", "message")
_REPORT = ("report_id", "source", "sha256")
_FINDING = ("finding_id", "report_id", "severity", "rule", "message")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A report or a finding that is new, changed or gone: `kind` is one of KINDS; a finding has its rule and message."""

    kind: str
    report_id: str
    source: str
    finding_id: str = ""
    severity: str = ""
    rule: str = ""
    message: str = ""


def changes_of(
    out: Path, before: Mapping[str, str], files: Mapping[str, str], now: Mapping[str, str]
) -> list[Change] | None:
    """What changed between the dataset in a folder and the one that is about to take its place; None where there is none that
    can be read.

    `before` and `now` are the hashes of files by their names, `files` where the new ones lie. A report is its agency and year:
    it is changed where the hash of its file is another, and not where the file only moved. A finding that appeared can be of
    a new report, and one that went of a vanished one. Reports come first, each kind in the order of its dataset.
    """
    names = [name for name in {**before, **now} if is_table(name) and before.get(name) != now.get(name)]
    reports = [name for name in names if name.startswith("reports.")]
    findings = [name for name in names if name.startswith("findings.")]
    try:
        if not before or not part_names(out, "findings"):
            raise FileNotFoundError(out)
        was = _rows(out, {name: name for name in reports}, _REPORT), _rows(out, {n: n for n in findings}, _FINDING)
    except (OSError, ValueError, KeyError):
        # No dataset, or one of another version: everything would be new, which says nothing.
        return None
    new = (
        _rows(out, {n: files[n] for n in reports if n in files}, _REPORT),
        _rows(out, {n: files[n] for n in findings if n in files}, _FINDING),
    )
    whole = table_name("reports")
    every = new[0] or was[0] or _rows(out, {whole: whole}, _REPORT)
    return [*_reports(was[0], new[0]), *_findings(was[1], new[1], was[0] or every, every)]


def _rows(out: Path, files: Mapping[str, str], columns: Sequence[str]) -> dict[str, Row]:
    """The rows of files by their ids, in the order of the dataset. A file that is not there has none."""
    found: dict[str, Row] = {}
    for name in sorted(files):
        if (out / files[name]).is_file():
            rows = pq.read_table(out / files[name], columns=list(columns), partitioning=None)
            found |= {row[columns[0]]: row for row in rows.to_pylist()}
    return found


def _reports(before: Mapping[str, Row], now: Mapping[str, Row]) -> Iterator[Change]:
    yield from (_of_report(NEW, row) for key, row in now.items() if key not in before)
    for key, row in now.items():
        if key in before and row["sha256"] != before[key]["sha256"]:
            yield _of_report(CHANGED, row)
    yield from (_of_report(VANISHED, row) for key, row in before.items() if key not in now)


def _findings(
    before: Mapping[str, Row], now: Mapping[str, Row], old_reports: Mapping[str, Row], reports: Mapping[str, Row]
) -> Iterator[Change]:
    for kind, one, other, of in ((APPEARED, now, before, reports), (WENT, before, now, old_reports)):
        for key, row in one.items():
            if key not in other:
                source = of.get(row["report_id"], {}).get("source", "")
                yield Change(kind, source=source, **{name: row[name] for name in _FINDING})


def _of_report(kind: str, row: Row) -> Change:
    return Change(kind, row["report_id"], row["source"])


def changes_csv(changes: Sequence[Change]) -> bytes:
    """The changes as a CSV file that Excel shows as it is."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for c in changes:
        cells = (c.kind, c.report_id, c.source, c.finding_id, c.severity, c.rule, c.message)
        writer.writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")
