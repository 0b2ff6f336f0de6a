"""The explorer without a browser: what it shows of a report, where it says that stands in the source, and what it records."""

from __future__ import annotations

import shutil
from pathlib import Path

import hostile
import pytest
from lxml import html as lxml_html

from toolkit import build, open_dataset
from toolkit.corrections import read_corrections
from toolkit.dataset import Lookup, writing
from toolkit.explorer import Desk, Explorer
from toolkit.explorer.picks import Pick, cell_pick, pick_of
from toolkit.forms import load_forms
from toolkit.reviews import read_reviews
from toolkit.sample.folder import write_sample
from toolkit.sample.province import draw_province

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
SUQIAN, YUEQING, XINZHENG = "宿迁市_2024", "乐清市自然资源和规划局_2020", "新郑市人民政府办公室_2021"
TABLES = ("proactive", "requests", "disputes")


def project(folder: Path) -> Path:
    """A project with the digests as its reports, built; its folder of tables."""
    shutil.copytree(DIGESTS, folder / "data" / "raw")
    build(folder / "data" / "raw", folder / "data" / "processed")
    return folder / "data" / "processed"


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    return project(tmp_path_factory.mktemp("explorer"))


@pytest.fixture(scope="module")
def desk(processed):
    return Desk(processed)


@pytest.fixture
def own(tmp_path):
    """A desk on a project of its own, where decisions may be written."""
    return Desk(project(tmp_path))


def parsed(html: str):
    return lxml_html.fromstring(f"<div>{html}</div>")


def cells(html: str) -> dict[str, str]:
    """What stands in each cell that can be picked."""
    return {cell.get("data-pick"): cell.text_content() for cell in parsed(html).iter("td") if cell.get("data-pick")}


def marked(html: str) -> list[str]:
    return [mark.text_content() for mark in parsed(html).iter("mark")]


# --- the statutory table ---


def widths(table) -> list[int]:
    """How many columns each row of a table fills, cells of rows above that reach down included."""
    reach: dict[int, list[int]] = {}
    found = []
    for number, row in enumerate(table.iter("tr")):
        width = sum(reach.pop(number, []))
        for cell in row:
            span = int(cell.get("colspan", 1))
            width += span
            for below in range(1, int(cell.get("rowspan", 1))):
                reach.setdefault(number + below, []).append(span)
        found.append(width)
    return found


@pytest.mark.parametrize("report_id", [SUQIAN, YUEQING], ids=["form 2021", "form 2019"])
@pytest.mark.parametrize("table", TABLES)
def test_the_table_has_each_cell_of_the_form_once_and_its_rows_are_equally_wide(desk, report_id, table):
    form = desk.shown(report_id).form
    html = desk.table_html(report_id, table)
    found = [cell.get("data-pick") for cell in parsed(html).iter("td")]
    assert found == [str(cell_pick(table, row.key, column.key)) for row, column in form.table(table).cells()]
    assert len(set(widths(parsed(html).find(".//table")))) == 1
    text = parsed(html).text_content()
    for row in form.table(table).rows:
        assert row.label in text and all(parent in text for parent in row.parents)


def test_labels_over_several_rows_and_columns_stand_once(desk):
    text = parsed(desk.table_html(SUQIAN, "requests")).text_content()
    for label in ("三、本年度办理结果", "（三）不予公开", "（五）不予处理", "申请人情况", "法人或其他组织"):
        assert text.count(label) == 1
    assert parsed(desk.table_html(SUQIAN, "disputes")).text_content().count("行政诉讼") == 2  # once in the title


def test_figures_are_shown_as_printed_with_their_place(desk):
    found = cells(desk.table_html(SUQIAN, "requests"))
    assert found["cell:requests/new_requests/total"] == "3525"
    for figure in desk.shown(SUQIAN).figures:
        if figure["table"] == "requests":
            assert found["cell:requests/{row}/{column}".format(**figure)].startswith(figure["raw"] or "")
    (cell,) = (
        c
        for c in parsed(desk.table_html(SUQIAN, "requests")).iter("td")
        if c.get("data-pick") == "cell:requests/new_requests/total"
    )
    assert cell.get("title").startswith("line ")


