"""The explorer on a screen: widgets around what `Desk` says. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

import ipywidgets as w
import pyarrow as pa

from toolkit import vocabulary
from toolkit.dataset import DatasetMissing
from toolkit.explorer.desk import Desk, Said
from toolkit.explorer.pickable import Pickable
from toolkit.explorer.picks import Pick
from toolkit.live import someone_is_there
from toolkit.schema import REVIEWS, TABLES_OF_FORM

LISTS = ("Findings 核查发现", "Numbers 正文数字", "Statements 问题与改进")
NOTHING = "nothing 不对比"
HEIGHT, LIST_HEIGHT = "44em", "26em"
NUMBER = "3585, or - for no number"
RECENT = 5
"""Reports looked at before, that can be compared with."""
_TABLES = vocabulary.words(vocabulary.TABLES_OF_FORM)
_WIDE = w.Layout(width="auto", flex="1 1 auto")
_FIELD = {"description_width": "9em"}
HELP = (
    "<div style='line-height:1.5'><b>How to use it.</b> Type a part of an agency's name, choose it and a year. Click a cell of the table to see where it stands "
    "in the source (or go there with Tab and the arrow keys, and press Enter). ✗ error 错误, ! warning 警告, i note 提示: what was found is "
    "listed below. Click a finding, a number or a statement to see its place. To compare with another agency, look at "
    "that one first: then it is in the list. What you record goes to the two CSV files beside your reports, and into the tables with the next <code>toolkit run</code>; nothing else is changed.</div>"
)


def _beside(parts: list[w.Widget]) -> w.HBox:
    """Widgets beside each other; on a narrow screen below each other."""
    return w.HBox(parts, layout=w.Layout(width="100%", flex_flow="row wrap", align_items="flex-start", grid_gap="8px"))


class Explorer:
    """Shows a dataset report by report in JupyterLab. Takes what `Desk` takes.

    In a rendered page, where nobody can click, it shows the first report as it stands. Without a dataset it says how to make
    one. Raises ValueError for a year that is none.
    """

    def __init__(self, folder: Path | str | None = None, **options: Any) -> None:
        self.missing = ""
        try:
            self.desk = Desk(folder, **options)
        except DatasetMissing as error:
            self.missing = f"There are no tables to look at yet. {error}"
        self._screen: Screen | None = None

    def screen(self) -> Screen:
        """The widgets; always the same ones."""
        if self._screen is None:
            self._screen = Screen(self.desk)
        return self._screen

    def static(self) -> str:
        """What stands in a rendered page: the first report, its table of requests, and what was found in it."""
        if self.missing:
            return f"<p>{escape(self.missing)}</p>"
        names, count = self.desk.agencies()
        reports = [report_id for name in names[:1] for _, report_id in self.desk.reports_of(name)]
        if not reports:
            return "<p>No report is chosen, or there is none in this dataset.</p>"
        first = reports[0]
        style = resources.files(__package__).joinpath("pickable.css").read_text(encoding="utf-8")
        parts = (self.desk.heading(first), self.desk.table_html(first, "requests"), self.desk.findings_html(first))
        note = f"One report of {count:,} agencies; in JupyterLab any can be chosen, beside its source, and decisions be recorded."
        return f'<style>{style}</style><p class="tk-note">{note}</p><div class="tkx">{"".join(parts)}</div>'

    def __repr__(self) -> str:
        return self.missing or f"Explorer of {len(self.desk.lookup.reports):,} reports"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self.missing or not someone_is_there():
            return {"text/html": self.static(), "text/plain": repr(self)}
        return {**(self.screen().box._repr_mimebundle_() or {}), "text/plain": repr(self)}


class Screen:
    """The widgets of the explorer; `box` holds them all."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.report_id = ""
        self.pick: Pick | None = None
        self._filling = False
        self._recent: list[tuple[str, str]] = []
        self._make_choice()
        self._make_panes()
        self._make_decisions()
        self.box = w.VBox(
            [
                w.HTML(HELP),
                _beside(
                    [w.VBox([self.search, self.with_errors, self.count]), self.agency, w.VBox([self.year, self.beside])]
                ),
                self.head,
                self.table,
                _beside([self.form, self.source]),
                _beside([self.lists, self.decisions]),
            ]
        )
        self._list_agencies()

    # --- what there is on the screen ---

    def _make_choice(self) -> None:
        field = {"description_width": "7em"}
        self.search = w.Text(description="Find 查找", placeholder="part of a name 名称的一部分", style=field)
        self.with_errors = w.Checkbox(description="only with errors 只看有错误的", indent=False)
        self.count = w.HTML()
        self.agency = w.Select(description="Agency 机关", rows=6, style=field, layout=w.Layout(width="30em"))
        self.year = w.Dropdown(description="Year 年度", style=field)
        self.beside = w.Dropdown(description="Compare 对比", style=field)
        self.table = w.ToggleButtons(
            description="Table 表",
            options=[
                (f"{number} {_TABLES[name]}", name) for number, name in zip("二三四", TABLES_OF_FORM, strict=True)
            ],
            value="requests",
            style={"button_width": "9em"},
        )
        self.search.observe(lambda _: self._safely(self._list_agencies), "value")
        self.with_errors.observe(lambda _: self._safely(self._list_agencies), "value")
        self.agency.observe(lambda _: self._safely(self._list_years), "value")
        self.year.observe(lambda _: self._safely(self._choose), "value")
        self.table.observe(lambda _: self._safely(self._draw_form), "value")
        self.beside.observe(lambda _: self._safely(self._draw_form), "value")

    def _make_panes(self) -> None:
        self.head = Pickable(label="report")
        self.form = Pickable(
            label="statutory table 法定表格", height=HEIGHT, layout=w.Layout(flex="6 1 480px", min_width="0")
        )
        self.source = Pickable(label="source 原文", height=HEIGHT, layout=w.Layout(flex="5 1 380px", min_width="0"))
        self.found = [Pickable(label=name, height=LIST_HEIGHT) for name in LISTS]
        self.lists = w.Tab(children=self.found, titles=LISTS, layout=w.Layout(flex="6 1 480px", min_width="0"))
        self.lists.add_class("tkx-tabs")
        for pane in (self.form, *self.found):
            pane.on_pick(lambda pick: self._safely(lambda: self._picked(pick)))

    def _make_decisions(self) -> None:
        self.about = Pickable(label="what is picked")
        self.verdict = w.ToggleButtons(
            description="Verdict 复核",
            options=[(f"{name} {REVIEWS[name]}", name) for name in REVIEWS],
            value=None,
            style={**_FIELD, "button_width": "max-content"},
        )
        self.number = w.Text(description="Number 更正为", placeholder=NUMBER, style=_FIELD, layout=_WIDE)
        self.reason = w.Text(description="Reason 理由", placeholder="why; what shows it", style=_FIELD, layout=_WIDE)
        self.who = w.Text(description="Who 姓名", placeholder="your name or initials", style=_FIELD, layout=_WIDE)
        self.review = w.Button(
            description="Record verdict 记录复核", button_style="primary", layout=w.Layout(width="auto")
        )
        self.correct = w.Button(
            description="Record correction 记录更正", button_style="primary", layout=w.Layout(width="auto")
        )
        self.undo = w.Button(description="Take back 撤销", layout=w.Layout(width="auto"))
        self.said = w.HTML()
        self.review.on_click(lambda _: self._safely(self._record_review))
        self.correct.on_click(lambda _: self._safely(self._record_correction))
        self.undo.on_click(lambda _: self._safely(lambda: self._say(self.desk.withdraw(self.report_id, self.pick))))
        buttons = w.HBox([self.review, self.correct, self.undo], layout=w.Layout(flex_flow="row wrap"))
        fields = [self.verdict, self.number, self.reason, self.who, buttons]
        # What came of a click stands above, where it is seen without scrolling.
        self.decisions = w.VBox(
            [w.HTML("<b>Decide 判断</b>"), self.said, self.about, *fields],
            layout=w.Layout(flex="4 1 340px", min_width="0"),
        )

    # --- what happens ---

    def _safely(self, act: Callable[[], None]) -> None:
        """Does something, unless it is only the lists being filled; a dataset that was built anew is listed again."""
        if self._filling:
            return
        try:
            act()
        except (DatasetMissing, KeyError, OSError, pa.ArrowException) as error:
            self.report_id, self.pick = "", None
            self._clear()
            self._list_agencies()
            self._say(
                Said(f"The tables have been built anew since; what there is now is listed again. ({error})", done=False)
            )

    def _fill(self, menu: w.Select | w.Dropdown, options: Sequence[Any], value: Any) -> None:
        """Puts options into a menu, and one of them as chosen, without anything else happening."""
        self._filling = True
        try:
            menu.options = options
            menu.value = value
        finally:
            self._filling = False

    def _list_agencies(self) -> None:
        names, count = self.desk.agencies(self.search.value, self.with_errors.value)
        self.count.value = f"{count:,} {'agency' if count == 1 else 'agencies'}" + (
            f"; the first {len(names)} are listed" if count > len(names) else ""
        )
        kept = self.agency.value if self.agency.value in names else next(iter(names), None)
        self._fill(self.agency, names, kept)
        self._list_years()

    def _list_years(self) -> None:
        reports = self.desk.reports_of(self.agency.value) if self.agency.value else []
        known = [report_id for _, report_id in reports]
        self._fill(self.year, reports, self.year.value if self.year.value in known else next(iter(known), None))
        self._choose()

    def _choose(self) -> None:
        if self.year.value and self.year.value != self.report_id:
            self.report_id, self.pick = self.year.value, None
            self._list_others()
            self._draw()
        elif not self.year.value:
            self.report_id, self.pick = "", None
            self._clear()

    def _list_others(self) -> None:
        """What the report can be compared with: other years of the agency, and reports looked at before."""
        others = [(f"{label} of this agency", found) for label, found in self.year.options if found != self.report_id]
        own = {found for _, found in self.year.options}
        recent = [(name, found) for name, found in self._recent if found not in own]
        options = [(NOTHING, ""), *others, *recent]
        kept = self.beside.value if self.beside.value in {found for _, found in options} else ""
        self._fill(self.beside, options, kept)
        name = self.desk.shown(self.report_id).name
        self._recent = [(name, self.report_id), *(one for one in self._recent if one[1] != self.report_id)][:RECENT]

    def _picked(self, pick: Pick) -> None:
        self.pick = pick
        touched = self.desk.shown(self.report_id).touched(pick) if self.report_id else []
        if touched and self.table.value not in {table for table, _, _ in touched}:
            self.table.value = touched[0][0]
        self._empty_fields()
        self._draw_form()
        self._mark()

    def _empty_fields(self) -> None:
        """What was typed for one finding or cell is not meant for another; who decides stays."""
        target = self.desk.target(self.report_id, self.pick) if self.report_id else None
        figure = self.desk.shown(self.report_id).cells.get(target.cell) if target and target.cell else None
        self.number.placeholder = f"{figure['raw'] or 'nothing'} is printed; - for no number" if figure else NUMBER
        self.number.value = self.reason.value = self.said.value = ""
        self.verdict.value = None

    def _clear(self) -> None:
        for pane in (self.head, self.form, self.source, *self.found, self.about):
            pane.html = '<p class="tkx-muted">No report is chosen 未选择报告.</p>'

    def _draw(self) -> None:
        self.head.html = self.desk.heading(self.report_id)
        self._empty_fields()
        self._draw_form()
        self._draw_lists()
        self._mark()

    def _draw_form(self) -> None:
        if self.report_id:
            self.form.scene = f"{self.report_id}/{self.table.value}"
            self.form.html = self.desk.table_html(
                self.report_id, self.table.value, self.pick, self.beside.value or None
            )

    def _draw_lists(self) -> None:
        draws: Iterable[Callable[[str], str]] = (
            self.desk.findings_html,
            self.desk.claims_html,
            self.desk.statements_html,
        )
        for pane, draw in zip(self.found, draws, strict=True):
            pane.scene = self.report_id
            pane.html = draw(self.report_id)
        shown = self.desk.shown(self.report_id)
        counts = (len(shown.findings), len(shown.claims), len(shown.statements))
        self.lists.titles = [f"{name} ({count})" for name, count in zip(LISTS, counts, strict=True)]

    def _mark(self) -> None:
        picked = str(self.pick or "")
        for pane in (self.form, *self.found):
            pane.picked = picked
        self.source.scene = f"{self.report_id} {picked}"
        self.source.html = self.desk.source_html(self.report_id, self.pick)
        self.about.html = self.desk.about(self.report_id, self.pick)

    def _record_review(self) -> None:
        self._say(
            self.desk.record_review(
                self.report_id, self.pick, self.verdict.value or "", self.reason.value, self.who.value
            )
        )

    def _record_correction(self) -> None:
        fields = self.number.value, self.reason.value, self.who.value
        self._say(self.desk.record_correction(self.report_id, self.pick, *fields))

    def _say(self, said: Said) -> None:
        color = "green" if said.done else "#c0261c"
        self.said.value = f'<p role="status" style="color:{color};line-height:1.4"><b>{escape(said.text)}</b></p>'
        if said.done:
            self.number.value = self.reason.value = ""
            self.verdict.value = None
            self._draw_lists()
            self.about.html = self.desk.about(self.report_id, self.pick)
