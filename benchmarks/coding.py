"""How well statements and themes agree with the hand coding, and how much of it hangs on words of the sample itself.

    python benchmarks/coding.py [FOLDER OF REPORTS] [HAND CODING.csv]

Three figures for the themes: with the whole codebook; with the cues left out that among these reports only the scored
report has (what a report would get that nobody had seen); and with every cue left out that is seen in the scored
report at all, so that only cues remain that overlap with those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from toolkit.reading.report import read_report
from toolkit.text.coding import read_coding
from toolkit.text.statements import find_statements
from toolkit.text.themes import Codebook, load_codebook, without_cues

SHARED = Path(__file__).parents[2] / "shared"

Texts = dict[str, dict[tuple[str, int], str]]
"""Report to (kind, order) to the statement's text."""


def seen_in(book: Codebook, texts: Texts) -> dict[tuple[str, str], set[str]]:
    """(theme, cue) to the reports in whose statements the cue, taken by itself, decides the theme."""
    found: dict[tuple[str, str], set[str]] = {}
    for theme in book.themes:
        for cue in theme.patterns:
            alone = without_cues(book, theme.code, [other for other in theme.patterns if other != cue])
            for report, statements in texts.items():
                if any(theme.code in alone.code(text) for text in statements.values()):
                    found.setdefault((theme.code, cue), set()).add(report)
    return found


def score(texts: Texts, hand: dict[tuple[str, str, int], set[str]], book_for: Callable[[str], Codebook]) -> float:
    """Micro-F1 of the themes over all statements that were found and coded by hand."""
    right = surplus = missed = 0
    for (report, kind, order), codes in hand.items():
        text = texts.get(report, {}).get((kind, order))
        found = set(book_for(report).code(text)) if text is not None else set()
        right, surplus, missed = right + len(found & codes), surplus + len(found - codes), missed + len(codes - found)
    return 2 * right / max(1, 2 * right + surplus + missed)


def reduced(book: Codebook, left_out: set[tuple[str, str]]) -> Codebook:
    """The codebook without these (theme, cue)."""
    for theme in {theme for theme, _ in left_out}:
        book = without_cues(book, theme, {cue for code, cue in left_out if code == theme})
    return book


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "reports"
    coding = read_coding(Path(sys.argv[2]) if len(sys.argv) > 2 else SHARED / "expected" / "statements.csv")
    hand = {(row.report_id, row.kind, int(row.order)): set(row.themes) for row in coding.itertuples()}
    texts: Texts = {}
    for path in sorted(folder.glob("*.txt")):
        if path.stem in set(coding["report_id"]):
            found = find_statements(read_report(path).sections)
            texts[path.stem] = {(s.kind, s.order): s.text for s in found}
    keys = {(report, *key) for report, statements in texts.items() for key in statements}
    print(f"statements: {len(keys & set(hand))} of {len(hand)} found, {len(keys - set(hand))} surplus")
    book = load_codebook()
    seen = seen_in(book, texts)
    only = {r: reduced(book, {cue for cue, reports in seen.items() if reports == {r}}) for r in texts}
    none = {r: reduced(book, {cue for cue, reports in seen.items() if r in reports}) for r in texts}
    print(f"themes, whole codebook:                          micro-F1 {score(texts, hand, lambda r: book):.3f}")
    print(f"themes, without cues only the scored report has: micro-F1 {score(texts, hand, only.__getitem__):.3f}")
    print(f"themes, without any cue seen in it:              micro-F1 {score(texts, hand, none.__getitem__):.3f}")


if __name__ == "__main__":
    main()
