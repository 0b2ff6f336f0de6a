"""The command line: build, check, run, sample. It asks the other rooms and prints; it decides nothing."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.checks import ERROR, NOTE, WARNING, Finding
from toolkit.checks.together import check_together, named
from toolkit.reading.report import FAILED, Report, read_safely
from toolkit.schema import CLAIM_VERDICTS, TABLES

if TYPE_CHECKING:
    from toolkit.dataset import Summary
    from toolkit.sample.folder import SampleSummary

EXIT_OK, EXIT_ERRORS, EXIT_UNREADABLE = 0, 1, 2
# Failures, and decisions that found no place, of which each is printed; of more the number.
MOST_LISTED = 20
_HEADINGS = {ERROR: "Errors", WARNING: "Warnings", NOTE: "Notes"}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the return value is the exit status of the process."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    arguments = parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except BrokenPipeError:
        # The reader of our output (head, a pager) has seen enough.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        return EXIT_OK
    except (OSError, ValueError) as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    except KeyboardInterrupt:
        print("\ntoolkit: interrupted; the dataset that was there is unchanged", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """The parser of the command line, with the help texts."""
    top = argparse.ArgumentParser(
        prog="toolkit",
        description="Reads Chinese annual reports on open government information (政府信息公开工作年度报告) into tables, "
        "and checks them.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    says = (
        "Says what is wrong with a report, cell by cell. Of several files the years of an agency are held against each "
        "other, too. Exit status 1: errors were found, 2: a file could not be read."
    )
    command = commands.add_parser("check", help="say what is wrong with a report, cell by cell", description=says)
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a report")
    command.add_argument(
        "--notes", action="store_true", help="list the notes too (what may be right and is worth a look)"
    )
    command.set_defaults(command=_check)

    says = "Reads every report in a folder, at any depth, checks it, and writes the tables as Parquet."
    command = commands.add_parser("build", help="read a folder of reports into tables", description=says)
    _add_folders(command)
    command.set_defaults(command=_build)

    says = "Builds the tables, executes copies of the notebooks on them, and renders these to HTML pages in OUT/pages."
    command = commands.add_parser("run", help="build, then execute the notebooks and render them", description=says)
    _add_folders(command)
    command.add_argument("--notebooks", type=Path, metavar="FOLDER", help="the notebooks (default: notebooks)")
    command.set_defaults(command=_run)

    says = (
        "Writes the reports of a fictional province to a new or empty folder, in the formats in which agencies publish, with "
        "the truth about them beside: to try the toolkit before you have reports, and to teach."
    )
    command = commands.add_parser("sample", help="write a fictional province to try the toolkit on", description=says)
    _add_sample_options(command)
    command.set_defaults(command=_sample)
    return top


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument("raw", nargs="?", type=Path, metavar="RAW", help="folder of reports (default: data/raw)")
    command.add_argument(
        "out", nargs="?", type=Path, metavar="OUT", help="folder for the tables (default: data/processed)"
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


def _add_sample_options(command: argparse.ArgumentParser) -> None:
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


def _check(arguments: argparse.Namespace) -> int:
    reports = list(named((report, "original") for path in arguments.files for report in read_safely(path)))
    check_together(reports)
    status = EXIT_OK
    for one in reports:
        _print_report(one.report, one.findings, arguments.notes)
        if one.report.status == FAILED:
            status = EXIT_UNREADABLE
        elif status != EXIT_UNREADABLE and any(finding.severity == ERROR for finding in one.findings):
            status = EXIT_ERRORS
    return status


def _print_report(report: Report, findings: list[Finding], notes: bool) -> None:
    print(report.source)
    if report.status == FAILED:
        print(f"  Not read: {report.reason}.\n")
        return
    year = report.year if report.year is not None else "year unknown"
    sections = " ".join(str(section.number) for section in report.sections if section.number)
    print(f"  {report.agency or 'agency unknown'} · {year} · form {report.form or 'unknown'} · scope {report.scope}")
    counts: dict[str, int] = {}
    for figure in report.figures:
        counts[figure.status] = counts.get(figure.status, 0) + 1
    print(f"  sections {sections or 'none'} · figures: {', '.join(f'{n} {s}' for s, n in counts.items())}")
    for severity, heading in _HEADINGS.items():
        chosen = [finding for finding in findings if finding.severity == severity]
        if chosen and severity == NOTE and not notes:
            print(f"\n  Notes ({len(chosen)}): what may be right and is worth a look; --notes lists them")
        elif chosen:
            print(f"\n  {heading} ({len(chosen)})")
            for finding in chosen:
                print(f"  - {finding.message}" + (f"\n    Where: {finding.origin}" if finding.origin else ""))
    if not findings:
        print("\n  Nothing wrong was found.")
    print()


def _build(arguments: argparse.Namespace) -> int:
    summary, out = _built(arguments)
    _print_summary(summary, out)
    print(f"Where to look next: toolkit.open_dataset({str(out)!r}) in a notebook, or toolkit run for the pages.")
    return EXIT_OK


def _run(arguments: argparse.Namespace) -> int:
    from toolkit.dataset import project_path
    from toolkit.render import run_notebooks

    notebooks = arguments.notebooks or project_path(Path("notebooks"))
    summary, out = _built(arguments)
    pages = run_notebooks(notebooks, out, out, lambda n, total, name: _progress(n, total, name, "notebook"))
    _print_summary(summary, out)
    print(f"Pages:    {len(pages)} in {out / 'pages'}")
    print(f"Where to look next: open {out / 'pages' / 'index.html'} in a browser; the findings are in 01_data_quality.")
    return EXIT_OK


def _built(arguments: argparse.Namespace) -> tuple[Summary, Path]:
    """Builds what the arguments ask for; the folder that was written to."""
    from toolkit.dataset import PROCESSED, RAW, build, project_path

    raw = arguments.raw or project_path(RAW)
    out = arguments.out or project_path(PROCESSED)
    decided = {name: getattr(arguments, name) for name in ("themes", "agencies", "corrections", "reviews")}
    return build(raw, out, _progress, **decided), out


def _sample(arguments: argparse.Namespace) -> int:
    from toolkit.sample.folder import check_formats, usual_formats, write_sample
    from toolkit.sample.province import draw_province

    out, formats = arguments.out, arguments.formats
    if formats is None:
        formats = usual_formats()
    check_formats(formats)
    reports = draw_province(arguments.seed, arguments.agencies, arguments.years, arguments.errors)
    summary = write_sample(out, reports, formats, arguments.seed, _progress)
    _print_sample(summary, out)
    if arguments.formats is None and "pdf" not in formats:
        print("Left out: pdf, for want of a browser (Chrome, Chromium, Edge) or LibreOffice to print it")
    print(f"Where to look next: toolkit run {_quoted(out / 'reports')} {_quoted(out / 'processed')}")
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


def _quoted(path: Path) -> str:
    """A path as it must be typed."""
    return f'"{path}"' if " " in str(path) else str(path)


def _progress(number: int, total: int, name: str, what: str = "report") -> None:
    """One line that is written over on a terminal; in a log only now and then a line."""
    if sys.stderr.isatty():
        print(
            f"\r\x1b[K{what} {number}/{total}  {name}", end="" if number < total else "\n", file=sys.stderr, flush=True
        )
    elif what != "report" or number == total or number % 500 == 1:
        print(f"{what} {number}/{total}  {name}", file=sys.stderr, flush=True)


def _print_summary(summary: Summary, out: Path) -> None:
    def counted(counts: dict[str, int], order: Sequence[str]) -> str:
        return ", ".join(f"{counts.get(name, 0)} {name}" for name in order)

    print(f"\nReports:  {sum(summary.reports.values())} ({counted(summary.reports, ('ok', 'partial', 'failed'))})")
    order = ("reported", "blank", "missing", "undecided")
    print(f"Figures:  {sum(summary.figures.values())} ({counted(summary.figures, order)})")
    print(f"Findings: {sum(summary.findings.values())} ({counted(summary.findings, (ERROR, WARNING, NOTE))})")
    print(f"Claims:   {sum(summary.claims.values())} ({counted(summary.claims, CLAIM_VERDICTS)})")
    print(f"Statements: {sum(summary.statements.values())} ({counted(summary.statements, ('problem', 'improvement'))})")
    for name, counts in (("Corrections", summary.corrections), ("Reviews", summary.reviews)):
        if counts:
            print(f"{name}: {sum(counts.values())} ({', '.join(f'{count} {what}' for what, count in counts.items())})")
    _print_some([f"not applied: {sentence}" for sentence in summary.not_applied], "see findings correction_not_applied")
    _print_some(
        [f"not read: {source}: {reason}" for source, reason in summary.failures], "see reports with status failed"
    )
    _print_some([f"no place for {sentence}" for sentence in summary.left_over], "mend those above, and build again")
    print(f"Tables:   {out} ({', '.join(TABLES)} as Parquet; see datapackage.json)")


def _print_some(lines: Sequence[str], then: str) -> None:
    """The first of many lines, and how many more there are."""
    for line in lines[:MOST_LISTED]:
        print(f"  {line}")
    if len(lines) > MOST_LISTED:
        print(f"  … and {len(lines) - MOST_LISTED} more: {then}")
