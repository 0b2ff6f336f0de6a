"""Charts and tables: the same bytes with and without fonts, nothing cut off, nothing overlapping."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, Table, bars, quality, requests, style
from toolkit.charts.tables import show

ROOT = Path(__file__).parent.parent

DRAW = """
import hashlib, sys, vl_convert, toolkit
from toolkit.charts import quality, requests
data = toolkit.open_dataset(sys.argv[1])
charts = [quality.coverage_map(data), quality.outcomes_chart(data)]
for name in ("intake", "results", "applicants", "disclosure", "refusals", "disputes", "corrections"):
    charts += getattr(requests, name)(data).parts
for chart in charts:
    print(hashlib.sha256(vl_convert.vegalite_to_svg(chart.to_dict()).encode()).hexdigest())
measuring = {"mark": "text", "data": {"values": [{}]}, "title": "WiWi自" * 9, "width": 10}
print(vl_convert.vegalite_to_svg(measuring)[:200], file=sys.stderr)
"""


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("charts")
    build(ROOT / "data/raw/digests", out)
    return out


@pytest.fixture(scope="module")
def data(dataset: Path) -> Dataset:
    return open_dataset(dataset)


def drawn(dataset: Path, **environment: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(dataset)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


def test_the_same_bytes_with_and_without_fonts(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(f"<?xml version='1.0'?><fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>", encoding="utf-8")
    with_fonts, measured = drawn(dataset)
    without, unmeasured = drawn(dataset, FONTCONFIG_FILE=str(config), HOME=str(tmp_path))
    assert with_fonts.count("\n") == 16
    assert with_fonts == without
    if any(Path("/usr/share/fonts").rglob("*.tt[fc]")):
        assert measured != unmeasured, "the fonts were not hidden: a chart that measures text came out the same"


def svg_of(chart) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_dict())


def charts_of(data: Dataset) -> list:
    made = [quality.coverage_map(data), quality.outcomes_chart(data)]
    for draw in (
        requests.intake,
        requests.results,
        requests.applicants,
        requests.disclosure,
        requests.refusals,
        requests.disputes,
    ):
        made += draw(data).parts
    return made


_TEXT = re.compile(
    r'<text text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)[^>]*font-size="([\d.]+)px"[^>]*>([^<]*)</text>'
)


def test_texts_lie_within_the_picture_and_apart(data: Dataset) -> None:
    for chart in charts_of(data):
        svg = svg_of(chart)
        assert "…" not in svg
        left, top = map(
            float,
            re.search(r'transform="translate\(([\d.]+),([\d.]+)\)"><g class="mark-group role-frame root"', svg).groups(),
        )
        wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
        boxes = []
        for anchor, x, y, size, text in _TEXT.findall(svg):
            length = style.width(text, float(size)) * 0.93
            start = left + float(x) - {"start": 0, "middle": length / 2, "end": length}[anchor]
            assert start >= -1 and start + length <= wide + 1, f"{text!r} reaches beyond the picture"
            assert 0 <= top + float(y) <= high, text
            boxes.append((start, start + length, top + float(y), text))
        for number, (a, b, y, text) in enumerate(boxes):
            for c, d, z, other in boxes[number + 1 :]:
                assert abs(y - z) >= 9 or b <= c + 1 or d <= a + 1, f"{text!r} overlaps {other!r}"


def test_svg_has_live_chinese_text_and_no_ids(data: Dataset) -> None:
    for chart in charts_of(data):
        svg = svg_of(chart)
        assert re.search(r"<text[^>]*>[^<]*[\u4e00-\u9fff]", svg)
        assert " id=" not in svg, "two pictures on a page would share it"
        assert hashlib.sha256(svg.encode()).digest() == hashlib.sha256(svg_of(chart).encode()).digest()


def test_nothing_to_draw_is_said() -> None:
    note = bars(pd.DataFrame({"label": [], "value": [], "text": []}), "Requests", "", "件", empty="no report was read.")
    assert isinstance(note, Note) and repr(note) == "Requests: no report was read."


def test_wrapped_labels_lose_nothing_and_fit() -> None:
    text = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    lines = style.wrap(text, 200)
    assert "".join(lines) == text
    assert all(style.width(line) <= 200 + style.SIZE for line in lines)
    assert not any(line[0] in "、，。）" for line in lines)
    assert style.wrap("carried over from last year", 110) == ["carried over", "from last year"]


def test_tables_show_whole_texts_and_say_what_they_leave_out() -> None:
    frame = pd.DataFrame({"text": ["长" * 400, "<b>"] * 5, "n": pd.array([1.0, None] * 5, dtype="Float64")})
    html = Table(frame, "Findings", most=4)._repr_html_()
    assert "长" * 400 in html and "&lt;b&gt;" in html and "<b>" not in html.replace("<b>Findings", "")
    assert "4 of 10 rows are shown" in html
    assert "nan" not in html and "NA" not in html
    assert [show(v) for v in (12345, 3.0, 1192.55, None, pd.NA, True)] == ["12,345", "3", "1,192.55", "", "", "yes"]
    assert show(2024, plain=True) == "2024"


def test_outcomes_agree_with_the_findings(data: Dataset) -> None:
    judged = quality.outcomes(data)
    silent = judged["outcome"].isin(["holds", "nothing_printed"])
    said = data.findings[data.findings["outcome"].notna()]
    counts = said.groupby(["report_id", "outcome"], observed=True).size().to_dict()
    assert judged[~silent].groupby(["report_id", "outcome"]).size().to_dict() == counts
