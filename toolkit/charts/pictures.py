"""Charts as files for papers and slides: SVG, PNG and PDF, with Chinese also where the system has no Chinese font."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from lxml import etree

from toolkit.charts.panels import Panels
from toolkit.charts.style import FONT
from toolkit.fonts import FontMissing, boxes, families, without_glyph
from toolkit.whole_files import write_whole

KINDS = (".svg", ".png", ".pdf")
PPI = 200


def save(chart: Any, path: Path | str, ppi: float = PPI) -> list[Path]:
    """Writes a chart of the toolkit (or any Altair chart) to an .svg, .png or .pdf file, and gives the files written.

    Of panels with several charts each becomes a file, numbered `name-1`, `name-2`; their tables and notes are no
    pictures, and a warning says so. `ppi` are the pixels an inch of a PNG; a chart is about 11 inches wide.

    PNG and PDF have their characters drawn in: with the font of the extra `fonts`, else with those of the system. An
    SVG keeps its text and takes the fonts of whoever opens it; where this computer has none, a warning says so.

    Raises ValueError for another kind of file and for what is no chart, FontMissing (a ValueError) where a PNG or PDF
    would show boxes, OSError where the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in KINDS:
        raise ValueError(f"{path}: expected a file name that ends in {', '.join(KINDS)}; give it one of these endings")
    charts = _charts(chart, path)
    paths = [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(charts) + 1)] if len(charts) > 1 else [path]
    data = [_drawn(one, where, ppi) for one, where in zip(charts, paths, strict=True)]
    for where, drawn in zip(paths, data, strict=True):
        write_whole(where, drawn)
    return paths


def _charts(shown: Any, path: Path) -> list[alt.TopLevelMixin]:
    """The charts in what a cell shows."""
    parts = shown.parts if isinstance(shown, Panels) else (shown,)
    charts = [part for part in parts if isinstance(part, alt.TopLevelMixin)]
    others = [repr(part) for part in parts if not isinstance(part, alt.TopLevelMixin)]
    if not charts:
        raise ValueError(f"{path}: expected a chart, found none to draw: {' | '.join(others)}")
    if others:
        warnings.warn(f"{path}: left out, since it is no picture: {' | '.join(others)}", stacklevel=3)
    return charts


def _drawn(chart: alt.TopLevelMixin, path: Path, ppi: float) -> bytes:
    """The content of the file; the picture is the SVG that notebooks show."""
    text = io.StringIO()
    chart.save(text, format="svg")
    svg = text.getvalue()
    missing = without_glyph("".join(etree.fromstring(svg.encode()).itertext()))
    kind = path.suffix.lower()
    if kind == ".svg":
        if missing:
            warnings.warn(f"{path}: the file is whole, but to look at it here: {boxes(missing)}", stacklevel=4)
        return svg.encode()
    if missing:
        raise FontMissing(f"{path}: {boxes(missing)}. Or save it as .svg, which needs no font")
    svg = svg.replace(FONT, families())
    return vl_convert.svg_to_png(svg, ppi=ppi) if kind == ".png" else vl_convert.svg_to_pdf(svg)
