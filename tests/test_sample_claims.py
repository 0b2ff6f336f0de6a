"""Numbers stated in generated prose: true to the tables but for the planted ones, which no reading can make right.

What the tables say is worked out here once more, from the words around a number and from the cells, without the room
that wrote the sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from toolkit.forms import form_for_year
from toolkit.sample import SampleReport, draw_province, draw_report
from toolkit.sample.planting import KINDS
from toolkit.sample.stated import (
    CLAIM_KINDS,
    PROSE_KINDS,
    VERDICTS,
    Claim,
    Ground,
    Passage,
    contradict,
    refers_to,
    stated_paragraphs,
    whole_report,
)
from toolkit.sample.stated.numbers import in_chinese, percentage, rounded
from toolkit.sample.stated.scribe import Scribe

Pair = tuple[SampleReport, SampleReport | None]
# What a sentence calls a row. Every number of a row stands in a sentence with one of its words.
WORDS = {
    "new_requests": "收到|新收|受理|接到|接收|收办|办理|处理|承办|依申请|共有|新增|新申请|政府信息公开申请",
    "carried_over": "结转|收办|办理|处理|承办",
    "results_total": "办结|答复|办理完毕",
    "carried_forward": "结转|转下年度|转入|未办结",
    "granted": "公开",
    "partially_granted": "部分公开",
    "denied": "不予公开|属于|涉及|禁止公开|权益",
    "unable": "无法提供|掌握|现成信息|不明确",
    "not_processed": "不予处理|重复|信访|出版物|大量反复|重新出具",
    "other_handling": "其他处理|不补正|缴纳费用",
    "reconsideration": "复议",
    "litigation_direct": "诉讼|直接起诉",
    "litigation_after_reconsideration": "诉讼|复议后",
    "regulations": "规章",
    "normative_documents": "规范性文件",
    "administrative_licensing": "行政许可",
    "administrative_penalty": "行政处罚",
    "administrative_coercion": "行政强制",
    "administrative_fees": "行政事业性收费",
    "centralized_procurement": "政府集中采购",
}
APPLICANTS = {
    "natural_person": "自然人",
    "commercial_enterprise": "企业|法人",
    "research_institution": "科研|法人",
    "public_interest_organization": "公益|法人",
    "legal_service_institution": "法律服务|法人",
    "other": "法人|其他结果",
    "upheld": "维持",
    "corrected": "纠",
    "pending": "尚未审结",
    "issued": "制发|印发",
    "repealed": "废止",
    "in_force": "现行有效",
}


def pairs(seed: int, agencies: int = 50, errors: float = 0.0, kinds: tuple[str, ...] = KINDS) -> list[Pair]:
    """Each report of a province over four years, and the report of the year before."""
    reports = draw_province(seed, agencies, (2020, 2023), errors, kinds)
    of = {(r.agency, r.year): r for r in reports}
    return [(r, of.get((r.agency, r.year - 1))) for r in reports]


@pytest.fixture(scope="module")
def true_ones() -> list[Pair]:
    """200 reports without errors."""
    return pairs(31)


@pytest.fixture(scope="module")
def wrong_ones() -> list[Pair]:
    """320 reports, all with one or two errors in the prose where there is a place for them."""
    return pairs(32, 80, 1.0, PROSE_KINDS)


def number_of(quantity: str) -> Decimal:
    """The number in words as printed: 1,200余件, １２％, 二十五件, 百分之十二, 1.2万余件."""
    text = unicodedata.normalize("NFKC", quantity).replace(",", "").strip()
    text = text.removeprefix("百分之")
    found = re.match(r"[0-9]+(?:\.[0-9]+)?", text)
    if found:
        thousands = 10_000 if re.match(r"万(?!元)", text[found.end() :]) else 1
        return Decimal(found[0]) * thousands
    value = digit = 0
    for sign in re.match(r"[零一二两三四五六七八九十百千]+", text)[0]:  # type: ignore[index]
        if sign in "十百千":
            value += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = {"两": 2}.get(sign) or "零一二三四五六七八九".index(sign)
    _, _, point = text.partition("点")
    digits = "".join(str("零一二三四五六七八九".index(sign)) for sign in point)
    return Decimal(f"{value + digit}.{digits}" if digits else value + digit)


def summed(report: SampleReport, cells: tuple) -> Decimal:
    return sum((sign * Decimal(report.figures[key] or 0) for sign, key in cells), start=Decimal(0))


def sentence(report: SampleReport, claim: Claim) -> str:
    """The sentence around a number, with the one before where it goes on from there."""
    text = report.text(claim.section)
    start = max(text.rfind(mark, 0, claim.start) for mark in "。\n") + 1
    end = min((place for mark in "。\n" if (place := text.find(mark, claim.end)) >= 0), default=len(text))
    return text[start:end]


def fits_the_table(report: SampleReport, last: SampleReport | None, claim: Claim, cells: tuple) -> bool:
    """Whether the number as printed is what these cells add up to, or the share or growth of them."""
    if claim.kind == "absence":
        return summed(report, cells) == 0
    stated = number_of(claim.quantity) if claim.quantity else Decimal(0)
    now = summed(report, cells) if cells or not claim.of else Decimal(report.claims[claim.of - 1].stated)
    if claim.kind == "share":
        return near(stated, Fraction(100) * Fraction(now) / Fraction(summed(report, claim.base)))
    if claim.kind == "growth":
        assert last is not None
        before = summed(last, claim.base)
        assert claim.falls == (now < before)
        if claim.unit == "%":
            return near(stated, abs(100 * Fraction(now - before) / Fraction(before)))
        return stated == abs(now - before)
    if claim.unit in ("万元", "元"):
        return near(stated / (10_000 if claim.unit == "元" else 1), Fraction(now))
    if claim.approximate:
        return abs(stated - now) <= now / 10 and ("余" not in claim.quantity or stated < now)
    return stated == now


def near(stated: Decimal, exact: Fraction) -> bool:
    """Whether a number is the exact one rounded to its last printed digit."""
    digits = max(0, -stated.as_tuple().exponent)  # type: ignore[operator]
    return abs(Fraction(stated) - exact) <= Fraction(1, 2 * 10**digits)


# --- what is true ---


def test_every_quote_and_quantity_stands_where_the_truth_says(true_ones, wrong_ones) -> None:
    for report, _ in [*true_ones, *wrong_ones]:
        assert [claim.order for claim in report.claims] == list(range(1, len(report.claims) + 1))
        for claim in report.claims:
            text = report.text(claim.section)
            assert text[claim.start : claim.end] == claim.quote != ""
            assert text[claim.at :].startswith(claim.quantity) and claim.start <= claim.at <= claim.end
            assert claim.kind in CLAIM_KINDS and claim.verdict in VERDICTS
            if claim.quantity:
                assert number_of(claim.quantity) == claim.stated, claim
            for order in (claim.of, claim.base_claim):
                assert order is None or (order != claim.order and report.claims[order - 1].section == claim.section)


def test_what_is_stated_is_what_the_tables_say(true_ones) -> None:
    told = Counter()
    for report, last in true_ones:
        for claim in report.claims:
            assert claim.verdict != "contradicts"
            if claim.kind in ("whole", "part") or claim.verdict == "uncheckable":
                assert claim.verdict != "uncheckable" or claim.kind != "growth" or last is None
                continue
            right = fits_the_table(report, last, claim, claim.cells)
            assert right == (claim.verdict == "agrees"), (claim.quote, refers_to(claim.cells))
            if claim.verdict == "other_scope":
                assert fits_the_table(report, last, claim, claim.right_for), claim.quote
            told[claim.kind] += 1
    assert min(told[kind] for kind in ("figure", "share", "growth", "absence")) > 30


def test_the_words_of_a_sentence_name_the_rows_and_columns_its_numbers_are_of(true_ones) -> None:
    for report, _ in true_ones:
        for claim in report.claims:
            words = sentence(report, claim)
            words += sentence(report, report.claims[claim.of - 1]) if claim.of else ""
            if claim.kind not in ("figure", "absence"):
                continue
            for _, (_, row, column) in claim.cells:
                row = row if row in WORDS else row.split(".")[0]
                assert re.search(WORDS[row], words), (row, words)
                if column in APPLICANTS:
                    assert re.search(APPLICANTS[column], words), (column, words)


def test_parts_never_exceed_their_whole_and_those_of_a_full_list_add_up(true_ones) -> None:
    full = 0
    for report, _ in true_ones:
        by_order = {claim.order: claim for claim in report.claims}
        lists: dict[int, list[Claim]] = {}
        for claim in report.claims:
            if claim.kind == "part":
                lists.setdefault(claim.of or 0, []).append(claim)
            elif claim.kind == "figure" and claim.of:
                assert claim.stated <= by_order[claim.of].stated, claim.quote
        for whole, parts in lists.items():
            sum_of_parts = sum(part.stated for part in parts)
            if {part.verdict for part in parts} == {"agrees"}:
                assert sum_of_parts == by_order[whole].stated
                full += 1
            else:
                assert sum_of_parts < by_order[whole].stated and {p.verdict for p in parts} == {"uncheckable"}
    assert full > 40


def test_a_share_is_of_the_number_said_before_it(true_ones) -> None:
    stated = 0
    for report, _ in true_ones:
        for claim in report.claims:
            if claim.kind == "share" and claim.of and claim.base_claim:
                part, base = (report.claims[order - 1] for order in (claim.of, claim.base_claim))
                assert near(claim.stated, 100 * Fraction(part.stated) / Fraction(base.stated)), claim.quote
                stated += 1
    assert stated > 20


def test_every_kind_of_number_and_numeral_is_there_in_200_reports(true_ones) -> None:
    claims = [claim for report, _ in true_ones for claim in report.claims]
    kinds = Counter(claim.kind for claim in claims)
    assert set(kinds) == set(CLAIM_KINDS) and min(kinds.values()) >= 30, kinds
    assert {claim.style for claim in claims} >= {"plain", "spaced", "wide", "separated", "chinese", "words"}
    assert {claim.unit for claim in claims} >= {*"件起宗例份条项", "件次", "万元", "元", "%"}
    assert {claim.section for claim in claims} == {1, 2, 3, 4}
    verdicts = Counter(claim.verdict for claim in claims)
    assert verdicts["other_scope"] >= 10 and verdicts["uncheckable"] >= 10 and verdicts["agrees"] > 1000
    assert sum(claim.approximate for claim in claims) >= 3 and any(claim.closed for claim in claims)
    rows = {key[:2] for claim in claims for _, key in claim.cells}
    assert {row for _, row in rows} >= {*WORDS} - {"denied", "unable", "not_processed", "other_handling", "other"}
    for group in ("denied", "unable", "not_processed", "other_handling"):
        assert any(f"requests/{group}.*/total" == refers_to(claim.cells) for claim in claims), group


def test_numbers_that_are_no_claim_stand_beside_the_others(true_ones, wrong_ones) -> None:
    """Digits of the prose that belong to no claim: years, other counts, phone numbers, other organs."""
    others = Counter()
    for report, _ in true_ones:
        for section in (1, 2, 3, 4):
            text = report.text(section)
            places = {at for c in report.claims if c.section == section for at in range(c.at, c.at + len(c.quantity))}
            for match in re.finditer(r"[0-9]+(?:\.[0-9]+)?(工作日|件|%|次|万人次|年|个|条)", text):
                others[match[1]] += match.start() not in places
    assert set(others) >= {"件", "%", "次", "年", "条"} and min(others[unit] for unit in "件%次年条") > 20, others
    prose = "".join(report.text(section) for report, _ in [*true_ones, *wrong_ones] for section in (1, 2, 3, 4))
    for words in (
        "一件事一次办",
        "一站式",
        "12345",
        "政协提案",
        "累计",
        "上半年",
        "信息处理费",
        "各领域行政复议",
        "〔",
    ):
        assert words in prose, words
    assert not re.search(r"0\d{2,3}-[1-9]|1[3-9]\d{9}", prose)


# --- what is planted ---


def readings(report: SampleReport, table: str) -> set[Decimal]:
    """All that one could take for the number of a cell: cells, new and carried over together, groups, both litigations."""
    cells = {key[1:]: Decimal(v or 0) for key, v in report.figures.items() if key[0] == table}
    found = set(cells.values())
    for column in {column for _, column in cells}:
        get = {row: value for (row, c), value in cells.items() if c == column}
        if table == "requests":
            found.add(get["new_requests"] + get["carried_over"])
            for group in ("denied", "unable", "not_processed", "other_handling"):
                found.add(sum(value for row, value in get.items() if row.split(".")[0] == group))
        if table == "disputes":
            found |= {get["litigation_direct"] + get["litigation_after_reconsideration"], sum(get.values())}
    return found


def planted(reports: list[Pair]) -> Iterator[tuple[SampleReport, SampleReport | None, str, Claim]]:
    for report, last in reports:
        for error in report.errors:
            if error.kind in PROSE_KINDS:
                yield report, last, error.kind, report.claims[error.claims[0] - 1]


def test_all_kinds_are_planted_and_each_is_in_the_truth_with_its_place(wrong_ones) -> None:
    found = Counter(kind for *_, kind, _ in planted(wrong_ones))
    assert set(found) == set(PROSE_KINDS) and min(found.values()) >= 15, found
    assert sum(len([e for e in r.errors if e.kind in PROSE_KINDS]) > 1 for r, _ in wrong_ones) > 30
    for report, _ in wrong_ones:
        wrong = {claim.order for claim in report.claims if claim.verdict == "contradicts"}
        errors = [error for error in report.errors if error.kind in PROSE_KINDS]
        assert wrong == {error.claims[0] for error in errors}
        for error in errors:
            claim = report.claims[error.claims[0] - 1]
            assert (error.section, error.printed_text) == (claim.section, claim.quote)
            assert error.cells[0][1] != error.cells[0][2] == claim.stated or error.kind.startswith("absence")


def test_a_planted_figure_is_no_reading_of_its_table_in_either_year(wrong_ones) -> None:
    seen = 0
    for report, last, kind, claim in planted(wrong_ones):
        if kind != "prose_contradicts_table":
            continue
        table, factor = claim.cell[0], 10_000 if claim.unit == "元" else 1  # type: ignore[index]
        for year in filter(None, (report, last)):
            for value in readings(year, table):
                assert claim.stated != value * factor, (claim.quote, value)
                if claim.approximate:
                    assert abs(claim.stated - value) > value / 5
                if claim.unit in ("元", "万元"):
                    assert not near(Decimal(claim.stated) / factor, Fraction(value))
        assert not fits_the_table(report, last, claim, claim.cells)
        assert all(report.figures[key] is not None for _, key in claim.cells)
        seen += 1
    assert seen >= 15


def test_planted_absences_are_of_what_the_table_counts(wrong_ones) -> None:
    for report, _, kind, claim in planted(wrong_ones):
        if kind == "absence_contradicts_table":
            assert summed(report, claim.cells) > 0
            others = {key for c in report.claims if c.order != claim.order for _, key in c.cells}
            assert not others & {key for _, key in claim.cells}


def test_planted_parts_exceed_their_whole_in_a_closed_list(wrong_ones) -> None:
    for report, _, kind, claim in planted(wrong_ones):
        if kind == "parts_exceed_whole":
            parts = [c for c in report.claims if c.of == claim.of and c.kind == "part"]
            assert sum(part.stated for part in parts) > report.claims[claim.of - 1].stated  # type: ignore[operator]
            assert all(part.closed and not part.approximate for part in parts)


def test_planted_shares_are_those_of_no_base_of_the_table(wrong_ones) -> None:
    for report, _, kind, claim in planted(wrong_ones):
        if kind != "share_contradicts":
            continue
        part = report.claims[claim.of - 1].stated if claim.of else summed(report, claim.cells)
        unit = Fraction(1, 10**claim.digits)
        totals = {v for (t, _, c), v in report.figures.items() if t == "requests" and c == "total" and v}
        totals.add(sum(report.figures["requests", row, "total"] or 0 for row in ("new_requests", "carried_over")))
        for base in totals:
            assert abs(Fraction(claim.stated) - 100 * Fraction(part) / Fraction(base)) > unit, (claim.quote, base)


def test_planted_growths_are_those_of_no_scope(wrong_ones) -> None:
    for report, last, kind, claim in planted(wrong_ones):
        if kind != "growth_contradicts":
            continue
        assert last is not None and claim.of
        now = Fraction(report.claims[claim.of - 1].stated)
        names = ("new_requests", "results_total")
        scopes = [{("requests", name, "total")} for name in names]
        scopes.append({("requests", "new_requests", "total"), ("requests", "carried_over", "total")})
        bases = [sum(last.figures[key] or 0 for key in scope) for scope in scopes]
        for before in (*bases, int(summed(last, claim.base))):
            if claim.unit == "%" and before:
                unit = Fraction(1, 10**claim.digits)
                assert abs(Fraction(claim.stated) - abs(100 * (now - before) / before)) > unit, claim.quote
            elif claim.unit != "%":
                assert claim.stated != abs(now - before), claim.quote


def test_what_hangs_together_with_a_wrong_number_is_named(wrong_ones) -> None:
    """A share of a wrong number, or the whole it is a part of, may be accused in its place."""
    linked = 0
    for report, _ in wrong_ones:
        for error in report.errors:
            if error.kind != "prose_contradicts_table":
                continue
            first = error.claims[0]
            near_it = {c.order for c in report.claims if first in (c.of, c.base_claim)}
            near_it |= {report.claims[first - 1].of} - {None}
            assert near_it <= set(error.claims)
            linked += bool(near_it)
    assert linked > 5


def test_two_errors_never_share_a_claim(wrong_ones) -> None:
    for report, _ in wrong_ones:
        orders = [order for error in report.errors for order in error.claims]
        assert len(orders) == len(set(orders))


# --- series ---


def broken_between(report: SampleReport, last: SampleReport) -> set[str]:
    """Rules between two years that do not hold: in FORM.md, carried over, and papers in force."""
    broken = set()
    for column in ("natural_person", "commercial_enterprise", "research_institution", "public_interest_organization",
                   "legal_service_institution", "other", "total"):  # fmt: skip
        over, forward = report.figures["requests", "carried_over", column], last.figures["requests", "carried_forward", column]  # fmt: skip
        broken |= {"carry_over_differs"} if (over or 0) != (forward or 0) else set()
    if report.form == last.form == "2021":
        for row in ("regulations", "normative_documents"):
            issued, repealed, now = (
                report.figures["proactive", row, c] or 0 for c in ("issued", "repealed", "in_force")
            )
            before = last.figures["proactive", row, "in_force"] or 0
            broken |= {"in_force_does_not_follow"} if now != before + issued - repealed else set()
    return broken


def test_breaks_between_years_stand_where_the_truth_says_and_several_in_one_series() -> None:
    kinds = ("carry_over_differs", "in_force_does_not_follow", "tables_of_last_year")
    reports = pairs(8, 40, 0.7, kinds)
    planted_in: Counter[str] = Counter()
    for report, last in reports:
        named = {error.kind for error in report.errors}
        assert named <= set(kinds) | {"period_of_last_year"}
        if last is None:
            assert not named
            continue
        found = broken_between(report, last)
        if "tables_of_last_year" in named:
            assert report.figures == last.figures
            (error,) = [e for e in report.errors if e.kind == "tables_of_last_year"]
            assert all(true != printed == report.figures[key] for key, true, printed in error.cells)
            assert report.year == 2023 and found <= {"carry_over_differs", "in_force_does_not_follow"}
        else:
            assert found == named, (report.agency, report.year)
        planted_in[report.agency] += bool(named)
    assert max(planted_in.values()) >= 2
    counts = Counter(error.kind for report, _ in reports for error in report.errors)
    assert min(counts[kind] for kind in kinds) >= 3


def test_growth_is_told_of_the_printed_tables_of_both_years() -> None:
    told = 0
    for report, last in pairs(12, 60, 0.8, ("carry_over_differs", "row_total_wrong")):
        for claim in report.claims:
            if claim.kind == "growth" and last is not None:
                assert fits_the_table(report, last, claim, claim.cells)
                told += bool(last.errors or report.errors)
    assert told > 5


# --- the same again, and other ones ---


def test_the_same_seed_gives_the_same_sentences_and_another_one_others() -> None:
    ground = some_ground(5)
    one, again = (stated_paragraphs(Random("a"), ground) for _ in range(2))
    assert one == again
    texts = {tuple(p.text for ps in stated_paragraphs(Random(n), ground).values() for p in ps) for n in range(40)}
    assert len(texts) == 40


def some_ground(seed: int) -> Ground:
    (report,) = draw_province(seed, 1, (2022, 2022))
    form = form_for_year(2022)
    assert form
    return Ground(2022, "全省", "aggregate", form, report.figures)


def test_two_hundred_agencies_word_their_intake_in_many_ways() -> None:
    shapes = set()
    for report in draw_province(77, 200, (2022, 2022)):
        for claim in report.claims:
            if refers_to(claim.cells) == "requests/new_requests/total" and claim.kind == "figure":
                shapes.add(
                    re.sub(r"[0-9０-９,]+|[一二两三四五六七八九十百]+(?=[件宗条份例项])|我.|全.", "", claim.quote)
                )
    assert len(shapes) > 100


# --- small parts ---


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (2, "两"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (2002, "二千零二"),
    ],
)
def test_numbers_in_chinese(number: int, words: str) -> None:
    assert in_chinese(number) == words
    assert number_of(words + "件") == number


def test_two_is_another_word_where_nothing_is_counted() -> None:
    assert in_chinese(2, counting=False) == "二"
    with pytest.raises(ValueError, match="0 to 9999, found 10000"):
        in_chinese(10_000)


@pytest.mark.parametrize(
    ("part", "base", "digits", "expected"),
    # 12/48 = 0.25; 3/48 = 0.0625, half up 6.3; 1/8 = 12.5, half up 13; 2/3 = 66.666…
    [(12, 48, 0, "25"), (3, 48, 1, "6.3"), (1, 8, 0, "13"), (2, 3, 2, "66.67"), (48, 48, 2, "100.00")],
)
def test_percentages_are_rounded_half_up(part: int, base: int, digits: int, expected: str) -> None:
    assert str(percentage(part, base, digits)) == expected


def test_rounded_numbers_stay_within_a_tenth_and_those_with_余_below() -> None:
    seen = Counter()
    for seed in range(400):
        number = Random(seed).choice([31, 118, 1234, 15_000, 123_456])
        found = rounded(Random(seed), number)
        if found:
            assert abs(found.value - number) <= number / 10
            assert found.before or found.value < number
            seen[found.before + found.pattern] += 1
    assert {"{}余", "约{}", "{}万余"} <= set(seen)
    assert rounded(Random(1), 12) is None


def test_a_template_is_told_only_where_its_numbers_are_known_and_its_parts_fit() -> None:
    figures = {("requests", row, "total"): value for row, value in (("new_requests", 10), ("granted", 12))}
    form = form_for_year(2022)
    assert form
    scribe = Scribe(Random(1), Ground(2022, "我局", "own", form, figures))
    assert scribe.can_tell("收到申请[new]") and scribe.can_tell("收到[new]。予以公开[granted]")
    assert not scribe.can_tell("收到[new]，其中予以公开[granted<new]")  # 12 > 10
    assert not scribe.can_tell("部分公开[partial]")  # not in these tables
    scribe.tell("收到申请[new]。")
    (claim,) = scribe.passage().claims
    assert (claim.quote, claim.stated, claim.cell) == (f"收到申请{claim.quantity}", 10, ("requests", "new_requests", "total"))  # fmt: skip


def test_a_wrong_number_leaves_all_other_places_right() -> None:
    """12 becomes longer or shorter, and what stands behind it moves."""
    text = "收到申请12件，其中自然人提出10件。"
    cells = {("requests", "new_requests", "total"): 12, ("requests", "new_requests", "natural_person"): 10}
    keys = list(cells)
    whole = Claim(
        0, "收到申请12件", 0, 7, "figure", "12件", 4, 12, "件", cells=((1, keys[0]),), order=1, pattern="{}件"
    )
    part = Claim(0, "其中自然人提出10件", 8, 18, "figure", "10件", 15, 10, "件", cells=((1, keys[1]),), order=2, of=1, pattern="{}件")  # fmt: skip
    passages = whole_report({3: [Passage(text, (whole, part))]})
    form = form_for_year(2022)
    assert form
    mistake = contradict(Random(3), "prose_contradicts_table", Ground(2022, "我局", "own", form, cells), passages)
    assert mistake and set(mistake.orders) == {1, 2}
    for claim in mistake.passages[3].claims:
        assert mistake.passages[3].text[claim.start : claim.end] == claim.quote
        assert number_of(claim.quantity) == claim.stated
    assert mistake.wrong.stated not in (0, 2, 10, 12, 22)  # a cell, their sum and difference, or nothing


def test_refers_to_names_cells_with_their_signs_and_whole_groups_once() -> None:
    form = form_for_year(2022)
    assert form
    ground = some_ground(1)
    assert refers_to(ground.cells("handled")) == "requests/new_requests/total + requests/carried_over/total"
    assert refers_to(ground.cells("unable")) == "requests/unable.*/total"
    assert refers_to(ground.cells("unable.not_held")) == "requests/unable.not_held/total"
    assert refers_to(((1, ("a", "b", "c")), (-1, ("d", "e", "f")))) == "a/b/c - d/e/f"
    assert refers_to(()) == ""


def test_an_unknown_kind_of_error_is_said() -> None:
    with pytest.raises(ValueError, match="expected kinds of errors of .*growth_contradicts.*found 'typo'"):
        draw_province(1, 1, (2022, 2022), 0.5, ("typo",))


def test_the_share_in_section_3_of_a_single_report_is_that_of_its_own_numbers() -> None:
    seen = 0
    for seed in range(300):
        report = draw_report(seed)
        found = re.search(r"共收到申请(\d+)件。其中.+?收到申请(\d+)件，予以公开(\d+)件，占(\d+)%", report.text(3))
        if found:
            new, received, granted, share = map(int, found.groups())
            assert granted <= received <= new
            # Half up: 1 of 8 is 12.5%, printed as 13%.
            assert share == (200 * granted + received) // (2 * received)
            seen += 1
    assert seen > 20
