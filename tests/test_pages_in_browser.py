"""Every rendered page in a real browser: wide and narrow, light and dark; nothing goes wrong, nothing is asked for."""

from __future__ import annotations

from pathlib import Path

import lab
import pytest

ROOT = Path(__file__).parent.parent
NAMES = ["index", *sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))]
WIDE, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def opened():
    with lab.browser() as browser:
        yield browser


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (PHONE, "light"), (PHONE, "dark")], ids=str)
def test_a_page_opens_from_a_file_fits_the_screen_and_asks_for_nothing(
    opened, digests_pages, tmp_path, name, size, scheme
):
    # Alone in its folder, as from a mail.
    (page,) = (path for path in digests_pages if path.stem == name)
    alone = tmp_path / page.name
    alone.write_bytes(page.read_bytes())
    with lab.watched(opened, *size, alone.as_uri(), color_scheme=scheme) as seen:
        seen.page.goto(alone.as_uri())
        assert seen.page.locator("main h1").count() == 1
        wider = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{name} is {wider} pixels wider than the screen"
        ground = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
        for summary in seen.page.locator("details.code summary").all()[:3]:
            summary.click()
        lab.picture(seen.page, f"page_{name}_{size[0]}_{scheme}", tmp_path, full_page=True)
        seen.expect_nothing()


def test_links_between_pages_work_where_they_lie_together(opened, digests_pages):
    index = digests_pages[0]
    with lab.watched(opened, *WIDE, index.parent.as_uri()) as seen:
        seen.page.goto(index.as_uri())
        for name in NAMES[1:]:
            seen.page.locator(f'main a[href="{name}.html"]').first.click()
            seen.page.locator('nav a[href="index.html"]').first.click()
        seen.expect_nothing()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_hostile_report_runs_in_the_browser(opened, hostile_pages, name):
    (page,) = (path for path in hostile_pages if path.stem == name)
    with lab.watched(opened, *WIDE, page.as_uri()) as seen:
        seen.page.goto(page.as_uri())
        seen.page.mouse.move(600, 450)
        seen.page.mouse.wheel(0, 3000)
        seen.expect_nothing()


def test_the_watch_sees_what_must_not_happen(opened, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<script>console.error('a'); alert(1); null.x</script><img src=http://e.example/p.png>", encoding="utf-8"
    )
    with lab.watched(opened, *WIDE, page.as_uri()) as seen:
        seen.page.goto(page.as_uri())
        assert {wrong.split(":")[0].split(" ")[0] for wrong in seen.wrong} == {"console", "dialog", "error", "asked"}
