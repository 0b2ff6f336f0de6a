"""Bad files: each gets its row and a clear reason, quickly, and the good ones beside it are built all the same."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import time
import zipfile
from pathlib import Path

import pytest

from toolkit import build, open_dataset, read_reports
from toolkit.cli import main

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
GOOD = sorted(DIGESTS.glob("*.txt"))
SOUND = DIGESTS / "新郑市自然资源和规划局_2020.txt"
BROKEN_SUM = DIGESTS / "乐清市自然资源和规划局_2020.txt"
SECONDS = 5

PROSE = (
    "昨天下午，示例市图书馆办了一场读书会。来的人不少，有学生三十人，也有退休的老人；大家谈了各自喜欢的书，散场时已近黄昏。\n"
    * 40
)


def cut_in_table(data):
    """The bytes up to the midst of a row of section 3."""
    text = data.decode("utf-8")
    # 乐清市 has blanks within its labels.
    label = re.search(r"\s*".join("不掌握相关政府信息"), text)
    return text[: label.end() + 5].encode("utf-8")


def zipped(name):
    """A ZIP archive with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<a/>")
    return out.getvalue()


UNREADABLE = {
    # name: (bytes, a word of the reason)
    "empty.txt": (b"", "empty"),
    "only blanks.txt": (b"\n \t\r\n\f\n", "empty"),
    "random.txt": (random.Random(1).randbytes(20_000), "binary"),
    "zeros.bin": (bytes(20_000), "binary"),
    "program.exe": (b"MZ\x90\x00\x03" + random.Random(2).randbytes(20_000), "binary"),
    "archive.gz": (b"\x1f\x8b\x08\x00" + random.Random(3).randbytes(20_000), "archive"),
    "扫描 件.pdf": (b"%PDF-1.5\n" + random.Random(4).randbytes(9_000), "PDF"),
    "report.docx": (b"PK\x03\x04" + random.Random(5).randbytes(9_000), "DOCX"),
    "report.doc": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(9_000), "DOC"),
    "年度报告.ofd": (zipped("OFD.xml"), "OFD"),
    "reports.zip": (zipped("report.txt"), "unpack"),
    "photo.txt": (b"\xff\xd8\xff\xe0" + random.Random(6).randbytes(9_000), "picture"),
    "读书会 新闻.txt": (PROSE.encode("utf-8"), "no report"),
    "table of numbers.txt": (("1 2 3 4 5 6 7\n" * 500).encode(), "no report"),
    "tabs only.txt": (("\t" * 50 + "\n").encode() * 200, "empty"),
    "程序.py": (b"def f(x):\n    return x | 1 || 2\n" * 300, "no report"),
    "fifty megabytes.txt": (None, "MB"),
    "a million characters.txt": (("信" * 1_000_000).encode("utf-8"), "no report"),
    "a million digits.txt": (b"7" * 1_000_000, "no report"),
    "a million cells.txt": (b"7 " * 500_000, "no report"),
    "a million tabs.txt": (b"\t7" * 500_000, "no report"),
    "a million pipes.txt": (b"|7" * 500_000, "no report"),
    "many short lines.txt": ("公开\n".encode() * 30_000, "no report"),
    "many headings.txt": ("一、总体情况\n全年公开。\n".encode() * 6_000, "no report"),
    "many form feeds.txt": (b"7\f" * 30_000, "no report"),
}


