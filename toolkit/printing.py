"""Web pages become PDF files, printed by an installed Chromium, Chrome or Edge that asks nothing of the network."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from toolkit.programs import ProgramFailed, run_program, scratch_folder

FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--no-default-browser-check", "--disable-extensions", "--disable-default-apps", "--disable-background-networking",
    "--disable-component-update", "--disable-domain-reliability", "--disable-client-side-phishing-detection",
    "--disable-sync", "--disable-breakpad", "--no-pings", "--metrics-recording-only", "--mute-audio",
    "--no-pdf-header-footer",
    # What asks all the same finds nobody: no name is looked up, no address outside this computer is reached.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
SECONDS = 120
TRIES = 2
AT_ONCE = 2


def print_pages(browser: Path, pages: Sequence[str], environment: Mapping[str, str] | None = None) -> list[bytes]:
    """HTML pages, each printed to a PDF by the browser, two at a time, in their order.

    `environment` is added to that of the browser. Raises ProgramFailed where it prints nothing.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(lambda page: _print(browser, page, environment), pages))


def _print(browser: Path, page: str, environment: Mapping[str, str] | None) -> bytes:
    """One page, in a new profile; a browser that hangs or prints nothing is tried once more."""
    for attempt in range(TRIES):
        with scratch_folder() as scratch:
            folder = Path(scratch)
            source, pdf = folder / "page.html", folder / "page.pdf"
            source.write_text(page, encoding="utf-8")
            profile = f"--user-data-dir={folder / 'profile'}"
            # The superuser has no sandbox, nor have some containers; the page is our own.
            sandbox = ["--no-sandbox"] if attempt or getattr(os, "geteuid", lambda: 1)() == 0 else []
            command = [browser, *FLAGS, *sandbox, profile, f"--print-to-pdf={pdf}", source.as_uri()]
            run_program(command, SECONDS, environment)
            if pdf.is_file() and pdf.stat().st_size:
                return pdf.read_bytes()
    raise ProgramFailed(
        f"{browser}: expected it to print a page to PDF, it wrote nothing; close it and try again, or leave pdf out"
    )
