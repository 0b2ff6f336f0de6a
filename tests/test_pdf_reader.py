"""PDF files made by hand: each holds one thing that misleads readers of PDF, and says what must come out."""

from __future__ import annotations

import pytest
from pdf_making import Pdf, cells, form, line, picture, ruled, show, table

from toolkit.reading.document import PAGES, Document, UnreadableFile
from toolkit.reading.numbering import width_of
from toolkit.reading.readers.pdf import pages

XS, YS = [100, 200, 300], [700, 680, 660]
ROWS = [["甲", "12"], ["乙", ""]]
TABLE = table(XS, YS, ROWS)
READ = [["甲", "12"], ["乙", ""]]
PROSE = "示例市各部门在这一年里做了许多事情，本段文字用来占据页面上的地方。"


def read(*contents: str, **options) -> Document:
    return pages.read(Pdf(list(contents), **options).data(), "example.pdf")


def grid(document: Document, page: int = 1) -> list[list[str]]:
    """The tables' rows on a page; ^ stands for a place that a merged cell covers."""
    return [
        ["^" if cell.covered else cell.text for cell in line.cells]
        for line in document.lines
        if line.kind == "grid" and line.page == page
    ]


def text(document: Document) -> list[str]:
    return [line.text.strip() for line in document.lines if line.kind == "text"]


def rules_of(document: Document) -> list[str]:
    return [note.rule for note in document.notes]


def reason(*contents: str, **options) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(*contents, **options)
    return str(error.value)


def test_lines_and_tables_come_in_the_order_in_which_they_stand() -> None:
    # The file has the last line first, and the table before the line above it.
    document = read(show(100, 600, "表格之后") + TABLE + show(100, 750, "表格之前"))
    assert [line.kind for line in document.lines] == ["text", "grid", "grid", "text"]
    assert text(document) == ["表格之前", "表格之后"]
    assert grid(document) == READ
    assert (document.places, document.format) == (PAGES, "pdf")


def test_places_of_cells_are_page_table_row_and_column() -> None:
    document = read(show(100, 750, PROSE), TABLE)
    (twelve,) = [cell for line in document.lines for cell in line.cells if cell.text == "12"]
    assert (twelve.page, twelve.table, twelve.row, twelve.column) == (2, 1, 1, 2)
    assert document.page_starts == (1, 2)


DASHED = "\n[2 2] 0 d " + ruled(XS, YS)
SEGMENTS = "".join(line(x, y, x + 3, y) for y in YS for x in range(100, 300, 5)) + "".join(
    line(x, y - 3, x, y) for x in XS for y in range(700, 660, -5)
)
DOTS = "\n" + "".join(f"{x} {y} 0.7 0.7 re f\n" for y in YS for x in range(100, 301, 2))
DOTS += "".join(f"{x} {y} 0.7 0.7 re f\n" for x in XS for y in range(660, 700, 2))
DOUBLE = ruled(XS, YS) + ruled([x + 1.8 for x in XS], [y - 1.8 for y in YS])
BOXES = "\n" + "".join(f"{x} {y} 100 20 re S\n" for x in (100, 200) for y in (680, 660))
THIN = "\n" + "".join(f"{x} 660 0.5 40 re f\n" for x in XS) + "".join(f"100 {y} 200 0.5 re f\n" for y in YS)
IN_ONE_PATH = "\n" + " ".join(f"{x} 660 0.5 40 re" for x in XS) + " " + " ".join(f"100 {y} 200 0.5 re" for y in YS)
COLOURED = "\n0.8 g 100 660 200 40 re f 0 g " + ruled(XS, YS)
OPEN_SIDES = "".join(line(100, y, 300, y) for y in YS) + line(200, 700, 200, 660)
CROSSED_OVER = "".join(line(97, y, 303, y) for y in YS) + "".join(line(x, 703, x, 657) for x in XS)
SHORT_OF_EACH_OTHER = "".join(line(101.5, y, 298.5, y) for y in YS) + "".join(line(x, 698.5, x, 661.5) for x in XS)


