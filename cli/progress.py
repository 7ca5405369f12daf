"""Progress of a command."""

import sys


def print_progress(line: str) -> None:
    """Print to standard error: standard output holds results alone."""
    print(line, file=sys.stderr, flush=True)
