"""Charts and tables: the same bytes with and without fonts, nothing cut off, nothing overlapping."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, Table, banner_text, bars, closing, coverage, quality, rates, requests, style
from toolkit.charts.copies import copies, copies_text
from toolkit.charts.panels import largest
from toolkit.charts.tables import show

ROOT = Path(__file__).parent.parent

DRAW = """
import hashlib, sys, vl_convert, toolkit
from toolkit.charts import coverage, quality, requests
data = toolkit.open_dataset(sys.argv[1])
charts = [coverage.coverage_map(data), quality.outcomes_chart(data)]
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
    config.write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>", encoding="utf-8"
    )
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
    made = [coverage.coverage_map(data), quality.outcomes_chart(data)]
    for draw in (
        requests.intake,
        requests.results,
        requests.applicants,
        requests.disclosure,
        requests.refusals,
        requests.disputes,
        requests.corrections,
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
            re.search(
                r'transform="translate\(([\d.]+),([\d.]+)\)"><g class="mark-group role-frame root"', svg
            ).groups(),
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


def texts_of(panels) -> str:
    return " ".join(
        repr(p) if isinstance(p, Note) else " ".join(re.findall(r">([^<>]+)</text>", svg_of(p))) for p in panels.parts
    )


def emptied(data: Dataset, report_id: str, table: str) -> Dataset:
    """The dataset with every cell of a table of a report blank."""
    figures = data.figures.copy()
    at = (figures["report_id"] == report_id) & (figures["table"] == table)
    figures.loc[at, "value"], figures.loc[at, "status"] = pd.NA, "blank"
    return replace(data, figures=figures)


def test_blank_is_not_shown_as_zero(data: Dataset) -> None:
    own, _ = requests.refusals(data).parts
    assert ">blank</text>" in svg_of(own), "the empty reasons of 乐清市自然资源和规划局 2020"
    assert "‡ rests on blank cells" in texts_of(requests.results(data)).replace("  ", " ")
    assert re.search(r"89/104 † ‡", texts_of(requests.disclosure(data)))


def test_a_report_that_prints_nothing_is_named_and_has_no_bar(data: Dataset) -> None:
    without = emptied(emptied(data, "新郑市人民政府办公室_2021", "requests"), "新郑市人民政府办公室_2021", "disputes")
    for draw in (requests.intake, requests.disputes):
        said = texts_of(draw(without))
        assert re.search(r"Not shown, nothing is\s+printed: [^.]*新郑市人民政府办公室 2021", said)
        assert said.count("新郑市人民政府办公室") == 1


def test_a_report_with_one_of_two_rates_is_named_for_the_other(data: Dataset) -> None:
    said = re.sub(r"\s+", " ", texts_of(requests.corrections(data)))
    assert re.search(r"Not shown for reconsideration 行政复议, no cell of the denominator is printed: [^.]*乐清", said)


def test_the_banner_says_how_many_are_digests(data: Dataset) -> None:
    reports = data.reports.astype({"provenance": str})
    assert banner_text(reports).startswith("Demonstration. These pages are made from digests")
    reports.loc[reports.index[:3], "provenance"] = "original"
    assert "4 of 7 reports are digests" in banner_text(reports)
    assert "4 of 7 reports are digests" in repr(closing(replace(data, reports=reports)))
    originals = reports.assign(provenance="original")
    assert banner_text(originals) == "" and "digest" not in repr(closing(replace(data, reports=originals)))


def twins(data: Dataset) -> Dataset:
    """The dataset with an original of the first digest, which is also there twice."""
    first = data.reports.head(1)
    more = [first.assign(report_id=f"{first['report_id'].iloc[0]}_{k}", source=f"{k}.txt", provenance=p) for k, p in
            (("aaaaaa", "original"), ("bbbbbb", "original"), ("cccccc", "digest"))]  # fmt: skip
    cells = data.figures[data.figures["report_id"] == first["report_id"].iloc[0]]
    figures = [data.figures, *(cells.assign(report_id=one["report_id"].iloc[0]) for one in more)]
    return replace(data, reports=pd.concat([data.reports, *more], ignore_index=True), figures=pd.concat(figures))


def test_a_digest_beside_its_original_is_counted_once_and_said(data: Dataset) -> None:
    double, name = twins(data), data.reports["report_id"].iloc[0]
    assert copies(data.reports) == {} and copies_text(data.reports) == ""
    kept = f"{name}_aaaaaa"
    assert copies(double.reports) == {name: kept, f"{name}_bbbbbb": kept, f"{name}_cccccc": kept}
    assert "bbbbbb.txt" in copies_text(double.reports)
    assert len(quality.outcomes(double)) == len(quality.outcomes(data))
    for one, two in zip(rates.spread(data).parts, rates.spread(double).parts, strict=True):
        assert one.frame.equals(two.frame)


def test_the_spread_of_few_reports_has_no_quartiles(data: Dataset) -> None:
    good = pd.DataFrame({"value": [0.1, 0.2, 0.4], "doubtful": [False, False, True]})
    assert rates._ranks(good) == ["10.0 %", "", "20.0 %", "", "40.0 % †"]
    assert rates._ranks(good.head(1)) == ["", "", "10.0 %", "", ""]
    assert rates._ranks(good.head(0)) == [""] * 5
    assert "" not in rates._ranks(pd.concat([good, good]))


def test_a_report_of_unknown_size_is_not_among_the_largest() -> None:
    reports = pd.DataFrame({"report_id": ["a", "b", "c", "d"]})
    size = pd.Series({"a": None, "b": 1.0, "c": 3.0, "d": 2.0}, dtype="Float64")
    shown, said = largest(reports, size, 2)
    assert shown == ["c", "d"] and "2 largest of 4 reports, 1 of them of unknown size" in said
    assert largest(reports, size, 4) == (["a", "b", "c", "d"], "")


def test_nothing_printed_has_no_sum(data: Dataset) -> None:
    without = coverage.coverage(emptied(data, "宿迁市_2024", "disputes")).set_index(["report_id", "table"])["sum"]
    assert pd.isna(without["宿迁市_2024", "disputes"]) and without["宿迁市_2024", "requests"] > 0


def test_what_fails_between_years_is_no_sum_within_a_report(tmp_path: Path) -> None:
    """Such findings have the outcome "fails" too; they stand among the other errors and warnings."""
    from toolkit.sample import draw_province
    from toolkit.sample.folder import write_sample

    write_sample(tmp_path / "trial", draw_province(5, 12, (2021, 2023), 1.0), ("txt",), 5)
    build(tmp_path / "trial" / "reports", tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    between = data.findings[data.findings["rule"] == "carried_over_equals_carried_forward"]
    assert len(between) and (between["outcome"] == "fails").any()
    sums = quality.broken(data).frame["rule"]
    assert len(sums) and "carried_over_equals_carried_forward" not in set(sums)
    assert "carried_over_equals_carried_forward" in set(quality.findings(data, "error").frame["rule"])
    quality.broken_cells(data)
