"""Which files of a folder may be reports, what kind of source each is, and where a project keeps them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from toolkit import vocabulary
from toolkit.places import address_of, is_local

RAW, PROCESSED = Path("data/raw"), Path("data/processed")
"""Where reports are put and where build writes, relative to the project's root."""

PACKAGE = "datapackage.json"
"""What every folder of tables has."""
MARKER = "provenance.toml"
# Files that lie beside reports and are none.
NO_REPORTS = ("readme", MARKER, "thumbs.db", "desktop.ini", "license")
PROVENANCES = vocabulary.names(vocabulary.PROVENANCES)


def folder_of(name: str, chosen: Iterable[object]) -> str:
    """A folder for what is made of a part of a dataset: "pages", "pages_2025", "pages_2024-2025_江苏省"."""
    return "_".join([name, *(re.sub(r"[^\w-]+", "-", str(value)).strip("-") or "part" for value in chosen)])


def quoted(path: Path) -> str:
    """A path as it must be typed."""
    return f'"{path}"' if " " in str(path) else str(path)


def project_path(relative: Path) -> Path:
    """A path of the project: `relative` under the nearest folder with a pyproject.toml, from the current one upward."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "pyproject.toml").is_file():
            return folder / relative
    return Path.cwd() / relative


def find_files(raw: Path, out: Path | None = None) -> list[Path]:
    """The files under a folder that may be reports, sorted by their path. Raises FileNotFoundError for no folder.

    A folder whose provenance.toml says `reports = false` holds none (the truth beside fictional reports), nor does one with
    tables that a build wrote, such as `out`.
    """
    expect_folder(raw)
    return [raw / name for name in look_through(raw, out)[0]]


def expect_folder(raw: Path) -> None:
    """Raises NotADirectoryError for a file, FileNotFoundError for a folder that is not there; both say what to do."""
    if not raw.is_dir():
        if raw.is_file():
            raise NotADirectoryError(
                f"{raw}: expected a folder of reports, found a file; to look at one: toolkit check {raw}"
            )
        raise FileNotFoundError(
            f"{address_of(raw)}: expected a folder of reports, found none; give the path of yours, or run this in the project's folder"
        )


def look_through(raw: Path, out: Path | None = None) -> tuple[list[str], list[str]]:
    """The names in a folder of the files of `find_files`, and of the provenance.toml files, of which each says what the reports
    beside it are; sorted.
    """
    names = sorted(_all_names(raw))
    marked = [name for name in names if _last(name) == MARKER]
    apart = {_folder(name) for name in marked if _marker(raw / name).get("reports") is False}
    apart |= {_folder(name) for name in names if _last(name) == PACKAGE}
    if below := _below(out, raw):
        apart.add(below)
    kept = [name for name in names if not _is_companion(name)]
    return [name for name in kept if apart.isdisjoint(_folders(name))] if apart else kept, marked


def _all_names(raw: Path) -> Iterator[str]:
    """Every file below a folder, and every link: what a link leads to is read, or not, like a file."""
    if is_local(raw):
        yield from _names_below(str(raw), "")
    else:
        # A store of objects lists a whole folder in one call.
        root = len(raw.path.rstrip("/"))  # type: ignore[attr-defined]
        yield from (name[root:].lstrip("/") for name in raw.fs.find(raw.path))  # type: ignore[attr-defined]


def _names_below(folder: str, above: str) -> Iterator[str]:
    """Files and links below a folder, by their names from the raw folder on; pipes and devices are neither."""
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError as error:
        raise OSError(
            f"{folder}: expected a folder that can be read, found: {error.strerror or error}; its reports would be missing: "
            "get the right to read it, or move it elsewhere"
        ) from error
    for entry in found:
        name = f"{above}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _names_below(entry.path, f"{name}/")
        elif entry.is_file(follow_symlinks=False) or (entry.is_symlink() and not _is_pipe_or_device(entry.path)):
            yield name


def _is_pipe_or_device(link: str) -> bool:
    """Whether a link leads to one; what leads nowhere, or round in a circle, is none."""
    return os.path.exists(link) and not os.path.isfile(link) and not os.path.isdir(link)


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _folders(name: str) -> Iterator[str]:
    """The folders in which a file lies, the nearest first; "" is the raw folder itself."""
    while name:
        name = _folder(name)
        yield name


def _below(out: Path | None, raw: Path) -> str:
    """A folder as seen from the raw folder in which it lies; "" for one that lies elsewhere, or is the raw folder itself."""
    if out is None or not (is_local(out) and is_local(raw)) or not out.resolve().is_relative_to(raw.resolve()):
        return ""
    seen = out.resolve().relative_to(raw.resolve()).as_posix()
    return "" if seen == "." else seen


def _marker(path: Path) -> dict[str, Any]:
    """What a provenance.toml says; a file that can't be read says nothing here, and is named when a report needs it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError):
        return {}


def _is_companion(name: str) -> bool:
    if name.startswith((".", "~$")) or "/." in name or "/~$" in name:
        return True
    last = _last(name).lower()
    return last in NO_REPORTS or last.split(".", 1)[0] in NO_REPORTS


def provenance_of(path: Path, raw: Path) -> str:
    """What a file is by the provenance.toml of its folder or the nearest above it; "original" without one.

    Raises ValueError for a provenance.toml that says something else.
    """
    name = path.relative_to(raw).as_posix()
    marked = [one for folder in _folders(name) if (raw / (one := f"{folder}/{MARKER}".lstrip("/"))).is_file()]
    return provenances(raw, [name], marked)[name]


def provenances(raw: Path, names: Iterable[str], marked: Iterable[str]) -> dict[str, str]:
    """What each file of a folder is, by those of its provenance.toml files: see `provenance_of`."""
    told = {_folder(name): raw / name for name in marked}
    said: dict[str, str] = {}
    found: dict[str, str] = {}
    for name in names:
        folder = next((one for one in _folders(name) if one in told), None) if told else None
        if folder is not None and folder not in said:
            said[folder] = _provenance(told[folder])
        found[name] = "original" if folder is None else said[folder]
    return found


def _provenance(marker: Path) -> str:
    try:
        value = tomllib.loads(marker.read_text(encoding="utf-8")).get("provenance")
    except tomllib.TOMLDecodeError as error:
        value = str(error)
    if value not in PROVENANCES:
        raise ValueError(
            f"{marker}: expected provenance = one of {', '.join(PROVENANCES)}, found {value!r}; correct the file"
        )
    return str(value)
