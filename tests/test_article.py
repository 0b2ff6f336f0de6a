"""The report on a page is found among what the site prints around it, by its headings and boxes."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.reading.article import article
from toolkit.reading.document import Document
from toolkit.reading.readers.html import read
from toolkit.reading.readers.text import parse
from toolkit.reading.report import Report, read_reports

TITLE = "云岭县水务局2022年政府信息公开工作年度报告"
SECTIONS = (
    ("一、总体情况", "我局的工作写在这一段里。"),
    ("二、主动公开政府信息情况", "全年发布了若干条消息。"),
    ("三、收到和处理政府信息公开申请情况", "收到的申请都已答复。"),
    ("四、政府信息公开行政复议、行政诉讼情况", "没有发生。"),
    ("五、存在的主要问题及改进情况", "栏目不够细，将补上。"),
    ("六、其他需要报告的事项", "无"),
)
BODY = "".join(f"<p>{heading}</p><p>{text}</p>" for heading, text in SECTIONS)
REPORT = f"<p>{TITLE}</p>{BODY}"
OWN = [TITLE, *(text for pair in SECTIONS for text in pair)]

NAVIGATION = "<div><ul>" + "".join(f"<li><a href='/{i}'>栏目{i}</a></li>" for i in range(20)) + "</ul></div>"
CRUMBS = "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/gk'>公开</a> &gt; 年报</div>"
OTHER_YEARS = "<div><h3>历年</h3><ul>" + "".join(
    f"<li><a href='/{y}'>别处市财政局{y}年政府信息公开工作年度报告</a></li>" for y in range(2016, 2022)
) + "</ul></div>"  # fmt: skip
ABOUT = "<div><span>发布时间：2023-01-12</span> <span>来源：云岭县水务局</span> <span>字号：大 中 小</span></div>"
BELOW = "<div><a href='javascript:print()'>打印</a> <a href='#'>关闭</a></div><div><p>上一篇：<a href='/8'>某个通知</a></p></div>"
FOOTER = "<div><p>主办：别处市人民政府办公室</p><p>备案号：虚构</p><p>某某数据中心维护本站</p><p><a href='/m'>网站地图</a></p></div>"


def page(body: str) -> Document:
    """The document of a page with this body."""
    return read(f"<html><head><title>门户</title></head><body>{body}</body></html>".encode(), "page.html")


def kept(body: str) -> list[str]:
    """The lines that are left of a page."""
    return [line.text for line in article(page(body)).lines]


def report_of(tmp_path: Path, body: str) -> Report:
    path = tmp_path / "saved.html"
    path.write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    [report] = read_reports(path)
    return report


def test_the_article_in_its_own_box() -> None:
    body = f"{NAVIGATION}{CRUMBS}<div>{OTHER_YEARS}<div>{ABOUT}<div>{REPORT}</div>{BELOW}</div></div>{FOOTER}"
    assert kept(body) == OWN


def test_the_article_in_no_box_of_its_own() -> None:
    # Everything stands right in the body; what follows section 6 is the site's.
    assert kept(f"{NAVIGATION}{CRUMBS}{OTHER_YEARS}{REPORT}{BELOW}{FOOTER}") == OWN


def test_the_article_in_nested_layout_tables() -> None:
    body = (
        f"<table><tr><td>{OTHER_YEARS}</td><td><table><tr><td>{CRUMBS}</td></tr><tr><td>{REPORT}</td></tr>"
        f"<tr><td>上一篇：<a href='/8'>某个通知</a></td></tr></table></td></tr><tr><td colspan=2>{FOOTER}</td></tr></table>"
    )
    assert kept(body) == OWN


def test_the_title_outside_the_box_of_the_text() -> None:
    # The nearest title above that is no link; the lines on time and source between the two are left out.
    assert kept(f"{OTHER_YEARS}<div><h1>{TITLE}</h1>{ABOUT}<div>{BODY}</div></div>{FOOTER}") == OWN


def test_each_section_in_a_box_of_its_own() -> None:
    boxes = "".join(f"<div><h2>{heading}</h2><div><p>{text}</p></div></div>" for heading, text in SECTIONS)
    assert kept(f"{NAVIGATION}<div><h1>{TITLE}</h1>{boxes}</div>{FOOTER}") == OWN


def test_tabs_and_a_table_of_contents_are_no_headings() -> None:
    tabs = "<div><ul>" + "".join(f"<li>{heading}</li>" for heading, _ in SECTIONS) + "</ul></div>"
    links = (
        "<div>" + "".join(f"<p><a href='/{i}'>{heading}</a></p>" for i, (heading, _) in enumerate(SECTIONS)) + "</div>"
    )
    assert kept(f"{tabs}{links}<div><div>{REPORT}</div>{FOOTER}</div>") == OWN


def test_an_article_box_that_was_closed_too_early() -> None:
    # The last paragraph fell out of the box of its heading; nothing of the report may be lost.
    body = f"{NAVIGATION}<div><div>{REPORT.removesuffix('<p>无</p>')}</div><p>无</p>{BELOW}</div>{FOOTER}"
    assert kept(body) == OWN


def test_the_signature_right_behind_the_box() -> None:
    body = f"<div><div>{REPORT}</div><p>云岭县水务局</p><p>2023年1月12日</p>{BELOW}</div>{FOOTER}"
    assert kept(body) == [*OWN, "云岭县水务局", "2023年1月12日"]


def test_prose_behind_a_link_in_the_last_section_stays() -> None:
    more = "<p><a href='/x'>收费的办法</a></p><p>本年没有收取任何费用。</p><p>云岭县水务局</p>"
    assert kept(f"<div>{REPORT}{more}{BELOW}</div>") == [*OWN, "收费的办法", "本年没有收取任何费用。", "云岭县水务局"]


def test_all_reports_of_a_page_stay(tmp_path: Path) -> None:
    second = REPORT.replace("水务局", "林业局").replace("我局的工作", "本局的工作")
    found = kept(f"{NAVIGATION}<div>{REPORT}</div><div><a href='/a'>回到目录</a></div><div>{second}</div>{FOOTER}")
    assert found == [*OWN, *(text.replace("水务局", "林业局").replace("我局的工作", "本局的工作") for text in OWN)]


def test_a_second_copy_for_telephones_is_no_second_report() -> None:
    assert kept(f"{NAVIGATION}<div>{REPORT}</div><div><div>{REPORT}</div></div>{FOOTER}") == OWN


def test_fewer_than_three_headings_cut_nothing() -> None:
    body = (
        f"{NAVIGATION}<div><p>一、总体情况</p><p>文字。</p><p>二、主动公开政府信息情况</p><p>文字。</p></div>{FOOTER}"
    )
    document = page(body)
    assert article(document) is document


def test_a_text_without_boxes_is_returned_as_it_is() -> None:
    document = parse("\n".join(OWN))
    assert article(document) is document


@pytest.mark.parametrize("around", ["div", "center", "td"])
def test_sections_end_where_the_report_ends(tmp_path: Path, around: str) -> None:
    inner = f"<{around}>{NAVIGATION}{CRUMBS}{OTHER_YEARS}{REPORT}<p>云岭县水务局</p><p>2023年1月12日</p>{BELOW}{FOOTER}</{around}>"
    report = report_of(tmp_path, f"<table><tr>{inner}</tr></table>" if around == "td" else inner)
    assert (report.agency, report.year, report.title) == ("云岭县水务局", 2022, TITLE)
    assert [(s.heading, s.text) for s in report.sections[1:]] == [*SECTIONS]
    assert any("left out" in line for line in report.log)


def test_what_a_page_calls_itself_names_the_agency_where_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    head = "<meta name='ArticleTitle' content='云岭县水务局2022年政府信息公开工作年度报告'><title>门户网站</title>"
    path.write_text(f"<html><head>{head}</head><body>{BODY}</body></html>", encoding="utf-8")
    [report] = read_reports(path)
    assert (report.agency, report.year) == ("云岭县水务局", 2022)
    assert any("page title" in line for line in report.log)


def test_a_last_section_of_points_without_full_stops_stays() -> None:
    # Words that sites print below an article begin points of a report as well.
    points = "<p>承办代表建议33件</p><p>微信公众号发布30条</p><p>点击率稳步提高</p><p>地址库更新12次</p>"
    assert kept(f"<div>{REPORT}{points}{BELOW}</div>") == [
        *OWN,
        "承办代表建议33件",
        "微信公众号发布30条",
        "点击率稳步提高",
        "地址库更新12次",
    ]


@pytest.mark.parametrize(
    "below",
    [
        "<p>【打印】【关闭】</p>",
        "<p>责任编辑：某某</p><p>某某网编辑部</p>",
        "<p>上一篇：没有了</p><p>下一篇：某个通知</p>",
        "<p>扫一扫在手机打开当前页</p><img src=q.png>",
        "<p>附件：</p><p><a href='/a.pdf'>年报.pdf</a></p>",
        "<p>分享到：微信 微博</p>",
        "<div><p>别处市人民政府</p><p>主办：别处市人民政府办公室</p></div>",
    ],
)
def test_what_a_site_prints_below_is_no_part_of_the_last_section(below: str) -> None:
    assert kept(f"<div>{REPORT}{below}</div>") == OWN


def test_what_a_site_prints_below_a_page_saved_as_text_is_no_section(tmp_path):
    path = tmp_path / "示例市水务局_2022.txt"
    text = "\n".join(
        [
            "示例市水务局2022年政府信息公开工作年度报告",
            "一、总体情况",
            "全年公开信息三百条，比上年多二十条。",
            "五、存在的主要问题及改进情况",
            "一是更新不够及时。",
            "六、其他需要报告的事项",
            "无",
            "示例市水务局",
            "2023年1月20日",
            "上一篇：2021年度报告",
            "主办单位：示例市人民政府",
            "示例ICP备00000000号",
        ]  # fmt: skip
    )
    path.write_text(text, encoding="utf-8")
    (report,) = read_reports(path)
    assert report.section(6).text == "无"
    assert report.section(0).text.endswith("示例市水务局\n2023年1月20日")
    assert "3 of 12 lines" in report.log[-1]
