"""Reports that are checked together: whose findings go where, and what the numbers in prose are held against."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from toolkit.checks import Finding, together
from toolkit.checks.together import check_together, named
from toolkit.reading.report import Report
from toolkit.reading.sections import Section


def report(agency: str, year: int | None, source: str = "", sha256: str = "a" * 64, **more) -> Report:
    return Report(source or f"{agency}_{year}.txt", agency, year, "2021", status="ok", sha256=sha256, **more)


def test_of_two_reports_for_one_year_the_series_has_one_and_both_have_ids() -> None:
    first, second = report("示例市", 2023, "a.txt"), report("示例市", 2023, "b.txt", sha256="b" * 64)
    found = list(named([(first, "digest"), (second, "original"), (report("示例市", 2024), "original")]))
    assert [one.report_id for one in found] == ["示例市_2023", "示例市_2023_bbbbbb", "示例市_2024"]
    assert [f.message for f in found[1].findings if f.rule == "report_twice"] == [
        "b.txt and a.txt are both of 示例市 2023. Both are kept: decide which one to use, and leave the other out of sums."
    ]
    assert not any(f.rule == "report_twice" for one in (found[0], found[2]) for f in one.findings)


def test_findings_between_years_go_to_the_report_they_are_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The original (b) of 2023 is in the series, the digest (a) is not; 示例市人民政府 and 示例市 are one series."""
    seen: list[tuple[str, list[str]]] = []

    def check_series(series):
        seen.append((series.agency, [one.report_id for one in series.reports]))
        yield series.reports[-1].report_id, Finding("between_years", "error", "…")

    monkeypatch.setattr(together, "check_series", check_series)
    reports = list(
        named(
            [
                (report("示例市", 2023, "a.txt"), "digest"),
                (report("示例市", 2023, "b.txt", sha256="b" * 64), "original"),
                (report("示例市人民政府", 2024), "original"),
                (report("虚构县", 2024), "original"),
                (report("无年局", None), "original"),
                (Report("bad.txt", reason="damaged"), "original"),
            ]
        )
    )
    check_together(reports)
    assert seen == [("示例市", ["示例市_2023_bbbbbb", "示例市人民政府_2024"]), ("虚构县", ["虚构县_2024"])]
    with_findings = [one.report_id for one in reports if any(f.rule == "between_years" for f in one.findings)]
    assert with_findings == ["示例市人民政府_2024", "虚构县_2024"]


def test_claims_are_held_against_the_own_tables_and_the_series(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def find_claims(sections, year, agency):
        return [f"{agency} {year}: {section.text}" for section in sections]

    def judge_claims(claims, own, series):
        asked.append((claims, own and own.report_id, series and sorted(series.by_year)))
        return [SimpleNamespace(quote=claim) for claim in claims]

    monkeypatch.setattr(together, "find_claims", find_claims)
    monkeypatch.setattr(together, "judge_claims", judge_claims)
    monkeypatch.setattr(
        together,
        "claim_findings",
        lambda judged, origins: (Finding("claim_contradicts", "error", c.quote) for c in judged),
    )
    monkeypatch.setattr(together, "check_series", lambda series: ())
    text = [Section(1, "总体情况", "受理3件", (0,), "line 1")]
    reports = list(
        named(
            [
                (report("示例市", 2023), "original"),
                (report("示例市", 2024, sections=text), "original"),
                (report("", 2024, sections=text), "original"),
            ]
        )
    )
    check_together(reports)
    assert asked == [
        ([], "示例市_2023", [2023, 2024]),
        (["示例市 2024: 受理3件"], "示例市_2024", [2023, 2024]),
        ([" 2024: 受理3件"], None, None),
    ]
    assert [claim.quote for claim in reports[1].claims] == ["示例市 2024: 受理3件"]
    assert reports[1].findings[-1].message == "示例市 2024: 受理3件"


def test_an_error_of_a_check_costs_no_other_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_claims(sections, year, agency):
        if agency == "示例市":
            raise KeyError("denied.*")
        return []

    def check_series(series):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(together, "find_claims", find_claims)
    monkeypatch.setattr(together, "check_series", check_series)
    reports = list(named([(report("示例市", 2023), "original"), (report("虚构县", 2023), "original")]))
    check_together(reports)
    failed = {one.report_id: [f for f in one.findings if f.rule == "check_failed"] for one in reports}
    assert [len(found) for found in failed.values()] == [2, 1]
    assert all(f.severity == "error" for found in failed.values() for f in found)
    assert (
        "KeyError" in failed["示例市_2023"][1].message
        and "please report it" in failed["虚构县_2023"][0].message.lower()
    )
    assert len({f.id_in("x") for f in failed["示例市_2023"]}) == 2
