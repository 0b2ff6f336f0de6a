"""Charts and tables for notebooks: English titles, statutory Chinese labels, the same bytes on every machine.

`plots` has the kinds of chart, `tables` shows frames; `coverage`, `quality`, `requests` and `rates` put a
dataset into them; `save` writes what they draw to a file.
"""

from toolkit.charts.pictures import save
from toolkit.charts.plots import bars, dots, heat, stacked
from toolkit.charts.style import Note, use_svg
from toolkit.charts.tables import Banner, Table, banner, banner_text, closing

__all__ = [
    "Banner",
    "Note",
    "Table",
    "banner",
    "banner_text",
    "bars",
    "closing",
    "dots",
    "heat",
    "save",
    "stacked",
    "use_svg",
]
