"""One HTML file: what a notebook shows with a frame around it, without scripts and anything from the network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path

import nbformat
from lxml import html
from nbconvert import HTMLExporter

from toolkit.charts.tables import banner_html
from toolkit.render.outputs import make_static
from toolkit.render.stamp import Stamp
from toolkit.whole_files import write_whole

Links = Sequence[tuple[str, str]]
"""(file, title) of the pages that a page leads to."""
SISTERS = "These links work where the files lie together in one folder; each file is whole by itself."


def render(
    copy: Path, to: Path, banner: str = "", links: Links = (), note: str = "", stamp: Stamp | None = None
) -> Path:
    """Writes an executed notebook as one HTML file.

    `banner` stands at the top of the page, `note` above what the notebook shows, `stamp` at its end.
    """
    nb = nbformat.read(copy, as_version=4)
    make_static(nb, copy.name)
    exporter = HTMLExporter(template_name="basic", exclude_anchor_links=True)
    exporter.exclude_input_prompt = exporter.exclude_output_prompt = True
    exporter.raw_template = part("cells.html")
    body, _ = exporter.from_notebook_node(nb)
    here = to.name
    write_whole(to, whole_page(title_of(nb, copy), accessible(body), banner, links, note, stamp, here))
    return to


def whole_page(
    title: str,
    body: str,
    banner: str = "",
    links: Links = (),
    note: str = "",
    stamp: Stamp | None = None,
    here: str = "",
) -> str:
    """The text of a page around its body; `here` is its file, one of the links or none."""
    parts = {
        "title": escape(title),
        "style": part("page.css"),
        "banner": f'<div class="banner" role="note">{banner_html(banner)}</div>' if banner else "",
        "menu": _menu(links, here) if links else "",
        "note": f'<p class="choice" role="note">{escape(note)}</p>' if note else "",
        "body": body,
        "footer": f"<footer><p>{stamp.html()}</p></footer>" if stamp else "",
    }
    # In one go: what looks like a place in a title or in a body stays what it is.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], part("page.html"))


def _menu(links: Links, here: str) -> str:
    items = "".join(
        f'<li><a href="{escape(file)}"{" aria-current=page" if file == here else ""}>{escape(name)}</a></li>'
        for file, name in links
    )
    return f'<nav aria-label="Pages"><ul>{items}</ul><p>{SISTERS}</p></nav>'


def accessible(body: str) -> str:
    """The body with names for pictures and tables, which scroll by themselves and can be reached with the keyboard."""
    root = html.fragment_fromstring(body, create_parent="div")
    seen: set[str] = set()
    for style in root.xpath("//style"):
        if style.text in seen:  # each table of a notebook brings the same
            style.drop_tree()
        seen.add(style.text)
    for table in root.xpath("//table[not(ancestor::table) and not(parent::div[@class='tk-wrap'])]"):
        wrap = html.Element("div", {"class": "tk-wrap"})
        wrap.tail, table.tail = table.tail, None
        table.getparent().replace(table, wrap)
        wrap.append(table)
    for wrap in root.xpath("//div[@class='tk-wrap']"):
        name = " ".join("".join(caption.itertext()) for caption in wrap.iter("caption"))
        _reachable(wrap, "region", name or "table")
    for picture in root.xpath("//div[@class='picture']"):
        _reachable(picture, "figure", " ".join(picture.xpath(".//text[@font-weight='bold']/text()")) or "chart")
    return (escape(root.text or "")) + "".join(html.tostring(child, encoding="unicode") for child in root)


def _reachable(element: html.HtmlElement, role: str, name: str) -> None:
    element.attrib.update({"role": role, "aria-label": name, "tabindex": "0"})


def title_of(nb: nbformat.NotebookNode, path: Path) -> str:
    """The first heading of a notebook, else its file name."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return path.stem


def about(nb: nbformat.NotebookNode) -> str:
    """The first sentence of a notebook below its heading."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.split("\n\n")[1:2] if not line.startswith("#")]
            return re.split(r"(?<=\.)\s", " ".join(lines).replace("\n", " "), maxsplit=1)[0]
    return ""


def part(name: str) -> str:
    """A file of this folder."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
