"""Rendered pages: what stands on them, what never runs on them, and what is chosen, stamped and printed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
import pypdfium2
import pytest
from lxml import html

from toolkit import build
from toolkit.cli import main
from toolkit.fonts import bundled_font, without_glyph
from toolkit.programs import find_browser
from toolkit.render import NotebookFailed, ParameterError, print_pdf, render_pages
from toolkit.render.page import accessible, part, whole_page
from toolkit.render.parameters import parameter_names, set_parameters

ROOT = Path(__file__).parent.parent
DIGESTS = ROOT / "data/raw/digests"
PRINTS = pytest.mark.skipif(
    not find_browser() or bool(without_glyph("政府信息公开")), reason="needs a browser and a Chinese font"
)

CHOICE = """# Years and agencies

YEAR = None   # of 年度
AGENCY: str = "宿迁市"; LIMIT = (3 +
    4)  # rows
OTHER = YEAR"""


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("render") / "digests"
    build(DIGESTS, out)
    return out


def notebook(path: Path, title: str, *cells: str, tags: tuple[str, ...] = ()) -> Path:
    """A notebook with a heading, and code cells of which the first has the tags."""
    made = [nbformat.v4.new_markdown_cell(f"# {title}\n\nWhat it shows. And more.", id="title")]
    for number, source in enumerate(cells):
        made.append(nbformat.v4.new_code_cell(source, id=f"c{number}", metadata={"tags": list(tags[: not number])}))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two notebooks: one with parameters, one with what a page cannot show."""
    folder = tmp_path_factory.mktemp("small")
    notebook(folder / "1_chosen.ipynb", "Chosen 年度", CHOICE, "print(YEAR, AGENCY, LIMIT)", tags=("parameters",))
    notebook(
        folder / "2_widgets.ipynb",
        "Widgets",
        "import ipywidgets\nipywidgets.IntSlider(value=4711)",
        "from IPython.display import HTML, Javascript\nHTML('<b>bold</b><script>alert(1)</script>')",
        "Javascript('alert(2)')",
        "HTML('<table><caption>Small</caption><tr><td>1</td></tr></table>')",
    )
    return folder


