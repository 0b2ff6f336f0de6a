"""Prints HTML pages to PDF with headless Chromium and takes their text with pdftotext, for tests on real PDF text."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
)  # fmt: skip
SECONDS = 60
MODES = {"layout": ["-layout"], "raw": ["-raw"], "default": []}


def can_print() -> bool:
    """Whether Chromium and pdftotext are here."""
    return Path(CHROMIUM).exists() and shutil.which("pdftotext") is not None


def _run(command: list[str]) -> None:
    """Runs a command in a process group of its own and ends the whole group when it takes too long."""
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _print_one(html: str, pdf: Path) -> Path:
    """Prints one page to `pdf`, in a new profile; a browser that hangs or fails is tried once more."""
    pdf.unlink(missing_ok=True)
    for _ in range(2):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
            page = Path(scratch, "page.html")
            page.write_text(html, encoding="utf-8")
            _run([CHROMIUM, *FLAGS, f"--user-data-dir={scratch}/profile", f"--print-to-pdf={pdf}", page.as_uri()])
        if pdf.exists() and pdf.stat().st_size:
            return pdf
    raise RuntimeError(f"Chromium printed nothing to {pdf}")


def print_pdf(html_by_name: dict[str, str], folder: Path) -> dict[str, Path]:
    """Prints each page to `folder`/<name>.pdf, two at a time. Returns the files by name; raises if one fails."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=2) as pool:
        jobs = {name: pool.submit(_print_one, html, folder / f"{name}.pdf") for name, html in html_by_name.items()}
        return {name: job.result() for name, job in jobs.items()}


def pdf_text(pdf: Path, mode: str) -> str:
    """The text of a PDF as pdftotext gives it in this mode: "layout", "raw" or "default"."""
    command = ["pdftotext", "-enc", "UTF-8", *MODES[mode], str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True, timeout=SECONDS).stdout.decode("utf-8")
