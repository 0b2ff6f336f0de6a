"""Where the time of a report goes, by format and by stage of the build, in one process.

    python benchmarks/stages.py

"document": the file becomes lines of cells; "report": these become sections and figures; "kept": what was read is packed and
unpacked for the next build; "checks": rules on one report; "claims": numbers in the prose, found and judged; "coding":
statements and themes; "rows": all becomes tables; "files": these are written. jieba.lcut of the reports' prose, which a build
does not need, is the measure beside.
"""

from __future__ import annotations

import gc
import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import jieba

from toolkit.checks.claims import claim_findings, judge_claims
from toolkit.checks.series import YearReport
from toolkit.checks.together import Checked, checked
from toolkit.dataset.rows import Rows, add_checked, statement_columns
from toolkit.dataset.store import pack, unpack
from toolkit.dataset.writing import write_part
from toolkit.reading.readers import document_of
from toolkit.reading.report import read_reports
from toolkit.sample import draw_report
from toolkit.sample.writers import missing_program, write_reports
from toolkit.text.claims import find_claims
from toolkit.text.themes import load_codebook

REPORTS = 100
FORMATS = ("txt", "html", "docx", "xlsx", "pdf")
STAGES = ("document", "report", "kept", "checks", "claims", "coding", "rows", "files")


class Times:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.of: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.of[name] += time.perf_counter() - start


def measured(folder: Path, paths: list[Path]) -> Times:
    """What the stages take for these files. That of `report` is reading a file less the making of its document."""
    times, book = Times(), load_codebook()
    tables, single = Rows([n for n in _TABLES if n not in ("reports", "agencies")]), Rows(["reports"])
    for number, path in enumerate(paths):
        data = path.read_bytes()
        with times.stage("document"):
            document_of(data, path.name)
        with times.stage("whole"):
            (report,) = read_reports(path, path.name)
        with times.stage("kept"):
            unpack(pack([report]))
        with times.stage("checks"):
            one: Checked = checked(report, "sample", f"{number}", "")
        with times.stage("claims"):
            found = find_claims(report.sections, report.year, report.agency)
            one.claims = judge_claims(found, YearReport.of(report, one.report_id), None)
            one.findings += claim_findings(one.claims, report.sections)
        with times.stage("coding"):
            statements = statement_columns(one.report_id, report, book)
        with times.stage("rows"):
            add_checked(tables, single, one)
            tables.add("statements", statements)
    with times.stage("rows"):
        made = tables.tables()
    with times.stage("files"):
        for name, table in made.items():
            write_part(table, folder / f"{name}.parquet")
    times.of["report"] = times.of["whole"] - times.of["document"]
    with times.stage("jieba"):
        for text in made["sections"]["text"].to_pylist():
            jieba.lcut(text or "")
    return times


_TABLES = ("sections", "figures", "findings", "claims", "statements")


def main() -> None:
    """Prints a row for each format: milliseconds a report."""
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    print(f"\n{'ms a report':<12}" + "".join(f"{name:>10}" for name in (*STAGES, "all", "a second", "jieba.lcut")))
    samples = [(draw_report(seed), seed) for seed in range(REPORTS)]
    for kind in FORMATS:
        if missing_program(kind):
            print(f"{kind:<12}not measured: {missing_program(kind)}")
            continue
        with TemporaryDirectory() as name:
            folder = Path(name)
            for number, data in enumerate(write_reports(samples, kind)):
                (folder / f"{number}.{kind}").write_bytes(data)
            paths = sorted(folder.glob(f"*.{kind}"))
            measured(folder, paths[:5])
            gc.collect()
            times = measured(folder, paths)
        each = {name: seconds / len(paths) * 1000 for name, seconds in times.of.items()}
        total = sum(each[name] for name in STAGES)
        values = [*(each[name] for name in STAGES), total, 1000 / total, each["jieba"]]
        print(f"{kind:<12}" + "".join(f"{value:>10.2f}" for value in values), flush=True)


if __name__ == "__main__":
    main()
