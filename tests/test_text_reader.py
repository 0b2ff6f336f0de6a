"""Bytes of a text file become lines of cells, each with its place; bytes that are no text get a reason."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from toolkit import read_report
from toolkit.reading.document import UnreadableFile, place
from toolkit.reading.readers import document_of, read_document
from toolkit.reading.readers.text import parse

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
TEXT = "示例市档案局\n信息内容 本年制发件数\n规章 3 0 7\n"


def texts(document):
    return [line.text for line in document.lines]


def cells(line):
    return [cell.text for cell in line.cells]


ENCODED = {
    "UTF-8": TEXT.encode("utf-8"),
    "UTF-8 with BOM": codecs.BOM_UTF8 + TEXT.encode("utf-8"),
    "GB18030": TEXT.encode("gb18030"),
    "GBK": TEXT.encode("gbk"),
    "UTF-16 LE with BOM": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "UTF-16 BE with BOM": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-16 LE": TEXT.encode("utf-16-le"),
    "UTF-16 BE": TEXT.encode("utf-16-be"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_same_lines_come_out_of_every_encoding(name):
    assert texts(document_of(ENCODED[name], "x.txt")) == TEXT.split("\n")


def test_the_document_says_in_which_encoding_it_was_read():
    assert document_of(ENCODED["GB18030"], "x.txt").encoding == "gb18030"
    assert document_of(ENCODED["UTF-8"], "x.txt").encoding == "utf-8"
    assert document_of(ENCODED["UTF-16 BE"], "x.txt").encoding == "utf-16-be"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_bom_is_seen_though_the_first_page_has_hardly_an_ascii_character(encoding):
    prose = "示例市档案局全年围绕中心工作做好政府信息公开，群众的知情权得到保障" * 90
    document = document_of((prose + "\n规章 3 0 7\n").encode(encoding), "x.txt")
    assert cells(document.lines[1]) == ["规章", "3", "0", "7"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_a_whole_report_has_the_same_figures_in_every_encoding(encoding, tmp_path):
    original = DIGESTS / "宿迁市_2023.txt"
    copy = tmp_path / original.name
    copy.write_bytes(original.read_text(encoding="utf-8").encode(encoding))
    expected, found = read_report(original), read_report(copy)
    assert len(found.figures) == 200
    assert found.figures == expected.figures
    assert [section.text for section in found.sections] == [section.text for section in expected.sections]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_with_every_line_end(end):
    document = parse(end.join(["一", "", "三"]) + end)
    assert [(line.number, line.text) for line in document.lines if line.text] == [(1, "一"), (3, "三")]


def test_a_form_feed_begins_a_page_and_no_line():
    """pdftotext ends a page with a newline and a form feed; an editor shows the form feed at the head of the next line."""
    document = parse("一\n二\n\f三\n\f四\n")
    assert [(line.number, line.page, line.text) for line in document.lines if line.text] == [
        (1, 1, "一"),
        (2, 1, "二"),
        (3, 2, "三"),
        (4, 3, "四"),
    ]


def test_a_form_feed_in_the_midst_of_a_line_leaves_both_parts_on_that_line():
    document = parse("一\f二\n三")
    assert [(line.number, line.page, line.text) for line in document.lines] == [
        (1, 1, "一"),
        (1, 2, "二"),
        (2, 2, "三"),
    ]


def test_line_numbers_are_those_of_an_editor_in_a_long_file_with_pages():
    pages = [[f"第{page}面第{line}行" for line in range(7)] for page in range(5)]
    data = "\f".join("\r\n".join(lines) + "\r\n" for lines in pages)
    document = parse(data)
    by_editor = {text.strip("\f"): number for number, text in enumerate(data.split("\r\n"), 1)}
    assert {line.text: line.number for line in document.lines if line.text} == {t: n for t, n in by_editor.items() if t}


def test_the_place_of_a_cell_names_the_page_only_where_there_are_pages():
    flat, paged = parse("甲 乙"), parse("甲 乙\n\f丙 丁")
    assert place(flat.lines[0].cells[1], flat) == "line 1, cell 2"
    assert place(paged.lines[1].cells[1], paged) == "page 2, line 2, cell 2"


def test_cells_parted_by_blanks_know_where_they_stand():
    line = parse("规章   3 　0").lines[0]
    assert [(cell.text, cell.left, cell.right) for cell in line.cells] == [("规章", 0, 2), ("3", 5, 6), ("0", 8, 9)]
    assert not line.delimited


def test_tabs_keep_empty_cells():
    line = parse("\t规章\t3\t\t 7 \t").lines[0]
    assert cells(line) == ["", "规章", "3", "", "7", ""]
    assert line.delimited


def test_a_pipe_table_keeps_empty_cells_and_its_rule_has_none():
    document = parse("| 信息内容 | 本年新<br>制作数量 |  |\n|:---|---:|---|\n| 规章 | **3** |  |")
    assert cells(document.lines[0]) == ["信息内容", "本年新制作数量", ""]
    assert (document.lines[1].kind, document.lines[1].cells) == ("rule", ())
    assert cells(document.lines[2]) == ["规章", "3", ""]


def test_a_pipe_table_without_outer_pipes_is_one_too():
    assert cells(parse("规章 | 3 | 0 | 7").lines[0]) == ["规章", "3", "0", "7"]


UNREADABLE = {
    "nothing": (b"", "empty"),
    "blanks": (b" \r\n\t\n", "empty"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF"),
    "a DOCX": (b"PK\x03\x04\x14\x00\x06\x00" + bytes(60), "DOCX"),
    "a DOC": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "DOC"),
    "a PNG": (b"\x89PNG\r\n\x1a\n" + bytes(60), "picture"),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60), "picture"),
    "zeros": (bytes(3000), "binary"),
    "random bytes": (bytes((i * 197 + i // 7 * 31) % 256 for i in range(5000)), "binary"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_text_says_what_it_is_and_what_to_do(name, tmp_path):
    data, word = UNREADABLE[name]
    file = tmp_path / "x.txt"
    file.write_bytes(data)
    with pytest.raises(UnreadableFile, match=word) as caught:
        read_document(file)
    what, _, advice = str(caught.value).partition(": ")
    assert what and advice.split()[0] in {"get", "save", "make", "type"}


def test_a_file_far_too_large_is_refused_before_it_is_read(tmp_path):
    file = tmp_path / "x.txt"
    with file.open("wb") as sparse:
        sparse.truncate(50_000_000)
    with pytest.raises(UnreadableFile, match="50 MB.*split"):
        read_document(file)


def test_a_text_cut_in_the_midst_of_a_character_is_still_a_text():
    data = ("规章 3 0 7\n" * 50).encode("utf-8")
    cut = data + "规".encode()[:2]
    document = document_of(cut, "x.txt")
    assert cells(document.lines[49]) == ["规章", "3", "0", "7"]


def test_a_stray_byte_is_not_called_a_binary_file():
    data = ("规章 3 0 7\n" * 50).encode("utf-8")
    damaged = data[:700] + b"\xff" + data[700:]
    try:
        document = document_of(damaged, "x.txt")
    except UnreadableFile as error:
        assert "binary" not in str(error)
        assert "700" in str(error) or "701" in str(error)
    else:
        assert cells(document.lines[0]) == ["规章", "3", "0", "7"]
