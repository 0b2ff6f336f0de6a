"""What a reader of a web page sees comes out in its order: text, tables on their own grid, titles; markup of every kind."""

from __future__ import annotations

import pytest

from toolkit.reading.document import Document
from toolkit.reading.readers import document_of
from toolkit.reading.readers.html import read


def page(body: str, head: str = "") -> Document:
    """The document of a page with this body, as UTF-8."""
    return read(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "page.html")


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def rows(document: Document) -> list[list[str]]:
    """The rows of all tables; a place that a merged cell reaches over is "·"."""
    return [["·" if c.covered else c.text for c in line.cells] for line in document.lines if line.kind == "grid"]


# Text.


def test_blocks_and_breaks_part_the_text_and_inline_elements_do_not() -> None:
    document = page("<div>前<p>一<b>二</b><span>三</span>四</p>五<br>六<div>七</div>后</div>")
    assert texts(document) == ["前", "一二三四", "五", "六", "七", "后"]


def test_inline_blocks_part_nothing_and_blocks_by_style_do() -> None:
    assert texts(page("<p>一<span style='display:inline-block'>二</span>三</p>")) == ["一二三"]
    assert texts(page("<div>一<span style='display:block'>二</span>三</div>")) == ["一", "二", "三"]


def test_source_line_ends_are_no_line_ends() -> None:
    # Word wraps its source within Chinese words; between Latin words the line end is a blank.
    assert texts(page("<p>认真\n  落实\r\n条例 open\ndata</p>")) == ["认真落实条例 open data"]


def test_blanks_of_all_widths_are_blanks() -> None:
    assert texts(page("<p>&nbsp;&#12288;&emsp;一、&nbsp;&nbsp;总体 情况&#8203;</p>")) == ["一、 总体 情况"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>var 隐=1</script>",
        "<style>.隐{color:red}</style>",
        "<noscript>隐</noscript>",
        "<template><p>隐</p></template>",
        "<p hidden>隐</p>",
        "<div style='color:red; DISPLAY: none'><p>隐<b>隐</b></p></div>",
        "<p style='visibility:hidden'>隐</p>",
        "<!-- 隐 -->",
        "<select><option>隐</option></select>",
        "<!--[if gte mso 9]><xml><w:View>隐</w:View></xml><![endif]-->",
        "<svg><text>隐</text></svg>",
    ],
)
def test_what_is_not_shown_is_left_out(hidden: str) -> None:
    assert texts(page(f"<p>前面的字</p>{hidden}<p>后面的字</p>")) == ["前面的字", "后面的字"]


def test_overflow_hidden_is_shown() -> None:
    assert texts(page("<div style='overflow:hidden'>看得见</div>")) == ["看得见"]


def test_a_style_sheet_hides_by_class() -> None:
    document = page("<p class='a tip'>隐</p><p class=a>显</p>", "<style>/* x */ .tip, #no { display:none }</style>")
    assert texts(document) == ["显"]


def test_a_page_whose_text_is_nearly_all_hidden_is_read_and_noted() -> None:
    document = page("<p>标签</p><div style='display:none'><p>" + "正文在此。" * 20 + "</p></div>")
    assert texts(document) == ["标签", "正文在此。" * 20]
    assert [note.rule for note in document.notes] == ["hidden_text"]


def test_preformatted_text_keeps_its_lines_and_tabs() -> None:
    document = page("<pre>\n一、标题\n规章\t3\t0\n  两格后\n</pre>")
    assert texts(document) == ["一、标题", "规章\t3\t0", "  两格后"]
    assert [cell.text for cell in document.lines[1].cells] == ["规章", "3", "0"]
    assert document.places == "lines"


@pytest.mark.parametrize("field", ["textarea", "xmp"])
def test_the_source_of_an_article_in_a_field_is_read_as_a_page(field: str) -> None:
    source = "<p>第一段</p><table><tr><td>规章</td><td>3</td></tr><tr><td>其他</td><td>4</td></tr></table>"
    inner = source.replace("<", "&lt;") if field == "textarea" else source
    document = page(f"<p>前</p><{field}>{inner}</{field}>")
    assert texts(document)[:2] == ["前", "第一段"]
    assert rows(document) == [["规章", "3"], ["其他", "4"]]


