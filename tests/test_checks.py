"""Every rule fires on a small example, stays silent on a sound one, and says what it means in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import read_report, read_reports
from toolkit.checks import check_report
from toolkit.forms import load_forms

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"

# Sound sections 2 to 4; "_" is an empty cell. 8 + 1 = 8 + 1, 2 + 0 = 2 + 0, 10 + 1 = 10 + 1.
SOUND = {
    "new_requests": "8 2 0 0 0 0 10",
    "carried_over": "1 0 0 0 0 0 1",
    "granted": "5 1 0 0 0 0 6",
    "partially_granted": "1 0 0 0 0 0 1",
    "denied.internal_affairs": "1 0 0 0 0 0 1",
    "unable.not_held": "1 1 0 0 0 0 2",
    "results_total": "8 2 0 0 0 0 10",
    "carried_forward": "1 0 0 0 0 0 1",
    "disputes": "1 0 0 0 1 0 1 0 0 1 0 0 0 0 0",
}
PROSE = {
    1: "本局全年更新公开栏目，按时发布各类文件，及时答复群众申请，组织了两次业务培训，监督检查按季度进行，没有发现逾期答复，群众评价总体较好，公开质量稳步提高。",
    2: "",
    3: "",
    4: "",
    5: "目录更新偏慢，个别栏目内容偏少，明年将逐月检查并通报结果，按季度补充栏目。",
    6: "没有收取信息处理费。",
}


def report_text(figures=None, prose=None, form="2021", year="2021", leave_out=(), title=None):
    """A whole report with tabs between cells. `leave_out` names rows, or sections by number, that are not printed."""
    printed, prose = SOUND | (figures or {}), PROSE | (prose or {})
    lines = [f"示例市档案局{year}年政府信息公开工作年度报告" if title is None else title]
    tables = {table.section: table for table in load_forms()[form].tables}
    for section in load_forms()[form].sections:
        if section.number in leave_out:
            continue
        lines += [f"{'一二三四五六'[section.number - 1]}、{section.label}", prose[section.number]]
        table = tables.get(section.number)
        if table is None or table.key in leave_out:
            continue
        if table.layout == "line":
            lines += [
                "行政复议\t\t\t\t\t行政诉讼" + "\t" * 9,
                "\t".join(
                    [
                        "结果维持",
                        "结果纠正",
                        "其他结果",
                        "尚未审结",
                        "总计",
                        "未经复议直接起诉",
                        "",
                        "",
                        "",
                        "",
                        "复议后起诉",
                        "",
                        "",
                        "",
                        "",
                    ]
                ),
            ]
            lines += ["\t" * 5 + "\t".join(["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 2)]
            lines += [printed["disputes"].replace(" ", "\t").replace("_", "")]
            continue
        for block in table.blocks:
            lines += [block.label] if block.label else []
            lines += ["\t".join(["", *(c.label for c in block.columns)])]
            for row in block.rows:
                if row.key in leave_out:
                    continue
                cells = printed.get(row.key, " ".join("0" * len(block.columns))).split(" ")
                lines += ["\t".join([row.label, *cells]).replace("_", "")]
    return "\n".join(lines) + "\n"


@pytest.fixture
def check(tmp_path):
    """Findings on a report of this text."""

    def _check(text, name="示例市档案局_2021.txt"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return check_report(read_report(file))

    return _check


def of_rule(findings, rule):
    return [finding for finding in findings if finding.rule == rule]


def one(findings, rule):
    found = of_rule(findings, rule)
    assert len(found) == 1, [finding.message for finding in found]
    return found[0]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_sound_report_has_no_finding(check, form):
    year = {"2019": "2020", "2021": "2021"}[form]
    assert check(report_text(form=form, year=year), f"示例市档案局_{year}.txt") == []


# --- identities ---


def test_a_column_that_does_not_balance_names_both_sums_and_the_place(check):
    findings = check(report_text({"carried_forward": "2 0 0 0 0 0 2"}))
    by_column = {finding.column: finding for finding in of_rule(findings, "intake_equals_outcome")}
    assert set(by_column) == {"natural_person", "total"}
    finding = by_column["natural_person"]
    assert (finding.severity, finding.outcome, finding.table) == ("error", "fails", "requests")
    assert (finding.reported, finding.computed) == (9, 10)
    for word in (
        "Section 3",
        "自然人",
        "natural persons",
        "= 9",
        "= 10",
        "一、本年新收政府信息公开申请数量 (8)",
        "（七）总计 (8)",
        "四、结转下年度继续办理 (2)",
    ):
        assert word in finding.message
    assert finding.origin.startswith("line ")
    assert {finding.rule for finding in findings} == {"intake_equals_outcome"}


def test_results_that_do_not_add_up(check):
    findings = check(report_text({"granted": "6 1 0 0 0 0 7"}))
    by_column = {finding.column: finding for finding in of_rule(findings, "results_total_is_sum")}
    assert set(by_column) == {"natural_person", "total"}
    assert (by_column["natural_person"].reported, by_column["natural_person"].computed) == (8, 9)
    assert (by_column["total"].reported, by_column["total"].computed) == (10, 11)
    assert {finding.rule for finding in findings} == {"results_total_is_sum"}


def test_a_row_that_does_not_add_up(check):
    findings = check(report_text({"unable.not_held": "1 1 0 0 0 0 3"}))
    finding = one(findings, "total_is_sum_of_applicants")
    assert (finding.row, finding.reported, finding.computed) == ("unable.not_held", 3, 2)
    for word in (
        "Section 3",
        "1.本机关不掌握相关政府信息",
        "not held",
        "总计 (3)",
        "自然人 (1)",
        "商业企业 (1)",
        "= 2",
    ):
        assert word in finding.message
    # The total column no longer adds up either: 6 + 1 + 1 + 3 = 11 against 10.
    assert [(f.column, f.reported, f.computed) for f in of_rule(findings, "results_total_is_sum")] == [
        ("total", 10, 11)
    ]


def test_disputes_that_do_not_add_up(check):
    findings = check(report_text({"disputes": "1 0 0 0 1 0 1 0 0 2 0 0 0 0 0"}))
    finding = one(findings, "total_is_sum_of_outcomes")
    assert findings == [finding]
    assert (finding.table, finding.row, finding.reported, finding.computed) == ("disputes", "litigation_direct", 2, 1)
    assert "Section 4" in finding.message and "未经复议直接起诉" in finding.message


def test_blanks_that_must_be_zero_are_a_note(check):
    findings = check(report_text({"granted": "5 1 _ _ _ _ 6"}))
    assert {(f.severity, f.outcome) for f in findings} == {("note", "holds_if_blank_is_zero")}
    row = one(findings, "total_is_sum_of_applicants")
    assert (row.row, row.reported, row.computed) == ("granted", 6, 6)
    # And the four columns of results in which a cell is blank.
    columns = {f.column for f in of_rule(findings, "results_total_is_sum")}
    assert columns == {"research_institution", "public_interest_organization", "legal_service_institution", "other"}


def test_blanks_that_no_number_can_save_are_an_error(check):
    # 102 results with blanks among them against a printed 101: zero is the least a blank can be.
    printed = {"new_requests": "101 0 0 0 0 0 101", "carried_over": "0 0 0 0 0 0 0", "carried_forward": "0 0 0 0 0 0 0"}
    printed |= {
        "granted": "90 0 0 0 0 0 90",
        "partially_granted": "10 0 0 0 0 0 10",
        "denied.state_secret": "_ _ _ _ _ _ _",
    }
    printed |= {"unable.not_held": "1 0 0 0 0 0 1", "results_total": "101 0 0 0 0 0 101"}
    errors = {(f.column, f.reported, f.computed) for f in check(report_text(printed)) if f.severity == "error"}
    assert errors == {("natural_person", 101, 102), ("total", 101, 102)}


def test_a_blank_that_could_be_the_rest_is_undecidable(check):
    findings = check(report_text({"unable.not_held": "_ 1 0 0 0 0 2"}))
    undecidable = {(f.rule, f.row or f.column, f.severity) for f in findings if f.outcome == "undecidable"}
    assert undecidable == {
        ("total_is_sum_of_applicants", "unable.not_held", "warning"),
        ("results_total_is_sum", "natural_person", "warning"),
    }


# --- suspicions, single cells ---


def test_decisions_taken_for_a_running_total(check):
    text = report_text(
        {"administrative_licensing": "3358 +227 3585", "administrative_penalty": "12 0 12"}, form="2019", year="2020"
    )
    finding = one(check(text, "示例市档案局_2020.txt"), "decisions_as_running_total")
    # With a change of zero the sum says nothing: 12 + 0 = 12 may be chance.
    assert (finding.row, finding.reported, finding.severity) == ("administrative_licensing", 3585, "warning")
    for word in ("Section 2", "行政许可", "3585", "3358", "227"):
        assert word in finding.message


def test_decisions_that_only_come_near_the_running_total_are_no_finding(check):
    text = report_text({"administrative_licensing": "3358 +227 3586"}, form="2019", year="2020")
    assert check(text, "示例市档案局_2020.txt") == []


def test_a_negative_count_is_an_error_and_a_negative_change_is_none(check):
    text = report_text({"administrative_penalty": "-4 -2 0"}, form="2019", year="2020")
    finding = one(check(text, "示例市档案局_2020.txt"), "negative_count")
    assert (finding.row, finding.column, finding.reported, finding.severity) == (
        "administrative_penalty",
        "prior_year_items",
        -4,
        "error",
    )
    for word in ("Section 2", "行政处罚", "上一年项目数量", "-4"):
        assert word in finding.message


def test_a_fraction_of_a_request_is_an_error_and_a_fraction_of_money_is_none(check):
    figures = {"granted": "5.5 0.5 0 0 0 0 6", "administrative_fees": "0.3500"}
    findings = check(report_text(figures))
    cells = {(f.row, f.column, f.severity) for f in of_rule(findings, "fraction_in_count")}
    assert cells == {("granted", "natural_person", "error"), ("granted", "commercial_enterprise", "error")}
    message = of_rule(findings, "fraction_in_count")[0].message
    assert all(word in message for word in ("Section 3", "（一）予以公开", "自然人", "5.5"))


def test_a_whole_number_printed_with_decimals_is_no_fraction(check):
    assert of_rule(check(report_text({"granted": "5.0 1 0 0 0 0 6"})), "fraction_in_count") == []


def test_text_where_a_number_stands_is_undecided_and_shown(check):
    findings = check(report_text({"granted": "约5 1 0 0 0 0 6"}))
    finding = one(findings, "cells_undecided")
    assert (finding.table, finding.row, finding.severity) == ("requests", "granted", "warning")
    assert "约5" in finding.message and "（一）予以公开" in finding.message and "自然人" in finding.message


def test_lost_cells_are_told_by_column(check):
    lines = report_text().split("\n")
    here = next(i for i, line in enumerate(lines) if line.startswith("（四）") or "不掌握" in line)
    end = next(i for i, line in enumerate(lines) if line.startswith("四、结转")) + 1
    cut = [line.rsplit("\t", 1)[0] for line in lines[here:end]]
    findings = check("\n".join([*lines[:here], "", *cut, *lines[end:]]))
    finding = one(findings, "cells_lost")
    # Thirteen rows stand from 本机关不掌握 to the end of the table.
    assert (finding.table, finding.column, finding.severity) == ("requests", "total", "warning")
    assert all(word in finding.message for word in ("13 cells", "section 3", "总计", "1.本机关不掌握相关政府信息"))


# --- sections ---


def test_a_section_that_says_only_nothing_over_figures(check):
    finding = one(check(report_text(prose={4: "无。"})), "nothing_said_but_figures")
    assert (finding.table, finding.severity) == ("disputes", "warning")
    # Reconsideration upheld and its total, litigation corrected and its total.
    assert "Section 4" in finding.message and "4 figures" in finding.message and "行政复议" in finding.message


def test_a_section_that_says_only_nothing_over_zeros_is_right(check):
    assert check(report_text({"disputes": " ".join("0" * 15)}, prose={4: "无"})) == []


def test_a_missing_section_is_named_with_its_heading(check):
    finding = one(check(report_text(leave_out=(6,))), "section_missing")
    assert "Section 6" in finding.message and "其他需要报告的事项" in finding.message


def test_a_section_without_its_text_is_short(check):
    finding = one(check(report_text(prose={5: "无"})), "section_short")
    assert "Section 5" in finding.message and "1 character" in finding.message


def test_a_section_that_swallowed_another_is_long(check):
    finding = one(check(report_text(prose={6: "本局没有收取信息处理费，其余事项照旧。" * 600})), "section_long")
    # 19 characters, 600 times.
    assert "Section 6" in finding.message and "11400 characters" in finding.message


# --- tables ---


def test_a_table_that_is_not_there(check):
    findings = check(report_text(leave_out=("disputes",)))
    finding = one(findings, "table_missing")
    assert (finding.table, finding.severity) == ("disputes", "error")
    assert "section 4" in finding.message and "行政复议、行政诉讼情况" in finding.message


def test_a_message_is_made_of_sentences_with_their_capitals(check):
    for text in (report_text(leave_out=("disputes",)), report_text(leave_out=("granted",))):
        for finding in check(text):
            sentences = [part for part in finding.message.replace("。", ". ").split(". ") if part[:1].isascii()]
            assert all(not part[:1].islower() for part in sentences), finding.message


def test_rows_that_are_not_there(check):
    finding = one(check(report_text(leave_out=("granted", "carried_forward"))), "rows_missing")
    assert (finding.table, finding.severity) == ("requests", "error")
    assert all(word in finding.message for word in ("2 of the 25 rows", "（一）予以公开", "四、结转下年度继续办理"))


def test_a_table_that_stands_twice(check):
    text = report_text()
    table = text[text.index("\t自然人") : text.index("四、政府信息公开行政复议")]
    finding = one(check(text.replace(table, table + table)), "table_repeated")
    assert (finding.table, finding.severity) == ("requests", "warning")
    assert "section 3" in finding.message


# --- the report as a whole ---


def test_a_form_of_another_year(check):
    finding = one(check(report_text(year="2020"), "示例市档案局_2020.txt"), "form_of_another_year")
    assert "2020" in finding.message and "〔2021〕30号" in finding.message and "〔2019〕60号" in finding.message


def test_nobody_and_no_year(check):
    findings = check(report_text(title=""), "报告.txt")
    assert one(findings, "agency_unknown").severity == "error"
    assert one(findings, "year_unknown").severity == "error"


def test_names_that_disagree(check):
    finding = one(check(report_text(), "宿迁市_2021.txt"), "agency_conflict")
    assert "示例市档案局" in finding.message and "宿迁市" in finding.message


def test_a_government_that_does_not_say_whom_it_counts(check):
    title = "示例市人民政府2021年政府信息公开工作年度报告"
    finding = one(
        check(report_text(title=title, prose={1: PROSE[1].replace("本局", "")}), "示例市_2021.txt"), "scope_unknown"
    )
    assert finding.severity == "note" and "示例市人民政府" in finding.message


def test_a_file_that_could_not_be_read_has_its_reason_as_finding(tmp_path):
    file = tmp_path / "空.txt"
    file.write_bytes(b"")
    finding = one(check_report(read_reports(file)[0]), "unreadable")
    assert finding.severity == "error"
    assert "空.txt" in finding.message and "empty" in finding.message


# --- ids ---


def test_ids_are_stable_and_none_comes_twice():
    for file in sorted(DIGESTS.glob("*.txt")):
        ids = [finding.id_in(file.stem) for finding in check_report(read_report(file))]
        assert ids == [finding.id_in(file.stem) for finding in check_report(read_report(file))]
        assert len(set(ids)) == len(ids)


def test_ids_are_unique_where_everything_is_wrong(check):
    text = report_text(
        {"granted": "约5 1 0 0 0 9 6", "unable.not_held": "1.5 -1 0 0 0 0 3"}, leave_out=(1, 6, "disputes"), year="2020"
    )
    findings = check(text, "宿迁市_2019.txt")
    assert len(findings) > 8
    assert len({finding.id_in("x_2020") for finding in findings}) == len(findings)


def test_the_id_of_a_finding_outlives_a_change_elsewhere_and_tells_reports_apart(check):
    before = one(check(report_text({"disputes": "1 0 0 0 1 0 1 0 0 2 0 0 0 0 0"})), "total_is_sum_of_outcomes")
    changed = {"disputes": "1 0 0 0 1 0 1 0 0 2 0 0 0 0 0", "administrative_licensing": "7"}
    after = one(check(report_text(changed, prose={1: PROSE[1] + "\n又一段。"})), "total_is_sum_of_outcomes")
    assert before.origin != after.origin
    assert before.id_in("甲_2021") == after.id_in("甲_2021") != after.id_in("乙_2021")
