"""Text of Word files: what Word shows and prints is read, in order, with the numbers that Word sets before it."""

from __future__ import annotations

import pytest
from wordprocessing import NAMES, box, docx_with, paragraph, run

from toolkit.reading.readers import document_of
from toolkit.reading.readers.docx.numerals import numeral

WHO = 'w:id="1" w:author="x"'


def texts(xml: str, abstract: str = "") -> list[str]:
    return [line.text for line in document_of(docx_with(xml, abstract), "a.docx").lines]


def notes(xml: str) -> list[str]:
    return [note.rule for note in document_of(docx_with(xml), "a.docx").notes]


def listed(*levels: str, text: str = "句") -> str:
    """An abstract list 77 with these levels; each is the XML of one w:lvl's children."""
    lines = "".join(f'<w:lvl w:ilvl="{at}">{one}</w:lvl>' for at, one in enumerate(levels))
    return f'<w:abstractNum {NAMES} w:abstractNumId="77">{lines}</w:abstractNum>'


def level(number_format: str, text: str, more: str = "", suffix: str = "nothing", start: int = 1) -> str:
    return f'<w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/>'


def item(text: str, at: int = 0, number: int = 77) -> str:
    return paragraph(run(text) if text else "", f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def test_paragraphs_in_order_and_a_line_feed_in_one_begins_another_line() -> None:
    xml = paragraph(run("甲") + "<w:r><w:br/></w:r>" + run("乙")) + paragraph("") + paragraph(run("丙  丁"))
    assert texts(xml) == ["甲", "乙", "丙 丁"]


def test_word_cut_in_runs_is_one_word() -> None:
    xml = paragraph(
        run("年度") + '<w:proofErr w:type="spellStart"/>' + run("报") + "<w:r><w:softHyphen/></w:r>" + run("告")
    )
    assert texts(xml) == ["年度报告"]


def test_hyphens_links_smart_tags_and_simple_fields_keep_their_text() -> None:
    xml = paragraph(
        run("a")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标签')}</w:smartTag>"
        + f'<w:fldSimple w:instr=" PAGE ">{run("7")}</w:fldSimple>'
    )
    assert texts(xml) == ["a-链接标签7"]


def test_instruction_of_a_field_is_left_out_and_its_result_kept() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    inner = mark.format("begin") + run("里层指令") + mark.format("separate") + run("里层结果") + mark.format("end")
    xml = mark.format("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + inner
    xml += mark.format("separate") + run("结果") + mark.format("end") + run("之后")
    assert texts(paragraph(xml)) == ["结果之后"]


def test_field_that_is_never_closed_hides_nothing() -> None:
    assert texts(paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("正文"))) == ["正文"]


def test_tracked_changes_are_read_as_accepted_and_noted() -> None:
    xml = paragraph(
        run("共收到")
        + f"<w:del {WHO}><w:r><w:delText>3</w:delText></w:r></w:del><w:ins {WHO}>{run('5')}</w:ins>"
        + f"<w:moveFrom {WHO}>{run('旧处')}</w:moveFrom><w:moveTo {WHO}>{run('件')}</w:moveTo>"
    )
    assert texts(xml) == ["共收到5件"]
    assert notes(xml) == ["tracked_changes"]
    assert notes(paragraph(run("甲"))) == []


def test_number_of_tracked_changes_is_named() -> None:
    # One deletion and one insertion.
    xml = paragraph(f"<w:del {WHO}>{run('3')}</w:del><w:ins {WHO}>{run('5')}</w:ins>")
    (note,) = document_of(docx_with(xml), "a.docx").notes
    assert "2 tracked changes" in note.message


def test_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    xml = paragraph(run("前半"), f"<w:rPr><w:del {WHO}/></w:rPr>") + paragraph(run("后半")) + paragraph(run("另起"))
    assert texts(xml) == ["前半后半", "另起"]


def test_hidden_text_is_left_out_and_noted() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>看得见</w:t></w:r>'
    assert texts(paragraph(hidden + shown)) == ["看得见"]
    assert notes(paragraph(hidden + shown)) == ["hidden_text"]


def test_text_box_is_read_once_and_behind_its_paragraph() -> None:
    xml = paragraph(run("锚") + box(paragraph(run("框一")) + paragraph(run("框二")))) + paragraph(run("后"))
    assert texts(xml) == ["锚", "框一", "框二", "后"]


def test_content_control_keeps_what_was_filled_in_but_not_its_prompt() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    xml = control.format("", paragraph(run("填了"))) + paragraph(control.format("<w:showingPlcHdr/>", run("单击此处")))
    assert texts(xml) == ["填了"]


def test_sign_of_a_symbol_font_says_nothing_but_a_real_character_does() -> None:
    xml = paragraph(
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        + run("甲")
        + '<w:r><w:sym w:font="a" w:char="2460"/></w:r>'
    )
    assert texts(xml) == ["甲①"]


def test_tabs_part_the_cells_of_a_row_but_not_a_line_of_prose() -> None:
    rows = "".join(
        paragraph(("<w:r><w:tab/></w:r>").join(run(cell) if cell else "" for cell in row))
        for row in (["甲类", "1", "", "3"], ["乙类", "", "", ""], ["第一章", "5"])
    )
    lines = document_of(docx_with(rows), "a.docx").lines
    assert [[cell.text for cell in line.cells] for line in lines] == [
        ["甲类", "1", "", "3"],
        ["乙类", "", "", ""],
        ["第一章", "5"],
    ]
    assert [line.kind for line in lines] == ["tab", "tab", "text"]


def test_large_picture_is_a_line_and_a_small_one_is_none() -> None:
    # 10 x 5 cm and 1 x 1 cm; a centimetre has 360,000 EMU.
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="{}" cy="{}"/><a:graphic><a:graphicData><a:blip/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
    xml = paragraph(drawing.format(3_600_000, 1_800_000)) + paragraph(drawing.format(360_000, 360_000))
    assert [line.kind for line in document_of(docx_with(xml), "a.docx").lines] == ["picture"]


def test_embedded_sheet_is_a_picture_and_a_note() -> None:
    xml = paragraph('<w:r><w:object><v:shape/><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>')
    document = document_of(docx_with(xml), "a.docx")
    assert [line.kind for line in document.lines] == ["picture"]
    assert [(note.rule, "Excel.Sheet.12" in note.message) for note in document.notes] == [("content_elsewhere", True)]


def test_numbers_that_word_sets_stand_before_the_text() -> None:
    assert texts(item("总") + item("分") + item("合"), listed(level("chineseCountingThousand", "%1、"))) == [
        "一、总",
        "二、分",
        "三、合",
    ]


def test_levels_count_anew_below_each_level_above_and_can_name_it() -> None:
    levels = listed(level("chineseCounting", "第%1章", suffix="space"), level("decimal", "%1.%2", suffix="tab"))
    assert texts(item("甲") + item("a", 1) + item("b", 1) + item("乙") + item("c", 1), levels) == [
        "第一章 甲", "一.1 a", "一.2 b", "第二章 乙", "二.1 c",
    ]  # fmt: skip


def test_legal_level_prints_the_levels_above_in_digits() -> None:
    levels = listed(level("chineseCounting", "%1、"), level("decimal", "%1.%2 ", "<w:isLgl/>"))
    assert texts(item("甲") + item("乙") + item("a", 1), levels)[-1] == "2.1 a"


def test_level_that_never_restarts_counts_on() -> None:
    levels = listed(level("decimal", "%1."), level("decimal", "（%2）", '<w:lvlRestart w:val="0"/>'))
    assert texts(item("甲") + item("a", 1) + item("乙") + item("b", 1), levels)[-1] == "（2）b"


def test_list_starts_where_it_is_told_to() -> None:
    assert texts(item("甲") + item("乙"), listed(level("decimal", "%1．", start=4))) == ["4．甲", "5．乙"]


def test_bullets_and_lists_that_are_switched_off_print_nothing() -> None:
    assert texts(item("甲") + item("乙", number=0), listed(level("bullet", "\uf06c"))) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("number", "number_format", "printed"),
    [
        (12, "chineseCounting", "十二"), (20, "chineseCountingThousand", "二十"), (105, "chineseCounting", "一百零五"),
        (110, "chineseCounting", "一百一十"), (3, "chineseLegalSimplified", "叁"), (15, "chineseLegalSimplified", "壹拾伍"),
        (10, "ideographDigital", "一〇"), (3, "ideographTraditional", "丙"), (2, "ideographZodiac", "丑"),
        (12, "decimalFullWidth", "１２"), (3, "decimalEnclosedCircleChinese", "③"), (21, "decimalEnclosedCircle", "㉑"),
        (28, "lowerLetter", "bb"), (14, "upperRoman", "XIV"), (7, "decimalZero", "07"), (5, "noSuchFormat", "5"),
        (9, "none", ""), (1009, "chineseCounting", "一千零九"),
    ],
)  # fmt: skip
def test_numerals(number: int, number_format: str, printed: str) -> None:
    assert numeral(number, number_format) == printed


def test_title_of_the_file_is_kept_beside_its_text() -> None:
    from io import BytesIO

    from docx import Document

    word = Document()
    word.core_properties.title = "某局年度报告"
    word.add_paragraph("正文")
    file = BytesIO()
    word.save(file)
    assert document_of(file.getvalue(), "a.docx").titles == ("某局年度报告",)


def test_numbering_linked_to_a_style_is_printed() -> None:
    from io import BytesIO

    from docx import Document
    from docx.oxml import parse_xml

    word = Document()
    numbering = word.part.numbering_part.element
    numbering.insert(0, parse_xml(listed(level("chineseCounting", "%1、"))))
    numbering.append(parse_xml(f'<w:num {NAMES} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    style = word.styles["Heading 1"].element.get_or_add_pPr()
    style.append(parse_xml(f'<w:numPr {NAMES}><w:numId w:val="77"/></w:numPr>'))
    for text in ("甲", "乙"):
        word.add_paragraph(text, style="Heading 1")
    word.add_paragraph("正文")
    file = BytesIO()
    word.save(file)
    assert [line.text for line in document_of(file.getvalue(), "a.docx").lines] == ["一、甲", "二、乙", "正文"]
