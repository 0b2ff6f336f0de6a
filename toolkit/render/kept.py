"""Pages that need not be made again: nothing that they are made from has changed, and nobody changed them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from toolkit.dataset.built import BUILT, built_in, engine, hash_of_file, intact
from toolkit.dataset.files import PACKAGE
from toolkit.whole_files import write_whole

MADE = "made.json"
"""Beside the pages: the hash of all that they were made from, and of each of them."""
# Beside the notebooks lies the project's data, of which notebooks read codings and decisions; reports and tables are not
# among it.
_DATA, _RAW = "data", "raw"


def inputs_of_pages(notebooks: Path, dataset: Path, parameters: Mapping[str, object] | None) -> str | None:
    """A hash of all that pages are made from: toolkit, tables, notebooks, the files they read, and what was chosen.

    None where that cannot be told: the tables are not those of the record beside them.
    """
    built = built_in(dataset)
    if built is None or not intact(built, dataset):
        return None
    found = hashlib.sha256(f"{engine()} {hash_of_file(dataset / BUILT)} {dict(parameters or {})!r}\n".encode())
    for path in _files(notebooks.resolve()):
        found.update(f"{path.relative_to(notebooks.resolve().parent).as_posix()} {hash_of_file(path)}\n".encode())
    return found.hexdigest()


def _files(notebooks: Path) -> Iterable[Path]:
    data = notebooks.parent / _DATA
    tables = {found.parent for found in data.rglob(PACKAGE)}
    beside = (
        path for path in data.rglob("*") if path.relative_to(data).parts[0] != _RAW and tables.isdisjoint(path.parents)
    )
    return sorted(p for p in (*notebooks.rglob("*"), *beside) if p.is_file() and ".ipynb_checkpoints" not in p.parts)


def kept(pages: Path, inputs: str | None) -> bool:
    """Whether the pages in a folder were made from these inputs, and are as they were."""
    was, files = _made(pages)
    return was is not None and was == inputs and all(hash_of_file(pages / name) == h for name, h in files.items())


def clear_old(pages: Path, names: Collection[str]) -> None:
    """Takes away pages that were made before and are not made now, and PDFs of what the pages were before."""
    _, files = _made(pages)
    old = {Path(name).name for name in files} - set(names)
    for name in (*old, *(f"{Path(name).stem}.pdf" for name in files)):
        with suppress(OSError):
            (pages / name).unlink()


def _made(pages: Path) -> tuple[str | None, dict[str, str]]:
    """What pages were made from, and the hash of each; None and nothing where that is not noted."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        made = json.loads((pages / MADE).read_text(encoding="utf-8"))
        return str(made["inputs"]), dict(made["files"])
    return None, {}


def note_made(pages: Path, inputs: str | None, names: Iterable[str]) -> None:
    """Notes what pages were made from; where that is not known, that nothing is."""
    if inputs is None:
        (pages / MADE).unlink(missing_ok=True)
        return
    made = {"inputs": inputs, "files": {name: hash_of_file(pages / name) for name in sorted(names)}}
    write_whole(pages / MADE, json.dumps(made, ensure_ascii=False, indent=2) + "\n")
