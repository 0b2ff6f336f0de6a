"""What is new, changed or gone since the last build: reports, and findings."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.dataset.layout import read_table
from toolkit.formulas import guarded

if TYPE_CHECKING:
    import pyarrow as pa

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
class State:
    """The reports and findings of a dataset by their ids, as far as changes are told by them."""

    reports: dict[str, Row]
    findings: dict[str, Row]


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


def state_of(tables: Mapping[str, pa.Table]) -> State:
    """The state of tables that were just made."""
    return _state(tables["reports"].select(_REPORT), tables["findings"].select(_FINDING))


def state_in(folder: Path) -> State | None:
    """The state of the dataset in a folder; None where there is none that can be read."""
    try:
        reports = read_table(folder, "reports", list(_REPORT))
        return _state(reports, read_table(folder, "findings", list(_FINDING)))
    except (OSError, ValueError, KeyError):
        # No dataset, or one of another version: everything would be new, which says nothing.
        return None


def _state(reports: pa.Table, findings: pa.Table) -> State:
    return State(
        {row["report_id"]: row for row in reports.to_pylist()},
        {row["finding_id"]: row for row in findings.to_pylist()},
    )


def changes_between(before: State, now: State) -> list[Change]:
    """What changed, reports first, each kind in the order of its dataset.

    A report is its agency and year: it is changed where the hash of its file is another, and not where the file only
    moved. A finding that appeared can be of a new report, and one that went of a vanished one.
    """
    found = [_of_report(NEW, row) for key, row in now.reports.items() if key not in before.reports]
    for key, row in now.reports.items():
        if key in before.reports and row["sha256"] != before.reports[key]["sha256"]:
            found.append(_of_report(CHANGED, row))
    found += [_of_report(VANISHED, row) for key, row in before.reports.items() if key not in now.reports]
    for kind, one, other in ((APPEARED, now, before), (WENT, before, now)):
        for key, row in one.findings.items():
            if key not in other.findings:
                source = one.reports.get(row["report_id"], {}).get("source", "")
                found.append(Change(kind, source=source, **{name: row[name] for name in _FINDING}))
    return found


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
