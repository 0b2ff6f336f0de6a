"""The first page: what this is, what the dataset holds, where the notebooks and the tables are."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from toolkit.charts.copies import copies_text
from toolkit.dataset import Dataset
from toolkit.dataset.files import PACKAGE
from toolkit.dataset.layout import PARTITIONED, table_name
from toolkit.render.page import SISTERS
from toolkit.render.stamp import Stamp, counted
from toolkit.schema import TABLES

INDEX_TITLE = "Pages of this dataset · 年度报告数据"
WHAT = (
    "Tables, checks and charts made from Chinese annual reports on open government information "
    "(政府信息公开工作年度报告); all figures are those the reports state about themselves."
)


def index(data: Dataset, facts: Stamp, pages: Path, titles: Mapping[str, str], abouts: Mapping[str, str]) -> str:
    """The body of the first page. `titles` and `abouts` are by the name of the notebook's file without its ending."""
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{escape(v)}</td></tr>" for k, v in _facts(data, facts).items())
    links = "".join(
        f'<li><a href="{escape(stem)}.html">{escape(title)}</a>: {escape(abouts.get(stem, ""))} <span class="muted">'
        f'(<a href="{escape(stem)}.ipynb">executed notebook</a>)</span></li>'
        for stem, title in titles.items()
    )
    said = "".join(f"<p>{escape(text)}</p>" for text in (data.chosen, data.missing, copies_text(data.reports)) if text)
    return (
        f"<h1>{escape(INDEX_TITLE)}</h1><p>{escape(WHAT)}</p><table class='facts'>{rows}</table>"
        + f"{said}<h2>Notebooks</h2><ul>{links}</ul><p class='muted'>{SISTERS}</p>"
        + "<h2>Tables 数据表</h2><p>Behind the name stands what one row is.</p>"
        + f"<ul>{_tables(data, pages)}</ul>"
    )


def _facts(data: Dataset, facts: Stamp) -> dict[str, str]:
    years, reports = data.reports["year"].dropna(), data.reports
    return {
        "provenance 来源性质": facts.provenance,
        "reports 报告": f"{len(reports):,} ({counted(reports['status'], 'read') or 'none'})",
        "agencies 行政机关": f"{reports['agency'].nunique():,}",
        "years 年度": f"{years.min()} to {years.max()}" if len(years) else "none",
        "figures 表格数据": f"{len(data.figures):,}",
        "findings 核查发现": f"{len(data.findings):,} ({counted(data.findings['severity'], 'severity') or 'none'})",
        "date of the data 数据日期": facts.date,
        "fingerprint of the tables": facts.fingerprint,
        "made with": f"openness-toolkit {facts.version}",
    }


def _tables(data: Dataset, pages: Path) -> str:
    """The files of the dataset; with links where they lie one folder above the pages, as `toolkit run` puts them."""
    beside = data.path.resolve() == pages.resolve().parent
    files = {
        table_name(name) + "/" * (name in PARTITIONED): f"{table.english} ({table.chinese})"
        for name, table in TABLES.items()
    }
    files[PACKAGE] = "description of every table and column (数据说明)"
    names = {name: f'<a href="../{name}">{name}</a>' if beside else f"<code>{name}</code>" for name in files}
    return "".join(f"<li>{names[name]}: {escape(text)}</li>" for name, text in files.items())
