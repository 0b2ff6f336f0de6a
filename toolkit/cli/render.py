"""`toolkit render`: pages to share, made from a dataset that is already built."""

from __future__ import annotations

import argparse
from pathlib import Path

from toolkit.cli.choice import add_choice, chosen, expect_some
from toolkit.cli.printed import progress
from toolkit.cli.status import EXIT_OK, Commands


def add_render(commands: Commands) -> None:
    """Adds the command to the parser."""
    says = (
        "Executes copies of the notebooks on a dataset that is already built, and renders them to HTML pages: one file "
        "each, without scripts and network, to be read on screen, on a phone and on paper."
    )
    command = commands.add_parser("render", help="make pages to share from a built dataset", description=says)
    command.add_argument(
        "processed", nargs="?", type=Path, metavar="PROCESSED", help="folder of the tables (default: data/processed)"
    )
    command.add_argument(
        "--to", type=Path, metavar="FOLDER", help="folder for the pages (default: pages beside the tables)"
    )
    command.add_argument("--notebooks", type=Path, metavar="FOLDER", help="the notebooks (default: notebooks)")
    add_choice(command, "the pages show")
    command.add_argument("--again", action="store_true", help="make them again, even where nothing has changed")
    command.add_argument(
        "--pdf", action="store_true", help="print each page to PDF too, with an installed Chrome, Chromium or Edge"
    )
    command.set_defaults(command=_render)


def _render(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import PROCESSED, project_path, quoted
    from toolkit.render import folder_name, print_pdf, render_pages

    parameters = chosen(arguments)
    dataset = arguments.processed or project_path(PROCESSED)
    to = arguments.to or dataset / folder_name(parameters)
    notebooks = arguments.notebooks or project_path(Path("notebooks"))
    expect_some(arguments, dataset)
    asked = {"parameters": parameters, "again": arguments.again}
    pages = render_pages(notebooks, dataset, to, lambda n, total, name: progress(n, total, name, "notebook"), **asked)
    print(f"\nPages:    {len(pages)} in {to}, each a file of its own to mail or print")
    print(f"Where to look next: open {quoted(to / pages[0].name)} in a browser.", flush=True)
    if arguments.pdf:
        # Last: without a browser the pages are there all the same.
        print(f"PDF:      {len(print_pdf(pages))} beside the pages")
    return EXIT_OK
