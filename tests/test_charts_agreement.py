"""Automatic codes beside a person's, on the page: scores, disagreements, and notes where nothing can be compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from test_charts_answers import OWN, empty, page_of, rows_of, tiny  # noqa: F401

from toolkit import Dataset
from toolkit.charts import Note, agreement
from toolkit.text.evaluate import Agreement

HEAD = "report,kind,order,begins_with,themes\n"
CODES = (
    f"{OWN}_2030,problem,1,栏目更新不及时,platform\n"
    f"{OWN}_2030,problem,2,经办人员业务,capacity\n"
    f"{OWN}_2030,improvement,1,举办答复专题,capacity;on_request\n"
    f"{OWN}_2030,improvement,4,修订公开目录,standardization\n"
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, with notebooks in a folder below it."""
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def written(project: Path, text: str, name: str = "hand.csv") -> str:
    (project / name).write_text(text, encoding="utf-8")
    return name


def test_files_and_what_they_hold(tiny: Dataset, project: Path) -> None:  # noqa: F811
    hand = written(project, HEAD + CODES + "戊县_2030,problem,1,栏目,platform\n")
    bad = written(project, HEAD + "戊县_2030,problem,1,栏目,plattform\n", "bad.csv")
    table = agreement.files(tiny, hand, "mine.csv", bad)
    one, two, three = rows_of(table)
    assert one == ("hand.csv", "5 statements of 2 reports, 1 of them in this dataset")
    assert two == ("mine.csv", "not there (yet) 尚无")
    assert three[1].startswith("cannot be used: ") and "did you mean platform?" in three[1]


def test_scores_and_disagreements(tiny: Dataset, project: Path) -> None:  # noqa: F811
    found = agreement.compare(tiny, written(project, HEAD + CODES))
    assert isinstance(found, Agreement)
    # Compared: problems 1 and 2, measure 1. Given by both: platform, capacity, capacity; only automatic: timeliness;
    # only by hand: on_request. Precision 3/4, recall 3/4.
    scores = {row[0]: row[1:] for row in rows_of(agreement.scores(found))}
    assert scores["Themes: precision 主题精确率"] == ("0.75", "", "no interval: 1 reports, fewer than 5")
    assert scores["Themes: micro-F1 主题微平均 F1"][0] == "0.75"
    # Found 3 of 4 by hand, 3 of 6 automatic ones (problem 3, measures 2 and 3 are the person's no).
    assert scores["Statements: precision 陈述精确率"][0] == "0.50"
    assert scores["Statements: recall 陈述召回率"][0] == "0.75"
    by_theme = {row[0]: row[1:5] for row in rows_of(agreement.themes(tiny, found))}
    assert by_theme == {
        "Capacity 队伍能力": (2, 2, 0, 0),
        "Timeliness 更新时效": (0, 0, 1, 0),
        "Platforms 平台建设": (1, 1, 0, 0),
        "Requests 依申请公开": (1, 0, 0, 1),
    }
    differing, alone = agreement.disagreements(tiny, found).parts
    name = f"{OWN} 2030"
    assert rows_of(differing) == [
        (name, "problem 问题 1. 栏目更新不及时", "Timeliness 更新时效", "", "timeliness: 更新不及时"),
        (name, "measure 改进 1. 举办答复专题培训班", "", "Requests 依申请公开", ""),
    ]
    assert sorted((row[1], row[2]) for row in rows_of(alone)) == [
        ("measure 改进 2", "automatic only 多识"),
        ("measure 改进 3", "automatic only 多识"),
        ("measure 改进 4", "by hand only 漏识"),
        ("problem 问题 3", "automatic only 多识"),
    ]
    assert not differing.below, "there is no digest among them"


def test_reports_that_are_not_here_do_not_count_as_missed(tiny: Dataset, project: Path) -> None:  # noqa: F811
    one = agreement.compare(tiny, written(project, HEAD + CODES))
    two = agreement.compare(tiny, written(project, HEAD + CODES + "戊县_2030,problem,1,栏目,platform\n"))
    assert one.value("statement_recall") == two.value("statement_recall") == 0.75


