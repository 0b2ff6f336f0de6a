"""Which automatic statement is which hand-coded one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.text.coding import KINDS, core

FOUND, MISSED, SURPLUS = "found", "missed", "surplus"
KIND_WRONG, ORDER_WRONG, TEXT_DIFFERS = "kind_wrong", "order_wrong", "text_differs"
OUTCOMES = (FOUND, KIND_WRONG, ORDER_WRONG, TEXT_DIFFERS, MISSED, SURPLUS)
SAME_TEXT = (FOUND, KIND_WRONG, ORDER_WRONG)
"""Outcomes under which both coders speak of one and the same text, so that their themes can be compared."""
# Two statements may begin with the same two or three characters by chance (加强…).
FEWEST_CHARACTERS = 4


@dataclass(frozen=True)
class _Statement:
    report_id: str
    kind: str
    order: int
    begins_with: str
    themes: tuple[str, ...]
    words: tuple[str, ...]
    whole: bool

    @property
    def place(self) -> tuple[str, int]:
        return self.kind, self.order


def _texts(value: object) -> tuple[str, ...]:
    """A cell that holds a list, an array (as read from Parquet), nothing, or codes joined by ;."""
    if value is None or (isinstance(value, float) and value != value) or value is pd.NA:
        return ()
    items = re.split("[;；]", value) if isinstance(value, str) else value
    return tuple(dict.fromkeys(text for item in items if (text := str(item).strip())))


def _statements(frame: pd.DataFrame, which: str) -> dict[str, list[_Statement]]:
    """The statements of a frame by report, in order. Raises ValueError for columns missing and places taken twice."""
    text = "text" if "text" in frame else "begins_with"
    if lacking := [name for name in ("report_id", "kind", "order", text, "themes") if name not in frame]:
        raise ValueError(f"{which}: expected the columns {', '.join(lacking)}, found {', '.join(map(str, frame))}")
    found: dict[str, list[_Statement]] = {}
    words = frame["words"] if "words" in frame else [()] * len(frame)
    columns = (frame["report_id"], frame["kind"], frame["order"], frame[text], frame["themes"], words)
    for report, kind, order, said, themes, why in zip(*columns, strict=True):
        said = said if isinstance(said, str) else ""
        found.setdefault(str(report), []).append(
            _Statement(str(report), str(kind), int(order), said, _texts(themes), _texts(why), text == "text")
        )
    for report, items in found.items():
        items.sort(key=lambda s: (s.kind != KINDS[0], s.kind, s.order))
        for one, two in zip(items, items[1:], strict=False):
            if one.place == two.place:
                raise ValueError(
                    f"{which}: expected each statement once, found {one.kind} {one.order} of {report} twice"
                )
    return found


def match(
    auto: pd.DataFrame, hand: pd.DataFrame, by_order: bool = False, reports: Iterable[str] | None = None
) -> pd.DataFrame:
    """Which automatic statement is which hand-coded one, in the reports of the hand coding and in `reports`.

    auto: table `statements`, or another person's coding. hand: what `read_coding` gives. `reports` names reports that
    were coded too, but where the person found no statement. Numbering, blanks and punctuation do not count.

    Returns one row a statement: kind and order as coded by hand (of a surplus one as found), `found_kind` and
    `found_order`, both texts, both coders' themes, and `outcome`: found (same kind, order and opening words),
    kind_wrong or order_wrong (the same words elsewhere), text_differs (other words at that place), missed or surplus.
    `by_order` takes text_differs as found, for texts that were retold. Where `begins_with` is empty, kind and order
    decide. Raises ValueError for frames without the columns needed, and for a statement that is there twice.
    """
    automatic, by_hand = _statements(auto, "automatic statements"), _statements(hand, "hand coding")
    rows = []
    for report in sorted({*by_hand, *map(str, reports or ())}):
        for outcome, ours, theirs in _pairs(automatic.get(report, []), by_hand.get(report, []), by_order):
            one = theirs or ours
            rows.append(
                {
                    "report_id": report, "kind": one.kind, "order": one.order, "outcome": outcome,
                    "found_kind": ours.kind if ours else None, "found_order": ours.order if ours else None,
                    "begins_with": theirs.begins_with if theirs else "", "text": ours.begins_with if ours else "",
                    "automatic": ours.themes if ours else (), "by_hand": theirs.themes if theirs else (),
                    "words": ours.words if ours else (),
                }
            )  # fmt: skip
    names = "report_id kind order outcome found_kind found_order begins_with text automatic by_hand words".split()
    return pd.DataFrame(rows, columns=names).astype({"order": "Int64", "found_order": "Int64"})


def _pairs(
    autos: list[_Statement], hands: list[_Statement], by_order: bool
) -> list[tuple[str, _Statement | None, _Statement | None]]:
    """Of one report: outcome, automatic statement, hand-coded statement. The surest pairs are made first."""
    free, pairs = {a.place: a for a in autos}, {}
    begins = {s: core(s.begins_with) for s in (*autos, *hands)}

    def alike(ours: _Statement, hand: _Statement) -> bool:
        one, two = begins[ours], begins[hand]
        return one.startswith(two) or (not ours.whole and two.startswith(one))

    def at_its_place(hand: _Statement) -> tuple[str, _Statement] | None:
        ours = free.get(hand.place)
        return (FOUND, ours) if ours and alike(ours, hand) else None

    def elsewhere(hand: _Statement) -> tuple[str, _Statement] | None:
        same = [a for a in free.values() if alike(a, hand)]
        if not same or min(len(begins[s]) for s in (hand, *same)) < FEWEST_CHARACTERS:
            return None
        ours = min(same, key=lambda a: (a.kind != hand.kind, abs(a.order - hand.order), a.order))
        return (ORDER_WRONG if ours.kind == hand.kind else KIND_WRONG), ours

    def same_place(hand: _Statement) -> tuple[str, _Statement] | None:
        ours = free.get(hand.place)
        return (FOUND if by_order else TEXT_DIFFERS, ours) if ours else None

    for rule in (at_its_place, elsewhere, same_place):
        for hand in hands:
            if hand not in pairs and (pair := rule(hand)):
                pairs[hand] = pair
                del free[pair[1].place]
    found = [(*pairs.get(hand, (MISSED, None)), hand) for hand in hands]
    return found + [(SURPLUS, ours, None) for ours in free.values()]
