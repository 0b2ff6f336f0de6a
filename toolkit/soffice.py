"""Runs LibreOffice to convert files: a profile of its own, no macros, no links followed, and an end when it hangs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from toolkit.programs import find_program, running

# Environment variable that names the program where it is in none of the usual places.
VARIABLE = "TOOLKIT_SOFFICE"
# A report takes 0.2 s, the start of the program 1 to 10; who finishes no file for so long never will.
SECONDS_WITHOUT_A_FILE = 60.0
MOST_MEMORY, MOST_OUTPUT = 6_000_000_000, 500_000_000
_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.com",
    "C:/Program Files (x86)/LibreOffice/program/soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
INSTALL = (
    "Install LibreOffice (Windows and macOS: from libreoffice.org; Debian and Ubuntu: sudo apt-get install libreoffice-core "
    f"libreoffice-writer libreoffice-calc), or set {VARIABLE} to its program soffice where it is installed elsewhere"
)
_FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}

# Settings of the profile as (path, name, type, value). The proxy leads nowhere: should anything still ask for a remote
# address, it gets none.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", 3),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Save/Document", "WarnAlienFormat", "false"),
    ("Office.Writer/Content/Update", "Link", 2),
    ("Office.Writer/Content/Update", "Field", "false"),
    ("Office.Calc/Content/Update", "Link", 2),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", 1),
    ("Office.Calc/Formula/Load", "ODFRecalcMode", 1),
    ("Inet/Settings", "ooInetProxyType", 2),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", 9),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", 9),
    ("Inet/Settings", "ooInetNoProxy", ""),
)


def find_soffice() -> Path | None:
    """LibreOffice's program: the one that TOOLKIT_SOFFICE names, else on the PATH, else in the usual places."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named) if Path(named).is_file() else None
    return find_program(("soffice", "libreoffice"), _PLACES)


def converted(files: list[Path], target: str, folder: Path) -> dict[Path, Path]:
    """Converts files to `target` ("docx" or "xlsx") inside `folder`, all in as few calls as can be.

    Returns the results by file; one that can't be converted, or over which the program hangs, is not in it. Raises
    FileNotFoundError where LibreOffice is not installed.
    """
    program = find_soffice()
    if program is None:
        raise FileNotFoundError(INSTALL)
    results: dict[Path, Path] = {}
    left = list(files)
    while left:
        ended = _call(program, left, target, folder)
        results |= _results(left, target, folder)
        missing = [file for file in left if file not in results]
        # After a clean end each file had its turn. Otherwise the first one without a result is to blame.
        alone, left = (missing, []) if ended or len(missing) <= 1 else (missing[:1], missing[1:])
        for file in alone if len(files) > 1 else ():
            _call(program, [file], target, folder)
            results |= _results([file], target, folder)
    return results


def _results(files: list[Path], target: str, folder: Path) -> dict[Path, Path]:
    made = {file: folder / f"{file.stem}.{target}" for file in files}
    return {file: result for file, result in made.items() if result.is_file() and zipfile.is_zipfile(result)}


def _call(program: Path, files: list[Path], target: str, folder: Path) -> bool:
    """One call of the program. Returns whether it came to an end by itself; ended it is in any case."""
    profile = folder / "profile"
    _make_profile(profile)
    command = [
        str(program), f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore", "--nologo", "--nodefault",
        "--nolockcheck", "--convert-to", _FILTERS[target], "--outdir", str(folder), *map(str, files),
    ]  # fmt: skip
    try:
        with running(command) as process:
            _limit(process.pid)
            return _wait(process, folder, target)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _wait(process: subprocess.Popen, folder: Path, target: str) -> bool:
    """Waits until the program ends (True where it reports success) or has finished no file for too long (False)."""
    made, since = 0, time.monotonic()
    for pause in _pauses():
        try:
            return process.wait(timeout=pause) == 0
        except subprocess.TimeoutExpired:
            now = sum(1 for _ in folder.glob(f"*.{target}"))
            if now > made:
                made, since = now, time.monotonic()
            elif time.monotonic() - since > SECONDS_WITHOUT_A_FILE:
                return False
    return False


def _pauses() -> Iterator[float]:
    while True:
        yield 0.25


def _limit(pid: int) -> None:
    """Bounds the memory and the size of the files of the program, where the system lets us (Linux)."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    try:
        resource.prlimit(pid, resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (MOST_OUTPUT, MOST_OUTPUT))
    except (ProcessLookupError, PermissionError, ValueError):
        pass


def _make_profile(profile: Path) -> None:
    """A fresh profile: whatever a user set in LibreOffice, and whether it is open, does not matter."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n',
        encoding="utf-8",
    )
