"""How much of a report's wording stands in the last report of its agency, in a sister agency's, or in the boilerplate.

Measured by containment of character n-grams of the masked texts. A share says that wording stands in both reports, not
who took it from whom: both may have it from a third, such as a model sent round by the office above. Digests are retold
in other words and are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from toolkit.text.corpus import (
    Corpus,
    Report,
    comparable,
    form_ngrams,
    names_for,
    only_originals,
    read_corpus,
    texts_of,
)
from toolkit.text.masking import Masked, mask
from toolkit.text.minhash import LARGE, LEAST_SHARE, candidates
from toolkit.text.ngrams import LEAST_NGRAMS, N, containment, present, share, shared_counts
from toolkit.text.passages import Passage, passage, passages, tiles

__all__ = [
    "Passage",
    "against_last_year",
    "against_sisters",
    "boilerplate",
    "candidates",
    "comparable",
    "containment",
    "form_ngrams",
    "mask",
    "only_originals",
    "passages",
    "shared_passages",
]

COMPARED = {
    "report_id": "string",
    "section": "Int32",
    "other_id": "string",
    "share": "Float64",
    "ngrams": "Int32",
    "shared": "Int32",
    "share_without_boilerplate": "Float64",
    "ngrams_without_boilerplate": "Int32",
    "note": "string",
}
SISTERS = {**COMPARED, "rank": "Int32", "sisters": "Int32"}
BOILERPLATE = {
    "report_id": "string",
    "section": "Int32",
    "share": "Float64",
    "ngrams": "Int32",
    "boilerplate": "Int32",
    "form": "Int32",
    "note": "string",
}
PASSAGES = {
    "report_id": "string",
    "section": "Int32",
    "text": "string",
    "start": "Int32",
    "end": "Int32",
    "other_id": "string",
    "other_section": "Int32",
    "other_text": "string",
    "other_start": "Int32",
    "other_end": "Int32",
    "length": "Int32",
}

TOO_SHORT = f"fewer than {LEAST_NGRAMS} n-grams"
OWN_TOO_SHORT = f"{TOO_SHORT} without boilerplate"


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, str], reason: str) -> pd.DataFrame:
    """Rows as a frame with these columns; `attrs["reason"]` says what was left out, or why there are no rows."""
    frame = pd.DataFrame(rows, columns=list(columns)).astype(dict(columns))
    frame.attrs["reason"] = reason
    return frame


def against_last_year(sections: pd.DataFrame, reports: pd.DataFrame, *, n: int = N) -> pd.DataFrame:
    """How much of each report's wording stands in the report of the same agency on the year before.

    `sections` and `reports` are the dataset's tables. Gives a row for each report, with section null, and one for each
    of its sections with text, compared with the whole of `other_id`: `ngrams` different ones of which `shared` stand
    there too, `share` = shared / ngrams, and the same once boilerplate is left out. A share is null, with a note, for
    fewer than LEAST_NGRAMS n-grams and where there is no report of the year before. Which reports were left out and
    why: `attrs["reason"]`.
    """
    corpus = read_corpus(sections, reports, n)
    rows: list[dict[str, Any]] = []
    for report in corpus.reports.values():
        other = corpus.first.get((report.agency, report.year - 1))
        if other:
            rows += _compared(corpus, report, corpus.reports[other])
        else:
            rows.append({"report_id": report.report_id, "note": f"no report of {report.year - 1}"})
    return _frame(rows, COMPARED, corpus.reason or ("" if rows else "there are no reports"))


def _compared(corpus: Corpus, report: Report, other: Report) -> list[dict[str, Any]]:
    """The rows of two reports: the whole, then each section."""
    rows = []
    for number, ngrams in ((None, report.whole), *report.sections.items()):
        own = ngrams[~present(ngrams, corpus.boilerplate)]
        rows.append(
            {
                "report_id": report.report_id,
                "section": number,
                "other_id": other.report_id,
                "share": share(ngrams, other.whole),
                "ngrams": len(ngrams),
                "shared": int(present(ngrams, other.whole).sum()),
                "share_without_boilerplate": share(own, other.whole),
                "ngrams_without_boilerplate": len(own),
                "note": TOO_SHORT if len(ngrams) < LEAST_NGRAMS else OWN_TOO_SHORT if len(own) < LEAST_NGRAMS else None,
            }
        )
    return rows


def against_sisters(
    sections: pd.DataFrame,
    reports: pd.DataFrame,
    groups: Mapping[str, str],
    *,
    closest: int = 3,
    n: int = N,
    large: int = LARGE,
) -> pd.DataFrame:
    """How much of each report's wording stands in those of its sisters: agencies of the same group, in the same year.

    `groups` maps an agency, as in `reports`, to its group (a kind, a region). Gives for each report its `closest`
    sisters by share without boilerplate, `rank` 1 first, ties by report_id, each with the rows and columns of
    `against_last_year`; `sisters` is how many there were. A report without sisters has a row with a note. In a group and
    year of more than `large` reports sisters are sought with MinHash: those below LEAST_SHARE are not found then, and a
    note says so.
    """
    corpus = read_corpus(sections, reports, n)
    sisterhoods: dict[tuple[str, int], list[Report]] = {}
    for report in corpus.reports.values():
        if _group(report, groups):
            sisterhoods.setdefault((_group(report, groups), report.year), []).append(report)
    ranked: dict[str, tuple[list[str], int]] = {}
    for members in sisterhoods.values():
        ranked |= _closest(corpus, members, closest, large)
    rows: list[dict[str, Any]] = []
    for report in corpus.reports.values():
        found, sisters = ranked.get(report.report_id, ([], 0))
        for rank, other in enumerate(found, 1):
            compared = _compared(corpus, report, corpus.reports[other])
            rows += [{**row, "rank": rank, "sisters": sisters} for row in compared]
        if not found:
            note = _no_sister(report, groups, sisters)
            rows.append({"report_id": report.report_id, "sisters": sisters, "note": note})
    return _frame(rows, SISTERS, corpus.reason or ("" if rows else "there are no reports"))


def _group(report: Report, groups: Mapping[str, str]) -> str:
    """The group of a report's agency; "" where it has none, or an empty or unknown one."""
    group = groups.get(report.agency)
    return "" if group is None or pd.isna(group) else str(group)


