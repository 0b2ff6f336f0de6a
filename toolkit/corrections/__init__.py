"""What a person decided about cells (data/corrections.csv): read, applied beside the printed values, and added to."""

from toolkit.corrections.adding import add_correction, new_correction, remove_correction
from toolkit.corrections.applying import Routed, apply_corrections, route_corrections
from toolkit.corrections.records import COLUMNS, Correction, CorrectionError, read_corrections

__all__ = [
    "COLUMNS",
    "Correction",
    "CorrectionError",
    "Routed",
    "add_correction",
    "apply_corrections",
    "new_correction",
    "read_corrections",
    "remove_correction",
    "route_corrections",
]
