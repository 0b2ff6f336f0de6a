"""Corrections beside the printed values: applied where the dataset still says what they expect, reported everywhere else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from toolkit.checks.finding import NOTE, WARNING, Finding
from toolkit.checks.together import Checked, Identified, other_ids
from toolkit.checks.words import column_name, counted, listing, number, row_name
from toolkit.corrections.cells import CellKey
from toolkit.corrections.records import Correction
from toolkit.decided import FEWEST_OF_HASH, file_changed
from toolkit.forms import Form, load_forms
from toolkit.identities import FAILS, HOLDS, HOLDS_IF_BLANK_IS_ZERO, Equation, Judgement, Key, Number, equations, judge
from toolkit.reading.fitting import Figure
from toolkit.reading.report import Report


@dataclass(slots=True)
class Routed:
    """Corrections by the id of the report they are of, and a sentence on each that no report could take."""

    by_report: dict[str, list[Correction]] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)


def route_corrections(reports: Sequence[tuple[str, Identified]], corrections: Iterable[Correction]) -> Routed:
    """Which report, given with its id, each correction is of.

    Nothing is dropped: one of a report that is not there is a sentence in what comes back.
    """
    routed = Routed()
    corrections = list(corrections)
    ids = {report_id for report_id, _ in reports}
    homes = _moved(reports, corrections)
    for correction in corrections:
        home = homes.get(correction.place, correction.report_id)
        if home in ids:
            routed.by_report.setdefault(home, []).append(correction)
        else:
            routed.left_over.append(
                f"{correction.place}: {_no_report(home, ids)}; mend report_id, or remove the row, unless it is for another "
                "folder of reports"
            )
    return routed


def _moved(reports: Sequence[tuple[str, Identified]], corrections: Sequence[Correction]) -> dict[str, str]:
    """The place of a correction to the id that its report has now, where that is another one. Of two files for one agency and
    year ids can have changed places: the file for which the correction was made keeps it.
    """
    found = {}
    by_start: dict[str, list[tuple[str, Identified]]] = {}
    if any(correction.sha256 for correction in corrections):
        for report_id, report in reports:
            by_start.setdefault(report.sha256[:FEWEST_OF_HASH], []).append((report_id, report))
    for correction in corrections:
        near = by_start.get(correction.sha256[:FEWEST_OF_HASH], ()) if correction.sha256 else ()
        same = [(i, report) for i, report in near if report.sha256.startswith(correction.sha256)]
        moved = [i for i, report in same if correction.report_id in other_ids(report, i)]
        if len(moved) == 1 and correction.report_id not in {i for i, _ in same}:
            found[correction.place] = moved[0]
    return found


def _no_report(report_id: str, ids: Collection[str]) -> str:
    near = get_close_matches(report_id, ids, 3, 0.75)
    return f"no report {report_id} is in this dataset" + (f" (there is {', '.join(near)})" if near else "")


def apply_corrections(one: Checked, corrections: Sequence[Correction]) -> None:
    """Fills `corrected` of a report, and adds the findings `figure_corrected` and `correction_not_applied` to it: a correction
    whose expected value no longer stands is a finding.
    """
    one.corrected, findings = _applied(one.report, corrections)
    one.findings += findings


def _applied(report: Report, corrections: Sequence[Correction]) -> tuple[dict[CellKey, Number | None], list[Finding]]:
    """The corrected cells of a report, and a finding for each correction in the order of the form."""
    if not corrections:
        return {}, []
    figures = {(f.table, f.row, f.column): f for f in report.figures}
    order = {cell: place for place, cell in enumerate(figures)}
    corrections = sorted(corrections, key=lambda c: (order.get(c.cell, len(order)), c.cell))
    taken = [c for c in corrections if c.cell in figures and _same(figures[c.cell].value, c.expected)]
    cells: dict[CellKey, Number | None] = {c.cell: _as_number(c) for c in taken}
    form = load_forms().get(report.form)
    findings = []
    for correction in corrections:
        if correction.cell in cells:
            findings.append(_corrected(correction, report, figures, cells, form))
        else:
            findings.append(_not_applied(correction, figures.get(correction.cell), report, form))
    return cells, findings


def _same(value: Number | None, expected: Number | None) -> bool:
    """Whether two numbers are one in the dataset, which holds them as floating-point numbers."""
    if value is None or expected is None:
        return value is expected
    return float(value) == float(expected)


def _as_number(correction: Correction) -> Number | None:
    value = correction.corrected
    return int(value) if value is not None and value == value.to_integral_value() else value


def _corrected(
    correction: Correction,
    report: Report,
    figures: Mapping[CellKey, Figure],
    cells: Mapping[CellKey, Number | None],
    form: Form | None,
) -> Finding:
    figure, now = figures[correction.cell], cells[correction.cell]
    printed = (
        f"{number(figure.value)} is printed" if figure.value is not None else f"no number is read ({figure.status})"
    )
    said = f"corrected to {number(now)}" if now is not None else "a number can't be said"
    message = (
        f"{_place(correction, form)}: {printed}, {said}, by {correction.who} on {correction.when}: "
        f"{_sentence(correction.reason)}{_sums(correction, figures, cells, form)}"
    )
    if file_changed(correction.sha256, report.sha256):
        message += " The file has changed since, but prints the same here: look whether the correction is still right."
    where = dict(table=correction.table, row=correction.row, column=correction.column)
    return Finding(
        "figure_corrected", NOTE, message, **where, reported=figure.value, computed=now, origin=figure.origin
    )


def _not_applied(correction: Correction, figure: Figure | None, report: Report, form: Form | None) -> Finding:
    said = "no number" if correction.expected is None else number(correction.expected)
    if figure is None:
        now = f"the report follows form {report.form or 'unknown'}, which has no such cell"
    elif figure.value is None:
        now = f"no number stands there now (status {figure.status})"
    else:
        raw = f" (printed as {figure.raw!r}, in {figure.unit})" if figure.raw != number(figure.value) else ""
        now = f"{number(figure.value)} stands there now{raw}"
    then = "remove the row if it was mended; if the correction is still right, write what stands there now in the column expected"
    if figure is None:
        then = "take a cell of the form that the report follows, or remove the row"
    elif _same(figure.value, correction.corrected):
        then = "it was mended just as it was corrected; remove the row"
    message = (
        f"{_place(correction, form)}: a correction expects {said}, but {now}, so it is not applied ({correction.place}, "
        f"by {correction.who} on {correction.when}: {_sentence(correction.reason)}) Look at the report again: {then}."
    )
    where = dict(table=correction.table, row=correction.row, column=correction.column)
    found = dict(reported=figure.value, origin=figure.origin) if figure else {}
    return Finding("correction_not_applied", WARNING, message, **where, **found)


def _sentence(text: str) -> str:
    """A person's words with a full stop."""
    return text if text.endswith((".", "。", "!", "！", "?", "？")) else f"{text}."


