"""Widgets beside a static result: what is chosen at the notebook, and what stands in a rendered page, where widgets die."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ipywidgets


def someone_is_there() -> bool:
    """Whether a person runs this cell: who only executes notebooks tells the kernel that no question will be answered."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    if kernel is None:
        return False
    return bool(kernel.get_parent().get("content", {}).get("allow_stdin", True))


class Pick:
    """A menu over what `draw` gives for each option; without anyone at the notebook, what it gives for the first.

    `draw` takes an option and returns what a cell can show as HTML (a Table, a chart, a Note). `names` are the texts of
    the menu, by default the options themselves. Nothing is drawn before it is shown. Raises ValueError for no options.
    """

    def __init__(
        self, label: str, options: Sequence[str], draw: Callable[[str], Any], names: Sequence[str] | None = None
    ) -> None:
        if not options:
            raise ValueError(f"{label}: nothing to choose from; show a Note instead")
        self.label, self.options, self.draw = label, tuple(options), draw
        self.names = tuple(names or options)
        self._box: ipywidgets.VBox | None = None

    def static(self) -> str:
        """What stands in a rendered page: the first option, and that there are others."""
        more = len(self.options) - 1
        rest = f" · {more} more to choose from in the notebook" if more else ""
        head = f"<p class='tk-note'>{escape(self.label)}: <b>{escape(self.names[0])}</b>{rest}</p>"
        return head + html_of(self.draw(self.options[0]))

    def widget(self) -> ipywidgets.VBox:
        """The menu with what is chosen below it; always the same one."""
        if self._box is None:
            import ipywidgets as w

            menu = w.Dropdown(
                description=self.label,
                options=list(zip(self.names, self.options, strict=True)),
                style={"description_width": "initial"},
                layout=w.Layout(width="max-content"),
            )
            shown = w.HTML(html_of(self.draw(menu.value)))
            menu.observe(lambda change: setattr(shown, "value", html_of(self.draw(change["new"]))), "value")
            self.menu, self.shown = menu, shown
            self._box = w.VBox([menu, shown])
        return self._box

    def __repr__(self) -> str:
        return f"{self.label}: {self.names[0]} and {len(self.options) - 1} more"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if someone_is_there():
            return {**(self.widget()._repr_mimebundle_() or {}), "text/plain": repr(self)}
        return {"text/html": self.static(), "text/plain": repr(self)}


def html_of(shown: Any) -> str:
    """What an object shows of itself as HTML: its own HTML, its picture, or its text. A chart becomes SVG."""
    if hasattr(shown, "_repr_html_") and (html := shown._repr_html_()):
        return html
    if hasattr(shown, "_repr_mimebundle_"):
        bundle = shown._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        for kind in ("text/html", "image/svg+xml"):
            if kind in data:
                return data[kind]
    return f"<pre>{escape(repr(shown))}</pre>"
