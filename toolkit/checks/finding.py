"""What a rule says of a report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from toolkit.identities import Number

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found. `outcome` is set for identities only; `reported` and `computed` where numbers differ.

    `detail` tells apart several findings of one rule at one place; it is part of the finding's id, not of its text.
    """

    rule: str
    severity: str
    message: str
    outcome: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    reported: Number | None = None
    computed: Number | None = None
    origin: str = ""
    detail: str = ""

    def id_in(self, report_id: str) -> str:
        """The finding's id: the same in every build as long as the rule says the same of the same place."""
        place = "\x1f".join((report_id, self.rule, self.outcome, self.table, self.row, self.column, self.detail))
        return hashlib.sha256(place.encode()).hexdigest()[:12]
