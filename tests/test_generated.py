"""Generated reports with known truth: what was drawn is what is read, in every layout; what breaks is named."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from toolkit.checks import check_report
from toolkit.forms import load_forms
from toolkit.identities import equations
from toolkit.reading.fitting import fit
from toolkit.reading.readers import text
from toolkit.reading.report import Report, read_reports
from toolkit.sample import LAYOUTS, SampleReport, draw_report, render

REPORTS = 2000
BROKEN = 200
MOST_UNDECIDED = 0.005
LOSSLESS = [name for name, layout in LAYOUTS.items() if layout.keeps_positions]


def wrong_figures(sample: SampleReport, figures: list) -> list[str]:
    """Figures that say something else than what was drawn. Undecided says nothing; a cell that was dropped is lost or
    blank, nobody can tell which."""
    wrong = []
    for figure in figures:
        truth = sample.figures[figure.table, figure.row, figure.column]
        right = {
            "reported": truth is not None and figure.value == truth,
            "blank": truth is None,
            "missing": truth is None,
            "undecided": True,
        }[figure.status]
        if not right:
            wrong.append(
                f"{figure.table}/{figure.row}/{figure.column}: drawn {truth}, read {figure.value} {figure.status}"
            )
    return wrong


@pytest.fixture(scope="module")
def readings() -> list[tuple[int, str, SampleReport, list]]:
    """The 2,000 generated reports of this run, each in one layout, and the figures read from them."""
    names = list(LAYOUTS)
    found = []
    for seed in range(REPORTS):
        name = names[seed % len(names)]
        sample = draw_report(seed)
        document = text.parse(render(sample, name, seed), f"{name}-{seed}")
        found.append((seed, name, sample, fit(document, load_forms()[sample.form]).figures))
    return found


def test_no_generated_figure_is_read_wrong(readings) -> None:
    wrong = {
        f"seed {seed} {name}": w for seed, name, sample, figures in readings if (w := wrong_figures(sample, figures))
    }
    assert not wrong, wrong


def test_every_cell_of_the_form_is_a_figure(readings) -> None:
    for seed, name, sample, figures in readings:
        keys = [(f.table, f.row, f.column) for f in figures]
        assert len(keys) == len(set(keys)), (seed, name)
        assert set(keys) == set(sample.figures), (seed, name)


def test_few_cells_stay_undecided_where_the_layout_keeps_their_places(readings) -> None:
    cells, undecided = Counter(), Counter()
    for _, name, _, figures in readings:
        if name in LOSSLESS:
            cells["all"] += len(figures)
            undecided["all"] += sum(figure.status == "undecided" for figure in figures)
    assert cells["all"] > 100_000
    assert undecided["all"] / cells["all"] < MOST_UNDECIDED


def test_blanks_occur_in_about_three_of_ten_reports(readings) -> None:
    blank = sum(None in sample.figures.values() for _, _, sample, _ in readings)
    assert 0.25 < blank / len(readings) < 0.35


def read_sample(folder: Path, sample: SampleReport, layout: str, seed: int) -> Report:
    path = folder / f"{layout}-{seed}.txt"
    path.write_text(render(sample, layout, seed), encoding="utf-8")
    (report,) = read_reports(path)
    return report


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_unbroken_reports_have_no_errors(layout: str, tmp_path: Path) -> None:
    for seed in range(20):
        sample = draw_report(seed)
        report = read_sample(tmp_path, sample, layout, seed)
        errors = [finding.message for finding in check_report(report) if finding.severity == "error"]
        assert not errors, (seed, errors)
        assert (report.agency, report.year, report.form) == (sample.agency, sample.year, sample.form), seed


def breakable(sample: SampleReport, rng: random.Random) -> tuple[tuple[str, str, str], list[tuple[str, str]]]:
    """A printed cell of identities whose cells are all printed, and those identities as (key, place)."""
    form = load_forms()[sample.form]
    by_cell: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for table in form.tables:
        for equation in equations(form, table.key):
            cells = [(table.key, *key) for key in (*equation.left, *equation.right)]
            if all(sample.figures[cell] is not None for cell in cells):
                for cell in cells:
                    by_cell.setdefault(cell, []).append((equation.identity.key, equation.at))
    if not by_cell:
        return ("", "", ""), []
    cell = rng.choice(sorted(by_cell))
    return cell, by_cell[cell]


def test_a_broken_figure_is_named_by_every_identity_it_breaks(tmp_path: Path) -> None:
    broken = 0
    for seed in range(BROKEN):
        rng = random.Random(seed)
        layout = LOSSLESS[seed % len(LOSSLESS)]
        # Laid-out text keeps the place of a blank only as well as its columns stand, so there nothing is left blank.
        sample = draw_report(10_000 + seed, blanks=False if layout.startswith("pdf") else None)
        cell, identities = breakable(sample, rng)
        if not identities:
            continue
        value = sample.figures[cell] + rng.choice([1, 2, 7, 100])
        sample.figures[cell] = value
        sample.printed[cell] = str(value)
        report = read_sample(tmp_path, sample, layout, seed)
        found = {(f.rule, f.column or f.row) for f in check_report(report) if f.outcome == "fails"}
        assert set(identities) <= found, (seed, layout, cell, identities, found)
        broken += 1
    assert broken > BROKEN * 0.9
