"""The forms are data: their cells, labels and identities are those of the statutory letters."""

from __future__ import annotations

import tomllib

import pytest

from toolkit.forms import form_for_year, load_forms, parse_form
from toolkit.identities import equations

# Typed from the description of the forms, never from the TOML files.
APPLICANTS = [
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_interest_organization",
    "legal_service_institution",
    "other",
    "total",
]
OUTCOMES = ["upheld", "corrected", "other", "pending", "total"]
PAPERS_2019 = ["newly_made", "newly_published", "total_published"]
ITEMS_2019 = ["prior_year_items", "change", "decisions"]
PAPERS_2021 = ["issued", "repealed", "in_force"]
PROACTIVE = {
    "2019": {
        "regulations": PAPERS_2019,
        "normative_documents": PAPERS_2019,
        "administrative_licensing": ITEMS_2019,
        "other_public_services": ITEMS_2019,
        "administrative_penalty": ITEMS_2019,
        "administrative_coercion": ITEMS_2019,
        "administrative_fees": ["prior_year_items", "change"],
        "centralized_procurement": ["projects", "amount_10k_yuan"],
    },
    "2021": {
        "regulations": PAPERS_2021,
        "normative_documents": PAPERS_2021,
        "administrative_licensing": ["decisions"],
        "administrative_penalty": ["decisions"],
        "administrative_coercion": ["decisions"],
        "administrative_fees": ["amount_10k_yuan"],
    },
}
RESULTS = [
    "granted",
    "partially_granted",
    "denied.state_secret",
    "denied.prohibited_by_law",
    "denied.three_securities_one_stability",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.process_information",
    "denied.enforcement_case_file",
    "denied.administrative_inquiry",
    "unable.not_held",
    "unable.requires_creation",
    "unable.unclear_after_correction",
    "not_processed.petition_complaint",
    "not_processed.repeat_request",
    "not_processed.public_publication",
    "not_processed.excessive_requests",
    "not_processed.confirmation_or_reissue",
]
OTHER_HANDLING = {
    "2019": ["other_handling"],
    "2021": ["other_handling.correction_overdue", "other_handling.fee_overdue", "other_handling.other"],
}
DISPUTES = ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]

both_forms = pytest.mark.parametrize("key", ["2019", "2021"])


def columns_of(form, table):
    return {row: [column.key for column in columns] for row, columns in form.table(table).columns_of.items()}


@pytest.mark.parametrize(("key", "cells"), [("2019", 198), ("2021", 200)])
def test_a_form_has_as_many_cells_as_the_letter_prints(key, cells):
    form = load_forms()[key]
    assert form.size == cells
    assert len({(t.key, row.key, column.key) for t in form.tables for row, column in t.cells()}) == cells


@both_forms
def test_rows_and_columns_of_section_2_are_those_of_the_letter(key):
    assert columns_of(load_forms()[key], "proactive") == PROACTIVE[key]


@both_forms
def test_rows_and_columns_of_section_3_are_those_of_the_letter_in_order(key):
    found = columns_of(load_forms()[key], "requests")
    rows = ["new_requests", "carried_over", *RESULTS, *OTHER_HANDLING[key], "results_total", "carried_forward"]
    assert list(found) == rows
    assert all(columns == APPLICANTS for columns in found.values())


@both_forms
def test_rows_and_columns_of_section_4_are_those_of_the_letter(key):
    assert columns_of(load_forms()[key], "disputes") == dict.fromkeys(DISPUTES, OUTCOMES)


@both_forms
def test_a_form_has_the_six_sections_and_says_where_each_table_stands(key):
    form = load_forms()[key]
    assert [section.number for section in form.sections] == [1, 2, 3, 4, 5, 6]
    assert {table.key: table.section for table in form.tables} == {"proactive": 2, "requests": 3, "disputes": 4}


@both_forms
def test_every_row_column_and_identity_has_a_chinese_and_an_english_name(key):
    form = load_forms()[key]
    named = [item for t in form.tables for row, column in t.cells() for item in (row, column)]
    for item in [*named, *form.identities, *form.suspicions]:
        assert any("\u4e00" <= char <= "\u9fff" for char in item.label), item.key
        assert item.english and item.english.isascii(), item.key


@both_forms
def test_every_column_has_a_unit_and_money_is_in_10k_yuan(key):
    form = load_forms()[key]
    for table in form.tables:
        for _, column in table.cells():
            assert column.unit == "万元" if column.key == "amount_10k_yuan" else column.unit in ("件", "项")
            assert column.amount == (column.key == "amount_10k_yuan")
            assert column.signed == (column.key == "change")


