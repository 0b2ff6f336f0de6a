"""Reuse of wording: which n separates copies from common terms, and how fast sisters are found, exactly and with MinHash.

    python benchmarks/reuse.py                 the time, on generated texts with planted copies
    python benchmarks/reuse.py --n FOLDER      shares by n on original reports; digests say nothing about wording

For the time, COUNTS reports of invented wording are made; one in four takes 30 to 90 % of its text from another. All
pairs are counted exactly, then sought with MinHash and the pairs found are counted; a row gives both times of the same
run, their ratio, and which share of the pairs with a containment of LEAST_SHARE or more MinHash found. Above 1, the exact
count is the faster one.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random
from statistics import median

import numpy as np

from toolkit.reading.report import read_reports
from toolkit.text.corpus import names_for
from toolkit.text.masking import mask
from toolkit.text.minhash import LEAST_SHARE, candidates
from toolkit.text.ngrams import fingerprints, joined, present, shared_counts

COUNTS = (400, 1000, 2000)
LENGTHS = (4, 6, 8, 9, 10, 12, 14, 16)
# Common characters, drawn at random: no two texts share an n-gram by chance.
CHARACTERS = "工作信息公开申请办理答复网站栏目更新培训制度机制群众政策解读平台监督检查规范流程内容重点领域服务提升加强"


def planted(rng: Random, count: int) -> list[np.ndarray]:
    """Reports as n-grams; one in four takes stretches of 40 characters from an earlier one."""
    texts: list[str] = []
    for number in range(count):
        own = "".join(rng.choices(CHARACTERS, k=rng.randint(600, 3000)))
        if number % 4 == 3:
            source = texts[rng.randrange(number)]
            pieces = [source[i : i + 40] for i in range(0, len(source), 40)]
            taken = int(len(own) * rng.uniform(0.3, 0.9)) // 40
            own = own[40 * taken :] + "".join(rng.sample(pieces, min(taken, len(pieces))))
        texts.append(own)
    return [fingerprints(mask(text).text) for text in texts]


def times(count: int) -> None:
    """Prints a row for so many reports."""
    sets = dict(zip((f"{i:05d}" for i in range(count)), planted(Random(count), count), strict=True))
    ids = list(sets)
    start = time.perf_counter()
    exact = {
        (ids[one], ids[other])
        for one, row in enumerate(shared_counts(list(sets.values())))
        for other, shared in row.items()
        if shared >= LEAST_SHARE * len(sets[ids[one]])
    }
    between = time.perf_counter()
    found = candidates(sets)
    sought = {(a, b) for a, b in found if present(sets[a], sets[b]).sum() >= LEAST_SHARE * len(sets[a])}
    end = time.perf_counter()
    recall = len(sought & exact) / len(exact)
    ratio = (end - between) / (between - start)
    print(
        f"{count:>7}  {between - start:>7.1f}  {end - between:>9.1f}  {ratio:>5.1f}  {len(exact):>5}  {len(found):>10}  "
        f"{recall:>6.3f}"
    )


def lengths(folder: Path) -> None:
    """Prints, for each n, the shares between reports of one agency and between those of different agencies."""
    reports = [report for path in sorted(folder.glob("*.*")) for report in read_reports(path) if report.agency]
    masked = [
        [
            mask(section.text, names_for(report.agency, [s.text for s in report.sections])).text
            for section in report.sections
        ]
        for report in reports
    ]
    print(f"{'n':>3}  {'same agency: median':>19}  {'others: median':>14}  {'others: largest':>15}")
    for n in LENGTHS:
        sets = [joined(fingerprints(text, n) for text in texts) for texts in masked]
        same, others = [], []
        for i, one in enumerate(reports):
            for j, other in enumerate(reports):
                if i != j and len(sets[i]):
                    (same if one.agency == other.agency else others).append(present(sets[i], sets[j]).mean())
        shown = f"{median(same):>19.3f}" if same else f"{'none':>19}"
        print(f"{n:>3}  {shown}  {median(others):>14.3f}  {max(others):>15.3f}")


def main() -> None:
    """Prints one of the two tables."""
    if sys.argv[1:2] == ["--n"] and len(sys.argv) == 3:
        lengths(Path(sys.argv[2]))
        return
    if len(sys.argv) > 1:
        sys.exit("expected no arguments, or --n FOLDER with original reports in it")
    print(
        f"{'reports':>7}  {'exact s':>7}  {'MinHash s':>9}  {'ratio':>5}  {'pairs':>5}  {'candidates':>10}  {'recall':>6}"
    )
    for count in COUNTS:
        times(count)


if __name__ == "__main__":
    main()