def write(folder, name, data):
    path = folder / name
    if data is None:
        with path.open("wb") as sparse:
            sparse.write("示例市档案局2021年政府信息公开工作年度报告\n".encode())
            sparse.truncate(50_000_000)
    else:
        path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A raw folder with every kind of bad file, and the good reports among them."""
    raw = tmp_path_factory.mktemp("原始 报告")
    for name, (data, _) in UNREADABLE.items():
        write(raw, name, data)
    (raw / "broken link.txt").symlink_to(raw / "nowhere.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    (raw / "loop").mkdir()
    (raw / "loop" / "again").symlink_to(raw, target_is_directory=True)
    deep = raw / "一 级" / "二级" / "三级"
    deep.mkdir(parents=True)
    for file in GOOD:
        (deep / f"{file.stem} 定稿（最终版）.txt").write_bytes(file.read_bytes())
    return raw


@pytest.fixture(scope="module")
def built(folder, tmp_path_factory):
    """The dataset of that folder, with the exit status and the output of the command that built it."""
    out = tmp_path_factory.mktemp("out")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        status = main(["build", str(folder), str(out)])
    return open_dataset(out), status, printed.getvalue()


def test_every_bad_file_has_its_row_and_a_reason(built):
    reports = built[0].reports.set_index("source")
    for name, (_, word) in UNREADABLE.items():
        row = reports.loc[name]
        assert row["status"] == "failed", name
        assert word in row["reason"], (name, row["reason"])
        assert "toolkit itself" not in row["reason"]
        assert str(row["report_id"]).startswith("unread_")


@pytest.mark.parametrize("name", ["broken link.txt", "loop.txt"])
def test_a_link_that_leads_nowhere_has_its_row_and_a_reason(built, name):
    row = built[0].reports.set_index("source").loc[name]
    assert row["status"] == "failed"
    assert "can't be opened" in row["reason"]


def test_a_loop_of_folders_ends_and_reads_no_file_twice(built):
    sources = list(built[0].reports["source"])
    assert len(sources) == len(set(sources))
    assert not [source for source in sources if source.startswith("loop/again/")]


def test_the_good_reports_are_all_built(built):
    reports = built[0].reports
    good = reports[reports["source"].str.startswith("一 级/二级/三级/")]
    assert set(good["report_id"]) == {file.stem for file in GOOD}
    assert set(good["status"]) == {"ok", "partial"}
    figures = built[0].figures
    # Four reports follow form 2019, three form 2021.
    assert len(figures) == 4 * 198 + 3 * 200


def test_every_failure_is_a_finding(built):
    reports, findings = built[0].reports, built[0].findings
    failed = set(reports.loc[reports["status"] == "failed", "report_id"])
    assert len(failed) >= len(UNREADABLE)
    assert set(findings.loc[findings["rule"] == "unreadable", "report_id"]) == failed


def test_the_build_command_ends_well_and_prints_the_failures(built):
    dataset, status, printed = built
    failed = dataset.reports.loc[dataset.reports["status"] == "failed", "source"]
    assert status == 0
    assert f"{len(failed)} failed" in printed
    named = re.findall(r"^  not read: (.*?): (.+)$", printed, re.MULTILINE)
    # Twenty are printed with their reason, of the others only how many they are.
    assert len(named) == 20 and {source for source, _ in named} <= set(failed)
    assert f"{len(failed) - 20} more" in printed


@pytest.mark.parametrize("name", UNREADABLE)
def test_check_says_why_it_could_not_read_and_ends_with_2(name, tmp_path, capsys):
    data, word = UNREADABLE[name]
    path = write(tmp_path, name, data)
    start = time.perf_counter()
    assert main(["check", str(path)]) == 2
    assert time.perf_counter() - start < SECONDS
    printed = capsys.readouterr()
    assert name in printed.out and word in printed.out
    assert "Traceback" not in printed.err


def test_check_ends_with_2_for_what_is_not_there_or_no_file(tmp_path, capsys):
    assert main(["check", str(tmp_path / "没有.txt")]) == 2
    assert main(["check", str(tmp_path)]) == 2
    assert "No such file" in capsys.readouterr().out


def test_check_ends_with_1_for_an_error_and_with_0_for_a_sound_report(capsys):
    assert main(["check", str(BROKEN_SUM)]) == 1
    assert main(["check", str(SOUND)]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_files_the_worst_decides_the_exit_status(order, tmp_path, capsys):
    empty = write(tmp_path, "empty.txt", b"")
    assert main(["check", *[str(path) for path in [SOUND, BROKEN_SUM][::order]]]) == 1
    assert main(["check", *[str(path) for path in [empty, BROKEN_SUM, SOUND][::order]]]) == 2
    assert "新郑市自然资源和规划局" in capsys.readouterr().out


def test_an_unreadable_file_costs_only_itself(tmp_path, monkeypatch):
    """As root every file can be read, so the system's refusal is played."""
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw, "locked.txt", SOUND.read_bytes())
    write(raw, SOUND.name, SOUND.read_bytes())
    read_bytes = Path.read_bytes

    def refuse(path):
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    build(raw, tmp_path / "out", processes=0)
    reports = open_dataset(tmp_path / "out").reports.set_index("source")
    assert reports.loc["locked.txt", "status"] == "failed"
    assert "Permission denied" in reports.loc["locked.txt", "reason"]
    assert reports.loc[SOUND.name, "status"] == "ok"


