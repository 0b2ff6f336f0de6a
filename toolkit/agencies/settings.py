"""The data files of this folder as frozen records: levels and kinds of agency, and names that the list does not hold."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Label:
    """A level or kind: its key, and its English and Chinese labels."""

    key: str
    english: str
    chinese: str


class Pattern(NamedTuple):
    """A name pattern without its marks: the kind it names, and whether it must stand at the beginning or the end."""

    text: str
    kind: str
    at_start: bool
    at_end: bool

    def stands_at(self, body: str, place: int) -> bool:
        """Whether the body has it at this place."""
        fits = body.startswith(self.text, place) and not (self.at_start and place)
        return fits and not (self.at_end and place + len(self.text) < len(body))


@dataclass(frozen=True, eq=False)
class Kinds:
    """Levels, kinds, and the patterns by their first character, the longest first."""

    levels: dict[str, Label]
    kinds: dict[str, Label]
    patterns: dict[str, tuple[Pattern, ...]] = field(repr=False)

    def length_at(self, text: str, place: int) -> int:
        """The length of the longest pattern that begins at a place of a text; 0 where none does."""
        here = self.patterns.get(text[place : place + 1], ())
        return next((len(p.text) for p in here if not p.at_end and text.startswith(p.text, place)), 0)


@dataclass(frozen=True, eq=False)
class Places:
    """Short names of divisions, sub-provincial cities, endings of functional areas, and central authorities."""

    aliases: dict[str, str]
    also_within: dict[str, str]
    sub_provincial: frozenset[str]
    zone: re.Pattern[str]
    central: tuple[str, ...]


def parse_kinds(text: str, file: str = "kinds.toml") -> Kinds:
    """Levels and kinds from the text of a kinds.toml. Raises ValueError naming the file and the kind that is not right."""
    data = _toml(text, file)
    levels = {entry["key"]: _label(entry, file, ()) for entry in data.get("levels", [])}
    kinds: dict[str, Label] = {}
    owner: dict[str, str] = {}
    for entry in data.get("kinds", []):
        label = _label(entry, file, ("names",))
        if label.key in kinds:
            raise ValueError(f"{file}: the kind {label.key} stands there twice; give one of them another key")
        kinds[label.key] = label
        for name in entry["names"]:
            if not name.strip("^$") or name in owner:
                other = f"it already stands under {owner[name]}" if name in owner else "it is empty"
                raise ValueError(
                    f"{file}: pattern {name!r} of the kind {label.key} cannot be used: {other}; remove one"
                )
            owner[name] = label.key
    if "other" not in kinds:
        raise ValueError(f"{file}: the kind `other` is expected, for agencies that no pattern fits; add it")
    patterns: dict[str, list[Pattern]] = {}
    # Longest first, then the order of the file: Python's sort keeps it.
    for name in sorted(owner, key=lambda name: -len(name.strip("^$"))):
        pattern = Pattern(name.strip("^$"), owner[name], name.startswith("^"), name.endswith("$"))
        patterns.setdefault(pattern.text[0], []).append(pattern)
    return Kinds(levels, kinds, {first: tuple(those) for first, those in patterns.items()})


def _label(entry: dict[str, Any], file: str, further: tuple[str, ...]) -> Label:
    for name in ("key", "english", "chinese", *further):
        if name not in entry:
            raise ValueError(f"{file}: {entry.get('key', 'a block without a key')} has no {name!r}; add it")
    return Label(entry["key"], entry["english"], entry["chinese"])


def parse_places(text: str, file: str = "places.toml") -> Places:
    """The names of a places.toml. Raises ValueError naming the file where it is broken."""
    data = _toml(text, file)
    words = sorted(data["zones"]["words"], key=len, reverse=True)
    # What stands before the ending is the zone's own name, never another body (…局经济技术开发区分局) or division.
    zone = rf"(?:(?!局|厅|委|政府|办公|医院|学院|市|县).){{0,12}}?(?:{'|'.join(words)})(?!区)"
    return Places(
        aliases=dict(data["aliases"]),
        also_within=dict(data["also_within"]),
        sub_provincial=frozenset(data["sub_provincial"]["cities"]),
        zone=re.compile(zone),
        central=tuple(sorted(data["central"]["names"], key=len, reverse=True)),
    )


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file}: not valid TOML: {error}; undo the last change there") from error


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def kinds() -> Kinds:
    """Levels and kinds of kinds.toml, read once."""
    return parse_kinds(_text("kinds.toml"))


@cache
def places() -> Places:
    """The names of places.toml, read once."""
    return parse_places(_text("places.toml"))
