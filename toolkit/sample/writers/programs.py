"""Other programs that write what we cannot: a browser for PDF, LibreOffice for old Office files. Finds and runs them."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from toolkit.programs import find_program, running
from toolkit.soffice import INSTALL, find_soffice

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

NO_BROWSER = "PDF needs a browser: install Chrome, Chromium or Edge (or LibreOffice), or leave pdf out"
NO_OFFICE = "{} needs LibreOffice. " + INSTALL + ", or leave this format out"


class ProgramMissing(ValueError):
    """A format needs a program that is not on this computer. Says which, and what to do."""


class ProgramFailed(OSError):
    """A program that was started did not write what was asked of it. Says which program and file."""


def find_browser() -> Path | None:
    """Chromium, Chrome or Edge, on the search path or where it is usually installed; None if there is none."""
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    on_windows = [Path(folder, place) for place in _WINDOWS_BROWSERS for folder in folders if folder]
    return find_program(_BROWSERS, [*_BROWSER_PLACES, *on_windows])


def find_office() -> Path | None:
    """LibreOffice, None if it is not installed."""
    return find_soffice()


def run_program(command: Sequence[str | Path], seconds: float) -> bool:
    """Runs a program to its end; one that takes longer than `seconds` is ended with all it started.

    Returns whether it ended by itself. Raises ProgramFailed where it cannot be started.
    """
    try:
        with running(command) as process:
            process.wait(timeout=seconds)
        return True
    except subprocess.TimeoutExpired:
        return False
    except OSError as error:
        raise ProgramFailed(f"{command[0]}: can't be started ({error.strerror or error}); reinstall it") from error


def scratch_folder() -> tempfile.TemporaryDirectory:
    """A folder for profiles and files in between; what a program still holds open on Windows may stay behind."""
    return tempfile.TemporaryDirectory(prefix="toolkit-sample-", ignore_cleanup_errors=True)
