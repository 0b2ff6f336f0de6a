"""All layouts in which a fictional report can be rendered as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.flat import PageNumbers, cell_table, pipe_table, prose_lines, space_table
from toolkit.sample.grid import Grid
from toolkit.sample.noise import NOISE_SHARE, QUIET, add_noise, draw_noise
from toolkit.sample.outline import Item, arrange
from toolkit.sample.pdftext import default_text, layout_text, raw_text
from toolkit.sample.steady import is_steady
from toolkit.sample.tabbed import tab_table
from toolkit.sample.typeset import Fragment, typeset

STEADY_TRIES = 4


@dataclass(frozen=True)
class Layout:
    """A way to print a report as text. `keeps_positions`: whether a blank cell can be located in what is printed."""

    name: str
    keeps_positions: bool
    print_items: Callable[[list[Item], Random], str]
    merge: bool = True

    def render(self, report: SampleReport, rng: Random, noise: bool | None = None) -> str:
        """The whole report as text. `noise` of characters: always, never, or by chance (None)."""
        items = arrange(report, rng, self.merge)
        noisy = rng.random() < NOISE_SHARE if noise is None else noise
        return self.print_items(add_noise(items, draw_noise(rng) if noisy else QUIET, rng), rng)


TableLines = Callable[[Grid, Random], list[str]]


def _print_flat(items: list[Item], rng: Random, table: TableLines) -> str:
    """Items one below the other; paragraphs whole or wrapped, with or without blank lines between."""
    width = rng.choice([None, None, 40, 65])
    indent = rng.choice(["", "", "　　", "    "]) if table is not pipe_table else ""
    gap = [""] if rng.random() < 0.8 else []
    marks = {"title": "# ", "heading": "## "} if table is pipe_table else {}
    lines: list[str] = [""] * rng.randint(0, 2)
    for item in items:
        if item.grid:
            lines += [*gap, *table(item.grid, rng), ""]
        elif item.kind == "prose":
            lines += prose_lines(item, width, indent) + gap * (width is None)
        else:
            lines += [*gap, marks.get(item.kind, "") + item.text, *gap]
    return "\n".join(lines) + rng.choice(["", "\n"])


def _print_spaces(items: list[Item], rng: Random) -> str:
    pages = PageNumbers(rng)
    return _print_flat(items, rng, lambda grid, r: space_table(grid, r, pages))


def _print_tabs(items: list[Item], rng: Random) -> str:
    return _print_flat(items, rng, tab_table)


def _print_tabs_lossy(items: list[Item], rng: Random) -> str:
    return _print_flat(items, rng, lambda grid, r: tab_table(grid, r, lossy=True))


def _print_cell_lines(items: list[Item], rng: Random) -> str:
    return _print_flat(items, rng, lambda grid, r: cell_table(grid, r, bare=False))


def _print_cell_lines_bare(items: list[Item], rng: Random) -> str:
    return _print_flat(items, rng, lambda grid, r: cell_table(grid, r, bare=True))


def _print_pipes(items: list[Item], rng: Random) -> str:
    return _print_flat(items, rng, pipe_table)


def _print_pages(items: list[Item], rng: Random, page_text: Callable[[list[Fragment]], str]) -> str:
    return "".join(page_text(page) for page in typeset(items, rng))


def _print_pdf_layout(items: list[Item], rng: Random) -> str:
    """Columns that can be trusted: pages are set anew until they are steady, and at last without any jitter."""
    for _ in range(STEADY_TRIES):
        pages = typeset(items, rng, repeat=True)
        if all(is_steady(page) for page in pages):
            return "".join(layout_text(page) for page in pages)
    pages = typeset(items, rng, repeat=True, figures="center")
    return "".join(layout_text(page, exact=True) for page in pages)


def _print_pdf_layout_jitter(items: list[Item], rng: Random) -> str:
    return _print_pages(items, rng, layout_text)


def _print_pdf_raw(items: list[Item], rng: Random) -> str:
    return _print_pages(items, rng, raw_text)


def _print_pdf_default(items: list[Item], rng: Random) -> str:
    by_rows = rng.random() < 0.5
    return _print_pages(items, rng, lambda page: default_text(page, by_rows))


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout("spaces", False, _print_spaces),
        Layout("tabs", True, _print_tabs, merge=False),
        Layout("tabs_lossy", False, _print_tabs_lossy, merge=False),
        Layout("cell_lines", True, _print_cell_lines),
        Layout("cell_lines_bare", False, _print_cell_lines_bare),
        Layout("pipes", True, _print_pipes, merge=False),
        Layout("pdf_layout", True, _print_pdf_layout),
        Layout("pdf_layout_jitter", False, _print_pdf_layout_jitter),
        Layout("pdf_raw", False, _print_pdf_raw),
        Layout("pdf_default", False, _print_pdf_default),
    )
}


def render(report: SampleReport, layout_name: str, seed: int, noise: bool | None = None) -> str:
    """A report as text in one layout, the same for the same seed. Raises KeyError for an unknown layout."""
    return LAYOUTS[layout_name].render(report, Random(f"{layout_name} {seed}"), noise)
