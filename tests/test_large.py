"""Of a large dataset only what is asked for is read: years, columns, rows; counts come without reading at all."""

from __future__ import annotations

import pickle
import random
import re
import sys
from functools import partial
from math import isfinite
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from parts import files_of

from toolkit import build, open_dataset
from toolkit.associations.odds import odds, of_counts
from toolkit.charts import keywords
from toolkit.charts.quality import _ORDER_OF_OUTCOMES, judge_all
from toolkit.charts.samples import sample_of
from toolkit.charts.strips import MOST_DOTS, strips
from toolkit.dataset import DatasetMissing, DuckdbMissing, connect
from toolkit.demo import demo_dataset
from toolkit.forms import load_forms
from toolkit.identities import equations, judge
from toolkit.indicators.cells import STATUSES, CellArrays

ROOT = Path(__file__).parents[1]
DIGESTS = ROOT / "data" / "raw" / "digests"
GRANTED, CARRIED, THEMES = re.findall(
    r"```sql\n(.*?)```", (ROOT / "docs" / "large.md").read_text(encoding="utf-8"), re.S
)
"""The three questions of docs/large.md."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("large") / "processed"
    build(DIGESTS, out)
    return out


def unreadable(path):
    """Damages the rows of a file and leaves its description whole."""
    data = bytearray(path.read_bytes())
    data[4:404] = bytes(400)
    path.write_bytes(bytes(data))


def test_a_table_that_nobody_looks_at_is_not_read(tmp_path):
    """Seven digests: 1,392 cells, 48 sections. Only who looks at the damaged figures hears of the damage."""
    build(DIGESTS, tmp_path)
    for path in files_of(tmp_path, "figures"):
        unreadable(path)
    data = open_dataset(tmp_path)
    assert "7 reports, 48 sections, 1,392 figures" in repr(data) and "1,392" in data._repr_html_()
    assert len(data.sections) == 48 and data.provenances == ["digest"]
    with pytest.raises(DatasetMissing, match="damaged; run: toolkit build"):
        data.figures  # noqa: B018


def test_of_other_years_nothing_is_read(tmp_path):
    """新郑市人民政府办公室 has the report of 2021, 宿迁市 those of 2023 and 2024, four others are of 2020."""
    build(DIGESTS, tmp_path)
    for path in files_of(tmp_path, "figures"):
        if "year=2020" in path.as_posix():
            unreadable(path)
    for years in ("2021-2024", [2021, 2024], range(2021, 2025)):
        data = open_dataset(tmp_path, years=years)
        assert set(data.figures["report_id"]) == {"新郑市人民政府办公室_2021", "宿迁市_2023", "宿迁市_2024"}
        assert data.chosen == "years 2021 to 2024: 3 of 7 reports"
    assert list(open_dataset(tmp_path, years=2023).reports["report_id"]) == ["宿迁市_2023"]
    with pytest.raises(ValueError, match="year"):
        open_dataset(tmp_path, years="last")


def test_only_the_columns_asked_for_are_there(folder):
    data = open_dataset(folder, columns={"figures": ["value", "report_id"], "sections": ["report_id"]})
    assert list(data.figures) == ["value", "report_id"] and list(data.sections) == ["report_id"]
    assert list(data.claims) == list(open_dataset(folder).claims)
    assert list(data.choose(2021).figures) == ["value", "report_id"]
    with pytest.raises(KeyError, match="figures has no field 'number'"):
        open_dataset(folder, columns={"figures": ["number"]})
    with pytest.raises(KeyError, match="no table 'figure'; there are reports, sections"):
        open_dataset(folder, columns={"figure": ["value"]})


def test_rows_of_a_table_are_those_of_its_frame(folder):
    """Of 宿迁市 予以公开, 总计, as printed: 2023 1191, 2024 1431."""
    data, wanted = open_dataset(folder), ["report_id", "value"]
    where = {"table": "requests", "row": "granted", "column": ["total"], "report_id": ["宿迁市_2024", "宿迁市_2023"]}
    read = data.table("figures", wanted, where)
    assert "figures" not in {name for name in vars(data) if isinstance(vars(data)[name], pd.DataFrame)}
    assert dict(zip(read["report_id"], read["value"], strict=True)) == {"宿迁市_2023": 1191, "宿迁市_2024": 1431}
    data.figures  # noqa: B018
    pd.testing.assert_frame_equal(data.table("figures", wanted, where), read)
    with pytest.raises(KeyError, match="has no field"):
        data.table("figures", ["values"])


def test_pieces_have_all_years_of_an_agency_and_make_the_table(folder):
    pieces = list(open_dataset(folder).by_agency("figures", ["report_id", "value"]))
    assert sum(map(len, pieces)) == 1392
    assert [{"宿迁市_2023", "宿迁市_2024"} <= set(piece["report_id"]) for piece in pieces].count(True) == 1


def test_part_of_a_part(folder):
    """Seven reports, two of a whole city, one of these of 2024."""
    data = open_dataset(folder)
    city = data.choose(region="宿迁市")
    assert (len(city.reports), city.rows("figures"), len(city.figures)) == (2, 400, 400)
    last = data.choose(region="宿迁市").choose(2024)
    assert list(last.reports["report_id"]) == ["宿迁市_2024"] == list(last.figures["report_id"].unique())
    assert list(last.agencies["agency"]) == ["宿迁市"]
    assert last.missing == "" and "No report of year 2019" in data.choose(2019).missing


def test_a_dataset_that_was_built_anew_is_not_mixed_with_the_old_one(tmp_path):
    build(DIGESTS, tmp_path)
    data = open_dataset(tmp_path)
    before = len(data.reports)
    pq.write_table(pq.read_table(tmp_path / "agencies.parquet"), tmp_path / "agencies.parquet", compression="none")
    with pytest.raises(DatasetMissing, match=r"agencies\.parquet.*another build; open the dataset again"):
        data.agencies  # noqa: B018
    assert len(data.reports) == before


def test_it_can_be_given_to_another_process(folder):
    data = pickle.loads(pickle.dumps(open_dataset(folder)))
    assert len(data.figures) == 1392


# --- questions in SQL ---


def rows_of(frame):
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_requests_granted_by_province_and_year(folder):
    """予以公开 and 总计, total column, as printed; 新郑政务 has 0 of 0, and 中卫's table has lost its total."""
    assert rows_of(open_dataset(folder).sql(GRANTED)) == [
        ("江苏省", 2023, "aggregate", 1, 1191, 3486, 0.342),
        ("江苏省", 2024, "aggregate", 1, 1431, 3521, 0.406),
        ("河南省", 2020, "own", 1, 89, 123, 0.724),
        ("河南省", 2021, "own", 1, 14, 50, 0.28),
        ("浙江省", 2020, "own", 1, 72, 106, 0.679),
    ]


