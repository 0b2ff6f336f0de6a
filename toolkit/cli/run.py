"""`toolkit build` and `toolkit run`: a folder of reports becomes tables, and pages."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.checks import ERROR, NOTE, WARNING
from toolkit.cli.choice import add_choice, chosen, expect_some
from toolkit.cli.printed import Pace, print_some, progress
from toolkit.cli.status import EXIT_OK, Commands
from toolkit.places import place
from toolkit.schema import CLAIM_VERDICTS, TABLES

if TYPE_CHECKING:
    from toolkit.dataset import Summary


def add_build(commands: Commands) -> None:
    """Adds `toolkit build` to the parser."""
    says = "Reads every report in a folder, at any depth, checks it, and writes the tables as Parquet."
    command = commands.add_parser("build", help="read a folder of reports into tables", description=says)
    _add_folders(command)
    command.set_defaults(command=_build)


def add_run(commands: Commands) -> None:
    """Adds `toolkit run` to the parser."""
    says = "Builds the tables, executes copies of the notebooks on them, and renders these to HTML pages in OUT/pages."
    command = commands.add_parser("run", help="build, then execute the notebooks and render them", description=says)
    _add_folders(command)
    command.add_argument("--notebooks", type=Path, metavar="FOLDER", help="the notebooks (default: notebooks)")
    add_choice(command, "the pages show")
    command.set_defaults(command=_run)


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "raw", nargs="?", type=place, metavar="RAW", help="folder of reports, also s3://… (default: data/raw)"
    )
    command.add_argument(
        "out", nargs="?", type=place, metavar="OUT", help="folder for the tables (default: data/processed)"
    )
    command.add_argument("--themes", type=Path, metavar="FILE", help="a codebook of themes (default: the toolkit's)")
    command.add_argument(
        "--agencies", type=Path, metavar="FILE", help="your decisions on agencies (default: agencies.csv beside RAW)"
    )
    command.add_argument(
        "--corrections",
        type=Path,
        metavar="FILE",
        help="your corrections of cells (default: corrections.csv beside RAW)",
    )
    command.add_argument(
        "--reviews", type=Path, metavar="FILE", help="your reviews of findings (default: reviews.csv beside RAW)"
    )
    command.add_argument(
        "--processes", type=int, metavar="N", help="how many processes do the work (default: one a processor)"
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask cluster does the work instead, such as tcp://host:8786"
    )
    command.add_argument("--again", action="store_true", help="do it all again, even where nothing has changed")


def _build(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import quoted

    summary, out = _built(arguments)
    _print_summary(summary, out)
    folders = "".join(f" {quoted(path)}" for path in (arguments.raw, arguments.out) if path)
    print(
        f"Where to look next: toolkit.open_dataset({str(out)!r}) in a notebook, or toolkit run{folders} for the pages."
    )
    return EXIT_OK


def _run(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import project_path, quoted
    from toolkit.render import run_notebooks

    parameters = chosen(arguments)
    notebooks = arguments.notebooks or project_path(Path("notebooks"))
    summary, out = _built(arguments)
    _print_summary(summary, out)
    expect_some(arguments, out)
    asked = {"parameters": parameters, "again": arguments.again}
    pages = run_notebooks(notebooks, out, out, lambda n, total, name: progress(n, total, name, "notebook"), **asked)
    print(f"Pages:    {len(pages)} in {pages[0].parent}")
    print(f"Where to look next: open {quoted(pages[0])} in a browser; the findings are in 01_data_quality.")
    print(f"One report at a time: {_explorer(notebooks, out)}")
    return EXIT_OK


def _explorer(notebooks: Path, out: Path) -> str:
    """How the explorer is opened on a dataset."""
    from toolkit.dataset import PROCESSED, project_path, quoted

    command = f"jupyter lab {quoted(notebooks / '00_explorer.ipynb')}"
    if out.resolve() == project_path(PROCESSED).resolve():
        return command
    return f'{command}, with DATASET = "{out.resolve().as_posix()}" in its first cell'


def _built(arguments: argparse.Namespace) -> tuple[Summary, Path]:
    """Builds what the arguments ask for; the folder that was written to."""
    from toolkit.dataset import PROCESSED, RAW, build, project_path
    from toolkit.dataset.workers import end_processes

    raw = arguments.raw or project_path(RAW)
    out = arguments.out or project_path(PROCESSED)
    decided = {name: getattr(arguments, name) for name in ("themes", "agencies", "corrections", "reviews")}
    pace = Pace()
    who = {"processes": arguments.processes, "scheduler": arguments.scheduler}
    try:
        return build(raw, out, pace.reading, again=arguments.again, checking=pace.checking, **decided, **who), out
    finally:
        end_processes()


def _print_summary(summary: Summary, out: Path) -> None:
    def counted(counts: dict[str, int], order: Sequence[str]) -> str:
        return ", ".join(f"{counts.get(name, 0)} {name}" for name in order)

    print(f"\nReports:  {sum(summary.reports.values())} ({counted(summary.reports, ('ok', 'partial', 'failed'))})")
    if not summary.reports:
        print("          no file was found there: is it the right folder?")
    order = ("reported", "blank", "missing", "undecided")
    print(f"Figures:  {sum(summary.figures.values())} ({counted(summary.figures, order)})")
    print(f"Findings: {sum(summary.findings.values())} ({counted(summary.findings, (ERROR, WARNING, NOTE))})")
    print(f"Claims:   {sum(summary.claims.values())} ({counted(summary.claims, CLAIM_VERDICTS)})")
    print(f"Statements: {sum(summary.statements.values())} ({counted(summary.statements, ('problem', 'improvement'))})")
    for name, counts in (("Corrections", summary.corrections), ("Reviews", summary.reviews)):
        if counts:
            print(f"{name}: {sum(counts.values())} ({', '.join(f'{count} {what}' for what, count in counts.items())})")
    print_some([f"not applied: {sentence}" for sentence in summary.not_applied], "see findings correction_not_applied")
    print_some(
        [f"not read: {source}: {reason}" for source, reason in summary.failures], "see reports with status failed"
    )
    print_some([f"no place for {sentence}" for sentence in summary.left_over], "mend those above, and build again")
    print(f"Tables:   {out} ({', '.join(TABLES)} as Parquet; see datapackage.json)")
    _print_changes(summary, out)


def _print_changes(summary: Summary, out: Path) -> None:
    """What is new, changed or gone since the build before."""
    from toolkit.dataset.changes import CHANGES

    if summary.unchanged:
        print("Changes:  nothing has changed since the last build, so nothing was read again (--again does)")
    elif summary.changes is not None:
        print(f"Changes:  since the build of {summary.since or 'an unknown day'}: {_changes(summary)}")
        if any(summary.changes.values()):
            print(f"          {out / CHANGES} lists them")


def _changes(summary: Summary) -> str:
    from toolkit.dataset.changes import APPEARED, CHANGED, NEW, VANISHED, WENT

    counts, tables = summary.changes or {}, summary.changed_tables
    if not any(counts.values()):
        return f"none of reports or findings; other rows in {', '.join(tables)}" if tables else "none"
    reports = ", ".join(f"{counts[kind]} {kind.split()[0]}" for kind in (NEW, CHANGED, VANISHED))
    return f"reports: {reports}; findings: {counts[APPEARED]} appeared, {counts[WENT]} went"
