"""What becomes of problems and promises from one year to the next."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.schema import with_dtypes
from toolkit.text.answers import (
    DONE,
    NO_SECTION,
    NO_STATEMENT,
    NO_TEXT,
    NOT_ANSWERED,
    NOT_FOUND,
    ON_ANOTHER,
    ON_THEME,
    PROMISED,
    SAYS_NONE,
    STILL_A_PROBLEM,
    UNKNOWN,
    by_theme,
    next_reports,
    nothing_named,
    problems,
    promises,
    themes_next_year,
)
from toolkit.text.coded import code_statements
from toolkit.text.themes import load_codebook


class Prose:
    def __init__(self, number: int, text: str) -> None:
        self.number, self.text = number, text


FIRST = (
    "主要问题：一是栏目更新不及时；二是经办人员业务不熟。"
    "下一步，将：一是举办办理答复专题培训班；二是改版门户网站首页；三是编印申请答复文书范本；四是开展保密审查抽查。"
)
SECOND_DONE = "举办了两期办理答复专题培训班，经办人员全部参加。"
SECOND = "主要问题：一是栏目内容陈旧。下一步，将：一是编印申请答复文书范本。"


@pytest.fixture(scope="module")
def frames() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Two years of one agency, one year of another."""
    told = {
        ("甲县教育局", 2030): [Prose(5, FIRST)],
        ("甲县教育局", 2031): [Prose(1, SECOND_DONE), Prose(5, SECOND)],
        ("乙县教育局", 2030): [Prose(5, FIRST)],
    }
    reports, sections, statements = [], [], []
    for (agency, year), parts in told.items():
        key = f"{agency}_{year}"
        reports.append({"report_id": key, "agency": agency, "year": year})
        sections += [{"report_id": key, "number": part.number, "text": part.text} for part in parts]
        names = "section kind order text start end themes words answers".split()
        statements += [{"report_id": key, **{n: getattr(s, n) for n in names}} for s in code_statements(parts)]
    made = (("statements", statements), ("sections", sections), ("reports", reports))
    tables = [with_dtypes(name, pd.DataFrame(rows)) for name, rows in made]
    return tables[0], tables[1], tables[2]


def test_the_next_report_is_of_the_same_agency_and_the_year_after(frames) -> None:
    assert next_reports(frames[2]) == {"甲县教育局_2030": "甲县教育局_2031"}


def test_problems_answered_and_returning(frames) -> None:
    statements, _, reports = frames
    found = problems(statements, reports).set_index(["report_id", "order"])
    first = found.loc[("甲县教育局_2030", 1)]
    # 栏目 and 网站 are both platform: measure 2 answers it, and next year's 栏目 is the same theme.
    assert (first["answered"], first["answered_by"], first["returns"], first["shared"]) == (
        True,
        [2],
        True,
        ["platform"],
    )
    second = found.loc[("甲县教育局_2030", 2)]
    assert (second["answered_by"], second["returns"], second["next_orders"]) == ([1], False, [])
    # 栏目内容陈旧 has no measure on platforms; and there is no report of the year after.
    last = found.loc[("甲县教育局_2031", 1)]
    assert not last["answered"]
    assert last["returns"] is pd.NA
    assert found.loc[("乙县教育局_2030", 1), "returns"] is pd.NA


def test_promises_taken_up_or_not(frames) -> None:
    statements, sections, reports = frames
    found = promises(statements, sections, reports, load_codebook()).set_index(["report_id", "order"])
    outcomes = found.loc["甲县教育局_2030", "outcome"].to_list()
    assert outcomes == [DONE, STILL_A_PROBLEM, PROMISED, NOT_FOUND]
    assert set(found.loc["乙县教育局_2030", "outcome"]) == {UNKNOWN}
    done = found.loc[("甲县教育局_2030", 1)]
    assert done["passage"] == SECOND_DONE == SECOND_DONE[done["start"] : done["end"]]
    assert done["section"] == 1
    assert "专题培训" in done["words"]
    assert 0.3 <= done["share"] <= 1


def rows(*given: tuple) -> pd.DataFrame:
    """Statements without texts worth reading: report, kind, order, themes, answers."""
    names = "report_id kind order themes answers".split()
    frame = pd.DataFrame(given, columns=names).assign(section=5, start=0, end=1, text="甲", words=[[] for _ in given])
    return with_dtypes("statements", frame)


def years(*given: tuple[str, int]) -> pd.DataFrame:
    made = [{"report_id": f"{agency}_{year}", "agency": agency, "year": year} for agency, year in given]
    return with_dtypes("reports", pd.DataFrame(made, columns=["report_id", "agency", "year"]))


TWO_YEARS = (
    ("甲_2030", "problem", 1, ["platform", "timeliness"], []),
    ("甲_2030", "problem", 2, ["capacity"], []),
    ("甲_2030", "problem", 3, ["other"], []),
    ("甲_2030", "improvement", 1, ["platform", "security"], [1]),
    ("甲_2030", "improvement", 2, ["other"], []),
    ("甲_2031", "problem", 1, ["platform"], []),
    ("甲_2031", "improvement", 1, ["platform"], [1]),
    ("甲_2031", "improvement", 2, ["other"], []),
)