@both_forms
def test_every_identity_names_rows_and_columns_that_are_there(key):
    form = load_forms()[key]
    for identity in [*form.identities, *form.suspicions]:
        table = form.table(identity.table)
        there = {row.key for row in table.rows} if identity.each == "column" else {c.key for _, c in table.cells()}
        assert {*identity.left, *identity.right} <= there, identity.key


@both_forms
def test_the_sum_of_results_counts_each_result_once_and_neither_total_nor_rest(key):
    identity = next(i for i in load_forms()[key].identities if i.key == "results_total_is_sum")
    assert list(identity.right) == [*RESULTS, *OTHER_HANDLING[key]]


@pytest.mark.parametrize(("key", "rows"), [("2019", 23), ("2021", 25)])
def test_the_identities_come_to_one_equation_a_column_and_one_a_row(key, rows):
    # 7 columns have two sums each, every row of section 3 one; 3 rows of section 4 have one.
    form = load_forms()[key]
    assert len(equations(form, "requests")) == 2 * 7 + rows
    assert len(equations(form, "disputes")) == 3
    assert equations(form, "proactive") == ()


def test_the_form_of_a_year_is_the_one_in_force():
    in_force = {year: form.key for year in range(2018, 2027) if (form := form_for_year(year))}
    assert in_force == {
        2019: "2019",
        2020: "2019",
        2021: "2021",
        2022: "2021",
        2023: "2021",
        2024: "2021",
        2025: "2021",
    }


def test_the_labels_that_tell_the_forms_apart_stand_in_one_form_only():
    old, new = (load_forms()[key] for key in ("2019", "2021"))
    assert old.distinctive and new.distinctive
    assert not {*old.distinctive} & {*new.distinctive}


def test_an_unknown_table_is_named_together_with_those_there_are():
    with pytest.raises(KeyError, match=r"2021.*'budget'.*proactive, requests, disputes"):
        load_forms()["2021"].table("budget")


THIRD_FORM = """
key = "2030"
letter = "国办公开办函〔2030〕1号"
years = [2030]
distinctive = ["本年度数字申请"]

[[sections]]
number = 1
label = "总体情况"

[[tables]]
key = "requests"
section = 3
label = "收到和处理申请情况"
layout = "rows"
header = ["申请人情况"]

[[tables.blocks]]
columns = [
  { key = "people", label = "自然人", english = "people", unit = "件" },
  { key = "total", label = "总计", english = "total", unit = "件" },
]
rows = [
  { key = "granted", label = "（一）予以公开", english = "granted", result = true },
  { key = "denied", label = "（二）不予公开", english = "denied", result = true, variants = ["不公开"] },
  { key = "results_total", label = "（三）总计", english = "results in all" },
]

[[identities]]
key = "results_total_is_sum"
table = "requests"
each = "column"
left = ["results_total"]
right = ["results"]
english = "results in all = sum of the result rows"
label = "总计等于各项之和"
"""


def test_a_form_of_a_later_year_is_one_more_toml_text():
    form = parse_form(THIRD_FORM)
    assert (form.key, form.years, form.size) == ("2030", (2030,), 6)
    assert form.table("requests").rows[1].variants == ("不公开",)
    assert [(e.at, e.right) for e in equations(form, "requests")] == [
        ("people", (("granted", "people"), ("denied", "people"))),
        ("total", (("granted", "total"), ("denied", "total"))),
    ]


def test_a_broken_toml_says_where():
    with pytest.raises(tomllib.TOMLDecodeError, match="line 2"):
        parse_form('\nkey = "2030\n')


@pytest.mark.parametrize("lacking", ["key", "letter", "years", "sections", "tables", "identities"])
def test_a_form_without_a_part_says_which(lacking):
    text = THIRD_FORM.replace(f"\n{lacking} =", "\nx =", 1) if f"\n{lacking} =" in THIRD_FORM else THIRD_FORM
    text = text.replace(f"[[{lacking}]]", "[[x]]").replace(f"[[{lacking}.blocks]]", "[[x.blocks]]")
    with pytest.raises(KeyError, match=lacking):
        parse_form(text)


def test_an_identity_on_an_unknown_table_says_which():
    with pytest.raises(KeyError, match="budget"):
        parse_form(THIRD_FORM.replace('table = "requests"', 'table = "budget"'))


def test_an_identity_on_an_unknown_row_is_refused_when_the_form_is_read():
    with pytest.raises((KeyError, ValueError), match="grand_total"):
        parse_form(THIRD_FORM.replace('left = ["results_total"]', 'left = ["grand_total"]'))
