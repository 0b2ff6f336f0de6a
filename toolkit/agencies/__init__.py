"""Agency facts: region by administrative division code, level, and kind of agency, from its name as in a title."""

from toolkit.agencies.divisions import Division, DivisionListError, division, divisions_version
from toolkit.agencies.facts import AgencyFacts, facts_of
from toolkit.agencies.kinds import kind_labels, level_labels
from toolkit.agencies.overrides import Override, OverrideError, read_overrides
from toolkit.agencies.settings import Label
from toolkit.agencies.table import agency_table

__all__ = [
    "AgencyFacts",
    "Division",
    "DivisionListError",
    "Label",
    "Override",
    "OverrideError",
    "agency_table",
    "division",
    "divisions_version",
    "facts_of",
    "kind_labels",
    "level_labels",
    "read_overrides",
]
