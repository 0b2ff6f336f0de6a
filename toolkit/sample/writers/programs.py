"""Other programs that write what we cannot: a browser for PDF, LibreOffice for old Office files."""

from __future__ import annotations

from pathlib import Path

from toolkit.programs import ProgramFailed, ProgramMissing, find_browser, run_program, scratch_folder
from toolkit.soffice import INSTALL, find_soffice

__all__ = [
    "NO_BROWSER", "NO_OFFICE", "ProgramFailed", "ProgramMissing", "find_browser", "find_office", "run_program",
    "scratch_folder",
]  # fmt: skip

NO_BROWSER = "PDF needs a browser: install Chrome, Chromium or Edge (or LibreOffice), or leave pdf out"
NO_OFFICE = "{} needs LibreOffice. " + INSTALL + ", or leave this format out"


def find_office() -> Path | None:
    """LibreOffice, None if it is not installed."""
    return find_soffice()
