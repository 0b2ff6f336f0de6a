"""What notebook 05 shows: right numbers in tables and pictures, names where few, nothing of digests' prose, the same bytes."""

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
from toolkit.associations import answers, joined, load_questions, named_again
from toolkit.charts import Note, Table, association_answers, associations, strips, style
from toolkit.charts.copies import copies
from toolkit.charts.strips import nice_top, place, scatter
from toolkit.sample import LAYOUTS, draw_report
from toolkit.sample import render as render_text

ROOT = Path(__file__).parent.parent
ABOUT_REPORTS = [q.key for q in load_questions() if q.test != "odds"]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("associations")
    build(ROOT / "data/raw/digests", out)
    return out


@pytest.fixture(scope="module")
def data(dataset: Path) -> Dataset:
    return open_dataset(dataset)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    raw, out = tmp_path_factory.mktemp("raw"), tmp_path_factory.mktemp("samples")
    names = sorted(LAYOUTS)
    for seed in range(90):
        text = render_text(draw_report(seed), names[seed % len(names)], seed)
        (raw / f"{seed:03}.txt").write_text(text, encoding="utf-8")
    (raw / "provenance.toml").write_text('provenance = "sample"\n', encoding="utf-8")
    build(raw, out)
    return open_dataset(out)


def table_of(data: Dataset) -> pd.DataFrame:
    return joined(data, leave_out=copies(data.reports))


def words(shown: object) -> str:
    """What a table, chart or note says, as plain text."""
    if isinstance(shown, Note):
        return repr(shown)
    if isinstance(shown, Table):
        html = re.sub(r"<style>.*?</style>", "", shown._repr_html_())
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    return " ".join(re.findall(r">([^<>]+)</text>", svg_of(shown)))


def svg_of(chart: object) -> str:
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_dict())


def pictures(data: Dataset) -> list:
    table = table_of(data)
    return [part for key in ABOUT_REPORTS for part in associations.picture(data, table, key).parts]


def test_the_questions_are_shown_with_both_sides(data: Dataset) -> None:
    said = words(associations.questions_table(data))
    assert "Requests 依申请公开" in said and "named as a problem" in said and "无法提供占办理结果" in said
    assert said.count("Plain reasoning") == 7 and "lower 较低" in said


def test_the_joined_table_shows_themes_counts_and_rates(data: Dataset) -> None:
    frame = associations.joined_table(data, table_of(data)).frame.set_index("report")
    row = frame.loc["宿迁市 2024\naggregate 含下级汇总"]
    assert "Requests 依申请公开" in row["themes"] and "Platforms 平台建设" in row["themes"]
    # 195/3525 = 0.0553, 941/3521 = 26.73 %, 1902/2927 = 64.98 %, 125/3646 = 3.43 %.
    assert row["new_requests"] == "3,525" and row["contested_per_request"] == "0.055"
    rates = row[["share_unable", "disclosure_rate_substance", "carry_over_rate"]]
    assert rates.tolist() == ["26.7 %", "65.0 %", "3.4 %"]
    # Digests are retold: of nothing but digests there is no length to show.
    assert "prose" not in frame
    assert frame.loc["乐清市自然资源和规划局 2020\nown 本机关", "disclosure_rate_substance"] == "85.6 % † ‡"
    assert frame.loc["中卫市自然资源局 2020\nown 本机关", "share_unable"] == ""


def test_a_joined_table_of_other_rates_is_shown_too(data: Dataset) -> None:
    from toolkit.indicators import INTAKE

    frame = associations.joined_table(data, joined(data, wanted=INTAKE)).frame
    assert "carry_over_rate" in frame and "share_unable" not in frame


def test_a_section_that_was_not_found_is_said(data: Dataset) -> None:
    without = replace(
        data,
        sections=data.sections[data.sections["number"] != 5],
        statements=data.statements[data.statements["section"] != 5],
    )
    said = words(associations.joined_table(without, table_of(without)))
    assert said.count("缺失") == 7 and "问题 0" not in said
    said = words(associations.picture(without, table_of(without), "on_request_requests").parts[0])
    assert "not known what section 5 names" in said and "新郑市人民政府办公室 2021" in said


def test_what_can_be_compared_is_counted(data: Dataset, samples: Dataset) -> None:
    table = table_of(data)
    frame = associations.compared(table, named_again(table)).frame
    # Five offices and two years of a city, all read; three themes of 宿迁市 2023 have a next year.
    assert frame["reports"].tolist() == [5, 2, 0] and frame["unread"].tolist() == [0, 0, 0]
    assert frame["pairs"].tolist() == [0, 3, 0] and frame["asked"].tolist() == ["yes", "yes", "no"]
    table = table_of(samples)
    assert associations.compared(table, named_again(table)).frame["reports"].sum() == len(table)


