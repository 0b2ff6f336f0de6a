"""PDF files: printed by a browser from a page with ruled tables, or by LibreOffice from a Word file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolkit.sample.writers.programs import (
    NO_BROWSER,
    ProgramFailed,
    ProgramMissing,
    find_browser,
    run_program,
    scratch_folder,
)

STYLES = ("browser", "office")
FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--no-default-browser-check", "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--mute-audio", "--no-pdf-header-footer",
)  # fmt: skip
SECONDS = 60
TRIES = 2
AT_ONCE = 2


def print_pages(pages: Sequence[str]) -> list[bytes]:
    """HTML pages, each printed to a PDF, two at a time, in their order.

    Raises ProgramMissing where there is no browser, ProgramFailed where it prints nothing.
    """
    browser = find_browser()
    if browser is None:
        raise ProgramMissing(NO_BROWSER)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(lambda page: _print(browser, page), pages))


def _print(browser: Path, page: str) -> bytes:
    """One page, in a new profile; a browser that hangs or prints nothing is tried once more."""
    for attempt in range(TRIES):
        with scratch_folder() as scratch:
            folder = Path(scratch)
            source, pdf = folder / "page.html", folder / "page.pdf"
            source.write_text(page, encoding="utf-8")
            profile = f"--user-data-dir={folder / 'profile'}"
            # The superuser has no sandbox, nor have some containers; the page is our own.
            sandbox = ["--no-sandbox"] if attempt or getattr(os, "geteuid", lambda: 1)() == 0 else []
            run_program([browser, *FLAGS, *sandbox, profile, f"--print-to-pdf={pdf}", source.as_uri()], SECONDS)
            if pdf.is_file() and pdf.stat().st_size:
                return pdf.read_bytes()
    raise ProgramFailed(
        f"{browser}: expected it to print a page to PDF, it wrote nothing; close it and try again, or leave pdf out"
    )
