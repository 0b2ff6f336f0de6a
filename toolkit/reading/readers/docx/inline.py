"""What stands in one paragraph of WordprocessingML: its text as read when all tracked changes are accepted, and what is
anchored in it (text boxes, pictures, embedded objects)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from toolkit.reading.document import UnreadableFile
from toolkit.reading.readers.docx.names import MC, WP, A, M, O, V, W, integer, is_on, value_of

# Elements within elements: Word itself stops far below.
DEEPEST = 60
# Smaller pictures are signs, bullets and logos: no table fits into them (EMU, 360,000 to the centimetre).
LEAST_LONG, LEAST_SHORT = 3 * 360_000, 2 * 360_000
_POINT = 12_700

_KEPT = {f"{W}{name}" for name in ("ins", "moveTo")}
_LEFT_OUT = {f"{W}{name}" for name in ("del", "moveFrom")}
_THROUGH = {f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent")}
_BREAKS = {f"{W}br", f"{W}cr"}
_TABS = {f"{W}tab", f"{W}ptab"}
_DRAWN = {f"{W}drawing", f"{W}pict", f"{W}object"}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]{1,9})\s*(pt|in|cm|mm)", re.IGNORECASE)
_EMU = {"pt": _POINT, "in": 914_400, "cm": 360_000, "mm": 36_000}
_T, _R, _RPR, _P = f"{W}t", f"{W}r", f"{W}rPr", f"{W}p"
_BOX = f"{W}txbxContent"


@dataclass(slots=True)
class Picture:
    """A picture in the text; `program` names what an embedded object belongs to ("Excel.Sheet.12"), "" for a picture."""

    program: str = ""


@dataclass(slots=True)
class Tally:
    """What was met on the way through a document and becomes notes."""

    changes: int = 0
    hidden: int = 0
    struck: int = 0
    elsewhere: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Inline:
    """Reads paragraphs. `hidden_styles` are the ids of styles whose text Word does not show."""

    tally: Tally
    may_hide: bool = True
    hidden_styles: frozenset[str] = frozenset()

    def read(self, paragraph: Any) -> tuple[str, list[Any]]:
        """The text of a paragraph, and what is anchored in it in order: w:txbxContent elements and Pictures."""
        pieces: list[str] = []
        anchored: list[Any] = []
        self._content(paragraph, pieces, anchored, [], 0)
        return "".join(pieces), anchored

    def _content(self, parent: Any, pieces: list[str], anchored: list[Any], fields: list[int], depth: int) -> None:
        too_deep(depth)
        for child in parent:
            tag = child.tag
            if tag == _R:
                self._run(child, pieces, anchored, fields, depth)
            elif tag in _THROUGH:
                self._content(child, pieces, anchored, fields, depth + 1)
            elif tag in _KEPT:
                self.tally.changes += 1
                self._content(child, pieces, anchored, fields, depth + 1)
            elif tag in _LEFT_OUT:
                self.tally.changes += 1
            elif tag == f"{W}sdt":
                # A control nobody has filled in shows its prompt.
                if not is_prompt(child):
                    self._content(child, pieces, anchored, fields, depth + 1)
            elif tag == f"{MC}AlternateContent":
                for chosen in chosen_branch(child):
                    self._content(chosen, pieces, anchored, fields, depth + 1)
            elif tag in (f"{M}oMath", f"{M}oMathPara"):
                pieces += [text.text or "" for text in child.iter(f"{M}t")]

    def _run(self, run: Any, pieces: list[str], anchored: list[Any], fields: list[int], depth: int) -> None:
        if self.may_hide and self._is_hidden(run):
            self.tally.hidden += any((text.text or "").strip() for text in run.iterfind(_T))
            return
        for child in run:
            tag = child.tag
            if tag == _T:
                pieces.append(child.text or "")
            elif tag == _RPR:
                if is_on(child, f"{W}strike") or is_on(child, f"{W}dstrike"):
                    self.tally.struck += 1
                    return
                # A note's number behind a figure must not lengthen it: 509 with a small 1 is no 5091.
                if value_of(child, f"{W}vertAlign") == "superscript" and pieces and pieces[-1][-1:].isdigit():
                    pieces.append(" ")
            elif tag in _TABS:
                pieces.append("\t")
            elif tag in _BREAKS:
                pieces.append("\n")
            elif tag == f"{W}fldChar":
                _field(child.get(f"{W}fldCharType"), pieces, fields)
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag == f"{W}sym":
                pieces.append(_symbol(child.get(f"{W}char")))
            elif tag in _DRAWN:
                anchored.extend(drawn(child, self._elsewhere))
            elif tag == f"{MC}AlternateContent":
                for chosen in chosen_branch(child):
                    too_deep(depth)
                    self._run(chosen, pieces, anchored, fields, depth + 1)
            elif tag == f"{W}ruby":
                # The reading above the characters is none of the text.
                for base in child.iterfind(f"{W}rubyBase"):
                    self._content(base, pieces, anchored, fields, depth + 1)

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(_RPR)
        if properties is None:
            return False
        if properties.find(f"{W}vanish") is not None:
            return is_on(properties, f"{W}vanish")
        return value_of(properties, f"{W}rStyle") in self.hidden_styles

    def _elsewhere(self, program: str) -> None:
        self.tally.elsewhere.append(program)


def too_deep(depth: int) -> None:
    """Raises UnreadableFile where elements are nested deeper than any program writes them."""
    if depth > DEEPEST:
        raise UnreadableFile(
            f"its elements are nested more than {DEEPEST} deep, as no office program writes them: "
            "open the file, look at it, and save it anew"
        )


def chosen_branch(alternate: Any) -> Iterator[Any]:
    """The one branch of mc:AlternateContent that is read: the first choice, else the fallback. Both say the same."""
    branches = [*alternate.iterfind(f"{MC}Choice"), *alternate.iterfind(f"{MC}Fallback")]
    yield from branches[:1]


def is_prompt(control: Any) -> bool:
    """Whether a content control (w:sdt) shows its prompt, as nobody has filled it in."""
    properties = control.find(f"{W}sdtPr")
    return properties is not None and is_on(properties, f"{W}showingPlcHdr")


def drawn(element: Any, elsewhere: Callable[[str], None]) -> Iterator[Any]:
    """Text boxes (w:txbxContent) and Pictures in a drawing, a VML picture or an embedded object, in order."""
    ole = next(element.iter(f"{O}OLEObject"), None)
    if ole is not None:
        program = ole.get("ProgID") or "unknown"
        if not program.startswith("Equation"):
            elsewhere(program)
            yield Picture(program)
        return
    boxes = list(_boxes(element))
    yield from boxes
    if not boxes and _is_large(element):
        yield Picture()


def _boxes(element: Any) -> Iterator[Any]:
    """The outermost text boxes below an element, in order."""
    stack = [element]
    while stack:
        one = stack.pop()
        if one.tag == _BOX:
            yield one
        elif one.tag == f"{MC}AlternateContent":
            stack += chosen_branch(one)
        else:
            stack += reversed(one)


def _is_large(element: Any) -> bool:
    """Whether what is drawn is so large that a table may be in it; lines and frames without a picture are not."""
    for extent in element.iter(f"{WP}extent"):
        shown = any(True for _ in element.iter(f"{A}graphicData"))
        line = next(element.iter("{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"), None)
        pictured = next(element.iter(f"{A}blip"), None) is not None
        size = sorted((integer(extent.get("cx"), 0), integer(extent.get("cy"), 0)))
        return shown and (line is None or pictured) and size[0] >= LEAST_SHORT and size[1] >= LEAST_LONG
    for shape in element.iter(f"{V}shape", f"{V}rect"):
        if shape.find(f"{V}imagedata") is not None:
            lengths = {name.lower(): float(n) * _EMU[unit.lower()] for name, n, unit in _lengths(shape)}
            size = sorted((lengths.get("width", 0.0), lengths.get("height", 0.0)))
            return size[0] >= LEAST_SHORT and size[1] >= LEAST_LONG
    return False


def _lengths(shape: Any) -> list[tuple[str, str, str]]:
    return [found for found in _LENGTH.findall(shape.get("style", "")) if found[1].count(".") < 2 and found[1] != "."]


def _field(mark: str | None, pieces: list[str], fields: list[int]) -> None:
    """A field is an instruction and its result: what was collected of the instruction is taken back."""
    if mark == "begin":
        fields.append(len(pieces))
    elif mark == "separate" and fields:
        del pieces[fields[-1] :]
    elif mark == "end" and fields:
        fields.pop()


def _symbol(code: str | None) -> str:
    """The character of a w:sym; those of symbol fonts (Wingdings) stand in the private area and say nothing."""
    try:
        sign = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    return "" if _PRIVATE.match(sign) or not sign.isprintable() else sign
