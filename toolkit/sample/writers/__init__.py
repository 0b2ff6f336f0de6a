"""A fictional report as a file of any format in which agencies publish: `write_report(report, format, seed)`.

All formats of one report and seed print the same labels, wording and figures, so that what is read from one can be
compared with what is read from another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.layouts import LAYOUTS
from toolkit.sample.noise import add_noise, draw_noise
from toolkit.sample.outline import Item, arrange
from toolkit.sample.printable import page_html
from toolkit.sample.writers import html, office, pdf, text
from toolkit.sample.writers.programs import (
    NO_BROWSER,
    NO_OFFICE,
    ProgramFailed,
    ProgramMissing,
    find_browser,
    find_office,
)

__all__ = [
    "FORMATS",
    "STYLES",
    "ProgramFailed",
    "ProgramMissing",
    "items_of",
    "missing_program",
    "write_report",
    "write_reports",
]

_DOCX = ("plain", "headings", "numbered", "text_box", "tracked", "nested", "split")
_XLSX = ("one_sheet", "one_sheet_text", "three_sheets", "three_sheets_text")
STYLES: dict[str, tuple[str, ...]] = {
    "txt": text.TXT_STYLES,
    "md": text.MD_STYLES,
    "html": html.STYLES,
    "docx": _DOCX,
    "xlsx": _XLSX,
    "pdf": pdf.STYLES,
    "doc": _DOCX,
    # LibreOffice writes the 、 of a generated number as ? in RTF.
    "rtf": tuple(style for style in _DOCX if style != "numbered"),
    "odt": _DOCX,
    "xls": _XLSX,
}
"""The styles of each format. Without one `write_report` draws it from the seed."""

# Not drawn, only written when asked for: a reader rightly warns of changes that nobody has accepted.
_UNUSUAL = ("tracked",)

FORMATS = tuple(STYLES)

Job = tuple[SampleReport, int]
"""A report and the seed of its rendering."""


def items_of(report: SampleReport, seed: int, merge: bool | None = None, noise: bool = False) -> list[Item]:
    """What a report prints, in order: the same for every format.

    `merge` lets figures of `proactive` span the width of their table: drawn where None, and never seen in the wording.
    `noise` writes digits, brackets and blanks in odd ways (see toolkit.sample.noise).
    """
    drawn = Random(f"merge {seed}").random() < 0.5
    rng = Random(f"items {seed}")
    # A preface below the first heading would be text of section 1, whatever it says.
    items = arrange(report, rng, drawn if merge is None else merge, late_title=not report.preface)
    return add_noise(items, draw_noise(rng), rng) if noise else items


def draw_style(format: str, seed: int) -> str:
    """The style of a format that a seed stands for."""
    usual = {"txt": text.TXT_USUAL, "pdf": (pdf.STYLES[0] if find_browser() else pdf.STYLES[1],)}
    styles = usual.get(format, tuple(style for style in STYLES[format] if style not in _UNUSUAL))
    return Random(f"style {seed}").choice(styles)


def write_report(report: SampleReport, format: str, seed: int, style: str | None = None, noise: bool = False) -> bytes:
    """The bytes of a file with this report: the same ones for the same report, format, seed, style and noise.

    (But for pdf, doc, rtf, odt and xls, which other programs write: the same text, not the same bytes.) Raises ValueError for a
    format or style that there is not, ProgramMissing or ProgramFailed where another program is needed.
    """
    return write_reports([(report, seed)], format, style, noise)[0]


def write_reports(jobs: Sequence[Job], format: str, style: str | None = None, noise: bool = False) -> list[bytes]:
    """`write_report` for many reports at once, in their order: other programs are started once for many files."""
    if format not in STYLES:
        raise ValueError(f"expected a format of {', '.join(FORMATS)}, found {format!r}")
    if style is not None and style not in STYLES[format]:
        raise ValueError(f"{format}: expected a style of {', '.join(STYLES[format])}, found {style!r}")
    styles = [style or draw_style(format, seed) for _, seed in jobs]
    if format == "pdf":
        return _write_pdfs(jobs, styles, noise)
    if format in office.MADE_FROM:
        source = office.MADE_FROM[format][0]
        return office.convert(_write_own(jobs, source, styles, noise), format)
    return _write_own(jobs, format, styles, noise)


def _write_own(jobs: Sequence[Job], format: str, styles: Sequence[str], noise: bool) -> list[bytes]:
    """Files of a format that needs no other program."""
    write = _writer(format)
    files = []
    for (report, seed), style in zip(jobs, styles, strict=True):
        merge = LAYOUTS[style].merge if format == "txt" else False if format == "md" else None
        items = items_of(report, seed, merge, noise)
        files.append(write(report, items, Random(f"{format} {style} {seed}"), style))
    return files


def _writer(format: str) -> Callable[[SampleReport, list[Item], Random, str], bytes]:
    if format == "docx":
        from toolkit.sample.writers.docx import write_docx

        return write_docx
    if format == "xlsx":
        from toolkit.sample.writers.xlsx import write_xlsx

        return write_xlsx
    if format == "html":
        return html.write_html
    return lambda report, items, rng, style: (text.write_txt if format == "txt" else text.write_md)(items, rng, style)


def _write_pdfs(jobs: Sequence[Job], styles: Sequence[str], noise: bool) -> list[bytes]:
    """PDF files, some by a browser and some by LibreOffice, as their styles say."""
    files: dict[int, bytes] = {}
    browser = [place for place, style in enumerate(styles) if style == "browser"]
    pages = []
    for place in browser:
        report, seed = jobs[place]
        pages.append(page_html(report, items_of(report, seed, noise=noise), Random(f"pdf {seed}")))
    if pages:
        files.update(zip(browser, pdf.print_pages(pages), strict=True))
    others = [place for place in range(len(jobs)) if place not in files]
    if others:
        # LibreOffice would print what a tracked change deletes.
        clean = [name for name in _DOCX if name not in _UNUSUAL]
        own = [Random(f"office pdf {jobs[place][1]}").choice(clean) for place in others]
        sources = _write_own([jobs[place] for place in others], "docx", own, noise)
        files.update(zip(others, office.convert(sources, "pdf"), strict=True))
    return [files[place] for place in range(len(jobs))]


def missing_program(format: str) -> str:
    """Why a format can't be written on this computer and what to do about it; "" where it can."""
    if format == "pdf":
        return "" if find_browser() or find_office() else NO_BROWSER
    if format in office.MADE_FROM and not find_office():
        return NO_OFFICE.format(format)
    return ""
