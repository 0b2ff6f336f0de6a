"""Web pages in the styles of the sites on which reports are published, in right and wrong encodings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.grid import Grid
from toolkit.sample.outline import Item
from toolkit.sample.writers import html_pages as pages
from toolkit.sample.writers import html_tables as tables

# (encoding of the bytes, charset that the page declares: "" for none). Wrong declarations are met now and then.
CHARSETS = (
    ("utf-8", "utf-8"), ("utf-8", "utf-8"), ("utf-8", ""), ("utf-8", "gb2312"), ("utf-8-sig", "utf-8"),
    ("gb18030", "gb2312"), ("gb18030", "gbk"), ("gb18030", ""), ("gb18030", "utf-8"),
)  # fmt: skip

Body = Callable[[list[Item], Random], str]
Page = Callable[[SampleReport, str, str, Random], str]


@dataclass(frozen=True)
class Site:
    """How one kind of site writes: the report itself from its items, and the page around it."""

    body: Body
    page: Page


def _paragraph(item: Item, rng: Random) -> str:
    tag = {"title": "h1", "heading": "h2"}.get(item.kind, "p")
    align = ' align="right"' if item.kind == "sign" else ""
    return f"<{tag}{align}>{escape(item.text)}</{tag}>\n"


def _editor_paragraph(item: Item, rng: Random) -> str:
    """A paragraph from a site's editor: no headings, bold by hand, full-width blanks as indent, empty ones between."""
    text = escape(item.text)
    if item.kind == "title":
        return f'<p style="text-align: center;"><strong><span style="font-size: 29px;">{text}</span></strong></p>\n'
    if item.kind == "heading":
        return f'<p style="text-indent: 2em;"><strong>{text}</strong></p>\n'
    if item.kind == "sign":
        return f'<p style="text-align: right;">{text}&nbsp;&nbsp;</p>\n'
    return f"<p>&emsp;&emsp;{text}</p>\n" + ("<p><br/></p>\n" if rng.random() < 0.2 else "")


def _word_paragraph(item: Item, rng: Random) -> str:
    align = {"title": "center", "sign": "right"}.get(item.kind, "left")
    runs = tables.word_runs(item.text, "22.0pt" if item.kind == "title" else "16.0pt")
    bold = ("<b>", "</b>") if item.kind in ("title", "heading") else ("", "")
    end = "<span lang=EN-US style='font-size:16.0pt'><o:p></o:p></span>"
    return f"<p class=MsoNormal align={align} style='text-indent:32.0pt'>{bold[0]}{runs}{bold[1]}{end}</p>\n"


def _broken_lines(item: Item, rng: Random) -> str:
    """Text of a page without paragraphs: only line breaks part it."""
    return f"　　{escape(item.text)}<br>\n" if item.kind == "prose" else f"<b>{escape(item.text)}</b><br><br>\n"


def _body(paragraph: Callable[[Item, Random], str], table: Callable[[Grid, Random], str]) -> Body:
    def write(items: list[Item], rng: Random) -> str:
        return "".join(table(item.grid, rng) if item.grid else paragraph(item, rng) for item in items)

    return write


def _joined_body(items: list[Item], rng: Random) -> str:
    """The tables of sections 3 and 4 in one <table>, with the heading and prose between them as rows."""
    places = [i for i, item in enumerate(items) if item.grid and item.grid.table != "proactive"]
    first, last = places[0], places[-1]
    width = max(items[place].grid.columns for place in places)  # type: ignore[union-attr]
    rows: list[str] = []
    for item in items[first : last + 1]:
        if item.grid:
            rows += tables.joined_rows(item.grid, rng)
        else:
            rows.append(f'<tr><td colspan="{width}">{escape(item.text)}</td></tr>')
    write = _body(_editor_paragraph, tables.plain_table)
    joined = '<table border="1">\n' + "\n".join(rows) + "\n</table>\n"
    return write(items[:first], rng) + joined + write(items[last + 1 :], rng)


def _airy_table(grid: Grid, rng: Random) -> str:
    return tables.plain_table(grid, rng, tables.airy_content, ' class="MsoTableGrid" width="100%"')


SITES: dict[str, Site] = {
    "plain": Site(_body(_paragraph, tables.plain_table), pages.simple_page),
    "word": Site(_body(_word_paragraph, tables.word_table), pages.word_page),
    "site": Site(_body(_editor_paragraph, _airy_table), pages.site_page),
    "site_word": Site(_body(_word_paragraph, tables.word_table), pages.site_page),
    "nested": Site(_body(_broken_lines, tables.plain_table), pages.nested_page),
    "boxes": Site(_body(_paragraph, tables.box_table), pages.box_page),
    "inline_boxes": Site(_body(_editor_paragraph, tables.inline_box_table), pages.site_page),
    "header": Site(_body(_paragraph, tables.header_table), pages.simple_page),
    "split": Site(_body(_editor_paragraph, tables.split_table), pages.site_page),
    "joined": Site(_joined_body, pages.simple_page),
}
STYLES = tuple(SITES)


def _meta(charset: str, rng: Random) -> str:
    if not charset:
        return ""
    old = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">\n'
    return rng.choice([old, f'<meta charset="{charset}">\n'])


def write_html(report: SampleReport, items: list[Item], rng: Random, style: str) -> bytes:
    """A report as a web page of one style (a key of SITES); encoding and declared charset are drawn."""
    encoding, charset = rng.choice(CHARSETS)
    site = SITES[style]
    return site.page(report, site.body(items, rng), _meta(charset, rng), rng).encode(encoding)