@pytest.mark.parametrize(
    "rules",
    [
        DASHED,
        SEGMENTS,
        DOTS,
        DOUBLE,
        BOXES,
        THIN,
        IN_ONE_PATH + "\nf\n",
        COLOURED,
        OPEN_SIDES,
        CROSSED_OVER,
        SHORT_OF_EACH_OTHER,
    ],
    ids="dashed segments dots double boxes thin one-path coloured open-sides crossed short".split(),
)
def test_rules_are_found_however_they_are_drawn(rules: str) -> None:
    assert grid(read(rules + cells(XS, YS, ROWS))) == READ


def test_a_coloured_background_is_no_rule() -> None:
    # Backgrounds of four cells, one point apart, and no rules: laid-out text.
    backs = "\n" + "".join(f"0.8 g {x} {y} 99 19 re f 0 g\n" for x in (100, 200) for y in (680, 660))
    document = read(backs + cells(XS, YS, ROWS))
    assert grid(document) == []
    assert text(document)[1] == "乙"


def test_merged_cells_have_their_spans() -> None:
    # Three columns and rows. The first cell is two rows high, the one beside it two columns wide.
    xs, ys = [100, 150, 200, 250], [700, 680, 660, 640]
    rules = line(100, 700, 250, 700) + line(150, 680, 250, 680) + line(100, 660, 250, 660) + line(100, 640, 250, 640)
    rules += line(100, 700, 100, 640) + line(150, 700, 150, 640) + line(200, 680, 200, 640) + line(250, 700, 250, 640)
    shown = show(103, 680, "高") + show(153, 683, "宽的") + show(153, 663, "1") + show(203, 663, "2")
    shown += cells(xs, ys, [[], [], ["丙", "3", "4"]])
    assert grid(read(rules + shown)) == [["高", "宽的", "^"], ["^", "1", "2"], ["丙", "3", "4"]]


def test_rules_left_open_at_a_page_break_are_closed() -> None:
    # The row 乙 begins on the first page, whose table has no rule below it, and ends on the next, without one above it.
    first = line(100, 150, 300, 150) + "".join(line(x, 150, x, 40) for x in XS) + line(100, 100, 300, 100)
    second = "".join(line(x, 800, x, 700) for x in XS) + line(100, 760, 300, 760) + line(100, 700, 300, 700)
    document = read(
        show(100, 200, PROSE) + first + cells(XS, [150, 100, 40], [["甲", "1"], ["乙的前", ""]]),
        second + cells(XS, [800, 760, 700], [["一半", "2"], ["丙", "3"]]),
    )
    assert grid(document, 1) == [["甲", "1"], ["乙的前", ""]]
    assert grid(document, 2) == [["一半", "2"], ["丙", "3"]]


def test_text_that_runs_out_of_a_cell_that_the_page_break_leaves_open_is_its_text() -> None:
    # The first column has no rule below it, and goes on below the last rule of the page.
    rules = line(100, 150, 300, 150) + line(130, 120, 300, 120)
    rules += line(100, 150, 100, 120) + line(130, 150, 130, 120) + line(300, 150, 300, 120)
    shown = show(105, 130, "三") + show(105, 117, "本年") + show(105, 104, "度办") + show(140, 130, "一")
    document = read(show(100, 200, PROSE) + rules + shown + show(290, 40, "7"))
    assert grid(document) == [["三本年度办", "一"]]
    assert text(document) == [PROSE, "7"]


def broken_over_pages(first: list[list[str]], second: list[list[str]]) -> Document:
    """A table of a label 50 points wide and a figure: `first` ends a page, `second` begins the next."""
    xs = [100, 156, 300]
    upper = [60 + 20 * i for i in range(len(first), -1, -1)]
    lower = [800 - 20 * i for i in range(len(second) + 1)]
    return read(show(100, 700, PROSE) + table(xs, upper, first), table(xs, lower, second) + show(100, 100, PROSE))


@pytest.mark.parametrize(("above", "below"), [("7", ""), ("", "7")], ids=["above", "below"])
def test_a_row_that_a_page_break_cuts_is_one_row(above: str, below: str) -> None:
    # （四）无法 fills its line: 5 characters of 10 points, 3 from the left, leave 3 of 56 points.
    document = broken_over_pages([["（三）甲", "3"], ["（四）无法", above]], [["提供", below], ["（五）乙", "4"]])
    assert grid(document, 1) == [["（三）甲", "3"], ["（四）无法提供", "7"]]
    assert grid(document, 2) == [["（五）乙", "4"]]