def test_a_frame_with_its_own_source_is_read() -> None:
    document = page("<p>外</p><iframe srcdoc='&lt;p&gt;内一&lt;/p&gt;&lt;p&gt;内二&lt;/p&gt;'></iframe><p>外二</p>")
    assert texts(document) == ["外", "内一", "内二", "外二"]


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe src='/report/2021.html'></iframe>",
        "<embed src='/report/2021.html'>",
        "<object data='/report/2021.html'></object>",
    ],
)
def test_a_page_that_only_frames_another_file_names_it(frame: str) -> None:
    [note] = page(f"<p>年报</p>{frame}").notes
    assert note.rule == "content_elsewhere" and "/report/2021.html" in note.message


def test_a_frame_beside_a_text_says_nothing() -> None:
    assert page("<p>" + "正文。" * 200 + "</p><iframe src='/counter.html'></iframe>").notes == ()


def test_large_pictures_are_lines_and_icons_are_none() -> None:
    document = page(
        "<p>甲<img src=a.png>乙</p><img src=b.gif width=16 height=16><img src=c style='width:80px'>"
        "<img src=d width=600px height=400>"
    )
    assert [line.kind for line in document.lines] == ["text", "picture", "picture"]
    assert texts(document)[0] == "甲乙", "a picture parts no sentence"


def test_titles_of_the_system_come_before_that_of_the_window() -> None:
    head = "<title>某县门户\n网站</title><meta name='ArticleTitle' content='某局2021年报告'><meta property='og:title' content='分享名'>"
    assert page("<p>字</p>", head).titles == ("某局2021年报告", "分享名", "某县门户 网站")


# Tables.


def test_spans_cover_their_places() -> None:
    # A over two rows, B over two columns; D stands beside A, under the first column of B.
    document = page("<table><tr><td rowspan=2>A<td colspan=2>B<td>C<tr><td>D<td>E<td>F</table>")
    assert rows(document) == [["A", "B", "·", "C"], ["·", "D", "E", "F"]]


def test_a_cell_may_span_all_rows_left() -> None:
    document = page("<table><tr><td rowspan=0>A<td>1<tr><td>2<tr><td>3</table>")
    assert rows(document) == [["A", "1"], ["·", "2"], ["·", "3"]]


def test_a_span_ends_with_its_part_of_the_table() -> None:
    document = page("<table><thead><tr><th rowspan=9>H<th>x</thead><tbody><tr><td>1<td>2<tr><td>3<td>4</tbody></table>")
    assert rows(document) == [["H", "x"], ["1", "2"], ["3", "4"]]


def test_the_head_comes_first_and_the_foot_last() -> None:
    document = page("<table><tfoot><tr><td>合计<td>9</tfoot><tr><td>a<td>1</tr><thead><tr><th>项<th>数</thead></table>")
    assert rows(document) == [["项", "数"], ["a", "1"], ["合计", "9"]]


def test_absurd_spans_lose_no_cell() -> None:
    document = page('<table><tr><td colspan="99999999">A<td>B<tr><td rowspan="-3">C<td colspan=x>D</table>')
    assert [[c for c in row if c not in ("·", "")] for row in rows(document)] == [["A", "B"], ["C", "D"]]


def test_overlapping_spans_lose_no_cell() -> None:
    # C spans into the place that B takes from above: browsers lay one over the other, and D stands behind both.
    document = page("<table><tr><td>A<td rowspan=2>B<td>X<tr><td colspan=2>C<td>D</table>")
    assert [[c for c in row if c not in ("·", "")] for row in rows(document)] == [["A", "B", "X"], ["C", "D"]]


def test_cells_without_rows_and_rows_without_cells() -> None:
    document = page("<table><tr></tr><td>A<td>1<tr><td>B<td>2<tr></tr></table>")
    assert rows(document) == [["A", "1"], ["B", "2"]]


def test_paragraphs_and_breaks_of_a_cell_are_one_text() -> None:
    document = page(
        "<table><tr><td><p>（二）部分</p><p>公开&nbsp;</p></td><td>1<br/>2</td></tr><tr><td><div>其<i>他</i></div></td><td>3</td></tr></table>"
    )
    assert rows(document) == [["（二）部分公开", "1 2"], ["其他", "3"]]


def test_figures_are_taken_as_printed() -> None:
    document = page("<table><tr><td>收费<td>2.50<tr><td>NA<td>1,000<tr><td>+5<td>007</table>")
    assert rows(document) == [["收费", "2.50"], ["NA", "1,000"], ["+5", "007"]]


