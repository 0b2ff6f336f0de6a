"""What stands around a report on a web page: navigation, breadcrumbs, sidebars, footers, layout tables, Word's head.

All of it is invented and plainly so; the traps are real ones: other years' reports in a sidebar, dates, counters.
"""

from __future__ import annotations

from html import escape
from random import Random

from toolkit.sample.draw import SampleReport

MENU = ("首页", "要闻动态", "政务公开", "政务服务", "互动交流", "数据发布", "走进示例")
OPEN_MENU = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")
LINKS = ("云岭省人民政府", "示例市人民政府", "虚构区人民政府", "假想县人民政府")
SCRIPT = (
    '<script src="https://example.invalid/js/jquery.min.js"></script>\n'
    "<script>var title='政府信息公开工作年度报告'; if (1 < 2) { document.write('<p>打印本页</p>'); }</script>"
)
BOX_STYLE = (
    ".tbl{display:table;border-collapse:collapse}.tr{display:table-row}.td{display:table-cell;border:1px solid #000}"
)


def title_of(report: SampleReport) -> str:
    """The title of a page, in words other than those of the report's own title."""
    return f"{report.agency}{report.year}年政府信息公开工作年度报告"


def simple_page(report: SampleReport, body: str, meta: str, rng: Random) -> str:
    """A page with a head and nothing around the report."""
    return f"<html>\n<head>\n{meta}<title>{escape(title_of(report))}</title>\n</head>\n<body>\n{body}</body>\n</html>\n"


def box_page(report: SampleReport, body: str, meta: str, rng: Random) -> str:
    """The same with a style sheet that shows boxes as a table."""
    head = f"{meta}<title>{escape(title_of(report))}</title>\n<style>\n{BOX_STYLE}\n</style>\n"
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}</head>\n<body>\n<article>\n{body}</article>\n</body>\n</html>\n'


def word_page(report: SampleReport, body: str, meta: str, rng: Random) -> str:
    """A page as Word saves it: namespaces, conditional comments, style definitions in comments."""
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    spaces += 'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"'
    head = (
        f'{meta}<meta name=ProgId content=Word.Document>\n<meta name=Generator content="Microsoft Word 15">\n'
        f"<title>{escape(title_of(report))}</title>\n"
        "<!--[if gte mso 9]><xml>\n <o:DocumentProperties>\n  <o:Author>示例用户</o:Author>\n  <o:Pages>6</o:Pages>\n"
        " </o:DocumentProperties>\n</xml><![endif]-->\n"
        '<style>\n<!--\n p.MsoNormal {mso-style-parent:""; margin:0cm; font-family:宋体;}\n'
        " @page WordSection1 {size:595.3pt 841.9pt; margin:72.0pt 90.0pt 72.0pt 90.0pt;}\n-->\n</style>\n"
    )
    section = f"<div class=WordSection1 style='layout-grid:15.6pt'>\n{body}</div>\n"
    return f"<html {spaces}>\n<head>\n{head}</head>\n<body lang=ZH-CN style='tab-interval:21.0pt'>\n{section}</body>\n</html>\n"


def _list(texts: list[str] | tuple[str, ...], kind: str) -> str:
    links = "\n".join(f'<li><a href="/{kind}/{place}.html">{escape(text)}</a></li>' for place, text in enumerate(texts))
    return f'<ul class="{kind}">\n{links}\n</ul>\n'


def _other_years(report: SampleReport, rng: Random) -> list[str]:
    years = [year for year in range(report.year + 1, report.year - 5, -1) if year != report.year]
    return [f"{report.agency}{year}年政府信息公开工作年度报告" for year in years[: rng.randint(2, 5)]]


def site_page(report: SampleReport, body: str, meta: str, rng: Random) -> str:
    """A page of a government site: menu, breadcrumbs, sidebar with the reports of other years, share bar, footer."""
    title = escape(title_of(report))
    years = "".join(
        f'<dd><a href="/{i}.html" title="{escape(text)}">{escape(text)}</a><span>{report.year - i}-01-2{i}</span></dd>\n'
        for i, text in enumerate(_other_years(report, rng))
    )
    side = f'<div class="side">\n{_list(OPEN_MENU, "open")}<dl>\n<dt>历年年报</dt>\n{years}</dl>\n</div>\n'
    crumbs = '<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a> &gt; <a>政府信息公开年报</a></div>\n'
    info = (
        f'<div class="info"><span>发布时间：{report.year + 1}-01-{rng.randint(10, 28)} {rng.randint(8, 17)}:30</span>'
        f"<span>来源：{escape(report.agency)}</span><span>浏览次数：<i>{rng.randint(20, 4000)}</i></span>"
        '<span>字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></span></div>\n'
    )
    after = (
        '<div class="tool"><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></div>\n'
        '<div class="next"><p>上一篇：<a href="/p.html">关于公布办事指南的通知</a></p>\n'
        '<p>下一篇：<a href="/n.html">没有了</a></p></div>\n'
    )
    main = f'<div class="main">\n{crumbs}{info}<div class="content" id="zoom">\n{body}</div>\n{after}</div>\n'
    order = [side, main] if rng.random() < 0.6 else [main, side]
    footer = (
        f'<div class="footer">\n{_list(LINKS, "friends")}<p>主办：{escape(report.agency)}　地址：示例路{rng.randint(1, 400)}号</p>\n'
        "<p>备案号：云岭ICP备00000000号　网站标识码：0000000000</p>\n</div>\n"
    )
    top = f'<div class="header"><h2>云岭省政务公开</h2>\n{_list(MENU, "nav")}</div>\n'
    wrap = f'<div class="wrap">\n{"".join(order)}</div>\n'
    head = f"{meta}<title>{title}_云岭省政务公开</title>\n<style>.side{{float:left;width:24%}}</style>\n{SCRIPT}\n"
    return f"<!DOCTYPE html>\n<html>\n<head>\n{head}</head>\n<body>\n{top}{wrap}{footer}{SCRIPT}\n</body>\n</html>\n"


def nested_page(report: SampleReport, body: str, meta: str, rng: Random) -> str:
    """An old page that is laid out by tables within tables; the report stands in a cell of the innermost one."""
    menu = "".join(f'<td align="center"><a href="/{i}.html">{text}</a></td>' for i, text in enumerate(MENU))
    years = "".join(
        f'<tr><td height="24">·<a href="/{i}.html">{escape(text)}</a></td></tr>\n'
        for i, text in enumerate(_other_years(report, rng))
    )
    side = f'<table width="220">\n<tr><td><b>历年年报</b></td></tr>\n{years}</table>\n'
    inner = f'<table width="700" align="center">\n<tr><td align="left" class="content">\n{body}</td></tr>\n</table>\n'
    middle = (
        f'<table width="980">\n<tr>\n<td valign="top">{side}</td>\n<td valign="top">{inner}</td>\n</tr>\n</table>\n'
    )
    footer = f'<table width="980"><tr><td align="center">主办：{escape(report.agency)}　备案号：云岭ICP备00000000号</td></tr></table>\n'
    page = (
        f'<table width="1000" align="center">\n<tr><td><table width="980"><tr>{menu}</tr></table></td></tr>\n'
        f"<tr><td>\n{middle}</td></tr>\n<tr><td>{footer}</td></tr>\n</table>\n"
    )
    return f"<HTML>\n<HEAD>\n{meta}<TITLE>{escape(title_of(report))}</TITLE>\n</HEAD>\n<BODY>\n{page}</BODY>\n</HTML>\n"
