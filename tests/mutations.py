"""Damaged files: random mutations of the bytes of a file and, where the format has one, of the structure beneath."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

_TOKENS = re.compile(rb"<[^<>]{0,400}>|[0-9]+(?:\.[0-9]+)?|&[a-z#0-9]+;")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PDF_TOKENS = re.compile(
    rb"/[A-Za-z]+|[-+]?[0-9]*\.?[0-9]+|<<|>>|\bobj\b|\bendobj\b|\bre\b|\bcm\b|\bTm\b|\bTj\b|\bTJ\b"
)
_NUMBERS = (b"0", b"1", b"-1", b"2", b"65536", b"99999999", b"4294967295", b"1e308", b"NaN", b"")


def _cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _flip(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice([1, 3, 20, 200])):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _span(data: bytes, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.choice([1, 10, 100, 1000, 10_000]))


def _drop(data: bytes, rng: Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:start] + data[stop:]


def _repeat(data: bytes, rng: Random) -> bytes:
    start, stop = _span(data, rng)
    return data[:stop] + data[start:stop] * rng.choice([1, 2, 50]) + data[stop:]


def _noise(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.choice([1, 10, 1000])) + data[at:]


def _move(data: bytes, rng: Random) -> bytes:
    start, stop = _span(data, rng)
    rest = data[:start] + data[stop:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + data[start:stop] + rest[at:]


BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (_cut, _flip, _drop, _repeat, _noise, _move)


def mutate_bytes(data: bytes, rng: Random) -> bytes:
    """One or two mutations of the bytes as such."""
    for _ in range(rng.choice([1, 1, 2])):
        data = rng.choice(BYTES)(data, rng)
    return data


def mutate_markup(data: bytes, rng: Random, tokens: re.Pattern[bytes] = _TOKENS) -> bytes:
    """Tags and numbers dropped, doubled, exchanged or changed: spans of ten million, cells without a row, and the like."""
    found = list(tokens.finditer(data))
    if not found:
        return mutate_bytes(data, rng)
    for _ in range(rng.choice([1, 2, 10, 60])):
        one, other = rng.choice(found), rng.choice(found)
        kind = rng.randrange(5)
        if kind == 0:
            new = b""
        elif kind == 1:
            new = one[0] * rng.choice([2, 300])
        elif kind == 2:
            new = other[0]
        elif kind == 3:
            new = re.sub(rb"[0-9]+", lambda _: rng.choice(_NUMBERS), one[0])
        else:
            new = one[0].replace(b"/", b"") if b"/" in one[0] else one[0].replace(b"<", b"</")
        data = data[: one.start()] + new + data[one.end() :]
        found = list(tokens.finditer(data)) or found
    return data


def mutate_zip(data: bytes, rng: Random) -> bytes:
    """A member of the container changed, and the container sound again: what is damaged is the XML, not the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([n for n in members if n.endswith((".xml", ".rels"))])
    if rng.random() < 0.7:
        name = max(members, key=lambda n: len(members[n]) if "document" in n or "sheet" in n else 0)
    change = rng.randrange(8)
    if change == 0:
        del members[name]
    elif change < 6:
        members[name] = mutate_markup(members[name], rng)
    else:
        members[name] = mutate_bytes(members[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


def mutate_pdf(data: bytes, rng: Random) -> bytes:
    """Operators and numbers of a content stream or of the file's objects changed."""
    streams = list(_STREAM.finditer(data))
    if not streams or rng.random() < 0.4:
        return mutate_markup(data, rng, _PDF_TOKENS)
    match = rng.choice(streams)
    try:
        plain = zlib.decompress(match[1])
    except zlib.error:
        return mutate_markup(data, rng, _PDF_TOKENS)
    packed = zlib.compress(mutate_markup(plain[:40_000], rng, _PDF_TOKENS))
    head = data[: match.start(1)]
    at = head.rfind(b"/Length")
    if at >= 0:
        head = head[:at] + re.sub(rb"/Length\s+\d+(?!\s+\d+\s+R)", b"/Length %d" % len(packed), head[at:], count=1)
    return head + packed + data[match.end(1) :]


STRUCTURE: dict[str, Callable[[bytes, Random], bytes]] = {
    "html": mutate_markup,
    "md": mutate_markup,
    "txt": mutate_markup,
    "mht": mutate_markup,
    "rtf": lambda data, rng: mutate_markup(data, rng, re.compile(rb"\\[a-z]+-?[0-9]*|[{}]")),
    "docx": mutate_zip,
    "xlsx": mutate_zip,
    "odt": mutate_zip,
    "pdf": mutate_pdf,
}


def mutate(data: bytes, kind: str, rng: Random) -> bytes:
    """A damaged copy: half of them in their bytes, half (where the format is known) in their structure."""
    if kind in STRUCTURE and rng.random() < 0.5:
        return STRUCTURE[kind](data, rng)
    return mutate_bytes(data, rng)
