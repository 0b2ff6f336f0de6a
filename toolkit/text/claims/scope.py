"""Of what a number is said: of which year, of this agency as a whole or of less, by the words about it (scope.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from toolkit.text.claims.numbers import NUMBERS
from toolkit.text.claims.referents import label_words
from toolkit.text.masking import names_of
from toolkit.text.sieve import longest_of, union

_YEAR = re.compile(
    r"(?P<compare>较|比|与|同|相比|自|从)?(?P<year>20\d\d)年(?:度)?(?!度?(?:未办结)?[结接]?转)(?P<same>同期)?|(?P<last>去年(?!度?(?:未办)?[结转])|上年度?(?!度?(?:未办)?[结转])|上一年度?(?!度?[结转])|前一年度?(?![结转]))"
)
_GROWS = re.compile(r"增长|增加|上升|提高|增幅|下降|减少|降低|回落|降幅|持平|多|少|翻")
_PART_OF_YEAR = re.compile(
    r"上半年|下半年|[一二三四]季度|\d{1,2}(?:月份?)?[-—~至到]\d{1,2}月(?!31日)|(?:截至|截止|至|到)(?:20\d\d年)?(?:\d|1[01])月|(?<!\d)(?:\d|1[0-2])月份|前[一二三]个?季度|年初|年中"
)
_FULL_YEAR = re.compile(r"1月1日[起至到—-]*(?:20\d\d年)?(?:至|到)?12月31日|12月31日")
_OF_DISCLOSURE = re.compile(
    r"(?:涉及?)?(?:政府信息公开|政府信息|信息公开|依申请公开|政务公开)(?:工作)?(?:领域的?|类的?|方面的?)?(?=[^，。；]{0,6}(?:行政|复议|诉讼|申请|案))"
)
_EVERY_WAY = re.compile(r"(?:通过|以|经)?(?:各种|各类|多种|各|线上线下|多)(?:渠道|方式|途径|形式)")
_A_YEAR = re.compile(r"20\d\d年(?:度)?")
_LONGER = re.compile(r"以来|历年|历次|近[年三两五]|累年|多年|至今|[三两五]年来|20\d\d年[-—至到]20\d\d年")
# Every word for a part of the year or for several years has one of these.
_NAMES_A_TIME = re.compile("[年月季历近]|以来|至今")
_PLAN = re.compile(r"力争|计划|将(?!申请|信息|其)|拟(?!稿|制)|目标|预计|争取|下一步")
_WORDS = tomllib.loads((resources.files(__package__) / "scope.toml").read_text(encoding="utf-8"))
_NARROWING = union(_WORDS["narrowing"])
_NEUTRAL = longest_of(_WORDS["neutral"])
_OFFICE = "局|委|办|厅|院|署|处|所|中心|单位|机关|部门|系统|辖区|站|队"
_REGIONS = "省|市|县|区|州|盟|旗|镇|乡|街道"
_GOVERNMENT = re.compile(rf"({_REGIONS})(?:人民政府|政府|办事处)?$|(?<=区)(?:党工委)?(?:管理委员会|管委会)$")
_WHOLE_REGION = re.compile(rf"[全我]({_REGIONS})(?!直|级|政府|委|属)")
_SELF = union(
    (
        rf"[我本全](?:{_REGIONS}|{_OFFICE})(?:政府|办公室|办|机关|系统|本级)?(?:各级|各)?(?:行政机关|政府|部门|单位)*(?:及其|、|和)?(?:各)?(?:部门|单位|行政机关)*",
        r"各级(?:各部门|政府|行政机关)*(?:及其(?:各)?部门)?",
        r"[省市县区镇]?人民政府(?:办公[室厅])?",
        r"[省市县区](?:政府)?(?:办公[室厅]|政府办|[\u4e00-\u9fff]{0,6}局)(?=共?收|共?受|共?办|共?接|共?处|全年|$|$)",
    )
)
_PUNCTUATION = re.compile(
    r"[，。；：、！？“”‘’《》（）()\[\]［］\-—~·•%\s\d.]|第?[一二三四五六七八九十]+(?:是|、)|其一|首先"
)
LONGEST_KEPT = 100
"""Characters of words about a number, at most, of which is kept what they say: short ones return in many reports."""


@dataclass(frozen=True)
class Own:
    """Who reports and of which year. `names` are those by which the report may call its agency, longest first; `level` is
    the region all of whose organs it counts: 市 for a city's government, whose 全市 it is; "" for an office, of which
    全市 is more than it counts; "*" where the agency is not known."""

    year: int | None
    names: tuple[str, ...] = ()
    level: str = "*"

    @classmethod
    def of(cls, year: int | None, agency: str) -> Own:
        """What is known of a report by its year and agency ("" if unknown)."""
        if not agency:
            return cls(year)
        found = _GOVERNMENT.search(agency)
        names = names_of(agency)
        if found:
            return cls(year, names, found[1] or "区")
        # 示例市 is no name of 示例市水务局.
        return cls(year, tuple(name for name in names if name[-1] == agency[-1]), "")


def part_of_year(words: str) -> bool:
    """Whether words name a part of the year: 上半年, 1至6月."""
    return _PART_OF_YEAR.search(words) is not None


def _first_narrowing(plain: str) -> str:
    if _NAMES_A_TIME.search(plain):
        for pattern in (_PART_OF_YEAR, _LONGER):
            if found := pattern.search(plain):
                return found[0]
    found = _PLAN.search(plain) or _NARROWING.search(plain)
    return found[0] if found else ""


def year_of(before: str, own: Own) -> int | None:
    """The year a number is said of, by the words before it in its sentence; the report's own where none is named."""
    year = own.year
    if "年" not in before:
        return year
    for found in _YEAR.finditer(before):
        rest = before[found.end() :]
        if found["compare"] or found["same"]:
            # 较2022年增长 compares; 较2022年的35件 names a number of 2022.
            if _GROWS.search(rest) or "，" in rest or "相比" in rest:
                continue
        if found["last"] and (_GROWS.search(rest) or "，" in rest):
            continue
        year = int(found["year"]) if found["year"] else (own.year - 1 if own.year else None)
    return year


