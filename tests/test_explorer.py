"""The explorer without a browser: what it shows of a report, and where it says that stands in the source."""

from __future__ import annotations

import shutil
from pathlib import Path

import hostile
import pyarrow.parquet as pq
import pytest
from explorer_desk import DIGESTS, SUQIAN, XINZHENG, YUEQING, cells, marked, parsed, project
from parts import change, files_of

from toolkit import build, open_dataset
from toolkit.dataset import DatasetMissing, Lookup, writing
from toolkit.explorer import Desk, Explorer
from toolkit.explorer.picks import Pick, cell_pick
from toolkit.forms import load_forms
from toolkit.sample.folder import write_sample
from toolkit.sample.province import draw_province

TABLES = ("proactive", "requests", "disputes")


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


@pytest.mark.parametrize("source", ["../secret.txt", "/etc/passwd", "C:/x.txt", "\\\\host\\share\\x.txt", "a/../../x"])
def test_a_dataset_from_elsewhere_opens_no_file_outside_the_reports(own, source):
    (own.raw.parent / "secret.txt").write_text("secret", encoding="utf-8")
    own.shown(SUQIAN).report["source"] = source
    html = own.source_html(SUQIAN, cell_pick("requests", "granted", "total"))
    assert "secret<" not in html and "lies outside the folder of the reports" in html


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
    assert desk.agencies() == (["agency unknown 机关不明: 空.txt"], 1)
    ((label, report_id),) = desk.reports_of("agency unknown 机关不明: 空.txt")
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
    assert pq.ParquetFile(files_of(tmp_path / "out", "figures")[0]).num_row_groups > 4
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
    assert [len(which) for which in read] == [2]  # 200 figures lie in two groups of a hundred, and in no other year
    assert lookup.rows("figures", "没有_2020") == []


def test_tables_of_another_version_are_said_and_how_to_mend_them(own):
    path = files_of(own.lookup.folder, "findings")[0]
    change(own.lookup.folder, "findings", lambda table: table.drop_columns(["review"]))
    for html in (Explorer(own.lookup.folder).static(),):
        assert "of another version, or damaged; run: toolkit build" in html
    with pytest.raises(DatasetMissing, match="of another version, or damaged"):
        open_dataset(own.lookup.folder)
    path.write_bytes(b"")
    assert "of another version, or damaged" in Explorer(own.lookup.folder).static()


def test_a_dataset_that_is_built_anew_is_seen_at_once(own):
    before = own.shown(SUQIAN).report["sha256"]
    file = own.raw / f"{SUQIAN}.txt"
    file.write_bytes(file.read_bytes() + b"\n")
    build(own.raw, own.lookup.folder)
    assert own.shown(SUQIAN).report["sha256"] != before


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
