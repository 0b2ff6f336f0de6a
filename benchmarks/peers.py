"""What other tools take for the same files, as people use them today, beside reading and checking a report here.

    python benchmarks/peers.py

pandas.read_html makes frames of the tables of a page, pdfplumber the text and tables of a PDF. Neither knows what a cell means:
which row and column of the form it is, what is blank or lost, whether sums hold; here that is in the time. The tools take turns,
round after round; the ratio is the median of the rounds' ratios.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd

from toolkit.checks import check_report
from toolkit.reading.report import read_report
from toolkit.sample import draw_report
from toolkit.sample.writers import missing_program, write_reports

REPORTS, ROUNDS = 20, 5


def with_pandas(data: bytes) -> None:
    """The tables of a page as frames."""
    try:
        pd.read_html(io.StringIO(data.decode("utf-8", errors="replace")), flavor="lxml")
    except ValueError:
        pass  # A page on which it sees no table.


def with_pdfplumber(data: bytes) -> None:
    """The text and tables of all pages."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Prints a row for each format that another tool reads."""
    print(f"\n{'format':<8}{'other tool':<18}{'its ms':>8}{'ours ms':>9}{'ours / its':>12}")
    for kind, name, other in (("html", "pandas.read_html", with_pandas), ("pdf", "pdfplumber", with_pdfplumber)):
        if missing_program(kind):
            print(f"{kind:<8}{name:<18}not measured: {missing_program(kind)}")
            continue
        with TemporaryDirectory() as folder:
            row(kind, name, other, Path(folder))


def row(kind: str, name: str, other: Callable[[bytes], None], folder: Path) -> None:
    """Prints one row."""
    files = write_reports([(draw_report(seed), seed) for seed in range(REPORTS)], kind)
    paths = [folder / f"{number}.{kind}" for number in range(REPORTS)]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)

    def ours() -> None:
        for path in paths:
            check_report(read_report(path))

    def its() -> None:
        for data in files:
            other(data)

    ours()
    rounds = [(seconds(its), seconds(ours)) for _ in range(ROUNDS)]
    each = [median(one[i] for one in rounds) / REPORTS * 1000 for i in range(2)]
    ratio = median(one[1] / one[0] for one in rounds)
    print(f"{kind:<8}{name:<18}{each[0]:>8.1f}{each[1]:>9.1f}{ratio:>12.2f}", flush=True)


if __name__ == "__main__":
    main()