def narrowing(words: str, own: Own) -> str:
    """The words that say a number is said of less than this agency's whole year; "" for none."""
    plain, found = (_narrowing if len(words) <= LONGEST_KEPT else _narrowing.__wrapped__)(words)
    named = any(name in plain for name in own.names)
    return _first_narrowing(_without_self(plain, own)) if named else found


@lru_cache(maxsize=4096)
def _narrowing(words: str) -> tuple[str, str]:
    """Words without labels and ways, and those of them that narrow if none is a name of the agency."""
    plain = _FULL_YEAR.sub("", words) if "31日" in words else words
    plain = _without_ways(_OF_DISCLOSURE.sub("", plain) if "公开" in plain or "信息" in plain else plain)
    plain = label_words().sub("\0", plain)
    return plain, _first_narrowing(_SELF.sub("\0", plain))


def unknown_words(words: str, own: Own, known: Iterable[str] = ()) -> str:
    """What is left of the words about a number when all is taken out that says nothing of its scope; "" for nothing."""
    read = _unknown if len(words) <= LONGEST_KEPT else _unknown.__wrapped__
    regions, plain, left = read(words, tuple(known))
    for level, region in regions:
        if own.level not in ("*", level):
            return region
    return _left_of(_without_self(plain, own)) if any(name in plain for name in own.names) else left


@lru_cache(maxsize=4096)
def _unknown(words: str, known: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], str, str]:
    """The regions that words speak of as a whole, the words without what is known, and what is left of them if none is
    a name of the agency."""
    regions = tuple((found[1], found[0]) for found in _WHOLE_REGION.finditer(words))
    plain = _without_ways(_A_YEAR.sub("", words) if "年" in words else words)
    for word in known:
        plain = plain.replace(word, "\0")
    return regions, plain, _left_of(_SELF.sub("\0", plain))


def _left_of(plain: str) -> str:
    plain = _PUNCTUATION.sub("", _NEUTRAL.sub("\0", NUMBERS.sub("\0", label_words().sub("\0", plain))))
    return " ".join(filter(None, plain.split("\0")))


def _without_ways(words: str) -> str:
    named = "道" in words or "式" in words or "途" in words
    return _EVERY_WAY.sub("", words) if named else words


def _without_self(words: str, own: Own) -> str:
    for name in own.names:
        words = words.replace(name, "\0")
    return _SELF.sub("\0", words)
