"""What explains that a year does not carry over what the year before carried forward, in sentences for a clerk."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.checks.series import YearReport
from toolkit.checks.words import number
from toolkit.checks.years.blanks import worth
from toolkit.identities import HOLDS, Number, equations, judge

_INTAKE = "intake_equals_outcome"
# Smaller numbers are found again anywhere by chance.
TELLING = 10


def hints(before: YearReport, report: YearReport, column: str) -> Iterator[str]:
    """Sentences on one column whose two numbers are known and differ, the most telling first."""
    over, forward = _row(report, "carried_over"), _row(before, "carried_forward")
    yield from _which_year(before, report, column, over[column], forward[column])
    yield from _whole_row(before, report) or _one_number(before, report, column)
    yield _other_columns(report, column, over, forward)


def _columns(report: YearReport) -> dict[str, str]:
    """Column key to its label."""
    return {column.key: column.label for column in report.form.table("requests").blocks[0].columns}


def _row(report: YearReport, row: str) -> dict[str, Number | None]:
    return {column: worth(report, ("requests", row, column)) for column in _columns(report)}


def _filled(report: YearReport, row: str) -> list[Number]:
    """A row with blanks as zero."""
    return [value or 0 for value in _row(report, row).values()]


def _adds_up(report: YearReport, column: str, row: str = "", value: Number | None = None) -> bool | None:
    """Whether new + carried over = results + carried forward, with `value` in `row`; None unless all are printed."""
    equation = next(e for e in equations(report.form, "requests") if e.identity.key == _INTAKE and e.at == column)
    values = {key: worth(report, ("requests", *key)) for key in (*equation.left, *equation.right)}
    if row:
        values[row, column] = value
    printed = {key: v for key, v in values.items() if v is not None}
    return judge(equation, printed).outcome == HOLDS if len(printed) == len(values) else None


def _which_year(
    before: YearReport, report: YearReport, column: str, over: Number | None, forward: Number | None
) -> Iterator[str]:
    """The sums within each year tell which of the two numbers is the likelier slip."""
    now, then = _adds_up(report, column), _adds_up(before, column)
    if now is False and _adds_up(report, column, "carried_over", forward):
        yield f"With {number(forward)} the column of {report.year} would add up, which it does not: look at {report.year} first."
    elif then is False and _adds_up(before, column, "carried_forward", over):
        yield f"With {number(over)} the column of {before.year} would add up, which it does not: look at {before.year} first."
    elif now and then:
        yield (
            "The column adds up in each of the two years, so another figure makes up for the difference: often "
            f"本年新收 of {report.year}."
        )


def _whole_row(before: YearReport, report: YearReport) -> list[str]:
    """The row as a whole is another row, or last year's with its figures moved by a column."""
    over = _filled(report, "carried_over")
    if not any(over):
        return [f"All columns of 上年结转 of {report.year} are zero or blank."]
    telling = max(over) >= TELLING
    if telling and over == _filled(before, "carried_over"):
        return [f"The row is 上年结转 of {before.year} once more: it may not have been brought up to date."]
    if telling and over == _filled(report, "carried_forward"):
        return [f"The row is the same as 结转下年度 of {report.year}: one of the two may have been copied."]
    moved, forward = over[:-1], _filled(before, "carried_forward")[:-1]
    if any(forward) and moved[1:] == forward[:-1] and not (moved[0] or forward[-1]):
        return [f"The figures are those of {before.year}, one column further right."]
    if any(forward) and moved[:-1] == forward[1:] and not (moved[-1] or forward[0]):
        return [f"The figures are those of {before.year}, one column further left."]
    return []


def _one_number(before: YearReport, report: YearReport, column: str) -> list[str]:
    """The number is found in another column or row, or has a digit too many or two that changed places."""
    labels, over, forward = _columns(report), _row(report, "carried_over"), _row(before, "carried_forward")
    value, due = over[column], forward[column]
    if value is None or due is None:
        return []
    applicants = [c for c in labels if c != "total"]
    for other in applicants if column in applicants else ():
        if value and value == forward[other] != over[other]:
            return [f"{number(value)} is what {before.year} carried forward for {labels[other]}."]
    one, two = sorted((int(value), int(due)))
    if one and two == one * 10:
        return ["One of the two has a digit too many."]
    if one >= TELLING and sorted(str(one)) == sorted(str(two)):
        return ["The two have the same digits in another order."]
    for year, row, label in ((before, "carried_over", "上年结转"), (report, "carried_forward", "结转下年度")):
        if value >= TELLING and value == _row(year, row)[column]:
            return [f"{number(value)} is also {label} of {year.year}, same column."]
    return []


def _other_columns(
    report: YearReport, column: str, over: dict[str, Number | None], forward: dict[str, Number | None]
) -> str:
    """Whether the totals agree; for the total, which columns do not."""
    labels = _columns(report)
    if column != "total":
        totals = over["total"], forward["total"]
        if None in totals:
            return "The totals are not both printed."
        if totals[0] == totals[1]:
            return (
                f"The totals agree ({number(totals[0])}): the requests are only split differently among the applicants."
            )
        return f"The totals differ too ({number(totals[1])} and {number(totals[0])})."
    differing = [c for c in labels if c != "total" and (over[c] or 0) != (forward[c] or 0)]
    if not differing:
        return "All columns of applicants agree, so one of the two totals is wrong."
    named = ", ".join(f"{labels[c]} ({number(forward[c])} and {number(over[c])})" for c in differing)
    return f"Of the applicants {named} {'differs' if len(differing) == 1 else 'differ'}."
