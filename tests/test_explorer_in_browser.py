"""The explorer in JupyterLab, as a person meets it: opened, clicked, typed into, looked at."""

from __future__ import annotations

import shutil
from pathlib import Path

import lab
import pytest

from toolkit import build
from toolkit.corrections import read_corrections
from toolkit.reviews import read_reviews

ROOT = Path(__file__).parents[1]
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"
YUEQING = "乐清市自然资源和规划局"


@pytest.fixture(scope="module")
def opened():
    with lab.browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A project as cloned and built, with one hostile report more."""
    folder = tmp_path_factory.mktemp("lab") / "project"
    shutil.copytree(ROOT / "data" / "raw" / "digests", folder / "data" / "raw" / "digests")
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "00_explorer.ipynb", folder / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", folder)
    text = (ROOT / "data/raw/digests" / f"{YUEQING}_2020.txt").read_text(encoding="utf-8")
    text = text.replace(YUEQING, "恶意市自然资源局").replace("乐清市", "恶意市")
    text = text.replace("一、总体情况", f"一、总体情况\n{MARKUP} 收到申请3件。", 1)
    (folder / "data/raw/恶意市自然资源局_2020.txt").write_text(text, encoding="utf-8")
    build(folder / "data" / "raw", folder / "data" / "processed")
    return folder


@pytest.fixture(scope="module")
def address(project, opened, tmp_path_factory):
    with lab.jupyterlab(project, tmp_path_factory.mktemp("home")) as found:
        yield found


@pytest.fixture
def explorer(opened, address):
    """The explorer's notebook with all its cells run, in a wide window."""
    with lab.watched(opened, 1600, 1300, address) as seen:
        run_explorer(seen.page, address)
        yield seen
        seen.expect_nothing()


def run_explorer(page, address: str) -> None:
    page.goto(f"{address}/lab/workspaces/one/tree/notebooks/00_explorer.ipynb?token={lab.TOKEN}&reset")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    page.locator(".tkx-form td").first.wait_for()


def find(page, words: str, name: str) -> None:
    page.get_by_label("Find 查找").fill(words)
    page.locator(".tkx h3", has_text=name).wait_for()
    # The table may just be drawn anew, so it is looked for and scrolled to in one step.
    page.evaluate("document.querySelector('.tkx-form')?.scrollIntoView({block: 'nearest'})")


def test_a_report_is_chosen_its_table_seen_and_a_verdict_found_in_the_csv(explorer, project, tmp_path):
    page = explorer.page
    find(page, "乐清", YUEQING)
    assert page.locator(".tkx-form td.tkx-error").count() == 2
    page.locator('[data-pick="cell:requests/results_total/total"]').click()
    page.locator("mark.tkx-here", has_text="106").wait_for()
    lab.picture(page, "explorer_cell", tmp_path)
    page.locator(".tkx-list li", has_text="does not add up").first.click()
    page.locator(".tkx-form td.tkx-touched").first.wait_for()
    # The total is the last row but one of a long table: it must have been scrolled to.
    assert page.locator('[data-pick="cell:requests/results_total/natural_person"]').is_visible()
    page.get_by_role("button", name="source error 原文错误").click()
    page.get_by_label("Reason 理由").fill("asked the office")
    page.get_by_label("Who 姓名").fill("Li")
    page.get_by_role("button", name="Record verdict 记录复核").click()
    page.get_by_role("status").filter(has_text="source error 原文错误. It is in the tables").wait_for()
    page.locator(".tkx-list li", has_text="in force with the next build").wait_for()
    (review,) = read_reviews(project / "data" / "reviews.csv")
    assert (review.verdict, review.note, review.who) == ("source error", "asked the office", "Li")
    lab.picture(page, "explorer_verdict", tmp_path)
    page.get_by_role("button", name="Take back 撤销").click()
    page.get_by_role("status").filter(has_text="Taken back").wait_for()
    assert read_reviews(project / "data" / "reviews.csv") == []


def test_all_of_it_works_from_the_keyboard(explorer, project):
    page = explorer.page
    find(page, "乐清", YUEQING)
    page.locator('[data-pick="cell:requests/new_requests/natural_person"]').focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    page.locator("td.tkx-picked").wait_for()
    assert page.locator("td.tkx-picked").get_attribute("data-pick") == "cell:requests/granted/natural_person"
    page.locator("mark.tkx-here").wait_for()
    # Picking draws the table anew: the keyboard stays where it was.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.locator('td.tkx-picked[data-pick="cell:requests/partially_granted/natural_person"]').wait_for()
    page.get_by_label("Number 更正为").focus()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.type("a reason")
    page.keyboard.press("Tab")
    page.keyboard.type("Li")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text=": 7. It is in the tables").wait_for()
    (found,) = read_corrections(project / "data" / "corrections.csv")
    assert (found.row, found.column, found.corrected) == ("partially_granted", "natural_person", 7)
    assert page.locator(".jp-Notebook .jp-mod-selected").count() <= 1  # no key reached the notebook


def test_two_years_are_compared(explorer, tmp_path):
    page = explorer.page
    find(page, "宿迁", "宿迁市 2024")
    page.get_by_label("Compare 对比").select_option(label="2023 of this agency")
    page.locator(".tkx-form td.tkx-differs").first.wait_for()
    cell = page.locator('[data-pick="cell:requests/new_requests/total"]')
    assert cell.inner_text().split() == ["3525", "3511"]
    lab.picture(page, "explorer_compared", tmp_path)


def test_nothing_of_a_hostile_report_runs(explorer, tmp_path):
    page = explorer.page
    find(page, "恶意", "恶意市自然资源局")
    page.get_by_role("tab", name="Numbers 正文数字").click()
    page.locator(".tkx-list li:visible", has_text="收到申请3件").first.click()
    page.locator("mark.tkx-here", has_text="3件").wait_for()
    shown = page.locator(".tkx-prose", has_text="<script>alert(1)</script>")
    shown.wait_for()
    assert page.locator(".tkx script, .tkx img, .tkx svg").count() == 0
    lab.picture(page, "explorer_hostile", tmp_path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_a_narrow_screen_the_parts_stand_below_each_other(opened, address, tmp_path, theme):
    with lab.watched(opened, 900, 1400, address) as seen:
        page = seen.page
        run_explorer(page, address)
        name = f"JupyterLab {theme.title()}"
        if theme == "dark":
            page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
        page.locator(f"body[data-jp-theme-name='{name}']").wait_for(state="attached")
        page.keyboard.press("Control+b")
        find(page, "乐清", YUEQING)
        table, source = page.locator(".tkx-form").bounding_box(), page.locator(".tkx-text").first.bounding_box()
        assert source["y"] > table["y"] and abs(source["x"] - table["x"]) < 60
        lab.picture(page, f"explorer_narrow_{theme}", tmp_path)
        seen.expect_nothing()
