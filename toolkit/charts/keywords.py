"""What notebook 03 shows of keywords: which reports' wording can be compared, words of a report, words of a group.

Digests are retold, so their wording is never compared: fictional reports stand in for them, and are called so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from statistics import NormalDist

import pandas as pd

from toolkit.agencies import kind_labels
from toolkit.charts.copies import counted
from toolkit.charts.names import SCOPES, first, report_names
from toolkit.charts.panels import Panels, by_scope
from toolkit.charts.samples import sample_of
from toolkit.charts.style import Note
from toolkit.charts.tables import Table
from toolkit.dataset import Dataset
from toolkit.demo import EXPECTED_KEYNESS, EXPECTED_KEYWORDS, demo_dataset
from toolkit.live import Pick
from toolkit.text.corpus import comparable, names_for, texts_of
from toolkit.text.keywords import keyness, report_sentences, textrank, tfidf
from toolkit.text.masking import names_of
from toolkit.text.words import Cutter, stop_words

ENOUGH = 5
"""Of fewer reports no share is given, and a group of fewer agencies is compared with no other."""
LEAST_AGENCIES = 3
"""A word typical of a group stands in the reports of at least so many of its agencies."""
TOP, TYPICAL = 15, 20
"""Words of a report, and of a group, that are listed."""
SURE = 0.05
"""The chance, over all words and groups of a comparison, that G2 marks one of them where there is no difference."""

GROUP_NAMES = {"year": "report year 年度", "kind": "kind of agency 机关类别", "province": "province 省份"}
"""By what reports are grouped."""

FORMULAS = ("formula_adverbs", "formula_verbs")
"""Groups of stop words that TextRank leaves out besides the usual ones: 进一步, 加强, 推进 would head every list."""
SUBJECT = (
    "公开 信息 政府信息 信息公开 政务公开 政务信息 政府信息公开 政务信息公开 政府信息公开工作 政务公开工作".split()
)
"""What every report is about, so that TextRank finds it in each."""


# What can be compared.


@dataclass(frozen=True)
class Wording:
    """The reports whose wording can be compared, as a dataset of their own, or fictional ones in their place.

    `why` says which were left out and why; `stands_in` is whether the reports are not the dataset's but fictional.
    """

    data: Dataset
    why: str
    stands_in: bool

    @property
    def mark(self) -> str:
        """What stands behind the title of a table made from fictional reports alone."""
        if self.stands_in:
            return " (fictional reports, to show what this looks like)"
        return " (fictional reports)" if set(self.data.reports["provenance"].astype(str)) == {"sample"} else ""

    def note(self, expected: str = "") -> tuple[Note, ...]:
        """What is said before a table: why it is not made from the dataset, and what is expected of the fictional one."""
        if self.data.reports.empty:
            return (Note(self.why),)
        if not self.stands_in:
            return ()
        said = f"{self.why} In their place: {len(self.data.reports)} fictional reports, to show what this looks like."
        return (Note(f"{said} {expected}".strip()),)


def wording(data: Dataset) -> Wording:
    """The reports of a dataset whose wording can be compared, without copies; of digests alone, fictional ones instead.

    Of more than MOST_COMPARED reports those of some agencies, drawn at random; `why` says so.
    """
    reports = counted(data.reports[data.reports["status"] != "failed"])
    flags = comparable(reports)
    left = flags.loc[~flags["compared"], "reason"].value_counts().sort_index()
    said = [f"{count:,} of {len(flags):,} reports are not compared ({reason})." for reason, count in left.items()]
    kept = reports[flags["compared"].to_numpy()]
    if kept.empty and (reports["provenance"] == "digest").any():
        return Wording(demo_dataset(), " ".join(said), True)
    kept, sampled = sample_of(kept)
    sections = data.table("sections", where={"report_id": list(kept["report_id"])})
    why = " ".join([*said, sampled]).strip()
    why = why or ("" if len(kept) else "No report could be read, so there is no wording to compare.")
    return Wording(data.with_tables(reports=kept, sections=sections), why, False)


@dataclass(frozen=True)
class Grouping:
    """Reports by group: `groups` has those with enough agencies, name to report_ids; `small` the others; `left` names them."""

    by: str
    groups: dict[str, list[str]]
    small: dict[str, list[str]]
    left: str


def _group_of(reports: pd.DataFrame, agencies: pd.DataFrame, by: str) -> dict[str, str]:
    """report_id to its group; reports without one are left out, as are those of the residual kind `other`."""
    if by == "year":
        return {r.report_id: str(r.year) for r in reports.itertuples() if not pd.isna(r.year)}
    kinds = {key: f"{kind.english} {kind.chinese}" for key, kind in kind_labels().items() if key != "other"}
    known = agencies[agencies[by].notna()]
    group = dict(zip(known["agency"], known[by].astype(str), strict=True))
    if by == "kind":
        group = {agency: kinds[key] for agency, key in group.items() if key in kinds}
    return {r.report_id: group[r.agency] for r in reports.itertuples() if r.agency in group}


def grouping(reports: pd.DataFrame, agencies: pd.DataFrame, by: str) -> Grouping:
    """The groups of reports by "year", "kind" or "province" with ENOUGH agencies: years in order, others by size."""
    of = _group_of(reports, agencies, by)
    mine = reports[reports["report_id"].isin(list(of))]
    mine = mine.assign(group=mine["report_id"].map(of))
    sizes = mine.groupby("group")["agency"].nunique().to_dict()
    ids = {group: list(part["report_id"]) for group, part in mine.groupby("group")}
    order = sorted(ids, key=lambda group: group if by == "year" else (-len(ids[group]), group))
    large, small = ([g for g in order if (sizes[g] >= ENOUGH) == enough] for enough in (True, False))
    left = f" With fewer than {ENOUGH} agencies: {first([f'{g} ({sizes[g]})' for g in small])}." if small else ""
    if lost := len(reports) - len(mine):
        left += f" Not known, or other: {lost:,} {'report' if lost == 1 else 'reports'}."
    return Grouping(by, {g: ids[g] for g in large}, {g: ids[g] for g in small}, left)


# Words of a report.


@dataclass(frozen=True)
class Words:
    """The content words of the reports that can be compared, by sentence; shows which reports these are."""

    source: Wording
    sentences: dict[str, list[list[str]]]

    def docs(self, reports: pd.DataFrame) -> dict[str, list[str]]:
        """report_id to words, of these reports."""
        return {i: [word for sentence in self.sentences[i] for word in sentence] for i in reports["report_id"]}

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Each way of grouping the reports of each scope, compared."""
        reports = self.source.data.reports
        scopes = [scope for scope in SCOPES if (reports["scope"] == scope).any()]
        return [_compare(self, scope, by) for scope in scopes for by in ("kind", "year", "province")]

    def __repr__(self) -> str:
        reports = self.source.data.reports
        if reports.empty or self.source.stands_in:
            return " ".join(note.text for note in self.source.note())
        count = sum(len(sentence) for sentences in self.sentences.values() for sentence in sentences)
        agencies = reports["agency"].nunique()
        said = f"Words of {len(reports):,} reports by {agencies:,} agencies, {count:,} in all without stop words."
        return f"{said} {self.source.why}".strip()

    def _repr_html_(self) -> str:
        return Note(repr(self))._repr_html_()


