"""docs/codebook.md says what the dictionaries of the toolkit say, all of it, and lags behind none of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.agencies import kind_labels, level_labels
from toolkit.checks.rules import rules
from toolkit.codebook import FILE, codebook, grid, slug, write
from toolkit.forms import load_forms
from toolkit.indicators import indicators
from toolkit.schema import TABLES
from toolkit.text.themes import load_codebook

ROOT = Path(__file__).parents[1]
COMMITTED = (ROOT / FILE).read_text(encoding="utf-8")


def chapter(title: str) -> str:
    """The text between the heading of the second level that begins so and the next one."""
    return next(part for part in COMMITTED.split("\n## ") if part.startswith(title))


def lines_of(text: str) -> list[list[str]]:
    """The rows of its tables as cells."""
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows]


def test_the_committed_codebook_is_the_one_that_the_dictionaries_make() -> None:
    assert COMMITTED == codebook(), "docs/codebook.md lags: run python -m toolkit.codebook and commit it"


def test_every_column_stands_there_with_its_chinese_label_and_every_value_with_both_meanings() -> None:
    text = chapter("Tables")
    rows = lines_of(text)
    for table in TABLES.values():
        assert f"### `{table.name}` {table.chinese}" in text
        for field in table.fields:
            assert any(row[0] == f"`{field.name}`" and row[3] == field.chinese for row in rows if len(row) == 5)
            for value in field.allowed:
                assert [f"`{value.name}`", value.word, value.english, value.chinese] in rows
                assert value.english.isascii() and value.chinese and value.word


@pytest.mark.parametrize("form", load_forms().values(), ids=lambda form: form.key)
def test_every_row_and_column_of_a_form_stands_there_with_its_statutory_label(form) -> None:
    start = COMMITTED.index(f"### Form `{form.key}`: {form.letter}")
    own = COMMITTED[start : re.compile(r"\n##?#? (?!#)").search(COMMITTED, start + 5).start()]
    for table in form.tables:
        for row, column in table.cells():
            assert re.search(rf"^\| `{re.escape(row.key)}` \|.*{re.escape(row.label)} \| {row.english} \|$", own, re.M)
            assert re.search(rf"^\| `{column.key}` \|.*{re.escape(column.label)} \| .* \| {column.unit} \|$", own, re.M)
    assert all(f"`{identity.key}`" in own for identity in form.identities)


def test_every_rule_rate_theme_level_and_kind_stands_there() -> None:
    named = {
        "Rules": rules(),
        "Indicators": [one.key for one in indicators()],
        "Themes": load_codebook().codes,
        "Levels": [*level_labels(), *kind_labels()],
    }
    for title, keys in named.items():
        text = chapter(title)
        assert [key for key in keys if f"`{key}`" not in text] == []


def test_the_correspondence_of_the_forms_names_the_split_row_and_the_columns_that_only_look_alike() -> None:
    rows = lines_of(chapter("From one form"))
    split = next(row for row in rows if row[0] == "`sum_of`")
    assert split[2] == "`other_handling`: every column" and "`other_handling.fee_overdue`" in split[3]
    assert ["`normative_documents`: `newly_made`", "`normative_documents`: `issued`"] in [row[2:4] for row in rows]


def test_a_table_keeps_its_cells_whatever_they_hold_and_an_anchor_is_what_github_makes_of_a_heading() -> None:
    assert grid(("a", "b"), [("1|2", "x\ny")]) == "| a | b |\n| --- | --- |\n| 1\\|2 | x y |"
    assert slug("From one form to the next 两种表样的对应") == "from-one-form-to-the-next-两种表样的对应"
    assert slug("`reports` 报告（一）: who, when") == "reports-报告一-who-when"


def test_the_command_writes_the_same_bytes_each_time_and_leaves_nothing_beside(tmp_path: Path) -> None:
    asked = tmp_path / "new" / "codebook.md"
    ran = subprocess.run([sys.executable, "-m", "toolkit.codebook", str(asked)], capture_output=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    first = asked.read_bytes()
    write(asked)
    assert asked.read_bytes() == first == COMMITTED.encode("utf-8")
    assert [path.name for path in asked.parent.iterdir()] == ["codebook.md"]
