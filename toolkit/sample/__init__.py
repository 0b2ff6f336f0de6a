"""Fictional reports with known truth, in every layout: what the reader is tested against.

This room knows the forms and nothing of the reader, so that the two can disagree.
"""

from toolkit.sample.draw import SampleReport, draw_report
from toolkit.sample.layouts import LAYOUTS, Layout, render
from toolkit.sample.printable import to_html

__all__ = ["LAYOUTS", "Layout", "SampleReport", "draw_report", "render", "to_html"]
