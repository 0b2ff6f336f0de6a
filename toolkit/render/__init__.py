"""Notebooks become pages: copies are executed on a dataset and rendered to HTML files that need no network.

The repository's notebooks are read, never written. Pages carry a banner when the dataset is made from digests or
samples.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

from toolkit.charts.tables import banner_text
from toolkit.dataset import Dataset, open_dataset
from toolkit.dataset.files import folder_of
from toolkit.render.executing import NotebookFailed, execute
from toolkit.render.index import INDEX_TITLE, index
from toolkit.render.kept import clear_old, inputs_of_pages, kept, note_made
from toolkit.render.page import about, render, title_of, whole_page
from toolkit.render.parameters import ParameterError, chosen, parameter_names
from toolkit.render.printing import print_pdf
from toolkit.render.stamp import stamp_of
from toolkit.whole_files import move_whole, write_whole

__all__ = ["NotebookFailed", "ParameterError", "execute", "print_pdf", "render", "render_pages", "run_notebooks"]

INDEX = "index.html"
FOLLOWS = "Chosen: {}."
FOLLOWS_NOT = "Chosen: {}. This page does not follow that choice: its notebook has no such parameter."
FOLLOWS_PARTLY = "Chosen: {}. Of this, the page does not follow {}: its notebook has no such parameter."

Progress = Callable[[int, int, str], None]
"""Called for each notebook in turn, before waiting for it, with its number, the number of notebooks, and its name."""


def run_notebooks(
    notebooks: Path,
    dataset: Path,
    out: Path,
    progress: Progress | None = None,
    *,
    parameters: Mapping[str, object] | None = None,
    again: bool = False,
) -> list[Path]:
    """The same as `render_pages`, into OUT/pages; of a part of the dataset into a folder beside it, named after what was chosen."""
    folder = folder_name(parameters)
    return render_pages(notebooks, dataset, Path(out) / folder, progress, parameters=parameters, again=again)


def folder_name(parameters: Mapping[str, object] | None) -> str:
    """The folder for pages of what was chosen: "pages", "pages_2025", "pages_2024-2025_江苏省"."""
    return folder_of("pages", (parameters or {}).values())


def render_pages(
    notebooks: Path,
    dataset: Path,
    pages: Path,
    progress: Progress | None = None,
    *,
    parameters: Mapping[str, object] | None = None,
    again: bool = False,
) -> list[Path]:
    """Executes copies of all notebooks of a folder on a dataset and renders them into `pages`, with an index.html.

    `parameters` are values for the cells tagged "parameters", by name; a page says what was chosen, and what of it its
    notebook does not follow.

    Gives the pages, the index first. Where nothing that they are made from has changed they stay as they are, unless `again`.
    They are put in place together once all notebooks have run: a notebook that fails leaves the pages that were there.
    Raises NotebookFailed, FileNotFoundError for a folder without notebooks, and ParameterError for a parameter that no
    notebook has.
    """
    found = _notebooks(Path(notebooks))
    read = {path: nbformat.read(path, as_version=4) for path in found}
    notes = _notes(read, parameters or {})
    pages, inputs = Path(pages), inputs_of_pages(Path(notebooks), Path(dataset), parameters)
    made = [pages / INDEX, *(pages / f"{path.stem}.html" for path in found)]
    if inputs and not again and kept(pages, inputs):
        return made
    staging = pages / ".staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        copies = _executed(found, dataset, staging, progress, parameters)
        _render_all(copies, read, notes, _part(dataset, parameters), pages, staging, parameters)
        names = sorted((p.name for p in staging.iterdir()), key=lambda name: name == INDEX)
        clear_old(pages, names)
        for name in names:
            move_whole(staging / name, pages / name)
        note_made(pages, inputs, names)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return made


def _notebooks(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*.ipynb"))
    if not found:
        raise FileNotFoundError(f"{folder}: expected notebooks (*.ipynb), found none; run this in the project's folder")
    return found


def _part(dataset: Path, parameters: Mapping[str, object] | None) -> Dataset:
    """What the index tells of: the part of the dataset that the parameters of the toolkit's own notebooks choose."""
    given = [(parameters or {}).get(name) for name in ("YEAR", "REGION", "KIND")]
    return open_dataset(dataset).choose(*given)  # type: ignore[arg-type]


def _render_all(
    copies: Iterator[tuple[Path, Path]],
    read: Mapping[Path, nbformat.NotebookNode],
    notes: Mapping[Path, str],
    data: Dataset,
    pages: Path,
    staging: Path,
    parameters: Mapping[str, object] | None,
) -> None:
    """Renders executed copies as they come, and the index, into the staging folder."""
    titles = {path.stem: title_of(nb, path) for path, nb in read.items()}
    links = ((INDEX, "All pages"), *((f"{stem}.html", title) for stem, title in titles.items()))
    warning, facts = banner_text(data.reports), stamp_of(data)
    for path, copy in copies:
        render(copy, staging / f"{path.stem}.html", warning, links, notes[path], facts)
    said = FOLLOWS.format(chosen(parameters)) if parameters else ""
    body = index(data, facts, pages, titles, {path.stem: about(nb) for path, nb in read.items()})
    write_whole(staging / INDEX, whole_page(INDEX_TITLE, body, warning, note=said, stamp=facts))


def _executed(
    found: Sequence[Path],
    dataset: Path,
    staging: Path,
    progress: Progress | None,
    parameters: Mapping[str, object] | None,
) -> Iterator[tuple[Path, Path]]:
    """Each notebook with its executed copy, in their order; several are executed at once."""
    with ThreadPoolExecutor(min(len(found), os.cpu_count() or 1)) as pool:
        copies = [pool.submit(execute, path, dataset, staging / path.name, parameters) for path in found]
        try:
            for number, (path, copy) in enumerate(zip(found, copies, strict=True), 1):
                if progress:
                    progress(number, len(found), path.name)
                yield path, copy.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _notes(read: Mapping[Path, nbformat.NotebookNode], parameters: Mapping[str, object]) -> dict[Path, str]:
    """What each page says of a choice; nothing where nothing was chosen."""
    names = {path: parameter_names(nb, path.name) for path, nb in read.items()}
    known = dict.fromkeys(name for each in names.values() for name in each)
    if unknown := [name for name in parameters if name not in known]:
        raise ParameterError(
            f"{', '.join(unknown)}: expected a parameter of the notebooks ({', '.join(known) or 'they have none'})"
            "; correct the name, or add it to a cell tagged parameters"
        )
    if not parameters:
        return dict.fromkeys(read, "")
    notes = {}
    for path, has in names.items():
        lacking = [name for name in parameters if name not in has]
        form = FOLLOWS if not lacking else FOLLOWS_NOT if len(lacking) == len(parameters) else FOLLOWS_PARTLY
        notes[path] = form.format(chosen(parameters), ", ".join(lacking))
    return notes