def test_a_sample_is_not_scored_for_finding(tiny: Dataset, project: Path) -> None:  # noqa: F811
    found = agreement.compare(tiny, written(project, HEAD + CODES), sample=True)
    scores = {row[0]: row[1] for row in rows_of(agreement.scores(found))}
    assert scores["Statements: recall 陈述召回率"] == "–" and scores["Themes: recall 主题召回率"] == "0.75"


def test_what_cannot_be_compared_is_a_note_that_says_what_to_do(tiny: Dataset, project: Path) -> None:  # noqa: F811
    other_words = CODES.replace("栏目更新", "专栏内容").replace("经办人员", "办理人员").replace("举办答复", "开办答复")
    cases = {
        "nowhere.csv": "no such file",
        written(project, "a,b\n1,2\n", "bad.csv"): "expected the columns",
        written(project, HEAD + "戊县_2030,problem,1,栏目,platform\n", "strange.csv"): "none of its 1 reports",
        written(project, HEAD + other_words, "other.csv"): "3 of its statements begin with other words",
    }
    for name, said in cases.items():
        note = agreement.compare(tiny, name)
        assert isinstance(note, Note) and said in repr(note), name
        assert agreement.scores(note) is note
        assert agreement.themes(tiny, note) is agreement.disagreements(tiny, note) is agreement.SEE_ABOVE
    assert agreement.compare(tiny, "other.csv", by_order=True).value("theme_micro_f1") == 0.75


def test_quotations_of_digests_are_marked(tiny: Dataset, project: Path) -> None:  # noqa: F811
    found = agreement.compare(tiny, written(project, HEAD + "丁县民政局_2030,problem,1,人手偏少,leadership\n"))
    differing = agreement.disagreements(tiny, found).parts[0]
    assert rows_of(differing)[0][0] == "丁县民政局 2030\n(digest 摘编)"
    assert differing.below == agreement.DIGEST_WORDS


def test_a_sample_to_code_writes_nothing_by_itself(tiny: Dataset, project: Path) -> None:  # noqa: F811
    note, widget = agreement.code_sample(tiny, "data/coding/mine.csv").parts
    assert repr(note) == (
        "A random sample of 9 of 9 statements, to be coded into data/coding/mine.csv. "
        "Reports of which a digest is here: 1; their statements are in its words."
    )
    shown = widget._repr_mimebundle_()
    assert "改版门户网站首页" in shown["text/html"] and "Capacity 队伍能力" in shown["text/html"]
    assert "capacity</td>" not in shown["text/html"].split("</table>")[0], "automatic codes are not shown"
    assert str(project) not in "".join(shown.values())
    assert not (project / "data").exists()
    widget.coding.save(["capacity"])
    assert (project / "data/coding/mine.csv").is_file()
    assert isinstance(agreement.compare(tiny, "data/coding/mine.csv", sample=True), Agreement)


def test_another_coders_file_is_left_alone(tiny: Dataset, project: Path) -> None:  # noqa: F811
    name = written(project, f"{HEAD.strip()},coder,coded_at\n{OWN}_2030,problem,1,栏目,platform,李,\n")
    before = (project / name).read_bytes()
    note = agreement.code_sample(tiny, name, coder="王")
    assert isinstance(note, Note) and "cannot be coded into this file" in repr(note)
    assert (project / name).read_bytes() == before


def test_an_empty_dataset_is_said_to_be_empty(empty: Dataset, project: Path) -> None:  # noqa: F811
    hand = written(project, HEAD + CODES)
    assert "1 reports is in this dataset" in repr(agreement.compare(empty, hand))
    assert "nothing to code" in repr(agreement.code_sample(empty, "mine.csv"))
    assert "0 of them in this dataset" in page_of(agreement.files(empty, hand))


def test_the_codebook_is_that_of_the_dataset(tiny: Dataset, project: Path) -> None:  # noqa: F811
    themes = [{"code": "staff", "english": "Staff", "chinese": "人员", "when": "staff"}]
    data = replace(tiny, package={**tiny.package, "codebook": {"source": "own.toml", "version": "", "themes": themes}})
    assert agreement.codebook(data) == {"staff": ("Staff", "人员", "staff")}
    assert "expected codes of the codebook (staff, other)" in repr(
        agreement.compare(data, written(project, HEAD + CODES))
    )