def test_what_groups_can_show(data: Dataset) -> None:
    frame = association_answers.reach().frame.set_index("one")
    assert frame.loc["2 against", "3"] == "not tested" and frame.loc["4 against", "3"] == "p ≥ 0.057"
    assert frame.loc["10 against", "10"] == "δ 0.54" and frame.loc["5 against", "5"] == "δ 0.84"
    # 0.575 is rounded up: a delta of 0.57 would not come out.
    assert frame.loc["8 against", "10"] == "δ 0.58"


def test_few_reports_are_named_with_their_numbers(data: Dataset) -> None:
    own, aggregate = associations.picture(data, table_of(data), "on_request_disputes").parts
    said = words(own)
    # 乐清: 3 cases straight to court on 106 requests; 新郑市人民政府办公室: one of each on 48.
    assert "0.028 · 3/106" in said and "0.042 · 2/48" in said and "0.000 · 0/123" in said
    assert "乐清市自然资源和规划局 2020" in said and "names it 列为问题" in said
    assert re.search(r"no such rate: [^.]*新郑市政务服务和大数据管理局 2020", said.replace("  ", " "))
    assert "0.055 · 195/3,525" in words(aggregate) and "0.132 · 464/3,511" in words(aggregate)


def test_scopes_stand_apart_and_unknown_ones_are_only_counted(samples: Dataset) -> None:
    table = table_of(samples)
    parts = associations.picture(samples, table, "on_request_unable").parts
    assert [("own work" in words(p), "all beneath" in words(p)) for p in parts[:2]] == [(True, False), (False, True)]
    count = int((table["scope"] == "unknown").sum())
    assert isinstance(parts[2], Note) and f"Left out: {count} reports" in repr(parts[2])


def test_many_reports_are_dots_without_names(samples: Dataset) -> None:
    table = table_of(samples)
    own = associations.picture(samples, table, "on_request_unable").parts[0]
    both = table[(table["scope"] == "own") & table["share_unable"].notna() & table["problem_on_request"].notna()]
    assert len(both) > associations.MOST_NAMED
    svg = svg_of(own)
    drawn = len(re.findall(r'aria-roledescription="(?:circle|point)"', svg))
    assert drawn == len(both)
    named = int(both["problem_on_request"].sum())
    assert f"{named} reports 份报告" in words(own) and f"{len(both) - named} reports 份报告" in words(own)


def test_prose_of_digests_is_not_compared_and_that_of_others_is(data: Dataset, samples: Dataset) -> None:
    for part in associations.picture(data, table_of(data), "prose_requests").parts:
        assert "a digest, whose prose is retold" in words(part) and not hasattr(part, "to_dict")
    own, aggregate, _ = associations.picture(samples, table_of(samples), "prose_requests").parts
    assert "Characters of prose 正文字数" in words(own) and "New requests" in words(own)
    assert isinstance(aggregate, Table) and len(aggregate.frame) > 3
    assert aggregate.frame["text"].is_monotonic_decreasing


def test_themes_that_return(data: Dataset, samples: Dataset) -> None:
    again = named_again(table_of(data))
    frame = association_answers.returns_table(again).frame
    known = again[again["returns"].notna()]
    assert len(known) == 3 and set(known["report_id"]) == {"宿迁市_2023"}
    assert frame["known"].tolist()[:2] == ["", ""]
    counts = [re.findall(r"\d+", text)[:2] for text in frame["known"][2:]]
    assert sum(int(of) for _, of in counts) == 3 and sum(int(n) for n, _ in counts) == int(known["returns"].sum())
    listed = association_answers.returns_list(data, again)
    assert len(listed.frame) == 3 and "Impact 公开实效" in words(listed)
    table = table_of(samples)
    assert "named by other agencies" in words(association_answers.returns_list(samples, named_again(table)))


def test_the_answers_in_words(data: Dataset, samples: Dataset) -> None:
    said = words(association_answers.answers_table(answers(table_of(data))))
    assert said.count("Too few to test") + said.count("Nothing to compare") == 14
    assert "1 report that names it against 3 that do not; even the clearest result would give p = 0.25" in said
    assert "named: 1, median 0.028" in said and "not named: 4, median 24.5" in said and "Tested: 0 of 14" in said
    found = answers(table_of(samples))
    said = words(association_answers.answers_table(found))
    tested = int(found["p"].notna().sum())
    assert tested > 0 and f"Tested: {tested} of 14" in said and "δ " in said
    assert "earlier year" in said and "no such number" in said


