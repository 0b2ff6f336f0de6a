"""Pages become PDF files, with Chinese in them also where the system has no Chinese font."""

from __future__ import annotations

import os
import re
import shutil
import sys
import warnings
from collections.abc import Sequence
from html import escape
from pathlib import Path

from lxml import html

from toolkit import printing
from toolkit.fonts import SYSTEM_FAMILIES, FontMissing, boxes, bundled_font, families, without_glyph
from toolkit.programs import ProgramMissing, find_browser, scratch_folder
from toolkit.whole_files import write_whole

NO_BROWSER = (
    "PDF needs a browser to print the pages: install Chrome, Chromium or Edge, or open a page in the browser you have "
    "and print it to PDF there; the HTML pages are whole without it"
)
# Where programs of Linux learn of fonts. Windows and macOS come with Chinese ones.
FONTCONFIG, VARIABLE = Path("/etc/fonts/fonts.conf"), "FONTCONFIG_FILE"
# Relative links would lead into the folder in which it was printed.
_RELATIVE = re.compile(r'(<a\b[^>]*?) href="(?![a-z]+:|#)[^"]*"')
# The time of printing is not the data's. As many bytes as before: a PDF counts them.
_DATE, _NO_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}"), rb"\g<1>20000101000000"
_NODE = re.compile(rb"\(node(\d{8})\)")


def print_pdf(pages: Sequence[Path]) -> list[Path]:
    """Prints rendered pages to PDF files beside them, and gives these.

    Characters that no font has are named in a warning. Raises ProgramMissing without a browser, FontMissing where there
    is no font for Chinese, ProgramFailed where the browser prints nothing.
    """
    browser = find_browser()
    if browser is None:
        raise ProgramMissing(NO_BROWSER)
    texts = [path.read_text(encoding="utf-8") for path in pages]
    by_fontconfig = sys.platform not in ("win32", "darwin") and _fontconfig().is_file()
    _check_glyphs("".join(text for page in texts for text in html.fromstring(page).itertext()), by_fontconfig)
    with scratch_folder() as scratch:
        environment = _with_font(Path(scratch)) if by_fontconfig else {}
        printed = printing.print_pages(browser, [_printable(text) for text in texts], environment)
    paths = [path.with_suffix(".pdf") for path in pages]
    for path, data in zip(paths, printed, strict=True):
        write_whole(path, _same_again(data))
    return paths


def _check_glyphs(text: str, extra: bool) -> None:
    """Refuses to print Chinese as boxes; for a character of a report's own that no font has it prints."""
    missing = without_glyph(text, extra)
    if any("\u4e00" <= char <= "\u9fff" for char in missing):
        raise FontMissing(f"PDF: {boxes(missing)}. The HTML pages need no font")
    if missing:
        warnings.warn(f"PDF: {boxes(missing)}", stacklevel=3)


def _fontconfig() -> Path:
    return Path(os.environ.get(VARIABLE) or FONTCONFIG)


def _with_font(folder: Path) -> dict[str, str]:
    """The environment in which a browser also knows the extra's font, which is put into a folder by itself."""
    font = bundled_font()
    if font is None:
        return {}
    (folder / "fonts").mkdir()
    shutil.copyfile(font, folder / "fonts" / font.name)
    known, new = escape(str(_fontconfig())), escape(str(folder / "fonts"))
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><include>{known}</include><dir>{new}</dir></fontconfig>", encoding="utf-8")
    return {VARIABLE: str(config)}


def _printable(page: str) -> str:
    """A page as it is given to the browser: its charts name the extra's font first, and no link leads nowhere."""
    return _RELATIVE.sub(r"\1", page).replace(SYSTEM_FAMILIES, families())


def _same_again(data: bytes) -> bytes:
    """A PDF without the time of printing, its parts numbered in order: the browser numbers them anew each time."""
    order = {number: b"(node%08d)" % place for place, number in enumerate(sorted(set(_NODE.findall(data))), 1)}
    return _DATE.sub(_NO_DATE, _NODE.sub(lambda found: order[found[1]], data))
