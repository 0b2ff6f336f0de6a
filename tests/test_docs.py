"""The documentation is true: its commands are accepted, its links lead somewhere, its code runs, its names exist."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

from toolkit import build, open_dataset
from toolkit.agencies import kind_labels, level_labels
from toolkit.checks.rules import rules
from toolkit.cli import parser
from toolkit.codebook import slug
from toolkit.export.names import wide_variables
from toolkit.forms import load_forms
from toolkit.forms.correspondence import load_correspondences
from toolkit.indicators import indicators
from toolkit.schema import TABLES
from toolkit.text.themes import load_codebook

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES += [ROOT / "data" / "README.md", ROOT / "data" / "raw" / "README.md", ROOT / "data" / "coding" / "README.md"]
PAGES += [ROOT / "data" / "raw" / "digests" / "README.md"]
READMES = {"README.md", "README.zh.md"}
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())

FENCED = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
INDENTED = re.compile(r"(?:^    .*\n|^\n(?=    ))+", re.M)
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
# What stands for a name that the reader fills in.
PLACEHOLDERS = str.maketrans("", "", "[]…")
CHOICES = {"FORMAT": "xlsx"}
"""What stands for a word of which the program takes only some."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(page: Path, *languages: str) -> list[str]:
    return [code for _, language, code in FENCED.findall(text_of(page)) if language in languages]


def shown_code(page: Path) -> Iterator[str]:
    """The lines of code blocks that are no Python or data, and code within the text."""
    text = text_of(page)
    for block in (*blocks(page, "sh", "console"), *INDENTED.findall(FENCED.sub("", text))):
        yield from (line.strip().removeprefix("$ ") for line in block.splitlines())
    yield from INLINE.findall(FENCED.sub("", text))


def commands_in(page: Path) -> list[list[str]]:
    """Every command of the toolkit that a page shows, as its arguments."""
    found = []
    for line in shown_code(page):
        for part in line.split("&&"):
            words = shlex.split(part.translate(PLACEHOLDERS)) if re.match(r"\s*(python -m )?toolkit\s", part) else []
            found += [[CHOICES.get(word, word) for word in words[words.index("toolkit") + 1 :]]] if words else []
    return found


def program() -> dict[str, argparse.ArgumentParser]:
    """The commands of the program, each with its parser."""
    (choices,) = (a.choices for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return choices


def options_of(command: argparse.ArgumentParser) -> set[str]:
    return {option for action in command._actions for option in action.option_strings} - {"-h", "--help"}


# --- commands ---


@EVERY_PAGE
def test_every_command_shown_is_accepted_by_the_program(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in commands_in(page):
        if arguments in [[name] for name in program()]:
            continue  # named, not shown
        try:
            parser().parse_args(arguments)
        except SystemExit:
            pytest.fail(f"{page.name}: toolkit {' '.join(arguments)}: {capsys.readouterr().err}")


def test_the_pages_show_commands_to_be_held_against_the_program() -> None:
    shown = commands_in(ROOT / "README.md")
    assert ["check", "data/raw/digests/新郑市人民政府办公室_2021.txt"] in shown
    assert ["sample", "--agencies", "12", "--years", "2021-2023", "--errors", "0.2", "trial"] in shown
    assert ["run", "--themes", "my_themes.toml"] in commands_in(ROOT / "docs" / "extending.md")


@EVERY_PAGE
def test_every_option_named_is_one_of_the_program(page: Path) -> None:
    known = set().union(*map(options_of, program().values()))
    named = {option for code in shown_code(page) for option in re.findall(r"(?<![\w-])--[a-z][\w-]*", code)}
    assert named <= known


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_every_command_and_every_option_is_documented_in_both_languages(page: str) -> None:
    text = text_of(ROOT / page)
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines() if line.startswith("| `")]
    for name, command in program().items():
        assert any(re.match(rf" `toolkit {name}\b", row[0]) for row in rows), name
        for option in options_of(command):
            said = [row for row in rows if re.match(rf" `{option}\b", row[0]) and f"`{name}`" in row[1]]
            assert len(said) == 1 and said[0][2].strip(), f"{page}: {option} of {name}"


def test_what_the_readme_shows_of_a_check_is_what_the_program_prints(capsys: pytest.CaptureFixture[str]) -> None:
    (console,) = blocks(ROOT / "README.md", "console")
    command, _, *lines = console.splitlines()
    arguments = shlex.split(command.removeprefix("$ toolkit "))
    from toolkit.cli import main

    main([arguments[0], str(ROOT / arguments[1])])
    printed = "".join(capsys.readouterr().out.split())
    assert len(lines) == 4 and "".join("".join(lines).split()) in printed


# --- links ---


def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#{1,6} (.+)$", FENCED.sub("", text_of(page)), re.M)}


@EVERY_PAGE
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", FENCED.sub("", text_of(page)))
    for link in links:
        path, _, anchor = unquote(link).partition("#")
        if "://" in path:
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert target.is_relative_to(ROOT), f"{page.name}: {link} leads out of the project"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}: no such heading"


