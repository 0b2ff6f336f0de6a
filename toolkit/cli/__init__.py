"""The command line: a module for each command. They ask the other rooms and print; they decide nothing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from toolkit.cli.check import add_check
from toolkit.cli.export import add_export
from toolkit.cli.render import add_render
from toolkit.cli.run import add_build, add_run
from toolkit.cli.sample import add_sample
from toolkit.cli.status import EXIT_OK, EXIT_UNREADABLE

_COMMANDS = (add_check, add_build, add_run, add_render, add_export, add_sample)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; the return value is the exit status of the process."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show Chinese must not end the program.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = sys.argv[1:] if argv is None else list(argv)
    if not given:
        parser().print_help(sys.stderr)
        return EXIT_UNREADABLE
    try:
        arguments = parser().parse_args(given)
        return arguments.command(arguments)
    except BrokenPipeError:
        # The reader of our output (head, a pager) has seen enough.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
        return EXIT_OK
    except (OSError, ValueError, ImportError) as error:
        print(f"toolkit: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    except KeyboardInterrupt:
        print(
            "\ntoolkit: interrupted; nothing is half written, and the same command does what is left", file=sys.stderr
        )
        return 130


def parser() -> argparse.ArgumentParser:
    """The parser of the command line, with the help texts."""
    top = argparse.ArgumentParser(
        prog="toolkit",
        description="Reads Chinese annual reports on open government information (政府信息公开工作年度报告) into tables, "
        "and checks them.",
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for add in _COMMANDS:
        add(commands)
    return top