def read(data: Dataset, cutter: Cutter | None = None) -> Words:
    """The content words of sections 1, 5 and 6 of the reports that can be compared; each report's own names left out."""
    source = wording(data)
    names = own_names(source.data)
    return Words(source, report_sentences(source.data.sections, cutter=cutter, without=names))


def own_names(data: Dataset) -> dict[str, tuple[str, ...]]:
    """By report the names to leave out: of its agency and the divisions it lies in, and of offices and places it names."""
    texts = texts_of(data.sections, data.reports["report_id"])
    places = {
        row.agency: [
            n for name in (row.province, row.prefecture, row.county) if not pd.isna(name) for n in names_of(name)
        ]
        for row in data.agencies.itertuples()
    }
    return {
        r.report_id: (*names_for(r.agency, texts[r.report_id].values()), *places.get(r.agency, ()))
        for r in data.reports.itertuples()
    }


def of_report(words: Words) -> Panels:
    """A menu over reports: the words by TF-IDF, against the other reports of the same scope, beside those by TextRank."""
    reports = words.source.data.reports.sort_values(["agency", "year"], kind="stable")
    reports = reports[[any(words.sentences[i]) for i in reports["report_id"]]]
    notes = words.source.note(EXPECTED_KEYWORDS)
    if reports.empty:
        return Panels(notes or (Note("No report has prose in sections 1, 5 and 6."),))
    scope_of = dict(zip(reports["report_id"], reports["scope"].astype(str), strict=True))
    docs_of = {s: words.docs(reports[reports["scope"] == s]) for s in set(scope_of.values())}
    tfidf_of = cache(lambda scope: tfidf(docs_of[scope], TOP))
    names = report_names(reports)

    def draw(report: str) -> Table:
        scope = scope_of[report]
        others = len(docs_of[scope]) - 1
        table = tfidf_of(scope)
        caption = f"Keywords of {names[report]}{words.source.mark}"
        table = table[(table["report_id"] == report) & (table["score"] > 0)]
        return _keywords(table, _ranked(words.sentences[report]), others, caption, scope)

    ids = list(reports["report_id"])
    return Panels((*notes, Pick("Report 报告", ids, draw, [names[i] for i in ids])))