def _place(correction: Correction, form: Form | None) -> str:
    table = form.table(correction.table) if form else None
    if not table or correction.row not in table.columns_of:
        return "/".join(correction.cell)
    row, column = row_name(table, correction.row), column_name(table, correction.column)
    return f"Section {table.section}, row {row}, column {column}"


def _sums(
    correction: Correction,
    figures: Mapping[CellKey, Figure],
    cells: Mapping[CellKey, Number | None],
    form: Form | None,
) -> str:
    """A sentence on the sums of the form that the cell is part of: whether they hold with the corrected values."""
    if form is None:
        return ""
    values: dict[Key, Number] = {}
    lost: set[Key] = set()
    for cell, figure in figures.items():
        if cell[0] == correction.table:
            value = cells.get(cell, figure.value)
            if value is not None:
                values[cell[1:]] = value
            elif cell in cells or figure.status in ("missing", "undecided"):
                lost.add(cell[1:])
    judged = [
        (equation, judge(equation, values, lost))
        for equation in equations(form, correction.table)
        if correction.cell[1:] in (*equation.left, *equation.right)
    ]
    return _sums_in_words(form, judged)


def _sums_in_words(form: Form, judged: Sequence[tuple[Equation, Judgement]]) -> str:
    if not judged:
        return " No sum of the form has this cell."
    hold = [e for e, j in judged if j.outcome in (HOLDS, HOLDS_IF_BLANK_IS_ZERO)]
    blank = sum(j.outcome == HOLDS_IF_BLANK_IS_ZERO for _, j in judged)
    fail = [
        f"{_sum_name(form, e)}: {number(j.left)} against {number(j.right)}" for e, j in judged if j.outcome == FAILS
    ]
    open_ = [_sum_name(form, e) for e, j in judged if e not in hold and j.outcome != FAILS]
    says = f" With it {len(hold)} of the {counted(len(judged), 'sum')} that have this cell add up"
    says += f" ({blank} of them if blank means zero)" if blank else ""
    says += f"; not {listing(fail)}" if fail else ""
    return says + (f"; it cannot be said of {listing(open_)}" if open_ else "") + "."


def _sum_name(form: Form, equation: Equation) -> str:
    table, each = form.table(equation.identity.table), equation.identity.each
    at = column_name(table, equation.at) if each == "column" else row_name(table, equation.at)
    return f"{equation.identity.label} ({each} {at})"
