"""A folder of reports becomes the tables on disk: find, read, check and code, write. What is as it was is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.agencies.overrides import Override, read_overrides
from toolkit.corrections import Correction, read_corrections, route_corrections
from toolkit.dataset.assembling import Before
from toolkit.dataset.built import BUILT, Built, built_in, hash_of_file, inputs_of, intact, seen_from, toolkit_version
from toolkit.dataset.elsewhere import beside, published
from toolkit.dataset.files import PROCESSED, RAW, expect_folder, look_through, provenances
from toolkit.dataset.finishing import Made, finish, keys_before
from toolkit.dataset.making import Progress, make, moved_of, read_all
from toolkit.dataset.planning import Decided, RawFile, keys_of, shards, units_of
from toolkit.dataset.scanning import hashes_of
from toolkit.dataset.store import Store
from toolkit.dataset.summary import Summary, summary_from
from toolkit.dataset.workers import Cluster, Processes, Workers, processors
from toolkit.dataset.writing import MEMORY, alone, clear, recover
from toolkit.places import address_of, is_local, place
from toolkit.reviews import Review, read_reviews
from toolkit.text.themes import Codebook, load_codebook
from toolkit.whole_files import write_whole

if TYPE_CHECKING:
    from distributed import Client

THEMES, AGENCIES, CORRECTIONS, REVIEWS = "themes", "agencies.csv", "corrections.csv", "reviews.csv"
_NAMED = ("themes", "agencies", "corrections", "reviews")


@dataclass(frozen=True)
class _Given:
    """What people gave: the codebook, and their decisions on agencies, cells and findings."""

    codebook: Codebook
    agencies: dict[str, Override]
    corrections: list[Correction]
    reviews: list[Review]

    @classmethod
    def read(cls, files: Mapping[str, Path]) -> _Given:
        """Reads the files there are, by their usual names."""
        return cls(
            load_codebook(files.get(THEMES)),
            read_overrides(files[AGENCIES]) if AGENCIES in files else {},
            read_corrections(files[CORRECTIONS]) if CORRECTIONS in files else [],
            read_reviews(files[REVIEWS]) if REVIEWS in files else [],
        )


def build(
    raw: Path | str = RAW,
    out: Path | str = PROCESSED,
    progress: Progress | None = None,
    themes: Path | str | None = None,
    agencies: Path | str | None = None,
    corrections: Path | str | None = None,
    reviews: Path | str | None = None,
    again: bool = False,
    *,
    processes: int | None = None,
    scheduler: Client | str | None = None,
    checking: Progress | None = None,
) -> Summary:
    """Reads every report under `raw`, checks and codes it, and writes the tables and datapackage.json to `out`.

    `themes` is a codebook of one's own (see toolkit/text/themes.toml) in place of the toolkit's. `agencies`,
    `corrections` and `reviews` are CSV files of a person's decisions (see toolkit.agencies.read_overrides,
    toolkit.corrections.read_corrections, toolkit.reviews.read_reviews), by default agencies.csv, corrections.csv and
    reviews.csv beside `raw`, where there are such files.

    Only files that are new or changed are read, and only rows are made again of which something has changed: the report,
    those of its agency, a decision, the codebook, or that part of the toolkit; `again` does it all. What is read is kept as
    it comes (in `out`, in .memory, which may be deleted): a build that is interrupted goes on there the next time, and the
    dataset that was there stays until the new one is whole.

    `processes` of this machine do the work, by default as many as it has processors; with 0 this process does, and a file
    over which it crashes ends it. `scheduler` is a Dask cluster instead: a distributed.Client, or the address of a
    scheduler. `progress` is called as files are read, `checking` as their reports are checked, with the number that is
    done, the number of all, and a name.

    The same input gives the same bytes, whoever did the work. What can't be read is a row of `reports` with its reason.
    Raises FileNotFoundError if `raw` is no folder; CodebookError, OverrideError, CorrectionError or ReviewError for a file of
    these that can't be used; ImportError for a scheduler, or an address elsewhere, without the extra `cluster`.
    """
    raw, out = place(raw), place(out)
    named = {THEMES: themes, AGENCIES: agencies, CORRECTIONS: corrections, REVIEWS: reviews}
    options = {"again": again, "processes": processes, "scheduler": scheduler, "checking": checking}
    if not is_local(out):
        given = dict(zip(_NAMED, named.values(), strict=True))
        return published(out, lambda local: build(raw, local, progress, **given, **options))
    expect_folder(raw)
    with beside(raw, named) as named_files, alone(out):
        recover(out)
        files, marked = look_through(raw, out)
        # Hashed before they are read: what changes in between is read again the next time.
        decided = {name: f"{path.name} {hash_of_file(path)}" for name, path in sorted(named_files.items())}
        given = _Given.read(named_files)
        with Store(out / MEMORY) as store:
            hashes, seen = hashes_of(raw, [*files, *marked], store.hashes())
            inputs = inputs_of(hashes, decided)
            record = _recorder(raw, out, named, inputs)
            before = built_in(out)
            if before and not again and before.inputs == inputs and intact(before, out):
                return _unchanged(before, out, record)
            store.keep_hashes(seen)
            told = provenances(raw, files, marked)
            found = [RawFile(name, hashes[name], told[name]) for name in files]
            with _workers(processes, scheduler) as workers:
                job = _Job(address_of(raw), found, given, store, workers, again)
                return job.done(out, before, record, progress, checking)


def _recorder(raw: Path, out: Path, named: Mapping[str, Path | str | None], inputs: str) -> Callable[..., Built]:
    """What makes the record of this build of a day, tables and a summary."""
    return partial(
        Built,
        toolkit_version(),
        inputs=inputs,
        raw=seen_from(raw, out) if is_local(raw) else "",
        decisions={name: _seen(named[name], raw, name, out) for name in (CORRECTIONS, REVIEWS)},
    )


def _seen(given: Path | str | None, raw: Path, name: str, out: Path) -> str:
    """A file of decisions as seen from the dataset; "" where it lies with the reports on another machine."""
    if given:
        return seen_from(Path(given), out)
    return seen_from(raw.resolve().parent / name, out) if is_local(raw) else ""


def _unchanged(before: Built, out: Path, record: Callable[..., Built]) -> Summary:
    """The summary of a build that need not be done again. Where the folders have moved the record says so from now on."""
    now = record(day=before.day, tables=before.tables, summary=before.summary)
    if now != before:
        write_whole(out / BUILT, now.as_json())
    return summary_from(before)


@contextmanager
def _workers(processes: int | None, scheduler: Client | str | None) -> Iterator[Workers | None]:
    """Who does the work; None for this process."""
    if scheduler is not None:
        cluster = Cluster(scheduler)
        try:
            yield cluster
        finally:
            cluster.leave()
    else:
        count = processors() if processes is None else processes
        yield Processes(count) if count > 0 else None


@dataclass(frozen=True)
class _Job:
    """A build that has something to do."""

    raw: str
    files: list[RawFile]
    given: _Given
    store: Store
    workers: Workers | None
    again: bool

    def done(
        self,
        out: Path,
        built: Built | None,
        record: Callable[..., Built],
        progress: Progress | None,
        checking: Progress | None,
    ) -> Summary:
        """Reads, checks, codes and writes; what came of it."""
        if self.again:
            clear(out)
        cards, read = read_all(self.raw, self.files, self.store, self.workers, progress, self.again)
        units = units_of(self.files, cards)
        members = [member for unit in units.values() for member in unit]
        routed = route_corrections([(m.report_id, m.card) for m in members], self.given.corrections)
        decided = Decided(self.given.codebook, routed.by_report, self.given.agencies)
        keys = keys_of(units, decided)
        before = Before(out, built, {} if self.again else keys_before(self.store, built))
        finished = make(shards(units, keys), before, decided, self.store, self.workers, checking)
        moved = partial(moved_of, store=self.store, decided=decided)
        made = Made(finished, units, keys, routed, self.given.reviews, moved, self.given.codebook, read)
        summary = finish(made, before, self.store, record)
        self.store.forget_others((file.source for file in self.files), (file.key for file in self.files))
        return summary
