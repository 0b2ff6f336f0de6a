"""An agency's name taken apart: authority, divisions, town or zone, and the body left (江苏省|南京市|鼓楼区|教育局)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from toolkit.agencies.divisions import Division, DivisionList
from toolkit.agencies.settings import Kinds, Places

CORPS = "新疆生产建设兵团"
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_REPUBLIC = re.compile(r"^中华人民共和国")
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_CORPS_DIVISION = re.compile(r"^第?([一二三四五六七八九十百0-9]{1,3})师")
# A town's own name holds no other place (东山区和平街道), though 红旗街道, 市桥街道 and 矿区街道 are towns.
_TOWN_NAME = (
    r"((?!人民政府|[^局厅委部处]{1,9}[市县区][^镇乡街苏])[^局厅委部处]{1,10}?(?:街道|民族乡|民族苏木|苏木|镇|乡))"
)
_TOWN = re.compile(rf"^(?:人民政府)?{_TOWN_NAME}(?=$|人民政府|政府|办事处|街道办|地区办事处|党政|便民|社会事务)")
_AREA_OFFICE = re.compile(r"^(?:人民政府)?([^市县区旗局厅委部处]{1,8}?地区)(?=办事处)")
_TOWN_BODY = re.compile(rf"^{_TOWN_NAME}(?=.{{1,12}}(?:所|站|队|中心|办公室|局|院)$)")
_NO_TOWN = ("城", "城乡", "城镇", "乡", "村")
_BRANCH = re.compile(r"^(.*?(?:局|委员会|委(?!员)|厅|处|署|办公室|总队|支队))(.{1,14}?)分局$")
_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十0-9]+|直属|.{0,4}稽查)(?:税务|稽查|直属|派出)?$")
_UNKNOWN_PLACE = re.compile(r"^([^局厅委部处府院会]{1,8}?[市县区])")
_NO_PLACE = tuple(
    "城市 超市 地区 社区 园区 辖区 灌区 库区 林区 山区 牧区 老区 景区 市区 城区 小区 军区 校区 片区 保护区".split()
)
# A short name before one of these is part of another name: 上海路街道, 太湖流域, 北京大道.
_PART_OF_A_NAME = re.compile(r"路|街|道|大道|湖|山|江|河|村|镇|乡|港|岛|大学|学院")
_MARKET = "场监"


@dataclass(frozen=True, slots=True)
class Step:
    """A division named: the word that names it, and all divisions of the list it can stand for."""

    word: str
    candidates: tuple[Division, ...]
    short: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart. `rest` is the body; `unknown` a place the list does not hold; `misfit` two that do not fit."""

    text: str
    steps: tuple[Step, ...] = ()
    authority: str = ""
    town: str = ""
    zone: str = ""
    branch: str = ""
    corps: str = ""
    unknown: str = ""
    misfit: str = ""
    rest: str = ""

    @property
    def candidates(self) -> tuple[Division, ...]:
        """The divisions that the last place named can be."""
        return self.steps[-1].candidates if self.steps else ()