def _no_sister(report: Report, groups: Mapping[str, str], sisters: int) -> str:
    if not _group(report, groups):
        return "the agency is in no group"
    if not sisters:
        return f"no other agency of group {_group(report, groups)} has a report of {report.year}"
    return f"none of {sisters} sisters shares {LEAST_SHARE:.0%} or more of its own wording (sought with MinHash)"


def _closest(corpus: Corpus, members: list[Report], closest: int, large: int) -> dict[str, tuple[list[str], int]]:
    """Each member's closest sisters, and how many it has. Second copies of a report are no one's sisters."""
    own = [m.whole[~present(m.whole, corpus.boilerplate)] for m in members]
    exact = len(members) <= large
    counts = shared_counts(own) if exact else _sought(members, own)
    in_order = sorted(range(len(members)), key=lambda number: members[number].report_id)
    first = [
        number
        for number in in_order
        if corpus.first[members[number].agency, members[number].year] == members[number].report_id
    ]
    found = {}
    for member, shared in zip(members, counts, strict=True):
        sisters = [number for number in first if members[number].agency != member.agency]
        best = sorted((number for number in sisters if number in shared), key=lambda number: -shared[number])[:closest]
        if exact:  # the rest share nothing but boilerplate, and are listed where no other is left
            best += [number for number in sisters if number not in shared][: closest - len(best)]
        found[member.report_id] = ([members[number].report_id for number in best], len(sisters))
    return found


def _sought(members: list[Report], own: list[np.ndarray]) -> list[dict[int, int]]:
    """What `shared_counts` gives, for those pairs that MinHash finds and that have LEAST_SHARE by exact count."""
    places = {m.report_id: place for place, m in enumerate(members)}
    sets = {m.report_id: ngrams for m, ngrams in zip(members, own, strict=True) if len(ngrams) >= LEAST_NGRAMS}
    counts: list[dict[int, int]] = [{} for _ in members]
    for one, other in candidates(sets):
        shared = int(present(sets[one], sets[other]).sum())
        if shared >= LEAST_SHARE * len(sets[one]):
            counts[places[one]][places[other]] = shared
    return counts


