"""A figure stated in prose, held against the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from toolkit.checks.claims.judged import AGREES, CONTRADICTS, OTHER_SCOPE, UNCHECKABLE, Verdict
from toolkit.checks.claims.values import Reading, TableReader
from toolkit.checks.words import number as said
from toolkit.identities import Number
from toolkit.reading.numbering import core_of
from toolkit.text.claims.claim import Claim
from toolkit.text.claims.numbers import admits
from toolkit.text.claims.reference import LITIGATION, ORGANISATIONS, TOTAL, Reference, requests

# Rows that together make a number in an explanation: at most so many.
MOST_ADDENDS = 3
_GROUPS = (
    "granted",
    "partially_granted",
    "denied.*",
    "unable.*",
    "not_processed.*",
    "other_handling.*",
    "carried_forward",
)


def judge_figure(claim: Claim, tables: TableReader) -> Verdict:
    """Whether a number agrees with the cells it may mean; else what it does agree with, if anything.

    It contradicts only where nothing in its words leaves open what is meant, and no reading of them fits.
    """
    readings = [(reference, reading) for reference in claim.means if (reading := tables.read(reference)) is not None]
    if not readings:
        where = str(claim.means[0]) if claim.means else ""
        return Verdict(UNCHECKABLE, where, None, "the tables do not say: no such cell on this form, or all lost")
    for reference, reading in readings:
        if admits(claim.stated, reading.value) and reading.sure:
            return Verdict(AGREES, str(reference), reading.value, _note_of_match(claim, reference, reading))
    reference, reading = readings[0]
    refers_to = str(reference)
    if reading.lost:
        return Verdict(UNCHECKABLE, refers_to, None, "cells are lost or undecided")
    if scope := _other_scope(claim, reference, tables):
        return Verdict(OTHER_SCOPE, refers_to, reading.value, scope)
    if claim.narrowed:
        return _narrower(claim, refers_to, reading)
    blank = "blank cells counted as zero" if reading.open else ""
    if claim.unclear:
        return Verdict(UNCHECKABLE, refers_to, reading.value, f"“{claim.unclear}” may mean another scope")
    if of_new := _of_the_new_ones(claim, reference, reading, tables):
        return Verdict(OTHER_SCOPE, refers_to, reading.value, of_new)
    if claim.stated.approximate and abs(reading.value - claim.value) * 2 <= claim.value:
        return Verdict(UNCHECKABLE, refers_to, reading.value, "the number is not exact")
    if reading.open and claim.value > reading.value:
        return Verdict(UNCHECKABLE, refers_to, reading.value, "blank cells may hold the rest")
    explained = explain(claim.value, reference, tables)
    return Verdict(CONTRADICTS, refers_to, reading.value, "; ".join(filter(None, (blank, explained))))


def _note_of_match(claim: Claim, reference: Reference, reading: Reading) -> str:
    if reading.open and claim.value == 0:
        return "the cells are blank"
    if claim.narrowed:
        return f"said of “{claim.narrowed}”, and right for all"
    return "" if claim.value == reading.value else f"the table has {said(reading.value)}"


def _narrower(claim: Claim, refers_to: str, reading: Reading) -> Verdict:
    """A number said of a part of what the table counts: it cannot be larger, and need not be equal."""
    if claim.value <= reading.value:
        return Verdict(OTHER_SCOPE, refers_to, reading.value, f"said of a narrower population, “{claim.narrowed}”")
    return Verdict(UNCHECKABLE, refers_to, reading.value, f"said of “{claim.narrowed}”")


def _other_scope(claim: Claim, reference: Reference, tables: TableReader) -> str:
    """For which other cells of the same meaning the number is right: other years' requests in or out, one kind of applicant."""
    if not claim.value:
        return ""
    for other, words in (*_said_alternatives(claim), *_columns(reference), *_rows(reference)):
        reading = tables.read(other)
        if reading is not None and reading.sure and admits(claim.stated, reading.value):
            return f"right for {words}"
    return ""


def _said_alternatives(claim: Claim) -> Iterator[tuple[Reference, str]]:
    for other in claim.else_means:
        yield (
            other,
            {
                ("new_requests",): "new requests only",
                ("new_requests", "carried_over"): "new requests with those carried over",
            }.get(other.rows, f"{other}"),
        )