def test_a_row_is_joined_below_a_head_that_is_repeated() -> None:
    head = ["标签", "数"]
    document = broken_over_pages([head, ["（四）无法", "7"]], [head, ["提供", ""], ["（五）乙", "4"]])
    assert grid(document, 1) == [head, ["（四）无法提供", "7"]]
    assert grid(document, 2) == [head, ["（五）乙", "4"]]


def test_rows_are_joined_over_every_page_break_of_a_table() -> None:
    xs = [100, 156, 300]
    document = read(
        show(100, 700, PROSE) + table(xs, [100, 80, 60], [["（三）甲", "3"], ["（四）无法", "7"]]),
        table(xs, [800, 780, 760, 740], [["提供", ""], ["（五）乙", "4"], ["（六）其他", ""]]),
        table(xs, [800, 780, 760], [["处理", "5"], ["（七）总计", "6"]]),
    )
    assert [grid(document, page)[-1] for page in (1, 2)] == [["（四）无法提供", "7"], ["（六）其他处理", "5"]]
    assert grid(document, 3) == [["（七）总计", "6"]]


@pytest.mark.parametrize(
    "rows",
    [
        ([["（四）无法", "7"]], [["（五）不予", ""]]),
        ([["（四）无法", "7"]], [["提供", "8"]]),
        ([["四", "7"]], [["提供", ""]]),
    ],
    ids=["another item", "figures in both", "a line that is not full"],
)
def test_two_rows_at_a_page_break_stay_two(rows: tuple[list[list[str]], list[list[str]]]) -> None:
    document = broken_over_pages(*rows)
    assert (grid(document, 1), grid(document, 2)) == rows


def test_two_tables_that_touch_keep_their_columns() -> None:
    # The upper table has its rules at 100, 200 and 300, the lower at 100, 150, 250 and 300: columns of 50 points.
    lower = table([100, 150, 250, 300], [660, 640, 620], [["丙", "1", "2"], ["丁", "3", "4"]])
    assert grid(read(TABLE + lower)) == [
        ["甲", "^", "12", "^"],
        ["乙", "^", "", "^"],
        ["丙", "1", "^", "2"],
        ["丁", "3", "^", "4"],
    ]


def test_beside_a_narrow_table_on_a_wide_one_there_is_no_cell() -> None:
    narrow = table([100, 150, 200], YS, ROWS)
    wide = table(XS, [660, 640, 620], [["丙", "1"], ["丁", "3"]])
    document = read(narrow + wide + show(220, 690, "旁边的字"))
    assert grid(document) == [["甲", "12"], ["乙", ""], ["丙", "^", "1"], ["丁", "^", "3"]]
    assert text(document) == ["旁边的字"]


def test_a_cell_whose_outer_rule_is_lacking_is_a_cell() -> None:
    rules = ruled([100, 200], YS) + "".join(line(200, y, 300, y) for y in YS) + line(300, 700, 300, 680)
    assert grid(read(rules + cells(XS, YS, ROWS))) == READ


@pytest.mark.parametrize(
    "frame",
    ["\n50 50 500 750 re S\n", ruled([50, 550], [800, 730, 100]), ruled([50, 400, 550], [800, 100])],
    ids=["frame", "one column", "two columns round a table"],
)
def test_a_frame_round_the_page_is_no_table(frame: str) -> None:
    document = read(frame + show(100, 750, "题目") + TABLE + show(100, 600, "后文"))
    assert grid(document) == READ
    assert text(document) == ["题目", "后文"]


def test_text_that_reaches_over_a_rule_stays_in_its_cell() -> None:
    # 甲乙丙丁 begins 3 points before its cell; 123 (15 points wide) is centred 3.5 points behind the rule at 200.
    assert grid(read(ruled(XS, YS) + show(97, 683, "甲乙丙丁") + show(196, 663, "123"))) == [
        ["甲乙丙丁", ""],
        ["", "123"],
    ]


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    twice = "".join(show(103 + by, 683, "甲甲") + show(210 + by, 663, "11") for by in (0, 0.4))
    assert grid(read(ruled(XS, YS) + twice)) == [["甲甲", ""], ["", "11"]]


