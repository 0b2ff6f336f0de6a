"""Notebooks become pages: copies are executed on a dataset and rendered to HTML files that need no network.

The repository's notebooks are read, never written. Pages carry a banner when the dataset is made from digests or samples.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import escape
from importlib import resources
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

from toolkit.charts.tables import banner_html, banner_text
from toolkit.dataset import ENVIRONMENT_PATH, open_dataset
from toolkit.render.index import INDEX_TITLE, index

CELL_SECONDS = 600
"""A cell that runs longer is stopped."""

Progress = Callable[[int, int, str], None]
"""Called for each notebook in turn, before waiting for it, with its number, the number of notebooks, and its name."""


class NotebookFailed(RuntimeError):
    """A notebook that could not be executed. Says which cell, what stands in it, and the error."""

    def __init__(self, notebook: Path, number: int, source: str, error: str):
        self.notebook, self.number, self.source, self.error = notebook, number, source, error
        super().__init__(f"{notebook.name}, cell {number} failed: {error}\n\nThe cell:\n{source}")


def execute(notebook: Path, dataset: Path, copy: Path) -> Path:
    """Executes `notebook` on the dataset in a folder and writes the result to `copy`; the notebook itself stays as it is.

    Raises NotebookFailed with the number of the cell, counted from 1 over all cells as JupyterLab shows them.
    """
    nb = nbformat.read(notebook, as_version=4)
    at = [0]

    # Only this interpreter's own kernel: a python3 installed elsewhere would run without the toolkit.
    client = NotebookClient(
        nb,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(notebook.resolve().parent)}},
    )
    client.create_kernel_manager().kernel_spec_manager = KernelSpecManager(kernel_dirs=[])
    client.on_cell_start = lambda cell, cell_index: at.__setitem__(0, cell_index)
    environment = {**os.environ, ENVIRONMENT_PATH: str(Path(dataset).resolve()), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise _failed(notebook, nb, at[0], f"{error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise _failed(notebook, nb, at[0], f"still running after {CELL_SECONDS} seconds") from error
    except DeadKernelError as error:
        raise _failed(notebook, nb, at[0], "the kernel died; the machine may have run out of memory") from error
    _same_on_every_machine(nb)
    _write(copy, nbformat.writes(nb, version=4) + "\n")
    return copy


def _failed(notebook: Path, nb: nbformat.NotebookNode, index: int, error: str) -> NotebookFailed:
    return NotebookFailed(notebook, index + 1, nb.cells[index].source if nb.cells else "", error)


def _same_on_every_machine(nb: nbformat.NotebookNode) -> None:
    """Takes out what a machine or a run adds: versions, times, the ids of display areas."""
    nb.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in nb.cells:
        cell.metadata = nbformat.from_dict({key: value for key, value in cell.metadata.items() if key == "tags"})
        for output in cell.get("outputs", ()):
            output.pop("transient", None)


def render(copy: Path, page: Path, banner: str = "", links: tuple[tuple[str, str], ...] = ()) -> Path:
    """Writes an executed notebook as one HTML file without scripts and without anything from the network.

    `banner` stands at the top of the page; `links` are (file, title) of the pages it leads to.
    """
    nb = nbformat.read(copy, as_version=4)
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.raw_template = _part("cells.html")
    body, _ = exporter.from_notebook_node(nb)
    _write(page, _page(title_of(nb, copy), _named_pictures(body), banner, links))
    return page


def _named_pictures(body: str) -> str:
    """Gives each picture its title, the texts in bold, as a name for those who cannot see it."""

    def named(found: re.Match[str]) -> str:
        title = " ".join(re.findall(r'<text[^>]*font-weight="bold"[^>]*>([^<]*)</text>', found[1]))
        return f'<div class="picture" role="figure" aria-label="{title.replace(chr(34), "&quot;")}">{found[1]}'

    return re.sub(r'<div class="picture">(.*?</svg>)', named, body, flags=re.DOTALL)


def title_of(nb: nbformat.NotebookNode, path: Path) -> str:
    """The first heading of a notebook, else its file name."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return path.stem


def about(nb: nbformat.NotebookNode) -> str:
    """The first sentence of a notebook below its heading."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.split("\n\n")[1:2] if not line.startswith("#")]
            return re.split(r"(?<=\.)\s", " ".join(lines).replace("\n", " "), maxsplit=1)[0]
    return ""


def run_notebooks(notebooks: Path, dataset: Path, out: Path, progress: Progress | None = None) -> list[Path]:
    """Executes copies of all notebooks of a folder on a dataset and renders them to OUT/pages, with an index.html.

    Gives the pages, the index first. They are put in place together once all notebooks have run: a notebook that
    fails leaves the pages that were there. Raises NotebookFailed, and FileNotFoundError for a folder without notebooks.
    """
    found = sorted(path for path in Path(notebooks).glob("*.ipynb"))
    if not found:
        raise FileNotFoundError(
            f"{notebooks}: expected notebooks (*.ipynb), found none; run this in the project's folder"
        )
    data, pages = open_dataset(dataset), Path(out) / "pages"
    staging = pages / ".staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        read = {path: nbformat.read(path, as_version=4) for path in found}
        titles = {path.stem: title_of(nb, path) for path, nb in read.items()}
        abouts = {path.stem: about(nb) for path, nb in read.items()}
        links = (("index.html", "All pages"), *((f"{stem}.html", title) for stem, title in titles.items()))
        warning = banner_text(data.reports)
        with ThreadPoolExecutor(min(len(found), os.cpu_count() or 1)) as pool:
            copies = [pool.submit(execute, path, dataset, staging / path.name) for path in found]
            try:
                for number, (path, copy) in enumerate(zip(found, copies, strict=True), 1):
                    if progress:
                        progress(number, len(found), path.name)
                    render(copy.result(), staging / f"{path.stem}.html", warning, links)
            finally:
                pool.shutdown(cancel_futures=True)
        _write(staging / "index.html", _page(INDEX_TITLE, index(data, pages, titles, abouts), warning, ()))
        names = sorted((p.name for p in staging.iterdir()), key=lambda name: name == "index.html")
        for name in names:
            os.replace(staging / name, pages / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return [pages / "index.html", *(pages / f"{stem}.html" for stem in titles)]


def _page(title: str, body: str, banner: str, links: tuple[tuple[str, str], ...]) -> str:
    warning = f'<div class="banner" role="note">{banner_html(banner)}</div>' if banner else ""
    menu = " · ".join(f'<a href="{escape(file)}">{escape(name)}</a>' for file, name in links)
    parts = {
        "title": escape(title),
        "style": _part("page.css"),
        "banner": warning,
        "menu": f"<nav>{menu}</nav>" if menu else "",
        "body": body,
    }
    page = _part("page.html")
    for name, text in parts.items():
        page = page.replace("{{" + name + "}}", text, 1)
    return page


def _part(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    """Writes beside and renames, so that nobody sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)
