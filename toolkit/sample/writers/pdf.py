"""PDF files: printed by a browser from a page with ruled tables, or by LibreOffice from a Word file."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit import printing
from toolkit.sample.writers.programs import NO_BROWSER, ProgramMissing, find_browser

STYLES = ("browser", "office")


def print_pages(pages: Sequence[str]) -> list[bytes]:
    """HTML pages, each printed to a PDF, two at a time, in their order.

    Raises ProgramMissing where there is no browser, ProgramFailed where it prints nothing.
    """
    browser = find_browser()
    if browser is None:
        raise ProgramMissing(NO_BROWSER)
    return printing.print_pages(browser, pages)
