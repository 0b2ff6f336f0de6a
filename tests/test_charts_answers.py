"""Problems and the measures that answer them: charts and tables of a dataset small enough to be counted by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, answers, style
from toolkit.charts.panels import Panels
from toolkit.live import html_of
from toolkit.schema import with_dtypes

OWN, ALL = "甲县教育局", "乙县人民政府"
REPORTS = (
    # agency, year, scope, provenance, status
    (OWN, 2030, "own", "original", "ok"),
    (OWN, 2031, "own", "original", "ok"),
    (ALL, 2030, "aggregate", "original", "ok"),
    ("丙县水务局", 2030, "own", "original", "ok"),
    ("丁县民政局", 2030, "own", "digest", "ok"),
    (None, None, "unknown", "original", "failed"),
)
STATEMENTS = (
    # report, section, kind, order, text, themes, words, answers
    (f"{OWN}_2030", 5, "problem", 1, "栏目更新\n不及时", "platform timeliness", "栏目 更新不及时", ()),
    (f"{OWN}_2030", 5, "problem", 2, "经办人员业务不熟", "capacity", "业务不熟", ()),
    (f"{OWN}_2030", 5, "problem", 3, "其他事项尚可", "other", "", ()),
    (f"{OWN}_2030", 5, "improvement", 1, "举办答复专题培训班", "capacity", "培训班", (2,)),
    (f"{OWN}_2030", 5, "improvement", 2, "改版门户网站首页", "platform", "网站", (1,)),
    (f"{OWN}_2030", 5, "improvement", 3, "抽查保密审查", "security", "保密审查", ()),
    (f"{OWN}_2031", 5, "problem", 1, "网站检索不便", "platform", "网站", ()),
    (f"{OWN}_2031", 1, "improvement", 1, "明确分管领导", "leadership", "分管领导", ()),
    ("丁县民政局_2030", 5, "problem", 1, "人手偏少", "capacity", "人手", ()),
)
TEXTS = (
    (f"{OWN}_2030", 5, "主要问题如下。"),
    (f"{OWN}_2031", 1, "全年举办答复专题培训班两期。"),
    (f"{OWN}_2031", 5, "主要问题如下。"),
    (f"{ALL}_2030", 5, "无。"),
    ("丁县民政局_2030", 5, "摘编者自己的话。"),
)


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """A dataset without reports."""
    folder = tmp_path_factory.mktemp("none")
    (folder / "raw").mkdir()
    build(folder / "raw", folder / "out")
    return open_dataset(folder / "out")


@pytest.fixture(scope="session")
def tiny(empty: Dataset) -> Dataset:
    """Six files, of which one could not be read, with nine statements."""
    reports = [
        {"report_id": f"{a}_{y}" if a else "unread_0", "agency": a, "year": y, "scope": s, "provenance": p, "status": r}
        for a, y, s, p, r in REPORTS
    ]
    names = "report_id section kind order text themes words answers".split()
    statements = []
    for row in STATEMENTS:
        one = dict(zip(names, row, strict=True))
        themes = one["themes"].split()
        words = [f"{t}: {w}" for t, w in zip(themes, one["words"].split(), strict=False)]
        statements.append({**one, "start": 90, "end": 91, "themes": themes, "words": words})
    sections = pd.DataFrame(TEXTS, columns=["report_id", "number", "text"])
    return replace(
        empty,
        reports=with_dtypes("reports", pd.DataFrame(reports).assign(source="甲.txt", scope_words=None)),
        statements=with_dtypes("statements", pd.DataFrame(statements)),
        sections=with_dtypes("sections", sections.assign(heading=None, origin="line 1")),
    )


EVERY = (
    answers.named_chart,
    answers.numbers,
    answers.where,
    answers.silent,
    answers.matched,
    answers.themes_chart,
    answers.shares_chart,
    answers.themes_table,
    answers.unanswered,
    answers.unasked,
)


def parts_of(shown: object) -> list:
    return list(shown.parts) if isinstance(shown, Panels) else [shown]


def page_of(shown: object) -> str:
    """What stands in a page: of a menu its static view."""
    return "".join(part.static() if hasattr(part, "static") else html_of(part) for part in parts_of(shown))


def bar_rows(chart, *names: str) -> list[tuple]:
    """The rows from which the first layer is drawn."""
    layer = chart.to_dict()["layer"][0]
    values = (layer if "data" in layer else layer["layer"][0] if "layer" in layer else chart.to_dict())["data"][
        "values"
    ]
    return [tuple(row[n] for n in names) for row in values]


def rows_of(table) -> list[tuple]:
    return list(table.frame.itertuples(index=False, name=None))


def test_numbers_by_scope(tiny: Dataset) -> None:
    own, everything = rows_of(answers.numbers(tiny))
    # Own: both years of 甲 name both, 丁 a problem only, 丙 nothing. Problems 3, 1, 0, 1: median 1; measures 3, 1, 0, 0.
    assert own == ("own 本机关", 4, 2, 1, 0, 1, "1 (0 to 3)", "0.5 (0 to 3)")
    assert everything == ("aggregate 含下级汇总", 1, 0, 0, 0, 1, "0 (0 to 0)", "0 (0 to 0)")


def test_a_bar_for_each_report_that_names_something(tiny: Dataset) -> None:
    own, everything = answers.named_chart(tiny).parts
    assert bar_rows(own, "label", "part", "value", "end") == [
        ("丁县民政局 2030", "problems 问题", 1, "1 + 0"),
        ("甲县教育局 2030", "problems 问题", 3, "3 + 3"),
        ("甲县教育局 2030", "measures 改进", 3, "3 + 3"),
        ("甲县教育局 2031", "problems 问题", 1, "1 + 1"),
        ("甲县教育局 2031", "measures 改进", 1, "1 + 1"),
    ]
    assert "because they name none: 1." in own.to_dict()["description"]
    assert isinstance(everything, Note) and "no report names any" in repr(everything)


def test_where_they_stand(tiny: Dataset) -> None:
    # Section 5: 甲 3+3 and 1+0, 丁 1+0; section 1: the measure of 甲 2031.
    assert rows_of(answers.where(tiny)) == [
        ("own 本机关", "5 存在的主要问题及改进情况", 3, 5, 3),
        ("own 本机关", "1 总体情况", 1, 0, 1),
    ]


def test_reports_that_name_nothing_have_a_reason(tiny: Dataset) -> None:
    table = answers.silent(tiny)
    assert rows_of(table) == [
        ("丁县民政局 2030\n(digest 摘编)", "measures 改进", answers.REASONS["no_statement"], ""),
        ("丙县水务局 2030", "problems and measures 问题与改进", answers.REASONS["no_section"], ""),
        ("乙县人民政府 2030", "problems and measures 问题与改进", answers.REASONS["says_none"], "无。"),
    ]
    assert "3 of 5" in table.caption and "could not be read at all: 1" in table.below
    assert "摘编者自己的话" not in page_of(table)


def test_measures_beside_the_problems_they_answer(tiny: Dataset) -> None:
    menu = answers.matched(tiny)
    assert menu.options == ("丁县民政局_2030", f"{OWN}_2030", f"{OWN}_2031")
    table = menu.draw(f"{OWN}_2030")
    platform, capacity = "Platforms 平台建设", "Capacity 队伍能力"
    assert rows_of(table) == [
        (
            "1. 栏目更新不及时",
            f"{platform}: 栏目\nTimeliness 更新时效: 更新不及时",
            "2. 改版门户网站首页",
            f"{platform}: 网站",
        ),
        ("2. 经办人员业务不熟", f"{capacity}: 业务不熟", "1. 举办答复专题培训班", f"{capacity}: 培训班"),
        ("3. 其他事项尚可", "Other 其他", answers.NO_THEME, ""),
        (answers.UNASKED, "", "3. 抽查保密审查", "Security review 保密审查: 保密审查"),
    ]
    assert "2 of 3 problems" in table.caption and not table.below
    digest = menu.draw("丁县民政局_2030")
    assert rows_of(digest)[0][2] == answers.UNANSWERED
    assert "(digest 摘编)" in digest.caption and digest.below == answers.DIGEST_WORDS


def test_themes_of_problems(tiny: Dataset) -> None:
    own, everything = answers.themes_chart(tiny).parts
    on, other, none = (answers.PARTS[key][0] for key in ("on_theme", "on_another", "not_answered"))
    # Platforms: 甲 2030 by its measure 2, 甲 2031 not. Capacity: 甲 2030 by measure 1, 丁 not. As often as each other,
    # so in the order of the codebook. Timeliness: only as another side of problem 1.
    assert bar_rows(own, "label", "part", "value", "end") == [
        ("Capacity 队伍能力", on, 1, "1 of 2"),
        ("Capacity 队伍能力", none, 1, "1 of 2"),
        ("Platforms 平台建设", on, 1, "1 of 2"),
        ("Platforms 平台建设", none, 1, "1 of 2"),
        ("Timeliness 更新时效", other, 1, "0 of 1"),
    ]
    assert isinstance(everything, Note)


def test_counts_by_theme(tiny: Dataset) -> None:
    own = answers.themes_table(tiny).parts[0]
    assert rows_of(own) == [
        ("Leadership 组织领导", 0, 0, 0, 0, 1, 1),
        ("Capacity 队伍能力", 2, 1, 0, 1, 1, 0),
        ("Timeliness 更新时效", 1, 0, 1, 0, 0, 0),
        ("Platforms 平台建设", 2, 1, 0, 1, 1, 0),
        ("Security review 保密审查", 0, 0, 0, 0, 1, 1),
    ]
    assert own.below.startswith("In all 5 problems, 1 of them without a theme, and 4 measures, 2 of which answer no")


def test_shares_need_enough_problems(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    # Four problems of own work have a theme.
    assert isinstance(answers.shares_chart(tiny).parts[0], Note)
    monkeypatch.setattr(answers, "LEAST_FOR_INTERVAL", 4)
    chart = answers.shares_chart(tiny).parts[0]
    rows = bar_rows(chart, "label", "value", "text", "low", "high")
    # Two of four. Wilson: (0.5 + 3.8415/8 ± 1.96·√(0.25/4 + 3.8415/64)) / (1 + 3.8415/4) = (0.9802 ± 0.6861) / 1.9604.
    assert rows[0][:3] == ("All problems that have a theme\n全部问题", 0.5, "50.0 % · 2/4")
    assert rows[0][3:] == (pytest.approx(0.1500, abs=1e-3), pytest.approx(0.8500, abs=1e-3))
    assert len(rows) == 1 and "fewer than 4 problems: 3 themes" in chart.to_dict()["description"]


def test_what_stands_alone(tiny: Dataset) -> None:
    assert rows_of(answers.unanswered(tiny)) == [
        ("丁县民政局 2030\n(digest 摘编)", "1. 人手偏少", "Capacity 队伍能力"),
        ("甲县教育局 2031", "1. 网站检索不便", "Platforms 平台建设"),
    ]
    assert [row[1] for row in rows_of(answers.unasked(tiny))] == ["3. 抽查保密审查", "1. 明确分管领导"]
    assert answers.unanswered(tiny).below == answers.DIGEST_WORDS


def test_lines_broken_within_a_sentence_are_joined() -> None:
    row = pd.DataFrame({"order": [2], "text": ["更新\n 不及时。\n1.栏目；\n2.网站"]}).iloc[0]
    assert answers.quoted(row) == "2. 更新不及时。\n1.栏目；\n2.网站"


def test_copies_are_counted_once(tiny: Dataset) -> None:
    twin = tiny.reports[:1].assign(report_id=f"{OWN}_2030_abc123", provenance="digest")
    more = tiny.statements[:6].assign(report_id=f"{OWN}_2030_abc123")
    data = replace(tiny, reports=pd.concat([tiny.reports, twin]), statements=pd.concat([tiny.statements, more]))
    assert rows_of(answers.numbers(data)) == rows_of(answers.numbers(tiny))
    assert rows_of(answers.unasked(data)) == rows_of(answers.unasked(tiny))
    assert len(answers.matched(data).options) == 3


def test_an_empty_dataset_is_said_to_be_empty(empty: Dataset) -> None:
    for show in EVERY:
        page = page_of(show(empty))
        assert "tk-note" in page and "<svg" not in page and "<td" not in page, show.__name__
    assert isinstance(answers.matched(empty), Note)


_TEXT = re.compile(
    r'<text text-anchor="(\w+)" transform="translate\(([-\d.]+),([-\d.]+)\)[^>]*font-size="([\d.]+)px"[^>]*>([^<]*)</text>'
)


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("answers")
    build(Path(__file__).parent.parent / "data/raw/digests", out)
    return open_dataset(out)


def test_nothing_is_cut_off_and_pages_have_no_holes(digests: Dataset) -> None:
    for show in EVERY:
        page = page_of(show(digests))
        assert not re.search(r">\s*(nan|NaN|&lt;NA&gt;|None)\s*<", page), show.__name__
        for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            wide = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
            left = float(re.search(r'translate\(([\d.]+),[\d.]+\)"><g class="mark-group role-frame root"', svg)[1])
            for anchor, x, _, size, text in _TEXT.findall(svg):
                length = style.width(text, float(size)) * 0.93
                start = left + float(x) - {"start": 0, "middle": length / 2, "end": length}[anchor]
                assert start >= -1 and start + length <= wide + 1, f"{text!r} reaches beyond the picture"
