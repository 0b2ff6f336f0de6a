"""Facts about an agency from its name: where it is (division code), its level, and its kind, with the words that decided.

`division_code` is the code of the smallest division of the list that the name places the agency in: for a town that of
its county, for a development zone that of the city it lies in (the list has no codes for either). It is text, never a
number, and None where the name does not tell. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from toolkit.agencies.divisions import Division, division, divisions
from toolkit.agencies.kinds import kind_of
from toolkit.agencies.names import NameReader, Parts
from toolkit.agencies.overrides import NO_CODE, Override
from toolkit.agencies.resolving import Choice, choose, listed
from toolkit.agencies.settings import kinds, places


@dataclass(frozen=True)
class AgencyFacts:
    """What is known of an agency. Unknown is None; `decided_by` quotes the words that decided, `note` says what to know.

    `level` and `kind` are keys of kinds.toml. A district of 北京, 天津, 上海 or 重庆 is `county`, as by its code, and a
    sub-provincial city `prefecture`; `note` says so.
    """

    agency: str
    division_code: str | None
    province: str | None
    prefecture: str | None
    county: str | None
    level: str | None
    kind: str
    kind_chinese: str
    decided_by: str
    note: str


@cache
def _reader() -> NameReader:
    return NameReader(divisions(), kinds(), places())


def facts_of(
    agency: str,
    overrides: Mapping[str, Override] | None = None,
    hints: Sequence[str] = (),
    year: int | None = None,
) -> AgencyFacts:
    """The facts of an agency named as in a report's title (宿迁市教育局).

    `overrides` are a person's decisions (`read_overrides`); they win. `hints` are texts that may name the province or
    city, such as the folders of the file; they only choose among divisions of the same name. `year` is the report year:
    a division is taken as it was at the end of it, by default as in the newest list. Raises DivisionListError where the
    list of divisions is not installed.
    """
    parts = _reader().read(agency)
    choice = choose(parts.candidates, year, divisions().newest, hints) if parts.steps else Choice(None, ())
    facts = _derived(agency, parts, choice)
    decision = (overrides or {}).get(agency)
    return _overridden(facts, decision) if decision else facts


def _derived(agency: str, parts: Parts, choice: Choice) -> AgencyFacts:
    key, words, beside = kind_of(parts, kinds())
    known = kinds().kinds
    level, level_words = _level(parts, choice)
    if key == "township_government" and level != "township":
        level, level_words = "township", words
    decided = [_division_words(parts, choice), f"level: {level_words}" if level_words else ""]
    notes = [*_place_notes(parts, choice), *choice.notes, *_rank_notes(parts, choice.division)]
    if beside:
        notes.append("also names " + ", ".join(f"{other} {known[other].chinese}" for other in beside))
    # An unknown place lies in the one before it, but its own code is not known.
    coded = choice.division if not _without_code(parts) else None
    named = () if parts.misfit else (choice.division,) if choice.division else choice.places
    return AgencyFacts(
        agency=agency,
        division_code=coded.code if coded else None,
        **_shared_names(named),
        level=level,
        kind=key,
        kind_chinese=known[key].chinese,
        decided_by="; ".join(filter(None, [*decided, f"kind: {words or 'no pattern of kinds.toml fits'}"])),
        note="; ".join(notes),
    )


def _without_code(parts: Parts) -> bool:
    return bool(parts.unknown or parts.misfit)


def _shared_names(found: Sequence[Division]) -> dict[str, str | None]:
    """Province, prefecture and county where all divisions agree on them."""
    names: dict[str, str | None] = {}
    for part in ("province", "prefecture", "county"):
        values = {getattr(d, part) for d in found}
        names[part] = values.pop() if len(values) == 1 else None
    return names


def _level(parts: Parts, choice: Choice) -> tuple[str | None, str]:
    """The level and the words it rests on; None where the name does not tell."""
    if parts.town:
        return "township", parts.town
    if parts.zone:
        return "zone", parts.zone
    if parts.corps:
        return ("prefecture", parts.corps) if parts.corps.endswith("师") else ("province", parts.corps)
    if parts.authority and not parts.steps and not parts.unknown:
        return "central", parts.authority
    if _without_code(parts):
        return None, ""
    levels = {d.level for d in ((choice.division,) if choice.division else choice.places)}
    return (levels.pop(), parts.steps[-1].word) if len(levels) == 1 else (None, "")


def _division_words(parts: Parts, choice: Choice) -> str:
    if not parts.steps:
        return ""
    words = "".join(step.word for step in parts.steps)
    if parts.steps[-1].short and choice.division:
        words += f" (short for {choice.division.name})"
    return f"division: {words}" + (f", {choice.reason}" if choice.reason else "")


_DO = "if known, add a row to data/agencies.csv"


def _place_notes(parts: Parts, choice: Choice) -> list[str]:
    """Why there is no code, or what the code stands for."""
    newest = divisions().newest
    named = "".join(step.word for step in parts.steps)
    if parts.misfit:
        return [f"no code: the list has no {parts.misfit} in {named}; {_DO}"]
    if parts.unknown:
        what = "the area of the branch " if parts.branch else ""
        return [f"no code: {what}{parts.unknown} is not in the list{f' under {named}' if named else ''}; {_DO}"]
    if parts.steps and choice.division is None:
        return [f"no code: {parts.steps[-1].word} can be {listed(choice.places, newest)}; {_DO}"]
    if not parts.steps:
        return _placeless(parts)
    if parts.town:
        return ["the code is that of the division the town lies in"]
    if parts.zone:
        return ["the code is that of the division the zone lies in, whose statistics are not the zone's"]
    notes = [f"local organ of {parts.authority}; the level is that of the place named"] if parts.authority else []
    if parts.branch:
        own = (
            "of an agency of the level above"
            if parts.steps[-1].word == parts.branch
            else "without a division of its own"
        )
        notes.append(f"branch ({parts.branch}) {own}")
    return notes


def _placeless(parts: Parts) -> list[str]:
    if parts.corps:
        return ["no code: the list has none for the corps (兵团)"]
    if parts.authority and not parts.zone:
        return []
    return [f"no code: the name holds no division of the list; {_DO}"]


def _rank_notes(parts: Parts, division: Division | None) -> list[str]:
    if division is None or _without_code(parts):
        return []
    if division.in_municipality:
        return [
            f"{division.name} belongs to a municipality (直辖市): county level by its code, prefecture level by its rank"
        ]
    if division.name in places().sub_provincial and division.level == "prefecture":
        return [f"{division.name} is a sub-provincial city (副省级城市)"]
    if division.level == "county" and not division.prefecture:
        return [f"{division.name} is directly under its province (省直辖县级), without a prefecture"]
    return []


def _overridden(facts: AgencyFacts, decision: Override) -> AgencyFacts:
    """The facts with what a person decided. Level and names follow a decided code, unless a level is decided too."""
    changed = {name: getattr(decision, name) for name in ("division_code", "level", "kind") if getattr(decision, name)}
    names = ", ".join(changed) or "note"
    if decision.division_code == NO_CODE:
        changed.update(division_code=None, province=None, prefecture=None, county=None)
    elif decision.division_code:
        place = division(decision.division_code)
        changed.update(province=place.province, prefecture=place.prefecture, county=place.county)
        if not decision.level and facts.level not in ("township", "zone"):
            changed["level"] = place.level
    if decision.kind:
        changed["kind_chinese"] = kinds().kinds[decision.kind].chinese
    # What was noted on the place no longer holds where the code is decided.
    note = "; ".join(filter(None, [decision.note, "" if decision.division_code else facts.note]))
    return replace(
        facts, **changed, decided_by=f"override of {names} ({decision.place}); {facts.decided_by}", note=note
    )
