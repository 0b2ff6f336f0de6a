"""How well automatic coding agrees with a person's: statements found, themes given, every disagreement to look at.

`agreement(statements, read_coding(path, codes), codes)` does it all. It also compares two people, who should agree with
each other before either is taken as the measure of a program.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from toolkit.text.coding import OTHER, CodingError, draw_sample, read_coding
from toolkit.text.coefficients import alpha, alpha_of_counts, distance_table, kappa, masi, nominal_alpha
from toolkit.text.matching import FOUND, MISSED, OUTCOMES, SAME_TEXT, SURPLUS, TEXT_DIFFERS, match

__all__ = [
    "SCORES",
    "Agreement",
    "CodingError",
    "agreement",
    "alpha",
    "draw_sample",
    "kappa",
    "masi",
    "match",
    "read_coding",
]

# An interval from fewer reports would promise what it cannot hold.
FEWEST_REPORTS = 5
# An interval is given where the score exists in nearly all resamples.
MOST_UNDEFINED = 0.05
MOST_SHOWN = 20

SCORES: dict[str, tuple[str, str]] = {
    "statement_precision": ("Statements: precision", "陈述精确率"),
    "statement_recall": ("Statements: recall", "陈述召回率"),
    "statement_f1": ("Statements: F1", "陈述 F1"),
    "theme_micro_precision": ("Themes: precision", "主题精确率"),
    "theme_micro_recall": ("Themes: recall", "主题召回率"),
    "theme_micro_f1": ("Themes: micro-F1", "主题微平均 F1"),
    "theme_micro_f1_all": ("Themes: micro-F1, unmatched statements counted as errors", "主题微平均 F1（含未匹配陈述）"),
    "theme_macro_f1": ("Themes: macro-F1", "主题宏平均 F1"),
    "theme_exact": ("Themes: share of statements with exactly the same themes", "主题完全一致率"),
    "alpha_masi": ("Krippendorff's alpha, sets of themes (MASI)", "Krippendorff α（主题集合）"),
    "alpha_nominal": ("Krippendorff's alpha, each theme yes or no", "Krippendorff α（逐主题是否）"),
}
"""The scores over all themes: key to English and Chinese name."""
_FINDING = ("statement_precision", "statement_recall", "statement_f1", "theme_micro_f1_all")
_SAMPLED = "the hand coding is a sample of the automatic statements, so it cannot tell how many were missed"


@dataclass(frozen=True)
class Agreement:
    """How two coders agree.

    `scores`: score, english, chinese, value, low and high (95 %, by report), and the reason where one of them is null.
    `themes`: each theme's counts, precision, recall, F1, Cohen's kappa, and the reason where kappa is null; `support`
    is how many statements have it by hand. `statements`: what `match` gives. `disagreements`: statements whose themes
    differ. `compared`: how many statements had their themes compared. `notes`: what was left out.
    """

    scores: pd.DataFrame
    themes: pd.DataFrame
    statements: pd.DataFrame
    disagreements: pd.DataFrame
    compared: int
    reports: int
    notes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def value(self, score: str) -> float | None:
        """A score by its key in SCORES; None where it is undefined. Raises KeyError."""
        found = self.scores.set_index("score").loc[score, "value"]
        return None if pd.isna(found) else float(found)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many statements were found, had another kind, order or text, were missed, or are surplus."""
        return {outcome: int((self.statements["outcome"] == outcome).sum()) for outcome in OUTCOMES}

    def __repr__(self) -> str:
        shown = ", ".join(f"{row.score} {_number(row.value)}" for row in self.scores.itertuples())
        return f"Agreement on {self.compared} statements of {self.reports} reports: {shown}"

    def _repr_html_(self) -> str:
        return _html(self)


@dataclass(frozen=True)
class _Tally:
    """What scores are counted from.

    Per report: statements found, automatic, by hand; themes, automatic and by hand, of those not matched. Per statement
    compared: its report, both coders' themes as yes or no, how often each set of themes was given; and the distances
    between these sets.
    """

    statements: np.ndarray
    unmatched: np.ndarray
    report: np.ndarray
    automatic: np.ndarray
    by_hand: np.ndarray
    sets: np.ndarray
    distances: np.ndarray


