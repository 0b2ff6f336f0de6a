"""Pages made or damaged to hold up their reader: each is read, or refused with a reason, soon and without the network."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from toolkit.reading.article import article
from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers import document_of
from toolkit.reading.report import read_reports

# Generous for a busy machine; each of these takes a second or two at most.
SECONDS = 20


def test_ten_thousand_boxes_are_flattened() -> None:
    data = ("<html><body>" + "<div>" * 10_000 + "深处的文字" + "</div>" * 10_000 + "<p>后</p>").encode()
    assert [line.text for line in document_of(data, "x").lines] == ["深处的文字", "后"]


def test_spans_that_are_never_closed_are_read() -> None:
    data = ("<html><body>" + "".join(f"<p><span><font>第{i}段</p>" for i in range(3000))).encode()
    lines = document_of(data, "x").lines
    assert len(lines) == 3000 and lines[-1].text == "第2999段"


def test_ten_thousand_nested_tables_are_refused_with_a_reason() -> None:
    begin = time.monotonic()
    with pytest.raises(UnreadableFile, match="nested"):
        document_of(("<html>" + "<table><tr><td>" * 10_000 + "深").encode(), "x")
    assert time.monotonic() - begin < SECONDS


@pytest.mark.parametrize("tags", ["<td><b><i>", "<p>x</p>", "</b>", "<table>", "<a b=c>", "<", "<!--", "&amp;"])
def test_twenty_megabytes_of_tags_take_bounded_time(tags: str) -> None:
    data = b"<html><body>" + (tags * (19_000_000 // len(tags))).encode()
    begin = time.monotonic()
    try:
        document_of(data, "x")
    except UnreadableFile as error:
        assert "more than" in str(error) or "nested" in str(error)
    assert time.monotonic() - begin < SECONDS


def test_one_tag_with_a_million_attributes() -> None:
    begin = time.monotonic()
    data = b"<html><body><p " + b" ".join(b"a%d=1" % i for i in range(1_000_000)) + b">text</p>"
    assert document_of(data, "x").lines[0].text == "text"
    assert time.monotonic() - begin < SECONDS


def test_cells_that_reach_over_millions_of_places_take_bounded_time() -> None:
    cells = "<td colspan=1000 rowspan=65534>x" * 3000
    body = "<html><table>" + f"<tr>{cells}" + "<tr><td>y" * 3000 + "</table>"
    begin = time.monotonic()
    try:
        document_of(body.encode(), "x")
    except UnreadableFile as error:
        assert "table" in str(error)
    assert time.monotonic() - begin < SECONDS


def test_nothing_is_fetched_or_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = (
        '<!DOCTYPE html SYSTEM "http://example.invalid/x.dtd"><html><head><base href="http://example.invalid/">'
        "<link rel=stylesheet href='http://example.invalid/a.css'><script src='http://example.invalid/a.js'></script>"
        "<meta http-equiv=refresh content='0;url=http://example.invalid/'><style>@import 'http://example.invalid/b.css';"
        "</style></head><body onload='document.body.innerHTML=1'><p>文字</p><img src='http://example.invalid/p.png'>"
        "<iframe src='http://example.invalid/f.html'></iframe><object data='file:///etc/passwd'></object></body></html>"
    )
    document = document_of(page.encode(), "x")
    assert [line.text for line in document.lines] == ["文字", ""]


def test_entities_of_a_doctype_are_not_expanded() -> None:
    bomb = '<!ENTITY a "哈哈哈哈">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    page = f"<?xml version='1.0'?><!DOCTYPE html [{bomb}<!ENTITY f SYSTEM 'file:///etc/passwd'>]><html><body><p>甲&i;&f;乙</p></body></html>"
    assert [line.text for line in document_of(page.encode(), "x").lines] == ["甲&i;&f;乙"]


def test_nul_bytes_are_left_out() -> None:
    # One in a thousand bytes: beyond two the file is a binary one.
    body = "<p>政府信息</p>" * 80
    data = ("<html><body><p>一\0二</p>" + body).encode()
    assert document_of(data, "x").lines[0].text == "一二"


def test_a_page_that_turns_into_a_pdf_is_read_or_refused_but_not_as_nonsense(tmp_path: Path) -> None:
    binary = b"%PDF-1.7\n" + bytes(range(256)) * 400
    path = tmp_path / "half.html"
    path.write_bytes("<html><body><p>前半页的文字</p>".encode() + b" " * 1100 + binary)
    [report] = read_reports(path)
    assert report.status == "failed" and "binary" in report.reason


@pytest.mark.parametrize("cut", [1, 30, 200, 333, 500, 640, 700])
def test_a_page_broken_off_anywhere_is_read_up_to_there(cut: int) -> None:
    table = "<table><tr><td>规章</td><td>3</td></tr><tr><td colspan='2'>其他</td></tr></table>"
    whole = (
        "<!DOCTYPE html><html><head><title>某县</title></head><body><div class='a'>" + f"<p>一段</p>{table}" * 6
    ).encode()
    lines = document_of(whole[:cut] or b"x", "x").lines
    assert "".join(line.text for line in lines).count("规章") >= whole[:cut].decode(errors="ignore").count(
        "规章</td><td>3</td></tr>"
    )


@pytest.mark.parametrize(
    "page",
    [
        "<html>", "<html></html>", "<html><body><table></table>", "<html><td>x</td>", "<html></td></tr></table></div>",
        "<html><!--", "<html><body><tr><td>a</table>b", "<html><table><tr><td><table></td></tr></table>",
        "<html><textarea>", "<html><title>x", "<html><frameset><frame src=a></frameset>", "<html>&#xD800;&#0;&#x110000;",
        "<html><p style=';;:none'>", "<html><table><caption>c</caption><caption>d</caption><col><td>",
    ],
)  # fmt: skip
def test_fragments_of_markup_raise_nothing(page: str) -> None:
    document_of(page.encode(), "x")


def test_frames_in_frames_end() -> None:
    import html as escaping

    inner = "<p>最里面</p>"
    for _ in range(6):
        inner = f"<p>外</p><iframe srcdoc='{escaping.escape(inner)}'></iframe>"
    document = document_of(f"<html><body>{inner}".encode(), "x")
    assert [line.text for line in document.lines] == ["外"] * 4
    assert [note.rule for note in document.notes] == ["content_elsewhere"]


def test_ten_thousand_boxes_with_headings_take_bounded_time(tmp_path: Path) -> None:
    box = "<div><p>一、总体情况</p><p>字</p><p>二、主动公开政府信息情况</p><p>字</p><p>五、存在的主要问题及改进情况</p><p>字</p></div>"
    path = tmp_path / "many.html"
    path.write_text("<html><body>" + box * 10_000, encoding="utf-8")
    begin = time.monotonic()
    article(document_of(path.read_bytes(), "x"))
    assert time.monotonic() - begin < SECONDS


def test_attributes_that_hide_their_number_are_refused_with_a_reason() -> None:
    page = "<html><body><p " + " ".join(f'a{i}=">"' for i in range(100_000)) + ">text</p>"
    begin = time.monotonic()
    with pytest.raises(UnreadableFile, match="attributes"):
        document_of(page.encode(), "x")
    assert time.monotonic() - begin < SECONDS


def test_a_large_page_and_a_small_one_are_read_alike() -> None:
    # Large pages are looked through first: what stands in them, and behind </html>, must come out the same.
    body = (
        "<style>.h{display:none}</style><p class=h xmlns:v=x>隐</p><p>甲<o:p>乙</o:p></p><pre>丙 丁\n戊</pre>"
        "<table><tr><td rowspan=2>规章<td>1<tr><td>2</table>"
    )
    small = f"<html><body>{body}</body></html><p>后"
    large = small.replace("<p>甲", f"<!--{'x' * 300_000}--><p>甲")
    texts = [[(line.text, line.kind) for line in document_of(page.encode(), "x").lines] for page in (small, large)]
    assert texts[0] == texts[1]
    assert [text for text, _ in texts[0]] == ["甲乙", "丙 丁", "戊", "规章\t1", "2", "后"]


def test_large_pages_of_boxes_are_flattened_too() -> None:
    data = ("<html><body>" + "<div>" * 60_000 + "深处的文字" + "</div>" * 60_000 + "<p>后</p>").encode()
    assert [line.text for line in document_of(data, "x").lines] == ["深处的文字", "后"]


def test_boxes_within_hidden_ones_hide_nothing_behind_them() -> None:
    # The parser stops where tags are too deep; the page goes on behind them.
    data = ("<html><body><p>前</p><div hidden>" + "<b>" * 3000 + "隐</div><p>后</p>").encode()
    assert [line.text for line in document_of(data, "x").lines] == ["前", "后"]
