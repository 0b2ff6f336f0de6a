"""Markdown with HTML tables: prose is plain text, tables keep their merged cells, pictures are seen."""

from __future__ import annotations

import time
from html import escape
from pathlib import Path
from random import Random

import pytest
from test_docx_generated import differences

from toolkit.reading.document import UnreadableFile, place
from toolkit.reading.readers import document_of
from toolkit.reading.readers.kinds import kind_of
from toolkit.sample import SampleReport, draw_report
from toolkit.sample.outline import arrange

REPORTS = 60
TABLE = "<table><tr><td rowspan='2'>项</td><td colspan='2'>数</td></tr><tr><td>1</td><td></td></tr></table>"


def grid(text: str) -> list[list[str]]:
    return [["~" if c.covered else c.text for c in line.cells] for line in document_of(text.encode(), "a.md").lines]


def markdown_of(report: SampleReport, seed: int) -> bytes:
    """A report as converters write it: headings with #, paragraphs apart, tables in HTML on one line or on many."""
    rng = Random(f"markdown {seed}")
    end = rng.choice(["", "\n"])
    parts = []
    for item in arrange(report, rng, merge=rng.random() < 0.5):
        if item.grid:
            rows = [
                "<tr>" + "".join(f'<td rowspan="{c.rowspan}" colspan="{c.colspan}">{escape(c.text)}</td>' for c in line) + "</tr>"
                for line in item.grid.lines()
            ]  # fmt: skip
            parts.append("<table>" + end.join(rows) + "</table>")
        else:
            parts.append({"title": "# ", "heading": "## "}.get(item.kind, "") + item.text)
    return "\n\n".join(parts).encode()


def test_generated_reports_come_back_exactly(tmp_path: Path) -> None:
    for seed in range(REPORTS):
        sample, path = draw_report(seed), tmp_path / f"{seed}.md"
        path.write_bytes(markdown_of(sample, seed))
        assert kind_of(path.read_bytes()) == "markdown"
        assert not differences(sample, path), seed


def test_table_keeps_its_merged_cells_and_its_place() -> None:
    document = document_of(f"# 标题\n\n前文\n\n{TABLE}\n\n后文".encode(), "a.md")
    assert [["~" if c.covered else c.text for c in line.cells] for line in document.lines] == [
        ["标题"], ["前文"], ["项", "数", "~"], ["~", "1", ""], ["后文"],
    ]  # fmt: skip
    assert place(document.lines[3].cells[1], document) == "table 1, row 2, column 2"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("## 一、总体情况 ##", "一、总体情况"), (r"1\. 第一项", "1. 第一项"), ("**加粗**的字", "加粗的字"), ("*斜体*字", "斜体字"),
        ("见[网站](http://a.example/x)上", "见网站上"), ("> 引文", "引文"), (r"3\*4", "3*4"), ("A&amp;B", "A&B"), ("a<br>b", "ab"),
        ("<!-- 页 1 -->正文", "正文"),
    ],
)  # fmt: skip
def test_prose_is_plain_text(line: str, text: str) -> None:
    document = document_of(f"# 题\n\n{line}\n\n{TABLE}".encode(), "a.md")
    assert document.format == "markdown"
    assert document.lines[1].text == text


def test_pipe_tables_stay_beside_html_tables() -> None:
    text = f"# 题\n\n| 甲 | **乙** |\n|---|---|\n| 1 |  |\n\n{TABLE}"
    document = document_of(text.encode(), "a.md")
    assert [line.kind for line in document.lines] == ["text", "pipe", "rule", "pipe", "grid", "grid"]
    assert [cell.text for cell in document.lines[1].cells] == ["甲", "乙"]
    assert [cell.text for cell in document.lines[3].cells] == ["1", ""]


def test_picture_is_a_line_of_its_own() -> None:
    document = document_of(f"# 题\n\n![](images/1.jpg)\n\n{TABLE}".encode(), "a.md")
    assert [line.kind for line in document.lines] == ["text", "picture", "grid", "grid"]


def test_lines_broken_by_a_program_are_joined_and_short_ones_are_not() -> None:
    # 36 characters are 72 columns wide, where pandoc breaks.
    first, second = "长" * 36, "续句。"
    assert grid(f"# 题\n\n{first}\n{second}\n\n短行\n另一行\n\n{TABLE}")[1:4] == [
        [first + second],
        ["短行"],
        ["另一行"],
    ]


def test_table_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    assert grid(f"# 题\n\n{TABLE}\n\n<table><tr><td>甲</td><td>1</td></tr><tr><td>乙")[-2][:2] == ["甲", "1"]


def test_ten_thousand_nested_tables_do_not_hang() -> None:
    text = "# 题\n\n" + "<table><tr><td>" * 10_000 + "甲"
    try:
        document_of(text.encode(), "a.md")
    except UnreadableFile as error:
        assert "nested" in str(error)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"# 题\n\n{TABLE}", "markdown"),
        (f"**题**\n\n{TABLE}", "markdown"),
        (f"<html><body># 题\n{TABLE}</body></html>", "html"),
        (f"<div><p>题</p></div><div><p>文</p></div># 题\n{TABLE}", "html"),
        (TABLE, "html"),
        ("# 题\n\n| 甲 | 乙 |\n|---|---|\n", "text"),
    ],
)
def test_markdown_is_told_from_web_pages_and_texts(text: str, kind: str) -> None:
    assert kind_of(text.encode()) == kind


@pytest.mark.parametrize("again", ["<!--", "**a ", "[", "![](", "*a", "<table "])
def test_marks_that_are_never_closed_do_not_hang(again: str) -> None:
    started = time.monotonic()
    document_of(f"# 题\n\n{TABLE}\n\n{again * 50_000}".encode(), "a.md")
    assert time.monotonic() - started < 10
