"""Fictional reports with known truth: `draw_report(seed)` makes one, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from toolkit.forms import load_forms
from toolkit.sample.figures import Key, Value, blank_out, draw_figures, draw_habits, print_figures
from toolkit.sample.planting import PlantedError
from toolkit.sample.prose import Office, draw_office, draw_preface, draw_prose, draw_signature
from toolkit.sample.stated import Claim

BLANK_SHARE = 0.3


@dataclass(frozen=True)
class SampleReport:
    """A fictional report and the truth about it.

    `figures` holds the value of every cell as printed (None = blank), `printed` what stands there. `prose` maps each
    section that the report has to its paragraphs; `statements` are the problems and improvements of section 5 as (kind,
    text). `claims` are the numbers that the prose states and a reader can check, in their order; their offsets are those
    of `text(section)`. `errors` is what was planted. Both are known for reports of a province only (see
    toolkit.sample.province).
    """

    seed: int
    agency: str
    year: int
    form: str
    scope: str
    figures: dict[Key, Value] = field(repr=False)
    printed: dict[Key, str] = field(repr=False)
    prose: dict[int, list[str]] = field(repr=False)
    preface: list[str] = field(repr=False)
    statements: tuple[tuple[str, str], ...] = field(repr=False)
    signature: str | None = None
    date: str | None = None
    claims: tuple[Claim, ...] = field(default=(), repr=False)
    errors: tuple[PlantedError, ...] = ()

    def text(self, section: int) -> str:
        """The prose of a section, its paragraphs joined by a line feed; "" for a section without."""
        return "\n".join(self.prose.get(section, []))

    def table(self, name: str) -> dict[tuple[str, str], Value]:
        """The figures of one table by (row, column)."""
        return {key[1:]: value for key, value in self.figures.items() if key[0] == name}


def draw_report(seed: int, *, form: str | None = None, blanks: bool | None = None) -> SampleReport:
    """A report drawn from `seed`: of this form ("2019", "2021") or any, with blanks always, never or in some (None).

    `blanks=True` leaves blanks in every report that has a zero.
    """
    rng = Random(f"report {seed} {form} {blanks}")
    forms = load_forms()
    chosen = forms[form or rng.choice(sorted(forms))]
    office: Office = draw_office(rng)
    year = rng.choice(chosen.years)
    figures = draw_figures(rng, chosen, office.size)
    wanted = rng.random() < BLANK_SHARE if blanks is None else blanks
    habits = draw_habits(rng)
    prose, statements = draw_prose(rng, office, year, figures)
    preface = draw_preface(rng, office, year, chosen.letter)
    signature, date = draw_signature(rng, office, year)
    if wanted:
        figures = blank_out(rng, figures)
    return SampleReport(
        seed=seed,
        agency=office.agency,
        year=year,
        form=chosen.key,
        scope=office.scope,
        figures=figures,
        printed=print_figures(chosen, figures, habits),
        prose=prose,
        preface=preface,
        statements=statements,
        signature=signature,
        date=date,
    )
