"""From one year to the next: problems that return, themes of measures, and what becomes of promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from test_charts_answers import OWN, empty, page_of, rows_of, tiny  # noqa: F401

from toolkit import Dataset
from toolkit.charts import Note, next_year
from toolkit.live import Pick

ONE, TWO = f"{OWN}_2030", f"{OWN}_2031"
PAIR = f"{OWN}\n2030\u00a0to\u00a02031"


def as_digest(data: Dataset, report_id: str) -> Dataset:
    kinds = data.reports["provenance"].astype(str).mask(data.reports["report_id"] == report_id, "digest")
    return replace(data, reports=data.reports.assign(provenance=kinds.astype("category")))


def test_problems_that_return_stand_beside_each_other(tiny: Dataset) -> None:  # noqa: F811
    table = next_year.returning(tiny)
    # Followed are problems 1 and 2 of 2030; the third has no theme, and 丁 no next report.
    assert rows_of(table) == [(PAIR, "Platforms 平台建设", "1. 栏目更新不及时", "1. 网站检索不便")]
    assert "1 of 2 that can be followed" in table.caption


def test_pairs_with_a_digest_are_marked(tiny: Dataset) -> None:  # noqa: F811
    table = next_year.returning(as_digest(tiny, TWO))
    assert rows_of(table)[0][0] == f"{PAIR}\n(digest 摘编)"
    assert "digest's words" in table.below


def test_answered_and_unanswered_by_whether_they_return(tiny: Dataset) -> None:  # noqa: F811
    own, everything = next_year.returns_table(tiny).parts
    # Both problems are answered; that on platforms returns, that on staff does not. Too few for a share.
    assert rows_of(own) == [("answered 有对应措施", 1, 1, 2, ""), ("not answered 无对应措施", 0, 0, 0, "")]
    assert own.below.startswith("Pairs of reports: 1.")
    assert rows_of(everything) == [] and everything.empty == next_year.NO_PAIR


def test_a_share_has_its_interval_from_five_on(tiny: Dataset) -> None:  # noqa: F811
    # Five more answered problems on platforms: six of seven answered ones return.
    # Wilson: (0.8571 + 3.8415/14 ± 1.96·√(0.1224/7 + 3.8415/196)) / (1 + 3.8415/7) = (1.1315 ± 0.3773) / 1.5488.
    one = tiny.statements[tiny.statements["report_id"] == ONE]
    more = pd.concat([one[:1].assign(order=order) for order in range(4, 9)])
    answers = [[1, *range(4, 9)] if order == [1] else order for order in tiny.statements["answers"]]
    data = replace(tiny, statements=pd.concat([tiny.statements.assign(answers=answers), more], ignore_index=True))
    assert rows_of(next_year.returns_table(data).parts[0])[0] == (
        "answered 有对应措施",
        6,
        1,
        7,
        "85.7 % (48.7 % to 97.4 %)",
    )


def test_themes_of_measures_a_year_later(tiny: Dataset) -> None:  # noqa: F811
    assert rows_of(next_year.promised_themes(tiny)) == [
        (PAIR, "1. 举办答复专题培训班", "", "", "Capacity 队伍能力"),
        (PAIR, "2. 改版门户网站首页", "Platforms 平台建设", "", ""),
        (PAIR, "3. 抽查保密审查", "", "", "Security review 保密审查"),
    ]


def test_promises_by_their_words(tiny: Dataset) -> None:  # noqa: F811
    found = next_year.promised(tiny)
    own, everything = next_year.outcomes(tiny, found).parts
    # 2030: the training is told of in section 1; the website is a problem (its theme); of 保密审查 there is nothing.
    # The measure of 2031 has no next report; with three followed there are no shares.
    assert [row[1:3] for row in rows_of(own)] == [(1, ""), (0, ""), (1, ""), (1, ""), (1, "")]
    assert "None of 0 measures" in page_of(everything)
    menu = next_year.passages(tiny, found)
    assert isinstance(menu, Pick) and menu.options == (ONE,)
    table = menu.draw(ONE)
    assert [row[1] for row in rows_of(table)] == ["told of 已述及", "still a problem 仍为问题", "not found 未见"]
    assert [row[2] for row in rows_of(table)] == [
        "Section 1: 全年举办答复专题培训班两期。",
        next_year.THEME_ONLY,
        "nothing alike 无近似表述",
    ]
    assert rows_of(table)[0][3].endswith("(100.0 %)")
    assert table.caption == f"{OWN} 2030, and what {OWN} 2031 says"


def test_digests_are_not_followed_by_their_words(tiny: Dataset) -> None:  # noqa: F811
    data = as_digest(tiny, TWO)
    found = next_year.promised(data)
    assert set(found["outcome"]) == {"unknown"} and set(found["report_id"]) == {ONE}
    assert "None of 3 measures" in page_of(next_year.outcomes(data, found).parts[0])
    assert isinstance(next_year.passages(data, found), Note)
    only = replace(data, reports=data.reports[data.reports["provenance"] == "digest"])
    note = next_year.promised(only)
    assert isinstance(note, Note) and "Only digests are here" in repr(note)
    assert next_year.outcomes(only, note) is note and isinstance(next_year.passages(only, note), Note)
    assert len(rows_of(next_year.promised_themes(data))) == 3, "themes hold for digests too"


def test_digests_left_out_are_counted(tiny: Dataset) -> None:  # noqa: F811
    panels = next_year.outcomes(tiny, next_year.promised(tiny))
    assert panels.parts[0].below.endswith("Digests are left out: 1.")


def test_another_codebook_must_be_named(tiny: Dataset, tmp_path: Path) -> None:  # noqa: F811
    own = tmp_path / "own.toml"
    theme = 'code = "staff"\nenglish = "Staff"\nchinese = "人员"\nwhen = "staff"\ncues = ["人员", "培训班"]\n'
    own.write_text(f'version = "1"\n[[theme]]\n{theme}', encoding="utf-8")
    themes = [{"code": "staff", "english": "Staff", "chinese": "人员", "when": "staff"}]
    package = {**tiny.package, "codebook": {"source": "own.toml", "version": "1", "themes": themes}}
    data = replace(tiny, package=package)
    note = next_year.promised(data)
    assert isinstance(note, Note) and "own.toml, version 1" in repr(note)
    assert isinstance(next_year.promised(data, str(own)), pd.DataFrame)


def test_an_empty_dataset_is_said_to_be_empty(empty: Dataset) -> None:  # noqa: F811
    for show in (next_year.returning, next_year.returns_table, next_year.promised_themes, next_year.promised):
        page = page_of(show(empty))
        assert "tk-note" in page and "<td" not in page, show.__name__
