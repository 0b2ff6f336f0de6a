"""`toolkit export`: the tables for Excel, Stata and other programs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.choice import add_choice, chosen
from toolkit.cli.status import EXIT_OK, Commands
from toolkit.export import FORMATS, SHAPES, default_place, export

if TYPE_CHECKING:
    from toolkit.dataset import Dataset

BOTH = "both"
ALIASES = {"excel": "xlsx", "stata": "dta"}
"""Programs whose name may stand for their format."""


def add_export(commands: Commands) -> None:
    """Adds the command to the parser."""
    says = (
        "Writes the tables of a processed folder, with a codebook, for Excel, Stata and other programs: long as build "
        "writes them, and wide with a row a report and a column a cell of the forms."
    )
    command = commands.add_parser(
        "export", help="write the tables for Excel, Stata and other programs", description=says
    )
    command.add_argument(
        "processed", nargs="?", type=Path, metavar="PROCESSED", help="folder of the tables (default: data/processed)"
    )
    formats = "; ".join(f"{name}: {form.english}" for name, form in FORMATS.items())
    command.add_argument("--to", required=True, choices=FORMATS, type=_format, metavar="FORMAT", help=formats)
    command.add_argument(
        "--shape", choices=(*SHAPES, BOTH), default=BOTH, help="long, wide, or both (default: both)", metavar="SHAPE"
    )
    command.add_argument(
        "--out", type=Path, metavar="PLACE", help="folder, or file for xlsx and duckdb (default: PROCESSED/export)"
    )
    command.add_argument(
        "--corrected", action="store_true", help="wide values after your corrections (default: as printed)"
    )
    add_choice(command, "write")
    command.set_defaults(command=_export)


def _format(text: str) -> str:
    return ALIASES.get(text.lower(), text.lower())


def _export(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import open_dataset

    data = open_dataset(arguments.processed).choose(arguments.year, arguments.region, arguments.kind)
    if data.missing:
        raise ValueError(data.missing)
    out = arguments.out or default_place(data.path, arguments.to, chosen(arguments).values())
    shapes = SHAPES if arguments.shape == BOTH else (arguments.shape,)
    try:
        paths = export(data, arguments.to, out, shapes, arguments.corrected)
    except ImportError as error:
        # What is missing is said, and how to install it: no traceback for that.
        raise ValueError(str(error)) from error
    _print_written(data, arguments.to, paths)
    return EXIT_OK


def _print_written(data: Dataset, to: str, paths: Sequence[Path]) -> None:
    from toolkit.dataset import quoted

    form = FORMATS[to]
    print(f"Reports:  {len(data.reports):,} ({', '.join(data.provenances) or 'none'})")
    if data.chosen:
        print(f"Chosen:   {data.chosen}")
    for path in paths:
        print(f"Written:  {path} ({path.stat().st_size:,} bytes)")
    folder = paths[0].parent
    if not form.one_file and (
        old := sorted({p.name for p in folder.glob(f"*{form.suffix}")} - {p.name for p in paths})
    ):
        print(f"Not of this export, and still there: {', '.join(old)}")
    look = f"open {quoted(paths[0])}" if form.one_file else f"open {quoted(folder / ('codebook' + form.suffix))}"
    print(f"Where to look next: {look}; the codebook says what each column is.")
