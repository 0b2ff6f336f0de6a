"""How long reading and checking a report takes, beside jieba.lcut of the same text, in one run.

    python benchmarks/reading.py [FOLDER]

FOLDER holds text reports (default: data/raw/digests). Each report is read and its text cut in turn, round after round,
so that a machine that slows down slows both; a row gives the median of the rounds' ratios. A ratio below 1 means that
reading, placing 198 or 200 figures and checking them takes less time than jieba takes to cut the text into words.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import jieba

from toolkit.checks import check_report
from toolkit.reading.report import read_reports

ROUNDS = 15


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_and_check(path: Path) -> None:
    """What `toolkit check` does with a file, without printing."""
    for report in read_reports(path):
        check_report(report)


def main() -> None:
    """Prints a row a report, and one for all of them together."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "data" / "raw" / "digests")
    files = sorted(folder.glob("*.txt"))
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    for path in files:
        read_and_check(path)
    print(f"{'characters':>10}  {'jieba ms':>8}  {'ours ms':>8}  {'ratio':>6}  report")
    totals = [0.0, 0.0]
    for path in files:
        text = path.read_text(encoding="utf-8")
        rounds = [(seconds(lambda: jieba.lcut(text)), seconds(lambda: read_and_check(path))) for _ in range(ROUNDS)]
        cut, read = median(r[0] for r in rounds), median(r[1] for r in rounds)
        ratio = median(r[1] / r[0] for r in rounds)
        totals = [totals[0] + cut, totals[1] + read]
        print(f"{len(text):>10}  {cut * 1000:>8.1f}  {read * 1000:>8.1f}  {ratio:>6.2f}  {path.stem}")
    print(f"{'':>10}  {totals[0] * 1000:>8.1f}  {totals[1] * 1000:>8.1f}  {totals[1] / totals[0]:>6.2f}  all")


if __name__ == "__main__":
    main()
