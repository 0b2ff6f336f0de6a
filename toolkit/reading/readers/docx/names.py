"""Names of WordprocessingML and small helpers to read its elements."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741
PARAGRAPH_STYLE = f"{W}pStyle"
_VAL = f"{W}val"
_OFF = ("0", "false", "off")


def value_of(element: Any, name: str) -> str | None:
    """The w:val of a child, None where there is no such child or it has none."""
    child = element.find(name)
    return None if child is None else child.get(_VAL)


def is_on(element: Any, name: str) -> bool:
    """Whether a child that switches something on is there and not switched off."""
    child = element.find(name)
    return child is not None and child.get(_VAL) not in _OFF


def integer(text: str | None, default: int) -> int:
    """A whole number of at most nine digits, else the default."""
    plain = (text or "").strip()
    return int(plain) if plain.removeprefix("-").isdecimal() and plain.isascii() and len(plain) < 10 else default