def _ranked(sentences: list[list[str]]) -> pd.DataFrame:
    """TextRank of one report, without formulas and without what every report is about."""
    out = stop_words(FORMULAS) | set(SUBJECT)
    return textrank({"": [[word for word in sentence if word not in out] for sentence in sentences]}, TOP)


def _keywords(weighed: pd.DataFrame, ranked: pd.DataFrame, others: int, caption: str, scope: str) -> Table:
    """The two lists beside each other; without other reports there is nothing for TF-IDF to weigh by."""
    heads, columns = {}, {}
    if others:
        heads = {"word": "TF-IDF word 词", "count": "times 次数", "with": f"reports with\nit, of {others + 1:,}"}
        heads |= {"score": "score"}
        columns = {"word": weighed["word"], "count": weighed["count"], "with": weighed["reports_with"]}
        columns |= {"score": weighed["score"].round(2)}
    heads |= {
        "word2": "TextRank word 词",
        "count2": "times 次数",
        "joined": "neighbours 相邻词",
        "score2": "score, of 1,000",
    }
    columns |= {"word2": ranked["word"], "count2": ranked["count"], "joined": ranked["neighbours"]}
    columns |= {"score2": (ranked["score"] * 1000).round(1)}
    frame = pd.DataFrame({name: column.reset_index(drop=True) for name, column in columns.items()})
    frame.insert(0, "rank", range(1, len(frame) + 1))
    texts = [name for name in ("word", "word2") if name in frame]
    frame[texts] = frame[texts].astype("string").fillna("")
    below = (
        f"TF-IDF against {others:,} other reports: {SCOPES[scope]}; words used at least twice, and not in every report."
    )
    alone = f"No other report to weigh by: {SCOPES[scope]}. TextRank only."
    return Table(frame, caption, heads, keep=tuple(texts), below=below if others else alone)


# Words of a group.


@dataclass(frozen=True)
class Comparison:
    """The groups of one scope, each against all others: `table` has a row a group and word; `left` says what was not compared.

    `sizes` is group to (reports, agencies, words, words compared); `bound` is the G2 from which a word stands out.
    """

    scope: str
    by: str
    sizes: dict[str, tuple[int, int, int, int]]
    table: pd.DataFrame
    bound: float
    left: str


def _compare(words: Words, scope: str, by: str) -> Comparison:
    data = words.source.data
    reports = data.reports[(data.reports["scope"] == scope).to_numpy()]
    reports = reports[[any(words.sentences[i]) for i in reports["report_id"]]]
    found, docs = grouping(reports, data.agencies, by), words.docs(reports)
    agency = dict(zip(reports["report_id"], reports["agency"].astype(str), strict=True))
    every = {**found.groups, **found.small}
    sizes, frames = {}, []
    for group, ids in found.groups.items():
        rest = [i for other, those in every.items() if other != group for i in those]
        if len({agency[i] for i in rest}) < ENOUGH:
            continue
        frame = typical({i: docs[i] for i in ids}, {i: docs[i] for i in rest}, agency)
        sizes[group] = (len(ids), len({agency[i] for i in ids}), sum(len(docs[i]) for i in ids), len(frame))
        frames.append(frame.assign(group=group))
    filled = [frame for frame in frames if len(frame)]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=["group", "word", "z", "g2"])
    bound = g2_bound(len(table))
    table = table.assign(stands_out=(table["z"] > NormalDist().inv_cdf(0.975)) & (table["g2"] > bound))
    return Comparison(scope, by, sizes, table, bound, found.left)


def g2_bound(comparisons: int) -> float:
    """The G2 that one of so many words passes with a chance of SURE where there is no difference (Bonferroni; one degree)."""
    return NormalDist().inv_cdf(1 - SURE / max(comparisons, 1) / 2) ** 2


def typical(
    target: dict[str, list[str]], rest: dict[str, list[str]], agency: dict[str, str], least: int = LEAST_AGENCIES
) -> pd.DataFrame:
    """`keyness` of the target's words against the rest, with the agencies that use a word, `agencies_target` and `_rest`.

    Both are report_id to words; `agency` is report_id to agency. Left out are words of fewer than `least` agencies on the
    side that uses them more. Raises ValueError as `keyness` does.
    """
    table = keyness(list(target.values()), list(rest.values()))
    for name, side in (("target", target), ("rest", rest)):
        used: dict[str, set[str]] = {}
        for report, doc in side.items():
            for word in set(doc):
                used.setdefault(word, set()).add(agency[report])
        table[f"agencies_{name}"] = [len(used.get(word, ())) for word in table["word"]]
    leading = table["agencies_target"].where(table["log_ratio"] >= 0, table["agencies_rest"])
    return table[leading >= least].reset_index(drop=True)


