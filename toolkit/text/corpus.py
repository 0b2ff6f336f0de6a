"""The reports whose wording can be compared, as sets of n-grams, and what in them is boilerplate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from toolkit.forms import Form, load_forms
from toolkit.text.masking import NAME, YEAR, mask, names_in, names_of
from toolkit.text.ngrams import N, fingerprints, joined

BOILERPLATE_AGENCIES, BOILERPLATE_ONE_IN = 3, 10
"""Boilerplate is what stands in the reports of at least so many other agencies, and of at least one in so many of them."""

_DIGEST = "a digest: retold, so its wording is not the agency's"
_UNKNOWN = "no agency or no year is known"
_FICTION = "fictional: not compared where there are originals"


def only_originals(reports: pd.DataFrame) -> pd.DataFrame:
    """The reports whose wording is the agency's own: provenance `original`."""
    return reports[reports["provenance"].astype(str) == "original"]


def comparable(reports: pd.DataFrame) -> pd.DataFrame:
    """Which reports can be compared: report_id, `compared` (bool), and the `reason` where not ("" where they can).

    Digests never can, nor what has no agency or year; fictional samples only where there are no originals.
    """
    provenance = reports["provenance"].astype(str)
    originals = bool((provenance == "original").any())
    unknown = reports["agency"].isna() | reports["year"].isna()
    reasons = [
        _DIGEST if kind == "digest" else _UNKNOWN if lost else _FICTION if kind == "sample" and originals else ""
        for kind, lost in zip(provenance, unknown, strict=True)
    ]
    frame = pd.DataFrame({"report_id": reports["report_id"].astype("string").to_numpy(), "reason": reasons})
    frame["compared"] = frame["reason"] == ""
    return frame[["report_id", "compared", "reason"]].astype({"report_id": "string", "reason": "string"})


@dataclass(frozen=True, slots=True)
class Report:
    """A report as sets of n-grams: of each section with text, and of all of them."""

    report_id: str
    agency: str
    year: int
    sections: dict[int, np.ndarray]
    whole: np.ndarray


@dataclass(frozen=True, slots=True)
class Corpus:
    """The reports that can be compared, in their order, what is boilerplate in them, and why others were left out."""

    reports: dict[str, Report]
    boilerplate: np.ndarray
    agencies: int
    needed: int
    reason: str
    first: dict[tuple[str, int], str]


def read_corpus(sections: pd.DataFrame, reports: pd.DataFrame, n: int) -> Corpus:
    """The reports of a dataset that can be compared, as n-grams of their masked sections."""
    flags = comparable(reports)
    kept = reports[flags["compared"].to_numpy()]
    texts = texts_of(sections, kept["report_id"])
    read = {
        str(r.report_id): _read(str(r.report_id), str(r.agency), int(r.year), texts[str(r.report_id)], n)
        for r in kept[["report_id", "agency", "year"]].itertuples(index=False)
    }
    agencies: dict[str, list[np.ndarray]] = {}
    first: dict[tuple[str, int], str] = {}
    for report in read.values():
        agencies.setdefault(report.agency, []).append(report.whole)
        first.setdefault((report.agency, report.year), report.report_id)
    others = max(len(agencies) - 1, 0)
    needed = max(BOILERPLATE_AGENCIES, -(-others // BOILERPLATE_ONE_IN))
    common = joined([form_ngrams(n), _in_many([joined(sets) for sets in agencies.values()], needed + 1)])
    return Corpus(read, common, len(agencies), needed, _why(flags), first)


def texts_of(sections: pd.DataFrame, report_ids: Iterable[str]) -> dict[str, dict[int, str]]:
    """Section number to text, for each report that is asked for; sections without text are left out."""
    texts: dict[str, dict[int, str]] = {str(report_id): {} for report_id in report_ids}
    held = sections[sections["text"].notna() & sections["report_id"].isin(list(texts))]
    for row in held[["report_id", "number", "text"]].sort_values(["report_id", "number"]).itertuples(index=False):
        texts[row.report_id][int(row.number)] = str(row.text)
    return texts


def names_for(agency: str, texts: Iterable[str]) -> tuple[str, ...]:
    """The names to mask in each section of a report: those of its agency and those that any section shows."""
    return (*names_of(agency), *names_in("\n".join(texts)))


def _read(report_id: str, agency: str, year: int, texts: dict[int, str], n: int) -> Report:
    names = names_for(agency, texts.values())
    sets = {number: fingerprints(mask(text, names).text, n) for number, text in texts.items()}
    return Report(report_id, agency, year, sets, joined(sets.values()))


def _in_many(sets: list[np.ndarray], least: int) -> np.ndarray:
    """The fingerprints that are in at least so many of these sets."""
    if not sets:
        return joined(())
    values, counts = np.unique(np.concatenate(sets), return_counts=True)
    return values[counts >= least]


@cache
def form_ngrams(n: int = N) -> np.ndarray:
    """The n-grams of the statutory forms: section titles, labels of tables, rows and columns, and the report's title."""
    labels = {label for form in load_forms().values() for label in _labels(form)}
    title = f"{NAME}{YEAR}政府信息公开工作年度报告"
    return joined([fingerprints(title, n), *(fingerprints(mask(label).text, n) for label in sorted(labels))])


def _labels(form: Form) -> Iterator[str]:
    for section in form.sections:
        yield from (section.label, *section.variants)
    for table in form.tables:
        yield from (table.label, *table.header)
        for block in table.blocks:
            yield block.label
            for column in block.columns:
                yield from (column.label, column.group, *column.variants)
            for row in block.rows:
                yield from (row.label, *row.parents, *row.variants)


def _why(flags: pd.DataFrame) -> str:
    """Which reports were left out, in words; "" where none was."""
    counts = Counter(flags.loc[~flags["compared"], "reason"])
    return "; ".join(f"{count} of {len(flags)} reports left out: {reason}" for reason, count in sorted(counts.items()))
