"""A corpus of generated reports of any size for the benchmarks, half text and half web pages, each with a text of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from toolkit.sample.folder import write_sample
from toolkit.sample.places import CITIES, PROVINCE
from toolkit.sample.province import draw_province

AGENCIES, YEARS = 2500, (2020, 2023)
"""The province that is drawn: 10,000 reports. A larger corpus has more provinces, the same but for the names of their places."""
OTHERS = "东西南北上下前后内外新古大小长平安宁永和"


def write_corpus(folder: Path, reports: int) -> Path:
    """So many reports in a new folder, four of an agency; its folder of reports."""
    raw = folder / "raw"
    provinces = -(-reports // (AGENCIES * 4))
    with tempfile.TemporaryDirectory(dir=folder) as name:
        first = Path(name) / "first"
        agencies = min(AGENCIES, -(-reports // 4))
        write_sample(first, draw_province(1, agencies, YEARS, 0.1), ["txt", "html"], 1)
        files = sorted((first / "reports").rglob("*_20*"))
        left = reports
        for number in range(provinces):
            for file in files[: min(left, len(files))]:
                target = raw / str(number) / file.parent.name / renamed(file.name, number)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(moved(file.read_bytes(), number))
            left -= len(files)
        (raw / "provenance.toml").write_text('provenance = "sample"\n', encoding="utf-8")
    return raw


def moved(data: bytes, number: int) -> bytes:
    """A file with the places of another province, in the encoding it has."""
    if not number:
        return data
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            return renamed(data.decode(encoding), number).encode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"expected text in one of three encodings, found {data[:40]!r}")


def renamed(text: str, number: int) -> str:
    """A text with the places of another province."""
    if number:
        for place in (PROVINCE, *CITIES):
            text = text.replace(place, OTHERS[number % len(OTHERS)] + place)
    return text
