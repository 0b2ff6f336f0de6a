"""The commands: what they print, where it points to, and their exit status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import toolkit
from toolkit.cli import main

ROOT = Path(__file__).parents[1]
DIGESTS = ROOT / "data" / "raw" / "digests"
SOUND = DIGESTS / "新郑市自然资源和规划局_2020.txt"
BROKEN_SUM = DIGESTS / "乐清市自然资源和规划局_2020.txt"
SUQIAN_2023, SUQIAN_2024 = DIGESTS / "宿迁市_2023.txt", DIGESTS / "宿迁市_2024.txt"
LOST_CELLS = DIGESTS / "中卫市自然资源局_2020.txt"
COMMANDS = ("check", "build", "run", "sample", "export")


def run(*arguments, cwd=ROOT, **environment):
    command = [sys.executable, "-m", "toolkit", *map(str, arguments)]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    return subprocess.run(command, capture_output=True, cwd=cwd, env=env)


# --- check ---


def test_check_names_the_file_and_says_that_nothing_is_wrong(capsys):
    assert main(["check", str(SOUND)]) == 0
    printed = capsys.readouterr().out
    assert str(SOUND) in printed
    assert "新郑市自然资源和规划局 · 2020 · form 2019 · scope own" in printed
    assert "sections 1 2 3 4 5 6" in printed and "198 reported" in printed
    assert "Nothing wrong was found" in printed


def test_check_names_section_column_both_numbers_and_the_place_of_the_cell(capsys):
    assert main(["check", str(BROKEN_SUM)]) == 1
    printed = capsys.readouterr().out
    assert "Errors (2)" in printed
    error = next(line for line in printed.split("\n") if "101" in line)
    for word in ("Section 3", "自然人", "（七）总计 (101) = 101", "（一）予以公开 (70)", "= 102"):
        assert word in error
    where = printed.split(error)[1].split("\n")[1]
    assert where.strip().startswith("Where: line ") and "cell" in where
    number, cell = (int(part.split()[-1]) for part in where.split("Where:")[1].split(","))
    line = BROKEN_SUM.read_text(encoding="utf-8").split("\n")[number - 1]
    assert line.split("\t")[cell - 1].strip() == "101"


def test_check_tells_lost_cells_from_blank_ones(capsys):
    assert main(["check", str(LOST_CELLS)]) == 0
    printed = capsys.readouterr().out
    assert "14 missing" in printed and "114 blank" in printed
    assert "lost in the source" in printed and "总计" in printed


def test_check_counts_the_notes_and_lists_them_when_asked(capsys):
    main(["check", str(LOST_CELLS)])
    short = capsys.readouterr().out
    main(["check", "--notes", str(LOST_CELLS)])
    long = capsys.readouterr().out
    assert "Notes (6)" in short and "--notes" in short and "only if blank" not in short
    assert "Notes (6)" in long and long.count("only if blank cells mean zero") == 6


def test_check_takes_several_files(capsys):
    assert main(["check", str(SOUND), str(BROKEN_SUM)]) == 1
    printed = capsys.readouterr().out
    assert printed.index(SOUND.name) < printed.index(BROKEN_SUM.name)


def test_check_holds_the_files_given_against_each_other(tmp_path, capsys):
    """宿迁市 2024 says +1.05 % of 3607 and 3646 requests: (3646 - 3607) / 3607 = 1.08 %. Alone it can't be said."""
    assert main(["check", str(SUQIAN_2024)]) == 0
    assert "1.08 %" not in capsys.readouterr().out
    assert main(["check", str(SUQIAN_2023), str(SUQIAN_2024)]) == 1
    first, second = capsys.readouterr().out.split(str(SUQIAN_2024))
    assert "Nothing wrong was found" in first
    (error,) = (line for line in second.split("\n") if "1.08 %" in line)
    assert error.strip().startswith("- Section 1 says “同比增长1.05%”")
    assert second.split(error)[1].split("\n")[1].strip().startswith("Where: section 1, ")
    # 2023 carries 118 + 3 = 121 forward, and so many 2024 carries over. Here 2023 says 119 + 3 = 122.
    lines = SUQIAN_2023.read_text(encoding="utf-8").split("\n")
    lines[170] = lines[170].replace("118", "119").replace("121", "122")
    (tmp_path / "宿迁市_2023.txt").write_text("\n".join(lines), encoding="utf-8")
    main(["check", str(SUQIAN_2024), str(tmp_path / "宿迁市_2023.txt")])
    of_2024 = capsys.readouterr().out.split(str(tmp_path))[0]
    assert "上年结转" in of_2024 and "118" in of_2024 and "119" in of_2024


def test_check_of_one_report_in_two_files_says_so(tmp_path, capsys):
    shutil.copy(SOUND, tmp_path / "again.txt")
    assert main(["check", str(SOUND), str(tmp_path / "again.txt")]) == 0
    printed = capsys.readouterr().out
    assert "Warnings (1)" in printed and "again.txt and" in printed and "Both are kept" in printed


