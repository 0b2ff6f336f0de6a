"""Charts saved as files: what is in them, and Chinese on machines with and without fonts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from PIL import Image

from toolkit import charts
from toolkit.charts.panels import Panels
from toolkit.fonts import FontMissing, bundled_font, without_glyph

ROOT = Path(__file__).parent.parent
EXTRA = pytest.mark.skipif(bundled_font() is None, reason="needs the extra fonts")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="takes the system's fonts away by fontconfig")
FONTS = pytest.mark.skipif(bool(without_glyph("政府信息公开")), reason="needs a Chinese font")

NO_EXTRA = "import sys; sys.modules['pylopdf_fonts_zh_cn'] = None\n"
BARS = """
import pandas as pd, warnings
from toolkit import charts
def bars(label):
    frame = pd.DataFrame({"label": [label], "value": [3.0], "text": ["3"]})
    return charts.bars(frame, "Requests", "", "requests (件)")
"""


def bars(label: str = "予以公开", title: str = "Requests 申请") -> object:
    frame = pd.DataFrame({"label": [label], "value": [3.0], "text": ["3"]})
    return charts.bars(frame, title, "", "requests (件)")


def text_of(pdf: Path) -> str:
    """The text of the first page; each character is placed by itself."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(document[0].get_textpage().get_text_range().split())


def without_system_fonts(code: str, folder: Path) -> str:
    """What Python prints that runs on a machine without any font of its own."""
    (folder / "none").mkdir(exist_ok=True)
    config = folder / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{folder / 'none'}</dir></fontconfig>", encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(config), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-W", "always", "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@FONTS
def test_each_kind_of_file_holds_the_chart_and_comes_out_the_same_twice(tmp_path: Path) -> None:
    for kind in ("svg", "png", "pdf"):
        (path,) = charts.save(bars(), tmp_path / f"a.{kind}")
        (again,) = charts.save(bars(), tmp_path / "new folder" / f"b.{kind}")
        assert path == tmp_path / f"a.{kind}" and path.read_bytes() == again.read_bytes()
    assert ">予以公开</text>" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    with Image.open(tmp_path / "a.png") as picture:
        # 250 + 470 + 70 units of which 72 make an inch, at 200 pixels an inch.
        assert picture.width == 2194 and round(picture.info["dpi"][0]) == 200
    text = text_of(tmp_path / "a.pdf")
    assert "予以公开" in text and "Requests申请" in text
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "a.png", "a.svg", "new folder"]


@FONTS
def test_a_journal_gets_the_pixels_it_asks_for(tmp_path: Path) -> None:
    charts.save(bars(), tmp_path / "a.png", ppi=72)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.width == 790


def test_panels_become_numbered_files_and_what_is_no_picture_is_named(tmp_path: Path) -> None:
    panels = Panels((bars("予以公开"), charts.Note("Nothing to draw."), bars("不予公开")))
    with pytest.warns(UserWarning, match="left out, since it is no picture: Nothing to draw"):
        paths = charts.save(panels, tmp_path / "results.svg")
    assert [path.name for path in paths] == ["results-1.svg", "results-2.svg"]
    assert ["不予公开" in path.read_text(encoding="utf-8") for path in paths] == [False, True]


def test_what_cannot_be_saved_says_why(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.jpg: expected a file name that ends in \.svg, \.png, \.pdf"):
        charts.save(bars(), tmp_path / "a.jpg")
    with pytest.raises(ValueError, match="expected a chart, found none to draw: No report could be read"):
        charts.save(Panels((charts.Note("No report could be read."),)), tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@FONTS
def test_a_character_that_no_font_has_is_refused_not_drawn_as_a_box(tmp_path: Path) -> None:
    strange = "\U000f1234"
    assert without_glyph(f"公开 A†é—…\u200b{strange}") == strange
    with pytest.raises(FontMissing, match=f"has the characters {strange}, boxes would stand in their place"):
        charts.save(bars(strange), tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


@LINUX
def test_without_any_chinese_font_nothing_is_drawn_with_boxes(tmp_path: Path) -> None:
    code = (
        NO_EXTRA
        + BARS
        + """
from toolkit.fonts import without_glyph
print(without_glyph("政府 open †"))
for kind in ("png", "pdf"):
    try:
        charts.save(bars("公开"), f"a.{kind}")
    except ValueError as error:
        print(type(error).__name__, error)
with warnings.catch_warnings(record=True) as caught:
    charts.save(bars("公开"), "a.svg")
    charts.save(charts.bars(pd.DataFrame({"label": ["x"], "value": [1.0], "text": ["1"]}), "T", "", "n"), "plain.png")
print(*[warning.message for warning in caught])
"""
    )
    glyphs, png, pdf, svg = without_system_fonts(code, tmp_path).splitlines()
    assert glyphs == "府政"
    for kind, said in (("png", png), ("pdf", pdf)):
        assert said.startswith(f"FontMissing a.{kind}: no font on this computer has the characters 件公开, boxes would")
        assert "pip install pylopdf-fonts-zh-cn" in said and "save it as .svg" in said
    assert svg.startswith("a.svg: the file is whole, but to look at it here: no font") and svg.count("no font on") == 1
    # Without Chinese in it a picture needs no Chinese font.
    assert {p.name for p in tmp_path.iterdir()} == {"a.svg", "plain.png", "fonts.conf", "none"}


@EXTRA
@LINUX
def test_the_extra_draws_chinese_where_the_system_has_none_and_the_same_as_elsewhere(tmp_path: Path) -> None:
    code = (
        BARS
        + """
for name, label in (("one", "予以公开"), ("two", "不予公开"), ("same", "予以公开")):
    for kind in ("png", "pdf"):
        charts.save(bars(label), f"{name}.{kind}")
"""
    )
    assert without_system_fonts(code, tmp_path) == ""
    labels = {}
    for name in ("one", "two", "same"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            # The label: as boxes, two texts of four characters would look the same.
            labels[name] = picture.convert("L").crop((0, 60, 690, picture.height - 100)).tobytes()
        assert min(labels[name]) < 64, "no ink where the label stands"
        assert ("不予公开" if name == "two" else "予以公开") in text_of(tmp_path / f"{name}.pdf")
        assert b"NotoSansSC" in (tmp_path / f"{name}.pdf").read_bytes()
    assert labels["one"] == labels["same"] != labels["two"]
    charts.save(bars("予以公开", "Requests"), tmp_path / "here.png")
    assert (tmp_path / "here.png").read_bytes() == (tmp_path / "one.png").read_bytes()


@FONTS
def test_any_altair_chart_can_be_saved(tmp_path: Path) -> None:
    import altair as alt

    chart = alt.Chart(pd.DataFrame({"年度": [2023, 2024], "件数": [3, 5]})).mark_bar().encode(x="年度:O", y="件数:Q")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        charts.save(chart, tmp_path / "own.png")
    with Image.open(io.BytesIO((tmp_path / "own.png").read_bytes())) as picture:
        assert picture.width > 100
