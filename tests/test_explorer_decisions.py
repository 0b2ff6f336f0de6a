"""What is recorded from the explorer: written, shown, changed, taken back; and its screen, as clicked."""

from __future__ import annotations

from pathlib import Path

import pytest
from explorer_desk import SUQIAN, YUEQING, cells, error_of, marked, project

from toolkit import build, decided, open_dataset
from toolkit.corrections import read_corrections
from toolkit.explorer import Desk, Explorer
from toolkit.explorer.picks import cell_pick, pick_of
from toolkit.reviews import add_review, read_reviews, remove_review


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("explorer"))


@pytest.fixture
def own(tmp_path: Path) -> Desk:
    """A desk on a project of its own, where decisions may be written."""
    return Desk(project(tmp_path))


# --- deciding ---


def test_a_verdict_is_written_shown_changed_and_taken_back(own):
    pick = error_of(own, YUEQING)
    said = own.record_review(YUEQING, pick, "source error", "asked the office", "Li")
    assert said.done and str(own.reviews) in said.text
    assert own.reviews == own.raw.parent / "reviews.csv"
    (review,) = read_reviews(own.reviews)
    assert (review.finding_id, review.verdict, review.note, review.who) == (
        pick.key,
        "source error",
        "asked the office",
        "Li",
    )
    assert review.sha256 == own.shown(YUEQING).report["sha256"]
    assert "source error 原文错误, in force with the next build" in own.findings_html(YUEQING)
    assert "asked the office" in own.about(YUEQING, pick)
    assert own.record_review(YUEQING, pick, "accepted", "", "Wang").done
    (review,) = read_reviews(own.reviews)
    assert (review.verdict, review.who) == ("accepted", "Wang")
    build(own.raw, own.lookup.folder)
    findings = open_dataset(own.lookup.folder).findings.set_index("finding_id")
    assert findings.loc[pick.key, "review"] == "accepted"
    assert "next build" not in own.findings_html(YUEQING)
    assert own.withdraw(YUEQING, pick).done
    assert read_reviews(own.reviews) == []
    assert "withdrawn" in own.findings_html(YUEQING)
    assert not own.withdraw(YUEQING, pick).done


def test_a_correction_is_written_shown_changed_and_taken_back(own):
    pick = cell_pick("requests", "results_total", "natural_person")
    assert own.record_correction(YUEQING, pick, " １０２ ", "sum of the results", "Li").done
    (found,) = read_corrections(own.corrections)
    assert (found.cell, found.expected, found.corrected) == (("requests", "results_total", "natural_person"), 101, 102)
    assert "102, by Li" in own.about(YUEQING, pick)
    assert own.record_correction(YUEQING, pick, "-", "cannot be said", "Li").done
    (found,) = read_corrections(own.corrections)
    assert found.corrected is None
    assert own.record_correction(YUEQING, pick, "103", "x", "Li").done
    build(own.raw, own.lookup.folder)
    assert cells(own.table_html(YUEQING, "requests"))[str(pick)].startswith("101→ 103")
    assert own.withdraw(YUEQING, pick).done
    assert read_corrections(own.corrections) == []


def test_other_rows_stay_byte_for_byte(own):
    kept = '乐清市自然资源和规划局_2020,requests,granted,total,,5,"a note, with\r\ntwo lines",Li,2024-01-31,\r\n'
    head = "\ufeffreport_id,table,row,column,expected,corrected,reason,who,when,sha256\r\n"
    own.corrections.write_bytes((head + kept).encode())
    pick = cell_pick("requests", "results_total", "total")
    for number in ("107", "108"):
        assert own.record_correction(YUEQING, pick, number, "x", "Li").done
        assert own.corrections.read_bytes().startswith((head + kept).encode())
    assert len(read_corrections(own.corrections)) == 2
    assert own.withdraw(YUEQING, pick).done
    assert own.corrections.read_bytes() == (head + kept).encode()


