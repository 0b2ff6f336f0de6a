"""HTML on the screen of which parts can be picked, by mouse or keyboard."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from typing import Any

import anywidget
import traitlets

from toolkit.explorer.picks import Pick, pick_of


def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


class Pickable(anywidget.AnyWidget):
    """Shows `html`; a part with the attribute data-pick can be picked. `picked` is marked, and what is marked with data-here
    is scrolled to. `label` names the whole to who cannot see it; `height` is its CSS height, in which it scrolls; where `scene`
    changes it begins at its top again.

    The HTML is put on the page as it is: whoever makes it escapes what comes from a report.
    """

    _esm = _file("pickable.js")
    _css = _file("pickable.css")
    html = traitlets.Unicode("").tag(sync=True)
    picked = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Unicode("auto").tag(sync=True)
    scene = traitlets.Unicode("").tag(sync=True)

    def on_pick(self, then: Callable[[Pick], None]) -> None:
        """Calls `then` with each part that a person picks."""

        def received(_widget: Any, content: Any, _buffers: Any) -> None:
            pick = pick_of(str(content.get("pick", ""))) if isinstance(content, dict) else None
            if pick:
                then(pick)

        self.on_msg(received)
