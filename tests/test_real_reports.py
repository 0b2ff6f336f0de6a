"""The seven reports, and the digests of them that the project ships: all figures, sections, and broken identities."""

from __future__ import annotations

from pathlib import Path

import pytest
from truths import DIGESTS, NAMES, ORIGINALS, differences, truth_of

from toolkit import build, open_dataset, read_report
from toolkit.checks import check_report

NEED_ORIGINALS = pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"the real reports are not here: {ORIGINALS}")
FILES = [pytest.param(DIGESTS / f"{name}.txt", id=f"digest-{name}") for name in NAMES] + [
    pytest.param(ORIGINALS / f"{name}.txt", id=f"original-{name}", marks=NEED_ORIGINALS) for name in NAMES
]


def test_there_is_a_truth_for_each_of_the_seven() -> None:
    assert len(NAMES) == 7
    assert sum(len(c) for n in NAMES for rows in truth_of(n).figures.values() for c in rows.values()) == 1392


@pytest.mark.parametrize("path", FILES)
def test_every_figure_has_its_value_and_status(path: Path) -> None:
    assert differences(read_report(path), truth_of(path.stem)) == []


@pytest.mark.parametrize("path", FILES)
def test_who_when_form_and_sections(path: Path) -> None:
    report, truth = read_report(path), truth_of(path.stem)
    assert (report.agency, report.year, report.form) == (truth.agency, truth.year, truth.form)
    assert sorted(section.number for section in report.sections if section.number) == truth.sections
    assert report.conflicts == []


@pytest.mark.parametrize("path", FILES)
def test_the_broken_identities_are_exactly_those_that_are_broken(path: Path) -> None:
    broken = {
        (f.table, f.column or f.row, f.reported, f.computed)
        for f in check_report(read_report(path))
        if f.outcome == "fails"
    }
    assert broken == {(b["table"], b["column"], b["reported"], b["computed"]) for b in truth_of(path.stem).broken}


@pytest.mark.parametrize("path", FILES)
def test_every_printed_figure_is_found_again_at_its_place(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    for figure in read_report(path).figures:
        if figure.status == "reported":
            line = int(figure.origin.split("line ")[1].split(",")[0])
            assert figure.raw.split()[0] in lines[line - 1], figure


@pytest.mark.parametrize("path", FILES)
def test_no_table_is_left_in_the_prose_and_no_heading_either(path: Path) -> None:
    for section in read_report(path).sections:
        assert not any(paragraph.startswith("信息内容") for paragraph in section.text.split("\n"))
        assert "未经复议直接起诉" not in section.text
        assert not section.text.startswith(("一、总体", "二、主动", "三、收到", "四、政府"))


def test_scope_tells_a_city_from_an_office() -> None:
    scopes = {name: read_report(DIGESTS / f"{name}.txt").scope for name in NAMES}
    assert {name for name, scope in scopes.items() if scope == "aggregate"} == {"宿迁市_2023", "宿迁市_2024"}
    assert {scope for name, scope in scopes.items() if not name.startswith("宿迁")} == {"own"}


def test_the_running_total_in_the_decisions_column_is_named() -> None:
    found = [
        f for f in check_report(read_report(DIGESTS / "乐清市自然资源和规划局_2020.txt")) if "running_total" in f.rule
    ]
    assert [f.row for f in found] == ["administrative_licensing", "administrative_penalty", "administrative_coercion"]


def test_a_dataset_of_the_digests_says_that_they_are_digests(tmp_path: Path) -> None:
    build(DIGESTS, tmp_path / "out")
    dataset = open_dataset(tmp_path / "out")
    assert dataset.provenances == ["digest"]
    assert sorted(dataset.reports["report_id"]) == NAMES
    assert len(dataset.figures) == 1392