def test_every_page_is_reached_from_both_readmes() -> None:
    for name in READMES:
        linked = re.findall(r"\]\((docs/[^)#\s]+)", text_of(ROOT / name))
        assert {page.name for page in (ROOT / "docs").glob("*.md")} == {Path(link).name for link in linked}, name


# --- code ---


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of the digests."""
    out = tmp_path_factory.mktemp("docs") / "processed"
    build(ROOT / "data" / "raw" / "digests", out)
    return out


@EVERY_PAGE
def test_every_python_block_compiles(page: Path) -> None:
    for number, code in enumerate(blocks(page, "python"), 1):
        compile(code, f"{page.name}, block {number}", "exec")


RUN = ["README.md", "README.zh.md", "docs/python.md", "docs/large.md", "docs/methods.md"]


@pytest.mark.parametrize("name", RUN)
def test_the_python_blocks_run_on_the_digests(
    name: str, processed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, as in a notebook of the project: what they write goes to a folder data beside it."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv("TOOLKIT_DATASET", str(processed))
    data = open_dataset()
    if name == "docs/python.md":
        # There are keywords of originals only.
        data = replace(data, reports=data.reports.assign(provenance="original"))
        monkeypatch.setattr("toolkit.open_dataset", lambda: data, raising=False)
    names: dict = {"data": data}
    for number, code in enumerate(blocks(ROOT / name, "python"), 1):
        exec(compile(code, f"{name}, block {number}", "exec"), names)
    if name == "docs/python.md":
        assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["corrections.csv", "reviews.csv"]
        assert names["wrong"].expected == 101 and len(names["table"]) == 7 * 45


def test_the_figure_that_is_cited_stands_where_the_citation_says(processed: Path) -> None:
    said = re.search(
        r"annual report (\d+),\s+section 3, 予以公开, 总计: (\d+), as printed "
        r"\((\S+), (line [^;]+); openness-toolkit (\S+)\)",
        text_of(ROOT / "docs" / "methods.md"),
    )
    data = open_dataset(processed)
    (cell,) = data.figures.query(
        f"report_id == '宿迁市_{said[1]}' and row == 'granted' and column == 'total' and table == 'requests'"
    ).itertuples()
    source = data.reports.set_index("report_id").loc[cell.report_id, "source"]
    assert (cell.raw, source, cell.origin, version()) == (said[2], said[3], said[4], said[5])


# --- names ---


def names_known() -> set[str]:
    """Every table, column, value, row, rule, rate, theme, level and kind there is."""
    known = {name for table in TABLES.values() for name in (table.name, *table.names)}
    known |= {value for table in TABLES.values() for field in table.fields for value in field.values}
    for form in load_forms().values():
        known |= {key for table in form.tables for row, column in table.cells() for key in (row.key, column.key)}
        known |= {table.key for table in form.tables}
        known |= {identity.key for identity in (*form.identities, *form.suspicions)}
    known |= {one.relation for found in load_correspondences().values() for one in found}
    known |= {variable.name for variable in wide_variables()}
    known |= {*rules(), *(one.key for one in indicators()), *load_codebook().codes, *kind_labels(), *level_labels()}
    return known | {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


# What the examples make up, and a column of data/coding.
MADE_UP = {"reason_personal_privacy", "natural_persons_only", "begins_with"}


@pytest.fixture(scope="module")
def in_the_code() -> set[str]:
    """Every word of the toolkit's code and data files."""
    files = (path for ending in ("py", "toml") for path in (ROOT / "toolkit").rglob(f"*.{ending}"))
    return {word for path in files for word in re.findall(r"\w+", text_of(path))}