def _of_the_new_ones(claim: Claim, reference: Reference, reading: Reading, tables: TableReader) -> str:
    """Whether an outcome may be told of the new requests only: what is missing is no more than what was carried over."""
    stages = ("new_requests", "carried_over", "results_total", "carried_forward")
    if reference.table != "requests" or reference.rows[0] in stages:
        return ""
    over = tables.read(requests("carried_over", columns=reference.columns))
    lacking = reading.value - claim.value
    if not claim.value or not claim.of_new or over is None or not over.sure or not 0 < lacking <= over.value:
        return ""
    return f"may be told of the new requests only: {said(lacking)} fewer, and {said(over.value)} were carried over"


def _columns(reference: Reference) -> Iterator[tuple[Reference, str]]:
    """The same rows for natural persons alone, organisations alone, or one outcome."""
    if reference.columns != (TOTAL,):
        return
    if reference.table == "requests":
        yield reference.with_columns(("natural_person",)), "natural persons only (自然人)"
        yield reference.with_columns(ORGANISATIONS), "organisations only (法人或其他组织)"
    elif reference.table == "disputes":
        for column, words in (
            ("upheld", "those upheld (结果维持)"),
            ("corrected", "those corrected (结果纠正)"),
            ("pending", "those pending (尚未审结)"),
        ):
            yield reference.with_columns((column,)), words


def _rows(reference: Reference) -> Iterator[tuple[Reference, str]]:
    """Litigation counted without, or only, what came after reconsideration."""
    if reference.rows == LITIGATION:
        yield Reference("disputes", LITIGATION[:1], reference.columns), "direct litigation only (未经复议直接起诉)"
        yield (
            Reference("disputes", LITIGATION[1:], reference.columns),
            "litigation after reconsideration only (复议后起诉)",
        )


def explain(value: Number, reference: Reference, tables: TableReader) -> str:
    """What a number that contradicts does agree with: a sum with its own row in it, another row, or neighbouring rows; "" for nothing."""
    if reference.table != "requests" or not value:
        return ""
    rows = dict(_row_values(reference.columns, tables))
    own = next((row for row in rows if (row,) == reference.rows), None)
    small = {row: v for row, v in rows.items() if v and v <= value}
    for count in range(1, MOST_ADDENDS + 1):
        for chosen in combinations(small, count):
            if sum(small[row] for row in chosen) == value and _tells(chosen, own):
                parts = [f"{said(small[row])} {_name(row, tables)}" for row in chosen]
                return (
                    f"{said(value)} = {' + '.join(parts)}"
                    if count > 1
                    else f"{said(value)} is {_name(chosen[0], tables)}"
                )
    return ""


def _tells(rows: tuple[str, ...], own: str | None) -> bool:
    """Whether a sum explains anything: it is one row, or the number's own row with others that are not its own parts."""
    if len(rows) == 1:
        return rows[0] != own
    heads = [row.split(".")[0] for row in rows]
    return (
        own in rows
        and len(set(heads)) == len(heads)
        and not set(rows) & {"new_requests", "carried_over", "results_total"}
    )


def _row_values(columns: tuple[str, ...], tables: TableReader) -> Iterable[tuple[str, Number]]:
    names = [*_GROUPS, *(row.key for row in tables.form.table("requests").rows if row.result and "." in row.key)]
    names += ["new_requests", "carried_over", "results_total"]
    for row in names:
        reading = tables.read(requests(row, columns=columns))
        if reading is not None and reading.sure:
            yield row, reading.value


_CHINESE = {
    "granted": "予以公开",
    "partially_granted": "部分公开",
    "denied.*": "不予公开",
    "unable.*": "无法提供",
    "not_processed.*": "不予处理",
    "other_handling.*": "其他处理",
}


def _name(row: str, tables: TableReader) -> str:
    """The label of a row; of a group in which only one row has a number, that row's too."""
    if row in _CHINESE:
        rows = [key for _, key, _ in requests(row).cells(tables.form)]
        single = [key for key in rows if (figure := tables.read(requests(key))) is not None and figure.value]
        return (
            _CHINESE[row] if len(single) != 1 or single == [row] else f"{_CHINESE[row]}（{_name(single[0], tables)}）"
        )
    return core_of(next(r.label for r in tables.form.table("requests").rows if r.key == row))
