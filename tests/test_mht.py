"""Pages saved as one file: the page in the MIME message, whatever its encoding, and the frames it shows."""

from __future__ import annotations

import base64
import quopri

import pytest

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers import document_of

PAGE = "<html><head><title>某县</title></head><body><p>虚构县水务局的工作报告</p><table><tr><td>规章</td><td>3</td></tr><tr><td>其他</td><td>4</td></tr></table></body></html>"
BOUNDARY = "----=_Part_0"


def mht(*parts: tuple[str, str, bytes], encoding: str = "quoted-printable") -> bytes:
    """An MHT file of parts: content type, charset, content."""
    out = [
        "From: <Saved by a browser>\r\nSubject: =?utf-8?B?5p+Q?=\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{BOUNDARY}"\r\n\r\n'.encode()
    ]
    for kind, charset, content in parts:
        coded = base64.encodebytes(content) if encoding == "base64" else quopri.encodestring(content)
        head = f"--{BOUNDARY}\r\nContent-Type: {kind}{f'; charset={charset}' if charset else ''}\r\n"
        out.append(
            f"{head}Content-Transfer-Encoding: {encoding}\r\nContent-Location: http://example.invalid/\r\n\r\n".encode()
        )
        out.append(coded + b"\r\n")
    return b"".join(out) + f"--{BOUNDARY}--\r\n".encode()


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", ""])
@pytest.mark.parametrize("really", ["utf-8", "gb18030"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_the_page_is_read_whatever_its_encoding(charset: str, really: str, encoding: str) -> None:
    picture = ("image/png", "", b"\x89PNG\r\n\x1a\n" + bytes(50))
    document = document_of(mht(picture, ("text/html", charset, PAGE.encode(really)), encoding=encoding), "x.mht")
    assert document.format == "mht" and document.titles == ("某县",)
    assert [line.text for line in document.lines] == ["虚构县水务局的工作报告", "规章\t3", "其他\t4"]


def test_of_frames_the_one_with_the_text_is_read() -> None:
    outer = "<html><body><p>外框</p><iframe src='cid:frame-1'></iframe></body></html>"
    inner = "<html><body><p>" + "里面的一段文字。" * 50 + "</p></body></html>"
    data = mht(("text/html", "utf-8", outer.encode()), ("text/html", "utf-8", inner.encode()))
    assert [line.text for line in document_of(data, "x").lines] == ["里面的一段文字。" * 50]


def test_a_file_without_a_page_says_so() -> None:
    with pytest.raises(UnreadableFile, match="no page"):
        document_of(mht(("image/png", "", b"\x89PNG")), "x")


@pytest.mark.parametrize("cut", [120, 300, 420, 520])
def test_a_file_broken_off_is_read_up_to_there_or_refused(cut: int) -> None:
    data = mht(("text/html", "utf-8", PAGE.encode()))[:cut]
    try:
        document_of(data, "x")
    except UnreadableFile as error:
        assert str(error)


def test_parts_nested_beyond_measure_are_refused_with_a_reason() -> None:
    data = b"".join(b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(5000))
    with pytest.raises(UnreadableFile, match="MHT"):
        document_of(data, "x")
