"""Parts of a Word file for which python-docx has no words, or only slow ones: generated numbering, text boxes, tracked
changes, tables with merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tbl, CT_Tc
from docx.text.paragraph import Paragraph

from toolkit.sample.grid import Cell, Grid

CHANGED_BY = 'w:author="示例用户" w:date="2024-01-01T00:00:00Z"'
EMU_A_TWIP = 635
NUMERALS = "一二三四五六七八九"
_HEADING = re.compile(r"^([一二三四五六])(、 ?|．)(?=.)")
_POINTS = (re.compile(r"^（([一二三四五])）"), re.compile(r"^([1-5])\."))
HEADING_LEVEL, CHINESE_LEVEL, DECIMAL_LEVEL = 0, 1, 2
_BOX_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def number_in(text: str, level: int) -> tuple[int, str, str]:
    """(number, mark, rest) of a numbered text at one level: (2, "、", "主动公开") for 二、主动公开; (0, "", text) without."""
    if level == HEADING_LEVEL:
        found = _HEADING.match(text)
        return (NUMERALS.index(found[1]) + 1, found[2], text[found.end() :]) if found else (0, "", text)
    found = _POINTS[level - 1].match(text)
    if not found:
        return 0, "", text
    number = NUMERALS.index(found[1]) + 1 if level == CHINESE_LEVEL else int(found[1])
    return number, "", text[found.end() :]


def add_numbering(document: Document, mark: str, rng: Random) -> str:
    """A numbering of three levels (一、 （一） 1.) in the document; returns its id. `mark` follows the first level."""
    numbering = document.part.numbering_part.element
    chinese = rng.choice(["chineseCounting", "chineseCountingThousand"])
    texts = ((chinese, f"%1{mark}"), (chinese, "（%2）"), ("decimal", "%3."))
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for level, (kind, text) in enumerate(texts)
    )
    used = [int(n.get(qn("w:abstractNumId"))) for n in numbering.findall(qn("w:abstractNum"))]
    abstract = max(used, default=0) + 1
    numbers = [int(n.get(qn("w:numId"))) for n in numbering.findall(qn("w:num"))]
    own = max(numbers, default=0) + 1
    first = numbering.find(qn("w:num"))
    element = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    # All abstract numberings stand before the first one that uses them.
    if first is None:
        numbering.append(element)
    else:
        first.addprevious(element)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{own}"><w:abstractNumId w:val="{abstract}"/></w:num>'))
    return str(own)


def set_number(paragraph: Paragraph, numbering: str, level: int) -> None:
    """Lets Word print the number of a paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    element = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", numbering)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        element.append(child)
    properties.append(element)


def add_text_box(paragraph: Paragraph, texts: list[str]) -> None:
    """A text box at a paragraph, as Word writes it: once as a shape and once more as a drawing for old programs."""
    inside = "".join(
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t xml:space="preserve">{_escaped(text)}</w:t></w:r></w:p>'
        for text in texts
    )
    box = f"<w:txbxContent>{inside}</w:txbxContent>"
    size = '<wp:extent cx="5400000" cy="900000"/>'
    shape = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="900000"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic>"
    )
    run = (
        f'<w:r {nsdecls("w", "wp", "a")} {_BOX_SPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0">{size}<wp:docPr id="1" name="文本框 1"/>'
        f"<wp:cNvGraphicFramePr/>{shape}</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:shape style="width:425pt;height:70pt" type="#_x0000_t202"><v:textbox>{box}</v:textbox></v:shape>'
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    paragraph._p.append(parse_xml(run))


def add_changed_text(paragraph: Paragraph, text: str, gone: str, number: int) -> None:
    """Adds a text whose second half was inserted in place of `gone`, both as changes that nobody has accepted yet."""
    cut = len(text) // 2
    if cut:
        paragraph.add_run(text[:cut])
    paragraph._p.append(
        parse_xml(
            f'<w:del {nsdecls("w")} w:id="{number}" {CHANGED_BY}><w:r><w:delText xml:space="preserve">{_escaped(gone)}'
            "</w:delText></w:r></w:del>"
        )
    )
    paragraph._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="{number + 1}" {CHANGED_BY}><w:r><w:t xml:space="preserve">{_escaped(text[cut:])}'
            "</w:t></w:r></w:ins>"
        )
    )


def new_table(grid: Grid, widths: Sequence[int], style: str, cell_style: str) -> CT_Tbl:
    """A table whose cells are merged as those of the grid, without text. Widths in EMU.

    Merging the cells of a finished table one by one takes python-docx longer than all the rest of a report.
    """
    slots = {
        (row, column): cell
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    }
    twips = [width // EMU_A_TWIP for width in widths]
    rows = []
    for row in range(grid.rows):
        starts = [c for c in range(grid.columns) if slots[row, c].column == c]
        rows.append("".join(_cell_xml(slots[row, c], row, twips, cell_style) for c in starts))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="0" w:type="auto"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        + "".join(f"<w:tr>{cells}</w:tr>" for cells in rows)
        + "</w:tbl>"
    )


def _cell_xml(cell: Cell, row: int, twips: Sequence[int], style: str) -> str:
    width = sum(twips[cell.column : cell.column + cell.colspan])
    spans = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    if cell.rowspan > 1:
        spans += '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
    centred = "" if cell.role == "label" else '<w:jc w:val="center"/>'
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>'
    return f'<w:tc>{properties}<w:p><w:pPr><w:pStyle w:val="{style}"/>{centred}</w:pPr></w:p></w:tc>'


def own_cells(table: CT_Tbl) -> list[CT_Tc]:
    """The cells of a table in reading order, without those that go on from above."""
    return [cell for row in table.tr_lst for cell in row.tc_lst if cell.vMerge != "continue"]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
