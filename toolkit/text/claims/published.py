"""Figures of section 2 stated in prose: normative documents, regulations, decisions, fees, procurement."""

from __future__ import annotations

import re
from functools import cache

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.numbers import MONEY
from toolkit.text.claims.referents import FILLER, Entry, entries
from toolkit.text.claims.topic import Place
from toolkit.text.sieve import Characters, needed

_NO_FIGURE = re.compile(
    r"解读|征求意见|备案|审查|审核|草案|合法性|信息\d?$|信息公示|类$|类信息|专栏|目录|清单|栏目|告知|培训"
)
_FIRST_COLUMNS = (("issued",), ("newly_made",), ("decisions",))
"""Columns that a name without a verb may mean: 规范性文件数0件、行政许可0项."""
_STRICT, _LOOSE, _BARE = 2, 1, 0
REACH = 60
"""Characters before a number in which the noun of its list is looked for."""

Hit = tuple[int, int, Entry, tuple[str, ...]]
"""How surely an entry is meant, how near its words stand, the entry, and the words that decided."""


def read_published(place: Place) -> Claim | None:
    """A number beside the name of a row and a verb that says which column; several columns of different forms may be meant."""
    money = place.number.unit in MONEY
    if not money and not (place.is_count or place.number.unit == "部"):
        return None
    words = place.words
    near = f"{words.lead}\0{words.tail}"
    earlier = place.view.compact.unbracketed(place.sentence, words.start)[-REACH:]
    found = [hit for entry in _named(near + "\n" + earlier, money) if (hit := _hit(entry, place, near, earlier))]
    if not found or _NO_FIGURE.search(place.words.clause[-16:] + place.words.tail):
        return None
    # A verb of the form itself before one that says nearly the same, the nearest before one farther off.
    best = max((strict, at) for strict, at, _, _ in found)
    chosen = [(entry, known) for strict, at, entry, known in found if (strict, at) == best]
    means = tuple(entry.reference for entry, _ in chosen)
    claim = place.claim(
        place.words.start, place.number.end, means, tuple(word for _, known in chosen for word in known)
    )
    return claim if best[0] == _STRICT else claim.doubted(chosen[0][1][-1])


@cache
def _entries(money: bool) -> tuple[tuple[Entry, Characters], ...]:
    """The entries that count money, or all others, with the characters that their nouns need."""
    of_kind = [e for e in entries("published") if (e.reference.columns == ("amount_10k_yuan",)) == money]
    return tuple((entry, needed(entry.nouns.pattern)) for entry in of_kind if entry.nouns is not None)


@cache
def _noun_characters(money: bool) -> Characters:
    needs = [needs for _, needs in _entries(money)]
    return frozenset().union(*needs)


def _named(said: str, money: bool) -> list[Entry]:
    """The entries of which the nouns can stand in some words, by their characters."""
    characters = {character for character in _noun_characters(money) if character in said}
    return (
        []
        if not characters
        else [entry for entry, needs in _entries(money) if needs is None or not needs.isdisjoint(characters)]
    )


def _hit(entry: Entry, place: Place, near: str, earlier: str) -> Hit | None:
    """How an entry is meant by the words about a number and those earlier in its sentence; None if it is not."""
    words, nouns = place.words, entry.nouns
    noun = nouns.search(near)
    # 制发规范性文件2件，废止1件: the noun stands with the first number of the sentence only.
    before = None if noun else nouns.search(earlier)
    if noun is None and (before is None or not _is_verb(entry, words.lead)):
        return None
    named = (noun or before)[0]  # type: ignore[index]
    if hit := _nearest_verb(entry, near, len(words.lead)):
        return hit[0], hit[1], entry, (named, hit[2])
    if noun is None or not _ends_with(nouns, words.lead):
        return None
    # 现行有效的规章13件、规范性文件20件: the verb stands with the first number of the sentence only.
    listed = place.view.text[words.start : words.start + 1]
    if listed and listed in "、和及" and (hit := _nearest_verb(entry, earlier, len(earlier))):
        return hit[0], hit[1] - len(words.lead), entry, (named, hit[2])
    return (_BARE, 0, entry, (named,)) if entry.reference.columns in _FIRST_COLUMNS else None


def _nearest_verb(entry: Entry, text: str, number: int) -> tuple[int, int, str] | None:
    """The last verb of an entry in a text: how sure it is, how near to the number at `number`, and the verb."""
    for strict, pattern in ((_STRICT, entry.words), (_LOOSE, entry.loose)):
        hits = list(pattern.finditer(text)) if pattern is not None else []
        if hits:
            return strict, -abs(number - hits[-1].end()), hits[-1][0]
    return None


def _is_verb(entry: Entry, lead: str) -> bool:
    """Whether nothing but the verb stands before a number: 制发规范性文件2件，废止1件."""
    return _verb_alone(entry).fullmatch(lead) is not None


@cache
def _verb_alone(entry: Entry) -> re.Pattern[str]:
    verbs = "|".join(p.pattern for p in (entry.words, entry.loose) if p is not None)
    return re.compile(rf"[，、；和并]*(?:宣布|同步|已|共)?(?:{verbs}){FILLER}")


def _ends_with(nouns: re.Pattern[str], lead: str) -> bool:
    """Whether the noun itself stands right before the number: 规范性文件数0件、行政许可0项."""
    return _at_end(nouns).search(lead) is not None


@cache
def _at_end(nouns: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{nouns.pattern}){FILLER}$")
