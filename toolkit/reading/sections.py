"""The six sections and the front matter of a report: real headings only, and paragraphs out of broken lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit.forms import load_forms
from toolkit.reading.document import PAGES, Document, Line, place
from toolkit.reading.furniture import page_marks
from toolkit.reading.numbering import core_of, width_of

# A heading has hardly more characters than the longest statutory one (32, with its numbering).
LONGEST_HEADING = 42
# A line this long is no heading, even if prose follows the heading in the same line.
MOST_HEADING_LINE = 4 * LONGEST_HEADING
# A line this wide, in shares of the widest wrapped line, was broken by the page and not by the writer.
FULL_LINE = 0.88
# Paragraphs in texts that are not wrapped are longer than any page is wide (in columns; a Chinese character has two).
WIDEST_PAGE = 140
# Lines that must be about as wide as the widest before a text counts as wrapped.
FEWEST_FULL_LINES = 3

# With fewer headings of the statutory numbering a report may number otherwise; then so many must be found.
FEWEST_STRICT, FEWEST_LOOSE = 3, 4

_NUMBERED = re.compile(r"^[#*\s]*(?:第)?([一二三四五六七八])(?:部分)?\s*[、.．,，:：\s]\s*(.*)$")
# What a numbered line begins with, blanks aside.
_BEGINS_NUMBERED = frozenset("#*第一二三四五六七八")
# What any heading speaks of, whatever its wording.
_MAYBE = re.compile("情况|概述|概况|事项|问题|不足|措施")
_SUBPOINT = re.compile(r"^\s*(?:[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|\d{1,2}\s*[.．、])")
_MARKS = re.compile(r"^[#>*\s【]+|[*\s】]+$|\\\\(?=[.、])|\\(?=[.、])")
_HEADING_MARKS = re.compile(r"^#{1,6}\s+")
_TITLE = re.compile(r"(?:信息|政务)公开(?:工作)?(?:情况)?(?:的)?(?:20\d\d年?)?(?:年?度)?(?:工作)?(?:报告|年报)")
_SENTENCE_END = "。！？!?：:；;”"
_POINT = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}\s*[.．、](?!\d)|第[一二三四五六七八九十]{1,3}[、，,条章]|[•●·\-*]\s)"
)
_CHINESE = {n: i for i, n in enumerate("一二三四五六七八", 1)}


@dataclass(frozen=True, slots=True)
class Section:
    """A section: `number` 1 to 6, 0 for the front matter; `text` is its prose in paragraphs, tables left out.

    `lines` are the indices of its prose lines in the document; `origin` says where it begins, `places` where each of its
    lines stands: pairs of the offset in `text` at which a line begins and its place.
    """

    number: int
    heading: str
    text: str
    lines: tuple[int, ...]
    origin: str
    places: tuple[tuple[int, str], ...] = ()

    def place_at(self, offset: int) -> str:
        """Where the character at an offset of `text` stands in the source: "line 13", "page 2, line 4", "paragraph 7"."""
        index = bisect_right(self.places, offset, key=lambda item: item[0]) - 1
        return self.places[index][1] if index >= 0 else self.origin


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins a section; `rest` is text that stands after the heading in the same line."""

    number: int
    line: int
    text: str
    rest: str = ""


@cache
def _titles() -> dict[int, tuple[str, ...]]:
    """Section number to the cores of its titles in all forms, longest first."""
    titles: dict[int, set[str]] = {}
    for form in load_forms().values():
        for section in form.sections:
            titles.setdefault(section.number, set()).update(core_of(t) for t in (section.label, *section.variants))
    return {number: tuple(sorted(cores, key=len, reverse=True)) for number, cores in titles.items()}


# What a title must speak of where its wording is none of those known.
_SUBJECTS = {
    1: re.compile(r"^(?:年度?)?(?:政府信息公开)?(?:工作)?(?:总体|基本|概括)(?:工作)?(?:情况|概况)$|^概述$|^概况$"),
    2: re.compile(r"主动公开.*情况$"),
    3: re.compile(r"(?:收到|处理|受理).*申请.*情况$|^依申请公开.*情况$"),
    4: re.compile(r"(?:行政)?复议.*(?:诉讼)?.*情况$|行政诉讼.*情况$"),
    5: re.compile(r"(?:问题|不足).*(?:改进|措施|打算|安排|情况)|^存在的?(?:主要)?问题$"),
    6: re.compile(r"^(?:其他|需要).*(?:报告|说明).*(?:事项|情况|问题)?$|^其他事项$"),
}


