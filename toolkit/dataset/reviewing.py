"""What people said of findings is written beside them: into the files of `findings` that are about to become those of the dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.checks.finding import Finding
from toolkit.dataset.assembling import Before, Files, in_order, read_part, read_whole
from toolkit.dataset.checking import expect_sound
from toolkit.dataset.planning import Unit
from toolkit.dataset.rows import Rows, finding_columns
from toolkit.dataset.writing import SHARDS, write_part
from toolkit.decided import file_changed
from toolkit.reviews import Outcome, Review, made_for_another_file, settle_reviews

Moved = Callable[[Unit], Mapping[str, Sequence[tuple[str, str]]]]
"""The ids that findings of an agency have where its files are named otherwise, as `toolkit.reviews.moved_ids` gives them."""


def lay_reviews(
    files: Files, before: Before, units: Mapping[str, Unit], reviews: Sequence[Review], moved: Moved
) -> tuple[Files, Outcome]:
    """The files of `findings` with people's reviews in them, written anew where they must be; and what became of the reviews."""
    names = sorted(name for name in files if name.startswith("findings."))
    bases = {
        name: read_part("findings", before.out / files[name]).select(["report_id", "finding_id"]) for name in names
    }
    ids = [one for base in bases.values() for one in base["finding_id"].to_pylist()]
    outcome = settle_reviews(reviews, ids, _moved(bases, units, reviews, moved))
    hashes = {m.report_id: m.card.sha256 for unit in units.values() for m in unit} if outcome.by_finding else {}
    found = dict(files)
    for name in names:
        now = _reviewed(read_part("findings", before.out / files[name]), outcome.by_finding, hashes)
        found[name] = _file(name, now, files[name], before)
    return found, outcome


def _moved(
    bases: Mapping[str, pa.Table], units: Mapping[str, Unit], reviews: Sequence[Review], moved: Moved
) -> dict[str, list[tuple[str, str]]]:
    """The other ids of findings in those files for which a review was made that none of the file's findings has."""
    found: dict[str, list[tuple[str, str]]] = {}
    asked = [review for review in reviews if review.sha256]
    if not asked:
        return found
    of_report: dict[str, set[str]] = {}
    for base in bases.values():
        for report_id, one in zip(base["report_id"].to_pylist(), base["finding_id"].to_pylist(), strict=True):
            of_report.setdefault(report_id, set()).add(one)
    for unit in units.values():
        own = [(m.card.sha256, of_report.get(m.report_id, set())) for m in unit]
        if any(sha.startswith(r.sha256) and r.finding_id not in ids for r in asked for sha, ids in own):
            for one, now in moved(unit).items():
                found.setdefault(one, []).extend(now)
    return found


def _reviewed(rows: pa.Table, by_finding: Mapping[str, Review], hashes: Mapping[str, str]) -> pa.Table:
    """Findings with their reviews, and those that say that a review was made for another file."""
    reviewed = rows.filter(pc.is_in(rows["finding_id"], value_set=pa.array(list(by_finding), pa.string())))
    if not len(reviewed):
        return rows
    of = {one: by_finding[one] for one in reviewed["finding_id"].to_pylist()}
    columns = {"review": lambda review: review.verdict, "review_note": lambda review: review.note or None}
    for name, value in columns.items():
        told = [value(of[one]) if one in of else None for one in rows["finding_id"].to_pylist()]
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(place, rows.schema.field(name), pa.array(told, pa.string()))
    more = Rows(["findings"])
    for report_id, finding in _of_changed_files(reviewed, of, hashes):
        more.add("findings", finding_columns(report_id, [finding]))
    order = list(dict.fromkeys(rows["report_id"].to_pylist()))
    return in_order(pa.concat_tables([rows, more.tables()["findings"]]), "report_id", order)


def _of_changed_files(
    reviewed: pa.Table, of: Mapping[str, Review], hashes: Mapping[str, str]
) -> Iterator[tuple[str, Finding]]:
    for row in reviewed.to_pylist():
        review = of[row["finding_id"]]
        if file_changed(review.sha256, hashes[row["report_id"]]):
            found = SimpleNamespace(**{name: "" if value is None else value for name, value in row.items()})
            yield row["report_id"], made_for_another_file(review, found)


def _file(name: str, now: pa.Table, at: str, before: Before) -> str:
    """Where rows of `findings` lie: where they did, or in a file of their own."""
    if now.equals(read_whole("findings", before.out / at)):
        return at
    if name in before.hashes and now.equals(read_whole("findings", before.out / name)):
        return name
    expect_sound("findings", now)
    new = f"{SHARDS}/reviewed/{name.replace('/', '_')}"
    write_part(now, before.out / new)
    return new
