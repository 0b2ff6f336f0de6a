"""How the cells of the two forms correspond: every cell of both stands in the table, and what is comparable is compared."""

from __future__ import annotations

from importlib import resources

import pytest

from toolkit.forms import load_forms
from toolkit.forms.correspondence import (
    CorrespondenceError,
    comparable_cells,
    comparable_values,
    correspondence_table,
    correspondences,
    parse_correspondence,
)

TEXT = (resources.files("toolkit.forms.correspondence") / "2019_2021.toml").read_text(encoding="utf-8")


def cells_of(form):
    return {(table.key, row.key, column.key) for table in load_forms()[form].tables for row, column in table.cells()}


def test_every_cell_of_both_forms_is_covered_once_with_a_reason_in_one_line():
    table = correspondence_table()
    for form in ("2019", "2021"):
        named = table.loc[table[f"row_{form}"] != "", ["table", f"row_{form}", f"column_{form}"]]
        assert {tuple(row) for row in named.to_numpy()} == cells_of(form)
    # Only the row that was split stands there three times.
    older = table.loc[table["row_2019"] != "", ["table", "row_2019", "column_2019"]]
    assert set(older.loc[older.duplicated(), "row_2019"]) == {"other_handling"}
    assert not table.loc[table["row_2021"] != "", ["table", "row_2021", "column_2021"]].duplicated().any()
    assert table["reason"].str.len().between(20, 140).all() and not table["reason"].str.contains("\n").any()


def test_the_relations_are_those_of_the_forms():
    # 22 rows × 7 + 15 + 3 decisions = 172; 7 columns × 3 parts = 21; 4 columns of documents;
    # 2 newly published + 6 items and changes + 3 other services + 2 fees + 2 procurement = 15; 2 repealed + 1 fees = 3.
    assert correspondence_table()["relation"].value_counts().to_dict() == {
        "same": 172, "sum_of": 21, "only_2019": 15, "changed_meaning": 4, "only_2021": 3,
    }  # fmt: skip


def test_the_table_can_be_read_with_its_labels():
    table = correspondence_table().set_index(["row_2019", "column_2019"])
    row = table.loc[("normative_documents", "total_published")]
    assert (row["relation"], row["column_2021"]) == ("changed_meaning", "in_force")
    assert (row["label_2019"], row["label_2021"]) == ("规范性文件 · 对外公开总数量", "行政规范性文件 · 现行有效件数")


def test_other_handling_is_the_sum_of_its_three_rows_in_both_directions():
    one = {("requests", "other_handling", "total"): 9}
    three = {("requests", f"other_handling.{part}", "total"): n for part, n in (("correction_overdue", 4), ("fee_overdue", 0), ("other", 6))}  # fmt: skip
    cell = ("requests", "other_handling", "total")
    assert comparable_values("2019", one, "2021", three)[cell] == (9, 10)
    assert comparable_values("2021", three, "2019", one)[cell] == (10, 9)
    blank = three | {("requests", "other_handling.fee_overdue", "total"): None}
    assert comparable_values("2019", one, "2021", blank)[cell] == (9, None)


def test_what_only_looks_alike_is_not_compared():
    compared = {c.cell for c in comparable_cells("2019", "2021")}
    assert ("proactive", "administrative_penalty", "decisions") in compared
    assert not {cell for cell in compared if cell[1] in ("regulations", "normative_documents", "administrative_fees")}
    assert {c.cell for c in comparable_cells("2021", "2021")} == cells_of("2021")


def test_forms_that_no_table_is_about_are_named():
    with pytest.raises(KeyError, match="2019 and 2035 correspond is not known.*2019_2021.toml"):
        correspondences("2019", "2035")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('rows = ["other_public_services"]', 'rows = ["no_such_row"]', "my.toml: form 2019 has no row 'no_such_row'"),
        ('columns = ["newly_published"]', 'columns = ["printed"]', "cell proactive/normative_documents/printed is not on the form"),
        ('rows = ["centralized_procurement"]', "rows = []", "centralized_procurement/amount_10k_yuan stands under no relation, and 1 more"),
        ('columns = ["repealed"]', 'columns = ["repealed", "issued"]', "of form 2021, cell proactive/normative_documents/issued stands there 2 times"),
        ('relation = "sum_of"', 'relation = "adds_up"', "unknown relation 'adds_up' in table requests; expected same, sum_of"),
    ],
)  # fmt: skip
def test_a_table_that_does_not_fit_the_forms_is_refused(old, new, message):
    assert TEXT.count(old) == 1
    with pytest.raises(CorrespondenceError) as refused:
        parse_correspondence(TEXT.replace(old, new), "my.toml")
    assert message in str(refused.value)
