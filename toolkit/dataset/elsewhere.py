"""Folders of another machine or of a store of objects: what people decided is fetched from there, and a dataset brought there."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from toolkit.dataset.built import BUILT, built_in, hash_of_file
from toolkit.dataset.changes import CHANGES
from toolkit.dataset.files import PACKAGE
from toolkit.dataset.layout import all_names, is_table, year_of
from toolkit.dataset.summary import Summary
from toolkit.places import address_of, is_local
from toolkit.whole_files import write_whole

DECISIONS = ("agencies.csv", "corrections.csv", "reviews.csv")
_APPLICATION = "openness-toolkit"


@contextmanager
def beside(raw: Path, given: Mapping[str, Path | str | None]) -> Iterator[dict[str, Path]]:
    """The files that people gave, by their usual names: those named, and of the others those beside the raw folder."""
    named = {name: Path(path) for name, path in given.items() if path}
    parent = raw.resolve().parent
    there = {name: parent / name for name in DECISIONS if name not in named and (parent / name).is_file()}
    with tempfile.TemporaryDirectory(prefix="toolkit-") as folder:
        yield named | {name: path if is_local(path) else _fetched(path, Path(folder)) for name, path in there.items()}


def _fetched(path: Path, folder: Path) -> Path:
    here = folder / path.name
    here.write_bytes(path.read_bytes())
    return here


def published(out: Path, make: Callable[[Path], Summary]) -> Summary:
    """Builds into a folder of this machine that is kept for the next time, and brings to an address what is new or changed there.

    Who reads there meanwhile may see files of both; the description and the record come last. Raises OSError where it can't be
    written to.
    """
    local = working_folder(out) / "built"
    summary = make(local)
    now = built_in(local)
    then = _tables_at(out)
    names = sorted(now.tables if now else (), key=lambda name: (name == PACKAGE, name))
    for name in names:
        if then.get(name) != now.tables[name]:
            _put(local / name, out / name)
    for name in (CHANGES, BUILT):
        if (local / name).is_file():
            _put(local / name, out / name)
    for name in set(then) - set(names):
        if is_table(name):
            (out / name).unlink()
    return summary


def fetched(out: Path, years: tuple[int, int] | None = None) -> Path:
    """A folder of this machine with the dataset at an address: of the years from the first to the last, or all of it.

    Files that are here and the same are not fetched again. Raises FileNotFoundError where there is no dataset.
    """
    there = _tables_at(out)
    if not there:
        raise FileNotFoundError(
            f"{address_of(out)}: expected a dataset ({BUILT}), found none; make one with: toolkit build"
        )
    local = working_folder(out) / "read"
    wanted = {name for name in there if not years or year_of(name) is None or years[0] <= year_of(name) <= years[1]}
    for name in all_names(local):
        if name not in wanted:
            (local / name).unlink()
    for name in sorted(wanted):
        if not (is_table(name) or name == PACKAGE) or hash_of_file(local / name) == there[name]:
            continue
        write_whole(local / name, (out / name).read_bytes())
    write_whole(local / BUILT, (out / BUILT).read_bytes())
    return local


def working_folder(out: Path) -> Path:
    """Where what belongs to an address lies on this machine: in the user's folder for what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path(_APPLICATION) / "datasets" / hashlib.sha256(address_of(out).encode()).hexdigest()[:16]


def _tables_at(out: Path) -> dict[str, Any]:
    """The hashes of the files that the record at an address names; {} where there is none, and all is brought there."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        return dict(json.loads((out / BUILT).read_text(encoding="utf-8"))["tables"])
    return {}


def _put(here: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(here.read_bytes())
