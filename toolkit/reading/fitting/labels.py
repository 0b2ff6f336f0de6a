"""The labels of one statutory table, ready for matching: row labels by core and numbering, and all other labels."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from toolkit.forms import Table
from toolkit.reading.numbering import core_of, split_numbering

# A piece of a label this long names its row even where the rest has not been seen yet.
TELLING_LENGTH = 4
# Rows that may be missing between two labels before a short or unnumbered label is no longer believed.
NEAR = 2
# A label misspelt or reworded is still the same label from this likeness on (difflib ratio).
LIKENESS = 0.8

# Words that stand in headers of either form, in pieces, around the labels.
_HEADER_WORDS = ("单位", "单位元", "万元", "元", "保留位小数", "指标", "项目", "序号", "合计", "条件", "数量", "件")


@dataclass(frozen=True, eq=False)
class LabelBook:
    """What a label's core may be: `exact` and `prefixes` give row indices; `filler` joins all labels that are no row's."""

    table: Table
    cores: tuple[tuple[str, ...], ...]
    numbers: tuple[int | None, ...]
    exact: dict[str, tuple[int, ...]]
    prefixes: dict[str, tuple[int, ...]]
    filler: str
    header: frozenset[str]
    ambiguous: frozenset[str]

    def longest(self, row: int) -> str:
        """The core of the statutory label of a row."""
        return self.cores[row][0]

    def names(self, core: str, number: int | None) -> bool:
        """Whether `core` is a row's label, or so much of one that it can be no other text."""
        if core in self.exact:
            return True
        rows = self.prefixes.get(core, ()) if len(core) >= TELLING_LENGTH else ()
        return any(number in (None, self.numbers[row]) for row in rows) and core not in self.filler

    def continues(self, row: int, seen: str, core: str) -> bool:
        """Whether `core` is what some wording of the row's label says next after `seen`."""
        return any(label.startswith(seen + core) for label in self.cores[row])

    def row_of(self, core: str, number: int | None, current: int, seen: str, value_next: bool) -> int | None:
        """The row whose label this is, or begins; `current` is the row before it, -1 at the start.

        `seen` is what has been seen of the current row's label, `value_next` whether a figure follows the piece.
        """
        ended = current < 0 or seen in self.cores[current]
        row = self._exact_row(core, number, current, value_next and ended)
        if row is None:
            row = self._begun_row(core, number, current)
        return row

    def _exact_row(self, core: str, number: int | None, current: int, value_next: bool) -> int | None:
        rows = self.exact.get(core)
        if rows is None:
            rows = self._contained(core)
        for row in sorted(rows, key=lambda r: (r <= current, r)):
            if core in self.ambiguous or len(core) < 3:
                numbered = number is not None and number == self.numbers[row]
                near = number is None and 0 < row - current <= NEAR
                alone = core not in self.ambiguous and row == current + 1
                # Behind its last row the table may begin anew: last year's beside this year's.
                again = row == 0 and current == len(self.cores) - 1 and value_next
                if numbered or again or (near and (value_next or alone)):
                    return row
            elif number in (None, self.numbers[row]) or len(core) >= TELLING_LENGTH:
                return row
        return None

    def _contained(self, core: str) -> tuple[int, ...]:
        """Rows whose whole label stands in the text, before a remark or after a parent label without numbering."""
        if len(core) < TELLING_LENGTH:
            return ()
        for row, labels in enumerate(self.cores):
            for label in labels:
                if len(label) < TELLING_LENGTH:
                    continue
                if core.startswith(label) and len(core) <= 2 * len(label):
                    return (row,)
                if core.endswith(label) and core[: -len(label)] in self.filler:
                    return (row,)
        return ()

    def _begun_row(self, core: str, number: int | None, current: int) -> int | None:
        for row in self.prefixes.get(core, ()):
            numbered = number is not None and number == self.numbers[row]
            if number is not None and not numbered:
                continue
            if numbered and len(core) >= 2 and core not in self.ambiguous:
                return row
            if len(core) >= TELLING_LENGTH and row > current:
                return row
            if row == current + 1 and len(core) >= 2 and core not in self.filler:
                return row
        return None

    def like(self, core: str, number: int | None, current: int) -> int | None:
        """The next row whose label is nearly this: 没有现成信息需另行制作 for 没有现成信息需要另行制作."""
        if len(core) < TELLING_LENGTH:
            return None
        for row in range(current + 1, min(current + 2 + NEAR, len(self.cores))):
            if number not in (None, self.numbers[row]):
                continue
            for label in self.cores[row]:
                if _alike(label, core):
                    return row
        return None


@lru_cache(maxsize=4096)
def _alike(label: str, core: str) -> bool:
    """Whether two texts are alike; what can't be, by lengths or by characters, is not compared in full."""
    both = len(label) + len(core)
    if 2 * min(len(label), len(core)) < LIKENESS * both or 2 * sum(char in label for char in core) < LIKENESS * both:
        return False
    return SequenceMatcher(None, label, core, autojunk=False).ratio() >= LIKENESS


@cache
def label_book(table: Table) -> LabelBook:
    """The label book of a table of a form."""
    cores, numbers = [], []
    exact: dict[str, list[int]] = {}
    prefixes: dict[str, list[int]] = {}
    fillers = [*table.header, *_HEADER_WORDS]
    fillers += [block.label for block in table.blocks if block.label]
    for block in table.blocks:
        for column in block.columns:
            fillers += [column.label, *column.variants, column.group]
    header = frozenset(core_of(text) for text in fillers if text) - {""}
    for index, row in enumerate(table.rows):
        labels = sorted({core_of(label) for label in (row.label, *row.variants)}, key=len, reverse=True)
        cores.append(tuple(labels))
        numbers.append(split_numbering(row.label)[1])
        for label in labels:
            exact.setdefault(label, []).append(index)
            for end in range(1, len(label)):
                prefixes.setdefault(label[:end], [])
                if index not in prefixes[label[:end]]:
                    prefixes[label[:end]].append(index)
        fillers += row.parents
    filler_cores = dict.fromkeys(core_of(text) for text in fillers if text)
    # A parent's numbering is broken off it in narrow columns: "三 / 、 / 本 / 年".
    joined = "#".join([*filler_cores, *"一二三四五六七八九十", "第二十条第一项", "第二十条第五项", "第二十条第六项"])
    ambiguous = frozenset(label for label in exact if label in filler_cores)
    frozen = ({k: tuple(v) for k, v in d.items()} for d in (exact, prefixes))
    return LabelBook(table, tuple(cores), tuple(numbers), *frozen, joined, header, ambiguous)
