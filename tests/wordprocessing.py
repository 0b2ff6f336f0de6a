"""Writes generated reports as Word files with python-docx, in the ways in which office programs lay tables and text."""

from __future__ import annotations

import re
from io import BytesIO
from random import Random
from xml.sax.saxutils import escape

from docx import Document
from docx.oxml import parse_xml

from toolkit.sample import SampleReport
from toolkit.sample.grid import Cell, Grid
from toolkit.sample.outline import Item, arrange

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
STYLES = ("plain", "numbered", "nested", "boxes", "tracked", "uneven")
_WHO = 'w:id="1" w:author="x" w:date="2020-01-01T00:00:00Z"'
_NUMBER = re.compile("^([一二三四五六])、")
_LIST = (
    f'<w:abstractNum {NAMES} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
)


def run(text: str) -> str:
    """A run with this text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph with this content (runs) and these properties."""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{content}</w:p>"


def tracked(text: str, rng: Random) -> str:
    """A text of which a part was inserted and in which another text was deleted."""
    at = rng.randint(0, len(text))
    gone = f"<w:del {_WHO}><w:r><w:delText>{rng.choice(['37', '旧文', '0'])}</w:delText></w:r></w:del>"
    return run(text[:at]) + gone + f"<w:ins {_WHO}>{run(text[at:])}</w:ins>"


def box(content: str) -> str:
    """A run with a text box, as Word writes it: once for new programs, once more for old ones."""
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _cell_xml(cell: Cell, span: int, first: bool, style: str, rng: Random) -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if cell.rowspan > 1:
        properties += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    text = cell.text if first else ""
    content = tracked(text, rng) if style == "tracked" and text and rng.random() < 0.3 else run(text) if text else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(content)}</w:tc>"


def table_xml(grid: Grid, style: str, rng: Random) -> str:
    """A grid as w:tbl: merged cells by gridSpan and vMerge; "uneven" has rows whose edges do not meet."""
    at = {(row, c.column): c for c in grid.cells for row in range(c.row, c.row + c.rowspan)}
    rows = []
    for row in range(grid.rows):
        cells = [(column, at[row, column]) for column in range(grid.columns) if (row, column) in at]
        # Where the edges of two rows are a hair apart, Word's grid has a column for each of them.
        finer = style == "uneven" and all(cell.rowspan == 1 for _, cell in cells)
        spans = [cell.colspan * 2 for _, cell in cells] if style == "uneven" else [c.colspan for _, c in cells]
        if finer and len(cells) > 2 and rng.random() < 0.5:
            spans[0], spans[-1] = spans[0] + 1, spans[-1] - 1
        rows.append("".join(_cell_xml(c, s, c.row == row, style, rng) for (_, c), s in zip(cells, spans, strict=True)))
    if style == "tracked":
        rows.insert(rng.randint(0, len(rows)), _deleted_row(rng))
    body = "".join(row if row.startswith("<w:tr>") else f"<w:tr>{row}</w:tr>" for row in rows)
    pair = '<w:gridCol w:w="60"/><w:gridCol w:w="840"/>' if style == "uneven" else '<w:gridCol w:w="900"/>'
    columns = pair * grid.columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"


def _deleted_row(rng: Random) -> str:
    gone = f"<w:del {_WHO}><w:r><w:delText>{rng.randint(1, 99)}</w:delText></w:r></w:del>"
    return f"<w:tr><w:trPr><w:del {_WHO}/></w:trPr><w:tc><w:tcPr/>{paragraph(gone)}</w:tc></w:tr>"


def _item_xml(item: Item, style: str, rng: Random) -> str:
    if item.grid:
        return table_xml(item.grid, style, rng)
    if style == "numbered" and item.kind == "heading" and _NUMBER.match(item.text):
        number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
        return paragraph(run(item.text[2:]), number)
    if style == "boxes" and item.kind in ("title", "sign"):
        return paragraph(box(paragraph(run(item.text))))
    if style == "tracked" and rng.random() < 0.4:
        return paragraph(tracked(item.text, rng))
    return paragraph(run(item.text))


def docx_of(report: SampleReport, style: str, seed: int) -> bytes:
    """A report as a DOCX file in one of STYLES."""
    rng = Random(f"docx {style} {seed}")
    items = arrange(report, rng, merge=rng.random() < 0.5)
    headings = [item.text for item in items if item.kind == "heading"]
    if style == "numbered" and [t[0] for t in headings] != list("一二三四五六")[: len(headings)]:
        style = "plain"
    xml = "".join(_item_xml(item, style, rng) for item in items)
    if style == "nested":
        xml = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr/>{xml}<w:p/></w:tc></w:tr></w:tbl>"
    return docx_with(xml, _LIST if style == "numbered" else "")


def docx_with(xml: str, abstract: str = "") -> bytes:
    """A DOCX file whose body is this XML; `abstract` is a list definition (77) that its list 77 follows."""
    document = Document()
    body = document.element.body
    for element in reversed(parse_xml(f"<w:body {NAMES}>{xml}</w:body>")):
        body.insert(0, element)
    if abstract:
        numbering = document.part.numbering_part.element
        numbering.insert(0, parse_xml(abstract))
        numbering.append(parse_xml(f'<w:num {NAMES} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    file = BytesIO()
    document.save(file)
    return file.getvalue()
