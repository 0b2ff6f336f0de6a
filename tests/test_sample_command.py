"""`toolkit sample` as a user runs it: what it writes, what it prints, and what it refuses."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from toolkit.cli import main
from toolkit.dataset import build, provenance_of
from toolkit.reading.report import read_reports
from toolkit.sample import folder, writers
from toolkit.sample.folder import README, deal_formats
from toolkit.sample.writers import FORMATS, ProgramFailed

TEXTS = "txt,md"


def sample(*arguments: object) -> int:
    return main(["sample", *map(str, arguments)])


def rows(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "truth" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """6 agencies × 2 years = 12 reports, 4 in each of three formats, a quarter (3) with errors."""
    out = tmp_path_factory.mktemp("province") / "云岭省"
    assert sample("--agencies", 6, "--years", "2021-2022", "--formats", "txt,html,docx", "--errors", 0.25, out) == 0
    return out


def test_reports_go_into_years_in_formats_dealt_out_evenly(small: Path) -> None:
    reports = [path.relative_to(small / "reports") for path in (small / "reports").rglob("*_*.*")]
    assert Counter(path.suffix for path in reports) == {".txt": 4, ".html": 4, ".docx": 4}
    assert Counter(path.parts[0] for path in reports) == {"2021": 6, "2022": 6}
    assert all(re.fullmatch(r".+_(2021|2022)", path.stem) and path.stem.endswith(path.parts[0]) for path in reports)
    assert len({path.suffix for path in reports if path.parts[0] == "2021"}) > 1


def test_all_that_is_written_says_that_it_is_invented(small: Path) -> None:
    report = next((small / "reports").rglob("*.txt"))
    assert provenance_of(report, small / "reports") == "sample"
    note = tomllib.loads((small / "truth" / "provenance.toml").read_text(encoding="utf-8"))
    assert note == {"provenance": "sample", "reports": False}
    readme = (small / "README.txt").read_text(encoding="utf-8-sig")
    assert "全部虚构" in readme and "toolkit run FOLDER/reports FOLDER/processed" in readme
    assert all(f"{name}.csv" in README for name in ("reports", "figures", "sections", "statements", "claims", "errors"))


def test_the_truth_holds_every_report_and_every_cell(small: Path) -> None:
    reports = rows(small, "reports")
    assert len(reports) == 12 and sum(int(r["planted_errors"]) > 0 for r in reports) == 3
    for report in reports:
        assert (small / "reports" / report["source"]).suffix == f".{report['format']}"
        assert (small / "reports" / report["source"]).is_file()
    cells = Counter((r["agency"], r["year"]) for r in rows(small, "figures"))
    # Form 2021: requests 25 rows × 7 + disputes 3 × 5 + 2 × 3 + 3 decisions + 1 amount = 200; form 2019: 23 × 7 + 15 +
    # 2 × 3 + 4 × 3 + 2 + 2 = 198.
    sizes = {(r["agency"], r["year"]): {"2021": 200, "2019": 198}[r["form"]] for r in reports}
    assert cells == sizes
    assert {r["status"] for r in rows(small, "figures")} <= {"reported", "blank"}
    assert all((r["value"] == "") == (r["status"] == "blank") for r in rows(small, "figures"))
    assert {(r["agency"], r["year"]) for r in rows(small, "sections")} == set(cells)


def test_the_truth_says_where_each_number_of_the_prose_stands_and_what_it_refers_to(small: Path) -> None:
    sections = {(r["agency"], r["year"], r["section"]): r["text"] for r in rows(small, "sections")}
    claims = rows(small, "claims")
    assert len(claims) > 60 and {r["verdict"] for r in claims} >= {"agrees", "other_scope"}
    orders: dict[tuple[str, str], list[int]] = {}
    for claim in claims:
        orders.setdefault((claim["agency"], claim["year"]), []).append(int(claim["claim"]))
        text = sections[claim["agency"], claim["year"], claim["section"]]
        assert text[int(claim["start"]) : int(claim["end"])] == claim["quote"] and claim["quantity"] in claim["quote"]
        assert (claim["kind"] in ("figure", "absence")) == bool(claim["table_value"])
        assert claim["approximate"] in ("yes", "no") and (claim["refers_to"] or claim["kind"] in ("whole", "part"))
        if claim["kind"] == "figure" and claim["unit"] not in ("万元", "元") and claim["approximate"] == "no":
            assert (claim["stated"] == claim["table_value"]) == (claim["verdict"] == "agrees")
    assert all(sorted(found) == list(range(1, len(found) + 1)) for found in orders.values())
    for error in rows(small, "errors"):
        if error["section"]:
            wrong = error["claims"].split("; ")[0]
            (claim,) = [
                c for c in claims if (c["agency"], c["year"], c["claim"]) == (error["agency"], error["year"], wrong)
            ]
            assert (claim["verdict"], claim["quote"]) == ("contradicts", error["printed_text"])


def test_excel_is_told_that_the_tables_are_utf_8(small: Path) -> None:
    for path in (small / "truth").glob("*.csv"):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and b"\r\n" in data, path.name


def test_errors_are_listed_with_what_is_printed(small: Path) -> None:
    printed = {(r["agency"], r["year"], r["table"], r["row"], r["column"]): r["value"] for r in rows(small, "figures")}
    errors = rows(small, "errors")
    assert errors
    for error in errors:
        assert error["kind"] and error["to_be_seen_in"] and error["true_value"] + error["true_text"]
        if error["row"] and not error["printed_text"]:
            key = tuple(error[name] for name in ("agency", "year", "table", "row", "column"))
            assert printed[key] == error["printed_value"] != error["true_value"]


def test_what_was_written_is_read_as_the_truth_says(small: Path) -> None:
    """The text files: the readers of the other formats have tests of their own."""
    truth = {(r["agency"], r["year"], r["table"], r["row"], r["column"]): r["value"] for r in rows(small, "figures")}
    paths = sorted((small / "reports").rglob("*.txt"))
    assert len(paths) == 4
    for path in paths:
        (report,) = read_reports(path)
        for f in report.figures:
            expected = truth[report.agency, str(report.year), f.table, f.row, f.column]
            assert (
                "" if f.value is None else format(f.value, "f") if not isinstance(f.value, int) else str(f.value)
            ) == expected


def test_the_summary_says_what_was_written_and_how_to_go_on(tmp_path: Path, capsys) -> None:
    out = tmp_path / "my province"
    assert sample("--agencies", 5, "--years", 2022, "--formats", TEXTS, "--errors", "40%", out) == 0
    printed = capsys.readouterr()
    assert "Reports:  5, all invented (3 txt, 2 md)" in printed.out
    assert "Agencies: 5 of the fictional 云岭省, years 2022\n" in printed.out
    assert re.search(r"Errors:   [2-4] planted in 2 reports \(1 \w+", printed.out)
    assert f"Truth:    {out / 'truth'}" in printed.out
    assert f'Where to look next: toolkit run "{out / "reports"}" "{out / "processed"}"' in printed.out
    assert "report 5/5" in printed.err and "5/5" not in printed.out


def test_a_dataset_can_be_built_of_it(tmp_path: Path, capsys) -> None:
    out = tmp_path / "province"
    sample("--agencies", 3, "--years", "2021-2022", "--formats", TEXTS, out)
    assert "Errors:   none planted" in capsys.readouterr().out
    summary = build(out / "reports", out / "processed")
    assert summary.reports == {"ok": 6} and not summary.failures
    assert summary.findings.get("error", 0) == 0
    # In agreement with the truth: as many problems and improvements as were drawn.
    assert summary.statements == dict(Counter(r["kind"] for r in rows(out, "statements")))


def test_twice_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert (
            sample("--agencies", 4, "--years", 2023, "--formats", "html,docx,xlsx,md", "--seed", 7, tmp_path / name)
            == 0
        )
    assert files(tmp_path / "one") == files(tmp_path / "other")
    sample("--agencies", 4, "--years", 2023, "--formats", "html,docx,xlsx,md", "--seed", 8, tmp_path / "third")
    assert files(tmp_path / "one") != files(tmp_path / "third")


def test_without_formats_all_that_can_be_written_here_are_taken(tmp_path: Path, capsys, monkeypatch) -> None:
    for module in (writers, writers.office):
        monkeypatch.setattr(module, "find_office", lambda: None)
    monkeypatch.setattr(writers, "find_browser", lambda: None)
    assert sample("--agencies", 5, "--years", 2022, tmp_path / "out") == 0
    printed = capsys.readouterr().out
    assert "1 txt, 1 md, 1 html, 1 docx, 1 xlsx" in printed and "Left out: pdf, for want of a browser" in printed


# --- what it refuses ---


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys) -> None:
    out = tmp_path / "full"
    out.mkdir()
    (out / "论文.docx").write_bytes(b"mine")
    assert sample("--formats", TEXTS, "--agencies", 1, out) == 2
    printed = capsys.readouterr().err
    assert "expected a new or empty folder, found 论文.docx" in printed and "name another folder" in printed
    assert files(out) == {"论文.docx": b"mine"}


def test_a_file_in_the_place_of_the_folder(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").touch()
    assert sample("--formats", TEXTS, "--agencies", 1, tmp_path / "file") == 2
    assert "expected a folder, found a file" in capsys.readouterr().err


def test_an_empty_folder_is_taken_and_what_an_interrupted_run_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".part" / "reports").mkdir(parents=True)
    (tmp_path / ".part" / "reports" / "half.txt").touch()
    (tmp_path / ".DS_Store").touch()
    assert sample("--formats", TEXTS, "--agencies", 1, "--years", 2022, tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".DS_Store", "README.txt", "reports", "truth"]
    assert not list(tmp_path.rglob("half.txt"))


@pytest.mark.parametrize("there", [False, True])
def test_where_a_program_fails_nothing_is_left(tmp_path: Path, capsys, monkeypatch, there: bool) -> None:
    def fail(*arguments: object) -> None:
        raise ProgramFailed("LibreOffice: it wrote nothing")

    monkeypatch.setattr(folder, "write_reports", fail)
    out = tmp_path / "out"
    if there:
        out.mkdir()
    assert sample("--formats", TEXTS, "--agencies", 1, out) == 2
    assert "it wrote nothing" in capsys.readouterr().err
    assert out.exists() == there and not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--years", "2021/2023"), "expected years as 2021-2023 or 2022, found '2021/2023'"),
        (("--errors", "many"), "expected a share from 0 to 1, such as 0.2, found 'many'"),
        (("--errors", "1.5"), "found '1.5'"),
        (("--agencies", "few"), "invalid int value: 'few'"),
    ],
)
def test_wrong_options_end_with_the_usage(tmp_path: Path, capsys, arguments: tuple, message: str) -> None:
    with pytest.raises(SystemExit) as caught:
        sample(*arguments, tmp_path / "out")
    assert caught.value.code == 2
    printed = capsys.readouterr().err
    assert printed.startswith("usage: toolkit sample") and message in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--years", "2018-2020"), "expected years from 2019 to 2025"),
        (("--agencies", "0"), "expected 1 to"),
        (
            ("--formats", "txt,wps"),
            "expected formats of txt, md, html, docx, xlsx, pdf, doc, rtf, odt, xls, found 'wps'",
        ),
        (("--formats", ","), "found 'none'"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is(
    tmp_path: Path, capsys, arguments: tuple, message: str
) -> None:
    assert sample(*arguments, tmp_path / "out") == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_format_that_needs_libreoffice_says_how_to_get_it(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.setattr(writers, "find_office", lambda: None)
    assert sample("--formats", "txt,doc", tmp_path / "out") == 2
    assert "doc needs LibreOffice. Install" in capsys.readouterr().err and not (tmp_path / "out").exists()


# --- small parts ---


def test_formats_are_dealt_out_evenly() -> None:
    # 11 reports in 3 formats: 4 + 4 + 3.
    assert sorted(Counter(deal_formats(1, 11, ("txt", "md", "html"))).values()) == [3, 4, 4]
    assert deal_formats(1, 11, FORMATS) == deal_formats(1, 11, FORMATS) != deal_formats(2, 11, FORMATS)


def test_the_help_names_every_format(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["sample", "--help"])
    printed = re.sub(r"\s+", "", capsys.readouterr().out)
    assert ",".join(FORMATS) in printed


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_old_office_files_beside_the_others(tmp_path: Path) -> None:
    assert sample("--agencies", 2, "--years", 2022, "--formats", "doc,xls", tmp_path / "out") == 0
    found = {path.suffix: path.read_bytes()[:4] for path in (tmp_path / "out" / "reports" / "2022").iterdir()}
    assert found == {".doc": b"\xd0\xcf\x11\xe0", ".xls": b"\xd0\xcf\x11\xe0"}
