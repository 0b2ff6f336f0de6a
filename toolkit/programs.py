"""Other programs that the toolkit starts (LibreOffice, a browser): found, run, and ended with all they started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

WINDOWS = sys.platform == "win32"

_BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
_BROWSER_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS_BROWSERS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")


class ProgramMissing(ValueError):
    """Something needs a program that is not on this computer. Says which, and what to do."""


class ProgramFailed(OSError):
    """A program that was started did not write what was asked of it. Says which program and file."""


def find_program(names: Sequence[str], places: Sequence[str | Path]) -> Path | None:
    """The first of these programs on the search path, else at the places where it is usually installed, else None."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in places if Path(place).is_file()), None)


def find_browser() -> Path | None:
    """Chromium, Chrome or Edge, on the search path or where it is usually installed; None if there is none."""
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    on_windows = [Path(folder, place) for place in _WINDOWS_BROWSERS for folder in folders if folder]
    return find_program(_BROWSERS, [*_BROWSER_PLACES, *on_windows])


@contextmanager
def running(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen]:
    """A program, started without a window and without input or output, and ended with all it started on leaving.

    `environment` is added to this process's. Raises OSError where it can't be started.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        start_new_session=not WINDOWS,
        creationflags=subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW if WINDOWS else 0,
    )
    try:
        yield process
    finally:
        _end(process)


def run_program(command: Sequence[str | Path], seconds: float, environment: Mapping[str, str] | None = None) -> bool:
    """Runs a program to its end; one that takes longer than `seconds` is ended with all it started.

    `environment` is added to this process's. Returns whether it ended by itself. Raises ProgramFailed where it can't
    be started.
    """
    try:
        with running(command, environment) as process:
            process.wait(timeout=seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    except OSError as error:
        raise ProgramFailed(f"{command[0]}: can't be started ({error.strerror or error}); reinstall it") from error


def scratch_folder() -> tempfile.TemporaryDirectory:
    """A folder for profiles and files in between; what a program still holds open on Windows may stay behind."""
    return tempfile.TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True)


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
