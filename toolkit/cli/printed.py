"""What several commands print: progress, counts, the first of many lines."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

# Failures, and decisions that found no place, of which each is printed; of more the number.
MOST_LISTED = 20
# Of these there are too many for a line each in a log.
MANY = ("report", "checked")
# Checking a report takes about so much of the time that reading it takes.
CHECK_SHARE = 0.5
FEWEST_FOR_PACE = 50


def progress(number: int, total: int, name: str, what: str = "report", left: str = "") -> None:
    """One line that is written over on a terminal; in a log only now and then a line."""
    line = f"{what} {number}/{total}  {f'{left}  ' if left else ''}{name}"
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="" if number < total else "\n", file=sys.stderr, flush=True)
    elif (what not in MANY) or number == total or number % 500 == 1:
        print(line, file=sys.stderr, flush=True)


class Pace:
    """Progress with the pace, and when it will be done: `reading` of files, then `checking` of their reports.

    Checking is taken for half the work of reading until it is known.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._check_began: float | None = None

    def reading(self, number: int, total: int, name: str) -> None:
        """So many files of all are read."""
        each = (self._clock() - self._begun) / number
        progress(
            number, total, name, "report", _left(number, each, (total - number) * each + total * each * CHECK_SHARE)
        )

    def checking(self, number: int, total: int, name: str) -> None:
        """So many reports of all are checked."""
        if self._check_began is None:
            self._check_began = self._clock()
        each = (self._clock() - self._check_began) / number
        progress(number, total, name, "checked", _left(number, each, (total - number) * each))


def _left(number: int, each: float, seconds: float) -> str:
    """The pace, and when it will be done; "" as long as too little is done to say."""
    if number < FEWEST_FOR_PACE or each <= 0:
        return ""
    done = datetime.now() + timedelta(seconds=seconds)
    clock = f"{done:%H:%M:%S}" if seconds < 3600 else f"{done:%H:%M}"
    return f"{1 / each:.0f} a second, done at about {clock}"


def print_some(lines: Sequence[str], then: str) -> None:
    """The first of many lines, and how many more there are."""
    for line in lines[:MOST_LISTED]:
        print(f"  {line}")
    if len(lines) > MOST_LISTED:
        print(f"  … and {len(lines) - MOST_LISTED} more: {then}")
