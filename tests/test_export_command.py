"""`toolkit export`: what it writes where, what it says, and how it fails."""

from __future__ import annotations

import sys

import pytest
from exporting import digests

from toolkit.cli import main


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return digests(tmp_path_factory.mktemp("digests"))


def test_the_command_says_what_it_wrote_and_where_to_look(data, tmp_path, capsys):
    assert main(["export", str(data.path), "--to", "xlsx", "--out", str(tmp_path / "my.xlsx")]) == 0
    printed = capsys.readouterr().out
    assert str(tmp_path / "my.xlsx") in printed and "7 (digest)" in printed and "Where to look next" in printed
    assert main(["export", str(data.path), "--to", "csv", "--shape", "wide", "--out", str(tmp_path)]) == 0
    assert sorted(p.name for p in tmp_path.glob("*.csv")) == ["codebook.csv", "wide.csv", "wide_status.csv"]
    assert main(["export", str(data.path), "--to", "csv", "--shape", "long", "--out", str(tmp_path)]) == 0
    assert "Not of this export, and still there: wide.csv, wide_status.csv" in capsys.readouterr().out


def test_the_command_puts_exports_beside_the_tables(tmp_path, capsys):
    digests(tmp_path)
    assert main(["export", str(tmp_path), "--to", "dta"]) == 0
    assert (tmp_path / "export" / "dta" / "wide.dta").is_file()
    assert str(tmp_path / "export" / "dta" / "wide.dta") in capsys.readouterr().out


def test_the_command_does_not_write_over_the_tables(tmp_path, capsys):
    digests(tmp_path)
    assert main(["export", str(tmp_path), "--to", "parquet", "--out", str(tmp_path)]) == 2
    assert "found the tables themselves" in capsys.readouterr().err


def test_a_part_is_exported_where_a_part_is_asked_for(data, tmp_path, capsys):
    asked = ["export", str(data.path), "--to", "csv", "--shape", "wide", "--out", str(tmp_path)]
    assert main([*asked, "--year", "2023-2024"]) == 0
    assert "Chosen:   years 2023 to 2024: 2 of 7 reports" in capsys.readouterr().out
    assert len((tmp_path / "wide.csv").read_text(encoding="utf-8-sig").splitlines()) == 3
    assert main([*asked, "--year", "2025"]) == 2
    assert "No report of year 2025" in capsys.readouterr().err
    assert (
        main(["export", str(data.path), "--to", "Stata", "--shape", "wide", "--year", "2020", "--region", "河南"]) == 0
    )
    assert (data.path / "export_2020_河南" / "dta" / "wide.dta").is_file()


def test_the_command_says_that_there_is_no_dataset(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--to", "csv"]) == 2
    assert "toolkit build" in capsys.readouterr().err


def test_the_command_says_how_to_install_duckdb(data, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    assert main(["export", str(data.path), "--to", "duckdb", "--out", str(tmp_path)]) == 2
    assert "pip install duckdb" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_a_file_is_said(data, tmp_path, capsys):
    (tmp_path / "there").write_text("x")
    assert main(["export", str(data.path), "--to", "csv", "--out", str(tmp_path / "there")]) == 2
    assert "expected a folder, found a file" in capsys.readouterr().err
