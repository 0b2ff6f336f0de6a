"""CSV files as Excel saves them: read whatever shape they have, and added to without touching what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.excel_csv import (
    date_in,
    excel_makes,
    new_sheet,
    number_in,
    parse_sheet,
    raise_all,
    read_sheet,
    with_row,
    write_bytes,
)

COLUMNS = ("name", "note")


class SheetError(ValueError):
    """An error of the caller's own class."""


def rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    return list(parse_sheet(data, "list.csv", COLUMNS, SheetError).rows)


SHAPES = {
    "utf-8": "name,note\r\n甲市,见网站\r\n".encode(),
    "utf-8 with mark": "name,note\r\n甲市,见网站\r\n".encode("utf-8-sig"),
    "gb18030": "name,note\r\n甲市,见网站\r\n".encode("gb18030"),
    "utf-16, tabs": "name\tnote\r\n甲市\t见网站\r\n".encode("utf-16"),
    "utf-16 big endian": b"\xfe\xff" + "name\tnote\r\n甲市\t见网站\r\n".encode("utf-16-be"),
    "semicolons": "name;note\n甲市;见网站\n".encode(),
    "old Mac": "name,note\r甲市,见网站\r".encode(),
    "no line end": "name,note\n甲市,见网站".encode(),
    "quoted header": '"name";"note"\n"甲市";"见网站"\n'.encode(),
    "names in capitals, full width, with blanks": "ＮＡＭＥ, Note \n 甲市 , 见网站 \n".encode(),
    "empty rows and columns": ",,,\nname,note,,\n,,,\n甲市,见网站,,\n,,,\n".encode(),
    "other order, other columns": "added,note,name\n,见网站,甲市\n".encode(),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_in_which_excel_saves(shape: str) -> None:
    ((_, row),) = rows(SHAPES[shape])
    assert (row["name"], row["note"]) == ("甲市", "见网站")


def test_a_line_end_within_quotation_marks_and_the_line_a_row_begins_in() -> None:
    found = rows('name,note\r\n\r\n甲市,"第一行\r\n第二行，""引号"""\r\n乙市,x\r\n'.encode())
    # The header is line 1, line 2 is empty, the first row is in lines 3 and 4, the second in line 5.
    assert found == [
        (3, {"name": "甲市", "note": '第一行\r\n第二行，"引号"'}),
        (5, {"name": "乙市", "note": "x"}),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04rest", "list.csv: expected a CSV file, found an Excel workbook; in Excel save it as “CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "found an Excel workbook"),
        (b"name,note\n\xff\xff", "list.csv: expected text in UTF-8 or GB18030, found neither; in Excel save it"),
        (b"", "list.csv, line 1: expected the columns name, note, found ''; add name, note to the first line"),
        ("名称,note\n".encode(), "line 1: expected the columns name, note, found '名称,note'; add name to"),
        (b"\n\nname,remark\n", "line 3: expected the columns name, note, found 'name,remark'; add note to"),
        (b"name,note,name\n", "line 1: expected each column once, found name more than once"),
        (b"name,note\na,b,c\nd,e\nf,g,h\n", "line 2: expected 2 cells, found 3; put a cell that holds ',' in double"),
        (b"name,note\na,b,c\nd,e\nf,g,h\n", "\nlist.csv, line 4: expected 2 cells"),
        (b'name,note\na,"b\nc,d\n', "list.csv, line 2: expected every quotation mark to be closed"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(SheetError) as raised:
        rows(data)
    assert says in str(raised.value)


def test_a_file_that_is_not_there_or_may_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.csv: expected a list of mine, found none; give its path"):
        read_sheet(tmp_path / "none.csv", COLUMNS, "a list of mine")
    with pytest.raises(SheetError, match="expected a file that may be read, found: .*; close it in Excel"):
        read_sheet(tmp_path, COLUMNS, error=SheetError)


def test_many_errors_are_cut_at_ten() -> None:
    with pytest.raises(SheetError) as raised:
        raise_all([f"line {i}" for i in range(12)], SheetError)
    assert str(raised.value).split("\n")[-2:] == ["line 9", "and 2 more"]
    raise_all([], SheetError)


# --- numbers and days that Excel changed ---


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3585", "3585"),
        ("3585.0", "3585"),
        ("3585.00", "3585"),
        ("3,585", "3585"),
        ("1,192.55", "1192.55"),
        (" ３５８５ ", "3585"),
        ("-4", "-4"),
        ("−4", "-4"),
        ("0", "0"),
        ("100", "100"),
        ("0.50", "0.5"),
    ],
)
def test_numbers_as_excel_shows_them(cell: str, value: str) -> None:
    assert str(number_in(cell)) == value


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1.2E+05", "found '1.2E+05'; Excel has shortened the number: give the column the format Number"),
        ("####", "found '####'; the column was too narrow in Excel: widen it"),
        ("十二", "found '十二'; write a number such as 3585"),
        ("3,58", "found '3,58'"),
        ("nan", "found 'nan'"),
        ("", "found ''"),
    ],
)
def test_a_cell_that_is_no_number(cell: str, says: str) -> None:
    with pytest.raises(ValueError) as raised:
        number_in(cell)
    assert str(raised.value).startswith(says)