def test_what_was_carried_over_and_not_carried_forward(folder, tmp_path):
    """宿迁市 carried 121 forward in 2023 and over in 2024; of a report of 2023 that says 122 it does not follow."""
    assert rows_of(open_dataset(folder).sql(CARRIED)) == []
    (tmp_path / "raw").mkdir()
    for year, was, now in ((2023, "121", "122"), (2024, "", "")):
        lines = (DIGESTS / f"宿迁市_{year}.txt").read_text(encoding="utf-8").split("\n")
        lines[170] = lines[170].replace(was, now)
        (tmp_path / "raw" / f"宿迁市_{year}.txt").write_text("\n".join(lines), encoding="utf-8")
    build(tmp_path / "raw", tmp_path / "out")
    assert rows_of(open_dataset(tmp_path / "out").sql(CARRIED)) == [("宿迁市", 2024, 122, 121)]


def test_problems_by_kind_of_agency_and_year(folder):
    data = open_dataset(folder)
    problems = data.statements[data.statements["kind"] == "problem"].explode("themes")
    problems = problems.merge(data.reports, on="report_id").merge(data.agencies, on="agency", suffixes=("", "_of"))
    counts = problems.groupby(["kind_of", "year", "themes"], observed=True)["report_id"].nunique()
    found = data.sql(THEMES)
    assert rows_of(found) == [(*key, count) for key, count in counts.items()]
    assert ("natural_resources", 2020, "capacity", 3) in rows_of(found)  # 中卫, 乐清 and 新郑 each name their staff


def test_views_are_of_the_part_that_was_chosen_and_of_tables_in_their_place(folder):
    data = open_dataset(folder, years=[2023, 2024])
    asked = "SELECT year, count(*) FROM figures GROUP BY year ORDER BY year"
    assert rows_of(data.sql(asked)) == [(2023, 200), (2024, 200)]
    assert rows_of(data.choose(2024).sql(asked)) == [(2024, 200)]
    assert rows_of(data.choose(region="河南").sql(asked)) == []
    other = data.with_tables(figures=data.figures[data.figures["row"] == "granted"])
    assert rows_of(other.sql(asked)) == [(2023, 7), (2024, 7)]


