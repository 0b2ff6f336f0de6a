"""Coding by hand in a notebook: what is shown, what is written when, going on later, and files that cannot be written."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from toolkit.coder import Coder, Coding, NotSaved, sentence_before, static_view
from toolkit.live import someone_is_there
from toolkit.text.evaluate import CodingError, agreement, draw_sample, read_coding

CODES = {
    "capacity": ("Capacity", "队伍能力", "staff & training"),
    "platform": ("Platform", "平台建设", "websites"),
}
SECTION = "今年仍有问题。主要表现在：一是业务培训的次数偏少。二是栏目<b>设置</b>不清楚；三是台账登记尚不完整。"
TEXTS = ("业务培训的次数偏少。", "栏目<b>设置</b>不清楚；", "台账登记尚不完整。")
R = "示例市_2021"


def clock() -> datetime:
    return datetime(2022, 3, 4, 5, 6, 7, 890, tzinfo=UTC)


@pytest.fixture
def statements() -> pd.DataFrame:
    places = [(SECTION.index(text), SECTION.index(text) + len(text)) for text in TEXTS]
    rows = [(R, 5, "problem", i, text, *places[i - 1]) for i, text in enumerate(TEXTS, 1)]
    return pd.DataFrame(rows, columns=["report_id", "section", "kind", "order", "text", "start", "end"])


@pytest.fixture
def sections() -> pd.DataFrame:
    return pd.DataFrame({"report_id": [R, R], "number": [1, 5], "text": [None, SECTION]})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "coding" / "codes.csv"


@pytest.fixture
def coding(statements: pd.DataFrame, path: Path) -> Coding:
    return Coding(statements, path, CODES, "李", clock=clock)


def locked(source: object, target: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_nothing_is_written_before_the_first_save(coding: Coding, path: Path) -> None:
    coding.skip()
    coding.back()
    assert coding.progress() == (0, 3)
    assert not path.parent.exists()


def test_a_save_writes_the_file_for_excel_and_shows_the_next(coding: Coding, path: Path) -> None:
    coding.save(["platform", "capacity"])
    assert path.read_bytes().decode("utf-8") == (
        "\ufeffreport,kind,order,begins_with,themes,coder,coded_at\r\n"
        "示例市_2021,problem,1,业务培训的次数偏少。,capacity;platform,李,2022-03-04T05:06:07+00:00\r\n"
    )
    assert [file.name for file in path.parent.iterdir()] == ["codes.csv"]
    assert coding.current().order == 2
    assert coding.progress() == (1, 3)


def test_only_the_opening_of_a_long_statement_is_written(statements: pd.DataFrame, path: Path) -> None:
    long = "（一）=业务 培训的次数偏少，新来的人要过很久才学会办理申请。"
    coding = Coding(statements[:1].assign(text=long), path, CODES)
    coding.save(["other"])
    assert read_coding(path)["begins_with"].item() == "业务培训的次数偏少，新来的人要过很久才学"
    coding = Coding(statements[:1].assign(text=long), path, CODES)
    assert coding.current() is None


def test_coding_goes_on_where_the_file_ends(statements: pd.DataFrame, coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    coding.skip()
    coding.save(["other"])
    again = Coding(statements, path, CODES, "李", clock=clock)
    assert again.progress() == (2, 3)
    assert again.current().order == 2
    again.save(["platform"])
    assert again.current() is None
    assert list(read_coding(path, CODES)["themes"]) == [("capacity",), ("platform",), ("other",)]


def test_back_shows_what_was_coded_and_changes_it(coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    coding.save(["platform"])
    coding.back()
    coding.back()
    assert (coding.current().order, coding.chosen()) == (1, ("capacity",))
    coding.back()
    assert coding.current().order == 1
    coding.save(["platform"])
    assert list(read_coding(path)["themes"]) == [("platform",), ("platform",)]
    # The next that is not coded, not the one coded before.
    assert coding.current().order == 3


def test_skipped_statements_come_again_at_the_end(coding: Coding) -> None:
    coding.skip()
    coding.save(["capacity"])
    coding.save(["capacity"])
    assert coding.current().order == 1
    coding.skip()
    assert coding.current().order == 1
    coding.save(["capacity"])
    assert coding.current() is None
    coding.back()
    assert coding.current().order == 3


@pytest.mark.parametrize(
    ("themes", "says"),
    [([], "Tick one or more"), (["other", "capacity"], "stands alone"), (["training"], "codebook, found training")],
)
def test_codes_that_cannot_be_are_refused(coding: Coding, path: Path, themes: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        coding.save(themes)
    assert coding.current().order == 1
    assert not path.exists()


def test_the_file_is_the_same_in_whatever_order_one_codes(statements: pd.DataFrame, tmp_path: Path) -> None:
    statements["kind"] = ["improvement", "problem", "problem"]
    one, two = (Coding(frame, tmp_path / str(i), CODES, clock=clock) for i, frame in enumerate((statements, statements[::-1])))  # fmt: skip
    for _ in TEXTS:
        one.save(["capacity"])
        two.save(["capacity"])
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()
    # By report, problems first, in order.
    assert list(read_coding(tmp_path / "0")["order"]) == [2, 3, 1]


# --- the file meanwhile ---


def test_a_file_open_in_excel_costs_nothing(coding: Coding, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coding.save(["capacity"])
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", locked)
        with pytest.raises(NotSaved, match="close the file in Excel, then save again.*Nothing is lost: .*: 1"):
            coding.save(["platform"])
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == ["codes.csv"]
        # The statement stays, with what was ticked; one may also go on.
        assert (coding.current().order, coding.chosen(), coding.progress()) == (2, ("platform",), (1, 3))
        coding.skip()
        assert coding.current().order == 3
    coding.save(["other"])
    assert list(read_coding(path, CODES)["themes"]) == [("capacity",), ("platform",), ("other",)]
    assert coding.pending() == 0


def test_what_is_left_at_the_end_is_written_by_another_save(
    coding: Coding, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coding.save(["capacity"])
    coding.save(["capacity"])
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", locked)
        with pytest.raises(NotSaved):
            coding.save(["platform"])
        coding.skip()
    assert coding.current() is None
    coding.save([])
    assert coding.progress() == (3, 3)
    assert len(read_coding(path)) == 3


def test_a_path_that_cannot_be_written_is_named(statements: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    coding = Coding(statements, tmp_path / "file" / "codes.csv", CODES)
    with pytest.raises(NotSaved, match=r"codes\.csv cannot be written .*Give a path in a folder that you may write to"):
        coding.save(["capacity"])
    assert coding.pending() == 1


def test_what_was_changed_in_excel_meanwhile_stays(coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    text = (
        path.read_text(encoding="utf-8-sig").replace("coded_at", "coded_at,remark").replace("+00:00", "+00:00,看不清")
    )
    path.write_text(text.replace(",capacity,", ",other,"), encoding="gb18030")
    coding.save(["platform"])
    assert list(read_coding(path)["themes"]) == [("other",), ("platform",)]
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].endswith(",看不清")


def test_a_file_damaged_meanwhile_is_not_overwritten(coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    path.write_text("notes", encoding="utf-8")
    with pytest.raises(NotSaved, match="line 1: expected the columns report.*Nothing is lost"):
        coding.save(["platform"])
    assert path.read_text(encoding="utf-8") == "notes"


def test_a_file_deleted_meanwhile_is_written_anew_in_full(coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    path.unlink()
    coding.save(["platform"])
    assert len(read_coding(path)) == 2


def test_codes_of_other_statements_are_kept(statements: pd.DataFrame, coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    Coding(statements[1:], path, CODES, "李", clock=clock).save(["platform"])
    assert list(read_coding(path)["order"]) == [1, 2]


def test_another_persons_codes_are_not_shown(statements: pd.DataFrame, coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    with pytest.raises(CodingError, match="line 2, column coder: expected '王', found '李'; .*file of their own"):
        Coding(statements, path, CODES, "王")


def test_codes_for_an_older_text_are_not_taken(statements: pd.DataFrame, coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    with pytest.raises(CodingError, match="line 2, column begins_with: expected '栏目.*the dataset was built anew"):
        Coding(statements.assign(text=statements["text"].to_numpy()[::-1][[1, 0, 2]]), path, CODES, "李")


def test_codes_of_another_book_are_refused_at_the_start(statements: pd.DataFrame, coding: Coding, path: Path) -> None:
    coding.save(["capacity"])
    with pytest.raises(CodingError, match="line 2, column themes: .*found 'capacity'"):
        Coding(statements, path, {"platform": CODES["platform"]}, "李")


def test_a_table_without_texts_is_refused(statements: pd.DataFrame, path: Path) -> None:
    with pytest.raises(ValueError, match="statements: expected the columns text, found report_id"):
        Coding(statements.drop(columns="text"), path, CODES)


def test_an_empty_sample_has_nothing_to_code(statements: pd.DataFrame, path: Path) -> None:
    coding = Coding(statements[:0], path, CODES)
    coding.back()
    coding.skip()
    coding.save(["capacity"])
    assert (coding.current(), coding.progress(), path.exists()) == (None, (0, 0), False)


def test_a_drawn_sample_is_coded_and_compared(statements: pd.DataFrame, path: Path) -> None:
    automatic = statements.assign(
        themes=[["capacity"], ["platform"], ["platform"]], words=[["培训"], ["栏目"], ["台账"]]
    )
    coding = Coding(draw_sample(automatic, 2), path, CODES, clock=clock)
    while item := coding.current():
        coding.save(["capacity" if "培训" in item.text else "other"])
    found = agreement(automatic, read_coding(path, CODES), CODES, sample=True)
    assert found.compared == 2
    # Whichever two were drawn: platform is never right, capacity always.
    assert set(found.disagreements["only_automatic"]) == {"platform"}


# --- the sentence before ---


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("今年仍有问题。", ""),
        (TEXTS[0], "主要表现在：一是"),
        (TEXTS[1], "业务培训的次数偏少。二是"),
        ("台账登记", "栏目<b>设置</b>不清楚；三是"),
    ],
)
def test_the_sentence_before_is_shown(text: str, before: str) -> None:
    assert sentence_before(SECTION, SECTION.index(text), text).endswith(before)
    assert sentence_before(SECTION, SECTION.index(text), text).count("。") <= 1


def test_no_sentence_is_shown_from_a_wrong_place() -> None:
    assert sentence_before(SECTION, SECTION.index(TEXTS[0]) + 1, TEXTS[0]) == ""


def test_a_long_sentence_before_is_cut_at_its_beginning() -> None:
    found = sentence_before("很" * 300 + "。台账", 301, "台账")
    assert found == "…" + "很" * 119 + "。"


# --- the widget ---


@pytest.fixture
def coder(statements: pd.DataFrame, sections: pd.DataFrame, path: Path) -> Coder:
    return Coder(statements, path, CODES, "李", sections=sections, clock=clock)


def shown(coder: Coder) -> str:
    """All text of the widget."""
    bar, item, _, _, message = coder.widget().children
    return bar.value + item.value + message.value


def boxes(coder: Coder) -> dict:
    return {box.description: box for box in coder.widget().children[2].children}


def test_the_widget_shows_the_statement_its_context_and_a_box_a_theme(coder: Coder) -> None:
    assert "示例市_2021 · problem 问题 · 1" in shown(coder)
    assert "主要表现在：一是" in shown(coder)
    assert "0 of 3 coded" in shown(coder)
    assert list(boxes(coder)) == ["Capacity 队伍能力", "Platform 平台建设", "Other 其他"]
    assert boxes(coder)["Capacity 队伍能力"].tooltip == "staff & training"


def test_the_widget_saves_goes_on_and_back(coder: Coder, path: Path) -> None:
    boxes(coder)["Platform 平台建设"].value = True
    coder.buttons["save"].click()
    assert list(read_coding(path)["themes"]) == [("platform",)]
    assert "1 of 3 coded" in shown(coder)
    assert "栏目&lt;b&gt;设置" in shown(coder)
    assert not any(box.value for box in boxes(coder).values())
    coder.buttons["back"].click()
    assert boxes(coder)["Platform 平台建设"].value
    coder.buttons["skip"].click()
    assert "栏目" in shown(coder)


def test_the_widget_keeps_the_ticks_when_something_is_wrong(
    coder: Coder, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coder.widget()
    coder.buttons["save"].click()
    assert "No theme is ticked" in shown(coder)
    boxes(coder)["Capacity 队伍能力"].value = True
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", locked)
        coder.buttons["save"].click()
    assert "cannot be written" in shown(coder)
    assert boxes(coder)["Capacity 队伍能力"].value
    coder.buttons["save"].click()
    assert "1 of 3 coded" in shown(coder)
    assert "cannot be written" not in shown(coder)


def test_the_widget_says_when_all_is_coded(coder: Coder) -> None:
    for _ in TEXTS:
        boxes(coder)["Other 其他"].value = True
        coder.buttons["save"].click()
    assert "All statements are coded." in shown(coder)
    assert all(box.disabled for box in boxes(coder).values())


def test_where_nobody_is_at_the_notebook_a_table_stands_instead(coder: Coder) -> None:
    assert not someone_is_there()
    bundle = coder._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "栏目&lt;b&gt;设置&lt;/b&gt;不清楚" in bundle["text/html"]
    assert bundle["text/plain"].startswith("Coder: 0 of 3 statements coded in")


def test_an_executed_notebook_holds_the_table_and_no_widget() -> None:
    source = (
        "import pandas as pd; from toolkit.coder import Coder\n"
        "frame = pd.DataFrame({'report_id': ['r'], 'kind': ['problem'], 'order': [1], 'text': ['台账登记尚不完整']})\n"
        "Coder(frame, 'never written.csv', {'a': ('A', '甲', '')})"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=60).execute()
    data = notebook.cells[0].outputs[-1]["data"]
    assert "application/vnd.jupyter.widget-view+json" not in data
    assert "台账登记尚不完整" in data["text/html"]


def test_in_a_running_notebook_the_widget_stands(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.coder.someone_is_there", lambda: True)
    assert "application/vnd.jupyter.widget-view+json" in coder._repr_mimebundle_()


def test_the_table_shows_the_first_statements_and_the_codebook(statements: pd.DataFrame) -> None:
    page = static_view(statements.assign(themes=[["capacity"]] * 3), CODES, rows=2)._repr_html_()
    assert "2 of 3 statements to be coded" in page
    assert "业务培训" in page
    assert "台账" not in page
    assert "staff &amp; training" in page
    # Once, in the codebook: the automatic codes are not shown.
    assert page.count("capacity") == 1
