"""What a person decided about findings (data/reviews.csv): read, laid beside the findings, and added to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from toolkit.checks.finding import NOTE, Finding
from toolkit.checks.together import Checked, other_ids
from toolkit.decided import added, day, file_changed, hash_of, parse_decisions, person, removed
from toolkit.excel_csv import Sheet, date_in, excel_makes, read_bytes
from toolkit.schema import REVIEWS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("finding_id", "verdict", "note", "who", "when")
"""The columns the file must have; `sha256` may follow, and others of one's own."""
ALL_COLUMNS = (*COLUMNS, "sha256")
REVIEWED, NO_FINDING = "of findings", "of findings that are no longer there"
_ID = re.compile(r"[0-9a-f]{12}")
# What Excel leaves of an id that looks like a number to it.
_CHANGED_ID = re.compile(r"\d{1,11}|\d(\.\d{1,5})?E\+\d{2,3}")


class ReviewError(ValueError):
    """A file of reviews that cannot be used: says where, what was expected and found, and what to do next."""


@dataclass(frozen=True)
class Review:
    """A row of the file: `verdict` is a key of REVIEWS; `place` is the file and line it stands in."""

    finding_id: str
    verdict: str
    note: str
    who: str
    when: str
    sha256: str = ""
    place: str = ""


@dataclass(slots=True)
class Outcome:
    """The reviews by the finding they are of, how many there are by outcome, and sentences on those that have none."""

    by_finding: dict[str, Review] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)


def read_reviews(path: Path | str) -> list[Review]:
    """The reviews in a file, in its order; [] where it holds its header row only.

    Columns: finding_id (as in `findings`); verdict (source error 原文错误, reader error 读取错误, accepted 已认可); note;
    who; when (2024-01-31); sha256 (optional: the first characters of the hash of the report's file, or all). Read as
    `toolkit.excel_csv.read_sheet` reads. Raises FileNotFoundError, and ReviewError with all rows that are not right.
    """
    path = Path(path)
    what = f"a CSV file with the columns {', '.join(COLUMNS)}"
    return parse_reviews(read_bytes(path, what, ReviewError), path)[0]


def parse_reviews(data: bytes, path: Path) -> tuple[list[Review], Sheet]:
    """`read_reviews` for bytes, and how they are written; `path` is what messages call the file."""
    return parse_decisions(
        data, path, COLUMNS, _read_row, lambda review: review.finding_id, "one review a finding", ReviewError
    )


def _read_row(cells: Mapping[str, str], place: str) -> tuple[Review | None, list[str]]:
    """A row as a review, or what is wrong with it."""
    readers = {
        "finding_id": _finding_id,
        "verdict": _verdict,
        "note": str,
        "who": person,
        "when": day,
        "sha256": hash_of,
    }
    values: dict[str, str] = {}
    wrong: list[str] = []
    for name, read in readers.items():
        try:
            values[name] = read(cells.get(name, ""))
        except ValueError as error:
            wrong.append(str(error))
    return (None, wrong) if wrong else (Review(**values, place=place), [])


def _finding_id(cell: str) -> str:
    text = unicodedata.normalize("NFKC", cell).strip()
    if _ID.fullmatch(text.lower()):
        return text.lower()
    if _CHANGED_ID.fullmatch(text.upper()):
        return text.upper()
    raise ValueError(
        f"column finding_id: expected twelve characters (0-9, a-f), found {cell!r}; copy it from the table findings"
    )


def _verdict(cell: str) -> str:
    text = re.sub(r"[\s_]+", " ", unicodedata.normalize("NFKC", cell)).strip().lower()
    for verdict, chinese in REVIEWS.items():
        if text in (verdict, chinese):
            return verdict
    listed = ", ".join(f"{verdict} ({chinese})" for verdict, chinese in REVIEWS.items())
    raise ValueError(f"column verdict: expected one of {listed}, found {cell!r}; write one of these")


def apply_reviews(reports: Sequence[Checked], reviews: Iterable[Review]) -> Outcome:
    """Finds the finding of each review, and adds the finding `review_of_changed_file` where it was made for another file.

    Nothing is dropped: a review whose finding is no longer there is a sentence in what comes back.
    """
    ids = [finding.id_in(one.report_id) for one in reports for finding in one.findings]
    outcome = settle_reviews(reviews, ids, moved_ids(reports))
    for one in reports:
        one.findings += list(_of_changed_file(one, outcome.by_finding))
    return outcome


def settle_reviews(
    reviews: Iterable[Review], ids: Collection[str], moved: Mapping[str, Sequence[tuple[str, str]]]
) -> Outcome:
    """Which of the findings with these ids each review is of; `moved` as from `moved_ids`."""
    outcome = Outcome()
    known, changed = set(ids), _changed_by_excel(ids)
    for review in reviews:
        fits = [review.finding_id] if review.finding_id in known else changed.get(review.finding_id, [])
        if review.sha256:
            same = [now for now, sha256 in moved.get(review.finding_id, ()) if sha256.startswith(review.sha256)]
            fits = same or fits
        if len(fits) == 1 and fits[0] not in outcome.by_finding:
            outcome.by_finding[fits[0]] = replace(review, finding_id=fits[0])
        else:
            outcome.left_over.append(_left_over(review, fits))
    for name, count in ((REVIEWED, len(outcome.by_finding)), (NO_FINDING, len(outcome.left_over))):
        if count:
            outcome.counts[name] = count
    return outcome


