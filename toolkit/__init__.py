"""Reads, checks and codes Chinese annual reports on open government information (政府信息公开工作年度报告)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.dataset import Dataset, build, open_dataset
    from toolkit.reading.report import Report, read_report, read_reports

__all__ = ["Dataset", "Report", "build", "open_dataset", "read_report", "read_reports"]

_HOMES = {"Dataset": "dataset", "build": "dataset", "open_dataset": "dataset", "Report": "reading.report"}
_ROOMS = ("agencies", "associations", "export", "indicators")
_HOMES |= {"read_report": "reading.report", "read_reports": "reading.report"}


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `toolkit check` needs no pandas, and starts in a fifth of the time.
    from importlib import import_module

    if name in _ROOMS:
        return import_module(f"toolkit.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"toolkit.{_HOMES[name]}"), name)
