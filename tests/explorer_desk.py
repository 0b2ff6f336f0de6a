"""Projects with the explorer's desk on them, and what stands in its HTML."""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import html as lxml_html

from toolkit import build
from toolkit.explorer import Desk
from toolkit.explorer.picks import Pick

DIGESTS = Path(__file__).parents[1] / "data" / "raw" / "digests"
SUQIAN, YUEQING, XINZHENG = "宿迁市_2024", "乐清市自然资源和规划局_2020", "新郑市人民政府办公室_2021"


def project(folder: Path) -> Path:
    """A project with the digests as its reports, built; its folder of tables."""
    shutil.copytree(DIGESTS, folder / "data" / "raw")
    build(folder / "data" / "raw", folder / "data" / "processed")
    return folder / "data" / "processed"


def parsed(html: str):
    return lxml_html.fromstring(f"<div>{html}</div>")


def cells(html: str) -> dict[str, str]:
    """What stands in each cell that can be picked."""
    return {cell.get("data-pick"): cell.text_content() for cell in parsed(html).iter("td") if cell.get("data-pick")}


def marked(html: str) -> list[str]:
    return [mark.text_content() for mark in parsed(html).iter("mark")]


def error_of(desk: Desk, report_id: str) -> Pick:
    """The first error of a report."""
    return Pick("finding", next(f["finding_id"] for f in desk.shown(report_id).findings if f["severity"] == "error"))