def test_broken_cells_are_marked_with_how_much_it_matters(desk):
    broken = {
        cell.get("data-pick")
        for cell in parsed(desk.table_html(YUEQING, "requests")).iter("td")
        if "tkx-error" in cell.get("class")
    }
    assert broken == {"cell:requests/results_total/natural_person", "cell:requests/results_total/total"}


def test_blank_lost_and_undecided_cells_can_be_told_apart(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    text = (DIGESTS / f"{SUQIAN}.txt").read_text(encoding="utf-8")
    (raw / "a.txt").write_text(text, encoding="utf-8")
    build(raw, tmp_path / "out")
    desk = Desk(tmp_path / "out")
    shown = desk.shown(SUQIAN)
    states = {"blank": "tkx-blank", "missing": "tkx-missing", "undecided": "tkx-undecided", "reported": "tkx-reported"}
    for status, mark in states.items():
        figure = dict(shown.cells["requests", "granted", "total"], status=status, raw="" if status == "blank" else "7")
        shown.cells["requests", "granted", "total"] = figure
        (cell,) = (
            c
            for c in parsed(desk.table_html(SUQIAN, "requests")).iter("td")
            if c.get("data-pick") == "cell:requests/granted/total"
        )
        assert mark in cell.get("class")
        assert {"blank": "", "missing": "lost 缺失", "undecided": "7 ?", "reported": "7"}[status] == cell.text_content()


def test_what_is_picked_lights_up_the_cells_it_speaks_of(desk):
    def touched(report_id, pick):
        html = desk.table_html(report_id, "requests", pick)
        return {c.get("data-pick") for c in parsed(html).iter("td") if "tkx-touched" in (c.get("class") or "")}

    (wrong,) = (f for f in desk.shown(YUEQING).findings if f["severity"] == "error" and f["column"] == "total")
    results = [row.key for row in load_forms()["2019"].table("requests").rows if row.result]
    assert touched(YUEQING, Pick("finding", wrong["finding_id"])) == {
        f"cell:requests/{row}/total" for row in (*results, "results_total")
    }
    (claim,) = (c for c in desk.shown(XINZHENG).claims if c["quote"] == "无法提供36件")
    unable = [row.key for row in load_forms()["2021"].table("requests").rows if row.key.startswith("unable.")]
    assert touched(XINZHENG, Pick("claim", str(claim["claim"]))) == {f"cell:requests/{row}/total" for row in unable}
    (error,) = (f for f in desk.shown(XINZHENG).findings if f["severity"] == "error")
    assert touched(XINZHENG, Pick("finding", error["finding_id"])) == {f"cell:requests/{row}/total" for row in unable}


def test_two_years_stand_in_the_same_cells_and_differences_are_marked(desk):
    html = desk.table_html(SUQIAN, "requests", beside="宿迁市_2023")
    assert cells(html)["cell:requests/new_requests/total"] == "35253511"
    assert "宿迁市 2024" in html and "宿迁市 2023" in html
    differs = {c.get("data-pick") for c in parsed(html).iter("td") if "tkx-differs" in c.get("class")}
    one, two = (desk.shown(report_id).cells for report_id in (SUQIAN, "宿迁市_2023"))
    assert differs == {
        str(cell_pick(*key)) for key in one if key[0] == "requests" and one[key]["value"] != two[key]["value"]
    }


def test_a_cell_that_the_other_form_has_not_is_a_dot(desk):
    html = desk.table_html(YUEQING, "requests", beside=SUQIAN)
    assert cells(html)["cell:requests/other_handling/total"].endswith("·")


# --- the source ---


@pytest.mark.parametrize("path", sorted(DIGESTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_figure_of_the_digests_is_marked_where_it_stands(desk, path):
    for key, figure in desk.shown(path.stem).cells.items():
        found = marked(desk.source_html(path.stem, cell_pick(*key)))
        if figure["status"] == "reported":
            assert found == [figure["raw"]], key
        else:
            assert len(found) <= 1


def test_every_claim_and_statement_of_the_digests_is_marked_in_its_section(desk):
    for path in DIGESTS.glob("*.txt"):
        shown = desk.shown(path.stem)
        for claim in shown.claims:
            assert marked(desk.source_html(path.stem, Pick("claim", str(claim["claim"])))) == [claim["quote"]]
        for one in shown.statements:
            pick = Pick("statement", f"{one['kind']}/{one['order']}")
            assert marked(desk.source_html(path.stem, pick)) == [one["text"]]


def test_every_finding_with_a_place_has_it_marked(desk):
    found = 0
    for path in DIGESTS.glob("*.txt"):
        for finding in desk.shown(path.stem).findings:
            if finding["origin"]:
                found += 1
                assert len(marked(desk.source_html(path.stem, Pick("finding", finding["finding_id"])))) == 1, finding
    assert found > 20


def test_figures_are_marked_in_every_format(tmp_path):
    write_sample(tmp_path, draw_province(3, 3, (2022, 2023), 0.0), ("txt", "md", "html", "docx", "xlsx"), 3)
    build(tmp_path / "reports", tmp_path / "out")
    desk = Desk(tmp_path / "out")
    formats = set()
    for report in desk.lookup.reports.itertuples():
        formats.add(Path(report.source).suffix)
        for key, figure in list(desk.shown(report.report_id).cells.items())[::7]:
            if figure["status"] == "reported":
                found = marked(desk.source_html(report.report_id, cell_pick(*key)))
                assert [text.replace(" ", "") for text in found] == [figure["raw"].replace(" ", "")], (
                    report.source,
                    key,
                )
    assert len(formats) == 5


def test_a_file_that_changed_or_went_is_said_and_the_prose_is_shown(own):
    file = own.raw / f"{SUQIAN}.txt"
    file.write_bytes(file.read_bytes() + b"\n")
    html = own.source_html(SUQIAN, cell_pick("requests", "granted", "total"))
    assert (
        "has changed since it was built" in html
        and own.shown(SUQIAN).section(5)["text"][:40] in parsed(html).text_content()
    )
    file.unlink()
    html = own.source_html(SUQIAN, cell_pick("requests", "granted", "total"))
    assert "is no longer in raw" in html
    shutil.rmtree(own.raw)
    assert "is not where it was" in Desk(own.lookup.folder).source_html(SUQIAN)


# --- choosing ---


def test_agencies_are_found_by_parts_of_their_names(desk):
    assert desk.agencies() == (sorted(desk.lookup.reports["agency"].unique()), 6)
    assert desk.agencies("新郑 自然资源") == (["新郑市自然资源和规划局"], 1)
    assert desk.agencies("没有这个机关") == ([], 0)
    assert desk.agencies(with_errors=True) == (["乐清市自然资源和规划局", "宿迁市", "新郑市人民政府办公室"], 3)


def test_the_reports_of_an_agency_the_newest_first(desk):
    assert desk.reports_of("宿迁市") == [("2024", "宿迁市_2024"), ("2023", "宿迁市_2023")]


def test_a_choice_leaves_only_its_agencies(processed):
    desk = Desk(processed, year=2020, region="河南")
    assert desk.agencies()[0] == ["新郑市政务服务和大数据管理局", "新郑市自然资源和规划局"]
    assert Desk(processed, year="2023").reports_of("宿迁市") == [("2023", "宿迁市_2023")]


def test_files_that_could_not_be_read_go_by_their_names_and_say_why(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "空.txt").write_bytes(b"")
    build(tmp_path / "raw", tmp_path / "out")
    desk = Desk(tmp_path / "out")
    assert desk.agencies() == (["空.txt"], 1)
    ((label, report_id),) = desk.reports_of("空.txt")
    assert label == "year unknown"
    assert "the file is empty" in desk.heading(report_id)
    assert "No statutory table" in desk.table_html(report_id, "requests")
    assert "the file is empty" in desk.source_html(report_id)
    for html in (desk.claims_html(report_id), desk.statements_html(report_id)):
        assert "tkx-muted" in html


def test_one_report_is_read_without_those_around_it(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "GROUP_ROWS", 100)
    build(DIGESTS, tmp_path / "out")
    lookup, whole = Lookup(tmp_path / "out"), open_dataset(tmp_path / "out")
    import pyarrow.parquet as pq

    groups = pq.ParquetFile(tmp_path / "out" / "figures.parquet").num_row_groups
    assert groups > 10
    lookup.rows("figures", SUQIAN)
    read = []
    original = pq.ParquetFile.read_row_groups
    monkeypatch.setattr(
        pq.ParquetFile,
        "read_row_groups",
        lambda self, which, *a, **k: read.append(which) or original(self, which, *a, **k),
    )
    found = lookup.rows("figures", SUQIAN)
    own = whole.figures[whole.figures["report_id"] == SUQIAN]
    assert [(r["row"], r["column"], r["raw"]) for r in found] == list(
        zip(own["row"], own["column"], own["raw"].astype(object).where(own["raw"].notna(), None), strict=True)
    )
    assert [len(which) for which in read] == [3]  # 200 figures lie in three groups of a hundred
    assert lookup.rows("figures", "没有_2020") == []


def test_a_dataset_that_is_built_anew_is_seen_at_once(own):
    before = own.shown(SUQIAN).report["sha256"]
    file = own.raw / f"{SUQIAN}.txt"
    file.write_bytes(file.read_bytes() + b"\n")
    build(own.raw, own.lookup.folder)
    assert own.shown(SUQIAN).report["sha256"] != before


# --- deciding ---


def error_of(desk: Desk, report_id: str) -> Pick:
    return Pick("finding", next(f["finding_id"] for f in desk.shown(report_id).findings if f["severity"] == "error"))


def test_a_verdict_is_written_shown_changed_and_taken_back(own):
    pick = error_of(own, YUEQING)
    said = own.record_review(YUEQING, pick, "source error", "asked the office", "Li")
    assert said.done and "reviews.csv" in said.text
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
        "write who decides",
    ),
    "no cell": (lambda d: d.record_correction(YUEQING, None, "1", "x", "Li"), "pick a cell"),
    "no number": (
        lambda d: d.record_correction(YUEQING, cell_pick("requests", "granted", "total"), "", "x", "Li"),
        "expected a number, or -",
    ),
    "no reason": (
        lambda d: d.record_correction(YUEQING, cell_pick("requests", "granted", "total"), "1", " ", "Li"),
        "reason",
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


# --- the screen ---


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
    assert "Recorded in reviews.csv" in screen.said.value
    screen.number.value, screen.reason.value = "102", "sum"
    screen.correct.click()
    assert "Recorded in corrections.csv" in screen.said.value, screen.said.value
    assert len(read_corrections(own.corrections)) == 1
    screen.undo.click()
    assert "Taken back from reviews.csv" in screen.said.value


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


# --- hostile reports ---


def test_markup_in_a_report_is_text_everywhere(hostile_dataset):
    desk, shown = Desk(hostile_dataset), []
    for report_id in desk.lookup.reports["report_id"]:
        report = desk.shown(report_id)
        picks = [None, *(Pick("finding", f["finding_id"]) for f in report.findings)]
        picks += [Pick("claim", str(c["claim"])) for c in report.claims]
        picks += [Pick("statement", f"{s['kind']}/{s['order']}") for s in report.statements]
        picks += [cell_pick(*key) for key in list(report.cells)[:20]]
        pages = [desk.heading(report_id), desk.findings_html(report_id), desk.claims_html(report_id)]
        pages += [desk.statements_html(report_id), desk.table_html(report_id, "requests", beside=report_id)]
        for pick in picks:
            pages += [desk.source_html(report_id, pick), desk.about(report_id, pick)]
            pages += [desk.table_html(report_id, table, pick) for table in TABLES]
        for html in pages:
            assert list(hostile.live(parsed(html))) == []
        shown += [html for html in pages if "alert(1)" in parsed(html).text_content()]
    assert len(shown) > 100, "the hostile words were hardly shown, so little was tested"


def test_the_static_explorer_shows_markup_as_text(hostile_dataset):
    html = Explorer(hostile_dataset).static()
    assert list(hostile.live(parsed(html))) == [] and "alert(1)" in parsed(html).text_content()
