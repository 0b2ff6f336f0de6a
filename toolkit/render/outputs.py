"""Outputs of a notebook as a page without scripts can show them: a sentence stands where nothing else can."""

from __future__ import annotations

import re
from html import escape

import nbformat

WIDGET = "application/vnd.jupyter.widget-view+json"
# What a page can show without scripts, the best first.
STATIC = ("image/svg+xml", "image/png", "image/jpeg", "text/html", "text/markdown", "text/latex", "text/plain")
NO_WIDGET = "Here stands a widget. It lives in the notebook only: open {} in Jupyter and run it."
NO_SCRIPT = "A page without scripts cannot show what stands here in the notebook: open {} in Jupyter."
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)


def make_static(nb: nbformat.NotebookNode, notebook: str) -> None:
    """Leaves of each output what shows without scripts. `notebook` is the file that a sentence sends the reader to."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:
                output["data"] = _static(dict(output["data"]), notebook)


def _static(data: dict[str, str], notebook: str) -> dict[str, str]:
    """The forms of one output that a page can show."""
    kept = {kind: data[kind] for kind in STATIC if kind in data}
    if _SCRIPT.search(str(kept.get("text/html", ""))):
        del kept["text/html"]
    if kept.keys() - {"text/plain"}:
        return kept
    if kept == data:
        return data
    said = (NO_WIDGET if WIDGET in data else NO_SCRIPT).format(notebook)
    # The text of a widget is its inside (VBox(children=…)); that of others says what they show.
    text = "" if WIDGET in data else str(kept.get("text/plain", ""))
    return {"text/html": f'<p class="tk-note">{escape(said)}</p>' + (f"<pre>{escape(text)}</pre>" if text else "")}
