"""DOC, WPS, RTF, ODT, ODS and Word's XML of 2003: LibreOffice makes DOCX or XLSX of them, which are then read."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit import soffice
from toolkit.reading.document import Document, UnreadableFile
from toolkit.reading.readers import docx, xlsx
from toolkit.reading.readers.kinds import OLE, kind_of
from toolkit.reading.readers.zipped import checked, opened

# A kind, and the ending under which LibreOffice knows it.
ENDINGS = {"doc": "doc", "rtf": "rtf", "odt": "odt", "ods": "ods", "wordml": "xml"}
BATCH_FILES, BATCH_BYTES = 50, 200_000_000
LARGEST = 100_000_000
# How such a file begins; others need not be read to know that they are none. The first member of ODF is its type.
_HEADS = (OLE, b"{\\rtf", b"<?xml", b"\xef\xbb\xbf<?xml")
_ZIP, _ODF = b"PK\x03\x04", b"mimetype"

Progress = Callable[[int, int], None]
"""Called with the number of files converted so far and the number of all."""

# The folder of results of each `prepared` that is open, the innermost last.
_folders: list[Path] = []


def read(data: bytes, source: str) -> Document:
    """The document in the bytes of such a file; `format` says what the file was.

    Takes what `prepared` has converted; without that LibreOffice is started for this one file, which takes a second or
    more. Raises UnreadableFile with the reason, also where LibreOffice is not installed.
    """
    kind, key = kind_of(data), hashlib.sha256(data).hexdigest()
    for folder in reversed(_folders):
        if _is_done(folder, key, kind):
            return _result(folder, key, kind, source)
    with tempfile.TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _add(folder, key, kind, data)
        _convert(folder, [(key, kind)])
        return _result(folder, key, kind, source)


@contextmanager
def prepared(paths: Iterable[Path], progress: Progress | None = None) -> Iterator[int]:
    """Converts all files among `paths` that need LibreOffice, many in one call, for as long as the context is open.

    `read` then takes the result of a file by the SHA-256 of its content, wherever the file lies and whatever it is called.
    Gives the number of files converted or tried. Raises nothing for a bad file, nor where LibreOffice is not installed:
    reading that file says why. Files of other kinds are not touched.
    """
    with tempfile.TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _folders.append(folder)
        try:
            yield _prepare(folder, list(paths), progress)
        finally:
            _folders.remove(folder)


def _prepare(folder: Path, paths: list[Path], progress: Progress | None) -> int:
    batch: list[tuple[str, str]] = []
    seen: set[str] = set()
    size = done = 0
    for path in paths:
        data = _bytes_of(path)
        kind = kind_of(data) if data else ""
        if kind not in ENDINGS:
            continue
        key = hashlib.sha256(data).hexdigest()
        if key in seen:
            continue
        if batch and (len(batch) == BATCH_FILES or size + len(data) > BATCH_BYTES):
            done, batch, size = _finish(folder, batch, done, progress), [], 0
        seen.add(key)
        size += len(data)
        _add(folder, key, kind, data)
        batch.append((key, kind))
    return _finish(folder, batch, done, progress) if batch else done


def _finish(folder: Path, batch: list[tuple[str, str]], done: int, progress: Progress | None) -> int:
    _convert(folder, batch)
    if progress:
        progress(done + len(batch), done + len(batch))
    return done + len(batch)


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file that may need LibreOffice, b"" for any other and for one that can't be opened: reading says why."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
            begins = head.lstrip().startswith(_HEADS) or (head.startswith(_ZIP) and _ODF in head)
            if not begins or path.stat().st_size > LARGEST:
                return b""
            return head + file.read()
    except OSError:
        return b""


def _input(folder: Path, key: str, kind: str) -> Path:
    return folder / "in" / f"{key}.{ENDINGS[kind]}"


def _target(kind: str) -> str:
    return "xlsx" if kind == "ods" else "docx"


def _output(folder: Path, key: str, kind: str) -> Path:
    return folder / f"{key}.{_target(kind)}"


def _is_done(folder: Path, key: str, kind: str) -> bool:
    return _output(folder, key, kind).is_file() or (folder / f"{key}.reason").is_file()


def _fail(folder: Path, key: str, reason: str) -> None:
    (folder / f"{key}.reason").write_text(reason, encoding="utf-8")


def _add(folder: Path, key: str, kind: str, data: bytes) -> None:
    """Puts a file where LibreOffice will find it, or the reason why it must not."""
    if len(data) > LARGEST:
        _fail(
            folder,
            key,
            f"the file has more than {LARGEST // 1_000_000} MB: take out pictures, or save it as DOCX or PDF",
        )
        return
    try:
        if kind in ("odt", "ods"):
            checked(data)
    except UnreadableFile as error:
        _fail(folder, key, str(error))
        return
    path = _input(folder, key, kind)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def _convert(folder: Path, batch: list[tuple[str, str]]) -> None:
    """Leaves a result or a reason for each file of a batch in the folder."""
    for target in ("docx", "xlsx"):
        keys = [(key, kind) for key, kind in batch if _target(kind) == target and _input(folder, key, kind).is_file()]
        files = {_input(folder, key, kind): (key, kind) for key, kind in keys}
        if not files:
            continue
        work = folder / "out"
        work.mkdir(exist_ok=True)
        try:
            made, reason = soffice.converted(list(files), target, work), _REFUSED
        except (OSError, ValueError) as error:
            made, reason = {}, _absent(error)
        for file, (key, kind) in files.items():
            if file in made:
                made[file].replace(_output(folder, key, kind))
            else:
                _fail(folder, key, reason)
            file.unlink()
        shutil.rmtree(work, ignore_errors=True)


_REFUSED = (
    "LibreOffice can't convert the file, or takes too long: it may be damaged, or locked with a password; open it in Word, WPS or "
    "LibreOffice, and save it as DOCX (a workbook as XLSX)"
)


def _absent(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and str(error) == soffice.INSTALL:
        return (
            f"files of this kind (DOC, WPS, RTF, ODT, ODS) are read with LibreOffice, which was not found. {soffice.INSTALL}; "
            "or save the file as DOCX (a workbook as XLSX) and read that"
        )
    return f"LibreOffice could not be started ({error}): check its installation, or save the file as DOCX (a workbook as XLSX)"


def _result(folder: Path, key: str, kind: str, source: str) -> Document:
    reason = folder / f"{key}.reason"
    if reason.is_file():
        raise UnreadableFile(reason.read_text(encoding="utf-8"))
    container = opened(_output(folder, key, kind).read_bytes())
    reader = xlsx if _target(kind) == "xlsx" else docx
    return reader.read_container(container, source, kind)
