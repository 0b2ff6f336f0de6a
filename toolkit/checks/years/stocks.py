"""Stock and flow: what there is at the end of a year follows from the year before and from what came and went.

All are warnings: agencies review their documents and items, are merged and split, and the stock is then counted anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.finding import NOTE, WARNING, Finding
from toolkit.checks.series import CellKey, YearReport
from toolkit.checks.words import number, row_name
from toolkit.checks.years.step import Step
from toolkit.checks.years.sums import Term, judge_terms, open_notes, said, with_place
from toolkit.forms import Identity, Table
from toolkit.identities import FAILS, Judgement

IN_FORCE = Identity(
    key="in_force_follows",
    table="proactive",
    each="row",
    left=("in_force", "repealed"),
    right=("in_force", "issued"),
    english="in force = in force the year before + issued - repealed",
    label="现行有效件数 of {year} = that of {before} + 本年制发件数 - 本年废止件数",
)
ITEMS = Identity(
    key="prior_year_items_follow",
    table="proactive",
    each="row",
    left=("prior_year_items",),
    right=("prior_year_items", "change"),
    english="items of the year before = the number last year's report comes to",
    label="上一年项目数量 of {year} = 上一年项目数量 + 本年增/减 of {before}",
)
PUBLISHED = "published_exceeds_last_year"


def _rows_with(table: Table, *columns: str) -> list[str]:
    return [row for row, has in table.columns_of.items() if {*columns} <= {c.key for c in has}]


def _pair(step: Step, *columns: str) -> tuple[YearReport, YearReport, Table, list[str]] | None:
    """The two reports, the later one's table and the rows that have these columns on both forms."""
    before, report = step.before, step.report
    if before is None:
        return None
    table, older = report.form.table("proactive"), before.form.table("proactive")
    return before, report, table, [row for row in _rows_with(table, *columns) if row in _rows_with(older, *columns)]


def in_force(step: Step) -> Iterator[Finding]:
    """Form 2021, regulations and normative documents: in_force(t) = in_force(t-1) + issued(t) - repealed(t)."""
    found = _pair(step, "issued", "repealed", "in_force")
    if found is None:
        return
    before, report, table, rows = found
    judged = []
    for row in rows:
        now, issued, repealed = (("proactive", row, c) for c in ("in_force", "issued", "repealed"))
        judgement = judge_terms(IN_FORCE, row, ((report, now), (report, repealed)), ((before, now), (report, issued)))
        words = (
            f"{before.year} {said(before, now)}, {report.year} {said(report, now)} with {said(report, issued)} issued, "
            f"{said(report, repealed)} repealed"
        )
        judged.append((row_name(table, row), judgement, words))
        if judgement.outcome == FAILS:
            message = (
                f"Section {table.section}, row {row_name(table, row)}: 现行有效件数 of {report.year} is "
                f"{with_place(report, now)}, but {with_place(before, now)} in {before.year}, with "
                f"{said(report, issued)} issued (本年制发) and {said(report, repealed)} repealed (本年废止) since, "
                f"{_comes_to(report, row, judgement)}.{_in_force_hint(before, report, row)} Look for a review of the "
                "documents, and for a figure that was not brought up to date."
            )
            yield _failed(step, IN_FORCE, now, judgement, message)
    yield from open_notes(step, IN_FORCE, "row", judged)


def _comes_to(report: YearReport, row: str, judgement: Judgement) -> str:
    """What the right side comes to, or how it cannot be right whatever the blanks are."""
    cells = [report.value("proactive", row, c) for c in ("in_force", "repealed")]
    if None in cells:
        return "cannot lead there, whatever the blank cells mean"
    return f"come to {number(judgement.right - (cells[1] or 0))}"


