"""Fictional reports with known truth, in every layout and format: what the reader is tested against, and what one tries
the toolkit with before one has reports.

This room knows the forms and nothing of the reader, so that the two can disagree.
"""

from toolkit.sample.draw import SampleReport, draw_report
from toolkit.sample.layouts import LAYOUTS, Layout, render
from toolkit.sample.printable import to_html
from toolkit.sample.province import draw_province
from toolkit.sample.writers import FORMATS, STYLES, write_report, write_reports

__all__ = [
    "FORMATS",
    "LAYOUTS",
    "STYLES",
    "Layout",
    "SampleReport",
    "draw_province",
    "draw_report",
    "render",
    "to_html",
    "write_report",
    "write_reports",
]
