"""An answer in plain words: what it says, and what it does not. No word here says that one thing brings about another."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.associations.asking import CANNOT, NOT_THERE, SAME, TOO_FEW
from toolkit.associations.groups import ALPHA
from toolkit.associations.questions import GROUPS, ODDS, Question


def says(row: Any, question: Question) -> str:
    """What one row of `answers` says, in a sentence or two. `row` has its columns as attributes."""
    if row.status == NOT_THERE:
        return f"Not asked: the codebook of this dataset has no theme {question.theme!r}."
    if row.status == TOO_FEW:
        return _too_few(row)
    if row.status == SAME:
        return "Not tested: one of the two is the same in all these reports."
    if row.status == CANNOT:
        return (
            f"Not tested: with {_sizes(row)} even the clearest result would give p = {p_text(row.smallest_p)} (equal numbers counted). What is seen "
            "describes these reports only."
        )
    tends = _tends(row)
    if row.holm_p <= ALPHA:
        return (
            f"{tends} {_expected(row, question)} Which comes from which, or both from a third thing, it does not say."
        )
    if row.p <= ALPHA:
        return (
            f"{tends} But among so many questions such a result comes up by chance: after correction it does not stand."
        )
    between = f" Anything between {signed(row.low, row)} and {signed(row.high, row)} is compatible with these reports."
    return f"Nothing clear in either direction.{between if pd.notna(row.low) else ''} That is no sign that there is nothing."


def _sizes(row: Any) -> str:
    if row.test == GROUPS:
        return f"{_reports(row.n_yes)} that {'names' if row.n_yes == 1 else 'name'} it against {row.n_no} that do not"
    if row.test == ODDS:
        return f"{row.n_yes} theme{'' if row.n_yes == 1 else 's'} not taken up and {row.n_no} taken up"
    return _reports(row.n_yes)


def _reports(count: int) -> str:
    return f"{count} report{'' if count == 1 else 's'}"


def _too_few(row: Any) -> str:
    if not row.n_yes and not (0 if pd.isna(row.n_no) else row.n_no):
        what = "no theme of which the next year is known" if row.test == ODDS else "no report has both sides"
        return f"Nothing to compare: {what}."
    least = row.smallest_p
    reach = f"; even the clearest result would give p = {p_text(least)}" if pd.notna(least) and least > ALPHA else ""
    if row.test == ODDS:
        return (
            f"Too few to test: {_sizes(row)}, and {_reports(row.agencies)} that had both kinds and in which some themes "
            f"returned and some did not{reach}."
        )
    return f"Too few to test: {_sizes(row)}{reach}."


def _tends(row: Any) -> str:
    if row.test == GROUPS:
        way = "higher" if row.effect > 0 else "lower"
        share = (abs(row.effect) + 1) / 2
        return (
            f"Reports that name it tend to have {way} values: so it is in {share:.0%} of all pairs of one that names it "
            "and one that does not (ties count half)."
        ).replace("%", " %")
    if row.test == ODDS:
        way = "more" if row.effect > 1 else "less"
        return (
            f"Within a report, themes that no measure takes up are named again {way} often than those that one does, beyond "
            "what other agencies name anyhow."
        )
    way = "more" if row.effect > 0 else "fewer"
    return f"Reports where the one number is higher tend to have {way} of the other."


def _expected(row: Any, question: Question) -> str:
    if question.expected == "either":
        return ""
    found = "higher" if row.effect > (1 if row.test == ODDS else 0) else "lower"
    return "As was expected." if found == question.expected else "That is the opposite of what was expected."


def p_text(value: Any) -> str:
    """A p value as text: three decimals, two where it is above 0.1; empty for none."""
    if value is None or pd.isna(value):
        return ""
    if value < 0.001:
        return "< 0.001"
    return f"{value:.2f}" if value >= 0.0995 else f"{value:.3f}"


def signed(value: Any, row: Any) -> str:
    """An effect or a limit of its interval as text: a delta or rho with its sign, an odds ratio without."""
    if value is None or pd.isna(value):
        return ""
    if row.test == ODDS:
        return "∞" if value == float("inf") else f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return f"{value:+.2f}".replace("-", "−")