@pytest.fixture(scope="module")
def shared(small: Path, digests: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    record = (digests / "built.json").read_text(encoding="utf-8")
    dated = json.dumps({**json.loads(record), "date": "2025-03-31"})
    (digests / "built.json").write_text(dated, encoding="utf-8")
    pages = render_pages(small, digests, tmp_path_factory.mktemp("shared"), parameters={"YEAR": 2025})
    (digests / "built.json").write_text(record, encoding="utf-8")
    return pages


def tree(path: Path) -> html.HtmlElement:
    return html.parse(str(path), html.HTMLParser(encoding="utf-8")).getroot()


def text(path: Path) -> str:
    return " ".join(tree(path).text_content().split())


# --- what stands on a page ---


def test_a_title_cannot_take_the_place_of_a_part() -> None:
    made = whole_page("A {{body}} <script>", "the {{footer}} itself", "", (("a.html", "{{style}}"),), here="b.html")
    assert "<title>A {{body}} &lt;script&gt;</title>" in made
    assert "the {{footer}} itself" in made and ">{{style}}</a>" in made


def test_every_page_forbids_scripts_and_the_network(shared: list[Path]) -> None:
    for path in shared:
        (policy,) = tree(path).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules.pop("default-src") == "'none'" and rules.pop("style-src") == "'unsafe-inline'"
        assert set(rules.values()) <= {"data:", "'none'"}
        assert not {"script-src", "connect-src", "frame-src", "object-src"} & rules.keys()


def test_where_a_widget_or_a_script_stood_a_sentence_says_so(shared: list[Path]) -> None:
    shown, root = text(shared[2]), tree(shared[2])
    assert shown.count("Here stands a widget. It lives in the notebook only: open 2_widgets.ipynb in Jupyter") == 1
    assert shown.count("A page without scripts cannot show what stands here in the notebook: open 2_widgets.ipynb") == 2
    assert "IntSlider(value=4711)" not in shown.replace("ipywidgets.IntSlider(value=4711)", "")
    assert not root.xpath("//script") and "Small" in shown


def test_a_page_says_which_data_it_shows(shared: list[Path], digests: Path) -> None:
    footers = {" ".join(tree(path).xpath("//footer")[0].text_content().split()) for path in shared}
    (footer,) = footers
    # The digests have no report of the year that was chosen.
    facts = r"Data of 2025-03-31 · provenance: no reports · fingerprint of the tables: [0-9a-f]{12} · "
    assert re.fullmatch(facts + r"openness-toolkit \S.*", footer), footer
    facts = dict(zip(*(tree(shared[0]).xpath(f"//table[@class='facts']//{tag}/text()") for tag in ("th", "td"))))
    assert facts["date of the data 数据日期"] == "2025-03-31" and facts["fingerprint of the tables"] in footer


@pytest.mark.parametrize("noted", [None, "", "{}", '{"date": "soon"}', '{"date": 3}', "[]"])
def test_without_a_date_the_page_says_so_and_takes_no_other(noted: str | None, digests: Path) -> None:
    from toolkit.dataset import open_dataset
    from toolkit.render.stamp import stamp_of

    built = digests / "built.json"
    record = built.read_text(encoding="utf-8")
    if noted is None:
        built.unlink()
    else:
        built.write_text(noted, encoding="utf-8")
    try:
        assert stamp_of(open_dataset(digests)).html().startswith("Data: date unknown · provenance: 7 digest")
    finally:
        built.write_text(record, encoding="utf-8")


def test_a_checkout_that_is_not_installed_says_so(digests: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.dataset import open_dataset
    from toolkit.render.stamp import stamp_of

    monkeypatch.setattr("toolkit.dataset.built.DISTRIBUTION", "no-such-distribution")
    assert stamp_of(open_dataset(digests)).html().endswith("(version unknown: not installed)")


def test_a_page_can_be_walked_through_without_a_mouse(shared: list[Path]) -> None:
    root = tree(shared[1])
    assert root.get("lang") == "en"
    (skip,) = root.xpath("//a[@class='skip']/@href")
    assert root.xpath(f"//main[@id='{skip[1:]}']") and root.xpath("//header") and root.xpath("//footer")
    (current,) = root.xpath("//nav//a[@aria-current='page']")
    assert current.get("href") == "1_chosen.html" and len(root.xpath("//nav//a")) == 3
    assert "These links work where the files lie together" in root.xpath("string(//nav)")
    assert [element.text for element in root.xpath("//h1")] == ["Chosen 年度"]
    (table,) = tree(shared[2]).xpath("//main//table")
    wrap = table.getparent()
    assert (wrap.get("class"), wrap.get("role"), wrap.get("tabindex")) == ("tk-wrap", "region", "0")
    assert wrap.get("aria-label") == "Small"


def test_the_body_of_a_page_keeps_its_text_and_its_order() -> None:
    body = (
        'a &lt; b<p>one</p><style>x{}</style><div class="tk-wrap"><table><caption>C <i>d</i></caption></table>'
        "</div>two<table><tr><td>3<table><tr><td>4</td></tr></table></td></tr></table>five<style>x{}</style>six"
        '<div class="picture"><svg><text font-weight="bold">T"&gt;</text><path d="M0"/></svg></div>'
    )
    made = html.fragment_fromstring(accessible(body), create_parent="div")
    assert made.text_content() == 'a < bonex{}C dtwo34fivesixT">'
    labels = made.xpath("//div[@tabindex='0']/@aria-label")
    assert labels == ["C d", "table", 'T">'] and len(made.xpath("//style")) == 1 and len(made.xpath("//path")) == 1


def contrast(one: str, other: str) -> float:
    """The contrast of two colours. Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_light_and_on_dark_pages() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21) and contrast("#777777", "#ffffff") < 4.5
    css = part("page.css")
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in re.findall(r":root \{[^}]*\}", css))
    assert light.keys() == dark.keys() and light != dark
    for colours in (light, dark):
        for ink, ground in (
            *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("paper", "code")),
            ("banner-ink", "banner"),
        ):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground, colours)
    assert re.search(r"@media screen and \(prefers-color-scheme: dark\) \{ :root", css), "paper is never dark"


# --- what is chosen ---


def cells(source: str, tag: str = "parameters") -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, metadata={"tags": [tag]})])


def test_a_choice_takes_the_place_of_values_and_of_nothing_else() -> None:
    nb = cells(CHOICE)
    assert parameter_names(nb, "n") == ["YEAR", "AGENCY", "LIMIT", "OTHER"]
    set_parameters(nb, {"YEAR": 2025, "AGENCY": "云岭省 'x'", "LIMIT": [1, None], "UNKNOWN": 1}, "n")
    assert nb.cells[0].source == (
        "# Years and agencies\n\nYEAR = 2025   # of 年度\n"
        "AGENCY: str = \"云岭省 'x'\"; LIMIT = ([1, None])  # rows\nOTHER = YEAR"
    )


def test_a_notebook_without_the_cell_stays_as_it_is() -> None:
    nb = cells("YEAR = 1", tag="other")
    set_parameters(nb, {"YEAR": 2}, "n")
    assert nb.cells[0].source == "YEAR = 1" and parameter_names(nb, "n") == []


def test_what_cannot_be_chosen_says_why() -> None:
    with pytest.raises(ParameterError, match=r"YEAR: expected a number, a text.*found .*object.*\(object\)"):
        set_parameters(cells("YEAR = 1"), {"YEAR": object()}, "n")
    with pytest.raises(ParameterError, match=r"n\.ipynb, cell tagged parameters, line 2: .*%matplotlib"):
        set_parameters(cells("YEAR = 1\n%matplotlib inline"), {"YEAR": 2}, "n.ipynb")


def test_a_page_says_what_was_chosen_and_whether_it_follows(shared: list[Path], small: Path) -> None:
    assert "2025 宿迁市 7" in text(shared[1])
    chosen = [tree(path).xpath("string(//p[@class='choice'])") for path in shared]
    assert chosen == [
        "Chosen: YEAR = 2025.",
        "Chosen: YEAR = 2025.",
        "Chosen: YEAR = 2025. This page does not follow that choice: its notebook has no such parameter.",
    ]
    copy = nbformat.read(shared[1].with_suffix(".ipynb"), as_version=4)
    assert copy.cells[1].source == CHOICE.replace("None", "2025") and copy.cells[1].metadata.tags == ["parameters"]
    assert nbformat.read(small / "1_chosen.ipynb", as_version=4).cells[1].source == CHOICE


def test_a_choice_that_no_notebook_knows_is_an_error(small: Path, digests: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ParameterError, match=r"YAER: expected a parameter of the notebooks \(YEAR, AGENCY, LIMIT, OTHER\)"
    ):
        render_pages(small, digests, tmp_path / "pages", parameters={"YAER": 2025, "YEAR": 2025})
    assert not (tmp_path / "pages").exists()


# --- the command ---


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return notebook(tmp_path_factory.mktemp("one") / "page.ipynb", "Tiny 页面", "'公开 <b>'").parent


def test_the_command_says_where_the_pages_are(one: Path, digests: Path, tmp_path: Path, capsys) -> None:
    to = tmp_path / "to share"
    assert main(["render", str(digests), "--to", str(to), "--notebooks", str(one)]) == 0
    said = capsys.readouterr()
    assert f"Pages:    2 in {to}" in said.out and f'open "{to / "index.html"}" in a browser' in said.out
    assert "notebook 1/1  page.ipynb" in said.err
    assert sorted(path.name for path in to.iterdir()) == ["index.html", "made.json", "page.html", "page.ipynb"]
    assert "'公开 <b>'" in text(to / "page.html") and not tree(to / "page.html").xpath("//main//b")


def test_without_a_folder_the_pages_lie_beside_the_tables(one: Path, digests: Path) -> None:
    assert main(["render", str(digests), "--notebooks", str(one)]) == 0
    index = digests / "pages" / "index.html"
    for name in ("reports.parquet", "datapackage.json"):
        assert f'href="../{name}"' in index.read_text(encoding="utf-8") and (index.parent / ".." / name).is_file()


def test_what_cannot_be_rendered_is_said_in_a_sentence(one: Path, digests: Path, tmp_path: Path, capsys) -> None:
    assert main(["render", str(tmp_path / "none"), "--notebooks", str(one)]) == 2
    assert "expected a dataset (reports.parquet), found none; run: toolkit build" in capsys.readouterr().err
    assert main(["render", str(digests), "--to", str(tmp_path / "to"), "--notebooks", str(tmp_path)]) == 2
    assert "expected notebooks (*.ipynb), found none" in capsys.readouterr().err
    broken = notebook(tmp_path / "broken" / "b.ipynb", "Broken", "1 / 0").parent
    assert main(["render", str(digests), "--to", str(tmp_path / "to"), "--notebooks", str(broken)]) == 2
    assert "toolkit: b.ipynb, cell 2 failed: ZeroDivisionError: division by zero" in capsys.readouterr().err
    assert issubclass(NotebookFailed, ValueError)


def test_without_a_browser_the_pages_are_there_and_the_pdf_is_not(
    one: Path, digests: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr("toolkit.render.printing.find_browser", lambda: None)
    assert main(["render", str(digests), "--to", str(tmp_path), "--notebooks", str(one), "--pdf"]) == 2
    said = capsys.readouterr()
    assert "Pages:    2 in" in said.out and "install Chrome, Chromium or Edge" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.html", "made.json", "page.html", "page.ipynb"]


@PRINTS
def test_the_pdf_has_the_text_numbers_its_pages_and_leads_nowhere(
    one: Path, digests: Path, tmp_path: Path, capsys
) -> None:
    assert main(["render", str(digests), "--to", str(tmp_path), "--notebooks", str(one), "--pdf"]) == 0
    assert "PDF:      2 beside the pages" in capsys.readouterr().out
    with pypdfium2.PdfDocument(tmp_path / "index.pdf") as document:
        shown = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
        count = len(document)
    assert "年度报告数据" in shown and "政府信息公开工作年度报告" in shown and f"1/{count}" in shown
    first = {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")}
    for name, data in first.items():
        assert b"file://" not in data and str(tmp_path).encode() not in data, name
    print_pdf([tmp_path / "index.html", tmp_path / "page.html"])
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.pdf")} == first
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@PRINTS
@pytest.mark.skipif(bundled_font() is None or sys.platform != "linux", reason="needs the extra fonts, and fontconfig")
def test_where_the_system_has_no_font_the_extra_s_is_printed_with(
    one: Path, digests: Path, tmp_path: Path, monkeypatch
) -> None:
    (tmp_path / "none").mkdir()
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(config))
    (page,) = render_pages(one, digests, tmp_path / "pages")[1:]

    def printed() -> str:
        with pypdfium2.PdfDocument(print_pdf([page])[0]) as document:
            return "".join(document[0].get_textpage().get_text_range().split())

    assert "Tiny页面" in printed()
    # Without the font the browser draws nothing at all on such a machine.
    monkeypatch.setattr("toolkit.render.printing.bundled_font", lambda: None)
    assert "页面" not in printed()


@PRINTS
def test_a_page_is_not_printed_with_boxes(one: Path, digests: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("toolkit.render.printing.without_glyph", lambda text, extra: "公开")
    assert main(["render", str(digests), "--to", str(tmp_path), "--notebooks", str(one), "--pdf"]) == 2
    assert "no font on this computer has the characters 公开, boxes would stand" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.pdf")) and (tmp_path / "page.html").is_file()
    monkeypatch.setattr("toolkit.render.printing.without_glyph", lambda text, extra: "\ue123")
    with pytest.warns(UserWarning, match="has the characters \ue123"):
        assert print_pdf([tmp_path / "page.html"])[0].stat().st_size > 1000
