"""A fictional report as a list of items in the order in which they are printed: title, headings, prose, tables."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from toolkit.sample.draw import SampleReport
from toolkit.sample.grid import Grid, draw_wording, form_of, grid_of

NUMERALS = "一二三四五六"
TABLES = {2: "proactive", 3: "requests", 4: "disputes"}
LATE_TITLE_SHARE = 0.08  # titles that stand below the first heading, as some real reports have it


@dataclass(frozen=True)
class Item:
    """Something to print. `kind`: title, prose, heading, table (with its grid), or sign."""

    kind: str
    text: str = ""
    grid: Grid | None = None


def draw_title(report: SampleReport, rng: Random) -> list[Item]:
    """The title on one or two lines, with or without spaces around the year."""
    year = rng.choice([str(report.year), str(report.year), f" {report.year} "])
    name = rng.choice(["年政府信息公开工作年度报告", "年政府信息公开工作年度报告", "年度政府信息公开工作年度报告"])
    if rng.random() < 0.3:
        return [Item("title", report.agency), Item("title", year.strip() + name)]
    return [Item("title", report.agency + year + name)]


def draw_headings(report: SampleReport, rng: Random) -> dict[int, str]:
    """A heading for each section of the report, by chance in a wording other than the statutory one."""
    varied = rng.random() < 0.35
    mark = rng.choice(["、", "、", "、", "、", "．", "、 "])
    headings: dict[int, str] = {}
    for section in form_of(report).sections:
        if section.number in report.prose:
            choices = (section.label, *section.variants) if varied else (section.label,)
            headings[section.number] = NUMERALS[section.number - 1] + mark + rng.choice(choices)
    return headings


def arrange(report: SampleReport, rng: Random, merge: bool = True, late_title: bool = True) -> list[Item]:
    """All items of one rendering. `merge` says whether figures of `proactive` span the width of their table.

    Without `late_title` the title stands above the first heading in every rendering; else by chance below it.
    """
    wording = draw_wording(report, rng)
    head = draw_title(report, rng) + [Item("prose", paragraph) for paragraph in report.preface]
    late, table_first = rng.random() < LATE_TITLE_SHARE, rng.random() < 0.15
    late = late and late_title
    items = [] if late else list(head)
    for number, heading in draw_headings(report, rng).items():
        items.append(Item("heading", heading))
        if late and number == 1:
            items += head
        section = [Item("prose", paragraph) for paragraph in report.prose[number]]
        if number in TABLES:
            table = Item("table", grid=grid_of(report, TABLES[number], wording, merge))
            section.insert(0 if table_first else len(section), table)
        items += section
    return items + [Item("sign", text) for text in (report.signature, report.date) if text]
