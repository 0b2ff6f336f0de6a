"""A codebook of three themes, for tests that need any."""

from __future__ import annotations

CODES = {
    "capacity": ("Capacity", "队伍能力", "staff and training"),
    "platform": ("Platform", "平台建设", "websites"),
    "coverage": ("Coverage", "公开内容", "what is published"),
}