def test_an_error_of_the_toolkit_itself_costs_only_one_file(tmp_path, monkeypatch):
    import toolkit.reading.report

    raw = tmp_path / "raw"
    raw.mkdir()
    for file in GOOD[:2]:
        write(raw, file.name, file.read_bytes())
    read = toolkit.reading.report.read_reports

    def fail(path, source):
        if path.name == GOOD[0].name:
            raise IndexError("list index out of range")
        return read(path, source)

    monkeypatch.setattr(toolkit.reading.report, "read_reports", fail)
    build(raw, tmp_path / "out", processes=0)
    reports = open_dataset(tmp_path / "out").reports.set_index("source")
    assert "IndexError" in reports.loc[GOOD[0].name, "reason"]
    assert reports.loc[GOOD[1].name, "status"] == "ok"


# --- damaged reports ---


@pytest.fixture
def read(tmp_path):
    def _read(data, name="示例.txt"):
        return read_reports(write(tmp_path, name, data))

    return _read


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_report_cut_off_in_the_midst_of_a_table_keeps_what_stands_before_the_cut(file, read):
    whole = {(f.table, f.row, f.column): f for f in read_reports(file)[0].figures}
    (report,) = read(cut_in_table(file.read_bytes()), file.name)
    assert report.status == "partial"
    assert "disputes" in report.absent_tables and "rows of tables were not found" in report.reason
    for figure in report.figures:
        expected = whole[figure.table, figure.row, figure.column]
        if figure.table == "proactive":
            assert (figure.value, figure.status) == (expected.value, expected.status)
        elif figure.status == "reported":
            assert figure.value == expected.value
    lost = {f.row for f in report.figures if f.table == "requests" and f.status in ("missing", "undecided")}
    assert {"unable.requires_creation", "results_total", "carried_forward"} <= lost
    gone = [f for f in report.figures if f.table == "disputes"]
    assert {f.status for f in gone} == {"missing"}


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("file", GOOD[:3], ids=lambda file: file.stem)
def test_a_download_that_broke_off_within_a_character_is_read_up_to_there(file, share, read):
    data = file.read_bytes()
    end = int(len(data) * share)
    while data[end] & 0xC0 != 0x80:
        end += 1
    (report,) = read(data[:end], file.name)
    assert report.status == "partial"
    assert report.agency == file.stem.split("_")[0]


def test_a_cut_at_any_line_gives_no_wrong_figure(read):
    """Wherever the text ends, a figure is the one of the whole report, or none."""
    file = DIGESTS / "新郑市人民政府办公室_2021.txt"
    whole = {(f.table, f.row, f.column): f.value for f in read_reports(file)[0].figures}
    lines = file.read_text(encoding="utf-8").split("\n")
    for end in range(45, len(lines), 7):
        (report,) = read("\n".join(lines[:end]).encode("utf-8"), file.name)
        wrong = [f for f in report.figures if f.value is not None and f.value != whole[f.table, f.row, f.column]]
        assert wrong == [], lines[end - 1]


