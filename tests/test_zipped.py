"""Hostile and damaged containers: each is refused with a reason, at once, and without filling the memory."""

from __future__ import annotations

import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest
from wordprocessing import NAMES, docx_with, paragraph, run

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers import document_of

BODY = f'<?xml version="1.0"?>{{}}<w:document {NAMES}><w:body>{{}}</w:body></w:document>'
SHEETS = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
)
SHEET = '{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
LAUGHS = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈">' + "".join(
    f'<!ENTITY {b} "{"&" + a + ";"}{"&" + a + ";"}{"&" + a + ";"}{"&" + a + ";"}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
MOST_SECONDS, MOST_BYTES = 20, 300_000_000


def packed(**parts: str | bytes) -> bytes:
    """A ZIP file of XML parts; `__` in a name stands for a slash: word__document is word/document.xml."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def workbook(sheet: str | bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", SHEETS)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return file.getvalue()


def reason(data: bytes) -> str:
    """Why a file can't be read; it takes neither long nor much memory to say so."""
    started = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as caught:
            document_of(data, "a")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < MOST_SECONDS
    assert most < MOST_BYTES
    return str(caught.value)


def lying_size(data: bytes, declared: int) -> bytes:
    """The same ZIP file, whose members all claim another inflated size in both headers."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset : at + offset + 4] = declared.to_bytes(4, "little")
            at = data.find(mark, at + 4)
    return bytes(changed)


def test_bomb_of_zeros_is_refused() -> None:
    assert "inflates" in reason(packed(word__document=BODY.format("", " " * 30_000_000)))


def test_part_beyond_any_report_is_refused() -> None:
    assert "larger than any report" in reason(packed(word__document=" " * 60_000_000))


def test_many_large_members_are_refused_before_any_is_read() -> None:
    parts = {f"word__media{i}": b"\0" * 42_000_000 for i in range(10)}
    assert "inflates to more than 400 MB" in reason(packed(word__document=BODY.format("", ""), **parts))


@pytest.mark.parametrize("declared", [10, 200, 0x7FFFFFFF])
def test_member_that_lies_about_its_size_is_refused(declared: int) -> None:
    honest = packed(word__document=BODY.format("", paragraph(run("甲" * 5000))))
    assert reason(lying_size(honest, declared))


def test_entities_are_refused() -> None:
    laughing = paragraph(run("&j;").replace("&amp;", "&"))
    assert "DOCTYPE" in reason(packed(word__document=BODY.format(LAUGHS, laughing)))
    assert "DOCTYPE" in reason(workbook(SHEET.format(LAUGHS, "<row><c><v>1</v></c></row>")))


def test_entities_in_utf16_are_refused_too() -> None:
    text = BODY.format(LAUGHS, "").replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    assert "DOCTYPE" in reason(packed(word__document=text.encode("utf-16")))


def test_ten_thousand_nested_controls_and_tables_are_refused() -> None:
    controls = "<w:sdt><w:sdtContent>" * 10_000 + paragraph(run("甲")) + "</w:sdtContent></w:sdt>" * 10_000
    tables = "<w:tbl><w:tr><w:tc>" * 10_000 + paragraph(run("甲")) + "</w:tc></w:tr></w:tbl>" * 10_000
    links = "<w:p>" + "<w:hyperlink>" * 10_000 + run("甲") + "</w:hyperlink>" * 10_000 + "</w:p>"
    for xml in (controls, tables, links):
        assert reason(packed(word__document=BODY.format("", xml)))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"), ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")],
)
def test_nesting_that_the_parser_allows_is_refused_by_name(opening: str, closing: str) -> None:
    xml = opening * 70 + paragraph(run("甲")) + closing * 70
    assert "nested more than 60 deep" in reason(packed(word__document=BODY.format("", xml)))


def test_a_million_tags_and_more_are_refused() -> None:
    # Numbers keep the part from being so dull that it is refused for its ratio.
    xml = "".join(f"<w:p{n}/>" for n in range(1_600_000))
    assert "far larger" in reason(packed(word__document=BODY.format("", xml)))


def test_two_members_of_one_name_and_names_that_point_outside_are_refused() -> None:
    with pytest.warns(UserWarning):
        file = BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for text in ("甲", "乙"):
                archive.writestr("word/document.xml", BODY.format("", paragraph(run(text))))
    assert "two members" in reason(file.getvalue())
    assert "outside" in reason(packed(word__document=BODY.format("", ""), **{"..__x": "甲"}))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.99])
def test_truncated_file_is_refused(share: float) -> None:
    whole = docx_with(paragraph(run("甲" * 500)))
    assert reason(whole[: int(len(whole) * share)])


def test_damaged_bytes_in_a_member_are_refused() -> None:
    data = bytearray(docx_with("".join(paragraph(run(f"第{i}句")) for i in range(300))))
    at = data.find(b"word/document.xml") + 400
    data[at : at + 40] = b"\xff" * 40
    assert "damaged" in reason(bytes(data))


def test_word_file_that_turns_into_something_else_half_way_is_refused() -> None:
    whole = docx_with(paragraph(run("甲" * 500)))
    assert reason(whole[: len(whole) // 2] + b"<html><body><table>" + b"<p>x</p>" * 500)


def test_word_file_without_text_is_refused_with_what_was_expected() -> None:
    assert "w:body" in reason(packed(word__document="<a/>"))


def test_nothing_outside_the_file_is_read() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" TargetMode="External" '
        'Target="http://127.0.0.1:9/styles.xml"/></Relationships>'
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", BODY.format("", paragraph(run("甲"))))
        archive.writestr("word/_rels/document.xml.rels", rels)
    assert [line.text for line in document_of(file.getvalue(), "a").lines] == ["甲"]


def test_strict_open_xml_is_read() -> None:
    strict = BODY.format("", paragraph(run("甲"))).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert [line.text for line in document_of(packed(word__document=strict), "a").lines] == ["甲"]


def test_folders_parted_by_backslashes_and_names_in_capitals_are_read() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Word\\Document.xml", BODY.format("", paragraph(run("甲"))))
    assert [line.text for line in document_of(file.getvalue(), "a").lines] == ["甲"]