def groups(words: Words) -> Panels:
    """The groups that could be compared, and the words that stand out in each."""

    def draw(reports: pd.DataFrame, scope: str) -> Table:
        key = next(key for key, name in SCOPES.items() if name == scope)
        mine = [c for c in words.comparisons if c.scope == key]
        rows = []
        for comparison in mine:
            for group, size in comparison.sizes.items():
                out = comparison.table[(comparison.table["group"] == group) & comparison.table["stands_out"]]
                rows.append((GROUP_NAMES[comparison.by], group, *size, len(out), "、".join(out["word"].head(8)) or "–"))
        heads = {
            "by": "grouped by 分组",
            "group": "group 组",
            "reports": "reports 报告数",
            "agencies": "agencies 机关数",
        }
        heads |= {"words": "words 词数", "compared": "different words\ncompared 比较", "out": "stand\nout 突出"}
        heads |= {"which": "the first of them 词"}
        none = [f"By {GROUP_NAMES[c.by]}:{c.left or ' one group only.'}" for c in mine if not c.sizes]
        few = f"It takes a group of {ENOUGH} agencies and as many others to compare. {' '.join(none)}" if none else ""
        caption = f"Groups of reports and their words: {scope}{words.source.mark}"
        return Table(pd.DataFrame(rows, columns=list(heads)), caption, heads, below=few, empty=few)

    return Panels((*words.source.note(EXPECTED_KEYNESS), *_if_any(words, draw)))


def _if_any(words: Words, draw: Callable[[pd.DataFrame, str], Table]) -> tuple:
    return () if words.source.data.reports.empty else by_scope(words.source.data, draw).parts


def typical_words(words: Words) -> Panels:
    """A menu over groups: the words most typical of a group, with counts, effect and evidence. Most that stand out first."""
    options = [(c, group) for c in words.comparisons for group in c.sizes]
    notes = words.source.note()
    if not options:
        return Panels(notes or (Note("No group of reports is large enough to be compared."),))
    options.sort(key=lambda o: -int(o[0].table.loc[o[0].table["group"] == o[1], "stands_out"].sum()))
    names = [f"{GROUP_NAMES[c.by]}: {group}; {SCOPES[c.scope]}" for c, group in options]
    numbers = [str(number) for number in range(len(options))]
    pick = Pick("Group 组", numbers, lambda n: _typical_table(*options[int(n)], words.source.mark), names)
    return Panels((*notes, pick))


_TYPICAL_HEADS = {
    "word": "word 词",
    "stands_out": "stands\nout 突出",
    "count_target": "group:\ntimes 次数",
    "per_10k_target": "in 10,000\nwords 每万词",
    "reports_target": "reports 报告数",
    "agencies_target": "agencies 机关数",
    "count_rest": "rest:\ntimes 次数",
    "per_10k_rest": "in 10,000\nwords 每万词",
    "reports_rest": "reports 报告数",
    "log_odds": "log\nodds",
    "z": "z",
    "g2": "G2",
    "log_ratio": "log\nratio",
}


def _typical_table(comparison: Comparison, group: str, mark: str) -> Table:
    table = comparison.table[comparison.table["group"] == group]
    table = table[table["z"] > 0].head(TYPICAL)[list(_TYPICAL_HEADS)]
    table = table.assign(stands_out=["✓" if out else "" for out in table["stands_out"]])
    rounded = {name: table[name].astype("Float64").round(2) for name in ("log_odds", "z", "g2", "log_ratio")}
    rounded |= {name: table[name].astype("Float64").round(1) for name in ("per_10k_target", "per_10k_rest")}
    below = (
        f"The first {TYPICAL} by z. ✓: z above 1.96 and G2 above {comparison.bound:.1f}, the bound for the "
        f"{len(comparison.table):,} words compared over all groups of this kind. Words of fewer than {LEAST_AGENCIES} agencies are left out."
    )
    caption = f"Words typical of {group}, {GROUP_NAMES[comparison.by]}: {SCOPES[comparison.scope]}{mark}"
    return Table(table.assign(**rounded), caption, _TYPICAL_HEADS, keep=("word", "stands_out"), below=below)