def test_a_problem_without_a_theme_is_neither_answered_nor_unanswered() -> None:
    found = problems(rows(*TWO_YEARS), years(("甲", 2030), ("甲", 2031))).set_index(["report_id", "order"])
    assert found.loc["甲_2030", "answered"].to_list() == [True, False, pd.NA]
    assert found.loc["甲_2030", "returns"].to_list() == [True, False, pd.NA]


def test_each_theme_of_a_problem_is_answered_by_itself() -> None:
    # The measure is on platforms: timeliness is answered only in so far as the problem is.
    assert list(by_theme(rows(*TWO_YEARS)).itertuples(index=False, name=None)) == [
        ("甲_2030", 1, "platform", ON_THEME),
        ("甲_2030", 1, "timeliness", ON_ANOTHER),
        ("甲_2030", 2, "capacity", NOT_ANSWERED),
        ("甲_2031", 1, "platform", ON_THEME),
    ]


def test_themes_of_measures_a_year_later() -> None:
    found = themes_next_year(rows(*TWO_YEARS), years(("甲", 2030), ("甲", 2031)))
    # Neither the measure without a theme is there, nor those of the last year.
    assert found[["report_id", "next_id", "order"]].values.tolist() == [["甲_2030", "甲_2031", 1]]
    one = found.iloc[0]
    assert (one["as_problem"], one["as_measure"], one["unnamed"]) == (["platform"], ["platform"], ["security"])
    assert themes_next_year(rows(*TWO_YEARS[:5]), years(("甲", 2030), ("甲", 2031))).empty


def told(next_year: list[Prose]) -> pd.Series:
    """What becomes of one measure, given what the next report says."""
    parts = {2030: [Prose(5, "下一步，将举办办理答复专题培训班。")], 2031: next_year}
    sections, statements = [], []
    for year, prose in parts.items():
        sections += [{"report_id": f"甲_{year}", "number": p.number, "text": p.text} for p in prose]
        names = "section kind order text start end themes words answers".split()
        coded = code_statements(prose)
        statements += [{"report_id": f"甲_{year}", **{n: getattr(s, n) for n in names}} for s in coded]
    frames = (with_dtypes("statements", pd.DataFrame(statements)), with_dtypes("sections", pd.DataFrame(sections)))
    return promises(*frames, years(("甲", 2030), ("甲", 2031)), load_codebook()).iloc[0]


def test_the_passage_nearest_in_words_decides() -> None:
    # The account has 培训班 and 举办 only, the plan repeats the whole measure.
    plan = "主要问题：一是栏目陈旧。下一步，将：一是举办办理答复专题培训班；二是改版网站。"
    found = told([Prose(1, "举办保密培训班。"), Prose(5, plan)])
    assert (found["outcome"], found["passage"], found["share"]) == (PROMISED, "举办办理答复专题培训班", 1)
    # Word for word in both: the account goes first.
    assert told([Prose(1, "举办办理答复专题培训班。"), Prose(5, plan)])["outcome"] == DONE


def test_what_leads_to_a_list_tells_nothing() -> None:
    found = told([Prose(5, "围绕办理答复专题培训班，将做好以下工作：\n一是改版网站首页；二是开展保密审查。")])
    assert found["outcome"] == NOT_FOUND


def test_a_plan_outside_section_5_is_no_account() -> None:
    later = "全年工作平稳。\n下一步，将举办办理答复专题培训班。"
    found = told([Prose(6, later), Prose(5, "主要问题：一是栏目陈旧。")])
    assert (found["outcome"], found["section"]) == (PROMISED, 6)


def test_a_next_report_without_text_says_nothing() -> None:
    assert told([Prose(5, "")])["outcome"] == UNKNOWN


def test_why_a_report_names_nothing() -> None:
    kept = ["甲_2030", "乙_2030", "丙_2030", "丁_2030", "戊_2030"]
    texts = [
        ("乙_2030", 5, " "),
        ("丙_2030", 5, "无。"),
        ("丁_2030", 5, "各项工作有序推进，成绩良好。"),
        ("戊_2030", 5, "略"),
    ]
    sections = with_dtypes("sections", pd.DataFrame(texts, columns=["report_id", "number", "text"]))
    statements = rows(("戊_2030", "improvement", 1, ["platform"], []), ("己_2030", "problem", 1, ["platform"], []))
    found = nothing_named(statements, sections, years(*((r[0], 2030) for r in kept)))
    assert found["report_id"].to_list() == kept
    assert found["lacks"].to_list() == ["both"] * 4 + ["problem"]
    assert found["reason"].to_list() == [NO_SECTION, NO_TEXT, SAYS_NONE, NO_STATEMENT, NO_STATEMENT]
    assert found["text"].to_list() == ["", " ", "无。", "各项工作有序推进，成绩良好。", "略"]


def test_nothing_to_ask() -> None:
    empty = [with_dtypes(n, pd.DataFrame(columns=c.split())) for n, c in (
        ("statements", "report_id section kind order text start end themes words answers"),
        ("sections", "report_id number text"), ("reports", "report_id agency year"))]  # fmt: skip
    assert problems(empty[0], empty[2]).empty
    assert promises(empty[0], empty[1], empty[2], load_codebook()).empty
    assert by_theme(empty[0]).empty
    assert themes_next_year(empty[0], empty[2]).empty
    assert nothing_named(empty[0], empty[1], empty[2]).empty
