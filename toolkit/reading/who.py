"""Who reports, on which year, for whom: from title, preface, signature and file name, in that order of trust."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import PurePath

from toolkit.reading.document import Document
from toolkit.reading.furniture import page_marks
from toolkit.reading.sections import Section, is_title

# Lines above a title in which its agency may stand, and lines at the end in which a signature may.
TITLE_REACH = 4
SIGNATURE_REACH = 8
FIRST_YEAR, LAST_YEAR = 2008, 2100

_DIGIT = {**{c: str(i) for i, c in enumerate("〇一二三四五六七八九")}, "○": "0", "Ｏ": "0", "零": "0", "O": "0"}
_YEAR = re.compile(r"((?:20|２０)[0-9０-９]{2}|二[〇○Ｏ零O][〇○Ｏ零O一二三四五六七八九]{2})\s*年?\s*(?:度)?")
_MARKS = re.compile(r"[\s#*|]+")
_REPORT = re.compile(
    r"(?:关于)?(?:的)?(?:(?:政府)?信息|政务)公开(?:工作)?(?:情况)?(?:的)?(?:年?度)?(?:工作)?(?:报告|年报).*$"
)
_AGENCY_END = (
    "人民政府办公厅|人民政府办公室|政府办公室|人民政府|办事处|管理委员会|管委会|委员会|办公厅|办公室|管理局|分局|总局|局|厅|委|部|院|"
    "厂|中心|总队|支队|大队|队|处|所|站|公司|会|署|市|县|区|旗|州|盟|省|镇|乡|街道"
)
_AGENCY = re.compile(rf"[\u4e00-\u9fff（）()、·]{{2,40}}?(?:{_AGENCY_END})(?:[（(][\u4e00-\u9fff]+[)）])?")
_CONTACT = re.compile(
    rf"(?:请与|请联系|联系)((?:[\u4e00-\u9fff]){{2,30}}(?:{_AGENCY_END}))(?:[\u4e00-\u9fff]{{0,10}}?)?(?:联系|（|\(|，|,|。)"
)
_COMPILED = re.compile(rf"由((?:[\u4e00-\u9fff]){{2,30}}?(?:{_AGENCY_END}))(?=(?:负责)?(?:统一)?(?:编制|编写|汇总))")
_DATE = re.compile(
    r"(20[0-9]{2}|二[〇○零][〇○零一二三四五六七八九]{2})\s*年\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_SIGNED = re.compile(rf"({_AGENCY.pattern})[，,：:]?({_DATE.pattern})")
_PERIOD = re.compile(
    r"(20[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日\s*(?:起)?\s*(?:至|到|—|－|-|~)+\s*(?:(20[0-9]{2})\s*年\s*)?([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*日"
)
_DEPARTMENT = re.compile(r"(?:办公厅|办公室|局|厅|委|委员会|中心|队|处|所|站|公司|院|部|会|署)(?:[（(].*[)）])?$")
_GOVERNMENT = re.compile(r"(?:人民政府|[省市县区旗州盟])$")
_LOWEST = re.compile(r"(?:镇|乡|街道办事处|街道|办事处)(?:人民政府)?$")
_ALL_BELOW = re.compile(
    r"全(?:市|县|区|省|旗|州|盟)[^。；]{0,40}?(?:收到|受理|收办|新收|办理|共收)[^。；]{0,12}申请"
    r"|各级(?:政府|行政机关|机关)[^。；]{0,12}(?:及其|和)?(?:各?部门)?[^。；]{0,30}?(?:收到|受理|申请|执行)"
    r"|(?:各?县[（(]?市?[)）]?区|各?区县|各?乡镇|各部门)[^。；]{0,20}(?:受理|收到)[^。；]{0,10}申请"
)
_OWN = re.compile(r"我(?:局|办|委|厅|院|镇|乡|街道|中心|单位)|本(?:局|机关|办|委|厅|单位)|市政府办公室|县政府办公室")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two places of a report that disagree on what it is: `what` is "agency", "year" or "period"."""

    what: str
    taken: str
    taken_from: str
    other: str
    other_from: str


@dataclass(slots=True)
class Identity:
    """Who reports on which year. An unknown agency is "", an unknown year None; `log` says what decided it."""

    agency: str = ""
    year: int | None = None
    title: str = ""
    title_lines: tuple[int, ...] = ()
    period: tuple[date, date] | None = None
    conflicts: list[Conflict] = field(default_factory=list)
    log: list[str] = field(default_factory=list)


