"""The numbers that Word sets before paragraphs and that stand nowhere in the text (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from toolkit.reading.readers.docx.names import PARAGRAPH_STYLE, W, integer, value_of
from toolkit.reading.readers.docx.numerals import numeral

LEVELS = 9
# Word sets a tab between number and text; after these signs nobody sees a gap.
_WIDE_ENDS = "、）．。：，】〕》"
_PLACE = re.compile(r"%([1-9])")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what is printed, and which level above makes it start again."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class List:
    """A list of a document: the abstract list whose counters it shares, its levels, and where it begins to count anew."""

    counters: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Style:
    """A paragraph style as far as it numbers: on which it is based, which list, which level."""

    based_on: str = ""
    number: str | None = None
    level: int | None = None


class Numbering:
    """The lists and styles of a document, and the state of its counters while its paragraphs are read in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.styles, self.default_style = _styles(styles)
        self.lists = _lists(numbering, self.styles) if numbering is not None else {}
        self.numbered_styles = frozenset(name for name in self.styles if self._of_style(name)[0])
        self.by_default = self.default_style in self.numbered_styles
        self.counts: dict[str, list[int | None]] = {}

    def label(self, properties: Any) -> str:
        """The number before a paragraph with these properties (w:pPr or None), with what parts it from the text.

        Counts on: to be asked once for each paragraph, in the order of the document.
        """
        if not self.lists or not self._may_number(properties):
            return ""
        number, at = self._of(properties)
        one = self.lists.get(number or "")
        level = one.levels.get(at) if one else None
        if one is None or level is None:
            return ""
        counts = self._counted(one, at)
        if level.number_format == "bullet":
            return ""
        text = _PLACE.sub(lambda match: self._numeral(one, counts, int(match[1]) - 1, level.legal), level.text)
        text = _PRIVATE.sub("", text)
        if not text or level.suffix == "nothing" or text[-1] in _WIDE_ENDS:
            return text
        return text + " "

    def _may_number(self, properties: Any) -> bool:
        """Whether a paragraph has a list of its own, or a style that has one."""
        if properties is None:
            return self.by_default
        style = value_of(properties, PARAGRAPH_STYLE) or self.default_style
        return style in self.numbered_styles or properties.find(f"{W}numPr") is not None

    def _of(self, properties: Any) -> tuple[str | None, int]:
        """The list and the level of a paragraph: its own, else those of its style and of the styles that is based on."""
        number, level, style = None, None, self.default_style
        if properties is not None:
            style = value_of(properties, PARAGRAPH_STYLE) or style
            own = properties.find(f"{W}numPr")
            if own is not None:
                number, level = value_of(own, f"{W}numId"), _level(own)
        named, seen = level, set()
        if number is None:
            number, of_style, seen = self._of_style(style)
            named = of_style if named is None else named
        if level is None and number is not None and seen:
            level = self._linked(number, seen, named)
        return number, level if level is not None else named or 0

    def _of_style(self, name: str) -> tuple[str | None, int | None, set[str]]:
        """The list and level of a style, and the names of the styles on the way to the one that gives them."""
        number, level = None, None
        seen: set[str] = set()
        while number is None and name in self.styles and name not in seen:
            seen.add(name)
            number = self.styles[name].number
            level = self.styles[name].level if level is None else level
            name = self.styles[name].based_on
        return number, level, seen

    def _linked(self, number: str, styles: set[str], level: int | None) -> int | None:
        """The level of a list that names one of these styles as its own, else the level that the style names."""
        levels = self.lists[number].levels if number in self.lists else {}
        return next((at for at, one in levels.items() if one.style in styles), level)

    def _counted(self, one: List, at: int) -> list[int | None]:
        """The counters after one more paragraph on this level. Lists on one abstract list share them."""
        counts = self.counts.setdefault(one.counters, [None] * LEVELS)
        if at in one.starts and at not in one.used:
            counts[at] = one.starts[at]
        else:
            before = counts[at]
            counts[at] = one.levels[at].start if before is None else before + 1
        one.used.add(at)
        for deeper in range(at + 1, LEVELS):
            restart = one.levels[deeper].restart if deeper in one.levels else None
            if restart is None or at < restart:
                counts[deeper] = None
        return counts

    def _numeral(self, one: List, counts: list[int | None], at: int, legal: bool) -> str:
        level = one.levels.get(at, Level())
        count = counts[at]
        return numeral(level.start if count is None else count, "decimal" if legal else level.number_format)


def _level(numbering_properties: Any) -> int | None:
    text = value_of(numbering_properties, f"{W}ilvl")
    return min(max(integer(text, 0), 0), LEVELS - 1) if text is not None else None


def _styles(styles: Any) -> tuple[dict[str, Style], str]:
    """Styles by id, and the id of the one for paragraphs that name none."""
    found: dict[str, Style] = {}
    default = ""
    if styles is None or next(styles.iter(f"{W}numPr"), None) is None:
        return found, default
    for style in styles.iterfind(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on"):
            default = name
        one = Style(value_of(style, f"{W}basedOn") or "")
        own = style.find(f"{W}pPr/{W}numPr")
        if own is not None:
            one = replace(one, number=value_of(own, f"{W}numId"), level=_level(own))
        found[name] = one
    return found, default


def _lists(numbering: Any, styles: dict[str, Style]) -> dict[str, List]:
    abstract = {one.get(f"{W}abstractNumId", ""): one for one in numbering.iterfind(f"{W}abstractNum")}
    levels = {name: dict(_levels(one)) for name, one in abstract.items()}
    numbers = list(numbering.iterfind(f"{W}num"))
    refers = {one.get(f"{W}numId", ""): value_of(one, f"{W}abstractNumId") or "" for one in numbers}
    links = {name: value_of(one, f"{W}numStyleLink") for name, one in abstract.items()}
    found: dict[str, List] = {}
    for one in numbers:
        base = refers[one.get(f"{W}numId", "")]
        # A list may have its levels in a list style, which names a list of its own.
        style = styles.get(links.get(base) or "")
        if not levels.get(base) and style and style.number in refers:
            base = refers[style.number]
        made = List(base, dict(levels.get(base, {})))
        for override in one.iterfind(f"{W}lvlOverride"):
            at = min(max(integer(override.get(f"{W}ilvl"), 0), 0), LEVELS - 1)
            whole, start = override.find(f"{W}lvl"), value_of(override, f"{W}startOverride")
            if whole is not None:
                made.levels[at] = _level_of(whole)
            if start is not None:
                made.starts[at] = integer(start, 1)
        found[one.get(f"{W}numId", "")] = made
    found.pop("0", None)
    return found


def _levels(abstract: Any) -> Iterator[tuple[int, Level]]:
    for level in abstract.iterfind(f"{W}lvl"):
        yield min(max(integer(level.get(f"{W}ilvl"), 0), 0), LEVELS - 1), _level_of(level)


def _level_of(level: Any) -> Level:
    restart, legal = value_of(level, f"{W}lvlRestart"), level.find(f"{W}isLgl")
    return Level(
        start=integer(value_of(level, f"{W}start"), 0),
        number_format=value_of(level, f"{W}numFmt") or "decimal",
        text=value_of(level, f"{W}lvlText") or "",
        suffix=value_of(level, f"{W}suff") or "tab",
        restart=None if restart is None else integer(restart, 0),
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        style=value_of(level, f"{W}pStyle") or "",
    )