def test_two_figures_in_one_cell_stay_two() -> None:
    assert grid(read(ruled(XS, YS) + show(210, 663, "1") + show(240, 663, "2")))[1] == ["", "1 2"]


def test_lines_of_a_cell_are_joined() -> None:
    xs, ys = [100, 160, 300], [700, 660, 620]
    shown = show(103, 688, "很长的标") + show(103, 676, "签分成两") + show(103, 664, "行") + show(170, 676, "5")
    assert grid(read(ruled(xs, ys) + shown))[0] == ["很长的标签分成两行", "5"]


def test_columns_one_character_wide_are_read_downwards() -> None:
    rules = ruled([100, 114, 128, 228], [700, 620, 600])
    first = "".join(show(102, 700 - 12 * (i + 1), char) for i, char in enumerate("一字一列"))
    second = "".join(show(116, 700 - 12 * (i + 1), char) for i, char in enumerate("第二列"))
    document = read(rules + first + second + show(130, 660, "宽列") + show(130, 603, "9"))
    assert grid(document) == [["一字一列", "第二列", "宽列"], ["", "", "9"]]


def test_turned_text_in_cells_is_read_as_it_runs() -> None:
    # 竖写表头 runs upwards, 倒写表头 downwards, in cells 100 points high.
    rules = ruled(XS, [700, 600, 580])
    shown = show(160, 610, "竖写表头", 10, 90) + show(250, 690, "倒写表头", 10, 270) + show(203, 583, "5")
    assert grid(read(rules + shown + show(100, 750, PROSE))) == [["竖写表头", "倒写表头"], ["", "5"]]


LANDSCAPE = show(100, 550, "横排的标题文字") + table(XS, [500, 480, 460], ROWS)


@pytest.mark.parametrize(
    ("content", "rotate"),
    [
        ("\nq 0 1 -1 0 595 0 cm " + LANDSCAPE + "\nQ\n", 0),
        ("\nq 0 1 -1 0 595 0 cm " + LANDSCAPE + "\nQ\n", 90),
        ("\nq 0 -1 1 0 0 842 cm " + LANDSCAPE + "\nQ\n", 0),
        ("\nq -1 0 0 -1 595 842 cm " + LANDSCAPE + "\nQ\n", 180),
        (LANDSCAPE, 270),
    ],
    ids=["lying", "lying and turned", "lying the other way", "upside down", "only turned"],
)
def test_pages_that_lie_on_their_side_are_read(content: str, rotate: int) -> None:
    document = read(content, rotate=rotate)
    assert text(document) == ["横排的标题文字"]
    assert grid(document) == READ


def test_a_page_number_beside_a_table_that_lies_on_its_side_is_a_line_of_its_own() -> None:
    document = read("\nq 0 1 -1 0 595 0 cm " + LANDSCAPE + "\nQ\n" + show(290, 20, "7"))
    assert grid(document) == READ
    assert text(document) == ["横排的标题文字", "7"]


def test_rules_and_text_in_nested_forms_stand_where_their_matrices_put_them() -> None:
    # The inner form draws the table 30 to the right and 500 up, the outer halves and moves it, the page doubles it.
    inner, outer = (
        form(TABLE, "/Matrix [1 0 0 1 30 500]"),
        form("\nq .5 0 0 .5 0 0 cm /X2 Do Q\n", "/Matrix [1 0 0 1 40 10]"),
    )
    page = "\nq 2 0 0 2 -50 -700 cm /X1 Do Q\n" + show(100, 800, "题目")
    document = read(page, forms={"X1": outer, "X2": inner})
    # Point (100, 700) of the table: (130, 1200), halved (65, 600), moved (105, 610), doubled and moved (160, 520).
    assert grid(document) == READ
    assert text(document) == ["题目"]


def test_text_of_the_page_falls_into_the_rules_of_a_form() -> None:
    rules = form(ruled(XS, YS), "/Matrix [1 0 0 1 0 -300]")
    moved = cells(XS, [400, 380, 360], ROWS)
    assert grid(read("\nq /X1 Do Q\n" + moved, forms={"X1": rules})) == READ


