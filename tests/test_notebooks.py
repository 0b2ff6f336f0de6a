"""The notebooks: thin, executed, compared; on any dataset; and the pages made of them."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import nbformat
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from parts import change

from toolkit import build
from toolkit.render import NotebookFailed, execute, run_notebooks
from toolkit.sample import LAYOUTS, draw_report
from toolkit.sample import render as render_text

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_LINES = 14


def codes(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture
def digests(digests_dataset: Path) -> Path:
    return digests_dataset


@pytest.fixture
def pages(digests_pages: list[Path]) -> list[Path]:
    return digests_pages


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_cells_are_thin_and_were_executed(path: Path) -> None:
    for number, cell in enumerate(codes(path), 1):
        assert cell.execution_count == number, f"cell {cell.id} was not executed in order; run all cells and save"
        chooses = "parameters" in cell.metadata.get("tags", ())
        assert cell.outputs or chooses, f"cell {cell.id} shows nothing, so nbval compares nothing"
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.id
        defined = [
            n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)
        ]
        assert not defined, f"cell {cell.id} defines a function; it belongs into the package"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_hold_nothing_of_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/root/|/home/|/tmp/|C:\\\\|0x[0-9a-f]{6,}", text)
    assert not re.search(r"\bnan\b|NaN|<NA>|None<", "".join(str(cell.outputs) for cell in codes(path)))
    metadata = nbformat.read(path, as_version=4).metadata
    assert metadata.kernelspec.name == "python3"
    assert metadata.language_info == {"name": "python"}


def run_nbval(dataset: Path) -> tuple[int, dict[str, set[int]], str]:
    """Exit status of nbval on all notebooks, the numbers of failed cells by notebook, and what it printed."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rf",
        "--color=no",
        "-p",
        "no:cacheprovider",
        "--tb=no",
        *map(str, NOTEBOOKS),
    ]
    environment = {**os.environ, "TOOLKIT_TEST_DATASET": str(dataset)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed: dict[str, set[int]] = defaultdict(set)
    for name, number in re.findall(r"^FAILED \S*?([^/\s]+)\.ipynb::Cell (\d+)", done.stdout, re.MULTILINE):
        failed[name].add(int(number))
    return done.returncode, failed, done.stdout + done.stderr


def altered(dataset: Path, out: Path) -> Path:
    """The dataset with one granted request more in one report, and a problem of it with another theme."""
    shutil.copytree(dataset, out)
    altered = []

    def one_more(table: pa.Table) -> pa.Table:
        cell = pc.and_(pc.equal(table["row"], "granted"), pc.equal(table["column"], "total"))
        cell = pc.and_(cell, pc.equal(table["report_id"], "宿迁市_2024"))
        altered.extend(["figure"] * (pc.sum(cell).as_py() or 0))
        value = pc.if_else(cell, pc.add(table["value"], 1.0), table["value"])
        return table.set_column(table.schema.get_field_index("value"), table.schema.field("value"), value)

    def other_theme(table: pa.Table) -> pa.Table:
        rows = table.to_pylist()
        for row in rows:
            if (row["report_id"], row["kind"], row["order"]) == ("宿迁市_2024", "problem", 2):
                assert "on_request" in row["themes"]
                row["themes"] = ["security"]
                altered.append("theme")
        return pa.Table.from_pylist(rows, schema=table.schema)

    change(out, "figures", one_more)
    change(out, "statements", other_theme)
    assert altered == ["figure", "theme"]
    return out


def test_nbval_passes_on_the_digests(digests: Path) -> None:
    status, failed, said = run_nbval(digests)
    assert status == 0, said
    assert not failed


def test_nbval_fails_when_one_figure_and_one_theme_are_altered(digests: Path, tmp_path: Path) -> None:
    status, failed, said = run_nbval(altered(digests, tmp_path / "altered"))
    assert status == 1, said
    # The explorer shows one report, and the one altered is another.
    for path in (path for path in NOTEBOOKS if path.stem != "00_explorer"):
        assert failed[path.stem], f"{path.name} does not show that a figure or a theme changed"
    at = {cell.id: number for number, cell in enumerate(codes(ROOT / "notebooks/02_requests_and_outcomes.ipynb"))}
    cells = failed["02_requests_and_outcomes"]
    assert {at["results"], at["disclosure"]} <= cells, "nbval does not compare SVG"
    assert at["rates"] in cells, "nbval does not compare HTML"
    assert at["disputes"] not in cells


def test_pages_need_no_network_and_carry_the_banner(pages: list[Path]) -> None:
    assert [page.name for page in pages] == ["index.html", *(f"{path.stem}.html" for path in NOTEBOOKS)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "@import" not in text
        assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text), page.name
        assert not re.search(r"""url\(\s*["']?(?:https?:)?//""", text), page.name
        assert '<div class="banner"' in text and "digests" in text.split("<main")[0]
        assert str(page.parent) not in text


def test_pages_show_the_charts_with_live_text(pages: list[Path]) -> None:
    (page,) = (page for page in pages if page.stem == "02_requests_and_outcomes")
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") >= 10
    assert "<img" not in text
    assert re.search(r"<text[^>]*>宿迁市 2024</text>", text)


def test_the_index_says_what_it_is_and_links_to_the_tables(digests: Path) -> None:
    index = run_notebooks(ROOT / "notebooks", digests, digests)[0]
    text = index.read_text(encoding="utf-8")
    for name in ("reports.parquet", "findings.parquet", "datapackage.json"):
        assert re.search(rf'href="../{name}/?"', text) and (index.parent / ".." / name).exists()
    assert "政府信息公开工作年度报告" in text and "Where each figure was taken from" in text
    assert re.search(r"43 \(4 error 错误, .*warning 警告, .*note 提示\)", text)
    page = (index.parent / "02_requests_and_outcomes.html").read_text(encoding="utf-8")
    assert page.count('<div class="picture" role="figure" aria-label="Re') >= 4


def test_two_runs_give_the_same_bytes(pages: list[Path], digests: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (ROOT / "notebooks").iterdir() if path.is_file()}
    again = run_notebooks(ROOT / "notebooks", digests, tmp_path)
    for one, two in zip(pages, again, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name
    assert {path.name: path.read_bytes() for path in (ROOT / "notebooks").iterdir() if path.is_file()} == before
    assert not [path for path in (tmp_path / "pages").iterdir() if path.name.startswith(".")]


def test_committed_notebooks_are_what_execution_gives(pages: list[Path]) -> None:
    for path in NOTEBOOKS:
        assert (pages[0].parent / path.name).read_bytes() == path.read_bytes(), (
            f'{path.name} is stale: python -c "import conftest; conftest.refresh()"'
        )


def empty(raw: Path) -> None:
    pass


def unreadable(raw: Path) -> None:
    (raw / "图片.txt").write_bytes(bytes(range(256)) * 20)
    (raw / "空.txt").write_bytes(b"")


def many(raw: Path) -> None:
    names = sorted(LAYOUTS)
    for seed in range(60):
        text = render_text(draw_report(seed), names[seed % len(names)], seed)
        (raw / f"{seed:03}.txt").write_text(text, encoding="utf-8")
    (raw / "provenance.toml").write_text('provenance = "sample"\n', encoding="utf-8")


@pytest.mark.parametrize("fill", [empty, unreadable, many], ids=lambda f: f.__name__)
def test_notebooks_work_on_any_dataset(fill, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    fill(raw)
    build(raw, tmp_path / "out")
    made = run_notebooks(ROOT / "notebooks", tmp_path / "out", tmp_path / "out")
    for page in made:
        text = page.read_text(encoding="utf-8")
        assert ('<div class="banner"' in text) == (fill is many)
        assert "Traceback" not in text
        shown = re.sub(r'<details class="code">.*?</details>', "", text, flags=re.DOTALL)
        assert not re.search(r">\s*(nan|NaN|&lt;NA&gt;|None)\s*<", shown)
        assert len(text) < 3_000_000


def test_a_broken_notebook_says_where_and_leaves_the_pages(digests: Path, tmp_path: Path) -> None:
    notebooks, out = tmp_path / "notebooks", tmp_path / "out"
    notebooks.mkdir()
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Broken", id="a"), nbformat.v4.new_code_cell("1 / 0", id="b")]
    )
    nbformat.write(nb, notebooks / "broken.ipynb")
    (out / "pages").mkdir(parents=True)
    (out / "pages/index.html").write_text("old", encoding="utf-8")
    with pytest.raises(
        NotebookFailed, match=r"broken\.ipynb, cell 2 failed: ZeroDivisionError: division by zero(.|\n)*1 / 0"
    ):
        run_notebooks(notebooks, digests, out)
    assert [path.name for path in (out / "pages").iterdir()] == ["index.html"]
    assert (out / "pages/index.html").read_text(encoding="utf-8") == "old"


def test_execute_leaves_the_notebook_as_it_is(digests: Path, tmp_path: Path) -> None:
    notebook = tmp_path / "one.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell("import os; os.environ['TOOLKIT_DATASET'] != ''", id="a")]
        ),
        notebook,
    )
    before = notebook.read_bytes()
    copy = execute(notebook, digests, tmp_path / "copy.ipynb")
    assert notebook.read_bytes() == before
    assert nbformat.read(copy, as_version=4).cells[0].outputs[0].data["text/plain"] == "True"
