"""What notebook 03 shows of keywords: whose wording is compared, groups, words that stand out; and the fictional reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_charts_themes import dataset_of, shown

from toolkit import Dataset, build, open_dataset
from toolkit.charts import keywords
from toolkit.demo import OWN_SENTENCES, PLACES, YEARS, demo_dataset
from toolkit.live import Pick, html_of

ROOT = Path(__file__).parent.parent


def report(agency: str, year: int = 2022, **more) -> dict:
    return {"agency": agency, "year": year, **more}


def prose(agency: str, text: str, year: int = 2022) -> dict:
    return {"report_id": f"{agency}_{year}", "number": 1, "text": text}


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    out = tmp_path_factory.mktemp("digests")
    build(ROOT / "data/raw/digests", out)
    return open_dataset(out)


# Whose wording is compared.


def test_digests_give_way_to_fictional_reports(digests: Dataset) -> None:
    source = keywords.wording(digests)
    assert source.stands_in and source.data is demo_dataset()
    assert source.why == "7 of 7 reports are not compared (a digest: retold, so its wording is not the agency's)."
    words = keywords.read(digests)
    for panels in (keywords.of_report(words), keywords.groups(words), keywords.typical_words(words)):
        note, *rest = panels.parts
        assert note.text.startswith("7 of 7 reports are not compared") and "40 fictional reports" in note.text
        for part in rest:
            page = part.static() if isinstance(part, Pick) else html_of(part)
            assert "(fictional reports, to show what this looks like)" in page
            assert not any(agency in page for agency in digests.reports["agency"]), "no digest's words"


def test_one_original_and_the_fiction_is_gone() -> None:
    data = dataset_of([report("甲局"), report("乙局", provenance="digest"), report("丙局", provenance="sample")])
    source = keywords.wording(data)
    assert not source.stands_in and source.data.reports["report_id"].tolist() == ["甲局_2022"] and source.mark == ""
    assert source.note() == () and "1 of 3 reports are not compared (a digest" in source.why


def test_samples_alone_are_compared_and_called_fictional() -> None:
    source = keywords.wording(dataset_of([report("丙局", provenance="sample")]))
    assert not source.stands_in and source.mark == " (fictional reports)"


def test_copies_and_failures_are_not_compared() -> None:
    rows = [report("甲局"), report("甲局", report_id="甲局_2022_abcdef"), report("乙局", status="failed")]
    assert keywords.wording(dataset_of(rows)).data.reports["report_id"].tolist() == ["甲局_2022"]


def test_nothing_to_compare_is_said() -> None:
    data = dataset_of([report("甲局", status="failed")])
    words = keywords.read(data)
    for panels in (keywords.of_report(words), keywords.groups(words), keywords.typical_words(words)):
        assert shown(panels) == "No report could be read, so there is no wording to compare."
    assert "No report could be read" in html_of(words)


# Words of a report.


def test_names_of_the_agency_and_its_places_are_left_out() -> None:
    data = dataset_of(
        [report("东湾县水务局")], [prose("东湾县水务局", "东湾县水务局在西岭市清理河道，西岭市居民参加清理。")]
    )
    places = data.agencies.assign(prefecture="西岭市")
    words = keywords.read(replace(data, agencies=places))
    assert words.sentences["东湾县水务局_2022"] == [["清理", "河道", "居民", "参加", "清理"]]


def test_a_report_alone_has_no_tfidf() -> None:
    data = dataset_of([report("甲局")], [prose("甲局", "公开目录更新。进一步清理目录。")])
    (pick,) = keywords.of_report(keywords.read(data)).parts
    table = pick.draw("甲局_2022")
    assert "count" not in table.frame and "No other report to weigh by" in table.below
    # Left of 公开 目录 更新 进一步 清理 目录 without subject and formula: 目录-更新, 清理-目录. 目录 holds them together.
    assert table.frame["word2"].tolist() == ["目录", "更新", "清理"]
    # With d = 0.85: 目录 = 0.05 + 0.85 (1 - 目录), so 0.9 / 1.85 = 0.4865; the others share the rest, 0.2568 each.
    assert table.frame["score2"].tolist() == [486.5, 256.8, 256.8]


def test_words_of_every_report_are_not_listed_and_scopes_stay_apart() -> None:
    reports = [report("甲局"), report("乙局"), report("庚市", scope="aggregate")]
    texts = [prose("甲局", "平台培训平台。"), prose("乙局", "平台目录平台。培训目录。"), prose("庚市", "目录目录。")]
    (pick,) = keywords.of_report(keywords.read(dataset_of(reports, texts))).parts
    table = pick.draw("乙局_2022")
    # 平台 and 培训 stand in both, 目录 in one of two: 2 of 5 words, 400 × ln(3 / 2) = 162.19. The city is another scope.
    assert table.frame[["word", "count", "with", "score"]].iloc[0].tolist() == ["目录", 2, 1, 162.19]
    assert table.frame["word"].tolist()[1:] == [""] * (len(table.frame) - 1)
    assert "against 1 other reports" in table.below


# Groups.


def test_groups_need_five_agencies() -> None:
    names = ["甲局", "乙局", "丙局", "丁局", "戊局"]
    rows = [report(a, y) for y in (2021, 2022) for a in names[: 5 if y == 2022 else 4]]
    found = keywords.grouping(dataset_of(rows).reports, dataset_of(rows).agencies, "year")
    assert {g: len(ids) for g, ids in found.groups.items()} == {"2022": 5}
    assert list(found.small) == ["2021"] and found.left == " With fewer than 5 agencies: 2021 (4)."
    kinds = keywords.grouping(dataset_of(rows).reports, dataset_of(rows).agencies, "kind")
    assert {g: len(ids) for g, ids in kinds.groups.items()} == {"education 教育": 9}, "agencies count, not reports"
    provinces = keywords.grouping(dataset_of(rows).reports, dataset_of(rows).agencies, "province")
    assert provinces.groups == {} and provinces.left == " Not known, or other: 9 reports."


def test_the_residual_kind_is_no_group() -> None:
    data = dataset_of([report(a) for a in ("甲局", "乙局", "丙局", "丁局", "戊局")])
    other = data.agencies.assign(kind="other")
    assert keywords.grouping(data.reports, other, "kind").groups == {}


def test_a_word_of_few_agencies_is_not_typical() -> None:
    target = {f"t{n}": ["水"] * 2 + ["路"] for n in range(3)}
    rest = {f"r{n}": ["路"] * 3 for n in range(3)}
    agency = {name: name for name in (*target, *rest)}
    found = keywords.typical(target, rest, agency).set_index("word")
    # 水: 6 of 9 words against 0 of 9; 路: 3 against 9, used more by the rest, where three agencies use it.
    assert found.loc["水", ["count_target", "count_rest", "agencies_target", "agencies_rest"]].tolist() == [6, 0, 3, 0]
    assert found.loc["路", ["count_target", "count_rest", "agencies_target", "agencies_rest"]].tolist() == [3, 9, 3, 3]
    same = {**agency, "t2": "t1"}
    assert keywords.typical(target, rest, same)["word"].tolist() == ["路"], "two agencies do not speak for a group"


def test_the_bound_grows_with_what_is_compared() -> None:
    # One comparison: chi-squared 0.95 with one degree, 3.841; ten: 0.995, 7.879 (tables of the distribution).
    assert keywords.g2_bound(1) == pytest.approx(3.841, abs=0.001)
    assert keywords.g2_bound(10) == pytest.approx(7.879, abs=0.001)
    assert keywords.g2_bound(0) == keywords.g2_bound(1)


# The fictional reports hold what is said of them.


def test_only_the_planted_words_stand_out(digests: Dataset) -> None:
    words = keywords.read(digests)
    assert [(c.by, len(c.sizes)) for c in words.comparisons] == [("kind", 4), ("year", 2), ("province", 0)]
    out = {
        (c.by, row.group, row.word) for c in words.comparisons for row in c.table[c.table["stands_out"]].itertuples()
    }
    # 公布水源地水质监测结果: 结果 stands in the model text of all, too.
    assert out == {("kind", "water resources 水利", word) for word in ("公布", "水源地", "水质", "监测")}
    *_, overview = keywords.groups(words).parts
    assert overview.frame.loc[overview.frame["out"] > 0, ["group", "reports", "agencies", "out"]].values.tolist() == [
        ["water resources 水利", 10, 5, 4]
    ]
    note, pick = keywords.typical_words(words).parts
    first = pick.draw(pick.options[0])
    assert "water resources" in first.caption and first.frame["stands_out"].tolist()[:5] == ["✓"] * 4 + [""]
    # Each of ten reports has it once, no other report has it.
    assert first.frame[["count_target", "reports_target", "count_rest"]].iloc[0].tolist() == [10, 10, 0]


def test_a_topic_heads_its_report(digests: Dataset) -> None:
    _, pick = keywords.of_report(keywords.read(digests)).parts
    table = pick.draw(f"{PLACES[0]}教育局_{YEARS[0]}")
    assert set(table.frame["word"][:2]) == {"电梯", "加装"}
    assert table.frame["count"][:2].tolist() == [OWN_SENTENCES] * 2


def test_the_fictional_reports_are_always_the_same() -> None:
    one = demo_dataset()
    demo_dataset.cache_clear()
    two = demo_dataset()
    assert one is not two and one.sections.equals(two.sections) and one.reports.equals(two.reports)
    assert len(one.reports) == 40 and one.reports["agency"].nunique() == 20
    assert set(one.reports["provenance"]) == {"sample"}
