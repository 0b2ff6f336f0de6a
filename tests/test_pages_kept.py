"""Pages are made again only when something they are made from has changed; pages of a part have a folder of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from toolkit import build
from toolkit.cli import main
from toolkit.render import folder_name, run_notebooks

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
SUQIAN = "宿迁市_2023.txt"
CODE = (
    "import toolkit\nfrom toolkit.charts import banner\n"
    "data = toolkit.open_dataset().choose(YEAR, REGION, KIND)\nbanner(data)"
)


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A project with one report, one notebook, and a file of codings; built and run once."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "coding").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "pyproject.toml").touch()
    shutil.copy(DIGESTS / SUQIAN, tmp_path / "data" / "raw")
    (tmp_path / "data" / "coding" / "mine.csv").write_text("a\n", encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# One\n\nA page.", id="title"),
        nbformat.v4.new_code_cell("YEAR = None\nREGION = None\nKIND = None", id="p", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(CODE, id="c"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks" / "one.ipynb")
    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 0
    return tmp_path


def pages(project: Path, name: str = "pages") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "data" / "processed" / name).iterdir()}


def executed(monkeypatch) -> list[Path]:
    """The notebooks that are executed from now on."""
    from toolkit import render

    found: list[Path] = []
    original = render.execute
    monkeypatch.setattr(render, "execute", lambda path, *rest: found.append(path) or original(path, *rest))
    return found


def test_a_second_run_executes_nothing_and_leaves_every_byte(project, monkeypatch, capsys):
    before = {path: path.read_bytes() for path in (project / "data" / "processed").rglob("*") if path.is_file()}
    ran = executed(monkeypatch)
    assert main(["run"]) == 0
    assert not ran
    assert {p: p.read_bytes() for p in (project / "data" / "processed").rglob("*") if p.is_file()} == before
    assert "nothing has changed since the last build" in capsys.readouterr().out


def another_report(project: Path) -> None:
    shutil.copy(DIGESTS / "宿迁市_2024.txt", project / "data" / "raw")


def a_decision(project: Path) -> None:
    text = "finding_id,verdict,note,who,when\n0123456789ab,accepted,,Li,2024-01-31\n"
    (project / "data" / "reviews.csv").write_text(text, encoding="utf-8")


def a_coding(project: Path) -> None:
    (project / "data" / "coding" / "mine.csv").write_text("b\n", encoding="utf-8")


def the_notebook(project: Path) -> None:
    path = project / "notebooks" / "one.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("# One", "# Another"), encoding="utf-8")


def a_page_was_edited(project: Path) -> None:
    path = project / "data" / "processed" / "pages" / "one.html"
    path.write_text(path.read_text(encoding="utf-8") + "mine", encoding="utf-8")


def a_page_was_removed(project: Path) -> None:
    (project / "data" / "processed" / "pages" / "index.html").unlink()


MATTERS = (another_report, a_decision, a_coding, the_notebook, a_page_was_edited, a_page_was_removed)


@pytest.mark.parametrize("change", MATTERS, ids=lambda change: change.__name__)
def test_whatever_a_page_is_made_from_makes_it_again(project, monkeypatch, change):
    ran = executed(monkeypatch)
    change(project)
    assert main(["run"]) == 0
    assert [path.name for path in ran] == ["one.ipynb"]
    assert b"mine" not in pages(project)["one.html"]


def test_pages_of_a_year_have_a_folder_of_their_own_and_say_what_was_chosen(project, capsys):
    whole = pages(project)
    assert main(["run", "--year", "2023", "--region", "江苏省"]) == 0
    said = capsys.readouterr().out
    assert str(Path("data", "processed", "pages_2023_江苏省", "index.html")) in said
    text = pages(project, "pages_2023_江苏省")["one.html"].decode()
    assert "YEAR = 2023" in text and "1 of 1 reports" in text
    assert pages(project) == whole


def test_a_year_that_is_not_there_is_said_and_makes_no_pages(project, capsys):
    for command in ("run", "render"):
        assert main([command, "--year", "2025"]) == 2
        assert "No report of year 2025 is in this dataset: there are years 2023." in capsys.readouterr().err
    assert not (project / "data" / "processed" / "pages_2025").exists()


def test_a_notebook_whose_data_is_missing_says_so_in_prose(project):
    processed = project / "data" / "processed"
    run_notebooks(project / "notebooks", processed, processed, parameters={"YEAR": 2025})
    for name in ("one.html", "index.html"):
        text = pages(project, "pages_2025")[name].decode()
        assert "No report of year 2025 is in this dataset: there are years 2023." in text
        assert "Traceback" not in text


def test_a_year_that_is_none_ends_before_anything_is_built(project, capsys):
    shutil.rmtree(project / "data" / "processed")
    assert main(["run", "--year", "20x5"]) == 2
    assert "expected a year as 2025" in capsys.readouterr().err
    assert not (project / "data" / "processed").exists()


def test_what_was_saved_in_a_notebook_narrows_no_page(project):
    path = project / "notebooks" / "one.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("YEAR = None", "YEAR = 2024"), encoding="utf-8")
    assert main(["run"]) == 0
    assert "Chosen" not in pages(project)["one.html"].decode()
    assert "YEAR = 2024" in path.read_text(encoding="utf-8")


def test_pages_of_notebooks_that_are_gone_are_taken_away_and_old_prints_too(project):
    shutil.copy(project / "notebooks" / "one.ipynb", project / "notebooks" / "two.ipynb")
    assert main(["run"]) == 0
    (project / "data" / "processed" / "pages" / "one.pdf").write_bytes(b"old")
    (project / "notebooks" / "two.ipynb").unlink()
    assert main(["run"]) == 0
    assert set(pages(project)) == {"index.html", "one.html", "one.ipynb", "made.json"}


def test_render_makes_the_pages_of_a_built_dataset(project, capsys):
    shutil.rmtree(project / "data" / "processed" / "pages")
    assert main(["render", "--year", "2023", "--to", str(project / "shared")]) == 0
    assert "Chosen: YEAR = 2023" in (project / "shared" / "one.html").read_text(encoding="utf-8")


def test_tables_without_a_record_are_always_rendered(project, monkeypatch):
    (project / "data" / "processed" / "built.json").unlink()
    ran = executed(monkeypatch)
    for _ in range(2):
        run_notebooks(project / "notebooks", project / "data" / "processed", project / "data" / "processed")
    assert len(ran) == 2


def test_the_explorer_is_named_with_the_dataset_that_was_built(project, capsys):
    assert main(["run"]) == 0
    assert "One report at a time: jupyter lab" in capsys.readouterr().out
    build(project / "data" / "raw", project / "else")
    assert main(["run", str(project / "data" / "raw"), str(project / "else")]) == 0
    assert f'with DATASET = "{(project / "else").as_posix()}" in its first cell' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        (None, "pages"),
        ({"YEAR": 2025}, "pages_2025"),
        ({"YEAR": "2024-2025", "REGION": "江苏省"}, "pages_2024-2025_江苏省"),
        ({"REGION": "../../x/y:z"}, "pages_x-y-z"),
        ({"REGION": ".."}, "pages_part"),
    ],
)
def test_names_of_folders(parameters, name):
    assert folder_name(parameters) == name