def agreement(
    auto: pd.DataFrame,
    hand: pd.DataFrame,
    codes: Iterable[str] | None = None,
    *,
    sample: bool = False,
    by_order: bool = False,
    reports: Iterable[str] | None = None,
    resamples: int = 1000,
    seed: int = 2024,
) -> Agreement:
    """How automatic coding agrees with a person's; either side may also be a second person's `read_coding`.

    auto: table `statements`; hand: what `read_coding` gives. Themes are compared where both have the same text,
    whatever its kind and order. `codes`: the codebook (a mapping to English, Chinese and description names the themes);
    without it, the codes used. `sample`: the person coded a sample drawn from `auto`, so finding statements is not
    scored. `by_order`, `reports`: see `match`. Intervals are percentiles of a bootstrap that draws whole reports, five
    or more; from few reports they are too short. Micro-F1 pools all decisions, macro-F1 is the mean over the themes
    given. Raises ValueError for frames without the columns needed and for a theme not in `codes`.
    """
    reports = None if reports is None else list(reports)
    pairs = match(auto, hand, by_order, reports)
    notes = _notes(auto, hand, pairs, sample)
    if sample:
        pairs = pairs[pairs["outcome"] != SURPLUS].reset_index(drop=True)
    used = sorted({code for name in ("automatic", "by_hand") for themes in pairs[name] for code in themes})
    themes = used if codes is None else [*dict.fromkeys([*codes, *(code for code in used if code == OTHER)])]
    if unknown := [code for code in used if code not in themes]:
        raise ValueError(f"expected themes of the codebook ({', '.join(themes)}), found {', '.join(unknown)}")
    same = pairs[pairs["outcome"].isin(SAME_TEXT)]
    tally = _tallied(pairs, same, themes, sorted({*pairs["report_id"], *map(str, reports or ())}))
    count = len(tally.statements)
    scores = _score_table(tally, sample, resamples, seed)
    names = {code: codes[code][1] for code in themes if code in codes} if isinstance(codes, Mapping) else {}
    return Agreement(scores, _theme_table(tally, themes), pairs, _differing(same), len(same), count, notes, names)


def _notes(auto: pd.DataFrame, hand: pd.DataFrame, pairs: pd.DataFrame, sample: bool) -> tuple[str, ...]:
    ours, theirs = set(auto["report_id"].astype(str)), set(hand["report_id"].astype(str))
    notes = []
    if left := len(ours - theirs - set(pairs["report_id"])):
        notes.append(f"Left out, because nobody coded them by hand: {left} reports with automatic statements.")
    if strangers := sorted(theirs - ours):
        shown = ", ".join(strangers[:5]) + (" …" if len(strangers) > 5 else "")
        notes.append(
            f"Coded by hand, but without an automatic statement: {shown}. Are these the report_id of the dataset?"
        )
    if sample and (lost := int(pairs["outcome"].isin((MISSED, TEXT_DIFFERS)).sum())):
        notes.append(
            f"Coded by hand, but no longer in the dataset with that text: {lost} statements. Draw a new sample."
        )
    return tuple(notes)


def _tallied(pairs: pd.DataFrame, same: pd.DataFrame, themes: list[str], reports: list[str]) -> _Tally:
    number = {report: i for i, report in enumerate(reports)}
    statements, unmatched = np.zeros((len(reports), 3), int), np.zeros((len(reports), 2), int)
    for row in pairs.itertuples():
        statements[number[row.report_id]] += [row.outcome == FOUND, row.outcome != MISSED, row.outcome != SURPLUS]
        if row.outcome not in SAME_TEXT:
            unmatched[number[row.report_id]] += [len(row.automatic), len(row.by_hand)]
    chosen = [[frozenset(item) for item in same[name]] for name in ("automatic", "by_hand")]
    given = [np.array([[t in s for t in themes] for s in c], bool).reshape(len(c), len(themes)) for c in chosen]
    kinds = sorted({*chosen[0], *chosen[1]}, key=sorted)
    place = {value: i for i, value in enumerate(kinds)}
    sets = np.zeros((len(same), len(kinds)))
    for column in chosen:
        sets[np.arange(len(same)), [place[value] for value in column]] += 1
    report = np.array([number[r] for r in same["report_id"]], int)
    return _Tally(statements, unmatched, report, *given, sets, distance_table(kinds, masi))


