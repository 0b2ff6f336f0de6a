"""What kind of agency a body is, by the patterns of kinds.toml: the longest one found decides."""

from __future__ import annotations

import re

from toolkit.agencies.names import Parts
from toolkit.agencies.settings import Kinds, Label, kinds

_TOWN_BODY = re.compile(r"^(?:人民政府|政府|街道办事处|地区办事处|办事处|街道办)?(?:党政)?(?:办公室)?$")
# 市人民政府, 省教育厅: a rank without a name. 市场 is none.
_RANK = re.compile(r"^[省市县区州盟旗](?!场|政|容)(?=.)")
_ZONE_BODY = re.compile(r"^(?:$|管理委员会|管委会|管理局|管理处|管理办公室|党工委)")


def kind_labels() -> dict[str, Label]:
    """All kinds by key, in the order of kinds.toml."""
    return dict(kinds().kinds)


def level_labels() -> dict[str, Label]:
    """All levels by key, highest first."""
    return dict(kinds().levels)


def kind_in(body: str, known: Kinds) -> tuple[str, str, tuple[str, ...]]:
    """The kind of a body, the pattern that decided, and the kinds of patterns beside it; ("other", "", ()) for none."""
    # 人民政府 holds the letters of 民政.
    masked = body.replace("人民政府", "〇〇〇〇")
    found = [
        (pattern, place)
        for place, first in enumerate(body)
        for pattern in known.patterns.get(first, ())
        if pattern.stands_at(body if pattern.at_start or pattern.at_end else masked, place)
    ]
    if not found:
        return "other", "", ()
    # Of two equally long ones `min` takes the one that stands first in the name, then in the file.
    best, start = min(found, key=lambda f: (-len(f[0].text), f[1]))
    end = start + len(best.text)
    beside = [pattern.kind for pattern, at in found if at + len(pattern.text) <= start or at >= end]
    return best.kind, best.text, tuple(kind for kind in dict.fromkeys(beside) if kind != best.kind)


def kind_of(parts: Parts, known: Kinds) -> tuple[str, str, tuple[str, ...]]:
    """The kind of a name taken apart: (key, words that decided, other kinds it also names)."""
    if parts.steps and not parts.rest and not (parts.town or parts.zone or parts.authority):
        return "government", "the name is the place itself", ()
    if parts.corps and parts.rest in ("", "人民政府"):
        return "government", parts.corps, ()
    if parts.town and _TOWN_BODY.match(parts.rest):
        return "township_government", parts.town, ()
    if parts.zone and not parts.branch and _ZONE_BODY.match(parts.rest):
        return "development_zone", parts.zone, ()
    body = parts.rest if parts.steps else _RANK.sub("", parts.rest)
    found = kind_in(body, known)
    if found[0] == "other" and parts.authority:
        found = kind_in(parts.authority + parts.rest, known)
    if found[0] == "other" and parts.town:
        return "township_government", parts.town, ()
    return found
