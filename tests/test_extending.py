"""The examples of docs/extending.md, executed just as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from toolkit import build, checks, open_dataset, read_report
from toolkit.checks.rules import parse_rules
from toolkit.forms import parse_form
from toolkit.reading import readers
from toolkit.reading.readers import kinds
from toolkit.reading.report import FAILED
from toolkit.text.themes import load_codebook

ROOT = Path(__file__).parents[1]
DIGESTS = ROOT / "data" / "raw" / "digests"
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
FORM_2021 = (ROOT / "toolkit" / "forms" / "2021.toml").read_text(encoding="utf-8")
THEMES = (ROOT / "toolkit" / "text" / "themes.toml").read_text(encoding="utf-8")


def blocks(chapter: str, language: str) -> list[str]:
    """The code blocks of one language in a chapter of the page."""
    text = next(part for part in PAGE.split("\n## ") if part.startswith(chapter))
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def test_a_year_is_one_number_in_the_form() -> None:
    (line,) = blocks("A year", "toml")
    assert 2026 not in parse_form(FORM_2021).years
    assert 2026 in parse_form(re.sub(r"^years = .*\n", line, FORM_2021, flags=re.M)).years


@pytest.fixture(scope="module")
def toolkit_with_form_2026(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the toolkit to which the files of the example were added."""
    home = tmp_path_factory.mktemp("with_form")
    shutil.copytree(ROOT / "toolkit", home / "toolkit", ignore=shutil.ignore_patterns("__pycache__", "sample"))
    head, row, cells = blocks("A form", "toml")
    text = FORM_2021
    for line in head.splitlines():
        name = line.split(" = ")[0]
        text, changed = re.subn(rf"^{name} = .*$", line, text, count=1, flags=re.M)
        assert changed == 1
    before = re.search(r"^.*denied\.administrative_inquiry.*\n", text, re.M)
    text = text[: before.end()] + row + text[before.end() :]
    (home / "toolkit" / "forms" / "2026.toml").write_text(text, encoding="utf-8")
    (home / "toolkit" / "forms" / "correspondence" / "2021_2026.toml").write_text(cells, encoding="utf-8")
    return home


READS = """
import json, sys
from pathlib import Path
import toolkit
from toolkit import read_report
from toolkit.checks.together import check_together, named
from toolkit.indicators import indicators

found = list(named((read_report(path), "original") for path in sys.argv[1:]))
check_together(found)
print(json.dumps({
    "home": toolkit.__file__,
    "forms": [one.report.form for one in found],
    "new row": [float(f.value) for f in found[1].report.figures if f.row == "denied.personal_privacy"],
    "rules": [[f.rule for f in one.findings] for one in found],
    "rates": [one.key for one in indicators()],
}))
"""


def test_a_form_is_its_file_and_how_its_cells_correspond(toolkit_with_form_2026: Path, tmp_path: Path) -> None:
    """A digest as the report of 2025, and as that of 2026 with two refusals for privacy that its totals leave out."""
    text = (DIGESTS / "宿迁市_2024.txt").read_text(encoding="utf-8")
    old, new = tmp_path / "宿迁市_2025.txt", tmp_path / "宿迁市_2026.txt"
    old.write_text(text.replace("2024", "2025"), encoding="utf-8")
    row = next(line for line in text.splitlines() if "8.属于行政查询事项" in line)
    added = row.split("8.")[0] + "9.属于个人隐私    2   0   0   0   0   0   2"
    new.write_text(text.replace(row, f"{row}\n{added}").replace("2024", "2026"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(toolkit_with_form_2026), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run([sys.executable, "-c", READS, old, new], capture_output=True, env=environment, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr.decode()
    said = json.loads(ran.stdout)
    assert Path(said["home"]).is_relative_to(toolkit_with_form_2026)
    assert said["forms"] == ["2021", "2026"]  # the older report has all labels but one of the new form
    assert said["new row"] == [2, 0, 0, 0, 0, 0, 2]
    assert said["rules"][1].count("results_total_is_sum") == 2  # natural persons, and the total
    assert "form_changed" in said["rules"][1] and "check_failed" not in said["rules"][1]
    assert "reason_personal_privacy" in said["rates"]


def test_a_format_is_a_module_and_two_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example, (reader, registration) = blocks("A format", "json")[0], blocks("A format", "python")
    file = tmp_path / "云岭市测试局_2023.json"
    file.write_text(example, encoding="utf-8")
    assert read_report(file).format == "text"  # before the format is known
    module = ModuleType("toolkit.reading.readers.json_blocks")
    exec(compile(reader, "json_blocks.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(readers, "READERS", dict(readers.READERS))
    monkeypatch.setattr(kinds, "BEGINNINGS", dict(kinds.BEGINNINGS))
    exec(compile(registration, "registration", "exec"), {})
    report = read_report(file)
    assert (report.format, report.agency, report.year) == ("json", "云岭市测试局", 2023)
    line = [figure.value for figure in report.figures if figure.table == "disputes"]
    assert line == [3, 1, 0, 2, 6, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert report.figure("disputes", "reconsideration", "pending").origin == "table 1, row 4, column 4"
    file.write_text(example[:-20], encoding="utf-8")
    broken = read_report(file)
    assert broken.status == FAILED and "its JSON is not whole" in broken.reason


def test_a_check_is_a_function_and_its_entry_in_the_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    """New requests by natural persons: 48 of 48 in the office of 新郑市, 101 of 106 in 乐清市, 0 of 0 in 政务服务."""
    (code,), (entry,) = blocks("A check", "python"), blocks("A check", "toml")
    added: dict = {}
    exec(compile(code, "check", "exec"), added)
    monkeypatch.setattr(checks, "RULES", (*checks.RULES, added["natural_persons_only"]))
    (rule,) = parse_rules(entry).values()

    def found(name: str):
        findings = checks.check_report(read_report(DIGESTS / f"{name}.txt"))
        return [finding for finding in findings if finding.rule == rule.key]

    (finding,) = found("新郑市人民政府办公室_2021")
    assert finding.severity in rule.severities and (finding.reported, finding.computed) == (48, 48)
    assert "All 48 new requests" in finding.message and finding.origin.startswith("line ")
    assert found("乐清市自然资源和规划局_2020") == found("新郑市政务服务和大数据管理局_2020") == []


def test_a_theme_is_a_block_in_a_copy_of_the_codebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,), (code,) = blocks("A theme", "toml"), blocks("A theme", "python")
    (tmp_path / "my_themes.toml").write_text(f"{THEMES}\n{block}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    *setup, asked = code.strip().splitlines()
    names: dict = {}
    exec("\n".join(setup), names)
    assert eval(asked, names) == ["statistics", "capacity"]
    assert f"`{eval(asked, names)}`" in PAGE
    assert names["book"].code("市统计局缺少培训") == ["capacity"] == load_codebook().code("年报数据填报有误，缺少培训")


def test_a_rate_is_its_numerator_and_denominator(tmp_path: Path) -> None:
    """The table of 宿迁市 2024 has 87 petitions (信访举报投诉类申请) among 3,521 results."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copy(DIGESTS / "宿迁市_2024.txt", raw)
    build(raw, tmp_path / "out")
    names = {"data": open_dataset(tmp_path / "out")}
    (code,) = blocks("A rate", "python")
    exec(code, names)
    (rate,) = names["table"].itertuples()
    assert (rate.indicator, rate.numerator, rate.denominator) == ("share_petition", 87, 3521)
