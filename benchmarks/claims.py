"""How many of the numbers stated in prose are found with the right verdict, and how long that takes beside jieba.

    python benchmarks/claims.py [SEED]

Scores: the hand reading of the seven reports (tests/gold/claims.csv), where ../shared/reports is there; and reports of
fictional provinces with planted contradictions, of which the wording is not that of the patterns. Time: finding and judging,
beside jieba.lcut of the same prose, as the median of the rounds' ratios.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import jieba

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from claims import DIGESTS, ORIGINALS, found_for, gold, judged  # noqa: E402
from test_claims_generated import PROSE_KINDS, accused, judged_province, stands_at  # noqa: E402

from toolkit.checks.claims import judge_claims  # noqa: E402
from toolkit.checks.series import YearReport  # noqa: E402
from toolkit.text.claims import find_claims  # noqa: E402

ROUNDS = 9


def hand_reading() -> None:
    """Prints how many rows of the hand reading are found, and how many with their verdict, by kind."""
    found, right, total = Counter(), Counter(), Counter()
    for row in gold():
        report, claims = judged(ORIGINALS)[row.report]
        claim = found_for(row, report, claims)
        total[row.kind] += 1
        found[row.kind] += claim is not None
        right[row.kind] += claim is not None and claim.verdict == row.verdict
    print("hand reading of the seven reports")
    for kind, count in total.items():
        print(f"  {kind:8} {count:4} found {found[kind]:4} with the right verdict {right[kind]:4}")


def planted(seed: int) -> None:
    """Prints how many planted contradictions are accused, and how many true numbers."""
    count = hit = false = 0
    for report, claims in judged_province(seed, 0.8, True):
        errors = [error for error in report.errors if error.kind in PROSE_KINDS]
        guilty = [claim for claim in report.claims if any(claim.order in error.claims for error in errors)]
        for error in errors:
            of_error = [claim for claim in guilty if claim.order in error.claims]
            count += 1
            hit += any(stands_at(claim, one) for claim in of_error for one in accused(claims))
        false += sum(not any(stands_at(claim, one) for claim in guilty) for one in accused(claims))
    print(
        f"province {seed}: {hit} of {count} planted contradictions found ({hit / count:.3f}), {false} true numbers accused"
    )


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def speed(folder: Path) -> None:
    """Prints a row a report."""
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    print(f"{'characters':>10}  {'claims':>6}  {'ms':>6}  {'ratio':>6}  report")
    for name, (report, claims) in judged(folder).items():
        prose = "\n".join(section.text for section in report.sections)
        own = YearReport.of(report, name)

        def work(report=report, own=own) -> None:
            judge_claims(find_claims(report.sections, report.year, report.agency), own)

        rounds = [(seconds(lambda prose=prose: jieba.lcut(prose)), seconds(work)) for _ in range(ROUNDS)]
        ours, ratio = median(r[1] for r in rounds), median(r[1] / r[0] for r in rounds)
        print(f"{len(prose):>10}  {len(claims):>6}  {ours * 1000:>6.1f}  {ratio:>6.2f}  {name}")


def main() -> None:
    """Prints scores, then times."""
    if ORIGINALS.is_dir():
        hand_reading()
    for seed in (int(sys.argv[1]),) if len(sys.argv) > 1 else (201, 202, 203):
        planted(seed)
    speed(ORIGINALS if ORIGINALS.is_dir() else DIGESTS)


if __name__ == "__main__":
    main()
