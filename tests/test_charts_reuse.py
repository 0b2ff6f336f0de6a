"""What notebook 03 shows of reuse: shares, spreads and pairs; digests are never compared."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_charts_themes import dataset_of, rows_in, shown

from toolkit import Dataset, build, open_dataset
from toolkit.charts import reuse
from toolkit.charts.style import Note
from toolkit.demo import KEPT, OWN_SENTENCES, PLACES
from toolkit.live import Pick, html_of

ROOT = Path(__file__).parent.parent

# 60 different characters each, none of them in the other: 51 sequences of ten.
TEXT, OTHER = ("".join(map(chr, range(start, start + 60))) for start in (0x7000, 0x8000))


def data_of(*rows: tuple[str, int, str]) -> Dataset:
    reports = [{"agency": agency, "year": year} for agency, year, _ in rows]
    sections = [{"report_id": f"{agency}_{year}", "number": 1, "text": text} for agency, year, text in rows]
    return dataset_of(reports, sections)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> reuse.Reuse:
    out = tmp_path_factory.mktemp("digests")
    build(ROOT / "data/raw/digests", out)
    return reuse.read(open_dataset(out))


@pytest.fixture
def three() -> reuse.Reuse:
    """甲局 says in 2022 what it said in 2021; 乙局, of the same kind, says the first half of it; 丙局 of 2022 is short."""
    half = TEXT[:30] + OTHER[:30]
    rows = ("甲局", 2021, TEXT), ("甲局", 2022, TEXT), ("乙局", 2022, half), ("丙局", 2022, "无")
    return reuse.read(data_of(*rows))


def test_shares_by_hand(three: reuse.Reuse) -> None:
    table = reuse.by_report(three).parts[0]
    rows = {row[0]: list(row[1:]) for row in table.frame.itertuples(index=False)}
    # 甲局 2022: all of 51 sequences stand in its report of 2021. In 乙局's: those of its first 30 characters, 30 - 9 = 21 of
    # 51, 41.2 %. No boilerplate: there are only three agencies.
    assert rows["甲局 2022"] == [51, "0.0 %", "100.0 %", "100.0 %", "乙局 2022", "41.2 %", "41.2 %"]
    assert rows["乙局 2022"] == [51, "0.0 %", "", "", "甲局 2022", "41.2 %", "41.2 %"]
    assert rows["甲局 2021"] == [51, "0.0 %", "", "", "", "", ""], "no report of 2020, no sister in 2021"
    assert rows["丙局 2022"][:2] == [0, "–"] and rows["丙局 2022"][5] == "–", "too short is not none"
    assert table.frame["report"][0] == "甲局 2022", "the largest share first"
    assert "only 2 other agencies" in table.below


def test_the_chart_says_what_the_share_is_of(three: reuse.Reuse) -> None:
    (chart,) = reuse.last_year(three).parts
    texts = [row["text"] for row in rows_in(chart.to_dict()) if "text" in row]
    assert texts == ["100.0 % · 51/51", "100.0 % · 51/51"]
    assert "or too short: 丙局 2022; 乙局 2022; 甲局 2021." in shown(reuse.last_year(three))


def test_each_pair_stands_once_the_closest_first(three: reuse.Reuse) -> None:
    found = reuse.pairs(three)
    # 乙局 and 甲局 are each other's sisters, with the same share: once, by the first of the two names.
    assert found[["report_id", "other_id"]].values.tolist() == [["甲局_2022", "甲局_2021"], ["乙局_2022", "甲局_2022"]]
    (pick,) = reuse.passages(three).parts
    assert pick.names[0] == "甲局 2022 | 甲局 2021 (100.0 % without boilerplate)"
    assert TEXT in html_of(pick.draw(pick.options[0]))
    assert TEXT[:30] in html_of(pick.draw(pick.options[1]))


def test_quartiles_from_five_on() -> None:
    shares = pd.Series([0.1, 0.2, 0.3, 0.4, None], dtype="Float64")
    assert reuse._ranks(shares) == (4, "10.0 %", "", "25.0 %", "", "40.0 %")
    assert reuse._ranks(pd.Series([0.1, 0.2, 0.3, 0.4, 0.5])) == (5, "10.0 %", "20.0 %", "30.0 %", "40.0 %", "50.0 %")
    assert reuse._ranks(shares[:1]) == (1, "", "", "10.0 %", "", "")
    assert reuse._ranks(shares[4:]) == (0, "", "", "", "", "")


def test_the_spread_and_the_sections(three: reuse.Reuse) -> None:
    spread, sections = reuse.spread(three).parts[0].frame, reuse.sections(three).parts[0].frame
    counts = dict(zip(spread["share"].str.split(" 上年| 同类| 套话").str[0], spread["reports"], strict=True))
    assert counts == {
        "in the last report, all wording": 1,
        "in the last report, without boilerplate": 1,
        "in the closest sister, all wording": 2,
        "in the closest sister, without boilerplate": 2,
        "boilerplate": 3,
    }
    first = sections[sections["section"].str.startswith("1 ")].iloc[0]
    assert first.tolist()[1:] == [3, "0.0 %\n(0.0 % to 0.0 %)", 1, "100.0 %", 1, "100.0 %"]


def test_nothing_to_compare_with_is_said() -> None:
    found = reuse.read(data_of(("甲局", 2022, TEXT)))
    assert "year before to compare with: 0" in repr(found)
    (note,) = reuse.last_year(found).parts
    assert isinstance(note, Note) and "甲局 2022" in note.text
    (note,) = reuse.passages(found).parts
    assert "No two reports share wording" in note.text
    nothing = reuse.read(dataset_of([{"agency": "甲局", "year": 2022, "status": "failed"}]))
    for show in (reuse.last_year, reuse.spread, reuse.by_report, reuse.sections, reuse.passages):
        assert shown(show(nothing)) == "No report could be read, so there is no wording to compare."


def test_digests_are_never_compared(demo: reuse.Reuse) -> None:
    for show in (reuse.last_year, reuse.spread, reuse.by_report, reuse.sections, reuse.passages):
        note, *rest = show(demo).parts
        assert "7 of 7 reports are not compared" in note.text and "fictional" in note.text
        for part in rest:
            page = part.static() if isinstance(part, Pick) else html_of(part)
            assert "to show what this" in page and not any(name in page for name in ("宿迁", "新郑", "乐清", "中卫"))


def test_the_fictional_reports_hold_what_is_said_of_them(demo: reuse.Reuse) -> None:
    frame = reuse._by_report(demo)
    second = frame[frame["last_share"].notna()]
    agencies = [place + office for place in PLACES for office in ("教育局", "民政局", "水务局", "交通运输局")]
    taker = f"{PLACES[1]}民政局_2023"
    keepers = {f"{agency}_2023" for agency in agencies[::2]} - {taker}
    assert len(second) == 20 and len(keepers) == 10
    # Of the six sentences four are kept; what spans the border to a new one is lost, and other wording is in the denominator.
    own = second["last_share_without_boilerplate"]
    assert own[second.index.isin(list(keepers))].between(0.4, KEPT / OWN_SENTENCES).all()
    assert (own[~second.index.isin(list(keepers))] < 0.05).all()
    close = frame.index[frame["sister_share_without_boilerplate"] > 0.4]
    assert sorted(close) == sorted(f"{place}民政局_{year}" for place in PLACES[:2] for year in (2022, 2023))
    assert frame.loc[taker, "sister_other_id"] == f"{PLACES[0]}民政局_2023"