def plain(agency: str) -> str:
    """A name without spaces, brackets and what stands in them, full-width characters made narrow."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", agency))
    return _BRACKETS.sub("", text)


class NameReader:
    """Takes names apart by one list of divisions and one set of kinds and places."""

    def __init__(self, found: DivisionList, kinds: Kinds, places: Places) -> None:
        self._list, self._kinds, self._places = found, kinds, places
        self._longest = max(map(len, (*found.full, *found.short)))

    def read(self, agency: str) -> Parts:
        """The parts of a name. What cannot be told apart stays in `rest`; nothing is guessed."""
        text = _REPUBLIC.sub("", _PARTY.sub("", plain(agency))) or plain(agency)
        if text.startswith((CORPS, "兵团")):
            return self._corps(text)
        authority = next((name for name in self._places.central if text.startswith(name)), "")
        # What follows a ministry is its own organ, named after a sea, a river or a region (自然资源部东海局).
        if authority.endswith("部"):
            return Parts(text, authority=authority, rest=text)
        steps, end = self._divisions(text, len(authority))
        parts = self._body(text, steps, end, authority)
        if authority and not (steps or parts.zone or parts.unknown):
            return Parts(text, authority=authority, rest=text)
        return parts

    def _corps(self, text: str) -> Parts:
        rest = text.removeprefix(CORPS) if text.startswith(CORPS) else text.removeprefix("兵团")
        match = _CORPS_DIVISION.match(rest)
        if not match:
            return Parts(text, corps="兵团", rest=rest)
        steps, end = self._divisions(rest, match.end())
        return Parts(text, steps=steps, corps=match[0], rest=rest[end:])

    def _divisions(self, text: str, start: int) -> tuple[tuple[Step, ...], int]:
        """The divisions named one after the other from `start`, each within the one before, and where they end."""
        steps: list[Step] = []
        end = start
        while step := self._longest_at(text, end, steps):
            steps.append(step)
            end += len(step.word)
        return tuple(steps), end

    def _longest_at(self, text: str, start: int, steps: list[Step]) -> Step | None:
        outer = steps[-1].candidates if steps else None
        for length in range(min(self._longest, len(text) - start), 1, -1):
            word = text[start : start + length]
            after = start + length
            full = self._inside(self._list.full.get(word, ()), outer)
            if full and not (word.endswith("市") and self._shares_its_end(text, after, full)):
                return Step(word, full)
            short = self._inside(self._list.short.get(word, ()), outer)
            if short and (allowed := self._short_allowed(text, start, after, short, outer)):
                return Step(word, allowed, short=True)
        return None

    def _inside(self, found: tuple[Division, ...], outer: tuple[Division, ...] | None) -> tuple[Division, ...]:
        if outer is None or not found:
            return found
        also = self._places.also_within
        return tuple(d for d in found if any(d.within(o) or also.get(d.name) == o.name for o in outer))

    def _short_allowed(
        self, text: str, start: int, after: int, found: tuple[Division, ...], outer: tuple[Division, ...] | None
    ) -> tuple[Division, ...]:
        """Those of the divisions that a short name can stand for here; none where it is part of another word.

        A short name at the head of a name means a province, else a prefecture, else (before a zone) a county; 公安局 is
        not of 公安县, 太湖流域 not of 太湖县.
        """
        for level in ("province", "prefecture", "county"):
            here = tuple(d for d in found if d.level == level)
            if here and self._full_name_follows(text, after, here):
                return here
        if _PART_OF_A_NAME.match(text, after):
            return ()
        if provinces := tuple(d for d in found if d.level == "province"):
            return provinces
        if start + self._kinds.length_at(text, start) >= after:
            return ()
        zone = bool(self._places.zone.match(text, after)) or text.startswith("市" + _MARKET, after)
        body = not zone and self._is_body(text, after)
        prefectures = tuple(d for d in found if d.level == "prefecture")
        if prefectures and (zone or body):
            # 恩施 can be the prefecture or its city: both stay. A county or district is not shortened like that.
            return prefectures + tuple(d for d in found if d.level == "county" and d.name.endswith("市"))
        if prefectures:
            return ()
        # 西湖风景名胜区 is named after the lake, not the district; 昆山经济技术开发区 after the city.
        named_after = zone and not all(d.name.endswith("区") for d in found)
        return found if named_after or (body and outer) else ()

    def _shares_its_end(self, text: str, after: int, here: tuple[Division, ...]) -> bool:
        """Whether 市 belongs to what follows: 新郑市场监管局 is 新郑 and 市场监管局, 青岛市南区 is 青岛 and 市南区."""
        if text.startswith(_MARKET, after):
            return True
        return self._full_name_follows(text, after - 1, here) and not self._full_name_follows(text, after, here)

    def _is_body(self, text: str, start: int) -> bool:
        return self._kinds.length_at(text, start) > 0 or text.startswith(("人民政府", "政府"), start)

    def _full_name_follows(self, text: str, start: int, outer: tuple[Division, ...]) -> bool:
        return any(
            self._inside(self._list.full.get(text[start : start + length], ()), outer)
            for length in range(min(self._longest, len(text) - start), 1, -1)
        )

    def _body(self, text: str, steps: tuple[Step, ...], start: int, authority: str) -> Parts:
        rest = text[start:]
        parts = {"text": text, "authority": authority}
        if branch := _BRANCH.match(rest):
            return self._branch(parts, steps, branch)
        if town := _TOWN.match(rest) or _AREA_OFFICE.match(rest) or self._town_with_body(rest):
            return Parts(**parts, steps=steps, town=town[1], rest=rest[town.end() :])
        if zone := self._places.zone.match(rest):
            return Parts(**parts, steps=steps, zone=zone[0], rest=rest[zone.end() :])
        if steps and (misfit := self._other_division(rest)):
            return Parts(**parts, steps=steps, misfit=misfit, rest=rest[len(misfit) :])
        if unknown := self._unknown_place(rest):
            return Parts(**parts, steps=steps, unknown=unknown, rest=rest[len(unknown) :])
        return Parts(**parts, steps=steps, rest=rest)

    def _branch(self, parts: dict[str, str], steps: tuple[Step, ...], branch: re.Match[str]) -> Parts:
        """A branch is where its own area is: 北京市规划和自然资源委员会海淀分局 in 海淀区."""
        body, area = branch[1], branch[2]
        outer = steps[-1].candidates if steps else None
        full = self._inside(self._list.full.get(area, ()), outer)
        short = self._inside(self._list.short.get(area, ()), outer)
        if full or short:
            return Parts(**parts, steps=(*steps, Step(area, full + short, not full)), branch=area, rest=body)
        if self._places.zone.fullmatch(area):
            return Parts(**parts, steps=steps, zone=area, branch=area, rest=body)
        # A number says no place, and a branch of a county's office lies within the county.
        at_county = bool(outer) and all(d.level == "county" for d in outer)
        unknown = "" if at_county or _NUMBERED.match(area) else area
        return Parts(**parts, steps=steps, unknown=unknown, branch=area, rest=body)

    def _town_with_body(self, rest: str) -> re.Match[str] | None:
        """虹桥镇财政所 is of a town, 住房和城乡建设局 is not."""
        match = _TOWN_BODY.match(rest)
        if not match or match[1].removesuffix("镇").removesuffix("乡").endswith(_NO_TOWN):
            return None
        return None if self._kinds.length_at(rest, 0) >= match.end() else match

    def _other_division(self, rest: str) -> str:
        for length in range(min(self._longest, len(rest)), 2, -1):
            word = rest[:length]
            if word in self._list.full and not (word.endswith("市") and rest.startswith(_MARKET, length)):
                return word
        return ""

    def _unknown_place(self, rest: str) -> str:
        if self._is_body(rest, 0):
            return ""
        match = _UNKNOWN_PLACE.match(rest)
        if not match or len(match[1]) < 2 or match[1].endswith(_NO_PLACE) or rest.startswith(_MARKET, match.end()):
            return ""
        return match[1]