def test_a_watermark_falls_into_no_cell_and_is_noted() -> None:
    document = read(TABLE + show(100, 600, PROSE, 12) + show(150, 640, "内部资料", 40, 45))
    assert grid(document) == READ
    assert rules_of(document) == ["watermark"]
    assert "page 1 (“内部资料”)" in document.notes[0].message


def test_large_upright_text_across_a_table_falls_into_no_cell() -> None:
    document = read(TABLE + show(150, 660, "内部资料", 60))
    assert grid(document) == READ
    assert text(document) == ["内部资料"]


def test_slanted_text_that_has_a_cell_to_itself_is_its_text() -> None:
    document = read(ruled(XS, YS) + cells(XS, YS, [["", "12"], ["乙", ""]]) + show(120, 682, "斜头", 8, 30))
    assert grid(document) == [["斜头", "12"], ["乙", ""]]
    assert not document.notes


def test_characters_that_no_font_explains_are_no_figures_and_are_noted() -> None:
    document = read(TABLE + show(100, 600, PROSE) + show(210, 664, "00", font="DUMB"))
    assert grid(document) == [["甲", "12"], ["乙", "\ufffd\ufffd"]]
    assert rules_of(document) == ["characters_lost"]
    # A code of this font has two bytes, so 00 are two characters.
    assert document.notes[0].message.startswith("2 characters on page 1 can't be told")


@pytest.mark.parametrize("lost", ["\ufffd", "\U000f0001"], ids=["replacement", "private use"])
def test_private_use_and_replacement_characters_are_lost(lost: str) -> None:
    document = read(TABLE + show(100, 600, PROSE) + show(210, 664, lost))
    assert rules_of(document) == ["characters_lost"]
    assert set(grid(document)[1][1]) == {"\ufffd"}


def test_a_bullet_of_a_symbol_font_is_no_loss() -> None:
    document = read(show(100, 700, "\uf06c 第一点") + show(100, 680, PROSE))
    assert text(document) == ["• 第一点", PROSE]
    assert not document.notes


def test_a_file_of_nothing_but_lost_characters_is_unreadable() -> None:
    assert "recognition (OCR)" in reason(show(100, 700, "0012", font="DUMB"))


def test_text_beside_the_page_is_noted_and_not_read() -> None:
    document = read(show(100, 700, PROSE) + show(700, 700, "看不见"))
    assert text(document) == [PROSE]
    assert rules_of(document) == ["hidden_text"]
    assert document.notes[0].message.startswith("3 characters on page 1 ")


WIDGET = "<< /Type /Annot /Subtype /Widget /Rect [210 663 240 675] "


@pytest.mark.parametrize(
    "field",
    [WIDGET + "/FT /Tx /V (7) >>", "<< /Type /Annot /Subtype /FreeText /Rect [210 663 240 675] /Contents (7) >>"],
    ids=["field", "comment"],
)
def test_text_of_form_fields_and_comments_is_noted(field: str) -> None:
    document = read(TABLE, TABLE, annotations=field)
    assert grid(document) == READ
    assert rules_of(document) == ["fields_not_read"]
    assert "stand on pages 1-2 and were not read" in document.notes[0].message


@pytest.mark.parametrize(
    "field",
    [
        WIDGET + "/FT /Tx >>",
        WIDGET + "/FT /Btn /V /Yes >>",
        WIDGET + "/FT /Sig >>",
        "<< /Type /Annot /Subtype /Link /Rect [210 663 240 675] /Contents (7) >>",
    ],
    ids=["empty", "box to tick", "signature", "link"],
)
def test_annotations_without_text_are_no_loss(field: str) -> None:
    assert not read(TABLE, annotations=field).notes


SCAN = "\nq 500 0 0 800 0 0 cm /P1 Do Q\n"


def test_a_scan_is_told_as_such() -> None:
    told = reason(*[SCAN + show(290, 20, "3")] * 3, forms={"P1": picture()})
    assert told.startswith("this is a scan: 3 pages")
    assert "text recognition (OCR)" in told


