"""Pages of reports that try to run something: nothing that a report says is alive on a rendered page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import html

from toolkit import build
from toolkit.render import run_notebooks
from toolkit.schema import TABLES

ROOT = Path(__file__).parent.parent
DIGESTS = ROOT / "data/raw/digests"

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
    out.mkdir()
    for path in dataset.glob("*.json"):
        (out / path.name).write_bytes(path.read_bytes())
    for name, schema in TABLES.items():
        table = pq.read_table(dataset / f"{name}.parquet")
        rows = table.to_pylist()
        for field in schema.fields:
            if field.type in ("string", "strings") and not field.values and field.name not in KEYS:
                for row in rows:
                    row[field.name] = with_payload(row[field.name])
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), out / f"{name}.parquet")
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


def written(raw: Path) -> Path:
    """The digests as files that try the same: in their prose, and in a file's name."""
    raw.mkdir()
    for path in sorted(DIGESTS.glob("*.*")):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line[:-1] + IN_TEXT + line[-1] if line.endswith("。") else line for line in lines)
        (raw / path.name).write_text(text if path.suffix == ".txt" else "\n".join(lines), encoding="utf-8")
    if sys.platform != "win32":
        (raw / "<img src=x onerror=alert(7)>.txt").write_bytes(b"")
    return raw


def test_nothing_that_a_report_says_runs_on_a_page(tmp_path: Path) -> None:
    build(written(tmp_path / "raw"), tmp_path / "read")
    hostile = poisoned(tmp_path / "read", tmp_path / "hostile")
    pages = run_notebooks(ROOT / "notebooks", hostile, tmp_path / "out")
    assert len(pages) == 7
    for path in pages[1:]:
        root = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        assert list(live(root)) == [], path.name
        shown = root.text_content()
        for said in ("<script>alert(1)</script>", "onerror=alert(2)", "{{body}}{% raw %}", "](javascript:alert(6))"):
            assert said in shown, f"{path.name} does not show what the reports say, so this test shows nothing"
        assert ("onerror=alert(8)" in shown) or path.stem[:2] != "04", "the reports' own text is not shown"
        assert shown.count("openness-toolkit") >= 1 and root.xpath("//main//h2") and root.xpath("//footer")


def test_the_check_for_live_elements_sees_them() -> None:
    assert len(list(live(html.fragment_fromstring(PAYLOAD, create_parent="div")))) >= 5
    assert list(live(html.fragment_fromstring("<p>a <a href='b.html'>c</a></p>"))) == []
