"""Characters made alike before words are looked for; every character keeps its place."""

from __future__ import annotations

import re
import unicodedata

_WIDE = {
    **{ord(half): full for half, full in zip(",;:!?()[]｡､﹐﹔﹕", "，；：！？（）［］。、，；：", strict=True)},
    **dict.fromkeys(map(ord, "\u3000\xa0\t"), " "),
}
# PDF files often give radicals or compatibility forms for the characters that look the same: ⼯ for 工. Full-width digits
# and letters are read as the plain ones.
_RANGES = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
_LOOKALIKES = {
    code: plain
    for first, last in _RANGES
    for code in range(first, last)
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain != chr(code)
}
_TABLE = {**_LOOKALIKES, **_WIDE}
_CHANGED = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")
# A line this long that ends in mid-sentence was broken by the page, not by the writer.
_BEGINS_ANEW = (
    r" *(?:第?[一二三四五六七八九十]{1,3} ?[、.．是要]|[（(〔] ?[一二三四五六七八九十\d]{1,3} ?[)）〕]|\d{1,2} ?[.．、)）]|[①-⑩⑴-⑽⒈-⒑㈠-㈩❶-❿•●◆■▪※]"
    r"|第[一二三四五六七八九十][，、]|首先|其次|最后|存在|改进|整改|下一?步|今后|20\d\d年)"
)
_SOFT_BREAK = re.compile(
    rf"\n(?:(?<=[^\n]{{24}}[^\n。；：！？”）.．]\n)(?=[^\n])(?!{_BEGINS_ANEW})|(?<=[（(]\n)|(?=[）)]))"
)
_IN_NUMBER = re.compile(r"[，：](?<=\d.)(?=\d)")


def _plain(match: re.Match[str]) -> str:
    return _TABLE[ord(match[0])]


def fold(text: str) -> str:
    """The text with full-width punctuation, plain blanks and ordinary characters, of the same length.

    A line break in mid-sentence becomes a blank; 1,234 and 9:00 stay as they are.
    """
    wide = _CHANGED.sub(_plain, text)
    if "\n" in wide:
        wide = _SOFT_BREAK.sub(" ", wide)
    return _IN_NUMBER.sub(lambda match: text[match.start()], wide)
