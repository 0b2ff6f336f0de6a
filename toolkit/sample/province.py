"""A fictional province over several years: its agencies' reports, consistent between years, with errors on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from toolkit.forms import Form, form_for_year, load_forms
from toolkit.sample.draw import BLANK_SHARE, SampleReport
from toolkit.sample.facts import Facts, Life, on_form
from toolkit.sample.figures import blank_out, draw_habits, print_figures
from toolkit.sample.places import Agency, draw_agencies
from toolkit.sample.planting import (
    FORM_OF_LAST_YEAR,
    KINDS,
    PERIOD_OF_LAST_YEAR,
    PROSE,
    PROSE_AND_LAST_YEAR,
    REPORT,
    TABLE_KINDS,
    TABLES_OF_LAST_YEAR,
    Expected,
    Figures,
    PlantedError,
    plant,
    tables_of_last_year,
)
from toolkit.sample.prose import Office, draw_preface, draw_signature
from toolkit.sample.stated import PROSE_KINDS, Ground, contradict
from toolkit.sample.stated.ground import total
from toolkit.sample.yearly_prose import Voice, YearProse

FIRST_YEAR, LAST_YEAR = 2019, 2025
SECOND_ERROR = 0.3  # share of the reports with an error that have two
LAST_YEAR_OF_MIXED_FORMS = 2022  # later nobody takes the form of 2019 by mistake
PERIOD = "统计期限自{year}年1月1日至{year}年12月31日。"
_TABLE_KINDS = {kind.name: kind for kind in TABLE_KINDS}


def draw_province(
    seed: int,
    agencies: int = 12,
    years: tuple[int, int] = (2021, 2023),
    errors: float = 0.0,
    kinds: Sequence[str] = KINDS,
) -> list[SampleReport]:
    """The reports of a fictional province: `agencies` × the years from the first to the last, agency by agency.

    `errors` is the share of reports with one or two planted errors, from 0 to 1, of these `kinds`; where none of them
    finds a place in a report it has none, or the period of last year. But for these, all identities hold within a
    report and between years; the prose states numbers of the tables as printed there, shares and growth of them, and
    states them truly. The same arguments give the same reports. Raises ValueError for years without a form, too many
    agencies, no share, or an unknown kind.
    """
    first, last = years
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise ValueError(
            f"expected years from {FIRST_YEAR} to {LAST_YEAR}, the first not after the last, found {first}-{last}"
        )
    if not 0 <= errors <= 1:
        raise ValueError(f"expected a share of reports with errors from 0 to 1, found {errors}")
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise ValueError(f"expected kinds of errors of {', '.join(KINDS)}, found {unknown[0]!r}")
    chosen = draw_agencies(seed, agencies)
    wanted = _deal_errors(seed, len(chosen), last - first + 1, errors)
    turns = _Turns(kinds)
    reports: list[SampleReport] = []
    for place, agency in enumerate(chosen):
        reports += _reports_of(agency, range(first, last + 1), f"{seed} {place}", wanted[place], turns)
    return [replace(report, seed=seed * 1_000_000 + number) for number, report in enumerate(reports)]


def _deal_errors(seed: int, agencies: int, years: int, share: float) -> list[list[int]]:
    """How many errors each report gets, by agency and year: the share is met to the nearest report."""
    rng = Random(f"errors {seed}")
    count = agencies * years
    chosen = set(rng.sample(range(count), round(share * count)))
    numbers = [1 + (rng.random() < SECOND_ERROR) if place in chosen else 0 for place in range(count)]
    return [numbers[start : start + years] for start in range(0, count, years)]


class _Turns:
    """Deals out the kinds of errors in turn, so that each is planted about as often as there is a place for it."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self.waiting = list(kinds)

    def kinds(self) -> Iterator[str]:
        """The kinds, the one that has waited longest first."""
        yield from list(self.waiting)

    def done(self, kind: str) -> None:
        """Puts a kind at the end."""
        if kind in self.waiting:
            self.waiting.remove(kind)
            self.waiting.append(kind)

    def missed(self, kind: str) -> None:
        """Puts a kind that found no place after all in the middle: sooner again than those that did, not at once."""
        if kind in self.waiting:
            self.waiting.remove(kind)
            self.waiting.insert(len(self.waiting) // 2, kind)


def _reports_of(agency: Agency, years: range, name: str, wanted: list[int], turns: _Turns) -> Iterator[SampleReport]:
    """The reports of one agency, year by year. Wording and figures do not depend on the errors planted elsewhere."""
    life, voice = Life(agency, Random(f"life {name}")), Voice(agency, Random(f"voice {name}"))
    before: Figures | None = None
    for year, errors in zip(years, wanted, strict=True):
        draft = _Draft(agency, name, year, life.next_year(year), before, last=year == years[-1])
        report = draft.report(voice, errors, turns)
        before = report.figures
        yield report


class _Draft:
    """One report in the making."""

    def __init__(
        self, agency: Agency, name: str, year: int, facts: Facts, before: Figures | None, last: bool = False
    ) -> None:
        self.agency, self.name, self.year, self.facts, self.before = agency, name, year, facts, before
        self.last = last
        self.rng = Random(f"errors {name} {year}")
        self.form = self._due_form()
        self.errors: list[PlantedError] = []
        self.taken: set = set()

    def _due_form(self) -> Form:
        form = form_for_year(self.year)
        if form is None:
            raise ValueError(f"expected a year for which a form is in force, found {self.year}")
        return form

    def report(self, voice: Voice, errors: int, turns: _Turns) -> SampleReport:
        """The report with so many errors, of kinds that find a place in it."""
        late: list[str] = []
        self._fill()
        for _ in range(errors):
            for kind in turns.kinds():
                if self._plant(kind, late):
                    turns.done(kind)
                    break
        ground = Ground(self.year, self.agency.we, self.agency.scope, self.form, self.figures, self.before)
        prose = self._contradict(voice.next_year(ground), ground, late, turns)
        preface = self._preface(PERIOD_OF_LAST_YEAR in late)
        signature, date = draw_signature(Random(f"signature {self.name}"), self._office(), self.year)
        return SampleReport(
            seed=0,
            agency=self.agency.name,
            year=self.year,
            form=self.form.key,
            scope=self.agency.scope,
            figures=self.figures,
            printed=print_figures(self.form, self.figures, draw_habits(Random(f"habits {self.name}"))),
            prose=prose.sections,
            preface=preface,
            statements=prose.statements,
            signature=signature,
            date=date,
            claims=prose.claims,
            errors=tuple(self.errors),
        )

    def _office(self) -> Office:
        return Office(self.agency.name, self.agency.we, self.agency.scope, "")

    def _fill(self) -> None:
        """The figures on the form; an agency that leaves zeros blank does so every year in the same way."""
        self.figures = on_form(self.facts, self.form)
        habit = Random(f"blanks {self.name}")
        if habit.random() < BLANK_SHARE:
            self.figures = blank_out(habit, self.figures)

    def _plant(self, kind: str, late: list[str]) -> bool:
        """Whether an error of this kind was planted; those of the prose come later and are only noted."""
        if any(error.kind == kind for error in self.errors) or kind in late:
            return False
        if kind == FORM_OF_LAST_YEAR:
            return self._take_last_years_form()
        if kind == TABLES_OF_LAST_YEAR:
            return self._take_last_years_tables()
        if kind in (*PROSE_KINDS, PERIOD_OF_LAST_YEAR):
            late.append(kind)
            return True
        planted = plant(self.rng, _TABLE_KINDS[kind], self.form, self.figures, self.before, self.taken)
        if planted is None:
            return False
        self.figures, error = planted
        self.errors.append(error)
        self.taken |= {key for key, _, _ in error.cells}
        return True

    def _take_last_years_form(self) -> bool:
        forms = list(load_forms().values())
        place = forms.index(self.form)
        # What was planted in figures is gone with them, so this can only be the first error.
        if place == 0 or self.year > LAST_YEAR_OF_MIXED_FORMS or self.errors:
            return False
        due, self.form = self.form, forms[place - 1]
        self._fill()
        rules = (Expected("form_of_another_year"),)
        self.errors.append(
            PlantedError(FORM_OF_LAST_YEAR, REPORT, true_text=due.key, printed_text=self.form.key, rules=rules)
        )
        return True

    def _take_last_years_tables(self) -> bool:
        # The next report would be wrong with it, so this is the last one of its agency.
        error = tables_of_last_year(self.form, self.figures, self.before) if self.last and not self.errors else None
        if error is None:
            return False
        self.figures = dict(self.before or {})
        self.errors.append(error)
        self.taken |= set(self.figures)
        return True

    def _contradict(self, prose: YearProse, ground: Ground, late: list[str], turns: _Turns) -> YearProse:
        """The prose with the errors of the prose in it; one that finds no place is another kind of error."""
        for kind in [kind for kind in late if kind in PROSE_KINDS]:
            done = {error.kind for error in self.errors}
            others = [other for other in turns.kinds() if other in PROSE_KINDS and other not in late]
            for chosen in (kind, *others):
                told = None if chosen in done else self._mistaken(prose, ground, chosen)
                if told:
                    prose = told
                    turns.done(chosen)
                    break
                turns.missed(chosen)
            else:
                if PERIOD_OF_LAST_YEAR not in late:
                    late.append(PERIOD_OF_LAST_YEAR)
        return prose

    def _mistaken(self, prose: YearProse, ground: Ground, kind: str) -> YearProse | None:
        """The prose with a number made wrong, and the error noted; None where there is no such number."""
        spared = {order for error in self.errors for order in error.claims}
        mistake = contradict(self.rng, kind, ground, prose.passages, self.taken, spared)
        if mistake is None:
            return None
        wrong, true = mistake.wrong, mistake.true
        value = true.stated if true else total(self.figures, wrong.cells)
        self.errors.append(
            PlantedError(
                kind,
                PROSE_AND_LAST_YEAR if wrong.kind == "growth" else PROSE,
                ((wrong.cell or ("", "", ""), value, wrong.stated),),
                true.quote if true else "",
                wrong.quote,
                section=mistake.section,
                claims=mistake.orders,
            )
        )
        return YearProse(mistake.passages, prose.statements)

    def _preface(self, of_last_year: bool) -> list[str]:
        """The preface in the words of every year; by mistake with the period of the year before."""
        preface = draw_preface(Random(f"preface {self.name}"), self._office(), self.year, self.form.letter)
        if not of_last_year:
            return preface
        if not any("统计期限" in text for text in preface):
            preface.append("本报告中各项数据的" + PERIOD.format(year=self.year))
        true = PERIOD.format(year=self.year).rstrip("。")
        wrong = PERIOD.format(year=self.year - 1).rstrip("。")
        rules = (Expected("year_conflict"),)
        self.errors.append(PlantedError(PERIOD_OF_LAST_YEAR, REPORT, true_text=true, printed_text=wrong, rules=rules))
        return [text.replace(true, wrong) for text in preface]