def test_a_scan_with_a_text_layer_is_text() -> None:
    # Text recognition puts invisible text (mode 3) over the picture.
    document = read(SCAN + "\n3 Tr " + show(100, 700, PROSE) + show(100, 680, PROSE), forms={"P1": picture()})
    assert text(document) == [PROSE, PROSE]
    assert "picture" not in [line.kind for line in document.lines]


def test_scanned_pages_among_others_are_named() -> None:
    document = read(show(100, 700, PROSE), SCAN, SCAN, show(100, 700, PROSE), SCAN, forms={"P1": picture()})
    assert text(document) == [PROSE, PROSE]
    assert rules_of(document) == ["pages_without_text"]
    assert "pages 2-3 and 5" in document.notes[0].message


def test_a_large_picture_is_a_line_in_its_place_and_a_small_one_none() -> None:
    large, small = "\nq 400 0 0 200 100 400 cm /P1 Do Q\n", "\nq 60 0 0 60 500 760 cm /P1 Do Q\n"
    document = read(small + show(100, 700, PROSE) + large + show(100, 300, PROSE), forms={"P1": picture()})
    assert [line.kind for line in document.lines] == ["text", "picture", "text"]


def test_pages_without_any_text_are_told() -> None:
    assert reason("", "").startswith("this PDF has 2 pages without any text")
    assert "letters are drawn as shapes" in reason("\n0 0 m 100 100 l 50 70 l f\n")


def test_a_password_for_opening_is_asked_for() -> None:
    assert "opens only with a password" in reason(TABLE, user_password="secret")


def test_a_file_that_only_forbids_changes_is_read() -> None:
    assert grid(read(TABLE, user_password="")) == READ


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_unreadable_or_noted(share: float) -> None:
    data = Pdf([TABLE, show(100, 700, PROSE)]).data()
    try:
        document = pages.read(data[: int(len(data) * share)], "cut.pdf")
    except UnreadableFile as error:
        assert "get the file again" in str(error)
    else:
        assert "file_cut_off" in rules_of(document)


def test_a_file_without_pages_is_unreadable() -> None:
    assert "damaged" in reason()


def test_too_many_pages_are_refused_at_once() -> None:
    assert "10,000 pages, more than the 3,000" in reason(*[""] * 10_000)


LATTICE = "".join(line(10, 5 + 0.1 * i, 20 + i % 500, 5 + 0.1 * i) for i in range(7000))
CROWD = "".join(f"\n{i % 500} {i % 700} m {i % 311} {i % 97} l S" for i in range(60_000))
SQUARES = "\n" + "".join(f"{10 + 3.5 * (i % 160)} {10 + 3.5 * (i // 160)} 3 3 re S\n" for i in range(30_000))


@pytest.mark.parametrize("drawing", [LATTICE, CROWD, SQUARES], ids=["lattice", "crowd", "squares"])
def test_a_drawing_of_thousands_of_lines_is_no_table(drawing: str) -> None:
    document = read(show(100, 800, PROSE) + drawing)
    assert text(document) == [PROSE]
    assert grid(document) == []


def test_a_drawing_that_is_not_read_to_its_end_is_noted() -> None:
    assert rules_of(read(show(100, 800, PROSE) + CROWD)) == ["drawing_not_read"]


def test_forms_that_draw_themselves_end() -> None:
    forms = {"X1": form("\n/X2 Do\n"), "X2": form("\n/X1 Do\n")}
    document = read("\n/X1 Do\n" + show(100, 700, PROSE), forms=forms)
    assert text(document) == [PROSE]


def test_indents_and_gaps_are_kept_in_proportion() -> None:
    # Size 10: two characters of indent are 20 points, four places of half a character.
    document = read(show(100, 700, PROSE) + show(120, 680, PROSE) + show(100, 660, "甲") + show(200, 660, "5"))
    first, second, third = (line.text for line in document.lines)
    assert first == PROSE
    assert second == "    " + PROSE
    # 5 begins 100 points from the margin: place 20, of which 甲 takes two.
    assert third == "甲" + " " * 18 + "5"


