"""What becomes of problems and promises from one year to the next."""

from __future__ import annotations

import pandas as pd
import pytest

from toolkit.schema import with_dtypes
from toolkit.text.answers import DONE, NOT_FOUND, PROMISED, STILL_A_PROBLEM, UNKNOWN, next_reports, problems, promises
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


def test_nothing_to_ask() -> None:
    empty = [with_dtypes(n, pd.DataFrame(columns=c.split())) for n, c in (
        ("statements", "report_id section kind order text start end themes words answers"),
        ("sections", "report_id number text"), ("reports", "report_id agency year"))]  # fmt: skip
    assert problems(empty[0], empty[2]).empty
    assert promises(empty[0], empty[1], empty[2], load_codebook()).empty
