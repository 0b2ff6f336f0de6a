"""A menu in a notebook, and what stands in its place where nobody can use it."""

from __future__ import annotations

import altair as alt
import pytest

from toolkit.charts.style import Note, use_svg
from toolkit.live import Pick, html_of


def test_without_anyone_the_first_option_stands_there() -> None:
    pick = Pick("Report", ["a", "b", "c"], lambda option: Note(f"about {option} & co"), ["A <1>", "B", "C"])
    bundle = pick._repr_mimebundle_()
    assert "about a &amp; co" in bundle["text/html"]
    assert "A &lt;1&gt;" in bundle["text/html"]
    assert "2 more to choose from" in bundle["text/html"]
    assert not any("widget" in kind for kind in bundle)


def test_with_someone_the_menu_changes_what_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.live.someone_is_there", lambda: True)
    drawn = []
    pick = Pick("Report", ["a", "b"], lambda option: drawn.append(option) or Note(f"about {option}"))
    assert drawn == []
    assert "application/vnd.jupyter.widget-view+json" in pick._repr_mimebundle_()
    pick.menu.value = "b"
    assert "about b" in pick.shown.value
    assert drawn == ["a", "b"]


def test_nothing_to_choose_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="Report: nothing to choose"):
        Pick("Report", [], Note)


def test_a_chart_becomes_a_picture() -> None:
    use_svg()
    chart = alt.Chart(alt.Data(values=[{"x": 1}])).mark_point().encode(x="x:Q")
    assert html_of(chart).startswith("<svg")
    assert html_of(3) == "<pre>3</pre>"
