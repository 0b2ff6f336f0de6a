"""What several commands print: progress, counts, the first of many lines."""

from __future__ import annotations

import sys
from collections.abc import Sequence

# Failures, and decisions that found no place, of which each is printed; of more the number.
MOST_LISTED = 20


def progress(number: int, total: int, name: str, what: str = "report") -> None:
    """One line that is written over on a terminal; in a log only now and then a line."""
    if sys.stderr.isatty():
        print(
            f"\r\x1b[K{what} {number}/{total}  {name}", end="" if number < total else "\n", file=sys.stderr, flush=True
        )
    elif what != "report" or number == total or number % 500 == 1:
        print(f"{what} {number}/{total}  {name}", file=sys.stderr, flush=True)


def print_some(lines: Sequence[str], then: str) -> None:
    """The first of many lines, and how many more there are."""
    for line in lines[:MOST_LISTED]:
        print(f"  {line}")
    if len(lines) > MOST_LISTED:
        print(f"  … and {len(lines) - MOST_LISTED} more: {then}")
