"""What notebook 06 shows of the numbers in the prose: how many there are, how many can be checked, which disagree and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import pandas as pd

from toolkit.charts.copies import counted
from toolkit.charts.decided import review_words
from toolkit.charts.names import columns_of, report_names, row_label, rows_of
from toolkit.charts.plots import Picture, stacked
from toolkit.charts.samples import sample_of
from toolkit.charts.style import BLUE, GREY, RED, SKY, label
from toolkit.charts.tables import Table, percent
from toolkit.checks.claims.judged import AGREES, CONTRADICTS, OTHER_SCOPE, UNCHECKABLE
from toolkit.dataset import Dataset
from toolkit.text.claims.claim import ABSENCE
from toolkit.text.claims.compact import Compact
from toolkit.text.claims.numbers import find_numbers

MOST_REPORTS = 30
MOST_CONTRADICTIONS, MOST_OF_OTHER_SCOPE = 60, 30
AROUND = 24
"""Characters shown before and behind the words of a claim."""
LONGEST = 120
"""A longer quote is shortened in its middle."""

KINDS = {
    "figure": ("a figure of the tables", "表格数字"),
    "absence": ("a statement that there was none", "“无”“未收到”"),
    "whole": ("a whole and its parts", "总数与分项"),
    "part": ("a part of a whole", "分项"),
    "share": ("a share of a base", "占比"),
    "growth": ("a growth against another year", "同比增减"),
}
VERDICTS = {
    AGREES: ("agrees 一致", BLUE),
    OTHER_SCOPE: ("right for another scope 口径不同", SKY),
    UNCHECKABLE: ("cannot be checked 无法核对", GREY),
    CONTRADICTS: ("contradicts 矛盾", RED),
}
VERDICT_HEADS = {verdict: name for verdict, (name, _) in VERDICTS.items()}
NO_CLAIMS = "The prose states no number that could be held against anything."
GROUPS = {
    "denied.*": "（三）不予公开 (denied)",
    "unable.*": "（四）无法提供 (unable to provide)",
    "not_processed.*": "（五）不予处理 (not processed)",
    "other_handling.*": "（六）其他处理 (handled otherwise)",
}


def counted_claims(data: Dataset, columns: Sequence[str]) -> pd.DataFrame:
    """Columns of the claims of the reports that are counted, each report once (see toolkit.charts.copies)."""
    claims = data.table("claims", columns)
    return claims[claims["report_id"].isin(counted(data.reports)["report_id"])]


def _of(part: int, whole: int) -> str:
    """A share with its counts; nothing where there is no whole."""
    return f"{part:,} of {whole:,} ({percent(part / whole)})" if whole else ""


def _by_verdict(claims: pd.DataFrame, by: str) -> pd.DataFrame:
    """How many claims have each verdict, by a column."""
    counts = claims.groupby([claims[by].astype(str), claims["verdict"].astype(str)]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(VERDICTS), fill_value=0).rename_axis(columns=None)


def kinds_chart(data: Dataset) -> Picture:
    """How many numbers the prose states, by kind and verdict."""
    counts = _by_verdict(counted_claims(data, ["report_id", "kind", "verdict"]), "kind")
    counts = counts.reindex([kind for kind in KINDS if kind in counts.index])
    rows = [
        {"label": label(*KINDS[kind]), "part": VERDICTS[verdict][0], "value": int(value), "end": f"{row.sum():,}"}
        for kind, row in counts.iterrows()
        for verdict, value in row.items()
    ]
    return stacked(
        pd.DataFrame(rows, columns=["label", "part", "value", "end"]),
        "Numbers stated in the prose, by kind and verdict (正文数字)",
        "The number at the end is how many there are of the kind. A part has the verdict of its whole.",
        "numbers (个)", dict(VERDICTS.values()), empty=NO_CLAIMS,
    )  # fmt: skip


def kinds_table(data: Dataset) -> Table:
    """The counts behind the chart, with the share that can be checked."""
    counts = _by_verdict(counted_claims(data, ["report_id", "kind", "verdict"]), "kind")
    counts = counts.reindex([kind for kind in KINDS if kind in counts.index])
    if len(counts):
        counts.loc["all"] = counts.sum()
    total = counts.sum(axis=1)
    checked = total - counts[UNCHECKABLE]
    frame = counts.assign(
        kind=["\n".join(KINDS[k]) if k in KINDS else "all\n合计" for k in counts.index],
        total=total,
        checked=[_of(int(c), int(t)) for c, t in zip(checked, total, strict=True)],
        wrong=[_of(int(w), int(c)) for w, c in zip(counts[CONTRADICTS], checked, strict=True)],
    )
    heads = {"kind": "kind 类别", "total": "numbers 数字", **VERDICT_HEADS}
    heads |= {"checked": "can be checked 可核对", "wrong": "of these contradict 其中矛盾"}
    return Table(
        frame[list(heads)],
        "Numbers stated in the prose, by kind and verdict",
        heads,
        keep=("checked", "wrong"),
        empty=NO_CLAIMS,
    )


def by_report(data: Dataset) -> Table:
    """The numbers that each report states by verdict; reports with contradictions first, then by agency and year."""
    reports = counted(data.reports[data.reports["status"] != "failed"]).sort_values(["agency", "year"], kind="stable")
    counts = _by_verdict(data.table("claims", ["report_id", "verdict"]), "report_id").reindex(
        reports["report_id"], fill_value=0
    )
    total, names = counts.sum(axis=1), report_names(data.reports)
    checked = total - counts[UNCHECKABLE]
    frame = counts.assign(
        report=[names[report_id] for report_id in counts.index],
        total=total,
        checked=[_of(int(c), int(t)) for c, t in zip(checked, total, strict=True)],
    )
    frame = frame.sort_values([CONTRADICTS, OTHER_SCOPE], ascending=False, kind="stable")
    heads = {"report": "report 报告", "total": "numbers 数字", **VERDICT_HEADS, "checked": "can be checked 可核对"}
    none = int((total == 0).sum())
    said = "1 report states" if none == 1 else f"{none:,} reports state"
    return Table(
        frame[list(heads)],
        f"Numbers stated in the prose of each report: {len(frame):,} reports",
        heads,
        keep=("checked",),
        most=MOST_REPORTS,
        rest='for the others: data.claims.groupby(["report_id", "verdict"], observed=False).size()',
        below=f"{said} no number that could be held against anything." if none else "",
        empty="No report could be read.",
    )


def reach(data: Dataset) -> Table:
    """How much of the prose can be checked, by section: numbers with a unit, those in words of a claim, and those with a verdict."""
    reports, sampled = sample_of(counted(data.reports))
    shown = {"report_id": list(reports["report_id"])}
    sections = data.table("sections", ["report_id", "number", "text"], {**shown, "number": range(1, 7)})
    sections = sections[sections["text"].notna()]
    spans = _spans(data.table("claims", _SPAN, shown))
    rows = [(s.number, *_reached(s.text, spans.get((s.report_id, s.number), []))) for s in sections.itertuples()]
    found = pd.DataFrame(rows, columns=["number", "numbers", "claimed", "checked"])
    sums = found.groupby("number").sum().reset_index()
    texts = sections.groupby("number")["report_id"].nunique()
    frame = pd.DataFrame(
        {
            "section": [f"section {n} 第{'一二三四五六'[int(n) - 1]}部分" for n in sums["number"]],
            "reports": [int(texts[n]) for n in sums["number"]],
            "numbers": sums["numbers"],
            "claimed": [_of(int(c), int(n)) for c, n in zip(sums["claimed"], sums["numbers"], strict=True)],
            "checked": [_of(int(c), int(n)) for c, n in zip(sums["checked"], sums["numbers"], strict=True)],
        }
    )
    if len(frame):
        all_of = sums[["numbers", "claimed", "checked"]].sum()
        in_all = (int(all_of["claimed"]), int(all_of["numbers"])), (int(all_of["checked"]), int(all_of["numbers"]))
        frame.loc[len(frame)] = ["all 合计", int(texts.max()), int(all_of["numbers"]), *(_of(*pair) for pair in in_all)]
    heads = {
        "section": "section 部分",
        "reports": "reports with prose 有正文",
        "numbers": "numbers with a unit 带量词数字",
    }
    heads |= {"claimed": "state something checkable in kind 可核类型", "checked": "were checked 已核对"}
    below = f"{sampled} Reports with prose: of all, the section that most reports have. A statement of absence has no number and is not counted here.".strip()
    return Table(frame, "How much of the prose can be checked", heads, below=below, empty="No report has prose.")


_SPAN = ["report_id", "section", "kind", "start", "end", "verdict"]


def _spans(claims: pd.DataFrame) -> dict[tuple[str, int], list[tuple[int, int, bool]]]:
    """(report_id, section) to start, end, and whether it was checked, of each claim with a number."""
    found: dict[tuple[str, int], list[tuple[int, int, bool]]] = {}
    for claim in claims[claims["kind"] != ABSENCE].itertuples():
        span = (claim.start, claim.end, claim.verdict != UNCHECKABLE)
        found.setdefault((claim.report_id, claim.section), []).append(span)
    return found


def _reached(text: str, spans: list[tuple[int, int, bool]]) -> tuple[int, int, int]:
    """How many numbers of a text count something, stand in the words of a claim, and in those of one with a verdict."""
    compact = Compact.of(text)
    places = sorted(compact.places[number.start] for number in find_numbers(compact.text))
    inside, checked = set(), set()
    for start, end, has_verdict in spans:
        those = range(bisect_left(places, start), bisect_left(places, end))
        inside.update(those)
        if has_verdict:
            checked.update(those)
    return len(places), len(inside), len(checked)


def contradictions(data: Dataset) -> Table:
    """Every number that cannot be right as it stands, with its words, what it is held against, and where it stands."""
    return _listed(
        data,
        CONTRADICTS,
        "Numbers in the prose that contradict (正文与表格矛盾)",
        "No number in the prose contradicts.",
        MOST_CONTRADICTIONS,
    )


def other_scopes(data: Dataset) -> Table:
    """Every number that is right for another scope than the one its words seem to have."""
    none = "No number in the prose is right for another scope only."
    return _listed(
        data, OTHER_SCOPE, "Numbers in the prose that are right for another scope (口径不同)", none, MOST_OF_OTHER_SCOPE
    )


def _listed(data: Dataset, verdict: str, caption: str, empty: str, most: int) -> Table:
    claims = data.table("claims", where={"verdict": verdict})
    total, claims = len(claims), claims.head(most)
    names, sources = report_names(data.reports), data.reports.set_index("report_id")["source"]
    shown = {"report_id": list(claims["report_id"].unique())}
    sections = data.table("sections", ["report_id", "number", "text"], shown)
    texts = sections.set_index(["report_id", "number"])["text"].to_dict()
    findings, rows = _findings_of(data.table("findings", where=shown)), []
    for claim in claims.itertuples():
        place = f"section {claim.section}, characters {claim.start} to {claim.end}"
        found = findings.get((claim.report_id, place, _plain(claim.value)), (place, "", ""))
        unit = claim.unit if _plain(claim.table_value) and claim.kind in ("share", "growth") else ""
        rows.append(
            (
                _lines(names[claim.report_id], sources[claim.report_id], *found),
                in_context(texts.get((claim.report_id, claim.section)) or "", claim.start, claim.end),
                _text(claim.quantity),
                f"{_plain(claim.table_value)}{_text(unit)}",
                _lines(" ".join(KINDS[claim.kind]), referent(_text(claim.refers_to)), _text(claim.note)),
            )
        )
    heads = {
        "report": "report, place, finding, review\n报告、出处、发现标识、复核",
        "words": "words 原文",
        "said": "prose says 正文",
    }
    heads |= {"table": "against 对照数", "note": "what it is held against, and what it agrees with 说明"}
    frame = pd.DataFrame(rows, columns=list(heads))
    rest = f"the others: data.claims.query(\"verdict == '{verdict}'\")"
    title = f"{caption}: {total:,}" if total else caption
    return Table(
        frame,
        title,
        heads,
        wide=("words", "note"),
        keep=("said", "table"),
        most=most,
        rest=rest,
        empty=empty,
        total=total,
    )


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


_PLACE = re.compile(r"section \d+, characters \d+ to \d+")


def _findings_of(findings: pd.DataFrame) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """(report_id, place, number) of the findings about claims to their origin, id and a person's verdict; the first of several."""
    found: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    about = findings[findings["rule"].isin(["claim_contradicts", "claim_of_other_scope"])]
    for finding, review in zip(about.itertuples(), review_words(about), strict=True):
        if place := _PLACE.match(_text(finding.origin)):
            key = (finding.report_id, place[0], _plain(finding.reported))
            found.setdefault(key, (finding.origin, finding.finding_id, review))
    return found