REFUSED = {
    "no finding": (lambda d: d.record_review(YUEQING, None, "accepted", "", "Li"), "pick a finding first"),
    "no verdict": (lambda d: d.record_review(YUEQING, error_of(d, YUEQING), "", "", "Li"), "choose a verdict first"),
    "nobody": (
        lambda d: d.record_review(YUEQING, error_of(d, YUEQING), "accepted", "", " "),
        "write who 姓名 decides",
    ),
    "no cell": (lambda d: d.record_correction(YUEQING, None, "1", "x", "Li"), "pick a cell"),
    "no number": (
        lambda d: d.record_correction(YUEQING, cell_pick("requests", "granted", "total"), "", "x", "Li"),
        "expected a number, or -",
    ),
    "no reason": (
        lambda d: d.record_correction(YUEQING, cell_pick("requests", "granted", "total"), "1", " ", "Li"),
        "write the reason 理由",
    ),
    "a cell of the other form": (
        lambda d: d.record_correction(YUEQING, cell_pick("requests", "other_handling.other", "total"), "1", "x", "Li"),
        "expected a cell of the form",
    ),
}


@pytest.mark.parametrize(("act", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_recorded_is_said_and_nothing_is_written(own, act, words):
    said = act(own)
    assert not said.done and said.text.startswith("Nothing was recorded") and words in said.text
    assert not own.reviews.exists() and not own.corrections.exists()


def test_a_file_that_excel_holds_open_is_said(own, monkeypatch):
    def locked(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.replace", locked)
    said = own.record_review(YUEQING, error_of(own, YUEQING), "accepted", "", "Li")
    assert not said.done and "close it in Excel" in said.text


@pytest.mark.parametrize("text", ["", "cell", "cell:", "cell:a/b", "cell:a/b/c/d", "script:x", "<img>"])
def test_what_the_browser_sends_and_names_nothing_is_no_pick(text):
    assert pick_of(text) is None


def test_decisions_stay_with_their_file_when_another_of_the_same_report_comes_before_it_and_goes(own):
    error = error_of(own, YUEQING)
    assert own.record_review(YUEQING, error, "source error", "", "Li").done
    assert own.record_correction(YUEQING, cell_pick("requests", "results_total", "total"), "107", "x", "Li").done
    before = len(open_dataset(own.lookup.folder).findings)
    first = own.raw / "0.txt"
    # Another file of the same report with the same figures: it comes first, so the plain id is now its.
    first.write_bytes((own.raw / f"{YUEQING}.txt").read_bytes() + b"\n")
    summary = build(own.raw, own.lookup.folder)
    data = open_dataset(own.lookup.folder)
    reports = data.reports.set_index("source")["report_id"]
    assert reports["0.txt"] == YUEQING and reports[f"{YUEQING}.txt"] != YUEQING
    corrected = data.figures[data.figures["corrected"] != data.figures["value"]]
    assert set(corrected["report_id"]) == {reports[f"{YUEQING}.txt"]}
    reviewed = data.findings[data.findings["review"].notna()]
    assert set(reviewed["report_id"]) == {reports[f"{YUEQING}.txt"]} and not summary.left_over
    first.unlink()
    build(own.raw, own.lookup.folder)
    again = open_dataset(own.lookup.folder)
    assert set(again.findings.loc[again.findings["review"].notna(), "finding_id"]) == {error.key}
    assert len(again.findings) == before + 1  # figure_corrected


def test_decisions_go_to_the_files_that_the_build_read(own, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("finding_id,verdict,note,who,when\n", encoding="utf-8")
    build(own.raw, own.lookup.folder, reviews=mine)
    desk = Desk(own.lookup.folder)
    assert desk.record_review(YUEQING, error_of(desk, YUEQING), "accepted", "", "Li").done
    assert len(read_reviews(mine)) == 1 and not own.reviews.exists()


def test_where_the_place_of_the_files_is_not_known_nothing_is_recorded(own, tmp_path, monkeypatch):
    (own.lookup.folder / "built.json").unlink()
    monkeypatch.chdir(tmp_path)
    desk = Desk(own.lookup.folder)
    said = desk.record_review(YUEQING, error_of(desk, YUEQING), "accepted", "", "Li")
    assert not said.done and "it is not known where reviews.csv lies" in said.text
    assert not list(tmp_path.rglob("reviews.csv"))


def test_tables_built_anew_since_they_were_shown_take_no_decision(own):
    pick = cell_pick("requests", "granted", "total")
    own.table_html(SUQIAN, "requests")
    file = own.raw / f"{SUQIAN}.txt"
    file.write_bytes(file.read_bytes() + b"\n")
    build(own.raw, own.lookup.folder)
    said = own.record_correction(SUQIAN, pick, "7", "x", "Li")
    assert not said.done and "built anew since" in said.text
    own.table_html(SUQIAN, "requests")
    assert own.record_correction(SUQIAN, pick, "7", "x", "Li").done


def test_a_review_whose_id_excel_took_for_a_number_is_replaced_and_taken_back(tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_text("finding_id,verdict,note,who,when\n1.23457E+11,accepted,,Li,2024-01-31\n", encoding="utf-8")
    add_review(path, "123456789012", "source error", "", "Li", replace_old=True)
    assert [(r.finding_id, r.verdict) for r in read_reviews(path)] == [("123456789012", "source error")]
    path.write_text("finding_id,verdict,note,who,when\n1.23457E+11,accepted,,Li,2024-01-31\n", encoding="utf-8")
    assert remove_review(path, "123456789012") is not None
    assert read_reviews(path) == []


def test_columns_of_ones_own_stay_when_a_decision_is_changed(own):
    pick = error_of(own, YUEQING)
    head = "finding_id,verdict,note,who,when,ticket\n"
    own.reviews.write_text(f"{head}{pick.key},accepted,,Li,2024-01-31,T-17\n", encoding="utf-8")
    assert own.record_review(YUEQING, pick, "source error", "", "Li").done
    assert own.reviews.read_text(encoding="utf-8-sig").splitlines()[1].endswith("T-17")


def test_a_link_to_a_shared_file_stays_a_link(own, tmp_path):
    shared = tmp_path / "shared.csv"
    shared.write_text("finding_id,verdict,note,who,when\n", encoding="utf-8")
    own.reviews.symlink_to(shared)
    assert own.record_review(YUEQING, error_of(own, YUEQING), "accepted", "", "Li").done
    assert own.reviews.is_symlink() and len(read_reviews(shared)) == 1


def test_a_file_without_a_mark_gets_one_with_its_first_chinese(own):
    own.reviews.write_bytes(b"finding_id,verdict,note,who,when\r\n")
    assert own.record_review(YUEQING, error_of(own, YUEQING), "accepted", "问过", "李").done
    assert own.reviews.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_reviews(own.reviews)[0].who == "李"


def test_what_a_colleague_writes_meanwhile_is_not_lost(own, monkeypatch):
    pick = error_of(own, YUEQING)
    own.reviews.write_text("finding_id,verdict,note,who,when\n", encoding="utf-8")
    row = decided.with_row

    def meanwhile(*arguments):
        with own.reviews.open("a", encoding="utf-8") as file:
            file.write("0123456789ab,accepted,,Wang,2024-01-31\n")
        return row(*arguments)

    monkeypatch.setattr(decided, "with_row", meanwhile)
    said = own.record_review(YUEQING, pick, "accepted", "", "Li")
    assert not said.done and "somebody else has written to this file" in said.text
    assert [review.who for review in read_reviews(own.reviews)] == ["Wang"]


def test_a_file_of_decisions_with_a_bad_row_is_said_and_the_rest_is_shown(own):
    own.reviews.write_text("finding_id,verdict,note,who,when\nx,y,,,\n", encoding="utf-8")
    own.corrections.write_text("nothing", encoding="utf-8")
    screen = Explorer(own.lookup.folder).screen()
    screen.search.value = "乐清"
    assert "The verdicts cannot be read" in screen.found[0].html and "does not add up" in screen.found[0].html
    screen._safely(lambda: screen._picked(cell_pick("requests", "granted", "total")))
    assert "expected the columns" in screen.about.html


# --- the screen ---


def test_a_report_that_is_no_longer_there_is_said_and_the_others_are_listed(own):
    screen = Explorer(own.lookup.folder).screen()
    screen.search.value = "乐清"
    (own.raw / f"{YUEQING}.txt").unlink()
    build(own.raw, own.lookup.folder)
    screen.found[0]._handle_custom_msg({"pick": "cell:requests/granted/total"}, [])
    assert "built anew" in screen.said.value and screen.agency.options == ()
    screen.search.value = ""
    assert YUEQING.removesuffix("_2020") not in screen.agency.options and screen.report_id


def test_what_was_typed_for_one_report_is_not_kept_for_another(own):
    screen = Explorer(own.lookup.folder).screen()
    screen.search.value = "乐清"
    screen.number.value, screen.who.value = "7", "Li"
    screen.search.value = "宿迁"
    assert screen.number.value == "" and screen.who.value == "Li"
    assert [label for label, _ in screen.beside.options][2:] != [] and screen.report_id == SUQIAN


def test_the_screen_follows_what_is_chosen(processed):
    screen = Explorer(processed).screen()
    screen.search.value = "宿迁"
    assert screen.agency.value == "宿迁市" and screen.report_id == SUQIAN
    assert "3525" in screen.form.html and "宿迁市 2024" in screen.head.html
    screen.year.value = "宿迁市_2023"
    assert "3511" in screen.form.html
    screen.beside.value = SUQIAN
    assert "tkx-differs" in screen.form.html
    screen.table.value = "disputes"
    assert "行政复议" in screen.form.html and "自然人" not in screen.form.html
    screen.search.value = "没有"
    assert "No report is chosen" in screen.form.html
    screen.search.value = "乐清"
    assert screen.report_id == YUEQING and screen.lists.titles[0].endswith(
        f"({len(screen.desk.shown(YUEQING).findings)})"
    )
    assert [label for label, _ in screen.beside.options][1:3] == ["宿迁市 2023", "宿迁市 2024"]


def test_a_pick_in_the_browser_marks_its_place_and_can_be_decided(own):
    screen = Explorer(own.lookup.folder).screen()
    screen.search.value = "乐清"
    screen.table.value = "proactive"
    pick = error_of(own, YUEQING)
    screen.found[0]._handle_custom_msg({"pick": str(pick)}, [])
    assert screen.table.value == "requests" and screen.found[0].picked == str(pick)
    assert len(marked(screen.source.html)) == 1
    screen.review.click()
    assert "choose a verdict" in screen.said.value
    screen.verdict.value, screen.who.value = "reader error", "Li"
    screen.review.click()
    assert f"Recorded in {own.reviews}" in screen.said.value
    screen.number.value, screen.reason.value = "102", "sum"
    screen.correct.click()
    assert f"Recorded in {own.corrections}" in screen.said.value, screen.said.value
    assert len(read_corrections(own.corrections)) == 1
    screen.undo.click()
    assert f"Taken back from {own.reviews}" in screen.said.value
    screen.undo.click()
    assert f"Taken back from {own.corrections}" in screen.said.value


def test_without_a_person_the_first_report_stands_there(processed):
    bundle = Explorer(processed)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert (
        "申请人情况" in bundle["text/html"]
        and "In JupyterLab" in bundle["text/html"]
        or "in JupyterLab" in bundle["text/html"]
    )


def test_without_a_dataset_it_says_how_to_make_one(tmp_path):
    bundle = Explorer(tmp_path)._repr_mimebundle_()
    assert "toolkit build" in bundle["text/html"] and "Traceback" not in bundle["text/html"]
