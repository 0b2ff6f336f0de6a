"""What a build, or a stage of it, depends on in the toolkit itself, as a hash: of all files, or of those it imports."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from toolkit.soffice import find_soffice

DISTRIBUTION = "openness-toolkit"
_ROOT = Path(__file__).parents[2]
_PACKAGE = "toolkit"
# `from toolkit.a import b, c`, also over several lines, and `import toolkit.a`, wherever they stand.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(toolkit[.\w]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|import[ \t]+(toolkit[.\w]+))",
    re.MULTILINE,
)
# Data that lies beside the code, and is named in it.
_DATA = re.compile(r"""["']([\w.-]+\.(?:toml|txt|csv))["']""")

READING_LIBRARIES = (
    "lxml", "onnxruntime", "opencv-python-headless", "openpyxl", "pillow", "pypdfium2", "python-docx", "rapidocr", "xlrd",
)  # fmt: skip
"""Libraries that decide what is read of a file."""


@cache
def engine() -> str:
    """A hash of the toolkit itself: its files, Python, the libraries it uses, and whether LibreOffice is installed."""
    package = _ROOT / _PACKAGE
    files = sorted(p for p in package.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    said = [f"{path.relative_to(package).as_posix()} {_hash_or_reason(path)}" for path in files]
    said += [f"{name} {version_of(name)}" for name in sorted(_libraries())]
    return hashlib.sha256("\n".join([*said, reading_engine()]).encode()).hexdigest()


def _libraries() -> set[str]:
    try:
        required = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return set()
    return {re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0] for one in required}


@cache
def reading_engine() -> str:
    """The hash of all that decides what is read of a file: readers, forms, fitting, libraries, whether LibreOffice is there."""
    libraries = [f"{name} {version_of(name)}" for name in READING_LIBRARIES]
    modules = ["toolkit.reading.report", *_within("toolkit.reading.readers")]
    return _hash(modules, [*libraries, f"soffice {_program(find_soffice())}"], ["toolkit/forms"])


@cache
def checking_engine() -> str:
    """The hash of all that decides what is found in a report, and how its rows are written, but for the coded statements."""
    modules = [
        "toolkit.checks.together",
        "toolkit.corrections.applying",
        "toolkit.agencies.facts",
        "toolkit.dataset.rows",
    ]
    return _hash(
        modules, (), ["toolkit/forms", "toolkit/agencies"], without=["toolkit.text.coded", "toolkit.text.themes"]
    )


@cache
def coding_engine() -> str:
    """The hash of all that decides which statements are found and how they are coded, but for the codebook."""
    return _hash(["toolkit.text.coded", "toolkit.dataset.rows"], (), (), without=["toolkit.checks", "toolkit.agencies"])


def _hash(modules: Iterable[str], others: Iterable[str], folders: Iterable[str], without: Iterable[str] = ()) -> str:
    """Of what these modules import, of other facts, and of the data in these folders."""
    files = set(_closure(modules, tuple(without)))
    for folder in folders:
        files |= {path for path in (_ROOT / folder).rglob("*.toml")}
    said = [f"{path.relative_to(_ROOT).as_posix()} {_hash_of(path)}" for path in sorted(files)]
    said += [f"python {sys.version_info[0]}.{sys.version_info[1]}", *others]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _closure(modules: Iterable[str], without: tuple[str, ...]) -> Iterable[Path]:
    """The files of modules, of all that they import of the toolkit, and of the data that these name."""
    todo, seen = list(modules), set()
    while todo:
        name = todo.pop()
        path = _file_of(name)
        if path is None or path in seen or name == _PACKAGE or name.startswith(without):
            continue
        seen.add(path)
        text = _text(path)
        todo += _imports(text)
        yield path
        for data in _DATA.findall(text):
            if (path.parent / data).is_file():
                yield path.parent / data


def _imports(text: str) -> Iterable[str]:
    for source, names, plain in _IMPORT.findall(text):
        yield plain or source
        # A name that is imported may be a module.
        yield from (f"{source}.{name}" for name in re.findall(r"\w+", names) if source)


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash_or_reason(path: Path) -> str:
    """The hash of a file; of one that cannot be read, which may be no part of the toolkit, why it cannot."""
    try:
        return _hash_of(path)
    except OSError as error:
        return f"{type(error).__name__} {error.errno}"


@cache
def _file_of(module: str) -> Path | None:
    """The file of a module or package of the toolkit; None for what is none."""
    path = _ROOT.joinpath(*module.split("."))
    found = (path.with_suffix(".py"), path / "__init__.py")
    return next((file for file in found if file.is_file()), None)


def _within(package: str) -> list[str]:
    """The modules of a package that is loaded by name."""
    folder = _ROOT.joinpath(*package.split("."))
    files = (path.relative_to(_ROOT).with_suffix("") for path in folder.rglob("*.py"))
    return [".".join(path.parts) for path in files if path.name != "__init__"]


def _program(path: Path | None) -> str:
    """A program by its place, size and time: an upgrade changes what it makes of a file."""
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return f"{path} {status.st_size} {status.st_mtime_ns}" if status else str(path)


def version_of(name: str) -> str:
    """The version of a library; "" where it is not installed."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
