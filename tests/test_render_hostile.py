"""Pages of reports that try to run something: nothing that a report says is alive on a rendered page."""

from __future__ import annotations

from pathlib import Path

from hostile import PAYLOAD, live
from lxml import html

ROOT = Path(__file__).parent.parent


def test_nothing_that_a_report_says_runs_on_a_page(hostile_pages: list[Path]) -> None:
    assert len(hostile_pages) == 1 + len(list((ROOT / "notebooks").glob("*.ipynb")))
    for path in hostile_pages[1:]:
        root = html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()
        assert list(live(root)) == [], path.name
        shown = root.text_content()
        for said in ("<script>alert(1)</script>", "onerror=alert(2)", "{{body}}{% raw %}", "](javascript:alert(6))"):
            assert said in shown, f"{path.name} does not show what the reports say, so this test shows nothing"
        assert ("onerror=alert(8)" in shown) or path.stem[:2] != "04", "the reports' own text is not shown"
        assert shown.count("openness-toolkit") >= 1 and root.xpath("//main//h2") and root.xpath("//footer")


def test_the_check_for_live_elements_sees_them() -> None:
    assert len(list(live(html.fragment_fromstring(PAYLOAD, create_parent="div")))) >= 5
    assert list(live(html.fragment_fromstring("<p>a <a href='b.html'>c</a></p>"))) == []