def in_context(text: str, start: int, end: int) -> str:
    """The words of a claim in 【】 with some characters around them, blanks taken out; a long quote without its middle."""
    quote = "".join(text[start:end].split())
    if len(quote) > LONGEST:
        quote = f"{quote[: LONGEST * 2 // 3]}…{quote[-LONGEST // 3 :]}"
    before, behind = ("".join(part.split()) for part in (text[:start][-4 * AROUND :], text[end : end + 4 * AROUND]))
    shown = f"{before[-AROUND:]}【{quote}】{behind[:AROUND]}"
    cut_before, cut_behind = len("".join(text[:start].split())) > AROUND, len("".join(text[end:].split())) > AROUND
    return f"{'…' if cut_before else ''}{shown}{'…' if cut_behind else ''}"


def referent(refers_to: str) -> str:
    """What a claim refers to, in words: the labels of the rows and columns it names; other claims and parts as they are."""
    if "/" not in refers_to:
        return {"parts": "its parts 分项", "": ""}.get(refers_to, f"{refers_to} of this report")
    tables, rows, columns = terms(refers_to)
    named = [GROUPS.get(row) or _row_of(tables[0], row) for row in rows]
    places = [columns_of(tables[0]).get(column, column) for column in columns]
    return f"{' + '.join(named)}, column {' + '.join(places)}"


def _row_of(table: str, row: str) -> str:
    plain = row.removesuffix(".*")
    return row_label(table, plain) if plain in rows_of(table) else row


def terms(refers_to: str) -> tuple[list[str], list[str], list[str]]:
    """The tables, rows and columns that `refers_to` of a claim names: a/b/c + a/d/c, or a/(b + d)/(c + e)."""
    if "(" in refers_to:
        table, rows, columns = refers_to.split("/")
        return [table], _names(rows), _names(columns)
    split = [term.split("/") for term in refers_to.split(" + ")]
    return tuple(list(dict.fromkeys(names)) for names in zip(*split, strict=True))  # type: ignore[return-value]


def _names(text: str) -> list[str]:
    return text.strip("()").split(" + ")


def _text(value: object) -> str:
    return "" if value is None or value is pd.NA else str(value)


def _plain(value: object) -> str:
    """A number as text, without a point that says nothing."""
    if value is None or value is pd.NA or value != value:
        return ""
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")  # type: ignore[arg-type]
