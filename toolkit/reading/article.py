"""Finds the report on a page: its own lines, without the navigation, lists and footers of the site around it.

The report is found by its section headings and by the boxes in which lines stand, never by the names of a site's boxes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from toolkit.reading.document import DELIMITED, LINK, Document, Line
from toolkit.reading.sections import Heading, heading_lines, is_title

# With fewer different headings nothing is cut: what looks like the report's box may be any other.
FEWEST_NUMBERS = 3
# A page with so many reports is no page of a site, and nothing of it is cut.
MOST_REPORTS = 20
# Lines above a title in its box that may be a part of it, and lines behind a report's box that may sign it.
ABOVE_TITLE = 2
SIGNATURE_REACH = 3
# Lines below the first heading in which a title may stand.
LATE_TITLE = 4
# What publishing systems print below an article has no longer lines.
LONGEST_FURNITURE = 120

# Lines that are nothing but buttons, and lines that begin as no sentence of a report does.
_BUTTONS = re.compile(
    r"(?:[\s【】\[\]（）()|｜·>＞《》:：]|打\s*印(?:本页|此页|文章)?|关\s*闭(?:窗口|本页|页面)?|分\s*享(?:到|至)?|收\s*藏|下\s*载|复制|纠错|微信|微博|"
    r"QQ空间|字号|字体|大|中|小|返回(?:顶部|首页|列表|上一页)?|回到顶部|顶部|更多|查看更多|首页|没有了|导出|PDF|WORD)+",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"\s*[【\[（(]?\s*(?:(?:上|下|前|后)一?[篇页条]\s*[:：>＞]|扫一扫|扫描二维码|手机扫|附\s*件|相关(?:附件|文件|链接|信息|阅读|文章|新闻|稿件|文档|解读)|"
    r"(?:责任编辑|编\s*辑|审\s*核|校\s*对|初审|复审|终审|来\s*源|信息来源|稿件来源|发布(?:时间|日期|机构|单位|人)|浏览(?:次数|量)|点击(?:数|量|次数)|访问量|阅读(?:次数|量|数)|字\s*号|"
    r"字\s*体|分享到|主办(?:单位|方)?|承办(?:单位|方)?|协办(?:单位|方)?|技术支持|邮\s*编|地\s*址|网站标识码|政府网站标识码|备案(?:号|编号))\s*[:：]|版权所有|版权声明|网站(?:地图|声明|支持IPv6)|"
    r"[\u4e00-\u9fff]{0,2}ICP备|[\u4e00-\u9fff]{0,2}公网安备|建议使用|联系我们|关于我们|友情链接|您访问的|Copyright|©|"
    r"(?:当前位置|我的位置|您(?:现在|当前)?(?:所在)?的?位置)(?:是|为)?\s*[:：]?)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:20[0-9]{2}|二[〇○零0][〇○零一二三四五六七八九]{2})\s*年.{1,3}月.{1,4}日")
_PROSE_END = tuple("。；！;")


def article(document: Document) -> Document:
    """The report's lines of a document, or all where fewer than three headings are found.

    Where no line tells its box (a page saved as text, or printed) only what the site prints below the report is left out.

    Takes the smallest box that holds all headings with text below them (several boxes where there are several reports),
    the title where it stands above, and a signature right behind; leaves out links above the first heading and what the
    site prints below the last section. Raises nothing.
    """
    if not any(line.region for line in document.lines):
        return _without_tail(document)
    rest = _headings(document)
    kept: list[int] = []
    known: set[tuple[str, ...]] = set()
    for _ in range(MOST_REPORTS):
        if len({heading.number for heading in rest}) < FEWEST_NUMBERS:
            break
        box = _box(document.lines, rest)
        inside = [heading for heading in rest if _stands_in(document.lines[heading.line], box)]
        rest = [heading for heading in rest if not _stands_in(document.lines[heading.line], box)]
        found = _report_lines(document.lines, inside, box)
        # Sites print an article twice, once for telephones: the same words again are no other report.
        words = tuple(document.lines[i].text for i in found)
        kept += found if words not in known else []
        known.add(words)
    else:
        return document
    indices = sorted(set(kept))
    # What is known of a document's headings holds only for the same one.
    if not indices or len(indices) == len(document.lines):
        return document
    return document.only(indices)


def _without_tail(document: Document) -> Document:
    """The document without what a site prints below an article, from the first such line behind all prose and tables."""
    headings = heading_lines(document)
    if len({heading.number for heading in headings}) < FEWEST_NUMBERS:
        return document
    lines = document.lines
    _, cut = _prose_and_cut(lines, headings[-1].line, len(lines), DELIMITED)
    return document if cut == len(lines) else document.only(range(cut))


def _prose_and_cut(lines: Sequence[Line], last: int, stop: int, tables: Container[str]) -> tuple[int, int]:
    """The last line of prose or of a table from line `last` on, and the first behind it that the site prints, else `stop`.

    `tables` are the kinds of lines that are rows of a table.
    """
    prose = last
    for index in range(last + 1, stop):
        line = lines[index]
        if line.kind in tables or (line.text.rstrip().endswith(_PROSE_END) and not _outside(line)):
            prose = index
    return prose, next((i for i in range(prose + 1, stop) if _outside(lines[i])), stop)


def _headings(document: Document) -> list[Heading]:
    """Headings with text below them that are no links and no rows of a table."""
    lines = document.lines
    found = [h for h in heading_lines(document) if lines[h.line].kind != "grid" and not _linked(lines[h.line])]
    stops = [*(heading.line for heading in found), len(lines)][1:]
    with_text = [h for h, stop in zip(found, stops, strict=True) if h.rest or _text_between(lines, h.line + 1, stop)]
    numbers = {heading.number for heading in with_text}
    # A section may be empty, and its heading come only once.
    single = [h for h in found if h.number not in numbers]
    return sorted({*with_text, *single}, key=lambda heading: heading.line) if numbers else []


def _text_between(lines: Sequence[Line], start: int, stop: int) -> bool:
    return any(line.kind == "picture" or (line.text.strip() and not _linked(line)) for line in lines[start:stop])


def _linked(line: Line) -> bool:
    return line.region[-1:] == (LINK,)


def _boxes(line: Line) -> tuple[int, ...]:
    return line.region[:-1] if _linked(line) else line.region


def _stands_in(line: Line, box: tuple[int, ...]) -> bool:
    return line.region[: len(box)] == box


def _box(lines: Sequence[Line], headings: Sequence[Heading]) -> tuple[int, ...]:
    """The smallest box with all the numbers that headings have; the first of several."""
    numbers: dict[tuple[int, ...], set[int]] = {(): set()}
    for heading in headings:
        path = _boxes(lines[heading.line])
        for length in range(len(path) + 1):
            numbers.setdefault(path[:length], set()).add(heading.number)
    most = len(numbers[()])
    whole = [box for box, found in numbers.items() if len(found) == most]
    deepest = max(map(len, whole))
    return min(box for box in whole if len(box) == deepest)


def _report_lines(lines: Sequence[Line], headings: Sequence[Heading], box: tuple[int, ...]) -> list[int]:
    """The indices of a report's lines: its box, its title, its signature."""
    first, last = headings[0].line, headings[-1].line
    start, stop = _extent(lines, first, box)
    # A box that ends right behind the last heading was closed too early: its section follows outside.
    while box and not headings[-1].rest and not _text_between(lines, last + 1, stop):
        box = box[:-1]
        start, stop = min(start, first), _extent(lines, first, box)[1]
    title = _title(lines, first, start)
    if title and title[-1] >= start:
        start = title[0]
        title = []
    before = [i for i in range(start, first) if not _linked(lines[i])]
    end = _end(lines, last, stop, box)
    signature = _signature(lines, stop) if end == stop else []
    return [*title, *before, *range(first, end), *signature]


