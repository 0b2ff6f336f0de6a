"""The explorer: a report's statutory tables as on the form, its source, what was found in it, and what a person decides.

`Desk` knows what to show and records decisions, without any widget; `Explorer` puts it on a screen in JupyterLab.
"""

from toolkit.explorer.desk import Desk, Said
from toolkit.explorer.screen import Explorer

__all__ = ["Desk", "Explorer", "Said"]
