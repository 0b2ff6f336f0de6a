"""How right scans are read: wrong and undecided figures by resolution and colour, characters of the prose, time a page.

    python benchmarks/scans.py [REPORTS] [STYLE ...]

REPORTS fictional reports (default 60) are printed by a browser, stamped and scanned in each style (default: 200_colour,
200_grey, 150_colour), each with its own skew, noise and seal, and read. "wrong" counts figures marked `reported` that say
something else than what was printed, and blanks where a figure stands; "lost" figures of rows that were not found. The last
column is the time of a scan in times of the same report as a PDF with text, read in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from toolkit.reading.report import Report, read_reports
from toolkit.sample import SampleReport, draw_report, write_report
from toolkit.sample.writers.scan import draw_look, scan_pdf

REPORTS, FIRST_SEED = 60, 700
STYLES = ("200_colour", "200_grey", "150_colour")


def outcome(sample: SampleReport, report: Report) -> Counter[str]:
    """How many cells are right, wrong, lost and undecided."""
    found: Counter[str] = Counter()
    for figure in report.figures:
        truth = sample.figures[figure.table, figure.row, figure.column]
        if figure.status == "undecided":
            found["undecided"] += 1
        elif figure.status == "missing" and truth is not None:
            found["lost"] += 1
        elif figure.value == truth:
            found["right"] += 1
        else:
            found["wrong"] += 1
    if not report.figures:
        found["lost"] += len(sample.figures)
    return found


def main(count: int, styles: tuple[str, ...]) -> None:
    """Prints a line for each style, and each wrong figure."""
    print(f"{'style':<12}{'cells':>8}{'wrong':>8}{'undecided':>11}{'lost':>8}{'s a page':>10}{'times text':>12}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        for style in styles:
            cells: Counter[str] = Counter()
            pages, scan_seconds, text_seconds = 0, 0.0, 0.0
            for seed in range(FIRST_SEED, FIRST_SEED + count):
                sample = draw_report(seed)
                pdf = write_report(sample, "pdf", seed, style="browser")
                path.write_bytes(pdf)
                start = time.perf_counter()
                read_reports(path)
                text_seconds += time.perf_counter() - start
                rng = Random(f"{seed} {style}")
                path.write_bytes(scan_pdf(pdf, draw_look(style, rng), rng))
                start = time.perf_counter()
                report = read_reports(path)[0]
                scan_seconds += time.perf_counter() - start
                pages += pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page/")
                one = outcome(sample, report)
                cells += one
                if one["wrong"] or one["lost"]:
                    print(f"  {style} {seed}: {dict(one)} {report.reason}", file=sys.stderr, flush=True)
            every = max(cells.total(), 1)
            shares = "".join(
                f"{cells[what] / every:>{wide}.2%}" for what, wide in (("wrong", 8), ("undecided", 11), ("lost", 8))
            )
            each = scan_seconds / pages if pages else float("nan")
            print(f"{style:<12}{every:>8}{shares}{each:>10.1f}{scan_seconds / text_seconds:>12.0f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REPORTS, tuple(sys.argv[2:]) or STYLES)
