"""Texts that a spreadsheet would run as a formula when it opens a CSV, and the apostrophe that keeps it from that.

Source: OWASP, CSV Injection: a cell that begins with =, +, - or @ (full width too), also behind tabs and line ends.
Numbers with a sign and the dashes that reports print for an empty cell are harmless, and stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

GUARD = "'"
# What stands before a formula and is not seen: white space, control and format characters.
_UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]*")
_HARMLESS = re.compile(r"[+-]*|[+-]\s*(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?\s*%?")


def would_run(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula."""
    if text[:1].isalnum():
        return False
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text, count=1)[:100])
    if not seen or seen[0] not in "=@+-":
        return False
    return seen[0] in "=@" or not _HARMLESS.fullmatch(seen.strip())


def guarded(text: str) -> str:
    """A text for a CSV: with an apostrophe before it where it would run, or where it looks like one so guarded."""
    return GUARD + text if would_run(text.lstrip(GUARD)) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[len(GUARD) :] if text.startswith(GUARD) and would_run(text.lstrip(GUARD)) else text
