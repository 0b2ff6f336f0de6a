"""Folders by their address: a path of this machine, or one of fsspec such as s3://bucket/folder (extra `cluster`)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def place(address: Path | str | Any) -> Path:
    """The folder at an address. What comes back is used as a path is; a remote one is a UPath of universal_pathlib.

    Raises ImportError, with what to install, for an address that needs a library that is not there.
    """
    if not isinstance(address, str):
        return address
    if not _ADDRESS.match(address):
        return Path(address)
    if address.startswith(("file://", "local://")):
        return Path(address.split("://", 1)[1])
    try:
        from upath import UPath

        return UPath(address)
    except ImportError as error:
        raise ImportError(
            f"{address}: folders elsewhere are read with universal_pathlib and a library for this kind of address "
            f'({error}); pip install "openness-toolkit[cluster]", or copy the folder to this machine'
        ) from error


def is_local(folder: Path) -> bool:
    """Whether a folder is one of this machine."""
    return type(folder).__module__.split(".")[0] == "pathlib"


def address_of(folder: Path) -> str:
    """The address of a folder, by which another process finds it."""
    return str(folder.absolute()) if is_local(folder) else str(folder)
