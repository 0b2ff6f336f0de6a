"""The agencies of a fictional province: its government, cities, counties and towns with their departments.

Every place is called an example, a pretence or a sample in plain words, so that nobody takes it for a real one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PROVINCE = "云岭省"
CITIES = (
    "示例市",
    "样例市",
    "范例市",
    "演示市",
    "模拟市",
    "拟设市",
    "试算市",
    "习题市",
    "假托市",
    "例举市",
    "样本市",
    "试读市",
)
COUNTIES = ("虚构区", "假想县", "设想县", "拟名区", "空想县", "代称区")
TOWNS = ("甲例镇", "乙例乡", "丙例街道", "丁例镇", "戊例乡", "己例街道", "庚例镇", "辛例乡")
OFFICES = (
    "自然资源和规划局", "卫生健康委员会", "教育局", "市场监督管理局", "住房和城乡建设局", "民政局", "公安局", "交通运输局",
    "财政局", "人力资源和社会保障局", "生态环境局", "农业农村局", "水务局", "司法局", "文化和旅游局", "应急管理局", "医疗保障局",
    "审计局", "统计局", "城市管理局", "退役军人事务局", "林业局",
)  # fmt: skip
BUSY = ("自然资源和规划局", "住房和城乡建设局", "公安局", "城市管理局")
QUIET = ("审计局", "统计局", "林业局", "退役军人事务局", "医疗保障局")
_KEEPS_ITS_NAME = ("市场监督管理局", "医疗保障局", "统计局", "林业局")


@dataclass(frozen=True)
class Agency:
    """An agency of the province: its name, what it calls itself, whose work it counts, its level, and how busy it is.

    `base` is about how many requests reach it in a year.
    """

    name: str
    we: str
    scope: str
    level: str
    base: int


def _office_name(office: str, level: str) -> str:
    """What a department is called at a level: 民政局 of a city is 民政厅 of a province."""
    if level == "province" and office.endswith("局") and office not in _KEEPS_ITS_NAME:
        return office[:-1].replace("和规划", "") + "厅"
    return office


def _we(name: str) -> str:
    for ending, we in (
        ("办公室", "我办"),
        ("办公厅", "我厅"),
        ("街道办事处", "我街道"),
        ("委员会", "我委"),
        ("厅", "我厅"),
        ("局", "我局"),
    ):
        if name.endswith(ending):
            return we
    return "我镇" if "镇人民政府" in name else "我乡"


_GOVERNMENT_BASE = {"province": 9000, "prefecture": 1500, "county": 260}
_OFFICE_BASE = {"province": 120, "prefecture": 45, "county": 14}


def _government(place: str, level: str, rng: Random) -> Agency:
    base = round(_GOVERNMENT_BASE[level] * rng.uniform(0.5, 1.8))
    return Agency(f"{place}人民政府", f"全{place[-1]}", "aggregate", level, base)


def _office(place: str, office: str, level: str, rng: Random) -> Agency:
    name = place + _office_name(office, level)
    factor = 3.0 if office in BUSY else 0.2 if office in QUIET else 1.0
    base = round(_OFFICE_BASE[level] * factor * rng.uniform(0.3, 1.6))
    return Agency(name, _we(name), "own", level, base)


def _government_office(place: str, level: str, rng: Random) -> Agency:
    name = f"{place}人民政府办公{'厅' if level == 'province' else '室'}"
    return Agency(name, _we(name), "own", level, round(2 * _OFFICE_BASE[level] * rng.uniform(0.4, 1.5)))


def _town(county: str, town: str, rng: Random) -> Agency:
    name = county + town + ("办事处" if town.endswith("街道") else "人民政府")
    return Agency(name, _we(name), "own", "township", rng.choice([0, 0, 1, 2, 4, 9]))


def _offices(place: str, level: str, rng: Random) -> Iterator[Agency]:
    """The departments of a place in an order of its own, its general office third."""
    for count, office in enumerate(rng.sample(OFFICES, len(OFFICES))):
        if count == 2:
            yield _government_office(place, level, rng)
        yield _office(place, office, level, rng)


def _cities(rng: Random) -> Iterator[Agency]:
    for city in CITIES:
        yield _government(city, "prefecture", rng)


def _city_offices(rng: Random) -> Iterator[Agency]:
    for city in CITIES:
        yield from _offices(city, "prefecture", rng)


def _places_below() -> Iterator[str]:
    """Counties and districts with the name of their city: 示例市虚构区."""
    for city in CITIES:
        for county in COUNTIES:
            yield city + county


def _counties(rng: Random) -> Iterator[Agency]:
    for place in _places_below():
        yield _government(place, "county", rng)


def _county_offices(rng: Random) -> Iterator[Agency]:
    for place in _places_below():
        yield from _offices(place, "county", rng)


def _towns(rng: Random) -> Iterator[Agency]:
    for place in _places_below():
        for town in TOWNS:
            yield _town(place, town, rng)


# Of which kind the next agency is, over and over: few agencies already show every kind.
_TURNS = (
    "city office, county office, county, town, city, county office, city office, county office, town, provincial office"
)
MOST_AGENCIES = (
    1
    + (1 + len(CITIES) + len(CITIES) * len(COUNTIES)) * (len(OFFICES) + 1)
    + len(CITIES) * (1 + len(COUNTIES) * (1 + len(TOWNS)))
)


def draw_agencies(seed: int, count: int) -> list[Agency]:
    """`count` agencies of the province, all with different names: its government first, then a mixture of all kinds.

    With a larger count the same seed gives the same agencies and more. Raises ValueError for more than MOST_AGENCIES.
    """
    if not 1 <= count <= MOST_AGENCIES:
        raise ValueError(f"expected 1 to {MOST_AGENCIES} agencies (so many the fictional province has), found {count}")
    pools = {
        "city": _cities(Random(f"cities {seed}")),
        "county": _counties(Random(f"counties {seed}")),
        "town": _towns(Random(f"towns {seed}")),
        "provincial office": _offices(PROVINCE, "province", Random(f"provincial offices {seed}")),
        "city office": _city_offices(Random(f"city offices {seed}")),
        "county office": _county_offices(Random(f"county offices {seed}")),
    }
    agencies = [_government(PROVINCE, "province", Random(f"province {seed}"))]
    while len(agencies) < count:
        for turn in _TURNS.split(", "):
            agency = next(pools[turn], None)
            if agency and len(agencies) < count:
                agencies.append(agency)
    return agencies