def year_of(text: str) -> int | None:
    """The first year named in a text, in Arabic or Chinese digits: "二〇二一年" is 2021."""
    for match in _YEAR.finditer(text):
        digits = "".join(_DIGIT.get(char, char) for char in match[1]).translate(_WIDE)
        if digits.isdigit() and FIRST_YEAR <= int(digits) <= LAST_YEAR:
            return int(digits)
    return None


_WIDE = {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True)}


def find_title(document: Document, table_lines: Collection[int]) -> tuple[str, tuple[int, ...]]:
    """The title and the indices of its lines; ("", ()) where there is none.

    Its agency may stand above it, in lines of its own: 中卫市自然资源局 / 2020 年政府信息公开工作年度报告. Of several (a
    list of other years' reports may stand above) the first with which the file's own title agrees, else the first.
    """
    found = _titles_in(document, table_lines)
    if document.titles:
        several = list(found)
        own = [_plain(title) for title in document.titles]
        for title, lines in several:
            if any(_agency_in(title) and _agency_in(title) in one and year_of(title) == year_of(one) for one in own):
                return title, lines
        found = iter(several)
    return next(found, ("", ()))


def _titles_in(document: Document, table_lines: Collection[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """All titles with the indices of their lines, in order."""
    texts = [line.text for line in document.lines]
    # Every title, and the second line of one broken in two, has this character.
    marked = [index for index, text in enumerate(texts) if "报" in text]
    for index in sorted({*marked, *(index - 1 for index in marked if index)}):
        if index in table_lines:
            continue
        text = _plain(texts[index])
        if is_title(text):
            yield _with_agency(document, index, text, (index,))
            continue
        # A title broken in two: "…2023年政府信息公开" / "工作年度报告".
        following = _plain(texts[index + 1]) if index + 1 < len(texts) else ""
        whole = text + following
        if 0 < len(text) < 40 and 0 < len(following) < 12 and is_title(whole) and whole.endswith(("报告", "年报")):
            yield _with_agency(document, index, whole, (index, index + 1))


def _with_agency(document: Document, index: int, title: str, taken: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    above: list[int] = []
    if not _agency_in(title):
        for other in range(index - 1, max(-1, index - 2 - TITLE_REACH), -1):
            text = _plain(document.lines[other].text)
            if text and (not (rest := _YEAR.sub("", text).strip("关于的")) or _AGENCY.fullmatch(rest)):
                above.insert(0, other)
            elif text:
                break
    text = "".join(_plain(document.lines[i].text) for i in above) + title
    return text, (*above, *taken)


def _plain(text: str) -> str:
    return _MARKS.sub("", text)


@lru_cache(maxsize=256)
def _agency_in(title: str) -> str:
    """What is left of a title without its year and its report: 宿迁市2023年政府信息公开工作年度报告 is of 宿迁市."""
    rest = _REPORT.sub("", _YEAR.sub("", title)).strip("关于的：:《》【】 ")
    rest = re.sub(r"^.*[】\]]", "", rest)
    return rest if len(rest) >= 2 else ""


def find_signature(
    document: Document, table_lines: Collection[int], titled: str = ""
) -> tuple[str, date | None, tuple[int, ...]]:
    """The agency and date signed at the end, and their lines; "" and None where there are none.

    `titled` is the agency of the title: a name as short as 示例市 is a signature only if it is this one.
    """
    taken: list[int] = []
    agency, signed = "", None
    lines, marks = document.lines, page_marks(document)
    upwards = (
        i for i in reversed(range(len(lines))) if i not in marks and i not in table_lines and lines[i].text.strip()
    )
    for index in islice(upwards, SIGNATURE_REACH):
        text = _plain(lines[index].text)
        when = _DATE.fullmatch(text)
        # Both in one line: 示例市水务局 2021年1月25日.
        both = _SIGNED.fullmatch(text) if text.endswith("日") else None
        if both and not signed and not agency:
            agency, when = both[1], _DATE.fullmatch(both[2])
        if when and not signed:
            signed = _as_date(when[1], when[2], when[3])
            taken.append(index)
        elif not agency and (text == titled or (4 <= len(text) <= 40 and _AGENCY.fullmatch(text))):
            agency = text
            taken.append(index)
        elif re.fullmatch(r"[（(].{2,12}[)）]", text):
            taken.append(index)
        else:
            break
    if not signed and not agency:
        return "", None, ()
    return agency, signed, tuple(sorted(taken))


def _as_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(year_of(year) or 0, _small(month), _small(day))
    except ValueError:
        return None


def _small(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return int("".join(_DIGIT[char] for char in text))
    return (int(_DIGIT[tens]) if tens else 1) * 10 + (int(_DIGIT[ones]) if ones else 0)


def identify(document: Document, table_lines: Collection[int], name: str) -> tuple[Identity, tuple[int, ...]]:
    """Who a report is of, and the lines of its title and signature. `name` is the file's name without its folders."""
    title, title_lines = find_title(document, table_lines)
    signer, signed, signature = find_signature(document, table_lines, _agency_in(title))
    found = Identity(title=title, title_lines=title_lines)
    lines = enumerate(document.lines)
    prose = "".join([line.text for i, line in lines if i not in table_lines and i not in signature])[:6000]
    found.period = _period(prose)
    compiled = _COMPILED.search(prose)
    contact = _CONTACT.search(prose)
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", PurePath(name).name)
    agencies = [
        ("title", _agency_in(title)),
        ("preface", compiled[1] if compiled else ""),
        ("signature", signer),
        ("page title", next(filter(None, map(_agency_in_name, document.titles)), "")),
        ("file name", _agency_in_name(stem)),
    ]
    # Whom to ask (请与我局办公室联系) is an office within the agency as often as the agency: better than nothing.
    if not any(name for _, name in agencies) and contact and not contact[1].startswith(("我", "本", "该")):
        agencies.append(("contact in the preface", contact[1]))
    opening = re.match(r".{0,400}?((?:20)\d{2})\s*年(?:以来|度|，|,|我)", prose)
    years = [
        ("title", year_of(title) if title else None),
        ("preface", found.period[0].year if found.period else None),
        ("opening sentence", int(opening[1]) if opening else None),
        ("signature", signed.year - 1 if signed else None),
        (
            "page title",
            next((year_of(name) for name in document.titles if _REPORT.search(name) and year_of(name)), None),
        ),
        ("file name", year_of(stem) or _bare_year(stem)),
    ]
    found.agency = _take("agency", agencies, found, _same_agency)
    year = _take(
        "year", [(place, str(y) if y else "") for place, y in years if place != "opening sentence"], found, str.__eq__
    )
    found.year = int(year) if year else years[2][1]
    return found, tuple(sorted({*title_lines, *signature}))


def _take(what: str, places: Sequence[tuple[str, str]], found: Identity, same) -> str:
    named = [(place, value) for place, value in places if value]
    if not named:
        found.log.append(f"{what}: nothing in title, preface, signature or file name")
        return ""
    source, value = named[0]
    found.log.append(f"{what}: {value} (from the {source})")
    for place, other in named[1:]:
        if not same(value, other):
            found.conflicts.append(Conflict(what, value, source, other, place))
    return value


def _same_agency(one: str, other: str) -> bool:
    """Whether two names can be of one agency: 自然资源局 is short for 中卫市自然资源局, 宿迁市 for 宿迁市人民政府."""
    short, long = sorted((re.sub(r"[（(].*?[)）]", "", one), re.sub(r"[（(].*?[)）]", "", other)), key=len)
    if long.endswith(short) or long.startswith(short):
        return True
    letters = iter(long)
    return all(char in letters for char in short)


def _agency_in_name(stem: str) -> str:
    """The agency a file name gives, if it gives one: "宿迁市_2023" does, "report1" does not."""
    text = re.sub(r"[\s_\-—·.()（）]+", "", stem)
    name = _agency_in(text)
    return name if _AGENCY.fullmatch(name) else ""


def _bare_year(stem: str) -> int | None:
    match = re.search(r"(?<!\d)(20[0-9]{2})(?!\d)", stem)
    return int(match[1]) if match else None


def _period(prose: str) -> tuple[date, date] | None:
    match = _PERIOD.search(prose)
    if not match:
        return None
    try:
        start = date(int(match[1]), int(match[2]), int(match[3]))
        return start, date(int(match[4] or match[1]), int(match[5]), int(match[6]))
    except ValueError:
        return None


def scope_of(agency: str, sections: Sequence[Section]) -> tuple[str, str]:
    """Whose work the report counts, and the words that show it: ("own" | "aggregate" | "unknown", words).

    A department reports its own work (article 49), a government mostly that of all beneath it; only words in the
    report make it certain. Figures of different scopes are never summed.
    """
    prose = "\n".join(section.text for section in sections if section.number)
    if _LOWEST.search(agency) or (_DEPARTMENT.search(agency) and not agency.endswith("人民政府")):
        words = _OWN.search(prose)
        return "own", words[0] if words else agency
    below = _ALL_BELOW.search(prose)
    if below:
        return "aggregate", re.sub(r"\s+", "", below[0])
    if _GOVERNMENT.search(agency):
        return "unknown", ""
    own = _OWN.search(prose)
    return ("own", own[0]) if own else ("unknown", "")
