"""`toolkit sample`: a fictional province to try the toolkit on."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.cli.printed import progress
from toolkit.cli.status import EXIT_OK, Commands

if TYPE_CHECKING:
    from toolkit.sample.folder import SampleSummary


def add_sample(commands: Commands) -> None:
    """Adds the command to the parser."""
    says = (
        "Writes the reports of a fictional province to a new or empty folder, in the formats in which agencies publish, with "
        "the truth about them beside: to try the toolkit before you have reports, and to teach."
    )
    command = commands.add_parser("sample", help="write a fictional province to try the toolkit on", description=says)
    _add_options(command)
    command.set_defaults(command=_sample)


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("out", type=Path, metavar="OUT", help="folder for the reports and the truth, new or empty")
    command.add_argument("--agencies", type=int, default=12, metavar="N", help="how many agencies (default: 12)")
    command.add_argument(
        "--years", type=_years, default=(2021, 2023), metavar="A-B", help="first and last year (default: 2021-2023)"
    )
    command.add_argument(
        "--formats",
        type=lambda text: tuple(dict.fromkeys(filter(None, re.split(r"[,，\s]+", text.lower())))),
        metavar="LIST",
        help="of txt,md,html,docx,xlsx,pdf,doc,rtf,odt,xls (default: the first five, and pdf if a browser is installed)",
    )
    command.add_argument(
        "--errors",
        type=_share,
        default=0.0,
        metavar="SHARE",
        help="share of reports with planted errors, such as 0.2 (default: none)",
    )
    command.add_argument(
        "--seed", type=int, default=1, metavar="S", help="another number gives another province (default: 1)"
    )


def _years(text: str) -> tuple[int, int]:
    """2021-2023 or 2022."""
    found = re.fullmatch(r"(\d{4})(?:\s*[-–—~]\s*(\d{4}))?", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"expected years as 2021-2023 or 2022, found {text!r}")
    return int(found[1]), int(found[2] or found[1])


def _share(text: str) -> float:
    """0.2 or 20%."""
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"expected a share from 0 to 1, such as 0.2, found {text!r}")
    return share


def _sample(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import quoted
    from toolkit.sample.folder import check_formats, usual_formats, write_sample
    from toolkit.sample.province import draw_province

    out, formats = arguments.out, arguments.formats
    if formats is None:
        formats = usual_formats()
    check_formats(formats)
    reports = draw_province(arguments.seed, arguments.agencies, arguments.years, arguments.errors)
    summary = write_sample(out, reports, formats, arguments.seed, progress)
    _print_sample(summary, out)
    if arguments.formats is None and "pdf" not in formats:
        print("Left out: pdf, for want of a browser (Chrome, Chromium, Edge) or LibreOffice to print it")
    print(f"Where to look next: toolkit run {quoted(out / 'reports')} {quoted(out / 'processed')}")
    return EXIT_OK


def _print_sample(summary: SampleSummary, out: Path) -> None:
    from toolkit.checks.words import counted

    def listed(counts: dict[str, int]) -> str:
        return ", ".join(f"{count} {name}" for name, count in counts.items())

    print(f"\nReports:  {sum(summary.formats.values())}, all invented ({listed(summary.formats)})")
    print(f"Agencies: {summary.agencies} of the fictional {summary.province}, years {summary.years}")
    errors = "none planted"
    if summary.errors:
        where = counted(summary.reports_with_errors, "report")
        errors = f"{sum(summary.errors.values())} planted in {where} ({listed(summary.errors)})"
    print(f"Errors:   {errors}")
    print(f"Truth:    {out / 'truth'} (reports, figures, sections, statements, claims, errors as CSV for Excel)")
