"""The options that choose a part of a dataset: --year, --region, --kind."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_choice(command: argparse.ArgumentParser, what: str) -> None:
    """Adds the options; `what` begins their help: "the pages show", "write"."""
    command.add_argument("--year", metavar="YEAR", help=f"{what} this year only: 2025, or 2024-2025 (default: all)")
    command.add_argument(
        "--region",
        metavar="NAME",
        help=f"{what} this province, prefecture or county only: 江苏省, or the beginning of a division code (default: all)",
    )
    command.add_argument(
        "--kind",
        metavar="KIND",
        help=f"{what} agencies of this kind only: natural_resources, or 自然资源 (default: all)",
    )


def expect_some(arguments: argparse.Namespace, dataset: Path) -> None:
    """Raises ValueError, with what there is, where the options choose no report of a dataset."""
    from toolkit.dataset import Lookup, choice
    from toolkit.dataset.choosing import why_none

    asked, lookup = choice(arguments.year, arguments.region, arguments.kind), Lookup(dataset)
    if asked and lookup.chosen(asked).empty:
        raise ValueError(why_none(lookup.reports, lookup.agencies, asked))


def chosen(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options given, by the names of the parameters in the notebooks' parameter cell. Raises ValueError for no year."""
    from toolkit.dataset import choice

    asked = choice(arguments.year, arguments.region, arguments.kind)
    first, last = asked.years or (None, None)
    year = first if first == last else f"{first}-{last}"
    return {name: value for name, value in (("YEAR", year), ("REGION", asked.region), ("KIND", asked.kind)) if value}
