"""How elements look, as far as it decides what is read: hidden or not, parts of a table, how large."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# A style sheet longer than this is a whole site's; rules for tables made of boxes stand in short ones.
LONGEST_SHEET = 200_000
# A picture narrower or lower than this is an icon (pixels).
SMALLEST_PICTURE = 100

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)", re.IGNORECASE)
_SIZE = re.compile(r"(?<![-\w])(width|height)\s*:\s*([\d.]+)\s*(px|pt|;|$)", re.IGNORECASE)
_FLAT = re.compile(r"(?<![-\w])height\s*:\s*0(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)
# Rules for print, phones and the like say nothing of the page as it is read.
_CONDITIONAL = re.compile(
    r"@(?:media|supports|container)[^{}]{0,500}\{(?:[^{}]{0,3000}\{[^{}]{0,3000}\})*[^{}]{0,3000}\}"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,3000})\}")
_SELECTOR = re.compile(r"^[a-z0-9]*([.#][\w\u4e00-\u9fff-]+)$", re.IGNORECASE)
_COLUMNS = re.compile(r"grid-template-columns\s*:\s*([^;]+)", re.IGNORECASE)
_REPEAT = re.compile(r"repeat\(\s*(\d{1,3})\s*,((?:[^()]|\([^()]*\))*)\)", re.IGNORECASE)
# Words without which nothing in a page's source looks other than its tags say, in lower case.
_TELLING = (b"display", b"hidden", b"white-space", b"role", b"line-through")
_STRIKING = (b"<s>", b"<strike", b"<del")
# Text that is struck through no longer counts.
_STRUCK = frozenset(("s", "strike", "del"))
# What of a style decides how the text in a block is laid out.
_LAYS_OUT = re.compile(r"white-space|grid|flex", re.IGNORECASE)
_KEPT = re.compile(
    r"(?<![-\w])(?:display|visibility|white-space|text-decoration|text-decoration-line|grid-template-columns|grid-column|grid-row)\s*:[^;{}]{1,100}",
    re.IGNORECASE,
)
# Bounds to what a made-up sheet can cost: classes of an element that are looked up, characters kept of a class.
MOST_CLASSES, LONGEST_RULE = 20, 400

# Browsers take no larger spans (HTML Standard, 4.9.11).
MOST_COLSPAN, MOST_ROWSPAN = 1000, 65534

# Elements that are parts of a table by themselves.
NATIVE = frozenset("table thead tbody tfoot tr td th caption col colgroup".split())

# What an ARIA role or a display makes of an element.
ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "rowgroup": "group", "row": "row", "cell": "cell",
    "gridcell": "cell", "columnheader": "cell", "rowheader": "cell",
}  # fmt: skip
DISPLAYS = {
    "table": "table", "inline-table": "table", "table-row": "row", "table-cell": "cell", "table-row-group": "group",
    "table-header-group": "group", "table-footer-group": "group",
}  # fmt: skip


def sheet_rules(sheet: str) -> dict[str, str]:
    """The declarations that matter here of a style sheet's rules for one class or id: ".hide" to "display:none"."""
    rules: dict[str, str] = {}
    for selectors, declarations in _RULE.findall(_unconditional(sheet[:LONGEST_SHEET])):
        kept = ";".join(_KEPT.findall(declarations))
        if not kept or "@" in selectors:
            continue
        for selector in selectors.split(","):
            simple = _SELECTOR.match(selector.strip())
            if simple:
                rules[simple[1]] = (rules.get(simple[1], "") + kept + ";")[-LONGEST_RULE:]
    return rules


def _unconditional(sheet: str) -> str:
    plain = _COMMENT.sub("", sheet)
    return _CONDITIONAL.sub("", plain) if "@" in plain else plain


def style_of(attributes: Mapping[str, str], rules: Mapping[str, str]) -> str:
    """The declarations for an element: those of its classes and id, then its own."""
    style = attributes.get("style") or ""
    if rules:
        names = [f".{name}" for name in (attributes.get("class") or "").split()[:MOST_CLASSES]]
        if "id" in attributes:
            names.append(f"#{attributes['id']}")
        style = "".join(rules[name] for name in names if name in rules) + ";" + style
    return style


@lru_cache(maxsize=1024)
def may_matter(style: str) -> bool:
    """Whether a style says how its element is displayed; most speak of fonts and borders only."""
    return _tells(style)


def _tells(declarations: str) -> bool:
    low = declarations.lower()
    return any(word in low for word in ("display", "visibility", "white-space", "grid-", "line-through"))


def rules_of(roots: Iterable[Element], source: bytes) -> dict[str, str]:
    """The rules of a page's own style sheets (see `sheet_rules`), save those for readers without scripts.

    `source` is the page in lower case.
    """
    rules: dict[str, str] = {}
    if b"<style" in source:
        for element in chain.from_iterable(root.iter("style") for root in roots):
            sheet = "".join(element.itertext())
            if _tells(sheet) and next(element.iterancestors("noscript", "template"), None) is None:
                rules.update(sheet_rules(sheet))
    return rules


