"""Which of the divisions with one name is meant: by the year of the report, then by hints; where neither tells, none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from toolkit.agencies.divisions import Division

_PIECES = re.compile(r"[\s/\\_]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """The division meant, if one is; the places it was chosen among or that stay open; why, and what to know about it."""

    division: Division | None
    places: tuple[Division, ...]
    reason: str = ""
    notes: tuple[str, ...] = ()


def choose(candidates: Iterable[Division], year: int | None, newest: int, hints: Sequence[str] = ()) -> Choice:
    """The one division among `candidates` that a name means.

    A place that only changed its code or parent (公主岭市 2020) counts once. With a year, places that the list has in
    that year come first; without one, all since 2008 count. Hints only ever choose among what is left.
    """
    lines = _lineages(candidates)
    at = min(year, newest) if year is not None else newest
    stands = [line for line in lines if any(d.in_list(at) for d in line)]
    if year is not None and stands:
        lines = stands
    places = tuple(_of_year(line, at) for line in lines)
    if len(places) == 1:
        return Choice(places[0], places, "", _history(places[0], lines[0], newest))
    kept, words = _by_hints(places, hints)
    if len(kept) == 1:
        reason = f"chosen among {len(places)} places of this name by {words[kept[0]]} in the hints"
        return Choice(kept[0], places, reason, _history(kept[0], lines[places.index(kept[0])], newest))
    if not kept:
        return Choice(None, places, "", ("the hints name several of them",))
    return Choice(None, kept)


def listed(places: Iterable[Division], newest: int) -> str:
    """Candidates as text: "320106 江苏省南京市鼓楼区; 350102 福建省福州市鼓楼区 (until 2020)"."""
    return "; ".join(f"{d.code} {d.full_name}" + (f" (until {d.last})" if d.last < newest else "") for d in places)


def _lineages(candidates: Iterable[Division]) -> list[list[Division]]:
    """Candidates grouped into places: one whose years follow on another's in the same province is the same place.

    By its short name 吴江 is 吴江市 until 2011 and 吴江区 since.
    """
    lines: list[list[Division]] = []
    for division in sorted(candidates, key=lambda d: (d.first, d.code)):
        for line in lines:
            last = line[-1]
            same = last.name in (division.name, division.short) or last.short == division.short
            if same and last.last + 1 == division.first and last.province == division.province:
                line.append(division)
                break
        else:
            lines.append([division])
    return sorted(lines, key=lambda line: line[-1].code)


def _of_year(line: list[Division], year: int) -> Division:
    """The place as it was in a year; the last it was before, where it was abolished; else the first it became."""
    before = [d for d in line if d.first <= year]
    return before[-1] if before else line[0]


def _history(division: Division, line: list[Division], newest: int) -> tuple[str, ...]:
    notes = []
    if line[-1].last < newest:
        notes.append(f"{line[-1].name} is abolished or renamed: last in the list of {line[-1].last}")
    for other in line:
        if other is not division:
            notes.append(f"{other.first}-{other.last} under code {other.code} {other.full_name}")
    return tuple(notes)


def _by_hints(places: tuple[Division, ...], hints: Sequence[str]) -> tuple[tuple[Division, ...], dict[Division, str]]:
    """The places that every hint leaves, none where hints contradict each other, and the last word that spoke for each."""
    kept: tuple[Division, ...] = places
    words: dict[Division, str] = {}
    for hint in hints:
        pieces = frozenset(_PIECES.split(hint))
        for names in (_prefecture_words, _province_words):
            named = {d: word for d in places if (word := _word_in(hint, pieces, names(d)))}
            if named:
                words |= named
                kept = tuple(d for d in kept if d in named)
                break
    return kept, words


def _prefecture_words(division: Division) -> tuple[str, ...]:
    return (division.prefecture,) if division.prefecture else ()


def _province_words(division: Division) -> tuple[str, ...]:
    return (division.province, _short_province(division.province))


def _short_province(name: str) -> str:
    return re.sub(r"(?:壮族|回族|维吾尔|特别)?(?:自治区|行政区|省|市)$", "", name)


def _word_in(hint: str, pieces: frozenset[str], names: tuple[str, ...]) -> str:
    """The first of the names that the hint has. Short ones count only as a piece of their own: 江苏/教育, not 江苏路."""
    for name in names:
        if (len(name) > 2 and name[-1] in "省市区州盟县旗" and name in hint) or name in pieces:
            return name
    return ""
