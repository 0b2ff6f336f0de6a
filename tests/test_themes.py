"""Themes: the codebook's rules on sentences of our own, and a codebook that a user brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.text.coded import code_statements, shared_themes
from toolkit.text.themes import OTHER, CodebookError, load_codebook, without_cues

BOOK = load_codebook()


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("少数科室对公开工作不够重视", "awareness"),
        ("成立领导小组，由专人负责", "leadership"),
        ("健全信息发布机制，明确科室职责", "institution"),
        ("经办人员变动频繁，业务不熟练", "capacity"),
        ("公开内容不够全面", "coverage"),
        ("栏目更新不及时", "platform timeliness"),
        ("公开目录编制不细，格式不统一", "standardization"),
        ("微信公众号运营水平不高", "platform"),
        ("政策解读以文字为主", "interpretation"),
        ("对群众留言回应不多", "interaction"),
        ("答复申请人的文书不规范", "on_request"),
        ("定期开展自查，纳入年度考核", "supervision"),
        ("群众对公开工作知晓率低", "outreach"),
        ("发布前的保密审查不严", "security"),
        ("围绕中心工作不够紧密", "impact"),
        ("把工作做得更好", OTHER),
    ],
)
def test_each_theme(text: str, themes: str) -> None:
    assert BOOK.code(text) == themes.split()


@pytest.mark.parametrize(
    ("text", "has", "hasnot"),
    [
        # The rules of the codebook, one a line.
        ("举办培训班，提高干部的认识", "capacity", "awareness"),
        ("增强公开意识", "awareness", "capacity"),
        ("答复文书规范化水平有待提升", "on_request", "standardization"),
        ("推进工作规范化、制度化", OTHER, "standardization"),
        ("夯实公开工作的基础支撑", "standardization", OTHER),
        ("对咨询答复不及时", "interaction", "timeliness"),
        ("对申请人答复不及时", "on_request", "timeliness"),
        ("解读的实效不强", "interpretation", "impact"),
        ("紧紧围绕县委中心工作", "impact", OTHER),
        ("加强解读，助力经济高质量发展", "interpretation", "impact"),
        ("多办活动，以公开促落实", OTHER, "impact"),
        ("精准公开惠企政策", "coverage", "interpretation"),
        ("建立传帮带机制", "capacity", OTHER),
        ("建立传帮带机制", "institution", OTHER),
        ("在网站开设专栏解读政策", "platform", OTHER),
        ("拓宽公众参与渠道", "interaction", OTHER),
        ("公开不够主动，切实保障群众的知情权和监督权", "coverage", "supervision"),
        ("严格执行《政务公开考核办法》", OTHER, "supervision"),
        ("部分工作人员业务生疏", "capacity", "institution"),
        ("市市场监管局的信息较少", "coverage", "supervision"),
        # A heading is coded, a purpose at the end is not.
        ("提升公开实效。多办活动", "impact", OTHER),
        ("优化栏目，切实提升公开实效", "platform", "impact"),
        # What is wanting is no purpose, and no fruit of training.
        ("教育培训不足，对公开工作认识不深", "awareness", OTHER),
        ("公开内容不够全面，以公开促落实的作用发挥不充分", "impact", OTHER),
    ],
)
def test_rules_of_the_codebook(text: str, has: str, hasnot: str) -> None:
    found = BOOK.code(text)
    assert has in found
    assert hasnot not in found


def test_hits_quote_the_words_that_decided() -> None:
    text = "网站更新不及时,组织培训偏少"
    hits = BOOK.hits(text)
    assert [(h.theme, h.words) for h in hits] == [
        ("platform", "网站"),
        ("timeliness", "更新不及时"),
        ("capacity", "培训"),
    ]
    for hit in hits:
        assert text[hit.start : hit.end] == hit.words


def test_the_theme_of_the_first_words_comes_first() -> None:
    assert BOOK.code("加强培训，办好网站") == ["capacity", "platform"]
    assert BOOK.code("办好网站，加强培训") == ["platform", "capacity"]


def test_measures_answer_the_problems_with_which_they_share_a_theme() -> None:
    class Prose:
        number = 5
        text = "主要问题：一是栏目更新不及时；二是经办人员业务不熟；三是说不清楚。下一步，将：一是办培训班；二是改版网站；三是多想办法。"

    coded = code_statements([Prose()])
    assert [(s.kind, s.order, s.themes, s.answers) for s in coded] == [
        ("problem", 1, ("platform", "timeliness"), ()),
        ("problem", 2, ("capacity",), ()),
        ("problem", 3, (OTHER,), ()),
        ("improvement", 1, ("capacity",), (2,)),
        ("improvement", 2, ("platform",), (1,)),
        # What fits nothing answers nothing, not even a problem that fits nothing.
        ("improvement", 3, (OTHER,), ()),
    ]
    assert coded[0].words == ("platform: 栏目", "timeliness: 更新不及时")
    assert shared_themes(("platform", OTHER), (OTHER, "platform")) == ["platform"]


OWN = """
version = "mine"
skip = ['^为了']
[[theme]]
code = "water"
english = "Water"
chinese = "水"
when = "it speaks of water"
cues = ['水', '河']
except = ['薪水']
yields_to = ["fire"]
[[theme]]
code = "fire"
english = "Fire"
chinese = "火"
when = "it speaks of fire"
cues = ['火']
"""


def test_a_codebook_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(OWN, encoding="utf-8-sig")
    book = load_codebook(path)
    assert book.version == "mine"
    assert book.codes == ("water", "fire", OTHER)
    assert book.code("治理河流，发薪水，为了防火") == ["water"]
    assert book.code("以水灭火") == ["fire"]
    assert without_cues(book, "water", ["河"]).code("治理河流") == [OTHER]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("cues = ['火']", "", "cues is missing"),
        ("['水', '河']", "['水(']", "no regular expression"),
        ("['水', '河']", "['水*']", "fits everything"),
        ('["fire"]', '["air"]', "'air', which is no theme"),
        ('code = "fire"', 'code = "water"', "'water' stands twice"),
        ('code = "fire"', 'code = "other"', "'other' stands twice or is kept"),
        ('code = "fire"', 'code = "Fire!"', "small English letters"),
        ("[[theme]]", "[[theme", "not valid TOML"),
    ],
)
def test_a_bad_codebook_says_what_is_wrong(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(OWN.replace(old, new, 1) if old != 'code = "fire"' else OWN.replace(old, new), encoding="utf-8")
    with pytest.raises(CodebookError, match=says) as raised:
        load_codebook(path)
    assert "themes.toml" in str(raised.value)


def test_an_empty_codebook_is_none(tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("version = '1'\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="at least one"):
        load_codebook(path)
