"""A file is written beside its place and renamed when it is whole, so that nobody ever sees half of it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes | str) -> None:
    """Writes a file, text in UTF-8; what was there stays until the new one is whole.

    A link is followed: the file it leads to is written. Raises OSError with what to do.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(content.encode() if isinstance(content, str) else content)
        move_whole(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink()


def move_whole(beside: Path, target: Path) -> None:
    """Puts a file that is whole in its place. Raises OSError with what to do: on Windows a file that is open cannot be replaced."""
    try:
        os.replace(beside, target)
    except OSError as refused:
        reason = refused.strerror or refused
        raise OSError(
            f"{target}: the file can't be written ({reason}); close it in Excel or whatever has it open, and try again"
        ) from refused
