"""Web pages that hide a part of the report, strike it through, or set a small number behind a figure."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.checks import check_report
from toolkit.reading.readers import document_of
from toolkit.reading.report import Report, read_reports
from toolkit.sample import draw_report
from toolkit.sample.writers import write_report

SAMPLE = draw_report(3, form="2021", blanks=False)
PAGE = write_report(SAMPLE, "html", 3, "plain").decode("utf-8", errors="strict")


def read_page(folder: Path, text: str) -> Report:
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    (report,) = read_reports(path)
    return report


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in check_report(report)}


def lines(html: str) -> list[str]:
    page = f"<html><body>{html}</body></html>"
    return [line.text for line in document_of(page.encode(), "x.html").lines]


def test_a_table_behind_a_tab_is_read_and_said(tmp_path):
    whole = read_page(tmp_path, PAGE)
    at = PAGE.rindex("<table")
    end = PAGE.index("</table>", at) + len("</table>")
    pane = f'<div style="display:none">{PAGE[at:end]}<p>{"这一段藏在标签页里。" * 30}</p></div>'
    report = read_page(tmp_path, PAGE[:at] + pane + PAGE[end:])
    assert [f.value for f in report.figures] == [f.value for f in whole.figures]
    assert "hidden_text" in rules(report) and "hidden_text" not in rules(whole)


def test_a_second_copy_for_phones_that_is_hidden_changes_nothing(tmp_path):
    body = PAGE[PAGE.index("<body") : PAGE.index("</body>")]
    report = read_page(tmp_path, PAGE.replace("</body>", f"<div hidden>{body.partition('>')[2]}</div></body>"))
    whole = read_page(tmp_path, PAGE)
    assert [f.value for f in report.figures] == [f.value for f in whole.figures]
    assert [s.text for s in report.sections] == [s.text for s in whole.sections]
    assert "table_repeated" not in rules(report)


@pytest.mark.parametrize("rule", ["@media print", "@media (max-width: 600px)", "@supports (display:grid)"])
def test_a_rule_for_print_or_phones_hides_nothing(rule: str):
    assert lines(
        f"<style>{rule} {{ .x {{ display: none }} }} .y {{ display: none }}</style><p class=x>甲</p><p class=y>乙</p>"
    ) == ["甲"]


@pytest.mark.parametrize(
    "struck", ["<s>99</s>", "<del>99</del>", '<span style="text-decoration: line-through">99</span>']
)
def test_what_is_struck_through_is_no_part_of_a_figure(struck: str):
    html = f"<html><body><table><tr><td>规章</td><td>{struck}509</td></tr></table></body></html>"
    document = document_of(html.encode(), "x.html")
    assert [cell.text for cell in document.lines[0].cells] == ["规章", "509"]
    assert [note.rule for note in document.notes] == ["struck_out"]


def test_a_small_number_behind_a_figure_does_not_lengthen_it():
    assert lines("<table><tr><td>规章</td><td>509<sup>1</sup></td></tr></table>") == ["规章\t509 1"]
    assert lines("<p>面积为3 m<sup>2</sup>。</p>") == ["面积为3 m2。"]