def test_check_of_a_damaged_file_goes_on_with_the_next(tmp_path, capsys):
    bad = tmp_path / "坏 文件.txt"
    bad.write_bytes(bytes(5000))
    assert main(["check", str(bad), str(SOUND)]) == 2
    printed = capsys.readouterr().out
    assert "坏 文件.txt" in printed and "Not read: " in printed and "Nothing wrong was found" in printed


def test_check_of_two_reports_in_one_file_prints_both(tmp_path, capsys):
    both = tmp_path / "两份.txt"
    both.write_bytes(SOUND.read_bytes() + b"\n" + BROKEN_SUM.read_bytes())
    assert main(["check", str(both)]) == 1
    printed = capsys.readouterr().out
    assert "新郑市自然资源和规划局 · 2020" in printed and "乐清市自然资源和规划局 · 2020" in printed


def test_check_goes_on_where_the_toolkit_itself_fails(capsys, monkeypatch):
    import toolkit.reading.report

    read = toolkit.reading.report.read_reports

    def fail(path, *args):
        if Path(path).name == BROKEN_SUM.name:
            raise IndexError("list index out of range")
        return read(path, *args)

    monkeypatch.setattr(toolkit.reading.report, "read_reports", fail)
    assert main(["check", str(BROKEN_SUM), str(SOUND)]) == 2
    printed = capsys.readouterr()
    assert BROKEN_SUM.name in printed.out + printed.err
    assert "Nothing wrong was found" in printed.out


# --- build ---


