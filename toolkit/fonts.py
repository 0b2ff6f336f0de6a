"""Fonts with Chinese for pictures and printed pages: that of the extra `fonts`, else those of the system.

What is installed says little (a font may lack simplified characters). So each character is drawn by the program that
will draw the picture, and compared with what it draws for a character that no font has.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

PACKAGE, FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"
"""The extra `fonts`: Noto Sans SC under the SIL Open Font Licence, in a package without code."""
FAMILY = "Noto Sans SC"
SYSTEM_FAMILIES = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
"""Fonts of Linux, macOS and Windows, as charts name them."""

INSTALL = (
    "pip install pylopdf-fonts-zh-cn (the extra [fonts]: Noto Sans SC, free to use), or install a Chinese font in the "
    "system and start Python anew"
)
MOST_NAMED = 12
_NOWHERE = "\U0010fffd"
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}


class FontMissing(ValueError):
    """No font on this computer has characters that are to be drawn. Says which, and what to install."""


def bundled_font() -> Path | None:
    """The font file that the extra `fonts` brings, None where it is not installed."""
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).with_name(FILE) if spec and spec.origin else None
    return path if path and path.is_file() else None


def families() -> str:
    """The fonts to draw with, as CSS lists them; the extra's comes first, and is made known to vl-convert."""
    path = bundled_font()
    if path is None:
        return SYSTEM_FAMILIES
    _register(path.parent)
    return f"'{FAMILY}',{SYSTEM_FAMILIES}"


@lru_cache
def _register(folder: Path) -> None:
    import vl_convert

    vl_convert.register_font_directory(str(folder))


def without_glyph(text: str, extra: bool = True) -> str:
    """The characters of a text, each once and sorted, that no font here has: they would become boxes.

    Without `extra` only the system's fonts are asked, as long as the extra's was not made known before.
    """
    names = families() if extra else SYSTEM_FAMILIES
    found = sorted(c for c in set(text) if not c.isascii() and unicodedata.category(c) not in _INVISIBLE)
    nothing = {_drawn(_NOWHERE, names)}
    # A font of last resort draws one placeholder for all characters of a script.
    if (placeholder := _drawn("政", names)) == _drawn("府", names):
        nothing.add(placeholder)
    return "".join(c for c in found if _drawn(c, names) in nothing)


@lru_cache(maxsize=8192)
def _drawn(char: str, names: str) -> bytes:
    import vl_convert

    text = f'<text x="4" y="30" font-size="28" font-family="{names}">{escape(char)}</text>'
    return vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="44" height="40">{text}</svg>')


def boxes(missing: str) -> str:
    """A sentence on characters that no font here has, and what to do. `missing` is what `without_glyph` gives."""
    named = missing[:MOST_NAMED] + (f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else "")
    return f"no font on this computer has the characters {named}, boxes would stand in their place; {INSTALL}"
