"""Reports that try to run something where they are shown, and what tells whether anything of it is alive."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from lxml import html
from parts import change

from toolkit.schema import TABLES

DIGESTS = Path(__file__).parent.parent / "data/raw/digests"

PAYLOAD = (
    "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)><a href='javascript:alert(4)'>x</a>"
    '</td></table></details></style><iframe src=//e.example></iframe>{{body}}{% raw %}" onmouseover="alert(5)" x="'
    "[link](javascript:alert(6)) ![p](http://e.example/p.png) <!-- "
)
# Of a text with more of it the reader would say that it is HTML.
IN_TEXT = "<img src=x onerror=alert(8)>"
# Columns whose values mean something to the program; a report cannot write what it likes into these.
KEYS = {
    "form", "format", "encoding", "sha256", "sections_found", "row", "column", "unit", "finding_id", "rule", "table",
    "quantity", "refers_to", "themes", "division_code", "level", "kind",
}  # fmt: skip


def poisoned(dataset: Path, out: Path) -> Path:
    """The dataset with something that would run, were it not text, in all that a report can say."""
    shutil.copytree(dataset, out, ignore=shutil.ignore_patterns("pages", ".*"))

    def poison(table: pa.Table) -> pa.Table:
        rows = table.to_pylist()
        for field in schema.fields:
            if field.type in ("string", "strings") and not field.values and field.name not in KEYS:
                for row in rows:
                    row[field.name] = with_payload(row[field.name])
        return pa.Table.from_pylist(rows, schema=table.schema)

    for name, schema in TABLES.items():
        change(out, name, poison)
    return out


def with_payload(value: str | list[str] | None) -> str | list[str] | None:
    if isinstance(value, list):
        return [f"{word}{PAYLOAD}" for word in value]
    return None if value is None else value + PAYLOAD


def live(root: html.HtmlElement) -> Iterator[str]:
    """What runs, or fetches something, or leads to what does."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"comment {element.text}"
            continue
        if element.tag in ("script", "img", "iframe", "object", "embed", "form", "base", "audio", "video", "link"):
            yield element.tag
        for name, value in element.attrib.items():
            scheme = re.match(r"\s*([a-z]+):", value, re.IGNORECASE)
            if name.lower().startswith("on") or (name.endswith(("href", "src")) and scheme):
                yield f"{element.tag} {name}={value}"


def reports(raw: Path) -> Path:
    """The digests as files that try the same: in their prose, and in a file's name."""
    raw.mkdir()
    for path in sorted(DIGESTS.glob("*.*")):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line[:-1] + IN_TEXT + line[-1] if line.endswith("。") else line for line in lines)
        (raw / path.name).write_text(text if path.suffix == ".txt" else "\n".join(lines), encoding="utf-8")
    if sys.platform != "win32":
        (raw / "<img src=x onerror=alert(7)>.txt").write_bytes(b"")
    return raw
