"""Makes one number of true prose wrong, so that no reading of it, no scope and no rounding can make it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from toolkit.sample.figures import Key
from toolkit.sample.stated.absence import ABSENCES
from toolkit.sample.stated.claim import AGREES, CONTRADICTS, Claim
from toolkit.sample.stated.ground import Ground, printed_in_full, total
from toolkit.sample.stated.numbers import LARGEST_IN_WORDS
from toolkit.sample.stated.passage import Passage
from toolkit.sample.stated.readings import bases, growths, readings
from toolkit.sample.stated.scribe import Scribe, in_pattern

FIGURE, ABSENCE, PARTS, SHARE, GROWTH = PROSE_KINDS = (
    "prose_contradicts_table",
    "absence_contradicts_table",
    "parts_exceed_whole",
    "share_contradicts",
    "growth_contradicts",
)
"""Kinds of contradiction in the prose."""

Number = int | Decimal
SLIPS = (1, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13, 17, 20, 30, 50, 90, 100)
FAR = 1.25  # a rounded number that is wrong is at least so many times as large as any it could stand for
_LAST = 20_000


@dataclass(frozen=True)
class Mistake:
    """A number made wrong: the section, the claim as it was (None where a sentence was added), and as it stands now.

    `orders` are the claims of which one must be accused to find it: the wrong one first, then those that hang together
    with it (a share of it, the whole it is a part of). `passages` are all sections with the mistake in them.
    """

    kind: str
    section: int
    true: Claim | None
    wrong: Claim
    orders: tuple[int, ...]
    passages: dict[int, Passage]


def contradict(
    rng: Random,
    kind: str,
    ground: Ground,
    passages: Mapping[int, Passage],
    taken: Iterable[Key] = (),
    spared: Iterable[int] = (),
) -> Mistake | None:
    """One of these sections' claims made wrong, or for ABSENCE a sentence added; None where nothing fits.

    `passages` maps a section to its whole prose, orders of claims counted through the report. No cell of `taken` is
    touched, and no claim of `spared` (orders). What is changed was right before. Raises KeyError for a kind that is none of PROSE_KINDS.
    """
    if kind == ABSENCE:
        return _deny(rng, ground, passages, set(taken))
    candidates = _KINDS[kind]
    claims = [claim for passage in passages.values() for claim in passage.claims]
    held, left = set(taken), set(spared)
    fit = [c for c in claims if candidates.fits(c) and not left & set(_hanging_together(c, claims))]
    fit = [c for c in fit if not held & {key for _, key in (*c.cells, *c.base)}]
    # 均为0 says several things with one number, which is no place for a mistake in one of them.
    fit = [c for c in fit if sum((o.section, o.at) == (c.section, c.at) for o in claims) == 1]
    rng.shuffle(fit)
    for claim in fit:
        wrong = next((w for w in candidates.wrong(rng, ground, claim, claims) if _printable(claim, w)), None)
        if wrong is not None:
            return _changed(kind, claim, wrong, claims, passages)
    return None


def _printable(claim: Claim, wrong: Number) -> bool:
    return claim.style not in ("chinese", "words") or 0 < wrong <= LARGEST_IN_WORDS


def _wrong_figure(rng: Random, ground: Ground, claim: Claim, claims: list[Claim]) -> Iterator[Number]:
    if not printed_in_full(ground.figures, claim.cells):
        return
    right = readings(ground.figures, claim.cells)
    if ground.before is not None:
        right |= readings(ground.before, claim.cells)
    if claim.approximate:
        largest = max([*right, claim.stated])
        yield from (w for w in (claim.stated * n for n in range(2, 200)) if w > largest * Decimal(FAR))
    elif claim.unit in ("万元", "元"):
        shift = max(Decimal(1), abs(claim.stated) / 10).to_integral_value()
        values = [v * (10_000 if claim.unit == "元" else 1) for v in right]
        # Never so near that it could be a rounding.
        near = (claim.stated + shift * n for n in (1, 2, 3, 5, 11, 23))
        yield from (w for w in near if all(abs(w - v) > max(1, abs(v) / 100) for v in values))
    else:
        told = {c.stated for c in claims if c.kind == "figure"}
        yield from (w for w in _near(rng, int(claim.stated)) if w not in right | told)


def _near(rng: Random, true: int) -> Iterator[int]:
    """Numbers as a slip of the hand gives them: near ones, swapped digits, then larger and larger ones."""
    slips = list(SLIPS)
    rng.shuffle(slips)
    swapped = int(str(true)[::-1])
    for number in ([swapped] if swapped > true else []) + [n for slip in slips for n in (true + slip, true - slip)]:
        if number > 0 and number != true:
            yield number
    yield from range(true * 2 + 3, true * 2 + _LAST)


def _wrong_part(rng: Random, ground: Ground, claim: Claim, claims: list[Claim]) -> Iterator[Number]:
    """So large that the parts exceed their whole by more than the whole itself has."""
    listed = [c for c in claims if c.of == claim.of and c.kind == "part"]
    whole = next(c for c in claims if c.order == claim.of)
    if whole.approximate or whole.verdict not in (AGREES,) or not all(c.closed for c in listed):
        return
    others = sum(c.stated for c in listed) - claim.stated
    least = max(int(whole.stated - others), int(claim.stated)) + 1
    yield from (least + slip for slip in rng.sample(range(12), 12))


def _wrong_share(rng: Random, ground: Ground, claim: Claim, claims: list[Claim]) -> Iterator[Number]:
    part = next((c.stated for c in claims if c.order == claim.of), total(ground.figures, claim.cells)) or 0
    right = [100 * Decimal(part) / Decimal(base) for base in bases(ground, ground.figures)]
    yield from _wrong_percent(rng, claim, right, most=100)


def _wrong_growth(rng: Random, ground: Ground, claim: Claim, claims: list[Claim]) -> Iterator[Number]:
    if ground.before is None:
        return
    now = next(c for c in claims if c.order == claim.of)
    pairs = list(growths(ground, claim.cells, now.stated))
    if claim.unit == "%":
        right = [abs(100 * Decimal(a - b) / Decimal(b)) for a, b in pairs if b]
        right += [100 * Decimal(a) / Decimal(b) for a, b in pairs if b]
        yield from _wrong_percent(rng, claim, right, most=900)
    else:
        differences = {abs(a - b) for a, b in pairs}
        yield from (w for w in _near(rng, int(claim.stated)) if w not in differences)


def _wrong_percent(rng: Random, claim: Claim, right: list[Decimal], most: int) -> Iterator[Number]:
    """Percentages with as many decimals, more than one unit of the last away from all that are right."""
    unit = Decimal(1).scaleb(-claim.digits)
    steps = [2, 3, 4, 5, 9, 12, 20, 33, 70]
    rng.shuffle(steps)
    for step in steps + [10 * n for n in range(1, 60)]:
        for wrong in (claim.stated + step * unit, claim.stated - step * unit):
            # 38.50 would be 38.46 rounded to one decimal.
            rounder = claim.digits and not int(wrong / unit) % 10
            if not rounder and 0 < wrong < most and all(abs(wrong - value) > unit * Decimal("1.5") for value in right):
                yield wrong.quantize(unit) if isinstance(wrong, Decimal) else Decimal(wrong)


@dataclass(frozen=True)
class _Kind:
    """Which claims a kind of mistake takes, and wrong numbers for one of them, the likeliest first."""

    fits: Callable[[Claim], bool]
    wrong: Callable[[Random, Ground, Claim, list[Claim]], Iterator[Number]]


_KINDS = {
    FIGURE: _Kind(lambda c: c.kind == "figure" and c.verdict == AGREES and bool(c.cells), _wrong_figure),
    PARTS: _Kind(lambda c: c.kind == "part" and c.verdict == AGREES and c.closed, _wrong_part),
    SHARE: _Kind(lambda c: c.kind == "share" and c.verdict == AGREES, _wrong_share),
    GROWTH: _Kind(lambda c: c.kind == "growth" and c.verdict == AGREES and bool(c.quantity), _wrong_growth),
}


def _changed(kind: str, claim: Claim, wrong: Number, claims: list[Claim], passages: Mapping[int, Passage]) -> Mistake:
    """The section with the number printed anew, and all places behind it moved."""
    passage = passages[claim.section]
    quantity = in_pattern(wrong, claim.style, claim.pattern).strip(" ")
    end = claim.at + len(claim.quantity)
    text = passage.text[: claim.at] + quantity + passage.text[end:]
    by = len(quantity) - len(claim.quantity)
    moved = []
    for other in passage.claims:
        new = replace(
            other,
            start=other.start + (by if other.start > claim.at else 0),
            at=other.at + (by if other.at > claim.at else 0),
            end=other.end + (by if other.end > claim.at else 0),
        )
        if other.order == claim.order:
            new = replace(new, quantity=quantity, stated=wrong, verdict=CONTRADICTS)
        moved.append(replace(new, quote=text[new.start : new.end]))
    mistaken = next(c for c in moved if c.order == claim.order)
    section = {claim.section: Passage(text, tuple(moved))}
    return Mistake(kind, claim.section, claim, mistaken, _hanging_together(claim, claims), {**passages, **section})


def _hanging_together(claim: Claim, claims: list[Claim]) -> tuple[int, ...]:
    """The orders of a claim and of all that are parts, shares or growths of one another with it; of a share only itself."""
    if claim.kind in ("share", "growth"):
        return (claim.order,)
    found, seen = [claim.order], {claim.order}
    for order in found:
        for other in claims:
            links = {other.of, other.base_claim} - {None}
            near = links if other.order == order else {other.order} if order in links else set()
            found += sorted(near - seen)  # type: ignore[type-var]
            seen |= near  # type: ignore[arg-type]
    return tuple(found)


def _deny(rng: Random, ground: Ground, passages: Mapping[int, Passage], taken: set[Key]) -> Mistake | None:
    """A sentence added that there was nothing of what the table counts, and of which the prose says nothing else."""
    told = {key for passage in passages.values() for claim in passage.claims for _, key in (*claim.cells, *claim.base)}
    absences = [a for a in ABSENCES if len(a.names) == 1 and a.section in passages]
    rng.shuffle(absences)
    for absence in absences:
        cells = ground.cells(absence.names[0])
        keys = {key for _, key in cells}
        rows = {key for key in ground.figures if key[:2] in {k[:2] for k in keys}}
        if keys & told or rows & taken or not cells or not ground.value(absence.names[0]):
            continue
        scribe = Scribe(rng, ground)
        scribe.absent(absence.words, absence.names[0], verdict=CONTRADICTS)
        scribe.say("。")
        last = sum(len(passage.claims) for passage in passages.values())
        return _added(absence.section, scribe.passage(), passages, last + 1)
    return None


def _added(section: int, sentence: Passage, passages: Mapping[int, Passage], order: int) -> Mistake:
    """The sections with a sentence as a paragraph of its own at the end of one; its claim is the last of the report."""
    passage = passages[section]
    at = len(passage.text) + bool(passage.text)
    (claim,) = sentence.claims
    claim = replace(claim, section=section, start=claim.start + at, end=claim.end + at, at=claim.at + at, order=order)
    text = f"{passage.text}\n{sentence.text}" if passage.text else sentence.text
    changed = {section: Passage(text, (*passage.claims, claim))}
    return Mistake(ABSENCE, section, None, claim, (order,), {**passages, **changed})