def test_a_filled_in_form_shows_its_values() -> None:
    document = page(
        "<table><tr><td>规章<td><input value=3 readonly><tr><td>其他<td><input type=hidden value=9>4</table>"
    )
    assert rows(document) == [["规章", "3"], ["其他", "4"]]


def test_the_row_that_only_sets_widths_is_none() -> None:
    document = page(
        "<table><tr><td>a<td>1</tr><tr><td>b<td>2</tr><![if !supportMisalignedColumns]><tr height=0>"
        "<td width=9></td><td width=9></td></tr><![endif]></table>"
    )
    assert rows(document) == [["a", "1"], ["b", "2"]]


def test_a_table_that_lays_out_the_page_is_a_container() -> None:
    inner = "<table><tr><td>规章<td>1<tr><td>其他<td>2</table>"
    document = page(f"<table><tr><td><a href=1>首页</a></td><td><p>正文</p>{inner}尾</td></tr></table>")
    assert texts(document) == ["首页", "正文", "规章\t1", "其他\t2", "尾"]
    assert rows(document) == [["规章", "1"], ["其他", "2"]]


def test_a_small_table_in_a_cell_is_its_text() -> None:
    nested = "<table><tr><td>行政</td></tr><tr><td>许可</td></tr></table>"
    document = page(f"<table><tr><td>{nested}<td>5<tr><td>其他<td>6</table>")
    assert rows(document) == [["行政许可", "5"], ["其他", "6"]]


def test_a_row_nested_in_a_merged_cell_takes_its_places() -> None:
    document = page("<table><tr><td>甲<td>1<td>2<tr><td>乙<td colspan=2><table><tr><td>3<td>4</table></table>")
    assert rows(document) == [["甲", "1", "2"], ["乙", "3", "4"]]


def test_a_data_table_nested_in_a_data_table_loses_nothing_and_keeps_its_place() -> None:
    nested = "<table><tr><td>丙<td>3<tr><td>丁<td>4</table>"
    document = page(f"<table><tr><td>甲<td>1<tr><td>乙<td>{nested}<tr><td>戊<td>5</table>")
    assert texts(document) == ["甲\t1", "乙", "丙\t3", "丁\t4", "戊\t5"]


@pytest.mark.parametrize(
    "cell",
    ["甲", " 甲\n", "<p>甲</p><p>乙</p>", "<p>甲<b>乙</b></p>丙", "<b>甲<i>乙</i></b> 丙", "甲<br>乙<br/>", "<b><p>甲</p></b>乙",
     "<p><span>甲</span></p><span>乙</span>", "<p><span>甲<o:p></o:p></span></p>\n", "<b>甲<td>乙</b>", "&nbsp;", ""],
)  # fmt: skip
def test_a_table_of_plain_cells_and_one_with_a_link_are_read_alike(cell: str) -> None:
    # A link makes the reader walk through a table step by step; without one it takes the whole table at once.
    table = (
        "<table><thead><tr><td rowspan=2>项<td colspan=2>数<tr><td>一<td>二</thead><tr><td>{}</td><td>{}<td>3</table>"
    )
    plain, walked = (page(table.format(head, cell)) for head in ("首", "<a href=x>首</a>"))
    assert rows(plain) == rows(walked) and rows(plain)[0] == ["项", "数", "·", *rows(plain)[0][3:]]


def test_a_picture_before_a_text_stands_before_it() -> None:
    document = page("<div><img src=a><p>下面的字</p></div>")
    assert [line.kind for line in document.lines] == ["picture", "text"]


def test_a_part_of_a_table_within_a_row_of_it_begins_its_own_rows() -> None:
    # A <thead> that a row has swallowed: its cells are a row of their own.
    assert texts(page("<table><tr><td>甲</td><td>1</td><thead><td>乙</td><td>2</td></tr></table>")) == [
        "乙\t2",
        "甲\t1",
    ]


def test_tables_that_touch_are_told_apart() -> None:
    document = page("<table><tr><td>a<td>1</table><table><tr><td>b<td>2</table>")
    assert [line.table for line in document.lines] == [1, 2]


# Tables made of boxes.


def three_rows(row: str, cell: str) -> str:
    """Three rows of three cells; the tags are given with their attributes."""
    end = {name: name.split()[0] for name in (row, cell)}
    lines = [("规章", "1", "0"), ("规范性文件", "12", "-"), ("行政许可", "", "7")]
    return "".join(
        f"<{row}>" + "".join(f"<{cell}>{text}</{end[cell]}>" for text in line) + f"</{end[row]}>" for line in lines
    )