def _extent(lines: Sequence[Line], inside: int, box: tuple[int, ...]) -> tuple[int, int]:
    """The first line of a box and the line after its last, of which one is `inside`."""
    start, stop = inside, inside + 1
    while start > 0 and _stands_in(lines[start - 1], box):
        start -= 1
    while stop < len(lines) and _stands_in(lines[stop], box):
        stop += 1
    return start, stop


def _title(lines: Sequence[Line], first: int, start: int) -> list[int]:
    """The lines of the title nearest above the first heading; none where it stands below it."""
    for index in range(first - 1, -1, -1):
        text = lines[index].text
        if lines[index].kind == "grid" or _linked(lines[index]) or _is_furniture(lines[index]):
            continue
        broken = index + 1 < first and len(text) < 40 and is_title(text + lines[index + 1].text)
        if is_title(text) or (broken and len(lines[index + 1].text) < 12):
            below = lines[first + 1 : first + 1 + LATE_TITLE]
            if index < start and any(is_title(line.text) for line in below):
                return []
            return [*_above(lines, index), *range(index, index + 1 + (not is_title(text)))]
    return []


def _above(lines: Sequence[Line], title: int) -> list[int]:
    """Short lines right above a title, in its box: the agency may stand there."""
    found: list[int] = []
    for index in range(title - 1, max(-1, title - 1 - ABOVE_TITLE), -1):
        line = lines[index]
        same = _boxes(line)[:-1] == _boxes(lines[title])[:-1] or _boxes(line) == _boxes(lines[title])
        if not same or _linked(line) or line.kind != "text" or len(line.text) > 40 or _is_furniture(line):
            break
        found.insert(0, index)
    return found


def _is_furniture(line: Line) -> bool:
    text = line.text
    return len(text) <= LONGEST_FURNITURE and bool(_FURNITURE.match(text) or (text and _BUTTONS.fullmatch(text)))


def _end(lines: Sequence[Line], last: int, stop: int, box: tuple[int, ...]) -> int:
    """Where the report ends that has its last heading at `last`: before the links and the furniture at its box's end."""
    prose, cut = _prose_and_cut(lines, last, stop, ("grid",))
    if cut == stop:
        return stop
    # What stands in one box with such a line belongs to it, unless the report's own text stands there too.
    for length in range(len(box) + 1, len(_boxes(lines[cut])) + 1):
        begin = _extent(lines, cut, _boxes(lines[cut])[:length])[0]
        if begin > max(prose, last):
            return begin
    return cut


def _outside(line: Line) -> bool:
    return _linked(line) or _is_furniture(line)


def _signature(lines: Sequence[Line], stop: int) -> list[int]:
    """The lines right behind a report's box, up to the date that signs it; none where none does."""
    for index in range(stop, min(stop + SIGNATURE_REACH, len(lines))):
        text = lines[index].text.strip()
        if _outside(lines[index]) or len(text) > 60 or lines[index].kind != "text":
            return []
        if _DATE.search(text) and len(text) <= 40:
            return list(range(stop, index + 1))
    return []
