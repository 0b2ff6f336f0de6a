"""Files made to hold up a reader, in one folder with good ones: each fails alone, with a reason, and the build goes on."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from toolkit import build, open_dataset
from toolkit.sample import draw_report
from toolkit.sample.writers import write_report

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
# All of it together, on a slow and busy machine; each of these alone would hold up a careless reader for ever.
SECONDS = 300


def container(members: dict[str, bytes]) -> bytes:
    """A ZIP container."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf_of_empty_pages(count: int) -> bytes:
    """A PDF with so many empty pages, without a table of its objects: PDFium makes it anew."""
    kids = b" ".join(b"%d 0 R" % (3 + i) for i in range(count))
    pages = b"".join(b"%d 0 obj<</Type/Page/Parent 2 0 R>>endobj\n" % (3 + i) for i in range(count))
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    tree = b"2 0 obj<</Type/Pages/MediaBox[0 0 595 842]/Count %d/Kids[%s]>>endobj\n" % (count, kids)
    return head + tree + pages + b"trailer<</Root 1 0 R>>\n%%EOF"


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 50) for i in range(12))
    + b"]>"
)
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def hostile() -> dict[str, bytes]:
    """Files by name; none of them holds a report that could be read in full."""
    sample = draw_report(7)
    html, docx, xlsx = (write_report(sample, name, 7) for name in ("html", "docx", "xlsx"))
    return {
        "bomb.docx": container({"[Content_Types].xml": TYPES, "word/document.xml": b"<a>" + b" " * 600_000_000 + b"</a>"}),
        "bomb.xlsx": container({"[Content_Types].xml": TYPES, "xl/workbook.xml": b" " * 600_000_000}),
        "laughs.docx": container({"[Content_Types].xml": TYPES, "word/document.xml": LAUGHS + b"<w>&l;</w>"}),
        "laughs.html": LAUGHS + b"<html><body><p>&l;</p></body></html>",
        "empty pages.pdf": pdf_of_empty_pages(10_000),
        "deep.html": b"<html><body>" + b"<div>" * 200_000 + "一、总体情况".encode() + b"</div>" * 200_000,
        "deep tables.html": b"<html><body>" + b"<table><tr><td>" * 50_000 + b"x",
        "wide.html": b"<html><body><table>" + b'<tr><td colspan="99999999" rowspan="99999999">1</td></tr>' * 2000 + b"</table>",
        "half.docx": docx[: len(docx) // 2],
        "half.xlsx": xlsx[: len(xlsx) // 2],
        "html then pdf.html": html[: len(html) // 3] + b"%PDF-1.7\n" + bytes(range(256)) * 100,
        "docx then html.docx": docx[: len(docx) // 2] + html,
        "remote.html": b'<html><head><script src="http://192.0.2.1/x.js"></script><meta http-equiv="refresh" content="0;'
        b'url=http://192.0.2.1/"></head><body><img src="http://192.0.2.1/i.png"><iframe src="file:///etc/passwd"></iframe>'
        + "<p>没有报告。</p>".encode() * 10 + b"</body></html>",
    }  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """The dataset of a folder with all of them and a good report in every format that needs no other program."""
    raw = tmp_path_factory.mktemp("raw")
    for name, data in hostile().items():
        (raw / name).write_bytes(data)
    for file in DIGESTS.glob("*.txt"):
        (raw / file.name).write_bytes(file.read_bytes())
    for number, name in enumerate(("html", "docx", "xlsx", "md")):
        sample = draw_report(60 + number)
        (raw / f"good.{name}").write_bytes(write_report(sample, name, 60 + number))
    start = time.perf_counter()
    build(raw, raw.parent / "tables")
    return open_dataset(raw.parent / "tables"), time.perf_counter() - start


def test_the_build_goes_on_and_ends(built) -> None:
    dataset, took = built
    assert took < SECONDS
    reports = dataset.reports.set_index("source")
    for number, name in enumerate(("html", "docx", "xlsx", "md")):
        assert reports.loc[f"good.{name}", "agency"] == draw_report(60 + number).agency
        assert reports.loc[f"good.{name}", "status"] == "ok"
    digests = reports[reports.index.str.endswith(".txt")]
    assert len(digests) == 7 and set(digests["form"]) == {"2019", "2021"}


@pytest.mark.parametrize("name", sorted(hostile()))
def test_each_hostile_file_has_its_own_reason(built, name: str) -> None:
    rows = built[0].reports[built[0].reports["source"] == name]
    assert len(rows) == 1
    row = rows.iloc[0]
    assert row["status"] in ("failed", "partial"), row["status"]
    assert isinstance(row["reason"], str) and len(row["reason"]) > 20
    assert "toolkit itself failed" not in row["reason"]


def test_two_files_that_differ_fail_for_different_reasons(built) -> None:
    reasons = built[0].reports.set_index("source")["reason"]
    assert reasons["bomb.docx"] != reasons["laughs.docx"] != reasons["half.docx"]