@lru_cache(maxsize=8)
def heading_lines(document: Document) -> tuple[Heading, ...]:
    """Every line that looks like a heading, in order, those of a table of contents too."""
    lines = document.lines
    strict = tuple(_strict_headings(lines))
    if len({heading.number for heading in strict}) >= FEWEST_STRICT:
        return strict
    # A report may number its sections （一）, 1. or not at all; then nearly all six must be there, in order.
    loose = tuple(h for i, line in enumerate(lines) if (h := _statutory(line, i)))
    numbers = list(dict.fromkeys(heading.number for heading in loose))
    return loose if len(numbers) >= FEWEST_LOOSE and numbers == sorted(numbers) else strict


def _statutory(line: Line, index: int) -> Heading | None:
    """A heading that has a statutory title and any numbering."""
    title = core_of(_MARKS.sub("", line.text.strip()))
    for section, cores in _titles().items():
        if len(line.text) <= MOST_HEADING_LINE and title.removesuffix("表").removesuffix("统计") in cores:
            return Heading(section, index, line.text.strip())
    return None


def find_headings(document: Document, table_lines: Collection[int]) -> list[Heading]:
    """The headings of one report, in order; lines of tables are none ("三、本年度办理结果" is a row of section 3)."""
    return _main_run([heading for heading in heading_lines(document) if heading.line not in table_lines], document)


def section_spans(document: Document) -> dict[int, range]:
    """The lines of each section whose heading is found, by its number; before the tables are known."""
    headings = find_headings(document, ())
    stops = [*(heading.line for heading in headings), len(document.lines)][1:]
    return {h.number: range(h.line + 1, stop) for h, stop in zip(headings, stops, strict=True)}


def _strict_headings(lines: Sequence[Line]) -> Iterator[Heading]:
    """Headings with the statutory numbering or one of the known wordings."""
    last = len(lines) - 1
    maybe = _MAYBE.search
    for index, line in enumerate(lines):
        text = line.text
        if not text or len(text) > MOST_HEADING_LINE:
            continue
        if not maybe(text):
            # A heading broken before its last words still has its number: 四、…提起行政诉 / 讼情况.
            if text.lstrip()[:1] not in _BEGINS_NUMBERED:
                continue
            if not (index < last and len(text) <= LONGEST_HEADING and _NUMBERED.match(text)):
                continue
        following = lines[index + 1].text.strip() if index < last else ""
        if heading := _heading(text, following if index < last and len(following) <= LONGEST_HEADING else None):
            section, whole, rest = heading
            yield Heading(section, index, whole, rest)


# A document is gone through before and after its report is cut out, and all reports have the same headings.
@lru_cache(maxsize=4096)
def _heading(line: str, following: str | None) -> tuple[int, str, str] | None:
    """The section, text and rest of the heading that a line is; `following` is the next line if that may be its end."""
    text = _MARKS.sub("", line.strip().strip("|").strip())
    # （一）主动公开情况 and 1.主动公开情况 are points within a section, whatever their words.
    if not text or _SUBPOINT.match(text):
        return None
    numbered = _NUMBERED.match(text)
    title = numbered[2] if numbered else text
    if any(core_of(title) in cores for cores in _titles().values()):
        title = title.rstrip("。】")
    number = _CHINESE[numbered[1]] if numbered else 0
    if len(title) <= LONGEST_HEADING:
        section = _section_of(core_of(title), number, title)
        if section:
            return section, text, ""
    # Two ways a heading's line differs from its text: it is broken, or prose follows in the same line.
    if number and following is not None and len(title) <= LONGEST_HEADING and not _ends(title):
        joined = title + following
        section = _section_of(core_of(joined), number, joined) if len(joined) <= LONGEST_HEADING else 0
        if section and not _POINT.match(following):
            return section, text + following, "\0"
    if number:
        head, _, rest = re.sub(r"[\s　]+|[。：:]", "\0", title, count=1).partition("\0")
        section = _section_of(core_of(head), number, head)
        if section and rest:
            return section, text[: len(text) - len(rest)].strip(" 　。：:"), rest.strip()
    return None


