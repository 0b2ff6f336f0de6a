"""Makes the ZIP container of an Office file the same for the same content: fixed dates, fixed time of the last change."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

DATE = (2024, 1, 1, 0, 0, 0)
_CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def same_bytes(container: bytes) -> bytes:
    """The same container with every member dated 2024-01-01, in the same order, and so its core properties."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(container)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _CHANGED.sub(rb"\g<1>2024-01-01T00:00:00Z\g<3>", data)
            member = zipfile.ZipInfo(name, DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            # The same on every system, not the system on which it was written.
            member.create_system = 0
            new.writestr(member, data)
    return out.getvalue()
