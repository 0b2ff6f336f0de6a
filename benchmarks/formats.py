"""How long a report takes by format, beside the least that any reader of the format has to do, in one run.

    python benchmarks/formats.py [REPORTS]

REPORTS fictional reports (default 20) are written in each format. "bare" is the library alone: lxml's parse of a page, unpacking a
container and parsing the parts without which its text is not known (the numbers before headings stand in the styles and the
numbering), PDFium's plain text of all pages. "reader" makes a Document of it, "whole" is all
that `toolkit check` does before it prints. The three take turns, round after round, so that a machine that slows down slows
all; the ratio is the median of the rounds' ratios of reader to bare. PDF is read here in this process; `toolkit` reads it in one of
its own, which adds the way there and back ("apart").
"""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pypdfium2
from lxml import etree, html
from reading import read_and_check, seconds

from toolkit.reading.readers import READERS, document_of
from toolkit.reading.readers.kinds import kind_of
from toolkit.sample import draw_report
from toolkit.sample.writers import write_reports

ROUNDS = 7
# Format and style: a page of nothing but the report, and one saved from Word and put into a site, ten times as large.
FORMATS = (("html", "plain"), ("html", "site_word"), ("docx", None), ("xlsx", None), ("pdf", "browser"))


def bare_html(data: bytes) -> object:
    """lxml's tree of a page."""
    return html.document_fromstring(data)


def bare_container(*members: str) -> Callable[[bytes], object]:
    """The trees of these parts of a container."""

    def parse(data: bytes) -> object:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [etree.fromstring(archive.read(name)) for name in archive.namelist() if name in members]

    return parse


def bare_pdf(data: bytes) -> object:
    """PDFium's text of all pages."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


BARE: dict[str, Callable[[bytes], object]] = {
    "html": bare_html,
    "docx": bare_container("word/document.xml", "word/styles.xml", "word/numbering.xml"),
    "xlsx": bare_container("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"),
    "pdf": bare_pdf,
}


def reader(kind: str) -> Callable[[bytes, str], object]:
    """What makes a Document of a file's bytes in this process."""
    if READERS[kind] == "pdf":
        from toolkit.reading.readers.pdf.pages import read

        return read
    return document_of


def main() -> None:
    """Prints a row for each format."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    samples = [draw_report(seed) for seed in range(count)]
    print(f"{'format':<16}{'KB':>6}{'bare ms':>9}{'reader ms':>11}{'ratio':>7}{'whole ms':>10}")
    with tempfile.TemporaryDirectory() as folder:
        for name, style in FORMATS:
            files = write_reports([(sample, sample.seed) for sample in samples], name, style)
            paths = [Path(folder, f"{style}{i}.{name}") for i in range(count)]
            for path, data in zip(paths, files, strict=True):
                path.write_bytes(data)
            _row(name, f"{name}, {style}" if style else name, files, paths)


def _row(name: str, title: str, files: list[bytes], paths: list[Path]) -> None:
    bare, read = BARE[name], reader(kind_of(files[0]))
    read_and_check(paths[0])
    rounds = [
        (
            seconds(lambda: [bare(data) for data in files]),
            seconds(lambda: [read(data, name) for data in files]),
            seconds(lambda: [read_and_check(path) for path in paths]),
        )
        for _ in range(ROUNDS)
    ]
    each = [median(r[i] for r in rounds) / len(files) * 1000 for i in range(3)]
    ratio = median(r[1] / r[0] for r in rounds)
    size = sum(map(len, files)) / len(files) / 1024
    print(f"{title:<16}{size:>6.0f}{each[0]:>9.2f}{each[1]:>11.2f}{ratio:>7.2f}{each[2]:>10.1f}")


if __name__ == "__main__":
    main()
