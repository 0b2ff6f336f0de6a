"""What notebook 03 shows of prose and themes: reports are counted, scopes stay apart, nothing is drawn from nothing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import prose, style, themes
from toolkit.charts.style import Note
from toolkit.live import Pick, html_of
from toolkit.sample import draw_report, render
from toolkit.schema import TABLES, with_dtypes

CODEBOOK = {
    "source": "mine.toml",
    "version": "",
    "themes": [
        {"code": "staff", "english": "Staff", "chinese": "人员", "when": "who does the work"},
        {"code": "site", "english": "Site", "chinese": "网站", "when": "where it is published"},
        {"code": "time", "english": "Time", "chinese": "时效", "when": "how soon"},
    ],
}


def dataset_of(reports: list[dict], sections: list[dict] = (), statements: list[dict] = ()) -> Dataset:
    """A dataset in memory; what a row leaves out is filled in, agencies are those of the reports, all of kind education."""
    usual = {"scope": "own", "provenance": "original", "status": "ok"}
    rows = {"reports": [{**usual, "report_id": f"{r['agency']}_{r['year']}", **r} for r in reports]}
    rows["sections"] = [{"heading": None, **s} for s in sections]
    rows["statements"] = [{"section": 5, "order": 1, "text": "", "start": 0, "end": 0, "words": [], "answers": [], **s}
                          for s in statements]  # fmt: skip
    rows["agencies"] = [
        {"agency": a, "kind": "education", "kind_chinese": "教育"} for a in sorted({r["agency"] for r in reports})
    ]
    for row in rows["reports"]:
        row.setdefault("source", f"{row['report_id']}.txt")
    frames = {n: with_dtypes(n, pd.DataFrame(rows.get(n, []), columns=t.names)) for n, t in TABLES.items()}
    return Dataset(Path("tiny"), {"codebook": CODEBOOK}, **frames)


def said(agency: str, kind: str, *themes_named: str, order: int = 1, **more) -> dict:
    return {"report_id": f"{agency}_2022", "kind": kind, "order": order, "themes": list(themes_named), **more}


AGENCIES = ["甲局", "乙局", "丙局", "丁局", "戊局"]


@pytest.fixture
def five() -> Dataset:
    """Five offices and a city in 2022. 戊局 names nothing; 甲局 says the same twice; 丁局 is there a second time."""
    reports = [{"agency": a, "year": 2022} for a in [*AGENCIES, "己局"]]
    reports += [{"agency": "庚市", "year": 2022, "scope": "aggregate", "provenance": "digest"}]
    reports += [{"agency": "丁局", "year": 2022, "report_id": "丁局_2022_abcdef"}]
    statements = [
        said("甲局", "problem", "staff", "site"),
        said("甲局", "problem", "staff", order=2),
        said("甲局", "improvement", "staff"),
        said("乙局", "problem", "staff"),
        said("丙局", "problem", "site"),
        said("丙局", "improvement", "site"),
        said("丁局", "improvement", "staff"),
        said("己局", "problem", "other"),
        said("庚市", "problem", "time", text="更新慢", words=["time: 更新慢"]),
        {**said("丁局", "problem", "time"), "report_id": "丁局_2022_abcdef"},
    ]
    return dataset_of(reports, [], statements)


def svg_of(chart) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_dict())


def rows_in(chart: object) -> list[dict]:
    """All rows of data in the description of a chart."""
    if isinstance(chart, dict):
        return [row for key, part in chart.items() for row in (part if key == "values" and isinstance(part, list)
                and part and isinstance(part[0], dict) else rows_in(part))]  # fmt: skip
    return [row for part in chart for row in rows_in(part)] if isinstance(chart, list) else []


def shown(panels) -> str:
    """All that panels say, as text in one line."""
    texts = [
        repr(p) if isinstance(p, Note) else svg_of(p) if hasattr(p, "to_dict") else html_of(p) for p in panels.parts
    ]
    return re.sub(r"\s+", " ", " ".join(re.sub(r"<[^>]*>", " ", text) for text in texts))


# Counting.


def test_a_report_counts_once_and_a_copy_never(five: Dataset) -> None:
    grid = themes.report_themes(five)
    # Six reports with statements that are counted (甲 乙 丙 丁 己 庚), four themes with `other`.
    assert len(grid) == 24 and "戊局_2022" not in set(grid["report_id"])
    assert "丁局_2022_abcdef" not in set(grid["report_id"])
    own = grid[grid["report_id"] != "庚市_2022"]
    counts = themes.theme_counts(own).set_index("theme")
    # staff: problem in 甲 乙, improvement in 甲 丁, both in 甲, either in 甲 乙 丁. site: problem 甲 丙, improvement 丙.
    assert counts.loc["staff"].tolist() == [2, 2, 1, 3]
    assert counts.loc["site"].tolist() == [2, 1, 1, 2]
    assert counts.loc["other"].tolist() == [1, 0, 0, 1]
    assert counts.loc["time"].tolist() == [0, 0, 0, 0]
    assert list(counts.index) == ["staff", "site", "other", "time"], "the most named first"


def test_the_numbers_and_their_interval(five: Dataset) -> None:
    # Wilson for 2 of 5: centre (0.4 + 3.8415 / 10) / (1 + 3.8415 / 5) = 0.78415 / 1.76830 = 0.44345;
    # half 1.95996 × sqrt(0.4 × 0.6 / 5 + 3.8415 / 100) / 1.76830 = 1.95996 × 0.29396 / 1.76830 = 0.32583.
    assert themes.share_text(2, 5) == "40.0 % (11.8–76.9 %)"
    assert themes.share_text(2, 4) == "", "no share of fewer than five"
    own, city = themes.shares(five).parts
    assert own.frame.iloc[0].tolist() == ["Staff 人员", 2, "40.0 % (11.8–76.9 %)", 2, "40.0 % (11.8–76.9 %)", 1]
    assert "n = 5 reports by 5 agencies" in own.caption and "Named by no report, 0.0 %" in own.below
    assert "no problem or improvement found: 戊局 2022." in own.below
    assert list(city.frame.columns) == ["theme", "problem", "improvement", "both"], "one report has no share"
    assert city.frame.iloc[0].tolist() == ["Time 时效", 1, 0, 0] and "n = 1 report by 1 agency" in city.caption


def test_the_chart_and_the_map_show_the_same(five: Dataset) -> None:
    own = themes.named(five).parts[0]
    values = {(row["label"], row["part"]): row["value"] for row in rows_in(own.to_dict()) if "part" in row}
    assert values["Staff 人员", "problem 问题"] == 2 and values["Site 网站", "improvement 改进"] == 1
    assert not any(label == "Time 时效" for label, _ in values), "a theme that nobody names has no row"
    svg = svg_of(themes.theme_map(five).parts[0])
    # Problems: 甲 staff and site, 乙 staff, 丙 site, 己 other. Improvements: 甲 staff, 丙 site, 丁 staff.
    assert svg.count(">P</text>") == 5 and svg.count(">I</text>") == 3
    assert "戊局" in svg and svg.count("戊局 2022") == 1, "named as silent, without a row"


def test_a_digest_is_called_one(five: Dataset) -> None:
    table = themes._words_of(five, "庚市_2022", "庚市 2022")
    assert "these are the digest's words, not the agency's" in table.caption
    assert table.frame.iloc[0].tolist() == ["problem 问题 1", "更新慢", "Time 时效: 更新慢"]
    assert "digest" not in themes._words_of(five, "己局_2022", "己局 2022").caption
    assert themes._words_of(five, "己局_2022", "己局 2022").frame["themes"].tolist() == [
        "Other 其他: no word of the codebook"
    ]
    assert themes.words(five).options[0] == "丁局_2022", "by agency, copies left out"
    assert len(themes.words(five).options) == 6


def test_the_codebook_is_that_of_the_dataset(five: Dataset) -> None:
    assert themes.codebook(five).frame["code"].tolist() == ["staff", "site", "time", "other"]
    assert themes.codebook(five).caption == "Codebook of themes: mine.toml"
    assert themes.theme_labels(five) == {
        "staff": "Staff 人员",
        "site": "Site 网站",
        "time": "Time 时效",
        "other": "Other 其他",
    }


# Groups.


def of_two_years(second: int) -> Dataset:
    """Five agencies in 2021, of which 甲局 names staff; `second` of them in 2022, all naming staff."""
    reports = [{"agency": a, "year": 2021} for a in AGENCIES] + [{"agency": a, "year": 2022} for a in AGENCIES[:second]]
    statements = [
        {**said(r["agency"], "problem", "staff" if r["year"] == 2022 or r["agency"] == "甲局" else "site"),
         "report_id": f"{r['agency']}_{r['year']}"}
        for r in reports
    ]  # fmt: skip
    return dataset_of(reports, [], statements)


def test_years_with_enough_agencies_are_compared() -> None:
    problem, improvement = themes.by_group(of_two_years(5), "year").parts
    cells = {row["line"] for row in rows_in(problem.to_dict()) if "line" in row}
    # Staff in 1 of 5 and 5 of 5; Wilson 3.6 to 62.4 % and 56.6 to 100 %.
    assert {"1 · 20 %", "4–62 %", "5 · 100 %", "57–100 %"} <= cells
    assert "Agencies with a report in every year shown: 5 of 5." in shown(themes.by_group(of_two_years(5), "year"))
    assert isinstance(improvement, Note), "no improvement is named"


def test_too_few_agencies_are_not_compared() -> None:
    (note,) = themes.by_group(of_two_years(4), "year").parts
    assert isinstance(note, Note) and "With fewer than 5 agencies: 2022 (4)." in note.text
    (note,) = themes.by_group(of_two_years(5), "kind").parts
    assert "not compared" in note.text, "one kind only"


# What was read.


def test_no_prose_is_not_no_section() -> None:
    reports = [{"agency": "甲局", "year": 2022}, {"agency": "乙局", "year": 2022, "provenance": "digest"}]
    sections = [
        {"report_id": "甲局_2022", "number": 1, "text": "一二三四"},
        {"report_id": "甲局_2022", "number": 2, "text": None},
        {"report_id": "乙局_2022", "number": 1, "text": "一二"},
    ]
    data = dataset_of(reports, sections, [said("乙局", "problem", "staff")])
    table = prose.by_report(data)
    first = table.frame.iloc[0]
    assert first["report"] == "甲局 2022", "the report without statements comes first"
    assert first["1 overview 总体"] == 4 and first["2 proactive 主动公开"] == 0 and pd.isna(first["5 problems 问题"])
    assert first["problem 问题"] == 0 and table.frame.iloc[1]["problem 问题"] == 1
    assert "says nothing about the report" in table.below
    (by_section,) = prose.by_section(data).parts
    rows = {row[0]: list(row[1:]) for row in by_section.frame.itertuples(index=False)}
    assert rows["1 总体情况"] == [2, 2, 2, 2, 3, 4]
    assert rows["2 主动公开政府信息情况"][:3] == [2, 1, 0]


# All of it.

DRAW = """
import hashlib, sys, vl_convert, toolkit
from toolkit.charts import themes
data = toolkit.open_dataset(sys.argv[1])
for chart in (*themes.named(data).parts, *themes.theme_map(data).parts, *themes.by_group(data, "year").parts):
    if hasattr(chart, "to_dict"):
        print(hashlib.sha256(vl_convert.vegalite_to_svg(chart.to_dict()).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("out")
    for seed in range(40):
        (raw / f"{seed:02}.txt").write_text(render(draw_report(seed), "tabs", seed), encoding="utf-8")
    (raw / "provenance.toml").write_text('provenance = "sample"\n', encoding="utf-8")
    build(raw, out)
    return out


def test_the_same_bytes_with_and_without_fonts(samples: Path, tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(f"<?xml version='1.0'?><fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    hashes = [
        subprocess.run([sys.executable, "-c", DRAW, str(samples)], env={**os.environ, **more}, capture_output=True,
                       text=True, check=True).stdout
        for more in ({}, {"FONTCONFIG_FILE": str(config), "HOME": str(tmp_path)})
    ]  # fmt: skip
    assert hashes[0].count("\n") >= 6 and hashes[0] == hashes[1]


_TEXT = re.compile(
    r'<text[^>]*? text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)( rotate\(270[^)]*\))?[^>]*font-size="([\d.]+)px"[^>]*>'
    r"([^<]*)</text>"
)


def test_texts_lie_within_the_picture(samples: Path) -> None:
    data = open_dataset(samples)
    charts = (*themes.named(data).parts, *themes.theme_map(data).parts, *themes.by_group(data, "year").parts)
    upright = 0
    for chart in charts:
        if isinstance(chart, Note):
            continue
        svg = svg_of(chart)
        root = r'transform="translate\(([\d.]+),([\d.]+)\)"><g class="mark-group role-frame root"'
        left, top = map(float, re.search(root, svg).groups())
        wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
        for anchor, x, y, turned, size, text in _TEXT.findall(svg):
            length = style.width(text, float(size)) * 0.93
            if turned:
                upright += 1
                assert top + float(y) - length >= 0, f"{text!r} reaches beyond the picture"
                continue
            start = left + float(x) - {"start": 0, "middle": length / 2, "end": length}[anchor]
            assert start >= -1 and start + length <= wide + 1, f"{text!r} reaches beyond the picture"
            assert 0 <= top + float(y) <= high, text
    assert upright >= 16, "the heads of the map"


def test_a_dataset_of_nothing_gives_notes(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    build(tmp_path / "raw", tmp_path / "out")
    data = open_dataset(tmp_path / "out")
    for show in (prose.by_section, themes.named, themes.shares, themes.theme_map):
        assert "No report could be read" in shown(show(data))
    assert "No report could be read" in html_of(prose.by_report(data))
    assert isinstance(themes.words(data), Note) and not isinstance(themes.words(data), Pick)
    assert len(themes.codebook(data).frame) == 16