def _in_force_hint(before: YearReport, report: YearReport, row: str) -> str:
    """Which other reckoning leads to the printed number."""
    now, issued, repealed = (report.value("proactive", row, c) for c in ("in_force", "issued", "repealed"))
    then = before.value("proactive", row, "in_force")
    if None in (now, issued, repealed, then):
        return ""
    if now == then:
        return " It is last year's number, unchanged."
    if repealed and now == then + issued:  # type: ignore[operator]
        return " That is the number without what was repealed taken off."
    if issued and now == then - repealed:  # type: ignore[operator]
        return " That is the number without what was issued."
    if issued and now == issued:
        return " It is the number issued this year."
    return f" The difference is {number(abs(now - then - issued + repealed))}."  # type: ignore[operator]


def items_of_the_year_before(step: Step) -> Iterator[Finding]:
    """Form 2019, rows that count items (事项): prior_year_items(t) = prior_year_items(t-1) + change(t-1)."""
    found = _pair(step, "prior_year_items", "change")
    if found is None:
        return
    before, report, table, rows = found
    judged = []
    for row in rows:
        items, change = ("proactive", row, "prior_year_items"), ("proactive", row, "change")
        left: tuple[Term, ...] = ((report, items),)
        if before.value(*change) is None:
            # An unprinted change may be a loss: it leaves either side open.
            left = (*left, (before, change))
        judgement = judge_terms(ITEMS, row, left, ((before, items), (before, change)))
        words = f"{before.year} {said(before, items)} and a change of {said(before, change)}, {report.year} {said(report, items)}"
        judged.append((row_name(table, row), judgement, words))
        if judgement.outcome == FAILS:
            message = (
                f"Section {table.section}, row {row_name(table, row)}: 上一年项目数量 of {report.year} is "
                f"{with_place(report, items)}, but the report of {before.year} comes to {with_place(before, items)} with a "
                f"change (本年增/减) of {with_place(before, change)}, that is {number(judgement.right)}."
                f"{_items_hint(before, report, row)} Look for a list of items that was drawn up anew."
            )
            yield _failed(step, ITEMS, items, judgement, message)
    yield from open_notes(step, ITEMS, "row", judged)


def _items_hint(before: YearReport, report: YearReport, row: str) -> str:
    now, then = (each.value("proactive", row, "prior_year_items") for each in (report, before))
    change = before.value("proactive", row, "change")
    if now is None or then is None or not change:
        return ""
    if now == then:
        return f" It is the number of {before.year}, without the change."
    if now == then - change:
        return " That is the number with the change taken the other way."
    return ""


def published_in_all(step: Step) -> Iterator[Finding]:
    """Form 2019: total_published(t) can't exceed total_published(t-1) + newly_published(t). No identity: documents are withdrawn.

    A note, since the form does not say whether 对外公开总数量 counts documents published before there was a report.
    """
    found = _pair(step, "newly_published", "total_published")
    if found is None:
        return
    before, report, table, rows = found
    for row in rows:
        total, new = ("proactive", row, "total_published"), ("proactive", row, "newly_published")
        now, then, came = report.value(*total), before.value(*total), report.value(*new)
        if now is None or then is None or came is None or now <= then + came:
            continue
        yield Finding(
            PUBLISHED,
            NOTE,
            f"Section {table.section}, row {row_name(table, row)}: 对外公开总数量 of {report.year} is "
            f"{with_place(report, total)}, more than the {with_place(before, total)} of {before.year} and the {number(came)} "
            f"newly published (本年新公开数量), {number(then + came)}. Look whether the two years count the same documents."
            f"{step.scope_remark}",
            table="proactive",
            row=row,
            column="total_published",
            reported=now,
            computed=then + came,
            origin=report.cells[total].origin,
        )


def _failed(step: Step, identity: Identity, cell: CellKey, judgement: Judgement, message: str) -> Finding:
    """The warning; `computed` is what the printed number should be, the other cells taken as printed (blank as zero)."""
    reported, figure = step.report.value(*cell), step.report.cells.get(cell)
    return Finding(
        identity.key,
        WARNING,
        message + step.scope_remark,
        outcome=FAILS,
        table=cell[0],
        row=cell[1],
        column=cell[2],
        reported=reported,
        computed=None if reported is None else reported + judgement.right - judgement.left,
        origin=figure.origin if figure else "",
    )