def _ends(text: str) -> bool:
    return text[-1:] in _SENTENCE_END


def _section_of(core: str, number: int, title: str) -> int:
    """The section a title names, 0 for none. Without a number only the statutory wordings count."""
    if not core or any(mark in title for mark in "；;。") or title.rstrip()[-1:] in "、，,":
        return 0
    for section, cores in _titles().items():
        if core in cores and (not number or number == section or len(core) > 4):
            return section
    if number:
        matching = [section for section, pattern in _SUBJECTS.items() if pattern.search(core)]
        if number in matching:
            return number
        # A report that leaves a section out counts on: 五、其他需要报告的事项.
        if len(matching) == 1 and abs(matching[0] - number) <= 1:
            return matching[0]
    return 0


def _main_run(found: list[Heading], document: Document) -> list[Heading]:
    """Of headings that come twice (a table of contents, a preface that lists them) those with text below them.

    What is left of the preface's list stands out of order: a heading before one with a smaller number, if that too
    comes only once, is none.
    """
    kept: list[Heading] = []
    times = Counter(heading.number for heading in found)
    for order, heading in enumerate(found):
        stop = found[order + 1].line if order + 1 < len(found) else len(document.lines)
        body = any(document.lines[i].text.strip() for i in range(heading.line + 1, stop)) or bool(heading.rest)
        if body or times[heading.number] == 1:
            kept.append(heading)
    # Of several the last one counts, best the last that has no larger number before it.
    last: dict[int, Heading] = {}
    in_order: dict[int, Heading] = {}
    largest = 0
    for heading in kept:
        last[heading.number] = heading
        if largest <= heading.number:
            in_order[heading.number] = heading
        largest = max(largest, heading.number)
    chosen = {id(heading) for heading in {**last, **in_order}.values()}
    return [heading for heading in kept if id(heading) in chosen]


def split_sections(
    document: Document,
    table_lines: Collection[int],
    title_lines: Collection[int],
    headings: Sequence[Heading] | None = None,
) -> list[Section]:
    """The front matter and the sections found, in the order of their headings, which may be given.

    `title_lines` belong to the front matter wherever they stand: the title (two of our seven reports have it below the
    heading of section 1) and the signature with its date.
    """
    headings = find_headings(document, table_lines) if headings is None else headings
    starts = [heading.line for heading in headings] + [len(document.lines)]
    joiner = _Joiner(document, table_lines, title_lines)
    front = sorted({*range(starts[0]), *title_lines})
    sections = [_section(0, "", front, document, joiner, "")]
    for heading, stop in zip(headings, starts[1:], strict=True):
        lines = [i for i in range(heading.line + 1, stop) if i not in title_lines]
        rest = heading.rest
        if rest == "\0":
            lines, rest = lines[1:], ""
        sections.append(_section(heading.number, heading.text, lines, document, joiner, rest, heading.line))
    return sections


def _section(
    number: int, heading: str, lines: list[int], document: Document, joiner: _Joiner, rest: str, start: int = 0
) -> Section:
    prose = [i for i in lines if i not in joiner.skip and document.lines[i].text.strip()]
    text, starts = joiner.paragraphs(prose)
    if rest:
        shift = len(rest) + 1
        starts = [(0, start), *((offset + shift, index) for offset, index in starts)]
        text = f"{rest}\n{text}" if text else rest
    first = start if heading else (prose[0] if prose else 0)
    origin = place(document.lines[first], document) if document.lines else ""
    places = tuple((offset, place(document.lines[index], document)) for offset, index in starts)
    return Section(number, heading, text, tuple(prose), origin, places)


