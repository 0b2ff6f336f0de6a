"""Themes of statements by a codebook: which ones, and the words that decided it.

The codebook is data (themes.toml): a user edits it or brings another. Nothing here knows a theme by name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from toolkit.text.folding import fold
from toolkit.text.sieve import needed

OTHER = "other"
"""The theme of a statement in which no cue was found."""

_CLAUSE = re.compile(r"[^。；，：！？\n]+")
_TITLE = re.compile(r"《[^》\n]{0,60}》")
_SENTENCE_ENDS = "。；！？\n"
_REQUIRED = ("code", "english", "chinese", "when", "cues")
_CODE = re.compile(r"[a-z][a-z0-9_]*")


class CodebookError(ValueError):
    """A codebook that cannot be used. Says which file and theme, what was expected and what to do."""


@dataclass(frozen=True)
class Theme:
    """A theme: its code and names, when it applies, and the expressions that decide it."""

    code: str
    english: str
    chinese: str
    when: str
    cues: re.Pattern[str]
    exceptions: re.Pattern[str] | None
    yields_to: tuple[str, ...]
    bars: re.Pattern[str] | None
    patterns: tuple[str, ...] = ()
    """The cues one by one, as they stand in the codebook."""


class Hit(NamedTuple):
    """Words that gave a statement a theme: `text[start:end]` of the text that was coded."""

    theme: str
    words: str
    start: int
    end: int


@dataclass(frozen=True)
class Codebook:
    """Themes in their order, and the clauses that are not coded."""

    source: str
    version: str
    themes: tuple[Theme, ...]
    skip: re.Pattern[str] | None
    keep: re.Pattern[str] | None
    skip_later: re.Pattern[str] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all themes, `other` last."""
        return (*(theme.code for theme in self.themes), OTHER)

    def theme(self, code: str) -> Theme:
        """A theme by its code. Raises KeyError."""
        for theme in self.themes:
            if theme.code == code:
                return theme
        raise KeyError(f"{self.source} has no theme {code!r}; it has {', '.join(self.codes)}")

    def hits(self, text: str) -> list[Hit]:
        """The words of a statement that decide its themes, in the order of the text."""
        found: list[Hit] = []
        # Titles of documents name themes without speaking of them: 《政务公开考核办法》.
        plain = fold(text)
        if "《" in plain:
            plain = _TITLE.sub(lambda match: "《" + " " * (len(match[0]) - 2) + "》", plain)
        before = ""
        for clause in _CLAUSE.finditer(plain):
            if clause.start() and plain[clause.start() - 1] in _SENTENCE_ENDS:
                before = ""
            if not self._is_skipped(clause[0].strip(), first=not before):
                found += self._in_clause(clause[0], clause.start(), text, before)
            before += clause[0] + "，"
        return found

    def _is_skipped(self, clause: str, first: bool) -> bool:
        if self.keep and self.keep.search(clause):
            return False
        later = not first and self.skip_later and self.skip_later.search(clause)
        return bool(later or (self.skip and self.skip.search(clause)))

    def _in_clause(self, clause: str, offset: int, text: str, before: str) -> list[Hit]:
        found: dict[str, tuple[Theme, list[tuple[int, int]]]] = {}
        always, by_character = self._needs
        possible = always
        for character in clause:
            possible |= by_character.get(character, 0)
        for number, theme in enumerate(self.themes):
            if not possible >> number & 1:
                continue
            places = _cue_places(theme, clause)
            if places and not (theme.bars and theme.bars.search(before + clause)):
                found[theme.code] = (theme, places)
        hits = [
            Hit(code, text[offset + start : offset + stop], offset + start, offset + stop)
            for code, (theme, places) in found.items()
            if found.keys().isdisjoint(theme.yields_to)
            for start, stop in places
        ]
        # Sorting is stable: of two hits at one place that of the earlier theme comes first.
        return sorted(hits, key=lambda hit: hit.start) if len(hits) > 1 else hits

    @cached_property
    def _needs(self) -> tuple[int, dict[str, int]]:
        """The themes that any clause may have, and those that a character of it may bring: a bit for the place of each."""
        always, by_character = 0, {}
        for number, theme in enumerate(self.themes):
            needs = needed(theme.cues.pattern)
            if needs is None:
                always |= 1 << number
            for character in needs or ():
                by_character[character] = by_character.get(character, 0) | 1 << number
        return always, by_character

    def code(self, text: str) -> list[str]:
        """The themes of a statement, that of its first words first; [`other`] where nothing fits."""
        return list(dict.fromkeys(hit.theme for hit in self.hits(text))) or [OTHER]