def test_running_titles_are_kept_once_and_footers_left_out() -> None:
    contents = [
        show(30, 820, "示例市年度报告 内部资料", 8)
        + show(100, 700, PROSE)
        + show(100, 680, f"第{page}页的正文")
        + show(30, 20, "example.invalid/report.html", 8)
        + show(550, 20, f"{page}/4", 8)
        for page in (1, 2, 3, 4)
    ]
    printed = ["".join(found.split()) for found in text(read(*contents))]
    assert printed.count("示例市年度报告内部资料") == 1
    assert not [found for found in printed if found.startswith("example")]
    # What stands in the body is no running line, though it returns.
    assert printed.count(PROSE) == 4
    assert "第4页的正文" in printed


def test_titles_of_several_years_at_the_head_of_pages_are_no_running_titles() -> None:
    years = (2031, 2032, 2033, 2034)
    document = read(
        *[show(100, 800, f"示例市{year}年度报告") + show(100, 700, PROSE) + show(100, 20, "完") for year in years]
    )
    assert [f"示例市{year}年度报告" for year in years] == [found for found in text(document) if "年度报告" in found]


def test_a_page_number_is_left_on_every_page() -> None:
    assert text(read(*[show(100, 700, PROSE) + show(290, 20, f"- {page} -") for page in (1, 2, 3)])).count("- 3 -") == 1


def test_blanks_typed_with_the_space_bar_are_kept() -> None:
    assert text(read(show(100, 700, "国办 公开办函 2021 30"))) == ["国办 公开办函 2021 30"]


def test_figures_of_a_table_without_rules_stand_one_above_the_other() -> None:
    rows = [("新收", "5", "6"), ("上年结转的申请", "12", "3")]
    content = "".join(
        show(100, 700 - 20 * j, label) + show(300 - 2.5 * len(a), 700 - 20 * j, a) + show(400, 700 - 20 * j, b)
        for j, (label, a, b) in enumerate(rows)
    )
    # Half a character of size 10 is 5 points: 5 begins at 297.5, place 59.5 (even: 60), 12 at 295, place 59; both end
    # 5 and 10 points farther, at places 60.5 (even: 60) and 61. The last figures stand from 400 to 405, place 80 to 81.
    first, second = read(content).lines
    assert [(cell.left, cell.right) for cell in first.cells[1:]] == [(60, 60), (80, 81)]
    assert [(cell.left, cell.right) for cell in second.cells[1:]] == [(59, 61), (80, 81)]
    # On a screen, where a Chinese character takes two places, they stand so too, from the margin at place 20.
    assert [width_of(line.text[: line.text.index(last)]) for line, last in ((first, "6"), (second, "3"))] == [60, 60]


def test_columns_have_the_same_places_on_every_page() -> None:
    # The first page's text begins at 60 points, the second's at 100; the figures stand at 300 on both.
    first = "".join(show(60, 700 - 20 * j, PROSE) for j in range(8)) + show(60, 400, "甲") + show(300, 400, "1")
    second = "".join(show(100, 700 - 20 * j, PROSE) for j in range(8)) + show(100, 400, "乙") + show(300, 400, "2")
    ends = [line.cells[-1] for line in read(first, second).lines if len(line.cells) == 2]
    assert [(cell.text, cell.left) for cell in ends] == [("1", 60), ("2", 60)]


def labelled(gap: float, figures: int = 4) -> str:
    """Labels 40 points wide whose columns are 40 points and `gap` wide, and a figure below the middle of each."""
    step = 40 + gap
    labels = "".join(show(100 + step * i, 700, f"{char}列标签") for i, char in enumerate("甲乙丙丁"))
    return labels + "".join(show(117.5 + step * i, 680, "0") for i in range(figures))


def test_labels_that_touch_are_parted_as_the_figures_below_them_are() -> None:
    assert text(read(labelled(0.06)))[0].split() == ["甲列标签", "乙列标签", "丙列标签", "丁列标签"]


def test_a_label_over_several_columns_stays_whole() -> None:
    # No room is wider than another, so nothing tells where a label would end.
    assert text(read(labelled(0)))[0] == "甲列标签乙列标签丙列标签丁列标签"
    # Two figures tell no columns.
    assert len(text(read(labelled(0.06, figures=2)))[0].split()) == 1
