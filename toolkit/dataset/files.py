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
    return look_through(raw, out)[0]


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


def look_through(raw: Path, out: Path | None = None) -> tuple[list[Path], list[Path]]:
    """The files of `find_files`, and the provenance.toml files, of which each says what the reports beside it are; sorted."""
    files = sorted(_all_files(raw), key=lambda path: path.relative_to(raw).as_posix())
    marked = [path for path in files if path.name == MARKER]
    apart = {marker.parent for marker in marked if _marker(marker).get("reports") is False}
    apart |= {path.parent for path in files if path.name == PACKAGE}
    if below := _below(out, raw):
        apart.add(raw / below)
    kept = [p for p in files if not _is_companion(p, raw)]
    return [p for p in kept if apart.isdisjoint(p.parents)] if apart else kept, marked


def _all_files(raw: Path) -> Iterator[Path]:
    """Every file below a folder, and every link: what a link leads to is read, or not, like a file."""
    if is_local(raw):
        for folder, folders, names in os.walk(raw):
            linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
            yield from (Path(folder, name) for name in (*names, *linked))
    else:
        # A store of objects lists a whole folder in one call.
        root = raw.path.rstrip("/")  # type: ignore[attr-defined]
        yield from (raw / name[len(root) :].lstrip("/") for name in raw.fs.find(raw.path))  # type: ignore[attr-defined]


def _below(out: Path | None, raw: Path) -> Path | None:
    """A folder as seen from the raw folder in which it lies; None for one that lies elsewhere, or is the raw folder itself."""
    if (
        out is None
        or not (is_local(out) and is_local(raw))
        or not out.resolve().is_relative_to(raw.resolve())
        or out.resolve() == raw.resolve()
    ):
        return None
    return out.resolve().relative_to(raw.resolve())


def _marker(path: Path) -> dict[str, Any]:
    """What a provenance.toml says; a file that can't be read says nothing here, and is named when a report needs it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError):
        return {}


def _is_companion(path: Path, raw: Path) -> bool:
    parts = path.relative_to(raw).parts
    name = parts[-1].lower()
    return any(part.startswith((".", "~$")) for part in parts) or name in NO_REPORTS or name.split(".")[0] in NO_REPORTS


def provenance_of(path: Path, raw: Path) -> str:
    """What a file is by the provenance.toml of its folder or the nearest above it; "original" without one.

    Raises ValueError for a provenance.toml that says something else.
    """
    return provenances(raw, [path], [raw / folder / MARKER for folder in path.relative_to(raw).parents])[path]


def provenances(raw: Path, files: Iterable[Path], marked: Iterable[Path]) -> dict[Path, str]:
    """What each file under a folder is, by those of `marked`, provenance.toml files, that are there: see `provenance_of`."""
    told = {marker.parent: marker for marker in marked if marker.is_file()}
    said: dict[Path, str] = {}
    found: dict[Path, str] = {}
    for path in files:
        folder = next((one for one in path.parents if one in told), None) if told else None
        if folder is not None and folder not in said:
            said[folder] = _provenance(told[folder])
        found[path] = "original" if folder is None else said[folder]
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
