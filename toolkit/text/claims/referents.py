"""The words beside a number by which one knows what it counts (referents.toml), as compiled patterns."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from toolkit.text.claims.reference import TOTAL, Reference
from toolkit.text.sieve import Characters, needed, union

# What may stand between the words and the number: 予以公开的共有12件, 不予公开决定3件.
FILLER = (
    r"(?:的|件|有|共有?|共计|合计|总计|计|为|是|达到?|仅|各|均|已|约|：|，共|了|案件|申请|事项|情形|情况|答复|决定|处理|办理|告知|数量|总数|总量|件数|数|量|书面|方式|等|等原因|原因|信息|政府信息|"
    r"公开申请|申请公开|政府信息公开|政府信息公开申请|依申请公开|依申请|类|结果|提出|提交|继续|新|全年|被|“|”|\"){0,6}"
)
# What may stand between a number and words behind it: 12件（占25%）予以公开, 3件被依法不予公开.
BEHIND = r"(?:的|由于|依申请公开|申请人|申请|政府信息公开申请|案件|均|已|被|为|是|属于?|系|因|由|依法|作出|决定|，?均|，?属于?|予|以|来自|涉及|，?系){0,4}"


@dataclass(frozen=True)
class Entry:
    """One entry of the file: the reference it stands for, and its words."""

    kind: str
    reference: Reference
    group: str
    words: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    loose: re.Pattern[str] | None = None
    nouns: re.Pattern[str] | None = None
    needs: Characters = None
    """The characters of which its words have at least one."""

    def may_be_in(self, characters: set[str]) -> bool:
        """Whether a text of these characters can hold its words."""
        return self.needs is None or not self.needs.isdisjoint(characters)


class Match(NamedTuple):
    """Words that say what a number counts, at [start, end) of the text they were looked for in."""

    entry: Entry
    start: int
    end: int
    text: str


# 公民、法人和其他组织: no kind of applicant, but all of them.
EVERYBODY = re.compile("公民、?法人")
_TABLES = {"cases": "disputes", "case_outcomes": "disputes", "published": "proactive"}


@cache
def entries(kind: str) -> tuple[Entry, ...]:
    """The entries of a kind: "outcomes", "stages", "applicants", "cases", "case_outcomes", "published"."""
    return tuple(_entry(kind, item) for item in _file()[kind])


@cache
def _file() -> dict[str, list[dict]]:
    return tomllib.loads((resources.files(__package__) / "referents.toml").read_text(encoding="utf-8"))


@cache
def label_words() -> re.Pattern[str]:
    """The words of all outcomes, stages, applicants and cases, longest first where they begin alike."""
    words = [
        entry.words.pattern
        for kind in ("outcomes", "stages", "applicants", "cases", "case_outcomes")
        for entry in entries(kind)
    ]
    return union(sorted(words, key=len, reverse=True))


def _entry(kind: str, item: dict) -> Entry:
    reference = Reference(
        _TABLES.get(kind, "requests"), tuple(item.get("rows", ())), tuple(item.get("columns", (TOTAL,)))
    )
    words = item.get("words") or item["verbs"]
    return Entry(
        kind,
        reference,
        item.get("group", ""),
        re.compile(words),
        re.compile(rf"(?P<words>{words})(?P<filler>{FILLER})$"),
        re.compile(rf"(?P<filler>{BEHIND})(?P<words>{words})"),
        re.compile(item["loose"]) if "loose" in item else None,
        re.compile(item["nouns"]) if "nouns" in item else None,
        needed(words),
    )


def _possible(kind: str, text: str) -> list[Entry]:
    """The entries of a kind whose words can stand in a text, by its characters."""
    characters = set(text)
    every = _needed_by(kind)
    if every is not None and every.isdisjoint(characters):
        return []
    return [entry for entry in entries(kind) if entry.may_be_in(characters)]


def may_name(kind: str, text: str) -> bool:
    """Whether a text can hold words of a kind at all, by its characters."""
    needs = _needed_by(kind)
    return needs is None or not needs.isdisjoint(text)


@cache
def _needed_by(kind: str) -> Characters:
    needs = [entry.needs for entry in entries(kind)]
    return None if None in needs else frozenset().union(*needs)


# Several readings ask the same of a number's words, and short ones (其中, 分别) return all the time.
@lru_cache(maxsize=4096)
def last_before(kind: str, lead: str) -> Match | None:
    """The words nearest before a number that say what it counts: of several that end alike the longest."""
    found = []
    for entry in _possible(kind, lead):
        # The pattern is anchored at the end: of several places where it may begin the first is the longest.
        for match in entry.before.finditer(lead):
            found.append(Match(entry, match.start("words"), match.end("words"), match["words"]))
    return max(found, key=lambda m: (m.end, m.end - m.start), default=None)


@lru_cache(maxsize=4096)
def first_behind(kind: str, tail: str) -> Match | None:
    """The words right behind a number that say what it counts."""
    found = []
    for entry in _possible(kind, tail) if tail else ():
        if match := entry.behind.match(tail):
            found.append(Match(entry, match.start("words"), match.end("words"), match["words"]))
    return min(found, key=lambda m: (m.start, m.start - m.end), default=None)


@lru_cache(maxsize=4096)
def last_named(kind: str, text: str) -> Entry | None:
    """The entry of a kind whose words end last in a text, wherever that is: of several that end alike the longest."""
    found = [(m.end(), m.end() - m.start(), e) for e in _possible(kind, text) for m in e.words.finditer(text)]
    return max(found, key=lambda item: item[:2])[2] if found else None