def test_a_report_without_a_year_has_none_in_sql(tmp_path):
    text = (
        (DIGESTS / "宿迁市_2023.txt")
        .read_text(encoding="utf-8")
        .replace("2023", "")
        .replace("2022", "")
        .replace("2024", "")
    )
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "报告.txt").write_text(text, encoding="utf-8")
    (tmp_path / "raw" / "宿迁市_2023.txt").write_bytes((DIGESTS / "宿迁市_2023.txt").read_bytes())
    build(tmp_path / "raw", tmp_path / "out")
    with connect(tmp_path / "out") as connection:
        found = connection.execute("SELECT year, count(*) FROM figures GROUP BY year ORDER BY year").fetchall()
    assert found == [(2023, 200), (None, 200)]
    assert {path.name for path in (tmp_path / "out").iterdir() if path.suffix not in (".parquet", ".json")} == {".memory"}


def test_without_duckdb_it_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    for ask in (lambda: connect(folder), lambda: open_dataset(folder).sql("SELECT 1")):
        with pytest.raises(DuckdbMissing, match="pip install duckdb"):
            ask()


# --- many reports at once ---


def test_all_reports_of_some_agencies_stand_for_too_many():
    reports = pd.DataFrame({"agency": list("aabbccdd") + [None], "report_id": list("123456789")})
    found, said = sample_of(reports, most=5)
    assert len(found) in (4, 5) and said == (
        f"Of 9 reports those of {found['agency'].fillna('none').nunique()} agencies drawn at random: {len(found)} (seed 1)."
    )
    assert (found["agency"].dropna().value_counts() == 2).all()
    turned, _ = sample_of(reports.iloc[::-1], most=5)
    assert set(turned["report_id"]) == set(found["report_id"])
    assert sample_of(reports, most=9) == (reports, "") or sample_of(reports, most=9)[1] == ""


def test_a_page_of_words_says_that_it_is_of_a_sample(monkeypatch):
    """40 fictional reports, two of each agency, of which ten are compared."""
    monkeypatch.setattr(keywords, "sample_of", partial(sample_of, most=10))
    words = keywords.read(demo_dataset())
    assert "Of 40 reports those of 5 agencies drawn at random: 10 (seed 1)." in repr(words)
    assert len(words.sentences) == 10


def test_a_chart_says_how_many_dots_it_draws():
    many = MOST_DOTS + 500
    frame = pd.DataFrame({"label": "", "group": "all", "value": np.linspace(0, 1, many), "tested": True, "text": ""})
    drawn = strips(frame, "Title", "Subtitle.", "axis", "share", {"all": "#000000"}, named=False).to_dict()
    said = " ".join(str(drawn).split())
    assert f"{many} reports" in said and "random sample of 2,000" in said.replace("', '", " ")


def test_sums_of_many_reports_are_judged_as_those_of_one():
    """Of each equation of the forms a hundred reports with printed, blank and lost cells, often adding up."""
    dice = random.Random(1)
    for equation in [e for form in load_forms().values() for t in form.tables for e in equations(form, t.key)][::7]:
        keys = [*equation.left, *equation.right]
        drawn = [[dice.choice((None, 0, 1, 1, 2)) for _ in keys] for _ in range(100)]
        lost = [[value is None and dice.random() < 0.3 for value in row] for row in drawn]
        values = np.array([[np.nan if value is None else value for value in row] for row in drawn], dtype=float)
        status = np.where(lost, STATUSES.index("missing"), np.where(np.isnan(values), STATUSES.index("blank"), 0))
        sides = list(range(len(equation.left))), list(range(len(equation.left), len(keys)))
        found = judge_all(CellArrays({}, values, status), *sides)
        for row, gone, outcome in zip(drawn, lost, found, strict=True):
            printed = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
            missing = {key for key, is_lost in zip(keys, gone, strict=True) if is_lost}
            assert _ORDER_OF_OUTCOMES[outcome] == judge(equation, printed, missing).outcome


def test_the_odds_of_thousands_of_reports_are_numbers():
    """In each of 3,000 reports three of four against one of four: 9 times the odds, or the estimate is not one of these."""
    found = odds([of_counts(3, 1, 1, 3)] * 3000)
    assert all(isfinite(value) for value in (found.ratio, found.low, found.high, found.p))
    assert found.low < found.ratio < found.high and found.p < 1e-6
    assert found.ratio == pytest.approx(odds([of_counts(3, 1, 1, 3)] * 100).ratio, rel=1e-6)
