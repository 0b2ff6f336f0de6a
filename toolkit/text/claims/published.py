"""Figures of section 2 stated in prose: normative documents, regulations, decisions, fees."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.text.claims.claim import Claim
from toolkit.text.claims.numbers import MONEY
from toolkit.text.claims.referents import FILLER, Entry, entries
from toolkit.text.claims.topic import Place

_NO_FIGURE = re.compile(
    r"解读|征求意见|备案|审查|审核|草案|合法性|信息\d?$|信息公示|类$|类信息|专栏|目录|清单|栏目|告知|培训"
)


def read_published(place: Place) -> Claim | None:
    """A number beside the name of a row and a verb that says which column; several columns of different forms may be meant."""
    money = place.number.unit in MONEY
    if not money and not place.is_count:
        return None
    found = [
        hit
        for entry in entries("published")
        if (entry.reference.columns == ("amount_10k_yuan",)) == money and (hit := _hit(entry, place))
    ]
    if not found or _NO_FIGURE.search(place.words.clause[-16:] + place.words.tail):
        return None
    # A verb of the form itself before one that says nearly the same, the nearest before one farther off.
    best = max((strict, at) for strict, at, _, _ in found)
    chosen = [(entry, known) for strict, at, entry, known in found if (strict, at) == best]
    means = tuple(entry.reference for entry, _ in chosen)
    claim = place.claim(place.words.start, place.number.end, means, tuple(w for _, known in chosen for w in known))
    return claim if best[0] == _STRICT else replace(claim, unclear=claim.unclear or chosen[0][1][-1])


_STRICT, _LOOSE, _BARE = 2, 1, 0


def _hit(entry: Entry, place: Place) -> tuple[int, int, Entry, tuple[str, ...]] | None:
    """How surely an entry is meant, how near its words stand, and these words; None if it is not."""
    words = place.words
    near = f"{words.lead}\0{words.tail}"
    noun = entry.nouns.search(near)  # type: ignore[union-attr]
    # 制发规范性文件2件，废止1件: the noun stands with the first number of the sentence only.
    before = (
        None if noun else entry.nouns.search(place.view.compact.unbracketed(place.sentence, place.number.start)[-60:])
    )  # type: ignore[union-attr]
    if noun is None and (before is None or not _is_verb(entry, words.lead)):
        return None
    named = (noun or before)[0]  # type: ignore[index]
    for strict, pattern in ((_STRICT, entry.words), (_LOOSE, entry.loose)):
        hits = list(pattern.finditer(near)) if pattern is not None else []
        if hits:
            return strict, -abs(len(words.lead) - hits[-1].end()), entry, (named, hits[-1][0])
    if (
        noun is not None
        and entry.reference.columns in (("issued",), ("newly_made",), ("decisions",))
        and _ends_with(entry, words.lead)
    ):
        return _BARE, 0, entry, (named,)
    return None


def _is_verb(entry: Entry, lead: str) -> bool:
    """Whether nothing but the verb stands before a number: 制发规范性文件2件，废止1件."""
    verbs = "|".join(p.pattern for p in (entry.words, entry.loose) if p is not None)
    return re.fullmatch(rf"[，、；和并]*(?:{verbs}){FILLER}", lead) is not None


def _ends_with(entry: Entry, lead: str) -> bool:
    """Whether the noun itself stands right before the number: 规范性文件数0件、行政许可0项."""
    return re.search(rf"(?:{entry.nouns.pattern}){FILLER}$", lead) is not None  # type: ignore[union-attr]
