"""The exit statuses of the program, and what a command is added to."""

from __future__ import annotations

from typing import Any

EXIT_OK, EXIT_ERRORS, EXIT_UNREADABLE = 0, 1, 2
Commands = Any
"""What argparse.ArgumentParser.add_subparsers returns; its class has no public name."""
