"""Nothing of a report runs in a spreadsheet; and what a workbook is like."""

from __future__ import annotations

import csv
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from exporting import HARMLESS, LINK, RUN, columns_of, digests, hostile, joined, plain, sheet

from toolkit import soffice
from toolkit.export import export
from toolkit.formulas import guarded, unguarded, would_run
from toolkit.schema import TABLES


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return digests(tmp_path_factory.mktemp("digests"))


@pytest.fixture(scope="module")
def written(data, tmp_path_factory):
    """The digests with texts that a report could hold to harm, as CSV and XLSX."""
    folder, odd = tmp_path_factory.mktemp("export"), hostile(data)
    return {to: export(odd, to, folder / to)[0] for to in ("csv", "xlsx")}


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written["xlsx"])


@pytest.mark.parametrize("text", RUN)
def test_a_formula_is_seen_and_guarded(text):
    assert guarded(text) == "'" + text and unguarded(guarded(text)) == text
    assert would_run(text) or text.startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text):
    assert not would_run(text) and guarded(text) == text == unguarded(text)


def test_no_cell_of_a_csv_begins_a_formula(written):
    seen = set()
    for path in written["csv"].parent.iterdir():
        with open(path, encoding="utf-8-sig", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert not [cell for cell in cells if would_run(cell)], path
        seen |= cells
    assert {"'" + text for text in RUN} <= seen and set(HARMLESS) <= seen


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(written, book):
    texts = set()
    for table in book:
        for row in table.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, (table.title, cell.coordinate)
                texts.add(cell.value)
    assert {LINK, "@SUM(1)", "+1+1"} <= texts
    with zipfile.ZipFile(written["xlsx"]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in parts.values())


def test_a_formula_in_a_workbook_stays_text_when_it_is_edited(book):
    found = [cell for row in book["sections"].iter_rows() for cell in row if cell.value == LINK]
    assert found and all(cell.quotePrefix for cell in found)


@pytest.mark.skipif(soffice.find_soffice() is None, reason="LibreOffice is not installed")
def test_nothing_runs_when_libreoffice_opens_it(written, tmp_path):
    """What it makes of the files is saved as a workbook, in which a formula would be one."""
    bare = tmp_path / "bare.csv"
    bare.write_text("a,b\r\n1,=1+1\r\n", encoding="utf-8-sig")
    guarded_csv = written["csv"].parent / "statements.csv"
    saved = soffice.converted([bare, guarded_csv, written["xlsx"]], "xlsx", tmp_path / "saved")
    formulas = {
        path: [
            cell.coordinate
            for table in openpyxl.load_workbook(saved[path])
            for row in table
            for cell in row
            # LibreOffice writes TRUE and FALSE as formulas.
            if cell.data_type == "f" and cell.value not in ("=TRUE()", "=FALSE()")
        ]
        for path in (bare, guarded_csv, written["xlsx"])
    }
    assert formulas[guarded_csv] == [] and formulas[written["xlsx"]] == []
    assert len(formulas[bare]) == 1  # so that this test could fail


def test_a_workbook_has_a_codebook_frozen_headers_filters_and_real_numbers(book):
    assert book.sheetnames == ["codebook", "wide", "wide_status", *TABLES]
    for table in book:
        assert table.freeze_panes == "B2" and table.auto_filter.ref.startswith("A1:")
    figures = sheet(book, "figures")
    assert isinstance(figures["value"].dropna().iloc[0], (int, float))
    head = book["wide"]["O1"]
    assert head.value == "pro_regulations_new_made" and "主动公开：规章，本年新制作数量 (件)" in head.comment.text
    code = next(c for c in book["agencies"]["B"] if c.row == 2)
    assert code.value == "640500" and code.number_format == "@"
    days = next(c for c in book["reports"]["H"] if c.row > 1 and c.value)
    assert days.is_date and days.number_format == "yyyy-mm-dd"


def test_rows_beyond_a_sheet_go_on_in_the_next(data, tmp_path, monkeypatch):
    import toolkit.export.to_xlsx

    monkeypatch.setattr(toolkit.export.to_xlsx, "MOST_ROWS", 500)
    (path,) = export(data, "xlsx", tmp_path)
    found = openpyxl.load_workbook(path)
    parts = [sheet(found, name) for name in ("figures", "figures_2", "figures_3")]
    # 1392 figures of the digests: 499, 499 and 394 under a header each.
    assert [len(part) for part in parts] == [499, 499, 394]
    assert plain(pd.concat(parts), columns_of("figures")) == joined(data.figures)


def test_a_text_too_long_for_a_cell_goes_on_in_a_column_behind(data, tmp_path):
    long = "长" * 32_766 + "😀" + "文" * 40_000
    sections = data.sections.assign(text=[long, *data.sections["text"][1:]]).astype({"text": "string"})
    (path,) = export(replace(data, sections=sections), "xlsx", tmp_path)
    saved = openpyxl.load_workbook(path)
    found = sheet(saved, "sections")
    pieces = [found[name][0] for name in ("text", "text_2", "text_3")]
    # Excel takes 32,767 characters and counts the emoji, which may not be cut in two, as two.
    assert [len(piece) for piece in pieces] == [32_766, 1 + 32_765, 7_235] and "".join(pieces) == long
    assert found["text"][1] == data.sections["text"][1] and found["text_2"][1] is None
    book = sheet(saved, "codebook")
    assert "text goes on here" in book.loc[book["variable"] == "text_2", "english"].iloc[0]