class _Joiner:
    """Makes paragraphs of lines: lines broken by the page's width or its end are joined again."""

    def __init__(self, document: Document, table_lines: Collection[int], apart: Collection[int]) -> None:
        self.lines = document.lines
        kinds = {line.kind for line in document.lines}
        # In Markdown the marks of a heading are no part of its text.
        self.markdown = not kinds.isdisjoint(("pipe", "rule"))
        rules = {i for i, line in enumerate(document.lines) if line.kind == "rule"} if "rule" in kinds else ()
        self.skip = page_marks(document).union(table_lines, rules)
        self.apart = frozenset(apart)
        self.flows, self.measured = document.flows, document.places == PAGES
        if not self.flows:
            self.full = self._full_width()
            indented = sum(1 for line in self.lines if line.text.startswith(("　　", "    ")))
            self.indented = indented >= FEWEST_FULL_LINES

    def _full_width(self) -> float:
        """From how many columns on a line was broken by the page; 0 where the text is not wrapped."""
        texts = [line.text.rstrip() for i, line in enumerate(self.lines) if line.text and i not in self.skip]
        widest = over = 0
        near: list[int] = []
        for text in sorted(texts, key=len, reverse=True):
            # A character has two columns at most: all further texts are too short to count.
            if 2 * len(text) < FULL_LINE * widest:
                break
            width = width_of(text)
            if width > WIDEST_PAGE:
                over += 1
            else:
                widest = max(widest, width)
                near.append(width)
        full = sum(1 for width in near if width >= FULL_LINE * widest)
        return FULL_LINE * widest if full >= FEWEST_FULL_LINES and full > over else 0.0

    def paragraphs(self, prose: Sequence[int]) -> tuple[str, list[tuple[int, int]]]:
        """The prose lines as paragraphs, one a line, and the offset at which each line begins with its index."""
        texts: list[str] = []
        starts: list[tuple[int, int]] = []
        before: int | None = None
        length = 0
        for index in prose:
            text = self.lines[index].text.strip().strip("　 ")
            if self.markdown:
                text = _HEADING_MARKS.sub("", text)
            if texts and before is not None and self._goes_on(before, index):
                glue = _glue(texts[-1], text)
                texts[-1] += glue + text
            else:
                glue = "\n" if texts else ""
                texts.append(text)
            starts.append((length + len(glue), index))
            length += len(glue) + len(text)
            before = index
        return "\n".join(texts), starts

    def _goes_on(self, before: int, index: int) -> bool:
        """Whether a line belongs to the paragraph of the line before it."""
        last, text = self.lines[before].text.rstrip(), self.lines[index].text
        if self.flows or before in self.apart or index in self.apart:
            return False
        gap = index - before > 1
        ended = last[-1:] in "。！？!?；;：:”）)"
        if self.indented and text.startswith(("　　", "    ")) and not last.startswith((" " * 12,)):
            # An indent begins a paragraph, unless the whole page is set in.
            return (
                not ended and self._is_full(last) and len(text) - len(text.lstrip()) <= len(last) - len(last.lstrip())
            )
        if self.indented and self.measured and not gap and self._is_full(last):
            # Where the page's own indents are known, a line without one begins no paragraph, not even "（2）…".
            return True
        if _POINT.match(text) and ended:
            return False
        if gap:
            # A page break in the midst of a sentence: 中卫市自然资源局 2020 has "针对", a blank line, "人民群众".
            subheading = _POINT.match(last) and not any(mark in last for mark in "，。；,;")
            return not ended and width_of(last) > WIDEST_PAGE / 4 and not _POINT.match(text) and not subheading
        if self.full:
            return self._is_full(last) and not (_POINT.match(text) and last[-1:] in _SENTENCE_END)
        return False

    def _is_full(self, text: str) -> bool:
        return self.full > 0 and 2 * len(text) >= self.full and width_of(text) >= self.full


def _glue(before: str, after: str) -> str:
    """A blank between two Latin words that a line break parted, nothing between Chinese characters."""
    return (
        " " if before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha() else ""
    )


def is_title(text: str) -> bool:
    """Whether a line can be (the end of) a report's title."""
    if "报" not in text:
        return False
    plain = "".join(text.split())
    return 0 < len(plain) <= 60 and bool(_TITLE.search(plain)) and not any(mark in plain for mark in "。；，,：:")