def test_build_ends_with_a_summary_and_where_to_look_next(tmp_path, capsys):
    assert main(["build", str(DIGESTS), str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    # The digests: one has lost cells; 1105 + 273 + 14 = 1392 figures.
    assert "7 (6 ok, 1 partial, 0 failed)" in printed
    assert "1392 (1105 reported, 273 blank, 14 missing, 0 undecided)" in printed
    assert "error" in printed and "warning" in printed and "note" in printed
    assert "Claims: " in printed and " agrees, " in printed and " contradicts, " in printed
    assert "reports, sections, figures, findings, claims, statements, agencies as Parquet" in printed
    assert "Where to look next" in printed and str(tmp_path / "out") in printed


def test_build_says_what_became_of_decisions(tmp_path, capsys):
    cells = "report_id,table,row,column,expected,corrected,reason,who,when\n"
    for report_id, expected in (("乐清市自然资源和规划局_2020", 101), ("宿迁市_2024", 101), ("宿迁县_2024", 101)):
        cells += f"{report_id},requests,results_total,natural_person,{expected},102,x,李,2024-01-31\n"
    (tmp_path / "cells.csv").write_bytes(cells.encode("gb18030"))
    (tmp_path / "words.csv").write_text(
        "finding_id,verdict,note,who,when\n000000000000,已认可,,李,2024-01-31\n", encoding="utf-16"
    )
    arguments = ["build", str(DIGESTS), str(tmp_path / "out")]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "Corrections" not in printed and "Reviews" not in printed and "no place" not in printed
    assert (
        main([*arguments, "--corrections", str(tmp_path / "cells.csv"), "--reviews", str(tmp_path / "words.csv")]) == 0
    )
    printed = capsys.readouterr().out
    assert "Corrections: 3 (1 applied, 1 not applied, 1 for no report here)" in printed
    assert (
        "not applied: 宿迁市_2024: Section 3" in printed
        and "a correction expects 101, but 3440 stands there now" in printed
    )
    assert "Reviews: 1 (1 of findings that are no longer there)" in printed
    assert "no place for cells.csv line 4: no report 宿迁县_2024 is in this dataset (there is 宿迁市_2024" in printed
    assert (
        "no place for words.csv line 2: finding 000000000000 (accepted, by 李 on 2024-01-31) is not in this dataset"
        in printed
    )


def test_many_decisions_without_a_place_are_cut_and_counted(tmp_path, capsys):
    rows = "".join(f"{i:012},accepted,,李,2024-01-31\n" for i in range(25))
    (tmp_path / "words.csv").write_text("finding_id,verdict,note,who,when\n" + rows, encoding="utf-8")
    main(["build", str(DIGESTS), str(tmp_path / "out"), "--reviews", str(tmp_path / "words.csv")])
    printed = capsys.readouterr().out
    assert printed.count("no place for") == 20 and "… and 5 more: mend those above, and build again" in printed


@pytest.mark.parametrize("option", ["--corrections", "--reviews"])
def test_a_file_of_decisions_that_is_not_right_is_said_and_nothing_is_written(tmp_path, capsys, option):
    (tmp_path / "own.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["build", str(DIGESTS), str(tmp_path / "out"), option, str(tmp_path / "own.csv")]) == 2
    assert "own.csv, line 1: expected the columns" in capsys.readouterr().err
    assert main(["build", str(DIGESTS), str(tmp_path / "out"), option, str(tmp_path / "none.csv")]) == 2
    assert "none.csv: expected a CSV file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_build_shows_progress_without_mixing_it_into_the_summary(tmp_path, capsys):
    main(["build", str(DIGESTS), str(tmp_path / "out")])
    printed = capsys.readouterr()
    assert "7/7" in printed.err and "7/7" not in printed.out


def test_build_of_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["build", str(tmp_path / "没有"), str(tmp_path / "out")]) == 2
    printed = capsys.readouterr().err
    assert "没有" in printed and "expected a folder" in printed


def test_build_without_folders_takes_those_of_the_project_from_any_folder_below_it(tmp_path):
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    (raw / SOUND.name).write_bytes(SOUND.read_bytes())
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "notebooks").mkdir()
    done = run("build", cwd=tmp_path / "notebooks")
    assert done.returncode == 0
    assert (tmp_path / "data" / "processed" / "datapackage.json").is_file()


def test_an_interrupted_build_says_what_became_of_the_dataset(tmp_path, capsys, monkeypatch):
    import toolkit.reading.report

    def interrupt(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(toolkit.reading.report, "read_reports", interrupt)
    assert main(["build", str(DIGESTS), str(tmp_path / "out"), "--processes", "0"]) == 130
    assert "interrupted" in capsys.readouterr().err


# --- the command line itself ---


def test_python_m_toolkit_is_the_same_command():
    done = run("check", BROKEN_SUM)
    assert done.returncode == 1
    assert "乐清市自然资源和规划局" in done.stdout.decode("utf-8")


def test_the_installed_command_is_there():
    command = Path(sys.executable).with_name("toolkit")
    done = subprocess.run(
        [command, "check", SOUND], capture_output=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"}
    )
    assert done.returncode == 0 and "Nothing wrong was found" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("arguments", [["examine"], ["check"], ["check", "--loud", "x.txt"], ["build", "a", "b", "c"]])
def test_wrong_use_ends_with_2_and_the_usage(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    printed = capsys.readouterr().err
    assert printed.startswith("usage: toolkit")


def test_no_command_is_answered_with_the_help(capsys):
    assert main([]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("usage: toolkit") and all(command in printed for command in COMMANDS)


def test_an_unknown_command_is_answered_with_those_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["examine"])
    printed = capsys.readouterr().err
    assert "examine" in printed and all(command in printed for command in COMMANDS)


def test_help_lists_every_command(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert all(command in printed for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"usage: toolkit {command}")
    # A sentence on what it does, not only the list of its arguments.
    description = printed.split("\n\n")[1]
    assert len(description.split()) >= 4 and not description.startswith(("positional", "options"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "gbk"])
def test_a_console_that_cannot_show_chinese_gets_the_rest(encoding, tmp_path):
    done = run("check", BROKEN_SUM, PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert b"= 101" in done.stdout and b"= 102" in done.stdout
    assert b"Traceback" not in done.stderr
    done = run("build", DIGESTS, tmp_path / "out", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert b"1392" in done.stdout and b"Traceback" not in done.stderr


def test_the_output_can_be_cut_off_by_head():
    command = f"{sys.executable} -m toolkit check --notes {' '.join([str(BROKEN_SUM)] * 30)} | head -n 2"
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=ROOT)
    assert b"Traceback" not in done.stderr and b"Exception" not in done.stderr


def test_check_starts_without_pandas():
    """A clerk who checks one file does not wait for libraries of tables."""
    program = (
        "import sys; from toolkit.cli import main; main(['check', sys.argv[1]]); assert 'pandas' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program, str(SOUND)], capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_codebook_and_decisions_of_ones_own(tmp_path, capsys):
    raw, out, book, decisions = tmp_path / "raw", tmp_path / "out", tmp_path / "book.toml", tmp_path / "own.csv"
    raw.mkdir()
    shutil.copy(DIGESTS / "乐清市自然资源和规划局_2020.txt", raw)
    entry = 'code = "staff"\nenglish = "Staff"\nchinese = "人员"\nwhen = "staff is named"\ncues = ["人手"]'
    book.write_text(f'version = "own"\n[[theme]]\n{entry}\n', encoding="utf-8")
    decisions.write_text(
        "agency,division_code,level,kind,note\n乐清市自然资源和规划局,,,housing_construction,tried\n",
        encoding="utf-8-sig",
    )
    assert main(["build", str(raw), str(out), "--themes", str(book), "--agencies", str(decisions)]) == 0
    assert "Statements: 4 (3 problem, 1 improvement)" in capsys.readouterr().out
    data = toolkit.open_dataset(out)
    assert data.package["codebook"]["version"] == "own"
    assert {theme for themes in data.statements["themes"] for theme in themes} == {"staff", "other"}
    assert data.agencies["kind"].to_list() == ["housing_construction"]


def test_a_bad_codebook_is_said_and_nothing_is_written(tmp_path, capsys):
    book = tmp_path / "book.toml"
    book.write_text("nothing", encoding="utf-8")
    assert main(["build", str(DIGESTS), str(tmp_path / "out"), "--themes", str(book)]) == 2
    assert "book.toml: not valid TOML" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
