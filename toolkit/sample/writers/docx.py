"""Word files with python-docx, in the ways in which offices make them: by hand, with styles, with numbers Word generates."""

from __future__ import annotations

from io import BytesIO
from random import Random

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tc
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from toolkit.sample.cutting import cut_grid, draw_cuts
from toolkit.sample.draw import SampleReport
from toolkit.sample.grid import Grid
from toolkit.sample.outline import Item
from toolkit.sample.printable import REQUEST_WIDTHS
from toolkit.sample.writers import docx_parts as parts
from toolkit.sample.writers.html_tables import broken_label
from toolkit.sample.writers.zipped import same_bytes

FONTS = ("仿宋_GB2312", "宋体", "仿宋", "方正仿宋简体")
CHANGED_CELLS = 0.02  # of a document with tracked changes
TABLE_STYLES = ("Table Grid", "Table Grid", "Table Grid", "Light Grid")
CELL_STYLE = "表格文字"


class _Press:
    """Writes items one after the other into a Word document of one style."""

    def __init__(self, report: SampleReport, rng: Random, style: str) -> None:
        self.rng, self.style = rng, style
        self.document: Document = docx.Document()
        self.table_style = rng.choice(TABLE_STYLES)
        self.widths = rng.choice(REQUEST_WIDTHS)
        self.numbering = ""
        self.next_number = {parts.HEADING_LEVEL: 1, parts.CHINESE_LEVEL: 1, parts.DECIMAL_LEVEL: 1}
        self.changes = 0
        self._set_up(report)

    def _set_up(self, report: SampleReport) -> None:
        properties = self.document.core_properties
        properties.author, properties.title = "示例用户", ""
        properties.comments, properties.last_modified_by = "", "示例用户"
        font = self.document.styles["Normal"].font
        font.name, font.size = "Times New Roman", Pt(self.rng.choice([12, 14, 16]))
        font.element.rPr.rFonts.set(qn("w:eastAsia"), self.rng.choice(FONTS))
        cells = self.document.styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
        cells.base_style, cells.font.size = self.document.styles["Normal"], Pt(self.rng.choice([8, 9, 10.5]))
        # By its id: looking a style up for each of 400 cells takes longer than all else.
        self.cell_style = cells.style_id
        cells.paragraph_format.space_after = Pt(0)
        if self.rng.random() < 0.3:
            section = self.document.sections[0]
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = section.page_height, section.page_width

    def paragraph(self, item: Item) -> None:
        """A title, heading, paragraph or signature."""
        level = None
        if self.style == "numbered" and item.kind in ("heading", "prose"):
            level = self._level(item)
        if level is not None:
            self._numbered(item, level)
        elif self.style == "headings" and item.kind in ("title", "heading"):
            self.document.add_heading(item.text, 0 if item.kind == "title" else 1)
        else:
            self._text(self._new(item), item.text)
        if item.kind == "heading":
            self.next_number[parts.CHINESE_LEVEL] = self.next_number[parts.DECIMAL_LEVEL] = 1

    def _new(self, item: Item) -> Paragraph:
        paragraph = self.document.add_paragraph()
        if item.kind == "title":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif item.kind == "sign":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif item.kind == "prose":
            paragraph.paragraph_format.first_line_indent = Pt(28)
        return paragraph

    def _text(self, paragraph: Paragraph, text: str, share: float = 0.2) -> None:
        """The text of a paragraph in one run or more, now and then as a tracked change."""
        if self.style == "tracked" and text.strip() and self.rng.random() < share:
            self.changes += 2
            parts.add_changed_text(paragraph, text, self.rng.choice(["原稿", "87", "待核"]), self.changes)
            return
        cut = self.rng.randint(0, len(text))
        for part in (text[:cut], text[cut:]):
            if part:
                paragraph.add_run(part)

    def _level(self, item: Item) -> int | None:
        """The level at which Word can number this item, None where its number is not the next one."""
        levels = (parts.HEADING_LEVEL,) if item.kind == "heading" else (parts.CHINESE_LEVEL, parts.DECIMAL_LEVEL)
        for level in levels:
            if parts.number_in(item.text, level)[0] == self.next_number[level]:
                return level
        return None

    def _numbered(self, item: Item, level: int) -> None:
        number, mark, rest = parts.number_in(item.text, level)
        self.numbering = self.numbering or parts.add_numbering(self.document, mark or "、", self.rng)
        paragraph = self._new(item)
        parts.set_number(paragraph, self.numbering, level)
        paragraph.add_run(rest)
        self.next_number[level] = number + 1

    def title_box(self, texts: list[str]) -> None:
        """The lines of the title in a text box."""
        parts.add_text_box(self.document.add_paragraph(), texts)

    def tables(self, grid: Grid) -> None:
        """A statutory table: whole, in pieces, or in a cell of another table. Word parts tables by paragraphs."""
        if self.style == "nested":
            outer = self.document.add_table(1, 1)
            outer.style = "Table Grid"
            self._table(grid, outer.rows[0].cells[0].add_paragraph())
        else:
            split = self.style == "split" and grid.table == "requests"
            repeat = self.rng.random() < 0.4
            for piece in cut_grid(grid, draw_cuts(grid, self.rng), repeat) if split else [grid]:
                self._table(piece, self.document.add_paragraph())

    def _table(self, grid: Grid, after: Paragraph) -> None:
        """A table with merged cells, above a paragraph."""
        shares = self.widths if grid.table == "requests" else (100 / grid.columns,) * grid.columns
        section = self.document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        widths = [int(room * share / 100) for share in shares]
        table = parts.new_table(grid, widths, self.document.styles[self.table_style].style_id, self.cell_style)
        after._p.addprevious(table)
        own = parts.own_cells(table)
        for cell, element in zip(sorted(grid.cells, key=lambda c: (c.row, c.column)), own, strict=True):
            self._fill_cell(element, cell.text, cell.role)

    def _fill_cell(self, cell: CT_Tc, text: str, role: str) -> None:
        lines = broken_label(text, self.rng) if role in ("label", "head") else [text]
        paragraph = Paragraph(cell.p_lst[0], self.document._body)
        self._text(paragraph, lines[0], CHANGED_CELLS)
        for line in lines[1:]:
            if self.rng.random() < 0.5:
                paragraph.add_run().add_break()
            else:
                paragraph = Paragraph(cell.add_p(), self.document._body)
                paragraph._p.style = self.cell_style
            paragraph.add_run(line)


def write_docx(report: SampleReport, items: list[Item], rng: Random, style: str) -> bytes:
    """A report as a Word file of a style of toolkit.sample.writers.STYLES. Tracked changes, accepted, leave the text as it was drawn."""
    press = _Press(report, rng, style)
    box: list[str] = []
    for item in items:
        if style == "text_box" and item.kind == "title":
            box.append(item.text)
            continue
        if box:
            press.title_box(box)
            box = []
        if item.grid:
            press.tables(item.grid)
        else:
            press.paragraph(item)
    if box:
        press.title_box(box)
    out = BytesIO()
    press.document.save(out)
    return same_bytes(out.getvalue())