def _counts(automatic: np.ndarray, by_hand: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By theme: given by both, by the automatic coder only, by hand only."""
    return (automatic & by_hand).sum(axis=0), (automatic & ~by_hand).sum(axis=0), (~automatic & by_hand).sum(axis=0)


def _scored(tally: _Tally, weights: np.ndarray) -> dict[str, float | None]:
    """The scores with each report counted as often as its weight says."""
    found, ours, theirs = weights @ tally.statements
    rows = np.repeat(np.arange(len(tally.report)), weights[tally.report])
    automatic, by_hand = tally.automatic[rows], tally.by_hand[rows]
    each = _counts(automatic, by_hand)
    both, only_auto, only_hand = (int(part.sum()) for part in each)
    more, less = weights @ tally.unmatched
    f1s = [_ratio(2 * b, 2 * b + x + y) for b, x, y in zip(*each, strict=True) if b + x + y]
    values = (
        _ratio(found, ours), _ratio(found, theirs), _ratio(2 * found, ours + theirs),
        _ratio(both, both + only_auto), _ratio(both, both + only_hand),
        _ratio(2 * both, 2 * both + only_auto + only_hand),
        _ratio(2 * both, 2 * both + only_auto + only_hand + more + less),
        _ratio(sum(f1s), len(f1s)), _ratio((automatic == by_hand).all(axis=1).sum(), len(rows)),
        alpha_of_counts(tally.sets[rows], tally.distances),
        nominal_alpha((automatic.astype(int) + by_hand).ravel()),
    )  # fmt: skip
    return dict(zip(SCORES, values, strict=True))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _score_table(tally: _Tally, sample: bool, resamples: int, seed: int) -> pd.DataFrame:
    reports = len(tally.statements)
    values = _scored(tally, np.ones(reports, int))
    draw, drawn = random.Random(seed), {name: [] for name in SCORES}
    for _ in range(resamples if reports >= FEWEST_REPORTS else 0):
        picked = np.bincount([int(draw.random() * reports) for _ in range(reports)], minlength=reports)
        for name, value in _scored(tally, picked).items():
            drawn[name].append(value)
    rows = []
    for name, (english, chinese) in SCORES.items():
        value, low, high, reason = values[name], None, None, ""
        if sample and name in _FINDING:
            value, reason = None, _SAMPLED
        elif value is None:
            reason = _why_undefined(name, tally)
        else:
            low, high, reason = _interval(drawn[name], reports)
        rows.append((name, english, chinese, value, low, high, reason))
    frame = pd.DataFrame(rows, columns=["score", "english", "chinese", "value", "low", "high", "reason"])
    return frame.astype({"value": "Float64", "low": "Float64", "high": "Float64"})


def _why_undefined(name: str, tally: _Tally) -> str:
    if not tally.statements.any():
        return "nothing to compare: there is no statement on either side"
    if name.startswith("statement"):
        return "one side has no statement"
    if not len(tally.report):
        return "no statement was found by both"
    if name.startswith("alpha"):
        return "both gave one and the same answer throughout, so agreement cannot be told from chance"
    return "one side gave no theme"


def _interval(drawn: list[float | None], reports: int) -> tuple[float | None, float | None, str]:
    if not drawn:
        return None, None, f"no interval: {reports} reports, fewer than {FEWEST_REPORTS}"
    defined = [value for value in drawn if value is not None]
    if len(defined) < (1 - MOST_UNDEFINED) * len(drawn):
        return None, None, "no interval: undefined in too many resamples"
    if min(defined) == max(defined):
        return None, None, "no interval: every resample gives the same value"
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high), ""


def _theme_table(tally: _Tally, themes: list[str]) -> pd.DataFrame:
    rows = []
    for theme, b, x, y in zip(themes, *_counts(tally.automatic, tally.by_hand), strict=True):
        agreed = kappa(int(b), int(x), int(y), len(tally.report) - int(b + x + y))
        scores = (_ratio(b, b + x), _ratio(b, b + y), _ratio(2 * b, 2 * b + x + y))
        why = "" if agreed is not None else _why_no_kappa(tally, int(b))
        rows.append((theme, int(b + y), int(b), int(x), int(y), *scores, agreed, why))
    counts = ["support", "both", "only_automatic", "only_by_hand"]
    frame = pd.DataFrame(rows, columns=["theme", *counts, "precision", "recall", "f1", "kappa", "reason"])
    return frame.astype({**dict.fromkeys(counts, "Int64"), **dict.fromkeys(frame.columns[5:-1], "Float64")})


def _why_no_kappa(tally: _Tally, both: int) -> str:
    if not len(tally.report):
        return "no statement was found by both"
    return "both gave it to every statement" if both else "neither gave it"


def _differing(same: pd.DataFrame) -> pd.DataFrame:
    """Statements with different themes; codes joined by ; as in the hand-coded file."""
    rows = []
    for row in same.itertuples():
        extra = [code for code in row.automatic if code not in row.by_hand]
        lacking = [code for code in row.by_hand if code not in row.automatic]
        if extra or lacking:
            parts = (";".join(codes) for codes in (row.automatic, row.by_hand, extra, lacking, row.words))
            rows.append((row.report_id, row.kind, row.order, row.text, *parts))
    names = "report_id kind order text automatic by_hand only_automatic only_by_hand words".split()
    return pd.DataFrame(rows, columns=names)


def _number(value: object) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.2f}" if isinstance(value, float) else str(value)


def _grid(heads: Iterable[str], rows: Iterable[Iterable[object]], caption: str) -> str:
    cell = (
        "style='border-bottom:1px solid #dcdfe3;padding:3px 10px;text-align:left;vertical-align:top;white-space:normal'"
    )
    top = "".join(f"<th {cell}>{escape(head)}</th>" for head in heads)
    body = "".join("<tr>" + "".join(f"<td {cell}>{escape(str(v))}</td>" for v in row) + "</tr>\n" for row in rows)
    caption = f"<caption style='text-align:left;font-weight:600'>{escape(caption)}</caption>"
    return f"<table style='border-collapse:collapse'>{caption}<tr>{top}</tr>\n{body}</table>"


def _html(found: Agreement) -> str:
    used = found.themes[found.themes[["both", "only_automatic", "only_by_hand"]].sum(axis=1) > 0]
    themes = [
        (f"{t[0]} {found.names.get(t[0], '')}".strip(), *map(_number, t[1:-1]))
        for t in used.itertuples(index=False, name=None)
    ]
    outcomes = "; ".join(f"{name.replace('_', ' ')} {n}" for name, n in found.outcomes.items() if n)
    lines = [f"Statements: {outcomes or 'none'}.", *found.notes]
    if unused := len(found.themes) - len(used):
        lines.append(f"Themes that neither side gave: {unused}.")
    lines.append("Krippendorff (2004) asks for an alpha of 0.80, and of 0.667 where conclusions are tentative.")
    heads = ("theme 主题", "by hand", "both", "only automatic", "only by hand", "precision", "recall", "F1", "kappa")
    caption = f"{found.compared} statements of {found.reports} reports compared"
    parts = [
        _grid(("score", "指标", "value", "95 % interval", "note"), _score_rows(found.scores), caption),
        _grid(heads, themes, "Themes 主题"),
        "".join(f"<p>{escape(line)}</p>" for line in lines),
    ]
    if len(found.disagreements):
        shown = found.disagreements.head(MOST_SHOWN)
        names = [name.replace("_", " ") for name in shown]
        caption = f"Disagreements 分歧: {len(shown)} of {len(found.disagreements)}"
        parts.append(_grid(names, shown.itertuples(index=False, name=None), caption))
    return "\n".join(parts)


def _score_rows(scores: pd.DataFrame) -> list[tuple[str, ...]]:
    rows = []
    for s in scores.itertuples():
        interval = "" if pd.isna(s.low) else f"{s.low:.2f} to {s.high:.2f}"
        rows.append((s.english, s.chinese, _number(s.value), interval, s.reason))
    return rows
