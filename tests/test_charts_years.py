"""Notebook 06 from year to year: what holds and what does not, and which cells can be followed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit import Dataset, build, open_dataset
from toolkit.charts import Note, years
from toolkit.forms import load_forms
from toolkit.sample import LAYOUTS, draw_province
from toolkit.sample import render as render_text

ROOT = Path(__file__).parent.parent
EARLIER, LATER = "宿迁市_2023", "宿迁市_2024"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("years")
    build(ROOT / "data/raw/digests", out)
    return open_dataset(out)


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Twelve invented agencies over four years and both forms, every other report with an error."""
    folder, names = tmp_path_factory.mktemp("province"), sorted(LAYOUTS)
    (folder / "raw").mkdir()
    (folder / "raw/provenance.toml").write_text('provenance = "sample"\n', encoding="utf-8")
    for n, report in enumerate(draw_province(5, agencies=12, years=(2019, 2022), errors=0.5)):
        text = render_text(report, names[n % len(names)], n)
        (folder / "raw" / f"{n:03}.txt").write_text(text, encoding="utf-8")
    build(folder / "raw", folder / "out")
    return open_dataset(folder / "out")


def with_cell(data: Dataset, report_id: str, row: str, column: str, value: float) -> Dataset:
    """The dataset with another number in a cell of the table of requests."""
    figures = data.figures.copy()
    at = (figures["report_id"] == report_id) & (figures["table"] == "requests")
    at &= (figures["row"] == row) & (figures["column"] == column)
    assert at.sum() == 1
    figures.loc[at, ["value", "corrected"]] = value
    return replace(data, figures=figures)


def test_what_holds_is_said(data: Dataset) -> None:
    followed = years.judged(data)
    (row,) = years.carried(followed).frame.itertuples(index=False)
    # What 2023 carries forward and 2024 carries over, by hand: 121 in all; six kinds of applicant and the total agree.
    assert tuple(row) == ("宿迁市\n2023 → 2024", 121, 121, "holds as printed 成立: 7 of 7", "")
    held = years.outcomes_table(followed).frame.set_index("identity")["holds"]
    assert list(held) == [7, 2], "seven columns of requests; regulations and normative documents in force"
    assert "Nothing. Where years could be compared" in years.findings(data)._repr_html_()


def test_a_break_comes_first_with_its_column(data: Dataset) -> None:
    broken = years.carried(years.judged(with_cell(data, LATER, "carried_over", "total", 120)))
    (row,) = broken.frame.itertuples(index=False)
    assert (row.forward, row.over, row.breaks) == (121, 120, "总计")
    assert row.columns == "fails 不成立: 1 of 7\nholds as printed 成立: 6 of 7"
    assert "1 of 1 pairs break" in broken.caption


def test_which_reports_can_be_followed(data: Dataset) -> None:
    # Seven reports of six agencies; only the city has two, 2023 and 2024, both on the form of 2021.
    assert list(years.pairs(data).frame["count"]) == [6, 1, 1, 0, 0, 0, 0]
    early = data.reports["year"].mask(data.reports["report_id"] == EARLIER, 2022)
    apart = replace(data, reports=data.reports.assign(year=early))
    assert list(years.pairs(apart).frame["count"]) == [6, 1, 0, 0, 0, 0, 1]
    scopes = data.reports["scope"].astype(str).mask(data.reports["report_id"] == EARLIER, "own")
    other = replace(data, reports=data.reports.assign(scope=scopes))
    assert list(years.pairs(other).frame["count"]) == [6, 1, 0, 0, 0, 1, 0]
    assert years.judged(other).empty and isinstance(years.outcomes_chart(years.judged(other)), Note)


def test_sums_asked_here_are_those_the_checks_ask(province: Dataset) -> None:
    followed = years.judged(province)
    failed = followed[followed["outcome"] == "fails"]
    found = province.findings[
        (province.findings["outcome"] == "fails") & province.findings["rule"].isin(list(years.IDENTITIES))
    ]
    pairs = zip(found["report_id"], found["rule"].astype(str), found["column"].astype(str).where(found["rule"] == years.CARRIED_OVER.key, found["row"].astype(str)), strict=True)  # fmt: skip
    assert sorted(pairs) == sorted(zip(failed["report_id"], failed["rule"], failed["at"], strict=True))
    assert len(failed), "no break was planted, so nothing is compared"
    # Twelve agencies, three steps each, seven columns.
    assert (followed["rule"] == years.CARRIED_OVER.key).sum() == 12 * 3 * 7


def test_many_pairs_are_cut_and_breaks_are_seen(province: Dataset) -> None:
    followed = years.judged(province)
    table = years.carried(followed)
    assert len(table.frame) == 36 and "20 of 36 rows are shown" in table._repr_html_()
    breaks = table.frame["breaks"] != ""
    assert breaks.iloc[0] and breaks.is_monotonic_decreasing
    assert list(years.pairs(province).frame["count"])[:4] == [12, 12, 36, 12], "2020 to 2021 is the change of the form"
    assert years.rules(province).frame["rule"].str.startswith("carried_over_equals_carried_forward").any()


def test_every_cell_of_both_forms_stands_in_the_correspondence() -> None:
    frame = years.correspondence().frame
    forms = load_forms()
    for name, form in (("old", "2019"), ("new", "2021")):
        assert frame[name].sum() == sum(1 for table in forms[form].tables for _ in table.cells())
    (split,) = frame[frame["relation"].str.contains("as a sum")].itertuples(index=False)
    # One row of seven columns became three.
    assert (split.old, split.new) == (7, 21) and split.cells.startswith("2019: （六）其他处理")


def test_files_that_cannot_be_read_stand_in_no_series(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/空.txt").write_bytes(b"")
    (tmp_path / "raw/图片.txt").write_bytes(bytes(range(256)) * 20)
    build(tmp_path / "raw", tmp_path / "out")
    unread = open_dataset(tmp_path / "out")
    assert (
        len(unread.reports) == 2 and years.judged(unread).empty and list(years.pairs(unread).frame["count"]) == [0] * 7
    )


def test_without_reports_every_part_says_so(data: Dataset) -> None:
    one = replace(data, reports=data.reports.head(0), figures=data.figures.head(0), findings=data.findings.head(0))
    followed = years.judged(one)
    assert isinstance(years.outcomes_chart(followed), Note)
    for table in (years.outcomes_table(followed), years.carried(followed), years.findings(one, compared=False)):
        assert "No agency has reports of two years" in table._repr_html_()
    assert years.rules(one).frame.empty and list(years.pairs(one).frame["count"]) == [0] * 7
    assert pd.api.types.is_integer_dtype(followed["year"])


def test_an_amount_is_called_by_the_label_of_its_own_row():
    """The amount of procurement (2019) and that of fees (2021) share a key; each has its own label."""
    shown = years.correspondence().frame["cells"].str.cat(sep="\n")
    procurement = next(line for line in shown.split("\n") if "政府集中采购" in line)
    assert "采购总金额" in procurement and "收费金额" not in procurement