@pytest.mark.parametrize(
    "cell", ["2024-01-31", "2024/1/31", "2024.1.31", "2024年1月31日", "2024/1/31 0:00", "２０２４-1-31"]
)
def test_days_as_excel_shows_them(cell: str) -> None:
    assert date_in(cell) == "2024-01-31"


@pytest.mark.parametrize("cell", ["1/31/2024", "31.01.2024", "31-Jan-24"])
def test_days_as_excel_shows_them_in_other_countries_stay(cell: str) -> None:
    """Which of 2/3/2024 is the month depends on the country; a file must not become unreadable by being saved there."""
    assert date_in(cell) == cell


@pytest.mark.parametrize("cell", ["soon", "31/1", "2024-02-30", "2024", "", "########"])
def test_a_cell_that_is_no_day(cell: str) -> None:
    with pytest.raises(ValueError, match="^found .*; (write a day such as 2024-01-31|the column was too narrow)"):
        date_in(cell)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("123456789012", "1.23457E+11"),  # twelve digits: six of them are left
        ("120000000000", "1.2E+11"),
        ("000123456789", "123456789"),
        ("00000000012e", None),
        ("1234567890e1", "12345678900"),
        ("1234567890e2", "1.23457E+11"),
        ("12e456789012", None),  # beyond what Excel can hold: it stays text
        ("a23456789012", None),
    ],
)
def test_what_excel_makes_of_a_name_that_looks_like_a_number(text: str, shown: str | None) -> None:
    assert excel_makes(text) == shown


# --- adding a row ---


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_is_added_in_the_files_own_way_and_the_rest_stays(shape: str) -> None:
    data = SHAPES[shape]
    sheet = parse_sheet(data, "list.csv", COLUMNS)
    added = with_row(data, sheet, {"name": "乙市", "note": 'a,b;c\t"d"\ne'})
    assert added.startswith(data)
    found = [(row["name"], row["note"]) for _, row in parse_sheet(added, "list.csv", COLUMNS).rows]
    assert found == [("甲市", "见网站"), ("乙市", 'a,b;c\t"d"\ne')]


def test_a_new_file_has_the_mark_by_which_excel_knows_utf_8() -> None:
    assert new_sheet(COLUMNS) == b"\xef\xbb\xbfname,note\r\n"
    assert parse_sheet(new_sheet(COLUMNS), "list.csv", COLUMNS).rows == ()


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", refuse)
        with pytest.raises(
            OSError, match=r"list\.csv: the file can't be written \(Permission denied\); close it in Excel"
        ):
            write_bytes(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"] and file.read_bytes() == b"old"
    write_bytes(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"] and file.read_bytes() == b"new"