class Look(NamedTuple):
    """What an element is shown as, and its style where blocks need it.

    `kind` is "hidden", "struck", "table", "group", "row", "cell", "block" or "" (what its tag says).
    """

    kind: str
    style: str


def marked(roots: Sequence[Element], source: bytes, rules: Mapping[str, str]) -> dict[Element, Look]:
    """The elements that may look other than their tags say; `source` is the page in lower case."""
    # To look for struck elements in the tree is far quicker than for their tags in the source.
    struck = any(next(root.iter(*_STRUCK), None) is not None for root in roots)
    if not any(word in source for word in (_TELLING + _STRIKING if struck else _TELLING)):
        return {}
    found: dict[Element, Look] = {}
    # Elements with the same tag and attributes look the same.
    known: dict[tuple[object, ...], Look | None] = {}
    for element in chain.from_iterable(root.iter() for root in roots):
        if (attributes := element.items()) or element.tag in _STRUCK:
            key = (element.tag, *attributes)
            try:
                look = known[key]
            except KeyError:
                look = known[key] = look_of(element.tag, element.attrib, rules)
            if look:
                found[element] = look
    return found


def look_of(tag: str, attributes: Mapping[str, str], rules: Mapping[str, str]) -> Look | None:
    """How an element looks; None where it does as its tag says."""
    style = style_of(attributes, rules)
    matters = may_matter(style)
    if tag in _STRUCK or (matters and "line-through" in style.lower()):
        return Look("struck", "")
    if not matters and "hidden" not in attributes and "role" not in attributes:
        return None
    display = display_of(style)
    kind = ""
    if is_hidden(style, attributes):
        kind = "hidden"
    elif tag not in NATIVE:
        kind = ROLES.get(attributes.get("role") or "") or DISPLAYS.get(display, "")
        if not kind and display in ("block", "flex", "grid"):
            kind = "block"
    own = style if matters and _LAYS_OUT.search(style) else ""
    return Look(kind, own) if kind or own else None


def is_hidden(style: str, attributes: Mapping[str, str]) -> bool:
    """Whether an element is not shown. What stands last in a style wins."""
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    if not _HIDDEN.search(style):
        return False
    display = _DISPLAY.findall(style)
    return bool(re.search(r"visibility\s*:\s*hidden", style, re.IGNORECASE)) or display[-1].lower() == "none"


def display_of(style: str) -> str:
    """The display of a style in lower case, or ""."""
    found = _DISPLAY.findall(style)
    return found[-1].lower() if found else ""


def grid_columns(style: str) -> int:
    """How many columns a style's grid has, 0 where it doesn't say."""
    columns = _COLUMNS.search(style)
    if not columns:
        return 0
    spread = _REPEAT.sub(lambda m: (m[2].strip() + " ") * int(m[1]), columns[1])
    return len(re.sub(r"\([^()]*\)", "", spread).split())


def is_icon(attributes: Mapping[str, str]) -> bool:
    """Whether a picture is too small to hold a table, as far as its element says."""
    sizes = [(attributes.get(name) or "").strip() for name in ("width", "height")]
    known = [float(size.removesuffix("px")) for size in sizes if re.fullmatch(r"\d{1,6}(?:\.\d+)?(?:px)?", size)]
    for _, number, unit in _SIZE.findall(attributes.get("style") or ""):
        try:
            known.append(float(number) * (4 / 3 if unit.lower() == "pt" else 1))
        except ValueError:
            continue
    return any(size < SMALLEST_PICTURE for size in known)


@lru_cache(maxsize=256)
def span_of(value: str | None, most: int) -> int:
    """A rowspan or colspan as browsers read it: digits in front, 1 where there are none, no more than `most`."""
    found = re.match(r"\s*\+?(\d{1,12})", value or "")
    return min(int(found[1]), most) if found else 1


def spans_of(cell: Element, tag: str) -> tuple[int, int]:
    """The rows and columns that a cell with this tag takes; 0 rows are all that are left."""
    rowspan, colspan = cell.get("rowspan"), cell.get("colspan")
    if tag not in NATIVE:
        rowspan, colspan = rowspan or cell.get("aria-rowspan"), colspan or cell.get("aria-colspan")
    if not rowspan and not colspan:
        return 1, 1
    return span_of(rowspan, MOST_ROWSPAN), span_of(colspan, MOST_COLSPAN) or 1


def is_flat(row: Element) -> bool:
    """Whether a row has no height: Word writes such rows to set the widths of columns."""
    return row.get("height") in ("0", "0px") or bool(_FLAT.search(row.get("style") or ""))