def test_years_can_be_chosen_and_the_page_shows_the_latest(samples: Dataset) -> None:
    table = table_of(samples)
    pick = association_answers.by_year(table)
    years = sorted({int(year) for year in table["year"].dropna()}, reverse=True)
    assert list(pick.options) == ["latest", *map(str, years)]
    assert "latest report of each agency" in pick.static()
    one = words(pick.draw(str(years[0])))
    assert f"reports of {years[0]}" in one and "an earlier year" not in one
    assert isinstance(association_answers.by_year(table.iloc[:0]), Note)


def test_the_rates_asked_for_are_defined() -> None:
    said = words(association_answers.definitions())
    assert "disputes/litigation_direct/total" in said and "requests/carried_forward/total" in said
    assert said.count("requests/new_requests/total") >= 2


def test_no_report_gives_notes(data: Dataset) -> None:
    nothing = replace(data, reports=data.reports.iloc[:0])
    table = joined(nothing)
    for key in ABOUT_REPORTS:
        assert [type(part) for part in associations.picture(nothing, table, key).parts] == [Note]
    again = named_again(table)
    for shown in (
        associations.joined_table(nothing, table),
        association_answers.returns_list(nothing, again),
        association_answers.answers_table(answers(table)),
    ):
        assert "<table" not in shown._repr_html_() and len(words(shown)) > 20
    assert association_answers.returns_table(again).frame["known"].tolist() == [""] * 4


def test_a_question_or_theme_that_is_not_there(data: Dataset) -> None:
    table = table_of(data)
    with pytest.raises(KeyError, match="there is no question 'cats'"):
        associations.picture(data, table, "cats")
    with pytest.raises(KeyError, match="returns_table"):
        associations.picture(data, table, "unanswered_return")
    own = (replace(load_questions()[0], text="problem_cats"),)
    part = associations.picture(data, table, own[0].key, own).parts[0]
    assert isinstance(part, Note) and "no theme 'cats'" in repr(part)


def test_a_measure_can_be_asked_for_too(data: Dataset) -> None:
    own = (replace(load_questions()[3], text="measure_capacity"),)
    part = associations.picture(data, table_of(data), own[0].key, own).parts[0]
    assert "announces it 列为改进措施" in words(part)
    assert "announced as a measure" in words(associations.questions_table(data, own))


# The kinds of chart


def frame_of(values: list[float], groups: str, tested: list[bool]) -> pd.DataFrame:
    rows = {"label": [f"r{i}" for i in range(len(values))], "group": list(groups), "value": values}
    return pd.DataFrame({**rows, "tested": tested, "text": [str(v) for v in values]})


def drawn(frame: pd.DataFrame, named: bool) -> object:
    return strips.strips(frame, "T", "S", "axis", strips.RATIO, {"a": style.BLUE, "b": style.ORANGE}, named)


def test_the_median_is_of_the_filled_dots_and_a_single_one_has_none() -> None:
    frame = frame_of([1, 2, 9, 4], "aaab", [True, True, False, True])
    rules = [layer for layer in drawn(frame, True).to_dict()["layer"] if layer["mark"]["type"] == "rule"]
    (values,) = [rule["data"]["values"] for rule in rules]
    assert [value["value"] for value in values] == [1.5]


def test_many_equal_values_stay_within_their_strip() -> None:
    frame = frame_of([0.0] * 300 + [1.0], "a" * 150 + "b" * 151, [True] * 301)
    marks = [m for m in drawn(frame, False).to_dict()["layer"] if m["mark"]["type"] == "circle"]
    places = {"a": [], "b": []}
    for dot in marks[0]["data"]["values"]:
        places[dot["group"]].append(dot["y"])
    assert (
        0 < min(places["a"]) and max(places["a"]) < strips.BAND < min(places["b"]) < max(places["b"]) < 2 * strips.BAND
    )
    assert len(set(places["a"])) == 150, "dots lie on each other"


def test_a_value_far_off_stands_at_the_edge_and_is_said() -> None:
    frame = frame_of([0.01 * i for i in range(40)] + [60.0], "a" * 20 + "b" * 21, [True] * 41)
    # 41 values: the 95th of 100 is 0.38, three times that 1.14; the axis ends at 1.2.
    chart = drawn(frame, False)
    assert "At the right edge: 1 beyond the axis, up to 60." in words(chart)
    marks = [m for m in chart.to_dict()["layer"] if m["mark"]["type"] == "circle"]
    assert max(dot["value"] for dot in marks[0]["data"]["values"]) == 1.2
    assert "right edge" not in words(drawn(frame, True)), "named reports are drawn where they are"
    # The median is of the values as they are.
    assert strips.end_of_axis(pd.Series([0.0, 0.0, 5.0])) == 5.0


