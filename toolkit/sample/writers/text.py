"""Plain text in any of the layouts of `toolkit.sample.layouts`, and Markdown, in the encodings met in reports."""

from __future__ import annotations

from random import Random

from toolkit.sample.flat import pipe_table
from toolkit.sample.layouts import LAYOUTS
from toolkit.sample.outline import Item

TXT_STYLES = tuple(LAYOUTS)
# Drawn where no style is asked for: text in which the place of every blank can be told.
TXT_USUAL = ("tabs", "cell_lines")
MD_STYLES = ("pipes",)
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "gb18030")


def write_txt(items: list[Item], rng: Random, style: str) -> bytes:
    """A report as plain text; the encoding is drawn."""
    encoding = rng.choice(ENCODINGS)
    return LAYOUTS[style].print_items(items, rng).encode(encoding)


def write_md(items: list[Item], rng: Random, style: str) -> bytes:
    """A report as Markdown, tables with pipes."""
    marks = {"title": "# ", "heading": "## "}
    lines: list[str] = []
    for item in items:
        if item.grid:
            lines += [*pipe_table(item.grid, rng)[1:-1], ""]
        else:
            lines += [marks.get(item.kind, "") + item.text, ""]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")