def _cue_places(theme: Theme, clause: str) -> list[tuple[int, int]]:
    """Where cues of a theme stand in a clause; one that begins within an exception is none."""
    places = [match.span() for match in theme.cues.finditer(clause)]
    barred = [match.span() for match in theme.exceptions.finditer(clause)] if places and theme.exceptions else []
    if not barred:
        return places
    return [place for place in places if not any(start <= place[0] < stop for start, stop in barred)]


@cache
def load_codebook(path: Path | str | None = None) -> Codebook:
    """The codebook in a TOML file; without a path the one of the toolkit.

    Raises CodebookError for a file that is no codebook, OSError for one that can't be read.
    """
    if path is None:
        return _parse(resources.files(__package__).joinpath("themes.toml").read_text(encoding="utf-8"), "themes.toml")
    return _parse(Path(path).read_text(encoding="utf-8-sig"), str(path))


def without_cues(book: Codebook, theme: str, cues: Collection[str]) -> Codebook:
    """The codebook with some cues of a theme taken out; a theme without any is left out. For measuring what each is worth."""
    kept = [cue for cue in book.theme(theme).patterns if cue not in cues]
    themes = []
    for old in book.themes:
        if old.code != theme:
            themes.append(old)
        elif kept:
            themes.append(replace(old, cues=_joined(kept, theme, "cues"), patterns=tuple(kept)))
    return replace(book, themes=tuple(themes))


def _parse(text: str, source: str) -> Codebook:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(
            f"{source}: not valid TOML ({error}); regular expressions stand in 'single quotes'"
        ) from error
    themes = tuple(_theme(entry, number, source) for number, entry in enumerate(data.get("theme", []), 1))
    if not themes:
        raise CodebookError(f"{source}: expected at least one [[theme]], found none; see toolkit/text/themes.toml")
    codes = [theme.code for theme in themes]
    for code in codes:
        if codes.count(code) > 1 or code == OTHER:
            raise CodebookError(
                f"{source}: the code {code!r} stands twice or is kept for what fits nothing; rename one"
            )
    for theme in themes:
        for other in theme.yields_to:
            if other not in codes:
                raise CodebookError(
                    f"{source}, theme {theme.code}: yields_to names {other!r}, which is no theme of this file"
                )
    skip = _joined(data.get("skip", []), source, "skip")
    later = _joined(data.get("skip_later", []), source, "skip_later")
    keep = _joined([data["keep"]] if "keep" in data else [], source, "keep")
    return Codebook(source, str(data.get("version", "")), themes, skip, keep, later)


def _theme(entry: dict, number: int, source: str) -> Theme:
    place = f"{source}, theme {entry.get('code', number)}"
    if missing := [name for name in _REQUIRED if not entry.get(name)]:
        raise CodebookError(f"{place}: expected {', '.join(_REQUIRED)}; {', '.join(missing)} is missing or empty")
    if not _CODE.fullmatch(entry["code"]):
        raise CodebookError(f"{place}: a code is small English letters, digits and _, found {entry['code']!r}")
    cues = _joined(entry["cues"], place, "cues")
    if cues is None:
        raise CodebookError(f"{place}: cues is empty; give at least one word")
    exceptions = _joined(entry.get("except", []), place, "except")
    names = (entry["english"], entry["chinese"], entry["when"])
    bars = _joined([entry["barred_by"]] if "barred_by" in entry else [], place, "barred_by")
    yields_to = tuple(entry.get("yields_to", ()))
    return Theme(entry["code"], *names, cues, exceptions, yields_to, bars, tuple(entry["cues"]))


def _joined(patterns: list[str], place: str, key: str) -> re.Pattern[str] | None:
    """One expression out of many, each of which must be sound by itself."""
    if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
        raise CodebookError(f"{place}: {key} must be a list of texts, found {patterns!r}")
    for pattern in patterns:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise CodebookError(f"{place}: {key} has {pattern!r}, which is no regular expression ({error})") from error
        if compiled.match(""):
            raise CodebookError(f"{place}: {key} has {pattern!r}, which fits everything; make it longer")
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None
