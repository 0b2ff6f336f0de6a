"""The names of the wide table: one for each cell of every form, plain, short, and the same in every version."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from toolkit.export.names import FILE, NamesError, parse_names, variable_named, variable_of, wide_variables
from toolkit.forms import load_forms, parse_form

# Add the lines of a new form's cells here; a line that stands here is never changed.
PUBLISHED = Path(__file__).with_name("wide_names.csv")
TEXT = (Path(__file__).parents[1] / FILE).read_text(encoding="utf-8")


def published():
    with open(PUBLISHED, encoding="utf-8", newline="") as file:
        return [(line["name"], line["table"], line["row"], line["column"]) for line in csv.DictReader(file)]


def test_every_cell_of_every_form_has_a_name():
    cells = {(t.key, r.key, c.key) for form in load_forms().values() for t in form.tables for r, c in t.cells()}
    # Requests: 23 rows of 2019 and 3 more of 2021, by 7. Disputes: 3 by 5. Proactive: 22 and 10, of which 3 are both's.
    assert len(cells) == 26 * 7 + 15 + 22 + 10 - 3 == 226
    assert {variable.cell for variable in wide_variables()} == cells


def test_a_name_once_published_stays():
    """A changed or missing line breaks the scripts of those who use the wide table; see wide_names.toml."""
    now = {(variable.name, *variable.cell) for variable in wide_variables()}
    assert [line for line in published() if line not in now] == []
    new = sorted(now - set(published()))
    assert not new, "add to tests/wide_names.csv:\n" + "\n".join(",".join(line) for line in new)


def test_names_are_unique_plain_and_short_enough_for_stata():
    names = [variable.name for variable in wide_variables()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{1,31}", name) for name in names)


def test_names_and_cells_lead_to_each_other():
    cell = ("requests", "granted", "natural_person")
    assert variable_of()[cell].name == "req_granted_natural"
    assert variable_named()["req_granted_natural"].cell == cell


def test_labels_are_those_of_the_form_and_fit_stata():
    granted = variable_named()["req_granted_natural"]
    assert granted.chinese == "依申请公开：（一）予以公开，自然人"
    assert (granted.english, granted.unit, granted.forms) == (
        "Requests: granted; natural persons",
        "件",
        ("2019", "2021"),
    )
    secret = variable_named()["req_denied_secret_firm"]
    assert secret.chinese == "依申请公开：（三）不予公开 1.属于国家秘密，法人或其他组织 商业企业"
    assert all(len(variable.chinese) <= 80 for variable in wide_variables())
    # 2019 calls them 规范性文件, 2021 行政规范性文件: each cell keeps the label of its own form.
    assert variable_named()["pro_norm_docs_new_made"].chinese == "主动公开：规范性文件，本年新制作数量"
    assert variable_named()["pro_norm_docs_issued"].chinese == "主动公开：行政规范性文件，本年制发件数"


def new_form(change, to):
    """The form of 2021 with something changed, as a form of a later year would be."""
    text = (Path(__file__).parents[1] / "toolkit" / "forms" / "2021.toml").read_text(encoding="utf-8")
    assert change in text
    return parse_form(text.replace(change, to).replace('key = "2021"', 'key = "2031"', 1))


def test_a_new_form_whose_cell_has_no_name_says_which_file_to_edit():
    form = new_form('{ key = "regulations"', '{ key = "charters"')
    with pytest.raises(NamesError) as caught:
        parse_names(TEXT, [*load_forms().values(), form])
    assert str(caught.value).startswith(FILE) and "[tables.proactive.rows]" in str(caught.value)
    assert "'charters'" in str(caught.value) and "proactive/charters/issued" in str(caught.value)


def test_a_new_form_with_known_cells_changes_no_name():
    form = new_form("规章", "政府规章制度")
    again = parse_names(TEXT, [*load_forms().values(), form])
    assert [v.name for v in again] == [v.name for v in wide_variables()]
    assert {v.name: v.forms for v in again}["pro_regulations_issued"] == ("2021", "2031")


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        ('granted = "granted"', 'granted = "Granted"', "'req_Granted_natural'"),
        ('granted = "granted"', 'granted = "requests_that_were_granted"', "at most 29"),
        ('granted = "granted"', 'granted = "results"', "expected each name once, found 'req_results_natural'"),
    ],
)
def test_a_name_that_cannot_be_used_is_an_error(change, to, said):
    assert change in TEXT
    with pytest.raises(NamesError, match=re.escape(said)) as caught:
        parse_names(TEXT.replace(change, to, 1), load_forms().values())
    assert FILE in str(caught.value)


def test_a_cell_whose_unit_changes_from_form_to_form_needs_another_column():
    form = new_form(
        'label = "本年制发件数", english = "issued this year", unit = "件"', 'label = "x", english = "x", unit = "份"'
    )
    with pytest.raises(NamesError, match="proactive/regulations/issued: expected one unit"):
        parse_names(TEXT, [*load_forms().values(), form])
