"""Writes small PDF files by hand, for tests: pages of content streams, with a Chinese font that needs no embedding (F1), and one
of which nobody knows which characters its codes are (DUMB)."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def show(x: float, y: float, text: str, size: float = 10, angle: float = 0, font: str = "F1") -> str:
    """The operators that print a text with its baseline from (x, y), turned by `angle` degrees."""
    a, b = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    shown = text.encode("utf-16-be").hex()
    return f"\nBT /{font} {size} Tf {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {x} {y} Tm <{shown}> Tj ET\n"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """The operators that draw a line."""
    return f"\n{x0} {y0} m {x1} {y1} l S\n"


def ruled(xs: list[float], ys: list[float]) -> str:
    """The rules of a table without merged cells: `xs` from left to right, `ys` from the top down."""
    level = "".join(line(xs[0], y, xs[-1], y) for y in ys)
    return level + "".join(line(x, ys[0], x, ys[-1]) for x in xs)


def cells(xs: list[float], ys: list[float], rows: list[list[str]], size: float = 10) -> str:
    """The texts of a table's cells, each 3 points from the left of its cell and from its bottom."""
    return "".join(
        show(xs[i] + 3, ys[j + 1] + 3, text, size) for j, row in enumerate(rows) for i, text in enumerate(row) if text
    )


def table(xs: list[float], ys: list[float], rows: list[list[str]]) -> str:
    """A ruled table with its texts."""
    return ruled(xs, ys) + cells(xs, ys, rows)


@dataclass
class Pdf:
    """A file to be: `pages` are content streams, `forms` those of XObjects by name (with their dictionary entries),
    `annotations` the dictionaries of those that every page has, `ascent` and `descent` what the fonts say of their height."""

    pages: list[str]
    rotate: int = 0
    forms: dict[str, tuple[str, str]] = field(default_factory=dict)
    user_password: str | None = None
    annotations: str = ""
    ascent: int = 880
    descent: int = -120

    def data(self) -> bytes:
        """The bytes of the file."""
        objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
        high = f"/Ascent {self.ascent} /Descent {self.descent}"
        font_names = {
            "F1": _font(objects, "/UniGB-UCS2-H", b"GB1", high),
            "DUMB": _font(objects, "/Identity-H", b"Identity", high),
        }
        names = {name: len(objects) + 1 + i for i, name in enumerate(self.forms)}
        resources = (
            "/Resources << /Font << "
            + " ".join(f"/{name} {number} 0 R" for name, number in font_names.items())
            + " >> /XObject << "
            + " ".join(f"/{name} {number} 0 R" for name, number in names.items())
            + " >> >>"
        )
        for entries, content in self.forms.values():
            # A picture has no resources, and needs none.
            objects.append(_stream(content.encode(), f"/Type /XObject {entries} {resources}"))
        kids = []
        for content in self.pages:
            objects.append(_stream(content.encode(), ""))
            kids.append(len(objects) + 1)
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {self.rotate} {resources} "
                f"/Annots [{self.annotations}] "
                f"/Contents {len(objects)} 0 R >>".encode()
            )
        listed = " ".join(f"{kid} 0 R" for kid in kids)
        objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
        return _file(objects, self.user_password)


def picture() -> tuple[str, str]:
    """A picture of one grey dot; drawn, it fills what it is scaled to."""
    return "/Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray", "x"


def form(content: str, entries: str = "") -> tuple[str, str]:
    """A form: a piece of content that pages draw by its name."""
    return f"/Subtype /Form /BBox [-2000 -2000 2000 2000] {entries}", content


def _font(objects: list[bytes], encoding: str, ordering: bytes, high: str) -> int:
    """Adds a Chinese font that isn't embedded; returns its number. Latin characters are half as wide as high.

    With the ordering "Identity" the codes of its characters mean nothing outside of it.
    """
    first = len(objects) + 1
    objects += [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding {encoding} "
        f"/DescendantFonts [{first + 1} 0 R] >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500] "
        f"/CIDSystemInfo {first + 2} 0 R /FontDescriptor {first + 3} 0 R >>".encode(),
        f"<< /Registry <{b'Adobe'.hex()}> /Ordering <{ordering.hex()}> /Supplement 0 >>".encode(),
        f"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
        f"{high} /CapHeight 700 /StemV 80 >>".encode(),
    ]
    return first


def _stream(content: bytes, entries: str) -> bytes:
    return f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream"


def _file(objects: list[bytes], password: str | None) -> bytes:
    out, places, trailer = bytearray(b"%PDF-1.4\n"), [], ""
    if password is not None:
        key, owner, user = _keys(password)
        objects = [_locked(body, number, key) for number, body in enumerate(objects, 1)]
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>".encode())
        trailer = f"/Encrypt {len(objects)} 0 R /ID [<00> <00>]"
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _keys(password: str) -> tuple[bytes, bytes, bytes]:
    """The file's key, and what proves the owner's ("owner") and the user's password (PDF 1.4, 3.5.2, revision 2)."""
    padded = (password.encode() + PADDING)[:32]
    owner = _rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], padded)
    key = hashlib.md5(padded + owner + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + b"\0").digest()[:5]
    return key, owner, _rc4(key, PADDING)


def _locked(body: bytes, number: int, key: bytes) -> bytes:
    """An object with its stream encrypted."""
    head, mark, rest = body.partition(b"\nstream\n")
    if not mark:
        # A font's registry and ordering would have to be encrypted too; PDFium reads the text without them.
        return body
    content = rest.removesuffix(b"\nendstream")
    own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
    return head + mark + _rc4(own, content) + b"\nendstream"