def test_axes_end_at_round_numbers_behind_the_last_dot() -> None:
    assert [nice_top(v, strips.SHARE) for v in (0, 0.034, 0.6, 0.99, 1)] == [1, 0.04, 0.8, 1, 1]
    assert nice_top(0.0417, strips.RATIO) == 0.05 and nice_top(0.1, strips.RATIO) == 0.12
    assert nice_top(3, strips.COUNT) == 10 and nice_top(3525, strips.COUNT) == 4000
    assert place(0, 1000, strips.COUNT) == 0 and place(1000, 1000, strips.COUNT) == 1
    assert place(30, 1000, strips.COUNT) == pytest.approx(0.497, abs=0.001)  # log 31 / log 1001
    assert place(0.25, 0.5, strips.SHARE) == 0.5


def test_axes_are_labelled() -> None:
    # Five steps or so to each end, in the words of its kind; of a count the powers of ten.
    frame = frame_of([0.01, 0.031], "ab", [True, True])
    for kind, last, labels in (
        (strips.SHARE, 0.031, ["0.0%", "1.0%", "4.0%"]),
        (strips.RATIO, 0.031, ["0", "0.01", "0.04"]),
        (strips.SHARE, 0.31, ["0%", "10%", "40%"]),
        (strips.RATIO, 37.0, ["0", "10", "40"]),
        (strips.COUNT, 3525.0, ["0", "1", "10", "100", "1,000"]),
    ):
        chart = strips.strips(
            frame.assign(value=[0.0, last]), "T", "S", "axis", kind, {"a": style.BLUE, "b": style.ORANGE}, True
        )
        shown = re.findall(r">([^<>]+)</text>", svg_of(chart))
        assert all(label in shown for label in labels), (kind, shown)


def test_empty_frames_are_notes() -> None:
    assert isinstance(drawn(frame_of([], "", []), True), Note)
    assert isinstance(scatter(pd.DataFrame({"x": [], "y": [], "tested": []}), "T", "S", "x", "y"), Note)


_TEXT = re.compile(
    r'<text text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)[^>]*font-size="([\d.]+)px"[^>]*>([^<]*)</text>'
)


@pytest.mark.parametrize("which", ["data", "samples"])
def test_texts_lie_within_the_picture_and_apart(which: str, request: pytest.FixtureRequest) -> None:
    charts = [part for part in pictures(request.getfixturevalue(which)) if hasattr(part, "to_dict")]
    assert len(charts) >= 10
    for chart in charts:
        svg = svg_of(chart)
        assert "…" not in svg and " id=" not in svg and "NaN" not in svg
        root = re.search(
            r'transform="translate\(([\d.]+),([\d.]+)\)"><g class="mark-group role-frame root"', svg
        ).groups()
        left, top = map(float, root)
        wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
        # The numbers below the plot stand in a group of their own, and count their places from there.
        ticks, others = [], []
        for anchor, x, y, size, text in _TEXT.findall(svg):
            length = style.width(text, float(size)) * 0.93
            start = left + float(x) - {"start": 0, "middle": length / 2, "end": length}[anchor]
            assert start >= -1 and start + length <= wide + 1, f"{text!r} reaches beyond the picture"
            assert 0 <= top + float(y) <= high, text
            (ticks if anchor == "middle" else others).append((start, start + length, top + float(y), text))
        for boxes in (ticks, others):
            for number, (a, b, y, text) in enumerate(boxes):
                for c, d, z, other in boxes[number + 1 :]:
                    assert abs(y - z) >= 9 or b <= c + 1 or d <= a + 1, f"{text!r} overlaps {other!r}"


DRAW = """
import hashlib, sys, vl_convert, toolkit
from toolkit.associations import joined, load_questions
from toolkit.charts import associations
data = toolkit.open_dataset(sys.argv[1])
table = joined(data)
for question in load_questions():
    for part in associations.picture(data, table, question.key).parts if question.test == "groups" else ():
        print(hashlib.sha256(vl_convert.vegalite_to_svg(part.to_dict()).encode()).hexdigest())
"""


def test_the_same_bytes_with_and_without_fonts(data: Dataset, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{tmp_path / 'fonts'}</dir></fontconfig>", encoding="utf-8"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(config), "HOME": str(tmp_path), "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-c", DRAW, str(dataset)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    here = [hashlib.sha256(svg_of(p).encode()).hexdigest() for p in pictures(data) if hasattr(p, "to_dict")]
    assert done.stdout.split() == here and len(here) == 10


def test_no_word_of_a_digest_is_shown(data: Dataset) -> None:
    table = table_of(data)
    again = named_again(table)
    shown = [
        associations.joined_table(data, table),
        association_answers.returns_list(data, again),
        association_answers.answers_table(answers(table)),
    ]
    said = " ".join(words(item) for item in [*shown, *pictures(data)])
    for text in data.statements["text"]:
        assert text[:8] not in said
