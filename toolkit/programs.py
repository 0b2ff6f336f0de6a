"""Other programs that the toolkit starts (LibreOffice, a browser): found, run, and ended with all they started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

WINDOWS = sys.platform == "win32"


def find_program(names: Sequence[str], places: Sequence[str | Path]) -> Path | None:
    """The first of these programs on the search path, else at the places where it is usually installed, else None."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in places if Path(place).is_file()), None)


@contextmanager
def running(command: Sequence[str | Path]) -> Iterator[subprocess.Popen]:
    """A program, started without a window and without input or output, and ended with all it started on leaving.

    Raises OSError where it can't be started.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=not WINDOWS,
        creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW if WINDOWS else 0,
    )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    """Ends a program and what it started; one that ended by itself may have left children behind."""
    if WINDOWS:
        if process.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass  # nothing of it is left
    if process.poll() is None:
        process.kill()
    process.wait()