def boilerplate(sections: pd.DataFrame, reports: pd.DataFrame, *, n: int = N) -> pd.DataFrame:
    """How much of each report, and of each of its sections, is boilerplate: wording that is no agency's own.

    That is an n-gram of the statutory forms, or one that stands in the reports, of any year, of at least
    BOILERPLATE_AGENCIES other agencies and one in BOILERPLATE_ONE_IN of them: wording that has spread so far, wherever it
    came from. Rows as in `against_last_year`: `ngrams` different ones, of which `boilerplate`, of these `form` from the
    forms; `share` = boilerplate / ngrams. Where there are too few other agencies only the forms count, and a note says
    so. Which reports were left out and why: `attrs["reason"]`.
    """
    corpus = read_corpus(sections, reports, n)
    few = f"only {corpus.agencies - 1} other agencies: what counts is the forms alone"
    rows: list[dict[str, Any]] = []
    for report in corpus.reports.values():
        for number, ngrams in ((None, report.whole), *report.sections.items()):
            notes = [TOO_SHORT] * (len(ngrams) < LEAST_NGRAMS) + [few] * (corpus.agencies <= corpus.needed)
            rows.append(
                {
                    "report_id": report.report_id,
                    "section": number,
                    "share": share(ngrams, corpus.boilerplate),
                    "ngrams": len(ngrams),
                    "boilerplate": int(present(ngrams, corpus.boilerplate).sum()),
                    "form": int(present(ngrams, form_ngrams(n)).sum()),
                    "note": "; ".join(notes) or None,
                }
            )
    return _frame(rows, BOILERPLATE, corpus.reason or ("" if rows else "there are no reports"))


def shared_passages(
    sections: pd.DataFrame, reports: pd.DataFrame, report_id: str, other_id: str, *, shortest: int = N
) -> pd.DataFrame:
    """The passages of a report that stand in another one, in the order of the report, none overlapping another in it.

    A row has the two places as (`section`, `start`, `end`) and (`other_section`, `other_start`, `other_end`), offsets in
    characters into the sections' texts, the two quotes `text` and `other_text`, and the `length` in masked characters.
    Every n-gram that `against_last_year` and `against_sisters` count as shared, boilerplate too, lies in one of the runs
    from which the passages are cut. Of equal passages in the other report that in the section of the same number is
    taken. No rows, and the reason in `attrs["reason"]`, where one of the two cannot be compared. Raises KeyError for an
    unknown id.
    """
    flags = comparable(reports).set_index("report_id")
    for wanted in (report_id, other_id):
        if wanted not in flags.index:
            raise KeyError(f"reports: expected a report_id, found {wanted!r}, which is none; see reports['report_id']")
    left = "; ".join(f"{i}: {flags.at[i, 'reason']}" for i in (report_id, other_id) if flags.at[i, "reason"])
    if left:
        return _frame([], PASSAGES, left)
    texts, masked = _masked(sections, reports, report_id)
    other_texts, other_masked = _masked(sections, reports, other_id)
    rows = []
    for number, text in masked.items():
        order = sorted(other_masked, key=lambda other, own=number: (other != own, other))
        for start, length, other, where in tiles(text, [other_masked[o] for o in order], shortest):
            found = passage(text, other_masked[order[other]], start, length, where)
            quotes = (
                texts[number][found.start : found.end],
                other_texts[order[other]][found.other_start : found.other_end],
            )
            rows.append(
                (report_id, number, quotes[0], found.start, found.end)
                + (other_id, order[other], quotes[1], found.other_start, found.other_end, length)
            )
    records = [dict(zip(PASSAGES, row, strict=True)) for row in rows]
    return _frame(records, PASSAGES, "" if rows else f"no passage of {shortest} or more characters stands in both")


def _masked(sections: pd.DataFrame, reports: pd.DataFrame, report_id: str) -> tuple[dict[int, str], dict[int, Masked]]:
    """The texts of a report by section, as they are and masked."""
    agency = str(reports.loc[reports["report_id"] == report_id, "agency"].iloc[0])
    texts = texts_of(sections, [report_id])[report_id]
    names = names_for(agency, texts.values())
    return texts, {number: mask(text, names) for number, text in texts.items()}