def moved_ids(reports: Iterable[Checked]) -> dict[str, list[tuple[str, str]]]:
    """Of findings in files whose report can have had another id: that finding's other id, to its id now and the file's hash.

    Where two files are of one agency and year, ids can change places when one is added or taken away.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for one in reports:
        for name in other_ids(one.report, one.report_id):
            for finding in one.findings:
                found.setdefault(finding.id_in(name), []).append((finding.id_in(one.report_id), one.report.sha256))
    return found


def _changed_by_excel(ids: Iterable[str]) -> dict[str, list[str]]:
    """What Excel makes of those ids that look like numbers to it, and which ids these were."""
    found: dict[str, list[str]] = {}
    for one in ids:
        if shown := excel_makes(one):
            found.setdefault(shown, []).append(one)
    return found


def _left_over(review: Review, fits: Sequence[str]) -> str:
    words = f"{review.place}: finding {review.finding_id} ({review.verdict}, by {review.who} on {review.when}"
    words += f": {review.note})" if review.note else ")"
    if len(fits) > 1:
        return f"{words} was changed by Excel and can be {' or '.join(fits)}; write the one you mean"
    if fits:
        return f"{words} has two reviews here; keep one"
    return f"{words} is not in this dataset: it is mistyped, or the report or the rule has changed; copy the id of what is found now, or remove the row, unless it is for another folder of reports"


def _of_changed_file(one: Checked, by_finding: Mapping[str, Review]) -> Iterable[Finding]:
    for finding in one.findings[:]:
        review = by_finding.get(finding.id_in(one.report_id))
        if review and file_changed(review.sha256, one.report.sha256):
            yield made_for_another_file(review, finding)


class Placed(Protocol):
    """A finding, or its row in the table: what it says, and of which cell."""

    rule: str
    message: str
    table: str
    row: str
    column: str
    origin: str


def made_for_another_file(review: Review, finding: Placed) -> Finding:
    """What is said of a finding that was reviewed for another version of its file."""
    return Finding(
        "review_of_changed_file",
        NOTE,
        f"The finding {review.finding_id} ({finding.rule}) was reviewed as {review.verdict} by {review.who} on "
        f"{review.when}; the file has changed since: look whether that is still right. {finding.message}",
        table=finding.table,
        row=finding.row,
        column=finding.column,
        origin=finding.origin,
        detail=review.finding_id,
    )


class HasFindings(Protocol):
    """A dataset, of which the tables `findings` and `reports` are looked at."""

    findings: pd.DataFrame
    reports: pd.DataFrame


def add_review(
    path: Path | str,
    finding_id: str,
    verdict: str,
    note: str,
    who: str,
    when: str | date | None = None,
    data: HasFindings | None = None,
    *,
    replace_old: bool = False,
) -> Review:
    """Adds a review to a file, which is made where there is none; what stands in it stays, byte for byte.

    verdict: source error, reader error, accepted, or the Chinese words. when: today, if not given. With `data`, a dataset,
    the finding must be in it, and the hash of its report's file is kept with the review. `replace_old`: a review that the
    finding has already gives way. Returns the review. Raises ReviewError for what `read_reviews` would refuse, a second
    review of a finding among it; OSError for a file that cannot be written.
    """
    path = Path(path)
    cells = {
        "finding_id": finding_id.strip(),
        "verdict": verdict,
        "note": note.strip(),
        "who": who.strip(),
        "when": date_in(str(when or date.today())),
        "sha256": _hash_for(data, finding_id.strip()) if data is not None else "",
    }
    if not _ID.fullmatch(cells["finding_id"]):
        raise ReviewError(
            f"finding_id: expected twelve characters (0-9, a-f), found {finding_id!r}; copy it from data.findings"
        )
    old = (lambda review: is_of(review, cells["finding_id"])) if replace_old else None
    return added(path, cells, ALL_COLUMNS, path, parse_reviews, old)[-1]


def is_of(review: Review, finding_id: str) -> bool:
    """Whether a review is of a finding, also where Excel took the finding's id for a number."""
    return review.finding_id in (finding_id, excel_makes(finding_id))


def remove_review(path: Path | str, finding_id: str) -> Review | None:
    """Takes the review of a finding out of a file, and returns it; None where there is none. Raises as `read_reviews` does."""
    gone = removed(Path(path), parse_reviews, lambda review: is_of(review, finding_id))
    return gone[0] if gone else None


def _hash_for(data: HasFindings, finding_id: str) -> str:
    found = data.findings.loc[data.findings["finding_id"] == finding_id, "report_id"]
    if found.empty:
        raise ReviewError(
            f"finding_id: expected a finding of the dataset, found {finding_id!r}; take one of data.findings"
        )
    return str(data.reports.set_index("report_id").loc[found.iloc[0], "sha256"])
