"""What a build has to do: which files must be read, under which ids their reports go, and which agencies' rows must be made anew."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import PurePath

from toolkit.agencies.overrides import Override
from toolkit.checks.together import Names
from toolkit.corrections.records import Correction
from toolkit.dataset.engine import checking_engine, coding_engine, reading_engine
from toolkit.dataset.layout import row_order, shards_of, unit_of
from toolkit.dataset.store import Card
from toolkit.dataset.work import Member
from toolkit.text.themes import Codebook

Unit = tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file of the raw folder: its name in it, the hash of its bytes, and what kind of source it is."""

    source: str
    sha256: str
    provenance: str
    key: str = field(init=False, repr=False, compare=False)
    """Under which what was read of it is kept: of the same bytes under the same name, by the same readers."""

    def __post_init__(self) -> None:
        # Once: it is asked for again and again, of a hundred thousand files.
        object.__setattr__(self, "key", _hash(reading_engine(), self.source, self.sha256))


@dataclass(frozen=True)
class Decided:
    """What people decided, as far as it makes a row another: corrections by report, facts by agency, the codebook."""

    codebook: Codebook
    corrections: Mapping[str, list[Correction]] = field(default_factory=dict)
    agencies: Mapping[str, Override] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keys:
    """By what the rows of an agency are made: those of checking, and those of coding; and of which years they are."""

    checked: str
    coded: str
    years: tuple[int | None, ...] = ()

    def __str__(self) -> str:
        years = ",".join("" if year is None else str(year) for year in self.years)
        return f"{self.checked} {self.coded} {years}"

    @classmethod
    def of(cls, text: str) -> Keys:
        """What `str` made of it. Raises ValueError for anything else."""
        checked, coded, years = text.split(" ")
        return cls(checked, coded, tuple(int(year) if year else None for year in years.split(",")))


def units_of(files: Iterable[RawFile], cards: Mapping[str, Sequence[Card]]) -> dict[str, Unit]:
    """The reports of each agency, with their ids; `cards` are those of each file by its key. Files come in their order."""
    names = Names()
    found: dict[str, list[Member]] = {}
    for file in files:
        for number, card in enumerate(cards[file.key]):
            report_id, twin = names.name(card)
            member = Member(report_id, file.provenance, twin, file.key, number, card)
            found.setdefault(unit_of(card.agency, report_id), []).append(member)
    return {unit: tuple(sorted(found[unit], key=_order)) for unit in sorted(found)}


def _order(member: Member) -> tuple[str, int, str]:
    return row_order(member.card.agency, member.card.year, member.report_id)


def keys_of(units: Mapping[str, Unit], decided: Decided) -> dict[str, Keys]:
    """By what the rows of each unit are to be made."""
    checking, coding = checking_engine(), _hash(coding_engine(), hash_of_codebook(decided.codebook))
    found = {}
    for unit, members in units.items():
        reports = [f"{m.report_id}|{m.key}|{m.number}" for m in members]
        others = [f"{m.provenance}|{m.twin}" for m in members]
        others += [repr(decided.corrections[m.report_id]) for m in members if m.report_id in decided.corrections]
        others += [repr(decided.agencies[m.card.agency]) for m in members if m.card.agency in decided.agencies]
        years = tuple(dict.fromkeys(m.card.year for m in members))
        found[unit] = Keys(_hash(checking, *reports, *others), _hash(coding, *reports), years)
    return found


def hash_of_codebook(codebook: Codebook) -> str:
    """A hash of all that a codebook says, wherever it lies."""
    said = [_said(getattr(codebook, f.name)) for f in fields(codebook) if f.name != "source" and f.compare]
    return _hash(PurePath(codebook.source).name, *said)


def _said(value: object) -> str:
    """What a value of a codebook says, expressions in full."""
    if isinstance(value, re.Pattern):
        return f"{value.pattern} {value.flags}"
    if isinstance(value, tuple):
        return "\x1e".join(map(_said, value))
    if is_dataclass(value):
        return "\x1e".join(_said(getattr(value, f.name)) for f in fields(value) if f.compare)
    return repr(value)


@dataclass(frozen=True)
class Shard:
    """Agencies whose rows share files: their reports in the order of rows, and the keys by which the rows are made."""

    number: int
    units: Mapping[str, Unit]
    keys: Mapping[str, Keys]

    @property
    def members(self) -> list[Member]:
        """The reports in the order of their rows."""
        return [member for unit in self.units.values() for member in unit]

    @property
    def key(self) -> str:
        """By what all rows of the shard are made."""
        return _hash(*(f"{unit} {self.keys[unit]}" for unit in self.units))


def shards(units: Mapping[str, Unit], keys: Mapping[str, Keys]) -> list[Shard]:
    """The units in their shards."""
    cut = enumerate(shards_of(units))
    return [Shard(n, {u: units[u] for u in names}, {u: keys[u] for u in names}) for n, names in cut]


def given_up(unit: Unit, reason: str) -> Unit:
    """A unit over which a process was lost: its reports have failed, with the reason."""
    return tuple(replace(member, lost=reason) for member in unit)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:32]