def test_two_reports_in_one_file_are_two_reports(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    pair = [DIGESTS / "宿迁市_2023.txt", DIGESTS / "新郑市政务服务和大数据管理局_2020.txt"]
    write(raw, "两份 报告.txt", b"\n".join(file.read_bytes() for file in pair))
    build(raw, out)
    dataset = open_dataset(out)
    assert list(dataset.reports["report_id"]) == [file.stem for file in pair]
    assert set(dataset.reports["source"]) == {"两份 报告.txt"}
    for file in pair:
        (alone,) = read_reports(file)
        together = dataset.figures[dataset.figures["report_id"] == file.stem]
        assert [None if v is None else float(v) for v in (f.value for f in alone.figures)] == [
            None if v is None or v != v else v for v in together["value"].astype("float64").tolist()
        ]


@pytest.mark.parametrize("first", range(7))
def test_any_two_reports_one_after_the_other_are_told_apart(first, read):
    pair = [GOOD[first], GOOD[(first + 3) % 7]]
    reports = read(b"\n\n".join(file.read_bytes() for file in pair), "两份.txt")
    assert [f"{report.agency}_{report.year}" for report in reports] == [file.stem for file in pair]
    for report, file in zip(reports, pair, strict=True):
        (alone,) = read_reports(file)
        assert [(f.value, f.status) for f in report.figures] == [(f.value, f.status) for f in alone.figures]


def test_a_number_too_large_for_anything_costs_only_its_cell(tmp_path):
    """A cell of hundreds of digits, where a cell of a tab table was filled with rubbish."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    text = BROKEN_SUM.read_text(encoding="utf-8")
    assert "\t3585" in text
    for digits in (30, 400, 5000):
        write(raw, f"{digits}.txt", text.replace("\t3585", "\t" + "9" * digits).encode("utf-8"))
    write(raw, SOUND.name, SOUND.read_bytes())
    build(raw, out)
    reports = open_dataset(out).reports.set_index("source")
    assert set(reports["status"]) <= {"ok", "partial"}, list(reports["reason"])
    assert set(reports["agency"]) == {"乐清市自然资源和规划局", "新郑市自然资源和规划局"}


@pytest.mark.parametrize(
    "line",
    [
        "信" * 1_000_000,
        "7" * 1_000_000,
        "规章 " + "7 " * 300_000,
        "\t".join("7" * 300_000),
        "|7" * 300_000,
        "一、" * 300_000,
        "（一）" * 300_000,
        "2021年" * 200_000,
    ],
    ids=["prose", "digits", "cells", "tabs", "pipes", "numbering", "points", "years"],
)
def test_a_line_of_a_million_characters_within_a_report_costs_only_itself(line, read):
    lines = SOUND.read_text(encoding="utf-8").split("\n")
    here = next(i for i, text in enumerate(lines) if text.startswith("二、")) - 1
    start = time.perf_counter()
    (report,) = read("\n".join([*lines[:here], line, *lines[here:]]).encode("utf-8"), SOUND.name)
    assert time.perf_counter() - start < SECONDS
    (alone,) = read_reports(SOUND)
    assert (report.agency, report.year, report.form) == (alone.agency, alone.year, alone.form)
    assert [(f.value, f.status) for f in report.figures] == [(f.value, f.status) for f in alone.figures]


def test_a_long_text_is_read_in_a_few_seconds(read):
    """A report with an appendix of 2 MB of prose below it."""
    data = SOUND.read_bytes() + b"\n" + (PROSE * 300).encode("utf-8")
    start = time.perf_counter()
    (report,) = read(data, SOUND.name)
    assert time.perf_counter() - start < SECONDS
    (alone,) = read_reports(SOUND)
    assert [(f.value, f.status) for f in report.figures] == [(f.value, f.status) for f in alone.figures]


def test_a_folder_without_reports_is_an_empty_dataset(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "README.md").write_text("put reports here")
    summary = build(tmp_path / "raw", tmp_path / "out")
    assert summary.reports == {}
    assert len(open_dataset(tmp_path / "out").reports) == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_holds_nothing_up(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    os.mkfifo(raw / "pipe.txt")
    write(raw, SOUND.name, SOUND.read_bytes())
    build(raw, tmp_path / "out")
    assert "新郑市自然资源和规划局_2020" in set(open_dataset(tmp_path / "out").reports["report_id"])