EXPECTED = [["规章", "1", "0"], ["规范性文件", "12", "-"], ["行政许可", "", "7"]]


@pytest.mark.parametrize(
    ("around", "row", "cell"),
    [
        ("div role=table", "div role=row", "div role=cell"),
        ("div style='display:table'", "div style='display:table-row'", "span style='display:table-cell'"),
        ("div class=t", "div class=r", "div class=c"),
        ("div", "ul", "li"),
        ("div", "div style='display:flex'", "span"),
        ("ul", "li", "span class=c"),
        ("div", "dl", "dd"),
        ("div", "div", "p"),
    ],
)
def test_boxes_in_rows_are_a_table(around: str, row: str, cell: str) -> None:
    sheet = "<style>.t{display:table} .r{display:table-row} .c{display:table-cell}</style>"
    document = page(f"<p>前</p><{around}>{three_rows(row, cell)}</{around.split()[0]}><p>后</p>", sheet)
    assert rows(document) == EXPECTED
    assert (texts(document)[0], texts(document)[-1]) == ("前", "后")


def test_short_blocks_beside_a_table_of_boxes_are_parts_of_it() -> None:
    short = "<div><p>信息内容</p><p>处理决定数量</p></div><div><p>行政许可</p><p>9</p></div>"
    document = page(f"<div>{three_rows('div', 'p')}<div>第（五）项</div>{short}</div>")
    assert rows(document) == [*EXPECTED, ["信息内容", "处理决定数量"], ["行政许可", "9"]]
    assert "第（五）项" in texts(document)


def test_a_grid_of_boxes_fills_its_columns() -> None:
    cells = "".join(f"<div>{text}</div>" for line in EXPECTED for text in line)
    head = "<div style='grid-column: span 2'>项目</div><div>数</div>"
    document = page(f"<div style='display:grid; grid-template-columns: 2fr repeat(2, 1fr)'>{head}{cells}</div>")
    assert rows(document) == [["项目", "·", "数"], *EXPECTED]


def test_lists_of_links_and_news_keep_their_text() -> None:
    links = "".join(f"<ul><li><a href=1>栏目{i}</a></li><li><a href=2>专题{i}</a></li></ul>" for i in range(5))
    news = "".join(f"<li><a href=3>第{i}条新闻标题</a><span class=d>2021-01-0{i}</span></li>" for i in range(1, 5))
    document = page(f"<div>{links}</div><ul>{news}</ul>")
    assert rows(document) == []
    whole = "".join(texts(document))
    assert all(f"栏目{i}" in whole and f"第{i}条新闻标题" in whole for i in range(1, 5))


def test_paragraphs_of_several_runs_are_no_table() -> None:
    # Word cuts a paragraph into runs; three short paragraphs of two runs each are no table of two columns.
    body = "".join(f"<p><span class=a>202{i}</span><span class=b>年{i}月</span></p>" for i in range(4))
    assert texts(page(f"<div>{body}</div>")) == ["2020年0月", "2021年1月", "2022年2月", "2023年3月"]


def test_headings_and_short_texts_in_boxes_are_no_table() -> None:
    body = "".join(f"<div><p>{mark}、标题</p><p>无。</p></div>" for mark in "一二三四")
    assert rows(page(body)) == []


# Charsets.


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "big5", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_the_declared_charset_is_not_trusted(declared: str, encoding: str) -> None:
    meta = f"<meta http-equiv=Content-Type content='text/html; charset={declared}'>" if declared else ""
    text = f"<html><head>{meta}</head><body><p>虚构县水务局信息公开工作报告</p><table><tr><td>规章<td>3</table></body></html>"
    document = document_of(text.encode(encoding), "x.html")
    assert document.format == "html" and texts(document)[0] == "虚构县水务局信息公开工作报告"


def test_a_gbk_page_broken_off_within_a_character_is_read() -> None:
    data = ("<html><body>" + "<p>虚构县水务局的政府信息公开工作</p>" * 30 + "<p>最后一段文字").encode("gb18030")
    document = read(data[:-1], "x.html")
    assert texts(document)[0] == "虚构县水务局的政府信息公开工作" and len(document.lines) == 31
    assert texts(document)[-1].startswith("最后一段文")


def test_a_self_closed_script_of_xhtml_swallows_nothing() -> None:
    text = "<?xml version='1.0'?><html><head><script src='a.js'/><title/></head><body><p>正文</p></body></html>"
    assert texts(read(text.encode(), "x.xhtml")) == ["正文"]
