"""A text made comparable: names, dates, years and numbers become placeholders, and every character keeps its place.

What is masked is what an office must change when it takes a sentence over. Masking too much costs little, since both
texts are masked alike; masking too little hides wording that was taken over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

NAME, DATE, YEAR, NUMBER = "◇", "□", "△", "#"
"""The placeholders. No symbol of a text is left in its masked form, so none of them can come from the text."""

PLACEHOLDERS = NAME + DATE + YEAR + NUMBER

_HAN = "\u4e00-\u9fff"
_DIGITS = "〇○零一二三四五六七八九"
_YEAR = rf"(?:(?:19|20)\d{{2}}|[一二][〇○零九][{_DIGITS}]{{2}})"
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = rf"{_YEAR}年{_SMALL}月(?:{_SMALL}日)?|{_SMALL}月{_SMALL}日|{_YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}"
# 12, 1,234.5, 70.3%, 18万, 0000-1234567, 三十, 十四; and the numbering of points, which changes when one is put in.
_NUMBER = rf"\d+(?:[.,:/~-]\d+)*%?[百千万亿]*|[{_DIGITS}十百千万亿两]+"
_LEVEL = "省市县区州旗盟"
# 我局, 本机关, 全市, 市委, 县政府: how a report names its own office and the offices above it.
_ORGAN = r"(?:(?:人民)?政府|委(?![员托派]))"
_SELF = rf"[我本全][{_LEVEL}镇乡局委办厅院署]|[我本全]街道|[我本](?:机关|单位|中心)|[{_LEVEL}]{_ORGAN}"

# A place is believed where a clause or a list item begins with it: in 各地在示例区 nothing says where its name begins.
_CLEAN = rf"(?<![{_HAN}a-z])"
# Characters that stand in hardly any place's name: 各县, 我市, 等区, 年办理市.
_FUNCTION = "各全我本该在与及等的为对向从由至到以于将按经被把其是有不这每两"
_STEM = rf"[^\W\d_a-z{_FUNCTION}{_LEVEL}和年办化]"
# 专区 and 城市 are words; 围绕市委, 支持市场 and 完善区域 are verbs and what follows them.
_PLACE = re.compile(
    rf"{_CLEAN}({_STEM}{{2,3}}(?:(?<!城)市|县|(?<![社专园辖地景片校])区|旗))(?!委|政府|人民|场|域|民|级|直|容|长|辖|内)"
)
_OFFICE = re.compile(
    rf"{_CLEAN}([{_LEVEL}](?!{_ORGAN}(?!办))[^\W\d_a-z{_FUNCTION}]{{2,10}}?(?:管理局|局|委员会|管委会|厅|办公室))"
)

_REGION = re.compile(
    rf"[{_HAN}]县(?!市)|[{_HAN}]{{2,8}}?(?:自治区|省|市|自治州|州|地区|盟|自治县|县|区|自治旗|旗|镇|乡|街道)"
)
_GOVERNMENT = re.compile(r"^人民政府(?=办|$)")
_WORDS = {"政府", "人民政府", "办事处", "办公室"}  # words when they stand alone, no names
_BREAKS = "\n\r\u2028\u2029"
_LONG_ENOUGH = 2
"""A name of one character is no name: it stands in other words."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text. Its character `i` stands for `[starts[i], ends[i])` of the text that was masked."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.text)

    def within(self, start: int, end: int) -> str:
        """The masked characters that stand for what lies in `[start, end)` of the original, offsets in characters."""
        kept = zip(self.text, self.starts, self.ends, strict=True)
        return "".join(char for char, s, e in kept if start <= s and e <= end)


def mask(text: str, names: Iterable[str] = ()) -> Masked:
    """A text with names, dates, years and numbers each masked by a placeholder, and without punctuation and spaces.

    `names` are masked wherever they stand, the longest first; so are the places and offices that the text itself shows
    (`names_in`) and what an office calls itself (我局, 全市). Width and case are folded (NFKC); a run of placeholders of one
    kind is one (东湾区、西岭区 is one name). "2020年收到12件" and "2021年收到15件" both become "△收到#件".
    """
    folded, places = _fold(text)
    known = {*(_fold(name)[0] for name in names), *_named(folded)}
    pattern = _pattern(tuple(sorted((n for n in known if len(n) >= _LONG_ENOUGH), key=lambda n: (-len(n), n))))
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for found in pattern.finditer(folded):
        pieces += [(folded[i], i, i) for i in range(at, found.start()) if _is_wording(folded[i])]
        kind, first, at = _KINDS[found.lastgroup or ""], found.start(), found.end()
        if pieces and pieces[-1][0] == kind:
            first = pieces.pop()[1]
        pieces.append((kind, first, at - 1))
    pieces += [(folded[i], i, i) for i in range(at, len(folded)) if _is_wording(folded[i])]
    starts = tuple(places[first] for _, first, _ in pieces)
    return Masked("".join(char for char, _, _ in pieces), starts, tuple(places[last] + 1 for _, _, last in pieces))


_KINDS = {"name": NAME, "date": DATE, "year": YEAR, "self": NAME, "number": NUMBER}


@cache
def _fold_char(char: str) -> str:
    """A character folded in width and case; "" for spaces and what has no width; a line break stays, as a boundary."""
    if char in _BREAKS:
        return "\n"
    folded = unicodedata.normalize("NFKC", char).casefold()
    return "".join(c for c in folded if not (c.isspace() or _is_format(c)))


def _is_format(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Cc")


@cache
def _is_wording(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _fold(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the offset of the one it comes from."""
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in _fold_char(char):
            chars.append(folded)
            places.append(place)
    return "".join(chars), places


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, names)) or r"(?!)"
    return re.compile(
        rf"(?P<name>(?:{named})(?:(?<=[{_LEVEL}]){_ORGAN})?)|(?P<date>{_DATE})|(?P<year>{_YEAR}年)|"
        rf"(?P<self>{_SELF})|(?P<number>{_NUMBER})"
    )


def names_in(text: str) -> tuple[str, ...]:
    """Places and offices that a text names (示例县, 市司法局), sorted: those with which a clause or a list item begins."""
    return _named(_fold(text)[0])


def _named(folded: str) -> tuple[str, ...]:
    return tuple(sorted({found[1] for pattern in (_PLACE, _OFFICE) for found in pattern.finditer(folded)}))


@lru_cache(maxsize=1024)
def names_of(agency: str) -> tuple[str, ...]:
    """The names by which a report may call its agency and the agency's region, the longest first.

    示例市水务局 gives 示例市水务局, 示例市, 市水务局, 水务局 and 示例. Nothing for an empty name.
    """
    name, _ = _fold(agency or "")
    regions: list[str] = []
    at = 0
    while found := _REGION.match(name, at):
        regions.append(found[0])
        at = found.end()
    office = name[at:]
    names = {name, office, *regions, *(_stem(region) for region in regions), name[:at]}
    if regions and office:
        level = regions[-1][-1]
        names |= {regions[-1] + office, level + office}
    if (shorter := _GOVERNMENT.sub("政府", office)) and shorter != office:
        names |= {shorter, *(region + shorter for region in regions), *(region[-1] + shorter for region in regions)}
    names -= _WORDS
    return tuple(sorted((n for n in names if len(n) >= _LONG_ENOUGH), key=lambda n: (-len(n), n)))


def _stem(region: str) -> str:
    return re.sub(r"(?:自治区|自治州|自治县|自治旗|地区|街道|[省市州盟县区旗镇乡])$", "", region)