@EVERY_PAGE
def test_every_name_in_the_text_is_one_of_the_program(page: Path, in_the_code: set[str]) -> None:
    """Keys of tables, values, rules and the like; else a word that the code has at least."""
    known = names_known() | in_the_code | MADE_UP
    for code in INLINE.findall(FENCED.sub("", text_of(page))):
        where = f"{page.name}: {code}"
        if re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+", code):
            assert code in known, where
        elif (found := re.fullmatch(r"([a-z]+)\.([a-z_0-9]+)", code)) and found[1] in TABLES and found[2] != "csv":
            assert found[2] in TABLES[found[1]].names, where
        elif dotted := re.match(r"toolkit(?:\.[A-Za-z_]\w*)+", code):
            assert thing(dotted[0]) is not None, where
        elif re.fullmatch(r"(?:toolkit|docs|notebooks|benchmarks|tests)/[\w./]+", code):
            example = "2026" in code or "json_blocks" in code
            assert example or (ROOT / code).exists(), where


def test_rules_and_columns_in_tables_of_the_text_are_those_of_the_dictionaries() -> None:
    """Of docs/methods.md: the statuses and verdicts it explains are all there are, and no others."""
    text = text_of(ROOT / "docs" / "methods.md")
    explained = set(re.findall(r"^\| `(\w+)` \|", text, re.M))
    for table, field in (("figures", "status"), ("claims", "verdict"), ("findings", "outcome")):
        assert set(TABLES[table].field(field).values) <= explained
    assert explained <= names_known()


def thing(dotted: str) -> object:
    """What a dotted name of the toolkit names, None if nothing."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for name in parts[cut:]:
            found = getattr(found, name, None)
        return found
    return None


def test_every_rule_on_the_methods_page_is_in_the_codebook_and_every_sum_is_explained_there() -> None:
    text = text_of(ROOT / "docs" / "methods.md")
    sums = {key for key, rule in rules().items() if rule.group == "identities"}
    between = {key for key, rule in rules().items() if rule.group == "years"} - {"years_missing", "scope_changed"}
    assert [key for key in sorted(sums | between) if key not in text] == []


def test_numbers_that_the_pages_count_are_those_of_the_program() -> None:
    themes, rates = len(load_codebook().themes), len(indicators())
    assert (themes, rates) == (15, 45)
    assert "fifteen themes" in text_of(ROOT / "docs" / "methods.md")
    assert "45 rates" in text_of(ROOT / "README.md") and "45 项指标" in text_of(ROOT / "README.zh.md")


# --- citation ---


def version() -> str:
    return tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]["version"]


def test_the_citation_names_the_version_and_licence_of_the_project() -> None:
    """CFF 1.2.0 requires cff-version, message, title and authors; an author with only a name is an entity."""
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    citation = yaml.safe_load(text_of(ROOT / "CITATION.cff"))
    assert citation["cff-version"] == "1.2.0" and citation["message"] and citation["type"] == "software"
    assert citation["authors"] == [{"name": f"{project['name']} contributors"}]
    assert (citation["title"], citation["version"], citation["license"]) == (
        project["name"],
        project["version"],
        project["license"],
    )
    assert "MIT License" in text_of(ROOT / "LICENSE")
